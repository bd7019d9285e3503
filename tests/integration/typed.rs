//! What people type for a task, a status, a day and a reporter, and the words in which they are answered.

use crate::sandbox::Sandbox;

const FILE: &str = "data/chanjiao-2021-2025/tasks/014.yaml";

#[test]
fn tasks_are_named_by_the_number_that_the_document_prints_and_all_of_a_plan_at_once() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\n");
    for (id, label) in [(1, "（4）"), (2, "（5）"), (3, "（5）")] {
        let task = format!("id: {id}\nlabel: {label}\ncontent: 建立平台{id}\nstatus: not_started\n");
        sandbox.write(&format!("data/other/tasks/00{id}.yaml"), task);
    }
    let said = sandbox.pjt("update other/第4项 --status doing");
    assert_eq!(said.fine(), "other/1（文件第4项） 建立平台1  状态 未启动 → 推进中\n");
    let said = sandbox.pjt("update other/第5项 --status doing");
    assert!(said.code == 4 && said.stderr.contains("2 建立平台2；3 建立平台3"), "{}", said.whole());
    assert_eq!(sandbox.pjt("update other/第9项 --status doing").code, 3);
    let said = sandbox.pjt("update other/* --status done");
    assert_eq!(said.fine().lines().count(), 3, "{}", said.whole());
    let said = sandbox.pjt("update 1、2，5-7 第8项 --status doing");
    assert!(said.code == 2 && said.stdout.lines().count() == 6 && said.stderr.contains("--yes"));
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "x"]);
    assert_eq!(sandbox.pjt("log other/* --json").json()["changes"].as_array().unwrap().len(), 3);
}

#[test]
fn a_number_that_is_one_task_in_the_store_and_another_in_the_document_is_refused_with_both_in_words() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\n");
    for (id, label) in [(1, "（1）"), (2, "（3）"), (3, "（2）"), (7, "（4）")] {
        let task = format!("id: {id}\nlabel: {label}\ncontent: 建立平台{id}\nstatus: not_started\n");
        sandbox.write(&format!("data/other/tasks/00{id}.yaml"), task);
    }
    let said = sandbox.pjt("update other/第2项 --status doing");
    assert!(said.code == 4 && said.stdout.is_empty(), "{}", said.whole());
    for words in ["2 建立平台2", "文件第2项是编号 3 建立平台3", "`2`", "`文件第2项`"] {
        assert!(said.stderr.contains(words), "{words}: {}", said.stderr);
    }
    let said = sandbox.pjt("update other/第2-4项 --status doing");
    assert!(said.code == 4 && said.stderr.contains("文件第2-4项"), "{}", said.whole());
    // Where only one is there, or both are the same, it is taken.
    assert!(sandbox.pjt("update other/第4项 --status doing").fine().starts_with("other/7"));
    // The document has no seventh, and what is the seventh of the store it numbers otherwise.
    let said = sandbox.pjt("update other/第7项 --note 好");
    assert!(said.code == 3 && said.stderr.contains("文件里没有第7项"), "{}", said.whole());
    assert!(said.stderr.contains("7 建立平台7") && said.stderr.contains("写 `7`"), "{}", said.whole());
    assert!(sandbox.pjt("update other/7 --note 好").fine().starts_with("other/7"));
    assert!(sandbox.pjt("update other/第1项 --status doing").fine().starts_with("other/1"));
    assert!(sandbox.pjt("update other/文件第2项 --status doing").fine().starts_with("other/3"));
    assert!(sandbox.pjt("update other/2 --status doing").fine().starts_with("other/2"));
}

#[test]
fn what_people_take_for_a_status_names_the_filter() {
    let sandbox = Sandbox::with_seed();
    for (word, option) in [("滞后", "--overdue"), ("未办结", "--open"), ("临期", "--due-within")] {
        let said = sandbox.pjt(&format!("list --status {word}"));
        assert!(said.code == 2 && said.stderr.contains(option), "{}", said.whole());
    }
    let said = sandbox.pjt(
        "list --columns 序号,事项,责任单位,期限,佐证 --sort 到期,-编号 --status 正在推进,办结 --limit 3",
    );
    assert!(said.fine().contains("佐证材料"), "{}", said.whole());
}

