//! Tasks that come to a plan later begin when they came: what a new edition adds, and what is added by hand. Lights and
//! papers judge them from that day, and not from the beginning of a plan in which they did not exist.

use crate::sandbox::Sandbox;

const HEAD: &str = "教育工作行动计划（2025-2026年）任务分工表,,,\n序号,任务内容,责任单位,完成时限\n";
const ROWS: [&str; 3] = [
    "推进信息平台建设,市教委,2026年底前",
    "认定一批标杆学校,市科委,2026年底前",
    "开展师资培训交流,市教委,2026年底前",
];
const NEW: &str = "建设开放实训中心,市科委,2026年底前";

fn table(rows: &[&str]) -> String {
    let rows = (1..).zip(rows).map(|(number, row)| format!("{number},{row}\n"));
    HEAD.to_owned() + &rows.collect::<String>()
}

fn store() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.write("v1.csv", table(&ROWS));
    sandbox.write("v2.csv", table(&[ROWS[0], ROWS[1], ROWS[2], NEW]));
    sandbox.pjt("init").fine();
    sandbox.pjt("import v1.csv --plan p --today 2025-01-10").fine();
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "first"]);
    sandbox
}

fn start(sandbox: &Sandbox, id: u32) -> Option<String> {
    let task = sandbox.read(&format!("data/p/tasks/{id:03}.yaml"));
    task.lines().find_map(|line| Some(line.strip_prefix("start: ")?.trim_matches('"').to_owned()))
}

/// The share that a task should have reached.
fn planned(sandbox: &Sandbox, id: u32, today: &str) -> String {
    let lights = sandbox.pjt(&format!("why p/{id} --today {today} --json")).json();
    lights["lights"][0]["planned_exact"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_a_new_edition_adds_begins_on_the_day_it_came() {
    let sandbox = store();
    let said = sandbox.pjt("import v2.csv --plan p --today 2025-09-10");
    assert!(
        said.fine().contains("起始 2025-09-10") && said.stderr.contains("自 2025-09-10 起算"),
        "{}",
        said.whole()
    );
    sandbox.pjt("import v2.csv --plan p --today 2025-09-10 --yes").fine();
    assert_eq!((start(&sandbox, 1), start(&sandbox, 4).as_deref()), (None, Some("2025-09-10")));
    // Nine of 24 months for those of the first edition; of the fifteen whole ones since it came none for the new one.
    assert_eq!(planned(&sandbox, 1, "2025-09-30"), "75/2");
    assert_eq!(planned(&sandbox, 4, "2025-09-30"), "0");
    assert_eq!(planned(&sandbox, 4, "2025-10-31"), "20/3");
    let why = sandbox.pjt("why p/1 p/4 --today 2025-09-30");
    assert!(why.fine().contains("应启动未启动"), "{}", why.whole());
    assert_eq!(why.stdout.matches("没有写明起始").count(), 1, "{}", why.whole());
    sandbox.pjt("check --today 2025-09-30").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.pjt("check --staged --today 2025-09-30").fine();
    // The next edition moves it no more.
    sandbox.pjt("commit").fine();
    sandbox.write("v3.csv", table(&[ROWS[0], ROWS[1], ROWS[2], NEW, "安排专项资金支持,市财政局,2026年底前"]));
    sandbox.pjt("import v3.csv --plan p --today 2026-02-01 --yes").fine();
    assert_eq!(start(&sandbox, 4).as_deref(), Some("2025-09-10"));
    assert_eq!(start(&sandbox, 5).as_deref(), Some("2026-02-01"));
}

#[test]
fn another_day_can_be_said_and_none_where_the_plan_had_not_begun() {
    for (words, expected) in [
        ("--start 2025-07-01 --today 2025-09-10", Some("2025-07-01")),
        ("--start none --today 2025-09-10", None),
        ("--start 无 --today 2025-09-10", None),
        // The plan begins later, or the task was due before.
        ("--today 2024-12-20", None),
        ("--today 2027-01-20", None),
    ] {
        let sandbox = store();
        sandbox.pjt(&format!("import v2.csv --plan p --yes {words}")).fine();
        assert_eq!(start(&sandbox, 4).as_deref(), expected, "{words}");
    }
}

#[test]
fn a_task_added_by_hand_begins_with_its_note() {
    let sandbox = store();
    let add = "add --content 开展中期评估 --dept 市教委 --reason 会议纪要 --plan p --due 2026-06-30";
    sandbox.pjt(&format!("{add} --today 2025-09-10")).fine();
    let add = format!("{add} --yes");
    sandbox.pjt(&format!("{add} --on 2025-08-01 --today 2025-09-10")).fine();
    sandbox.pjt(&format!("{add} --start 2025-10-01 --today 2025-09-10")).fine();
    sandbox.pjt(&format!("{add} --start none --today 2025-09-10")).fine();
    let starts: Vec<_> = (4..8).map(|id| start(&sandbox, id)).collect();
    let expected = ["2025-09-10", "2025-08-01", "2025-10-01"].map(|day| Some(day.to_owned()));
    assert_eq!(starts, [&expected[..], &[None]].concat());
    let said = sandbox.pjt(&format!("{add} --start 2026-09-01 --today 2025-09-10"));
    assert!(said.code == 4 && said.stderr.contains("晚于完成时限"), "{}", said.whole());
    sandbox.pjt("check --today 2025-10-02").fine();
}
