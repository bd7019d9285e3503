//! What somebody pushes or hands over: no program of theirs is run, nothing of theirs is done in another one's name,
//! and nothing waits for them. Unix only: programs are scripts here.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, time::Duration};

use crate::sandbox::{PATIENCE, Sandbox, sha256};

const TASK: &str = "data/chanjiao-2021-2025/tasks/001.yaml";

/// Makes `at` look like a repository to a git that is started there: nothing but ordinary files, which anybody can
/// push. Its configuration names a program that leaves a trace.
fn hide_repository(sandbox: &Sandbox, at: &str, bare: bool) -> String {
    let trace = sandbox.path(&format!(".git/ran-{}", at.replace('/', "-")));
    sandbox
        .write(&format!("{at}/HEAD"), "ref: refs/heads/main\n")
        .write(&format!("{at}/objects/info/x"), "")
        .write(&format!("{at}/refs/heads/.x"), "")
        .write(
            &format!("{at}/config"),
            format!(
                "[core]\n\trepositoryformatversion = 0\n\tbare = {bare}\n{}\tfsmonitor = \"touch '{}'; false\"\n",
                if bare { "" } else { "\tworktree = ../..\n" },
                trace.display()
            ),
        );
    trace.display().to_string()
}

#[test]
fn a_repository_hidden_among_the_files_of_a_store_is_content() {
    for bare in [false, true] {
        for at in ["data", "data/chanjiao-2021-2025", "."] {
            let sandbox = Sandbox::with_seed();
            let trace = hide_repository(&sandbox, at, bare);
            sandbox.git(&["add", "-A", "-f"]);
            sandbox.git(&["commit", "-qm", "files"]);
            sandbox.pjt("log").fine();
            let said = sandbox.pjt("update 1 --status doing --commit");
            said.fine();
            assert!(!Path::new(&trace).exists(), "{at}: {}", said.whole());
            assert!(sandbox.git(&["show", &format!("HEAD:{TASK}")]).contains("in_progress"), "{at}");
            sandbox.pjt("undo --yes").fine();
            // what a hook asks about is what the clone has staged, and not what the hidden one has
            sandbox.write(TASK, sandbox.read(TASK).replace("not_started", "closed"));
            sandbox.git(&["add", TASK]);
            assert_eq!(sandbox.pjt("check --staged").code, 5, "{at}");
            sandbox.pjt("init --git").fine();
            assert!(sandbox.git(&["config", "--local", "merge.pjt.driver"]).contains("pjt"), "{at}");
            assert!(!Path::new(&trace).exists(), "{at}");
        }
    }
}

#[test]
fn a_store_that_looks_like_a_repository_itself_is_in_none() {
    for bare in [false, true] {
        let sandbox = Sandbox::with_seed();
        let trace = hide_repository(&sandbox, "data", bare);
        fs::rename(sandbox.path(".git"), sandbox.path("elsewhere")).unwrap();
        for words in ["update 1 --status doing --commit", "log", "commit", "check --staged", "undo"] {
            let said = sandbox.pjt(words);
            assert_ne!(said.code, 0, "{words}: {}", said.whole());
            assert!(said.stderr.contains("git 仓库"), "{words}: {}", said.whole());
        }
        assert!(!Path::new(&trace).exists());
    }
}