#[test]
fn days_numbers_of_days_and_periods_are_taken_as_an_office_types_them() {
    let sandbox = Sandbox::with_seed();
    for day in ["2026年3月31日", "2026/3/31", "2026.3.31", "２０２６－０３－３１"] {
        let said =
            sandbox.pjt_with(&["update", "14", "--due", day, "--reason", "批准延期", "--dry-run"], &[]);
        assert!(said.fine().contains("2026-03-31"), "{day}: {}", said.whole());
    }
    let said = sandbox.pjt("update 14 --due 2026-11-31");
    assert!(said.code == 2 && said.stderr.contains("没有 2026-11-31 这一天"), "{}", said.whole());
    let said = sandbox.pjt("update 14 --due 过几天");
    assert!(said.code == 2 && said.stderr.contains("应写成 年-月-日，如 2026-11-30"), "{}", said.whole());
    assert!(said.stderr.contains("三季度末"), "{}", said.whole());
    assert_eq!(sandbox.pjt("list --due-within 3000天").fine(), sandbox.pjt("list --due-within 3000").fine());
    let said = sandbox.pjt("list --due-within 几天");
    assert!(said.code == 2 && said.stderr.contains("应写天数"), "{}", said.whole());
    let due = ["--due", "2099年1月5日"];
    sandbox.pjt_with(&[&["period", "open", "2098年第四季度"][..], &due].concat(), &[]).fine();
    assert!(sandbox.read("data/periods/2098-q4.yaml").contains("due: \"2099-01-05\""));
    // Opened again with another day: the day moves and nothing else does.
    let held = sandbox.read("data/periods/2098-q4.yaml");
    let said = sandbox.pjt("period open 2098-Q4 --due 2099-01-12");
    assert!(said.stderr.contains("截止日已改为 2099-01-12"), "{}", said.whole());
    let moved = held.replace("due: \"2099-01-05\"", "due: \"2099-01-12\"");
    assert_eq!(sandbox.read("data/periods/2098-q4.yaml"), moved);
    let said = sandbox.pjt("period open 2098-q4 --due 2001-01-12");
    assert!(said.code == 2, "{}", said.whole());
    assert_eq!(sandbox.read("data/periods/2098-q4.yaml"), moved);
}

