//! Which plan of one state of a store is which of another. Names can be used again: a plan may be called now what another
//! one was called before. What tells is the names that each says it had (`former_slugs`), and where these leave
//! more than one answer, what the plans hold.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use super::align::is_same_task;
use crate::{
    model::{Plan, Task, TaskId},
    store::{
        load::{self, StoreSource},
        yaml,
    },
    text::fold::fold,
};

/// How much of what a plan held another one holds, of 1000.
type Alike<'a> = &'a dyn Fn(&str, &str) -> i64;

/// A plan that has former names was there before, where one of these was, more likely than one that has none.
const CLAIMS: i64 = 200;
/// A plan that was never called otherwise did not leave its name to one that says it had it, unless it came back to it:
/// then it holds what it held.
const HAS_LEFT: i64 = 900;
/// That one plan less is gone and one less is new weighs half as much as what they hold.
const IS_ONE: i64 = 500;
/// A plan keeps all of its former names, unless somebody took one out by hand.
const LACKS_NAMES: i64 = 300;
/// What it costs to suppose that a plan got one more name, up to some.
const NAMING: i64 = 20;
const MOST_NAMES: i64 = 8;

/// The plans of the state after, each with what it was called before; none is new.
pub(super) fn of<'a>(before: &[&'a Plan], after: &[&Plan], alike: Alike<'_>) -> BTreeMap<String, &'a str> {
    let edges = edges(before, after, alike);
    let mut found = BTreeMap::new();
    let mut is_known = vec![false; before.len()];
    for (new, old) in heaviest(after.len(), before.len(), &edges).into_iter().enumerate() {
        let (Some(new), Some(old)) = (after.get(new), old) else { continue };
        is_known.iter_mut().skip(old).take(1).for_each(|known| *known = true);
        found.extend(before.get(old).map(|old| (new.slug.clone(), old.slug.as_str())));
    }
    // One that says nothing of its old name has most of what a plan held that is gone.
    let mut gone: Vec<&Plan> =
        before.iter().zip(is_known).filter(|(_, known)| !known).map(|(plan, _)| *plan).collect();
    gone.retain(|old| !after.iter().any(|new| new.slug == old.slug));
    let was_there = |new: &Plan| before.iter().any(|old| old.slug == new.slug);
    for new in after {
        if found.contains_key(&new.slug) || was_there(new) {
            continue;
        }
        let most = gone.iter().map(|old| (alike(&old.slug, &new.slug), Reverse(old.slug.as_str()))).max();
        if let Some((_, Reverse(old))) = most.filter(|(alike, _)| *alike > 500) {
            gone.retain(|other| other.slug != old);
            found.insert(new.slug.clone(), old);
        }
    }
    found
}

/// What the plans of one state of a store were called in an earlier one.
pub fn names_before(before: &dyn StoreSource, after: &dyn StoreSource) -> BTreeMap<String, String> {
    let plans = |source: &dyn StoreSource| -> Vec<Plan> {
        let slugs = source.plans().unwrap_or_default();
        slugs.iter().filter_map(|slug| load::plan(source, slug).ok()).collect()
    };
    let tasks = |source: &dyn StoreSource, slug: &str| -> TasksOf {
        let files = source.task_files(slug).unwrap_or_default().into_iter();
        let tasks = files.filter_map(|path| {
            let bytes = source.read(&path, yaml::MAX_TASK_BYTES).ok()??;
            yaml::read_task(&path, &bytes).ok()
        });
        tasks.map(|task| (task.id, (fold(&task.content), Arc::new(task)))).collect()
    };
    let alike = |old: &str, new: &str| alike(&tasks(before, old), &tasks(after, new));
    let (before, after) = (plans(before), plans(after));
    let found = of(&before.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>(), &alike);
    found.into_iter().map(|(new, old)| (new, old.to_owned())).collect()
}

/// The tasks of a plan, each with its words folded.
pub(super) type TasksOf = BTreeMap<TaskId, Told>;
type Told = (String, Arc<Task>);

