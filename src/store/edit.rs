//! Changing fields of a task file and leaving every other byte alone: comments, key order, quoting,
//! line ends and the byte order mark stay as a person left them.
//!
//! Each differing field is spliced into the text by the byte spans of [`Mapping`]; then the result is
//! read again and compared with the intent. Text that can't be changed safely is refused, never guessed.

use std::{ops::Range, path::Path};

use serde_json::{Map, Value};
use similar::DiffTag;

use super::{
    document::{Mapping, Node, Pair, Style},
    yaml,
};
use crate::{
    error::{Error, Location, Result},
    model::{Plan, Registry, Task, steps},
};

/// The groups of keys that a kind of file has, in canonical order.
pub(crate) type Groups<'a> = &'a [&'a [&'a str]];

/// The text of a task file after its task became `after`.
///
/// # Errors
/// When the text is no readable task, or when the change can't be made in it without touching
/// anything else; the message names the field.
pub fn revise(path: &Path, text: &str, after: &Task) -> Result<String> {
    let before = yaml::read_task(path, text.as_bytes()).map_err(Error::from)?;
    let (old, new) = (object(&before), object(after));
    let mut revised = text.to_owned();
    for key in yaml::TASK_GROUPS.concat() {
        if old.get(key) == new.get(key) {
            continue;
        }
        revised = match new.get(key) {
            Some(value) => set(&revised, yaml::TASK_GROUPS, key, old.get(key), value),
            None => remove(&revised, key),
        }
        .ok_or_else(|| refusal(path, text, key))?;
    }
    verify(path, text, &revised, after)?;
    Ok(revised)
}

/// The text of a plan's own file after it became `after`; comments stay.
pub(crate) fn revise_plan(path: &Path, text: &str, after: &Plan) -> Result<String> {
    let before = yaml::read_plan(path, text.as_bytes()).map_err(Error::from)?;
    let (old, new) = (object(&before), object(after));
    let mut revised = text.to_owned();
    for key in yaml::PLAN_GROUPS.concat() {
        if old.get(key) != new.get(key) {
            revised = match new.get(key) {
                Some(value) => set(&revised, yaml::PLAN_GROUPS, key, old.get(key), value),
                None => remove(&revised, key),
            }
            .ok_or_else(|| refusal(path, text, key))?;
        }
    }
    let is_meant = yaml::read_plan(path, revised.as_bytes()).is_ok_and(|plan| object(&plan) == new);
    if is_meant { Ok(revised) } else { Err(refusal(path, text, "*")) }
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
    is_meant.then_some(revised)
}

fn object<T: serde::Serialize>(value: &T) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

pub(crate) fn refusal(path: &Path, text: &str, key: &str) -> Error {
    let line = Mapping::of(text)
        .and_then(|mapping| mapping.pair(key).map(|pair| pair.key_bytes.start))
        .map(|offset| 1 + text.get(..offset).unwrap_or_default().matches('\n').count());
    Error::conflict(text!(
        "字段 `{key}` 的写法太特殊，无法只改它而不动别处；没有写入任何内容",
        "field `{key}` is written in a way that can't be changed without touching the rest; nothing was written"
    ))
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
    let is_meant = yaml::read_task(path, revised.as_bytes()).is_ok_and(|task| task == *after);
    let others = unknown(revised);
    if is_meant && others.is_some() && others == unknown(text) {
        return Ok(());
    }
    Err(refusal(path, text, "*"))
}

/// Sets `key` to `value`, wherever and however it is written.
pub(crate) fn set(
    text: &str,
    groups: Groups<'_>,
    key: &str,
    old: Option<&Value>,
    value: &Value,
) -> Option<String> {
    let mapping = Mapping::of(text)?;
    let Some(pair) = mapping.pair(key) else { return add(text, groups, &mapping, key, value) };
    match value {
        Value::Array(entries) => set_list(text, &mapping, pair, old, entries),
        Value::Object(_) if mapping.in_braces => None,
        Value::Object(_) => {
            let start = colon_end(text, pair)?;
            let lines = yaml::to_yaml(value).trim_end().replace('\n', &format!("{}  ", line_feed(text)));
            Some(splice(
                text,
                start..pair.value.bytes.end.max(start),
                &format!("{}  {lines}", line_feed(text)),
            ))
        }
        scalar => set_scalar(text, &mapping, pair, scalar),
    }
}

fn set_scalar(text: &str, mapping: &Mapping, pair: &Pair, value: &Value) -> Option<String> {
    let written = match pair.value.style {
        Style::Lines | Style::Brackets => return None,
        Style::DoubleQuoted => in_double_quotes(value),
        Style::SingleQuoted => in_single_quotes(value),
        Style::Plain | Style::Block | Style::Alias if mapping.in_braces => in_double_quotes(value),
        Style::Plain | Style::Block | Style::Alias => plain(value),
    };
    if pair.value.bytes.is_empty() {
        let behind = colon_end(text, pair)?;
        return Some(splice(text, behind..behind, &format!(" {written}")));
    }
    Some(splice(text, pair.value.bytes.clone(), &written))
}

