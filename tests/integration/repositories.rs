//! Repositories as people have them: settings of their own, sparse and linked working trees, folders with old names,
//! owners that are somebody else.

use crate::sandbox::Sandbox;

const TASKS: &str = "data/chanjiao-2021-2025/tasks";

#[test]
fn a_message_is_stored_and_read_whatever_encodings_the_repository_asks_for() {
    for setting in ["i18n.commitEncoding", "i18n.logOutputEncoding"] {
        let sandbox = Sandbox::with_seed();
        sandbox.git(&["config", setting, "GBK"]);
        sandbox.pjt("update 14 --due 2025-10-01 --commit -m 九月督查").fine();
        let raw = sandbox.git(&["cat-file", "commit", "HEAD"]);
        assert!(raw.contains("\n\n九月督查\n") && !raw.contains("encoding"), "{raw}");
        assert!(sandbox.pjt("log -n 1").fine().contains("九月督查"));
        let said = sandbox.pjt("undo --yes");
        assert!(said.stderr.contains("九月督查"), "{}", said.whole());
        assert!(sandbox.git(&["cat-file", "commit", "HEAD"]).contains("撤销：九月督查"));
    }
    // A commit that somebody else stored in GBK is read by what it says of itself.
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status doing").fine();
    sandbox.git(&["-c", "i18n.commitEncoding=UTF-8", "add", "-A"]);
    let gbk = [0xbe, 0xc5, 0xd4, 0xc2, b'\n'];
    sandbox.write("message", gbk);
    sandbox.git(&["-c", "i18n.commitEncoding=GBK", "commit", "-qF", "message", "--", "data"]);
    assert!(sandbox.pjt("log -n 1").fine().contains("九月"), "{}", sandbox.pjt("log -n 1").whole());
}

#[test]
fn a_message_stays_as_it_was_written_whatever_counts_as_a_comment() {
    let settings = [
        ("commit.cleanup", "strip"),
        ("commit.cleanup", "scissors"),
        ("core.commentChar", "九"),
        ("core.commentChar", "P"),
        ("trailer.separators", "="),
    ];
    for (setting, value) in settings {
        let sandbox = Sandbox::with_seed();
        sandbox.git(&["config", setting, value]);
        for subject in ["#12 九月督查", "九月督查"] {
            sandbox.pjt_with(&["update", "14", "--note", subject, "--commit", "-m", subject], &[]).fine();
            let message = sandbox.git(&["log", "-1", "--format=%B"]);
            assert!(message.starts_with(&format!("{subject}\n\n14 ")), "{setting}={value}: {message}");
            assert!(
                message.contains("\nPjt-Command: update\nPjt-Task: 14\n"),
                "{setting}={value}: {message}"
            );
        }
        sandbox.pjt("undo --yes").fine();
        // In the editor, too.
        sandbox.pjt("update 3 --status doing").fine();
        let edited = ["commit", "--edit", "-m", "#3 督查"];
        sandbox.pjt_with(&edited, &[("GIT_EDITOR", "true")]).fine();
        let message = sandbox.git(&["log", "-1", "--format=%B"]);
        assert!(
            message.starts_with("#3 督查\n\n3 ") && !message.contains(">8"),
            "{setting}={value}: {message}"
        );
    }
}

