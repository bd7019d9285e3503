//! Undo takes back the last thing as a whole or not at all, redo brings it back, and neither says that it did what it
//! did not.

use std::{collections::BTreeMap, fs, path::Path};

use crate::sandbox::{Said, Sandbox};

const TASKS: &str = "data/chanjiao-2021-2025/tasks";

/// Every file of the store.
fn store(sandbox: &Sandbox) -> BTreeMap<String, Vec<u8>> {
    fn add(directory: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                add(&path, found);
            } else {
                found.insert(path.display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    add(&sandbox.path("data"), &mut found);
    found
}

fn head(sandbox: &Sandbox) -> String {
    sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

fn is_clean(sandbox: &Sandbox) -> bool {
    sandbox.git(&["status", "--porcelain", "data"]).is_empty()
}

/// It was refused with this code and these words, and nothing changed.
#[track_caller]
fn refused(sandbox: &Sandbox, command: &str, code: i32, words: &str) -> Said {
    let before = (store(sandbox), head(sandbox));
    let said = sandbox.pjt(command);
    assert_eq!(said.code, code, "{command}: {}", said.whole());
    assert!(said.stderr.contains(words), "{command}: {}", said.whole());
    assert!(before == (store(sandbox), head(sandbox)), "{command} changed something");
    said
}

#[test]
fn commits_are_taken_back_one_by_one_and_brought_back_in_turn() {
    let sandbox = Sandbox::with_seed();
    let mut states = vec![store(&sandbox)];
    for command in ["update 3-5 --status doing", "update 14 --note 平台上线", "update 4 --due 2025-10-31"]
    {
        sandbox.pjt(&format!("{command} --commit")).fine();
        states.push(store(&sandbox));
    }
    refused(&sandbox, "undo", 2, "--yes");
    for state in states.iter().rev().skip(1) {
        sandbox.pjt("undo --yes").fine();
        assert!(store(&sandbox) == *state && is_clean(&sandbox));
    }
    refused(&sandbox, "undo --yes", 4, "不是用 pjt 提交的");
    for state in states.iter().skip(1) {
        sandbox.pjt("redo --yes").fine();
        assert!(store(&sandbox) == *state && is_clean(&sandbox));
    }
    refused(&sandbox, "redo --yes", 3, "没有可以恢复的撤销");
    // What was brought back can be undone again, and that redone.
    for _ in 0..2 {
        sandbox.pjt("undo --yes").fine();
        assert!(store(&sandbox) == states[2]);
        sandbox.pjt("undo --yes").fine();
        assert!(store(&sandbox) == states[1]);
        sandbox.pjt("redo --yes").fine();
        sandbox.pjt("redo --yes").fine();
        assert!(store(&sandbox) == states[3]);
    }
    let message = sandbox.git(&["log", "-1", "--format=%B"]);
    assert!(
        message.starts_with("恢复：编号4") && message.contains("Pjt-Command: redo\nPjt-Undoes: "),
        "{message}"
    );
}

#[test]
fn changes_that_are_not_committed_are_taken_back_first_and_kept() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 3 --status doing --commit").fine();
    let committed = store(&sandbox);
    sandbox.pjt("update 14 --status done --note 平台上线").fine();
    sandbox.pjt("update 14 --evidence 验收.pdf --missing-ok").fine();
    fs::remove_file(sandbox.path(&format!("{TASKS}/020.yaml"))).unwrap();
    sandbox.write(&format!("{TASKS}/021.yaml"), b"id: 21\ncontent: [\xff\n");
    sandbox.write(&format!("{TASKS}/099.yaml"), "id: 99\ncontent: 新任务。\nstatus: not_started\n");
    sandbox.write("data/notes.txt", "mine");
    sandbox.git(&["add", &format!("{TASKS}/099.yaml")]);
    let changed = store(&sandbox);
    refused(&sandbox, "undo", 2, "要撤销的改动（尚未提交）");
    let shown = sandbox.pjt("undo --dry-run");
    assert!(shown.fine().contains("14 建立资源汇聚、开放共享…  状态 已完成 → 未启动"), "{}", shown.whole());
    assert!(store(&sandbox) == changed);
    let said = sandbox.pjt("undo --yes");
    assert!(said.stderr.contains("pjt redo"), "{}", said.whole());
    fs::remove_file(sandbox.path("data/notes.txt")).unwrap();
    assert!(store(&sandbox) == committed && is_clean(&sandbox), "what is not the store's stays");
    // The one before is the commit; then they come back in their order.
    sandbox.pjt("undo --yes").fine();
    assert_ne!(store(&sandbox), committed);
    sandbox.pjt("redo --yes").fine();
    assert!(store(&sandbox) == committed);
    let shown = sandbox.pjt("redo --dry-run --json").json();
    assert!(shown["dry_run"] == true && shown["commit"].is_null() && shown["undoes"].is_null());
    sandbox.pjt("redo --yes").fine();
    sandbox.write("data/notes.txt", "mine");
    assert!(store(&sandbox) == changed);
    refused(&sandbox, "redo --yes", 3, "没有可以恢复的撤销");
    assert_eq!(fs::read_dir(sandbox.path(".git/pjt-undone")).unwrap().count(), 0);
}

#[test]
fn an_import_that_is_not_committed_is_what_undo_takes_back() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 3 --status doing --commit").fine();
    let before = store(&sandbox);
    sandbox.write(
        "new.csv",
        "序号,重点任务,责任单位\n1,建设平台的具体内容,市教委\n2,安排经费的具体内容,市新设局\n",
    );
    sandbox.pjt("import new.csv --plan new").fine();
    let imported = store(&sandbox);
    let said = sandbox.pjt("undo --yes");
    assert!(said.fine().contains("删除方案 new"), "{}", said.whole());
    assert!(store(&sandbox) == before && !sandbox.path("data/new").exists());
    sandbox.pjt("redo --yes").fine();
    assert!(store(&sandbox) == imported);
    // And one that is committed, there and back again.
    sandbox.pjt("commit").fine();
    sandbox.pjt("undo --yes").fine();
    assert!(store(&sandbox) == before && !sandbox.path("data/new").exists() && is_clean(&sandbox));
    sandbox.pjt("redo --yes").fine();
    assert!(store(&sandbox) == imported && is_clean(&sandbox));
}

#[test]
fn an_import_that_is_undone_leaves_an_empty_store() {
    let sandbox = Sandbox::with_seed();
    for is_committed in [false, true] {
        let fresh = Sandbox::empty();
        fresh.write("plan.txt", sandbox.read("seeds/chanjiao-2021-2025.txt"));
        fresh.git(&["init", "-q", "-b", "main"]);
        fresh.pjt("init data").fine();
        let empty = store(&fresh);
        fresh
            .pjt(if is_committed {
                "import plan.txt --plan cj --commit"
            } else {
                "import plan.txt --plan cj"
            })
            .fine();
        let full = store(&fresh);
        fresh.pjt("undo --yes").fine();
        assert!(!fresh.path("data/cj").exists() && store(&fresh) == empty);
        assert_eq!(fresh.pjt("check").whole(), "");
        fresh.pjt("redo --yes").fine();
        assert!(store(&fresh) == full);
        assert_eq!(fresh.pjt("undo --yes").code, 0);
        assert_eq!(fresh.pjt("undo --yes").code, 3, "there is nothing before it");
    }
}

#[test]
fn later_changes_to_the_same_file_stand_in_the_way_by_name() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 7-8 --status doing --commit").fine();
    let first = head(&sandbox);
    sandbox.pjt("update 8 --note 后来 --commit").fine();
    refused(&sandbox, &format!("undo {first} --yes"), 4, "008.yaml");
    sandbox.pjt("undo --yes").fine();
    sandbox.pjt("update 8 --note 再后来").fine();
    refused(&sandbox, &format!("undo {first} --yes"), 4, "008.yaml");
    sandbox.pjt("undo --yes").fine();
    sandbox.pjt("update 8 --note 又来 --commit").fine();
    // Kept is what was undone, also where it can't be put back.
    let said = refused(&sandbox, "redo --yes", 4, "008.yaml");
    assert!(said.stderr.contains("pjt-undone"), "{}", said.whole());
    let elsewhere = sandbox.pjt("update 9 --status doing");
    elsewhere.fine();
    refused(&sandbox, &format!("undo {first} --yes"), 4, "008.yaml");
}

