//! Which task a row answers: by its keys, its printed number and its words. Where they name different tasks, none: no
//! answer may land on another task.

use std::{collections::HashMap, sync::OnceLock};

use super::{number::Number, reason::Reason};
use crate::{
    model::{
        Entry, Plan, Snapshot, Task, TaskId,
        form::{FormKey, plan_words},
    },
    text::fold::fold,
};

/// The tasks of the store, by plan and number.
#[derive(Debug)]
pub(super) struct Ledger<'a> {
    plans: HashMap<&'a str, (&'a Plan, HashMap<TaskId, &'a Task>)>,
    snapshot: &'a Snapshot,
    /// The tasks by their words, made when a row without a key asks for it.
    by_words: OnceLock<HashMap<String, Vec<Entry<'a>>>>,
}

impl<'a> Ledger<'a> {
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        let mut plans = HashMap::new();
        for plan in &snapshot.plans {
            let tasks = || plan.tasks.iter().map(|task| (task.id, task)).collect::<HashMap<_, _>>();
            for former in &plan.former_slugs {
                plans.insert(former.as_str(), (plan, tasks()));
            }
            plans.insert(plan.slug.as_str(), (plan, tasks()));
        }
        Self { plans, snapshot, by_words: OnceLock::new() }
    }

    /// The task, by the name that the plan has or had.
    pub(super) fn task(&self, slug: &str, id: TaskId) -> Option<Entry<'a>> {
        let (plan, tasks) = self.plans.get(slug)?;
        Some(Entry { plan, task: tasks.get(&id)? })
    }

    /// The plans that are called so.
    pub(super) fn plans_called(&self, words: &str) -> Vec<&'a Plan> {
        let words = fold(words);
        let is_called = |plan: &&Plan| {
            let names = [plan_words(plan, false), plan_words(plan, true), plan.slug.clone()];
            names.iter().any(|name| fold(name) == words)
        };
        self.snapshot.plans.iter().filter(|plan| !words.is_empty() && is_called(plan)).collect()
    }

    /// Whether a row says that it is of another plan than this task; words that name none say nothing.
    fn is_of_another_plan(&self, marks: &Marks, entry: Entry<'_>) -> bool {
        let called = self.plans_called(&marks.plan);
        !called.is_empty() && called.iter().all(|plan| plan.slug != entry.plan.slug)
    }

    /// The task of these words, of several the one with this number.
    fn of_words(&self, words: &str, number: Option<Number>) -> Option<Entry<'a>> {
        let by_words = self.by_words.get_or_init(|| {
            let mut by_words: HashMap<String, Vec<Entry<'a>>> = HashMap::new();
            for entry in self.snapshot.entries() {
                by_words.entry(bare(&fold(&entry.task.content)).to_owned()).or_default().push(entry);
            }
            by_words
        });
        let found = by_words.get(bare(words)).filter(|_| !words.is_empty())?;
        let numbered = found.iter().find(|entry| number == Some(Number::Is(entry.task.id)));
        numbered.or(found.first()).copied()
    }
}

/// What a row says of which task it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// The key in front.
    pub(super) front: Option<FormKey>,
    /// The key among the answers.
    pub(super) inner: Option<FormKey>,
    /// The printed words for the plan.
    pub(super) plan: String,
    /// The printed number; none where the cell is blank.
    pub(super) number: Option<Number>,
    /// The number of the document that stands beside it.
    pub(super) beside: Option<u32>,
    /// The item that the number says it is, where it says no more.
    pub(super) item: Option<u32>,
    /// The printed words of the task.
    pub(super) content: String,
}

impl Marks {
    /// Whether its number says that it is the document's item of this task.
    fn is_item_of(&self, entry: Entry<'_>) -> bool {
        self.item.is_some_and(|number| entry.task.is_item(number))
    }
}

/// The task of a row.
#[derive(Clone, Debug)]
pub(super) struct Placed<'a> {
    pub(super) entry: Entry<'a>,
    /// The key that the answers carry, if there is one.
    pub(super) key: Option<FormKey>,
    /// Whether the key in front is that of another row.
    pub(super) is_moved: bool,
}

