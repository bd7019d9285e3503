//! Documents that people have: Word and Excel files made here, and files that `import` refuses.

use super::{snapshot, store};
use crate::sandbox::package;

/// A table in Word 2003 XML, without the cell that the merged one above covers.
pub(super) fn word_2003() -> String {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let rows = [
        &["重点任务", "任务内容", "责任单位"][..],
        &["统一入口", "建立平台，实现一网通办", "市教委"],
        &["开展数据共享试点", "市科委"],
    ];
    let rows: String = rows
        .iter()
        .map(|row| format!("<w:tr>{}</w:tr>", row.iter().map(|text| cell(text)).collect::<String>()))
        .collect();
    format!(
        "<?xml version=\"1.0\"?><w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\"><w:body><w:tbl>{rows}</w:tbl></w:body></w:wordDocument>"
    )
}

/// A Word document with two tables, a tracked deletion and a hidden word.
pub(super) fn word() -> Vec<u8> {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = |cells: [&str; 3]| format!("<w:tr>{}</w:tr>", cells.map(cell).concat());
    let table = |rows: &[[&str; 3]]| {
        let rows: String = rows.iter().map(|cells| row(*cells)).collect();
        format!("<w:tbl>{rows}</w:tbl>")
    };
    let titles = ["序号", "任务内容", "责任单位"];
    let body = [
        "<w:p><w:r><w:t>教育任务分工表</w:t></w:r><w:del><w:r><w:delText>旧稿</w:delText></w:r></w:del>"
            .to_owned(),
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部</w:t></w:r></w:p>".to_owned(),
        table(&[
            titles,
            ["1", "建立平台", "市教委"],
            ["2", "开展试点", "市科委"],
            ["3", "组织培训", "市教委"],
        ]),
        "<w:p><w:r><w:t>附表</w:t></w:r></w:p>".to_owned(),
        table(&[["编号", "工作举措", "牵头单位"], ["1", "安排经费", "市财政局"]]),
    ]
    .concat();
    let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let xml = format!("<w:document xmlns:w=\"{space}\"><w:body>{body}</w:body></w:document>");
    package(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &xml)])
}

/// A workbook with a hidden row, words below a merged area, and a hidden sheet.
pub(super) fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let plain = rust_xlsxwriter::Format::new();
    let rows = [
        ["序号", "任务内容", "责任单位"],
        ["1", "建立平台", "市教委"],
        ["2", "开展试点", "市教委"],
        ["3", "组织培训", "市财政局"],
        ["4", "内部任务", "市科委"],
    ];
    for (name, is_hidden) in [("分工表", false), ("草稿", true)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap().set_hidden(is_hidden);
        for (number, row) in (0..).zip(rows) {
            for (column, text) in (0..).zip(row) {
                sheet.write_string(number, column, text).unwrap();
            }
        }
        if !is_hidden {
            sheet.merge_range(1, 2, 2, 2, "市教委", &plain).unwrap();
            sheet.write_string(2, 2, "市科委").unwrap();
            sheet.set_row_hidden(4).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn refused() {
    snapshot("import-refused", |t| {
        let damaged = {
            let mut bytes = word();
            let at = bytes.len() / 2;
            bytes.truncate(at);
            bytes
        };
        let ole = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 600]].concat();
        let documents: Vec<(&str, &str, Vec<u8>)> = vec![
            ("Nothing", "a.txt", Vec::new()),
            ("No task", "a.txt", "今天天气很好。\n".into()),
            ("No task in a table", "a.csv", "姓名,年龄\n张三,30\n李四,31\n".into()),
            ("No text", "a.txt", (0..=255).rev().cycle().take(1000).collect()),
            ("Many control characters", "a.txt", "\u{1}\u{2}\u{3}\u{4}甲乙".into()),
            ("RTF", "a.rtf", b"{\\rtf1 x}".to_vec()),
            ("An image", "a.png", b"\x89PNG\r\n\x1a\n".to_vec()),
            ("A program", "a.exe", b"MZ\x90".to_vec()),
            ("PDF", "a.pdf", b"%PDF-1.4\nx".to_vec()),
            ("An old Excel document in XML", "a.xls", "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"></Workbook>".into()),
            ("JSON with a number that is none", "b.json", "[{\"a\": 1e999}]".into()),
            ("An old Word document", "a.doc", ole),
            ("A package of something else", "a.zip", package(&[("x.txt", "x")])),
            (
                "WPS or OpenDocument",
                "a.odt",
                package(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>")]),
            ),
            ("A damaged package", "a.docx", damaged),
            (
                "Word with broken XML",
                "a.docx",
                package(&[
                    ("[Content_Types].xml", "<Types/>"),
                    ("word/document.xml", "<w:document><w:body>"),
                ]),
            ),
            (
                "Excel without its parts",
                "a.xlsx",
                package(&[("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>")]),
            ),
            ("JSON that is none", "a.json", "[{\"任务\": }]".into()),
            ("JSON without records", "a.json", "{\"a\": 1}".into()),
            (
                "Two columns of one title",
                "a.csv",
                "序号,任务内容,任务内容,责任单位\n1,甲乙,丙丁,市教委\n2,甲乙,丙丁,市科委\n".into(),
            ),
            ("A row too many", "a.csv", "1,平台,市教委\n".repeat(30_100).into()),
            ("A line too long", "a.txt", "甲".repeat(30_100).into()),
            ("Too many departments", "a.csv", {
                let rows: String =
                    (0..1_200).map(|number| format!("{number},建立平台,市{number}局\n")).collect();
                format!("序号,任务,责任单位\n{rows}").into()
            }),
        ];
        for (what, name, bytes) in &documents {
            t.section(what, store::empty());
            t.write(name, bytes);
            t.pjt(&format!("import {name} --dry-run"));
            if *what == "PDF" {
                t.pjt("read-pdf");
            }
        }
    });
}
