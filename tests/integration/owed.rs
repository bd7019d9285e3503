//! What is owed no more, who is asked by which day, and whom a period asks that handed over meanwhile.

use crate::{
    filled::{PROGRESS, STATUS, Sheet, TASKS, collect, sandbox, words},
    sandbox::{Sandbox, part},
};

fn of_department(sandbox: &Sandbox, name: &str) -> serde_json::Value {
    let all = sandbox.pjt("returns 2025-q3 --json").json()["returns"].clone();
    all.as_array().unwrap().iter().find(|one| one["department"] == name).unwrap().clone()
}

fn withdraw(sandbox: &Sandbox, id: u32) {
    let said = [
        "update",
        &id.to_string(),
        "--status",
        "withdrawn",
        "--reason",
        "会议纪要",
        "--yes",
        "--today",
        "2025-09-20",
    ];
    sandbox.pjt_with(&said, &[]).fine();
}

#[test]
fn what_was_withdrawn_is_owed_no_more_and_a_return_about_it_is_told_once() {
    let sandbox = sandbox();
    let sheet = Sheet::filled(&sandbox);
    let before = of_department(&sandbox, "市教委")["asked"].as_u64().unwrap();
    withdraw(&sandbox, 14);
    let due = of_department(&sandbox, "市教委");
    assert_eq!((&due["asked"], &due["ended"]), (&(before - 1).into(), &serde_json::json!([14])), "{due}");
    let shown = sandbox.pjt("list --not-reported 2025-q3").stdout;
    assert!(!shown.lines().any(|line| line.trim_start().starts_with("14 ")), "{shown}");
    // Its form came back with an answer about it.
    let taken = collect(&sandbox, "a.xlsx", &sheet.xlsx());
    assert_eq!(taken.answer["conflicts"], serde_json::json!([]), "{}", taken.answer);
    let told = taken.answer["warnings"].to_string();
    assert_eq!(told.matches("task-ended").count(), 1, "{told}");
    assert_eq!(taken.answer["returns"][0]["asked"], before - 1, "{}", taken.answer);
    assert_eq!(sandbox.pjt("collect --settle --json").json()["pending"], serde_json::json!([]));
    assert!(sandbox.read("data/chanjiao-2021-2025/tasks/014.yaml").contains("status: withdrawn"));
    let due = of_department(&sandbox, "市教委");
    assert_eq!((&due["asked"], &due["ended"]), (&(before - 1).into(), &serde_json::json!([14])), "{due}");
    let said = sandbox.pjt_with(&["returns", "2025-q3", "--lang", "zh"], &[("COLUMNS", "200")]);
    let shown = said.fine();
    assert!(shown.contains("下发后取消、销号1项（编号14），不再要报"), "{shown}");
    assert!(shown.contains("另有 1 项下发后取消、销号，不再要报"), "{shown}");
    // The bulletin counts the same.
    let counts = shown.rsplit("应报 ").next().unwrap().split("，已报").next().unwrap().replace(' ', "");
    let said = sandbox.pjt("bulletin 2025-q3 --today 2025-10-08 --lang zh");
    let (departments, tasks) = counts.split_once('、').unwrap();
    assert!(said.fine().contains(&format!("应报{departments}、{tasks}")), "{counts}: {}", said.stdout);
    // Nor does a form that is made now ask for it.
    let said = sandbox.pjt("forms 2025-q3 -o later --dept 市教委 --lang zh");
    said.fine();
    assert!(said.stderr.contains("14 下发后已取消或销号"), "{}", said.stderr);
    let later = Sheet::read(&std::fs::read(sandbox.path("later/2025-q3_d01_市教委.xlsx")).unwrap());
    assert!(!later.rows[TASKS..].iter().any(|row| row[1].words() == "14"));
    sandbox.pjt("check").fine();
}

#[test]
fn numbers_that_were_left_out_or_sent_back_are_no_counts() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    for column in STATUS..sheet.row(15).len() {
        sheet.row(15)[column] = if column == STATUS { words("未启动") } else { words("") };
    }
    let taken = collect(&sandbox, "a.xlsx", &sheet.xlsx());
    assert!(!taken.progress().contains_key(&15), "{PROGRESS}: {}", taken.text);
    sandbox.pjt("sendback 2025-q3 市教委 17 --reason 缺佐证 --today 2025-09-26").fine();
    let said = sandbox.pjt_with(&["returns", "2025-q3", "--lang", "zh"], &[("COLUMNS", "200")]);
    let shown = said.fine();
    assert!(shown.contains("1项：编号15") && shown.contains("1项：编号17"), "{shown}");
}

#[test]
fn a_form_that_goes_out_again_asks_by_no_day_that_has_passed() {
    let sandbox = sandbox();
    let sheet = Sheet::filled(&sandbox);
    collect(&sandbox, "a.xlsx", &sheet.xlsx());
    sandbox.pjt("sendback 2025-q3 市教委 17 --reason 缺佐证 --today 2025-09-20").fine();
    let head = |folder: &str| {
        let form = std::fs::read(sandbox.path(&format!("{folder}/2025-q3_d01_市教委.xlsx"))).unwrap();
        part(&form, "xl/sharedStrings.xml")
    };
    sandbox.pjt("forms 2025-q3 -o early --again --today 2025-09-21").fine();
    assert!(head("early").contains("请于2025年9月25日前重报"), "{}", head("early"));
    let said = sandbox.pjt("forms 2025-q3 -o late --again --today 2025-10-08 --lang zh");
    said.fine();
    assert!(head("late").contains("请于收到后尽快重报") && said.stderr.contains("--due"), "{}", said.whole());
    sandbox.pjt("forms 2025-q3 -o day --again --due 2025-10-12 --today 2025-10-08").fine();
    assert!(head("day").contains("请于2025年10月12日前重报"), "{}", head("day"));
    let said = sandbox.pjt("forms 2025-q3 -o past --again --due 2025-10-01 --today 2025-10-08 --lang zh");
    assert_eq!(said.code, 2, "{}", said.whole());
    assert!(said.stderr.contains("已经过去") && !sandbox.path("past").exists(), "{}", said.stderr);
}

#[test]
fn who_hands_over_in_an_open_period_is_said_there_and_when_forms_are_made() {
    let sandbox = sandbox();
    let said = sandbox.pjt("dept handover 市教委 市科委 --on 2025-09-15 --reason 分工调整 --yes --lang zh");
    said.fine();
    assert!(said.stderr.contains("报送期 2025-q3 还没有截止收表，要 市教委 报"), "{}", said.stderr);
    let said = sandbox.pjt("forms 2025-q3 -o later --dept 市教委 --lang zh");
    said.fine();
    assert!(said.stderr.contains("已移交 市科委"), "{}", said.stderr);
    sandbox.pjt("period close 2025-q3 --today 2025-10-01").fine();
    let said = sandbox.pjt("dept handover 市科委 市国资委 --on 2025-10-15 --reason 分工调整 --yes --lang zh");
    said.fine();
    assert!(!said.stderr.contains("还没有截止收表"), "{}", said.stderr);
}
