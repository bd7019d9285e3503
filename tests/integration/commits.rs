//! What `commit` puts into git: the store's changes and nothing else, at once or not at all.

use serde_json::json;

use crate::sandbox::Sandbox;

const FOURTEEN: &str = "data/chanjiao-2021-2025/tasks/014.yaml";
#[test]
fn a_commit_holds_the_stores_changes_and_leaves_other_work_alone() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("notes.txt", "mine");
    sandbox.write("staged.txt", "mine too");
    sandbox.git(&["add", "staged.txt"]);
    sandbox.pjt("update 14 --status done --note 平台上线 --by 市教委").fine();
    let preview = sandbox.pjt("commit --dry-run");
    assert!(preview.fine().starts_with("编号14：状态 未启动 → 已完成，进展 +1\n"), "{}", preview.stdout);
    let said = sandbox.pjt("commit");
    assert!(said.stderr.contains("已提交 "), "{}", said.whole());
    let shown = sandbox.git(&["show", "--format=%B%(trailers:key=Pjt-Task,valueonly)", "--name-only"]);
    assert!(shown.contains("Pjt-Task: 14\n") && shown.contains("平台上线"), "{shown}");
    assert!(shown.ends_with("14\n\n\ndata/chanjiao-2021-2025/tasks/014.yaml\n"), "{shown}");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "A  staged.txt\n?? notes.txt\n");
    let nothing = sandbox.pjt("commit");
    assert!(nothing.fine().is_empty() && nothing.stderr.contains("没有未提交的改动"));
    sandbox.pjt("update 3-5 --status doing --commit --message 九月督查").fine();
    assert_eq!(sandbox.git(&["log", "-1", "--format=%s"]), "九月督查\n");
    let made = sandbox.pjt("update 6 --status doing --commit --json").json();
    assert_eq!(made["changes"][0]["commit"], json!(sandbox.git(&["rev-parse", "HEAD"]).trim()));
}

/// git has ended; what its hook left running is nobody's business here.
#[cfg(unix)]
#[test]
fn a_hook_that_leaves_a_program_running_keeps_nobody_waiting() {
    use std::os::unix::fs::PermissionsExt as _;

    let sandbox = Sandbox::with_seed();
    sandbox.write(".git/hooks/post-commit", "#!/bin/sh\nsleep 90 &\n");
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(sandbox.path(".git/hooks/post-commit"), mode).unwrap();
    let began = std::time::Instant::now();
    let said = sandbox.pjt("update 14 --status done --commit");
    assert!(began.elapsed() < crate::sandbox::PATIENCE, "{:?}", began.elapsed());
    assert_eq!(said.code, 0, "{}", said.whole());
}

#[test]
fn what_may_not_be_committed_is_refused_and_nothing_is_lost() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 3 --status done").fine();
    std::fs::remove_file(sandbox.path(FOURTEEN)).unwrap();
    let said = sandbox.pjt("commit");
    assert_eq!(said.code, 4, "{}", said.whole());
    assert!(said.stderr.contains("不提交删除") && said.stderr.contains("014.yaml"), "{}", said.stderr);
    sandbox.git(&["checkout", "-q", "--", FOURTEEN]);
    // A hook that refuses: the change stays in the file.
    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\necho 不行 >&2\nexit 1\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(sandbox.path(".git/hooks/pre-commit"), mode).unwrap();
        let said = sandbox.pjt("commit");
        assert_eq!(said.code, 1);
        assert!(said.stderr.contains("不行") && said.stderr.contains("pjt commit"), "{}", said.stderr);
    }
    std::fs::remove_file(sandbox.path(".git/hooks/pre-commit")).unwrap();
    sandbox.pjt("commit").fine();
    // In the middle of a merge nothing is written, let alone committed.
    sandbox.write(".git/MERGE_HEAD", sandbox.git(&["rev-parse", "HEAD"]));
    let said = sandbox.pjt("update 5 --status done --commit");
    assert_eq!(said.code, 4, "{}", said.whole());
    assert!(sandbox.numstat().is_empty());
    // No repository at all.
    let lone = Sandbox::empty();
    lone.pjt("init data").fine();
    let said = lone.pjt("commit");
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("不在 git 仓库中") && said.stderr.contains("init --git"), "{}", said.stderr);
}