#[test]
fn conflict_markers_of_any_size_are_conflicts() {
    for size in ["5", "12", "40"] {
        let sandbox = Sandbox::with_seed();
        sandbox.write(".gitattributes", format!("*.yaml conflict-marker-size={size}\n"));
        sandbox.git(&["add", "-A"]);
        sandbox.git(&["commit", "-qm", "attributes"]);
        sandbox.git(&["checkout", "-qb", "side"]);
        sandbox.pjt("update 14 --status doing --commit").fine();
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox.pjt("update 14 --status done --note 上线 --commit").fine();
        assert_ne!(sandbox.git_ends(&["merge", "-q", "side"]), 0);
        let listed = sandbox.pjt("list --json");
        assert!(listed.json()["warnings"][0]["code"] == "conflict-markers", "{}", listed.whole());
        let said = sandbox.pjt("resolve --ours");
        assert_eq!(said.code, 0, "{size}: {}", said.whole());
        let text = sandbox.read(&format!("{TASKS}/014.yaml"));
        assert!(text.contains("status: done") && !text.contains("==="), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn the_hook_lets_pass_what_has_no_store() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("init --git --hook").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "attributes"]);
    sandbox.git(&["checkout", "-q", "--orphan", "pages"]);
    sandbox.git(&["rm", "-rfq", "."]);
    sandbox.write("index.html", "hi\n");
    sandbox.git(&["add", "index.html"]);
    sandbox.git(&["commit", "-qm", "pages"]);
    sandbox.write("index.html", "hello\n");
    sandbox.git(&["commit", "-qam", "pages"]);
    // Where there is one, nothing slips through for a directory that is gone.
    sandbox.git(&["checkout", "-q", "main"]);
    std::fs::remove_file(sandbox.path(&format!("{TASKS}/014.yaml"))).unwrap();
    assert_ne!(sandbox.git_ends(&["commit", "-qam", "removed"]), 0);
    sandbox.git(&["checkout", "-q", "--", "data"]);
    sandbox.git(&["rm", "-rq", "data"]);
    assert_ne!(sandbox.git_ends(&["commit", "-qm", "removed"]), 0);
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_in_the_store_all_the_same() {
    let sandbox = Sandbox::with_seed();
    let pattern = format!("!/{TASKS}/00[45].yaml");
    sandbox.git(&["sparse-checkout", "set", "--no-cone", "/*", &pattern]);
    assert!(!sandbox.path(&format!("{TASKS}/004.yaml")).exists());
    assert!(sandbox.pjt("list").fine().contains("共 43 项"), "{}", sandbox.pjt("list").whole());
    assert_eq!(sandbox.pjt("stats --json").json(), Sandbox::with_seed().pjt("stats --json").json());
    assert!(sandbox.pjt("diff").fine().is_empty());
    assert_eq!(sandbox.pjt("check").whole(), "");
    let said = sandbox.pjt("update 4 --status doing");
    assert_eq!(said.code, 4, "{}", said.whole());
    assert!(said.stderr.contains("部分检出") && said.stderr.contains("004.yaml"), "{}", said.stderr);
    sandbox.pjt("update 3 --status doing --commit").fine();
    sandbox.pjt("update 3 --note 启动").fine();
    sandbox.pjt("commit").fine();
    sandbox.pjt("undo --yes").fine();
    assert!(sandbox.git(&["status", "--porcelain"]).is_empty());
    assert_eq!(sandbox.git(&["ls-tree", "-r", "--name-only", "HEAD", "--", "data"]).lines().count(), 46);
    // The same in a linked working tree, whose list is its own.
    sandbox.git(&["sparse-checkout", "disable"]);
    sandbox.git(&["worktree", "add", "-q", "linked", "-b", "side"]);
    sandbox.git(&["-C", "linked", "sparse-checkout", "set", "--no-cone", "/*", &pattern]);
    assert!(sandbox.pjt("list --store linked").fine().contains("共 43 项"));
    assert!(sandbox.pjt("diff --store linked").fine().is_empty());
    sandbox.pjt("update 7 --status done --commit --store linked").fine();
    sandbox.pjt("undo --yes --store linked").fine();
}

#[test]
fn a_store_that_a_sparse_checkout_leaves_out_as_a_whole_is_said_to_be_there() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("other/a.txt", "a\n");
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "other"]);
    sandbox.git(&["sparse-checkout", "set", "other"]);
    for (words, lang, told) in [
        ("list", "zh", "git 仓库里有台账 data，但部分检出（sparse checkout）没有把它放进工作区"),
        ("update 3 --status doing", "zh", "部分检出"),
        ("list", "en", "git holds the store data, but the sparse checkout leaves it out"),
        ("list --store data", "en", "git holds the store data, but"),
        ("list --store .", "en", "git holds the store data, but"),
    ] {
        let said = sandbox.pjt(&format!("{words} --lang {lang}"));
        let hint = said.stderr.contains("`git sparse-checkout add`");
        assert!(said.code == 3 && hint && said.stderr.contains(told), "{words}: {}", said.whole());
        assert!(!said.stderr.contains("pjt init"), "{words}: {}", said.whole());
    }
    // What was never there is not.
    assert!(sandbox.pjt("list --store other").stderr.contains("pjt init"));
    sandbox.git(&["sparse-checkout", "add", "data"]);
    assert!(sandbox.pjt("list").fine().contains("共 43 项"));
    // The same of one that is the whole repository.
    let whole = Sandbox::empty();
    whole.copy_seed_to(".");
    std::fs::rename(whole.path("data"), whole.path("store")).unwrap();
    whole.git(&["init", "-q", "store"]);
    whole.write("store/doc/a.txt", "a\n");
    whole.git(&["-C", "store", "add", "-A"]);
    whole.git(&["-C", "store", "commit", "-qm", "seed"]);
    whole.git(&["-C", "store", "sparse-checkout", "set", "--no-cone", "/doc"]);
    for folder in ["store", "store/doc"] {
        let said = whole.program_in(folder, "pjt", &["list"]);
        let told = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.status.code() == Some(3) && told.contains("git 仓库里有台账 .，但部分检出"), "{told}");
        assert!(told.contains("git sparse-checkout disable") && !told.contains("pjt init"), "{told}");
    }
    whole.git(&["-C", "store", "sparse-checkout", "disable"]);
    assert!(whole.program_in("store", "pjt", &["list"]).status.success());
}

