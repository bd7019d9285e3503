//! How far a task should be, how far it is, and by how much it lags: exact fractions, in points of a hundred.

use chrono::{Datelike as _, NaiveDate};
use num_rational::Ratio;

use crate::model::{Entry, Extension, Status};

/// A share in points of a hundred, exactly.
pub type Points = Ratio<i64>;

/// What is known of a task besides its own file.
#[derive(Clone, Debug, Default)]
pub struct Reported {
    /// The last completion that a lead reported; of two leads the lower one.
    pub percent: Option<Points>,
    /// Whether an answer was sent back and not answered again.
    pub is_sent_back: bool,
}

/// The facts that rules judge by.
#[derive(Clone, Debug)]
pub struct Pace {
    /// Its status.
    pub status: Status,
    /// The due date in force.
    pub due: Option<NaiveDate>,
    /// The extension that set it.
    pub extended: Option<Extension>,
    /// The last extension, where it was asked for too late to count.
    pub too_late: Option<Extension>,
    /// What it should have reached; unknown without first and last day.
    pub planned: Option<Points>,
    /// What it has reached, where that is known.
    pub actual: Option<Points>,
    /// Months that have passed wholly since its start while it is not started.
    pub unstarted: i64,
    /// Days since the due date, none before.
    pub overdue: i64,
    /// Days until the due date, where it is not past.
    pub due_within: Option<i64>,
    /// Whether an answer was sent back and not answered again.
    pub is_sent_back: bool,
}

impl Pace {
    /// The due date that goes on counting, and the one that was asked for too late.
    pub fn not_counted(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.due.zip(self.too_late.as_ref().map(|extension| extension.to))
    }

    /// The facts of a task: planned and actual as of `as_of`, the counts of days and months as of `today`.
    pub fn of(entry: Entry<'_>, reported: &Reported, today: NaiveDate, as_of: NaiveDate) -> Self {
        let task = entry.task;
        let start = task.start.or_else(|| entry.plan.period?.start);
        let (due, extended) = due_in_force(entry);
        let planned = start.zip(due).and_then(|(start, due)| planned(start, due, as_of));
        let is_waiting = task.status == Status::NotStarted;
        let unstarted = start.filter(|_| is_waiting).map_or(0, |start| ended_months(start, today));
        let left = due.map(|due| (due - today).num_days());
        Self {
            status: task.status,
            due,
            too_late: task.extensions.last().filter(|last| Some(*last) != extended.as_ref()).cloned(),
            extended,
            planned,
            actual: actual(task.status, reported.percent),
            unstarted,
            overdue: left.map_or(0, |left| (-left).max(0)),
            due_within: left.filter(|left| *left >= 0),
            is_sent_back: reported.is_sent_back,
        }
    }

    /// By how many points it lags; what is ahead is below zero. What is not started has reached nothing, unless somebody
    /// reported otherwise.
    pub fn gap(&self) -> Option<Points> {
        let unreported = (self.status == Status::NotStarted).then(|| Points::from(0));
        Some(self.planned? - self.actual.or(unreported)?)
    }

    /// The gap as a share of what is planned, in points of a hundred; nothing where nothing is planned yet.
    pub(crate) fn ratio(&self) -> Option<Points> {
        let (gap, planned) = (self.gap()?, self.planned?);
        let is_zero = planned == Points::from(0);
        Some(if is_zero { Points::from(0) } else { gap / planned * Points::from(100) })
    }
}

/// How far a task is: what is done is so wholly, whatever was last reported of it. Nothing where nobody said.
pub(super) fn actual(status: Status, reported: Option<Points>) -> Option<Points> {
    match status {
        Status::Done | Status::Closed => Some(Points::from(100)),
        Status::NotStarted | Status::InProgress | Status::Suspended | Status::Withdrawn => reported,
    }
}

/// The due date that counts: an extension that was asked for after the date then in force is recorded only.
/// What an extension that counts made of the date is what the file says now.
fn due_in_force(entry: Entry<'_>) -> (Option<NaiveDate>, Option<Extension>) {
    let extensions = &entry.task.extensions;
    let Some(first) = extensions.first() else { return (entry.falls_due(), None) };
    let (mut due, mut by) = (first.from, None);
    for extension in extensions {
        if extension.asked.unwrap_or(extension.on) <= due {
            due = extension.to;
            by = Some(extension.clone());
        }
    }
    let is_last = by.is_some() && by.as_ref() == extensions.last();
    (if is_last { entry.falls_due() } else { Some(due) }, by)
}

/// The months of the span that have ended, of all its months; all of them behind the last day. A span that has no month
/// from its first day on has nothing to reach until then.
fn planned(start: NaiveDate, due: NaiveDate, as_of: NaiveDate) -> Option<Points> {
    if start > due {
        return None;
    }
    if as_of > due {
        return Some(Points::from(100));
    }
    let all = (month(due) - first_month(start) + 1).max(1);
    Some(Points::new(ended_months(start, as_of).min(all) * 100, all))
}

/// The months since `start` that have passed wholly on a day; a month ends with its last day.
fn ended_months(start: NaiveDate, day: NaiveDate) -> i64 {
    let is_last = day.succ_opt().is_some_and(|next| next.month() != day.month());
    (month(day) - first_month(start) + i64::from(is_last)).max(0)
}

/// The month from which on whole ones are counted: that of `start` where it is the first day, else the next one.
fn first_month(start: NaiveDate) -> i64 {
    month(start) + i64::from(start.day() > 1)
}

/// Months since the beginning of the calendar.
fn month(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}
