//! For each place where numbers stand, a reader that finds them there.

use std::collections::BTreeMap;

use calamine::Reader as _;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

/// How many there are of what, in the words of the papers; what there is none of is not in it.
pub(super) type Counts = BTreeMap<String, u64>;

/// Each token of JSON with its word.
const WORDS: [(&str, &str); 16] = [
    ("tasks", "共"),
    ("not_started", "未启动"),
    ("in_progress", "推进中"),
    ("done", "已完成"),
    ("closed", "已销号"),
    ("suspended", "暂缓"),
    ("withdrawn", "已取消"),
    ("overdue", "逾期"),
    ("completed", "完成"),
    ("counted", "计"),
    ("red", "红灯"),
    ("yellow", "黄灯"),
    ("green", "绿灯"),
    ("undetermined", "未判定"),
    ("no_light", "不亮灯"),
    ("not_judged", "不评"),
];

pub(super) fn of_objects(objects: &[&Value]) -> Counts {
    let count = |token: &str| objects.iter().find_map(|object| object.get(token)?.as_u64());
    let counted = WORDS.iter().filter_map(|(token, word)| Some(((*word).to_owned(), count(token)?)));
    counted.filter(|(_, count)| *count > 0).collect()
}

pub(super) fn of_stats(row: &Value) -> Counts {
    of_objects(&[row, &row["lights"]])
}

pub(super) fn of_bulletin(bulletin: &Value) -> Counts {
    let (tasks, lights) = (&bulletin["tasks"], &bulletin["lights"]);
    let mut counts = of_objects(&[tasks, &tasks["by_status"]]);
    let total = tasks["total"].as_u64().unwrap();
    let mut add = |word: &str, count: u64| {
        if count > 0 {
            counts.insert(word.to_owned(), count);
        }
    };
    add("共", total);
    for light in lights["counts"].as_array().unwrap() {
        let word = WORDS.iter().find(|(token, _)| *token == light["light"]).unwrap().1;
        add(word, light["share"]["count"].as_u64().unwrap_or(0));
    }
    add("未判定", lights["undetermined"]["count"].as_u64().unwrap_or(0));
    add("不亮灯", lights["unlit"].as_u64().unwrap());
    add("不评", total - lights["judged"].as_u64().unwrap());
    counts
}

/// The line of figures on a paper: `共16项：未启动3项、…；完成率18.8%（3/16）；逾期2项；亮灯：红灯4项…`. What was withdrawn
/// is said of the first of them and among the statuses: `共16项，其中已取消1项；其余15项：未启动3项、…、已取消1项`.
pub(super) fn of_figures(line: &str) -> Counts {
    let mut counts = Counts::new();
    let line = line.split("（只计").next().unwrap().split("注：").next().unwrap();
    for part in line.split(['；', '：', '、', '，']) {
        if let Some((done, all)) =
            part.strip_suffix('）').and_then(|part| part.split_once('（')?.1.split_once('/'))
        {
            counts.extend([
                ("完成".to_owned(), done.parse().unwrap()),
                ("计".to_owned(), all.parse().unwrap()),
            ]);
        } else if let Some(at) = part.find(|c: char| c.is_ascii_digit()) {
            let number = part[at..].strip_suffix('项').unwrap_or_else(|| panic!("{line}"));
            counts.insert(part[..at].trim_start_matches("其中").to_owned(), number.parse().unwrap());
        }
    }
    // What is left without them is the number behind the share, too.
    if let Some(others) = counts.remove("其余") {
        assert_eq!(counts.get("计"), Some(&others), "{line}");
    }
    counts.retain(|_, count| *count > 0);
    counts
}

/// What the rows of a ledger come to, of which each has the plan's number, its status and its light. That a task has no
/// light is told by nothing, whether it is judged or not.
pub(super) fn of_rows(rows: &[Row]) -> Counts {
    let mut counts = Counts::new();
    let mut add = |word: &str| *counts.entry(word.to_owned()).or_default() += 1;
    for row in rows {
        add("共");
        let status = row.status.split('（').next().unwrap();
        add(status);
        if row.status.contains("逾期") {
            add("逾期");
        }
        if ["已完成", "已销号"].contains(&status) {
            add("完成");
        }
        if status != "已取消" {
            add("计");
        }
        add(if row.light.is_empty() { "无" } else { &row.light });
    }
    counts
}

/// The same of counts that tell both kinds of no light apart.
pub(super) fn as_rows_have_it(counts: &Counts) -> Counts {
    let mut counts = counts.clone();
    let none = counts.remove("不亮灯").unwrap_or(0) + counts.remove("不评").unwrap_or(0);
    if none > 0 {
        counts.insert("无".into(), none);
    }
    counts
}

/// What a row of a ledger says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) status: String,
    pub(super) percent: String,
    pub(super) light: String,
}

impl Row {
    /// From the cells below these titles; nothing for a heading.
    fn of(titles: &[String], cells: &[String]) -> Option<Self> {
        let cell = |title: &str| cells.get(titles.iter().position(|known| known == title)?).cloned();
        let id = cell("编号")?;
        id.parse::<u32>().ok()?;
        let percent = cell("完成率")?;
        // A workbook holds a share as a number.
        let percent = percent.parse::<f64>().map_or(percent, |share| format!("{}%", (share * 100.0).round()));
        Some(Self { id, status: cell("状态")?, percent, light: cell("亮灯")? })
    }

    pub(super) fn all(rows: &[Vec<String>]) -> Vec<Self> {
        let titles = rows.iter().find(|cells| cells.first().is_some_and(|cell| cell == "编号"));
        rows.iter().filter_map(|cells| Self::of(titles?, cells)).collect()
    }
}

pub(super) fn select(words: &str) -> Selector {
    Selector::parse(words).unwrap()
}

pub(super) fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

pub(super) fn figures_of(page: &Html) -> Vec<Counts> {
    page.select(&select("p.figures")).map(|figures| of_figures(&text_of(figures))).collect()
}

pub(super) fn html_rows(page: &Html) -> Vec<Row> {
    let cells = |row: ElementRef<'_>| row.select(&select("th, td")).map(text_of).collect();
    Row::all(&page.select(&select("table.sheet tr")).map(cells).collect::<Vec<Vec<String>>>())
}

/// The rows of all tables of a Word file, and its paragraphs outside of them.
pub(super) fn word(bytes: &[u8]) -> (Vec<Vec<String>>, Vec<String>) {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let xml = std::io::read_to_string(package.by_name("word/document.xml").unwrap()).unwrap();
    let words = |xml: &str| -> String {
        let runs = xml.split("<w:t xml:space=\"preserve\">").skip(1);
        runs.filter_map(|run| run.split_once("</w:t>").map(|(text, _)| text)).collect()
    };
    let cells = |row: &str| row.split("<w:tc>").skip(1).map(words).collect();
    let rows = xml.split("<w:tr>").skip(1).map(cells).collect();
    (rows, xml.split("<w:p>").map(words).collect())
}

/// Every row and text of a workbook.
pub(super) fn book(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let sheets: Vec<_> = book.worksheets().into_iter().map(|(_, range)| range).collect();
    let rows = sheets.iter().flat_map(calamine::Range::rows);
    rows.map(|row| row.iter().map(|cell| cell.to_string().replace('\n', "")).collect()).collect()
}
