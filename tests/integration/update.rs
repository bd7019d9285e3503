//! `pjt update`: exactly what is named changes, and the rules of statuses hold.

use crate::sandbox::Sandbox;

const FILE: &str = "data/chanjiao-2021-2025/tasks/014.yaml";

#[test]
fn a_new_status_is_one_changed_line() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("update 14 --status done");
    assert_eq!(said.fine(), "14 建立资源汇聚、开放共享、分工协作的市级…  状态 未启动 → 已完成\n");
    assert_eq!(sandbox.numstat(), format!("1\t1\t{FILE}\n"));
    assert!(sandbox.read(FILE).ends_with("\nstatus: done\n\n"));
}

#[test]
fn a_note_is_added_behind_what_is_there() {
    let sandbox = Sandbox::with_seed();
    let before = sandbox.read(FILE);
    sandbox
        .pjt("update 14 --note 平台上线 --by 市教委 --on 2025-09-25 --evidence 报告.pdf --missing-ok --due 2025-10-01")
        .fine();
    let after = sandbox.read(FILE);
    let added = "due: \"2025-10-01\"\n\nevidence:\n- 报告.pdf\n\nnotes:\n- date: \"2025-09-25\"\n  by: 市教委\n  text: 平台上线\n\n";
    assert_eq!(after, format!("{before}{added}"));
    sandbox.pjt("update 14 --due none --reason 另行确定").fine();
    assert!(!sandbox.read(FILE).contains("due:"));
}

#[test]
fn what_is_so_already_changes_nothing_and_is_said() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status done --note x --on 2025-01-01").fine();
    let once = sandbox.read(FILE);
    let said = sandbox.pjt("update 14 --status done --note x --on 2025-01-01");
    assert!(said.fine().is_empty() && said.stderr.contains("已经是这样"), "{}", said.whole());
    assert_eq!(sandbox.read(FILE), once);
}

#[test]
fn the_rules_of_statuses_hold_and_say_what_is_missing() {
    let sandbox = Sandbox::with_seed();
    for (words, code, hint) in [
        ("--status closed", 4, "--status 已完成"),
        ("--status suspended", 4, "--note"),
        ("--status done", 0, ""),
        ("--status closed", 4, "--evidence"),
        ("--status doing", 4, "--note"),
        ("--status 已销号 --evidence 验收.pdf --missing-ok", 0, ""),
        ("--status done", 4, "--note"),
        ("--status done --note 复核未过", 0, ""),
    ] {
        let before = sandbox.read(FILE);
        let said = sandbox.pjt(&format!("update 14 {words}"));
        assert_eq!(said.code, code, "{words}: {}", said.whole());
        assert!(said.stderr.contains(hint), "{words}: {}", said.stderr);
        assert_eq!(code == 0, before != sandbox.read(FILE), "{words}");
    }
}

#[test]
fn many_tasks_want_yes_and_show_themselves_first() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("update 1-6 --status doing");
    assert_eq!(said.code, 2);
    assert_eq!(said.stdout.lines().count(), 6, "{}", said.whole());
    assert!(sandbox.numstat().is_empty());
    sandbox.pjt("update 1-6 --status doing --yes").fine();
    assert_eq!(sandbox.numstat().lines().count(), 6);
    sandbox.pjt("update 7-9 --status doing --dry-run").fine();
    assert_eq!(sandbox.numstat().lines().count(), 6);
}

#[test]
fn json_has_before_and_after() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("update 14 --status done --json").json();
    assert_eq!((&said["schema_version"], &said["kind"]), (&1.into(), &"update".into()));
    let change = &said["changes"][0];
    assert_eq!(
        (&change["field"], &change["from"], &change["to"]),
        (&"status".into(), &"not_started".into(), &"done".into())
    );
    assert!(change["commit"].is_null());
}

#[test]
fn an_unknown_field_and_comments_survive() {
    let sandbox = Sandbox::with_seed();
    let text =
        sandbox.read(FILE).replace("status: not_started", "联系人: 张三  # 处长\nstatus: not_started # 口头");
    sandbox.write(FILE, &text);
    sandbox.pjt("update 14 --status done").fine();
    assert_eq!(sandbox.read(FILE), text.replace("status: not_started", "status: done"));
}

#[test]
fn a_task_that_is_not_there_changes_nothing() {
    let sandbox = Sandbox::with_seed();
    assert_eq!(sandbox.pjt("update 44 --status done").code, 3);
    assert_eq!(sandbox.pjt("update 14 44 --status done").code, 3);
    assert_eq!(sandbox.pjt("update 14").code, 2);
    assert_eq!(sandbox.pjt("update ../14 --status done").code, 2);
    assert!(sandbox.numstat().is_empty());
}

#[cfg(unix)]
#[test]
fn links_are_refused_by_name() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("outside.yaml", sandbox.read(FILE));
    std::fs::remove_file(sandbox.path(FILE)).unwrap();
    std::os::unix::fs::symlink(sandbox.path("outside.yaml"), sandbox.path(FILE)).unwrap();
    let said = sandbox.pjt("update 14 --status done");
    assert_ne!(said.code, 0);
    assert!(said.stderr.contains("014.yaml"), "{}", said.stderr);
    assert!(!sandbox.read("outside.yaml").contains("status: done"));
}

#[test]
fn of_several_tasks_none_is_left_out_because_its_file_can_not_be_read() {
    let sandbox = Sandbox::with_seed();
    let broken = "data/chanjiao-2021-2025/tasks/005.yaml";
    sandbox.write(broken, "id: 5\ncontent: 甲\nstatus: [\n");
    for words in
        ["update 3-7 --status doing --yes", "update 4 3-5 --note 甲 --yes", "update 5 --status doing"]
    {
        let said = sandbox.pjt(words);
        assert_eq!(said.code, 1, "{words}: {}", said.whole());
        assert!(
            said.stderr.contains("005.yaml:3") && said.stderr.contains("没有写入任何内容"),
            "{}",
            said.stderr
        );
    }
    assert_eq!(sandbox.numstat().lines().collect::<Vec<_>>().len(), 1, "only what was broken differs");
    sandbox.pjt("update 6-7 --status doing --yes").fine();
}
