//! How a paper cites a task: by the number that its document prints, which is what a reader can look up. What the
//! document does not have is cited by the ledger's own number and said to be such. Where the numbers of a document begin
//! anew, in each of its parts, none of them says which task is meant: all are called as everywhere else, by the ledger's
//! number with the document's beside it.

use std::collections::{HashMap, HashSet};

use super::{Plan, Review, Snapshot, Status, Task, TaskId, TaskNumber, place, snapshot::Entry};
use crate::text::{Lang, numeral};

/// How a task is cited.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Cited {
    /// As the item of this number.
    Item(u32),
    /// As the item that the document names so: `3.2`.
    Named(String),
    /// By the number of the ledger.
    Ledger(TaskId),
    /// By both, in a document whose numbers begin anew.
    Both(TaskId, TaskNumber),
}

impl Default for Cited {
    fn default() -> Self {
        Self::Ledger(TaskId::default())
    }
}

impl Cited {
    /// `第9项`, `台账编号12`, `编号6（文件第1项）`.
    pub fn words(&self) -> String {
        match self {
            Self::Item(number) => format!("第{number}项"),
            Self::Named(name) => format!("第{name}项"),
            Self::Ledger(id) => format!("台账编号{id}"),
            Self::Both(_, number) => number.words(Lang::Zh),
        }
    }

    /// What stands behind the ledger's number of a task in a column: `（文件12）`, or that the document has none; nothing
    /// where it has the same.
    pub fn beside(&self, id: TaskId) -> String {
        match self {
            Self::Item(number) if *number == id.0 => String::new(),
            Self::Item(number) => format!("（文件{number}）"),
            Self::Named(name) => format!("（文件{name}）"),
            Self::Ledger(_) => "（台账编号）".to_owned(),
            Self::Both(_, number) => number.beside(Lang::Zh),
        }
    }

    /// What stands in a column of numbers, the same as in forms: `9`, `11（文件12）`, `27（台账编号）`.
    pub fn cell(&self, id: TaskId) -> String {
        format!("{id}{}", self.beside(id))
    }
}

/// How the tasks of some plans are cited.
#[derive(Clone, Debug, Default)]
pub struct Citations(HashMap<String, HashMap<TaskId, Cited>>);

impl Citations {
    /// Those of all tasks of a snapshot.
    pub fn of(snapshot: &Snapshot) -> Self {
        Self::of_plans(snapshot.plans.iter())
    }

    /// Those of all tasks of these plans.
    pub fn of_plans<'a>(plans: impl Iterator<Item = &'a Plan>) -> Self {
        Self(plans.map(|plan| (plan.slug.clone(), of_plan(plan))).collect())
    }

    /// How a task is cited.
    pub fn task(&self, plan: &str, id: TaskId) -> Cited {
        self.0.get(plan).and_then(|of_plan| of_plan.get(&id)).cloned().unwrap_or(Cited::Ledger(id))
    }
}

impl Task {
    /// Whether the document of today has it, as far as anybody knows: of a withdrawn one, whose number a later edition may
    /// have given to another, nobody does.
    pub(crate) fn is_in_document(&self) -> bool {
        self.review != Some(Review::Gone) && self.status != Status::Withdrawn && !self.is_added_by_hand()
    }
}

fn of_plan(plan: &Plan) -> HashMap<TaskId, Cited> {
    let tasks: Vec<&Task> = plan.tasks.iter().filter(|task| task.is_in_document()).collect();
    if tasks.iter().all(|task| task.label.is_none()) {
        return counted(plan, &tasks);
    }
    let named = |task: &Task| {
        let label = task.label.as_deref()?;
        match numeral::of_label(label) {
            Some(number) => Some(Cited::Item(number)),
            None => {
                let is_sign = |sign: char| "（）().、．第项 ".contains(sign);
                Some(label.trim_matches(is_sign))
                    .filter(|name| !name.is_empty())
                    .map(|name| Cited::Named(name.into()))
            }
        }
    };
    let cited: Vec<(TaskId, Cited)> = tasks.iter().filter_map(|task| Some((task.id, named(task)?))).collect();
    let different: HashSet<&Cited> = cited.iter().map(|(_, cited)| cited).collect();
    if different.len() < cited.len() {
        let both = |task: &Task| (task.id, Cited::Both(task.id, TaskNumber::of(task, None)));
        return plan.tasks.iter().map(both).collect();
    }
    cited.into_iter().collect()
}

