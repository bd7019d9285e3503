//! Rows of a table become a grid: the sides of all rows make its columns ([MS-DOC] 2.9.322).

use super::{
    super::{
        compound::u16_at,
        limits,
        spans::{GridBuilder, Spending},
    },
    binary::Paragraph,
};
use crate::{
    error::Result,
    import::source::{Cell, Grid, Merged, SourceLocation},
};

/// Sides this near to each other are one, in twentieths of a point.
const NEAR: i32 = 30;

/// What the end of a row says of its cells.
#[derive(Debug, Default)]
pub(super) struct RowMark {
    sides: Vec<i32>,
    merging: Vec<Merging>,
}

/// How a cell is merged with others.
#[derive(Clone, Copy, Debug, Default)]
struct Merging {
    into_left: bool,
    into_above: bool,
}

impl RowMark {
    /// The definition of a row: how many cells, their sides, what each is merged with.
    pub(super) fn read(properties: &Paragraph<'_>) -> Self {
        const CELL: usize = 20;
        const INTO_LEFT: u16 = 0x2;
        const DOWN: u16 = 0x20;
        const BEGINS: u16 = 0x40;
        let count = properties.row.first().copied().map_or(0, usize::from);
        let side = |index: usize| {
            let side = u16_at(properties.row, 1 + 2 * index)?;
            Some(i32::from(side.cast_signed()))
        };
        let cells = properties.row.get(1 + 2 * (count + 1)..).unwrap_or_default();
        let mut flags: Vec<u16> =
            (0..count).map(|index| u16_at(cells, CELL * index).unwrap_or_default()).collect();
        for (index, how) in &properties.merged_down {
            if let Some(flags) = flags.get_mut(usize::from(*index)) {
                let down = match how {
                    1 => DOWN,
                    3 => DOWN | BEGINS,
                    _ => 0,
                };
                *flags = *flags & !(DOWN | BEGINS) | down;
            }
        }
        let merging = |flags: u16| Merging {
            into_left: flags & INTO_LEFT != 0,
            into_above: flags & DOWN != 0 && flags & BEGINS == 0,
        };
        Self {
            sides: (0..=count).filter_map(side).collect(),
            merging: flags.into_iter().map(merging).collect(),
        }
    }
}

/// The rows of a table so far.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<(Vec<String>, RowMark)>);

impl Rows {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// The text of a cell, to be changed.
    pub(super) fn text_mut(&mut self, row: usize, cell: usize) -> Option<&mut String> {
        self.0.get_mut(row)?.0.get_mut(cell)
    }

    /// How many cells of each row hold text.
    pub(super) fn filled(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().map(|(texts, _)| texts.iter().filter(|text| !text.trim().is_empty()).count())
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When it has too many cells.
    pub(super) fn push(&mut self, texts: Vec<String>, mark: RowMark, spending: &mut Spending) -> Result<()> {
        if texts.len() > limits::COLUMNS {
            return Err(limits::exceeded("表格的列数", "columns of a table", limits::COLUMNS));
        }
        for text in &texts {
            spending.cell(text)?;
        }
        self.0.push((texts, mark));
        Ok(())
    }

    /// The grid of all rows.
    ///
    /// # Errors
    /// When it is too large.
    pub(super) fn into_grid(self, table: usize, spending: &mut Spending) -> Result<Grid> {
        let columns = columns(&self.0);
        let mut builder = GridBuilder::default();
        for (index, (texts, mark)) in self.0.into_iter().enumerate() {
            let mut row = Vec::new();
            for (cell, text) in texts.into_iter().enumerate() {
                let merging = mark.merging.get(cell).copied().unwrap_or_default();
                let (first, end) = place(&columns, &mark, cell);
                row.resize(row.len().max(first), Cell::default());
                let own = if merging.into_left {
                    row.last().cloned().map(|cell| Cell { merged: Merged::Left, ..cell })
                } else if merging.into_above {
                    builder.above(first).cloned().map(|cell| Cell { merged: Merged::Above, ..cell })
                } else {
                    None
                };
                let own = own.unwrap_or(Cell { text, merged: Merged::No });
                let right = Cell { merged: Merged::Left, ..own.clone() };
                row.push(own);
                row.resize(row.len().max(end.min(limits::COLUMNS)), right);
            }
            builder.placed_row(row, SourceLocation::Row { table, row: index + 1 }, spending)?;
        }
        builder.finish(None, spending)
    }
}

/// The sides of all rows, those that are hardly apart as one.
fn columns(rows: &[(Vec<String>, RowMark)]) -> Vec<i32> {
    let mut sides: Vec<i32> = rows.iter().flat_map(|(_, mark)| mark.sides.iter().copied()).collect();
    sides.sort_unstable();
    sides.dedup_by(|side, before| *side - *before <= NEAR);
    sides
}

/// Its first column, and the one behind its last; without sides each cell is a column.
fn place(columns: &[i32], mark: &RowMark, cell: usize) -> (usize, usize) {
    let nearest = |side: &i32| {
        (0..columns.len())
            .min_by_key(|index| columns.get(*index).map_or(i64::MAX, |column| i64::from(column - side).abs()))
    };
    match (mark.sides.get(cell).and_then(nearest), mark.sides.get(cell + 1).and_then(nearest)) {
        (Some(first), Some(end)) => (first, end.max(first + 1)),
        _ => (cell, cell + 1),
    }
}
