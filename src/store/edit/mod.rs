//! Changing fields of a task file and leaving every other byte alone: comments, key order, quoting,
//! line ends and the byte order mark stay as a person left them.
//!
//! Each differing field is spliced into the text (`splice`, `list`) by the byte spans of [`Mapping`]; then the result
//! is read again and compared with the intent, and so are the comments. Text that can't be changed safely is refused,
//! never guessed.
#![expect(clippy::expect_used, reason = "what was read as YAML is UTF-8")]

use std::path::Path;

mod edits;
mod lines;
mod list;
#[cfg(test)]
mod properties;
mod splice;

pub(crate) use lines::{line_end, line_start, next_line};
pub(crate) use splice::{rank_of, set};

use super::{document::Mapping, layout::Kind, yaml};
use crate::{
    error::{Error, Finding, Location, Result},
    model::{Office, Plan, Registry, ReportingPeriod, Return, Task},
};
use splice::remove;

/// The groups of keys that a kind of file has, in canonical order.
pub(crate) type Groups<'a> = &'a [&'a [&'a str]];

/// The text of a task file after its task became `after`.
///
/// # Errors
/// When the text is no readable task, or when the change can't be made in it without touching
/// anything else; the message names the field.
pub fn revise(path: &Path, text: &str, after: &Task) -> Result<String> {
    let before = yaml::read_task(path, text.as_bytes()).map_err(Error::from)?;
    let revised = splice_fields(path, text, yaml::TASK_GROUPS, &before, after)?;
    verify(path, text, &revised, after)?;
    Ok(revised)
}

/// The text of a plan's own file after it became `after`; comments stay.
pub(crate) fn revise_plan(path: &Path, bytes: &[u8], after: &Plan) -> Result<String> {
    // The file holds no tasks.
    let is_same = |one: &Plan, other: &Plan| yaml::fields(one) == yaml::fields(other);
    revise_file(path, bytes, yaml::PLAN_GROUPS, after, yaml::read_plan, is_same)
}

/// The text of `office.yaml` after it became `after`; comments stay.
pub(crate) fn revise_office(path: &Path, bytes: &[u8], after: &Office) -> Result<String> {
    revise_file(path, bytes, yaml::groups(Kind::Office), after, yaml::read_office, Office::eq)
}

/// The text of a reporting period's file after it became `after`; comments stay.
pub(crate) fn revise_period(path: &Path, bytes: &[u8], after: &ReportingPeriod) -> Result<String> {
    revise_file(path, bytes, yaml::groups(Kind::Period), after, yaml::read_period, ReportingPeriod::eq)
}

/// The text of a return's file after it became `after`. One that nobody edited by hand is written anew; in others comments
/// stay.
pub(crate) fn revise_return(path: &Path, bytes: &[u8], after: &Return) -> Result<String> {
    let text = text_of(bytes);
    if yaml::read_return(path, bytes).is_ok_and(|before| yaml::write_return(&before) == text) {
        let written = yaml::write_return(after);
        return ensure_meant(path, text, written, after, yaml::read_return, Return::eq);
    }
    revise_file(path, bytes, yaml::groups(Kind::Return), after, yaml::read_return, Return::eq)
}

/// A file that can be read as YAML, as text.
pub(crate) fn text_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("what is read as YAML is text")
}

/// The text of a file after what it holds became `after`.
fn revise_file<T: serde::Serialize>(
    path: &Path,
    bytes: &[u8],
    groups: Groups<'_>,
    after: &T,
    read: impl Fn(&Path, &[u8]) -> Result<T, Finding>,
    is_same: impl Fn(&T, &T) -> bool,
) -> Result<String> {
    let before = read(path, bytes).map_err(Error::from)?;
    let text = text_of(bytes);
    let revised = splice_fields(path, text, groups, &before, after)?;
    ensure_meant(path, text, revised, after, read, is_same)
}

/// A revised text, which has to be read as what was meant.
fn ensure_meant<T>(
    path: &Path,
    text: &str,
    revised: String,
    after: &T,
    read: impl Fn(&Path, &[u8]) -> Result<T, Finding>,
    is_same: impl Fn(&T, &T) -> bool,
) -> Result<String> {
    match read(path, revised.as_bytes()) {
        Ok(value) if is_same(&value, after) => Ok(revised),
        other => Err(not_meant(path, text, other)),
    }
}

