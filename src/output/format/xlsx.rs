//! The ledger as a workbook, laid out as an office would. Every cell is a string or a number that was
//! written as such, never a formula or a link; the same input gives the same bytes.

use std::io::{self, Write};

use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Workbook, XlsxError,
};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    model::{Entry, Status},
    output::{
        Column,
        ledger::{Ledger, LedgerHead},
    },
};

/// The longest text that Excel takes in one cell, in UTF-16 units.
const MAX_CELL: usize = 32_000;
/// The height of a line in points, with room for fonts of other systems, and that of the highest row that
/// Excel knows. Not every program finds the height of a row by itself.
const LINE: f64 = 16.5;
const MAX_HEIGHT: f64 = 409.0;
/// The rows above those of the tasks, counted from 0.
const TITLE: u32 = 0;
const SUMMARY: u32 = 1;
const HEADER: u32 = 2;

/// A task as cells.
#[derive(Debug)]
struct BookRow {
    id: u32,
    /// The words of each column; those of the number are not looked at.
    cells: Vec<String>,
    /// How many lines the highest of them takes.
    lines: u32,
}

impl BookRow {
    /// The cells of a task.
    fn new(ledger: &Ledger, entry: Entry<'_>) -> Self {
        let columns = ledger.columns();
        let words = |column: &Column| match column {
            // Plain words only, so that the list of statuses applies; lateness shows in the date.
            Column::Status => entry.task.status.label(ledger.lang).to_owned(),
            _ => fitting(&column.cell(entry, ledger.today, ledger.lang)),
        };
        let cells: Vec<String> = columns.iter().map(words).collect();
        let lines = cells.iter().zip(columns).map(|(cell, column)| lines_of(cell, width(*column))).max();
        Self { id: entry.task.id.0, cells, lines: lines.unwrap_or(1) }
    }
}

/// A workbook while its rows come.
pub(crate) struct Book {
    workbook: Workbook,
    columns: &'static [Column],
    statuses: [&'static str; Status::ALL.len()],
    cell: Format,
    /// The row that was written last.
    row: u32,
}

impl Book {
    pub(crate) fn begin(ledger: &Ledger) -> io::Result<Self> {
        let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let statuses = Status::ALL.map(|status| status.label(ledger.lang));
        let mut book =
            Self { workbook: Workbook::new(), columns: ledger.columns(), statuses, cell, row: HEADER };
        book.head(ledger).map_err(io::Error::other)?;
        Ok(book)
    }

    pub(crate) fn add(&mut self, ledger: &Ledger, entries: &[Entry<'_>]) -> io::Result<()> {
        let mut rows = entries.iter().map(|entry| BookRow::new(ledger, *entry));
        rows.try_for_each(|row| self.append(row)).map_err(io::Error::other)
    }

    pub(crate) fn end(mut self, head: &LedgerHead, out: &mut dyn Write) -> io::Result<()> {
        self.frame(head).map_err(io::Error::other)?;
        let bytes = self.workbook.save_to_buffer().map_err(io::Error::other)?;
        out.write_all(&bytes)
    }

    fn head(&mut self, ledger: &Ledger) -> Result<(), XlsxError> {
        let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
        self.workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let format = lined(Format::new())
            .set_bold()
            .set_text_wrap()
            .set_background_color(Color::RGB(0x00F0_F0F0))
            .set_align(FormatAlign::Center);
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(label!(ledger.lang, "台账", "Ledger"))?;
        for (number, column) in (0..).zip(self.columns) {
            sheet.write_string_with_format(HEADER, number, column.header(ledger.lang), &format)?;
            sheet.set_column_width(number, width(*column))?;
            sheet.set_column_format(number, &self.cell)?;
        }
        Ok(())
    }

    fn append(&mut self, row: BookRow) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        self.row += 1;
        for ((number, column), words) in (0..).zip(self.columns).zip(row.cells) {
            match column {
                Column::Id => _ = sheet.write_number_with_format(self.row, number, row.id, &self.cell)?,
                // What nobody filled in takes no memory; the column gives it its format.
                _ if words.is_empty() => {}
                _ => _ = sheet.write_string_with_format(self.row, number, words, &self.cell)?,
            }
        }
        sheet.set_row_height(self.row, (LINE * f64::from(row.lines)).min(MAX_HEIGHT))?;
        Ok(())
    }

    /// What stands above the rows, and how the sheet behaves.
    fn frame(&mut self, head: &LedgerHead) -> Result<(), XlsxError> {
        let (row, last) = (self.row, u16::try_from(self.columns.len() - 1).unwrap_or(u16::MAX));
        let sheet = self.workbook.worksheet_from_index(0)?;
        let format = Format::new().set_align(FormatAlign::Center);
        let title_format = format.clone().set_bold().set_font_size(16);
        sheet.merge_range(TITLE, 0, TITLE, last, &fitting(&head.title), &title_format)?;
        let summary = &head.summary;
        match &head.gap {
            None => sheet.merge_range(SUMMARY, 0, SUMMARY, last, summary, &format)?,
            Some(gap) => {
                let words = format!("{summary}　{gap}");
                let format = format.set_bold().set_font_color(Color::Red);
                sheet.merge_range(SUMMARY, 0, SUMMARY, last, &words, &format)?
            }
        };
        if row > HEADER {
            let lines = ConditionalFormatFormula::new().set_rule("TRUE").set_format(lined(Format::new()));
            sheet.add_conditional_format(HEADER + 1, 0, row, last, &lines)?;
            let list = DataValidation::new().allow_list_strings(&self.statuses)?;
            for (number, _) in (0..).zip(self.columns).filter(|(_, column)| **column == Column::Status) {
                sheet.add_data_validation(HEADER + 1, number, row, number, &list)?;
            }
        }
        sheet.autofilter(HEADER, 0, row, last)?;
        sheet.set_freeze_panes(HEADER + 1, 0)?;
        sheet.set_repeat_rows(HEADER, HEADER)?;
        sheet.set_landscape();
        sheet.set_paper_size(9);
        sheet.set_print_fit_to_pages(1, 0);
        Ok(())
    }
}

fn lined(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(Color::Gray)
}

/// Width in characters of the default font.
fn width(column: Column) -> f64 {
    match column {
        Column::Id => 6.0,
        Column::Content => 50.0,
        Column::Departments | Column::Notes => 30.0,
        Column::Status => 10.0,
        Column::Due => 14.0,
        _ => 20.0,
    }
}

/// How many lines words take in a column of this width.
fn lines_of(words: &str, width: f64) -> u32 {
    let lines = words.split('\n').map(|line| {
        let columns = u32::try_from(line.width()).unwrap_or(u32::MAX);
        (f64::from(columns) / width).ceil().max(1.0)
    });
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small positive number of lines"
    )]
    let lines = lines.sum::<f64>() as u32;
    lines
}

fn fitting(words: &str) -> String {
    if words.len() <= MAX_CELL {
        return words.to_owned();
    }
    let mut cut: String = words.chars().take(MAX_CELL / 2).collect();
    cut.push('…');
    cut
}
