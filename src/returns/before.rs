//! What was reported about a task last, before a period: what a form shows as 上期进展, and what its key was made from; and
//! that an answer only says that once more.

use chrono::NaiveDate;

use super::{form::Owner, merge::MergedRow, reason::Reason, remark::Remark, value};
use crate::{
    model::{Answer, AskedField, Department, Entry, PeriodId, Registry, TaskId},
    store::load::LoadedReturn,
    text::fold::fold,
};

/// Fewer signs without a number are what anybody says of anything: 正常推进.
const OWN_WORDS: usize = 8;

/// What was reported about a task before a period.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// Its progress, in words.
    pub progress: &'a str,
    /// How far it was, where that was reported with it.
    pub(super) percent: Option<u8>,
}

/// The progress that a department, or one that it took the task over from, reported about a task last, whatever the period
/// asked about: another month, quarter or year that began before this one ends, or what was noted in its name meanwhile.
pub fn progress_before<'a>(
    returns: &'a [LoadedReturn],
    registry: &Registry,
    entry: Entry<'a>,
    department: &str,
    period: PeriodId,
) -> Option<Before<'a>> {
    let end = period.days().1;
    let is_before = |found: &&LoadedReturn| {
        found.plan == entry.plan.slug && found.period != period && found.period.days().0 <= end
    };
    let reported = returns.iter().filter(is_before).filter_map(|found| {
        let answer = found.value.tasks.iter().find(|answer| answer.id == entry.task.id)?;
        let progress = answer.progress.as_deref()?;
        // The file is named by the code, which stays when a department is renamed.
        let of = registry.find(&found.code).or_else(|| registry.find(&found.value.department))?;
        let is_own = of.name == department;
        let came = answer.last_day().unwrap_or(found.value.received);
        // Of two that came together the one of the later period is the last, and the department's own.
        let place = (came, found.period.days().1, is_own);
        let before = Before { progress, percent: answer.percent };
        (is_own || took_over(of, registry, entry, department)).then_some((place, before))
    });
    let noted = entry.task.progress().filter_map(|note| {
        let of = registry.find(note.by.as_deref()?)?;
        let is_own = of.name == department;
        let place = (note.date, NaiveDate::MIN, is_own);
        let before = Before { progress: &note.text, percent: None };
        (is_own || took_over(of, registry, entry, department)).then_some((place, before))
    });
    reported
        .chain(noted.filter(|((day, ..), _)| *day <= end))
        .max_by_key(|(place, _)| *place)
        .map(|(_, before)| before)
}

/// That the progress of an answer is that of before, word for word, and nothing else says that the task went on.
pub(super) fn repeated(
    owner: &Owner,
    (plan, id): (&str, TaskId),
    row: &MergedRow<'_>,
    answer: &Answer,
    before: Option<Before<'_>>,
) -> Option<Remark> {
    let cell = row.cells.iter().find(|cell| cell.field == AskedField::Progress && cell.value.is_ok())?;
    let (before, words) = (before?, fold(&cell.text));
    // What is done stays as it was said to be.
    let is_over = answer.percent == Some(100) || answer.status.is_some_and(|status| status.is_completed());
    let says_something = value::status(&cell.text).is_err()
        && (words.chars().count() >= OWN_WORDS || words.chars().any(|sign| sign.is_ascii_digit()));
    // A percentage that is left out says no more than the one before.
    let is_same = words == fold(before.progress)
        && answer.percent.is_none_or(|percent| before.percent == Some(percent));
    (!is_over && says_something && is_same).then(|| Remark {
        place: cell.place.clone(),
        field: Some(AskedField::Progress),
        ..Remark::of_answer(
            Reason::ProgressRepeated,
            &cell.file,
            &owner.department,
            (plan, id),
            String::new(),
        )
    })
}

/// Whether a department has the tasks of another one now, or took this one over from it.
fn took_over(from: &Department, registry: &Registry, entry: Entry<'_>, department: &str) -> bool {
    let own = |name: &str| registry.find(name).map_or(name.to_owned(), |known| known.name.clone());
    let mut names = vec![department.to_owned()];
    for handover in entry.task.handovers.iter().rev() {
        if names.contains(&own(&handover.to)) {
            names.push(own(&handover.from));
        }
    }
    registry.heir(from).name == department || names.contains(&from.name)
}
