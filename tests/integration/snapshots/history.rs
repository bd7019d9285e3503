//! What the commands about the history say: diff, log, blame, commit, undo, and the store as it was.

use super::{
    snapshot,
    store::{self, TASKS},
    transcript::Transcript,
};

/// A store with four commits in 2025, the last two made by `pjt`.
fn with_history(t: &mut Transcript, heading: &str) {
    t.day("2025-01-10");
    t.section_in_git(heading, store::plain());
    t.day("2025-02-10");
    t.quietly("update 2 --status doing --note 启动 --by 市教委 --on 2025-02-10");
    t.commit_all("二月");
    t.day("2025-03-10");
    t.quietly("update 1 --status done --note 上线 --on 2025-03-10 --commit");
    t.day("2025-04-10");
    t.quietly("update 2 --due 2025-09-30 --evidence 方案.pdf --missing-ok --commit --message 四月督查");
}

#[test]
fn log_and_blame() {
    snapshot("log", |t| {
        with_history(t, "The history");
        t.each(&[
            "log",
            "log --json",
            "log 1",
            "log 1-2 -n 1",
            "log --since 2025-03-01 --until 2025-03-31",
            "log --author 李四 -n 1",
            "log --author nobody",
            "log --author nobody --json",
            "log --dept 市科委",
            "log --status done",
            "log --field status",
            "log --field 状态 --to done",
            "log --to 方案",
            "log --backward",
            "log --removed",
            "log --by 市教委",
            "log --field nothing",
            "log --until 2001-01-01",
            "log 99",
            "log 99 --json",
            "blame 2",
            "blame 2 --json",
            "blame 1-2",
            "blame 99",
        ]);
        t.heading("Widths");
        t.columns("60");
        t.each(&["log -n 2", "blame 2"]);
        t.columns("80");
        t.heading("A task that took another number, one that came and one that is gone");
        t.day("2025-05-10");
        let text = t.sandbox.read(&format!("{TASKS}/004.yaml")).replace("id: 4", "id: 8\nformer_ids:\n- 4");
        t.remove(&format!("{TASKS}/004.yaml"));
        t.remove(&format!("{TASKS}/003.yaml"));
        t.write(&format!("{TASKS}/008.yaml"), text);
        t.write(&format!("{TASKS}/009.yaml"), "id: 9\ncontent: 新任务。\nstatus: not_started\n");
        t.commit_all("五月");
        t.each(&["log -n 1", "log 8", "log 3", "blame 8"]);
        t.heading("A commit that says the same in other words, one that nobody can read");
        t.edit(&format!("{TASKS}/009.yaml"), "content: 新任务。", "content: '新任务。'");
        t.commit_all("写法");
        t.edit(&format!("{TASKS}/009.yaml"), "status: not_started", "status: maybe");
        t.commit_all("坏了");
        t.each(&["log -n 1", "log -n 1 --json", "diff HEAD~1..", "list --at HEAD --columns id"]);
        t.heading("A link in the history, a file that is too large");
        std::os::unix::fs::symlink("001.yaml", t.sandbox.path(&format!("{TASKS}/010.yaml"))).unwrap();
        t.write(&format!("{TASKS}/011.yaml"), format!("id: 11\n# {}\n", "x".repeat(300_000)));
        t.commit_all("odd");
        t.each(&["list --at HEAD --columns id", "log -n 1"]);
        t.section("No git", store::plain());
        t.each(&[
            "log",
            "blame 1",
            "diff",
            "commit",
            "undo",
            "list --at HEAD",
            "update 1 --confirm --commit",
        ]);
        t.pjt_with("log", &[("PATH", "")]);
        with_history(t, "A shallow clone");
        let url = format!("file://{}", t.sandbox.path("").display());
        t.git(&format!("clone -q --depth 1 {url} shallow"));
        t.each(&[
            "log --store shallow/data",
            "log --json --store shallow/data",
            "blame 2 --store shallow/data",
            "diff HEAD~2..HEAD --store shallow/data",
        ]);
        with_history(t, "A tag of a branch's name");
        t.git("tag main HEAD~1");
        t.each(&["diff main..HEAD --stat", "check --range main..HEAD", "diff refs/heads/main..HEAD --stat"]);
        with_history(t, "A partial clone");
        t.git("config uploadpack.allowFilter true");
        let url = format!("file://{}", t.sandbox.path("").display());
        t.git(&format!("clone -q --filter=blob:none {url} partial"));
        t.each(&["blame 2 --store partial/data", "blame 2 --json --store partial/data"]);
        with_history(t, "Dates that can't be: a commit of the past, and one of the future");
        t.day("2024-01-01");
        t.quietly("update 1 --note 补记 --on 2025-04-20 --commit");
        t.day("2099-01-01");
        t.quietly("update 1 --note 又记 --on 2025-04-21 --commit");
        t.day("2025-05-10");
        t.quietly("update 1 --note 再记 --on 2025-04-22 --commit");
        t.each(&[
            "list --at 2024-06-30",
            "list --at 2025-06-31",
            "list --at 2025-04-30 --columns id,notes",
            "list --at 2025-04-30 --json",
            "diff 2024-06-30..2025-04-30",
            "log --since 2025-04-01 --until 2025-04-30",
        ]);
        with_history(t, "Merges: a side that was taken, and one that was left out");
        t.git("checkout -qb side");
        t.day("2025-05-10");
        t.quietly("update 2 --status done --note 办结 --on 2025-05-10 --commit");
        t.git("checkout -q main");
        t.day("2025-05-20");
        t.quietly("update 2 --status suspended --note 待批 --on 2025-05-20 --commit");
        t.git("merge -q -X theirs -m 采纳 side");
        t.git("checkout -qb other");
        t.quietly("update 1 --status doing --note 复核 --on 2025-05-20 --commit");
        t.git("checkout -q main");
        t.day("2025-06-10");
        t.git("merge -q -s ours -m 不采纳 other");
        t.each(&[
            "log 1-2 -n 5",
            "log 2 -n 1 --json",
            "log --backward",
            "blame 1-2",
            "diff 2025-05-15..2025-05-31",
        ]);
        t.heading("A plan with another name, a store at another place");
        t.git("mv data/jiaoyu-2025 data/jiaoyu");
        let plan = t.sandbox.read("data/jiaoyu/plan.yaml");
        t.write("data/jiaoyu/plan.yaml", format!("{plan}\nformer_slugs:\n- jiaoyu-2025\n"));
        t.edit("data/pjt.yaml", "default_plan: jiaoyu-2025", "default_plan: jiaoyu");
        t.commit_all("改名");
        t.git("mv data ledger");
        t.commit_all("移动");
        t.each(&[
            "log -n 2 --store ledger",
            "log 2 -n 3 --store ledger",
            "blame 1 --store ledger",
            "diff 2025-05-31..HEAD --store ledger",
            "list --at 2025-03-31 --columns id,status --store ledger",
        ]);
        with_history(t, "A damaged repository");
        let tree = t.sandbox.git(&["rev-parse", "HEAD~1^{tree}"]);
        let (first, rest) = tree.trim().split_at(2);
        t.remove(&format!(".git/objects/{first}/{rest}"));
        t.pjt("log -n 3");
        t.pjt("list --at HEAD~1");
        t.section("No commit", store::plain());
        t.git("init -q -b main");
        t.each(&["log", "blame 1", "diff", "list --at HEAD", "undo"]);
    });
}

