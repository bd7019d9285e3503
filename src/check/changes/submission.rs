//! What a commit does to a store, with all that the rules for changes ask of it: what stood before, who made it, what came
//! with it.

use std::{cell::OnceCell, collections::BTreeMap, path::Path, sync::Arc};

use serde_json::{Value, json};

use crate::{
    error::Location,
    history::{self, Difference, Differences, Repository, Tree, incoming::Brought, past},
    model::{Change, ChangedField, Field, Plan, Registry, Subject, Task, TaskId},
    store::{document::Mapping, layout, load, load::StoreSource, yaml},
    text::says_nothing,
};

/// What somebody commits or is about to.
pub(super) struct Submission<'a> {
    /// What it does.
    pub(super) differences: &'a Differences,
    /// What came with the other parents of a merge, which answered for it.
    pub(super) brought: &'a Brought,
    /// Its author's mail address, where it is known.
    pub(super) author: Option<&'a str>,
    /// The store before: who may report is decided there.
    pub(super) before: &'a dyn StoreSource,
    /// The store after.
    pub(super) after: &'a dyn StoreSource,
    /// The store before the first of several commits, where this is one of them.
    pub(super) base: Option<&'a dyn StoreSource>,
    /// Whether it brings files of an interrupted operation.
    pub(super) brings_operation: bool,
    /// Where git has the two stores; none for an edit that is still to be written.
    pub(super) git: Option<Beneath<'a>>,
    /// What the plans before were called there, found when it is asked for.
    pub(super) names_in_base: OnceCell<BTreeMap<String, String>>,
    /// The plans that say they were read from another document now, which is not the one that lies beside the store.
    pub(super) forged: Vec<String>,
}

/// Two states of the store in git.
#[derive(Clone, Copy)]
pub(super) struct Beneath<'a> {
    pub(super) repository: &'a Repository,
    pub(super) before: &'a Tree,
    pub(super) after: &'a Tree,
}

impl<'a> Submission<'a> {
    /// Whether a store was there and its settings, by which it is known, are gone: all that it holds is seen by nobody
    /// then. Settings that can't be read are there.
    pub(super) fn hides_the_store(&self) -> bool {
        has_store(self.before) && !has_store(self.after)
    }

