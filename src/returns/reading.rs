//! One returned file: its rows, each with its task and what was answered, and everything that was not taken. Its tables
//! are read in `table.rs`; here is what goes for the file as a whole.

use super::{
    above, columns, expected::Written, form::Owner, held, place::Place, reason::Reason, remark::Remark,
    row::Ledger, sorted, table, torn, value::AnswerValue,
};
use crate::{
    import::container::CellWorkbook,
    model::{AskedField, Entry, Status, TaskId, form::FORM_FACTS},
};

/// What is to be known for reading the file of a unit.
pub(super) struct Subject<'s, 'a> {
    pub(super) ledger: &'s Ledger<'a>,
    pub(super) owner: &'s Owner,
    /// The tasks that the unit was asked about, and those that it supports.
    pub(super) known: &'s [Entry<'a>],
    pub(super) fields: &'s [AskedField],
    /// When it was written.
    pub(super) written: Written,
    /// What was reported in the period before, by task.
    pub(super) before: &'s dyn Fn(&str, TaskId) -> Option<String>,
}

/// A file that was read.
#[derive(Debug, Default)]
pub(super) struct FileReading<'a> {
    pub(super) rows: Vec<RowReading<'a>>,
    /// Rows that belong to no task.
    pub(super) unplaced: Vec<Remark>,
    pub(super) notices: Vec<Remark>,
    /// When the file was saved last, as it says itself.
    pub(super) saved: Option<String>,
    /// Whether that was before a file was saved of which the unit's answers are.
    pub(super) is_older: bool,
}

/// A row with its task.
#[derive(Clone, Debug)]
pub(super) struct RowReading<'a> {
    pub(super) entry: Entry<'a>,
    /// Where the task stood when the form was made, as far as that is known.
    pub(super) base: Option<Status>,
    /// What was filled in.
    pub(super) cells: Vec<CellReading>,
    pub(super) file: String,
    pub(super) place: String,
    /// The row as a whole, in words.
    pub(super) text: String,
    /// Whether a key stands among its answers.
    pub(super) is_keyed: bool,
    /// Whether it stands in an older file than what was answered so far.
    pub(super) is_older: bool,
}

/// A cell that was filled in.
#[derive(Clone, Debug)]
pub(super) struct CellReading {
    pub(super) field: AskedField,
    pub(super) file: String,
    pub(super) place: String,
    pub(super) text: String,
    pub(super) value: Result<AnswerValue, Reason>,
}

impl RowReading<'_> {
    /// Whether anything was filled in besides the status that the form held.
    pub(super) fn is_answered(&self) -> bool {
        self.cells.iter().any(|cell| !self.is_as_held(cell))
    }

    /// Whether a cell holds the status with which the form went out.
    pub(super) fn is_as_held(&self, cell: &CellReading) -> bool {
        matches!(&cell.value, Ok(AnswerValue::Status(status)) if Some(*status) == self.base)
    }
}

impl CellReading {
    /// Where a cell that waits is found: with its file, where files of the unit differ.
    pub(super) fn place_to_find(&self, reason: Reason) -> String {
        if reason == Reason::FileDisagrees {
            format!("{} {}", self.file, self.place)
        } else {
            self.place.clone()
        }
    }

    /// Words that are read as the cell was: a number of a workbook says how it was shown, and words don't.
    pub(super) fn readable(&self) -> String {
        match &self.value {
            Ok(AnswerValue::Percent(percent)) => format!("{percent}%"),
            Ok(AnswerValue::Expected { day: Some(day), words: None }) => day.to_string(),
            _ => self.text.clone(),
        }
    }
}

/// Reads the tables of a file.
pub(super) fn read<'a>(
    book: &CellWorkbook,
    file: &str,
    subject: &Subject<'_, 'a>,
) -> Result<FileReading<'a>, Reason> {
    let tables = columns::find(book);
    if tables.is_empty() {
        return Err(Reason::TableMissing);
    }
    let saved = book.saved.map(|time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    let mut found = FileReading { saved, ..FileReading::default() };
    let (mut is_torn, mut may_be_pushed) = (false, false);
    for table in &tables {
        let before = found.rows.len();
        let strays = table::read(table, file, subject, &mut found);
        let own = found.rows.get(before..).unwrap_or_default();
        is_torn |= torn::is_torn(own, strays);
        may_be_pushed |= torn::may_be_pushed(own);
    }
    let remark = |reason: Reason, place: String, text: String| {
        let department = Some(subject.owner.department.clone());
        Remark { place, department, ..Remark::of_file(reason, file, text) }
    };
    held::hold_back(&mut found, is_torn, &remark);
    // What was held is not said twice.
    let has_answers = found.rows.iter().any(RowReading::is_answered);
    let is_doubtful = sorted::looks_sorted(&found.rows) || may_be_pushed && has_answers;
    if is_doubtful && let Some(table) = tables.first() {
        let place = Place { sheet: &table.sheet.name, row: table.titles, column: None };
        found.notices.push(remark(Reason::AnswersSorted, place.to_string(), String::new()));
    }
    for sheet in &book.sheets {
        let is_read = tables.iter().any(|table| std::ptr::eq(table.sheet, sheet));
        if !is_read && sheet.name != FORM_FACTS && !sheet.cells.is_empty() {
            found.notices.push(remark(Reason::OtherSheet, String::new(), sheet.name.clone()));
        }
        let first = tables.iter().find(|table| std::ptr::eq(table.sheet, sheet));
        for (place, words) in first.map(above::words_above).unwrap_or_default() {
            found.notices.push(remark(Reason::WordsOutside, place, words));
        }
        if is_read && let Some((row, column)) = sheet.commented.first() {
            let place = Place { sheet: &sheet.name, row: *row, column: Some(*column) };
            found.notices.push(remark(Reason::Comments, place.to_string(), String::new()));
        }
    }
    Ok(found)
}
