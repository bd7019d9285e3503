//! What departments reported, and what they were asked, stays: what `check --range` and `--staged` find where somebody
//! changes it by hand, and that the commands which change it pass.

use crate::{
    filled::{PERCENT, RETURN, Sheet, collect, sandbox, words},
    guard::{codes, commit, edit, head},
    sandbox::Sandbox,
};

const PERIOD: &str = "data/periods/2025-q3.yaml";

/// A store with a return that is committed; one cell of it could not be read.
fn reported() -> Sandbox {
    let sandbox = sandbox();
    commit(&sandbox, "period");
    let mut sheet = Sheet::filled(&sandbox);
    let row = sheet.task_rows().start;
    sheet.rows[row][PERCENT] = words("约八成");
    let taken = collect(&sandbox, "a.xlsx", &sheet.xlsx());
    assert!(taken.text.contains("percent-unclear"), "{}", taken.text);
    commit(&sandbox, "return");
    sandbox
}

fn range(sandbox: &Sandbox, base: &str) -> (Vec<String>, String) {
    let said = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
    (codes(&said), said.whole())
}

#[test]
fn commands_that_change_a_return_pass() {
    let sandbox = reported();
    let base = head(&sandbox);
    let waiting = sandbox.pjt("collect --settle --json").json();
    let id = waiting["pending"][0]["id"].as_str().unwrap().to_owned();
    for (what, words) in [
        ("dropped", format!("collect --settle {id} --drop 说不清")),
        ("sent back", "sendback 2025-q3 市教委 3-4 --reason 缺佐证 --today 2025-09-26".to_owned()),
        ("a later day", "period open 2025-q3 --due 2025-09-30 --today 2025-09-20".to_owned()),
        ("closed early", "period close 2025-q3 --today 2025-09-22 --yes".to_owned()),
        ("opened again", "period open 2025-q3 --due 2025-09-30 --today 2025-09-23".to_owned()),
        ("closed", "period close 2025-q3 --today 2025-10-08".to_owned()),
    ] {
        sandbox.pjt(&words).fine();
        sandbox.git(&["add", "-A"]);
        let staged = sandbox.pjt("check --staged --json");
        assert_eq!(codes(&staged), Vec::<String>::new(), "{what}: {}", staged.whole());
        commit(&sandbox, what);
    }
    let mut sheet = Sheet::filled(&sandbox);
    let row = sheet.task_rows().start;
    sheet.rows[row][crate::filled::PROGRESS] = words("更正后的进展");
    let taken = collect(&sandbox, "b.xlsx", &sheet.xlsx());
    assert!(taken.text.contains("更正后的进展"), "{}", taken.text);
    commit(&sandbox, "corrected");
    sandbox.pjt("plan rename chanjiao-2021-2025 chanjiao --yes").fine();
    commit(&sandbox, "renamed");
    let (found, said) = range(&sandbox, &base);
    assert_eq!(found, Vec::<String>::new(), "{said}");
    let settled = reported();
    let base = head(&settled);
    let waiting = settled.pjt("collect --settle --json").json();
    let id = waiting["pending"][0]["id"].as_str().unwrap().to_owned();
    settled.pjt(&format!("collect --settle {id} --value 80%")).fine();
    commit(&settled, "settled");
    let (found, said) = range(&settled, &base);
    assert_eq!(found, Vec::<String>::new(), "{said}");
}

/// What somebody does to a return or a period by hand.
type ByHand = fn(&Sandbox);

/// The first line of a file that begins so.
fn line(sandbox: &Sandbox, path: &str, begin: &str) -> String {
    let text = sandbox.read(path);
    text.lines().find(|line| line.trim_start().starts_with(begin)).unwrap().to_owned()
}

