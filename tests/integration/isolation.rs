//! git is started as nobody but pjt wants it: no word, no configuration of a repository and no variable of the environment
//! makes it do something else.

use crate::sandbox::Sandbox;

#[test]
fn words_that_look_like_options_reach_no_git() {
    let sandbox = Sandbox::with_seed();
    for command in [
        "list --at=--output=PWNED",
        "diff --output=PWNED..HEAD",
        "diff -- --output=PWNED..HEAD",
        "log --author=--output=PWNED",
        "show 14 --at=-h",
    ] {
        let said = sandbox.pjt(command);
        assert!([0, 2, 3].contains(&said.code), "{command}: {}", said.whole());
        assert!(!sandbox.path("PWNED").exists(), "{command}");
    }
}

#[cfg(unix)]
#[test]
fn a_repository_whose_configuration_names_programs_runs_none_of_them() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status doing").fine();
    sandbox.git(&["commit", "-qam", "two"]);
    sandbox.pjt("update 14 --status done").fine();
    let ran = sandbox.path("RAN");
    let canary = sandbox.path("canary");
    sandbox.write("canary", format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\nexit 1\n", ran.display()));
    let executable = || {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::Permissions::from_mode(0o755)
    };
    std::fs::set_permissions(&canary, executable()).unwrap();
    sandbox.write(".gitattributes", "*.yaml diff=evil filter=evil merge=evil\n");
    let program = canary.to_str().unwrap();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "merge.evil.driver",
        "gpg.program",
        "gpg.ssh.program",
        "credential.helper",
        "alias.log",
        "alias.rev-parse",
        "core.alternateRefsCommand",
        "uploadpack.packObjectsHook",
        "sequence.editor",
        "trailer.evil.command",
    ] {
        sandbox.git(&["config", key, program]);
    }
    for (key, value) in [
        ("log.showSignature", "true"),
        ("commit.gpgSign", "true"),
        ("protocol.ext.allow", "always"),
        ("remote.origin.url", &format!("ext::{program}")),
        ("remote.origin.promisor", "true"),
        ("extensions.partialClone", "origin"),
        ("core.repositoryformatversion", "1"),
        ("diff.orderFile", "/nonexistent"),
        ("log.follow", "true"),
        ("log.date", "relative"),
        ("diff.renames", "copies"),
        ("color.ui", "always"),
    ] {
        sandbox.git(&["config", key, value]);
    }
    for hook in ["pre-commit", "post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc"] {
        let path = format!(".git/hooks/{hook}");
        std::fs::create_dir_all(sandbox.path(".git/hooks")).unwrap();
        std::fs::copy(&canary, sandbox.path(&path)).unwrap();
        std::fs::set_permissions(sandbox.path(&path), executable()).unwrap();
    }
    let _before = std::fs::remove_file(&ran);
    for command in [
        "list",
        "list --at HEAD~1",
        "show 14",
        "stats",
        "check --at HEAD",
        "diff",
        "diff HEAD~1..HEAD",
        "log",
        "log 14",
        "blame 14",
        "update 3 --status done",
        "commit --dry-run",
        "undo --dry-run",
        "export --format csv",
    ] {
        let said = sandbox.pjt(command);
        assert!([0, 3].contains(&said.code), "{command}: {}", said.whole());
        assert!(!ran.exists(), "{command} ran {}", std::fs::read_to_string(&ran).unwrap_or_default());
    }
    // The canary is alive: plain git runs it.
    let _refused = sandbox.git_ends(&["status"]);
    assert!(ran.exists());
}

#[test]
fn variables_of_git_in_the_environment_change_nothing() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status done --commit").fine();
    let other = Sandbox::with_seed();
    let elsewhere = other.path(".git").display().to_string();
    let trace = sandbox.path("TRACE").display().to_string();
    let clean = sandbox.pjt("log --json").stdout;
    for (name, value) in [
        ("GIT_DIR", elsewhere.as_str()),
        ("GIT_WORK_TREE", "/"),
        ("GIT_INDEX_FILE", "/nonexistent"),
        ("GIT_OBJECT_DIRECTORY", "/nonexistent"),
        ("GIT_EXTERNAL_DIFF", "/bin/false"),
        ("GIT_TRACE", trace.as_str()),
        ("GIT_CONFIG_COUNT", "nonsense"),
        ("GIT_CEILING_DIRECTORIES", "/"),
        ("GIT_LITERAL_PATHSPECS", "0"),
    ] {
        let said = sandbox.pjt_with(&["log", "--json"], &[(name, value)]);
        assert_eq!(said.stdout, clean, "{name}");
        assert!(!sandbox.path("TRACE").exists());
    }
    let said = sandbox.pjt_with(&["update", "3", "--status", "done", "--commit"], &[("GIT_DIR", &elsewhere)]);
    said.fine();
    assert_eq!(sandbox.git(&["rev-list", "--count", "HEAD"]), "3\n");
}
