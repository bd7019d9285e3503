//! Whether answers slid by a row: a cell was put in or taken out of the columns of answers alone, so that every answer below
//! it stands beside another task. Keys and numbers don't tell; what the answers speak of does.

use std::collections::HashMap;

use super::reading::RowReading;
use crate::{model::AskedField, text::fold::fold};

/// So many signs in a row that stand in one task alone are its own words.
const WINDOW: usize = 4;
/// Fewer answers that speak of the task beside theirs may do so for a reason.
const ENOUGH: usize = 3;

/// Shorter words that are worth a notice, and shorter ones still that say whose an answer is.
const SHORT: usize = 3;
const SCARCE: usize = 2;

/// So many of each other's own words in two answers are no chance.
const SURELY: usize = 3;

/// The rows that were swapped, each with the one whose task it speaks of: both speak of the other's and of nothing of their
/// own.
pub(super) fn swapped(rows: &[RowReading<'_>]) -> Vec<Option<usize>> {
    let tasks = words_of_tasks(rows);
    let whose = owners(&tasks, WINDOW);
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

/// The rows that may have been swapped though they say little: the progress of each has words of the other's task alone, and
/// none that are its own task's alone.
pub(super) fn maybe_swapped(rows: &[RowReading<'_>]) -> Vec<usize> {
    let tasks = words_of_tasks(rows);
    let (own, others) = (owners(&tasks, SCARCE), owners(&tasks, SHORT));
    let progress: Vec<Vec<char>> = rows.iter().map(progress_of).collect();
    let names = |row: usize, task: usize, whose: &Owners<'_>, length: usize| {
        let words = progress.get(row).map(Vec::as_slice).unwrap_or_default();
        let is_of_task = |words: &[char]| {
            words.iter().all(|sign| sign.is_alphabetic()) && whose.get(words) == Some(&Some(task))
        };
        words.windows(length).any(is_of_task)
    };
    let speaks_of =
        |row: usize, task: usize| names(row, task, &others, SHORT) && !names(row, row, &own, SCARCE);
    let pairs = (0..rows.len()).flat_map(|row| (0..row).map(move |other| (other, row)));
    let mut found: Vec<usize> = pairs
        .filter(|(one, other)| speaks_of(*one, *other) && speaks_of(*other, *one))
        .flat_map(|(one, other)| [one, other])
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// How far the answers slid: each row with what it answers speaks of the row that stands so far below it. None where
/// nothing says so.
pub(super) fn slid(rows: &[RowReading<'_>]) -> Option<isize> {
    let tasks = words_of_tasks(rows);
    let whose = owners(&tasks, WINDOW);
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

/// Of words the task that alone has them; none where two have.
type Owners<'t> = HashMap<&'t [char], Option<usize>>;

/// Whose words of this length they are.
fn owners(tasks: &[Vec<char>], length: usize) -> Owners<'_> {
    let mut whose = Owners::new();
    for (index, task) in tasks.iter().enumerate() {
        for words in task.windows(length) {
            let owner = whose.entry(words).or_insert(Some(index));
            *owner = owner.filter(|other| *other == index);
        }
    }
    whose
}

/// The tasks whose own words an answer has.
fn spoken_of(row: &RowReading<'_>, whose: &Owners<'_>) -> Vec<usize> {
    let mut tasks: Vec<usize> = counted(row, whose).into_keys().collect();
    tasks.sort_unstable();
    tasks
}

/// What a row says of its progress.
fn progress_of(row: &RowReading<'_>) -> Vec<char> {
    let cells = row.cells.iter().filter(|cell| cell.field == AskedField::Progress);
    cells.flat_map(|cell| fold(&cell.text).chars().collect::<Vec<_>>()).collect()
}

/// How many of each task's own words an answer has.
fn counted(row: &RowReading<'_>, whose: &Owners<'_>) -> HashMap<usize, usize> {
    let mut counts = HashMap::new();
    for cell in &row.cells {
        let text: Vec<char> = fold(&cell.text).chars().collect();
        for task in text.windows(WINDOW).filter_map(|words| whose.get(words).copied().flatten()) {
            *counts.entry(task).or_default() += 1;
        }
    }
    counts
}