#[test]
fn nobody_changes_by_hand_what_was_reported_or_asked() {
    let wrong: &[(&str, ByHand, &str)] = &[
        ("a return removed", |s| drop(s.git(&["rm", "-q", RETURN])), "return-changed"),
        (
            "an answer reworded",
            |s| edit(s, RETURN, &line(s, RETURN, "progress:"), "  progress: 改过的"),
            "return-changed",
        ),
        ("an answer taken out", |s| edit(s, RETURN, &line(s, RETURN, "progress:"), ""), "return-changed"),
        ("a status changed", |s| edit(s, RETURN, "status: in_progress", "status: done"), "return-changed"),
        (
            "the day",
            |s| edit(s, RETURN, "received: \"2025-09-24\"", "received: \"2025-09-20\""),
            "return-changed",
        ),
        ("a file", |s| edit(s, RETURN, "file: a.xlsx", "file: b.xlsx"), "return-changed"),
        ("words that wait", |s| edit(s, RETURN, "text: 约八成", "text: 约九成"), "return-changed"),
        (
            "an answer that no file brought",
            |s| {
                let begin = line(s, RETURN, "progress:");
                edit(s, RETURN, &begin, &format!("{begin}\n\n  percent: 80"));
            },
            "return-changed",
        ),
        (
            "a cell that stood in no file",
            |s| {
                let text = s.read(RETURN);
                let last = text.lines().rfind(|line| line.trim_start().starts_with("progress:")).unwrap();
                let cell = "  unread:\n  - field: percent\n    place: 填报表!J9\n    text: 全部\n    why: percent-unclear";
                edit(s, RETURN, last, &format!("{last}\n\n{cell}"));
            },
            "return-changed",
        ),
        (
            "a cell dropped that waited nowhere",
            |s| {
                let entry = "- task: 1\n  field: percent\n  place: 填报表!J5\n  text: 约九成\n  why: percent-unclear\n  reason: 口头说明\n";
                s.write(RETURN, format!("{}\ndropped:\n{entry}", s.read(RETURN)));
            },
            "return-changed",
        ),
        ("a period removed", |s| drop(s.git(&["rm", "-q", PERIOD])), "period-changed"),
        (
            "who is asked",
            |s| {
                let first = line(s, PERIOD, "- department:");
                edit(s, PERIOD, &first, "- department: 市国资委");
            },
            "period-changed",
        ),
        ("what is asked", |s| edit(s, PERIOD, "- percent\n", ""), "period-changed"),
        (
            "the first day",
            |s| edit(s, PERIOD, "start: \"2025-07-01\"", "start: \"2025-08-01\""),
            "period-changed",
        ),
    ];
    for (what, change, code) in wrong {
        let sandbox = reported();
        let base = head(&sandbox);
        change(&sandbox);
        sandbox.git(&["add", "-A"]);
        let staged = sandbox.pjt("check --staged --json");
        assert!(codes(&staged).contains(&(*code).to_owned()), "{what}: {}", staged.whole());
        commit(&sandbox, what);
        let (found, said) = range(&sandbox, &base);
        assert!(found.contains(&(*code).to_owned()), "{what}: {said}");
        // What comes back as it was mends it.
        sandbox.git(&["checkout", "-q", &base, "--", "."]);
        commit(&sandbox, "mended");
        let (found, said) = range(&sandbox, &base);
        assert_eq!(found, Vec::<String>::new(), "{what}: {said}");
    }
    // A note of the task that says why is a reason, and a period that nobody answered can be corrected.
    let sandbox = reported();
    let base = head(&sandbox);
    edit(&sandbox, RETURN, &line(&sandbox, RETURN, "progress:"), "  progress: 改过的");
    let text = sandbox.read(RETURN);
    let id = text[..text.find("改过的").unwrap()]
        .rsplit_once("- id: ")
        .unwrap()
        .1
        .lines()
        .next()
        .unwrap()
        .to_owned();
    sandbox.pjt(&format!("update {id} --note 单位来函更正 --on 2025-09-26")).fine();
    commit(&sandbox, "corrected");
    let (found, said) = range(&sandbox, &base);
    assert_eq!(found, Vec::<String>::new(), "{said}");
    let sandbox = crate::filled::sandbox();
    commit(&sandbox, "period");
    let base = head(&sandbox);
    edit(&sandbox, PERIOD, "- percent\n", "");
    commit(&sandbox, "corrected");
    let (found, said) = range(&sandbox, &base);
    assert_eq!(found, Vec::<String>::new(), "{said}");
}

