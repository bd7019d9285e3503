//! Values ↔ YAML text: strict when reading, canonical when writing. Every budget on what a file of
//! the store may cost is here. No files are opened here.

use std::path::Path;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

mod fast;

use super::{layout, refusal};
pub use crate::model::field::TASK_GROUPS;
use crate::{
    error::{Finding, Location},
    model::{Plan, Registry, Task},
};
use fast::Known;

/// The largest task file, in bytes. A task is a paragraph and its notes.
pub const MAX_TASK_BYTES: u64 = 256 * 1024;
/// The largest of the other files (`plan.yaml`, `departments.yaml`), in bytes.
pub const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// What `pjt.yaml` holds.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Config {
    /// The format of the store.
    pub format: u32,
    /// The plan that `14` means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_plan: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self { format: layout::FORMAT, default_plan: None }
    }
}

/// The groups of keys in a plan file.
pub(super) const PLAN_GROUPS: &[&[&str]] =
    &[&["title"], &["period"], &["source"], &["lead_rule"], &["pillars"], &["key_tasks"]];

/// The groups of keys that a kind of file has, in canonical order.
pub fn groups(kind: layout::Kind) -> &'static [&'static [&'static str]] {
    match kind {
        layout::Kind::Task => TASK_GROUPS,
        layout::Kind::Plan => PLAN_GROUPS,
        layout::Kind::Registry => &[&["departments"]],
        layout::Kind::Config => &[&["format", "default_plan"]],
    }
}

/// Whether a file of this kind can be read.
///
/// # Errors
/// As [`read_task`].
pub fn ensure_readable(kind: layout::Kind, path: &Path, bytes: &[u8]) -> Result<(), Finding> {
    match kind {
        layout::Kind::Task => read_task(path, bytes).map(drop),
        layout::Kind::Plan => read_plan(path, bytes).map(drop),
        layout::Kind::Registry => read_registry(path, bytes).map(drop),
        layout::Kind::Config => read_config(path, bytes).map(drop),
    }
}

/// Reads a task file. `path` is for the message only.
///
/// # Errors
/// A finding with file, line and excerpt when the text is no valid task.
pub fn read_task(path: &Path, bytes: &[u8]) -> Result<Task, Finding> {
    read_record(path, bytes).map(|record| record.task)
}

/// What a task file was found to be.
#[derive(Debug)]
pub struct Record {
    /// The task.
    pub task: Task,
    /// Whether the file plainly holds the task and nothing else: no unknown field, nothing that a reader
    /// can't see. Of a file that is written in an unusual way this is false.
    pub is_ordinary: bool,
}

/// Reads a task file, and says whether it is ordinary.
///
/// # Errors
/// As [`read_task`].
pub fn read_record(path: &Path, bytes: &[u8]) -> Result<Record, Finding> {
    let fast = simdutf8::basic::from_utf8(bytes).ok().and_then(fast::read);
    let record = match fast {
        Some(Known { value: task, is_all }) => Record { task, is_ordinary: is_all },
        None => Record { task: parse(path, bytes)?, is_ordinary: false },
    };
    refusal::ensure_short_lists(path, &record.task)?;
    Ok(record)
}

/// Reads a plan file; the slug and the tasks are for the caller to fill in.
///
/// # Errors
/// As [`read_task`].
pub fn read_plan(path: &Path, bytes: &[u8]) -> Result<Plan, Finding> {
    read(path, bytes)
}

/// Reads the registry.
///
/// # Errors
/// As [`read_task`].
pub fn read_registry(path: &Path, bytes: &[u8]) -> Result<Registry, Finding> {
    read(path, bytes)
}

/// Reads `pjt.yaml`.
///
/// # Errors
/// As [`read_task`], and when the format is one that this program does not know.
pub fn read_config(path: &Path, bytes: &[u8]) -> Result<Config, Finding> {
    let config: Config = read(path, bytes)?;
    if config.format == layout::FORMAT {
        return Ok(config);
    }
    let (found, known) = (config.format, layout::FORMAT);
    Err(Finding::new(
        "store-format",
        text!(
            "台账格式是 {found}，本程序只认得 {known}",
            "the store has format {found}; this program knows {known}"
        ),
    )
    .at(Location::file(path))
    .fix(text!("请使用较新版本的 pjt", "use a newer pjt")))
}

/// Any YAML text as a tree: what a file holds beyond the fields that this program knows.
///
/// # Errors
/// As [`read_task`].
pub fn read_tree(path: &Path, bytes: &[u8]) -> Result<Map<String, Value>, Finding> {
    parse(path, bytes)
}