/// How many of a thousand tasks that one plan had another one has, by their words. Among plans of the same document that tells
/// nothing: then it is where what was written down of them goes on.
pub(super) fn alike(before: &TasksOf, after: &TasksOf) -> i64 {
    let words: HashSet<&str> = after.values().map(|(words, _)| words.as_str()).collect();
    let has = |(words_of, task): &&Told| {
        let same = after.get(&task.id).is_some_and(|(_, other)| is_same_task(task, other));
        same || words.contains(words_of.as_str())
    };
    let of = |most: i64, is_meant: &dyn Fn(&&Told) -> bool| {
        let count = before.values().filter(is_meant).count();
        i64::try_from(count * 1000 / before.len().max(1)).unwrap_or(1000) * most / 1000
    };
    let goes_on = |(_, task): &&Told| {
        after.get(&task.id).is_some_and(|(_, other)| {
            task.notes.iter().all(|note| other.notes.contains(note))
                && task.evidence.iter().all(|evidence| other.evidence.contains(evidence))
                && task.extensions.iter().all(|extension| other.extensions.contains(extension))
                && task.handovers.iter().all(|handover| other.handovers.contains(handover))
        })
    };
    let equal = |(_, task): &&Told| after.get(&task.id).is_some_and(|(_, other)| other == task);
    of(1000, &has) + of(100, &goes_on) + of(20, &equal)
}

/// A plan after and one before that may be it, by their places, and how much speaks for it.
struct Edge {
    new: usize,
    old: usize,
    weight: i64,
}

fn edges(before: &[&Plan], after: &[&Plan], alike: Alike<'_>) -> Vec<Edge> {
    let by_name: BTreeMap<&str, usize> =
        before.iter().enumerate().map(|(place, plan)| (plan.slug.as_str(), place)).collect();
    let mut edges: Vec<Edge> = Vec::new();
    let mut times = vec![0_usize; before.len()];
    for (new, plan) in after.iter().enumerate() {
        for name in names(plan) {
            if let Some(old) = by_name.get(name) {
                edges.push(Edge { new, old: *old, weight: 0 });
                times.iter_mut().skip(*old).take(1).for_each(|times| *times += 1);
            }
        }
    }
    let mut several = vec![0_usize; after.len()];
    for edge in &edges {
        several.iter_mut().skip(edge.new).take(1).for_each(|times| *times += 1);
    }
    for edge in &mut edges {
        let (Some(old), Some(new)) = (before.get(edge.old), after.get(edge.new)) else { continue };
        let is_open = times.get(edge.old).is_some_and(|times| *times > 1)
            || several.get(edge.new).is_some_and(|times| *times > 1);
        let claims = new.former_slugs.iter().any(|name| *name != new.slug && by_name.contains_key(&**name));
        let keeps = names(old).all(|name| names(new).any(|other| other == name));
        let stays = new.slug == old.slug && new.former_slugs == old.former_slugs;
        let has_left = stays && is_left(before, after, old);
        // What the plans hold matters only where names leave a choice.
        let alike = if is_open { alike(&old.slug, &new.slug) } else { 0 };
        edge.weight = IS_ONE + alike + if claims { CLAIMS } else { 0 }
            - if keeps { 0 } else { LACKS_NAMES }
            - if has_left { HAS_LEFT } else { 0 }
            - NAMING * renamings(old, new);
    }
    edges
}

/// Whether another plan has had the name of this one, and nobody had it before.
fn is_left(before: &[&Plan], after: &[&Plan], plan: &Plan) -> bool {
    let had = |other: &&&Plan| other.slug != plan.slug && other.former_slugs.contains(&plan.slug);
    after.iter().any(|other| had(&other)) && !before.iter().any(|other| had(&other))
}

/// All names that a plan had, in the order in which it had them last, its own behind them.
fn names(plan: &Plan) -> impl Iterator<Item = &str> + Clone {
    plan.former_slugs.iter().filter(|former| **former != plan.slug).chain([&plan.slug]).map(String::as_str)
}

