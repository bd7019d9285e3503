//! What differs between two states of a store, as facts: what is kept of it, what is left out, whether it is whole.

use std::{borrow::Cow, collections::BTreeMap, path::Path, sync::Arc};

use serde_json::Value;

use super::merged::TakenFrom;
use crate::{
    error::{Error, Finding, Result},
    model::{Change, ChangedField, Subject, Task, change},
    store::layout,
};

/// One task that differs.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// The plan's slug.
    pub plan: String,
    /// What the plan in which the task was before was called then, if that had another name or is another one.
    pub plan_before: Option<String>,
    /// The task before, if it was there.
    pub before: Option<Arc<Task>>,
    /// The task after, if it is there.
    pub after: Option<Arc<Task>>,
    /// What differs in it, where it was there and still is.
    pub(super) facts: Vec<Change>,
    /// Of a merge, for each fact what the merge took.
    pub(super) taken: Vec<TakenFrom>,
}

impl Difference {
    /// The plan in which the task was before, as it was called then.
    pub fn former_plan(&self) -> &str {
        self.plan_before.as_ref().unwrap_or(&self.plan)
    }

    /// The facts, in the order of the file. Of a task that came or is gone it is one, which holds the whole
    /// task and is made when somebody asks: a commit may bring them by the thousand.
    pub fn changes(&self) -> Cow<'_, [Change]> {
        match (&self.before, &self.after) {
            _ if !self.taken.is_empty() => Cow::Borrowed(&self.facts),
            (None, Some(task)) => Cow::Owned(vec![change::added(&self.plan, task)]),
            (Some(task), None) => Cow::Owned(vec![change::removed(&self.plan, task)]),
            _ => Cow::Borrowed(&self.facts),
        }
    }

    /// The facts, each with what a merge took where it is one of a merge.
    pub fn facts(&self) -> impl Iterator<Item = (Change, Option<TakenFrom>)> {
        let taken = self.taken.clone().into_iter().map(Some).chain(std::iter::repeat(None));
        self.changes().into_owned().into_iter().zip(taken)
    }

    /// Tells each fact otherwise, for whoever reads it.
    pub fn tell(&mut self, told: impl Fn(&Change) -> Change) {
        self.facts.iter_mut().for_each(|fact| *fact = told(fact));
    }

    /// Keeps the facts that `keep` wants, and whether any is left.
    pub fn retain(&mut self, keep: impl Fn(&Change) -> bool) -> bool {
        if self.before.is_none() || self.after.is_none() {
            let facts = self.changes().into_owned();
            return facts.iter().any(keep);
        }
        self.keep_facts(keep)
    }

    /// Keeps these facts, each with what a merge took, and whether any is left.
    fn keep_facts(&mut self, keep: impl Fn(&Change) -> bool) -> bool {
        let kept: Vec<bool> = self.facts.iter().map(keep).collect();
        let mut of_facts = kept.iter().copied();
        let mut of_taken = kept.iter().copied();
        self.facts.retain(|_| of_facts.next().unwrap_or(true));
        self.taken.retain(|_| of_taken.next().unwrap_or(true));
        !self.facts.is_empty()
    }
}

/// All that differs.
#[derive(Clone, Debug, Default)]
pub struct Differences {
    /// By plan and task.
    pub tasks: Vec<Difference>,
    /// Plans and departments, the store's settings, and keys in a task's file that are not pjt's.
    pub others: Vec<Change>,
    /// Tasks that name the same departments in another order: the first may lead.
    pub reordered: Vec<Difference>,
    /// How many files were written differently and say the same.
    pub reformatted: usize,
    /// Files that can't be read, before or after: what changed in them is not known.
    pub unreadable: Vec<Finding>,
    /// How many of them are tasks, by the plan: they are in no count.
    pub unreadable_tasks: BTreeMap<String, usize>,
    /// Whether git does not have some of them on this machine, as in a partial clone.
    pub is_partial: bool,
    /// Of plans whose own file differs, what they were called before: none of one that came.
    pub(super) plans_before: BTreeMap<String, Option<String>>,
}

