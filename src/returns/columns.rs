//! The table of a form: its row of titles, found by words and not by place, and what each column holds.

use std::collections::BTreeMap;

use super::titles;
use crate::{
    import::container::{CellSheet, CellValue, CellWorkbook, StoredCell},
    model::{
        AskedField,
        form::{FORM_FACTS, FormColumn, FormKey, TABLE_NAME},
    },
    text::fold::fold,
};

/// So many known titles make a row one of titles.
const ENOUGH: usize = 4;

/// The table of a form.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) sheet: &'a CellSheet,
    /// The row of titles.
    pub(super) titles: u32,
    /// The last row that may belong to it.
    end: u32,
    /// Where each column is that the form has; of two with one title the first.
    pub(super) columns: BTreeMap<u32, FormColumn>,
    /// Columns that the form doesn't have, with their titles.
    pub(super) others: Vec<(u32, String)>,
    /// Columns with a title of their own in place of the form's.
    pub(super) renamed: Vec<(u32, String)>,
}

/// The tables of a workbook: on the sheet that its own name points to, else on every visible one.
pub(super) fn find(book: &CellWorkbook) -> Vec<Table<'_>> {
    let named = book.names.iter().find(|(name, _)| name == TABLE_NAME);
    let named = named.and_then(|(_, place)| place.rsplit_once('!')).and_then(|(sheet, _)| {
        let sheet = sheet.trim_start_matches('=').trim_matches('\'').replace("''", "'");
        book.sheets.iter().find(|known| known.name == sheet)
    });
    let own = named.map(tables).unwrap_or_default();
    if !own.is_empty() {
        return own;
    }
    let visible = book.sheets.iter().filter(|sheet| !sheet.is_hidden && sheet.name != FORM_FACTS);
    visible.flat_map(tables).collect()
}

/// The tables of a sheet. Titles that are printed again go on with the table; others begin one.
fn tables(sheet: &CellSheet) -> Vec<Table<'_>> {
    let titles: Vec<(u32, &[StoredCell])> = sheet.rows().filter(|(_, cells)| is_titles(cells)).collect();
    let ends = titles.iter().skip(1).map(|(next, _)| next - 1).chain([u32::MAX]);
    let mut tables: Vec<Table<'_>> = Vec::new();
    for ((row, cells), end) in titles.iter().zip(ends) {
        let table = table(sheet, *row, end, cells);
        match tables.last_mut() {
            Some(last) if last.columns == table.columns && last.others == table.others => last.end = end,
            _ => tables.push(table),
        }
    }
    tables
}

fn table<'a>(sheet: &'a CellSheet, row: u32, end: u32, cells: &[StoredCell]) -> Table<'a> {
    let mut columns: BTreeMap<u32, FormColumn> = BTreeMap::new();
    let mut others = Vec::new();
    for cell in cells {
        let words = cell.words(sheet.from_1904);
        match column(&words) {
            Some(FormColumn::Key) => drop(columns.insert(cell.column, FormColumn::Key)),
            Some(known) if !columns.values().any(|other| *other == known) => {
                columns.insert(cell.column, known);
            }
            _ => others.push((cell.column, words)),
        }
    }
    // Titles of keys may be gone while the keys are there.
    let below = sheet.cells.iter().filter(|cell| cell.row > row && cell.row <= end);
    let below = below.filter(|cell| !columns.contains_key(&cell.column));
    let keys: Vec<u32> = below.filter(|cell| key(cell).is_some()).map(|cell| cell.column).collect();
    for column in keys {
        columns.insert(column, FormColumn::Key);
        others.retain(|(other, _)| *other != column);
    }
    let renamed = titles::restore(&mut columns, &mut others);
    Table { sheet, titles: row, end, columns, others, renamed }
}

/// Whether a row is one of titles.
pub(super) fn is_titles(cells: &[StoredCell]) -> bool {
    let known = cells.iter().filter_map(|cell| match &cell.value {
        CellValue::Text(text) => column(text),
        _ => None,
    });
    known.filter(|column| *column != FormColumn::Key).count() >= ENOUGH
}

/// The column that a title means.
fn column(title: &str) -> Option<FormColumn> {
    let folded = fold(title);
    // 完成率（%）
    let word = folded.split('(').next().unwrap_or_default();
    FormColumn::ALL.into_iter().find(|column| column.title() == word)
}

/// The key in a cell.
pub(super) fn key(cell: &StoredCell) -> Option<FormKey> {
    match &cell.value {
        CellValue::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

impl<'a> Table<'a> {
    /// Where the column of this kind is.
    pub(super) fn place(&self, wanted: FormColumn) -> Option<u32> {
        self.columns.iter().find(|(_, column)| **column == wanted).map(|(place, _)| *place)
    }

    /// The columns that are filled in.
    pub(super) fn answers(&self) -> impl Iterator<Item = (u32, AskedField)> {
        self.columns.iter().filter_map(|(place, column)| match column {
            FormColumn::Answer(field) => Some((*place, *field)),
            _ => None,
        })
    }

    /// Columns that have no title but hold something in the rows of tasks, each with the first such row.
    pub(super) fn untitled(&self) -> Vec<(u32, u32)> {
        let mut found: Vec<(u32, u32)> = Vec::new();
        let titled = |column: u32| {
            self.columns.contains_key(&column) || self.others.iter().any(|(other, _)| *other == column)
        };
        let number = self.place(FormColumn::Number);
        for (row, cells) in self.rows() {
            let is_task = cells.iter().any(|cell| {
                key(cell).is_some()
                    || Some(cell.column) == number && matches!(cell.value, CellValue::Number(_))
            });
            let own = cells.iter().filter(|cell| is_task && !titled(cell.column));
            for cell in own.filter(|cell| !cell.words(self.sheet.from_1904).is_empty()) {
                if !found.iter().any(|(_, column)| *column == cell.column) {
                    found.push((row, cell.column));
                }
            }
        }
        found
    }

    /// The columns of keys in front of the answers, and among them.
    pub(super) fn keys(&self) -> (Option<u32>, Option<u32>) {
        let first_answer = self.answers().map(|(place, _)| place).min().unwrap_or(u32::MAX);
        let keys: Vec<u32> = self
            .columns
            .iter()
            .filter(|(_, column)| **column == FormColumn::Key)
            .map(|(place, _)| *place)
            .collect();
        let front = keys.iter().copied().find(|place| *place < first_answer);
        let inner = keys.iter().copied().find(|place| *place > first_answer);
        (front, inner)
    }

    /// Whether something stands in a column below its title.
    pub(super) fn is_used(&self, column: u32) -> bool {
        let is_below = |row: u32| row > self.titles && row <= self.end;
        self.sheet.cells.iter().any(|cell| cell.column == column && is_below(cell.row))
    }

    /// The rows below the titles; titles that are printed again are left out.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, &'a [StoredCell])> {
        let sheet: &'a CellSheet = self.sheet;
        let rows = sheet.rows().filter(move |(row, _)| *row > self.titles && *row <= self.end);
        rows.filter(|(_, cells)| !is_titles(cells))
    }
}
