//! Whether answers look as if they had been sorted by themselves, without the key among them. Nothing in such a file says
//! so for certain: each row still has its keys. What sorting leaves behind is order where nobody makes any.

use super::{reading::RowReading, torn::value, value::AnswerValue};
use crate::model::{AskedField, form::FormColumn};

/// Fewer rows than that may stand in any order by chance.
const ENOUGH: usize = 5;
/// So many different values in order are no chance.
const DISTINCT: usize = 4;

/// Whether rows that stand as they went out have answers that are sorted: percentages or days that only rise or only
/// fall, or blanks that all sank to the end on one side of the key while the other side goes on.
pub(super) fn looks_sorted(rows: &[RowReading<'_>]) -> bool {
    let places = rows.iter().map(|row| (&row.entry.plan.slug, row.entry.task.id));
    if rows.len() < ENOUGH || !places.is_sorted() {
        return false;
    }
    let percents = rows.iter().filter_map(|row| match value(row, AskedField::Percent)? {
        AnswerValue::Percent(percent) => Some(i64::from(*percent)),
        _ => None,
    });
    let days = rows.iter().filter_map(|row| match value(row, AskedField::Expected)? {
        AnswerValue::Expected { day: Some(day), .. } => Some((*day, row.entry.falls_due())),
        _ => None,
    });
    let (days, due): (Vec<_>, Vec<_>) = days.unzip();
    is_in_order(&percents.collect::<Vec<_>>())
        // In a plan that goes by time, days are in order anyway; one whose tasks all fall due at once goes by nothing.
        || is_in_order(&days) && !(is_monotone(&due) && due.first() != due.last())
        || has_sunk(rows)
}

fn is_in_order<T: PartialOrd + Clone>(values: &[T]) -> bool {
    let mut distinct = values.to_vec();
    distinct.dedup_by(|one, other| one == other);
    values.len() >= ENOUGH && distinct.len() >= DISTINCT && is_monotone(values)
}

fn is_monotone<T: PartialOrd>(values: &[T]) -> bool {
    values.is_sorted() || values.iter().rev().is_sorted()
}

/// Whether the answers before the key, or those behind it, fill the first rows and no other, while some row is answered
/// behind it alone.
fn has_sunk(rows: &[RowReading<'_>]) -> bool {
    let (before, behind) = (sides(rows, true), sides(rows, false));
    let is_top = |filled: &[bool]| {
        let count = filled.iter().filter(|is_filled| **is_filled).count();
        count >= 2 && count < filled.len() && filled.iter().take(count).all(|is_filled| *is_filled)
    };
    let is_torn = before.iter().zip(&behind).any(|(before, behind)| *behind && !*before);
    is_torn && (is_top(&before) || is_top(&behind))
}

/// Of each row whether it is answered before the key among the answers, or behind it. The status doesn't count: the form
/// goes out with one.
fn sides(rows: &[RowReading<'_>], is_before: bool) -> Vec<bool> {
    let key = FormColumn::ALL.iter().rposition(|column| *column == FormColumn::Key).unwrap_or_default();
    let is_there = |field: AskedField| {
        let place = FormColumn::ALL.iter().position(|column| *column == FormColumn::Answer(field));
        place.is_some_and(|place| (place < key) == is_before)
    };
    let is_filled = |row: &RowReading<'_>| {
        row.cells.iter().any(|cell| cell.field != AskedField::Status && is_there(cell.field))
    };
    rows.iter().map(is_filled).collect()
}
