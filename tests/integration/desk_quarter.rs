//! What a coordinator met in a quarter on the program, and what is said there now: an editor that one gets out of, rules that
//! are not changed unasked, numbers as they are said, lists that say how many there are, what a year leaves open.

use crate::sandbox::Sandbox;

#[test]
fn an_editor_is_named_before_it_opens_with_the_keys_that_leave_it() {
    let sandbox = Sandbox::with_seed();
    let vi = sandbox.path("vi");
    sandbox.write("vi", "#!/bin/sh\nsed -i 's/^status: .*/status: in_progress/' \"$1\"\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&vi, std::fs::Permissions::from_mode(0o755)).unwrap();
        let vi = vi.display().to_string();
        let edit = |lang: &str| {
            sandbox.pjt_with(&["edit", "14", "--lang", lang], &[("VISUAL", ""), ("EDITOR", &vi)])
        };
        let said = edit("zh");
        assert!(said.stdout.contains("推进中"), "{}", said.whole());
        for words in
            ["用编辑器 vi 打开编号14 的副本", ":wq 回车，保存并退出", ":q! 回车", "EDITOR=nano pjt edit 14"]
        {
            assert!(said.stderr.contains(words), "{words}: {}", said.whole());
        }
        assert!(edit("en").stderr.contains("press Esc and type :wq and Enter"));
        // Where nobody named one and there is no terminal, none opens.
        let said = sandbox.pjt_with(&["edit", "14"], &[("VISUAL", ""), ("EDITOR", "")]);
        assert!(said.code == 1 && said.stderr.contains("这里不是终端"), "{}", said.whole());
    }
    let code = sandbox.pjt_with(&["edit", "14"], &[("VISUAL", ""), ("EDITOR", "code-that-is-not-there")]);
    assert!(code.code == 1 && code.stderr.contains("VISUAL 或 EDITOR"), "{}", code.whole());
}

#[test]
fn rules_that_count_give_way_to_others_only_where_that_is_meant() {
    let sandbox = Sandbox::with_seed();
    let rules = "data/rules.yaml";
    sandbox.pjt("lights --adopt yichang").fine();
    assert!(sandbox.pjt("lights --adopt yichang").stderr.contains("没有改动"));
    let said = sandbox.pjt("lights --adopt yinchuan-2025");
    assert!(
        said.code == 2 && said.stderr.contains("现在用的是 yichang") && said.stderr.contains("加 `--yes`"),
        "{}",
        said.whole()
    );
    assert_eq!(sandbox.read(rules), "preset: yichang\n");
    assert_eq!(sandbox.pjt("lights --adopt yinchuan-2025 --json").json()["error"]["code"], "needs-yes");
    sandbox.pjt("lights --adopt yinchuan-2025 --yes").fine();
    assert_eq!(sandbox.read(rules), "preset: yinchuan-2025\n");
}

#[test]
fn a_heading_is_named_by_its_number_as_it_is_said() {
    let sandbox = Sandbox::with_seed();
    let ids = |words: &str| sandbox.pjt(&format!("list {words} --format ids")).fine().to_owned();
    let fourth = ids("--pillar 4");
    assert!(!fourth.is_empty());
    for said in ["四", "四、", "第四", "第四板块", "第4板块", "（四）", "４"] {
        assert_eq!(ids(&format!("--pillar {said}")), fourth, "{said}");
    }
    assert_eq!(ids("--pillar 三、四"), ids("--pillar 3,4"));
    assert_eq!(ids("--key-task 十五"), ids("--key-task 15"));
    // What it came under is said in words.
    let moved = sandbox.pjt("update 14 --key-task 六 --reason 更正 --dry-run");
    let sixth = sandbox.pjt("list --key-task 6 --json").json()["tasks"][0]["key_task"]["title"].clone();
    let flat: String = moved.fine().split_whitespace().collect();
    assert!(flat.contains(&format!("→6{}", sixth.as_str().unwrap())), "{}", moved.whole());
    assert_eq!(sandbox.pjt("list --pillar 九").code, 3);
    // Words are words still.
    assert_eq!(ids("--pillar 信息平台"), ids("--pillar 2"));
}

#[test]
fn a_list_of_the_first_says_how_many_there_are() {
    let sandbox = Sandbox::with_seed();
    for (words, zh, en) in [
        ("-n 3", "共 43 项，这里只列前 3 项", "43 tasks; only the first 3 are shown"),
        ("-n 3 --sort -id", "共 43 项，这里只列前 3 项", "43 tasks; only the first 3 are shown"),
        (
            "--pillar 2 -n 3",
            "43 项中符合条件的有 4 项，这里只列前 3 项",
            "4 of 43 tasks; only the first 3 are shown",
        ),
        ("--pillar 2", "43 项中的 4 项", "4 of 43 tasks"),
        ("-n 43", "共 43 项", "43 tasks"),
    ] {
        for (lang, expected) in [("zh", zh), ("en", en)] {
            let said = sandbox.pjt(&format!("list {words} --lang {lang}"));
            let last = said.fine().trim_end().lines().last().unwrap_or_default();
            assert_eq!(last.split(['；', ';']).next(), expected.split(['；', ';']).next(), "{words}");
            assert!(last.starts_with(expected), "{words}: {last}");
        }
    }
}

