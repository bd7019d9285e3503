//! `pjt list`: filters, names, columns, formats.

use crate::sandbox::Sandbox;

fn ids(said: &crate::sandbox::Said) -> Vec<u64> {
    said.json()["tasks"].as_array().unwrap().iter().map(|task| task["id"].as_u64().unwrap()).collect()
}

#[test]
fn what_is_open_or_near_or_lacks_something_is_found_and_cut_where_asked() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 1 --status done --evidence https://example.org/1").fine();
    sandbox.pjt("update 2 --due 2025-07-15").fine();
    sandbox.pjt("update 3 --due 2025-07-31 --status done").fine();
    sandbox.pjt("update 4 --due 2025-06-29").fine();
    let plan = sandbox.read("data/chanjiao-2021-2025/plan.yaml");
    for (words, expected) in [
        ("--due-within 15", vec![2]),
        ("--due-within 14", vec![]),
        ("--due-after 2025-06-29 --due-before 2025-08-01", vec![2, 3]),
        ("--due-before 2025-08-01 --open", vec![2, 4]),
        ("--due 下月", vec![2, 3]),
        ("--due 7月 --open", vec![2]),
        ("--due 2025年7月", vec![2, 3]),
        ("--due 2025年3季度", vec![2, 3]),
        ("--due 2025-07-31", vec![3]),
        ("--due 本季度", vec![4]),
        ("--due 本月 --due-after 2025-06-28", vec![4]),
        ("--due-before 2025-08-01 --sort status,-id", vec![4, 2, 3]),
        ("--due-before 2025-08-01 --sort -状态,时限", vec![3, 4, 2]),
        ("--due-before 2025-08-01 --sort -id --limit 2", vec![4, 3]),
        ("--limit 3", vec![1, 2, 3]),
        ("--status done --no-evidence", vec![3]),
        ("--no-lead", vec![]),
    ] {
        let said = sandbox.pjt(&format!("list --json --today 2025-06-30 {words}"));
        assert_eq!(ids(&said), expected, "{words}: {}", said.stderr);
    }
    sandbox.write("data/chanjiao-2021-2025/plan.yaml", plan.replace("first_listed", "none"));
    assert_eq!(ids(&sandbox.pjt("list --json --no-lead")).len(), 43);
    assert_eq!(sandbox.pjt("stats --open --json").json()["total"]["tasks"], 41);
}

#[test]
fn filters_of_one_kind_mean_either_and_of_two_kinds_mean_both() {
    let sandbox = Sandbox::with_seed();
    for (words, expected) in [
        ("--dept 市教委 --pillar 2 --keyword 平台", vec![14]),
        ("--dept 市总工会", vec![32, 33]),
        ("--lead 市发展改革委", vec![12, 13, 16]),
        ("--dept 市总工会 --dept 市科委", vec![32, 33, 39]),
        ("--pillar 完善政策 --keyword ＡＩ", vec![]),
        ("--key-task 5", vec![14, 15]),
        ("--status done", vec![]),
        ("--due-before 2025-12-31", vec![]),
        ("--keyword 白", vec![43]),
    ] {
        let said = sandbox.pjt(&format!("list --json {words}"));
        assert_eq!(said.code, 0, "{words}: {}", said.whole());
        assert_eq!(ids(&said), expected, "{words}");
    }
    for name in ["市经信委", "经信委", "市经济和信息化委员会", "市经济信息化委"] {
        assert_eq!(ids(&sandbox.pjt(&format!("list --json --dept {name}"))).len(), 16, "{name}");
    }
    assert_eq!(ids(&sandbox.pjt("list --json --dept 市教委")).len(), 43);
}

#[test]
fn several_values_in_one_word_mean_any_of_them() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 1,2 --status doing").fine();
    sandbox.pjt("update 3 --status done").fine();
    let same = |one: &str, other: &str| {
        let [one, other] = [one, other].map(|words| sandbox.pjt(&format!("list --format ids {words}")));
        assert_eq!(one.fine(), other.fine());
        assert!(!one.stdout.is_empty(), "{}", one.whole());
    };
    same("--dept 市教委、市国资委", "--dept 市教委 --dept 市国资委");
    same("--lead 市教委，市国资委", "--lead 市教委 --lead 市国资委");
    same("--status 推进中、已完成", "--status in_progress,done");
    same("--pillar 1、2", "--pillar 1 --pillar 2");
    same("--sort 时限、-编号", "--sort due,-id");
    same("--plan chanjiao-2021-2025、chanjiao-2021-2025", "--plan chanjiao-2021-2025");
    let said = sandbox.pjt("list --dept 市教委、市教育局");
    assert!(said.code == 3 && said.stderr.contains("市教育局"), "{}", said.whole());
    let said = sandbox.pjt("list --columns 编号、任务内容 --format csv");
    assert!(said.fine().starts_with("id,content\r\n"), "{}", said.whole());
}

#[test]
fn what_notes_say_is_shown_and_found_wherever_it_is_asked_for() {
    let sandbox = Sandbox::with_seed();
    assert_eq!(sandbox.pjt("update 14 --note 试点启动 --by 市教委 --today 2025-06-01").code, 0);
    for words in
        ["--format json", "--format jsonl", "--format yaml", "--columns notes", "--columns last-note"]
    {
        assert!(sandbox.pjt(&format!("list {words}")).stdout.contains("试点启动"), "{words}");
    }
    for words in ["", "--format tsv", "--format csv --dept 市教委", "--sort due"] {
        let said = sandbox.pjt(&format!("list -k 试点启动 --columns id {words}"));
        assert!(said.stdout.contains("14") && said.code == 0, "{words}: {}", said.whole());
    }
    assert_eq!(sandbox.pjt("stats -k 试点启动 --json").json()["total"]["tasks"], 1);
}

