//! How many tasks changed, and in which way: the first line of a paper of changes, and what is said when it is written.

use std::collections::BTreeMap;

use super::{is_dropped_within, is_gone, is_left_out, is_listed, not_listed};
use crate::{
    history::{Difference, Differences},
    model::{Change, ChangedField, Field, Status},
    output::{changes::counted, history::whole_plans, parts::Parts},
    text::Lang,
};

/// How many tasks a paper of changes lists, and how many came or are gone with their plans.
pub fn figures(differences: &Differences, lang: Lang) -> String {
    let (differences, _) = differences.without_renames();
    let Parts { tasks, .. } = Parts::of(&differences, lang);
    let listed: Vec<&Difference> = tasks.into_iter().filter(|one| is_listed(one)).collect();
    let [changed, whole] = of_tasks(&differences, &listed, lang);
    changed.into_iter().chain(whole).collect::<Vec<_>>().join(lang.pick("，", ", "))
}

/// How many tasks changed; then how many in which way. Those of plans that came or are gone as a whole are counted apart.
pub(super) fn counts(differences: &Differences, own: &[&Difference], lang: Lang) -> Vec<String> {
    let (mut moves, mut fields) = (BTreeMap::<(usize, usize), usize>::new(), BTreeMap::new());
    for difference in own {
        if let (Some(before), Some(after)) = (&difference.before, &difference.after) {
            if before.status != after.status {
                *moves.entry((before.status as usize, after.status as usize)).or_default() += 1;
            }
            ways(difference, lang).into_iter().for_each(|way| *fields.entry(way).or_insert(0) += 1);
        }
    }
    let label = |index: usize| Status::ALL.get(index).map_or("", |status| status.label(lang));
    let moves = moves
        .into_iter()
        .map(|((from, to), number)| count(&format!("{} → {}", label(from), label(to)), number, lang));
    let fields = fields.into_iter().map(|((_, words), number)| count(&words, number, lang));
    of_tasks(differences, own, lang).into_iter().flatten().chain(moves).chain(fields).collect()
}

fn count(words: &str, count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{words} {count} 项"),
        Lang::En => format!("{words}: {count}"),
    }
}

/// How many tasks changed; then how many came or are gone, those of whole plans apart.
fn of_tasks(differences: &Differences, own: &[&Difference], lang: Lang) -> [Vec<String>; 2] {
    let count = |words: &str, number: usize| count(words, number, lang);
    let added = own.iter().filter(|one| one.before.is_none()).count();
    let removed = own.iter().filter(|one| one.after.is_none()).count();
    let plans = whole_plans(differences);
    let of_plans = |are_new: bool| {
        let is_of = |slug: &str| {
            plans.iter().any(|plan| plan.is_addition() == are_new && plan.whole_plan() == Some(slug))
        };
        differences.tasks.iter().filter(|difference| is_of(&difference.plan)).count()
    };
    let whole = [
        (of_plans(true), "新增方案的任务", "tasks of new plans"),
        (of_plans(false), "删除方案的任务", "tasks of plans removed"),
        (added, "新增任务", "new tasks"),
        (removed, "删除任务", "tasks removed"),
    ];
    // Each task is counted once, so that the figures add up.
    let rest = own.len() - added - removed;
    let is_none = whole.iter().all(|(number, ..)| *number == 0);
    let changed = (rest > 0 || is_none).then(|| count(lang.pick("有变化的任务", "tasks that changed"), rest));
    let whole = whole.into_iter().filter(|(number, ..)| *number > 0);
    let beside = if changed.is_some() { lang.pick("另", "") } else { "" };
    let whole = whole.map(|(number, zh, en)| {
        let words = match (beside.is_empty(), zh) {
            (true, _) => lang.pick(zh, en),
            (false, "新增任务") => "新增",
            (false, "删除任务") => "删除",
            (false, zh) => zh,
        };
        count(&format!("{beside}{words}"), number)
    });
    [changed.into_iter().collect(), whole.collect()]
}

/// In which ways a task changed beside its status, each once, in the order of the fields.
fn ways(difference: &Difference, lang: Lang) -> Vec<(ChangedField, String)> {
    let changes = difference.changes();
    let told = changes.iter().filter(|change| change.field != Field::Status && !is_left_out(change));
    let mut ways: Vec<_> = told.map(|change| (change.field.clone(), way(change, lang))).collect();
    if is_dropped_within(difference) {
        ways.push((ChangedField::Field(Field::Review), not_listed(lang).to_owned()));
    }
    ways.sort();
    ways.dedup();
    ways
}

/// `时限有变化`, `新版文件已不再列出`
fn way(change: &Change, lang: Lang) -> String {
    if change.field == Field::Review && (is_gone(&change.to) || is_gone(&change.from)) {
        return not_listed(lang).to_owned();
    }
    let name = counted(change, lang);
    lang.pick(format!("{name}有变化"), format!("{name} changed"))
}
