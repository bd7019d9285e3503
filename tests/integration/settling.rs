//! What is settled between two forms of one unit, and what is said of cells that were read and not taken.

use crate::{
    filled::{Cell, PERCENT, PROGRESS, RETURN, Sheet, collect, sandbox, words},
    sandbox::{Sandbox, part},
};

/// Two forms of a unit that differ in two cells of task 14, taken in.
fn two_forms() -> Sandbox {
    let sandbox = sandbox();
    let one = Sheet::filled(&sandbox);
    let mut other = one.clone();
    other.row(14)[PERCENT] = Cell::Percent(0.75);
    other.row(14)[PROGRESS] = words("第14项进展：另一份");
    sandbox.write("in/one.xlsx", one.xlsx());
    sandbox.write("in/other.xlsx", other.xlsx());
    let said = sandbox.pjt("collect in --received 2025-09-24 --yes --rejects back.xlsx --json");
    let refused = said.json()["refused"].clone();
    assert_eq!(refused.as_array().map(Vec::len), Some(4), "{refused}");
    sandbox
}

fn waiting(sandbox: &Sandbox) -> Vec<serde_json::Value> {
    sandbox.pjt("collect --settle --json").json()["pending"].as_array().unwrap().clone()
}

#[test]
fn what_the_other_form_says_is_kept_and_what_is_left_is_counted() {
    let sandbox = two_forms();
    let all = waiting(&sandbox);
    assert_eq!(all.len(), 4, "{all:?}");
    let percent = all.iter().find(|one| one["field"] == "percent" && one["text"] == "75%").unwrap();
    let id = percent["id"].as_str().unwrap();
    let said = sandbox.pjt(&format!("collect --settle {id} --value 75% --lang zh"));
    said.fine();
    assert!(said.stderr.contains("还有 2 条"), "{}", said.whole());
    assert_eq!(waiting(&sandbox).len(), 2);
    let text = sandbox.read(RETURN);
    let dropped = text.split("dropped:").nth(1).unwrap_or_default();
    assert!(dropped.contains("text: 33%") && dropped.contains("task: 14"), "{text}");
    assert!(dropped.contains("填报表!") && dropped.contains("reason: 同一格另有填报，以“75%”为准"), "{text}");
    let one = waiting(&sandbox).iter().find(|one| one["text"] == "第14项进展：另一份").unwrap()["id"].clone();
    let id = one.as_str().unwrap();
    let said = sandbox.pjt(&format!("collect --settle {id} --value 两份都对 --lang zh"));
    assert!(said.stderr.contains("还有 0 条"), "{}", said.whole());
    assert_eq!(waiting(&sandbox).len(), 0);
    let text = sandbox.read(RETURN);
    let dropped = text.split("dropped:").nth(1).unwrap_or_default();
    assert!(dropped.contains("text: 第14项进展"), "{text}");
    // The other form, saved again, neither asks nor takes its value back.
    let one = Sheet::filled(&sandbox);
    let again = Sheet { has_name: !one.has_name, ..one };
    sandbox.write("again/one.xlsx", again.xlsx());
    let said = sandbox.pjt("collect again --received 2025-09-24 --yes --json");
    assert_eq!(said.json()["refused"], serde_json::json!([]), "{}", said.whole());
    assert!(sandbox.read(RETURN).contains("percent: 75\n"));
    sandbox.pjt("check").fine();
}

#[test]
fn what_waited_and_is_answered_by_another_form_is_kept() {
    let sandbox = two_forms();
    let mut third = Sheet::filled(&sandbox);
    third.row(14)[PERCENT] = Cell::Percent(0.8);
    sandbox.write("third/third.xlsx", third.xlsx());
    sandbox.pjt("collect third --received 2025-09-25 --yes --json").json();
    let text = sandbox.read(RETURN);
    assert!(text.contains("percent: 80\n") && text.contains("text: 75%"), "{text}");
}

#[test]
fn a_cell_that_was_read_is_in_question_and_not_unreadable() {
    let sandbox = two_forms();
    let shown = sandbox.pjt("show 14 --lang zh").stdout;
    assert!(shown.contains("完成率待核定：“75%”") && !shown.contains("没有读懂"), "{shown}");
    let said = sandbox.pjt("check --lang zh").whole();
    assert!(said.contains("完成率待核定：“75%”") && !said.contains("没有读懂"), "{said}");
    let said = sandbox.pjt("diff --lang zh").whole();
    assert!(!said.contains("读不懂"), "{said}");
    // What goes back to the units calls a cell a cell, and a percentage as they see it.
    let list = part(&std::fs::read(sandbox.path("back.xlsx")).unwrap(), "xl/sharedStrings.xml");
    assert!(list.contains(">75%<") && list.contains("填报内容") && !list.contains("整份文件"), "{list}");
}

#[test]
fn evidence_in_words_alone_is_said_where_a_task_is_done() {
    const EVIDENCE: usize = 14;
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(3)[EVIDENCE] = words("竣工验收报告");
    sheet.row(6)[EVIDENCE] = words("竣工验收报告.pdf");
    sheet.row(2)[EVIDENCE] = words("会议纪要");
    sheet.row(4)[EVIDENCE] = words("会议纪要.pdf");
    let taken = collect(&sandbox, "a.xlsx", &sheet.xlsx());
    let told = taken.answer["warnings"].to_string();
    assert_eq!(told.matches("evidence-words").count(), 1, "{told}");
    assert!(told.contains("`竣工验收报告`"), "{told}");
    // What proves a task that is not done stays in the return, and that is said.
    assert_eq!(told.matches("evidence-kept").count(), 2, "{told}");
}
