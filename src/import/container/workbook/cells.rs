//! Cells as a workbook stores them: what kind of value, how it is shown, whether a formula made it. Whoever needs
//! more than what a person sees reads these; the grids of an import are made of them.

use chrono::{DateTime, Utc};

use super::format::{self, Shown};
use crate::import::container::spans::clean;

/// A workbook with its cells as they are stored.
#[derive(Clone, Debug, Default)]
pub struct CellWorkbook {
    /// Its sheets, the hidden ones among them.
    pub sheets: Vec<CellSheet>,
    /// The names that it defines, with what they stand for.
    pub names: Vec<(String, String)>,
    /// The properties of the document that somebody defined.
    pub properties: Vec<(String, String)>,
    /// When it was saved last, as it says itself; none where it says nothing, or a time before any form went out.
    pub saved: Option<DateTime<Utc>>,
    /// What stands outside of tables, where it is no workbook.
    pub lines: Vec<String>,
}

/// A sheet, or a table of a document that is no workbook.
#[derive(Clone, Debug, Default)]
pub struct CellSheet {
    /// What it is called.
    pub name: String,
    /// Whether nobody sees it.
    pub is_hidden: bool,
    /// Whether days are counted from 1904 on.
    pub from_1904: bool,
    /// Its cells by row and column, hidden ones among them.
    pub cells: Vec<StoredCell>,
    /// The merged areas.
    pub merged: Vec<Area>,
    /// Where somebody left a comment.
    pub commented: Vec<(u32, u32)>,
}

/// A rectangle of cells; rows and columns are counted from 1.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Area {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

/// A cell; its place is counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredCell {
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u32,
    /// What it holds.
    pub value: CellValue,
    /// How a number is shown.
    pub shown: Shown,
    /// Whether a formula made the value.
    pub is_formula: bool,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum CellValue {
    /// A text as it was typed, blanks and all.
    Text(String),
    /// A number; a day is one, too.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A day as ISO 8601 has it.
    Day(String),
    /// An error: `#REF!`.
    Error(String),
    /// A formula that no program has computed yet, without its sign in front; blank where it goes on from another cell.
    Uncomputed(String),
}

impl Area {
    /// Whether it reaches into this row.
    pub fn has_row(&self, row: u32) -> bool {
        (self.top..=self.bottom).contains(&row)
    }

    /// Whether the cell at this place is in it.
    pub fn has(&self, row: u32, column: u32) -> bool {
        self.has_row(row) && (self.left..=self.right).contains(&column)
    }
}

impl StoredCell {
    /// A cell that no formula made, with nothing special about how it is shown.
    pub fn new(row: u32, column: u32, value: CellValue) -> Self {
        Self { row, column, value, shown: Shown::Plain, is_formula: false }
    }

    /// What a person sees of it.
    pub fn words(&self, from_1904: bool) -> String {
        match &self.value {
            CellValue::Text(text) => clean(text),
            CellValue::Number(number) => self.shown.number(*number, from_1904),
            CellValue::Truth(truth) => (if *truth { "是" } else { "否" }).to_owned(),
            CellValue::Day(day) => format::iso(day),
            CellValue::Error(error) => error.clone(),
            CellValue::Uncomputed(_) => String::new(),
        }
    }
}

impl CellSheet {
    /// The cell at a place, and whether its value is that of a merged area whose first cell is another one.
    pub fn cell(&self, row: u32, column: u32) -> Option<(&StoredCell, bool)> {
        if let Some(cell) = self.at(row, column) {
            return Some((cell, false));
        }
        let area = self.merged.iter().find(|area| area.has(row, column))?;
        Some((self.at(area.top, area.left)?, true))
    }

    fn at(&self, row: u32, column: u32) -> Option<&StoredCell> {
        let at = self.cells.binary_search_by_key(&(row, column), |cell| (cell.row, cell.column));
        self.cells.get(at.ok()?)
    }

    /// The rows that hold something, in order.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &[StoredCell])> {
        self.cells
            .chunk_by(|one, other| one.row == other.row)
            .filter_map(|cells| cells.first().map(|first| (first.row, cells)))
    }
}

/// A number as it is written in the file; what is none is a text.
pub(super) fn number(written: &str) -> CellValue {
    let written = written.trim();
    match written.parse::<f64>() {
        Ok(number) if number.is_finite() => CellValue::Number(number),
        _ => CellValue::Text(written.to_owned()),
    }
}