#[test]
fn a_word_for_a_day_is_counted_from_today_in_every_option() {
    let sandbox = Sandbox::with_seed();
    for (option, day) in [
        ("--due 年底", "2025-12-31"),
        ("--due 11月30日", "2025-11-30"),
        ("--due 下月底", "2025-07-31"),
        ("--due +30d", "2025-07-20"),
        ("--due 明天", "2025-06-21"),
    ] {
        let said = sandbox.pjt(&format!("update 14 {option} --today 2025-06-20 --dry-run"));
        assert!(said.fine().contains(day), "{option}: {}", said.whole());
    }
    sandbox.git_with(
        &["commit", "-q", "--amend", "--no-edit"],
        &[("GIT_COMMITTER_DATE", "2025-05-01T10:00:00")],
    );
    let said = sandbox.pjt("update 14 --note 推进 --on 昨天 --today 2025-06-20");
    assert!(said.fine().contains("2025-06-19"), "{}", said.whole());
    sandbox.pjt_with(&["commit"], &[("GIT_COMMITTER_DATE", "2025-06-20T10:00:00")]).fine();
    sandbox.pjt("update 14 --status doing").fine();
    sandbox.pjt_with(&["commit"], &[("GIT_COMMITTER_DATE", "2025-06-25T10:00:00")]).fine();
    let status =
        |words: &str| sandbox.pjt(&format!("show 14 --json {words}")).json()["tasks"][0]["status"].clone();
    for (words, then) in [
        ("--at 昨天 --today 2025-06-25", "not_started"),
        ("--at today --today 2025-06-25", "in_progress"),
        ("--at -2d --today 2025-06-25", "not_started"),
        ("--at 6月24日 --today 2025-06-25", "not_started"),
        ("--at 上月底 --today 2025-07-02", "in_progress"),
    ] {
        assert_eq!(status(words), then, "{words}");
    }
    let changes =
        |words: &str| sandbox.pjt(&format!("{words} --json")).json()["changes"].as_array().unwrap().len();
    assert_eq!(changes("diff 昨天..今天 --today 2025-06-25"), 1);
    assert_eq!(changes("diff 3天前..2天前 --today 2025-06-25"), 0);
    assert_eq!(changes("log 14 --since 今天 --today 2025-06-25"), 1);
    assert_eq!(changes("log 14 --since=-7d --until yesterday --today 2025-06-25"), 1);
    let listed = |words: &str| sandbox.pjt(&format!("list --today 2025-06-25 --json {words}")).json();
    assert_eq!(listed("--changed-since 今天")["tasks"].as_array().unwrap().len(), 1);
    // Before the end of a year is all of the year; before a day is not on the day.
    assert_eq!(listed("--due-before 年底"), listed("--due-before 2026-01-01"));
    assert_ne!(listed("--due-before 年底"), listed("--due-before 2025-12-31"));
    // Of which year: what was lies behind, what is to be lies ahead.
    for words in [
        "show 14 --at 12月31日",
        "diff 12月31日",
        "log --since 12月31日",
        "add --content 评估 --dept 市教委 --due 1月31日 --reason 交办",
    ] {
        let said = sandbox.pjt(&format!("{words} --today 2025-06-25"));
        assert!(said.code == 4 && said.stderr.contains("没有写年份"), "{words}: {}", said.whole());
    }
    let said = sandbox.pjt("show 14 --at 2月29日 --today 2025-06-25");
    assert!(said.code == 2 && said.stderr.contains("没有 2月29日 这一天"), "{}", said.whole());
    assert!(sandbox.pjt("show 14 --at 前几天").stderr.contains("昨天"));
    // What looks like an option is no revision.
    for words in ["show 14 --at --json", "log --since --json", "list --changed-since --open"] {
        let said = sandbox.pjt(words);
        assert!(said.code == 2 && said.stderr.contains("应写成 年-月-日"), "{words}: {}", said.whole());
    }
}

#[test]
fn who_reports_is_kept_by_the_name_of_the_one_department_that_is_meant_and_found_by_any_of_its_names() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("update 14 --status doing --note 推进 --by 教委");
    assert!(
        said.fine().contains("市教委") && said.stderr.contains("`教委` 按名录记为 `市教委`"),
        "{}",
        said.whole()
    );
    assert!(sandbox.read(FILE).contains("by: 市教委"));
    assert!(sandbox.pjt("update 15 --note 推进 --by 张三").stderr.contains("照写记下"));
    sandbox.pjt("dept alias 市教委 教育主管部门").fine();
    sandbox.pjt("commit").fine();
    let said = sandbox.pjt("log --by 教育主管部门");
    assert!(said.fine().contains("14 "), "{}", said.whole());
}

#[test]
fn who_and_when_without_words_are_told_what_is_wanted_in_the_language_of_the_reader() {
    let sandbox = Sandbox::with_seed();
    for (words, wanted) in [
        ("update 14 --due 2026-12-20 --by 市教委", "`--reason 原因`"),
        ("update 14 --fix-note 1 好 --by 市教委", "`--reason 原因`"),
        ("update 14 --start 2021-12-20 --on 2021-12-20", "`--on`"),
    ] {
        let said = sandbox.pjt(words);
        assert!(
            said.code == 2 && said.stderr.contains(wanted) && !said.stderr.contains("TEXT"),
            "{}",
            said.whole()
        );
    }
}

