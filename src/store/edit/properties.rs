//! Properties of edits: whatever a file looks like and whatever changes, no comment is lost, none gets to something
//! new, and no line of another field differs.

use std::path::Path;

use proptest::{prelude::*, sample::subsequence};

use super::revise;
use crate::{
    model::{Note, Status, Task, parse_date},
    store::{document::Mapping, yaml},
};

/// How a list is written.
#[derive(Clone, Copy, Debug)]
enum Layout {
    Lines,
    Indented,
    OneLine,
    BracketLines { has_last_comma: bool },
    BracketPairs,
}

fn layouts() -> impl Strategy<Value = Layout> {
    prop_oneof![
        Just(Layout::Lines),
        Just(Layout::Indented),
        Just(Layout::OneLine),
        any::<bool>().prop_map(|has_last_comma| Layout::BracketLines { has_last_comma }),
        Just(Layout::BracketPairs),
    ]
}

/// A list of names under a key; bit by bit `mask` says which comments there are.
fn list(key: &str, names: &[String], layout: Layout, mask: u64) -> String {
    let has = |bit: usize| mask >> (bit % 64) & 1 == 1;
    let comment = |bit: usize, words: &str| if has(bit) { format!("  # {words}") } else { String::new() };
    let line = |bit: usize, indent: &str, words: &str| {
        if has(bit) { format!("{indent}# {words}\n") } else { String::new() }
    };
    let count = names.len();
    let mut text = String::new();
    match layout {
        Layout::Lines | Layout::Indented => {
            let indent = if matches!(layout, Layout::Lines) { "" } else { "  " };
            text += &format!("{key}:{}\n", comment(0, &format!("behind {key}")));
            for (at, name) in names.iter().enumerate() {
                text += &line(1 + 4 * at, indent, &format!("above {name}"));
                text += &format!("{indent}- {name}{}\n", comment(2 + 4 * at, &format!("of {name}")));
                text += &line(3 + 4 * at, &format!("{indent}  "), &format!("below {name}"));
            }
        }
        Layout::OneLine => {
            text += &format!("{key}: [{}]{}\n", names.join(", "), comment(0, &format!("behind {key}")));
        }
        Layout::BracketLines { has_last_comma } => {
            text += &format!("{key}: [{}\n", comment(0, &format!("behind {key}")));
            for (at, name) in names.iter().enumerate() {
                let comma = if at + 1 < count || has_last_comma { "," } else { "" };
                text += &line(1 + 4 * at, "  ", &format!("above {name}"));
                text += &format!("  {name}{comma}{}\n", comment(2 + 4 * at, &format!("of {name}")));
            }
            text += &line(3, "  ", "at the end");
            text += "]\n";
        }
        Layout::BracketPairs => {
            text += &format!("{key}: [");
            for (at, pair) in names.chunks(2).enumerate() {
                let comma = if 2 * at + 2 < count { "," } else { "" };
                text += &format!(
                    "{}{comma}{}\n  ",
                    pair.join(", "),
                    comment(2 + 4 * at, &format!("of {}", pair.join(" ")))
                );
            }
            text += "]\n";
        }
    }
    text
}

fn notes(count: usize, mask: u64) -> String {
    let comment = |bit: usize, words: &str| {
        if mask >> (bit % 64) & 1 == 1 { format!("  # {words}") } else { String::new() }
    };
    let line = |bit: usize, words: &str| {
        if mask >> (bit % 64) & 1 == 1 { format!("  # {words}\n") } else { String::new() }
    };
    let note = |at: usize| {
        format!(
            "- date: \"2025-01-0{}\"{}\n{}  text: 第{at}条{}\n{}",
            at + 1,
            comment(1 + 5 * at, &format!("day {at}")),
            line(2 + 5 * at, &format!("in {at}")),
            comment(3 + 5 * at, &format!("text {at}")),
            line(4 + 5 * at, &format!("below {at}")),
        )
    };
    if count == 0 {
        String::new()
    } else {
        format!("\nnotes:{}\n{}", comment(0, "all notes"), (0..count).map(note).collect::<String>())
    }
}

