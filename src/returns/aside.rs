//! Whether the answers of a row stand a column beside theirs: a status where a percentage is asked, a percentage where words
//! are. Words fit everywhere, so one cell that is certainly another's speaks for the row.

use super::{
    reading::{CellReading, RowReading},
    value::{self, AnswerValue},
};
use crate::{model::AskedField, text::fold::fold};

/// Fewer rows that only seem to stand aside may do so for a reason.
const ENOUGH: usize = 2;
/// A percentage is shorter than that, whatever was written of it.
const LONG: usize = 12;

/// The rows whose answers stand aside: those that say so, and all where most do.
pub(super) fn aside(rows: &[RowReading<'_>]) -> Vec<bool> {
    let answered = rows.iter().filter(|row| row.is_answered()).count();
    let mut found: Vec<bool> = rows.iter().map(stands_aside).collect();
    let count = found.iter().filter(|stands| **stands).count();
    let seem = |row: &RowReading<'_>| !row.is_answered() || seems_aside(row);
    if count * 2 > answered || answered >= ENOUGH && rows.iter().all(seem) {
        found.fill(true);
    }
    found
}

/// Whether a cell holds what only another column asks for.
fn stands_aside(row: &RowReading<'_>) -> bool {
    let cell = |field| cell(row, field);
    let is_wrong = |field| cell(field).is_some_and(|cell| cell.value.is_err());
    let is_status = |cell: &CellReading| value::status(&cell.text).is_ok();
    let status_aside = cell(AskedField::Percent).is_some_and(is_status);
    let percent_before = is_wrong(AskedField::Status) && cell(AskedField::Status).is_some_and(is_percent);
    let percent_behind = cell(AskedField::Percent).is_none_or(|cell| cell.value.is_err())
        && cell(AskedField::Progress).is_some_and(is_percent);
    let day_before = cell(AskedField::Evidence).is_some_and(is_day)
        && cell(AskedField::Expected).is_none_or(|cell| !is_day(cell));
    status_aside || percent_before || percent_behind || day_before
}

/// Whether cells look like those of the columns beside them.
fn seems_aside(row: &RowReading<'_>) -> bool {
    let cell = |field| cell(row, field);
    let is_long = |cell: &CellReading| cell.value.is_err() && cell.text.chars().count() >= LONG;
    let words_before = cell(AskedField::Percent).is_some_and(is_long);
    let status_behind = cell(AskedField::Status).is_none_or(|cell| row.is_as_held(cell))
        && cell(AskedField::Progress).is_some_and(|cell| value::status(&cell.text).is_ok())
        && cell(AskedField::Problems).is_some();
    words_before || status_behind
}

/// Whether it is a percentage and no more; a bare number may count something.
fn is_percent(cell: &CellReading) -> bool {
    let folded = fold(&cell.text);
    let number = folded.strip_suffix('%').or_else(|| folded.strip_prefix("0."));
    number.is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

fn is_day(cell: &CellReading) -> bool {
    match &cell.value {
        Ok(AnswerValue::Expected { day, words: None }) => day.is_some(),
        _ => super::expected::is_day(&cell.text),
    }
}

fn cell<'r>(row: &'r RowReading<'_>, field: AskedField) -> Option<&'r CellReading> {
    row.cells.iter().find(|cell| cell.field == field)
}
