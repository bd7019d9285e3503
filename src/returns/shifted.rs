//! Whether answers slid by a row: a cell was put in or taken out of the columns of answers alone, so that every answer below
//! it stands beside another task. Keys and numbers don't tell; what the answers speak of does.

use std::collections::HashMap;

use super::reading::RowReading;
use crate::text::fold::fold;

/// So many signs in a row that stand in one task alone are its own words.
const WINDOW: usize = 4;
/// Fewer answers that speak of the task beside theirs may do so for a reason.
const ENOUGH: usize = 3;

/// So many of each other's own words in two answers are no chance.
const SURELY: usize = 3;

/// The rows that were swapped, each with the one whose task it speaks of: both speak of the other's and of nothing of their
/// own.
pub(super) fn swapped(rows: &[RowReading<'_>]) -> Vec<Option<usize>> {
    let tasks = words_of_tasks(rows);
    let whose = owners(&tasks);
    let counts: Vec<HashMap<usize, usize>> = rows.iter().map(|row| counted(row, &whose)).collect();
    let of = |row: usize, task: usize| counts.get(row).and_then(|row| row.get(&task)).copied().unwrap_or(0);
    let speaks_of = |row: usize, task: usize| of(row, row) == 0 && of(row, task) > 0;
    let are_swapped = |row: usize, other: usize| {
        speaks_of(row, other) && speaks_of(other, row) && of(row, other) + of(other, row) >= SURELY
    };
    let partner = |(row, counts): (usize, &HashMap<usize, usize>)| {
        let mut others = counts.keys().copied().filter(|task| *task != row);
        others.find(|task| are_swapped(row, *task))
    };
    let found: Vec<Option<usize>> = counts.iter().enumerate().map(partner).collect();
    // Each has the other, and no third one.
    let is_mutual = |(row, other): (usize, &Option<usize>)| {
        other.filter(|other| found.get(*other).copied().flatten() == Some(row))
    };
    found.iter().enumerate().map(is_mutual).collect()
}

/// How far the answers slid: each row with what it answers speaks of the row that stands so far below it. None where
/// nothing says so.
pub(super) fn slid(rows: &[RowReading<'_>]) -> Option<isize> {
    let tasks = words_of_tasks(rows);
    let whose = owners(&tasks);
    let answers: Vec<Vec<usize>> = rows.iter().map(|row| spoken_of(row, &whose)).collect();
    let is_slid = |by: &isize| {
        let speaks = |of: isize| {
            let says = move |(index, spoken): (usize, &Vec<usize>)| {
                let task = index.checked_add_signed(of)?;
                spoken.contains(&task).then_some(index)
            };
            answers.iter().enumerate().filter_map(says)
        };
        let beside: Vec<usize> = speaks(*by).collect();
        let (Some(first), Some(last)) = (beside.first(), beside.last()) else { return false };
        beside.len() >= ENOUGH && !speaks(0).any(|own| (first..=last).contains(&&own))
    };
    [-1, 1].into_iter().find(is_slid)
}

fn words_of_tasks(rows: &[RowReading<'_>]) -> Vec<Vec<char>> {
    rows.iter().map(|row| fold(&row.entry.task.content).chars().collect()).collect()
}

/// Whose words they are; none's where two tasks have them.
fn owners(tasks: &[Vec<char>]) -> HashMap<&[char], Option<usize>> {
    let mut whose: HashMap<&[char], Option<usize>> = HashMap::new();
    for (index, task) in tasks.iter().enumerate() {
        for words in task.windows(WINDOW) {
            let owner = whose.entry(words).or_insert(Some(index));
            *owner = owner.filter(|other| *other == index);
        }
    }
    whose
}

/// The tasks whose own words an answer has.
fn spoken_of(row: &RowReading<'_>, whose: &HashMap<&[char], Option<usize>>) -> Vec<usize> {
    let mut tasks: Vec<usize> = counted(row, whose).into_keys().collect();
    tasks.sort_unstable();
    tasks
}

/// How many of each task's own words an answer has.
fn counted(row: &RowReading<'_>, whose: &HashMap<&[char], Option<usize>>) -> HashMap<usize, usize> {
    let mut counts = HashMap::new();
    for cell in &row.cells {
        let text: Vec<char> = fold(&cell.text).chars().collect();
        for task in text.windows(WINDOW).filter_map(|words| whose.get(words).copied().flatten()) {
            *counts.entry(task).or_default() += 1;
        }
    }
    counts
}