#[test]
fn many_files_are_committed_at_once_and_alone_in_one_pack() {
    let sandbox = Sandbox::with_seed();
    let rows: String = (1..=600).map(|id| format!("{id},办好第{id}件实事,市教委\n")).collect();
    sandbox.write("many.csv", format!("序号,任务内容,牵头单位\n{rows}"));
    sandbox.write("notes.txt", "x");
    sandbox.git(&["add", "notes.txt"]);
    // The hook sees what is committed, and only that.
    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\ngit diff --cached --name-only | wc -l > seen\n");
    #[cfg(unix)]
    std::fs::set_permissions(
        sandbox.path(".git/hooks/pre-commit"),
        std::os::unix::fs::PermissionsExt::from_mode(0o755),
    )
    .unwrap();
    sandbox.pjt("import many.csv --plan many --commit").fine();
    let committed = sandbox.git(&["show", "--name-only", "--format=", "HEAD"]);
    assert!(committed.lines().count() >= 601 && !committed.contains("notes.txt"), "{committed}");
    #[cfg(unix)]
    assert_eq!(sandbox.read("seen").trim(), committed.lines().count().to_string());
    assert_eq!(sandbox.git(&["status", "--short", "data", "notes.txt"]), "A  notes.txt\n");
    let objects = sandbox.git(&["count-objects", "-v"]);
    assert!(objects.contains("packs: 1\n"), "{objects}");
    sandbox.git(&["fsck", "--strict"]);
    sandbox.pjt("undo --yes").fine();
    assert_eq!(sandbox.git(&["status", "--short", "data", "notes.txt"]), "A  notes.txt\n");
    assert!(!sandbox.path("data/many").exists());
    // A hook that refuses leaves the files as they are, and nothing staged.
    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 1\n");
    let said = sandbox.pjt("import many.csv --plan many --commit");
    #[cfg(unix)]
    assert_eq!(said.code, 1, "{}", said.whole());
    #[cfg(unix)]
    assert_eq!(sandbox.git(&["diff", "--cached", "--name-only"]), "notes.txt\n");
    assert!(!said.stdout.is_empty() || !said.stderr.is_empty());
}

#[cfg(unix)]
#[test]
fn the_index_of_a_commit_of_many_files_becomes_the_repositorys_unless_another_git_changed_that_meanwhile() {
    let sandbox = Sandbox::with_seed();
    let rows: String = (1..=600).map(|id| format!("{id},办好第{id}件实事,市教委\n")).collect();
    sandbox.write("many.csv", format!("序号,任务内容,牵头单位\n{rows}")).write("notes.txt", "x");
    let hook = |lines: &str| {
        sandbox.write(".git/hooks/pre-commit", format!("#!/bin/sh\n{lines}\n"));
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(sandbox.path(".git/hooks/pre-commit"), mode).unwrap();
    };
    let staged = || sandbox.git(&["diff", "--cached", "--name-only"]);
    sandbox.pjt("import many.csv --plan many --commit").fine();
    // It knows every file as it is on the disk, and nothing else is left.
    for command in ["update 1 --plan many --status doing --commit", "undo --yes", "undo --yes", "redo --yes"]
    {
        sandbox.pjt(command).fine();
        sandbox.git(&["diff-files", "--quiet"]);
        assert_eq!(staged(), "", "{command}");
    }
    assert!(sandbox.path("data/many/tasks/600.yaml").exists());
    // What one left that was killed, its mark and its index, goes with the next; the mark may be long.
    let files: Vec<String> = (1..40_000).map(|id| format!("many/tasks/{id:05}.yaml")).collect();
    let mark = serde_json::json!({"locks": ["index.lock"], "files": files});
    sandbox.write(".git/pjt-commit.json", mark.to_string()).write(".git/.pjt-tmp-x/index.lock", "");
    sandbox.pjt("update 2 --plan many --status doing --commit").fine();
    sandbox.pjt("undo --yes").fine();
    hook("env -u GIT_INDEX_FILE git add notes.txt");
    sandbox.pjt("undo --yes").fine();
    assert_eq!(staged(), "notes.txt\n");
    assert!(!sandbox.git(&["show", "--name-only", "--format=", "HEAD"]).contains("notes.txt"));
    let left = std::fs::read_dir(sandbox.path(".git")).unwrap().flatten();
    let left: Vec<_> = left.map(|entry| entry.file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| !name.contains("lock") && !name.contains("pjt-")), "{left:?}");
}

#[test]
fn what_git_was_told_not_to_look_at_is_committed_as_it_stands() {
    let sandbox = Sandbox::with_seed();
    let rows: String = (1..=600).map(|id| format!("{id},办好第{id}件实事,市教委\n")).collect();
    sandbox.write("many.csv", format!("序号,任务内容,牵头单位\n{rows}"));
    sandbox.pjt("import many.csv --plan many --commit").fine();
    for (mark, status) in [("--skip-worktree", "doing"), ("--assume-unchanged", "suspended")] {
        for (ids, file) in [("14", FOURTEEN), ("many/1-600", "data/many/tasks/007.yaml")] {
            sandbox.git(&["update-index", mark, file]);
            let words = ["update", ids, "--status", status, "--note", "x", "--yes", "--commit"];
            let said = sandbox.pjt_with(&words, &[]);
            assert_eq!(said.code, 0, "{mark} {}", said.whole());
            let committed = sandbox.git(&["show", &format!("HEAD:{file}")]);
            assert_eq!(committed, sandbox.read(file), "{mark} {ids}");
        }
    }
    assert_eq!(sandbox.git(&["status", "--short", "data"]), "");
}

