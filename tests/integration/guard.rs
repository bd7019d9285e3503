//! What `check --range` and `--staged` let nobody do, in one commit, in several, and in merges. The tables of what is
//! wrong and right, which the tests of a server use as well, make it long.

use crate::sandbox::{Said, Sandbox, Template};

const TASKS: &str = "data/chanjiao-2021-2025/tasks";
const PLAN: &str = "data/chanjiao-2021-2025/plan.yaml";
const REGISTRY: &str = "data/departments.yaml";

pub(crate) fn task(id: u32) -> String {
    format!("{TASKS}/{id:03}.yaml")
}

/// A store in which task 14 is done on a note and evidence, and task 12 has a deadline.
pub(crate) fn store() -> Sandbox {
    static STORE: Template = Template::new();
    Sandbox::of(&STORE, || {
        let sandbox = Sandbox::with_seed();
        sandbox.pjt("update 14 --status done --note 上线 --by 市教委 --on 2025-03-01 --evidence 验收.pdf --missing-ok").fine();
        sandbox.pjt("update 12 --due 2025-06-30 --start 2025-01-31").fine();
        sandbox.write("data/验收.pdf", "%PDF");
        sandbox.git(&["add", "-A"]);
        sandbox.git(&["commit", "-qm", "done"]);
        sandbox
    })
}

pub(crate) fn edit(sandbox: &Sandbox, path: &str, old: &str, new: &str) {
    let text = sandbox.read(path);
    assert!(text.contains(old), "{old:?} is not in {text}");
    sandbox.write(path, text.replacen(old, new, 1));
}

