//! Where a task stands in its document: the order of every list, and the number that the document prints.

use super::{snapshot::Entry, task::Task};
use crate::text::numeral;

/// The word before the place of a task that no document holds: it stands behind what stands there.
const BEHIND: &str = "after ";

/// A key that sorts the tasks of one plan as its document has them: by pillar, by key task, by the place in the
/// document, by number.
type Place = (usize, usize, (bool, Vec<u32>, bool));

/// Puts tasks, which are in the store's order, into that of their documents: plan by plan.
pub fn sort(entries: &mut [Entry<'_>]) {
    for of_plan in entries.chunk_by_mut(|one, other| one.plan.slug == other.plan.slug) {
        let mut kinds = of_plan.iter().filter_map(|entry| entry.task.source.as_deref()).map(kind);
        let first = kinds.next();
        // A row of a table and a paragraph can't be compared: there the numbers are the order.
        let is_of_one_kind = kinds.all(|kind| Some(&kind) == first.as_ref());
        of_plan.sort_by_cached_key(|entry| place(*entry, is_of_one_kind));
    }
}

fn place(entry: Entry<'_>, by_source: bool) -> Place {
    let (task, plan) = (entry.task, entry.plan);
    let pillar = task.pillar.and_then(|id| plan.pillars.iter().position(|pillar| pillar.id == id));
    let key_task = task.key_task.and_then(|id| plan.key_tasks.iter().position(|known| known.id == id));
    let source = task.source.as_deref().filter(|_| by_source);
    let numbers = source.map(numbers).unwrap_or_default();
    let is_behind = source.is_some_and(|source| source.starts_with(BEHIND));
    (pillar.unwrap_or(usize::MAX), key_task.unwrap_or(usize::MAX), (source.is_none(), numbers, is_behind))
}

fn kind(source: &str) -> Vec<&str> {
    let words = source.strip_prefix(BEHIND).unwrap_or(source).split(' ');
    words.filter(|word| word.parse::<u32>().is_err()).collect()
}

fn numbers(source: &str) -> Vec<u32> {
    source.split(' ').filter_map(|word| word.parse().ok()).collect()
}

impl Task {
    /// The number that the document prints before it.
    pub(crate) fn document_number(&self) -> Option<u32> {
        numeral::of_label(self.label.as_deref()?)
    }

    /// What `source` says of a task that no document holds and that stands behind this one; none where nobody knows
    /// where this one stands.
    pub fn place_behind(&self) -> Option<String> {
        let source = self.source.as_deref()?;
        Some(format!("{BEHIND}{}", source.strip_prefix(BEHIND).unwrap_or(source)))
    }

    /// Takes away what the document says of its number and place: it holds the task no more, and may have given the number to
    /// another. It stands behind where it stood, as a task that a person added.
    pub(crate) fn leave_document(&mut self) {
        self.source = self.place_behind();
        self.label = None;
    }

    /// Whether no document holds it: a person added it, or kept it when an edition dropped it.
    pub fn is_added_by_hand(&self) -> bool {
        self.label.is_none() && self.source.as_deref().is_none_or(|source| source.starts_with(BEHIND))
    }
}

/// Where a task stands that no document holds, when what it stands behind moved from the first place of a pair to the
/// second.
pub fn moved(task: &Task, places: &[(String, String)]) -> Option<String> {
    let (place, is_behind) = parts(task.source.as_deref()?);
    let now = places.iter().find(|(before, _)| before == place).map_or(place, |(_, now)| now);
    Some(if is_behind { format!("{BEHIND}{now}") } else { now.to_owned() })
}

/// The place in the document, and whether the task stands behind it.
pub fn parts(source: &str) -> (&str, bool) {
    source.strip_prefix(BEHIND).map_or((source, false), |place| (place, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{KeyTask, Pillar, Plan, TaskId};

    fn task(id: u32, pillar: u32, key_task: u32, source: Option<&str>) -> Task {
        Task {
            id: TaskId(id),
            pillar: Some(pillar),
            key_task: Some(key_task),
            source: source.map(str::to_owned),
            ..Task::default()
        }
    }

    fn sorted(tasks: Vec<Task>) -> Vec<u32> {
        let pillars = [2, 1].map(|id| Pillar { id, ..Pillar::default() }).to_vec();
        let key_tasks = [1, 3, 2].map(|id| KeyTask { id, ..KeyTask::default() }).to_vec();
        let plan = Plan { slug: "p".into(), pillars, key_tasks, tasks, ..Plan::default() };
        let mut entries: Vec<_> = plan.entries().collect();
        sort(&mut entries);
        entries.iter().map(|entry| entry.task.id.0).collect()
    }

    #[test]
    fn tasks_stand_as_the_document_has_them_and_not_by_number() {
        let tasks = vec![
            task(1, 1, 2, Some("line 30")),
            task(2, 2, 1, Some("line 5")),
            task(3, 2, 3, Some("line 9")),
            task(4, 2, 1, Some("line 4")),
            task(5, 2, 1, Some("after line 4")),
            task(6, 2, 1, None),
        ];
        assert_eq!(sorted(tasks), [4, 5, 2, 6, 3, 1]);
    }

    #[test]
    fn rows_and_paragraphs_are_not_compared() {
        let tasks = vec![task(1, 1, 1, Some("paragraph 90")), task(2, 1, 1, Some("table 1 row 2"))];
        assert_eq!(sorted(tasks), [1, 2]);
    }

    #[test]
    fn who_added_it_stands_behind() {
        let printed = Task { label: Some("（14）".into()), ..task(14, 1, 1, Some("line 64")) };
        assert_eq!(printed.document_number(), Some(14));
        assert_eq!(printed.place_behind().as_deref(), Some("after line 64"));
        let added = Task { source: printed.place_behind(), ..Task::default() };
        assert_eq!(added.place_behind().as_deref(), Some("after line 64"));
        assert!(added.is_added_by_hand() && !printed.is_added_by_hand());
    }
}
