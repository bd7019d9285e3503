//! The same numbers everywhere: what the bulletin, the ledger, the pages, the lights and the counts say of one store agrees,
//! at the head and at an older revision, of everything and of a part. One store, and for each place where a number
//! stands a reader that finds it there: that makes it long.

use std::{collections::BTreeMap, fmt::Write as _};

use calamine::Reader as _;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use crate::sandbox::Sandbox;

/// A task of a plan: its number, what its file holds below the content, and what was reported of it.
struct Task {
    plan: &'static str,
    id: u32,
    departments: &'static [&'static str],
    fields: &'static str,
    /// Who reported, and what.
    report: Option<(&'static str, &'static str)>,
}

const fn task(
    plan: &'static str,
    id: u32,
    departments: &'static [&'static str],
    fields: &'static str,
) -> Task {
    Task { plan, id, departments, fields, report: None }
}

const fn told(task: Task, department: &'static str, answer: &'static str) -> Task {
    Task { report: Some((department, answer)), ..task }
}

/// Two plans: `p`, whose first department leads, ends with 2025; `q` says who leads and ends in the middle of 2026.
const TASKS: [Task; 16] = [
    told(task("p", 1, &["甲局", "乙局"], "status: in_progress\n"), "jia", "percent: 70"),
    told(task("p", 2, &["甲局"], "status: in_progress\n"), "jia", "percent: 30"),
    told(
        task("p", 3, &["乙局", "新局"], "status: in_progress\n\ndue: \"2025-08-31\"\n"),
        "yi",
        "percent: 95",
    ),
    task("p", 4, &["乙局"], "status: not_started\n"),
    told(task("p", 5, &["甲局", "旧局"], "status: done\n\nevidence:\n- 报告.pdf\n"), "jia", "percent: 60"),
    task("p", 6, &["丁委"], "status: suspended\n\ndue: \"2025-08-31\"\n"),
    told(task("p", 7, &["丁委"], "status: withdrawn\n\ndue: \"2025-08-31\"\n"), "ding", "percent: 10"),
    task("p", 8, &["丁委"], "status: in_progress\n"),
    // Asked for in time, and too late.
    told(
        task(
            "p",
            9,
            &["甲局"],
            "status: in_progress\n\ndue: \"2025-11-30\"\n\nextensions:\n- on: \"2025-08-20\"\n  from: \"2025-08-31\"\n  to: \"2025-11-30\"\n  reason: 流标\n",
        ),
        "jia",
        "percent: 60",
    ),
    task(
        "p",
        10,
        &["乙局"],
        "status: in_progress\n\ndue: \"2025-10-31\"\n\nextensions:\n- on: \"2025-09-12\"\n  asked: \"2025-09-10\"\n  from: \"2025-09-05\"\n  to: \"2025-10-31\"\n  reason: 流标\n",
    ),
    task("p", 11, &["旧局"], "status: closed\n\nevidence:\n- 验收.pdf\n"),
    task(
        "q",
        1,
        &["新局", "甲局"],
        "lead:\n- 新局\n\nstatus: not_started\n\nstart: \"2025-08-01\"\n\ndue: \"2026-05-31\"\n",
    ),
    told(
        task("q", 2, &["甲局", "乙局", "丁委"], "lead:\n- 甲局\n- 乙局\n\nstatus: in_progress\n"),
        "yi",
        "percent: 50",
    ),
    task("q", 3, &["丁委"], "status: in_progress\n\ndue: \"2025-09-01\"\n"),
    task("q", 4, &["甲局", "新局"], "lead:\n- 甲局\n\nstatus: done\n"),
    task("q", 5, &[], "status: not_started\n\ndue_text: 长期推进\n"),
];

const TODAY: &str = "2025-09-30";