fn comments(text: &str) -> Vec<&str> {
    Mapping::of(text).unwrap().comments.into_iter().map(|bytes| text.get(bytes).unwrap()).collect()
}

/// The text without the lines of a key.
fn without(text: &str, keys: &[&str]) -> String {
    let mut rest = String::new();
    let mut skipped = false;
    for line in text.lines() {
        let key = line.split(':').next().unwrap_or_default();
        if !line.starts_with([' ', '-', '#', ']']) && !line.is_empty() {
            skipped = keys.contains(&key);
        }
        if !skipped && !line.is_empty() {
            rest += line;
            rest.push('\n');
        }
    }
    rest
}

fn check(text: &str, change: impl FnOnce(&mut Task)) -> String {
    let mut task = yaml::read_task(Path::new("001.yaml"), text.as_bytes())
        .unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    change(&mut task);
    let new = revise(Path::new("001.yaml"), text, &task).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(comments(&new), comments(text), "\n{text}\n→\n{new}");
    new
}

fn names() -> impl Strategy<Value = Vec<String>> {
    (1..6_usize).prop_map(|count| (0..count).map(|at| format!("旧{at}")).collect())
}

proptest! {
    #[test]
    fn the_entries_of_a_list_come_and_go_and_every_comment_stays_where_it_belongs(
        (old, kept) in names().prop_flat_map(|old| (Just(old.clone()), subsequence(old.clone(), 0..=old.len()))),
        places in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        layout in layouts(),
        mask in any::<u64>(),
        has_returns in any::<bool>(),
    ) {
        let mut new = kept.clone();
        for (at, place) in places.iter().enumerate() {
            new.insert(place.index(new.len() + 1), format!("新{at}"));
        }
        let text = format!(
            "# head\nid: 1 # id\ncontent: 文 # c\n\n{}\nstatus: done  # s\n# tail\n",
            list("departments", &old, layout, mask),
        );
        let text = if has_returns { text.replace('\n', "\r\n") } else { text };
        let revised = check(&text, |task| task.departments.clone_from(&new));
        prop_assert_eq!(without(&revised, &["departments"]), without(&text, &["departments"]));
        prop_assert_eq!(revised.contains("\r\n"), has_returns);
        prop_assert_eq!(revised.matches('\r').count(), if has_returns { revised.matches('\n').count() } else { 0 });
        if matches!(layout, Layout::Lines | Layout::Indented) {
            // What stays keeps its lines whole; what is new has a line without a comment.
            let lines: Vec<&str> = revised.lines().collect();
            for line in text.lines().filter(|line| kept.iter().any(|name| line.contains(&format!("- {name}")))) {
                prop_assert!(lines.contains(&line), "{line}\n{revised}");
            }
            for name in new.iter().filter(|name| name.starts_with('新')) {
                let at = lines.iter().position(|line| line.trim() == format!("- {name}"));
                prop_assert!(at.is_some(), "{name}\n{revised}");
                // Nor does it come between an entry and the comment that belongs to it.
                let own = lines[at.unwrap()];
                let below = lines.get(at.unwrap() + 1).copied().unwrap_or_default();
                let is_deeper = below.find('#') > own.find('-');
                prop_assert!(!below.trim().starts_with('#') || !is_deeper, "{name}\n{revised}");
                let above = lines[at.unwrap() - 1].trim();
                prop_assert!(!above.starts_with("# above"), "{name}\n{revised}");
            }
        }
    }

    #[test]
    fn what_is_added_edited_and_taken_away_leaves_every_comment(
        count in 0..4_usize,
        edited in any::<prop::sample::Index>(),
        mask in any::<u64>(),
        (adds, edits, removes, sets_due) in any::<(bool, bool, bool, bool)>(),
        evidence in layouts(),
        due in prop::option::of("  # 主任定的|"),
    ) {
        let due = due.map(|comment| format!("due: \"2025-06-30\"{comment}\n")).unwrap_or_default();
        let text = format!(
            "id: 1\ncontent: |-  # 块\n  文\n  # 不是注释\n\nstatus: done  # s\n{due}\n{}{}",
            list("evidence", &["a.pdf".into(), "b.pdf".into(), "c.pdf".into()], evidence, mask),
            notes(count, mask.rotate_left(7)),
        );
        let new = check(&text, |task| {
            if edits && count > 0 {
                task.notes[edited.index(count)].text = "改过".into();
            }
            if removes && count > 0 {
                task.notes.remove(edited.index(count));
            }
            if adds {
                task.notes.push(Note { date: parse_date("2025-09-25").unwrap(), by: Some("市教委".into()), text: "新的".into(), reason: count % 2 == 0 });
                task.evidence.push("d.pdf".into());
            }
            task.due = if sets_due { parse_date("2025-12-31") } else { None };
            task.status = Status::InProgress;
        });
        prop_assert!(!new.contains("新的  #") && !new.contains("d.pdf  #") && !new.contains("d.pdf,  #"), "{new}");
        if adds {
            let lines: Vec<&str> = new.lines().collect();
            let at = lines.iter().position(|line| line.contains("新的")).unwrap();
            prop_assert!(!lines.get(at + 1).is_some_and(|line| line.starts_with("  ") && line.trim().starts_with('#')), "{new}");
        }
        // A text that had a block keeps it, or is one line with the comment behind it.
        check(&new, |task| task.content = "另一段文字".into());
    }
}

