//! Lines with departments that stand in front of the items that they are for, not behind them.

use std::collections::HashSet;

use super::{
    super::{
        bracket,
        departments::{self, Role},
        label, marker, names,
        tail::{self, Form, Tail},
    },
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

/// （基教科）1.推进均衡创建: the departments of each item stand in a bracket in front of its number, where no paragraph closes
/// with some.
pub(super) fn with_lists_in_front_of_numbers(entries: &mut [Entry<'_>]) {
    const FEWEST: usize = 2;
    let is_task = |entry: &Entry<'_>| matches!(entry.kind, Kind::Task(_) | Kind::Assignment(_));
    if entries.iter().any(is_task) {
        return;
    }
    let found: Vec<usize> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| in_front_of_number(entry.text).is_some())
        .map(|(index, _)| index)
        .collect();
    if found.len() < FEWEST {
        return;
    }
    for index in found {
        let Some(entry) = entries.get_mut(index) else { continue };
        let Some((inside, text, marker)) = in_front_of_number(entry.text) else { continue };
        let departments = departments::read(inside, Role::Unstated);
        let (content, due) =
            tail::dated(text).map_or((text.to_owned(), None), |(content, due)| (content, Some(due)));
        let departments = departments::Departments { deadline: due, ..departments };
        (entry.text, entry.level, entry.number) = (text, Some(marker.level), marker.number);
        entry.kind = Kind::Task(Tail { content, departments, form: Form::Said });
    }
}

/// The names of the bracket that a text begins with, and the numbered text behind it.
fn in_front_of_number(text: &str) -> Option<(&str, &str, marker::Marker<'_>)> {
    let (inside, rest) = bracket::first(text)?;
    let marker = marker::read(rest).filter(|marker| marker.number.is_some() && !marker.rest.is_empty())?;
    let is_named = departments::is_list(inside)
        && departments::read(inside, Role::Unstated)
            .mentions
            .iter()
            .all(|mention| names::is_department(&mention.name));
    is_named.then_some((inside, rest, marker))
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