#[test]
fn what_lasts_is_not_prolonged_by_its_first_deadline() {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    let rows = "1,建设平台,市教委,长期坚持\n2,开展培训,市科委,2026年底前\n3,安排资金,市财政局,\n";
    sandbox.write("a.csv", format!("2026年工作要点任务分工表,,,\n序号,任务内容,责任单位,完成时限\n{rows}"));
    sandbox.pjt("init --git --hook").fine();
    sandbox.pjt("import a.csv --plan p --commit --today 2026-01-10").fine();
    let said = sandbox.pjt("update 1 --due 明年 --today 2026-11-28");
    assert_eq!(said.code, 4, "beyond the plan for no reason: {}", said.whole());
    let said = sandbox.pjt("update 1 --due 明年 --reason 会议纪要 --today 2026-11-28");
    assert!(said.fine().contains("2027-12-31") && said.stderr.contains("不记作延期"), "{}", said.whole());
    let task = sandbox.read("data/p/tasks/001.yaml");
    assert!(!task.contains("extensions") && task.contains("text: 会议纪要"), "{task}");
    // The same again is nothing.
    sandbox.pjt("update 1 --due 2027-12-31 --reason 会议纪要 --today 2026-11-28").fine();
    assert_eq!(sandbox.read("data/p/tasks/001.yaml"), task);
    sandbox.pjt("check --today 2026-11-28").fine();
    sandbox.pjt("commit --today 2026-11-28").fine();
    sandbox.pjt("check --range HEAD~1..HEAD --today 2026-11-28").fine();
    // A deadline that was set is prolonged, and so is the plan's end where the document names none.
    sandbox.pjt("update 1 --due 2028-06-30 --reason 再议 --today 2026-11-28").fine();
    sandbox.pjt("update 3 --due 2027-06-30 --reason 再议 --today 2026-11-28").fine();
    for id in [1, 3] {
        assert!(sandbox.read(&format!("data/p/tasks/00{id}.yaml")).contains("extensions"), "{id}");
    }
    sandbox.pjt("check --today 2026-11-28").fine();
}

#[test]
fn a_plan_is_found_by_its_title_and_its_end_is_shown_before() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/minsheng-2026/plan.yaml", "title: 2026年民生实事\n");
    sandbox.write(
        "data/minsheng-2026/tasks/001.yaml",
        "id: 1\ncontent: 新增养老床位\n\ndepartments:\n- 市教委\n\nstatus: in_progress\n",
    );
    let said = sandbox.pjt("list --plan 民生实事");
    assert!(
        said.code == 3 && said.stderr.contains("是 `minsheng-2026`（2026年民生实事）"),
        "{}",
        said.whole()
    );
    sandbox.write("b.csv", "任务内容,责任单位\n开展评估,市教委\n");
    let said = sandbox.pjt("import b.csv --plan 民生实事");
    assert!(said.code == 2 && said.stderr.contains("如 minsheng-2026"), "{}", said.whole());
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "two"]);
    let said = sandbox.pjt("plan remove minsheng-2026 --reason 并入 --dry-run");
    for words in ["minsheng-2026（2026年民生实事）：1 项任务、0 份报送", "没有写入", "删除之后也能恢复"]
    {
        assert!(said.stderr.contains(words), "{words}: {}", said.whole());
    }
}

#[test]
fn the_end_of_a_year_names_what_did_not_come_and_what_was_sent_back() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    let code = |name: &str| {
        let departments = sandbox.pjt("dept list --json").json();
        let mut departments = departments["departments"].as_array().unwrap().iter();
        let found = departments.find(|department| department["name"] == name).unwrap();
        found["code"].as_str().unwrap().to_owned()
    };
    let (jiaowei, other) = (code("市教委"), code("市人力资源社会保障局"));
    let path = |code: &str| format!("data/chanjiao-2021-2025/returns/2025-q3/{code}.yaml");
    sandbox.write(
        &path(&jiaowei),
        "department: 市教委\nreceived: \"2025-09-24\"\n\ntasks:\n- id: 1\n  progress: 已开展\n",
    );
    sandbox.write(&path(&other), "department: 市人力资源社会保障局\nreceived: \"2025-09-24\"\n");
    sandbox.pjt("sendback 2025-q3 市教委 1 --reason 缺佐证 --today 2025-09-26").fine();
    let said = sandbox.pjt("year-end 2025");
    for words in ["退回未重报", "缺佐证", "未报送", "空表"] {
        assert!(said.fine().contains(words), "{words}: {}", said.whole());
    }
    assert!(said.stderr.contains("退回未重报 1 项"), "{}", said.whole());
    let left = &sandbox.pjt("year-end 2025 --json").json()["year_end"];
    assert_eq!(left["sent_back"][0]["task"], 1);
    let unreported = left["unreported"].as_array().unwrap();
    let state = |name: &str| {
        let found = unreported.iter().find(|one| one["department"] == name);
        found.map(|one| one["state"].as_str().unwrap().to_owned())
    };
    assert_eq!((state("市人力资源社会保障局").as_deref(), state("市教委")), (Some("empty"), None));
    assert!(unreported.iter().any(|one| one["state"] == "missing"), "{unreported:?}");
    assert_eq!(sandbox.pjt("year-end 2024 --json").json()["year_end"]["unreported"], serde_json::json!([]));
}