#[test]
fn quarters_months_and_lengths_of_time_are_taken_in_words_and_it_is_said_which_day_that_is() {
    let sandbox = Sandbox::with_seed();
    let today = "--today 2025-11-28";
    for (words, day) in [
        ("--due 四季度", "2025-12-31"),
        ("--due 第四季度", "2025-12-31"),
        ("--due Q4", "2025-12-31"),
        ("--due 2026Q1 --reason 延期", "2026-03-31"),
        ("--due 下季度 --reason 延期", "2026-03-31"),
        ("--due 12-20", "2025-12-20"),
        ("--due 两周后", "2025-12-12"),
        ("--due 一个月后", "2025-12-28"),
        ("--start 本月初", "2025-11-01"),
        ("--start 本季度", "2025-10-01"),
    ] {
        let said = sandbox.pjt(&format!("update 14 {words} {today} --dry-run"));
        assert!(said.fine().contains(day), "{words}: {}", said.whole());
    }
    let said = sandbox.pjt(&format!("update 14 --due 一季度 {today}"));
    assert!(said.code == 4 && said.stderr.contains("2026年一季度"), "{}", said.whole());
    sandbox.pjt(&format!("update 14 --due 12-20 {today}")).fine();
    let listed = |words: &str| {
        let said = sandbox.pjt(&format!("list --open {words} {today} --format ids"));
        (said.fine().lines().map(str::to_owned).collect::<Vec<_>>(), said.stderr)
    };
    let only = vec!["chanjiao-2021-2025/14".to_owned()];
    for (words, told) in [
        ("--due-before 12-21", "`12-21` 按 2025-12-21 算"),
        ("--due-before 12/21", "按 2025-12-21 算"),
        ("--due-within 一个月", ""),
        ("--due-within 30天", ""),
        ("--due-within 4周", ""),
    ] {
        let (ids, said) = listed(words);
        assert_eq!(ids, only, "{words}");
        assert!(said.contains(told), "{words}: {said}");
    }
    assert!(listed("--due-within 两周").0.is_empty());
    let (ids, said) = listed("--due-after 四季度");
    assert!(ids.is_empty() && said.contains("`四季度` 按 2025-12-31 算"), "{said}");
    let (ids, said) = listed("--due-before 四季度");
    assert!(ids.is_empty() && said.contains("`四季度` 按 2025-10-01 算"), "{said}");
    let (ids, said) = listed("--due 本月");
    assert!(ids.is_empty() && said.contains("`本月` 按 2025-11-01 至 2025-11-30 算"), "{said}");
    assert_eq!(listed("--due 12-20").0, only);
    assert!(listed("--due 12月").0.contains(&only[0]));
    // What can hold no day is no empty list.
    for (words, told) in [
        (
            "--due-after 下季度 --due-before 下季度末",
            ["在 2026-03-31 之后", "不晚于 2026-03-31", "`--due 下季度`"],
        ),
        (
            "--due-after 12-31 --due-before 12-1",
            ["在 2025-12-31 之后", "早于 2025-12-01", "--due-before 12-31`"],
        ),
        (
            "--due-after 2025-12-20 --due-before 2025-12-21",
            ["在 2025-12-20 之后", "早于 2025-12-21", "`--due 2025-12-20`"],
        ),
    ] {
        for command in ["list", "stats", "export --format csv"] {
            let said = sandbox.pjt(&format!("{command} {words} {today}"));
            assert!(said.code == 2 && told.iter().all(|part| said.stderr.contains(part)), "{}", said.whole());
        }
    }
    assert_eq!(listed("--due-after 2025-12-19 --due-before 2025-12-21").0, only);
    let said = sandbox.pjt("list --due 很快");
    assert!(said.code == 2 && said.stderr.contains("本月、下季度"), "{}", said.whole());
    let said = sandbox.pjt("list --due-within 3月");
    assert!(said.code == 2 && said.stderr.contains("两周、一个月"), "{}", said.whole());
    assert_eq!(sandbox.pjt("office --near-days 两周 --dry-run").code, 2);
    let said = sandbox.pjt("office --near-days 两周");
    assert_eq!(said.code, 0, "{}", said.whole());
    assert!(sandbox.read("data/office.yaml").contains("near_days: 14"));
    // Periods, too.
    let said = sandbox.pjt(&format!("period open 四季度 --due 12-25 {today}"));
    assert_eq!(said.code, 0, "{}", said.whole());
    assert!(said.stderr.contains("`四季度` 指 2025年第四季度（2025-q4）"), "{}", said.stderr);
    for words in ["returns 本季度", "forms Q4 -o 下发", "list --not-reported 第四季度"] {
        let said = sandbox.pjt(&format!("{words} {today}"));
        assert_eq!(said.code, 0, "{words}: {}", said.whole());
        assert!(said.stderr.contains("指 2025年第四季度（2025-q4）"), "{words}: {}", said.stderr);
    }
    assert_eq!(sandbox.pjt(&format!("returns 上季度 {today}")).code, 3);
}

