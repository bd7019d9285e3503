//! `pjt check --staged` and `--range`: rules for what a commit does, as a hook and as CI run them.

use crate::sandbox::{Said, Sandbox};

const FILE: &str = "data/chanjiao-2021-2025/tasks/014.yaml";

/// A store in which task 14 is done, with a note of 市教委.
fn store() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status done --note 上线 --by 市教委 --on 2025-03-01").fine();
    sandbox.git(&["commit", "-qam", "done"]);
    sandbox
}

fn codes(said: &Said) -> Vec<(String, u64)> {
    let findings = said.json()["findings"].as_array().unwrap().clone();
    let code = |finding: &serde_json::Value| {
        (finding["code"].as_str().unwrap().to_owned(), finding["line"].as_u64().unwrap_or(0))
    };
    findings.iter().map(code).collect()
}

#[test]
fn every_rule_for_changes_finds_what_breaks_it_staged_and_committed() {
    let done = "status: done";
    let note = "notes:\n- date: \"2025-03-01\"\n  by: 市教委\n  text: 上线\n";
    for (rule, file, old, new, line) in [
        ("done-without-grounds", "013", "status: not_started", done, 15),
        ("unexplained-step", "014", done, "status: in_progress", 15),
        ("content-by-hand", "014", "content: 建立", "content: 建成", 7),
        ("note-removed", "014", note, "", 0),
        ("task-removed", "014", "", "", 0),
    ] {
        let sandbox = store();
        let base = sandbox.git(&["rev-parse", "HEAD"]);
        let path = FILE.replace("014", file);
        if rule == "task-removed" {
            sandbox.git(&["rm", "-q", &path]);
        } else {
            let text = sandbox.read(&path);
            assert!(text.contains(old), "{text}");
            sandbox.write(&path, text.replacen(old, new, 1));
            assert_eq!(sandbox.pjt("check --staged").whole(), "", "{rule}: nothing is staged yet");
            sandbox.git(&["add", &path]);
        }
        let line = if file == "013" {
            1 + sandbox.read(&path).lines().position(|line| line == done).unwrap() as u64
        } else {
            line
        };
        let said = sandbox.pjt("check --staged --json");
        assert_eq!((said.code, codes(&said)), (5, vec![(rule.to_owned(), line)]), "{}", said.whole());
        sandbox.git(&["commit", "-qm", "broken"]);
        let said = sandbox.pjt(&format!("check --json --range {}..HEAD", base.trim()));
        assert_eq!((said.code, codes(&said)), (5, vec![(rule.to_owned(), line)]), "{}", said.whole());
        let head = sandbox.git(&["rev-parse", "HEAD"]);
        assert_eq!(said.json()["findings"][0]["commit"], head.trim());
        assert_eq!(sandbox.pjt("check --range HEAD..HEAD").whole(), "");
    }
}

#[test]
fn what_is_as_it_should_be_passes_in_silence() {
    let sandbox = store();
    let base = sandbox.git(&["rev-parse", "HEAD"]);
    for update in [
        "13 --status done --note 完成 --by 市教委",
        "12 --status done --evidence 甲.pdf --missing-ok",
        "14 --status doing --note 返工",
        "11 --status suspended --note 等批复",
        "10 --status doing",
    ] {
        sandbox.pjt(&format!("update {update}")).fine();
        sandbox.git(&["add", "-A"]);
        assert_eq!(sandbox.pjt("check --staged").whole(), "", "{update}");
        sandbox.git(&["commit", "-qm", update]);
    }
    assert_eq!(sandbox.pjt(&format!("check --range {}..", base.trim())).whole(), "");
}

