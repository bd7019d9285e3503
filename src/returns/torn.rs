//! Whether answers stand beside other rows than theirs, by what can be seen without understanding them: a blank where
//! everything else is filled, an answer in a row that asks nothing, statuses that only make sense a row further. A form that
//! still has its keys is trusted more than one of which nothing is left but the printed words.

use super::{reading::RowReading, value::AnswerValue};
use crate::model::{AskedField, Status};

/// So many rows at the top may have been pushed down.
const PUSHED: usize = 3;
/// Fewer rows that are filled say nothing of one that is not.
const ENOUGH: usize = 2;
/// So many contradictions that a slide would explain are no chance.
const CONTRADICTIONS: usize = 3;

/// Whether the answers of a table were torn from their rows; `strays` is how many rows without a printed word have answers.
pub(super) fn is_torn(rows: &[RowReading<'_>], strays: usize) -> bool {
    let (filled, said) = (answered(rows), said(rows));
    let has_gap = filled.contains(&false) || said.contains(&true) && said.contains(&false);
    let is_keyed = is_keyed(rows);
    // A row that is answered but for its words was one before they moved.
    let is_parted = said.len() > PUSHED && is_pushed(&said) && !filled.contains(&false);
    strays > 0 && (!is_keyed || has_gap)
        || !is_keyed && (is_pushed(&filled) || is_pushed(&said))
        || is_parted
        || is_explained_by_a_slide(rows)
}

/// Whether answers that stand with their keys may have been moved all the same: what is blank is the first rows, or
/// the last.
pub(super) fn may_be_pushed(rows: &[RowReading<'_>]) -> bool {
    let filled = answered(rows);
    filled.len() > PUSHED + 1 && is_pushed(&filled)
}

fn is_keyed(rows: &[RowReading<'_>]) -> bool {
    rows.iter().any(|row| row.is_keyed)
}

fn answered(rows: &[RowReading<'_>]) -> Vec<bool> {
    rows.iter().map(RowReading::is_answered).collect()
}

/// Which rows say what was done. A status may stand in every row: the form goes out with one.
fn said(rows: &[RowReading<'_>]) -> Vec<bool> {
    rows.iter().map(|row| has(row, AskedField::Progress)).collect()
}

/// Whether the first rows, or the last one, are all that is blank.
fn is_pushed(filled: &[bool]) -> bool {
    let count = filled.iter().filter(|is_filled| **is_filled).count();
    let blank = filled.len() - count;
    let is_all_at = |ends: &mut dyn Iterator<Item = &bool>| ends.take(blank).all(|is_filled| !is_filled);
    count >= ENOUGH
        && count >= blank
        && ((1..=PUSHED).contains(&blank) && is_all_at(&mut filled.iter())
            || blank == 1 && is_all_at(&mut filled.iter().rev()))
}

/// Whether answers contradict what their rows say, and those of the rows beside don't.
fn is_explained_by_a_slide(rows: &[RowReading<'_>]) -> bool {
    let count = |by: isize, contradicts: fn(&RowReading<'_>, &RowReading<'_>) -> bool| {
        let pairs = rows.iter().enumerate().filter_map(|(index, row)| {
            let beside = rows.get(index.checked_add_signed(by)?)?;
            Some(contradicts(row, beside))
        });
        pairs.filter(|contradicts| *contradicts).count()
    };
    [is_step_back, is_other_progress].into_iter().any(|contradicts| {
        count(0, contradicts) >= CONTRADICTIONS && [-1, 1].into_iter().any(|by| count(by, contradicts) == 0)
    })
}

/// Whether a row goes back by the status of another.
fn is_step_back(row: &RowReading<'_>, beside: &RowReading<'_>) -> bool {
    row.base.zip(status(beside)).is_some_and(|(base, status)| base.goes_back(status))
}

/// Whether the status of a row is none for the percentage of another. A status that the form held says nothing.
fn is_other_progress(row: &RowReading<'_>, beside: &RowReading<'_>) -> bool {
    let percent = match value(beside, AskedField::Percent) {
        Some(AnswerValue::Percent(percent)) => *percent,
        _ => return false,
    };
    match status(row).filter(|status| Some(*status) != row.base) {
        Some(Status::Done) => percent < 100,
        Some(Status::NotStarted) => percent > 0,
        _ => false,
    }
}

fn status(row: &RowReading<'_>) -> Option<Status> {
    match value(row, AskedField::Status) {
        Some(AnswerValue::Status(status)) => Some(*status),
        _ => None,
    }
}

fn has(row: &RowReading<'_>, field: AskedField) -> bool {
    row.cells.iter().any(|cell| cell.field == field)
}

pub(super) fn value<'r>(row: &'r RowReading<'_>, field: AskedField) -> Option<&'r AnswerValue> {
    row.cells.iter().find(|cell| cell.field == field)?.value.as_ref().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_blank_at_one_end_alone_was_pushed() {
        let filled = |word: &str| word.chars().map(|c| c == 'x').collect::<Vec<bool>>();
        for word in [".xx", ".xxxxx", "..xxx", "...xxxx", "xx.", "xxxxx."] {
            assert!(is_pushed(&filled(word)), "{word}");
        }
        for word in ["", "x", "xx", ".x", "x.", "x.x", ".x.x", "xx..", "....xxxx", "...xx", "..."] {
            assert!(!is_pushed(&filled(word)), "{word}");
        }
    }
}
