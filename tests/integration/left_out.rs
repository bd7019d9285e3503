//! Nothing is left out in silence: what says who does something, and became no task, is named wherever it stands.

use serde_json::Value;

use crate::sandbox::{Sandbox, package};

const TITLE: &str = "甲行动计划（2024-2026年）";
const TITLES: [&str; 3] = ["序号", "任务", "牵头单位"];
const FIRST: [&str; 3] = ["1", "开展甲工作", "市教委"];
const SECOND: [&str; 3] = ["2", "开展乙工作", "市民政局"];
const THIRD: [&str; 3] = ["3", "开展丙工作", "市财政局"];

fn read(name: &str, content: impl AsRef<[u8]>) -> Value {
    let sandbox = Sandbox::empty();
    sandbox.write(name, content);
    sandbox.pjt(&format!("import {name} --dry-run --json --plan p")).json()
}

fn contents(answer: &Value) -> Vec<&str> {
    let tasks = answer["tasks"].as_array().unwrap_or_else(|| panic!("{answer}"));
    tasks.iter().map(|task| task["content"].as_str().unwrap()).collect()
}

fn codes(answer: &Value) -> Vec<&str> {
    let warnings = answer["warnings"].as_array().unwrap();
    warnings.iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

/// The row is no task; a finding of this code has its words, and where it is a row so has the list of what was not taken over.
fn is_told(answer: &Value, code: &str) {
    assert_eq!(contents(answer), ["开展甲工作", "开展乙工作"], "{answer}");
    let warnings = answer["warnings"].as_array().unwrap();
    let told = warnings.iter().find(|warning| warning["code"] == code);
    assert!(
        told.is_some_and(|told| told["message"].as_str().unwrap().contains("丙工作")),
        "{code}: {answer}"
    );
    if code == "dropped-row" {
        assert!(answer["account"]["not_taken_over"].to_string().contains("丙工作"), "{answer}");
    }
}

fn html(rows: &[&[&str]]) -> String {
    let row = |cells: &&[&str]| {
        let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        format!("<tr>{cells}</tr>")
    };
    rows.iter().map(row).collect()
}

fn bars(rows: &[&[&str]]) -> String {
    rows.iter().map(|row| format!("|{}|\n", row.join("|"))).collect()
}

#[test]
fn a_table_keeps_its_rows_wherever_they_stand() {
    let all = ["开展甲工作", "开展乙工作", "开展丙工作"];
    let table = format!("# {TITLE}\n\n{}|-|-|-|\n{}", bars(&[&TITLES]), bars(&[&FIRST, &SECOND]));
    let third = bars(&[&THIRD]);
    for text in [
        format!("{table}\n{third}"),
        format!("{table}\n（续）\n\n{third}"),
        format!("{table}\n```\n{third}```\n"),
        format!("{table}\n> {third}"),
    ] {
        assert_eq!(contents(&read("a.md", &text)), all, "{text}");
    }
    // browsers show these above and below, whatever the order
    let (head, body) = (html(&[&TITLES]), html(&[&FIRST, &SECOND]));
    let foot = html(&[&THIRD]);
    for parts in [
        format!("<tfoot>{foot}</tfoot><thead>{head}</thead><tbody>{body}</tbody>"),
        format!("<tbody>{body}</tbody><tbody>{foot}</tbody><thead>{head}</thead>"),
    ] {
        let page = format!("<h1>{TITLE}</h1><table>{parts}</table>");
        assert_eq!(contents(&read("a.html", &page)), all, "{page}");
    }
    // sorting moves the titles down
    let sorted = [THIRD, TITLES, FIRST, SECOND].map(|row| row.join(",") + "\n").concat();
    assert_eq!(contents(&read("a.csv", sorted)), ["开展丙工作", "开展甲工作", "开展乙工作"]);
}

#[test]
fn a_row_that_is_no_task_is_named() {
    let table = |rows: &[&[&str]]| format!("<table>{}</table>", html(rows));
    let known = table(&[&TITLES, &FIRST, &SECOND]);
    let lines = "<p>一</p><p>二</p><p>三</p><p>四</p>";
    let in_one = "3.开展丙工作（市财政局负责）";
    for page in [
        format!("{}{known}", table(&[&THIRD])),
        format!("{known}{lines}{}", table(&[&THIRD])),
        format!("{known}{}", table(&[&["3", "开展丙工作", "市财政局", "年底"]])),
        format!("{known}{}", table(&[&["甲", "乙", "丙", "丁"], &["东", "开展丙工作", "市财政局", "年底"]])),
        format!("{known}{}", table(&[&["开展丙工作", "市财政局"]])),
        known.replace("</table>", &format!("<tr><td colspan=3>{in_one}</table>")),
        table(&[&["表一", "开展丙工作", "市财政局"], &TITLES, &FIRST, &SECOND]),
    ] {
        is_told(&read("a.html", format!("<h1>{TITLE}</h1>{page}")), "dropped-row");
    }
    // the same words as a line beside the table
    for line in ["7 开展丙工作 市财政局", "- 7 开展丙工作 市财政局", "7|开展丙工作|市财政局"]
    {
        is_told(&read("a.html", format!("<h1>{TITLE}</h1>{known}<p>{line}</p>")), "other-text");
    }
    // who only explains, or how the table is to be filled in, needs no word
    for row in ["说明：本表由市教委负责汇总。", "注：牵头单位按季度报送进展。", "市教委"]
    {
        let page = known.replace("</table>", &format!("<tr><td colspan=3>{row}</table>"));
        assert!(!codes(&read("a.html", format!("<h1>{TITLE}</h1>{page}"))).contains(&"dropped-row"), "{row}");
    }
}

#[test]
fn what_stands_beside_text_and_tables_is_looked_at() {
    let known = format!("<h1>{TITLE}</h1><table>{}</table>", html(&[&TITLES, &FIRST, &SECOND]));
    let words = "3.开展丙工作。（市财政局负责）";
    for (page, is_said) in [
        (format!("{known}<footer>{words}</footer>"), true),
        (format!("{known}<p hidden>{words}</p>"), true),
        (format!("{known}<div style='display:none'><table>{}</table></div>", html(&[&THIRD])), true),
        (format!("{known}<footer>主办：某市教委</footer><nav>{words}</nav>"), false),
    ] {
        let answer = read("a.html", &page);
        assert_eq!(codes(&answer).contains(&"text-aside"), is_said, "{page}: {answer}");
    }
    let record = |row: [&str; 3]| {
        let pairs: Vec<String> =
            TITLES.iter().zip(row).map(|(key, value)| format!("\"{key}\":\"{value}\"")).collect();
        format!("{{{}}}", pairs.join(","))
    };
    let [first, second, third] = [FIRST, SECOND, THIRD].map(record);
    let answer = read("a.json", format!("{{\"a\":[{first},{second}],\"b\":[{third}]}}"));
    is_told(&answer, "text-aside");
    is_told(&read("a.json", format!("[{first},{second},\"3 开展丙工作 市财政局\"]")), "no-record");
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// A Word document with the table, something behind it, and another part.
fn word(behind: &str, kind: &str, part: &str) -> Vec<u8> {
    word_of(TITLES, behind, kind, part)
}

fn word_of(titles: [&str; 3], behind: &str, kind: &str, part: &str) -> Vec<u8> {
    let cell = |text: &&str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = |row: [&str; 3]| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>());
    let table = [titles, FIRST, SECOND].map(row).concat();
    let title = format!("<w:p><w:r><w:t>{TITLE}</w:t></w:r></w:p>");
    let document =
        format!("<w:document {W}><w:body>{title}<w:tbl>{table}</w:tbl>{behind}</w:body></w:document>");
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"{relation}/{kind}\" Target=\"x.xml\"/></Relationships>"
    );
    package(&[
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", &relations),
        ("word/x.xml", part),
    ])
}

