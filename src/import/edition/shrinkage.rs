//! Whether an edition holds less than the plan: then it is most likely a part of the document, a table that was made from
//! it, or another document.

use std::collections::BTreeMap;

use super::{Edition, EditionOutcome};
use crate::model::{Plan, Review, Status, Task, TaskId};

/// How much of a plan an edition leaves out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Shrinkage {
    /// The tasks that it has no more.
    pub gone: usize,
    /// Those that it has, without the headings above them or without some of their departments.
    pub stripped: usize,
    /// The tasks that are followed.
    pub of: usize,
}

impl Shrinkage {
    /// What is left out, where that is more than a third of the tasks that are followed.
    pub(super) fn of(edition: &Edition, before: &Plan) -> Option<Self> {
        let is_followed =
            |task: &&Task| task.status != Status::Withdrawn && task.review != Some(Review::Gone);
        let followed: BTreeMap<TaskId, &Task> =
            before.tasks.iter().filter(is_followed).map(|task| (task.id, task)).collect();
        let is_gone = |(id, outcomes): &&(TaskId, Vec<EditionOutcome>)| {
            outcomes.contains(&EditionOutcome::Gone) && followed.contains_key(id)
        };
        let gone = edition.outcomes.iter().filter(is_gone).count();
        let is_stripped = |task: &&Task| followed.get(&task.id).is_some_and(|old| is_stripped(old, task));
        let stripped = edition.plan.tasks.iter().filter(is_stripped).count();
        let of = followed.len();
        (gone + stripped > of / 3).then_some(Self { gone, stripped, of })
    }

    /// Whether it is too much by the tasks alone that are gone.
    pub fn is_by_tasks(self) -> bool {
        self.gone > self.of / 3
    }
}

/// Whether a task stands under no heading any more, or has fewer departments and no new one.
fn is_stripped(old: &Task, new: &Task) -> bool {
    let has_heading = |task: &Task| task.pillar.is_some() || task.key_task.is_some();
    let is_kept = |name: &String| old.departments.contains(name);
    has_heading(old) && !has_heading(new)
        || new.departments.len() < old.departments.len() && new.departments.iter().all(is_kept)
}
