//! The table of a form: its row of titles, found by words and not by place, and what each column holds.

use std::collections::BTreeMap;

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
    /// Where each column is that the form has; of two with one title the first.
    pub(super) columns: BTreeMap<u32, FormColumn>,
    /// Columns that the form doesn't have, with their titles.
    pub(super) others: Vec<(u32, String)>,
}

/// The table of a workbook: where its own name says, else on the first visible sheet that has one.
pub(super) fn find(book: &CellWorkbook) -> Option<Table<'_>> {
    let named = book.names.iter().find(|(name, _)| name == TABLE_NAME);
    let named = named.and_then(|(_, place)| place.rsplit_once('!')).and_then(|(sheet, _)| {
        let sheet = sheet.trim_start_matches('=').trim_matches('\'').replace("''", "'");
        book.sheets.iter().find(|known| known.name == sheet)
    });
    let visible = book.sheets.iter().filter(|sheet| !sheet.is_hidden && sheet.name != FORM_FACTS);
    named.into_iter().chain(visible).find_map(table)
}

fn table(sheet: &CellSheet) -> Option<Table<'_>> {
    let (titles, cells) = sheet.rows().find(|(_, cells)| is_titles(cells))?;
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
    let below = sheet.cells.iter().filter(|cell| cell.row > titles && !columns.contains_key(&cell.column));
    let keys: Vec<u32> = below.filter(|cell| key(cell).is_some()).map(|cell| cell.column).collect();
    for column in keys {
        columns.insert(column, FormColumn::Key);
        others.retain(|(other, _)| *other != column);
    }
    Some(Table { sheet, titles, columns, others })
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

    /// The rows below the titles; titles that are printed again are left out.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, &'a [StoredCell])> {
        let sheet: &'a CellSheet = self.sheet;
        sheet.rows().filter(move |(row, cells)| *row > self.titles && !is_titles(cells))
    }
}
