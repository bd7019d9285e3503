//! What `check --range` makes of what is there again: what was removed and comes back changed is held against what it was.

use crate::{
    guard::{NOTE, codes, commit, edit, head, store, task},
    sandbox::Sandbox,
};

const PLAN: &str = "data/chanjiao-2021-2025/plan.yaml";
const REGISTRY: &str = "data/departments.yaml";

/// How something goes away: it, or what it lies in.
type Removal = fn(&Sandbox, &str);

const FILE: Removal = |sandbox, path| {
    sandbox.git(&["rm", "-q", path]);
};
const STORE: Removal = |sandbox, _| {
    sandbox.git(&["rm", "-rq", "data"]);
};
const HIDDEN: Removal = |sandbox, _| {
    sandbox.git(&["mv", "data/pjt.yaml", "data/x.yaml"]);
};
#[cfg(unix)]
const LINKED: Removal = |sandbox, path| {
    std::fs::remove_file(sandbox.path(path)).unwrap();
    std::os::unix::fs::symlink("elsewhere", sandbox.path(path)).unwrap();
};

/// The removal of a file, all that is there of the store before it, and that again.
fn there_and_back(sandbox: &Sandbox, remove: Removal, path: &str) {
    let before = head(sandbox);
    remove(sandbox, path);
    commit(sandbox, "away");
    sandbox.git(&["rm", "-rq", "--ignore-unmatch", "data"]);
    sandbox.git(&["checkout", "-q", &before, "--", "data"]);
}

#[test]
fn what_was_removed_and_comes_back_changed_is_held_against_what_it_was() {
    let removals: &[Removal] = &[
        FILE,
        STORE,
        HIDDEN,
        #[cfg(unix)]
        LINKED,
    ];
    for (path, old, new, code) in [
        (task(14), "status: done", "status: not_started", "unexplained-step"),
        (task(14), NOTE, "", "note-removed"),
        (task(14), "content: 建立", "content: 建成", "content-by-hand"),
        (task(12), "due: \"2025-06-30\"", "due: \"2025-12-31\"", "moved-deadline"),
        (PLAN.to_owned(), "title: ", "title: 新", "heading-by-hand"),
        (REGISTRY.to_owned(), "- name: 市国资委\n", "- name: 国资办\n", "department-removed"),
    ] {
        for (removal, remove) in removals.iter().enumerate() {
            let sandbox = store();
            let base = head(&sandbox);
            let found = || {
                let said = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
                (codes(&said), said.whole())
            };
            there_and_back(&sandbox, *remove, &path);
            commit(&sandbox, "as it was");
            assert_eq!(found().0, Vec::<String>::new(), "{path} {removal}");
            there_and_back(&sandbox, *remove, &path);
            edit(&sandbox, &path, old, new);
            commit(&sandbox, "again");
            let (codes, said) = found();
            assert!(codes.contains(&code.to_owned()), "{path} {new} {removal}: {said}");
            edit(
                &sandbox,
                &path,
                if new.is_empty() { "evidence:" } else { new },
                &if new.is_empty() { format!("{old}evidence:") } else { old.to_owned() },
            );
            commit(&sandbox, "mended");
            let (codes, said) = found();
            assert_eq!(codes, Vec::<String>::new(), "{path} {new} {removal}: {said}");
        }
    }
}

#[test]
fn a_side_branch_that_removed_and_brought_back_something_else_is_found_in_the_merge() {
    let sandbox = store();
    let base = head(&sandbox);
    sandbox.git(&["checkout", "-qb", "side"]);
    there_and_back(&sandbox, FILE, &task(14));
    edit(&sandbox, &task(14), "status: done", "status: not_started");
    commit(&sandbox, "again");
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.pjt("update 3 --status doing --note 开工 --commit").fine();
    sandbox.git(&["merge", "-q", "--no-edit", "side"]);
    let said = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
    assert_eq!(codes(&said), ["unexplained-step"], "{}", said.whole());
}

#[test]
fn a_store_whose_settings_are_hidden_is_there_for_nobody_and_said_to_be_gone() {
    let sandbox = store();
    let base = head(&sandbox);
    HIDDEN(&sandbox, PLAN);
    let staged = sandbox.pjt("check --staged --json");
    assert_eq!(codes(&staged), ["plan-removed"], "{}", staged.whole());
    commit(&sandbox, "hidden");
    let found = |args: &str| {
        let said = sandbox.pjt(&format!("{args} check --json --range {base}..HEAD"));
        (codes(&said), said.whole())
    };
    assert_eq!(found("").0, ["plan-removed"], "{}", found("").1);
    // The same where it lies elsewhere from then on.
    sandbox.git(&["mv", "data", "ledger"]);
    commit(&sandbox, "moved");
    assert_eq!(found("").0, ["plan-removed"], "{}", found("").1);
    sandbox.git(&["mv", "ledger/x.yaml", "ledger/pjt.yaml"]);
    commit(&sandbox, "mended");
    assert_eq!(found("--store ledger").0, Vec::<String>::new(), "{}", found("--store ledger").1);
}