impl Differences {
    /// Whether nothing differs, in the files that could be read.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.others.is_empty()
    }

    /// Whether nothing differs, not even an order.
    pub fn is_nothing(&self) -> bool {
        self.is_empty() && self.reordered.is_empty()
    }

    /// Whether all that differs is what differs in the other ones, taken back: together they change nothing.
    pub fn take_back(&self, others: &Self) -> bool {
        let is_inverse = |one: &Difference, other: &Difference| {
            (&one.plan, &one.before, &one.after) == (&other.plan, &other.after, &other.before)
        };
        let is_back = |one: &Change, other: &Change| {
            (&one.subject, &one.field, &one.from, &one.to)
                == (&other.subject, &other.field, &other.to, &other.from)
        };
        let is_plain = |all: &Self| all.reordered.is_empty() && all.unreadable.is_empty();
        is_plain(self)
            && is_plain(others)
            && self.tasks.len() == others.tasks.len()
            && self.others.len() == others.others.len()
            && self.tasks.iter().all(|one| others.tasks.iter().any(|other| is_inverse(one, other)))
            && self.others.iter().all(|one| others.others.iter().any(|other| is_back(one, other)))
    }

    /// What a plan was called before, seen from one state; none of one that came.
    pub fn plan_before<'a>(&'a self, slug: &'a str) -> Option<&'a str> {
        self.plans_before.get(slug).map_or(Some(slug), Option::as_deref)
    }

    /// Counts a file that can't be read.
    pub(super) fn count_unreadable(&mut self, path: &Path) {
        if let Some((slug, _)) = layout::task_of(path) {
            *self.unreadable_tasks.entry(slug.to_owned()).or_default() += 1;
        }
    }

    /// Refuses where git does not have all contents on this machine: nobody may take for checked what nobody looked at.
    ///
    /// # Errors
    /// When that is so.
    pub fn ensure_whole(&self) -> Result<()> {
        if !self.is_partial {
            return Ok(());
        }
        let place = self.unreadable.iter().find_map(|finding| finding.place.clone()).unwrap_or_default();
        Err(Error::failed(text!(
            "这次修改之前或之后的内容不在本机的 git 仓库里，看不出改了什么，不能核查",
            "git has not all of what stood before or after this change on this machine, so it can't be checked"
        ))
        .at(place)
        .hint(text!(
            "部分克隆用 `git fetch --refetch --no-filter` 取来全部内容，再核查",
            "get all of it in a partial clone with `git fetch --refetch --no-filter`, then check again"
        )))
    }

    /// Whether a task of another plan than the default one differs: its number alone names another task.
    pub fn needs_plans(&self, default_plan: Option<&str>) -> bool {
        let is_other = |plan: &str| Some(plan) != default_plan;
        let reported = self.others.iter().filter_map(|change| match &change.subject {
            Subject::Return { plan, task: Some(_), .. } => Some(plan.as_str()),
            _ => None,
        });
        self.tasks.iter().map(|difference| difference.plan.as_str()).chain(reported).any(is_other)
    }

    /// The same without what renamed departments alone made of tasks, which the departments tell; and how many tasks
    /// differ in nothing else.
    pub fn without_renames(&self) -> (Cow<'_, Self>, usize) {
        let names = self.others.iter().filter_map(|change| match (&change.subject, &change.field) {
            (Subject::Department(_), ChangedField::Key(key)) if key == "name" => {
                Some((change.from.as_str()?.to_owned(), change.to.as_str()?.to_owned()))
            }
            _ => None,
        });
        let names: Vec<(String, String)> = names.collect();
        if names.is_empty() {
            return (Cow::Borrowed(self), 0);
        }
        let mut rest = self.clone();
        let count = rest.tasks.len();
        rest.tasks.retain_mut(|difference| {
            if difference.before.is_none() || difference.after.is_none() {
                return true;
            }
            // What a merge took is told of each fact of it.
            if !difference.taken.is_empty() {
                return true;
            }
            leave_out_renames(&mut difference.facts, &names);
            !difference.facts.is_empty()
        });
        let left = count - rest.tasks.len();
        (Cow::Owned(rest), left)
    }

    /// The same without the facts that are known.
    #[must_use]
    pub fn without(mut self, is_known: impl Fn(&Change) -> bool) -> Self {
        self.tasks.retain_mut(|difference| {
            let is_whole = difference.before.is_none() || difference.after.is_none();
            if is_whole && difference.taken.is_empty() {
                return !difference.changes().iter().any(&is_known);
            }
            difference.keep_facts(|change| !is_known(change))
        });
        self.others.retain(|change| !is_known(change));
        self
    }

    /// Every changed fact of a task.
    pub fn changes(&self) -> impl Iterator<Item = Change> {
        self.tasks.iter().flat_map(|difference| difference.changes().into_owned())
    }
}

