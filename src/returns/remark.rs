//! One thing to say about a return: why, about which file, cell and task, and in which words.

use super::{reading::CellReading, reason::Reason, value};
use crate::{
    error::{Finding, Location},
    model::{AskedField, RowCell, Snapshot, TaskId, TaskNumber},
    text::{Lang, Text},
};

/// One thing to say about a return.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Remark {
    /// Why.
    pub reason: Reason,
    /// The file.
    pub file: String,
    /// Sheet and cell (`填报表!J9`), or sheet and row; empty where it is about the whole file.
    pub place: String,
    /// The department, where it is known.
    pub department: Option<String>,
    /// The plan, where the task is known.
    pub plan: Option<String>,
    /// The task, where it is known.
    pub task: Option<TaskId>,
    /// What was asked in the cell.
    pub field: Option<AskedField>,
    /// What stands there.
    pub text: String,
    /// Of a row that belongs to no task: its own words for the task, and its answers by column.
    pub(crate) row: UnplacedRow,
    /// What is to be said besides: why a file can't be read, whose a task is.
    pub detail: Option<Text>,
}

/// What a row that belongs to no task holds besides its words as a whole.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct UnplacedRow {
    pub(crate) content: Option<String>,
    pub(crate) cells: Vec<RowCell>,
}

impl UnplacedRow {
    /// The answers of a row, each so that it is read again as it was read here.
    pub(super) fn of(cells: &[CellReading]) -> Self {
        let cells = cells.iter().map(|cell| RowCell { field: cell.field, text: cell.readable() });
        Self { content: None, cells: cells.collect() }
    }
}

impl Remark {
    /// About what a department says of a task.
    pub(super) fn of_answer(
        reason: Reason,
        file: &str,
        department: &str,
        (plan, task): (&str, TaskId),
        text: String,
    ) -> Self {
        Self {
            department: Some(department.to_owned()),
            plan: Some(plan.to_owned()),
            task: Some(task),
            ..Self::of_file(reason, file, text)
        }
    }

    /// About a file as a whole.
    pub(super) fn of_file(reason: Reason, file: &str, text: String) -> Self {
        let file = file.to_owned();
        Self {
            reason,
            file,
            place: String::new(),
            department: None,
            plan: None,
            task: None,
            field: None,
            text,
            row: UnplacedRow::default(),
            detail: None,
        }
    }

    /// What it means and what to do, with what is to be said of this one.
    pub fn meaning(&self) -> Text {
        let meaning = self.reason.words();
        let Some(detail) = &self.detail else { return meaning };
        let [(zh, zh_detail), (en, en_detail)] =
            [Lang::Zh, Lang::En].map(|lang| (meaning.in_lang(lang), detail.in_lang(lang)));
        text!("{zh}：{zh_detail}", "{en}: {en_detail}")
    }

    /// What sets a status that was not taken because it goes back or lifts a suspension, of the task by this name.
    pub fn command(&self, task: &str, lang: Lang) -> Option<String> {
        let status = value::status(&self.text).ok().filter(|_| self.reason.is_a_wish())?;
        let (status, reason) = lang.pick((status.label(Lang::Zh), "原因"), (status.token(), "WHY"));
        Some(format!("`pjt update {task} --status {status} --reason {reason}`"))
    }

    /// The cell in its sheet (`J9`), where it is about one.
    pub fn cell(&self) -> Option<&str> {
        self.place.rsplit_once('!').map(|(_, cell)| cell).filter(|_| self.field.is_some())
    }

    /// What it is about, for people: place, task by this number, field and words.
    pub fn subject(&self, number: Option<&TaskNumber>, lang: Lang) -> String {
        let mut words: Vec<String> = Vec::new();
        if !self.place.is_empty() {
            words.push(self.place.clone());
        }
        if let Some(number) = number {
            let item = number.words(lang);
            words.push(match self.field.map(|field| field.label(lang)) {
                Some(field) => format!("{item} {field}"),
                None => item,
            });
        }
        if !self.text.is_empty() {
            words.push(lang.pick(format!("“{}”", self.text), format!("`{}`", self.text)));
        }
        words.join(" ")
    }

    /// The same as a finding about the file; tasks of other plans than this one are named with theirs.
    pub fn finding(&self, snapshot: &Snapshot, default_plan: &str) -> Finding {
        let meaning = self.meaning();
        let task = self.plan.as_deref().zip(self.task);
        let number = task.map(|(plan, id)| TaskNumber::in_snapshot(snapshot, plan, id, default_plan));
        let [(zh, zh_meaning), (en, en_meaning)] = [Lang::Zh, Lang::En]
            .map(|lang| (self.subject(number.as_ref(), lang), meaning.in_lang(lang).to_owned()));
        let gap = if zh.is_empty() { "" } else { "：" };
        let en_gap = if en.is_empty() { "" } else { ": " };
        Finding {
            code: self.reason.token(),
            message: text!("{zh}{gap}{zh_meaning}", "{en}{en_gap}{en_meaning}"),
            place: Some(Location::file(&self.file)),
            fix: self.plan.as_deref().zip(self.task).and_then(|(plan, id)| {
                let task = format!("{plan}/{id}");
                let (zh, en) = (self.command(&task, Lang::Zh)?, self.command(&task, Lang::En)?);
                Some(text!("属实的：{zh}", "if it is so: {en}"))
            }),
        }
    }
}

/// A task as a command takes it: `14`, of another plan than the default one `other/14`.
pub fn task_name(plan: &str, id: TaskId, default_plan: &str) -> String {
    if plan == default_plan { id.to_string() } else { format!("{plan}/{id}") }
}
