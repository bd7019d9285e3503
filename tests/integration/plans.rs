//! Several plans in one store: nobody is left to take a task, a count or a silence of one plan for that of
//! another, or of all.

use crate::sandbox::Sandbox;

#[test]
fn where_there_are_several_plans_each_task_says_which_it_is_of() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\n");
    sandbox.write("data/other/tasks/032.yaml", "id: 32\ncontent: 建立平台\nstatus: done\n");
    snapbox::assert_data_eq!(
        sandbox.pjt("list --plan all -k 建立平台 --today 2025-06-30").whole(),
        snapbox::str![[r#"
方案   编号  任务内容  责任部门  状态    完成时限
-------------------------------------------------
other    32  建立平台            已完成
44 项中的 1 项

"#]]
    );
    let head = |words: &str| sandbox.pjt(words).fine().lines().next().unwrap_or_default().to_owned();
    assert!(head("list --plan all --format md").starts_with("| 方案 | 编号 |"));
    assert!(head("list --plan other --format md").starts_with("| 方案 | 编号 |"));
    assert!(head("list --format md").starts_with("| 编号 |"));
    assert!(head("list --format tsv").starts_with("plan\tid\t"));
    assert!(head("list --plan all --columns id --format md").starts_with("| 编号 |"));
    let said = sandbox.pjt("export --plan all --format csv");
    assert!(said.fine().starts_with("\u{feff}方案名称,编号,"), "{}", said.stdout);
    assert!(said.stdout.contains("另一个方案,32,"), "{}", said.stdout);
    let said = sandbox.pjt("export --plan all --format html");
    assert!(said.fine().contains("<h2><bdi>另一个方案</bdi></h2>"), "{}", said.stdout);
}

#[test]
fn headings_of_one_title_in_two_plans_are_two_and_what_nobody_leads_is_not_none() {
    let sandbox = Sandbox::with_seed();
    let heading = |lead: &str| {
        format!(
            "title: 方案\n{lead}\npillars:\n- id: 1\n  label: （一）\n  title: 算力\n\nkey_tasks:\n- id: 7\n  pillar: 1\n  title: 平台\n"
        )
    };
    for (plan, lead) in [("one", "lead_rule: first_listed\n"), ("two", "lead_rule: none\n")] {
        sandbox.write(&format!("data/{plan}/plan.yaml"), heading(lead));
        let task = |id: u32, key_task: &str| {
            format!("id: {id}\n{key_task}content: 文\n\ndepartments:\n- 市科委\n- 市教委\n\nstatus: done\n")
        };
        sandbox.write(&format!("data/{plan}/tasks/001.yaml"), task(1, "pillar: 1\nkey_task: 7\n"));
        sandbox.write(&format!("data/{plan}/tasks/002.yaml"), task(2, ""));
    }
    let words = "--plan one --plan two";
    for by in ["pillar", "key-task"] {
        let answer = sandbox.pjt(&format!("stats {words} --by {by} --json")).json();
        let rows = answer["rows"].as_array().unwrap();
        let heads: Vec<_> =
            rows.iter().map(|row| (row["plan"].as_str().unwrap(), row["id"].as_u64())).collect();
        let id = Some(if by == "pillar" { 1 } else { 7 });
        assert_eq!(heads, [("one", id), ("one", None), ("two", id), ("two", None)], "{by}");
        assert!(rows.iter().all(|row| row["all"]["tasks"] == 1), "{by}");
    }
    let table = sandbox.pjt(&format!("stats {words} --by pillar"));
    assert!(
        table.fine().contains("方案  板块") && table.stdout.contains("one   （一）算力"),
        "{}",
        table.stdout
    );
    assert!(table.stdout.contains("two   （无）"), "{}", table.stdout);
    let lead = |words: &str| {
        let answer = sandbox.pjt(&format!("stats --by department {words} --json")).json();
        answer["rows"].as_array().unwrap().iter().map(|row| row["lead"]["tasks"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!(lead("--plan one"), [Some(2), Some(0)]);
    assert_eq!(lead("--plan two"), [None, None]);
    assert_eq!(lead(words), [Some(2), Some(0)]);
    let table = sandbox.pjt("departments --plan two");
    assert!(
        table.fine().lines().any(|line| line.starts_with("市科委") && line.contains('–')),
        "{}",
        table.stdout
    );
}

#[test]
fn nothing_found_in_the_default_plan_is_not_nothing_in_the_store() {
    let sandbox = Sandbox::with_seed();
    let only = "只看了默认方案 chanjiao-2021-2025；加 `--plan all` 查看全部 2 个方案";
    assert!(!sandbox.pjt("list --status done").stderr.contains("方案"));
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\npillars:\n- id: 1\n  title: 算力\n");
    sandbox.write("data/other/tasks/001.yaml", "id: 1\npillar: 1\ncontent: 文\nstatus: done\n");
    for words in [
        "list --status done",
        "list --status done --json",
        "stats --status done",
        "export --status done --format csv",
    ] {
        let said = sandbox.pjt(words);
        assert!(said.code == 0 && said.stderr.contains(only), "{words}: {}", said.whole());
    }
    let said = sandbox.pjt("list --pillar 算力");
    assert!(said.code == 3 && said.stderr.contains(only), "{}", said.whole());
    for words in ["list", "list --status done --plan all", "list --plan chanjiao-2021-2025 --status done"] {
        assert!(sandbox.pjt(words).stderr.is_empty(), "{words}");
    }
}

#[test]
fn hints_of_a_store_with_many_plans_are_short_enough_to_read() {
    let sandbox = Sandbox::with_seed();
    let plan = sandbox.read("data/chanjiao-2021-2025/plan.yaml");
    for number in 10..40 {
        sandbox.write(&format!("data/plan-{number}/plan.yaml"), &plan);
    }
    let said = sandbox.pjt("list --plan nowhere");
    assert!(said.code == 3 && said.stderr.contains("plan-28 等 31 个"), "{}", said.whole());
    let said = sandbox.pjt("list --plan all --pillar 9");
    assert_eq!(said.stderr.matches("完善政策支持").count(), 1, "{}", said.whole());
}

#[test]
fn a_plan_that_has_lost_its_own_file_is_missed_and_its_tasks_are_not_forgotten() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\n");
    sandbox.write("data/other/tasks/001.yaml", "id: 1\ncontent: 建立平台\nstatus: done\n");
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "came"]);
    std::fs::remove_file(sandbox.path("data/other/plan.yaml")).unwrap();
    sandbox.git(&["commit", "-qam", "lost"]);
    for words in ["list --plan all", "show other/1", "list --plan all --at HEAD"] {
        let said = sandbox.pjt(words);
        assert!(said.code == 1 && said.stdout.contains("建立平台"), "{words}: {}", said.whole());
        assert!(said.stderr.contains("other/plan.yaml"), "{words}: {}", said.whole());
    }
    for words in ["stats --plan all", "export --plan all --format csv"] {
        let said = sandbox.pjt(words);
        assert!(said.code == 1 && said.stdout.is_empty(), "{words}: {}", said.whole());
    }
    for words in ["check", "check --range HEAD~1..HEAD"] {
        let said = sandbox.pjt(words);
        assert!(said.code == 5 && said.whole().contains("other/plan.yaml"), "{words}: {}", said.whole());
    }
}

#[test]
fn a_task_of_another_plan_than_the_default_one_is_named_with_its_plan() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\n");
    sandbox.write("data/other/tasks/014.yaml", "id: 14\ncontent: 建立平台\nstatus: not_started\n");
    sandbox.pjt("commit").fine();
    let said = sandbox.pjt("update other/14 14 --status doing");
    assert_eq!(
        said.fine(),
        "14 建立资源汇聚、开放共享、分工协作的市级…  状态 未启动 → 推进中\nother/14 建立平台  状态 未启动 → 推进中\n"
    );
    let said = sandbox.pjt("update --plan other 14 --status done");
    assert_eq!(said.fine(), "other/14 建立平台  状态 推进中 → 已完成\n");
    sandbox.pjt("commit").fine();
    let said = sandbox.pjt("update other/14 --note 验收 --on 2025-09-25 --commit");
    assert_eq!(
        said.fine().lines().next(),
        Some("other/14 建立平台  进展 +1（2025-09-25）验收"),
        "{}",
        said.whole()
    );
    assert!(sandbox.git(&["log", "-1", "--format=%s"]).contains("编号other/14："));
    let said = sandbox.pjt("undo --dry-run");
    assert!(said.fine().contains("other/14 建立平台  进展"), "{}", said.whole());
    let said = sandbox.pjt("log other/14 -n 1");
    assert!(said.fine().contains("  other/14 建立平台  进展 +1（2025-09-25）验收"), "{}", said.whole());
    // Who asks of the default plan is not left to think that nothing else happened.
    let said = sandbox.pjt("log");
    assert!(
        !said.fine().contains("验收") && said.stderr.contains("有 3 次提交涉及其他方案"),
        "{}",
        said.whole()
    );
    sandbox.pjt("update other/14 --evidence 验收.pdf --missing-ok").fine();
    let said = sandbox.pjt("diff");
    assert!(said.fine().is_empty() && !said.stderr.contains("没有变化"), "{}", said.whole());
    let gap = "其他方案另有 1 处变化，没有列出；加 `--plan all` 查看";
    assert!(said.stderr.contains(gap), "{}", said.whole());
    assert!(sandbox.pjt("diff --plan other").stderr.is_empty());
    assert_eq!(sandbox.pjt("diff --json").json()["warnings"][0]["code"], "other-plans");
    // A paper holds no commands; who makes it is told beside it.
    for format in ["md", "html"] {
        let said = sandbox.pjt(&format!("diff --format {format}"));
        assert!(!said.fine().contains("--plan") && said.stderr.contains(gap), "{}", said.whole());
    }
    sandbox.git(&["checkout", "-q", "data"]);
    sandbox.write("data/other/plan.yaml", "title: 改了标题\n");
    let said = sandbox.pjt("diff");
    assert!(said.fine().is_empty() && said.stderr.contains(gap), "{}", said.whole());
}

