//! The printed numbers: each once, and none left out between two, in front of the first, or where they begin anew.

use std::collections::BTreeMap;

use super::{
    super::{
        marker::{self, Level},
        reading::{Reading, finding},
    },
    listed,
};
use crate::{
    error::Finding,
    import::{draft::RowRole, source::SourceLocation},
};

/// A printed number where it stands.
#[derive(Clone, Copy)]
struct Printed {
    level: Option<Level>,
    number: u32,
    location: SourceLocation,
    is_task: bool,
}

/// Says when printed numbers repeat or jump.
pub(super) fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    let printed = printed(reading);
    if printed.iter().filter(|one| one.is_task).count() < 2 {
        return;
    }
    twice(reading, findings);
    let mut missing: Vec<(u32, SourceLocation)> = Vec::new();
    let mut ever: BTreeMap<Option<Level>, u32> = BTreeMap::new();
    let mut last: BTreeMap<Option<Level>, Printed> = BTreeMap::new();
    for one in printed {
        let before = last.get(&one.level).copied();
        // numbers begin anew in a section, or run on through all of them
        let through = ever.insert(one.level, one.number).filter(|through| *through < one.number);
        let expected = before.map(|before| before.number).max(through).map_or(1, |before| before + 1);
        let is_task = one.is_task || before.is_some_and(|before| before.is_task);
        if is_task && one.number > expected && one.number != 1 {
            const MOST: u32 = 50;
            let end = one.number.min(expected + MOST);
            missing.extend((expected..end).map(|number| (number, one.location)));
        }
        // deeper numbers begin anew
        last.retain(|level, _| *level <= one.level);
        last.insert(one.level, one);
    }
    let numbers: Vec<u32> = missing.iter().map(|(number, _)| *number).collect();
    if let Some((_, location)) = missing.first() {
        let (zh, en) = listed(&numbers);
        findings.push(finding(
            "number-gap",
            *location,
            text!(
                "编号不连续，缺 {zh}；请确认原文如此",
                "the numbers jump, {en} missing; check that the document is like that"
            ),
        ));
    }
}

/// Every printed number: of running text those of all its paragraphs, of a table those of its tasks.
fn printed(reading: &Reading) -> Vec<Printed> {
    if !reading.columns.is_empty() {
        let items = reading.items.iter().filter_map(|item| {
            Some(Printed { level: None, number: item.number?, location: item.location, is_task: true })
        });
        return items.collect();
    }
    let rows = reading.account.iter().filter(|row| row.role != RowRole::Continuation);
    let read = rows.filter_map(|row| {
        let marker = marker::read(&row.text)?;
        let number = marker.number.filter(|number| *number > 0)?;
        Some(Printed {
            level: Some(marker.level),
            number,
            location: row.location,
            is_task: row.role == RowRole::Task,
        })
    });
    read.collect()
}

fn twice(reading: &Reading, findings: &mut Vec<Finding>) {
    let items = &reading.items;
    let numbers: Vec<u32> = items.iter().filter_map(|item| item.number).collect();
    // numbers that start again in every section are the rule of the document, not a slip
    let restarts = numbers.iter().filter(|number| **number == 1).count() > 1;
    if restarts || numbers.len() * 2 < items.len() {
        return;
    }
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for number in &numbers {
        *counts.entry(*number).or_default() += 1;
    }
    let twice: Vec<u32> = counts.iter().filter(|(_, count)| **count > 1).map(|(number, _)| *number).collect();
    let Some(first) = twice.first() else { return };
    let place = items.iter().rev().find(|item| item.number == Some(*first));
    let (zh, en) = listed(&twice);
    findings.push(finding(
        "duplicate-number",
        place.map_or(SourceLocation::Unknown, |item| item.location),
        text!(
            "编号 {zh} 出现不止一次，任务按顺序重新编号",
            "number {en} is printed more than once; the tasks are numbered in order instead"
        ),
    ));
}
