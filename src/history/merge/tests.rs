//! Merges of whole files: what both sides did is in the result, once, and only true conflicts are left.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::{
    model::{Note, Status, Task, parse_date},
    store::edit,
};

const TASK: &str = "\
id: 14
label: （14）
pillar: 2

content: 建立平台；

departments:
- 市教委
- 市科委

status: not_started

notes:
- date: \"2025-01-01\"
  by: 市教委
  text: 启动
";

fn path() -> &'static Path {
    Path::new("data/p/tasks/014.yaml")
}

fn three(base: &str, ours: &str, theirs: &str) -> Merged {
    merge(path(), [base, ours, theirs], &|_| None)
}

fn task(text: &str) -> Task {
    yaml::read_task(path(), text.as_bytes()).unwrap_or_else(|finding| panic!("{finding:?}\n{text}"))
}

#[test]
fn what_git_can_not_merge_by_lines_merges_by_what_it_says() {
    let ours = format!("{TASK}- date: \"2025-02-01\"\n  by: 市教委\n  text: 甲 # 非注\n");
    let theirs = format!("{TASK}- date: \"2025-02-01\"\n  by: 市科委\n  text: 乙\n");
    let merged = three(TASK, &ours, &theirs);
    assert!(merged.is_clean(), "{merged:?}");
    let lines = theirs.strip_prefix(TASK).unwrap();
    assert_eq!(merged.text, format!("{ours}{lines}"));

    let ours = TASK.replace("status: not_started", "status: in_progress");
    let theirs = TASK.replace("status: not_started", "# 等批复\nstatus: not_started # 市科委");
    let merged = three(TASK, &ours, &theirs);
    assert!(merged.is_clean(), "{merged:?}");
    assert!(merged.text.contains("# 等批复\nstatus: in_progress # 市科委\n"), "{}", merged.text);
}

#[test]
fn two_statuses_are_a_conflict_of_one_line_in_a_file_that_is_merged_otherwise() {
    let ours = TASK.replace("not_started", "done") + "- date: \"2025-02-01\"\n  text: 甲\n";
    let theirs = TASK.replace("not_started", "suspended") + "- date: \"2025-02-01\"\n  text: 乙\n";
    let merged = three(TASK, &ours, &theirs);
    let conflict = "<<<<<<< ours\nstatus: done\n=======\nstatus: suspended\n>>>>>>> theirs\n";
    let expected = ours.replace("status: done\n", conflict) + "- date: \"2025-02-01\"\n  text: 乙\n";
    assert_eq!(merged.text, expected);
    assert_eq!(merged.conflicts.len(), 1);
    for (side, status) in [(Side::Ours, Status::Done), (Side::Theirs, Status::Suspended)] {
        let sides = Sides::of(&merged.text).unwrap();
        let resolved = merge(path(), [TASK, &sides.ours, &sides.theirs], &|_| Some(side));
        assert!(resolved.is_clean());
        assert_eq!((task(&resolved.text).status, task(&resolved.text).notes.len()), (status, 3));
    }
}

#[test]
fn our_line_ends_our_mark_and_our_end_of_file_stay() {
    let ours = format!("\u{feff}{}", TASK.trim_end().replace("not_started", "done").replace('\n', "\r\n"));
    let theirs = TASK.replace("pillar: 2", "pillar: 3");
    let merged = three(TASK, &ours, &theirs);
    assert!(merged.is_clean());
    assert_eq!(merged.text, ours.replace("pillar: 2", "pillar: 3"));
}

#[test]
fn a_side_that_can_not_be_read_is_kept_as_git_would_keep_it() {
    let ours = TASK.replace("status: not_started", "status: maybe");
    let theirs = TASK.replace("status: not_started", "status: done");
    let merged = three(TASK, &ours, &theirs);
    assert_eq!(merged.trouble.as_ref().map(|finding| finding.code), Some("invalid-yaml"));
    let sides = Sides::of(&merged.text).unwrap();
    assert_eq!((sides.ours, sides.theirs), (ours.clone(), theirs));
    // Broken before and repaired by one side: nothing is the matter any more.
    let merged = three(&ours, &ours, TASK);
    assert!(merged.is_clean() && merged.text == TASK);
}

#[test]
fn what_the_ancestors_conflict_in_is_decided_by_nobody() {
    let base = lines::marked(&TASK.replace("not_started", "done"), &TASK.replace("not_started", "suspended"));
    let ours = TASK.replace("not_started", "done") + "- date: \"2025-02-01\"\n  text: 甲\n";
    let theirs = TASK.replace("not_started", "suspended") + "- date: \"2025-02-01\"\n  text: 乙\n";
    let merged = three(&base, &ours, &theirs);
    assert!(merged.trouble.is_none(), "{merged:?}");
    assert_eq!(merged.conflicts.iter().map(Conflict::field).collect::<Vec<_>>(), ["status"]);
    let sides = Sides::of(&merged.text).unwrap();
    assert_eq!((task(&sides.ours).notes.len(), task(&sides.theirs).notes.len()), (3, 3));
    let merged = three(&base, &ours, &theirs.replace("suspended", "done"));
    assert!(merged.is_clean() && task(&merged.text).notes.len() == 3, "{merged:?}");
}

