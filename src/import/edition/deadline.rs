//! When a task falls due by a new edition. A day that a person set stays, whatever the document says now; where it says
//! something new, the person is asked.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::super::grammar::{self, YearOf};
use crate::{
    model::{Entry, Extension, Plan, PlanFact, Review, Task, TaskId},
    text::{fold::fold, says_nothing},
};

/// A task as an edition prints it, with that edition's title.
#[derive(Clone, Copy)]
pub(super) struct Printed<'a> {
    pub(super) task: &'a Task,
    pub(super) title: &'a str,
}

impl Printed<'_> {
    /// Where the year of `due` comes from, if the printed phrase means that day.
    fn year_of(self, due: Option<NaiveDate>) -> Option<YearOf> {
        let (due, phrase) = due.zip(self.task.due_text.as_deref())?;
        grammar::year_of(due, phrase, self.title)
    }

    /// The day that the phrase alone means.
    fn day(self) -> Option<NaiveDate> {
        grammar::date_of(self.task.due_text.as_deref()?, self.title)
    }
}

/// A deadline that a person set, and of which a new edition says something new.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptDeadline {
    /// The task.
    pub task: TaskId,
    /// The day that stays.
    pub kept: NaiveDate,
    /// The day that the document means now, where it means one.
    pub day: Option<NaiveDate>,
    /// What the document prints now, if anything.
    pub printed: Option<String>,
}

impl KeptDeadline {
    /// What is to be told of a task that falls due on `due` after all.
    pub(super) fn of(old: Printed<'_>, new: Printed<'_>, due: Option<NaiveDate>) -> Option<Self> {
        let kept = due.filter(|_| due != new.task.due && is_news(old, new))?;
        let (task, day, printed) = (old.task.id, new.task.due, new.task.due_text.clone());
        Some(Self { task, kept, day, printed })
    }
}

/// Whether the document says another deadline than the edition before, and not the same in other words.
fn is_news(old: Printed<'_>, new: Printed<'_>) -> bool {
    let phrase = |printed: Printed<'_>| printed.task.due_text.as_deref().map(fold);
    // The first extension knows the day where its year stood in the title of a column.
    let extended = old.task.extensions.first().map(|extension| extension.from);
    let extended = extended.filter(|day| old.year_of(Some(*day)).is_some());
    let Some(day) = new.task.due else { return phrase(old) != phrase(new) };
    if old.day() == Some(day) || extended == Some(day) {
        return false;
    }
    phrase(old) != phrase(new) || new.day() == Some(day) || extended.is_some()
}

/// When a task falls due by a new edition. A date that a person set stays, whatever the document says now, and so does
/// that a person took one away; its phrase is the document's.
pub(super) fn deadline(old: Printed<'_>, new: Printed<'_>) -> Option<NaiveDate> {
    let (before, after) = (old.task, new.task);
    match (before.due, old.year_of(before.due)) {
        // The phrase is a date, and there is none: somebody took it away.
        (None, _) => after.due.filter(|_| old.day().is_none() || before.due_text != after.due_text),
        (due, _) if before.extension().is_some() => due,
        (Some(_), Some(YearOf::Words)) => after.due,
        // The year may have stood in the title of the column, where it is not seen any more, or the date is a
        // person's. Where this edition has its years from such a place, the one before had them as well.
        (Some(_), Some(YearOf::Elsewhere)) if new.year_of(after.due) == Some(YearOf::Elsewhere) => after.due,
        (due, _) => due,
    }
}

/// What waits for a person, once the deadline is known. A rewording that is new is told with the rest of the edition.
pub(super) fn review(revised: &Task, old: &Task, is_news: bool, agrees: bool) -> Option<Review> {
    let waits = is_news || old.review == Some(Review::Rescheduled) && !agrees;
    match revised.review {
        Some(Review::Corrected) => Some(Review::Corrected),
        _ if waits => Some(Review::Rescheduled),
        Some(Review::Rescheduled) => None,
        other => other,
    }
}

/// Asks a person about each task that had its days within the plan, and has them no more now that the document has other
/// years: what was set stays until then. Gives these tasks.
pub(super) fn ask_of_misfits(before: &Plan, plan: &mut Plan) -> Vec<TaskId> {
    let fitted = |id: TaskId| {
        let task = before.tasks.iter().find(|task| task.id == id);
        task.is_some_and(|task| !is_misfit(task, before))
    };
    let misfits = plan.tasks.iter().filter(|task| task.review != Some(Review::Gone));
    let misfits = misfits.filter(|task| is_misfit(task, plan) && fitted(task.id));
    let misfits: Vec<TaskId> = misfits.map(|task| task.id).collect();
    for task in plan.tasks.iter_mut().filter(|task| misfits.contains(&task.id)) {
        task.review = asked_of_misfit(task.review);
    }
    misfits
}

/// What a person is asked about a task whose days don't fit into its plan's years: what was corrected, and whether it stays
/// at all, is decided first, and then the days are.
pub fn asked_of_misfit(review: Option<Review>) -> Option<Review> {
    let is_first = |review: &Review| matches!(review, Review::Corrected | Review::Gone);
    review.filter(is_first).or(Some(Review::Rescheduled))
}

/// The day on which a task falls due by what is printed, where that alone means one.
pub fn day_as_printed(task: &Task, plan: &Plan) -> Option<NaiveDate> {
    grammar::date_of(&task.as_printed().due_text?, &title(plan))
}

/// The title as the document has it, which may name the year.
fn title(plan: &Plan) -> Cow<'_, str> {
    plan.printed_fact(PlanFact::Title, None).unwrap_or_default()
}

/// Whether a task falls due outside of its plan's years, and neither the document says so nor was it prolonged for a reason.
pub fn is_due_outside(task: &Task, plan: &Plan) -> bool {
    let (Some(due), Some(period)) = (task.due, plan.period) else { return false };
    let is_granted = |extension: &Extension| extension.to == due && !says_nothing(&extension.reason);
    let is_late = period.end.is_some_and(|end| due > end);
    // What lasts by the document gets a first deadline for a reason, which is noted.
    let lasts = || task.notes.iter().any(|note| !says_nothing(&note.text)) && lasts_as_printed(task);
    let is_explained =
        is_late && (task.extensions.iter().any(is_granted) || is_due_as_printed(task, plan) || lasts());
    !period.covers(due) && !is_explained
}

/// Whether the days of a task don't fit into the years of its plan: it falls due outside of them, or begins after it falls
/// due with them.
pub fn is_misfit(task: &Task, plan: &Plan) -> bool {
    is_due_outside(task, plan) || Entry { plan, task }.begins_too_late().is_some()
}

/// Whether the document says that the task lasts (长期坚持): a first deadline prolongs nothing then.
pub fn lasts_as_printed(task: &Task) -> bool {
    task.as_printed().due_text.is_some_and(|phrase| grammar::lasts(&phrase))
}

/// Whether a new edition may move the day on which a task falls due: the phrase of the document means that day, with its own
/// year or one that stands elsewhere. A day that a person set or moved stays.
pub fn is_due_of_document(task: &Task, plan: &Plan) -> bool {
    let printed = Task { due: task.due, ..task.as_printed() };
    let printed = Printed { task: &printed, title: &title(plan) };
    task.extension().is_none() && printed.year_of(task.due).is_some()
}

/// Whether the document itself says that the task falls due on its day: nobody set or moved it.
pub fn is_due_as_printed(task: &Task, plan: &Plan) -> bool {
    task.due.is_some() && task.due == day_as_printed(task, plan)
}
