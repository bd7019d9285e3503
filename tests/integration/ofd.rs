//! Task tables in OFD: pages in XML, names of parts as different programs write them, templates below pages.

use crate::sandbox::{Said, Sandbox, package};

/// Text at a place, in millimetres.
fn words(x: f64, y: f64, text: &str) -> String {
    let rest = text.chars().count() - 1;
    format!(
        "<ofd:TextObject Boundary=\"{x} {y} 60 5\" Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"g {rest} 4\">{text}</ofd:TextCode></ofd:TextObject>"
    )
}

fn line(x: f64, y: f64, to: (f64, f64)) -> String {
    format!(
        "<ofd:PathObject Boundary=\"{x} {y} 200 200\"><ofd:AbbreviatedData>M 0 0 L {} {}</ofd:AbbreviatedData></ofd:PathObject>",
        to.0 - x,
        to.1 - y
    )
}

const SIDES: [f64; 4] = [20.0, 40.0, 130.0, 190.0];

/// The lines of a table of three columns.
fn lines(rows: u32) -> String {
    let bottom = 30.0 + 10.0 * f64::from(rows);
    let upright: String = SIDES.iter().map(|x| line(*x, 30.0, (*x, bottom))).collect();
    let level = (0..=rows).map(|row| 30.0 + 10.0 * f64::from(row));
    upright + &level.map(|y| line(20.0, y, (190.0, y))).collect::<String>()
}

fn texts(rows: &[[&str; 3]]) -> String {
    let mut texts = String::new();
    for (row, cells) in (0_u32..).zip(rows) {
        for (text, x) in cells.iter().zip(SIDES).filter(|(text, _)| !text.is_empty()) {
            texts += &words(x + 1.0, 32.0 + 10.0 * f64::from(row), text);
        }
    }
    texts
}

fn page(inner: &str) -> String {
    format!(
        "<ofd:Page xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>{inner}</ofd:Page>"
    )
}

fn content(inner: &str) -> String {
    format!("<ofd:Content><ofd:Layer>{inner}</ofd:Layer></ofd:Content>")
}

fn import(parts: &[(&str, String)]) -> Said {
    let sandbox = Sandbox::empty();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, content)| (*name, content.as_str())).collect();
    sandbox.write("计划.ofd", package(&parts));
    sandbox.pjt("import 计划.ofd --dry-run --json")
}

const ROWS: [[&str; 3]; 3] = [
    ["序号", "任务内容", "责任单位"],
    ["1", "建立产教融合信息平台", "市教委、市科委"],
    ["2", "开展试点企业认定", "市经信委"],
];

#[track_caller]
fn ensure_both_tasks(said: &Said) {
    let tasks = said.json()["tasks"].clone();
    assert_eq!(tasks[0]["content"], "建立产教融合信息平台", "{}", said.whole());
    assert_eq!(tasks[0]["departments"], serde_json::json!(["市教委", "市科委"]));
    assert_eq!(tasks[1]["departments"], serde_json::json!(["市经信委"]));
    assert_eq!(tasks[1]["source"], "page 1 row 3");
}

#[test]
fn a_table_of_an_ofd_is_read() {
    let root = "<ofd:OFD xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
    let document = "<ofd:Document xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/></ofd:Pages></ofd:Document>";
    let said = import(&[
        ("OFD.xml", root.into()),
        ("Doc_0/Document.xml", document.into()),
        ("Doc_0/Pages/Page_0/Content.xml", page(&content(&(lines(3) + &texts(&ROWS))))),
    ]);
    ensure_both_tasks(&said);
}

#[test]
fn parts_are_found_however_they_are_named_and_a_template_rules_the_page() {
    let root = "<OFD><DocBody><DocRoot>/doc_0\\Document.xml</DocRoot></DocBody></OFD>";
    let document = "<Document><CommonData><TemplatePage ID=\"7\" BaseLoc=\"../Tpls/Tpl.xml\"/></CommonData><Pages><Page ID=\"1\" BaseLoc=\"./Pages/p.xml\"/></Pages></Document>";
    let said = import(&[
        ("OFD.xml", root.into()),
        ("Doc_0/Document.xml", document.into()),
        ("Tpls/Tpl.xml", page(&content(&lines(3)))),
        ("Doc_0/Pages/P.xml", page(&format!("<ofd:Template TemplateID=\"7\"/>{}", content(&texts(&ROWS))))),
    ]);
    ensure_both_tasks(&said);
}

#[test]
fn an_ofd_without_text_says_so() {
    let root = "<OFD><DocBody><DocRoot>D.xml</DocRoot></DocBody></OFD>";
    let document = "<Document><Pages><Page ID=\"1\" BaseLoc=\"P.xml\"/></Pages></Document>";
    let said =
        import(&[("OFD.xml", root.into()), ("D.xml", document.into()), ("P.xml", page(&content(&lines(3))))]);
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("OFD 里没有文字"), "{}", said.whole());
}

/// A text object with a clip: what it shows of itself, in its own lengths.
fn clipped(x: f64, y: f64, text: &str, shown: &str) -> String {
    let clips = format!(
        "<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary=\"0 0 200 200\"><ofd:AbbreviatedData>{shown}</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
    );
    words(x, y, text).replacen("<ofd:TextCode", &format!("{clips}<ofd:TextCode"), 1)
}

#[test]
fn what_is_clipped_away_is_not_read_and_that_is_said() {
    let root = "<OFD><DocBody><DocRoot>D.xml</DocRoot></DocBody></OFD>";
    let document = "<Document><Pages><Page ID=\"1\" BaseLoc=\"P.xml\"/></Pages></Document>";
    let whole = "M 0 0 L 200 0 L 200 200 L 0 200 C";
    let import = |clip: &str| {
        let table = lines(3) + &texts(&ROWS) + &clipped(41.0, 72.0, "并按时报告进展情况", clip);
        import(&[("OFD.xml", root.into()), ("D.xml", document.into()), ("P.xml", page(&content(&table)))])
    };
    // the path of a clip is no line of the table
    ensure_both_tasks(&import(whole));
    let said = import("M 0 0 L 2 0 L 2 200 L 0 200 C");
    assert!(said.whole().contains("被裁掉或者互相压住"), "{}", said.whole());
    // out of the paper
    let table = lines(3) + &texts(&ROWS) + &words(41.0, 310.0, "并按时报告");
    let said = self::import(&[
        ("OFD.xml", root.into()),
        ("D.xml", document.into()),
        ("P.xml", page(&content(&table))),
    ]);
    assert!(!said.whole().contains("并按时报告"), "{}", said.whole());
}
