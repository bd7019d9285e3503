//! Whether an edition holds less than the plan: then it is most likely a part of the document, a table that was made from
//! it, or another document.

use std::collections::BTreeMap;

use super::{Edition, EditionOutcome};
use crate::{
    error::Error,
    model::{Plan, Review, Status, Task, TaskId},
    text::{Lang, Text},
};

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
    fn is_by_tasks(self) -> bool {
        self.gone > self.of / 3
    }

    /// What is left out.
    pub fn words(self) -> Text {
        let Self { gone, stripped, of } = self;
        if self.is_by_tasks() {
            return text!(
                "{of} 项任务中有 {gone} 项在这份文件里已没有",
                "{gone} of {of} tasks are gone from this document"
            );
        }
        text!(
            "{of} 项任务中有 {stripped} 项在这份文件里没有了板块、重点任务，或少了责任部门，另有 {gone} 项已没有",
            "{stripped} of {of} tasks have no heading or fewer departments in this document, and {gone} are gone from it"
        )
    }

    /// Why it is not written: a part of the document, a table that was made from it, or another one, is most likely not meant.
    pub fn refusal(self) -> Error {
        let words = self.words();
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| words.in_lang(lang));
        Error::usage(text!(
            "{zh}，超过三分之一；没有写入任何内容",
            "{en}, more than a third; nothing was written"
        ))
        .hint(text!(
            "请确认这是完整的新版文件，不是报送表、通报或节选；无误后加 `--allow-shrink`，再逐项决定",
            "make sure that it is the whole new edition, no form, bulletin or excerpt; if so add `--allow-shrink`, then decide task by task"
        ))
    }
}

/// Whether a task stands under no heading any more, or has fewer departments and no new one.
fn is_stripped(old: &Task, new: &Task) -> bool {
    let has_heading = |task: &Task| task.pillar.is_some() || task.key_task.is_some();
    let is_kept = |name: &String| old.departments.contains(name);
    has_heading(old) && !has_heading(new)
        || new.departments.len() < old.departments.len() && new.departments.iter().all(is_kept)
}
