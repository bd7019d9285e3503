//! What was reported about a task last, before a period: what a form shows as 上期进展, and what its key was made from.

use chrono::NaiveDate;

use crate::{
    model::{Department, Entry, PeriodId, Registry},
    store::load::LoadedReturn,
};

/// The progress that a department, or one that it took the task over from, reported about a task last, whatever the period
/// asked about: another month, quarter or year that began before this one ends, or what was noted in its name meanwhile.
pub fn progress_before<'a>(
    returns: &'a [LoadedReturn],
    registry: &Registry,
    entry: Entry<'a>,
    department: &str,
    period: PeriodId,
) -> Option<&'a str> {
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
        (is_own || took_over(of, registry, entry, department)).then_some((place, progress))
    });
    let noted = entry.task.progress().filter_map(|note| {
        let of = registry.find(note.by.as_deref()?)?;
        let is_own = of.name == department;
        let place = (note.date, NaiveDate::MIN, is_own);
        (is_own || took_over(of, registry, entry, department)).then_some((place, note.text.as_str()))
    });
    reported.chain(noted.filter(|((day, ..), _)| *day <= end)).max_by_key(|(place, _)| *place).map(last)
}

fn last<P, W>((_, words): (P, W)) -> W {
    words
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