    /// The tasks that differ and are there now, with what they were.
    pub(super) fn tasks(&self) -> impl Iterator<Item = (&'a Difference, &'a Task)> + use<'a> {
        let tasks = self.differences.tasks.iter();
        tasks.filter_map(|difference| Some((difference, difference.after.as_deref()?)))
    }

    /// Those of them to which no note came that says why.
    pub(super) fn tasks_without_reason(&self) -> impl Iterator<Item = (&'a Difference, &'a Task)> + use<'a> {
        // One that is new says why in any of its notes.
        let has_note = |task: &Task| task.notes.iter().any(|note| !says_nothing(&note.text));
        self.tasks().filter(move |(difference, after)| {
            !has_reason(difference) && (difference.before.is_some() || !has_note(after))
        })
    }

    /// What a task is called whatever number and plan it has later: its number before, or the first that it had, behind
    /// the first name of its plan.
    pub(super) fn name_of(&self, difference: &Difference) -> String {
        let task = difference.before.as_ref().or(difference.after.as_ref());
        let slug = match &difference.plan_before {
            Some(slug) => slug,
            None => match self.plan_before(&difference.plan) {
                Some(slug) => slug,
                None => return self.name_of_new(&difference.plan, task),
            },
        };
        let plan = load::plan(self.before, slug).or_else(|_| load::plan(self.after, &difference.plan));
        let first = plan.ok().and_then(|plan| plan.former_slugs.into_iter().next());
        // Another plan may have that name by now.
        let first = first.filter(|first| !self.before.has_plan(first).unwrap_or(true));
        let first = first.as_deref().unwrap_or(slug);
        format!("{first}/{}", task.map(|task| task.id).unwrap_or_default())
    }

    /// The same of a task whose plan came: another plan may have had its name before.
    fn name_of_new(&self, slug: &str, task: Option<&Arc<Task>>) -> String {
        let former = load::plan(self.after, slug).map(|plan| plan.former_slugs).unwrap_or_default();
        let first = former.first().map_or(slug, String::as_str);
        format!("new {first}/{}", task.map(|task| task.id).unwrap_or_default())
    }

    /// What a plan was called before; none of one that came, though another one may have had its name.
    pub(super) fn plan_before<'s>(&'s self, slug: &'s str) -> Option<&'s str> {
        self.differences.plan_before(slug)
    }

    /// What a plan was called before, or is called where it is new.
    pub(super) fn slug_before<'s>(&'s self, slug: &'s str) -> &'s str {
        self.plan_before(slug).unwrap_or(slug)
    }

    /// What a plan was called before the first of several commits, or as far back as it is known: the same whatever it is
    /// called later.
    pub(super) fn first_name(&self, slug: &str) -> String {
        let was = self.slug_before(slug);
        let first = self.names_in_base().get(was).filter(|_| self.plan_before(slug).is_some());
        first.map_or(was, String::as_str).to_owned()
    }

    fn names_in_base(&self) -> &BTreeMap<String, String> {
        self.names_in_base.get_or_init(|| {
            self.base.map(|base| history::names_before(base, self.before)).unwrap_or_default()
        })
    }

    /// Whether this is all that several commits did together, each of which is looked at by itself, too.
    pub(super) fn is_of_several(&self) -> bool {
        self.base.is_some_and(|base| std::ptr::addr_eq(base, self.before))
    }

    /// Whether several commits with a merge among them are seen as one: what both sides made otherwise the merge settled, and each
    /// commit was looked at by itself.
    pub(super) fn is_of_settled_sides(&self) -> bool {
        self.is_of_several() && self.brought.is_of_merge()
    }

    /// The plans that got another name: what they were called, and what they are.
    pub(super) fn renamings(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.differences.others.iter().filter_map(|change| match &change.subject {
            Subject::Plan(slug) if change.field == ChangedField::Key("slug".into()) => {
                Some((change.from.as_str()?, slug.as_str()))
            }
            _ => None,
        })
    }

    /// The store before the first of several commits: what came with them may go with them. What a side of a merge brought
    /// does not go with the merge.
    pub(super) fn base_of_what_may_go(&self) -> Option<&'a dyn StoreSource> {
        self.base.filter(|_| !self.brought.is_of_merge())
    }

    /// Whether there was a store before.
    pub(super) fn had_store(&self) -> bool {
        has_store(self.before)
    }

    /// Whether the task's file comes back as it stood in the history.
    pub(super) fn comes_back(&self, slug: &str, task: &Task) -> bool {
        let path = layout::task_file(slug, task.id);
        self.git.is_some_and(|git| past::has_stood(git.repository, git.before, git.after, &path))
    }

    /// Whether the plan came with these very changes.
    pub(super) fn is_new_plan(&self, slug: &str) -> bool {
        let is_its = |change: &&Change| change.subject == Subject::Plan(slug.to_owned());
        self.differences.others.iter().filter(is_its).any(Change::is_addition)
    }

    /// The facts about one field of a task that no other side of a merge gave.
    pub(super) fn made(&self, difference: &Difference, field: Field) -> Vec<Change> {
        let changes = changed(difference, field);
        changes.filter(|change| !self.brought.gave(change)).collect()
    }

    /// Whether a new edition of the plan's document came with it, or the plan itself.
    pub(super) fn is_edition(&self, slug: &str) -> bool {
        let is_forged = self.forged.iter().any(|forged| forged == slug);
        self.differences.others.iter().any(|change| {
            change.subject == Subject::Plan(slug.to_owned())
                && (change.is_addition() || is_new_source(change) && !is_forged)
        })
    }

    /// The plan that says since then that it was called `slug` before, and is no other one.
    pub(super) fn renamed(&self, slug: &str) -> Option<Plan> {
        let says = |plan: &Plan| plan.former_slugs.iter().any(|former| former == slug);
        let is_other = |plan: &Plan| {
            let was = self.slug_before(&plan.slug);
            was != slug && (was != plan.slug || load::plan(self.before, was).is_ok_and(|plan| says(&plan)))
        };
        let plans = self.after.plans().unwrap_or_default();
        let mut plans = plans.iter().filter_map(|plan| load::plan(self.after, plan).ok());
        plans.find(|plan| plan.slug != slug && says(plan) && !is_other(plan))
    }

    /// The task before the first of several commits.
    pub(super) fn task_in_base(&self, difference: &Difference) -> Option<Task> {
        let id = difference.before.as_ref()?.id;
        task_in(self.base?, self.plan_in_base(difference)?, id)
    }

    /// What the plan of a task was called before the first of several commits.
    pub(super) fn plan_in_base(&self, difference: &Difference) -> Option<&str> {
        self.names_in_base().get(difference.former_plan()).map(String::as_str)
    }

    /// Whether a note stood in the task before the first of several commits.
    pub(super) fn had_note(&self, difference: &Difference, note: &Value) -> bool {
        self.task_in_base(difference).is_some_and(|task| task.notes.iter().any(|known| json!(known) == *note))
    }

    /// Whether a department goes by both names.
    pub(super) fn is_same_department(&self, registry: &Registry, one: &str, other: &str) -> bool {
        let own = |name: &str| registry.called(name).map(|department| department.name.clone());
        one == other || own(one).is_some_and(|own_name| Some(own_name) == own(other))
    }

    /// The line of a field in a task's file, or of an entry of it.
    pub(super) fn place(&self, slug: &str, task: &Task, key: &str, entry: Option<usize>) -> Location {
        let path = layout::task_file(slug, task.id);
        let shown = self.after.shown(&path);
        let bytes = self.after.read(&path, yaml::MAX_TASK_BYTES).ok().flatten().unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let offset = Mapping::of(&text).and_then(|mapping| {
            let pair = mapping.pair(key)?;
            let entry = entry.and_then(|entry| pair.entries().get(entry));
            Some(entry.map_or(pair.key_bytes.start, |entry| entry.bytes.start))
        });
        match offset.and_then(|offset| text.get(..offset)) {
            Some(before) => Location::at(shown, &text, 1 + before.matches('\n').count(), 1),
            None => Location::file(shown),
        }
    }

    /// The line of another file where these words first stand.
    pub(super) fn place_in(&self, path: &Path, words: Option<&str>) -> Location {
        let shown = self.after.shown(path);
        let bytes = self.after.read(path, yaml::MAX_FILE_BYTES).ok().flatten().unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let line = words.and_then(|words| text.lines().position(|line| line.contains(words)));
        match line {
            Some(index) => Location::at(shown, &text, index + 1, 1),
            None => Location::file(shown),
        }
    }
}

