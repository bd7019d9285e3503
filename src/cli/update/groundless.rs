//! What the check before a commit will say of an update, said at once: a task that becomes done gets a note or has
//! evidence.

use std::path::PathBuf;

use pjt::{
    check::changes,
    error::Finding,
    history::{Detail, commit, compare},
    model::{Change, ChangedField, Field},
    store::{Store, layout, transaction::Revised},
};

use crate::cli::Context;

/// The tasks that are done now for no reason that the next commit would hold. Where there is no git, nobody asks.
pub(super) fn of(changes: &[Change], tasks: &Revised, store: &Store, context: &Context) -> Vec<Finding> {
    let is_groundless = |change: &&Change| {
        let subject = change.subject.plan().zip(change.subject.task());
        let task = subject.and_then(|(plan, id)| tasks.get(&(plan.to_owned(), id)));
        change.field == ChangedField::Field(Field::Status)
            && task.is_some_and(|task| task.status.is_completed() && !task.has_evidence())
    };
    let files: Vec<PathBuf> = changes
        .iter()
        .filter(is_groundless)
        .filter_map(|change| Some(layout::task_file(change.subject.plan()?, change.subject.task()?)))
        .collect();
    if files.is_empty() {
        return Vec::new();
    }
    let Ok(repository) = context.repository(store) else { return Vec::new() };
    let Ok(head) = commit::last_committed(&repository) else { return Vec::new() };
    let on_disk = compare::with_working_files(&head, store, Some(&files), Detail::Tasks);
    on_disk.map_or_else(|_| Vec::new(), |on_disk| changes::groundless(&on_disk.differences, &head, store))
}
