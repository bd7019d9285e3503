//! Documents that mean harm, or were only damaged, and what `import` makes of them: the counterpart of `hostile` for the
//! files of strangers.

use std::{
    fs,
    io::{Cursor, Write as _},
    time::Instant,
};

use crate::{
    hostile::{ensure_civil, hostile},
    sandbox::{Sandbox, package},
};

/// A package with one part of this text, as docx and xlsx are.
fn with_only(part: &str, text: &str) -> Vec<u8> {
    package(&[("[Content_Types].xml", "<Types/>"), (part, text)])
}

/// The same with one more part.
fn with_part(bytes: &[u8], part: &str, text: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new_append(Cursor::new(bytes.to_vec())).unwrap();
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file(part, options).unwrap();
    archive.write_all(text.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

/// A package of many parts.
fn many_parts(count: usize) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..count {
        archive.start_file(format!("{number}"), zip::write::SimpleFileOptions::default()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Texts within all limits that took quadratic time once: a minute for each of these.
#[test]
fn what_is_long_and_odd_takes_no_longer_than_what_is_long() {
    let goes_on = |count: usize| {
        let rows = (1..count).map(|n| format!("{n},推进工作{n}建设,市教委\n")).collect::<String>();
        let more = format!(",{},\n", "继续推进有关工作建设".repeat(16)).repeat(count - 20);
        format!("序号,任务内容,责任单位\n{rows}{more}")
    };
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    for (name, text) in [
        ("brackets.txt", "[".repeat(20_000) + "]\n"),
        ("full.txt", "【".repeat(19_990) + "】\n"),
        ("stacked.txt", "序号\n任务内容\n责任单位\n".to_owned() + &"一、总体要求\n".repeat(3_000)),
        ("goes-on.csv", goes_on(1_500)),
        ("bare.html", format!("<html><p {}>", "a1 b2 ".repeat(50_000))),
        ("math.html", format!("<html><math>{}x", "<td>".repeat(60_000))),
        ("formatting.html", format!("<html><p>{}x{}", "<font c=1>".repeat(400), "<p>x".repeat(5_000))),
    ] {
        sandbox.write(name, &text);
        let began = Instant::now();
        let said = sandbox.pjt(&format!("import {name} --dry-run"));
        ensure_civil(name, &said, began);
    }
}

#[test]
fn a_document_that_costs_too_much_is_refused_by_the_limit_that_it_breaks() {
    let word = |body: &str| {
        let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        let xml = format!("<w:document xmlns:w=\"{space}\"><w:body>{body}</w:body></w:document>");
        with_only("word/document.xml", &xml)
    };
    let listed = |lists: &str| with_only("word/numbering.xml", &format!("<n>{lists}</n>"));
    let listed = |lists: &str| with_part(&listed(lists), "word/document.xml", "<document><body/></document>");
    let sheet = |inside: &str| {
        let sheet = format!("<worksheet>{inside}</worksheet>");
        let book = with_only("xl/workbook.xml", "<workbook><sheets><sheet name=\"a\"/></sheets></workbook>");
        with_part(&book, "xl/worksheets/sheet1.xml", &sheet)
    };
    let shared =
        |strings: &str| with_part(&sheet(""), "xl/sharedStrings.xml", &format!("<sst>{strings}</sst>"));
    let sample = |kind: &str, name: &str| hostile(kind).remove(name).unwrap();
    let row = |cells: usize| format!("<w:tr>{}</w:tr>", "<w:tc><w:p/></w:tc>".repeat(cells));
    let lines = |line: &str, count: usize| line.repeat(count).into_bytes();
    let numbered = |line: &dyn Fn(usize) -> String, count: usize| (0..count).map(line).collect::<String>();
    let firms = numbered(&|number| format!("{number},建立平台,市{number}局\n"), 1_200);
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    for (name, bytes, limit) in [
        ("a.docx", sample("docx", "01-zip-bomb-150mb.docx"), "word/document.xml 解压后超过 64 MiB"),
        ("a.docx", sample("docx", "07-deep-xml-50k.docx"), "XML 嵌套层数超过 256"),
        ("a.docx", sample("docx", "09-gridspan-huge.docx"), "表格的列数超过 1000"),
        ("a.docx", word(&format!("<!--{}-->", "x".repeat(1_100_000))), "一个 XML 标记或一段文字的字节数超过"),
        ("a.docx", word(&format!("<w:tbl>{}</w:tbl>", row(900).repeat(230))), "单元格数超过 200000"),
        ("a.docx", word(&format!("<w:tbl>{}</w:tbl>", row(1).repeat(30_100))), "表格行数超过 30000"),
        ("a.html", sample("html", "01-nested-tables-10k.html"), "网页嵌套层数超过 512"),
        ("a.html", sample("html", "05-huge-spans.html"), "表格的列数超过 1000"),
        ("a.html", lines("<p>x", 150_100), "网页元素数超过 300000"),
        ("a.html", [b"<html>".to_vec(), lines("<br>", 300_100)].concat(), "网页元素数超过 300000"),
        ("a.html", [b"<html>".to_vec(), lines("</i>", 600_100)].concat(), "网页标记数超过 600000"),
        ("a.html", [b"<html>".to_vec(), lines("<div></q>", 600)].concat(), "网页嵌套层数超过 512"),
        (
            "a.docx",
            listed(&numbered(&|n| format!("<w:abstractNum w:abstractNumId=\"{n}\"/>"), 9_000)),
            "列表和样式定义",
        ),
        ("a.xlsx", shared(&format!("<si><t>{}</t></si>", " ".repeat(200_000))), "一个单元格的字节数超过"),
        (
            "a.xlsx",
            with_only(
                "xl/workbook.xml",
                &format!("<workbook><sheets>{}</sheets></workbook>", "<sheet name=\"a\"/>".repeat(501)),
            ),
            "工作表数超过 500",
        ),
        ("a.xlsx", sheet(&"<col min=\"9\" max=\"9\" hidden=\"1\"/>".repeat(16_400)), "隐藏的列数超过 16384"),
        (
            "a.md",
            [b"# x\n".to_vec(), lines("|", 1_100), b"\n|---|---|\n".to_vec()].concat(),
            "表格的列数超过 1000",
        ),
        ("a.csv", lines(",", 1_100), "表格的列数超过 1000"),
        ("a.docx", many_parts(2_100), "部件数超过 2000"),
        ("a.csv", lines("1,平台,市教委\n", 30_100), "表格行数超过 30000"),
        ("a.csv", format!("序号,任务,责任单位\n{firms}").into_bytes(), "责任部门超过 1000 个"),
        ("a.txt", lines("1. 建立平台。（市教委）\n", 20_100), "任务超过 20000 项"),
        ("a.txt", lines("甲\n", 80_100), "段落数超过 80000"),
        ("a.txt", lines("甲", 20_100), "一段或一格的字节数超过 60000"),
        ("a.txt", lines("甲乙丙丁\n", 700_000), "文本超过 8 MiB"),
        ("a.json", format!("[{}{{}}]", "{},".repeat(30_100)).into_bytes(), "JSON 的记录数超过 30000"),
        ("a.json", format!("[{{\"a\":[{}1]}}]", "1,".repeat(400_100)).into_bytes(), "JSON 的值数超过 400000"),
    ] {
        sandbox.write(name, &bytes);
        let began = Instant::now();
        let said = sandbox.pjt(&format!("import {name} --plan x"));
        ensure_civil(limit, &said, began);
        assert!(said.stderr.contains(limit), "{limit}: {}", said.whole());
        assert!(!sandbox.path("data/x").exists(), "{limit}");
    }
}

#[test]
fn a_part_that_differs_from_its_checksum_is_damaged() {
    for (kind, part) in [("docx", "word/document.xml"), ("xlsx", "xl/worksheets/sheet1.xml")] {
        let mut bytes = hostile(kind).remove(&format!("00-control-valid.{kind}")).unwrap();
        let entry = memchr::memmem::find_iter(&bytes, b"PK\x01\x02")
            .find(|at| bytes[at + 46..].starts_with(part.as_bytes()))
            .unwrap();
        bytes[entry + 16] ^= 1;
        let sandbox = Sandbox::empty();
        sandbox.pjt("init").fine();
        sandbox.write(&format!("a.{kind}"), &bytes);
        let said = sandbox.pjt(&format!("import a.{kind} --plan x"));
        assert_eq!(said.code, 1, "{}", said.whole());
        assert!(said.stderr.contains("已损坏") && said.stderr.contains(part), "{}", said.stderr);
    }
}

#[test]
fn every_hostile_document_is_refused_or_read_rightly() {
    let accepted: [(&str, &[&str]); 6] = [
        ("csv", &["01", "03", "05"]),
        ("docx", &["00", "11", "23"]),
        ("html", &[]),
        ("text", &["01"]),
        ("xls", &["01"]),
        ("xlsx", &["00", "13", "15"]),
    ];
    for (kind, accepted) in accepted {
        for (name, bytes) in hostile(kind) {
            let sandbox = Sandbox::empty();
            sandbox.pjt("init").fine();
            sandbox.write(&name, &bytes);
            let began = Instant::now();
            let said = sandbox.pjt(&format!("import {name} --plan x"));
            ensure_civil(&name, &said, began);
            let there = sandbox.path("data/x").exists();
            assert_eq!(there, said.code == 0, "{name}: {}", said.whole());
            if accepted.iter().any(|prefix| name.starts_with(prefix)) {
                assert_eq!(said.code, 0, "{kind}/{name}: {}", said.whole());
            } else if !there {
                assert!(said.stdout.is_empty() && said.stderr.contains(&name), "{name}: {}", said.whole());
                assert!(said.stderr.contains("提示："), "{name}: {}", said.stderr);
            }
            assert_eq!(fs::read(sandbox.path(&name)).unwrap(), bytes, "{name}");
            let mut names: Vec<_> = fs::read_dir(sandbox.path("")).unwrap().flatten().collect();
            names.retain(|entry| ![name.as_str(), "data"].contains(&entry.file_name().to_str().unwrap()));
            assert!(names.is_empty(), "{name}: {names:?}");
        }
    }
}

/// The directory of a package keeps the last of two equal names only: another program would show the other one.
#[test]
fn a_package_that_holds_a_part_twice_is_refused() {
    let part = |words: &str| {
        format!(
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r>\
             <w:t>{words}（责任单位：市教委）</w:t></w:r></w:p></w:body></w:document>"
        )
    };
    let bytes = package(&[
        ("word/document.xml", &part("1.建立平台。")),
        ("word/documenu.xml", &part("1.拆除平台。")),
    ]);
    let sandbox = Sandbox::empty();
    sandbox.write("a.docx", replaced(&bytes));
    let said = sandbox.pjt("import a.docx --dry-run");
    assert_eq!(said.code, 1, "{}", said.whole());
    assert!(said.stderr.contains("有 2 份"), "{}", said.whole());
}

/// The other name becomes the first one, in its entry and in the directory.
fn replaced(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for at in 0..bytes.len().saturating_sub(8) {
        if bytes[at..].starts_with(b"documenu") {
            bytes[at + 7] = b't';
        }
    }
    bytes
}
