//! The tracked unit (任务, 事项): one numbered item of the table, as its YAML file holds it.

use std::fmt;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::{
    Field, Printed,
    deadline::{Day, OptionalDay},
    status::Status,
};
use crate::text::{fold::fold, is_evidence};

/// The number of a task within its plan: the printed one where printed numbers are unique, else the
/// running count. Never reused. Paths are made from this number only, never from text.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(transparent)]
#[schemars(description = "编号 / number")]
pub struct TaskId(pub u32);

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One task, as its file holds it. Field order is the file's.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "任务 / task", description = "")]
pub struct Task {
    /// Its number in the plan.
    #[schemars(description = "编号，与文件名一致 / number, equal to the file name")]
    pub id: TaskId,
    /// The number as printed (`（14）`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "文件序号，按原文 / number as printed")]
    pub label: Option<String>,
    /// The pillar it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "所在板块的编号 / pillar it stands under")]
    pub pillar: Option<u32>,
    /// The key task it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "所属重点任务的编号 / key task it belongs to")]
    pub key_task: Option<u32>,
    /// Where it stood in the source document (`line 63`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "在原文中的位置 / where it stood in the document")]
    pub source: Option<String>,
    /// The text as printed, without marker and unit list.
    #[schemars(description = "任务内容，按原文 / text as printed")]
    pub content: String,
    /// The responsible departments in printed order, each once.
    #[serde(default, deserialize_with = "list_or_nothing")]
    #[schemars(description = "责任部门，按原文顺序 / departments in printed order")]
    pub departments: Vec<String>,
    /// Where it stands.
    #[schemars(description = Status::summary())]
    pub status: Status,
    /// The lead departments, only where the document states them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "牵头部门，仅当原文写明 / lead, only where the document states it")]
    pub lead: Option<Vec<String>>,
    /// The day on which it begins, where that is not the plan's first day.
    #[serde(default, with = "OptionalDay", skip_serializing_if = "Option::is_none")]
    #[schemars(
        description = "起始日期，与方案不同时写 / day on which it begins, where that is not the plan's"
    )]
    pub start: Option<NaiveDate>,
    /// The calendar date of the deadline.
    #[serde(default, with = "OptionalDay", skip_serializing_if = "Option::is_none")]
    #[schemars(description = "完成时限 / date it falls due")]
    pub due: Option<NaiveDate>,
    /// The deadline as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "完成时限的原文 / deadline as printed")]
    pub due_text: Option<String>,
    /// Paths or URLs that prove it.
    #[serde(default, deserialize_with = "list_or_nothing", skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "佐证材料：路径或网址 / paths or URLs that prove it")]
    pub evidence: Vec<String>,
    /// Dated entries about its progress, oldest first.
    #[serde(default, deserialize_with = "list_or_nothing", skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "进展，从旧到新 / notes, oldest first")]
    pub notes: Vec<Note>,
    /// Numbers that it had in earlier editions.
    #[serde(default, deserialize_with = "list_or_nothing", skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "曾用编号 / former numbers")]
    pub former_ids: Vec<TaskId>,
    /// A decision that a person still has to make after a new edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "新版文件带来的待确认事项 / what a new edition left to confirm")]
    pub review: Option<Review>,
    /// How its deadline moved, oldest first.
    #[serde(default, deserialize_with = "list_or_nothing", skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "延期，从旧到新 / extensions, oldest first")]
    pub extensions: Vec<Extension>,
    /// How its departments changed, oldest first; `departments` says who is responsible now.
    #[serde(default, deserialize_with = "list_or_nothing", skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "移交，从旧到新 / hand-overs, oldest first")]
    pub handovers: Vec<Handover>,
    /// Who struck it off and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "销号 / closure")]
    pub closure: Option<Closure>,
    /// What other columns of the document's table say, each under its own title.
    #[serde(default, deserialize_with = "list_or_nothing", skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "原表其他栏目 / other columns of the document's table")]
    pub extra: Vec<Extra>,
    /// What the document prints where a person corrected it.
    #[serde(default, deserialize_with = "list_or_nothing", skip_serializing_if = "Vec::is_empty")]
    #[schemars(
        description = "人工更正过的地方，文件印的是什么 / what the document prints where a person corrected it"
    )]
    pub printed: Vec<Printed>,
}

impl Task {
    /// What happened, without the reasons of corrections.
    pub fn progress(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter().filter(|note| note.is_progress())
    }

    /// What the column of this title says, however the title is written.
    pub fn extra(&self, title: &str) -> Option<&str> {
        let wanted = fold(title);
        self.extra.iter().find(|extra| fold(&extra.title) == wanted).map(|extra| extra.text.as_str())
    }

