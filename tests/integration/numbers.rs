//! The same numbers everywhere: what the bulletin, the ledger, the pages, the lights and the counts say of one store agrees,
//! at the head and at an older revision, of everything and of a part.

mod readers;

use std::{collections::BTreeMap, fmt::Write as _};

use scraper::{ElementRef, Html};
use serde_json::Value;

use self::readers::{
    Counts, Row, as_rows_have_it, book, figures_of, html_rows, of_bulletin, of_figures, of_objects, of_rows,
    of_stats, select, text_of, word,
};
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