#[test]
fn what_never_was_is_no_empty_history() {
    let sandbox = Sandbox::with_seed();
    for words in ["diff --plan nowhere", "log --plan nowhere", "log nowhere/1", "log 99", "log 99 --json"] {
        let said = sandbox.pjt(words);
        assert!(said.code == 3 && said.stderr.contains("提示"), "{words}: {}", said.whole());
        // Departments came with the same commits: of a plan that never was, they are no history.
        assert!(words.ends_with("--json") || said.stdout.is_empty(), "{words}: {}", said.whole());
        let said = sandbox.pjt(&format!("{words} --lang en"));
        assert!(said.code == 3 && said.stderr.contains("hint"), "{words}: {}", said.whole());
    }
    let said = sandbox.pjt("log --plan nowhere -n 1 --json");
    assert_eq!((said.code, said.json()["kind"].as_str()), (3, Some("error")), "{}", said.whole());
    // What was there once has a history.
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\n");
    sandbox.write("data/other/tasks/001.yaml", "id: 1\ncontent: 建立平台\nstatus: done\n");
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "came"]);
    sandbox.git(&["rm", "-rq", "data/other"]);
    assert!(sandbox.pjt("diff --plan other").fine().contains("删除方案 other"));
    sandbox.git(&["commit", "-qm", "gone"]);
    for words in ["log --plan other", "log other/1", "diff HEAD~1.. --plan other"] {
        assert!(!sandbox.pjt(words).fine().is_empty(), "{words}");
    }
    assert_eq!(sandbox.pjt("log 14 --author nobody").code, 0);
}

