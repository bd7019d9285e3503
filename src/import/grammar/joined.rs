//! Tables of different shape that are one plan: each of them says who does what, in the same paper.

use std::collections::HashSet;

use super::{
    ColumnRole::{Content, Deadline},
    fold,
    reading::{Reading, finding},
    tables::Candidate,
};
use crate::{error::Finding, import::source::SourceLocation};

/// Which of the readings are parts of one plan, the best one among them; `papers` says in which paper of the document
/// each stands. One alone is no plan of several.
pub(super) fn parts(candidates: &[Candidate], papers: &[usize], best: usize) -> Vec<usize> {
    let Some(anchor) = candidates.get(best).filter(|anchor| is_whole(&anchor.reading)) else {
        return Vec::new();
    };
    let goes_with = |(index, candidate): (usize, &Candidate)| {
        let same_paper = papers.get(index) == papers.get(best);
        (index == best || same_paper && is_part(&candidate.reading, &anchor.reading)).then_some(index)
    };
    let found: Vec<usize> = candidates.iter().enumerate().filter_map(goes_with).collect();
    if found.len() > 1 { found } else { Vec::new() }
}

/// Whether a table is one of tasks by itself: nearly every row names who does it.
fn is_whole(reading: &Reading) -> bool {
    let is_guessed = reading.columns.iter().any(|column| {
        column.guessed && column.role.is_some_and(|role| role.names_departments() || role == Deadline)
    });
    !is_guessed && !reading.items.is_empty() && reading.assigned() * 10 >= reading.items.len() * 8
}

/// Whether a table says as much as another one, of other tasks: who does what, and by when where that one does.
fn is_part(reading: &Reading, other: &Reading) -> bool {
    let is_dated = |reading: &Reading| reading.columns.iter().any(|column| column.role == Some(Deadline));
    let is_known = |reading: &Reading| {
        reading.columns.iter().any(|column| column.role == Some(Content) && !column.guessed)
    };
    let same_kinds = is_dated(reading) || !is_dated(other) && is_known(reading);
    is_whole(reading) && same_kinds && reading.rules.first == other.rules.first && !says_again(reading, other)
}

/// Whether the tasks of a table are those of another one: a summary, or a copy.
fn says_again(reading: &Reading, other: &Reading) -> bool {
    let known: HashSet<String> = other.items.iter().map(|item| fold::key(&item.content)).collect();
    let again = reading.items.iter().filter(|item| known.contains(&fold::key(&item.content))).count();
    again * 5 > reading.items.len()
}

/// The parts as one reading, in the order of the document.
pub(super) fn together(parts: Vec<Candidate>) -> Option<Candidate> {
    let warning = said(&parts);
    let mut parts = parts.into_iter();
    let mut whole = parts.next()?;
    place_columns(&mut whole);
    for mut part in parts {
        place_columns(&mut part);
        whole.tables.append(&mut part.tables);
        whole.blocks = (whole.blocks.0.min(part.blocks.0), whole.blocks.1.max(part.blocks.1));
        whole.reading.append(part.reading);
    }
    whole.reading.warnings.extend(warning);
    Some(whole)
}

/// With several tables a column is known by its table, too.
fn place_columns(part: &mut Candidate) {
    let table = part.tables.first().copied();
    part.reading.columns.iter_mut().for_each(|column| column.table = table);
}

/// That several tables became one plan, where neither headings nor numbers that run on say that they are.
fn said(parts: &[Candidate]) -> Option<Finding> {
    let last = |reading: &Reading| reading.items.iter().rev().find_map(|item| item.number);
    let goes_on = parts.windows(2).all(|pair| match pair {
        [one, other] => {
            let next = other.reading.items.first().and_then(|item| item.number);
            let runs_on = next.is_some() && next == last(&one.reading).map(|last| last + 1);
            let headed =
                |part: &Candidate| part.reading.items.first().is_some_and(|item| item.pillar.is_some());
            runs_on || headed(one) && headed(other)
        }
        _ => true,
    });
    if goes_on {
        return None;
    }
    let first = parts.get(1)?;
    let numbers: Vec<String> =
        parts.iter().filter_map(|part| part.tables.first()).map(usize::to_string).collect();
    let (zh, en) = (numbers.join("、"), numbers.join(", "));
    let number = first.tables.first()?;
    let location = first.reading.items.first().map_or(SourceLocation::Unknown, |item| item.location);
    let message = text!(
        "表 {zh} 的栏目不同，作为一个方案一起读入",
        "tables {en} have other columns than each other and are read together, as one plan"
    );
    Some(finding("tables-together", location, message).fix(text!(
        "是几个方案的，用 `--table {number}` 一类的选项逐个导入，各给一个 `--plan` 名称",
        "if they are several plans, import them one by one: `--table {number}`, each with a `--plan` name"
    )))
}