#[test]
fn notes_and_the_edges_of_pages_of_a_word_document_are_looked_at() {
    let line = "<w:p><w:r><w:t>3.开展丙工作。（市财政局负责）</w:t></w:r></w:p>";
    for (kind, part) in [
        ("footnotes", format!("<w:footnotes {W}><w:footnote w:id=\"2\">{line}</w:footnote></w:footnotes>")),
        ("footer", format!("<w:ftr {W}>{line}</w:ftr>")),
        ("comments", format!("<w:comments {W}><w:comment w:id=\"0\">{line}</w:comment></w:comments>")),
    ] {
        is_told(&read("a.docx", word("", kind, &part)), "text-aside");
    }
    // a part that is damaged is none
    let answer = read("a.docx", word("", "footer", "<w:ftr"));
    assert_eq!((contents(&answer).len(), codes(&answer).len()), (2, 0), "{answer}");
    // a note that says who leads is heard
    let rule = line.replace("3.开展丙工作。（市财政局负责）", "列第一位的为牵头单位。");
    let part = format!("<w:footnotes {W}><w:footnote w:id=\"2\">{rule}</w:footnote></w:footnotes>");
    let answer = read("a.docx", word_of(["序号", "任务", "责任单位"], "", "footnotes", &part));
    assert_eq!(answer["tasks"][0]["lead"][0], "市教委", "{answer}");
}