#[test]
fn when_an_answer_came_and_what_it_replaced_is_changed_by_nobody() {
    let sandbox = reported();
    let mut sheet = Sheet::filled(&sandbox);
    let row = sheet.task_rows().start;
    sheet.rows[row][crate::filled::PROGRESS] = words("更正后的进展");
    sandbox.write("late/b.xlsx", sheet.xlsx());
    let said = sandbox.pjt("collect late --received 2025-09-28 --yes");
    said.fine();
    assert!(
        said.stderr.contains("`pjt commit`"),
        "what is committed can be taken back by itself: {}",
        said.whole()
    );
    commit(&sandbox, "late");
    let base = head(&sandbox);
    for (what, begin, other) in [
        ("the day", "- \"on\": \"2025-09-28\"", "  - \"on\": \"2025-09-25\""),
        ("what was replaced", "- field: progress", "  - field: problems"),
    ] {
        edit(&sandbox, RETURN, &line(&sandbox, RETURN, begin), other);
        commit(&sandbox, what);
        let (found, said) = range(&sandbox, &base);
        assert!(found.contains(&"return-changed".to_owned()), "{what}: {said}");
        sandbox.git(&["checkout", "-q", &base, "--", "."]);
        commit(&sandbox, "mended");
    }
}

#[test]
fn an_answer_is_sent_back_after_it_came_and_not_before_it_was_sent_back_already() {
    let sandbox = reported();
    let start = head(&sandbox);
    for (was_sent_back, day) in [(true, "2025-09-25"), (true, "2025-01-09"), (false, "2025-01-09")] {
        sandbox.pjt("sendback 2025-q3 市教委 3 --reason 缺佐证 --today 2025-09-26").fine();
        if was_sent_back {
            commit(&sandbox, "sent back");
        }
        let base = head(&sandbox);
        edit(&sandbox, RETURN, "\"on\": \"2025-09-26\"", &format!("\"on\": \"{day}\""));
        commit(&sandbox, "rewritten");
        let (found, said) = range(&sandbox, &base);
        assert_eq!(found, ["return-changed"], "{day}: {said}");
        sandbox.git(&["reset", "-q", "--hard", &start]);
    }
    sandbox.pjt("sendback 2025-q3 市教委 3 --reason 缺佐证 --today 2025-09-26 --commit").fine();
    // The office may say it again, later and with more words; what it said stays.
    let base = head(&sandbox);
    for reason in ["数字不符", "缺佐证", "数字不符"] {
        sandbox.pjt(&format!("sendback 2025-q3 市教委 3 --reason {reason} --today 2025-09-28")).fine();
    }
    assert!(sandbox.read(RETURN).contains("缺佐证；数字不符"), "{}", sandbox.read(RETURN));
    commit(&sandbox, "again");
    assert_eq!(range(&sandbox, &base).0, Vec::<String>::new());
    for (day, reason) in [("2025-09-28", "没有意见"), ("2025-09-30", "没有意见"), ("2025-09-30", "不缺佐证")]
    {
        sandbox.git(&["reset", "-q", "--hard", &base]);
        edit(&sandbox, RETURN, "2025-09-26", day);
        edit(&sandbox, RETURN, "缺佐证", reason);
        commit(&sandbox, "rewritten");
        assert_eq!(range(&sandbox, &base).0, ["return-changed"], "{day} {reason}");
    }
    sandbox.pjt("update 3 --note 退回原因记错 --commit").fine();
    assert_eq!(range(&sandbox, &base).0, Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_link_stands_in_no_place_of_the_store() {
    let place = "data/chanjiao-2021-2025";
    for path in
        ["data/other", "data/periods", &format!("{place}/returns"), &format!("{place}/tasks/044.yaml")]
    {
        let sandbox = Sandbox::with_seed();
        let base = head(&sandbox);
        std::os::unix::fs::symlink("/", sandbox.path(path)).unwrap();
        let said = sandbox.pjt("check");
        assert_ne!(said.code, 0, "{path}: {}", said.whole());
        sandbox.git(&["add", "-A"]);
        let staged = sandbox.pjt("check --staged");
        assert!(staged.code == 5 && staged.stdout.contains(path), "{path}: {}", staged.whole());
        sandbox.git(&["commit", "-qm", "link"]);
        let said = sandbox.pjt(&format!("check --range {base}..HEAD"));
        assert!(said.code == 5 && said.stdout.contains(path), "{path}: {}", said.whole());
        sandbox.git(&["rm", "-q", path]);
        sandbox.git(&["commit", "-qm", "gone"]);
        assert_eq!(range(&sandbox, &base).0, Vec::<String>::new(), "{path}");
    }
    let sandbox = Sandbox::with_seed();
    std::os::unix::fs::symlink("/", sandbox.path("data/附件")).unwrap();
    sandbox.git(&["add", "-A"]);
    sandbox.pjt("check --staged").fine();
}