fn set_list(
    text: &str,
    mapping: &Mapping,
    pair: &Pair,
    old: Option<&Value>,
    new: &[Value],
) -> Option<String> {
    let old = old.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let value = &pair.value;
    match value.style {
        Style::Lines if !new.is_empty() => set_lines(text, pair, old, new),
        Style::Lines => Some(splice(text, colon_end(text, pair)?..value.bytes.end, " []")),
        Style::Brackets if !pair.entries.is_empty() || mapping.in_braces => {
            Some(splice(text, value.bytes.clone(), &in_brackets(text, pair, old, new)?))
        }
        Style::Brackets | Style::Plain if !mapping.in_braces => {
            let start = colon_end(text, pair)?;
            let lines = in_lines(text, "", new);
            Some(splice(text, start..value.bytes.end.max(start), &format!("{}{lines}", line_feed(text))))
        }
        Style::Alias | Style::Plain => {
            Some(splice(text, value.bytes.clone(), &flow(&Value::from(new.to_vec()))))
        }
        Style::SingleQuoted | Style::DoubleQuoted | Style::Block | Style::Brackets => None,
    }
}

/// Changes a list in lines: only the lines of the entries that differ.
fn set_lines(text: &str, pair: &Pair, old: &[Value], new: &[Value]) -> Option<String> {
    if old.len() != pair.entries.len() {
        return None;
    }
    let words = |values: &[Value]| values.iter().map(Value::to_string).collect::<Vec<_>>();
    let mut revised = text.to_owned();
    for step in steps(&words(old), &words(new)).into_iter().rev() {
        let (tag, gone, come) = (step.tag(), step.old_range(), step.new_range());
        if tag == DiffTag::Equal {
            continue;
        }
        let first = pair.entries.first()?.bytes.start;
        let indent: String =
            text.get(line_start(text, first)..first)?.chars().take_while(|c| c.is_whitespace()).collect();
        let lines = in_lines(text, &indent, new.get(come)?);
        let at = match (gone.is_empty(), gone.start.checked_sub(1)) {
            (false, _) => {
                let (first, last) = (pair.entries.get(gone.start)?, pair.entries.get(gone.end - 1)?);
                let start = line_start(text, first.bytes.start);
                let end = line_end(text, last.bytes.end);
                if lines.is_empty() { start..next_line(text, end) } else { start..end }
            }
            (true, Some(previous)) => {
                let end = line_end(text, pair.entries.get(previous)?.bytes.end);
                revised = splice(&revised, end..end, &format!("{}{lines}", line_feed(text)));
                continue;
            }
            (true, None) => {
                let start = line_start(text, first);
                revised = splice(&revised, start..start, &format!("{lines}{}", line_feed(text)));
                continue;
            }
        };
        revised = splice(&revised, at, &lines);
    }
    Some(revised)
}

/// Adds a key that the text does not have, behind the one that precedes it in the canonical order.
fn add(text: &str, groups: Groups<'_>, mapping: &Mapping, key: &str, value: &Value) -> Option<String> {
    if mapping.in_braces {
        let end = mapping.pairs.last()?.value.bytes.end;
        return Some(splice(text, end..end, &format!(", {key}: {}", flow(value))));
    }
    let (group, rank) = rank_of(groups, key);
    let before = mapping
        .pairs
        .iter()
        .filter(|pair| rank_of(groups, &pair.key).1 < rank)
        .max_by_key(|pair| rank_of(groups, &pair.key).1);
    let feed = line_feed(text);
    let lines = yaml::to_yaml(&Map::from_iter([(key.to_owned(), value.clone())]));
    let lines = lines.trim_end_matches('\n').replace('\n', feed);
    let Some(before) = before else {
        let start = mapping.pairs.first()?.key_bytes.start;
        return Some(splice(text, start..start, &format!("{lines}{feed}")));
    };
    let end = line_end(text, before.value.bytes.end.max(before.key_bytes.end));
    if rank_of(groups, &before.key).0 == group {
        return Some(splice(text, end..end, &format!("{feed}{lines}")));
    }
    let next = text.get(next_line(text, end)..)?;
    let crowded = !next.is_empty()
        && !matches!(next.lines().next().map(str::trim_end), None | Some("" | "..." | "---"));
    let behind = if crowded { feed } else { "" };
    Some(splice(text, end..end, &format!("{feed}{feed}{lines}{behind}")))
}