#[test]
fn two_tasks_under_one_number_stay_apart() {
    let ours = "id: 1\n\ncontent: 一\n\ndepartments:\n- 甲\n\nstatus: done\n";
    let theirs = "id: 1\n\ncontent: 二\n\ndepartments:\n- 乙\n\nstatus: done\n";
    let merged = three("", ours, theirs);
    let sides = Sides::of(&merged.text).unwrap();
    assert_eq!((sides.ours.as_str(), sides.theirs.as_str()), (ours, theirs));
    assert_eq!(merged.conflicts.len(), 2);
}

#[test]
fn a_file_in_braces_loses_nothing() {
    let base = "{id: 14, content: 平台, status: done}\n";
    let merged = three(
        base,
        "{id: 14, content: 平台, status: closed}\n",
        "{id: 14, content: 平台, status: done, due: '2025-01-01'}\n",
    );
    assert!(!merged.is_clean());
    assert!(merged.text.contains("closed") && merged.text.contains("due"));
}

/// Something that a person does to a task.
#[derive(Clone, Debug)]
enum Deed {
    Status(Status),
    Due(u32),
    Note(u32, String),
    Evidence(String),
    Department(String),
    Content,
    Comment(&'static str),
    Unknown(String, u32),
    Quotes,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        proptest::sample::select(Status::ALL.to_vec()).prop_map(Deed::Status),
        (1..=28u32).prop_map(Deed::Due),
        (1..=28u32, "[甲乙丙 a:#'\"]{1,6}").prop_map(|(day, text)| Deed::Note(day, text)),
        "[a-c]{1}/[a-z]{3}".prop_map(Deed::Evidence),
        "[丁戊己]{2}".prop_map(Deed::Department),
        Just(Deed::Content),
        proptest::sample::select(vec!["status", "departments", "content", "notes"]).prop_map(Deed::Comment),
        ("mine_[a-d]", 0..9u32).prop_map(|(key, value)| Deed::Unknown(key, value)),
        Just(Deed::Quotes),
    ]
}

/// The text after a deed, by the program or by hand.
fn done(text: &str, deed: &Deed, who: &str) -> String {
    let mut after = task(text);
    match deed {
        Deed::Status(status) => after.status = *status,
        Deed::Due(day) => after.due = parse_date(&format!("2025-12-{day:02}")),
        Deed::Note(day, words) => after.notes.push(Note {
            date: parse_date(&format!("2025-03-{day:02}")).unwrap(),
            by: Some(who.to_owned()),
            text: words.clone(),
            reason: false,
        }),
        Deed::Evidence(path) => after.evidence.push(format!("{who}/{path}")),
        Deed::Department(name) if !after.departments.contains(name) => after.departments.push(name.clone()),
        Deed::Department(_) => {}
        Deed::Content => after.content = format!("{who}{}", after.content),
        Deed::Comment(key) => {
            return text.replacen(&format!("\n{key}:"), &format!("\n# {who} {key}\n{key}:"), 1);
        }
        Deed::Unknown(key, value) if !text.contains(key) => return format!("{text}\n{key}: {value}\n"),
        Deed::Unknown(..) => {}
        Deed::Quotes => {
            return text.replace("content: 建", "content: \"建").replace("平台；\n", "平台；\"\n");
        }
    }
    edit::revise(path(), text, &after).unwrap_or_else(|error| panic!("{error} {text}"))
}

fn tree_of(text: &str) -> Tree {
    yaml::read_tree(path(), text.as_bytes()).unwrap_or_else(|finding| panic!("{finding:?}\n{text}"))
}