/// Why what came of an edit is not what was meant: it is too much for a file, or the file is written in too unusual a way.
fn not_meant<T>(path: &Path, text: &str, read: Result<T, Finding>) -> Error {
    match read {
        Err(finding) if finding.code == "over-limit" => {
            Error::from(finding).hint(text!("没有写入任何内容", "nothing was written"))
        }
        _ => refusal(path, text, "*"),
    }
}

/// The text with every field that differs set or taken out.
fn splice_fields<T: serde::Serialize>(
    path: &Path,
    text: &str,
    groups: Groups<'_>,
    before: &T,
    after: &T,
) -> Result<String> {
    let (old, new) = (yaml::fields(before), yaml::fields(after));
    let mut revised = text.to_owned();
    for key in groups.concat().into_iter().filter(|key| old.get(*key) != new.get(*key)) {
        let set = match new.get(key) {
            Some(value) => set(&revised, groups, key, old.get(key), value),
            None => remove(&revised, key),
        };
        revised = set.filter(|set| keeps_comments(&revised, set)).ok_or_else(|| refusal(path, text, key))?;
    }
    Ok(revised)
}

/// Whether every comment is still there, in its order.
fn keeps_comments(text: &str, revised: &str) -> bool {
    let comments = |text: &str| -> Option<Vec<String>> {
        let found = Mapping::of(text)?.comments.into_iter();
        Some(found.filter_map(|bytes| text.get(bytes).map(str::to_owned)).collect())
    };
    !text.contains('#') || comments(text) == comments(revised)
}

/// The text of `pjt.yaml` after it became `after`. None when it is written in a way that can't be changed safely.
pub(crate) fn revise_config(text: &str, after: &yaml::Config) -> Option<String> {
    let path = Path::new("");
    let before = yaml::read_config(path, text.as_bytes()).ok()?;
    let revised = splice_fields(path, text, yaml::groups(Kind::Config), &before, after).ok()?;
    let is_meant = yaml::read_config(path, revised.as_bytes())
        .is_ok_and(|config| yaml::fields(&config) == yaml::fields(after));
    is_meant.then_some(revised)
}

/// The text of the registry after it became `after`: entries that did not change keep their lines and
/// comments. None when the text is written in a way that can't be changed safely.
pub(crate) fn revise_registry(text: &str, after: &Registry) -> Option<String> {
    if text.trim().is_empty() {
        return Some(yaml::write_registry(after));
    }
    let path = Path::new("");
    let entries = |registry: &Registry| serde_json::to_value(&registry.departments).ok();
    let before = yaml::read_registry(path, text.as_bytes()).ok()?;
    let revised = set(text, &[&["departments"]], "departments", entries(&before).as_ref(), &entries(after)?)?;
    let is_meant = yaml::read_registry(path, revised.as_bytes()).is_ok_and(|registry| registry == *after);
    (is_meant && keeps_comments(text, &revised)).then_some(revised)
}

pub(crate) fn refusal(path: &Path, text: &str, key: &str) -> Error {
    let line = Mapping::of(text)
        .and_then(|mapping| mapping.pair(key).map(|pair| pair.key_bytes.start))
        .map(|offset| 1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count());
    Error::conflict(text!(
        "字段 `{key}` 的写法太特殊，无法只改它而不动别处；没有写入任何内容",
        "field `{key}` is written in a way that can't be changed without touching the rest; nothing was written"
    )).named("unusual-layout")
    .at(line.map_or_else(|| Location::file(path), |line| Location::at(path, text, line, 1)))
    .hint(text!("请在编辑器中修改这个字段，再用 `pjt check` 核对", "edit this field by hand and run `pjt check`"))
}