/// Takes a key out, and the blank line that set it apart.
fn remove(text: &str, key: &str) -> Option<String> {
    let mapping = Mapping::of(text)?;
    let Some(index) = mapping.pairs.iter().position(|pair| pair.key == key) else {
        return Some(text.to_owned());
    };
    let pair = mapping.pairs.get(index)?;
    let end = pair.value.bytes.end.max(pair.key_bytes.end);
    if mapping.in_braces {
        let bytes = match index.checked_sub(1) {
            Some(previous) => mapping.pairs.get(previous)?.value.bytes.end..end,
            None => pair.key_bytes.start..mapping.pairs.get(1)?.key_bytes.start,
        };
        return Some(splice(text, bytes, ""));
    }
    let mut start = line_start(text, pair.key_bytes.start);
    let end = next_line(text, line_end(text, end));
    let is_blank = |line: &str| line.trim().is_empty();
    let above = line_start(text, start.saturating_sub(1));
    let next_is_blank = text.get(end..)?.lines().next().is_none_or(is_blank);
    if start > 0 && is_blank(text.get(above..start)?) && next_is_blank {
        start = above;
    }
    Some(splice(text, start..end, ""))
}

/// Group and place of a key in the canonical order; an unknown key comes last.
pub(crate) fn rank_of(groups: Groups<'_>, key: &str) -> (usize, usize) {
    let keys = groups.iter().enumerate().flat_map(|(group, keys)| keys.iter().map(move |key| (group, *key)));
    keys.enumerate()
        .find(|(_, (_, known))| *known == key)
        .map_or((usize::MAX, usize::MAX), |(rank, (group, _))| (group, rank))
}

/// Entries as lines of a list, without the last line end.
fn in_lines(text: &str, indent: &str, entries: &[Value]) -> String {
    let entry = |entry: &Value| {
        let lines = yaml::to_yaml(&[entry]);
        let lines: Vec<String> = lines.trim_end().lines().map(|line| format!("{indent}{line}")).collect();
        lines.join(line_feed(text))
    };
    entries.iter().map(entry).collect::<Vec<_>>().join(line_feed(text))
}

/// A list in brackets; entries that stay are kept as written.
fn in_brackets(text: &str, pair: &Pair, old: &[Value], new: &[Value]) -> Option<String> {
    if old.len() != pair.entries.len() {
        return None;
    }
    let written = |value: &Value| {
        let kept = old.iter().position(|known| known == value).and_then(|index| pair.entries.get(index));
        kept.and_then(|Node { bytes, .. }| text.get(bytes.clone())).map_or_else(|| flow(value), str::to_owned)
    };
    Some(format!("[{}]", new.iter().map(written).collect::<Vec<_>>().join(", ")))
}

fn plain(value: &Value) -> String {
    yaml::to_yaml(value).trim_end_matches('\n').to_owned()
}

fn in_double_quotes(value: &Value) -> String {
    match value {
        Value::String(_) => flow(value),
        other => other.to_string(),
    }
}

fn in_single_quotes(value: &Value) -> String {
    match value {
        Value::String(words) if !words.contains(char::is_control) => {
            format!("'{}'", words.replace('\'', "''"))
        }
        other => in_double_quotes(other),
    }
}

/// A value on one line as YAML's flow style has it: JSON, with a blank behind each colon and comma
/// of mappings and lists because older YAML readers want it.
fn flow(value: &Value) -> String {
    match value {
        Value::Array(entries) => format!("[{}]", entries.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{key}: {}", flow(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string(),
    }
}

fn splice(text: &str, bytes: Range<usize>, new: &str) -> String {
    let mut revised = String::with_capacity(text.len() + new.len());
    revised.push_str(text.get(..bytes.start).unwrap_or_default());
    revised.push_str(new);
    revised.push_str(text.get(bytes.end..).unwrap_or_default());
    revised
}

fn colon_end(text: &str, pair: &Pair) -> Option<usize> {
    let behind = text.get(pair.key_bytes.end..)?;
    Some(pair.key_bytes.end + behind.find(':')? + 1)
}

fn line_feed(text: &str) -> &'static str {
    let feed = text.find('\n').unwrap_or(0);
    if feed > 0 && text.as_bytes().get(feed - 1) == Some(&b'\r') { "\r\n" } else { "\n" }
}

/// Where the line that holds `offset` begins; a byte order mark is in front of the first line.
pub(crate) fn line_start(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or_default();
    match before.rfind('\n') {
        Some(feed) => feed + 1,
        None if before.starts_with('\u{feff}') => '\u{feff}'.len_utf8(),
        None => 0,
    }
}

/// Where the line that holds `offset` ends: in front of its line end.
pub(crate) fn line_end(text: &str, offset: usize) -> usize {
    let behind = text.get(offset..).unwrap_or_default();
    let end = behind.find('\n').unwrap_or(behind.len());
    let line = behind.get(..end).unwrap_or_default();
    offset + line.strip_suffix('\r').unwrap_or(line).len()
}

/// Where the line after the one that ends at `end` begins.
pub(crate) fn next_line(text: &str, end: usize) -> usize {
    let behind = text.get(end..).unwrap_or_default();
    end + behind.find('\n').map_or(behind.len(), |feed| feed + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Note, Status, parse_date};

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