#[test]
fn a_certain_commit_is_taken_back_past_later_ones_of_other_files() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 3 --status doing --commit").fine();
    let first = head(&sandbox);
    sandbox.pjt("update 14 --status done").fine();
    sandbox.git(&["commit", "-qam", "by hand"]);
    refused(&sandbox, "undo --yes", 4, "不是用 pjt 提交的");
    refused(&sandbox, "undo HEAD --yes", 4, "不是用 pjt 提交的");
    refused(&sandbox, "undo nothing --yes", 3, "没有版本");
    refused(&sandbox, "undo 24 --yes", 3, "pjt log 24");
    sandbox.pjt(&format!("undo {first} --yes")).fine();
    assert!(sandbox.read(&format!("{TASKS}/003.yaml")).contains("not_started"));
    assert!(sandbox.read(&format!("{TASKS}/014.yaml")).contains("done"));
    refused(&sandbox, &format!("undo {first} --yes"), 4, "撤销");
    sandbox.git(&["checkout", "-qb", "side", &first]);
    refused(&sandbox, "undo main --yes", 4, "不在当前分支");
    // An undo can be named, too.
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.pjt("undo HEAD --yes").fine();
    assert!(sandbox.read(&format!("{TASKS}/003.yaml")).contains("in_progress"));
    sandbox.pjt("redo --yes").fine();
    assert!(sandbox.read(&format!("{TASKS}/003.yaml")).contains("not_started"));
}

