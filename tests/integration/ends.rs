//! `diff` of commits in which the store lies elsewhere, or has never lain.

use crate::{
    guard::{commit, head, store},
    sandbox::Sandbox,
};

fn said(sandbox: &Sandbox, place: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let output = sandbox.program_in(place, env!("CARGO_BIN_EXE_pjt"), arguments);
    let words = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&words).into_owned())
}

#[test]
fn a_store_that_moved_is_compared_with_itself_where_none_is_on_disk() {
    let sandbox = store();
    let base = head(&sandbox);
    sandbox.git(&["mv", "data", "ledger"]);
    commit(&sandbox, "moved");
    sandbox.pjt("--store ledger update 14 --note 新进展 --commit").fine();
    sandbox.git(&["clone", "-q", "--bare", ".", "server.git"]);
    let range = format!("{base}..HEAD");
    let right = sandbox.pjt(&format!("--store ledger diff {range}"));
    assert!(right.stdout.contains("新进展"), "{}", right.whole());
    for place in [".", "server.git"] {
        let (code, words) = said(&sandbox, place, &["diff", &range]);
        assert_eq!((code, words), (Some(0), right.whole()), "{place}");
    }
    // Moved on a branch, seen from where it was not.
    sandbox.git(&["branch", "moved"]);
    sandbox.git(&["checkout", "-q", &base]);
    let said = sandbox.pjt("diff HEAD..moved");
    assert!(said.fine().contains("新进展") && !said.stdout.contains("p2"), "{}", said.whole());
    let lines = |text: &str| text.lines().count();
    assert_eq!(lines(&said.stdout), lines(&right.stdout), "{}", said.whole());
}

#[test]
fn a_branch_that_never_held_the_store_is_no_plan_that_was_removed() {
    let sandbox = store();
    let base = head(&sandbox);
    sandbox.git(&["checkout", "-q", "--orphan", "pages"]);
    sandbox.git(&["rm", "-rqf", "."]);
    sandbox.write("index.html", "x");
    commit(&sandbox, "pages");
    sandbox.git(&["checkout", "-q", "main"]);
    for range in ["HEAD..pages", "pages..HEAD", "pages"] {
        let said = sandbox.pjt(&format!("diff {range}"));
        assert_eq!(said.code, 3, "{range}: {}", said.whole());
        assert!(said.whole().contains("no-such-store") || said.stdout.is_empty(), "{}", said.whole());
    }
    // One that was taken away is told, and so is one that began.
    sandbox.git(&["rm", "-rqf", "data"]);
    commit(&sandbox, "gone");
    let (code, words) = said(&sandbox, ".", &["diff", &format!("{base}..HEAD")]);
    assert!(code == Some(0) && words.contains("chanjiao-2021-2025"), "{words}");
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.write("README.md", "x");
    commit(&sandbox, "before");
    sandbox.pjt("init").fine();
    commit(&sandbox, "store");
    assert_eq!(sandbox.pjt("diff HEAD~1..HEAD").code, 0);
}

#[test]
fn a_range_without_its_beginning_is_no_range() {
    let sandbox = store();
    sandbox.pjt("update 3 --note 开工 --commit").fine();
    for range in ["..HEAD", "..HEAD~1", ".."] {
        let said = sandbox.pjt(&format!("diff {range}"));
        assert_eq!(said.code, 2, "{}", said.whole());
    }
    sandbox.pjt("diff HEAD~1..").fine();
}

#[test]
fn a_plan_that_is_not_there_is_said_though_the_task_names_its_own() {
    let sandbox = store();
    for command in ["show", "log", "blame", "update --note 进展"] {
        let (command, rest) = command.split_once(' ').unwrap_or((command, ""));
        let said = sandbox.pjt(&format!("{command} {rest} chanjiao-2021-2025/14 --plan nosuch"));
        assert_eq!(said.code, 3, "{command}: {}", said.whole());
    }
    sandbox.pjt("show chanjiao-2021-2025/14 --plan chanjiao-2021-2025").fine();
}
