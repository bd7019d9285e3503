//! Tables inside of the cells of tables, one level deep: where the outer one only lays out the page they stand behind it, else
//! they are text of the cell.

use super::{
    super::{
        nested,
        spans::{Spending, clean},
    },
    rows::{RowMark, Rows},
};
use crate::{
    error::Result,
    import::source::{Grid, SourceLocation},
};

/// A table inside of a cell so far.
#[derive(Debug, Default)]
pub(super) struct Inner {
    cell: Vec<String>,
    cells: Vec<String>,
    rows: Rows,
}

impl Inner {
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.cells.is_empty() && self.cell.is_empty()
    }

    /// A paragraph of it, and whether it ends its cell.
    pub(super) fn push(&mut self, text: String, ends_cell: bool) {
        self.cell.push(text);
        if ends_cell {
            self.cells.push(clean(&self.cell.join("\n")));
            self.cell.clear();
        }
    }

    pub(super) fn end_row(&mut self, mark: RowMark, spending: &mut Spending) -> Result<()> {
        self.cell.clear();
        self.rows.push(std::mem::take(&mut self.cells), mark, spending)
    }

    /// The table; what stands behind its last row is a row as well.
    pub(super) fn into_grid(mut self, table: usize, spending: &mut Spending) -> Result<Grid> {
        if !self.cell.is_empty() {
            self.push(String::new(), true);
        }
        if !self.cells.is_empty() {
            self.end_row(RowMark::default(), spending)?;
        }
        self.rows.into_grid(table, spending)
    }
}

/// A cell that holds tables.
#[derive(Debug)]
struct Holder {
    row: usize,
    cell: usize,
    /// Its text without that of the tables.
    bare: String,
    grids: Vec<Grid>,
}

/// The cells of a table that hold others.
#[derive(Debug, Default)]
pub(super) struct Holders {
    found: Vec<Holder>,
    /// Of the cell at hand: the tables, each with the paragraph of the cell that holds its text.
    grids: Vec<(usize, Grid)>,
}

impl Holders {
    /// How many tables they hold.
    pub(super) fn count(&self) -> usize {
        self.found.iter().map(|holder| holder.grids.len()).sum::<usize>() + self.grids.len()
    }

    /// Holds a table of the cell at hand, whose text it becomes.
    pub(super) fn hold(&mut self, grid: Grid, cell: &mut Vec<String>) {
        let words = nested::text(&grid);
        self.grids.push((cell.len(), grid));
        cell.push(words);
    }

    /// The cell of these paragraphs ends, at this row and place in it.
    pub(super) fn end_cell(&mut self, paragraphs: &[String], (row, cell): (usize, usize)) {
        if self.grids.is_empty() {
            return;
        }
        let is_table = |index: usize| self.grids.iter().any(|(at, _)| *at == index);
        let own = paragraphs.iter().enumerate().filter(|(index, _)| !is_table(*index));
        let own: Vec<&str> = own.map(|(_, text)| text.as_str()).collect();
        let bare = clean(&own.join("\n"));
        let grids = std::mem::take(&mut self.grids).into_iter().map(|(_, grid)| grid).collect();
        self.found.push(Holder { row, cell, bare, grids });
    }

    /// Nothing of a cell without an end is held.
    pub(super) fn end_row(&mut self) {
        self.grids.clear();
    }

    /// The tables that stand behind the one of these rows; where they stay text of its cells, the places are noted.
    pub(super) fn unfolded(
        self,
        rows: &mut Rows,
        table: usize,
        places: &mut Vec<SourceLocation>,
    ) -> Vec<Grid> {
        let Some(inner) =
            self.found.iter().flat_map(|holder| &holder.grids).map(|grid| grid.rows.len()).max()
        else {
            return Vec::new();
        };
        let mut filled: Vec<usize> = rows.filled().collect();
        for holder in self.found.iter().filter(|holder| holder.bare.is_empty()) {
            filled.get_mut(holder.row).into_iter().for_each(|count| *count = count.saturating_sub(1));
        }
        if !nested::lays_out(filled.into_iter(), inner) {
            places.extend(self.found.iter().map(|holder| SourceLocation::Row { table, row: holder.row + 1 }));
            return Vec::new();
        }
        let mut inside = Vec::new();
        for holder in self.found {
            if let Some(text) = rows.text_mut(holder.row, holder.cell) {
                *text = holder.bare;
            }
            inside.extend(holder.grids);
        }
        inside
    }
}
