//! What comes after the first answers: late corrections, what was sent back, and older forms that say once more what was
//! corrected since.

use crate::{
    filled::{Cell, NEXT, PERCENT, PROGRESS, RETURN, Sheet, Taken, collect, sandbox, words},
    sandbox::Sandbox,
};

/// What came on a day, in a folder of its own.
fn take(sandbox: &Sandbox, folder: &str, sheet: &Sheet, day: &str) -> Taken {
    sandbox.write(&format!("{folder}/{folder}.xlsx"), sheet.xlsx());
    let said = sandbox.pjt(&format!("collect {folder} --received {day} --yes --json"));
    Taken { code: said.code, answer: said.json(), text: sandbox.read(RETURN) }
}

/// The same answers in a file that was saved again.
fn saved_again(sheet: &Sheet) -> Sheet {
    Sheet { has_name: !sheet.has_name, ..sheet.clone() }
}

fn of_first_department(sandbox: &Sandbox) -> serde_json::Value {
    sandbox.pjt("returns 2025-q3 --json").json()["returns"][0].clone()
}

/// The lines of an answer in the return.
fn answer(text: &str, id: u32) -> String {
    let from = text.split(&format!("- id: {id}\n")).nth(1).unwrap();
    from.split("\n- id: ").next().unwrap().to_owned()
}

#[test]
fn a_late_correction_of_what_came_in_time_is_told_and_one_that_was_asked_for_is_not_late() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    take(&sandbox, "first", &sheet, "2025-09-24");
    let before = of_first_department(&sandbox);
    assert_eq!((&before["state"], &before["late_tasks"]), (&"on_time".into(), &serde_json::json!([])));
    sheet.row(14)[PERCENT] = Cell::Percent(0.61);
    let second = take(&sandbox, "second", &sheet, "2025-09-28");
    assert!(second.answer["warnings"][0]["message"].as_str().unwrap().ends_with("(3 days late)"));
    let text = second.text;
    assert!(answer(&text, 14).contains("later:\n  - \"on\": \"2025-09-28\""), "{text}");
    assert!(!answer(&text, 15).contains("later"), "{text}");
    let after = of_first_department(&sandbox);
    for (key, wanted) in [
        ("state", serde_json::json!("on_time")),
        ("received", serde_json::json!("2025-09-24")),
        ("late_tasks", serde_json::json!([14])),
        ("last_received", serde_json::json!("2025-09-28")),
        ("last_days_late", serde_json::json!(3)),
    ] {
        assert_eq!(after[key], wanted, "{key}: {after}");
    }
    let said = sandbox.pjt("returns 2025-q3 --lang zh");
    assert!(said.fine().contains("按时；截止后补报、更正1项"), "{}", said.stdout);
    let said = sandbox.pjt("show 14 --lang zh");
    assert!(said.fine().contains("（2025-09-28 收到）"), "{}", said.stdout);
    sandbox.pjt("check").fine();
    // Who is asked again is not late.
    sandbox.pjt("sendback 2025-q3 市教委 17 --reason 缺佐证 --today 2025-10-08").fine();
    sheet.row(17)[PROGRESS] = words("第17项进展：补佐证");
    sheet.row(17)[PERCENT] = Cell::Percent(0.7);
    let text = take(&sandbox, "third", &sheet, "2025-10-12").text;
    assert!(answer(&text, 17).contains("sent_back: \"2025-10-08\""), "{text}");
    let after = of_first_department(&sandbox);
    assert_eq!(after["late_tasks"], serde_json::json!([14]), "{after}");
    assert_eq!(
        (&after["resent"], &after["last_days_late"]),
        (&serde_json::json!([17]), &3.into()),
        "{after}"
    );
    let said = sandbox.pjt_with(&["returns", "2025-q3", "--lang", "zh"], &[("COLUMNS", "200")]);
    let wanted = "按时；截止后补报、更正1项，迟3天；退回后重报1项";
    assert!(said.fine().contains(wanted), "{}", said.stdout);
    sandbox.pjt("check").fine();
}