#[test]
fn diff() {
    snapshot("diff", |t| {
        with_history(t, "Nothing changed");
        t.each(&["diff", "diff --json", "diff --stat", "diff --format md", "diff HEAD..HEAD"]);
        t.heading("Working files");
        t.edit(&format!("{TASKS}/002.yaml"), "status: in_progress", "status: done");
        t.edit(&format!("{TASKS}/002.yaml"), "- 市科委", "- 市财政局");
        t.edit(&format!("{TASKS}/004.yaml"), "等待新的", "等待");
        t.edit(&format!("{TASKS}/003.yaml"), "content: 安排专项经费。", "content: 安排专项经费，专款专用。");
        t.edit("data/jiaoyu-2025/plan.yaml", "title: 建设平台", "title: 建设大平台");
        t.edit("data/departments.yaml", "- name: 市科委", "- name: 市科技局");
        t.edit(&format!("{TASKS}/001.yaml"), "label: （1）", "label: \"（1）\"");
        t.each(&[
            "diff",
            "diff --json",
            "diff --stat",
            "diff --format md",
            "diff --format html",
            "diff --dept 市财政局",
        ]);
        t.columns("60");
        t.pjt("diff");
        t.columns("80");
        t.each(&["diff --format csv", "diff --format xlsx"]);
        t.heading("Two points");
        t.each(&[
            "diff HEAD~1..HEAD",
            "diff 2025-02-28..2025-04-30",
            "diff 2025-02-28..2025-04-30 --stat",
            "diff 2025-02-28..2025-04-30 --format md",
            "diff HEAD~3..HEAD --json",
            "diff A...B",
            "diff nothing..",
            "diff 2001-01-01..",
            "diff 2000-01-01..2001-01-01 --json",
        ]);
        t.heading("The store as it was");
        t.each(&[
            "list --at 2025-02-28 --columns id,status",
            "show 2 --at HEAD~3",
            "stats --at 2025-02-28 --by status",
            "departments --at HEAD~1 --format csv",
            "export --at HEAD~2 --format csv",
            "check --at HEAD",
            "list --at nothing",
            "list --at 2001-01-01",
        ]);
        t.section_in_git("Before there was a store", crate::sandbox::Sandbox::empty());
        t.quietly("init");
        t.each(&["list --at HEAD", "diff"]);
        t.heading("Only the way of writing differs");
        t.commit_all("store");
        t.edit("data/departments.yaml", "departments: []", "departments: [ ]");
        t.pjt("diff");
        t.heading("A file that can't be read");
        t.edit("data/departments.yaml", "departments: [ ]", "departments: [");
        t.each(&["diff", "diff --json"]);
    });
}

