//! The levels of heading rows: where two of them follow on each other, the upper one is the outer, whatever its
//! marker, and so it is in the rest of the table.

use std::collections::HashSet;

use super::{
    super::names,
    Content, Header, Line, fold,
    marker::{self, Level},
};
use crate::import::source::{Cell, Merged, Row, SourceLocation};

/// For each line whether it heads an inner level; none where the rows leave it open.
pub(super) fn of(lines: &[Line<'_>]) -> Vec<Option<bool>> {
    let kinds: Vec<Option<Option<Level>>> = lines
        .iter()
        .map(|line| match line {
            Line::Row(row) => heading(row),
            Line::Heading(..) | Line::Sheet(..) | Line::Titles(..) => None,
        })
        .collect();
    let mut pairs: Vec<(Option<Level>, Option<Level>)> = kinds
        .windows(2)
        .filter_map(|pair| match pair {
            [Some(upper), Some(lower)] if upper != lower || upper.is_none() => Some((*upper, *lower)),
            _ => None,
        })
        .collect();
    pairs.dedup();
    match pairs.as_slice() {
        // both without a marker: what stands right above another heading is the outer one
        [(None, None)] => (0..kinds.len())
            .map(|index| kinds.get(index)?.map(|_| !matches!(kinds.get(index + 1), Some(Some(_)))))
            .collect(),
        [(outer, inner)] => kinds
            .iter()
            .map(|kind| kind.filter(|kind| kind == outer || kind == inner).map(|kind| kind == *inner))
            .collect(),
        _ => vec![None; kinds.len()],
    }
}

/// The levels of the numbered headings among the rows below the titles.
pub(super) fn numbered(lines: &[Line<'_>]) -> HashSet<Level> {
    let headings = lines.iter().filter_map(|line| match line {
        Line::Row(row) => heading(row)?,
        _ => None,
    });
    headings.collect()
}

/// The rows of nothing but a short name in the column of the tasks: they head those below them, where the table begins with one,
/// and no row says in such words what is to be done.
pub(super) fn names(header: &Header, rows: &[&Row]) -> Vec<SourceLocation> {
    const LONGEST: usize = 12;
    let Some(content) = header.columns(Content).first().copied() else { return Vec::new() };
    let alone = |row: &Row| {
        let is_filled = |cell: &Cell| cell.merged != Merged::Left && !fold::trim(&cell.text).is_empty();
        let text = fold::trim(&row.cells.get(content)?.text).to_owned();
        let is_alone =
            row.cells.iter().enumerate().all(|(column, cell)| is_filled(cell) == (column == content));
        (is_alone && !super::is_note(&text)).then_some(text)
    };
    let is_name = |text: &str| {
        text.chars().count() <= LONGEST
            && !text.contains(['。', '；', '，', '、', '：', ';', ',', ':'])
            && !names::begins_task(text)
    };
    // what stands below the last task heads nothing
    let end = rows.iter().rposition(|row| alone(row).is_none()).map_or(0, |last| last + 1);
    let rows = rows.split_at(end).0;
    let found: Vec<(SourceLocation, String)> =
        rows.iter().filter_map(|row| Some((row.location, alone(row)?))).collect();
    let begins = rows.first().is_some_and(|row| alone(row).is_some());
    let heads = begins
        && !header.department_columns().is_empty()
        && found.len() * 2 <= rows.len()
        && found.iter().all(|(_, text)| is_name(text));
    if heads { found.into_iter().map(|(location, _)| location).collect() } else { Vec::new() }
}

/// The marker of a row that is one text over the whole width.
pub(super) fn heading(row: &Row) -> Option<Option<Level>> {
    const LONGEST: usize = 80;
    let (first, rest) = row.cells.split_first()?;
    let text = fold::trim(&first.text);
    let whole = first.merged == Merged::No
        && !rest.is_empty()
        && rest.iter().all(|cell| cell.merged == Merged::Left || fold::trim(&cell.text).is_empty());
    (whole
        && !text.is_empty()
        && marker::pure_number(text).is_none()
        && text.chars().count() <= LONGEST
        && !super::is_note(text))
    .then(|| marker::read(text).map(|marker| marker.level))
}
