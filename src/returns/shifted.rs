//! Whether answers slid by a row: a cell was put in or taken out of the columns of answers alone, so that every answer below
//! it stands beside another task. Keys and numbers don't tell; what the answers speak of does.

use std::collections::HashMap;

use super::reading::RowReading;
use crate::text::fold::fold;

/// So many signs in a row that stand in one task alone are its own words.
const WINDOW: usize = 4;
/// Fewer answers that speak of the task beside theirs may do so for a reason.
const ENOUGH: usize = 3;

/// How far the answers slid: each row with what it answers speaks of the row that stands so far below it. None where
/// nothing says so.
pub(super) fn slid(rows: &[RowReading<'_>]) -> Option<isize> {
    let tasks: Vec<Vec<char>> =
        rows.iter().map(|row| fold(&row.entry.task.content).chars().collect()).collect();
    // Whose words they are; none's where two tasks have them.
    let mut whose: HashMap<&[char], Option<usize>> = HashMap::new();
    for (index, task) in tasks.iter().enumerate() {
        for words in task.windows(WINDOW) {
            let owner = whose.entry(words).or_insert(Some(index));
            *owner = owner.filter(|other| *other == index);
        }
    }
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

/// The tasks whose own words an answer has.
fn spoken_of(row: &RowReading<'_>, whose: &HashMap<&[char], Option<usize>>) -> Vec<usize> {
    let texts = row.cells.iter().map(|cell| fold(&cell.text).chars().collect::<Vec<_>>());
    let mut tasks: Vec<usize> = texts
        .flat_map(|text| {
            let known = |words: &[char]| whose.get(words).copied().flatten();
            text.windows(WINDOW).filter_map(known).collect::<Vec<_>>()
        })
        .collect();
    tasks.sort_unstable();
    tasks.dedup();
    tasks
}
