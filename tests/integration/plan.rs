//! Plans that get another name, become the default, or are taken out: their files as one, and git keeps what goes.

use crate::sandbox::{Sandbox, sha256};

/// The seed's store with a second plan, in a repository whose hook checks each commit.
fn guarded() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/other/plan.yaml", "title: 另一个方案 # 注\n");
    let task = "id: 1\ncontent: 建立平台\n\ndepartments:\n- 市科委\n\nstatus: in_progress\n";
    sandbox.write("data/other/tasks/001.yaml", task);
    sandbox.pjt("init --git --hook").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "other"]);
    sandbox
}

#[track_caller]
fn ensure_clean(sandbox: &Sandbox) {
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.pjt("check --range HEAD~1..HEAD").fine();
    sandbox.pjt("check").fine();
}

#[test]
fn a_renamed_plan_keeps_its_history_and_all_that_its_folder_holds() {
    let sandbox = guarded();
    sandbox.pjt("update other/1 --note 进场 --commit").fine();
    let said = sandbox.pjt("plan rename other shidian-2025 --dry-run");
    assert!(said.fine().contains("文件夹名 other → shidian-2025"), "{}", said.whole());
    sandbox.write("data/other/备忘.txt", "x");
    let said = sandbox.pjt("plan rename other shidian-2025 --commit");
    assert!(said.fine().contains("文件夹名 other → shidian-2025"), "{}", said.whole());
    assert!(said.stderr.contains("备忘.txt"), "{}", said.whole());
    std::fs::remove_file(sandbox.path("data/shidian-2025/备忘.txt")).unwrap();
    ensure_clean(&sandbox);
    assert!(!sandbox.path("data/other").exists());
    let plan = sandbox.read("data/shidian-2025/plan.yaml");
    assert!(
        plan.starts_with("title: 另一个方案 # 注\n") && plan.ends_with("former_slugs:\n- other\n"),
        "{plan}"
    );
    assert!(sandbox.pjt("log shidian-2025/1").fine().contains("进场"));
    assert!(sandbox.pjt("log --plan shidian-2025").fine().contains("进场"));
    // Whoever knows it by its old name finds its history; where it is not followed, its new name is told.
    for words in ["log other/1", "log --plan other", "blame other/1"] {
        assert!(sandbox.pjt(words).fine().contains("进场"), "{words}");
    }
    assert_eq!(sandbox.pjt("log other/1").fine(), sandbox.pjt("log shidian-2025/1").fine());
    let said = sandbox.pjt("show other/1");
    assert!(said.code == 3 && said.stderr.contains("已改名为 `shidian-2025`"), "{}", said.whole());
    // The same again is nothing; a name that is taken, or is none, is refused.
    assert!(sandbox.pjt("plan rename other shidian-2025").stderr.contains("没有改动"));
    for (words, code) in [
        ("plan rename shidian-2025 chanjiao-2021-2025", 4),
        ("plan rename shidian-2025 试点", 2),
        ("plan rename shidian-2025 all", 2),
        ("plan rename nothing something", 3),
    ] {
        assert_eq!(sandbox.pjt(words).code, code, "{words}");
    }
    sandbox.pjt("undo --yes").fine();
    ensure_clean(&sandbox);
    assert!(
        sandbox.path("data/other/tasks/001.yaml").exists() && !sandbox.path("data/shidian-2025").exists()
    );
}

#[test]
fn the_default_plan_follows_its_name_and_another_one_can_be_chosen() {
    let sandbox = guarded();
    sandbox.pjt("plan rename chanjiao-2021-2025 chanjiao").fine();
    assert!(sandbox.read("data/pjt.yaml").contains("default_plan: chanjiao\n"));
    // What was renamed without a commit can be committed as ever.
    sandbox.pjt("commit").fine();
    ensure_clean(&sandbox);
    assert_eq!(sandbox.pjt("list --json").json()["tasks"].as_array().unwrap().len(), 43);
    sandbox.pjt("plan default other --commit").fine();
    ensure_clean(&sandbox);
    assert_eq!(sandbox.pjt("list --json").json()["tasks"].as_array().unwrap().len(), 1);
    assert_eq!(sandbox.pjt("plan default nothing").code, 3);
    let plans = sandbox.pjt("plan list --json").json();
    let plan = |at: usize| plans["plans"][at].clone();
    assert_eq!((plan(0)["slug"].as_str(), plan(0)["default"].as_bool()), (Some("chanjiao"), Some(false)));
    assert_eq!(plan(0)["former_slugs"], serde_json::json!(["chanjiao-2021-2025"]));
    assert_eq!((plan(1)["default"].as_bool(), plan(1)["counts"]["tasks"].as_u64()), (Some(true), Some(1)));
}

