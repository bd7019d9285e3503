//! The rows at the foot of a table that sign it.

use crate::import::{
    grammar::fold,
    lexicon::words,
    source::{Merged, Row, SourceLocation},
};

words! {
    SEALS = TITLES["seals"];
}

/// The rows at the foot of a table that sign it: a cell or two each, among them a seal or the day.
pub(super) fn signature(rows: &[&Row]) -> Vec<SourceLocation> {
    const MOST: usize = 4;
    const CELLS: usize = 2;
    let few = |row: &Row| {
        let own = row
            .cells
            .iter()
            .filter(|cell| cell.merged != Merged::Left && !fold::trim(&cell.text).is_empty())
            .collect::<Vec<_>>();
        let is_foot =
            own.len() <= CELLS && row.cells.len() > CELLS && own.iter().all(|cell| cell.merged == Merged::No);
        is_foot.then(|| (row.location, own.iter().map(|cell| fold::key(&cell.text)).collect::<String>()))
    };
    let is_seal = |text: &str| {
        SEALS.matches(text) || text.starts_with("20") && text.ends_with('日') || text.ends_with("印发")
    };
    let mut foot: Vec<(SourceLocation, bool)> = rows
        .iter()
        .rev()
        .take(MOST)
        .map_while(|row| few(row))
        .map(|(location, text)| (location, is_seal(&text)))
        .collect();
    // of what stands above the seal or the day, one row belongs to it: the office that signs
    let last = foot.iter().rposition(|(_, is_seal)| *is_seal).map_or(0, |last| last + 2);
    foot.truncate(last);
    foot.into_iter().map(|(location, _)| location).collect()
}
