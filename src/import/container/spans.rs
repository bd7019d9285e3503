//! Grids from cells with spans: docx, html and xlsx say in different words which cells are one; here
//! the merged areas are filled in.

use super::limits::{self, Budget};
use crate::{
    error::Result,
    import::source::{Cell, Grid, Merged, Row, SourceLocation},
};

/// Builds a grid row by row.
#[derive(Debug, Default)]
pub(super) struct GridBuilder {
    rows: Vec<Row>,
    /// Areas that reach into rows to come, by column: rows left, text, whether it began to the left.
    open: Vec<Option<Open>>,
}

#[derive(Clone, Debug)]
struct Open {
    rows: usize,
    cell: Cell,
}

/// What all grids of a document may cost together.
#[derive(Debug)]
pub(super) struct Spending {
    paragraphs: Budget,
    rows: Budget,
    cells: Budget,
    text: Budget,
}

impl Spending {
    pub(super) fn new() -> Self {
        Self {
            paragraphs: Budget::new(limits::PARAGRAPHS, ("段落数", "paragraphs")),
            rows: Budget::new(limits::ROWS, ("表格行数", "rows of tables")),
            cells: Budget::new(limits::CELLS, ("单元格数", "cells")),
            text: Budget::new(limits::TEXT, ("文字的字节数", "bytes of text")),
        }
    }

    /// Counts a cell.
    ///
    /// # Errors
    /// As for [`Spending::paragraph`].
    pub(super) fn cell(&mut self, text: &str) -> Result<()> {
        self.cells.spend(1)?;
        self.text.spend(text.len())
    }

    fn row(&mut self) -> Result<()> {
        self.rows.spend(1)
    }

    /// Counts text that is held.
    ///
    /// # Errors
    /// When it is too much.
    pub(super) fn text(&mut self, bytes: usize) -> Result<()> {
        self.text.spend(bytes)
    }

    /// Counts a paragraph.
    ///
    /// # Errors
    /// When there are too many, or too much is said in them.
    pub(super) fn paragraph(&mut self, text: &str) -> Result<()> {
        self.paragraphs.spend(1)?;
        self.text.spend(text.len())
    }
}