#[test]
fn what_was_brought_back_last_is_what_undo_takes_back() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 3 --status doing --commit").fine();
    let (first, before) = (head(&sandbox), store(&sandbox));
    sandbox.pjt("update 4 --status doing --commit").fine();
    sandbox.pjt("update 5 --note 一条无关的进展 --commit").fine();
    let full = store(&sandbox);
    sandbox.pjt(&format!("undo {first} --yes")).fine();
    let without = store(&sandbox);
    for _ in 0..2 {
        sandbox.pjt("redo --yes").fine();
        assert!(store(&sandbox) == full);
        let said = sandbox.pjt("undo --yes");
        assert!(said.stderr.contains(&format!("撤销 {}", &first[..8])), "{}", said.whole());
        assert!(store(&sandbox) == without && is_clean(&sandbox));
    }
    // Again: what was done before that, and a later commit comes before what was brought back.
    sandbox.pjt("redo --yes").fine();
    sandbox.pjt("update 6 --status doing --commit").fine();
    for command in ["undo --yes", "undo --yes"] {
        sandbox.pjt(command).fine();
    }
    assert!(store(&sandbox) == without);
    sandbox.pjt("undo --yes").fine();
    assert!(!sandbox.read(&format!("{TASKS}/005.yaml")).contains("无关"));
    for _ in 0..2 {
        sandbox.pjt("redo --yes").fine();
    }
    assert!(store(&sandbox) == full && store(&sandbox) != before);
}

#[test]
fn what_can_not_be_taken_back_whole_is_refused_with_the_reason() {
    // A shallow clone: what its oldest commit changed is not known.
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 3 --status doing --commit").fine();
    sandbox.pjt("update 4 --status doing --commit").fine();
    let url = format!("file://{}", sandbox.path("").display());
    let shallow = Sandbox::empty();
    shallow.git(&["clone", "-q", "--depth", "1", &url, "."]);
    refused(&shallow, "undo --yes", 4, "浅克隆");
    refused(&shallow, "undo HEAD --yes", 4, "浅克隆");
    shallow.pjt("update 5 --status doing --commit").fine();
    shallow.pjt("undo --yes").fine();
    refused(&shallow, "undo --yes", 4, "浅克隆");
    shallow.git(&["fetch", "-q", "--unshallow"]);
    shallow.pjt("undo HEAD~2 --yes").fine();
    assert!(shallow.read(&format!("{TASKS}/004.yaml")).contains("not_started"));
    // A merge.
    sandbox.git(&["checkout", "-qb", "side"]);
    sandbox.pjt("update 14 --status doing --commit").fine();
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.pjt("update 15 --status doing --commit").fine();
    sandbox.git(&["merge", "-q", "-m", "merged", "side"]);
    refused(&sandbox, "undo --yes", 4, "合并");
    sandbox.pjt("undo side --yes").fine();
    assert!(sandbox.read(&format!("{TASKS}/014.yaml")).contains("not_started"));
    // A revert by hand, and the commit that it reverted.
    sandbox.pjt("update 16 --status doing --commit").fine();
    let reverted = head(&sandbox);
    sandbox.git(&["revert", "--no-edit", "HEAD"]);
    refused(&sandbox, "undo --yes", 4, "不是用 pjt 提交的");
    refused(&sandbox, &format!("undo {reverted} --yes"), 4, "已经不在台账里");
    // A store that was moved.
    sandbox.pjt("update 17 --status doing --commit").fine();
    let there = head(&sandbox);
    sandbox.git(&["mv", "data", "ledger"]);
    sandbox.git(&["commit", "-qm", "moved"]);
    for (command, words) in
        [("undo --yes", "不是用 pjt 提交的"), (&*format!("undo {there} --yes"), "没有改动这个台账")]
    {
        let said = sandbox.pjt(&format!("--store ledger {command}"));
        assert_eq!(said.code, 4, "{}", said.whole());
        assert!(said.stderr.contains(words), "{}", said.whole());
    }
    assert!(sandbox.git(&["status", "--porcelain"]).is_empty());
    // What git has staged and no file holds.
    sandbox.pjt("--store ledger update 18 --status doing").fine();
    sandbox.git(&["add", "ledger"]);
    sandbox.pjt("--store ledger update 18 --note 后来").fine();
    let said = sandbox.pjt("--store ledger undo --yes");
    assert_eq!(said.code, 4, "{}", said.whole());
    assert!(said.stderr.contains("暂存"), "{}", said.whole());
    sandbox.git(&["add", "ledger"]);
    sandbox.pjt("--store ledger undo --yes").fine();
    assert!(sandbox.git(&["status", "--porcelain"]).is_empty());
}

