//! Lines with departments that stand in front of the items that they are for, not behind them.

use std::collections::HashSet;

use super::{
    super::{label, marker},
    paragraph::{Entry, Kind},
    sections,
};
use crate::import::source::SourceLocation;

/// Where the first line with departments stands in front of the first numbered paragraph, and none behind the last task,
/// each holds for what stands below it. Returns the first of them where each has one item on either side: they may as well
/// be those of the items above.
pub(super) fn recognise(entries: &mut [Entry<'_>]) -> Option<SourceLocation> {
    let lists: Vec<usize> =
        (0..entries.len()).filter(|index| entries.get(*index).is_some_and(is_list)).collect();
    let (first, last) = (*lists.first()?, *lists.last()?);
    let item = entries.iter().position(|entry| entry.level.is_some())?;
    let has_tasks = entries.iter().any(|entry| matches!(entry.kind, Kind::Task(_)));
    if first > item || has_tasks || !has_tasks_behind(entries, last) || is_of_another_kind(entries, &lists) {
        return None;
    }
    let location = entries.get(first)?.location;
    let is_single = |pair: &[usize]| {
        let between = pair.first().zip(pair.last()).and_then(|(one, other)| entries.get(one + 1..*other));
        let mut levels = HashSet::new();
        between.unwrap_or_default().iter().filter_map(|entry| entry.level).all(|level| levels.insert(level))
    };
    let is_unclear = lists.len() > 1 && lists.windows(2).all(is_single);
    for entry in entries.iter_mut() {
        if let Kind::Assignment(departments) = &mut entry.kind {
            entry.kind = Kind::Front(std::mem::take(departments));
        }
    }
    is_unclear.then_some(location)
}

fn is_list(entry: &Entry<'_>) -> bool {
    matches!(&entry.kind, Kind::Assignment(list) if !list.mentions.is_empty())
}

/// Whether a numbered paragraph behind this one can be a task: 四、保障措施 and what stands below it can not.
fn has_tasks_behind(entries: &[Entry<'_>], last: usize) -> bool {
    let mut excused = None;
    entries.iter().skip(last + 1).any(|entry| {
        let Some(level) = entry.level else { return false };
        if excused.is_some_and(|outer| level > outer) {
            return false;
        }
        let has_none = marker::read(entry.text).is_some_and(|marker| sections::has_none(marker.rest));
        excused = has_none.then_some(level);
        !has_none
    })
}

/// Whether the first line has another label than all others have: 牵头单位 of the whole above 责任单位 of each.
fn is_of_another_kind(entries: &[Entry<'_>], lists: &[usize]) -> bool {
    let role = |index: &usize| entries.get(*index).and_then(|entry| label::head_role(entry.text));
    let Some((first, others)) = lists.split_first() else { return false };
    let Some(other) = others.first().map(role) else { return false };
    // 配合单位：… right below it is the second half of one list
    let is_alone = others.first().is_none_or(|next| *next != first + 1);
    is_alone && others.iter().all(|index| role(index) == other) && role(first) != other
}
