//! Tables of a Word document: rows, cells with what they span, and tables inside of cells.

use super::BodyReader;
use crate::{
    error::Result,
    import::{
        container::{
            limits, nested,
            spans::{GridBuilder, clean},
        },
        source::{Cell, Grid, Merged, SourceLocation},
    },
};

/// What a row says about itself and its cells.
#[derive(Default)]
struct TableCell {
    span: usize,
    continues: bool,
    text: String,
    /// The text without that of tables inside, and those tables.
    inner: Option<(String, Vec<Grid>)>,
}

/// A cell that holds tables.
struct Holder {
    row: usize,
    column: usize,
    /// Its text without that of the tables.
    bare: String,
    grids: Vec<Grid>,
}

impl BodyReader<'_> {
    /// Reads a table to its end; tables inside its cells follow it where it only lays out the page.
    pub(super) fn table(&mut self) -> Result<Vec<Grid>> {
        self.tables += 1;
        let table = self.tables;
        let mut holders: Vec<Holder> = Vec::new();
        let mut builder = GridBuilder::default();
        let mut number = 0;
        let mut depth = 1;
        while self.xml.begins_within(&mut depth)? {
            match self.xml.name() {
                "tr" => {
                    if let Some(row) = self.row()? {
                        let cells = placed(row, &builder, number, &mut holders)?;
                        number += 1;
                        let location = SourceLocation::Row { table, row: number };
                        builder.placed_row(cells, location, &mut self.spending)?;
                    }
                }
                _ => depth += usize::from(!self.passes_over()?),
            }
        }
        let grid = builder.finish(None, &mut self.spending)?;
        Ok(self.unfolded(grid, table, holders))
    }

    /// The grid with what its cells hold: tables inside stay text, or stand behind it.
    fn unfolded(&mut self, mut grid: Grid, table: usize, holders: Vec<Holder>) -> Vec<Grid> {
        let Some(inner) = holders.iter().flat_map(|holder| &holder.grids).map(|grid| grid.rows.len()).max()
        else {
            return vec![grid];
        };
        let mut filled: Vec<usize> = nested::filled(&grid).collect();
        for holder in holders.iter().filter(|holder| holder.bare.is_empty()) {
            if let Some(count) = filled.get_mut(holder.row) {
                *count = count.saturating_sub(1);
            }
        }
        if !nested::lays_out(filled.into_iter(), inner) {
            self.tables = table;
            self.nested
                .extend(holders.iter().map(|holder| SourceLocation::Row { table, row: holder.row + 1 }));
            return vec![grid];
        }
        let mut inside = Vec::new();
        for holder in holders {
            let cell = grid.rows.get_mut(holder.row).and_then(|row| row.cells.get_mut(holder.column));
            if let Some(cell) = cell {
                cell.text = holder.bare;
            }
            inside.extend(holder.grids);
        }
        inside.insert(0, grid);
        inside
    }

    /// The cells of a row; none when the row is deleted.
    fn row(&mut self) -> Result<Option<Vec<TableCell>>> {
        let mut cells = Vec::new();
        let (mut gone, mut unseen) = (false, false);
        let mut depth = 1;
        while self.xml.begins_within(&mut depth)? {
            match self.xml.name() {
                "tc" => {
                    if cells.len() >= limits::COLUMNS {
                        let limit = limits::COLUMNS;
                        return Err(limits::exceeded("表格的列数", "columns of a table", limit));
                    }
                    cells.push(self.cell()?);
                    continue;
                }
                "gridBefore" => {
                    let span = self.xml.number("val").unwrap_or(0);
                    if span > 0 {
                        cells.push(TableCell { span, ..TableCell::default() });
                    }
                }
                // Inside the properties of a row these mark the row itself.
                "del" => gone = true,
                "hidden" => unseen = true,
                _ => {}
            }
            depth += 1;
        }
        self.deleted += usize::from(gone);
        self.hidden += usize::from(unseen && !gone);
        Ok((!gone && !unseen).then_some(cells))
    }

    fn cell(&mut self) -> Result<TableCell> {
        let mut cell = TableCell { span: 1, ..TableCell::default() };
        let mut depth = 1;
        while self.xml.begins_within(&mut depth)? {
            match self.xml.name() {
                "p" => {
                    let before = cell.text.len();
                    cell.text.push('\n');
                    let outside = std::mem::take(&mut self.boxed);
                    self.paragraph(&mut cell.text)?;
                    for grid in std::mem::replace(&mut self.boxed, outside) {
                        let words = nested::text(&grid);
                        self.raw.spend(words.len())?;
                        cell.text.push('\n');
                        cell.text.push_str(&words);
                    }
                    let added = cell.text.get(before..).unwrap_or_default();
                    // blank lines of a cell are not kept: a file may hold millions
                    if added.trim().is_empty() {
                        cell.text.truncate(before);
                    } else if let Some((bare, _)) = &mut cell.inner {
                        bare.push_str(added);
                    }
                }
                "tbl" => {
                    let grids = self.table()?;
                    let (_, inner) = cell.inner.get_or_insert_with(|| (cell.text.clone(), Vec::new()));
                    for grid in &grids {
                        let words = nested::text(grid);
                        self.raw.spend(words.len())?;
                        cell.text.push('\n');
                        cell.text.push_str(&words);
                    }
                    inner.extend(grids);
                }
                _ => {
                    if self.passes_over()? {
                        continue;
                    }
                    match self.xml.name() {
                        "gridSpan" => cell.span = self.xml.number("val").unwrap_or(1),
                        "vMerge" => {
                            let value = self.xml.attribute("val");
                            cell.continues = value.is_none_or(|value| value == "continue");
                        }
                        _ => {}
                    }
                    depth += 1;
                }
            }
        }
        Ok(cell)
    }
}

/// The cells of a row, those that go on from above with the text that stands there.
fn placed(
    row: Vec<TableCell>,
    builder: &GridBuilder,
    number: usize,
    holders: &mut Vec<Holder>,
) -> Result<Vec<Cell>> {
    let mut cells: Vec<Cell> = Vec::new();
    for cell in row {
        let above = if cell.continues { builder.above(cells.len()) } else { None };
        let (text, merged) = match above {
            Some(above) => (above.text.clone(), Merged::Above),
            None => (clean(&cell.text), Merged::No),
        };
        if let Some((bare, grids)) = cell.inner {
            holders.push(Holder { row: number, column: cells.len(), bare: clean(&bare), grids });
        }
        let span = cell.span.clamp(1, limits::SPAN);
        if cells.len() + span > limits::COLUMNS {
            return Err(limits::exceeded("表格的列数", "columns of a table", limits::COLUMNS));
        }
        let repeated =
            Cell { text: if span > 1 { text.clone() } else { String::new() }, merged: Merged::Left };
        cells.push(Cell { text, merged });
        cells.extend(std::iter::repeat_n(repeated, span - 1));
    }
    Ok(cells)
}
