//! What a merge drops of what a side set, in files that are no tasks.

use crate::{
    guard::{codes, commit, edit, head, store},
    guard_settled::with_second_plan,
    sandbox::Sandbox,
};

const REGISTRY: &str = "data/departments.yaml";

/// The findings of a merge that leaves out all that a side did, since what stood before both and since this side.
fn left_out(sandbox: &Sandbox, side: impl Fn(&Sandbox)) -> [Vec<String>; 2] {
    let base = head(sandbox);
    sandbox.git(&["checkout", "-qb", "side"]);
    side(sandbox);
    commit(sandbox, "side");
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.pjt("update 4 --note 本方").fine();
    commit(sandbox, "main");
    sandbox.git(&["merge", "-q", "-s", "ours", "--no-edit", "side"]);
    [base, "HEAD^1".to_owned()].map(|from| codes(&sandbox.pjt(&format!("check --json --range {from}..HEAD"))))
}

#[test]
fn a_merge_drops_nothing_that_a_side_set() {
    type Side = fn(&Sandbox);
    let sides: &[(&str, Side, &str)] = &[
        (
            "a department",
            |s| {
                s.write(REGISTRY, s.read(REGISTRY) + "- name: 新局\n");
            },
            "department-removed",
        ),
        ("an alias", |s| drop(s.pjt("dept alias 市教委 教委").fine().to_owned()), "department-removed"),
        ("a code", |s| drop(s.pjt("dept code 市教委 jiaowei").fine().to_owned()), "code-changed"),
        (
            "the day on which it ends",
            |s| edit(s, REGISTRY, "- name: 市教委\n", "- name: 市教委\n  until: \"2099-01-01\"\n"),
            "dropped-by-merge",
        ),
        (
            "its people",
            |s| edit(s, REGISTRY, "- name: 市教委\n", "- name: 市教委\n  people: [a@example.org]\n"),
            "dropped-by-merge",
        ),
        (
            "the office",
            |s| {
                s.write("data/office.yaml", "name: 市政府办公厅\n");
            },
            "dropped-by-merge",
        ),
        (
            "a period",
            |s| drop(s.pjt("period open 2025-q3 --due 2025-10-10 --today 2025-09-01").fine().to_owned()),
            "dropped-by-merge",
        ),
    ];
    for (what, side, code) in sides {
        let sandbox = store();
        for found in left_out(&sandbox, side) {
            assert!(found.iter().any(|one| one == code), "{what}: {found:?}");
        }
        let base = sandbox.git(&["merge-base", "main^1", "side"]);
        // As the side had it.
        sandbox.git(&["checkout", "-q", "side", "--", "data/departments.yaml", "data/pjt.yaml"]);
        for path in ["data/office.yaml", "data/periods"] {
            sandbox.git_ends(&["checkout", "-q", "side", "--", path]);
        }
        commit(&sandbox, "mended");
        let found = codes(&sandbox.pjt(&format!("check --json --range {}..HEAD", base.trim())));
        assert_eq!(found, [""; 0], "{what}");
    }
}