/// Takes out the facts that say no more than that a department is called otherwise: its old name gave way to the new one,
/// in one fact or in two. The facts alone are looked at, since of a task often no more is kept.
fn leave_out_renames(facts: &mut Vec<Change>, names: &[(String, String)]) {
    let called = |value: &Value| {
        let mut value = value.clone();
        call_by_new_name(&mut value, names);
        value
    };
    facts.retain(|fact| called(&fact.from) != fact.to);
    let mut index = 0;
    while let Some(gone) = facts.get(index) {
        let is_removal = gone.to.is_null() && !gone.from.is_null();
        let (field, new) = (gone.field.clone(), called(&gone.from));
        let is_its = |fact: &Change| fact.field == field && fact.from.is_null() && fact.to == new;
        match facts.iter().position(is_its).filter(|_| is_removal) {
            Some(come) => {
                facts.remove(come.max(index));
                facts.remove(come.min(index));
                index = index.saturating_sub(1);
            }
            None => index += 1,
        }
    }
}

/// Puts new names for the old ones, wherever a name stands alone.
fn call_by_new_name(value: &mut Value, names: &[(String, String)]) {
    match value {
        Value::String(text) => {
            if let Some((_, new)) = names.iter().find(|(old, _)| old == text) {
                text.clone_from(new);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| call_by_new_name(value, names)),
        Value::Object(members) => members.values_mut().for_each(|value| call_by_new_name(value, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Field, TaskId};

    /// A task of a merge that changed its status and its words, each taken from another side.
    fn merged() -> Difference {
        let fact = |field: Field| Change {
            subject: Subject::Task { plan: "p".into(), id: TaskId(1) },
            field: ChangedField::Field(field),
            from: json!("a"),
            to: json!("b"),
        };
        let task = Some(Arc::new(Task { id: TaskId(1), ..Task::default() }));
        Difference {
            plan: "p".into(),
            before: task.clone(),
            after: task,
            facts: vec![fact(Field::Content), fact(Field::Status)],
            taken: vec![TakenFrom::Ours, TakenFrom::Theirs],
            ..Difference::default()
        }
    }

    #[test]
    fn each_fact_keeps_what_a_merge_took_when_others_are_left_out() {
        let is_words = |change: &Change| change.field == ChangedField::Field(Field::Content);
        let status = |difference: &Difference| {
            let facts = difference.facts().map(|(change, taken)| (is_words(&change), taken));
            assert_eq!(facts.collect::<Vec<_>>(), [(false, Some(TakenFrom::Theirs))]);
        };
        let all = Differences { tasks: vec![merged()], ..Differences::default() };
        status(&all.clone().without(is_words).tasks[0]);
        assert!(all.without(|_| true).is_empty());
        let mut one = merged();
        assert!(one.retain(|change| !is_words(change)));
        status(&one);
        assert!(!one.retain(is_words));
    }

    #[test]
    fn a_task_that_came_as_a_whole_is_left_out_as_a_whole() {
        let came = Difference { before: None, facts: Vec::new(), taken: Vec::new(), ..merged() };
        let all = Differences { tasks: vec![came], ..Differences::default() };
        assert_eq!(all.clone().without(|_| false).tasks.len(), 1);
        assert!(all.without(|_| true).is_empty());
    }
}