#[test]
fn an_edition_of_one_of_several_plans_names_it_and_keeps_its_title() {
    let sandbox = Sandbox::with_seed();
    let table = "编号,任务内容,责任单位\n1,建立平台,市教委\n2,开展试点,市科委\n";
    sandbox.write("one.csv", table).write("two.csv", table.replace("开展试点", "全面开展试点"));
    for name in ["all", "Upper", "1/2"] {
        let said = sandbox.pjt(&format!("import one.csv --dry-run --plan {name}"));
        assert!(said.code == 2 && said.stderr.contains("不能作方案名"), "{name}: {}", said.whole());
    }
    sandbox.pjt("import one.csv --plan other").fine();
    let said = sandbox.pjt("import one.csv --plan othr --yes");
    assert!(
        said.fine().contains("othr") && said.stderr.contains("这份文件已经是方案 other"),
        "{}",
        said.whole()
    );
    let plan = sandbox.read("data/other/plan.yaml");
    sandbox.write("data/other/plan.yaml", plan.replace("title: one", "title: 试点方案"));
    let said = sandbox.pjt("import two.csv --plan other --yes");
    assert_eq!(said.fine().lines().next(), Some("方案 other：试点方案"), "{}", said.whole());
    assert!(sandbox.read("data/other/plan.yaml").contains("title: 试点方案"));
    let said = sandbox.pjt("check");
    assert!(said.code == 5 && said.stdout.contains("`pjt update other/2 --confirm`"), "{}", said.whole());
    // A document of another plan is no edition of this one.
    sandbox.write("v3.csv", "编号,任务内容,责任单位\n7,召开会议,市财政局\n8,加强宣传,市总工会\n");
    let said = sandbox.pjt("import v3.csv --plan other");
    assert!(said.stderr.contains("方案 other 的任务没有一项在这份文件里"), "{}", said.whole());
}

