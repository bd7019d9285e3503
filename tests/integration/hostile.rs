//! Files that mean harm, or were only damaged: each is refused or read rightly, in time, with a message that
//! names it, and nothing else is changed by it. `tests/data/hostile` holds them.

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Write as _},
    path::Path,
    time::Instant,
};

use crate::sandbox::{PATIENCE, Said, Sandbox, repository};

/// The files of a kind, by name.
fn hostile(kind: &str) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(repository().join("tests/data/hostile").join(kind)).unwrap();
    let name = |entry: &fs::DirEntry| entry.file_name().into_string().unwrap();
    entries.map(Result::unwrap).map(|entry| (name(&entry), fs::read(entry.path()).unwrap())).collect()
}

/// What holds of every answer to a hostile file.
fn ensure_civil(name: &str, said: &Said, began: Instant) {
    assert!((0..=5).contains(&said.code), "{name}: {}", said.whole());
    assert!(began.elapsed() < PATIENCE, "{name}: {:?}", began.elapsed());
    let acts = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!said.stderr.contains(acts), "{name}: {:?}", said.stderr);
    assert!(said.stderr.len() <= 1024, "{name}: {}", said.stderr);
}

/// The samples were written for another task format; in pjt's own words they reach what they aim at.
fn in_own_words(bytes: &[u8]) -> Vec<u8> {
    let words = [
        ("title:", "content:"),
        ("status: todo", "status: not_started"),
        ("status: doing", "status: in_progress"),
        ("deadline: 2025-12-31", "due: \"2025-12-31\""),
        ("deadline:", "due:"),
        ("support:", "departments:"),
    ];
    // A single lead becomes a list of one.
    let mut text = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b"lead: ") {
            Some(lead) => text.extend([b"lead:\n- ", lead].concat()),
            None => text.extend_from_slice(line),
        }
    }
    for (old, new) in words {
        let mut out = Vec::new();
        let mut rest = text.as_slice();
        while let Some(at) = memchr::memmem::find(rest, old.as_bytes()) {
            out.extend_from_slice(&rest[..at]);
            out.extend_from_slice(new.as_bytes());
            rest = &rest[at + old.len()..];
        }
        out.extend_from_slice(rest);
        text = out;
    }
    text
}

/// A store with two good tasks.
fn two_good_tasks() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("data/pjt.yaml", "format: 1\ndefault_plan: p\n").write("data/p/plan.yaml", "title: t\n");
    for id in ["001", "002"] {
        let number = id.trim_start_matches('0');
        let task = format!("id: {number}\ncontent: 好任务\nstatus: not_started\n");
        sandbox.write(&format!("data/p/tasks/{id}.yaml"), task);
    }
    sandbox
}

#[test]
fn every_hostile_task_file_is_named_or_read_and_the_others_are_still_listed() {
    let accepted = ["00", "25", "27", "39", "47", "49", "51", "53", "55"];
    for (name, bytes) in hostile("yaml") {
        for (file, bytes) in [("014.yaml", in_own_words(&bytes)), (name.as_str(), bytes)] {
            let sandbox = two_good_tasks();
            let path = format!("data/p/tasks/{file}");
            sandbox.write(&path, &bytes);
            let began = Instant::now();
            let said = sandbox.pjt("list --json");
            ensure_civil(&name, &said, began);
            let tasks = said.json()["tasks"].as_array().unwrap().len();
            let is_accepted = file == "014.yaml" && accepted.iter().any(|kind| name.starts_with(kind));
            assert_eq!((said.code, tasks), if is_accepted { (0, 3) } else { (1, 2) }, "{name} as {file}");
            if !is_accepted {
                let warnings = said.json()["warnings"].clone();
                assert!(warnings[0]["path"].as_str().unwrap().ends_with(file), "{name}: {warnings}");
                assert!(warnings[0]["fix"].is_string(), "{name}: {warnings}");
                assert!(said.stderr.contains(file), "{name}: {}", said.stderr);
            }
            if file != "014.yaml" {
                continue;
            }
            let began = Instant::now();
            let check = sandbox.pjt("check");
            assert!(check.code == 5 && began.elapsed() < PATIENCE, "{name}: {}", check.whole());
            assert_eq!(fs::read(sandbox.path(&path)).unwrap(), bytes, "{name}");
            let said = sandbox.pjt("update 14 --status done");
            assert_eq!(said.code == 0, is_accepted, "{name} as {file}: {}", said.whole());
            assert_eq!(fs::read(sandbox.path(&path)).unwrap() == bytes, !is_accepted, "{name}");
            assert!(!sandbox.path("PWNED").exists() && !sandbox.path("data/PWNED").exists(), "{name}");
        }
    }
}