/// Finds the task of a row. `asked` are the tasks that the unit was asked about, and those that it supports.
pub(super) fn place<'a>(
    marks: &Marks,
    ledger: &Ledger<'a>,
    asked: &[Entry<'a>],
) -> Result<Placed<'a>, Reason> {
    let Some(key) = marks.inner.as_ref().or(marks.front.as_ref()) else {
        return without_key(marks, ledger, asked);
    };
    let entry = ledger.task(&key.plan, key.id).ok_or(Reason::RowUnknown)?;
    let is_moved = match (&marks.inner, &marks.front) {
        (Some(inner), Some(front)) => (&inner.plan, inner.id) != (&front.plan, front.id),
        _ => false,
    };
    let says = words_agree(&marks.content, entry, ledger, asked);
    let number = match marks.number {
        Some(Number::Document(number)) if entry.task.is_item(number) => Some(Number::Is(key.id)),
        Some(Number::Is(_)) if says == Some(true) && marks.is_item_of(entry) => Some(Number::Is(key.id)),
        number => number,
    };
    let agrees = match number {
        Some(Number::Is(number)) if number != key.id => false,
        // The same number in another plan is another task: then the words have to say which.
        Some(Number::Is(_)) if is_moved && marks.front.as_ref().is_some_and(|front| front.id == key.id) => {
            says == Some(true)
        }
        Some(Number::Is(_)) => says != Some(false),
        // Without the number, either both keys or the words have to agree.
        None if marks.inner.is_some() && marks.front.is_some() && !is_moved => says != Some(false),
        // A number that the document no longer gives it says as little.
        None | Some(Number::Document(_) | Number::Other) => says == Some(true),
    };
    if !agrees || ledger.is_of_another_plan(marks, entry) {
        return Err(Reason::RowMixed);
    }
    Ok(Placed { entry, key: Some(key.clone()), is_moved })
}

/// The task whose words a row has though its number is that of another one.
pub(super) fn of_other_words<'a>(marks: &Marks, asked: &[Entry<'a>]) -> Option<Entry<'a>> {
    let Some(Number::Is(number)) = marks.number else { return None };
    let words = fold(&marks.content);
    let mut same = asked.iter().filter(|entry| !words.is_empty() && is_same(&words, **entry));
    match (same.next(), same.next()) {
        (Some(entry), None) if entry.task.id != number => Some(*entry),
        _ => None,
    }
}