/// The store with two commits: in the first nothing was reported and tasks 1 and 5 of `p` stand where others do now.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("data/pjt.yaml", "format: 1\ndefault_plan: p\n");
    sandbox.write("data/rules.yaml", "preset: yinchuan-2025\n");
    sandbox.write(
        "data/departments.yaml",
        "departments:\n- name: 甲局\n  code: jia\n- name: 乙局\n  code: yi\n- name: 旧局\n  code: jiu\n  successor: 新局\n  until: \"2025-07-01\"\n- name: 新局\n  code: xin\n- name: 丁委\n  code: ding\n",
    );
    for (plan, end, rule) in [("p", "2025-12-31", "first_listed"), ("q", "2026-06-30", "none")] {
        sandbox.write(
            &format!("data/{plan}/plan.yaml"),
            format!(
                "title: 方案{plan}\n\nperiod:\n  start: \"2025-01-01\"\n  end: \"{end}\"\n\nlead_rule: {rule}\n\npillars:\n- id: 1\n  label: （一）\n  title: 前半\n- id: 2\n  label: （二）\n  title: 后半\n"
            ),
        );
    }
    let mut returns: BTreeMap<(&str, &str), String> = BTreeMap::new();
    for task in &TASKS {
        let names: String = task.departments.iter().map(|name| format!("- {name}\n")).collect();
        let departments = if names.is_empty() { String::new() } else { format!("departments:\n{names}\n") };
        let pillar = if task.id < 4 { 1 } else { 2 };
        let (plan, id, fields) = (task.plan, task.id, task.fields);
        sandbox.write(
            &format!("data/{plan}/tasks/{id:03}.yaml"),
            format!("id: {id}\npillar: {pillar}\n\ncontent: {plan}之第{id}项。\n\n{departments}{fields}"),
        );
        if let Some((code, answer)) = task.report {
            let answers = returns.entry((plan, code)).or_default();
            writeln!(answers, "- id: {id}\n  {answer}\n\n  progress: 按计划推进。\n").unwrap();
        }
    }
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "one"]);
    sandbox.write(
        "data/periods/2025-q3.yaml",
        "title: 2025年第三季度\nstart: \"2025-07-01\"\nend: \"2025-09-30\"\ndue: \"2025-09-25\"\n\nopened: \"2025-09-10\"\n\nfields:\n- status\n- percent\n- progress\n\nasked:\n- department: 甲局\n  plan: p\n  tasks:\n  - 1\n  - 2\n- department: 乙局\n  plan: p\n  tasks:\n  - 3\n  - 4\n- department: 甲局\n  plan: q\n  tasks:\n  - 2\n- department: 乙局\n  plan: q\n  tasks:\n  - 2\n- department: 丁委\n  plan: p\n  tasks:\n  - 8\n",
    );
    for ((plan, code), answers) in returns {
        let name = match code {
            "jia" => "甲局",
            "yi" => "乙局",
            _ => "丁委",
        };
        sandbox.write(
            &format!("data/{plan}/returns/2025-q3/{code}.yaml"),
            format!("department: {name}\nreceived: \"2025-09-26\"\n\ntasks:\n{answers}"),
        );
    }
    let path = "data/p/tasks/004.yaml";
    sandbox.write(path, sandbox.read(path).replace("not_started", "in_progress"));
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "two"]);
    sandbox
}

/// How many there are of what, in the words of the papers; what there is none of is not in it.
type Counts = BTreeMap<String, u64>;

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

fn of_objects(objects: &[&Value]) -> Counts {
    let count = |token: &str| objects.iter().find_map(|object| object.get(token)?.as_u64());
    let counted = WORDS.iter().filter_map(|(token, word)| Some(((*word).to_owned(), count(token)?)));
    counted.filter(|(_, count)| *count > 0).collect()
}

fn of_stats(row: &Value) -> Counts {
    of_objects(&[row, &row["lights"]])
}