/// How often a plan got another name at least, if the one became the other.
fn renamings(old: &Plan, new: &Plan) -> i64 {
    let all: Vec<&str> = names(new).collect();
    let was: Vec<&str> = names(old).collect();
    // What it has had no more since then stands in front, in the order that it had; its name of then is the last of these.
    let stands = |kept: &[&str]| {
        let mut was = was.iter();
        let is_in_order = kept.iter().all(|name| was.any(|other| other == name));
        is_in_order && kept.last().is_none_or(|last| *last == old.slug)
    };
    let kept = (0..=all.len()).rev().find(|kept| all.get(..*kept).is_some_and(stands)).unwrap_or_default();
    i64::try_from(all.len() - kept).unwrap_or(MOST_NAMES).min(MOST_NAMES)
}

/// For each of the new ones the old one, so that the weights together are as heavy as can be.
fn heaviest(new: usize, old: usize, edges: &[Edge]) -> Vec<Option<usize>> {
    let mut of_new: Vec<Option<usize>> = vec![None; new];
    let mut of_old: Vec<Option<usize>> = vec![None; old];
    // Each turn takes the path that adds most: new ones that have none get one, others may change theirs.
    loop {
        let mut best: Vec<Option<i64>> = of_new.iter().map(|taken| taken.is_none().then_some(0)).collect();
        let mut to_old: Vec<Option<(i64, usize)>> = vec![None; old];
        let mut is_settled = false;
        while !is_settled {
            is_settled = true;
            for edge in edges {
                let known = best.get(edge.new).copied().flatten();
                if of_new.get(edge.new).copied().flatten() == Some(edge.old) {
                    continue;
                }
                let (Some(known), Some(place)) = (known, to_old.get_mut(edge.old)) else { continue };
                let gain = known + edge.weight;
                if place.is_some_and(|(other, _)| other >= gain) {
                    continue;
                }
                *place = Some((gain, edge.new));
                is_settled = false;
                // Whoever has it now has to take another one.
                if let Some(owner) = of_old.get(edge.old).copied().flatten() {
                    let own = edges.iter().find(|own| own.new == owner && own.old == edge.old);
                    let left = own.map(|own| gain - own.weight);
                    best.iter_mut().skip(owner).take(1).for_each(|best| *best = (*best).max(left));
                }
            }
        }
        let free = to_old.iter().enumerate().filter(|(place, _)| of_old.get(*place) == Some(&None));
        let most = free.filter_map(|(place, found)| Some((found.as_ref()?.0, Reverse(place)))).max();
        let Some((_, Reverse(mut place))) = most.filter(|(gain, _)| *gain > 0) else { return of_new };
        while let Some((_, owner)) = to_old.get(place).copied().flatten() {
            let had = of_new.get_mut(owner).and_then(|taken| taken.replace(place));
            of_old.iter_mut().skip(place).take(1).for_each(|taken| *taken = Some(owner));
            let Some(had) = had else { break };
            of_old.iter_mut().skip(had).take(1).for_each(|taken| *taken = None);
            place = had;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// What somebody does with plans: takes one by its place, and gives it a name by its place; both as far as there are.
    #[derive(Clone, Copy, Debug)]
    enum Deed {
        Rename(usize, usize),
        Swap(usize, usize),
        New(usize, Option<usize>),
        Remove(usize),
    }

    const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    fn deed() -> impl Strategy<Value = Deed> {
        prop_oneof![
            4 => (0..6_usize, 0..6_usize).prop_map(|(plan, name)| Deed::Rename(plan, name)),
            2 => (0..6_usize, 0..6_usize).prop_map(|(one, other)| Deed::Swap(one, other)),
            // A copy of a plan that changes names with it can be taken for it.
            1 => (0..6_usize).prop_map(|name| Deed::New(name, None)),
            1 => (0..6_usize).prop_map(Deed::Remove),
        ]
    }

    /// A plan with what it is, and what its tasks say.
    #[derive(Clone, Debug)]
    struct Known {
        plan: Plan,
        who: usize,
        words: usize,
    }

    fn plan(slug: &str) -> Plan {
        Plan { slug: slug.to_owned(), ..Plan::default() }
    }

    /// As `pjt plan rename` does it.
    fn rename(known: &mut Known, name: &str) {
        let old = std::mem::replace(&mut known.plan.slug, name.to_owned());
        known.plan.former_slugs.retain(|former| former != name);
        known.plan.former_slugs.push(old);
    }

    /// Whether it was there from the beginning: of one that came and changed names with another, nobody can tell.
    fn is_old(known: &Known) -> bool {
        known.who < 3
    }

    fn is_free(plans: &[Known], name: &str) -> bool {
        plans.iter().all(|known| known.plan.slug != name)
    }

    /// Does it, where it can be done.
    fn carry_out(plans: &mut Vec<Known>, deed: Deed, next: &mut usize) {
        match deed {
            Deed::Rename(place, name)
                if place < plans.len() && is_old(&plans[place]) && is_free(plans, NAMES[name]) =>
            {
                rename(&mut plans[place], NAMES[name]);
            }
            Deed::Swap(one, other)
                if one < plans.len()
                    && other < plans.len()
                    && one != other
                    && is_old(&plans[one])
                    && is_old(&plans[other]) =>
            {
                let (first, second) = (plans[one].plan.slug.clone(), plans[other].plan.slug.clone());
                rename(&mut plans[one], "between");
                rename(&mut plans[other], &first);
                rename(&mut plans[one], &second);
            }
            Deed::New(name, of) if is_free(plans, NAMES[name]) => {
                let words = of.and_then(|of| plans.get(of)).map_or(*next, |known| known.words);
                plans.push(Known { plan: plan(NAMES[name]), who: *next, words });
                *next += 1;
            }
            Deed::Remove(place) if place < plans.len() => drop(plans.remove(place)),
            _ => {}
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn plans_are_followed_wherever_their_names_went(earlier in vec(deed(), 0..8), later in vec(deed(), 0..10)) {
            let mut plans: Vec<Known> = NAMES[..3]
                .iter()
                .enumerate()
                .map(|(who, name)| Known { plan: plan(name), who, words: who })
                .collect();
            let mut next = 3;
            for deed in earlier {
                carry_out(&mut plans, deed, &mut next);
            }
            let before = plans.clone();
            for deed in later {
                carry_out(&mut plans, deed, &mut next);
            }
            // A plan that came under a name of one that was removed, or says what one before said, is held against that one.
            let is_known = |plans: &[Known], who: usize| plans.iter().any(|known| known.who == who);
            let takes_its_place = |old: &Known| {
                let new = plans.iter().filter(|new| !is_known(&before, new.who));
                let has_name = |new: &Known| names(&new.plan).any(|name| name == old.plan.slug);
                let is_copy = |new: &Known| before.iter().any(|old| old.words == new.words);
                new.into_iter().any(|new| has_name(new) || is_copy(new))
            };
            prop_assume!(!before.iter().any(|old| !is_known(&plans, old.who) && takes_its_place(old)));
            let words = |plans: &[Known]| -> HashMap<String, usize> {
                plans.iter().map(|known| (known.plan.slug.clone(), known.words)).collect()
            };
            let (was, is) = (words(&before), words(&plans));
            // Plans of the same document differ by what became of them.
            let who = |plans: &[Known]| -> HashMap<String, usize> {
                plans.iter().map(|known| (known.plan.slug.clone(), known.who)).collect()
            };
            let (who_was, who_is) = (who(&before), who(&plans));
            let alike = |old: &str, new: &str| {
                i64::from(was[old] == is[new]) * 1000 + i64::from(who_was[old] == who_is[new]) * 60
            };
            let old: Vec<&Plan> = before.iter().map(|known| &known.plan).collect();
            let new: Vec<&Plan> = plans.iter().map(|known| &known.plan).collect();
            let found = of(&old, &new, &alike);
            for known in &plans {
                let expected = before.iter().find(|old| old.who == known.who).map(|old| old.plan.slug.as_str());
                prop_assert_eq!(found.get(&known.plan.slug).copied(), expected, "{:?} -> {:?}", before, plans);
            }
        }
    }
}