/// The new text must hold exactly the task that was meant, and every unknown field as it was.
fn verify(path: &Path, text: &str, revised: &str, after: &Task) -> Result<()> {
    let known = yaml::TASK_GROUPS.concat();
    let unknown = |text: &str| {
        yaml::read_tree(path, text.as_bytes()).ok().map(|mut tree| {
            tree.retain(|key, _| !known.contains(&key.as_str()));
            tree
        })
    };
    let record = yaml::read_record(path, revised.as_bytes());
    let is_ordinary = record.as_ref().is_ok_and(|record| record.is_ordinary)
        && yaml::read_record(path, text.as_bytes()).is_ok_and(|record| record.is_ordinary);
    let is_meant = record.as_ref().is_ok_and(|record| record.task == *after);
    let keeps_others = || {
        let others = unknown(revised);
        others.is_some() && others == unknown(text)
    };
    // An ordinary file has no unknown fields.
    if is_meant && (is_ordinary || keeps_others()) {
        return Ok(());
    }
    Err(not_meant(path, text, record))
}

#[cfg(test)]
mod tests {
    use similar::DiffTag;

    use super::*;
    use crate::model::{Note, Status, parse_date, steps};

    /// The same task as differently as people write it.
    const LAYOUTS: [(&str, &str); 15] = [
        (
            "canonical",
            "id: 14\nlabel: （14）\n\ncontent: 平台；\n\ndepartments:\n- 市教委\n- 市科委\n\nstatus: done\n",
        ),
        (
            "crlf",
            "id: 14\r\nlabel: （14）\r\n\r\ncontent: 平台；\r\n\r\ndepartments:\r\n- 市教委\r\n- 市科委\r\n\r\nstatus: done\r\n",
        ),
        (
            "byte order mark",
            "\u{feff}id: 14\nlabel: （14）\ncontent: 平台；\ndepartments:\n- 市教委\n- 市科委\nstatus: done\n",
        ),
        (
            "no final line end",
            "id: 14\nlabel: （14）\ncontent: 平台；\ndepartments: [市教委, 市科委]\nstatus: done",
        ),
        (
            "comments",
            "# 头\nid: 14 # 号\nlabel: （14）\ncontent: 平台；  # 文\ndepartments: # 谁\n- 市教委 # 一\n# 二\n- 市科委\n\nstatus: done # 了\n# 尾\n",
        ),
        (
            "other order",
            "status: 'done'\ndepartments:\n    - \"市教委\"\n    - 市科委\ncontent: \"平台；\"\nlabel: '（14）'\nid: 14\n",
        ),
        (
            "document marks",
            "%YAML 1.2\n---\nid: 14\nlabel: （14）\ncontent: 平台；\ndepartments:\n- 市教委\n- 市科委\nstatus: done\n...\n",
        ),
        (
            "block scalars",
            "id: 14\nlabel: |-\n  （14）\ncontent: >-\n  平台；\n\ndepartments:\n- 市教委\n- 市科委\nstatus: |-\n  done\n\n# 尾\n",
        ),
        (
            "flow lists",
            "id: 14\nlabel: （14）\ncontent: 平台；\ndepartments: [ 市教委,\n  '市科委' ]\nevidence: []\nnotes: []\nstatus: done\n",
        ),
        ("braces", "{id: 14, label: （14）, content: 平台；, departments: [市教委, 市科委], status: done}\n"),
        (
            "anchors",
            "id: 14\nlabel: （14）\ncontent: &c 平台；\ndepartments: &d\n- 市教委\n- 市科委\nstatus: &s done\nmine: 7\n",
        ),
        (
            "unknown fields",
            "x: {a: [1, 2]}\nid: 14\nlabel: （14）\ncontent: 平台；\ndepartments:\n- 市教委\n- 市科委\nstatus: done\nstatus_note:\n  status: open\n",
        ),
        (
            "empty values",
            "id: 14\nlabel: （14）\ncontent: 平台；\ndepartments:\n- 市教委\n- 市科委\nstatus: done\nnotes:\nevidence:\ndue:\n",
        ),
        (
            "wide blanks",
            "id:   14\nlabel:    （14）\n\n\n\ncontent:   平台；   \n\n\ndepartments:\n\n  - 市教委\n\n  - 市科委\n\n\nstatus:   done   \n\n\n",
        ),
        (
            "quoted keys",
            "\"id\": 14\n'label': （14）\n\"content\": 平台；\n\"departments\":\n- 市教委\n- 市科委\n\"status\": \"done\"\n",
        ),
    ];

