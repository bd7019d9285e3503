//! One policy document (行动计划, 方案), imported: what its `plan.yaml` holds, with its tasks.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    deadline::{Day, OptionalDay},
    plan_correction::PlanCorrection,
    task::{Task, TaskId},
};

/// One plan with its tasks. Field order is the file's.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "方案 / plan", description = "")]
pub struct Plan {
    /// The name of its directory and its name on the command line (`chanjiao-2021-2025`).
    #[serde(skip)]
    pub slug: String,
    /// The document's title as printed.
    #[schemars(description = "文件标题 / title of the document")]
    pub title: String,
    /// The years it covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "起止日期 / first and last day")]
    pub period: Option<Period>,
    /// The document it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "原文件 / source document")]
    pub source: Option<Source>,
    /// How the lead of a task is known.
    #[serde(default)]
    #[schemars(description = "牵头部门如何得知 / how the lead is known")]
    pub lead_rule: LeadRule,
    /// The top level, in printed order.
    #[serde(default)]
    #[schemars(description = "板块 / pillars")]
    pub pillars: Vec<Pillar>,
    /// The middle level, in printed order.
    #[serde(default)]
    #[schemars(description = "重点任务 / key tasks")]
    pub key_tasks: Vec<KeyTask>,
    /// Slugs that it had before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "曾用的文件夹名 / names that its directory had before")]
    pub former_slugs: Vec<String>,
    /// The documents of former editions, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "以前各版的文件 / documents of former editions")]
    pub former_sources: Vec<FormerSource>,
    /// What people corrected of the facts above, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "更正：标题、起止、板块和重点任务 / corrections of title, period and headings")]
    pub corrections: Vec<PlanCorrection>,
    /// Its tasks, by id. Each has a file of its own.
    #[serde(skip)]
    pub tasks: Vec<Task>,
}

impl Plan {
    /// Whether it is called so, or was before.
    pub fn was_called(&self, slug: &str) -> bool {
        self.slug == slug || self.former_slugs.iter().any(|former| former == slug)
    }

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

    /// Whether it begins only after a day; one that nobody knows the first day of doesn't.
    pub fn begins_after(&self, day: NaiveDate) -> bool {
        self.period.and_then(|period| period.start).is_some_and(|start| start > day)
    }

    /// Whether two plans were read from the very same bytes.
    pub fn is_of_same_document(&self, other: &Self) -> bool {
        let sha256 = |plan: &Self| plan.source.as_ref().map(|source| source.sha256.clone());
        sha256(self).is_some_and(|own| sha256(other) == Some(own))
    }

    /// The former edition of this plan that `other` was read from: the same bytes, or a file in which the same was read, as
    /// one that was saved again. What the plan was read from itself is none.
    pub fn former_edition(&self, other: &Self) -> Option<FormerEdition<'_>> {
        let read = other.source.as_ref()?;
        let is_now =
            |source: &Source| source.sha256 == read.sha256 || source.says_as(read.tasks_sha256.as_ref());
        if self.source.as_ref().is_some_and(is_now) {
            return None;
        }
        let former = (1..).zip(&self.former_sources).map(|(number, source)| {
            let is_same_file = source.sha256 == read.sha256;
            FormerEdition { number, source, is_same_file }
        });
        former
            .filter(|former| former.is_same_file || read.says_as(former.source.tasks_sha256.as_ref()))
            .last()
    }

    /// The documents of former editions once `next` has come, on this day.
    pub fn sources_before(&self, next: &Self, today: NaiveDate) -> Vec<FormerSource> {
        let mut former = self.former_sources.clone();
        if self.is_of_same_document(next) {
            return former;
        }
        former.extend(self.source.clone().map(|Source { file, sha256, tasks_sha256 }| FormerSource {
            file,
            sha256,
            tasks_sha256,
            until: today,
        }));
        former
    }
}

/// First and last day that a plan covers.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "起止日期 / period", description = "")]
pub struct Period {
    /// First day.
    #[serde(default, with = "OptionalDay", skip_serializing_if = "Option::is_none")]
    #[schemars(description = "第一天 / first day")]
    pub start: Option<NaiveDate>,
    /// Last day.
    #[serde(default, with = "OptionalDay", skip_serializing_if = "Option::is_none")]
    #[schemars(description = "最后一天 / last day")]
    pub end: Option<NaiveDate>,
}