/// What reads or counts everything says that a plan can't be read, and no figure is given without it.
#[track_caller]
fn ensure_missed(sandbox: &Sandbox, what: &str, named: &str) {
    for (words, code) in
        [("list --plan all", 1), ("stats --plan all", 1), ("export --plan all --format csv", 1), ("check", 5)]
    {
        let said = sandbox.pjt(words);
        assert_eq!(said.code, code, "{what}: {words}: {}", said.whole());
        assert!(said.whole().contains(named), "{what}: {words}: {}", said.whole());
    }
    assert!(sandbox.pjt("list --plan all").stdout.contains("43"), "{what}: the rest is printed");
}

#[cfg(unix)]
#[test]
fn a_plan_that_can_not_be_read_is_missed_in_every_figure() {
    use std::{fs, os::unix::fs::symlink};
    type Spoil = fn(&Sandbox);
    let spoiled: [(&str, Spoil); 8] = [
        ("plan.yaml is a folder", |s| fs::create_dir_all(s.path("data/bb/plan.yaml")).unwrap()),
        ("plan.yaml is a link", |s| {
            fs::create_dir(s.path("data/bb")).unwrap();
            symlink("../chanjiao-2021-2025/plan.yaml", s.path("data/bb/plan.yaml")).unwrap();
        }),
        ("plan.yaml is a link to nothing", |s| {
            fs::create_dir(s.path("data/bb")).unwrap();
            symlink("nowhere", s.path("data/bb/plan.yaml")).unwrap();
        }),
        ("plan.yaml is a pipe", |s| {
            fs::create_dir(s.path("data/bb")).unwrap();
            let made = std::process::Command::new("mkfifo").arg(s.path("data/bb/plan.yaml")).status();
            assert!(made.unwrap().success());
        }),
        ("the tasks are a link and plan.yaml is gone", |s| {
            fs::create_dir(s.path("data/bb")).unwrap();
            symlink("../chanjiao-2021-2025/tasks", s.path("data/bb/tasks")).unwrap();
        }),
        ("the tasks are a link to nothing", |s| {
            s.write("data/bb/plan.yaml", "title: x\n");
            symlink("nowhere", s.path("data/bb/tasks")).unwrap();
        }),
        ("the folder is a link", |s| symlink("chanjiao-2021-2025", s.path("data/bb")).unwrap()),
        ("the folder is a link to nothing", |s| symlink("nowhere", s.path("data/bb")).unwrap()),
    ];
    for (what, spoil) in spoiled {
        let sandbox = Sandbox::with_seed();
        spoil(&sandbox);
        ensure_missed(&sandbox, what, "data/bb");
    }
    // the tasks of a commit, too
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/bb/plan.yaml", "title: x\n");
    symlink("../chanjiao-2021-2025/tasks", sandbox.path("data/bb/tasks")).unwrap();
    sandbox.write("data/计划/plan.yaml", "title: x\n");
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "x"]);
    let said = sandbox.pjt("stats --plan all --at HEAD --lang en");
    assert_eq!(said.code, 1, "{}", said.whole());
    assert!(said.stderr.contains("bb/tasks") && said.stderr.contains("[plan-name]"), "{}", said.stderr);
}

