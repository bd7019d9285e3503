//! Files that hold the same under another name, put beside each other: a plan that was renamed, a task that
//! got another number. What the sides of a merge call differently is one thing all the same.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

use serde_json::json;

use super::{
    lineage::{self, TasksOf},
    pair::Pair,
    record::{Record, Side},
};
use crate::{
    model::{Change, ChangedField, Plan, Subject, Task, TaskId},
    store::layout,
    text::fold::fold,
};

/// Whether a task that is gone and one that came are the same: it names its old number, or has the same words.
pub(super) fn is_same_task(before: &Task, after: &Task) -> bool {
    after.former_ids.contains(&before.id) && after.id != before.id
        || fold(&after.content) == fold(&before.content)
}

/// The pairs by the name of their file. One may have two: a plan that is gone and one that has its name now.
type Pairs = BTreeMap<(PathBuf, IsGone), Pair>;
/// Whether it is only what was there before, of a plan whose name another one has.
type IsGone = bool;

/// What plans were called before, by what they are called now; none of one that came.
pub(super) type PlansBefore = BTreeMap<String, Option<String>>;

/// The pairs, each with its states under other names, and what was renamed.
pub(super) fn aligned(pairs: Vec<Pair>) -> (Vec<Pair>, Vec<Change>, PlansBefore) {
    let mut pairs: Pairs = pairs.into_iter().map(|pair| ((pair.path.clone(), false), pair)).collect();
    let (renamed, plans_before) = plans(&mut pairs);
    let sides = pairs.values_mut().map(|pair| pair.sides_mut().count()).max().unwrap_or_default();
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
        plans_before,
    )
}

/// Whether a plan may have the name now that another one had, and still has, or that was never away: then files that
/// are the same under their names may be those of two plans. `is_there` says whether a plan has a name now.
pub(super) fn uses_names_again(before: Option<&Plan>, after: &Plan, is_there: impl Fn(&str) -> bool) -> bool {
    match before {
        Some(before) if before.former_slugs == after.former_slugs => false,
        Some(_) => true,
        None => after.former_slugs.iter().any(|former| is_there(former)),
    }
}

/// The same of files that differ, where nobody knows what else is there.
pub(super) fn may_use_names_again(pairs: &[Pair]) -> bool {
    let gone = |slug: &str| {
        let file = layout::plan_file(slug);
        pairs.iter().any(|pair| pair.path == file && pair.after.is_none())
    };
    let plan = |side: &Side| match side.as_deref() {
        Some(Record::Plan(plan)) => Some(plan.clone()),
        _ => None,
    };
    pairs.iter().any(|pair| {
        let Some(after) = plan(&pair.after) else { return false };
        let mut sides = pair.bases.iter().chain(&pair.before).map(plan);
        sides.any(|before| uses_names_again(before.as_deref(), &after, |former| !gone(former)))
    })
}

/// Puts the files of a plan that was renamed beside those of the plan that it is now: all plans at once, as one may have
/// the name that another one had.
fn plans(pairs: &mut Pairs) -> (Vec<Change>, PlansBefore) {
    let (mut renamed, mut plans_before) = (Vec::new(), PlansBefore::new());
    let sides = pairs.values_mut().map(|pair| pair.sides_mut().count()).max().unwrap_or_default();
    for side in 0..sides {
        let (moves, known) = moves(pairs, side);
        if sides == 1 {
            // The parents of a merge may have it under the new name.
            plans_before = known;
            renamed.extend(moves.iter().filter_map(|(old, new)| Some((old.clone(), new.clone()?))));
        }
        let mut taken = Vec::new();
        for (old, new) in &moves {
            for (key, pair) in pairs.iter_mut().filter(|((path, _), _)| path.starts_with(old)) {
                let below = key.0.strip_prefix(old).unwrap_or(&key.0);
                let target = (Path::new(new.as_ref().unwrap_or(old)).join(below), new.is_none());
                let empty = pair.without_states(&target.0);
                let state = pair.sides_mut().nth(side).and_then(Option::take);
                // What is gone with its plan was in no other one.
                let was = new.as_ref().map(|_| old.clone());
                taken.extend(state.map(|state| (was, target, empty, state)));
            }
        }
        for (was, target, empty, state) in taken {
            let pair = pairs.entry(target).or_insert(empty);
            pair.is_moved = true;
            pair.plan_before = was;
            pair.sides_mut().skip(side).take(1).for_each(|place| *place = Some(Arc::clone(&state)));
        }
    }
    let fact = |(old, new): (String, String)| Change {
        subject: Subject::Plan(new.clone()),
        field: ChangedField::Key("slug".to_owned()),
        from: json!(old),
        to: json!(new),
    };
    (renamed.into_iter().map(fact).collect(), plans_before)
}