#[test]
fn only_the_people_of_a_department_report_for_it() {
    let sandbox = store();
    let registry = sandbox.read("data/departments.yaml");
    let name = "- name: 市教委\n";
    assert!(registry.contains(name));
    let with = |people: &str| registry.replacen(name, &format!("{name}  people: [{people}]\n"), 1);
    sandbox.write("data/departments.yaml", with("Wang@example.org"));
    sandbox.git(&["commit", "-qam", "people"]);

    sandbox.pjt("update 14 --note 二期 --by 市教委").fine();
    sandbox.pjt("update 14 --note 旁白 --by 市国资委").fine();
    sandbox.pjt("update 13 --status doing").fine();
    // Who may report is decided by what was there before.
    sandbox.write("data/departments.yaml", with("Wang@example.org, lisi@example.org"));
    sandbox.git(&["add", "-A"]);
    let said = sandbox.pjt("check --staged --json");
    let found = codes(&said);
    let leads_13 = sandbox.pjt("show 13 --json").json()["tasks"][0]["lead"][0] == "市教委";
    // The note, the status, and that they let themselves in.
    assert_eq!(found.len(), 2 + usize::from(leads_13), "{}", said.whole());
    assert!(found.iter().all(|(code, _)| code == "not-a-reporter"), "{found:?}");

    let wang = [("GIT_AUTHOR_EMAIL", "wang@example.org")];
    assert_eq!(sandbox.pjt_with(&["check", "--staged"], &wang).whole(), "");
    sandbox.git_with(&["commit", "-qm", "report"], &wang);
    assert_eq!(sandbox.pjt("check --range HEAD~1..HEAD").whole(), "");
    sandbox.git(&["commit", "-q", "--amend", "--reset-author", "--no-edit"]);
    let said = sandbox.pjt("check --range HEAD~1..HEAD");
    assert_eq!(said.code, 5);
    assert!(said.stdout.contains("lisi@example.org 不是 市教委 的报送人"), "{}", said.whole());
}

#[test]
fn a_merge_answers_only_for_what_it_made_itself() {
    let sandbox = store();
    let registry = sandbox.read("data/departments.yaml");
    let with = registry.replacen("- name: 市教委\n", "- name: 市教委\n  people: [wang@example.org]\n", 1);
    sandbox.write("data/departments.yaml", with);
    sandbox.git(&["commit", "-qam", "people"]);
    sandbox.git(&["checkout", "-qb", "side"]);
    sandbox.pjt("update 14 --note 二期 --by 市教委").fine();
    sandbox.git_with(&["commit", "-qam", "report"], &[("GIT_AUTHOR_EMAIL", "wang@example.org")]);
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.pjt("update 10 --due 2025-09-30").fine();
    let base = sandbox.git(&["rev-parse", "HEAD"]);
    sandbox.git(&["commit", "-qam", "other"]);
    sandbox.git(&["merge", "-q", "--no-commit", "--no-ff", "side"]);
    assert_eq!(sandbox.pjt("check --staged").whole(), "");
    sandbox.git(&["commit", "-qm", "merged"]);
    assert_eq!(sandbox.pjt(&format!("check --range {}..HEAD", base.trim())).whole(), "");
}

#[test]
fn the_hook_lets_right_commits_and_undos_pass_and_stops_others() {
    let sandbox = store();
    sandbox.pjt("init --git --hook").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "attributes"]);
    sandbox.pjt("update 14 --status doing --note 返工 --by 市教委 --commit").fine();
    sandbox.pjt("undo --yes").fine();
    assert!(sandbox.read(FILE).contains("status: done"));

    // Only what is being committed counts, not what else is staged.
    let other = FILE.replace("014", "013");
    sandbox.write(&other, sandbox.read(&other).replace("status: not_started", "status: done"));
    sandbox.git(&["add", &other]);
    sandbox.pjt("update 12 --status doing --commit").fine();
    assert_ne!(sandbox.git_ends(&["commit", "-qm", "x"]), 0);
    sandbox.pjt("update 13 --note 完成").fine();
    sandbox.git(&["commit", "-qam", "x"]);
}

#[test]
fn what_was_wrong_before_is_no_finding_of_a_commit() {
    let sandbox = store();
    let other = FILE.replace("014", "013");
    sandbox.write(&other, sandbox.read(&other).replace("status: not_started", "status: closed"));
    sandbox.git(&["commit", "-qam", "wrong"]);
    sandbox.pjt("update 12 --status doing").fine();
    sandbox.git(&["add", "-A"]);
    assert_eq!(sandbox.pjt("check --staged").whole(), "");
    sandbox.write(FILE, sandbox.read(FILE).replace("status: done", "status: maybe"));
    sandbox.git(&["add", "-A"]);
    let said = sandbox.pjt("check --staged --lang en");
    assert!(
        said.stdout.contains("[invalid-yaml]") && said.stdout.contains("014.yaml:15"),
        "{}",
        said.whole()
    );
}
