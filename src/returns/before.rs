//! What was reported about a task last, before a period: what a form shows as 上期进展, and what its key was made from.

use crate::{
    model::{Department, Entry, PeriodId, Registry},
    store::load::LoadedReturn,
};

/// The progress that a department, or one that it took the task over from, reported about a task in the last period that
/// ended before this one does and has any. A month is before the quarter that it is part of, unless it is its last.
pub fn progress_before<'a>(
    returns: &'a [LoadedReturn],
    registry: &Registry,
    entry: Entry<'_>,
    department: &str,
    period: PeriodId,
) -> Option<&'a str> {
    let last_day = |period: PeriodId| period.days().1;
    let is_earlier =
        |found: &&LoadedReturn| found.plan == entry.plan.slug && last_day(found.period) < last_day(period);
    let progress = returns.iter().filter(is_earlier).filter_map(|found| {
        let answer = found.value.tasks.iter().find(|answer| answer.id == entry.task.id)?;
        let progress = answer.progress.as_deref()?;
        // The file is named by the code, which stays when a department is renamed.
        let of = registry.find(&found.code).or_else(|| registry.find(&found.value.department))?;
        let is_own = of.name == department;
        // Of two that ended together the department's own comes last.
        (is_own || took_over(of, registry, entry, department)).then_some((
            last_day(found.period),
            is_own,
            progress,
        ))
    });
    progress.max_by_key(|(day, is_own, _)| (*day, *is_own)).map(|(.., progress)| progress)
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