#[test]
fn who_settles_two_changes_of_one_thing_takes_a_side() {
    let sandbox = store();
    sandbox.write("data/office.yaml", "name: 办公室\n");
    commit(&sandbox, "office");
    let base = head(&sandbox);
    sandbox.git(&["checkout", "-qb", "side"]);
    sandbox.write("data/office.yaml", "name: 市政府办公厅\n");
    commit(&sandbox, "side");
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.write("data/office.yaml", "name: 督查室\n");
    commit(&sandbox, "main");
    sandbox.git(&["merge", "-q", "-s", "ours", "--no-edit", "side"]);
    assert_eq!(codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD"))), [""; 0]);
    // What the branch itself takes out again goes.
    let sandbox = store();
    let base = head(&sandbox);
    sandbox.write(REGISTRY, sandbox.read(REGISTRY) + "- name: 新局\n");
    commit(&sandbox, "by mistake");
    edit(&sandbox, REGISTRY, "- name: 新局\n", "");
    commit(&sandbox, "out again");
    assert_eq!(codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD"))), [""; 0]);
}

/// A store with a plan p2 of two tasks, and a branch on which something else becomes of it.
fn with_side() -> Sandbox {
    let sandbox = with_second_plan();
    sandbox.git(&["checkout", "-qb", "side"]);
    sandbox.pjt("update p2/1 --note 进展 --commit").fine();
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox
}

#[test]
fn a_plan_that_one_side_removed_is_kept_whole_or_not_at_all() {
    for (side, files) in [("--theirs", true), ("--ours", false)] {
        let sandbox = with_side();
        sandbox.pjt("plan remove p2 --reason 不要 --yes --commit").fine();
        sandbox.git_ends(&["merge", "-q", "side"]);
        let said = sandbox.pjt(&format!("resolve {side} --json"));
        assert_eq!(said.code, 0, "{}", said.whole());
        assert_eq!(said.json()["resolved"].as_array().unwrap().len(), if files { 3 } else { 1 });
        sandbox.git(&["commit", "-qm", "merged"]);
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
        assert_eq!(sandbox.path("data/p2/plan.yaml").exists(), files);
        let ids = sandbox.pjt("list --plan all --format ids");
        assert_eq!(ids.fine().lines().filter(|id| id.starts_with("p2/")).count(), if files { 2 } else { 0 });
        let found = codes(&sandbox.pjt("check --json"));
        assert_eq!(found, [""; 0], "{side}");
    }
}

#[test]
fn two_people_who_prolonged_one_task_settle_it_by_either_day() {
    for side in ["--ours", "--theirs"] {
        let sandbox = store();
        sandbox.pjt("init --git").fine();
        commit(&sandbox, "set up");
        let base = head(&sandbox);
        sandbox.git(&["checkout", "-qb", "side"]);
        sandbox.pjt("update 12 --due 2025-11-30 --reason 乙 --commit").fine();
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox.pjt("update 12 --due 2025-10-31 --reason 甲 --commit").fine();
        sandbox.git_ends(&["merge", "-q", "side"]);
        sandbox.pjt(&format!("resolve {side}")).fine();
        sandbox.git(&["commit", "-qam", "merged"]);
        for from in [&base, "HEAD^1", "HEAD^2"] {
            let found = codes(&sandbox.pjt(&format!("check --json --range {from}..HEAD")));
            assert_eq!(found, [""; 0], "{side} {from}");
        }
        // Neither day is what a third one would be.
        edit(
            &sandbox,
            "data/chanjiao-2021-2025/tasks/012.yaml",
            "from: \"2025-06-30\"",
            "from: \"2025-07-30\"",
        );
        sandbox.git(&["commit", "-q", "--amend", "--all", "--no-edit"]);
        let found = codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD")));
        assert!(!found.is_empty(), "{side}");
    }
}

#[test]
fn of_two_hand_overs_of_one_department_one_is_taken_and_a_note_says_which() {
    const OVER: &str = "dept handover 市教委 --on 2025-10-13 --yes --commit --today 2025-10-13 --reason";
    for side in ["--ours", "--theirs"] {
        let sandbox = store();
        sandbox.pjt("init --git").fine();
        commit(&sandbox, "set up");
        let base = head(&sandbox);
        sandbox.git(&["checkout", "-qb", "side"]);
        sandbox
            .pjt(&OVER.replace("市教委", "市教委 市经信委").replace("--reason", "--reason 沪编8号"))
            .fine();
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox
            .pjt(&OVER.replace("市教委", "市教委 市国资委").replace("--reason", "--reason 沪编9号"))
            .fine();
        assert_ne!(sandbox.git_ends(&["merge", "-q", "--no-edit", "side"]), 0);
        sandbox.pjt(&format!("resolve {side} --today 2025-10-14")).fine();
        assert_eq!(codes(&sandbox.pjt("check --json --staged")), [""; 0]);
        sandbox.git(&["commit", "-qm", "merged"]);
        let text = sandbox.read("data/chanjiao-2021-2025/tasks/013.yaml");
        assert!(
            text.matches("from: 市教委").count() < 2 && !text.contains("沪编8号") | !text.contains("沪编9号")
        );
        for from in [&base, "HEAD^1", "HEAD^2"] {
            let said = sandbox.pjt(&format!("check --json --range {from}..HEAD"));
            assert_eq!(codes(&said), [""; 0], "{side} {from}: {}", said.whole());
        }
    }
}

#[test]
fn a_conflict_without_markers_is_one() {
    let sandbox = store();
    sandbox.write(".git/info/attributes", "data/*/tasks/*.yaml -merge\n");
    sandbox.git(&["checkout", "-qb", "side"]);
    sandbox.pjt("update 3 --status done --note 对方的话 --commit").fine();
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.pjt("update 3 --status doing --note 本方的话 --commit").fine();
    assert_ne!(sandbox.git_ends(&["merge", "-q", "side"]), 0);
    let said = sandbox.pjt("resolve --json");
    assert_eq!((said.code, said.json()["conflicts"].as_array().unwrap().len()), (4, 1), "{}", said.whole());
    assert_ne!(sandbox.git(&["ls-files", "--unmerged"]), "");
    sandbox.pjt("resolve --ours").fine();
    let text = sandbox.read("data/chanjiao-2021-2025/tasks/003.yaml");
    assert!(text.contains("对方的话") && text.contains("本方的话") && text.contains("in_progress"), "{text}");
}