#[test]
fn what_git_has_staged_is_taken_back_with_the_files_or_refused() {
    // A commit of something else afterwards holds nothing of what was taken back.
    let cases: &[(&[&str], &str)] = &[
        (&["rm", "-q", "data/chanjiao-2021-2025/tasks/014.yaml"], ""),
        (&["add", "-A"], "plan rename chanjiao-2021-2025 xietong --yes"),
        (&["add", "-A"], "update 14 --status doing"),
        (&["mv", "data/chanjiao-2021-2025/tasks/043.yaml", "data/chanjiao-2021-2025/tasks/044.yaml"], ""),
        (&["rm", "-qr", "data/chanjiao-2021-2025"], ""),
    ];
    for (staging, command) in cases {
        let sandbox = Sandbox::with_seed();
        let before = store(&sandbox);
        if !command.is_empty() {
            sandbox.pjt(command).fine();
        }
        sandbox.git(staging);
        sandbox.pjt("undo --yes").fine();
        assert!(store(&sandbox) == before && is_clean(&sandbox), "{staging:?}");
        sandbox.write("other.txt", "n");
        sandbox.git(&["add", "other.txt"]);
        sandbox.git(&["commit", "-qm", "other"]);
        assert_eq!(sandbox.git(&["show", "--format=", "--name-only"]), "other.txt\n", "{staging:?}");
    }
    // What no file holds is nobody's to throw away, whatever else there is to take back.
    for other in ["", "update 3 --status doing", "update 3 --status doing --commit"] {
        let sandbox = Sandbox::with_seed();
        if !other.is_empty() {
            sandbox.pjt(other).fine();
        }
        sandbox.git(&["rm", "-q", "--cached", "data/chanjiao-2021-2025/tasks/014.yaml"]);
        refused(&sandbox, "undo --yes", 4, "暂存");
    }
}

#[test]
fn what_is_not_ones_own_or_was_pushed_must_be_named() {
    let sandbox = Sandbox::with_seed();
    let other = [("GIT_AUTHOR_NAME", "王五"), ("GIT_AUTHOR_EMAIL", "wangwu@example.org")];
    sandbox.pjt_with(&["update", "3", "--status", "doing", "--commit"], &other).fine();
    refused(&sandbox, "undo --yes", 2, "王五");
    refused(&sandbox, "undo HEAD", 2, "--yes");
    sandbox.pjt_with(&["undo", "--yes"], &other).fine();
    refused(&sandbox, "redo --yes", 2, "别人的提交");
    sandbox.pjt("undo HEAD --yes").fine();
    sandbox.pjt("update 6 --status doing --commit").fine();
    let clone = Sandbox::clone_of(&sandbox);
    refused(&clone, "undo --yes", 2, "已经推送");
    clone.pjt("update 4 --status doing --commit").fine();
    clone.pjt("undo --yes").fine();
    clone.pjt("redo --yes").fine();
    clone.git(&["push", "-q", "origin", "HEAD:refs/heads/side"]);
    let said = refused(&clone, "undo --yes", 2, "已经推送");
    assert!(said.stderr.contains("pjt undo "), "{}", said.whole());
    clone.pjt(&format!("undo {} --yes", head(&clone))).fine();
}

