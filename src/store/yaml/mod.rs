//! Values ↔ YAML text: strict when reading, canonical when writing. Which keys a file has and what it may
//! cost is here. No files are opened here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod fast;
mod read;
mod write;

pub use crate::model::field::TASK_GROUPS;
pub use read::{
    Record, ensure_readable, read_as, read_config, read_office, read_period, read_plan, read_record,
    read_registry, read_return, read_task, read_tree,
};
pub(super) use write::fields;
pub use write::{
    to_yaml, write_config, write_office, write_period, write_plan, write_registry, write_return, write_task,
};

use super::layout;
use crate::model::RemovedPlan;

/// The largest task file, in bytes. A task is a paragraph and its notes.
pub const MAX_TASK_BYTES: u64 = 256 * 1024;
/// The largest of the other files (`plan.yaml`, `departments.yaml`), in bytes.
pub const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// What `pjt.yaml` holds.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "台账 / store", description = "")]
pub struct Config {
    /// The format of the store.
    #[schemars(description = "格式版本 / format version")]
    pub format: u32,
    /// The plan that `14` means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "默认方案 / plan that a bare number belongs to")]
    pub default_plan: Option<String>,
    /// The plans that were taken out, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "已删除的方案 / plans that were removed")]
    pub removed: Vec<RemovedPlan>,
}

impl Default for Config {
    fn default() -> Self {
        Self { format: layout::FORMAT, default_plan: None, removed: Vec::new() }
    }
}

/// The groups of keys in a plan file.
pub(super) const PLAN_GROUPS: &[&[&str]] = &[
    &["title"],
    &["period"],
    &["source"],
    &["lead_rule"],
    &["pillars"],
    &["key_tasks"],
    &["former_slugs"],
    &["former_sources"],
    &["corrections"],
];

/// The groups of keys in the file of a reporting period.
const PERIOD_GROUPS: &[&[&str]] =
    &[&["title", "start", "end", "due"], &["opened"], &["fields"], &["asked"], &["closed"]];

/// The groups of keys in a return, and in each of its answers: two people who answer different questions touch lines
/// that git can merge.
const RETURN_GROUPS: &[&[&str]] =
    &[&["department", "received"], &["source"], &["tasks"], &["unplaced"], &["dropped"]];
const ANSWER_GROUPS: &[&[&str]] = &[
    &["id", "status", "percent"],
    &["progress"],
    &["problems"],
    &["next"],
    &["evidence"],
    &["expected", "expected_text"],
    &["later"],
    &["replaced"],
    &["unread"],
    &["sent_back"],
];

/// The groups of keys that a kind of file has, in canonical order.
pub fn groups(kind: layout::Kind) -> &'static [&'static [&'static str]] {
    match kind {
        layout::Kind::Task => TASK_GROUPS,
        layout::Kind::Plan => PLAN_GROUPS,
        layout::Kind::Registry => &[&["departments"]],
        layout::Kind::Office => &[&["name", "contact", "phone"], &["fonts"], &["near_days"]],
        layout::Kind::Config => &[&["format", "default_plan"], &["removed"]],
        layout::Kind::Rules => &[&["preset", "as_of"], &["rules"]],
        layout::Kind::Period => PERIOD_GROUPS,
        layout::Kind::Return => RETURN_GROUPS,
    }
}
