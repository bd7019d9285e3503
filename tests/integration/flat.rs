//! Word documents in one XML file, web archives and OpenDocument: the same table in each.

use std::io::{Cursor, Write as _};

use crate::sandbox::{Said, Sandbox};

#[track_caller]
fn ensure_read(name: &str, bytes: impl AsRef<[u8]>) -> Said {
    let sandbox = Sandbox::empty();
    sandbox.write(name, bytes);
    let said = sandbox.pjt(&format!("import {name} --dry-run --json"));
    let tasks = said.json()["tasks"].clone();
    assert_eq!(tasks[0]["content"], "建立产教融合信息平台", "{}", said.whole());
    assert_eq!(tasks[0]["departments"], serde_json::json!(["市教委", "市科委"]));
    assert_eq!(tasks[1]["departments"], serde_json::json!(["市经信委"]));
    said
}

const ROWS: [[&str; 3]; 3] = [
    ["序号", "任务内容", "责任单位"],
    ["1", "建立产教融合信息平台", "市教委、市科委"],
    ["2", "开展试点企业认定", "市经信委"],
];

fn word_table() -> String {
    let cell = |text: &&str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = |cells: &[&str; 3]| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
    format!("<w:tbl>{}</w:tbl>", ROWS.iter().map(row).collect::<String>())
}

#[test]
fn a_flat_package_is_read_like_the_docx_that_it_is() {
    let relations = "<Relationships xmlns=\"r\"><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let part = |name: &str, data: &str| {
        format!("<pkg:part pkg:name=\"{name}\"><pkg:xmlData>{data}</pkg:xmlData></pkg:part>")
    };
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{}</w:body></w:document>", word_table());
    let text = format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\">{}{}</pkg:package>",
        part("/_rels/.rels", relations),
        part("/word/document.xml", &document)
    );
    ensure_read("计划.doc", text);
}

#[test]
fn word_2003_xml_is_read_and_rows_without_their_covered_cells_are_completed_and_said() {
    let head = "<?xml version=\"1.0\"?><w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\"><w:body>";
    ensure_read("计划.xml", format!("{head}{}</w:body></w:wordDocument>", word_table()));
    let lacking = word_table().replace("<w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc>", "");
    let said = ensure_read("计划.xml", format!("{head}{lacking}</w:body></w:wordDocument>"));
    assert!(said.stdout.contains("merged-guess"), "{}", said.whole());
    // a row that begins with a number of its own lacks the cell behind it
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row =
        |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(|text| cell(text)).collect::<String>());
    let table = row(&["序号", "类别", "主要任务", "责任单位"])
        + &row(&["1", "教育", "建设信息服务平台", "市教委"])
        + &row(&["2", "开展试点企业认定", "市经信委"])
        + &row(&["3", "科技", "推进校企合作", "市科委"]);
    let sandbox = Sandbox::empty();
    sandbox.write("计划.xml", format!("{head}<w:tbl>{table}</w:tbl></w:body></w:wordDocument>"));
    let answer = sandbox.pjt("import 计划.xml --dry-run --json").json();
    let told: Vec<(&str, &str)> = answer["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| {
            (task["label"].as_str().unwrap_or_default(), task["pillar"]["title"].as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(told, [("1", "教育"), ("2", "教育"), ("3", "科技")], "{answer}");
}

#[test]
fn the_page_of_a_web_archive_is_read_in_its_encoding() {
    let cell = |text: &&str| format!("<td>{text}</td>");
    let row = |cells: &[&str; 3]| format!("<tr>{}</tr>", cells.iter().map(cell).collect::<String>());
    let page =
        format!("<html><body><table>{}</table></body></html>", ROWS.iter().map(row).collect::<String>());
    // as Chromium saves it: with the first lines of a mail
    let saved = format!(
        "From: <Saved by Blink>\r\nSubject: x\r\nDate: Sat, 28 Nov 2026 14:37:35 GMT\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--b--\"\r\n\r\n\r\n\
         ----b--\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{page}\r\n----b----\r\n"
    );
    ensure_read("计划.mht", saved);
    let (bytes, _, _) = encoding_rs::GBK.encode(&page);
    let quoted: String = bytes.iter().map(|byte| format!("={byte:02X}")).collect();
    let lines: Vec<&str> =
        (0..quoted.len()).step_by(72).map(|at| &quoted[at..(at + 72).min(quoted.len())]).collect();
    let archive = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=\"gb2312\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n--b--\r\n",
        lines.join("=\r\n")
    );
    ensure_read("计划.mht", archive);
}