/// A tree in which the order of lists says nothing.
fn unordered(text: &str) -> Vec<String> {
    let mut facts = Vec::new();
    for (key, value) in tree_of(text) {
        match value {
            serde_json::Value::Array(entries) => {
                facts.extend(entries.iter().map(|entry| format!("{key} {entry}")))
            }
            other => facts.push(format!("{key} {other}")),
        }
    }
    facts.sort();
    facts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_is_lost_nothing_is_doubled_and_only_true_conflicts_are_left(
        ours in proptest::collection::vec(deed(), 0..4),
        theirs in proptest::collection::vec(deed(), 0..4),
    ) {
        let text = |deeds: &[Deed], who: &str| deeds.iter().fold(TASK.to_owned(), |text, deed| done(&text, deed, who));
        let (our_text, their_text) = (text(&ours, "我"), text(&theirs, "他"));
        let (our_task, their_task) = (task(&our_text), task(&their_text));
        let merged = three(TASK, &our_text, &their_text);
        prop_assert!(merged.trouble.is_none(), "{:?}", merged);

        // A field is in conflict exactly where both sides gave it a new value of their own.
        let base = tree_of(TASK);
        let (our_tree, their_tree) = (tree_of(&our_text), tree_of(&their_text));
        for key in ["status", "due", "content", "mine_a", "mine_b", "mine_c", "mine_d"] {
            let (was, is_ours, is_theirs) = (base.get(key), our_tree.get(key), their_tree.get(key));
            let is_true = was != is_ours && was != is_theirs && is_ours != is_theirs;
            prop_assert_eq!(merged.conflicts.iter().any(|conflict| conflict.field() == key), is_true, "{}", key);
        }
        let lists = ["notes", "evidence", "departments"];
        prop_assert!(merged.conflicts.iter().all(|conflict| !lists.contains(&conflict.field())));

        // Every side of the result has every entry of both, once, and every comment.
        let sides = Sides::of(&merged.text);
        prop_assert_eq!(sides.is_some(), !merged.conflicts.is_empty());
        let both = sides.unwrap_or(Sides { ours: merged.text.clone(), theirs: merged.text.clone(), base: None });
        for side in [&both.ours, &both.theirs] {
            let result = task(side);
            for (list, ours, theirs) in [
                (&result.evidence, &our_task.evidence, &their_task.evidence),
                (&result.departments, &our_task.departments, &their_task.departments),
            ] {
                let mut all: Vec<_> = ours.iter().chain(theirs).cloned().collect();
                prop_assert!(all.iter().all(|entry| list.contains(entry)));
                all.sort();
                all.dedup();
                prop_assert!(list.len() <= ours.len() + theirs.len());
            }
            let new = our_task.notes.len() + their_task.notes.len() - 1;
            prop_assert_eq!(result.notes.len(), new, "{}", side);
            prop_assert!(our_task.notes.iter().chain(&their_task.notes).all(|note| result.notes.contains(note)));
        }
        for comment in our_text.lines().chain(their_text.lines()).filter(|line| line.starts_with("# ")) {
            prop_assert!(merged.text.contains(comment), "{} is gone: {}", comment, merged.text);
        }

        // Merged by lines, as git does without the driver: never wrong in silence, and resolved to the same.
        let by_lines = lines::merge_marked(TASK, &our_text, &their_text);
        let is_readable = |text: &str| yaml::read_task(path(), text.as_bytes()).is_ok();
        let resolved = match Sides::of(&by_lines) {
            Some(sides) if is_readable(&sides.ours) && is_readable(&sides.theirs) => {
                three(TASK, &sides.ours, &sides.theirs)
            }
            None if is_readable(&by_lines) => Merged { text: by_lines, conflicts: Vec::new(), trouble: None },
            _ => merged.clone(),
        };
        prop_assert_eq!(resolved.conflicts.len(), merged.conflicts.len());
        if merged.is_clean() {
            prop_assert_eq!(unordered(&resolved.text), unordered(&merged.text));
        }

        // The other direction says the same.
        let back = three(TASK, &their_text, &our_text);
        if merged.is_clean() {
            prop_assert_eq!(unordered(&merged.text), unordered(&back.text));
        }
        prop_assert_eq!(merged.conflicts.len(), back.conflicts.len());
    }
}

#[test]
fn lists_that_are_twice_as_long_do_not_take_four_times_as_long() {
    let path = Path::new("p/tasks/001.yaml");
    let notes = |count: usize| {
        let text = |tag: &str, more: &str| {
            let note = |at: usize| format!("- date: \"2025-01-01\"\n  text: {tag}n{at}\n");
            let notes: String = (0..count).map(note).collect();
            format!("id: 1\ncontent: x\ndepartments:\n- a\nstatus: done\n\nnotes:\n{notes}{more}")
        };
        let theirs = text("", "- date: \"2025-03-01\"\n  text: neu\n");
        let merged = merge(path, [&text("", ""), &text("o", ""), &theirs], &|_| None);
        assert!(merged.conflicts.is_empty() && merged.text.contains("neu"));
        assert!(merged.text.contains(&format!("on{}\n", count - 1)));
    };
    let others = |count: usize| {
        let text = |more: &str| {
            let entries: String = (0..count).map(|at| format!("- x{}\n", at % 3)).collect();
            format!("id: 1\ncontent: x\nstatus: done\nmine:\n{entries}{more}")
        };
        let merged = merge(path, [&text(""), &text("- ours\n"), &text("- theirs\n")], &|_| None);
        assert!(merged.text.contains("- ours\n") && merged.text.contains("- theirs\n"));
    };
    for (what, merges, count) in [("notes", &notes as &dyn Fn(usize), 300), ("others", &others, 1_500)] {
        let cost = |count: usize| {
            let before = computed();
            merges(count);
            computed().saturating_sub(before)
        };
        let (once, twice) = (cost(count), cost(2 * count));
        assert!(twice <= 3 * once, "{what}: {once:?}, then {twice:?}");
    }
}

/// For how long this thread has computed, whatever else the machine does; nothing where the system doesn't say.
fn computed() -> std::time::Duration {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = said.split(' ').next().and_then(|number| number.parse().ok());
    std::time::Duration::from_nanos(nanoseconds.unwrap_or(0))
}