#[test]
fn a_wrong_name_is_an_error_with_near_names_and_never_an_empty_list() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("list --dept 市教局");
    assert_eq!(said.code, 3);
    assert!(said.stderr.contains("`市教委`") && said.stdout.is_empty(), "{}", said.whole());
    assert_eq!(sandbox.pjt("list --dept 局").code, 4);
    assert_eq!(sandbox.pjt("list --pillar 9").code, 3);
    assert_eq!(sandbox.pjt("list --plan nowhere").code, 3);
    assert_eq!(sandbox.pjt("list --status maybe").code, 2);
}

#[test]
fn overdue_depends_on_the_day_that_counts_as_today() {
    let sandbox = Sandbox::with_seed();
    assert!(ids(&sandbox.pjt("list --json --overdue --today 2025-12-31")).is_empty());
    assert_eq!(ids(&sandbox.pjt("list --json --overdue --today 2026-01-01")).len(), 43);
}

#[test]
fn the_table_says_how_many_of_how_many() {
    let sandbox = Sandbox::with_seed();
    snapbox::assert_data_eq!(
        sandbox.pjt("list --dept 市总工会 --columns id,key-task,lead,status --today 2025-06-30").whole(),
        snapbox::str![[r#"
编号  重点任务                        牵头        状态
--------------------------------------------------------
  32  产教融合协同培养“高精尖缺”人才  市教委      未启动
                                      （按首位）
  33  加强各部门支持政策的衔接配套    市教委      未启动
                                      （按首位）
43 项中的 2 项

"#]]
    );
}

#[test]
fn every_format_holds_every_task() {
    let sandbox = Sandbox::with_seed();
    for (format, lines) in [("jsonl", 43), ("tsv", 44), ("csv", 44), ("md", 45)] {
        let said = sandbox.pjt(&format!("list --format {format}"));
        assert_eq!(said.fine().lines().count(), lines, "{format}");
    }
    let said = sandbox.pjt("list --format yaml");
    assert_eq!(said.fine().matches("- plan: ").count(), 43);
}

#[test]
fn a_broken_file_is_named_and_the_rest_is_still_listed() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/chanjiao-2021-2025/tasks/003.yaml", "id: 3\ncontent: x\nstatus: maybe\n");
    let said = sandbox.pjt("list --json");
    assert_eq!((ids(&said).len(), said.code), (42, 1));
    assert!(said.stderr.contains("tasks/003.yaml:3:9"), "{}", said.stderr);
    assert!(said.stderr.contains("43 个文件中的 42 个"), "{}", said.stderr);
    let said = sandbox.pjt("stats");
    assert!(
        said.code == 1 && said.stdout.is_empty() && said.stderr.contains("--keep-going"),
        "{}",
        said.whole()
    );
    let said = sandbox.pjt("stats --keep-going");
    assert!(said.code == 1 && said.stdout.contains("缺口：1 个文件"), "{}", said.whole());
}

#[test]
fn a_broken_file_is_named_also_where_no_filter_asks_for_it() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/chanjiao-2021-2025/tasks/003.yaml", "id: 3\ncontent: x\nstatus: maybe\n");
    for words in ["list --dept 市总工会", "list --keyword 白 --json", "list --status done --format tsv"]
    {
        let said = sandbox.pjt(words);
        assert_eq!(said.code, 1, "{words}: {}", said.whole());
        assert!(said.stderr.contains("tasks/003.yaml:3:9"), "{words}: {}", said.stderr);
    }
}

#[test]
fn files_written_by_hand_are_filtered_by_what_they_mean() {
    let sandbox = Sandbox::with_seed();
    let tasks = [
        "id: 1\ncontent: >-\n  建立信\n  息库\nstatus: done\ndepartments: [市总工会]\n",
        "# 说明\nid: 2\ncontent: \"\\u4fe1\\u606f库\"\nstatus: done\ndepartments:\n  - '市总工会'   # 工会\n",
        "id: 3\ncontent: &text 信息库\nstatus: done\nlabel: *text\ndepartments:\n- \"\\u5e02总工会\"\n",
        "id: 4\r\nstatus: done\r\ncontent: 信息　库 # 市总工会\r\ndepartments: []\r\n",
    ];
    for (index, task) in tasks.iter().enumerate() {
        sandbox.write(&format!("data/chanjiao-2021-2025/tasks/00{}.yaml", index + 1), task);
    }
    assert_eq!(ids(&sandbox.pjt("list --json --status done --dept 市总工会")), [1, 2, 3]);
    assert_eq!(ids(&sandbox.pjt("list --json --status done --keyword 信息库")), [1, 2, 3, 4]);
}

#[test]
fn a_list_in_the_order_of_the_store_holds_what_a_sorted_one_holds() {
    let sandbox = Sandbox::with_seed();
    for format in ["json", "jsonl", "tsv", "csv", "md", "yaml", "table"] {
        let listed = sandbox.pjt(&format!("list --format {format}"));
        let sorted = sandbox.pjt(&format!("list --sort due --format {format}"));
        assert_eq!(listed.fine(), sorted.fine(), "{format}");
    }
}

#[test]
fn that_the_first_department_leads_is_said_below_and_takes_no_line_of_the_titles() {
    let sandbox = Sandbox::with_seed();
    for (lang, legend) in
        [("zh", "共 43 项；责任部门中首位牵头"), ("en", "43 tasks; the first department leads")]
    {
        let listed = sandbox.pjt_with(&["list", "--lang", lang], &[("COLUMNS", "80")]).fine().to_owned();
        assert!(listed.lines().nth(1).unwrap().starts_with("---"), "{listed}");
        assert_eq!(listed.lines().last(), Some(legend));
    }
}