/// The canonical text of a task file. A blank line ends it: git merges a change of the last field with a group
/// that somebody else appended only where an unchanged line stands between the two.
pub fn write_task(task: &Task) -> String {
    format!("{}\n", grouped(task, TASK_GROUPS))
}

/// The canonical text of a plan file.
pub fn write_plan(plan: &Plan) -> String {
    grouped(plan, PLAN_GROUPS)
}

/// The canonical text of the registry.
pub fn write_registry(registry: &Registry) -> String {
    to_yaml(registry)
}

/// The canonical text of `pjt.yaml`.
pub fn write_config(config: &Config) -> String {
    to_yaml(config)
}

/// One value as YAML in block style, ending in a line feed.
pub fn to_yaml<T: Serialize>(value: &T) -> String {
    let options = serde_yaml::ser_options! {
        compact_list_indent: true,
        folded_wrap_chars: usize::MAX,
        prefer_block_scalars: false,
    };
    // Only types that can't be written as YAML at all fail here, and the store has none.
    serde_yaml::to_string_with_options(value, options).unwrap_or_default()
}

/// A value's keys in its own order, with a blank line between the given groups.
fn grouped<T: Serialize>(value: &T, groups: &[&[&str]]) -> String {
    let Ok(Value::Object(fields)) = serde_json::to_value(value) else { return String::new() };
    let group_of = |key: &str| groups.iter().position(|group| group.contains(&key)).unwrap_or(groups.len());
    let mut fields: Vec<(usize, String, Value)> =
        fields.into_iter().map(|(key, value)| (group_of(&key), key, value)).collect();
    fields.sort_by_key(|(group, ..)| *group);
    let mut out = String::new();
    let mut last = fields.first().map_or(0, |(group, ..)| *group);
    for (group, key, value) in fields {
        if group != last {
            out.push('\n');
            last = group;
        }
        out.push_str(&to_yaml(&Map::from_iter([(key, value)])));
    }
    out
}

fn read<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, Finding> {
    match simdutf8::basic::from_utf8(bytes).ok().and_then(fast::read) {
        Some(Known { value, .. }) => Ok(value),
        None => parse(path, bytes),
    }
}

/// Reads with the full YAML reader, whatever the layout.
pub(super) fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, Finding> {
    let text = std::str::from_utf8(bytes).map_err(|error| refusal::not_utf8(path, bytes, &error))?;
    if let Some(finding) = refusal::unfit(path, text) {
        return Err(finding);
    }
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: refusal::MAX_DEPTH,
            max_nodes: refusal::MAX_NODES,
            max_events: 2 * refusal::MAX_NODES,
            max_documents: 1,
            max_aliases: refusal::MAX_ALIASES,
            max_merge_keys: 0,
        },
        with_snippet: false,
    };
    serde_yaml::from_str_with_options(text, options).map_err(|error| refusal::invalid(path, text, &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Note, Status, TaskId, parse_date};

    fn sample() -> Task {
        Task {
            id: TaskId(14),
            label: Some("（14）".into()),
            pillar: Some(2),
            key_task: Some(5),
            content: "建立平台；".into(),
            departments: vec!["市教委".into(), "no".into()],
            status: Status::Done,
            due: parse_date("2025-12-31"),
            due_text: Some("2025年底前".into()),
            notes: vec![Note { date: parse_date("2025-09-25").unwrap(), by: None, text: "a\nb".into() }],
            ..Task::default()
        }
    }

    #[test]
    fn a_task_is_written_in_groups_and_read_back_equal() {
        let written = write_task(&sample());
        let expected = "\
id: 14
label: （14）
pillar: 2
key_task: 5

content: 建立平台；

departments:
- 市教委
- \"no\"

status: done

due: \"2025-12-31\"
due_text: 2025年底前

notes:
- date: \"2025-09-25\"
  text: \"a\\nb\"

";
        assert_eq!(written, expected);
        assert_eq!(read_task(Path::new("x"), written.as_bytes()).unwrap(), sample());
    }

    #[test]
    fn what_no_file_may_hold_is_refused_with_its_line() {
        for (bytes, code, line) in [
            (&b"id: 1\n<<<<<<< HEAD\n"[..], "conflict-markers", Some(2)),
            (b"id: 1\ncontent: a\x1bb\n", "control-character", Some(2)),
            (b"id: 1\ncontent: \xff\n", "not-utf8", Some(2)),
            (b"id: 1\ncontent: a\nstatus: maybe\n", "invalid-yaml", Some(3)),
            (b"id: 1\nid: 2\ncontent: a\nstatus: done\n", "duplicate-key", Some(2)),
        ] {
            let finding = read_task(Path::new("x.yaml"), bytes).unwrap_err();
            assert_eq!((finding.code, finding.place.unwrap().line), (code, line));
        }
    }
}