impl Period {
    /// Whether a day lies in it.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.start.is_none_or(|start| start <= day) && self.end.is_none_or(|end| day <= end)
    }
}

/// The document that a plan was read from.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "原文件 / source document", description = "")]
pub struct Source {
    /// Its file name, or its path relative to the directory that holds the store.
    #[schemars(description = "文件名 / file name")]
    pub file: String,
    /// The SHA-256 of its bytes, in lower-case hex.
    #[schemars(description = "文件的 SHA-256 / SHA-256 of the file")]
    pub sha256: String,
    /// The SHA-256 of what was read in it: the same in a file that was only saved again. Plans of before do without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "读出的任务的 SHA-256 / SHA-256 of the tasks that were read in it")]
    pub tasks_sha256: Option<String>,
}

impl Source {
    /// Whether the same was read in it, where that is known.
    fn says_as(&self, tasks_sha256: Option<&String>) -> bool {
        self.tasks_sha256.as_ref().is_some_and(|own| tasks_sha256 == Some(own))
    }
}

/// An edition of a plan that another one followed, in whose place a document would come.
#[derive(Clone, Copy, Debug)]
pub struct FormerEdition<'a> {
    /// Its number, counted from 1.
    pub number: usize,
    /// Its document.
    pub source: &'a FormerSource,
    /// Whether it is that very file, and not only one that says the same.
    pub is_same_file: bool,
}

/// The document of an edition that another one followed.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "以前一版的文件 / document of a former edition", description = "")]
pub struct FormerSource {
    /// Its file name, as in [`Source`].
    #[schemars(description = "文件名 / file name")]
    pub file: String,
    /// The SHA-256 of its bytes, in lower-case hex.
    #[schemars(description = "文件的 SHA-256 / SHA-256 of the file")]
    pub sha256: String,
    /// The SHA-256 of what was read in it, as in [`Source`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "读出的任务的 SHA-256 / SHA-256 of the tasks that were read in it")]
    pub tasks_sha256: Option<String>,
    /// The day on which the next edition came.
    #[serde(with = "Day")]
    #[schemars(description = "新版导入的日期 / day on which the next edition came")]
    pub until: NaiveDate,
}

/// A plan that was taken out of the store, as `pjt.yaml` keeps it.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "已删除的方案 / removed plan", description = "")]
pub struct RemovedPlan {
    /// The name that its directory had.
    #[schemars(description = "文件夹名 / name of its directory")]
    pub slug: String,
    /// Names that its directory had before: periods may ask about it by them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "曾用文件夹名 / names that its directory had before")]
    pub former_slugs: Vec<String>,
    /// The day.
    #[serde(with = "Day")]
    #[schemars(description = "日期 / day")]
    pub on: NaiveDate,
    /// Why.
    #[schemars(description = "原因 / why")]
    pub reason: String,
}

impl RemovedPlan {
    /// Whether the plan was called so, last or before.
    pub fn was_called(&self, slug: &str) -> bool {
        self.slug == slug || self.former_slugs.iter().any(|former| former == slug)
    }
}

/// How the lead of a task is known.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Deserialize,
    Eq,
    JsonSchema,
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
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "板块 / pillar", description = "")]
pub struct Pillar {
    /// Its number.
    #[schemars(description = "编号 / number")]
    pub id: u32,
    /// The marker as printed (`（一）`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "原文中的编号 / marker as printed")]
    pub label: Option<String>,
    /// The title without its marker.
    #[schemars(description = "标题 / title")]
    pub title: String,
}

/// The middle level of a plan (重点任务).
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "重点任务 / key task", description = "")]
pub struct KeyTask {
    /// Its number in the plan.
    #[schemars(description = "编号 / number")]
    pub id: u32,
    /// The marker as printed (`5.`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "原文中的编号 / marker as printed")]
    pub label: Option<String>,
    /// The pillar it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "所在板块的编号 / pillar it stands under")]
    pub pillar: Option<u32>,
    /// The title without its marker.
    #[schemars(description = "标题 / title")]
    pub title: String,
}