/// Root may open what is closed to others, so this says nothing where root runs it.
#[cfg(unix)]
#[test]
fn a_plan_that_is_closed_to_this_user_is_missed_in_every_figure() {
    use std::{fs, os::unix::fs::PermissionsExt as _};
    for closed in ["data/bb", "data/bb/tasks", "data/bb/plan.yaml"] {
        let sandbox = Sandbox::with_seed();
        sandbox.write("data/bb/plan.yaml", "title: x\n").write("data/bb/tasks/001.yaml", "id: 1\n");
        fs::set_permissions(sandbox.path(closed), fs::Permissions::from_mode(0o0)).unwrap();
        if fs::File::open(sandbox.path(closed)).is_err() {
            ensure_missed(&sandbox, closed, "data/bb");
        }
        fs::set_permissions(sandbox.path(closed), fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn a_folder_whose_name_is_no_plans_is_named_where_it_holds_one() {
    for name in [
        "Jiaoyu-2025",
        "计划",
        "jiaoyu_2025",
        "aa-",
        "chanjiao-2021-2025 (copy)",
        "con",
        "all",
        ".old",
        ".~p",
    ] {
        let sandbox = Sandbox::with_seed();
        sandbox.write(&format!("data/{name}/tasks/001.yaml"), "id: 1\ncontent: x\nstatus: done\n");
        ensure_missed(&sandbox, name, "名称却不能作方案名");
        // who asks about the default plan is not kept from it
        sandbox.pjt("list").fine();
        sandbox.pjt("update 1 --status doing --commit").fine();
    }
    let sandbox = Sandbox::with_seed();
    for beside in
        ["data/附件/验收报告.pdf", "data/evidence/a.pdf", "data/.idea/plan.yaml", "data/lost+found/x"]
    {
        sandbox.write(beside, "x");
    }
    sandbox.pjt("stats --plan all").fine();
    sandbox.pjt("check").fine();
}

#[test]
fn a_figure_of_the_default_plan_alone_says_that_there_are_others() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/rules.yaml", "preset: yichang\n");
    let words = "only the default plan chanjiao-2021-2025 was looked at";
    let says =
        |line: &str| sandbox.pjt(&format!("{line} --lang en --today 2026-02-01")).stderr.contains(words);
    let figures = [
        "list --overdue",
        "list --open --format md",
        "list --light red",
        "stats",
        "lights",
        "dept list",
        "departments --format md",
        "year-end 2026",
        "export --format html",
        "export -o ledger.csv",
    ];
    assert!(!figures.iter().any(|line| says(line)), "there is one plan");
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\n\npillars:\n- id: 70\n  title: 算力\n");
    sandbox.write(
        "data/other/tasks/032.yaml",
        "id: 32\npillar: 70\n\ncontent: 建立平台\n\ndepartments:\n- 市农委\n\nstatus: not_started\n",
    );
    std::fs::remove_file(sandbox.path("ledger.csv")).unwrap();
    for line in figures {
        assert!(says(line), "{line}");
    }
    // What a program reads, what is asked of all plans, and who looks through a plan.
    for line in [
        "list",
        "list --overdue --json",
        "list --overdue --format csv",
        "list --overdue --format ids",
        "list --overdue --plan all",
        "stats --json",
        "stats --plan chanjiao-2021-2025",
        "export --format csv",
        "dept list --format tsv",
    ] {
        assert!(!says(line), "{line}");
    }
    // A name that another plan has, and one that none has.
    assert!(says("list --pillar 算力") && says("list --dept 市农委"));
    assert!(!says("list --pillar 航天") && !says("list --dept 市航天局"));
}

/// A document of a year: what recurs has the same words each year.
fn of_year(sandbox: &Sandbox, year: i32) -> String {
    let rows = [
        "建设城区公共服务平台 | 县教育局",
        "改造老旧小区供水管网 | 县住建局",
        "新建农村卫生户厕 | 县农业农村局",
    ];
    let rows = (1..).zip(rows).map(|(id, row): (u32, _)| format!("| {id} | {row} | {year}年12月底前 |\n"));
    let table = "| 序号 | 重点任务 | 责任单位 | 完成时限 |\n| --- | --- | --- | --- |\n";
    let name = format!("p{year}.md");
    sandbox.write(&name, format!("# 云湖县{year}年民生实事工作分工\n\n{table}{}", rows.collect::<String>()));
    name
}

#[test]
fn the_next_years_document_is_not_taken_for_an_edition_of_this_years() {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.pjt("init data").fine();
    let (old, new) = (of_year(&sandbox, 2026), of_year(&sandbox, 2027));
    sandbox.pjt(&format!("import {old} --plan minsheng-2026 --commit")).fine();
    let said = sandbox.pjt(&format!("import {new} --lang zh"));
    let hint = said.stderr.lines().last().unwrap();
    assert!(said.code == 4 && hint.contains("新一年的方案：用 `--plan p2027`"), "{}", said.whole());
    let said = sandbox.pjt(&format!("import {new} --plan minsheng-2027 --lang zh"));
    assert!(
        said.stderr.contains("照此导入，加 `--yes`") && !said.stderr.contains("重复"),
        "{}",
        said.whole()
    );
    for option in ["", " --lang en"] {
        let said = sandbox.pjt(&format!("import {new} --plan minsheng-2026{option}"));
        assert!(said.stderr.contains("[other-years]"), "{}", said.whole());
    }
    let said = sandbox.pjt(&format!("import {new} --plan minsheng-2027 --yes --lang zh"));
    assert!(said.stderr.contains("新一年") && !said.stderr.contains("重复"), "{}", said.whole());
    // The next edition of one year's plan is no other year's.
    let said = sandbox.pjt(&format!("import {old} --plan minsheng-2026"));
    assert!(!said.stderr.contains("other-years"), "{}", said.whole());
    // Two plans with the same words: whose number it is, is said.
    let said = sandbox.pjt("update 3 --status doing --lang zh");
    assert!(said.stderr.contains("默认方案 minsheng-2026 的：云湖县2026年"), "{}", said.whole());
    let said = sandbox.pjt("update minsheng-2027/3 --status doing --lang zh");
    assert!(!said.stderr.contains("默认方案"), "{}", said.whole());
}