#[test]
fn the_comments_of_headings_stay_when_an_edition_changes_them() {
    let text = "# 方案\ntitle: 甲  # 标题\n\nsource:  # 原件\n  file: a.csv  # 第一版\n  # 校验\n  sha256: \"1\"\n\npillars:\n# 平台\n- id: 1  # 一号\n  label: 一、\n  title: 平台  # 勿改\n- id: 2\n  title: 人才 # 二号\n\nkey_tasks: []  # 没有\n";
    let mut plan = yaml::read_plan(Path::new("plan.yaml"), text.as_bytes()).unwrap();
    plan.title = "乙".into();
    let source = plan.source.as_mut().unwrap();
    (source.file, source.sha256) = ("b.csv".into(), "2".into());
    plan.pillars[0].title = "平台建设".into();
    plan.pillars[0].label = None;
    plan.pillars.remove(1);
    plan.pillars.push(crate::model::Pillar { id: 3, title: "资金".into(), ..Default::default() });
    plan.key_tasks.push(crate::model::KeyTask { id: 1, title: "统一入口".into(), ..Default::default() });
    let new = super::revise_plan(Path::new("plan.yaml"), text.as_bytes(), &plan).unwrap();
    assert_eq!(comments(&new), comments(text), "{new}");
    assert!(
        new.contains("  title: 平台建设  # 勿改\n") && new.contains("  file: b.csv  # 第一版\n"),
        "{new}"
    );
    assert!(new.contains("key_tasks:  # 没有\n- id: 1\n"), "{new}");
}

#[test]
fn a_registry_and_the_marks_of_a_store_keep_their_comments() {
    let text =
        "# 名录\ndepartments:  # 市级\n- name: 市教委  # 牵头\n  aliases: [教委]\n  # 电话见通讯录\n# 完\n";
    let mut registry = yaml::read_registry(Path::new(""), text.as_bytes()).unwrap();
    registry.departments.push(crate::model::Department { name: "市科委".into(), ..Default::default() });
    let new = super::revise_registry(text, &registry).unwrap();
    assert!(new.ends_with("  # 电话见通讯录\n- name: 市科委\n# 完\n"), "{new}");
    let text = "# 台账\nformat: 1  # 勿改\n";
    let config = yaml::Config {
        default_plan: Some("p".into()),
        ..yaml::read_config(Path::new(""), text.as_bytes()).unwrap()
    };
    assert_eq!(super::revise_config(text, &config).unwrap(), "# 台账\nformat: 1  # 勿改\ndefault_plan: p\n");
}
