//! One file before and after, and what differs in it: comments, quoting and order are no difference.
#![expect(clippy::expect_used, reason = "a file that is compared has a name and a state before")]

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::{Map, Value};

use super::{
    align,
    difference::{Difference, Differences},
    merged,
    record::{Record, Side},
};
use crate::{
    error::{Finding, Location},
    model::{Change, ChangedField, Field, Plan, Registry, Subject, Task, TaskId, change},
    store::layout,
};

/// One file before and after.
#[derive(Debug, Default)]
pub(super) struct Pair {
    pub(super) path: PathBuf,
    /// What the parents of a merge have in common: several states where they merged each other before. Behind
    /// several, as many as `older` says, what those have in common.
    pub(super) bases: Vec<Side>,
    pub(super) older: usize,
    /// One state before, or one for each parent of a merge.
    pub(super) before: Vec<Side>,
    pub(super) after: Side,
    /// Whether it lay under another name before: that it is another file says nothing of how it is written.
    pub(super) is_moved: bool,
    /// The plan that it lay in before, if that had another name or is another one.
    pub(super) plan_before: Option<String>,
}

impl Pair {
    /// What the parents of a merge have in common, and what that has.
    fn bases(&self) -> (&[Side], &[Side]) {
        self.bases.split_at(self.bases.len().saturating_sub(self.older))
    }

    /// The same of another file, with nothing in it.
    pub(super) fn without_states(&self, path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            bases: vec![None; self.bases.len()],
            older: self.older,
            before: vec![None; self.before.len()],
            ..Self::default()
        }
    }

    /// One of its states before.
    pub(super) fn side(&self, number: usize) -> Option<&Side> {
        self.bases.iter().chain(&self.before).nth(number)
    }

    /// Its states before, those of what the parents have in common first.
    pub(super) fn sides_mut(&mut self) -> impl Iterator<Item = &mut Side> {
        self.bases.iter_mut().chain(&mut self.before)
    }

    /// Whatever is there of it.
    fn all(&self) -> impl Iterator<Item = &Record> {
        self.bases.iter().chain(&self.before).chain([&self.after]).flatten().map(|record| &**record)
    }
}

/// What the pairs of files say.
pub(super) fn compare(pairs: Vec<Pair>) -> Differences {
    let is_missing = |pair: &Pair| pair.all().any(|record| matches!(record, Record::Missing(_)));
    let mut found = Differences { is_partial: pairs.iter().any(is_missing), ..Differences::default() };
    let is_readable = |pair: &Pair| match pair.all().find_map(|record| record.trouble()) {
        Some(finding) => {
            found.unreadable.push(unknown_change(finding, pair.all().any(Record::is_missing)));
            found.count_unreadable(&pair.path);
            false
        }
        None => true,
    };
    let pairs: Vec<Pair> = pairs.into_iter().filter(is_readable).collect();
    let (pairs, renamed, plans_before) = align::aligned(pairs);
    found.others.extend(renamed);
    found.plans_before = plans_before;
    for pair in pairs {
        match layout::task_of(&pair.path) {
            Some((slug, _)) => add_task(&mut found, slug, &pair),
            None => add_other(&mut found, &pair),
        }
    }
    found.tasks.sort_by(|one, other| key(one).cmp(&key(other)));
    found
}

pub(super) fn key(difference: &Difference) -> (&str, Option<TaskId>) {
    let task = difference.after.as_ref().or(difference.before.as_ref());
    (&difference.plan, task.map(|task| task.id))
}

/// A file that can't be read hides what changed in it.
fn unknown_change(finding: &Finding, is_missing: bool) -> Finding {
    let line = finding.place.as_ref().and_then(|place| place.line);
    let path = finding.place.as_ref().map(|place| place.path.clone()).unwrap_or_default();
    let (zh, en) = (
        finding.message.in_lang(crate::Lang::Zh).to_owned(),
        finding.message.in_lang(crate::Lang::En).to_owned(),
    );
    let unknown = Finding::new(
        "untold-change",
        crate::Text::new(
            format!("读不懂这个版本的文件，看不出改了什么：{zh}"),
            format!("this version of the file can't be read, so what changed in it can't be told: {en}"),
        ),
    )
    .at(Location { line, ..Location::file(path) });
    // To show lines that are not here, git would fetch file by file.
    if is_missing {
        return unknown;
    }
    unknown.fix(text!(
        "看原文：`git log -p` 或 `git diff`",
        "see the lines themselves with `git log -p` or `git diff`"
    ))
}

/// What differs in one task.
pub(super) fn add_task(found: &mut Differences, slug: &str, pair: &Pair) {
    let after = pair.after.as_ref().and_then(|record| record.task().cloned());
    let tasks = |sides: &[Side]| -> Vec<Option<Arc<Task>>> {
        sides.iter().map(|side| side.as_ref().and_then(|record| record.task().cloned())).collect()
    };
    let befores = tasks(&pair.before);
    let before = befores.iter().flatten().next().filter(|_| pair.before.len() > 1).cloned();
    let before = befores.first().cloned().flatten().or(before);
    let is_same = match (befores.as_slice(), &before, &after) {
        ([_], Some(before), Some(after)) => {
            let known = (found.tasks.len(), found.reordered.len());
            let is_same = !add_difference(found, slug, before, after);
            let new = found.tasks.iter_mut().skip(known.0).chain(found.reordered.iter_mut().skip(known.1));
            new.for_each(|difference| difference.plan_before.clone_from(&pair.plan_before));
            is_same
        }
        ([_], None, None) => return,
        // A task that came or is gone is one fact, which is made when somebody asks.
        ([_], ..) => {
            let (plan, plan_before) = (slug.to_owned(), pair.plan_before.clone());
            found.tasks.push(Difference { plan, plan_before, before, after, ..Difference::default() });
            return;
        }
        _ => {
            let (bases, older) = pair.bases();
            let made = merged::of_task(slug, (&tasks(bases), &tasks(older)), &befores, after.as_deref());
            let is_whole = made.iter().find(|(fact, _)| fact.field == ChangedField::Whole);
            let before = before.filter(|_| !is_whole.is_some_and(|(fact, _)| fact.is_addition()));
            found.others.extend(foreign_changes(slug, pair));
            if !made.is_empty() {
                let (facts, taken) = made.into_iter().unzip();
                let (plan, plan_before) = (slug.to_owned(), pair.plan_before.clone());
                found.tasks.push(Difference { plan, plan_before, before, after, facts, taken });
            }
            return;
        }
    };
    let others = foreign_changes(slug, pair);
    found.reformatted += usize::from(is_same && others.is_empty() && !pair.is_moved);
    found.others.extend(others);
}

