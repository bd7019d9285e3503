//! A server that looks at what is pushed: good pushes pass, bad ones are refused, with and without the hook.

use crate::{
    guard::{NOTE, WRONG, codes, commit, edit, head, store, task},
    sandbox::Sandbox,
};
/// A bare repository with the guard, the office's clone beside it, which has pushed its ledger.
fn server() -> Sandbox {
    let sandbox = store();
    sandbox.git(&["init", "-q", "--bare", "-b", "main", "server.git"]);
    sandbox.write(".git/info/exclude", "server.git\n");
    sandbox.git(&["remote", "add", "origin", "server.git"]);
    let said = sandbox.pjt("init --git --hook server.git");
    assert!(said.stderr.contains("pre-receive") && said.code == 0, "{}", said.whole());
    assert!(!sandbox.path("server.git/pjt.yaml").exists());
    sandbox
}

fn push(sandbox: &Sandbox, arguments: &[&str]) -> (bool, String) {
    let output = sandbox.git_output(&[&["push", "-q", "origin"], arguments].concat(), &[]);
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[track_caller]
fn taken(sandbox: &Sandbox, arguments: &[&str]) {
    let (is_taken, words) = push(sandbox, arguments);
    assert!(is_taken, "{words}");
}

#[track_caller]
fn refused(sandbox: &Sandbox, arguments: &[&str], code: &str) {
    let (is_taken, words) = push(sandbox, arguments);
    assert!(!is_taken && words.contains(&format!("[{code}]")), "{words}");
}

#[test]
fn a_server_takes_good_pushes_and_refuses_bad_ones() {
    let sandbox = server();
    // HEAD is unborn: the whole history is looked at.
    taken(&sandbox, &["main"]);
    let good = head(&sandbox);
    sandbox.pjt("update 3 --status doing --note 开工 --commit").fine();
    taken(&sandbox, &["main"]);
    for (what, wrong, expected) in WRONG {
        sandbox.git(&["checkout", "-q", "-B", "work", "main"]);
        wrong(&sandbox);
        commit(&sandbox, "wrong");
        refused(&sandbox, &["work:main"], expected[0]);
        refused(&sandbox, &["work:new"], expected[0]);
        refused(&sandbox, &["work:refs/tags/v1"], expected[0]);
        assert!(!what.is_empty());
    }
    // Nothing of a refused push stays.
    assert_eq!(
        sandbox.git(&["-C", "server.git", "for-each-ref", "--format=%(refname)"]),
        "refs/heads/main\n"
    );

    // A branch, one of its commits mended by the next.
    sandbox.git(&["checkout", "-q", "-B", "work", "main"]);
    edit(&sandbox, &task(14), "status: done", "status: in_progress");
    commit(&sandbox, "back");
    refused(&sandbox, &["work"], "unexplained-step");
    sandbox.pjt("update 14 --note 返工").fine();
    commit(&sandbox, "why");
    taken(&sandbox, &["work"]);
    taken(&sandbox, &["work:main", "work:refs/tags/v1"]);
    sandbox.git(&["tag", "-a", "-m", "x", "v2"]);
    taken(&sandbox, &["v2"]);

    // A review branch may be rewritten and removed, the ledger may not.
    sandbox.git(&["commit", "-q", "--amend", "-m", "reworded"]);
    taken(&sandbox, &["--force", "work"]);
    refused(&sandbox, &["--force", "work:main"], "history-rewritten");
    refused(&sandbox, &["--force", &format!("{good}:main")], "history-rewritten");
    taken(&sandbox, &["--delete", "work"]);
    refused(&sandbox, &["--delete", "main"], "ledger-removed");
    // One bad reference refuses them all.
    sandbox.git(&["fetch", "-q", "origin"]);
    sandbox.git(&["checkout", "-q", "-B", "work", "origin/main"]);
    edit(&sandbox, &task(14), NOTE, "notes:\n");
    commit(&sandbox, "bad");
    refused(&sandbox, &["work:a", "origin/main:refs/heads/b"], "note-removed");
    taken(&sandbox, &["origin/main:refs/heads/b"]);
}

#[test]
fn a_server_looks_at_the_first_push_as_well_and_takes_what_is_no_ledger() {
    let sandbox = server();
    edit(&sandbox, &task(14), NOTE, "");
    commit(&sandbox, "bad");
    refused(&sandbox, &["HEAD:refs/heads/main"], "note-removed");
    refused(&sandbox, &["HEAD:refs/heads/side"], "note-removed");
    sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    // The branch that HEAD names need not be there.
    taken(&sandbox, &["HEAD:refs/heads/side"]);
    refused_by_nothing(&sandbox);
    taken(&sandbox, &["main"]);
    // Another store in the same repository is guarded as well.
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.pjt("init county").fine();
    sandbox.write("c.csv", "序号,任务内容,牵头单位\n1,办好一件实事,县教育局\n");
    sandbox.pjt("--store county import c.csv --plan cc").fine();
    commit(&sandbox, "county");
    taken(&sandbox, &["main"]);
    sandbox.git(&["rm", "-q", "county/cc/tasks/001.yaml"]);
    sandbox.git(&["commit", "-qm", "gone"]);
    refused(&sandbox, &["main"], "task-removed");
}

/// A branch without a store, and tags of what is no commit.
fn refused_by_nothing(sandbox: &Sandbox) {
    sandbox.git(&["checkout", "-q", "--orphan", "pages"]);
    sandbox.git(&["rm", "-rqf", "."]);
    sandbox.write("index.html", "x");
    sandbox.git(&["add", "index.html"]);
    sandbox.git(&["commit", "-qm", "pages"]);
    taken(sandbox, &["pages"]);
    let blob = sandbox.git(&["rev-parse", "HEAD:index.html"]);
    taken(sandbox, &[&format!("{}:refs/tags/blob", blob.trim())]);
    sandbox.git(&["notes", "add", "-m", "seen", "HEAD"]);
    taken(sandbox, &["refs/notes/commits"]);
    sandbox.git(&["checkout", "-q", "main"]);
}

#[test]
fn a_range_is_checked_in_a_bare_repository_whatever_its_head_names() {
    let sandbox = store();
    let base = head(&sandbox);
    edit(&sandbox, &task(14), NOTE, "");
    commit(&sandbox, "bad");
    let bad = head(&sandbox);
    sandbox.git(&["clone", "-q", "--bare", ".", "bare.git"]);
    sandbox.git(&["-C", "bare.git", "symbolic-ref", "HEAD", "refs/heads/nothing"]);
    let said = sandbox.pjt(&format!("--store bare.git check --json --range {base}..{bad}"));
    assert_eq!((said.code, codes(&said)), (5, vec!["note-removed".to_owned()]), "{}", said.whole());
    assert_eq!(sandbox.pjt(&format!("--store bare.git check --range {base}..{base}")).whole(), "");
}

#[test]
fn a_server_without_a_hook_is_offered_one_and_another_hook_stays() {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "--bare", "server.git"]);
    let said = sandbox.pjt("init --git server.git");
    assert!(said.code == 4 && said.stderr.contains("pjt init --git --hook"), "{}", said.whole());
    sandbox.pjt("init --git --hook server.git").fine();
    let said = sandbox.pjt("init --git --hook server.git --json");
    assert_eq!(said.json()["git"][0]["state"], "present", "{}", said.whole());
    sandbox.write("server.git/hooks/pre-receive", "#!/bin/sh\nexit 0\n");
    let said = sandbox.pjt("init --git --hook server.git");
    assert!(said.stderr.contains("pjt check --pushed || exit 1"), "{}", said.whole());
    // What is no push is wrong usage.
    assert_eq!(sandbox.pjt("--store server.git check --pushed").whole(), "");
}

#[cfg(unix)]
#[test]
fn a_branch_whose_name_is_no_unicode_is_looked_at_like_any_other() {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt as _};

    let sandbox = server();
    taken(&sandbox, &["main"]);
    let push = |from: &str| {
        let to = [from.as_bytes(), b":refs/heads/\xb9\xa4\xd7\xf7"].concat();
        let output =
            sandbox.command("git").args(["push", "-q", "origin"]).arg(OsString::from_vec(to)).output();
        let output = output.unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    sandbox.pjt("update 3 --status doing --note 开工 --commit").fine();
    let (is_taken, words) = push("main");
    assert!(is_taken, "{words}");
    sandbox.git(&["checkout", "-q", "-b", "bad"]);
    sandbox.git(&["rm", "-q", &task(43)]);
    commit(&sandbox, "bad");
    let (is_taken, words) = push("bad");
    assert!(!is_taken && words.contains("编号43 被删除了"), "{words}");
    // Where HEAD names it, it is the ledger.
    sandbox.write("server.git/HEAD", b"ref: refs/heads/\xb9\xa4\xd7\xf7\n");
    let (is_taken, words) = push("");
    assert!(!is_taken && words.contains("台账所在的分支"), "{words}");
}