/// A cell as its container has it.
#[derive(Debug)]
pub(super) struct Spanned {
    pub(super) text: String,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl GridBuilder {
    /// How many rows it has.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds a row of cells that fill the places which no area from above takes.
    pub(super) fn row(
        &mut self,
        cells: impl IntoIterator<Item = Spanned>,
        location: SourceLocation,
        spending: &mut Spending,
    ) -> Result<()> {
        let mut row: Vec<Cell> = Vec::new();
        let mut cells = cells.into_iter();
        loop {
            self.continue_areas(&mut row, spending)?;
            let Some(spanned) = cells.next() else { break };
            let columns = spanned.columns.clamp(1, limits::SPAN);
            let rows = spanned.rows.clamp(1, limits::SPAN);
            for column in 0..columns {
                let merged = if column == 0 { Merged::No } else { Merged::Left };
                self.push(&mut row, Cell { text: spanned.text.clone(), merged }, rows, spending)?;
            }
        }
        // an area may go on to the right of cells that are not written, since nothing is in them
        let reach = self.open.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        while row.len() < reach {
            spending.cell("")?;
            row.push(Cell::default());
            self.continue_areas(&mut row, spending)?;
        }
        spending.row()?;
        self.rows.push(Row { cells: row, location });
        Ok(())
    }

    /// The area above goes on here: for containers that mark each continuing cell (vMerge).
    pub(super) fn above(&self, column: usize) -> Option<&Cell> {
        self.rows.last()?.cells.get(column)
    }

    /// Adds a row whose cells are placed and merged already.
    pub(super) fn placed_row(
        &mut self,
        cells: Vec<Cell>,
        location: SourceLocation,
        spending: &mut Spending,
    ) -> Result<()> {
        for cell in &cells {
            spending.cell(&cell.text)?;
        }
        spending.row()?;
        self.rows.push(Row { cells, location });
        Ok(())
    }

    fn continue_areas(&mut self, row: &mut Vec<Cell>, spending: &mut Spending) -> Result<()> {
        while let Some(Some(open)) = self.open.get_mut(row.len()) {
            let cell = open.cell.clone();
            open.rows -= 1;
            let is_over = open.rows == 0;
            if let Some(slot) = self.open.get_mut(row.len()).filter(|_| is_over) {
                *slot = None;
            }
            spending.cell(&cell.text)?;
            row.push(cell);
        }
        Ok(())
    }

    fn push(&mut self, row: &mut Vec<Cell>, cell: Cell, rows: usize, spending: &mut Spending) -> Result<()> {
        let column = row.len();
        if column >= limits::COLUMNS {
            return Err(limits::exceeded("表格的列数", "columns of a table", limits::COLUMNS));
        }
        spending.cell(&cell.text)?;
        if rows > 1 {
            if self.open.len() <= column {
                self.open.resize(column + 1, None);
            }
            let merged = if cell.merged == Merged::No { Merged::Above } else { Merged::Left };
            if let Some(slot) = self.open.get_mut(column) {
                *slot = Some(Open { rows: rows - 1, cell: Cell { text: cell.text.clone(), merged } });
            }
        }
        row.push(cell);
        Ok(())
    }

    /// The grid: rows made equally long.
    pub(super) fn finish(mut self, name: Option<String>, spending: &mut Spending) -> Result<Grid> {
        let width = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        for row in &mut self.rows {
            spending.cells.spend(width - row.cells.len())?;
            row.cells.resize(width, Cell::default());
        }
        Ok(Grid::new(name, self.rows))
    }
}

/// A cell's text as all containers give it: without blanks around it, line ends as `\n`.
pub(super) fn clean(text: &str) -> String {
    if !text.contains(['\n', '\r', '\u{b}', '\u{2028}', '\u{2029}']) {
        return text.trim_matches(is_blank).to_owned();
    }
    let lines = text.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{2028}', '\u{2029}'], "\n");
    let lines = lines.lines().map(|line| line.trim_matches(is_blank)).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether nothing is left of a cell's text.
pub(super) fn is_empty(text: &str) -> bool {
    text.trim_matches(is_blank).is_empty()
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_filled_down_and_to_the_right() {
        let cell = |text: &str, columns, rows| Spanned { text: text.into(), columns, rows };
        let mut spending = Spending::new();
        let mut builder = GridBuilder::default();
        builder.row([cell("甲", 1, 2), cell("乙", 2, 1)], SourceLocation::Unknown, &mut spending).unwrap();
        builder.row([cell("丙", 1, 1), cell("丁", 1, 1)], SourceLocation::Unknown, &mut spending).unwrap();
        builder.row([cell("戊", 3, 1)], SourceLocation::Unknown, &mut spending).unwrap();
        let grid = builder.finish(None, &mut spending).unwrap();
        let shown: Vec<Vec<_>> = grid
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| (cell.text.as_str(), cell.merged)).collect())
            .collect();
        use Merged::*;
        assert_eq!(
            shown,
            [
                [("甲", No), ("乙", No), ("乙", Left)],
                [("甲", Above), ("丙", No), ("丁", No)],
                [("戊", No), ("戊", Left), ("戊", Left)],
            ]
        );
    }

    #[test]
    fn an_area_goes_on_to_the_right_of_cells_that_are_not_written() {
        let cell = |text: &str, rows| Spanned { text: text.into(), columns: 1, rows };
        let mut spending = Spending::new();
        let mut builder = GridBuilder::default();
        for cells in [vec![cell("甲", 1), cell("乙", 1), cell("丙", 3)], vec![cell("丁", 1)], vec![]] {
            builder.row(cells, SourceLocation::Unknown, &mut spending).unwrap();
        }
        builder
            .row(["戊", "己", "庚"].map(|text| cell(text, 1)), SourceLocation::Unknown, &mut spending)
            .unwrap();
        let grid = builder.finish(None, &mut spending).unwrap();
        let shown: Vec<Vec<_>> =
            grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(shown, [["甲", "乙", "丙"], ["丁", "", "丙"], ["", "", "丙"], ["戊", "己", "庚"]]);
    }

    #[test]
    fn a_huge_span_is_refused_or_clamped_and_never_allocated() {
        let mut spending = Spending::new();
        let mut builder = GridBuilder::default();
        let wide = |columns| Spanned { text: "x".into(), columns, rows: usize::MAX };
        assert!(builder.row([wide(usize::MAX), wide(5)], SourceLocation::Unknown, &mut spending).is_err());
    }
}