/// What plans of a state before are called now, where that is another name; none is one that is gone, while another has its
/// name. And what each was called before.
fn moves(pairs: &Pairs, side: usize) -> (Vec<(String, Option<String>)>, PlansBefore) {
    let plan = |side: &'_ Side| match side.as_deref() {
        Some(Record::Plan(plan)) => Some(plan.clone()),
        _ => None,
    };
    let files = || pairs.values().filter(|pair| pair.path.ends_with("plan.yaml"));
    let before: Vec<_> = files().filter_map(|pair| plan(pair.side(side)?)).collect();
    let after: Vec<_> = files().filter_map(|pair| plan(&pair.after)).collect();
    let words = Words { pairs, side, known: RefCell::default() };
    let (before, after): (Vec<&Plan>, Vec<&Plan>) =
        (before.iter().map(|plan| &**plan).collect(), after.iter().map(|plan| &**plan).collect());
    let found = lineage::of(&before, &after, &|old, new| words.alike(old, new));
    let plans_before = after.iter().map(|plan| {
        let before = found.get(&plan.slug).map(|old| (*old).to_owned());
        (plan.slug.clone(), before)
    });
    let is_taken = |old: &str| found.get(old).is_some_and(|other| *other != old);
    let moved = found.iter().filter(|(new, old)| new != *old);
    let mut moves: Vec<_> = moved.map(|(new, old)| ((*old).to_owned(), Some(new.clone()))).collect();
    let gone = before.iter().map(|plan| plan.slug.as_str());
    let gone = gone.filter(|old| !found.values().any(|known| known == old) && is_taken(old));
    moves.extend(gone.map(|old| (old.to_owned(), None)));
    (moves, plans_before.collect())
}

/// What the tasks of plans say, by state and plan.
struct Words<'a> {
    pairs: &'a Pairs,
    side: usize,
    known: RefCell<HashMap<(bool, String), Rc<TasksOf>>>,
}

impl Words<'_> {
    fn of(&self, is_after: bool, slug: &str) -> Rc<TasksOf> {
        let key = (is_after, slug.to_owned());
        if let Some(known) = self.known.borrow().get(&key) {
            return Rc::clone(known);
        }
        let below = self.pairs.range((PathBuf::from(slug), false)..);
        let below = below.take_while(|((path, _), _)| path.starts_with(slug));
        let tasks = below.filter_map(|(_, pair)| {
            let state = if is_after { Some(&pair.after) } else { pair.side(self.side) };
            let task = state?.as_ref()?.task()?;
            Some((task.id, (fold(&task.content), Arc::clone(task))))
        });
        let found = Rc::new(tasks.collect::<TasksOf>());
        self.known.borrow_mut().insert(key, Rc::clone(&found));
        found
    }

    fn alike(&self, old: &str, new: &str) -> i64 {
        lineage::alike(&self.of(false, old), &self.of(true, new))
    }
}

/// Puts tasks that a state before has and that are gone beside those that came.
fn tasks(pairs: &mut Pairs, side: usize) {
    let task_of = |side: &Side| side.as_ref().and_then(|record| record.task().cloned());
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for (key, pair) in pairs.iter_mut() {
        let after = task_of(&pair.after);
        let before = pair.sides_mut().nth(side).map(|side| &*side).and_then(task_of);
        match (before, after) {
            (Some(task), None) => gone.push((key.clone(), task)),
            (None, Some(task)) => come.push((key.clone(), task)),
            _ => {}
        }
    }
    if gone.is_empty() || come.is_empty() {
        return;
    }
    let slug = |path: &Path| layout::task_of(path).map(|(slug, _)| slug.to_owned()).unwrap_or_default();
    let mut by_number: HashMap<(String, TaskId), usize> = HashMap::new();
    let mut by_words: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, ((path, _), task)) in come.iter().enumerate() {
        let former = task.former_ids.iter().filter(|id| **id != task.id);
        by_number.extend(former.map(|id| ((slug(path), *id), number)));
        by_words.entry(fold(&task.content)).or_default().push(number);
    }
    let mut is_taken = vec![false; come.len()];
    for (key, before) in gone {
        let (path, is_of_gone_plan) = &key;
        let own = slug(path);
        let alike = by_words.get(&fold(&before.content)).map_or(&[][..], Vec::as_slice);
        let in_plan = |number: &&usize| {
            !is_of_gone_plan && come.get(**number).is_some_and(|((path, _), _)| slug(path) == own)
        };
        let free = |number: &&usize| is_taken.get(**number) == Some(&false);
        let partner = by_number
            .get(&(own.clone(), before.id))
            .filter(|_| !is_of_gone_plan)
            .into_iter()
            .chain(alike.iter().filter(in_plan))
            .chain(alike)
            .find(free);
        let Some((number, (target, _))) = partner.and_then(|number| Some((*number, come.get(*number)?)))
        else {
            continue;
        };
        is_taken.iter_mut().skip(number).take(1).for_each(|taken| *taken = true);
        let Some(pair) = pairs.get_mut(&key) else { continue };
        let plan_before = pair.plan_before.clone().unwrap_or(own);
        let state = pair.sides_mut().nth(side).and_then(Option::take);
        if let Some(pair) = pairs.get_mut(target) {
            pair.plan_before = Some(plan_before);
            pair.sides_mut().skip(side).take(1).for_each(|known| known.clone_from(&state));
        }
    }
}