#[test]
fn a_refusal_says_which_limit_or_rule_was_broken() {
    for (kind, code) in [
        ("01", "over-limit"),
        ("07", "over-limit"),
        ("09", "conflict-markers"),
        ("11", "duplicate-key"),
        ("13", "control-character"),
        ("15", "empty-file"),
        ("17", "empty-file"),
        ("21", "not-utf8"),
        ("23", "not-utf8"),
        ("37", "over-limit"),
        ("41", "over-limit"),
        ("45", "id-differs"),
    ] {
        let (name, bytes) = hostile("yaml").into_iter().find(|(name, _)| name.starts_with(kind)).unwrap();
        let sandbox = two_good_tasks();
        sandbox.write("data/p/tasks/014.yaml", in_own_words(&bytes));
        let warnings = sandbox.pjt("list --json").json()["warnings"].clone();
        assert_eq!(warnings[0]["code"], code, "{name}: {warnings}");
    }
}

#[test]
fn what_can_not_be_seen_is_shown_and_checked() {
    for (kind, rule) in [("47", "invisible-character"), ("25", "byte-order-mark"), ("53", "unknown-field")] {
        let (name, bytes) = hostile("yaml").into_iter().find(|(name, _)| name.starts_with(kind)).unwrap();
        let sandbox = two_good_tasks();
        sandbox.write("data/p/tasks/014.yaml", in_own_words(&bytes));
        let said = sandbox.pjt("check");
        assert!(said.stdout.contains(&format!("[{rule}]")), "{name}: {}", said.stdout);
    }
}

#[test]
fn what_can_not_be_seen_is_found_in_headings_and_in_the_registry_too() {
    let sandbox = two_good_tasks();
    let hidden = "pillars:\n- id: 1\n  title: 平台\n- id: 2\n  title: \"平\\u202E台\"\n";
    let plan = format!("{}{hidden}", sandbox.read("data/p/plan.yaml"));
    sandbox.write("data/p/plan.yaml", plan);
    sandbox.write("data/departments.yaml", "departments:\n- name: 市教委\n  aliases: [教\u{200b}委]\n");
    let said = sandbox.pjt("check --json");
    let findings = said.json()["findings"].as_array().unwrap().clone();
    let found: Vec<_> = findings.iter().filter(|found| found["code"] == "invisible-character").collect();
    let places: Vec<_> =
        found.iter().map(|found| (found["path"].as_str().unwrap(), &found["line"])).collect();
    let line = sandbox.read("data/p/plan.yaml").lines().count();
    assert_eq!(places.len(), 2, "{}", said.whole());
    assert!(places[0].0.ends_with("departments.yaml") && *places[0].1 == 3, "{places:?}");
    assert!(places[1].0.ends_with("plan.yaml") && *places[1].1 == line, "{places:?}");
}

/// Files within every limit can break a rule thousands of times, each in one line.
#[test]
fn thousands_of_findings_are_found_in_time() {
    let sandbox = two_good_tasks();
    sandbox.write("data/departments.yaml", "departments:\n- name: 市教委\n");
    for id in 10..40 {
        let names: Vec<String> = (0..500).map(|number| format!("第{id}局{number}")).collect();
        let names = names.join(", ");
        let task = format!("id: {id}\ncontent: 平台\ndepartments: [{names}]\nstatus: done\n");
        sandbox.write(&format!("data/p/tasks/0{id}.yaml"), task);
    }
    let began = std::time::Instant::now();
    let said = sandbox.pjt("check");
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    assert_eq!(said.stdout.matches("[unknown-department]").count(), 15_000, "{}", said.stderr);
    assert!(said.stdout.contains("第39局498, 第39局499]\n"), "the part of a line around the place is shown");
}

