//! What `check --range` and `--staged` make of a store that is moved to another folder: it is compared with what it
//! was, and moving it hides nothing.

use crate::{
    guard::{NOTE, Owned as _, RIGHT, WRONG, codes, commit, edit, head, store, task},
    sandbox::Sandbox,
};

#[test]
fn a_moved_store_is_compared_with_what_it_was() {
    let sandbox = store();
    let base = head(&sandbox);
    sandbox.git(&["mv", "data", "ledger"]);
    commit(&sandbox, "moved");
    let check = format!("--store ledger check --json --range {base}..HEAD");
    assert_eq!(codes(&sandbox.pjt(&check)), Vec::<String>::new());
    let path = task(14).replace("data/", "ledger/");
    edit(&sandbox, &path, NOTE, "");
    sandbox.git(&["commit", "-qa", "--amend", "--no-edit"]);
    assert_eq!(codes(&sandbox.pjt(&check)), ["note-removed"]);
}

#[test]
fn what_is_removed_is_said_where_it_lay() {
    let sandbox = store();
    sandbox.git(&["rm", "-rq", "data"]);
    let said = sandbox.pjt("check --staged --lang en");
    assert!(said.stdout.contains("data/chanjiao-2021-2025/plan.yaml"), "{}{}", said.stdout, said.stderr);
    assert!(said.stdout.contains("[plan-removed]"), "{}", said.stdout);
}

/// The store lies elsewhere from now on.
fn move_the_store(sandbox: &Sandbox, from: &str, to: &str) {
    std::fs::create_dir_all(sandbox.path(to).parent().unwrap()).unwrap();
    std::fs::rename(sandbox.path(from), sandbox.path(to)).unwrap();
    sandbox.git(&["add", "-A"]);
}

#[test]
fn a_store_that_is_moved_hides_nothing() {
    let range = |sandbox: &Sandbox, base: &str, store: &str, expected: Option<&[&str]>| {
        let mut found = codes(&sandbox.pjt(&format!("--store {store} check --json --range {base}..HEAD")));
        found.retain(|code| expected.is_none_or(|expected| expected.contains(&code.as_str())));
        found
    };
    for (what, wrong, expected) in WRONG {
        // While it is moved.
        let sandbox = store();
        let base = head(&sandbox);
        wrong(&sandbox);
        move_the_store(&sandbox, "data", "台账/data");
        // The hook asks from the top, where the store was found before.
        for asked in ["--store 台账/data check --staged --json", "check --staged --json"] {
            let mut staged = codes(&sandbox.pjt(asked));
            staged.retain(|code| expected.contains(&code.as_str()));
            assert_eq!(staged, expected.map_to_owned(), "{what} {asked}");
        }
        sandbox.git(&["commit", "-qm", "moved"]);
        assert_eq!(range(&sandbox, &base, "台账/data", Some(expected)), expected.map_to_owned(), "{what}");
        // Before it is moved, twice.
        sandbox.git(&["reset", "-q", "--hard", &base]);
        wrong(&sandbox);
        commit(&sandbox, "wrong");
        move_the_store(&sandbox, "data", "台账/data");
        sandbox.git(&["commit", "-qm", "moved"]);
        move_the_store(&sandbox, "台账/data", "ledger");
        sandbox.git(&["commit", "-qm", "moved again"]);
        assert_eq!(range(&sandbox, &base, "ledger", Some(expected)), expected.map_to_owned(), "{what}");
    }
    for (what, right) in RIGHT {
        let sandbox = store();
        let base = head(&sandbox);
        right(&sandbox);
        move_the_store(&sandbox, "data", "台账/data");
        for asked in ["--store 台账/data check --staged --json", "check --staged --json"] {
            assert_eq!(codes(&sandbox.pjt(asked)), Vec::<String>::new(), "{what} {asked}");
        }
        sandbox.git(&["commit", "-qm", "moved"]);
        assert_eq!(range(&sandbox, &base, "台账/data", None), Vec::<String>::new(), "{what}");
    }
}

#[test]
fn a_merge_with_a_side_that_moved_the_store_is_looked_at_like_any_other() {
    for (what, wrong, expected) in WRONG {
        let sandbox = store();
        let base = head(&sandbox);
        sandbox.git(&["checkout", "-qb", "side"]);
        move_the_store(&sandbox, "data", "ledger");
        sandbox.git(&["commit", "-qm", "moved"]);
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox.pjt("update 4 --status doing --note 开工 --commit").fine();
        sandbox.git(&["merge", "-q", "--no-commit", "--no-ff", "side"]);
        assert_eq!(sandbox.pjt("--store ledger check --staged").whole(), "", "{what}");
        // What is wrong is done at the old place and taken over.
        move_the_store(&sandbox, "ledger", "data");
        wrong(&sandbox);
        move_the_store(&sandbox, "data", "ledger");
        let mut staged = codes(&sandbox.pjt("--store ledger check --staged --json"));
        staged.retain(|code| expected.contains(&code.as_str()));
        assert_eq!(staged, expected.map_to_owned(), "{what}");
        sandbox.git(&["commit", "-qm", "merged"]);
        let mut found = codes(&sandbox.pjt(&format!("--store ledger check --json --range {base}..HEAD")));
        found.retain(|code| expected.contains(&code.as_str()));
        assert_eq!(found, expected.map_to_owned(), "{what}");
    }
}

#[test]
fn who_asks_where_the_store_lay_hears_where_it_lies() {
    let sandbox = store();
    sandbox.git(&["mv", "data", "ledger"]);
    commit(&sandbox, "moved");
    let said = sandbox.pjt("log --json");
    let hint = said.json()["error"]["hints"].to_string();
    assert!(hint.contains("`--store ledger`"), "{}", said.whole());
    let below = sandbox.program_in("seeds", "pjt", &["log", "--lang", "en"]);
    assert!(String::from_utf8_lossy(&below.stderr).contains("`--store ../ledger`"));
    sandbox.pjt("--store ledger log").fine();
    sandbox.git(&["rm", "-rq", "ledger"]);
    commit(&sandbox, "gone");
    assert!(!sandbox.pjt("log").whole().contains("`pjt log`"));
}
