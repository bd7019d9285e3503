//! The end of a year: what is still open in the store's books, and what goes on into the next one (结转). Nothing is
//! written; a person decides.

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;

use crate::{
    model::{
        Entry, PeriodId, Snapshot, Status, TaskId,
        deadline::{Day, OptionalDay},
    },
    query::{Reports, reports::DueState},
    store::load::{LoadedReturn, NamedPeriod},
};

/// What is left at the end of a year.
#[derive(Clone, Debug, Serialize)]
pub struct YearEnd {
    /// The year.
    pub year: i32,
    /// The periods of the year that were not closed.
    pub open_periods: Vec<OpenPeriod>,
    /// The rows of returns that nobody has placed.
    pub unplaced: Vec<UnplacedRow>,
    /// The cells of returns that nobody has settled.
    pub unread: Vec<UnreadCell>,
    /// What was asked for and not reported: nothing came, or the form came back as it went out.
    pub unreported: Vec<Unreported>,
    /// What was sent back and not answered again.
    pub sent_back: Vec<SentBackAnswer>,
    /// What is done and not closed.
    pub done: Vec<Left>,
    /// What goes on into the next year.
    pub carried: Vec<Left>,
    /// What is suspended.
    pub suspended: Vec<Left>,
}

/// A period that is open.
#[derive(Clone, Debug, Serialize)]
pub struct OpenPeriod {
    /// Its name.
    pub id: String,
    /// What an office calls it.
    pub title: String,
    /// The day by which returns were to be in.
    #[serde(serialize_with = "Day::serialize")]
    pub due: NaiveDate,
}

/// A row that belongs to no task.
#[derive(Clone, Debug, Serialize)]
pub struct UnplacedRow {
    /// The period.
    pub period: String,
    /// The plan.
    pub plan: String,
    /// The department.
    pub department: String,
    /// Sheet and row.
    pub place: String,
    /// What stands in it.
    pub text: String,
}

/// A cell that could not be read.
#[derive(Clone, Debug, Serialize)]
pub struct UnreadCell {
    /// The period.
    pub period: String,
    /// The plan.
    pub plan: String,
    /// The department.
    pub department: String,
    /// The task.
    pub task: TaskId,
    /// What stands in it.
    pub text: String,
}

/// A department that did not report what it was asked for.
#[derive(Clone, Debug, Serialize)]
pub struct Unreported {
    /// The period.
    pub period: String,
    /// The plan.
    pub plan: String,
    /// The department.
    pub department: String,
    /// Whether nothing came, or a form in which nothing was filled in.
    pub state: DueState,
    /// What it was asked for.
    pub tasks: Vec<TaskId>,
}

/// An answer that was sent back.
#[derive(Clone, Debug, Serialize)]
pub struct SentBackAnswer {
    /// The period.
    pub period: String,
    /// The plan.
    pub plan: String,
    /// The department.
    pub department: String,
    /// The task.
    pub task: TaskId,
    /// Why.
    pub reason: String,
}

/// A task that is left.
#[derive(Clone, Debug, Serialize)]
pub struct Left {
    /// The plan.
    pub plan: String,
    /// The number.
    pub id: TaskId,
    /// The words of the document.
    pub content: String,
    /// Who leads; where no lead is known, all who are named.
    pub lead: Vec<String>,
    /// Where it stands.
    pub status: Status,
    /// The day it falls due.
    #[serde(serialize_with = "OptionalDay::serialize")]
    pub due: Option<NaiveDate>,
    /// Whether that day is only the plan's last: the task has none of its own.
    pub due_of_plan: bool,
    /// Whether that day is past: today, or at the end of the year where that is over.
    pub overdue: bool,
    /// Whether it is done and nothing is named that proves it, so that it can't be closed.
    pub unproven: bool,
}