#[test]
fn a_broken_file_among_many_stops_whatever_counts_or_hands_out() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/chanjiao-2021-2025/tasks/014.yaml", "id: 14\ncontent: [\n");
    for words in ["stats", "stats --by department", "export --format csv", "export --format xlsx -o x.xlsx"] {
        let said = sandbox.pjt(words);
        assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{words}: {}", said.whole());
        assert!(said.stderr.contains("014.yaml"), "{words}: {}", said.stderr);
    }
    assert!(!sandbox.path("x.xlsx").exists());
    let list = sandbox.pjt("list");
    assert!(list.code == 1 && list.stderr.contains("读出 43 个文件中的 42 个"), "{}", list.stderr);
    for (words, gap) in [
        ("export --format csv --keep-going", "缺口：1 个文件"),
        ("export --format html --keep-going", "缺口：1 个文件"),
        ("export --format json --keep-going", "\"unreadable\":1"),
        ("stats --keep-going", "1"),
    ] {
        let said = sandbox.pjt(words);
        assert_eq!(said.code, 1, "{words}");
        assert!(said.stdout.contains(gap), "{words}: {}", said.stdout);
    }
}

/// The store of `hostile-store`: links, pipes, devices, odd names, all beside the seed's tasks.
#[cfg(unix)]
#[test]
fn links_pipes_devices_and_odd_names_lead_nowhere() {
    use std::os::unix::fs::symlink;

    let sandbox = Sandbox::with_seed();
    let tasks = sandbox.path("data/chanjiao-2021-2025/tasks");
    let task = |id: u32| format!("id: {id}\ncontent: 好任务{id}\nstatus: not_started\n");
    // A link to a sound task of the right number: only that it is a link speaks against it.
    sandbox.write("outside/secret.yaml", task(110).replace("好任务110", "SECRET-OUTSIDE"));
    sandbox.write("outside/plan.yaml", "title: SECRET-OUTSIDE\n");
    sandbox.write("outside/tasks/001.yaml", task(1).replace("好任务1", "SECRET-OUTSIDE"));
    let secret = sandbox.path("outside/secret.yaml");
    for (number, target) in [
        ("110", secret.as_path()),
        ("111", Path::new("../../../outside/secret.yaml")),
        ("112", Path::new("/etc/passwd")),
        ("113", Path::new("113.yaml")),
        ("114", Path::new("/dev/zero")),
        ("115", Path::new("missing")),
    ] {
        symlink(target, tasks.join(number).with_extension("yaml")).unwrap();
    }
    symlink(sandbox.path("outside"), tasks.join("sub")).unwrap();
    symlink(sandbox.path("outside"), sandbox.path("data/linked")).unwrap();
    sandbox.write("data/half/plan.yaml", "title: 方案\n");
    symlink(sandbox.path("outside/tasks"), sandbox.path("data/half/tasks")).unwrap();
    fs::hard_link(&secret, tasks.join("116.yaml")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(tasks.join("120.yaml")).status();
    assert!(made.unwrap().success());
    fs::create_dir(tasks.join("121.yaml")).unwrap();
    fs::File::create_new(tasks.join("123.yaml")).unwrap().set_len(3 << 30).unwrap();
    for name in
        ["-n.yaml", "--output=PWNED.yaml", "a\nb.yaml", "\u{1b}[2J.yaml", "café.yaml", "CON.yaml", "1.yaml"]
    {
        sandbox.write(&format!("data/chanjiao-2021-2025/tasks/{name}"), task(44));
    }
    for name in ["001.yaml.orig", ".001.yaml.swp", "4913", ".#001.yaml", ".hidden.yaml", "x.yaml~"] {
        sandbox.write(&format!("data/chanjiao-2021-2025/tasks/{name}"), "x");
    }
    for words in [
        "list --plan all",
        "list --plan linked",
        "list --plan half",
        "list --json",
        "show 14",
        "show linked/1",
        "update linked/1 half/1 --status done",
        "show 110",
        "stats",
        "stats --keep-going",
        "departments",
        "export --format csv --keep-going",
        "update 110 --status done",
        "update 116 --status done",
        "diff",
    ] {
        let began = Instant::now();
        let said = sandbox.pjt(words);
        assert!((0..=5).contains(&said.code), "{words}: {}", said.whole());
        assert!(began.elapsed() < PATIENCE, "{words}");
        // The file that has a second name is a file of this store; the rest is not.
        assert_eq!(said.whole().matches("SECRET-OUTSIDE").count(), 0, "{words}: {}", said.whole());
        assert!(!said.whole().contains('\u{1b}'), "{words}");
    }
    assert_eq!(fs::read_to_string(&secret).unwrap(), task(110).replace("好任务110", "SECRET-OUTSIDE"));
    assert!(!sandbox.path("PWNED").exists());
    let said = sandbox.pjt("check");
    for named in [
        "110.yaml",
        "111.yaml",
        "112.yaml",
        "113.yaml",
        "114.yaml",
        "115.yaml",
        "116.yaml",
        "120.yaml",
        "121.yaml",
        "123.yaml",
        "sub",
        "linked",
        "half/tasks",
        "-n.yaml",
        "--output=PWNED.yaml",
        "a b.yaml",
        "⟨U+001B⟩[2J.yaml",
        "café.yaml",
        "CON.yaml",
        "1.yaml",
        "001.yaml.orig",
        ".001.yaml.swp",
        "4913",
        ".#001.yaml",
        ".hidden.yaml",
        "x.yaml~",
    ] {
        assert!(said.stdout.contains(named), "{named} is not in:\n{}", said.stdout);
    }
}

/// A package with one part of this text, as docx and xlsx are.
fn package(part: &str, text: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in [("[Content_Types].xml", "<Types/>"), (part, text)] {
        archive.start_file(name, options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
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
    for (name, text) in [
        ("brackets.txt", "[".repeat(20_000) + "]\n"),
        ("full.txt", "【".repeat(19_990) + "】\n"),
        ("stacked.txt", "序号\n任务内容\n责任单位\n".to_owned() + &"一、总体要求\n".repeat(3_000)),
        ("goes-on.csv", goes_on(1_500)),
        ("bare.html", format!("<html><p {}>", "a1 b2 ".repeat(50_000))),
        ("math.html", format!("<html><math>{}x", "<td>".repeat(60_000))),
        ("formatting.html", format!("<html><p>{}x{}", "<font c=1>".repeat(400), "<p>x".repeat(5_000))),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.pjt("init").fine();
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
        package("word/document.xml", &xml)
    };
    let listed = |lists: &str| package("word/numbering.xml", &format!("<n>{lists}</n>"));
    let listed = |lists: &str| with_part(&listed(lists), "word/document.xml", "<document><body/></document>");
    let sheet = |inside: &str| {
        let sheet = format!("<worksheet>{inside}</worksheet>");
        let book = package("xl/workbook.xml", "<workbook><sheets><sheet name=\"a\"/></sheets></workbook>");
        with_part(&book, "xl/worksheets/sheet1.xml", &sheet)
    };
    let shared =
        |strings: &str| with_part(&sheet(""), "xl/sharedStrings.xml", &format!("<sst>{strings}</sst>"));
    let sample = |kind: &str, name: &str| hostile(kind).remove(name).unwrap();
    let row = |cells: usize| format!("<w:tr>{}</w:tr>", "<w:tc><w:p/></w:tc>".repeat(cells));
    let lines = |line: &str, count: usize| line.repeat(count).into_bytes();
    let numbered = |line: &dyn Fn(usize) -> String, count: usize| (0..count).map(line).collect::<String>();
    let firms = numbered(&|number| format!("{number},建立平台,市{number}局\n"), 1_200);
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
            package(
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
        let sandbox = Sandbox::empty();
        sandbox.pjt("init").fine();
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
    let bytes = crate::sandbox::package(&[
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