pub(crate) fn head(sandbox: &Sandbox) -> String {
    sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

pub(crate) fn commit(sandbox: &Sandbox, message: &str) {
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", message]);
}

pub(crate) fn codes(said: &Said) -> Vec<String> {
    let findings = said.json()["findings"].as_array().unwrap().clone();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

/// What is found in what is staged, and in the commit of it: the same.
#[track_caller]
pub(crate) fn both(sandbox: &Sandbox) -> Vec<String> {
    sandbox.git(&["add", "-A"]);
    let staged = codes(&sandbox.pjt("check --staged --json"));
    let base = head(sandbox);
    commit(sandbox, "change");
    let range = codes(&sandbox.pjt(&format!("check --json --range {base}..HEAD")));
    assert_eq!(staged, range);
    staged
}

#[track_caller]
fn range(sandbox: &Sandbox, base: &str) -> Vec<String> {
    let said = sandbox.pjt(&format!("check --json --range {base}..HEAD"));
    let codes = codes(&said);
    assert_eq!(said.code, if codes.is_empty() { 0 } else { 5 }, "{}", said.whole());
    codes
}

pub(crate) type Edit = fn(&Sandbox);

pub(crate) const NOTE: &str = "notes:\n- date: \"2025-03-01\"\n  by: 市教委\n  text: 上线\n";

/// What nobody may do, and what is found.
pub(crate) const WRONG: &[(&str, Edit, &[&str])] = &[
    (
        "a task removed",
        |s| {
            s.git(&["rm", "-q", &task(14)]);
        },
        &["task-removed"],
    ),
    (
        "a plan removed",
        |s| {
            s.git(&["rm", "-rqf", "data/chanjiao-2021-2025"]);
        },
        &["plan-removed"],
    ),
    (
        "a plan taken out for no reason",
        |s| {
            s.git(&["rm", "-rqf", "data/chanjiao-2021-2025"]);
            edit(
                s,
                "data/pjt.yaml",
                "default_plan: chanjiao-2021-2025\n",
                "\nremoved:\n- slug: chanjiao-2021-2025\n  on: \"2025-12-31\"\n  reason: \"　\"\n",
            );
        },
        &["plan-removed"],
    ),
    (
        "a department removed",
        |s| edit(s, REGISTRY, "- name: 市国资委\n", "- name: 国资办\n"),
        &["department-removed"],
    ),
    ("a note removed", |s| edit(s, &task(14), NOTE, ""), &["note-removed"]),
    ("a note blanked", |s| edit(s, &task(14), "text: 上线", "text: \"　\""), &["note-removed"]),
    (
        "a note made a reason",
        |s| edit(s, &task(14), "text: 上线", "text: 上线\n  reason: true"),
        &["note-removed"],
    ),
    (
        "a new task that is closed",
        |s| {
            s.write(
                &task(44),
                "id: 44\ncontent: 新任务\n\ndepartments:\n- 市教委\n\nstatus: closed\n\nevidence:\n- https://example.org/a\n",
            );
        },
        &["closed-without-record"],
    ),
    (
        "another lead rule",
        |s| edit(s, PLAN, "lead_rule: first_listed", "lead_rule: none"),
        &["heading-by-hand"],
    ),
    ("no lead rule any more", |s| edit(s, PLAN, "lead_rule: first_listed\n", ""), &["heading-by-hand"]),
    (
        "a beginning moved",
        |s| edit(s, &task(12), "start: \"2025-01-31\"", "start: \"2025-03-31\""),
        &["moved-deadline"],
    ),
    (
        "evidence emptied",
        |s| {
            s.write("data/验收.pdf", "");
        },
        &["evidence-removed"],
    ),
    (
        "evidence taken away",
        |s| {
            s.git(&["rm", "-q", "data/验收.pdf"]);
        },
        &["evidence-removed"],
    ),
    ("evidence removed", |s| edit(s, &task(14), "evidence:\n- 验收.pdf\n", ""), &["evidence-removed"]),
    ("back", |s| edit(s, &task(14), "status: done", "status: in_progress"), &["unexplained-step"]),
    (
        "back on a blank note",
        |s| {
            edit(s, &task(14), "status: done", "status: in_progress");
            edit(s, &task(14), NOTE, &format!("{NOTE}- date: \"2025-04-01\"\n  text: \"\u{200b}…\"\n"));
        },
        &["unexplained-step"],
    ),
    (
        "back on an old note",
        |s| {
            edit(s, &task(14), "status: done", "status: in_progress");
            edit(s, &task(14), "text: 上线", "text: 上线。");
        },
        &["unexplained-step"],
    ),
    (
        "back on an old note of another day",
        |s| {
            edit(s, &task(14), "status: done", "status: in_progress");
            edit(s, &task(14), "date: \"2025-03-01\"", "date: \"2025-03-02\"");
        },
        &["unexplained-step", "note-removed"],
    ),
    ("a note rewritten", |s| edit(s, &task(14), "text: 上线", "text: 未上线"), &["note-removed"]),
    ("a note in another's name", |s| edit(s, &task(14), "by: 市教委", "by: 市科委"), &["note-removed"]),
    (
        "the source taken away",
        |s| {
            let plan = s.read(PLAN);
            let (before, behind) = plan.split_once("source:").unwrap();
            let (_, behind) = behind.split_once("\n\n").unwrap();
            s.write(PLAN, format!("{before}{behind}"));
        },
        &["heading-by-hand"],
    ),
    (
        "a name of a department forgotten",
        |s| edit(s, REGISTRY, "  - 市发改委\n", ""),
        &["department-removed"],
    ),
    (
        "files where nobody reads them",
        |s| {
            s.write("data/chanjiao-2021-2025/sub/plan.yaml", s.read(PLAN));
            s.write("data/chanjiao-2021-2025/tasks/x/014.yaml", s.read(&task(14)));
        },
        &["misplaced-file", "stray-file"],
    ),
    (
        "done on blank evidence",
        |s| {
            edit(s, &task(13), "status: not_started\n", "status: done\n\nevidence:\n- \" \"\n");
        },
        &["done-without-grounds"],
    ),
    (
        "a deadline moved",
        |s| edit(s, &task(12), "due: \"2025-06-30\"", "due: \"2025-12-31\""),
        &["moved-deadline"],
    ),
    ("a deadline taken away", |s| edit(s, &task(12), "due: \"2025-06-30\"\n", ""), &["moved-deadline"]),
    (
        "a deadline moved for a blank reason",
        |s| {
            edit(
                s,
                &task(12),
                "due: \"2025-06-30\"\n",
                "due: \"2025-12-31\"\n\nextensions:\n- on: \"2025-05-01\"\n  from: \"2025-06-30\"\n  to: \"2025-12-31\"\n  reason: \" \"\n",
            );
        },
        &["moved-deadline"],
    ),
    ("reworded", |s| edit(s, &task(14), "content: 建立", "content: 建成"), &["content-by-hand"]),
    ("another department", |s| edit(s, &task(14), "- 市国资委\n", "- 市科委\n"), &["content-by-hand"]),
    (
        "another first department",
        |s| {
            edit(s, &task(14), "- 市教委\n- 市发展改革委\n", "- 市发展改革委\n- 市教委\n");
        },
        &["content-by-hand"],
    ),
    ("a heading reworded", |s| edit(s, PLAN, "title: 增强", "title: 提升"), &["heading-by-hand"]),
    ("another period", |s| edit(s, PLAN, "end: \"2025-12-31\"", "end: \"2026-12-31\""), &["heading-by-hand"]),
    (
        "a plan renamed without a word",
        |s| {
            s.git(&["mv", "data/chanjiao-2021-2025", "data/chanjiao"]);
        },
        &["plan-removed"],
    ),
    (
        "renumbered by hand",
        |s| {
            s.git(&["mv", &task(13), &format!("{TASKS}/099.yaml")]);
            edit(s, &format!("{TASKS}/099.yaml"), "id: 13\n", "id: 99\n");
        },
        &["task-removed"],
    ),
];

/// What somebody may do who says why.
pub(crate) const RIGHT: &[(&str, Edit)] = &[
    ("a plan taken out for a reason", |s| {
        s.git(&["rm", "-rqf", "data/chanjiao-2021-2025"]);
        edit(
            s,
            "data/pjt.yaml",
            "default_plan: chanjiao-2021-2025\n",
            "\nremoved:\n- slug: chanjiao-2021-2025\n  on: \"2025-12-31\"\n  reason: 期满归档\n",
        );
    }),
    ("a plan renamed", |s| {
        s.git(&["mv", "data/chanjiao-2021-2025", "data/chanjiao"]);
        let plan = s.read("data/chanjiao/plan.yaml");
        s.write("data/chanjiao/plan.yaml", format!("{plan}\nformer_slugs:\n- chanjiao-2021-2025\n"));
        edit(s, "data/pjt.yaml", "default_plan: chanjiao-2021-2025", "default_plan: chanjiao");
    }),
    ("a department renamed, and every task with it", |s| {
        edit(
            s,
            REGISTRY,
            "- name: 市国资委\n  full: 上海市国有资产监督管理委员会\n  aliases:\n",
            "- name: 国资办\n  full: 上海市国有资产监督管理委员会\n  aliases:\n  - 市国资委\n",
        );
        for id in 1..=43 {
            let text = s.read(&task(id));
            s.write(&task(id), text.replace("- 市国资委\n", "- 国资办\n"));
        }
    }),
    ("a deadline moved", |s| {
        edit(
            s,
            &task(12),
            "due: \"2025-06-30\"\n",
            "due: \"2025-12-31\"\n\nextensions:\n- on: \"2025-05-01\"\n  from: \"2025-06-30\"\n  to: \"2025-12-31\"\n  reason: 采购流标\n",
        );
    }),
    ("a deadline moved with a note", |s| {
        s.pjt("update 12 --due 2025-12-31 --note 采购流标").fine();
    }),
    ("a first deadline", |s| {
        s.pjt("update 11 --due 2025-12-31").fine();
    }),
    ("a hand-over", |s| {
        edit(s, &task(13), "- 市教委\n", "- 市科委\n");
        let text = s.read(&task(13));
        s.write(&task(13), format!("{text}\nhandovers:\n- on: \"2025-10-01\"\n  from: 市教委\n  to: 市科委\n  reason: 沪编〔2025〕8号\n"));
    }),
    ("reworded for a reason", |s| {
        edit(s, &task(13), "content: ", "content: 继续");
        s.pjt("update 13 --note 按更正通知修改").fine();
    }),
    ("a wrong note taken out", |s| {
        edit(s, &task(14), "text: 上线\n", "text: 上线\n- date: \"2025-03-02\"\n  text: 前一条有误，删去\n");
        edit(s, &task(14), "- date: \"2025-03-01\"\n  by: 市教委\n  text: 上线\n", "");
    }),
];

#[test]
fn nothing_is_lost_or_changed_without_a_reason_staged_and_committed() {
    for (what, wrong, expected) in WRONG {
        let sandbox = store();
        let base = head(&sandbox);
        wrong(&sandbox);
        sandbox.git(&["add", "-A"]);
        let said = sandbox.pjt("check --staged --json");
        let mut staged = codes(&said);
        staged.retain(|code| expected.contains(&code.as_str()));
        assert_eq!((said.code, &staged[..]), (5, &expected.map_to_owned()[..]), "{what}: {}", said.whole());
        commit(&sandbox, "wrong");
        let mut found = range(&sandbox, &base);
        found.retain(|code| expected.contains(&code.as_str()));
        assert_eq!(found, expected.map_to_owned(), "{what}");
        // What is put back later is mended.
        sandbox.git(&["rm", "-rqf", "."]);
        sandbox.git(&["checkout", "-q", &base, "--", "."]);
        commit(&sandbox, "back");
        // A number that was there is not taken away again, though it came with these commits.
        let is_new = ["renumbered by hand", "a new task that is closed"].contains(what);
        let left: &[&str] = if is_new { &["task-removed"] } else { &[] };
        assert_eq!(range(&sandbox, &base), left, "{what}");
    }
}

pub(crate) trait Owned {
    fn map_to_owned(&self) -> Vec<String>;
}

impl Owned for &[&str] {
    fn map_to_owned(&self) -> Vec<String> {
        self.iter().map(|code| (*code).to_owned()).collect()
    }
}

#[test]
fn what_says_why_passes() {
    for (what, right) in RIGHT {
        let sandbox = store();
        let base = head(&sandbox);
        right(&sandbox);
        sandbox.git(&["add", "-A"]);
        assert_eq!(sandbox.pjt("check --staged").whole(), "", "{what}");
        commit(&sandbox, "right");
        assert_eq!(sandbox.pjt(&format!("check --range {base}..HEAD")).whole(), "", "{what}");
    }
}

#[test]
fn the_same_inside_a_merge_is_the_merges() {
    for (what, wrong, expected) in WRONG {
        let sandbox = store();
        let base = head(&sandbox);
        sandbox.git(&["checkout", "-qb", "side"]);
        sandbox.pjt("update 3 --status doing --note 开工 --commit").fine();
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox.pjt("update 4 --status doing --note 开工 --commit").fine();
        sandbox.git(&["merge", "-q", "--no-commit", "--no-ff", "side"]);
        assert_eq!(sandbox.pjt("check --staged").whole(), "", "{what}");
        wrong(&sandbox);
        sandbox.git(&["add", "-A"]);
        let mut staged = codes(&sandbox.pjt("check --staged --json"));
        staged.retain(|code| expected.contains(&code.as_str()));
        assert_eq!(staged, expected.map_to_owned(), "{what}");
        sandbox.git(&["commit", "-qm", "merged"]);
        let mut found = range(&sandbox, &base);
        found.retain(|code| expected.contains(&code.as_str()));
        assert_eq!(found, expected.map_to_owned(), "{what}");
    }
}

#[test]
fn a_merge_that_drops_one_side_is_found() {
    let sandbox = store();
    let base = head(&sandbox);
    sandbox.git(&["checkout", "-qb", "side"]);
    sandbox.pjt("update 13 --status done --note 完成 --evidence 甲.pdf --missing-ok --commit").fine();
    sandbox.pjt("update 12 --due 2025-09-30 --note 延期 --commit").fine();
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.pjt("update 3 --status doing --note 开工 --commit").fine();
    sandbox.git(&["merge", "-q", "-s", "ours", "--no-edit", "side"]);
    let expected = [
        "unexplained-step",
        "moved-deadline",
        "note-removed",
        "note-removed",
        "evidence-removed",
        "record-removed",
    ];
    assert_eq!(range(&sandbox, &base), expected);
    // A whole clean merge later mends it.
    sandbox.git(&["checkout", "-q", "side", "--", &task(13), &task(12)]);
    commit(&sandbox, "bring back");
    assert_eq!(range(&sandbox, &base), Vec::<String>::new());
}

#[test]
fn who_takes_the_side_that_is_not_done_says_why() {
    for (side, says_why, expected) in
        [("theirs", false, &["unexplained-step"][..]), ("theirs", true, &[]), ("ours", false, &[])]
    {
        let sandbox = store();
        sandbox.pjt("init --git").fine();
        commit(&sandbox, "attributes");
        let base = head(&sandbox);
        sandbox.git(&["checkout", "-qb", "side"]);
        sandbox.pjt("update 13 --status doing --note 开工 --commit").fine();
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox.pjt("update 13 --status done --note 完成 --commit").fine();
        assert_ne!(sandbox.git_ends(&["merge", "-q", "side"]), 0);
        sandbox.pjt(&format!("resolve 13 --{side}")).fine();
        if says_why {
            sandbox.pjt("update 13 --note 尚未验收").fine();
            sandbox.git(&["add", "-A"]);
        }
        assert_eq!(codes(&sandbox.pjt("check --staged --json")), expected.map_to_owned(), "{side}");
        sandbox.git(&["commit", "-qm", "merged"]);
        assert_eq!(range(&sandbox, &base), expected.map_to_owned(), "{side}");
    }
}

#[test]
fn a_later_commit_mends_as_the_hint_says() {
    for (first, later, code) in [
        ("status: not_started>status: done>13", "update 13 --note 完成", "done-without-grounds"),
        (
            "status: not_started>status: done>13",
            "update 13 --evidence 甲.pdf --missing-ok",
            "done-without-grounds",
        ),
        ("status: done>status: in_progress>14", "update 14 --note 返工", "unexplained-step"),
        ("due: \"2025-06-30\">due: \"2025-12-31\">12", "update 12 --note 采购流标", "moved-deadline"),
        ("content: >content: 继续>13", "update 13 --note 按更正通知修改", "content-by-hand"),
    ] {
        let sandbox = store();
        let base = head(&sandbox);
        let parts: Vec<&str> = first.split('>').collect();
        edit(&sandbox, &task(parts[2].parse().unwrap()), parts[0], parts[1]);
        commit(&sandbox, "first");
        let said = sandbox.pjt(&format!("check --range {base}..HEAD"));
        assert_eq!(range(&sandbox, &base), [code], "{}", said.whole());
        assert!(said.stdout.contains("pjt update chanjiao-2021-2025/"), "{}", said.whole());
        assert!(said.stderr.contains("不必改写历史"), "{}", said.whole());
        // A blank note is none.
        let blank = sandbox.read(&task(parts[2].parse().unwrap()));
        sandbox.pjt(later).fine();
        commit(&sandbox, "later");
        assert_eq!(range(&sandbox, &base), Vec::<String>::new(), "{code}");
        assert_ne!(blank, sandbox.read(&task(parts[2].parse().unwrap())));
    }
}

#[test]
fn only_an_undo_that_says_so_and_is_whole_may_take_reports_back() {
    let sandbox = store();
    let base = head(&sandbox);
    sandbox.pjt("update 13 --status done --note 完成 --commit").fine();
    let report = head(&sandbox);
    sandbox.pjt("undo --yes").fine();
    assert_eq!(range(&sandbox, &base), Vec::<String>::new());
    sandbox.git(&["reset", "-q", "--hard", &report]);
    // The same without saying so; not the whole of it; another commit than it says.
    sandbox.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(range(&sandbox, &report), ["unexplained-step", "note-removed"]);
    sandbox.git(&["reset", "-q", "--hard", &report]);
    edit(&sandbox, &task(13), "  text: 完成\n", "  text: 别的\n");
    edit(&sandbox, &task(14), NOTE, "");
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", &format!("x\n\nPjt-Undoes: {report}")]);
    assert_eq!(range(&sandbox, &report), ["note-removed", "note-removed"]);
    // The hook of an undo hears of it; nobody else passes.
    sandbox.git(&["reset", "-q", "--hard", &report]);
    sandbox.pjt("init --git --hook").fine();
    sandbox.git(&["revert", "--no-commit", "HEAD"]);
    assert_eq!(sandbox.pjt("check --staged").code, 5);
    sandbox.git(&["reset", "-q", "--hard", &report]);
    sandbox.pjt("undo --yes").fine();
}

#[test]
fn nobody_lets_themselves_report() {
    let sandbox = store();
    edit(&sandbox, REGISTRY, "- name: 市教委\n", "- name: 市教委\n  people: [wang@example.org]\n");
    commit(&sandbox, "people");
    let base = head(&sandbox);
    let people = "people: [wang@example.org]";
    edit(&sandbox, REGISTRY, people, "people: [wang@example.org, lisi@example.org]");
    commit(&sandbox, "let me in");
    assert_eq!(range(&sandbox, &base), ["not-a-reporter"], "pushed alone");
    let added = head(&sandbox);
    sandbox.pjt("update 14 --note 二期 --by 市教委").fine();
    commit(&sandbox, "report");
    assert_eq!(range(&sandbox, &base), ["not-a-reporter", "not-a-reporter"]);
    // Put back at the end, the report is still one that nobody could make.
    edit(&sandbox, REGISTRY, "people: [wang@example.org, lisi@example.org]", people);
    commit(&sandbox, "away again");
    assert_eq!(range(&sandbox, &base), ["not-a-reporter"]);
    // Somebody else may let them in, in a commit before.
    sandbox.git(&["reset", "-q", "--hard", &added]);
    sandbox.git(&["reset", "-q", "--soft", &base]);
    sandbox.git(&["add", "-A"]);
    sandbox.git_with(&["commit", "-qm", "let them in"], &[("GIT_AUTHOR_EMAIL", "office@example.org")]);
    sandbox.pjt("update 14 --note 二期 --by 市教委").fine();
    commit(&sandbox, "report");
    assert_eq!(range(&sandbox, &base), Vec::<String>::new());
}

#[test]
fn a_file_that_nobody_can_read_hides_nothing() {
    let sandbox = store();
    let base = head(&sandbox);
    let good = sandbox.read(&task(14));
    sandbox.write(&task(14), good.replace("status: done", "status: maybe"));
    commit(&sandbox, "broken");
    assert_eq!(range(&sandbox, &base), ["untold-change"]);
    sandbox.write(&task(14), good.replace(NOTE, ""));
    commit(&sandbox, "mended, without the note");
    assert_eq!(range(&sandbox, &base), ["note-removed"]);
    sandbox.write(&task(14), good);
    commit(&sandbox, "mended");
    assert_eq!(range(&sandbox, &base), Vec::<String>::new());
}

#[test]
fn the_end_of_a_range_keeps_the_rules_of_the_store_but_for_what_waits_for_a_person() {
    let sandbox = store();
    let base = head(&sandbox);
    edit(
        &sandbox,
        &task(13),
        "status: not_started",
        "status: closed\n\nnotes:\n- date: \"2025-03-01\"\n  text: 销号\n\nclosure:\n  on: \"2025-03-01\"",
    );
    let text = sandbox.read(&task(11));
    sandbox.write(&task(11), format!("{text}\nreview: reworded\n"));
    commit(&sandbox, "closed");
    assert_eq!(range(&sandbox, &base), ["closed-without-evidence"]);
    assert_eq!(sandbox.pjt("check --json").json()["findings"].as_array().unwrap().len(), 2);
}

#[test]
fn what_was_wrong_elsewhere_before_is_not_of_these_commits() {
    let sandbox = store();
    edit(&sandbox, &task(14), "- 市国资委\n", "- 市科委\n");
    commit(&sandbox, "wrong");
    let base = head(&sandbox);
    edit(&sandbox, &task(3), "status: not_started", "status: in_progress");
    commit(&sandbox, "other");
    assert_eq!(range(&sandbox, &base), Vec::<String>::new());
    // What they break in a file that nobody touched is.
    let base = head(&sandbox);
    sandbox.git(&["mv", "data/chanjiao-2021-2025", "data/chanjiao"]);
    sandbox.git(&["add", "-A"]);
    assert_eq!(codes(&sandbox.pjt("check --staged --json")), ["default-plan", "plan-removed"]);
    commit(&sandbox, "renamed");
    assert_eq!(range(&sandbox, &base), ["plan-removed", "default-plan"]);
    // By its former name it is found.
    let plan = sandbox.read("data/chanjiao/plan.yaml");
    sandbox.write("data/chanjiao/plan.yaml", format!("{plan}\nformer_slugs:\n- chanjiao-2021-2025\n"));
    commit(&sandbox, "said");
    assert_eq!(range(&sandbox, &base), [""; 0]);
}

#[test]
fn a_range_without_a_beginning_is_wrong_usage() {
    let sandbox = store();
    // As in `--range "$BASE..HEAD"`, where BASE is not set.
    for range in ["..HEAD", "HEAD", "..", " ..HEAD"] {
        let said = sandbox.pjt_with(&["check", "--range", range], &[]);
        assert_eq!(said.code, 2, "{range}: {}", said.whole());
    }
}