/// A file that git can't look at, or that is gone just then, is no removed one.
#[cfg(unix)]
#[test]
fn no_commit_takes_a_file_for_removed_that_git_did_not_find() {
    use std::os::unix::fs::PermissionsExt as _;

    let sandbox = Sandbox::with_seed();
    let path = crate::sandbox::path_with_pjt().into_string().unwrap();
    let moved = format!("[ -e {FOURTEEN} ] && mv {FOURTEEN} away");
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in *update-index*--add*) {moved};; esac\nPATH='{path}' exec git \"$@\"\n"
    );
    sandbox.write("bin/git", script);
    std::fs::set_permissions(sandbox.path("bin/git"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let before = sandbox.git(&["rev-parse", "HEAD"]);
    let shimmed = format!("{}:{path}", sandbox.path("bin").display());
    let words = ["update", "13-14", "--status", "done", "--commit"];
    let said = sandbox.pjt_with(&words, &[("PATH", &shimmed)]);
    assert_eq!(said.code, 1, "{}", said.whole());
    assert!(said.stderr.contains("014.yaml"), "{}", said.stderr);
    assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), before);
    assert_eq!(sandbox.git(&["diff", "--cached", "--name-only"]), "");
    std::fs::rename(sandbox.path("away"), sandbox.path(FOURTEEN)).unwrap();
    sandbox.pjt("commit").fine();
    assert_eq!(sandbox.git(&["status", "--short", "data"]), "");
}

/// The commit is made, and another git holds the index for long: the next command tells it what was committed.
#[test]
fn an_index_that_could_not_be_told_of_a_commit_is_told_by_the_next_command() {
    let sandbox = Sandbox::with_seed();
    let hook = |name: &str, lines: &str| {
        sandbox.write(&format!(".git/hooks/{name}"), format!("#!/bin/sh\n{lines}\n"));
        #[cfg(unix)]
        std::fs::set_permissions(
            sandbox.path(&format!(".git/hooks/{name}")),
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )
        .unwrap();
    };
    hook("post-commit", "touch .git/index.lock");
    let said = sandbox.pjt("update 14 --status done --commit");
    assert_eq!(said.code, 4, "{}", said.whole());
    assert_eq!(sandbox.git(&["log", "--format=%s", "-1", "--", FOURTEEN]).lines().count(), 1);
    hook("post-commit", "");
    std::fs::remove_file(sandbox.path(".git/index.lock")).unwrap();
    assert_eq!(sandbox.git(&["diff", "--cached", "--name-only"]), format!("{FOURTEEN}\n"));
    sandbox.pjt("commit").fine();
    assert_eq!(sandbox.git(&["status", "--short", "data"]), "");
}

/// What was changed while git wrote its index, in the same second and to the same length, looks unchanged but for that.
#[test]
fn a_change_of_the_moment_at_which_git_looked_is_committed() {
    let sandbox = Sandbox::with_seed();
    let date = |path: &str| {
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_750_000_000);
        let file = std::fs::File::options().write(true).open(sandbox.path(path)).unwrap();
        file.set_modified(time).unwrap();
    };
    sandbox.git(&["config", "core.trustctime", "false"]);
    date(FOURTEEN);
    sandbox.git(&["update-index", "-q", "--refresh"]);
    date(".git/index");
    let text = sandbox.read(FOURTEEN);
    sandbox.write(FOURTEEN, text.replace("status: not_started", "status: in_progress"));
    date(FOURTEEN);
    sandbox.pjt("commit").fine();
    assert_eq!(sandbox.git(&["show", &format!("HEAD:{FOURTEEN}")]), sandbox.read(FOURTEEN));
}

/// Git can't remove a lock of its own and says nothing: it would keep everybody from working.
#[cfg(unix)]
#[test]
fn no_lock_stays_behind_a_commit_that_was_made() {
    let sandbox = Sandbox::with_seed();
    sandbox.write(".git/hooks/post-commit", "#!/bin/sh\ntouch .git/packed-refs.lock .git/AUTO_MERGE.lock\n");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(sandbox.path(".git/hooks/post-commit"), mode).unwrap();
    sandbox.pjt("update 14 --status done --commit").fine();
    assert!(
        !sandbox.path(".git/packed-refs.lock").exists() && !sandbox.path(".git/AUTO_MERGE.lock").exists()
    );
    assert!(!sandbox.path(".git/pjt-commit.json").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_commit_that_the_disk_refuses_does_not_say_that_old_content_stands() {
    let sandbox = Sandbox::with_seed();
    // A kilobyte holds a task and no index.
    let line = "trap '' XFSZ; ulimit -f 1; exec pjt --lang en update 20 --status doing --commit";
    let output = sandbox.program_in(".", "bash", &["-c", line]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{said}");
    assert!(sandbox.read("data/chanjiao-2021-2025/tasks/020.yaml").contains("in_progress"), "{said}");
    assert!(said.contains("run `pjt commit`") && !said.contains("old content stands"), "{said}");
}