#[cfg(unix)]
#[test]
fn where_git_refuses_the_commit_everything_stays_as_it_was() {
    use std::os::unix::fs::PermissionsExt as _;

    let sandbox = Sandbox::with_seed();
    sandbox.write("new.csv", "序号,重点任务,责任单位\n1,建设平台的具体内容,市教委\n");
    sandbox.pjt("import new.csv --plan new --commit").fine();
    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\necho 不行 >&2\nexit 1\n");
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(sandbox.path(".git/hooks/pre-commit"), mode).unwrap();
    let said = refused(&sandbox, "undo --yes", 1, "不行");
    assert!(said.stderr.contains("什么也没有撤销"), "{}", said.whole());
    assert!(is_clean(&sandbox));
    fs::rename(sandbox.path(".git/hooks/pre-commit"), sandbox.path("hook")).unwrap();
    sandbox.pjt("undo --yes").fine();
    fs::rename(sandbox.path("hook"), sandbox.path(".git/hooks/pre-commit")).unwrap();
    refused(&sandbox, "redo --yes", 1, "不行");
    assert!(is_clean(&sandbox) && !sandbox.path("data/new").exists());
    assert!(!sandbox.path(".git/pjt-undo.json").exists());
}

#[cfg(unix)]
#[test]
fn the_hook_lets_an_undo_and_a_redo_pass_and_nothing_that_only_looks_like_one() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("init --git --hook").fine();
    sandbox.pjt("commit").fine();
    sandbox.pjt("update 14 --status done --note 平台上线 --commit").fine();
    let first = head(&sandbox);
    sandbox.pjt("update 3 --note 启动 --commit").fine();
    sandbox.pjt(&format!("undo {first} --yes")).fine();
    sandbox.pjt("redo --yes").fine();
    sandbox.pjt("undo --yes").fine();
    let said = sandbox.pjt("check --range HEAD~4..HEAD");
    assert_eq!(said.code, 0, "{}", said.whole());
    // The same by hand gives no reason, and says of no commit that it takes it back.
    sandbox.pjt("update 15 --status done --note 上线 --commit").fine();
    sandbox.git(&["revert", "--no-commit", "HEAD"]);
    assert_ne!(sandbox.git_ends(&["commit", "-qm", "by hand"]), 0);
}

