//! Returns (报送): what one department answered about its tasks of one plan in one period, in its own words.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::{
    deadline::{Day, OptionalDay},
    period::AskedField,
    status::Status,
    task::TaskId,
};

/// A return, as its file holds it. Field order is the file's.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "报送 / return", description = "")]
pub struct Return {
    /// The department, by its name when it reported.
    #[schemars(description = "单位 / department")]
    pub department: String,
    /// The day on which it came.
    #[serde(with = "Day")]
    #[schemars(description = "收到日期 / day on which it came")]
    pub received: NaiveDate,
    /// The files that it was read from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "来源文件 / files that it was read from")]
    pub source: Vec<ReturnedFile>,
    /// The answers, by task.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "各项填报 / answers")]
    pub tasks: Vec<Answer>,
    /// Rows that belong to no task that was asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "归不到任务的行 / rows that belong to no task")]
    pub unplaced: Vec<Unplaced>,
    /// What a person dropped, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "不收的内容及原因 / what was dropped, and why")]
    pub dropped: Vec<Dropped>,
}

/// A file that came back.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "来源文件 / returned file", description = "")]
pub struct ReturnedFile {
    /// Its name.
    #[schemars(description = "文件名 / file name")]
    pub file: String,
    /// The SHA-256 of its bytes, in lower-case hex.
    #[schemars(description = "文件的 SHA-256 / SHA-256 of the file")]
    pub sha256: String,
    /// When it was saved last, as it says itself: `2025-09-24T08:30:00Z`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "文件自己记的最后保存时间（UTC） / when it was saved last, as it says itself")]
    pub saved: Option<String>,
}

/// What a department answered about one task.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "填报 / answer", description = "")]
pub struct Answer {
    /// The number of the task.
    #[schemars(description = "任务编号 / number of the task")]
    pub id: TaskId,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "状态 / status")]
    pub status: Option<Status>,
    /// How much of it is done, from 0 to 100.
    #[serde(default, deserialize_with = "percent", skip_serializing_if = "Option::is_none")]
    #[schemars(description = "完成率，0–100 / percent done", range(max = 100))]
    pub percent: Option<u8>,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "进展情况 / what was done")]
    pub progress: Option<String>,
    /// What is in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "存在问题 / what is in the way")]
    pub problems: Option<String>,
    /// What comes next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "下一步措施 / what comes next")]
    pub next: Option<String>,
    /// What proves it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "佐证材料 / what proves it")]
    pub evidence: Vec<String>,
    /// The day on which it is expected to be finished.
    #[serde(default, with = "OptionalDay", skip_serializing_if = "Option::is_none")]
    #[schemars(description = "预计完成时间 / day on which it is expected to be finished")]
    pub expected: Option<NaiveDate>,
    /// That day in the department's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "预计完成时间的原话 / that day as it was written")]
    pub expected_text: Option<String>,
    /// When it came or was corrected after the day of the first answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(
        description = "首次报送之后补报、更正的日期 / when it came or was corrected after the first answers"
    )]
    pub later: Vec<LaterAnswer>,
    /// What stood there before it was corrected, by a later file or a person: an older form that says it again doesn't
    /// bring it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "更正前所填 / what stood there before it was corrected")]
    pub replaced: Vec<RowCell>,
    /// Cells that could not be read, or that something else stands against.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "没有采用的格 / cells that were not taken")]
    pub unread: Vec<Unread>,
    /// That it was sent back, until the next answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "退回 / that it was sent back")]
    pub sent_back: Option<SentBack>,
}

impl Answer {
    /// The day on which it came last; none where that was with the first answers.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.later.iter().map(|later| later.on).max()
    }

    /// What the department wrote, word for word.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let unread = self.unread.iter().map(|cell| cell.text.as_str());
        [&self.progress, &self.problems, &self.next, &self.expected_text]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .chain(unread)
    }
}

/// Reads a percentage, which may be absent or null.
fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    let number = Option::<u8>::deserialize(deserializer)?;
    match number {
        Some(number) if number > 100 => Err(serde::de::Error::custom(
            text!("`{number}` 不是百分比，应在 0 到 100 之间", "`{number}` is no percentage; write 0 to 100")
                .joined(),
        )),
        _ => Ok(number),
    }
}