/// Whether the printed words are the task's: none where they are neither its own nor those of another one, because they
/// were changed or are gone.
fn words_agree(content: &str, entry: Entry<'_>, ledger: &Ledger<'_>, asked: &[Entry<'_>]) -> Option<bool> {
    let words = fold(content);
    if words.is_empty() {
        return None;
    }
    if is_same(&words, entry) {
        return Some(true);
    }
    let in_plan = ledger.plans.get(entry.plan.slug.as_str()).map(|(_, tasks)| tasks);
    let of_plan = in_plan.into_iter().flat_map(HashMap::values).any(|task| {
        let plan = entry.plan;
        is_same(&words, Entry { plan, task })
    });
    (of_plan || asked.iter().any(|other| is_same(&words, *other))).then_some(false)
}

fn is_same(words: &str, entry: Entry<'_>) -> bool {
    bare(&fold(&entry.task.content)) == bare(words)
}

/// Folded words without the sign at their end.
fn bare(words: &str) -> &str {
    words.trim_end_matches(['。', ';', '.', ','])
}

/// By number and words alone, which both have to be there; for a task that is another's, its words are enough to say so.
fn without_key<'a>(marks: &Marks, ledger: &Ledger<'a>, asked: &[Entry<'a>]) -> Result<Placed<'a>, Reason> {
    let words = fold(&marks.content);
    let is_own = asked.iter().any(|entry| is_same(&words, *entry));
    if !is_own && let Some(entry) = ledger.of_words(&words, marks.number) {
        return Ok(Placed { entry, key: None, is_moved: false });
    }
    let is_numbered = |entry: Entry<'_>| match marks.number {
        Some(Number::Is(number)) => Some(entry.task.id == number),
        Some(Number::Document(number)) => Some(entry.task.is_item(number)),
        None | Some(Number::Other) => None,
    };
    let mut same = asked.iter().filter(|entry| {
        (is_numbered(**entry) == Some(true) || marks.is_item_of(**entry))
            && is_same(&words, **entry)
            && !ledger.is_of_another_plan(marks, **entry)
    });
    match (same.next(), same.next()) {
        (Some(entry), None) => Ok(Placed { entry: *entry, key: None, is_moved: false }),
        // The words of another row: number and words don't belong together.
        _ if is_own && matches!(marks.number, Some(Number::Is(_) | Number::Document(_))) => {
            Err(Reason::RowMixed)
        }
        _ => Err(Reason::RowUnknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    fn snapshot() -> Snapshot {
        let plan = |slug: &str, words: &[&str]| Plan {
            slug: slug.into(),
            title: format!("方案{}", slug.to_uppercase()),
            tasks: (1..)
                .zip(words)
                .map(|(id, words)| Task { id: TaskId(id), content: (*words).into(), ..Task::default() })
                .collect(),
            ..Plan::default()
        };
        let plans = vec![plan("p", &["甲事；", "乙事", "丙事"]), plan("q", &["丁事", "戊事"])];
        Snapshot { plans, ..Snapshot::default() }
    }

    fn key(task: &str) -> Option<FormKey> {
        let (plan, id) = task.split_once('/')?;
        Some(FormKey {
            plan: plan.into(),
            id: TaskId(id.parse().unwrap()),
            status: Status::NotStarted,
            due: None,
            digest: String::new(),
        })
    }

    #[test]
    fn a_row_of_anothers_task_is_that_task_and_none_of_the_units() {
        let snapshot = snapshot();
        let ledger = Ledger::of(&snapshot);
        let asked: Vec<Entry<'_>> = snapshot.entries().take(1).collect();
        for (number, content, wanted) in [
            ("2", "戊事", Ok(("q", 2))),
            ("7", "丙事。", Ok(("p", 3))),
            ("", "丁事", Ok(("q", 1))),
            ("7", "甲事", Err(Reason::RowMixed)),
            ("7", "新增", Err(Reason::RowUnknown)),
            ("7", "", Err(Reason::RowUnknown)),
        ] {
            let marks = Marks { number: Number::read(number), content: content.into(), ..Marks::default() };
            let found = place(&marks, &ledger, &asked)
                .map(|placed| (placed.entry.plan.slug.as_str(), placed.entry.task.id.0));
            assert_eq!(found, wanted, "{number} {content}");
        }
    }

    #[test]
    fn no_row_is_placed_where_what_it_says_differs() {
        let snapshot = snapshot();
        let ledger = Ledger::of(&snapshot);
        let asked: Vec<Entry<'_>> = snapshot.entries().collect();
        for (front, inner, number, content, wanted) in [
            ("p/1", "p/1", "1", "甲事；", Ok(("p", 1, false))),
            ("p/1", "p/1", "１.", "", Ok(("p", 1, false))),
            ("p/1", "p/1", "1", "甲事（已调整）", Ok(("p", 1, false))),
            ("p/2", "p/1", "1", "甲事", Ok(("p", 1, true))),
            ("p/2", "p/1", "2", "乙事", Err(Reason::RowMixed)),
            ("p/1", "p/1", "1", "乙事", Err(Reason::RowMixed)),
            ("p/1", "p/1", "2", "甲事", Err(Reason::RowMixed)),
            ("", "p/1", "1", "甲事", Ok(("p", 1, false))),
            ("p/1", "", "1", "甲事", Ok(("p", 1, false))),
            ("p/2", "", "1", "甲事", Err(Reason::RowMixed)),
            ("p/1", "p/1", "", "", Ok(("p", 1, false))),
            ("p/2", "p/1", "", "", Err(Reason::RowMixed)),
            ("p/2", "p/1", "", "甲事", Ok(("p", 1, true))),
            ("p/1", "", "", "", Err(Reason::RowMixed)),
            ("q/1", "p/1", "1", "", Err(Reason::RowMixed)),
            ("q/1", "p/1", "1", "甲事", Ok(("p", 1, true))),
            ("q/1", "p/1", "1", "丁事", Err(Reason::RowMixed)),
            ("", "", "2", "戊事", Ok(("q", 2, false))),
            ("", "", "2", "甲事", Err(Reason::RowMixed)),
            ("", "", "2", "新增", Err(Reason::RowUnknown)),
            ("", "", "", "甲事", Err(Reason::RowUnknown)),
            ("p/9", "p/9", "9", "", Err(Reason::RowUnknown)),
            // The printed plan has to be that of the key; words that name no plan say nothing.
            ("p/1", "p/1", "方案Q 1", "", Err(Reason::RowMixed)),
            ("p/1", "p/1", "方案P 1", "", Ok(("p", 1, false))),
            ("p/1", "p/1", "某方案 1", "", Ok(("p", 1, false))),
            ("", "", "方案Q 2", "戊事", Ok(("q", 2, false))),
            ("", "", "方案P 2", "戊事", Err(Reason::RowMixed)),
        ] {
            let (plan, number) = number.split_once(' ').unwrap_or(("", number));
            let marks = Marks {
                front: key(front),
                inner: key(inner),
                plan: plan.into(),
                number: Number::read(number),
                content: content.into(),
                ..Marks::default()
            };
            let found = place(&marks, &ledger, &asked)
                .map(|placed| (placed.entry.plan.slug.as_str(), placed.entry.task.id.0, placed.is_moved));
            assert_eq!(found, wanted, "{front} {inner} {number} {content}");
        }
    }
}