/// Those of a document that prints no numbers: its items are counted, as the ledger did when it read them. A later edition
/// that put one between others, or dropped one, is counted otherwise.
fn counted(plan: &Plan, tasks: &[&Task]) -> HashMap<TaskId, Cited> {
    let mut entries: Vec<Entry<'_>> = tasks.iter().map(|task| Entry { plan, task }).collect();
    place::sort(&mut entries);
    let is_as_counted = entries.is_sorted_by_key(|entry| entry.task.id)
        && plan.tasks.iter().all(|task| task.review != Some(Review::Gone));
    if !is_as_counted {
        return HashMap::new();
    }
    tasks.iter().map(|task| (task.id, Cited::Item(task.id.0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited(tasks: Vec<Task>) -> Vec<String> {
        let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
        let plan = Plan { slug: "p".into(), tasks, ..Plan::default() };
        let citations = Citations::of_plans(std::iter::once(&plan));
        ids.into_iter().map(|id| citations.task("p", id).words()).collect()
    }

    fn task(id: u32, label: Option<&str>, source: &str) -> Task {
        Task {
            id: TaskId(id),
            label: label.map(str::to_owned),
            source: Some(source.into()),
            ..Task::default()
        }
    }

    #[test]
    fn a_task_is_an_item_of_the_number_that_the_document_prints() {
        let gone = Task { review: Some(Review::Gone), ..task(10, Some("11"), "line 9") };
        let withdrawn = Task { status: Status::Withdrawn, ..task(12, Some("12"), "line 12") };
        let added = task(27, None, "after line 12");
        let tasks =
            vec![task(9, Some("（十一）"), "line 10"), gone, task(11, Some("12."), "line 11"), withdrawn];
        assert_eq!(
            cited([tasks, vec![added, task(28, Some("3.2"), "line 14")]].concat()),
            ["第11项", "台账编号10", "第12项", "台账编号12", "台账编号27", "第3.2项"]
        );
    }

    #[test]
    fn where_numbers_begin_anew_all_tasks_are_called_as_everywhere_else() {
        let tasks =
            vec![task(1, Some("1"), "line 1"), task(2, Some("2"), "line 2"), task(3, Some("1"), "line 4")];
        let tasks = [tasks, vec![task(4, None, "after line 4")]].concat();
        assert_eq!(cited(tasks.clone()), ["编号1", "编号2", "编号3（文件第1项）", "编号4"]);
        let plan = Plan { slug: "p".into(), tasks, ..Plan::default() };
        let citations = Citations::of_plans(std::iter::once(&plan));
        let cells = plan.tasks.iter().map(|task| citations.task("p", task.id).cell(task.id));
        assert_eq!(cells.collect::<Vec<_>>(), ["1", "2", "3（文件1）", "4"]);
    }

    #[test]
    fn items_without_numbers_are_counted_until_an_edition_puts_one_between() {
        let tasks = vec![task(1, None, "line 1"), task(2, None, "line 2")];
        assert_eq!(cited(tasks.clone()), ["第1项", "第2项"]);
        let tasks = [tasks, vec![Task { id: TaskId(3), ..task(3, None, "line 1") }]].concat();
        let between = tasks.into_iter().map(|task| match task.id {
            TaskId(2) => Task { source: Some("line 5".into()), ..task },
            TaskId(3) => Task { source: Some("line 3".into()), ..task },
            _ => task,
        });
        assert_eq!(cited(between.collect()), ["台账编号1", "台账编号2", "台账编号3"]);
    }
}
