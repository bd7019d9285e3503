//! Files that hold the same under another name, put beside each other: a plan that was renamed, a task that
//! got another number. What the sides of a merge call differently is one thing all the same.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use serde_json::json;

use super::{
    pair::Pair,
    record::{Record, Side},
};
use crate::{
    model::{Change, ChangedField, Subject, Task, TaskId},
    store::layout,
    text::fold::fold,
};

/// Whether a task that is gone and one that came are the same: it names its old number, or has the same words.
pub(super) fn is_same_task(before: &Task, after: &Task) -> bool {
    after.former_ids.contains(&before.id) && after.id != before.id
        || fold(&after.content) == fold(&before.content)
}

/// The pairs, each with its states under other names, and what was renamed.
pub(super) fn aligned(pairs: Vec<Pair>) -> (Vec<Pair>, Vec<Change>) {
    let mut pairs: BTreeMap<PathBuf, Pair> =
        pairs.into_iter().map(|pair| (pair.path.clone(), pair)).collect();
    let renamed = plans(&mut pairs);
    let sides = pairs.values_mut().next().map_or(0, |pair| pair.sides_mut().count());
    for side in 0..sides {
        tasks(&mut pairs, side);
    }
    let is_anything = |pair: &mut Pair| pair.after.is_some() || pair.sides_mut().any(|side| side.is_some());
    (
        pairs
            .into_values()
            .map(|mut pair| (is_anything(&mut pair), pair))
            .filter_map(|(is, pair)| is.then_some(pair))
            .collect(),
        renamed,
    )
}

/// Puts the files of a plan that was renamed beside those of the plan that is gone: the one that it names as its
/// old name, or the one whose tasks it has.
fn plans(pairs: &mut BTreeMap<PathBuf, Pair>) -> Vec<Change> {
    let mut renamed: Vec<(String, String)> = Vec::new();
    let is_gone = |slug: &str| {
        let was = pairs.get(&layout::plan_file(slug));
        was.is_some_and(|was| was.after.is_none() && was.before.iter().any(Option::is_some))
    };
    for pair in pairs.values().filter(|pair| pair.before.iter().any(Option::is_none)) {
        let Some(Record::Plan(plan)) = pair.after.as_deref() else { continue };
        let former = plan.former_slugs.iter().rev().find(|old| is_gone(old));
        let old = former.cloned().or_else(|| with_tasks_of(pairs, &plan.slug).filter(|old| is_gone(old)));
        renamed.extend(old.map(|old| (old, plan.slug.clone())));
    }
    for (old, new) in &renamed {
        let is_moved = |path: &&PathBuf| path.starts_with(old);
        let paths: Vec<PathBuf> = pairs.keys().filter(is_moved).cloned().collect();
        for path in paths {
            let target = path.strip_prefix(old).map(|rest| Path::new(new).join(rest)).unwrap_or_default();
            let Some(mut gone) = pairs.get_mut(&path).filter(|pair| pair.after.is_none()).map(take_sides)
            else {
                continue;
            };
            let empty = Pair {
                path: target.clone(),
                bases: vec![None; gone.bases.len()],
                older: gone.older,
                before: vec![None; gone.before.len()],
                ..Pair::default()
            };
            let pair = pairs.entry(target).or_insert(empty);
            pair.is_moved = true;
            for (side, was) in pair.sides_mut().zip(gone.sides_mut()) {
                if side.is_none() {
                    *side = was.take();
                }
            }
        }
    }
    let is_made = |(_, new): &&(String, String)| {
        // The parents of a merge may have it under the new name.
        pairs.get(&layout::plan_file(new)).is_some_and(|pair| pair.before.len() == 1)
    };
    let fact = |(old, new): &(String, String)| Change {
        subject: Subject::Plan(new.clone()),
        field: ChangedField::Key("slug".to_owned()),
        from: json!(old),
        to: json!(new),
    };
    renamed.iter().filter(is_made).map(fact).collect()
}

/// The plan most of whose tasks are gone, and stand under the same numbers in this one.
fn with_tasks_of(pairs: &BTreeMap<PathBuf, Pair>, slug: &str) -> Option<String> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (path, pair) in pairs.iter().filter(|(_, pair)| pair.after.is_none()) {
        let Some((old, id)) = layout::task_of(path) else { continue };
        let before = pair.before.iter().flatten().find_map(|record| record.task());
        let after = pairs.get(&layout::task_file(slug, id)).and_then(|pair| pair.after.as_ref()?.task());
        let (all, same) = counts.entry(old).or_default();
        *all += 1;
        *same += usize::from(before.zip(after).is_some_and(|(before, after)| is_same_task(before, after)));
    }
    let most = counts.into_iter().filter(|(_, (all, same))| same * 2 > *all);
    most.max_by_key(|(_, (_, same))| *same).map(|(slug, _)| slug.to_owned())
}

/// The states before, taken out.
fn take_sides(pair: &mut Pair) -> Pair {
    let (bases, older, before) = (pair.bases.clone(), pair.older, pair.before.clone());
    pair.sides_mut().for_each(|side| *side = None);
    Pair { bases, older, before, ..Pair::default() }
}

/// Puts tasks that a state before has and that are gone beside those that came.
fn tasks(pairs: &mut BTreeMap<PathBuf, Pair>, side: usize) {
    let task_of = |side: &Side| side.as_ref().and_then(|record| record.task().cloned());
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for (path, pair) in pairs.iter_mut() {
        let after = task_of(&pair.after);
        let before = pair.sides_mut().nth(side).map(|side| &*side).and_then(task_of);
        match (before, after) {
            (Some(task), None) => gone.push((path.clone(), task)),
            (None, Some(task)) => come.push((path.clone(), task)),
            _ => {}
        }
    }
    if gone.is_empty() || come.is_empty() {
        return;
    }
    let slug = |path: &Path| layout::task_of(path).map(|(slug, _)| slug.to_owned()).unwrap_or_default();
    let mut by_number: HashMap<(String, TaskId), usize> = HashMap::new();
    let mut by_words: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, (path, task)) in come.iter().enumerate() {
        let former = task.former_ids.iter().filter(|id| **id != task.id);
        by_number.extend(former.map(|id| ((slug(path), *id), number)));
        by_words.entry(fold(&task.content)).or_default().push(number);
    }
    let mut is_taken = vec![false; come.len()];
    for (path, before) in gone {
        let own = slug(&path);
        let alike = by_words.get(&fold(&before.content)).map_or(&[][..], Vec::as_slice);
        let in_plan = |number: &&usize| come.get(**number).is_some_and(|(path, _)| slug(path) == own);
        let free = |number: &&usize| is_taken.get(**number) == Some(&false);
        let partner = by_number
            .get(&(own.clone(), before.id))
            .into_iter()
            .chain(alike.iter().filter(in_plan))
            .chain(alike)
            .find(free);
        let Some((number, (target, _))) = partner.and_then(|number| Some((*number, come.get(*number)?)))
        else {
            continue;
        };
        is_taken.iter_mut().skip(number).take(1).for_each(|taken| *taken = true);
        let state = pairs.get_mut(&path).and_then(|pair| pair.sides_mut().nth(side)?.take());
        if let Some(known) = pairs.get_mut(target).and_then(|pair| pair.sides_mut().nth(side)) {
            *known = state;
        }
    }
}