#[test]
fn what_is_counted_by_and_all_plans_are_named_in_chinese() {
    let sandbox = Sandbox::with_seed();
    for (word, token) in
        [("部门", "department"), ("牵头单位", "lead"), ("板块", "pillar"), ("支柱", "pillar")]
            .into_iter()
            .chain([("重点任务", "key-task"), ("状态", "status"), ("办理状态", "status")])
    {
        let said = sandbox.pjt(&format!("stats --by {word} --plan 全部 --format csv"));
        assert_eq!(said.fine(), sandbox.pjt(&format!("stats --by {token} --plan all --format csv")).fine());
    }
}

#[test]
fn a_word_in_the_wrong_place_is_answered_with_the_whole_command() {
    let sandbox = Sandbox::with_seed();
    for (words, whole) in [
        ("list 区教育局", "`pjt list --dept 区教育局`"),
        ("list 平台 --open", "`pjt list --open --keyword 平台`"),
        ("stats 市教委", "`pjt stats --dept 市教委`"),
        ("update 5 推进中", "`pjt update 5 --status 推进中`"),
        ("update 5 已完成 --note 上线", "`pjt update 5 --note 上线 --status 已完成`"),
    ] {
        for lang in ["zh", "en"] {
            let said = sandbox.pjt(&format!("{words} --lang {lang}"));
            let whole = whole.trim_end_matches('`').to_owned();
            let behind = if whole.ends_with(words) { "" } else { whole.rsplit("--").next().unwrap() };
            let front = whole.strip_suffix(&format!(" --{behind}")).unwrap_or(&whole);
            assert_eq!(said.code, 2);
            assert!(
                said.stderr.contains(front) && said.stderr.contains(&format!("--{behind}`")),
                "{}",
                said.stderr
            );
        }
    }
    let said = sandbox.pjt("update 5 推进中 --json");
    assert!(said.json()["error"]["hints"].to_string().contains("--status 推进中"), "{}", said.stdout);
    for (typed, first) in [("lsit", "list"), ("shwo", "show"), ("updaet", "update"), ("stat", "stats")] {
        for lang in ["zh", "en"] {
            let said = sandbox.pjt(&format!("{typed} --lang {lang}"));
            let near =
                said.stderr.lines().find(|line| line.contains("是不是") || line.contains("tip:")).unwrap();
            let named = near.split(['`', '\'']).nth(1).unwrap();
            assert_eq!(named, first, "{near}");
        }
    }
    // Words that are a department's name.
    let said = sandbox.pjt("list -k 市教委");
    assert!(said.stderr.contains("`--dept 市教委`"), "{}", said.whole());
    let said = sandbox.pjt("list -k 税务局");
    assert!(said.fine().contains(" 0 项") && said.stderr.contains("`--dept 税务局`"), "{}", said.whole());
    assert_eq!(sandbox.pjt("list -k 平台").stderr, "");
}

#[test]
fn what_a_removal_for_a_reason_says_is_what_was_removed() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 6 --note 甲").fine();
    sandbox.pjt("update 6 --note 乙").fine();
    let said = sandbox.pjt("update 6 --remove-note 1 --reason 记错了");
    let lines: Vec<&str> = said.fine().lines().collect();
    assert!(lines.len() == 2 && lines[0].contains("进展 −1") && lines[0].ends_with('甲'), "{lines:?}");
    assert!(lines[1].contains("改动原因 +1") && lines[1].ends_with("记错了"), "{lines:?}");
}

#[test]
fn who_names_a_task_to_a_list_hears_how_to_see_it() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("list 14 --lang zh");
    assert!(said.code == 2 && said.stderr.contains("看一项任务：`pjt show 14`"), "{}", said.whole());
}
