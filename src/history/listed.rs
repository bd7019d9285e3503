//! Comparing a change of very many files for those who only list it: file by file, so that neither all contents nor all
//! tasks are held.

use std::sync::Arc;

use super::{
    difference::{Difference, Differences},
    pair::{self, Pair},
    record::Record,
};
use crate::{model::Task, store::layout};

/// What is wanted of each task that differs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Detail {
    /// The task before and after.
    Tasks,
    /// What differs in it. Of a task that was there and still is, no more is kept than its number, what it is called and its review.
    Facts,
}

/// A comparison that goes on.
#[derive(Debug)]
pub(super) struct Comparison {
    detail: Detail,
    /// Whether what lies under one name may be two things.
    uses_names_again: bool,
    found: Differences,
    /// What may be one with another file: it came or is gone, or is no task.
    open: Vec<Pair>,
}

impl Comparison {
    /// Begins one.
    pub(super) fn new(detail: Detail, uses_names_again: bool) -> Self {
        Self { detail, uses_names_again, found: Differences::default(), open: Vec::new() }
    }

    /// Goes on with a file.
    pub(super) fn add(&mut self, pair: Pair) {
        let slug = layout::task_of(&pair.path).map(|(slug, _)| slug.to_owned());
        let is_listed = self.detail == Detail::Facts && !self.uses_names_again;
        match slug.filter(|_| is_listed && is_for_itself(&pair)) {
            Some(slug) => {
                let known = (self.found.tasks.len(), self.found.reordered.len());
                pair::add_task(&mut self.found, &slug, &pair);
                self.found.tasks.iter_mut().skip(known.0).for_each(reduce);
                self.found.reordered.iter_mut().skip(known.1).for_each(reduce);
            }
            None => self.open.push(pair),
        }
    }

    /// All that differs.
    pub(super) fn end(self) -> Differences {
        let Self { found, open, .. } = self;
        let mut all = pair::compare(open);
        all.tasks.extend(found.tasks);
        all.tasks.sort_by(|one, other| pair::key(one).cmp(&pair::key(other)));
        all.reordered.extend(found.reordered);
        all.reordered.sort_by(|one, other| pair::key(one).cmp(&pair::key(other)));
        all.reformatted += found.reformatted;
        all
    }
}

/// Whether no other file has anything to do with what differs in this one.
fn is_for_itself(pair: &Pair) -> bool {
    let is_plain_task = |record: &Record| {
        record.task().is_some() && record.foreign_keys().is_some_and(serde_json::Map::is_empty)
    };
    match (pair.bases.as_slice(), pair.before.as_slice(), &pair.after) {
        ([], [Some(before)], Some(after)) => is_plain_task(before) && is_plain_task(after),
        _ => false,
    }
}

/// How many characters of a task's words are kept: sentences name a task by its first ones.
const LONGEST_NAME: usize = 80;

fn reduce(difference: &mut Difference) {
    for task in [&mut difference.before, &mut difference.after].into_iter().flatten() {
        *task = Arc::new(Task {
            id: task.id,
            label: task.label.clone(),
            content: task.content.chars().take(LONGEST_NAME).collect(),
            review: task.review,
            ..Task::default()
        });
    }
    // A list that grows has room for more than the one or two facts that most have.
    difference.facts.shrink_to_fit();
    // Nearly always the two say the same then.
    if difference.before == difference.after {
        difference.before.clone_from(&difference.after);
    }
}