fn open_document(content: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(content.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

fn open_table() -> String {
    let cell = |text: &&str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |cells: &[&str; 3]| {
        format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
    };
    format!("<table:table table:name=\"分工表\">{}</table:table>", ROWS.iter().map(row).collect::<String>())
}

#[test]
fn open_document_text_and_workbooks_are_read() {
    for (name, kind) in [("计划.odt", "text"), ("计划.ods", "spreadsheet")] {
        let content = format!(
            "<office:document-content><office:body><office:{kind}>{}</office:{kind}></office:body></office:document-content>",
            open_table()
        );
        ensure_read(name, open_document(&content));
    }
}

#[test]
fn lists_of_an_open_document_are_numbered_and_what_is_hidden_is_passed_over() {
    let item = |text: &str, unit: &str| {
        format!(
            "<text:list-item><text:p>{text}<text:span text:style-name=\"H\">隐藏的字</text:span>（责任单位：{unit}）</text:p></text:list-item>"
        )
    };
    let content = format!(
        "<office:document-content><office:automatic-styles><style:style style:name=\"H\"><style:text-properties text:display=\"none\"/></style:style><text:list-style style:name=\"L\"><text:list-level-style-number text:level=\"1\" style:num-suffix=\".\" style:num-format=\"1\"/></text:list-style></office:automatic-styles><office:body><office:text><text:list text:style-name=\"L\">{}{}</text:list></office:text></office:body></office:document-content>",
        item("建立产教融合信息平台", "市教委、市科委"),
        item("开展试点企业认定", "市经信委")
    );
    let said = ensure_read("计划.odt", open_document(&content));
    assert!(said.stdout.contains("hidden-text"), "{}", said.whole());
}

#[test]
fn a_paragraph_of_an_open_document_has_an_end() {
    let sandbox = Sandbox::empty();
    let words = "建立平台。".repeat(5_000);
    for text in [
        format!("<text:p>{words}</text:p>"),
        format!("<text:p>{}</text:p>", "<text:span>字</text:span>".repeat(25_000)),
    ] {
        let content = format!(
            "<office:document-content><office:body><office:text>{text}</office:text></office:body></office:document-content>"
        );
        sandbox.write("计划.odt", open_document(&content));
        let said = sandbox.pjt("import 计划.odt --dry-run");
        assert_eq!(said.code, 1, "{}", said.whole());
        assert!(said.stderr.contains("一段或一格的字节数"), "{}", said.whole());
    }
}

#[test]
fn flat_open_document_is_read_without_the_head_of_its_pages() {
    let cell = |text: &&str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |cells: &[&str; 3]| {
        format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
    };
    let table: String = ROWS.iter().map(row).collect();
    let text = format!(
        "<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"t\" xmlns:table=\"b\">\
         <office:master-styles><text:p>1.内部资料（责任单位：市保密局）</text:p></office:master-styles>\
         <office:body><office:text><table:table>{table}</table:table></office:text></office:body></office:document>"
    );
    let said = ensure_read("计划.fodt", text);
    assert!(!said.stdout.contains("内部资料"), "{}", said.whole());
}

#[test]
fn what_was_deleted_in_an_open_document_is_no_text_of_it_wherever_it_stands() {
    let region = |id: &str, kind: &str, text: &str| {
        format!(
            "<text:changed-region text:id=\"{id}\"><text:{kind}>{text}</text:{kind}></text:changed-region>"
        )
    };
    let marked = |id: &str, text: &str| {
        format!(
            "<text:change-start text:change-id=\"{id}\"/>{text}<text:change-end text:change-id=\"{id}\"/>"
        )
    };
    let changes = region("a", "deletion", "")
        + &region("b", "deletion", "<text:p>删去的话</text:p>")
        + &region("c", "insertion", "");
    let content = format!(
        "<office:document-content><office:body><office:text><text:tracked-changes>{changes}</text:tracked-changes>\
         <text:p>1.{}建立产教融合{}（责任单位：市教委、市科委）<text:change text:change-id=\"b\"/></text:p>\
         <text:p>2.开展试点企业认定（责任单位：市经信委）</text:p></office:text></office:body></office:document-content>",
        marked("a", "删掉<text:span>的话</text:span>"),
        marked("c", "信息平台")
    );
    let said = ensure_read("计划.odt", open_document(&content));
    assert!(!said.stdout.contains("删"), "{}", said.whole());
}