#[test]
fn an_older_form_does_not_take_back_what_was_corrected() {
    let sandbox = sandbox();
    let first = Sheet::filled(&sandbox);
    take(&sandbox, "first", &first, "2025-09-24");
    let mut second = first.clone();
    second.row(14)[PERCENT] = Cell::Percent(0.61);
    second.row(14)[PROGRESS] = words("第14项进展：已上线");
    let corrected = take(&sandbox, "second", &second, "2025-09-25");
    assert_eq!(corrected.codes("warnings"), ["answer-replaced"], "{}", corrected.answer);
    // The first one, found once more.
    let old = take(&sandbox, "old", &saved_again(&first), "2025-09-25");
    assert_eq!(old.code, 1, "{}", old.answer);
    assert_eq!(old.codes("refused"), ["answer-outdated"], "{}", old.answer);
    assert_eq!(old.answer["refused"].as_array().unwrap().len(), 2, "{}", old.answer);
    let kept = answer(&old.text, 14);
    assert!(kept.contains("percent: 61\n") && kept.contains("progress: 第14项进展：已上线\n"), "{kept}");
    // A person who knows that it is right after all takes it.
    let waiting = sandbox.pjt("collect --settle --json").json()["pending"].clone();
    let percent = waiting.as_array().unwrap().iter().find(|one| one["field"] == "percent").unwrap();
    let (id, text) = (percent["id"].as_str().unwrap(), percent["text"].as_str().unwrap());
    sandbox.pjt(&format!("collect --settle {id} --value {text}")).fine();
    let kept = answer(&sandbox.read(RETURN), 14);
    assert!(kept.contains("percent: 33\n"), "{kept}");
    // What is not taken is dropped, and not asked about again.
    let waiting = sandbox.pjt("collect --settle --json").json()["pending"].clone();
    let id = waiting[0]["id"].as_str().unwrap();
    sandbox.pjt(&format!("collect --settle {id} --drop 旧表")).fine();
    let again = collect(&sandbox, "again.xlsx", &Sheet { comment: Some((5, 5)), ..first }.xlsx());
    assert_eq!(again.codes("refused"), Vec::<String>::new(), "{}", again.answer);
    assert!(answer(&again.text, 14).contains("progress: 第14项进展：已上线\n"), "{}", again.text);
    sandbox.pjt("check").fine();
}

#[test]
fn what_a_person_settled_is_not_asked_about_again() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(14)[PERCENT] = words("约八成");
    let first = take(&sandbox, "first", &sheet, "2025-09-24");
    assert_eq!(first.codes("refused"), ["percent-unclear"]);
    let id = sandbox.pjt("collect --settle --json").json()["pending"][0]["id"].as_str().unwrap().to_owned();
    sandbox.pjt(&format!("collect --settle {id} --value 80%")).fine();
    let again = take(&sandbox, "again", &saved_again(&sheet), "2025-09-24");
    assert_eq!(again.codes("refused"), Vec::<String>::new(), "{}", again.answer);
    assert!(answer(&again.text, 14).contains("percent: 80\n"), "{}", again.text);
}

#[test]
fn what_was_sent_back_and_comes_again_as_it_was_is_said_and_still_waits() {
    let sandbox = sandbox();
    let sheet = Sheet::filled(&sandbox);
    take(&sandbox, "first", &sheet, "2025-09-24");
    sandbox.pjt("sendback 2025-q3 市教委 14 --reason 缺佐证 --today 2025-09-26").fine();
    let again = take(&sandbox, "again", &saved_again(&sheet), "2025-09-28");
    assert_eq!(again.codes("warnings"), ["still-sent-back"], "{}", again.answer);
    assert!(answer(&again.text, 14).contains("reason: 缺佐证"), "{}", again.text);
}

#[test]
fn a_file_that_was_saved_before_the_last_one_fills_gaps_and_takes_nothing_back() {
    let sandbox = sandbox();
    let last = Sheet { saved: Some((2025, 9, 24)), ..Sheet::filled(&sandbox) };
    let mut corrected = last.clone();
    corrected.row(14)[PROGRESS] = words("第14项进展：已上线");
    corrected.row(15)[NEXT] = Cell::Blank;
    let text = take(&sandbox, "last", &corrected, "2025-09-24").text;
    assert!(text.contains("saved: "), "{text}");
    // It lay in another mailbox, and was never taken.
    let mut draft = Sheet { saved: Some((2025, 9, 20)), ..last };
    draft.row(15)[NEXT] = words("组织验收");
    let old = take(&sandbox, "old", &draft, "2025-09-24");
    assert_eq!(old.codes("refused"), ["answer-outdated"], "{}", old.answer);
    assert_eq!(old.answer["refused"][0]["task"], 14, "{}", old.answer);
    assert!(answer(&old.text, 14).contains("progress: 第14项进展：已上线\n"), "{}", old.text);
    assert!(answer(&old.text, 15).contains("next: 组织验收\n"), "{}", old.text);
}