#[test]
fn a_table_in_a_text_box_is_a_table() {
    let cell = |text: &&str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row: String = THIRD.iter().map(cell).collect();
    let boxed = format!(
        "<w:p><w:r><w:pict><w:txbxContent><w:tbl><w:tr>{row}</w:tr></w:tbl><w:p/></w:txbxContent></w:pict></w:r></w:p>"
    );
    let answer = read("a.docx", word(&boxed, "none", "<x/>"));
    assert_eq!(contents(&answer), ["开展甲工作", "开展乙工作", "开展丙工作"], "{answer}");
}

#[test]
fn a_sentence_between_two_tasks_is_named() {
    let tasks = "1.推进价格改革，6月底前出台方案。（责任单位：市发展改革委）\n建立价格监测点100个。\n2.推进能源改革，完善价格机制。（责任单位：市能源局）\n3.推进投资改革，优化审批。（责任单位：市发展改革委）\n各地各部门要加强协作。\n";
    let answer = read("a.txt", format!("某市深化改革2025年工作方案\n\n{tasks}"));
    assert_eq!(codes(&answer), ["dropped-row"], "{answer}");
    assert!(answer["warnings"].to_string().contains("建立价格监测点"), "{answer}");
}

#[test]
fn rows_and_sheets_that_opendocument_hides_are_left_out_and_counted() {
    let row = |row: [&str; 3], hidden: &str| {
        let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
        format!("<table:table-row{hidden}>{}</table:table-row>", row.map(cell).concat())
    };
    let collapsed = " table:visibility=\"collapse\"";
    let style = "<style:style style:name=\"off\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>";
    let sheet = |name: &str, style: &str, rows: &str| {
        format!("<table:table table:name=\"{name}\" table:style-name=\"{style}\">{rows}</table:table>")
    };
    let shown = [row(TITLES, ""), row(FIRST, ""), row(THIRD, collapsed), row(SECOND, "")].concat();
    let hidden = [row(TITLES, ""), row(THIRD, "")].concat();
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:style=\"s\"><office:automatic-styles>{style}</office:automatic-styles><office:body><office:spreadsheet>{}{}</office:spreadsheet></office:body></office:document-content>",
        sheet("任务", "on", &shown),
        sheet("旧", "off", &hidden),
    );
    let answer = read("a.ods", package(&[("content.xml", &content)]));
    assert_eq!(contents(&answer), ["开展甲工作", "开展乙工作"], "{answer}");
    let mut said = codes(&answer);
    said.retain(|code| code.starts_with("hidden"));
    said.sort_unstable();
    assert_eq!(said, ["hidden-cells", "hidden-sheet"], "{answer}");
}
