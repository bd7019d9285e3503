//! One policy document (行动计划, 方案), imported: what its `plan.yaml` holds, with its tasks.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    deadline::{deserialize_optional_date, serialize_optional_date},
    task::{Task, TaskId},
};

/// One plan with its tasks. Field order is the file's.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Plan {
    /// The name of its directory and its name on the command line (`chanjiao-2021-2025`).
    #[serde(skip)]
    pub slug: String,
    /// The document's title as printed.
    pub title: String,
    /// The years it covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The document it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// How the lead of a task is known.
    #[serde(default)]
    pub lead_rule: LeadRule,
    /// The top level, in printed order.
    #[serde(default)]
    pub pillars: Vec<Pillar>,
    /// The middle level, in printed order.
    #[serde(default)]
    pub key_tasks: Vec<KeyTask>,
    /// Its tasks, by id. Each has a file of its own.
    #[serde(skip)]
    pub tasks: Vec<Task>,
}

impl Plan {
    /// The pillar with this id.
    pub fn pillar(&self, id: u32) -> Option<&Pillar> {
        self.pillars.iter().find(|pillar| pillar.id == id)
    }

    /// The key task with this id.
    pub fn key_task(&self, id: u32) -> Option<&KeyTask> {
        self.key_tasks.iter().find(|key_task| key_task.id == id)
    }

    /// The task with this id.
    pub fn task(&self, id: TaskId) -> Option<&Task> {
        self.tasks.iter().find(|task| task.id == id)
    }
}

/// First and last day that a plan covers.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Period {
    /// First day.
    #[serde(
        default,
        deserialize_with = "deserialize_optional_date",
        serialize_with = "serialize_optional_date",
        skip_serializing_if = "Option::is_none"
    )]
    pub start: Option<NaiveDate>,
    /// Last day.
    #[serde(
        default,
        deserialize_with = "deserialize_optional_date",
        serialize_with = "serialize_optional_date",
        skip_serializing_if = "Option::is_none"
    )]
    pub end: Option<NaiveDate>,
}

/// The document that a plan was read from.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Source {
    /// Its file name, or its path relative to the directory that holds the store.
    pub file: String,
    /// The SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
}

/// How the lead of a task is known.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Deserialize,
    Eq,
    PartialEq,
    Serialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum LeadRule {
    /// The document states it.
    Stated,
    /// A person decided that the first listed department leads.
    FirstListed,
    /// Not known.
    #[default]
    None,
}

/// The top level of a plan (板块).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Pillar {
    /// Its number.
    pub id: u32,
    /// The marker as printed (`（一）`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The title without its marker.
    pub title: String,
}

/// The middle level of a plan (重点任务).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct KeyTask {
    /// Its number in the plan.
    pub id: u32,
    /// The marker as printed (`5.`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The pillar it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pillar: Option<u32>,
    /// The title without its marker.
    pub title: String,
}