#[test]
fn a_commit_of_a_second_file_is_one_of_returns_and_not_of_an_edition() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    take(&sandbox, "first", &sheet, "2025-09-24");
    sandbox.git(&["init", "-q"]);
    sandbox.pjt("commit").fine();
    sheet.row(14)[PERCENT] = Cell::Percent(0.61);
    take(&sandbox, "second", &sheet, "2025-09-24");
    sandbox.pjt("commit --lang zh").fine();
    let subject = sandbox.git(&["log", "-1", "--format=%s"]);
    assert!(subject.starts_with("报送 2025-q3：市教委"), "{subject}");
    sandbox.pjt("office --name 督查室").fine();
    sandbox.pjt("commit --lang zh").fine();
    assert_eq!(sandbox.git(&["log", "-1", "--format=%s"]).trim(), "更改本单位信息");
    // Returns go along with a department and with a plan; nothing was reported then.
    sandbox.pjt("dept rename 市教委 市教育局 --yes --commit --lang zh").fine();
    let subject = sandbox.git(&["log", "-1", "--format=%s"]);
    assert!(!subject.contains("报送") && subject.contains("市教育局"), "{subject}");
    sandbox.write("p2.txt", "甲计划\n一、总体\n1.开展甲工作。（市财政局）\n");
    sandbox.pjt("import p2.txt --plan p2 --yes --commit").fine();
    sandbox.pjt("plan default p2 --commit").fine();
    sandbox.pjt("plan remove chanjiao-2021-2025 --reason 期满 --yes --commit --lang zh").fine();
    let subject = sandbox.git(&["log", "-1", "--format=%s"]);
    assert!(subject.starts_with("删除方案 chanjiao-2021-2025："), "{subject}");
}

#[test]
fn a_plan_that_is_gone_keeps_no_bulletin_from_being_made_and_one_of_the_next_year_goes_on_in_none() {
    let sandbox = sandbox();
    let next = "title: 明年方案\n\nperiod:\n  start: \"2026-01-01\"\n  end: \"2026-12-31\"\n";
    sandbox.write("data/next/plan.yaml", next);
    let task = "id: 1\n\ncontent: 建设平台\n\ndepartments:\n- 市教委\n\nstatus: not_started\n";
    sandbox.write("data/next/tasks/001.yaml", task);
    let left = |year: u32| {
        let said = sandbox.pjt(&format!("year-end {year} --plan all --today 2026-01-10 --json")).json();
        let carried = said["year_end"]["carried"].as_array().unwrap().clone();
        carried.iter().filter(|task| task["plan"] == "next").count()
    };
    assert_eq!((left(2025), left(2026)), (0, 1));
    let said = sandbox.pjt("bulletin 2025-q3 -o 全部.md --plan all --today 2026-01-10 --lang zh");
    assert!(said.code == 0 && said.stderr.contains("方案 next 在这一报送期之后才开始"), "{}", said.whole());
    assert!(!sandbox.read("全部.md").contains("明年方案"));
    let said = sandbox.pjt("period open 2025-q4 --due 2026-01-15 --plan all --today 2026-01-10 --lang zh");
    assert!(
        said.code == 0 && said.stderr.contains("方案 next 在 2025-q4 之后才开始，没有收"),
        "{}",
        said.whole()
    );
    assert!(!sandbox.read("data/periods/2025-q4.yaml").contains("plan: next"));
    let period = sandbox.read("data/periods/2025-q3.yaml");
    let asked = "- department: 市教委\n  plan: gone\n  tasks: [1]\n";
    sandbox.write("data/periods/2025-q3.yaml", format!("{}\n{asked}", period.trim_end()));
    let said = sandbox.pjt("bulletin 2025-q3 -o 通报.md --today 2025-10-08 --lang zh");
    assert!(said.code == 0 && said.stderr.contains("方案 gone 已不在台账中"), "{}", said.whole());
}