/// Whether there is a store: one whose settings can't be read is there.
pub(super) fn has_store(source: &dyn StoreSource) -> bool {
    source.read(Path::new(layout::CONFIG), yaml::MAX_FILE_BYTES).map_or(true, |bytes| bytes.is_some())
}

/// A task as one state of the store has it, where it can be read.
pub(super) fn task_in(source: &dyn StoreSource, slug: &str, id: TaskId) -> Option<Task> {
    let path = layout::task_file(slug, id);
    let bytes = source.read(&path, yaml::MAX_TASK_BYTES).ok()??;
    yaml::read_task(&path, &bytes).ok()
}

/// Whether a plan is from another document since then: its bytes are others, whatever it is called.
pub(super) fn is_new_source(change: &Change) -> bool {
    change.field == ChangedField::Key("source".into())
        && !change.to.is_null()
        && change.from.get("sha256") != change.to.get("sha256")
}

/// Whether a note came that says something: the reason for what else was changed. One that was there and has another
/// date or name now says nothing new.
pub(super) fn has_reason(difference: &Difference) -> bool {
    let (before, after) = (difference.before.as_deref(), difference.after.as_deref());
    let times = |task: Option<&Task>, text: &str| {
        task.map_or(0, |task| task.notes.iter().filter(|note| note.text == text).count())
    };
    changed(difference, Field::Notes).any(|change| {
        let is_new = |text: &str| before.is_none() || times(after, text) > times(before, text);
        (change.from.is_null() || is_another_reason(&change))
            && says_something(&change.to, "text")
            && change.to.get("text").and_then(Value::as_str).is_some_and(is_new)
    })
}

/// Whether a reason was taken out and another one came on the same day: by their values the two are one that was edited, so
/// words that have little in common say it.
fn is_another_reason(change: &Change) -> bool {
    let is_reason = |note: &Value| note.get("reason").and_then(Value::as_bool).unwrap_or_default();
    let words = |note: &Value| -> Vec<char> {
        note.get("text").and_then(Value::as_str).unwrap_or_default().chars().collect()
    };
    let (from, to) = (words(&change.from), words(&change.to));
    let same = |pairs: &mut dyn Iterator<Item = (&char, &char)>| pairs.take_while(|(a, b)| a == b).count();
    let shared = same(&mut from.iter().zip(&to)) + same(&mut from.iter().rev().zip(to.iter().rev()));
    is_reason(&change.from) && is_reason(&change.to) && 2 * shared < from.len().max(to.len())
}

/// Whether an entry has words under this key.
pub(super) fn says_something(entry: &Value, key: &str) -> bool {
    entry.get(key).and_then(Value::as_str).is_some_and(|text| !says_nothing(text))
}

pub(super) fn changed(difference: &Difference, field: Field) -> impl Iterator<Item = Change> + use<> {
    difference.changes().into_owned().into_iter().filter(move |change| change.field == field)
}
