//! YAML text → values. The fast reader takes what it knows, which is nearly every file; the full YAML reader
//! takes the rest, and it alone says what is wrong with a file. Nobody outside knows which of them read it.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    super::{layout, refusal},
    Config, MAX_FILE_BYTES, MAX_TASK_BYTES,
    fast::{self, Known},
};
use crate::{
    error::{Finding, Location},
    model::{Office, Plan, Registry, ReportingPeriod, Return, Task},
};

/// Whether a file of this kind can be read.
///
/// # Errors
/// As [`read_task`].
pub fn ensure_readable(kind: layout::Kind, path: &Path, bytes: &[u8]) -> Result<(), Finding> {
    match kind {
        layout::Kind::Task => read_task(path, bytes).map(drop),
        layout::Kind::Plan => read_plan(path, bytes).map(drop),
        layout::Kind::Registry => read_registry(path, bytes).map(drop),
        layout::Kind::Office => read_office(path, bytes).map(drop),
        layout::Kind::Config => read_config(path, bytes).map(drop),
        // What the keys mean is for whoever uses them.
        layout::Kind::Rules => read_tree(path, bytes).map(drop),
        layout::Kind::Period => read_period(path, bytes).map(drop),
        layout::Kind::Return => read_return(path, bytes).map(drop),
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
    refusal::ensure_fits(path, bytes, MAX_TASK_BYTES)?;
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

/// Reads `office.yaml`.
///
/// # Errors
/// As [`read_task`].
pub fn read_office(path: &Path, bytes: &[u8]) -> Result<Office, Finding> {
    read(path, bytes)
}

/// Reads the file of a reporting period.
///
/// # Errors
/// As [`read_task`].
pub fn read_period(path: &Path, bytes: &[u8]) -> Result<ReportingPeriod, Finding> {
    read(path, bytes)
}

/// Reads a return.
///
/// # Errors
/// As [`read_task`].
pub fn read_return(path: &Path, bytes: &[u8]) -> Result<Return, Finding> {
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

/// Reads a file whose keys the store does not know, such as the rules of lights.
///
/// # Errors
/// As [`read_task`].
pub fn read_as<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, Finding> {
    parse(path, bytes)
}

fn read<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, Finding> {
    refusal::ensure_fits(path, bytes, MAX_FILE_BYTES)?;
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
