//! The tracked unit (任务, 事项): one numbered item of the table, as its YAML file holds it.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};

use super::{
    Field,
    deadline::{deserialize_date, deserialize_optional_date, serialize_date, serialize_optional_date},
    status::Status,
};

/// The number of a task within its plan: the printed one where printed numbers are unique, else the
/// running count. Never reused. Paths are made from this number only, never from text.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct TaskId(pub u32);

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One task, as its file holds it. Field order is the file's.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Task {
    /// Its number in the plan.
    pub id: TaskId,
    /// The number as printed (`（14）`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The pillar it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pillar: Option<u32>,
    /// The key task it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_task: Option<u32>,
    /// Where it stood in the source document (`line 63`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The text as printed, without marker and unit list.
    pub content: String,
    /// The responsible departments in printed order, each once.
    #[serde(default, deserialize_with = "list_or_nothing")]
    pub departments: Vec<String>,
    /// Where it stands.
    pub status: Status,
    /// The lead departments, only where the document states them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Vec<String>>,
    /// The calendar date of the deadline.
    #[serde(
        default,
        deserialize_with = "deserialize_optional_date",
        serialize_with = "serialize_optional_date",
        skip_serializing_if = "Option::is_none"
    )]
    pub due: Option<NaiveDate>,
    /// The deadline as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_text: Option<String>,
    /// Paths or URLs that prove it.
    #[serde(default, deserialize_with = "list_or_nothing", skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// Dated entries about its progress, oldest first.
    #[serde(default, deserialize_with = "list_or_nothing", skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Numbers that it had in earlier editions.
    #[serde(default, deserialize_with = "list_or_nothing", skip_serializing_if = "Vec::is_empty")]
    pub former_ids: Vec<TaskId>,
    /// A decision that a person still has to make after a new edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// How its deadline moved, oldest first.
    #[serde(default, deserialize_with = "list_or_nothing", skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// How its departments changed, oldest first; `departments` says who is responsible now.
    #[serde(default, deserialize_with = "list_or_nothing", skip_serializing_if = "Vec::is_empty")]
    pub handovers: Vec<Handover>,
    /// Who struck it off and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closure: Option<Closure>,
}

impl Task {
    /// The lists of names and numbers, and how long each is.
    pub fn list_lengths(&self) -> [(Field, usize); 4] {
        [
            (Field::Departments, self.departments.len()),
            (Field::Lead, self.lead.as_ref().map_or(0, Vec::len)),
            (Field::Evidence, self.evidence.len()),
            (Field::FormerIds, self.former_ids.len()),
        ]
    }
}

/// Reads a list; a key with nothing behind it (`notes:`) is an empty one.
fn list_or_nothing<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A dated entry about the progress of a task (进展).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Note {
    /// The day it tells about.
    #[serde(deserialize_with = "deserialize_date", serialize_with = "serialize_date")]
    pub date: NaiveDate,
    /// Who reports it: a department or a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What happened.
    pub text: String,
}

/// One move of a deadline that was set (延期).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Extension {
    /// The day it was granted.
    #[serde(deserialize_with = "deserialize_date", serialize_with = "serialize_date")]
    pub on: NaiveDate,
    /// The day it was asked for, where that is known.
    #[serde(
        default,
        deserialize_with = "deserialize_optional_date",
        serialize_with = "serialize_optional_date",
        skip_serializing_if = "Option::is_none"
    )]
    pub asked: Option<NaiveDate>,
    /// The due date before.
    #[serde(deserialize_with = "deserialize_date", serialize_with = "serialize_date")]
    pub from: NaiveDate,
    /// The due date after.
    #[serde(deserialize_with = "deserialize_date", serialize_with = "serialize_date")]
    pub to: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who reports it: a department or a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// One department that took the place of another (移交).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Handover {
    /// The day from which the new one is responsible.
    #[serde(deserialize_with = "deserialize_date", serialize_with = "serialize_date")]
    pub on: NaiveDate,
    /// The department before.
    pub from: String,
    /// The department after.
    pub to: String,
    /// Why: mostly the document that decides it.
    pub reason: String,
}

/// Who struck a task off (销号).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Closure {
    /// The day.
    #[serde(deserialize_with = "deserialize_date", serialize_with = "serialize_date")]
    pub on: NaiveDate,
    /// The office or person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// What a new edition of the document did to a task and a person has not confirmed yet.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// Its wording changed.
    Reworded,
    /// The document no longer has it.
    Gone,
}

impl Review {
    /// The word in the YAML file.
    pub fn token(self) -> &'static str {
        match self {
            Self::Reworded => "reworded",
            Self::Gone => "gone",
        }
    }
}
