//! A task reworded past recognition: which new task of an edition stands where one that is gone stood, for the same
//! departments, by the same day. One that is alike besides, and the only such, is the same task; of the others a
//! person is told, and says so.
#![expect(clippy::indexing_slicing, reason = "the indices are counted over these very lists")]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    heading,
    pair::{self, ALIKE_WITH_NUMBER},
};
use crate::{
    error::{Error, Result},
    model::{Names, Plan, Task, TaskId},
    text::fold::fold,
};

/// How alike two tasks in the same place must be to be named as a likely pair where there are several in that place.
const FAIRLY_ALIKE: f64 = 0.2;
/// How many tasks that are gone, times new ones, are compared in one place: more than that tells nothing.
const MOST_PAIRS: usize = 2_500;

/// What a person says of a task of the plan: that it is the one of this number in the document, or none of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Same {
    /// Its number in the store.
    pub task: TaskId,
    /// The number in the document, as [`numbers`] counts.
    pub number: Option<u32>,
}

/// A task that is gone and a new one that may be the same.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LikelyPair {
    /// The number in the store of the one that is gone.
    pub gone: TaskId,
    /// That of the new one.
    pub new: TaskId,
    /// The number of the new one in the document, as [`numbers`] counts.
    pub number: u32,
}

/// The numbers by which the tasks of a document are named: those that it prints where each has one of its own, else their
/// places, counted from 1.
pub(super) fn numbers(draft: &Plan) -> Vec<u32> {
    let printed: Option<Vec<u32>> = draft.tasks.iter().map(Task::document_number).collect();
    let is_one_each = |numbers: &Vec<u32>| numbers.iter().collect::<BTreeSet<_>>().len() == numbers.len();
    printed.filter(is_one_each).unwrap_or_else(|| (1..).zip(&draft.tasks).map(|(number, _)| number).collect())
}

/// What a person says of the tasks, by their indices in the plan and in the draft.
pub(super) fn said(before: &Plan, draft: &Plan, same: &[Same]) -> Result<Vec<(usize, Option<usize>)>> {
    let numbers = numbers(draft);
    let mut said: Vec<(usize, Option<usize>)> = Vec::new();
    for Same { task, number } in same {
        let slug = &before.slug;
        let old = before.tasks.iter().position(|known| known.id == *task).ok_or_else(|| {
            Error::not_found(text!(
                "`--same`：方案 {slug} 中没有任务 {task}；没有写入任何内容",
                "`--same`: plan {slug} has no task {task}; nothing was written"
            ))
            .named("no-such-task")
            .hint(text!("等号前面写台账编号", "write the number of the store before the sign"))
        })?;
        let new = match number {
            None => None,
            Some(number) => Some(numbers.iter().position(|known| known == number).ok_or_else(|| {
                let last = numbers.iter().max().copied().unwrap_or_default();
                Error::not_found(text!(
                    "`--same`：这份文件里没有第{number}项；没有写入任何内容",
                    "`--same`: this document has no task {number}; nothing was written"
                ))
                .named("no-such-task")
                .hint(text!(
                    "等号后面写新文件里的序号，最大为 {last}；文件没有序号或序号有重复的，从头数起",
                    "write the number in the document behind the sign, at most {last}; where it prints none, or one of them twice, count from the top"
                ))
            })?),
        };
        if said.iter().any(|(known, other)| *known == old || new.is_some() && *other == new) {
            return Err(Error::usage(text!(
                "`--same`：同一项任务写了两次（{task}）；没有写入任何内容",
                "`--same`: a task is named twice ({task}); nothing was written"
            )));
        }
        said.push((old, new));
    }
    Ok(said)
}

/// Pairs the tasks that are surely one by where they stand, and gives the pairs, by their indices, that a person may
/// look at. Tasks of which a person said something, and those that no document held, are left alone.
pub(super) fn pair_by_place(
    (before, as_printed, printed): (&Plan, &Plan, &[Task]),
    draft: &Plan,
    names: &Names<'_>,
    said: &[(usize, Option<usize>)],
    partner: &mut [Option<usize>],
) -> Vec<(usize, usize)> {
    let taken: BTreeSet<usize> =
        partner.iter().flatten().copied().chain(said.iter().map(|(old, _)| *old)).collect();
    let mut places: BTreeMap<Place, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (old, task) in before.tasks.iter().enumerate() {
        if !taken.contains(&old) && !task.is_added_by_hand() {
            let place = Place::of(as_printed, &printed[old], names);
            places.entry(place).or_default().0.push(old);
        }
    }
    for (new, task) in draft.tasks.iter().enumerate().filter(|(new, _)| partner[*new].is_none()) {
        places.entry(Place::of(draft, task, names)).or_default().1.push(new);
    }
    let mut likely = Vec::new();
    for (place, (gone, new)) in places {
        if place.departments.is_empty() || gone.len() * new.len() > MOST_PAIRS {
            continue;
        }
        let likeness = |old: usize, new: usize| {
            let words = fold(&draft.tasks[new].content);
            let of = |content: &str| pair::likeness(&fold(content), &words);
            of(&printed[old].content).max(of(&before.tasks[old].content))
        };
        let mut scored: Vec<(f64, usize, usize)> =
            gone.iter().flat_map(|old| new.iter().map(|new| (likeness(*old, *new), *old, *new))).collect();
        scored.sort_by(|one, other| {
            other.0.total_cmp(&one.0).then_with(|| (one.1, one.2).cmp(&(other.1, other.2)))
        });
        let is_only = scored.len() == 1;
        let (mut met_old, mut met_new) = (BTreeSet::new(), BTreeSet::new());
        for (score, old, new) in &scored {
            if met_old.contains(old) || met_new.contains(new) {
                continue;
            }
            let rivals = scored
                .iter()
                .filter(|(score, one, other)| *score >= ALIKE_WITH_NUMBER && (one == old || other == new));
            if *score >= ALIKE_WITH_NUMBER && rivals.count() == 1 {
                partner[*new] = Some(*old);
            } else if *score >= FAIRLY_ALIKE || is_only {
                likely.push((*old, *new));
            } else {
                continue;
            }
            met_old.insert(old);
            met_new.insert(new);
        }
    }
    likely.sort_unstable();
    likely
}

/// Pairs, given by their indices, as a person names them. `ids` are the numbers that new tasks get.
pub(super) fn named(
    pairs: &[(usize, usize)],
    before: &Plan,
    draft: &Plan,
    ids: &HashMap<usize, TaskId>,
) -> Vec<LikelyPair> {
    let numbers = numbers(draft);
    let named = pairs.iter().filter_map(|(old, new)| {
        Some(LikelyPair { gone: before.tasks[*old].id, new: *ids.get(new)?, number: numbers[*new] })
    });
    named.collect()
}

/// Where a task stands, whose it is and when it falls due.
#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Place {
    headings: [Option<String>; 2],
    departments: Vec<String>,
    lead: Vec<String>,
    due: String,
}

impl Place {
    fn of(plan: &Plan, task: &Task, names: &Names<'_>) -> Self {
        let (pillar, key_task) = heading(plan, task);
        let sorted = |list: &[String]| {
            let mut own: Vec<String> = list.iter().map(|name| names.own_name(name).to_owned()).collect();
            own.sort_unstable();
            own
        };
        let due = task.due_text.as_deref().map(fold);
        Self {
            headings: [pillar, key_task].map(|title| title.map(fold)),
            departments: sorted(&task.departments),
            lead: sorted(task.lead.as_deref().unwrap_or_default()),
            due: due.or_else(|| task.due.map(|day| day.to_string())).unwrap_or_default(),
        }
    }
}
