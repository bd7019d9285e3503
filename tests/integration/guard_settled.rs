//! What the program makes of a plan's names passes its own rules: a plan that is renamed and goes, and what `resolve` settles
//! of two sides that renamed or removed it.

use crate::{
    guard::{codes, commit, edit, head, store},
    sandbox::Sandbox,
};

/// A store with a plan p2 of two tasks.
pub(crate) fn with_second_plan() -> Sandbox {
    let sandbox = store();
    sandbox.pjt("init --git").fine();
    sandbox.write("p2.txt", "甲计划\n一、总体\n1.开展甲工作。（市教委）\n2.开展乙工作。（市国资委）\n");
    sandbox.pjt("import p2.txt --plan p2 --yes").fine();
    commit(&sandbox, "p2");
    sandbox
}

/// Nothing is found in the working files, in what is staged, nor in the commits since then.
#[track_caller]
fn is_right(sandbox: &Sandbox, since: &[&str]) {
    let ranges = since.iter().map(|from| format!("check --json --range {from}..HEAD"));
    for words in ["check --json", "check --json --staged"].into_iter().map(str::to_owned).chain(ranges) {
        let said = sandbox.pjt(&words);
        assert_eq!(codes(&said), [""; 0], "{words}: {}", said.whole());
    }
}

#[test]
fn a_plan_that_was_renamed_and_removed_is_known_by_each_of_its_names() {
    let sandbox = with_second_plan();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --plan all --today 2025-09-10").fine();
    commit(&sandbox, "period");
    let base = head(&sandbox);
    sandbox.pjt("plan rename p2 p3 --commit").fine();
    sandbox.pjt("plan remove p3 --reason 并入新方案 --yes --commit").fine();
    assert!(sandbox.read("data/pjt.yaml").contains("former_slugs:\n  - p2\n"));
    is_right(&sandbox, &[&base, "HEAD~1"]);
    // By that name the period asks about it, so that no other one gets it.
    sandbox.write("p4.txt", "乙计划\n一、总体\n1.开展丙工作。（市教委）\n");
    let said = sandbox.pjt("import p4.txt --plan p2 --yes --json");
    assert_eq!(said.json()["error"]["code"], "name-taken", "{}", said.whole());
    // A plan that nobody removed is not there.
    edit(&sandbox, "data/pjt.yaml", "  former_slugs:\n  - p2\n", "");
    assert_eq!(codes(&sandbox.pjt("check --json")), ["unknown-answer"]);
}

#[test]
fn what_resolve_settles_of_a_plan_that_was_renamed_or_removed_passes() {
    const RENAME: &str = "plan rename p2 p3 --commit";
    const OTHERWISE: &str = "plan rename p2 p4 --commit";
    const REMOVE: &str = "plan remove p2 --reason 并入 --yes --commit";
    const CHANGE: &str = "update p2/1 --status doing --note 开工 --commit";
    // What we did, what they did, whose side is taken, and the plan that is left.
    for (ours, theirs, side, left) in [
        (CHANGE, REMOVE, "theirs", None),
        (REMOVE, CHANGE, "ours", None),
        (OTHERWISE, RENAME, "theirs", Some("p3")),
        (OTHERWISE, RENAME, "ours", Some("p4")),
        (REMOVE, RENAME, "ours", None),
        (RENAME, REMOVE, "theirs", None),
    ] {
        let sandbox = with_second_plan();
        let base = head(&sandbox);
        sandbox.git(&["checkout", "-qb", "side"]);
        sandbox.pjt(theirs).fine();
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox.pjt(ours).fine();
        sandbox.git_ends(&["merge", "-q", "--no-edit", "side"]);
        sandbox.pjt(&format!("resolve --{side}")).fine();
        let staged = sandbox.pjt("check --json --staged");
        assert_eq!(codes(&staged), [""; 0], "{ours} {theirs} {side}: {}", staged.whole());
        sandbox.git(&["commit", "-qm", "merged"]);
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "{ours} {theirs}");
        is_right(&sandbox, &[&base, "HEAD^1", "HEAD^2"]);
        for slug in ["p2", "p3", "p4"] {
            assert_eq!(
                sandbox.path(&format!("data/{slug}/plan.yaml")).exists(),
                left == Some(slug),
                "{slug}"
            );
        }
        if let Some(slug) = left {
            let plan = sandbox.read(&format!("data/{slug}/plan.yaml"));
            let other = if slug == "p3" { "p4" } else { "p3" };
            assert!(plan.contains(&format!("- {other}\n")) && plan.contains("- p2\n"), "{plan}");
        }
    }
}