/// A cell that could not be read, word for word.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "没有采用的格 / cell that was not taken", description = "")]
pub struct Unread {
    /// What was asked there.
    pub field: AskedField,
    /// Sheet and cell (`填报表!J9`).
    #[schemars(description = "位置 / sheet and cell")]
    pub place: String,
    /// What stands in it.
    #[schemars(description = "原文 / what stands in it")]
    pub text: String,
    /// Why it was not taken (`percent-unclear`).
    #[schemars(description = "原因代码 / why it was not taken")]
    pub why: String,
    /// Where the task stood when the form went out, for a status: what a person makes of the cell is held against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "下发时的状态 / status with which the form went out")]
    pub base: Option<Status>,
}

/// A row that belongs to no task that was asked, word for word.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "归不到任务的行 / unplaced row", description = "")]
pub struct Unplaced {
    /// Sheet and row (`填报表!12`).
    #[schemars(description = "位置 / sheet and row")]
    pub place: String,
    /// What stands in it.
    #[schemars(description = "原文 / what stands in it")]
    pub text: String,
    /// Why it was not taken (`row-unknown`).
    #[schemars(description = "原因代码 / why it was not taken")]
    pub why: String,
    /// Its own words for the task, where they are those of no task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "所写的任务内容 / its own words for the task")]
    pub content: Option<String>,
    /// Its answers by column, for when a person says which task it is of; none where the columns are in doubt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "各栏所填 / its answers by column")]
    pub cells: Vec<RowCell>,
}

/// What stands, or stood, in one column of a row.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "一格 / cell", description = "")]
pub struct RowCell {
    /// What was asked there.
    pub field: AskedField,
    /// What stands in it.
    #[schemars(description = "原文 / what stands in it")]
    pub text: String,
}

/// A cell or a row that a person dropped (不收), word for word.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "不收的内容 / dropped words", description = "")]
pub struct Dropped {
    /// The task, for a cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "任务编号，指一格时 / number of the task, for a cell")]
    pub task: Option<TaskId>,
    /// What was asked there, for a cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<AskedField>,
    /// Sheet and cell, or sheet and row.
    #[schemars(description = "位置 / sheet and cell, or sheet and row")]
    pub place: String,
    /// What stands in it.
    #[schemars(description = "原文 / what stands in it")]
    pub text: String,
    /// Why it could not be taken (`percent-unclear`).
    #[schemars(description = "原因代码 / why it could not be taken")]
    pub why: String,
    /// Why it was dropped.
    #[schemars(description = "不收的原因 / why it was dropped")]
    pub reason: String,
}

/// That an answer came after the first ones of its return.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "补报、更正 / later answer", description = "")]
pub struct LaterAnswer {
    /// The day on which it came.
    #[serde(with = "Day")]
    #[schemars(description = "收到日期 / day on which it came")]
    pub on: NaiveDate,
    /// The day on which the answer before was sent back: this one was asked for again.
    #[serde(default, with = "OptionalDay", skip_serializing_if = "Option::is_none")]
    #[schemars(description = "退回后重报的，写退回日期 / day on which the answer before was sent back")]
    pub sent_back: Option<NaiveDate>,
}

/// That an answer was sent back (退回).
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "退回 / sent back", description = "")]
pub struct SentBack {
    /// The day.
    #[serde(with = "Day")]
    #[schemars(description = "退回日期 / day")]
    pub on: NaiveDate,
    /// Why.
    #[schemars(description = "原因 / why")]
    pub reason: String,
}

impl SentBack {
    /// What stands between the reasons of an answer that was sent back more than once.
    const BETWEEN: char = '；';

    /// That the answer is sent back once more: why it was before stays said.
    #[must_use]
    pub fn again(&self, on: NaiveDate, reason: &str) -> Self {
        let is_said = self.reason.split(Self::BETWEEN).any(|said| said == reason);
        let more = if is_said { String::new() } else { format!("{}{reason}", Self::BETWEEN) };
        Self { on, reason: format!("{}{more}", self.reason) }
    }

    /// Whether it says this reason, if need be with more behind it.
    pub fn keeps(&self, reason: &str) -> bool {
        let rest = self.reason.strip_prefix(reason);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(Self::BETWEEN))
    }
}