#[test]
fn repairing_runs_nothing_that_the_repository_names() {
    let sandbox = Sandbox::with_seed();
    let trace = |name: &str| format!("touch '{}'", sandbox.path(&format!(".git/ran-{name}")).display());
    for (key, value) in [
        ("core.fsmonitor", format!("{}; false", trace("fsmonitor"))),
        ("filter.x.clean", format!("{}; cat", trace("clean"))),
        ("filter.x.smudge", format!("{}; cat", trace("smudge"))),
        ("filter.x.process", trace("process")),
        ("diff.x.textconv", format!("{}; cat", trace("textconv"))),
        ("core.pager", trace("pager")),
        ("core.editor", trace("editor")),
        ("core.sshCommand", trace("ssh")),
        ("core.askPass", trace("askpass")),
        ("core.alternateRefsCommand", trace("alternates")),
        ("credential.helper", format!("!{}", trace("credential"))),
        ("gpg.program", trace("gpg")),
        ("alias.update-index", format!("!{}", trace("alias"))),
    ] {
        sandbox.git(&["config", key, &value]);
    }
    sandbox.write(".git/info/attributes", "* filter=x diff=x\n");
    for hook in ["post-index-change", "pre-commit", "post-checkout", "reference-transaction"] {
        sandbox.write(&format!(".git/hooks/{hook}"), format!("#!/bin/sh\n{}\n", trace(hook)));
        let path = sandbox.path(&format!(".git/hooks/{hook}"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mark = r#"{"locks":[],"files":["chanjiao-2021-2025/tasks/001.yaml"]}"#;
    sandbox.write(".git/pjt-commit.json", mark).write(TASK, sandbox.read(TASK) + "# x\n");
    for words in ["doctor", "doctor --fix"] {
        let said = sandbox.pjt(words);
        assert!(said.code == 5 && said.stdout.contains(".git/info/attributes"), "{}", said.whole());
        assert_eq!(said.stdout.matches("  --> ").count(), 1, "{}", said.whole());
    }
    assert!(!sandbox.path(".git/pjt-commit.json").exists(), "it was looked at");
    let ran: Vec<_> = fs::read_dir(sandbox.path(".git"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().starts_with("ran-"))
        .collect();
    assert!(ran.is_empty(), "{ran:?}");
}

#[test]
fn the_index_hears_of_a_commit_that_was_made_when_git_was_killed() {
    let sandbox = Sandbox::with_seed();
    sandbox.write(TASK, sandbox.read(TASK).replace("not_started", "in_progress"));
    sandbox.git(&["commit", "-qam", "made"]);
    // the index as it was before the commit
    sandbox.git(&["reset", "-q", "HEAD~", "--", TASK]);
    sandbox.write(".git/pjt-commit.json", r#"{"locks":[],"files":["chanjiao-2021-2025/tasks/001.yaml"]}"#);
    sandbox.pjt("doctor --fix").fine();
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

/// A hook that kills the git that runs it.
fn with_deadly_hook(sandbox: &Sandbox) {
    let hook = sandbox.path(".git/hooks/pre-commit");
    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\nkill -9 $PPID\nsleep 0.2\n");
    fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_git_that_is_killed_while_pjt_lives_blocks_nobody() {
    for remedy in ["commit", "doctor --fix"] {
        let sandbox = Sandbox::with_seed();
        with_deadly_hook(&sandbox);
        let said = sandbox.pjt("update 1 --status doing --commit");
        assert_eq!(said.code, 1, "{}", said.whole());
        assert!(sandbox.path(".git/pjt-commit.json").exists(), "git was killed in the middle");
        fs::remove_file(sandbox.path(".git/hooks/pre-commit")).unwrap();
        sandbox.pjt(remedy).fine();
        assert!(!sandbox.path(".git/index.lock").exists(), "{remedy}");
        assert!(!sandbox.path(".git/pjt-commit.json").exists(), "{remedy}");
        if remedy != "commit" {
            sandbox.pjt("commit").fine();
        }
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "{remedy}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_lock_of_another_git_goes_only_when_it_is_old_and_nobody_is_at_work() {
    let sandbox = Sandbox::with_seed();
    let lock = sandbox.path(".git/index.lock");
    let old = std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let make_old = || fs::File::options().write(true).open(&lock).unwrap().set_modified(old).unwrap();

    sandbox.write(".git/index.lock", "");
    assert_eq!(sandbox.pjt("doctor --fix").code, 5, "a young lock may be somebody's");
    make_old();
    let open = fs::File::open(&lock).unwrap();
    assert_eq!(sandbox.pjt("doctor --fix").code, 5, "a program has it open");
    drop(open);
    let mut git = sandbox
        .command("git")
        .args(["cat-file", "--batch"])
        .current_dir(sandbox.path("data"))
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    assert_eq!(sandbox.pjt("doctor --fix").code, 5, "a git is at work in the repository");
    git.kill().unwrap();
    git.wait().unwrap();
    assert!(lock.exists());
    sandbox.pjt("doctor --fix").fine();
    assert!(!lock.exists());
    sandbox.pjt("update 1 --status doing --commit").fine();
}

#[test]
fn an_operation_that_somebody_pushed_is_done_in_nobodys_name() {
    let origin = Sandbox::with_seed();
    let before = origin.read(TASK);
    let after = before.replace("not_started", "done");
    let path = TASK.trim_start_matches("data/");
    let step =
        serde_json::json!({"file": {"path": path, "before": sha256(&before), "after": sha256(&after)}});
    origin.write("data/.pjt-operation/0", &after);
    origin.begin_operation(&[step]);
    origin.git(&["add", "-A", "-f"]);
    assert_eq!(origin.pjt("check --staged").code, 5);
    origin.git(&["commit", "-qm", "files"]);
    assert_eq!(origin.pjt("check --range HEAD~..HEAD").code, 5);
    // A merge that takes it in by itself is no better.
    let merger = Sandbox::clone_of(&origin);
    merger.git(&["branch", "-q", "side", "HEAD~"]);
    merger.git(&["reset", "-q", "--soft", "HEAD~"]);
    let tree = merger.git(&["write-tree"]);
    let merge = ["commit-tree", tree.trim(), "-p", "HEAD", "-p", "side^{commit}", "-m", "merged"];
    let apart = merger.git(&["commit-tree", "side^{tree}", "-p", "side", "-m", "apart"]);
    merger.git(&["branch", "-qf", "side", apart.trim()]);
    let merged = merger.git(&merge);
    let said = merger.pjt(&format!("check --range HEAD..{}", merged.trim()));
    assert!(said.code == 5 && said.stdout.contains("开始它的那台电脑"), "{}", said.whole());

    let clone = Sandbox::clone_of(&origin);
    for words in ["update 2 --status doing", "commit", "doctor"] {
        let said = clone.pjt(words);
        assert_ne!(said.code, 0, "{words}: {}", said.whole());
        assert_eq!(clone.read(TASK), before, "{words}");
    }
    assert!(clone.pjt("check --lang en").stdout.contains("[foreign-operation]"));
    clone.pjt("list").fine();
    assert!(clone.pjt("doctor --fix").stderr.contains(".pjt-aside-1"));
    clone.pjt("update 2 --status doing").fine();
    assert_eq!(clone.read(TASK), before);

    // and without a list, nothing of it is thrown away
    let clone = Sandbox::clone_of(&origin);
    fs::rename(clone.path("data/.pjt-operation/operation.json"), clone.path("data/.pjt-operation/mine.docx"))
        .unwrap();
    assert_eq!(clone.pjt("update 2 --status doing").code, 4);
    assert!(clone.path("data/.pjt-operation/mine.docx").exists());
}

#[test]
fn a_document_that_is_no_file_is_refused_at_once() {
    let sandbox = Sandbox::with_seed();
    let made = std::process::Command::new("mkfifo").arg(sandbox.path("pipe.docx")).status();
    assert!(made.unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(sandbox.path("socket.txt")).unwrap();
    std::os::unix::fs::symlink(sandbox.path("pipe.docx"), sandbox.path("link.docx")).unwrap();
    fs::create_dir(sandbox.path("folder.docx")).unwrap();
    sandbox.write("data/chanjiao-2021-2025/plan.yaml", {
        let plan = sandbox.read("data/chanjiao-2021-2025/plan.yaml");
        let file = plan.lines().find(|line| line.trim().starts_with("file:")).unwrap().to_owned();
        plan.replace(&file, "  file: ../pipe.docx")
    });
    for file in ["pipe.docx", "link.docx", "socket.txt", "folder.docx", "/dev/zero", "/dev/tty"] {
        for words in [format!("import {file} --dry-run --plan x"), format!("check --source {file}")] {
            let began = std::time::Instant::now();
            let said = sandbox.pjt(&words);
            assert_eq!(said.code, 1, "{words}: {}", said.whole());
            assert!(said.stderr.contains("普通文件"), "{words}: {}", said.whole());
            assert!(began.elapsed() < PATIENCE, "{words}");
        }
    }
    // the plan names one as its source
    let began = std::time::Instant::now();
    assert!((0..=5).contains(&sandbox.pjt("check").code) && began.elapsed() < PATIENCE);
    // a link to a document is one
    std::os::unix::fs::symlink(sandbox.path("seeds"), sandbox.path("linked")).unwrap();
    sandbox.pjt("import linked/chanjiao-2021-2025.txt --dry-run --plan x").fine();
}

#[test]
fn signs_that_act_leave_escaped_or_shown_and_come_back_the_same() {
    let signs = "甲\u{9b}31m\u{202e}\u{200b}\u{180e}\u{7f}\u{85}\u{e0001}乙";
    let escaped = r"甲\x9b31m\u202e\u200b\u180e\x7f\x85\U000e0001乙";
    let sandbox = Sandbox::with_seed();
    let quote = |text: String, key: &str| {
        let line = text
            .lines()
            .find(|line| line.trim_start_matches([' ', '-']).starts_with(key))
            .unwrap()
            .to_owned();
        let (front, _) = line.split_once(": ").unwrap();
        text.replacen(&line, &format!("{front}: \"{escaped}\""), 1)
    };
    let notes = format!(
        "notes:\n- date: 2025-01-01\n  by: \"{escaped}\"\n  text: \"{escaped}\"\nevidence:\n- \"{escaped}\"\n"
    );
    sandbox.write(TASK, quote(sandbox.read(TASK), "content: ") + &notes);
    for file in ["data/chanjiao-2021-2025/plan.yaml", "data/departments.yaml"] {
        sandbox
            .write(file, quote(sandbox.read(file), if file.contains("plan") { "title: " } else { "full: " }));
    }
    let plan = sandbox.read("data/chanjiao-2021-2025/plan.yaml");
    let (before, headings) = plan.split_once("key_tasks:").unwrap();
    sandbox.write(
        "data/chanjiao-2021-2025/plan.yaml",
        format!("{before}key_tasks:{}", quote(headings.to_owned(), "title: ")),
    );
    // The title of a column that came along is the document's, too.
    sandbox.write(
        TASK,
        format!("{}\nextra:\n- title: \"{escaped}\"\n  text: \"{escaped}\"\n", sandbox.read(TASK)),
    );
    let with_author = [("GIT_AUTHOR_NAME", signs)];
    sandbox.git_with(&["commit", "-qam", signs], &with_author);
    for words in [
        "list --json",
        "list --format jsonl",
        "list --format yaml",
        "list --format tsv",
        "list --format md",
        "list",
        "show 1",
        "show 1 --json",
        "stats --by key-task",
        "stats --by key-task --json",
        "stats --by key-task --format yaml",
        "departments",
        "departments --json",
        "departments --format yaml",
        "export --format json",
        "export --format html",
        "export --format md",
        "diff HEAD~..HEAD",
        "diff HEAD~..HEAD --json",
        "diff HEAD~..HEAD --format html",
        "diff HEAD~..HEAD --format md",
        "log",
        "log --json",
        "blame 1",
        "blame 1 --json",
        "check",
        "check --json",
    ] {
        let said = sandbox.pjt(words);
        let acting: Vec<char> = (said.stdout.chars().chain(said.stderr.chars()))
            .filter(|c| pjt::text::is_unsafe_char(*c) && *c != '\t')
            .collect();
        assert!(acting.is_empty(), "{words}: {acting:?}");
    }
    // What is no answer but an error repeats words that were typed, and names of files.
    sandbox.write("data/chanjiao-2021-2025/tasks/x\u{202e}\u{9b}31m.yaml", "");
    for words in [
        &["list", "--at", "\u{202e}x\u{9b}", "--json"][..],
        &["stats", "--json"],
        &["list", "--json"],
        &["check", "--json"],
        &["show", "x\u{202e}", "--json"],
        &["list", "--plan", "x\u{9b}", "--json"],
        &["list", "--dept", "\u{202e}x", "--json"],
        &["x\u{202e}", "--json"],
        &["list", "--at", "\u{202e}x"],
        &["x\u{202e}"],
    ] {
        let said = sandbox.pjt_with(words, &[]);
        let acts = |c: char| pjt::text::is_unsafe_char(c) && c != '\t';
        assert!(said.code != 0 && !(said.stdout.clone() + &said.stderr).contains(acts), "{words:?} {said:?}");
    }
    std::fs::remove_file(sandbox.path("data/chanjiao-2021-2025/tasks/x\u{202e}\u{9b}31m.yaml")).unwrap();
    let content =
        |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["tasks"][0]["content"].clone();
    assert_eq!(content(sandbox.pjt("list --json").fine()), signs);
    assert!(
        sandbox.pjt("export --format csv").fine().contains(signs),
        "values come back exactly from a file"
    );
}

#[test]
fn a_bare_repository_that_is_content_has_no_history() {
    let sandbox = Sandbox::with_seed();
    sandbox.git(&["clone", "-q", "--bare", ".", "copy.git"]);
    // one's own, beside the store, is meant when it is named
    sandbox.pjt("--store copy.git list --at HEAD").fine();
    // as content of the clone it is a folder of the clone, which has no store there
    sandbox.git(&["add", "-f", "copy.git/HEAD", "copy.git/config"]);
    let said = sandbox.pjt("--store copy.git list --at HEAD");
    assert!(said.code == 3 && said.stderr.contains("`copy.git/`"), "{}", said.whole());
}

#[test]
fn a_commit_that_brings_what_no_figure_can_do_without_is_refused() {
    const TASKS: &str = "data/chanjiao-2021-2025/tasks";
    type Bring = fn(&Sandbox);
    let situations: [(&str, Bring); 5] = [
        ("unreadable-file", |sandbox| {
            std::os::unix::fs::symlink("/etc/passwd", sandbox.path(&format!("{TASKS}/099.yaml"))).unwrap();
        }),
        ("file-name", |sandbox| {
            sandbox.write(&format!("{TASKS}/014.YAML"), "x");
        }),
        ("file-name", |sandbox| {
            sandbox.write(&format!("{TASKS}/0014.yaml"), sandbox.read(&format!("{TASKS}/014.yaml")));
        }),
        ("plan-name", |sandbox| {
            sandbox.write("data/Bad Name/tasks/014.yaml", sandbox.read(&format!("{TASKS}/014.yaml")));
        }),
        ("over-limit", |sandbox| {
            sandbox.write("data/office.yaml", format!("name: 督查室\n{}\n", "#".repeat(5 * 1024 * 1024)));
        }),
    ];
    for (code, bring) in situations {
        let sandbox = Sandbox::with_seed();
        // What was there before is not theirs.
        sandbox.write("data/Old Name/tasks/001.yaml", "x");
        sandbox.git(&["add", "-A"]);
        sandbox.git(&["commit", "-qm", "before"]);
        bring(&sandbox);
        sandbox.git(&["add", "-A"]);
        let said = sandbox.pjt("check --staged");
        let is_told = |text: &str| {
            [code, "unreadable-file", "untold-change"].iter().any(|code| text.contains(&format!("[{code}]")))
        };
        assert!(said.code == 5 && is_told(&said.whole()), "{code}: {}", said.whole());
        assert!(!said.whole().contains("Old Name"), "{code}: {}", said.whole());
        sandbox.git(&["commit", "-qm", "brought", "--no-verify"]);
        let said = sandbox.pjt("check --range HEAD~..HEAD");
        assert!(said.code == 5 && is_told(&said.whole()), "{code}: {}", said.whole());
        assert!(!said.whole().contains("Old Name"), "{code}: {}", said.whole());
    }
}