impl YearEnd {
    /// What is left of a year, as it is known today.
    pub fn of(
        year: i32,
        snapshot: &Snapshot,
        periods: &[NamedPeriod],
        returns: &[LoadedReturn],
        reports: &Reports,
        today: NaiveDate,
    ) -> Self {
        let last = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default();
        // The same that `list --overdue` says on this day, and once the year is over what it said on the next.
        let counted_on = last.succ_opt().map_or(today, |next| next.min(today));
        let is_of_year = |id: PeriodId| id.days().1.year() <= year;
        let open = periods.iter().filter(|(id, period)| is_of_year(*id) && period.closed.is_none());
        let own: Vec<&LoadedReturn> = returns.iter().filter(|found| is_of_year(found.period)).collect();
        let unplaced = own.iter().flat_map(|found| {
            found.value.unplaced.iter().map(|row| UnplacedRow {
                period: found.period.to_string(),
                plan: found.plan.clone(),
                department: found.value.department.clone(),
                place: row.place.clone(),
                text: row.text.clone(),
            })
        });
        let unread = own.iter().flat_map(|found| {
            let cells = found
                .value
                .tasks
                .iter()
                .flat_map(|answer| answer.unread.iter().map(move |cell| (answer.id, cell.text.clone())));
            cells.map(|(task, text)| UnreadCell {
                period: found.period.to_string(),
                plan: found.plan.clone(),
                department: found.value.department.clone(),
                task,
                text,
            })
        });
        let with = |statuses: &[Status]| -> Vec<Left> {
            // What begins only after the year is none of it.
            let is_of_year = |entry: &Entry<'_>| {
                entry.plan.period.and_then(|period| period.start).is_none_or(|start| start <= last)
            };
            let entries = snapshot.entries().filter(is_of_year);
            let entries = entries.filter(|entry| statuses.contains(&entry.task.status));
            entries.map(|entry| Left::of(entry, counted_on)).collect()
        };
        Self {
            year,
            open_periods: open
                .map(|(id, period)| OpenPeriod {
                    id: id.to_string(),
                    title: period.title.clone(),
                    due: period.due,
                })
                .collect(),
            unplaced: unplaced.collect(),
            unread: unread.collect(),
            unreported: unreported(periods.iter().map(|(id, _)| *id).filter(|id| is_of_year(*id)), reports),
            sent_back: own.iter().flat_map(|found| sent_back(found)).collect(),
            done: with(&[Status::Done]),
            carried: with(&[Status::NotStarted, Status::InProgress]),
            suspended: with(&[Status::Suspended]),
        }
    }
}

/// Who did not report what it was asked for in these periods.
fn unreported(periods: impl Iterator<Item = PeriodId>, reports: &Reports) -> Vec<Unreported> {
    let of_period = |id: PeriodId| {
        let due = reports.due(id).into_iter();
        let due = due.filter(|due| matches!(due.state, DueState::Missing | DueState::Empty));
        due.map(move |due| Unreported {
            period: id.to_string(),
            plan: due.plan.to_owned(),
            department: due.department.to_owned(),
            state: due.state,
            tasks: due.asked,
        })
    };
    periods.flat_map(of_period).collect()
}

/// The answers of a return that were sent back.
fn sent_back(found: &LoadedReturn) -> Vec<SentBackAnswer> {
    let answers = found.value.tasks.iter();
    let answers = answers.filter_map(|answer| Some((answer.id, answer.sent_back.as_ref()?)));
    let answers = answers.map(|(task, sent_back)| SentBackAnswer {
        period: found.period.to_string(),
        plan: found.plan.clone(),
        department: found.value.department.clone(),
        task,
        reason: sent_back.reason.clone(),
    });
    answers.collect()
}

impl Left {
    fn of(entry: Entry<'_>, counted_on: NaiveDate) -> Self {
        let task = entry.task;
        Self {
            plan: entry.plan.slug.clone(),
            id: task.id,
            content: task.content.clone(),
            lead: entry.lead().map_or(task.departments.as_slice(), |(lead, _)| lead).to_vec(),
            status: task.status,
            due: entry.falls_due(),
            due_of_plan: task.due.is_none() && entry.falls_due().is_some(),
            overdue: entry.is_overdue(counted_on),
            unproven: task.status == Status::Done && !task.has_evidence(),
        }
    }
}
