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
    for words in ["  编号14 ", "`pjt update chanjiao-2021-2025/14 --confirm`"] {
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

#[test]
fn what_is_left_of_a_year_is_written_as_a_workbook() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("year-end 2025 -o 年终.xlsx --today 2026-01-10 --lang zh");
    assert!(said.fine().is_empty() && said.stderr.contains("已写入 年终.xlsx"), "{}", said.whole());
    let words =
        crate::sandbox::part(&std::fs::read(sandbox.path("年终.xlsx")).unwrap(), "xl/sharedStrings.xml");
    assert!(words.contains("结转") && words.contains("建立资源汇聚"), "{words}");
    assert_eq!(sandbox.pjt("year-end 2025 -o 年终.xlsx").code, 2, "it is there");
    sandbox.pjt("year-end 2025 -o 年终.xlsx --force").fine();
    assert_eq!(sandbox.pjt("year-end 2025 -o 年终.pdf").code, 2);
    assert_ne!(sandbox.pjt("year-end 2025 -o data/年终.xlsx").code, 0, "the store is no place for it");
}

#[test]
fn who_names_many_is_asked_though_few_would_change_and_what_was_decided_is_taken_back_for_a_reason() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 1-6 --status doing --yes").fine();
    sandbox.pjt("update 2 --status withdrawn --reason 与第3项合并").fine();
    let said = sandbox.pjt("update 1-8 --status doing --reason 调整 --lang zh");
    assert_eq!(said.code, 2, "{}", said.whole());
    assert!(said.stderr.contains("共写到 8 项，其中 3 项会改动"), "{}", said.whole());
    // What is so already asks for nothing.
    sandbox.pjt("update 3-6 1 3 --status doing").fine();
    for status in ["doing", "done", "suspended"] {
        let said = sandbox.pjt(&format!("update 2 --status {status} --lang zh"));
        assert!(said.code == 4 || said.code == 2, "{}", said.whole());
        assert!(sandbox.read("data/chanjiao-2021-2025/tasks/002.yaml").contains("status: withdrawn"));
    }
    sandbox.pjt("update 2 --status doing --reason 会议决定恢复").fine();
}

#[test]
fn a_day_that_changes_who_was_late_is_asked_about() {
    let sandbox = crate::filled::sandbox();
    let sheet = crate::filled::Sheet::filled(&sandbox);
    sandbox.write("in/a.xlsx", sheet.xlsx());
    sandbox.pjt("collect in --received 2025-09-30 --yes --json").json();
    let due = || sandbox.read("data/periods/2025-q3.yaml").contains("due: \"2025-10-10\"");
    let said = sandbox.pjt("period open 2025-q3 --due 2025-10-10 --today 2025-10-01 --lang zh");
    assert_eq!(said.code, 2, "{}", said.whole());
    assert!(said.stderr.contains("市教委由迟报5天变为按时") && !due(), "{}", said.whole());
    sandbox.pjt("period open 2025-q3 --due 2025-10-10 --today 2025-10-01 --yes").fine();
    assert!(due());
    // Where nobody is reckoned otherwise, nobody is asked.
    sandbox.pjt("period open 2025-q3 --due 2025-10-12 --today 2025-10-01").fine();
}

#[test]
fn a_period_of_another_year_is_proposed_where_this_year_has_none() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("period open 2025-q2 --due 2025-06-25 --today 2025-06-10").fine();
    let said = sandbox.pjt("period close 二季度 --today 2026-01-10 --lang zh");
    assert_eq!(said.code, 3, "{}", said.whole());
    assert!(
        said.stderr.contains("台账中有 2025-q2") && !said.stderr.contains("period open"),
        "{}",
        said.whole()
    );
}

#[test]
fn evidence_that_is_only_a_name_is_said_where_a_task_is_done_and_where_it_is_closed() {
    const EVIDENCE: usize = 14;
    let sandbox = crate::filled::sandbox();
    let mut sheet = crate::filled::Sheet::filled(&sandbox);
    sheet.row(3)[EVIDENCE] = crate::filled::words("上线公告.pdf");
    sheet.row(6)[EVIDENCE] = crate::filled::words("验收报告.pdf");
    sandbox.write("验收报告.pdf", "x");
    let taken = crate::filled::collect(&sandbox, "a.xlsx", &sheet.xlsx());
    let told = taken.answer["warnings"].to_string();
    assert_eq!(told.matches("evidence-missing").count(), 1, "{told}");
    assert!(told.contains("`上线公告.pdf`"), "{told}");
    let said = sandbox.pjt("update 3 --status closed --by 督查室 --lang zh");
    assert!(said.code == 3 && said.stderr.contains("上线公告.pdf 没有找到"), "{}", said.whole());
    let said = sandbox.pjt("update 6 --status closed --by 督查室 --lang zh");
    assert!(said.fine().contains("已销号") && !said.stderr.contains("没有找到"), "{}", said.whole());
}