#[test]
fn commit() {
    snapshot("commit", |t| {
        t.section_in_git("Nothing to commit", store::plain());
        t.each(&["commit", "commit --json", "commit --dry-run"]);
        t.heading("One task");
        t.quietly("update 2 --status doing");
        t.each(&["commit --dry-run", "commit --dry-run --json", "commit"]);
        t.git_shown("log -1 --format=%B");
        t.heading("Several tasks, words of one's own");
        t.quietly("update 1-2 --note 督查 --by 市教委 --on 2025-04-01");
        t.quietly("update 1 --due 2025-07-31 --reason 延期");
        t.pjt("commit --message 九月督查");
        t.git_shown("log -1 --format=%B");
        t.quietly("update 2 --evidence a.pdf --missing-ok");
        t.pjt("commit --json");
        t.heading("By the command that writes");
        t.each(&[
            "update 2 --evidence b.pdf --missing-ok --commit",
            "update 2 --evidence c.pdf --missing-ok --commit --json",
            "update 2 --evidence c.pdf --missing-ok --commit",
        ]);
        t.heading("Made by hand");
        t.edit("data/jiaoyu-2025/plan.yaml", "title: 建设平台", "title: 建设大平台");
        t.edit("data/departments.yaml", "- name: 市财政局", "- name: 市财政局\n  full: 上海市财政局");
        t.remove(&format!("{TASKS}/004.yaml"));
        t.pjt("commit");
        t.git(&format!("checkout -q {TASKS}/004.yaml"));
        t.pjt("commit");
        t.git_shown("log -1 --format=%B");
        t.heading("What can't be read is not committed");
        t.write(&format!("{TASKS}/001.yaml"), "id: 1\ncontent: [\n");
        t.pjt("commit");
        t.git("checkout -q data");
        t.heading("Nobody is known");
        t.quietly("update 2 --evidence d.pdf --missing-ok");
        t.pjt_with(
            "commit",
            &[
                ("GIT_AUTHOR_NAME", ""),
                ("GIT_AUTHOR_EMAIL", ""),
                ("GIT_COMMITTER_NAME", ""),
                ("GIT_COMMITTER_EMAIL", ""),
            ],
        );
        t.heading("A hook refuses");
        t.write(".git/hooks/pre-commit", "#!/bin/sh\necho 'no commits today' >&2\nexit 1\n");
        executable(t, ".git/hooks/pre-commit");
        t.each(&["commit", "update 2 --evidence e.pdf --missing-ok --commit"]);
        t.remove(".git/hooks/pre-commit");
        t.heading("On no branch");
        t.git("checkout -q --detach");
        t.pjt("commit");
        t.heading("A merge is not finished");
        t.write(".git/MERGE_HEAD", format!("{}\n", t.sandbox.git(&["rev-parse", "HEAD"]).trim()));
        t.each(&["commit", "undo --yes"]);
        t.remove(".git/MERGE_HEAD");
        for (file, _) in [("CHERRY_PICK_HEAD", ""), ("REVERT_HEAD", "")] {
            t.write(&format!(".git/{file}"), format!("{}\n", t.sandbox.git(&["rev-parse", "HEAD"]).trim()));
            t.pjt("commit");
            t.remove(&format!(".git/{file}"));
        }
        t.write(".git/rebase-merge/x", "");
        t.pjt("commit");
    });
}

