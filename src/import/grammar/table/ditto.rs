//! 同上, 〃: a cell that says again what the cell above it says.

use super::{DITTO, Line, fold};
use crate::import::source::{Cell, Merged, Row};

/// The rows in which such cells were filled in, each beside its line.
pub(super) fn resolved(lines: &[Line<'_>]) -> Vec<Option<Row>> {
    let mut above: Vec<Cell> = Vec::new();
    let fill = |line: &Line<'_>| {
        let Line::Row(row) = line else { return None };
        let mut own: Option<Row> = None;
        for (index, cell) in row.cells.iter().enumerate() {
            let known =
                above.get(index).filter(|above| is_ditto(cell) && !fold::trim(&above.text).is_empty());
            if let Some(known) = known
                && let Some(filled) = own.get_or_insert_with(|| (*row).clone()).cells.get_mut(index)
            {
                filled.text.clone_from(&known.text);
            }
        }
        // a heading is no row to go on with
        let cells = own.as_ref().map_or(&row.cells, |own| &own.cells);
        if cells.iter().filter(|cell| cell.merged != Merged::Left && !cell.text.is_empty()).count() > 1 {
            above.clone_from(cells);
        }
        own
    };
    if has_any(lines) { lines.iter().map(fill).collect() } else { vec![None; lines.len()] }
}

fn has_any(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|line| matches!(line, Line::Row(row) if row.cells.iter().any(is_ditto)))
}

fn is_ditto(cell: &Cell) -> bool {
    /// Bytes of such a cell, blanks in it counted.
    const LONGEST: usize = 16;
    !cell.text.is_empty() && cell.text.len() <= LONGEST && DITTO.matches(&fold::key(&cell.text))
}