/// An undo that was killed when some or all files were back, and the commit was not made.
#[test]
fn what_was_stopped_is_finished_and_not_taken_for_a_change() {
    for files in [1, 2] {
        let sandbox = Sandbox::with_seed();
        let before = store(&sandbox);
        sandbox.pjt("update 3-4 --status doing --commit").fine();
        let made = head(&sandbox);
        let mark = format!(r#"{{"command":"undo","undoes":"{made}","head":"{made}","store":"data/"}}"#);
        sandbox.write(".git/pjt-undo.json", &mark);
        let paths = ["003", "004"].map(|name| format!("{TASKS}/{name}.yaml"));
        for path in paths.iter().take(files) {
            let text = sandbox.git(&["show", &format!("HEAD~1:{path}")]);
            sandbox.write(path, text);
        }
        // Whichever of the two comes next finishes it.
        let said = sandbox.pjt(if files == 1 { "undo --yes" } else { "redo --yes" });
        assert!(said.fine().contains("推进中 → 未启动") && said.stderr.contains("中断"), "{}", said.whole());
        assert!(store(&sandbox) == before && is_clean(&sandbox));
        // Stopped after the commit: it is said that it was done, and nothing more is taken back.
        sandbox.write(".git/pjt-undo.json", &mark);
        let undone = head(&sandbox);
        let said = sandbox.pjt("undo --yes");
        assert!(said.code == 0 && said.stderr.contains("其实已经完成"), "{}", said.whole());
        assert_eq!(head(&sandbox), undone);
        // A mark that is about something else is of no concern.
        sandbox.write(".git/pjt-undo.json", &mark);
        sandbox.pjt("update 9 --status doing --commit").fine();
        sandbox.pjt("undo --yes").fine();
        assert!(store(&sandbox) == before);
        sandbox.write(".git/pjt-undo.json", "{");
        sandbox.pjt("redo --yes").fine();
    }
    // Changes that were kept, and taken back or not.
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 3 --status doing --commit").fine();
    sandbox.pjt("update 4 --status doing").fine();
    let changed = store(&sandbox);
    sandbox.pjt("undo --yes").fine();
    let mark = format!(r#"{{"command":"undo","undoes":"","head":"{}","store":"data/"}}"#, head(&sandbox));
    sandbox.write(".git/pjt-undo.json", &mark);
    let said = sandbox.pjt("undo --yes");
    assert!(said.code == 0 && said.stderr.contains("其实已经完成"), "{}", said.whole());
    sandbox.pjt("update 4 --status doing").fine();
    assert!(store(&sandbox) == changed);
    sandbox.write(".git/pjt-undo.json", &mark);
    sandbox.pjt("undo --yes").fine();
    assert_eq!(fs::read_dir(sandbox.path(".git/pjt-undone")).unwrap().count(), 1, "kept once");
    sandbox.pjt("update 4 --status doing").fine();
    let said = sandbox.pjt("redo --yes");
    assert!(said.code == 0 && said.stderr.contains("已经在文件里"), "{}", said.whole());
    assert!(store(&sandbox) == changed);
}

#[test]
fn each_branch_store_and_working_tree_has_its_own_undos() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 3 --status doing").fine();
    sandbox.pjt("undo --yes").fine();
    sandbox.git(&["worktree", "add", "-q", "linked", "-b", "side"]);
    assert_eq!(sandbox.pjt("--store linked redo --yes").code, 3);
    sandbox.pjt("--store linked update 4 --status doing --commit").fine();
    sandbox.pjt("--store linked undo --yes").fine();
    assert_eq!(sandbox.pjt("--store linked redo --dry-run").code, 0);
    sandbox.pjt("init other").fine();
    assert_eq!(sandbox.pjt("--store other redo --yes").code, 3);
    sandbox.pjt("redo --yes").fine();
    assert!(sandbox.read(&format!("{TASKS}/003.yaml")).contains("in_progress"));
}

#[test]
fn a_comment_that_is_taken_back_is_counted() {
    let sandbox = Sandbox::with_seed();
    let file = "data/chanjiao-2021-2025/tasks/020.yaml";
    let text = sandbox.read(file);
    sandbox.write(file, format!("{text}# 待市教委回复\n"));
    let said = sandbox.pjt("undo --yes");
    assert!(said.code == 0 && said.stderr.contains("1 个文件只改了注释或写法"), "{}", said.whole());
    assert_eq!(sandbox.read(file), text);
    let said = sandbox.pjt("redo --yes");
    assert!(said.code == 0 && said.stderr.contains("1 个文件只改了注释或写法"), "{}", said.whole());
    assert!(sandbox.read(file).ends_with("# 待市教委回复\n"));
}

#[test]
fn what_the_last_commit_has_of_a_store_stays_where_its_settings_are_not_committed() {
    let sandbox = Sandbox::with_seed();
    sandbox.git(&["checkout", "-q", "--orphan", "new"]);
    sandbox.git(&["rm", "-rq", "--cached", "."]);
    sandbox.git(&["commit", "-q", "--allow-empty", "-m", "nothing"]);
    sandbox.pjt("update 3 --status doing --commit").fine();
    assert_eq!(sandbox.git(&["ls-tree", "-r", "--name-only", "HEAD"]).lines().count(), 1);
    sandbox.pjt("undo --yes").fine();
    assert!(sandbox.read(&format!("{TASKS}/003.yaml")).contains("in_progress"));
    assert_eq!(sandbox.git(&["diff", "--stat", "HEAD"]), "");
}

#[test]
fn what_a_commit_changed_beside_the_store_is_named_and_stays() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 3 --status doing --commit").fine();
    sandbox.write("其他.txt", "x");
    sandbox.git(&["add", "其他.txt"]);
    sandbox.git(&["commit", "-q", "--amend", "--no-edit"]);
    let said = sandbox.pjt("undo --yes");
    said.fine();
    assert!(said.stderr.contains("还改了台账以外的 1 个文件（其他.txt）"), "{}", said.whole());
    assert_eq!(sandbox.read("其他.txt"), "x");
    sandbox.pjt("update 3 --status doing --commit").fine();
    let said = sandbox.pjt("undo --yes");
    assert!(!said.stderr.contains("台账以外"), "{}", said.whole());
}