/// What differs between two states of one task.
pub fn of_task(slug: &str, before: Task, after: Task) -> Differences {
    let mut found = Differences::default();
    add_difference(&mut found, slug, &Arc::new(before), &Arc::new(after));
    found
}

/// Adds what differs between two states of one task, and says whether a fact does.
fn add_difference(found: &mut Differences, slug: &str, before: &Arc<Task>, after: &Arc<Task>) -> bool {
    let facts = change::compare(slug, before, after);
    let is_reordered = before.departments != after.departments
        && !facts.iter().any(|change| change.field == Field::Departments);
    let difference = |facts: Vec<Change>| Difference {
        plan: slug.to_owned(),
        before: Some(Arc::clone(before)),
        after: Some(Arc::clone(after)),
        facts,
        ..Difference::default()
    };
    if is_reordered {
        found.reordered.push(difference(facts.clone()));
    }
    let differs = !facts.is_empty();
    if differs {
        found.tasks.push(difference(facts));
    }
    differs
}

/// What differs under keys that are not pjt's.
fn foreign_changes(slug: &str, pair: &Pair) -> Vec<Change> {
    let keys =
        |side: &Side| side.as_ref().and_then(|record| record.foreign_keys().cloned()).unwrap_or_default();
    let Some((_, id)) = layout::task_of(&pair.path) else { return Vec::new() };
    let subject = Subject::Task { plan: slug.to_owned(), id };
    made(pair, |before, after| change::compare_keys(&subject, &keys(before), &keys(after)))
}

/// What a commit made of a file: what differs from before; of a merge, what its parents don't explain.
fn made(pair: &Pair, compared: impl Fn(&Side, &Side) -> Vec<Change>) -> Vec<Change> {
    match pair.before.as_slice() {
        [before] => compared(before, &pair.after),
        parents => merged::of_changes(pair.bases(), parents, &pair.after, compared),
    }
}

/// The store's settings as keys and values. The format's version is the program's business.
fn settings(config: &impl serde::Serialize) -> Map<String, Value> {
    let mut settings = match serde_json::to_value(config) {
        Ok(Value::Object(settings)) => settings,
        _ => Map::new(),
    };
    settings.remove("format");
    settings
}

fn add_other(found: &mut Differences, pair: &Pair) {
    let compared = |before: &Side, after: &Side| -> Vec<Change> {
        if pair.path == Path::new(layout::REGISTRY) {
            let registry = |side: &Side| match side.as_deref() {
                Some(Record::Registry(registry)) => registry.clone(),
                _ => Registry::default(),
            };
            return change::compare_registries(&registry(before), &registry(after));
        }
        if pair.path == Path::new(layout::CONFIG) {
            let settings = |side: &Side| match side.as_deref() {
                Some(Record::Config(config)) => settings(config),
                _ => Map::new(),
            };
            return change::compare_keys(&Subject::Store, &settings(before), &settings(after));
        }
        if pair.path == Path::new(layout::RULES) {
            let rules = |side: &Side| match side.as_deref() {
                Some(Record::Rules(rules)) => rules.clone(),
                _ => Map::new(),
            };
            return change::compare_keys(&Subject::Rules, &rules(before), &rules(after));
        }
        if pair.path == Path::new(layout::OFFICE) {
            let office = |side: &Side| match side.as_deref() {
                Some(Record::Office(office)) => settings(office),
                _ => Map::new(),
            };
            return change::compare_keys(&Subject::Office, &office(before), &office(after));
        }
        if let Some(id) = layout::period_of(&pair.path) {
            let period = |side: &Side| match side.as_deref() {
                Some(Record::Period(period)) => Some((**period).clone()),
                _ => None,
            };
            return change::compare_periods(id, period(before).as_ref(), period(after).as_ref());
        }
        if let Some((slug, id, _)) = layout::return_of(&pair.path) {
            let value = |side: &Side| match side.as_deref() {
                Some(Record::Return(value)) => Some((**value).clone()),
                _ => None,
            };
            return change::compare_returns(slug, id, value(before).as_ref(), value(after).as_ref());
        }
        let plan = |side: &Side| -> Option<Plan> {
            match side.as_deref() {
                Some(Record::Plan(plan)) => Some((**plan).clone()),
                _ => None,
            }
        };
        let slug = pair.path.iter().next().expect("a plan's file lies below the plan").to_string_lossy();
        change::compare_plans(&slug, plan(before).as_ref(), plan(after).as_ref())
    };
    let made = made(pair, compared);
    if made.is_empty() && pair.before.len() == 1 && !pair.is_moved {
        found.reformatted += 1;
    }
    found.others.extend(made);
}