    fn revised(layout: &str, change: impl Fn(&mut Task)) -> String {
        let mut task = yaml::read_task(Path::new("014.yaml"), layout.as_bytes()).unwrap();
        change(&mut task);
        revise(Path::new("014.yaml"), layout, &task).unwrap_or_else(|error| panic!("{error}\n{layout}"))
    }

    /// How many lines of `old` are gone, how many came.
    fn moved(old: &str, new: &str) -> (usize, usize) {
        let [old, new] = [old, new].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
        let moves = steps(&old, &new).into_iter().filter(|step| step.tag() != DiffTag::Equal);
        moves
            .fold((0, 0), |(gone, come), step| (gone + step.old_range().len(), come + step.new_range().len()))
    }

    #[test]
    fn a_comment_may_move_but_is_never_lost() {
        for (before, after, is_kept) in [
            ("a: 1 # 一\nb: 2\n", "a: 3 # 一\nb: 2\n", true),
            ("a: 1 # 一\nb: 2\n", "a: 3\nb: 2\n", false),
            ("# 一\na: 1\n# 二\n", "# 二\na: 1\n# 一\n", false),
            ("a: 'x # y'\n", "a: z\n", true),
            ("a: 1\n", "b: 1\n", true),
        ] {
            assert_eq!(keeps_comments(before, after), is_kept, "{before:?} {after:?}");
        }
    }

    #[test]
    fn a_new_status_changes_one_line_however_the_file_is_written() {
        for (name, layout) in LAYOUTS {
            let new = revised(layout, |task| task.status = Status::InProgress);
            let lines = if name == "block scalars" { (2, 1) } else { (1, 1) };
            assert_eq!(moved(layout, &new), lines, "{name}\n{new}");
        }
    }

    #[test]
    fn what_is_added_and_taken_away_again_leaves_the_text_as_it_was() {
        let note = Note {
            date: parse_date("2025-09-25").unwrap(),
            by: Some("市教委".into()),
            text: "上线: #1\n二".into(),
            reason: false,
        };
        for (name, layout) in LAYOUTS {
            let new = revised(layout, |task| {
                task.notes.push(note.clone());
                task.due = parse_date("2025-12-31");
                task.evidence.push("https://a.b/c#d".into());
            });
            let (gone, _) = moved(layout, &new);
            let at_most = if ["empty values", "flow lists"].contains(&name) { 3 } else { 1 };
            assert!(gone <= at_most, "{name}: {gone}\n{new}");
            let back = revised(&new, |task| {
                task.notes.clear();
                task.due = None;
                task.evidence.clear();
            });
            if !["empty values", "flow lists"].contains(&name) {
                let blank = |text: &str| {
                    text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>()
                };
                assert_eq!(blank(&back), blank(layout), "{name}");
            }
        }
    }

    #[test]
    fn a_list_loses_and_gains_single_lines() {
        for (name, layout) in LAYOUTS {
            let longer = revised(layout, |task| task.departments.insert(1, "市财政局".into()));
            let (gone, _) = moved(layout, &longer);
            assert!(gone <= if layout.contains('[') { 2 } else { 0 }, "{name}\n{longer}");
            let shorter = revised(&longer, |task| {
                task.departments.remove(0);
            });
            assert!(!shorter.contains("市教委"), "{name}\n{shorter}");
            revised(&shorter, |task| task.departments = vec!["甲".into(), "- b: c".into(), "{".into()]);
        }
    }

    #[test]
    fn quotes_stay_as_they_are() {
        let text = "id: 1\ncontent: \"a\"\nstatus: 'done'\ndue: '2025-01-01'\ndue_text: \"x\"\n";
        let new = revised(text, |task| {
            task.due = parse_date("2025-02-02");
            task.due_text = Some("a \"b\" 'c'".into());
        });
        assert!(
            new.contains("due: '2025-02-02'\n") && new.contains("due_text: \"a \\\"b\\\" 'c'\"\n"),
            "{new}"
        );
    }

    #[test]
    fn an_edit_that_would_reach_other_fields_is_refused() {
        let text = "id: 1\ncontent: &a done\nstatus: *a\n";
        let task = yaml::read_task(Path::new("1"), text.as_bytes()).unwrap();
        let other = Task { content: "neu".into(), ..task };
        assert!(revise(Path::new("001.yaml"), text, &other).is_err());
    }
}