fn of_bulletin(bulletin: &Value) -> Counts {
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

/// The line of figures on a paper: `共16项：未启动3项、…；完成率18.8%（3/16）；逾期2项；亮灯：红灯4项…`.
fn of_figures(line: &str) -> Counts {
    let mut counts = Counts::new();
    let line = line.split("（只计").next().unwrap().split("注：").next().unwrap();
    for part in line.split(['；', '：', '、']) {
        if let Some((done, all)) =
            part.strip_suffix('）').and_then(|part| part.split_once('（')?.1.split_once('/'))
        {
            counts.extend([
                ("完成".to_owned(), done.parse().unwrap()),
                ("计".to_owned(), all.parse().unwrap()),
            ]);
        } else if let Some(at) = part.find(|c: char| c.is_ascii_digit()) {
            let number = part[at..].strip_suffix('项').unwrap_or_else(|| panic!("{line}"));
            counts.insert(part[..at].to_owned(), number.parse().unwrap());
        }
    }
    counts.retain(|_, count| *count > 0);
    counts
}

/// What the rows of a ledger come to, of which each has the plan's number, its status and its light. That a task has no
/// light is told by nothing, whether it is judged or not.
fn of_rows(rows: &[Row]) -> Counts {
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
fn as_rows_have_it(counts: &Counts) -> Counts {
    let mut counts = counts.clone();
    let none = counts.remove("不亮灯").unwrap_or(0) + counts.remove("不评").unwrap_or(0);
    if none > 0 {
        counts.insert("无".into(), none);
    }
    counts
}

/// What a row of a ledger says.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    id: String,
    status: String,
    percent: String,
    light: String,
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

    fn all(rows: &[Vec<String>]) -> Vec<Self> {
        let titles = rows.iter().find(|cells| cells.first().is_some_and(|cell| cell == "编号"));
        rows.iter().filter_map(|cells| Self::of(titles?, cells)).collect()
    }
}

fn select(words: &str) -> Selector {
    Selector::parse(words).unwrap()
}

fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

fn figures_of(page: &Html) -> Vec<Counts> {
    page.select(&select("p.figures")).map(|figures| of_figures(&text_of(figures))).collect()
}

fn html_rows(page: &Html) -> Vec<Row> {
    let cells = |row: ElementRef<'_>| row.select(&select("th, td")).map(text_of).collect();
    Row::all(&page.select(&select("table.sheet tr")).map(cells).collect::<Vec<Vec<String>>>())
}

/// The rows of all tables of a Word file, and its paragraphs outside of them.
fn word(bytes: &[u8]) -> (Vec<Vec<String>>, Vec<String>) {
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
fn book(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let sheets: Vec<_> = book.worksheets().into_iter().map(|(_, range)| range).collect();
    let rows = sheets.iter().flat_map(calamine::Range::rows);
    rows.map(|row| row.iter().map(|cell| cell.to_string().replace('\n', "")).collect()).collect()
}

/// What everything says of a store with these options, which all commands of the first kind take; the pages and the
/// bulletin take those of plans and times alone.
fn compare(sandbox: &Sandbox, plans: &str, filter: &str, at: &str) -> Counts {
    let whole = format!("{plans} {at} --today {TODAY}");
    let part = format!("{whole} {filter}");
    let stats = sandbox.pjt(&format!("stats --json {part}")).json();
    let total = of_stats(&stats["total"]);
    let lights = sandbox.pjt(&format!("lights --json {part}")).json();
    let judged = of_objects(&[&lights["counts"]]);
    assert_eq!(lights["lights"].as_array().unwrap().len() as u64, total["共"]);
    assert!(judged.iter().all(|(word, count)| total[word] == *count), "{judged:?} {total:?}");
    let by_status = sandbox.pjt(&format!("stats --json --by status {part}")).json();
    assert_eq!(of_stats(&by_status["total"]), total);
    let by_pillar = sandbox.pjt(&format!("stats --json --by pillar {part}")).json();
    let mut summed = Counts::new();
    for row in by_pillar["rows"].as_array().unwrap() {
        of_stats(&row["all"]).into_iter().for_each(|(word, count)| *summed.entry(word).or_default() += count);
    }
    assert_eq!(summed, total, "the pillars part all tasks");

    // The ledger: what stands on top, and what the rows come to, in each format.
    for file in ["l.html", "l.docx", "l.xlsx"] {
        sandbox.pjt(&format!("export --force -o {file} {part}")).fine();
    }
    let page = Html::parse_document(&sandbox.read("l.html"));
    let rows = html_rows(&page);
    assert_eq!(figures_of(&page)[0], total);
    assert_eq!(of_rows(&rows), as_rows_have_it(&total));
    let bytes = |file: &str| std::fs::read(sandbox.path(file)).unwrap();
    let (cells, paragraphs) = word(&bytes("l.docx"));
    let figures = |lines: Vec<&String>| {
        let line = lines.into_iter().find(|line| line.starts_with('共') && line.contains("完成率"));
        of_figures(line.unwrap())
    };
    assert_eq!(Row::all(&cells), rows);
    assert_eq!(figures(paragraphs.iter().collect()), total);
    let cells = book(bytes("l.xlsx"));
    assert_eq!(Row::all(&cells), rows);
    assert_eq!(figures(cells.iter().flatten().collect()), total);
    // What has a light says how far it is, as the lights do.
    let said = lights["lights"].as_array().unwrap();
    for (row, light) in rows.iter().zip(said) {
        assert_eq!(row.id, light["id"].to_string());
        let actual = light["actual"].as_f64().map(|share| format!("{share}%"));
        assert!(
            row.percent == actual.clone().unwrap_or_else(|| "—".to_owned()) || light["light"].is_null(),
            "{row:?} {light}"
        );
    }

    if filter.is_empty() {
        bulletin_and_pages(sandbox, &whole, &total, &lights, &by_pillar);
    }
    total
}

fn bulletin_and_pages(sandbox: &Sandbox, whole: &str, total: &Counts, lights: &Value, by_pillar: &Value) {
    let said = sandbox.pjt(&format!("bulletin 2025-q3 --json {whole}")).json();
    let bulletin = &said["bulletin"];
    assert_eq!(&of_bulletin(bulletin), total);
    let lit = |colour: &str| {
        let lights = lights["lights"].as_array().unwrap().iter();
        let own = lights.filter(|light| light["light"] == colour);
        own.map(|light| (light["plan"].clone(), light["id"].clone(), light["reason_zh"].clone()))
            .collect::<Vec<_>>()
    };
    let lagging: Vec<_> = bulletin["lagging"]
        .as_array()
        .unwrap()
        .iter()
        .map(|matter| (matter["plan"].clone(), matter["id"].clone(), matter["reason"].clone()))
        .collect();
    assert_eq!(lagging, [lit("red"), lit("yellow")].concat());

    sandbox.pjt(&format!("site -o web --force {whole}")).fine();
    let read = |path: &str| Html::parse_document(&sandbox.read(&format!("web/{path}")));
    let index = read("index.html");
    assert_eq!(&figures_of(&index)[0], total);
    let stats = sandbox.pjt(&format!("stats --json --by department {whole}")).json();
    let counted = |table: ElementRef<'_>| -> Vec<(Counts, Option<String>)> {
        let titles: Vec<String> = table.select(&select("thead th")).map(text_of).collect();
        let row = |row: ElementRef<'_>| {
            let cells: Vec<String> = row.select(&select("th, td")).map(text_of).collect();
            let named = titles.iter().zip(&cells).filter_map(|(title, cell)| {
                let word = match title.as_str() {
                    "任务数" => "共",
                    "办结" => "完成",
                    other => other,
                };
                Some((word.to_owned(), cell.parse().ok()?))
            });
            let href = row.select(&select("a")).next().and_then(|link| link.value().attr("href"));
            (named.filter(|(_, count)| *count > 0).collect(), href.map(str::to_owned))
        };
        table.select(&select("tbody tr")).map(row).collect()
    };
    let tables: Vec<_> = index.select(&select("table.counts-table")).map(counted).collect();
    let rows = [&stats, by_pillar].map(|stats| stats["rows"].as_array().unwrap().clone()).concat();
    let shown: Vec<_> = tables.into_iter().flatten().collect();
    assert_eq!(shown.len(), rows.len());
    for ((counts, href), row) in shown.iter().zip(&rows) {
        let known = of_stats(&row["all"]);
        assert!(counts.iter().all(|(word, count)| known.get(word) == Some(count)), "{row}: {counts:?}");
        assert!(known.iter().all(|(word, count)| {
            let has_column = ["共", "完成", "逾期", "红灯", "黄灯", "绿灯"].contains(&word.as_str());
            !has_column || counts.get(word) == Some(count)
        }));
        // The page behind it says so in its own line, and by its rows.
        let page = read(href.as_ref().unwrap());
        assert_eq!(figures_of(&page)[0], known, "{row}");
        assert_eq!(of_rows(&html_rows(&page)), as_rows_have_it(&known), "{row}");
    }
}

#[test]
fn every_paper_and_every_list_has_the_same_numbers() {
    let sandbox = sandbox();
    let now = compare(&sandbox, "--plan all", "", "");
    let by_hand = [
        ("共", 16),
        ("未启动", 2),
        ("推进中", 9),
        ("已完成", 2),
        ("已销号", 1),
        ("暂缓", 1),
        ("已取消", 1),
        ("逾期", 2),
        ("完成", 3),
        ("计", 15),
    ];
    for (word, count) in by_hand {
        assert_eq!(now[word], count, "{word}");
    }
    let then = compare(&sandbox, "--plan all", "", "--at HEAD~1");
    assert_ne!(now, then);
    assert_eq!(compare(&sandbox, "--plan all", "", "--at HEAD"), now);
    for plan in ["--plan p", "--plan q"] {
        compare(&sandbox, plan, "", "");
        compare(&sandbox, plan, "", "--at HEAD~1");
    }
    for filter in [
        "--dept 新局",
        "--lead 甲局",
        "--overdue",
        "--light red",
        "--status 推进中",
        "--not-reported 2025-q3",
    ] {
        compare(&sandbox, "--plan all", filter, "");
    }
    compare(&sandbox, "--plan all", "--support 乙局", "--at HEAD~1");
}