#[cfg(unix)]
#[test]
fn hooks_in_the_working_tree_are_not_said_to_be_outside_of_the_repository() {
    for (lang, told, outside) in [
        ("zh", "由 core.hooksPath 指定，不在 git 自己的文件夹里，没有写入", "仓库之外"),
        ("en", "elsewhere than in git's own directory", "outside"),
    ] {
        let sandbox = Sandbox::with_seed();
        sandbox.git(&["config", "core.hooksPath", ".hooks"]);
        let said = sandbox.pjt(&format!("init --git --hook --lang {lang}")).whole();
        assert!(said.contains(told) && said.contains(".hooks") && !said.contains(outside), "{said}");
        assert!(!sandbox.path(".hooks").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_repository_may_lie_in_a_folder_of_any_name() {
    use std::os::unix::ffi::OsStrExt as _;

    let names: [&[u8]; 4] = [b"\xc8\xce\xce\xf1", b"two\nlines", b"true\nfalse\n", "任务 '表'".as_bytes()];
    for name in names {
        let name = std::ffi::OsStr::from_bytes(name);
        // Above the repository, and inside of it.
        let above = Sandbox::in_directory(name).seeded();
        works(&above, "data", &name);
        let inside = Sandbox::with_seed();
        let folder = inside.path("").join(name);
        std::fs::create_dir(&folder).unwrap();
        std::fs::rename(inside.path("data"), folder.join("data")).unwrap();
        inside.git(&["add", "-A"]);
        inside.git(&["commit", "-qm", "moved"]);
        // Words of a command line are Unicode here; a link is reached by a name of its own.
        std::os::unix::fs::symlink(folder.join("data"), inside.path("link")).unwrap();
        works(&inside, "link", &name);
    }
}

#[cfg(unix)]
fn works(sandbox: &Sandbox, store: &str, name: &dyn std::fmt::Debug) {
    let pjt = |words: &str| {
        let said = sandbox.pjt(&format!("--store {store} {words}"));
        assert_eq!(said.code, 0, "{name:?}: {words}: {}", said.whole());
        said
    };
    pjt("init --git --hook");
    pjt("commit -m attributes");
    pjt("update 14 --status doing --commit");
    pjt("update 14 --note 平台上线");
    assert!(pjt("diff").stdout.contains("平台上线"), "{name:?}");
    pjt("commit");
    assert!(pjt("log 14 -n 2").stdout.contains("未启动 → 推进中"), "{name:?}");
    assert!(pjt("blame 14").stdout.contains("推进中"), "{name:?}");
    assert!(pjt("list --at HEAD --status doing").stdout.contains("43 项中的 1 项"), "{name:?}");
    pjt("undo --yes");
    assert!(pjt("diff").stdout.is_empty(), "{name:?}");
    // The hook finds its store.
    pjt("update 3 --status doing");
    sandbox.git(&["commit", "-qam", "by git"]);
    sandbox.write("extra", "");
    let state = sandbox.git(&["status", "--porcelain", "--untracked-files=no"]);
    assert!(state.is_empty(), "{name:?}: {state}");
}

#[cfg(unix)]
#[test]
fn a_repository_of_somebody_else_is_read_when_the_user_trusts_it() {
    let sandbox = Sandbox::with_seed();
    // Only the superuser can give files away.
    let chown = |path: &std::path::Path| std::os::unix::fs::chown(path, Some(65534), Some(65534));
    if chown(&sandbox.path(".git")).is_err() {
        return;
    }
    for place in ["", "data"] {
        chown(&sandbox.path(place)).unwrap();
    }
    let said = sandbox.pjt("log -n 1");
    assert_eq!(said.code, 1, "{}", said.whole());
    assert!(said.stderr.contains("另一个用户") && said.stderr.contains("safe.directory"), "{}", said.stderr);
    let home = sandbox.path("").canonicalize().unwrap().display().to_string();
    let home = home.trim_end_matches('/');
    let named = format!("[safe]\n directory = {home}\n");
    let reset = format!("[safe]\n directory = {home}\n directory =\n");
    for (settings, is_trusted) in [
        (named.as_str(), true),
        ("[safe]\n directory = *\n", true),
        ("[include]\n path = more\n", true),
        ("[safe]\n directory = /elsewhere\n", false),
        (reset.as_str(), false),
    ] {
        sandbox.write(".gitconfig", settings).write("more", &named);
        let said = sandbox.pjt("log -n 1");
        assert_eq!(said.code, i32::from(!is_trusted), "{settings}: {}", said.whole());
    }
    // What the repository says of itself does not count.
    sandbox.write(".gitconfig", "");
    sandbox.write(".git/config", format!("[core]\n\trepositoryformatversion = 0\n{named}"));
    assert_eq!(sandbox.pjt("log -n 1").code, 1);
}

#[test]
fn a_partial_clone_says_what_is_not_here_and_how_to_get_it() {
    let sandbox = Sandbox::with_seed();
    sandbox.git(&["config", "uploadpack.allowFilter", "true"]);
    sandbox.pjt("update 3 --status doing --commit").fine();
    let first = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let url = format!("file://{}", sandbox.path("").display());
    for filter in ["--filter=blob:none", "--filter=tree:0"] {
        let partial = Sandbox::empty();
        partial.git(&["clone", "-q", filter, &url, "."]);
        assert!(partial.pjt("list").fine().contains("共 43 项"));
        partial.pjt("update 4 --status doing --commit").fine();
        if filter == "--filter=blob:none" {
            partial.pjt("undo --yes").fine();
            partial.pjt("redo --yes").fine();
        }
        let state = || (partial.git(&["rev-parse", "HEAD"]), partial.git(&["status", "--porcelain"]));
        let before = state();
        let questions = [
            "log -n 9",
            &format!("diff {first}~1"),
            &format!("check --range {first}~1..{first}"),
            &format!("undo {first} --yes"),
        ];
        for command in questions {
            let said = partial.pjt(command);
            assert_eq!(said.code, 1, "{filter}: {command}: {}", said.whole());
            assert!(said.stderr.contains("git fetch --refetch --no-filter"), "{command}: {}", said.whole());
        }
        if filter == "--filter=blob:none" {
            // Nobody is named for a value that may be older, and what can't be compared is not left out in silence.
            let blame = partial.pjt("blame 3");
            let (content, status) = blame.fine().split_once("推进中").unwrap();
            assert!(content.contains(&format!("{} 或更早", &first[..8])), "{}", blame.whole());
            assert!(status.contains(&format!("{} 或更早", &first[..8])), "{}", blame.whole());
            // What is not here is in no count, and beside each count it is said.
            let log = partial.pjt("log");
            assert!(log.stdout.contains("42 项任务，另有 1 项读不了"), "{}", log.whole());
            assert!(log.stderr.contains("有 2 次提交改了什么看不全"), "{}", log.whole());
            assert_eq!(
                partial.pjt("log --lang en").stderr.matches("[untold-change]").count(),
                1,
                "{}",
                log.whole()
            );
            let stat = partial.pjt(&format!("diff {first}~1..{first} --stat"));
            assert_eq!(stat.stdout, "0 项任务有变化\n另有 1 个文件读不了，改了什么没有列出，也没有计入\n");
            let paper = partial.pjt(&format!("diff {first}~1..{first} --format md"));
            assert!(paper.stdout.contains("另有 1 个文件读不了"), "{}", paper.whole());
            let list = partial.pjt(&format!("list --changed-since {first}~1"));
            assert!(
                !list.whole().contains("个文件读不了") && !list.whole().contains("读出"),
                "{}",
                list.whole()
            );
            assert!(list.stderr.contains("1 个文件原来的内容读不了"), "{}", list.whole());
            for command in ["list", "stats", "list --json", "export --format csv"] {
                let said = partial.pjt(&format!("{command} --changed-since {first}~1"));
                assert!(said.code == 1 && said.whole().contains("003.yaml"), "{command}: {}", said.whole());
            }
        }
        assert_eq!(state(), before);
        partial.git(&["fetch", "-q", "--refetch", "--no-filter"]);
        partial.pjt("log -n 9").fine();
        partial.pjt(&format!("undo {first} --yes")).fine();
        assert!(partial.read(&format!("{TASKS}/003.yaml")).contains("not_started"));
    }
}

#[test]
fn what_a_repository_says_of_parents_beside_its_commits_counts_for_nothing() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 3 --status doing --commit").fine();
    sandbox.write(".git/info/grafts", sandbox.git(&["rev-parse", "HEAD"]));
    assert!(!sandbox.pjt("log -n 1").fine().contains("新增"));
    let said = sandbox.pjt("undo --yes");
    said.fine();
    assert!(sandbox.read(&format!("{TASKS}/003.yaml")).contains("status: not_started"), "{}", said.whole());
    assert!(sandbox.path(&format!("{TASKS}/014.yaml")).exists());
}

#[test]
fn no_hint_names_a_file_that_only_the_source_has() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("init --git");
    assert!(!said.whole().contains("docs/"), "{}", said.whole());
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_files_of_git_is_not_waited_for() {
    for name in [".git", ".git/HEAD", ".git/config", ".git/refs/heads/main", ".git/packed-refs"] {
        let sandbox = Sandbox::with_seed();
        let path = sandbox.path(name);
        if path.is_dir() {
            std::fs::rename(&path, sandbox.path("gone")).unwrap();
        } else if path.exists() {
            std::fs::remove_file(&path).unwrap();
        }
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert!(sandbox.pjt("list").fine().contains("共 43 项"), "{name}");
        let said = sandbox.pjt("log -n 1");
        assert_eq!(said.code, 1, "{name}: {}", said.whole());
        assert!(said.stderr.contains("管道"), "{name}: {}", said.whole());
    }
}
