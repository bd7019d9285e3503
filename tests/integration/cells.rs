//! What stands in a cell is read as a person sees it, whatever program wrote the file and however it named its parts.

use serde_json::Value;

use crate::sandbox::{Sandbox, package, repository};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relations(targets: &[(&str, &str)]) -> String {
    let lines: String = (1..)
        .zip(targets)
        .map(|(id, (kind, target))| {
            format!("<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
        })
        .collect();
    format!("<Relationships>{lines}</Relationships>")
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn cell(content: &str) -> String {
    let content = if content.starts_with("<w:") { content.to_owned() } else { paragraph(content) };
    format!("<w:tc>{content}</w:tc>")
}

fn table(rows: &[&[&str]]) -> String {
    let row = |cells: &&[&str]| {
        format!("<w:tr>{}</w:tr>", cells.iter().map(|content| cell(content)).collect::<String>())
    };
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}

fn document(body: &str) -> String {
    format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>")
}

/// A Word document whose main part is called `main`.
fn word(main: &str, body: &str) -> Vec<u8> {
    let related = relations(&[("officeDocument", main)]);
    package(&[("_rels/.rels", &related), (main, &document(body))])
}

/// A workbook of one sheet; `before` stands in front of the list of sheets, `styles` are number formats.
fn workbook(before: &str, rows: &str, merged: &str) -> Vec<u8> {
    let book = format!(
        "<workbook xmlns:r=\"r\">{before}<sheets><sheet name=\"表\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let merged =
        merged.split_whitespace().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect::<String>();
    let sheet =
        format!("<worksheet><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>");
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"180\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/></numFmts>\
        <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"180\"/></cellXfs></styleSheet>";
    package(&[
        ("_rels/.rels", &relations(&[("officeDocument", "/book/main.xml")])),
        ("book/main.xml", &book),
        ("book/_rels/main.xml.rels", &relations(&[("worksheet", "../cells.xml"), ("styles", "looks.xml")])),
        ("cells.xml", &sheet),
        ("book/looks.xml", styles),
    ])
}

/// Rows of a sheet: texts, or cells that are written out.
fn rows(rows: &[&[&str]]) -> String {
    let cell = |column: usize, row: usize, content: &&str| {
        let place = format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), row + 1);
        match content.strip_prefix('<') {
            Some(rest) => format!("<c r=\"{place}\"{rest}</c>"),
            None => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{content}</t></is></c>"),
        }
    };
    let row = |(number, cells): (usize, &&[&str])| {
        let cells = cells.iter().enumerate().map(|(column, content)| cell(column, number, content));
        format!("<row r=\"{}\">{}</row>", number + 1, cells.collect::<String>())
    };
    rows.iter().enumerate().map(row).collect()
}

/// A Word document with a table inside a cell.
pub(crate) fn word_with_nested_table() -> Vec<u8> {
    let inner = table(&[&["甲平台", "100万元"], &["乙平台", "200万元"]]);
    let content = paragraph("建设以下平台：") + &inner + &paragraph("年底前验收。");
    let rows: &[&[&str]] =
        &[TITLES, &["1", &content, "市教委", "2025年底"], &["2", "推进基地", "市财政局", "2025年底"]];
    word("word/document.xml", &table(rows))
}

/// A workbook with a formula that nobody computed, an error, and cells that are blank and not merged.
pub(crate) fn workbook_of_a_script() -> Vec<u8> {
    let rows = rows(&[
        TITLES,
        &["1", "建设平台", "市教委", "2025年底"],
        &["2", "推进基地", "<><f>VLOOKUP(A3,B:C,2,0)</f>", "< t=\"e\"><v>#REF!</v>"],
        &["3", "完善政策", "市财政局", "2026年底"],
    ]);
    workbook("", &rows, "")
}

const TITLES: &[&str] = &["序号", "重点任务", "牵头单位", "完成时限"];

/// What a dry run says of a document.
fn read(name: &str, bytes: impl AsRef<[u8]>) -> Value {
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    sandbox.write(name, bytes);
    let said = sandbox.pjt(&format!("import {name} --plan x --dry-run --json"));
    assert_eq!(said.code, 0, "{}", said.whole());
    said.json()
}

fn codes(read: &Value) -> Vec<&str> {
    read["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

#[test]
fn parts_are_found_by_their_relations_and_not_by_their_names() {
    let body = paragraph("任务分工表")
        + &table(&[TITLES, &["1", "建设平台", "市教委", "2025年底"], &["2", "推进基地", "市财政局", ""]]);
    for main in ["word/document2.xml", "Word/Document.xml", "main.xml"] {
        let found = read("a.docx", word(main, &body));
        assert_eq!(found["tasks"].as_array().unwrap().len(), 2, "{main}");
    }
    let found = read("a.xlsx", workbook("", &rows(&[TITLES, &["1", "建设平台", "市教委", "2025年底"]]), ""));
    assert_eq!(found["tasks"][0]["content"], "建设平台");
}

#[test]
fn phonetic_guides_are_no_text() {
    let ruby = "<w:p><w:r><w:t>建设都江</w:t></w:r><w:r><w:ruby><w:rt><w:r><w:t>yàn</w:t></w:r></w:rt><w:rubyBase>\
        <w:r><w:t>堰</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>灌区</w:t></w:r></w:p>";
    let in_word = word("word/document.xml", &table(&[TITLES, &["1", ruby, "市教委", ""]]));
    let guide = "< t=\"inlineStr\"><is><r><t>建设都江</t></r><r><t>堰灌区</t></r><rPh sb=\"4\" eb=\"5\"><t>yàn</t></rPh></is>";
    let in_sheet = workbook("", &rows(&[TITLES, &["1", guide, "市教委", ""]]), "");
    let page = "<table><tr><th>序号<th>重点任务<th>牵头单位</tr><tr><td>1<td>建设都江<ruby>堰<rp>(</rp><rt>yàn</rt><rp>)</rp></ruby>灌区<td>市教委</table>";
    for (name, bytes) in [("a.docx", in_word), ("a.xlsx", in_sheet), ("a.html", page.into())] {
        assert_eq!(read(name, bytes)["tasks"][0]["content"], "建设都江堰灌区", "{name}");
    }
}

#[test]
fn radicals_are_read_as_the_characters_that_they_look_like() {
    let csv = "序号,重点任务,责任单位\n1,建设\u{2f08}才培养平台,市\u{2f08}\u{2f12}资源社会保障局\n2,打开\u{2ed4}户,市人力资源社会保障局\n";
    let found = read("a.csv", csv);
    assert_eq!(found["tasks"][0]["content"], "建设人才培养平台");
    assert_eq!(found["tasks"][1]["content"], "打开门户");
    assert_eq!(found["tasks"][0]["departments"], found["tasks"][1]["departments"]);
    assert!(codes(&found).is_empty());
}

#[test]
fn a_table_inside_a_cell_is_text_of_the_cell_and_one_that_lays_out_the_page_is_not() {
    let found = read("a.docx", word_with_nested_table());
    assert_eq!(found["tasks"][0]["content"], "建设以下平台：甲平台 100万元乙平台 200万元年底前验收。");
    assert_eq!(codes(&found), ["nested-table"]);
    // the whole document in one cell of a frame
    let rows: &[&[&str]] = &[TITLES, &["1", "建设平台", "市教委", ""], &["2", "推进基地", "市财政局", ""]];
    let found = read("a.docx", word("word/document.xml", &table(&[&[&table(rows)]])));
    assert_eq!(found["tasks"].as_array().unwrap().len(), 2);
    let page = "<table><tr><th>序号<th>重点任务<th>牵头单位</tr><tr><td>1<td>建设以下平台：<table><tr><td>甲平台<td>100万元</table>年底前验收。<td>市教委</tr>\
        <tr><td>2<td>推进基地<td>市财政局</table>";
    let found = read("a.html", page);
    assert_eq!(found["tasks"][0]["content"], "建设以下平台：甲平台 100万元年底前验收。");
    assert_eq!(codes(&found), ["nested-table"]);
}

#[test]
fn formulas_errors_and_dates_are_what_a_person_sees() {
    let rows = rows(&[
        TITLES,
        &["1", "建设平台", "市教委", "< s=\"1\"><v>45838</v>"],
        &["2", "推进基地", "<><f>VLOOKUP(A3,B:C,2,0)</f>", "< s=\"2\"><v>46174</v>"],
        &["3", "完善政策", "市财政局", "< t=\"e\"><v>#REF!</v>"],
        &["4", "组织培训", "市科委", "< t=\"d\"><v>2026-06-30T00:00:00</v>"],
    ]);
    let found = read("a.xlsx", workbook("", &rows, ""));
    let due: Vec<_> = (0..4).map(|task| found["tasks"][task]["due_text"].as_str()).collect();
    assert_eq!(due, [Some("2025年6月30日"), Some("2026年6月"), None, Some("2026年6月30日")]);
    assert_eq!(found["tasks"][1]["departments"], serde_json::json!([]));
    let found_codes = codes(&found);
    assert!(
        found_codes.contains(&"formula-without-value") && found_codes.contains(&"error-cell"),
        "{found_codes:?}"
    );
    // a workbook that counts its days from 1904 on
    let found = read("a.xlsx", workbook("<workbookPr date1904=\"1\"/>", &rows, ""));
    assert_eq!(found["tasks"][0]["due_text"], "2029年7月1日");
    for (name, text) in [
        ("a.csv", "序号,重点任务,牵头单位,完成时限\n1,建设平台,市教委,#N/A\n2,推进基地,市财政局,########\n"),
        (
            "a.html",
            "<table><tr><th>序号<th>重点任务<th>牵头单位<th>完成时限</tr><tr><td>1<td>建设平台<td>市教委<td>#N/A</tr><tr><td>2<td>推进基地<td>市财政局<td>####</table>",
        ),
    ] {
        let found = read(name, text);
        assert!(found["tasks"][0]["due_text"].is_null() && found["tasks"][1]["due_text"].is_null(), "{name}");
        assert_eq!(codes(&found), ["error-cell"], "{name}");
    }
}

#[test]
fn a_blank_cell_is_blank_where_it_is_not_merged_and_that_is_said() {
    let line = |cells: [&str; 4]| format!("<tr><td>{}</tr>", cells.join("<td>"));
    let page =
        [TITLES.try_into().unwrap(), ["1", "建设平台", "市教委", "2025年底"], ["2", "推进基地", "", ""]];
    let page = format!("<table>{}</table>", page.map(line).concat());
    let plain: &[&[&str]] = &[TITLES, &["1", "建设平台", "市教委", "2025年底"], &["2", "推进基地", "", ""]];
    for (name, bytes) in [
        ("a.csv", "序号,重点任务,牵头单位,完成时限\n1,建设平台,市教委,2025年底\n2,推进基地,,\n".into()),
        ("a.html", page.into_bytes()),
        ("a.docx", word("word/document.xml", &table(plain))),
        ("a.xlsx", workbook("", &rows(plain), "")),
    ] {
        let found = read(name, bytes);
        assert_eq!(found["tasks"][0]["due_text"], "2025年底", "{name}");
        assert!(found["tasks"][1]["lead"].is_null() && found["tasks"][1]["due_text"].is_null(), "{name}");
        assert!(codes(&found).contains(&"blank-cells"), "{name}: {:?}", codes(&found));
    }
    let found = read("a.xlsx", workbook("", &rows(plain), "C2:C3 D2:D3"));
    assert_eq!(
        (found["tasks"][1]["lead"][0].as_str(), found["tasks"][1]["due_text"].as_str()),
        (Some("市教委"), Some("2025年底"))
    );
    assert!(codes(&found).is_empty());
}

#[test]
fn merged_areas_that_were_undone_in_the_whole_table_are_taken_for_that_and_it_is_said() {
    let csv = "序号,领域,重点任务,责任单位\n1,通信,建设平台,市教委\n2,,推进基地,\n3,物流,完善政策,市财政局\n4,,组织培训,\n";
    let found = read("a.csv", csv);
    assert_eq!(found["tasks"][1]["departments"], found["tasks"][0]["departments"]);
    assert_eq!(found["tasks"][3]["departments"], found["tasks"][2]["departments"]);
    assert_eq!(codes(&found), ["blank-cells"]);
}

#[test]
fn a_blank_place_in_lined_up_text_is_read_as_the_row_above_and_it_is_said() {
    let text = "序号    重点任务        责任单位\n1       建设平台        市教委\n2       推进基地\n3       完善政策        市财政局\n";
    let found = read("a.txt", text);
    assert_eq!(found["tasks"][1]["departments"], found["tasks"][0]["departments"]);
    assert_eq!(codes(&found), ["blank-cells"]);
}

#[test]
fn escapes_of_a_workbook_come_back_as_the_words_that_they_were() {
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    sandbox.write("a.csv", "序号,任务内容,责任单位\n1,文字_x0041_和_x000D_尾,市教委\n");
    sandbox.pjt("import a.csv --plan a").fine();
    sandbox.pjt("export --format xlsx -o a.xlsx").fine();
    let again = sandbox.pjt("import a.xlsx --plan b --dry-run --json").json();
    assert_eq!(again["tasks"][0]["content"], "文字_x0041_和_x000D_尾");
}

#[test]
fn an_old_workbook_is_read_as_a_new_one() {
    let bytes = std::fs::read(repository().join("tests/data/tables/old-workbook.xls")).unwrap();
    let found = read("a.xls", bytes);
    let tasks = found["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), 3);
    assert_eq!(tasks[0]["content"], "建设平台");
    assert_eq!(tasks[0]["due_text"], "2025年6月30日");
    assert_eq!(tasks[1]["lead"], tasks[0]["lead"]);
    assert_eq!(tasks[1]["due_text"], "2026年6月");
    assert!(tasks[2]["due_text"].is_null());
    assert!(codes(&found).contains(&"error-cell"));
}

#[test]
fn a_character_that_xml_allows_and_nobody_sees_makes_no_document_damaged() {
    let content = "建设&#133;平&#x9d;台";
    for (name, bytes) in [
        ("a.docx", word("word/document.xml", &table(&[TITLES, &["1", content, "市教委", "2025年底"]]))),
        ("a.xlsx", workbook("", &rows(&[TITLES, &["1", content, "市教委", "2025年底"]]), "")),
    ] {
        let said = read(name, bytes);
        let content = said["plan"].to_string() + &said["tasks"].to_string();
        assert!(!content.contains(['\u{85}', '\u{9d}']), "{name}: {content}");
    }
}

/// What a dry run warns of, by code.
fn warned(answer: &Value) -> Vec<&str> {
    answer["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

#[test]
fn the_code_of_a_field_is_nothing_to_read_whatever_stands_in_it() {
    let run = |content: &str| format!("<w:r>{content}</w:r>");
    let mark = |kind: &str| run(&format!("<w:fldChar w:fldCharType=\"{kind}\"/>"));
    let code = |words: &str| run(&format!("<w:instrText>{words}</w:instrText>"));
    let words = |words: &str| run(&format!("<w:t>{words}</w:t>"));
    let nested =
        mark("begin") + &code("DOCPROPERTY 网址") + &mark("separate") + &words("http://x") + &mark("end");
    let link = mark("begin") + &code("HYPERLINK \"") + &nested + &code("\"") + &mark("separate");
    let content = format!("<w:p>{link}{}{}{}</w:p>", words("建设平台"), mark("end"), words("并验收"));
    let rows: &[&[&str]] =
        &[TITLES, &["1", &content, "市教委", "2025年底"], &["2", "推进基地", "市财政局", "2025年底"]];
    let answer = read("计划.docx", word("word/document.xml", &table(rows)));
    assert_eq!(answer["tasks"][0]["content"], "建设平台并验收");
    // A field without a code around it, and one that the paragraph does not end, are read as they were.
    let plain =
        format!("<w:p>{}{}{}{}</w:p>", mark("begin"), code("PAGE"), mark("separate"), words("建设平台"));
    let rows: &[&[&str]] =
        &[TITLES, &["1", &plain, "市教委", "2025年底"], &["2", "推进基地", "市财政局", "2025年底"]];
    let answer = read("计划.docx", word("word/document.xml", &table(rows)));
    assert_eq!(answer["tasks"][0]["content"], "建设平台");
}

#[test]
fn what_a_page_does_not_show_is_left_out_and_counted() {
    let head = "<tr><th>序号<th>重点任务<th>牵头单位</tr><tr><td>1<td>建设平台<td>市教委</tr>";
    let row = "<td>2<td>推进基地<td>市财政局</tr>";
    for (rows, codes) in [
        (format!("<tr style='display:none'>{row}"), &["hidden-cells"][..]),
        (format!("<tr hidden>{row}"), &["hidden-cells"]),
        (format!("<tbody hidden><tr>{row}</tbody>"), &["hidden-cells"]),
        ("<tr hidden><td><td><td></tr>".to_owned(), &[]),
        ("<tr><td>3<td>完善政策<i hidden>旧</i><td>市教委</tr>".to_owned(), &["hidden-text"]),
    ] {
        let page = format!("<table>{head}{rows}<tr><td>3<td>完善政策<td>市教委</tr></table>");
        let answer = read("计划.html", page);
        let warned: Vec<&str> =
            warned(&answer).into_iter().filter(|code| code.starts_with("hidden")).collect();
        assert_eq!(warned, codes, "{rows}: {answer}");
        let tasks = answer["tasks"].as_array().unwrap();
        assert!(tasks.iter().all(|task| task["content"] != "推进基地"), "{rows}");
    }
    // The account of each row says so, too.
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    sandbox.write(
        "计划.html",
        format!("<table>{head}<tr hidden>{row}<tr><td>3<td>完善政策<td>市教委</tr></table>"),
    );
    let said = sandbox.pjt("import 计划.html --plan x --dry-run --explain");
    assert!(said.whole().contains("略过了 1 个隐藏的行"), "{}", said.whole());
}

#[test]
fn a_key_that_a_json_repeats_is_named() {
    let record = |more: &str| {
        format!(
            "[{{\"序号\":1,\"重点任务\":\"建设平台\",\"牵头单位\":\"市教委\"}},{{\"序号\":2,\"重点任务\":\"推进基地\",\"牵头单位\":\"市财政局\"{more}}}]"
        )
    };
    let answer = read("计划.json", record(""));
    assert!(!warned(&answer).contains(&"repeated-key"), "{answer}");
    for more in [",\"牵头单位\":\"市科委\"", ",\"x\":{\"y\":1,\"y\":[2]}"] {
        let answer = read("计划.json", record(more));
        let warnings = answer["warnings"].as_array().unwrap();
        let found = warnings.iter().find(|warning| warning["code"] == "repeated-key");
        assert!(
            found.is_some_and(|found| found["message"].as_str().unwrap().starts_with("record 2 has")),
            "{answer}"
        );
    }
    let answer = read("计划.json", format!("{{\"title\":\"甲\",\"title\":\"乙\",\"rows\":{}}}", record("")));
    assert!(warned(&answer).contains(&"repeated-key"), "{answer}");
}

#[test]
fn bold_letters_of_opendocument_say_who_leads_where_the_document_says_so() {
    let style = "<style:style style:name=\"B\" style:family=\"text\"><style:text-properties fo:font-weight=\"bold\"/></style:style>";
    let line = |text: &str| format!("<text:p>{text}</text:p>");
    let lines = [
        "某市2026年工作方案",
        "（责任单位中加粗的为牵头单位）",
        "1.建设平台。（责任单位：市教委、<text:span text:style-name=\"B\">市科委</text:span>）",
        "2.开展试点。（责任单位：<text:span text:style-name=\"B\">市财政局</text:span>、市教委）",
    ];
    let body: String = lines.into_iter().map(line).collect();
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:text=\"x\" xmlns:style=\"s\" xmlns:fo=\"f\"><office:automatic-styles>{style}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let answer = read("方案.odt", package(&[("content.xml", &content)]));
    let leads: Vec<&Value> =
        answer["tasks"].as_array().unwrap().iter().map(|task| &task["lead"][0]).collect();
    assert_eq!(leads, ["市科委", "市财政局"], "{answer}");
    assert_eq!(answer["tasks"][0]["departments"], serde_json::json!(["市教委", "市科委"]));
}
