//! The form that a department fills in: what its columns are called and what names a row. Who makes the form and who
//! reads it when it comes back go by the same words.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};

use super::{
    deadline::{day_in_words, parse_date},
    period::AskedField,
    plan::Plan,
    snapshot::Entry,
    status::Status,
    task::TaskId,
};

/// The version of the form.
pub const FORM_VERSION: u32 = 1;
/// How the title of the form ends, behind that of the period.
pub const FORM_TITLE: &str = "重点任务进展情况表";
/// How it is to be filled in.
pub const FORM_HELP: &str =
    "填表说明：只填黄色单元格，一行一项；没有进展也请写明“无进展”；请勿删行、改编号。";
/// The sheet that is filled in.
pub const FORM_SHEET: &str = "填报表";
/// The hidden sheet that says whose form it is.
pub const FORM_FACTS: &str = "_pjt";
/// The name, and the property of the document, that say version, period and code: `1 2025-q3 jiaowei`.
pub const FORM_NAME: &str = "pjt_form";
/// The name of the place of the table.
pub const TABLE_NAME: &str = "pjt_table";

/// A column of the form, in its order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FormColumn {
    /// The key of the row. It stands in front, and again among the answers, where a partial sort takes it along.
    Key,
    /// The plan of the task, in a form that holds those of several.
    Plan,
    /// The number of the task.
    Number,
    /// What is to be done.
    Content,
    /// The departments that lead.
    Lead,
    /// The departments that support.
    Support,
    /// When it falls due.
    Due,
    /// Where it stands in the ledger.
    Present,
    /// What was reported in the period before.
    Before,
    /// An answer.
    Answer(AskedField),
    /// Why the last answer was sent back.
    SentBack,
}

impl FormColumn {
    /// The columns that nobody may change and whose words the key has a digest of, in their order.
    pub const LOCKED: [Self; 7] =
        [Self::Number, Self::Content, Self::Lead, Self::Support, Self::Due, Self::Present, Self::Before];

    /// Every column that a form may have, in their order.
    pub const ALL: [Self; 18] = [
        Self::Key,
        Self::Plan,
        Self::Number,
        Self::Content,
        Self::Lead,
        Self::Support,
        Self::Due,
        Self::Present,
        Self::Before,
        Self::Answer(AskedField::Status),
        Self::Answer(AskedField::Percent),
        Self::Answer(AskedField::Progress),
        Self::Key,
        Self::Answer(AskedField::Problems),
        Self::Answer(AskedField::Next),
        Self::Answer(AskedField::Evidence),
        Self::Answer(AskedField::Expected),
        Self::SentBack,
    ];

    /// Its title: forms are Chinese, whatever language the program speaks.
    pub fn title(self) -> &'static str {
        match self {
            Self::Key => "pjt",
            Self::Plan => "所属方案",
            Self::Number => "编号",
            Self::Content => "任务内容",
            Self::Lead => "牵头单位",
            Self::Support => "配合单位",
            Self::Due => "完成时限",
            Self::Present => "当前状态",
            Self::Before => "上期进展",
            Self::Answer(field) => field.label(crate::Lang::Zh),
            Self::SentBack => "退回原因",
        }
    }
}

/// What names a row of the form, with the state that it was made from:
/// `chanjiao-2021-2025/14|in_progress|2025-12-31|7d3f09c2`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FormKey {
    /// The plan's slug.
    pub plan: String,
    /// The number of the task.
    pub id: TaskId,
    /// Where it stood.
    pub status: Status,
    /// When it fell due; none for a task without a day.
    pub due: Option<NaiveDate>,
    /// A digest of the words that the row shows and nobody may change.
    pub digest: String,
}

impl FormKey {
    /// The digest of these words.
    pub(crate) fn digest_of(words: &[&str]) -> String {
        let mut hasher = Sha256::new();
        for word in words {
            hasher.update(word.as_bytes());
            hasher.update([0]);
        }
        hasher.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for FormKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { plan, id, status, due, digest } = self;
        let due = due.map_or_else(|| "-".to_owned(), |due| due.to_string());
        write!(f, "{plan}/{id}|{}|{due}|{digest}", status.token())
    }
}

impl FromStr for FormKey {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        let parts: Vec<&str> = word.split('|').collect();
        let [task, status, due, digest] = parts.as_slice() else { return Err(()) };
        let (plan, id) = task.split_once('/').ok_or(())?;
        let due = if *due == "-" { None } else { Some(parse_date(due).ok_or(())?) };
        let status = Status::ALL.into_iter().find(|known| known.token() == *status).ok_or(())?;
        let id = TaskId(crate::text::clean::number(id).ok_or(())?);
        Ok(Self { plan: plan.to_owned(), id, status, due, digest: (*digest).to_owned() })
    }
}

/// What the form prints of a task in a column that nobody may change; `before` is what was reported in the period before.
pub(crate) fn locked_words(entry: Entry<'_>, before: Option<&str>, column: FormColumn) -> String {
    let task = entry.task;
    let words = match column {
        FormColumn::Plan => plan_words(entry.plan, false),
        FormColumn::Number => task.id.to_string(),
        FormColumn::Content => task.content.clone(),
        // Where nobody knows who leads, all are named in the one column.
        FormColumn::Lead => entry.lead().map_or(task.departments.as_slice(), |(lead, _)| lead).join("、"),
        FormColumn::Support => {
            entry.support().map(|names| names.collect::<Vec<_>>().join("、")).unwrap_or_default()
        }
        // The deadline as the document has it where it is a phrase, else the day.
        FormColumn::Due => match (&task.due, &task.due_text) {
            (None, Some(words)) => words.clone(),
            _ => entry.falls_due().map(day_in_words).unwrap_or_default(),
        },
        FormColumn::Present => task.status.label(crate::Lang::Zh).to_owned(),
        FormColumn::Before => before.unwrap_or_default().to_owned(),
        FormColumn::Key | FormColumn::Answer(_) | FormColumn::SentBack => String::new(),
    };
    crate::text::escape::in_cell(&words)
}

/// What a form calls a plan: by its title; where others have the same, with its name.
pub(crate) fn plan_words(plan: &Plan, has_twins: bool) -> String {
    let title = crate::text::escape::in_cell(&plan.title);
    if has_twins { format!("{title}（{}）", plan.slug) } else { title }
}

/// What a form says of itself as a whole: `2025-q3/jiaowei`.
pub(crate) fn form_number(period: super::PeriodId, code: &str) -> String {
    format!("{period}/{code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_is_written_and_nothing_else_is_one() {
        for (word, due) in [
            ("chanjiao-2021-2025/14|in_progress|2025-12-31|7d3f09c2", parse_date("2025-12-31")),
            ("p/1|not_started|-|00000000", None),
        ] {
            let key: FormKey = word.parse().unwrap();
            assert_eq!((key.to_string(), key.due), (word.to_owned(), due));
        }
        for bad in [
            "",
            "p/1",
            "p|not_started|-|0",
            "p/x|not_started|-|0",
            "p/1|maybe|-|0",
            "p/1|done|-|0|1",
            "p/1|done|2025|0",
        ] {
            assert_eq!(bad.parse::<FormKey>(), Err(()), "{bad}");
        }
        assert_ne!(FormKey::digest_of(&["ab", "c"]), FormKey::digest_of(&["a", "bc"]));
    }
}