#[test]
fn a_plan_goes_with_a_reason_where_git_holds_it_and_comes_back() {
    let sandbox = guarded();
    assert_eq!(sandbox.pjt("plan remove other").code, 2, "a reason is missing");
    sandbox.pjt("update other/1 --note 进场").fine();
    let said = sandbox.pjt("plan remove other --reason 并入");
    assert!(said.code == 4 && said.stderr.contains("tasks/001.yaml"), "{}", said.whole());
    sandbox.pjt("commit").fine();
    sandbox.write("data/other/备忘.txt", "x");
    let said = sandbox.pjt("plan remove other --reason 并入");
    assert!(said.code == 4 && said.stderr.contains("备忘.txt"), "{}", said.whole());
    std::fs::remove_file(sandbox.path("data/other/备忘.txt")).unwrap();
    let said = sandbox.pjt("plan remove other --reason 并入 --dry-run");
    assert!(said.code == 0 && sandbox.path("data/other/plan.yaml").exists(), "{}", said.whole());
    let said = sandbox.pjt("plan remove other --reason 并入 --lang zh");
    assert!(
        said.code == 2 && said.stderr.contains("会从台账中删除整个方案"),
        "one task is asked about, too: {}",
        said.whole()
    );
    assert!(sandbox.path("data/other/plan.yaml").exists());
    let said = sandbox.pjt("plan remove other --reason 并入 --yes --commit --today 2025-10-01");
    assert!(said.code == 0 && said.stderr.contains("pjt undo"), "{}", said.whole());
    ensure_clean(&sandbox);
    assert!(!sandbox.path("data/other").exists());
    let config = sandbox.read("data/pjt.yaml");
    assert!(
        config.ends_with("removed:\n- slug: other\n  \"on\": \"2025-10-01\"\n  reason: 并入\n"),
        "{config}"
    );
    let at = said.stderr.split("--at ").nth(1).unwrap().split('`').next().unwrap().to_owned();
    assert!(sandbox.pjt(&format!("show other/1 --at {at}")).fine().contains("进场"));
    sandbox.pjt("undo --yes").fine();
    assert!(sandbox.read("data/other/tasks/001.yaml").contains("进场"));
    ensure_clean(&sandbox);
}

#[test]
fn many_tasks_go_only_when_that_is_said_and_the_last_default_is_none() {
    let sandbox = guarded();
    let said = sandbox.pjt("plan remove chanjiao-2021-2025 --reason 到期");
    assert!(
        said.code == 2 && said.stderr.contains("43 项任务") && said.stderr.contains("--yes"),
        "{}",
        said.whole()
    );
    sandbox.write("data/third/plan.yaml", "title: 又一个\n");
    sandbox.pjt("commit").fine();
    let said = sandbox.pjt("plan remove chanjiao-2021-2025 --reason 到期 --yes");
    assert!(said.code == 4 && said.stderr.contains("pjt plan default"), "{}", said.whole());
    sandbox.pjt("plan remove third --reason 误建 --yes --commit").fine();
    sandbox.pjt("plan remove chanjiao-2021-2025 --reason 到期 --yes --commit").fine();
    ensure_clean(&sandbox);
    assert_eq!(sandbox.pjt("list --json").json()["tasks"].as_array().unwrap().len(), 1);
    // Without git nothing keeps it.
    let plain = Sandbox::empty();
    plain.copy_seed_to(".");
    assert_ne!(plain.pjt("plan remove chanjiao-2021-2025 --reason 到期 --yes").code, 0);
    assert!(plain.path("data/chanjiao-2021-2025/plan.yaml").exists());
}

/// The directory moves in one step; whichever part of the rest is done, the next command does the others.
#[test]
fn a_rename_that_was_interrupted_is_finished() {
    for is_moved in [false, true] {
        let sandbox = guarded();
        let before = sandbox.read("data/other/plan.yaml");
        let after = format!("{before}\nformer_slugs:\n- other\n");
        if is_moved {
            std::fs::rename(sandbox.path("data/other"), sandbox.path("data/new")).unwrap();
        }
        sandbox.write("data/.pjt-operation/1", &after);
        sandbox.begin_operation(&[
            serde_json::json!({"move": {"from": "other", "to": "new"}}),
            serde_json::json!({"file": {"path": "new/plan.yaml", "before": sha256(&before), "after": sha256(&after)}}),
        ]);
        let said = sandbox.pjt("update new/1 --status done --note 完成");
        assert!(said.code == 0 && said.stderr.contains("先补完了"), "{}", said.whole());
        assert!(
            sandbox.read("data/new/plan.yaml").ends_with("- other\n") && !sandbox.path("data/other").exists()
        );
        sandbox.pjt("commit").fine();
        ensure_clean(&sandbox);
    }
}