fn executable(t: &Transcript, path: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(t.sandbox.path(path), std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn undo() {
    snapshot("undo", |t| {
        t.section_in_git("Nothing of pjt's own", store::plain());
        t.each(&["undo", "undo --yes", "undo --json", "redo --yes"]);
        with_history(t, "The last commit");
        t.each(&["undo --dry-run", "undo --dry-run --json", "undo", "undo --yes", "log -n 1"]);
        t.git_shown("log -1 --format=%B");
        t.each(&["redo --dry-run", "redo", "redo --yes", "log -n 1"]);
        t.git_shown("log -1 --format=%B");
        t.pjt("undo --yes");
        t.heading("The one before, for a script");
        t.each(&["undo --yes --json", "undo --yes", "redo --yes --json"]);
        with_history(t, "Changed since");
        t.edit(&format!("{TASKS}/002.yaml"), "方案.pdf", "别的.pdf");
        t.each(&["undo HEAD --dry-run", "undo HEAD --yes"]);
        t.heading("What is not committed");
        t.each(&[
            "undo --dry-run",
            "undo",
            "undo --yes",
            "redo --dry-run",
            "redo",
            "redo --yes",
            "redo --yes",
        ]);
        t.each(&["undo --yes --json", "redo --yes --json"]);
        t.heading("Staged otherwise");
        t.git("add data");
        t.edit(&format!("{TASKS}/002.yaml"), "别的.pdf", "又一.pdf");
        t.pjt("undo --yes");
        t.git("add data");
        t.heading("It can't be put back");
        t.pjt("undo --yes");
        t.edit(&format!("{TASKS}/002.yaml"), "方案.pdf", "后来.pdf");
        t.pjt("redo --yes");
        t.write(".git/pjt-undone/000001/list.json", "[");
        t.pjt("redo --yes");
        with_history(t, "Refused");
        t.each(&["undo HEAD~3 --yes", "undo HEAD~9 --yes"]);
        t.git("branch side HEAD~1");
        t.edit(&format!("{TASKS}/001.yaml"), "上线", "试运行");
        t.commit_all("手改");
        t.each(&["undo --yes", "undo HEAD~1 --yes", "undo HEAD~2 --yes"]);
        t.git("checkout -q side");
        t.each(&["undo main --yes"]);
        t.git("revert --no-edit HEAD");
        t.each(&["undo HEAD~1 --yes"]);
        with_history(t, "Somebody else's, a pushed one");
        let url = format!("file://{}", t.sandbox.path("").display());
        t.git(&format!("clone -q {url} clone"));
        t.each(&["undo --yes --store clone", "undo HEAD --dry-run --store clone"]);
        t.git("commit -q --amend --no-edit --author=王五<w@example.org>");
        t.each(&["undo --yes", "undo HEAD --yes"]);
        with_history(t, "A shallow clone, a merge, a store that was moved");
        let url = format!("file://{}", t.sandbox.path("").display());
        t.git(&format!("clone -q --depth 1 {url} shallow"));
        t.pjt("undo --yes --store shallow");
        t.git("checkout -q -b side HEAD~1");
        t.quietly("update 1 --evidence 验收.pdf --missing-ok --commit");
        t.git("checkout -q main");
        t.git("merge -q -m merged side");
        t.pjt("undo --yes");
        t.git("mv data ledger");
        t.git("commit -q -m moved");
        t.each(&["undo side --yes --store ledger"]);
        with_history(t, "A hook refuses");
        t.write(".git/hooks/pre-commit", "#!/bin/sh\necho 'no commits today' >&2\nexit 1\n");
        executable(t, ".git/hooks/pre-commit");
        t.each(&["undo --yes", "diff"]);
        t.remove(".git/hooks/pre-commit");
        t.heading("One that was stopped");
        let made = t.sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
        let mark = serde_json::json!({"command": "undo", "undoes": made, "head": made, "store": "data/"});
        t.write(".git/pjt-undo.json", mark.to_string());
        let before = t.sandbox.git(&["show", &format!("HEAD~1:{TASKS}/002.yaml")]);
        t.write(&format!("{TASKS}/002.yaml"), before);
        t.pjt("redo --yes");
        t.write(".git/pjt-undo.json", mark.to_string());
        t.pjt("undo --yes");
    });
}

#[test]
fn sparse() {
    snapshot("sparse", |t| {
        t.section_in_git("What a sparse checkout leaves out", store::plain());
        t.git(&format!("sparse-checkout set --no-cone /* !/{TASKS}/002.yaml"));
        t.each(&["list --columns id,status", "diff", "update 2 --status doing"]);
    });
}
