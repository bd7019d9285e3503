//! What a lead reported and the ledger did not take stays visible: the status, in `check`, until a person settles it; the
//! percentage and who said what, in papers.

use crate::{
    filled::{Cell, PERCENT, PROGRESS, STATUS, Sheet, sandbox, words},
    sandbox::Sandbox,
};

/// The findings of `check` with this code.
fn found(sandbox: &Sandbox, code: &str) -> Vec<String> {
    let answer = sandbox.pjt("check --json").json();
    let all = answer["findings"].as_array().unwrap().clone();
    let own = all.into_iter().filter(|one| one["code"] == code);
    own.map(|one| one["message"].as_str().unwrap().to_owned()).collect()
}

/// The form of 市教委 with task 14 alone answered, so.
fn form_of_14(sandbox: &Sandbox, status: &str, percent: Cell) -> Sheet {
    let mut sheet = Sheet::filled(sandbox);
    for row in sheet.task_rows() {
        if sheet.id(row) != 14 {
            for column in [STATUS, PERCENT, PROGRESS, 12, 15] {
                sheet.rows[row][column] = Cell::Blank;
            }
        }
    }
    let row = sheet.row(14);
    row[STATUS] = words(status);
    row[PERCENT] = percent;
    sheet
}

/// Task 14 as two leads reported it, who differ.
fn two_leads() -> Sandbox {
    let sandbox = sandbox();
    sandbox.pjt("update 14 --lead 市教委,市发展改革委 --reason 文件所载").fine();
    let sheet = form_of_14(&sandbox, "推进中", Cell::Percent(0.8));
    let mut row = Sheet::filled(&sandbox).row(14).clone();
    row[STATUS] = words("已完成");
    row[PERCENT] = Cell::Percent(1.0);
    row[PROGRESS] = words("平台已联合发布");
    let mut other = Sheet::filled_by(&sandbox, "d02_市发展改革委");
    let end = other.task_rows().end;
    other.rows.insert(end, row);
    sandbox.write("in/a.xlsx", sheet.xlsx()).write("in/b.xlsx", other.xlsx());
    let said = sandbox.pjt("collect in --received 2025-09-24 --yes");
    assert!(said.whole().contains("leads-disagree"), "{}", said.whole());
    sandbox
}

#[test]
fn a_status_that_was_not_adopted_is_named_until_a_person_settles_it() {
    for settled in ["update 14 --status doing", "update 14 --note 已电话核实，尚未启动"] {
        let sandbox = two_leads();
        let said = found(&sandbox, "status-not-adopted");
        assert_eq!(said.len(), 1, "{said:?}");
        let said = sandbox.pjt("check --lang zh").stdout.replace("\n    ", "").replace("\n  ", "");
        for words in ["市教委 2025-q3 报推进中", "市发展改革委 2025-q3 报已完成", "--status 推进中"]
        {
            assert!(said.replace(' ', "").contains(&words.replace(' ', "")), "{words}: {said}");
        }
        sandbox.pjt(settled).fine();
        assert_eq!(found(&sandbox, "status-not-adopted"), Vec::<String>::new(), "{settled}");
    }
}

#[test]
fn papers_say_what_each_of_several_leads_reported() {
    let sandbox = two_leads();
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    let paper = sandbox.pjt("bulletin 2025-q3 --json --today 2025-09-30").json();
    let lagging = paper["bulletin"]["lagging"].as_array().unwrap();
    let own = lagging.iter().find(|matter| matter["id"] == 14).unwrap();
    assert_eq!(
        own["progress"],
        "市教委（报推进中，完成率80%）：第14项进展\n市发展改革委（报已完成，完成率100%）：平台已联合发布"
    );
}

#[test]
fn a_light_that_rests_on_a_percentage_in_question_says_so() {
    let sandbox = sandbox();
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    sandbox.write("in/a.xlsx", form_of_14(&sandbox, "推进中", words("约八成")).xlsx());
    let _said = sandbox.pjt("collect in --received 2025-09-24 --yes");
    let reason = || {
        let paper = sandbox.pjt("bulletin 2025-q3 --json --today 2026-01-20").json();
        let lagging = paper["bulletin"]["lagging"].as_array().unwrap();
        let own = lagging.iter().find(|matter| matter["id"] == 14).unwrap();
        own["reason"].as_str().unwrap().to_owned()
    };
    assert!(reason().ends_with("；2025年第三季度所报完成率待核"), "{}", reason());
    let waiting = sandbox.pjt("collect --settle --json").json();
    let id = waiting["pending"][0]["id"].as_str().unwrap().to_owned();
    sandbox.pjt(&format!("collect --settle {id} --value 80%")).fine();
    assert!(!reason().contains("待核"), "{}", reason());
}

#[test]
fn a_form_with_the_status_it_went_out_with_is_not_told_as_what_was_answered_before() {
    let sandbox = sandbox();
    sandbox.write("in/a.xlsx", form_of_14(&sandbox, "已完成", Cell::Percent(1.0)).xlsx());
    sandbox.pjt("collect in --received 2025-09-24 --yes").fine();
    sandbox.write("in/a.xlsx", form_of_14(&sandbox, "未启动", Cell::Percent(0.9)).xlsx());
    let said = sandbox.pjt("collect in --received 2025-09-28 --yes");
    assert!(said.stdout.contains("status-as-sent"), "{}", said.whole());
    let said = found(&sandbox, "unread-cell");
    assert_eq!(said.len(), 1, "{said:?}");
    // Whoever knows says which it is.
    let waiting = sandbox.pjt("collect --settle --json").json();
    let id = waiting["pending"][0]["id"].as_str().unwrap().to_owned();
    sandbox.pjt(&format!("collect --settle {id} --value 未启动")).fine();
    assert_eq!(found(&sandbox, "unread-cell"), Vec::<String>::new());
    let said = found(&sandbox, "done-answered-otherwise");
    assert!(said.len() == 1 && said[0].contains("not started"), "{said:?}");
    // The same form once more asks nothing.
    sandbox.write(
        "in/b.xlsx",
        Sheet { has_name: false, ..form_of_14(&sandbox, "未启动", Cell::Percent(0.9)) }.xlsx(),
    );
    let said = sandbox.pjt("collect in --received 2025-09-28 --yes");
    assert!(!said.stdout.contains("status-as-sent"), "{}", said.whole());
}