    /// The extension that set the deadline, where one did.
    pub fn extension(&self) -> Option<&Extension> {
        self.extensions.last().filter(|extension| Some(extension.to) == self.due)
    }

    /// The lists of names and numbers, and how long each is.
    pub(crate) fn list_lengths(&self) -> [(Field, usize); 4] {
        [
            (Field::Departments, self.departments.len()),
            (Field::Lead, self.lead.as_ref().map_or(0, Vec::len)),
            (Field::Evidence, self.evidence.len()),
            (Field::FormerIds, self.former_ids.len()),
        ]
    }

    /// Whether anything proves what was done: a text that names nothing is no evidence.
    pub fn has_evidence(&self) -> bool {
        self.evidence.iter().any(|evidence| is_evidence(evidence))
    }
}

/// Reads a list; a key with nothing behind it (`notes:`) is an empty one.
fn list_or_nothing<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A dated entry about the progress of a task (进展).
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "进展 / note", description = "")]
pub struct Note {
    /// The day it is about.
    #[serde(with = "Day")]
    #[schemars(description = "日期 / day it is about")]
    pub date: NaiveDate,
    /// Who reports it: a department or a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "报告人或部门 / who reports it")]
    pub by: Option<String>,
    /// What happened.
    #[schemars(description = "进展内容 / what happened")]
    pub text: String,
    /// Whether it only says why something was corrected: that is no progress, and no ledger shows it as such.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schemars(description = "更正、调整的原因，不是进展 / why something was corrected, no progress")]
    pub reason: bool,
}

impl Note {
    /// Whether it tells what happened.
    pub(crate) fn is_progress(&self) -> bool {
        !self.reason
    }
}

/// One move of a deadline that was set (延期).
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "延期 / extension", description = "")]
pub struct Extension {
    /// The day it was granted.
    #[serde(with = "Day")]
    #[schemars(description = "同意延期的日期 / day it was granted")]
    pub on: NaiveDate,
    /// The day it was asked for, where that is known.
    #[serde(default, with = "OptionalDay", skip_serializing_if = "Option::is_none")]
    #[schemars(description = "申请延期的日期 / day it was asked for")]
    pub asked: Option<NaiveDate>,
    /// The due date before.
    #[serde(with = "Day")]
    #[schemars(description = "原时限 / due date before")]
    pub from: NaiveDate,
    /// The due date after.
    #[serde(with = "Day")]
    #[schemars(description = "新时限 / due date after")]
    pub to: NaiveDate,
    /// Why.
    #[schemars(description = "原因 / why")]
    pub reason: String,
    /// Who reports it: a department or a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "报告人或部门 / who reports it")]
    pub by: Option<String>,
}

impl Extension {
    /// Whether the deadline came nearer (提前): nobody calls that an extension.
    pub fn is_earlier(&self) -> bool {
        self.to < self.from
    }
}

/// One department that took the place of another (移交).
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "移交 / hand-over", description = "")]
pub struct Handover {
    /// The day from which the new one is responsible.
    #[serde(with = "Day")]
    #[schemars(description = "移交日期 / day from which the new department is responsible")]
    pub on: NaiveDate,
    /// The department before.
    #[schemars(description = "原责任部门 / department before")]
    pub from: String,
    /// The department after.
    #[schemars(description = "新责任部门 / department after")]
    pub to: String,
    /// Why: mostly the document that decides it.
    #[schemars(description = "依据或原因 / why, mostly a document")]
    pub reason: String,
}

/// Who struck a task off (销号).
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "销号 / closure", description = "")]
pub struct Closure {
    /// The day.
    #[serde(with = "Day")]
    #[schemars(description = "销号日期 / day")]
    pub on: NaiveDate,
    /// The office or person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "销号人或部门 / office or person")]
    pub by: Option<String>,
}

/// What a column of the document's table says that pjt gives no meaning (分管领导, 联系人).
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "其他栏目 / another column", description = "")]
pub struct Extra {
    /// The column's title, as printed.
    #[schemars(description = "栏名 / title of the column")]
    pub title: String,
    /// What stands there.
    #[schemars(description = "内容 / what stands there")]
    pub text: String,
}

/// What a new edition of the document did to a task and a person has not confirmed yet.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Review {
    /// Its wording changed.
    Reworded,
    /// The document no longer has it.
    Gone,
    /// The document says something new where a person had corrected it.
    Corrected,
    /// The document says another deadline where a person had set one.
    Rescheduled,
}

impl Review {
    /// Whether a person is asked about the days of the task by it, or next: what was corrected, and whether the task stays, is
    /// decided first.
    pub fn asks_of_days(self) -> bool {
        match self {
            Self::Rescheduled | Self::Corrected | Self::Gone => true,
            Self::Reworded => false,
        }
    }

    /// The word in the YAML file.
    pub fn token(self) -> &'static str {
        self.into()
    }
}
