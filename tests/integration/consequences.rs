//! What a Chinese reader is told in words, and what follows from a change and does not show in it.

use crate::sandbox::Sandbox;

#[test]
fn a_finding_about_a_task_names_it_in_words_and_one_about_a_file_shows_the_line() {
    let sandbox = Sandbox::with_seed();
    let task = "data/chanjiao-2021-2025/tasks/014.yaml";
    sandbox.write(task, sandbox.read(task) + "\nreview: reworded\n");
    let said = sandbox.pjt("check --lang zh");
    assert_eq!(said.code, 5, "{}", said.whole());
    let shown = &said.stdout;
    for words in ["  任务 14 ", "`pjt update chanjiao-2021-2025/14 --confirm`"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    for words in ["review: reworded", "014.yaml"] {
        assert!(!shown.contains(words), "{words}: {shown}");
    }
    let english = sandbox.pjt("check --lang en").stdout;
    for words in ["[pending-review]", "review: reworded", "014.yaml"] {
        assert!(english.contains(words), "{words}: {english}");
    }
    assert_eq!(sandbox.pjt("check --json").json()["findings"][0]["code"], "pending-review");
    assert!(sandbox.pjt("check --list --lang zh").fine().contains("pending-review"));
    sandbox.write(task, sandbox.read(task).replace("review: reworded", "reviewed: yes"));
    let shown = sandbox.pjt("check --lang zh").stdout;
    assert!(shown.contains("014.yaml:") && shown.contains("| reviewed: yes"), "{shown}");
}

#[test]
fn an_extension_that_comes_too_late_is_said_at_once_and_on_paper_counts_for_nothing() {
    let sandbox = Sandbox::with_seed();
    let task = "data/chanjiao-2021-2025/tasks/014.yaml";
    sandbox.write(task, sandbox.read(task) + "\ndue: \"2025-09-15\"\n");
    let late = "update 14 --due 2025-11-30 --reason 采购流标 --today 2025-10-20";
    // Without rules, the day that the file says counts.
    let said = sandbox.pjt(&format!("{late} --dry-run --lang zh"));
    assert!(!said.stderr.contains("仍以"), "{}", said.stderr);
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    let said = sandbox.pjt(&format!("{late} --asked 2025-09-10 --dry-run --lang zh"));
    assert!(!said.stderr.contains("仍以"), "{}", said.stderr);
    let said = sandbox.pjt(&format!("{late} --dry-run --json"));
    assert_eq!(said.json()["warnings"][0]["code"], "late-extension", "{}", said.whole());
    let said = sandbox.pjt(&format!("{late} --lang zh"));
    said.fine();
    let shown = said.stderr.replace("\n    ", "");
    assert!(shown.contains("时限 2025-09-15 已过") && shown.contains("仍以 2025-09-15 计"), "{shown}");
    assert!(shown.contains("--due 2025-11-30 --asked 申请日期 --reason"), "{shown}");
    sandbox.pjt("bulletin 2025-q3 -o b.md --today 2025-10-20").fine();
    let page = sandbox.read("b.md");
    let row = page.lines().find(|line| line.contains("其后申请的延期不计")).unwrap();
    let words = "2025年9月15日（逾期后申请延期至2025年11月30日，不计）";
    assert!(row.contains(words), "{row}");
    sandbox.pjt("export -o 台账.html --today 2025-10-20 --lang zh").fine();
    assert!(sandbox.read("台账.html").contains(words), "the ledger says the same");
    // That it was asked for in time is written into it afterwards, with who granted it, and the commit is accepted.
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "late"]);
    let again = "update 14 --due 2025-11-30 --asked 2025-09-10 --today 2025-10-21";
    assert_eq!(sandbox.pjt(again).code, 2, "who granted it has to be said");
    let said = sandbox.pjt(&format!("{again} --reason 李市长9月12日同意 --by 督查室 --lang zh"));
    assert!(said.code == 0 && !said.stderr.contains("仍以"), "{}", said.whole());
    let text = sandbox.read(task);
    assert!(text.contains("asked: \"2025-09-10\"") && text.contains("李市长9月12日同意"), "{text}");
    sandbox.pjt("commit --today 2025-10-21").fine();
    sandbox.pjt("check --range HEAD~1..HEAD --today 2025-10-21").fine();
    sandbox.pjt("check --today 2025-10-21").fine();
}

#[test]
fn the_last_day_of_a_year_calls_overdue_what_the_list_does() {
    let sandbox = Sandbox::with_seed();
    let task = "data/chanjiao-2021-2025/tasks/014.yaml";
    sandbox.write(task, sandbox.read(task) + "\ndue: \"2025-09-30\"\n");
    for (today, overdue) in [("2025-09-01", 0), ("2025-12-31", 1), ("2026-01-01", 43), ("2026-05-01", 43)] {
        let left = sandbox.pjt(&format!("year-end 2025 --json --today {today}")).json();
        let carried = left["year_end"]["carried"].as_array().unwrap().iter();
        let count = carried.filter(|task| task["overdue"] == true).count();
        assert_eq!(count, overdue, "{today}");
        let listed = sandbox.pjt(&format!("list --overdue --format ids --today {today}"));
        assert_eq!(listed.stdout.lines().count(), overdue, "{today}: {}", listed.whole());
    }
}

#[test]
fn who_led_and_supports_now_is_told_and_statuses_come_in_the_words_of_people() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 15 --lead 市教委 --reason 会议纪要").fine();
    let said = sandbox.pjt("update 15 --lead 市发展改革委 --reason 分工调整 --lang zh");
    said.fine();
    assert!(said.stderr.contains("市教委 不再牵头，转为配合"), "{}", said.whole());
    let said = sandbox.pjt("update 15 --lead 市教委 --reason 分工调整 --lang en");
    assert!(said.stderr.contains("leads no longer"), "{}", said.whole());
    let said = sandbox.pjt("update 15 --status 好了 --lang zh");
    assert!(said.stderr.contains("未启动 not_started、推进中 in_progress"), "{}", said.whole());
    let help = sandbox.pjt("list --help --lang zh").stdout.split_whitespace().collect::<String>();
    assert!(help.contains("可用：红灯red"), "{help}");
}
