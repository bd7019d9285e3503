//! The ledger as a workbook, laid out as an office would. Every cell is a string or a number that was
//! written as such, never a formula or a link; the same input gives the same bytes.

use std::io::{self, Write};

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook,
    Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr as _;

use super::Ledger;
use crate::{model::Status, view::Column};

/// The longest text that Excel takes in one cell, in UTF-16 units.
const MAX_CELL: usize = 32_000;

pub(super) fn write(ledger: &Ledger<'_>, out: &mut dyn Write) -> io::Result<()> {
    let bytes = workbook(ledger).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn workbook(ledger: &Ledger<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = workbook.add_worksheet();
    sheet.set_name(label!(ledger.lang, "台账", "Ledger"))?;
    fill(ledger, sheet)?;
    workbook.save_to_buffer()
}

fn fill(ledger: &Ledger<'_>, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let cell = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::Gray);
    let head =
        cell.clone().set_bold().set_background_color(Color::RGB(0x00F0_F0F0)).set_align(FormatAlign::Center);
    let title = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center);
    let last = column_number(Column::LEDGER.len() - 1);
    sheet.merge_range(0, 0, 0, last, &fitting(&ledger.title()), &title)?;
    let mut row = 1;
    if let Some(gap) = ledger.gap() {
        sheet.write_string(row, 0, &gap)?;
        row += 1;
    }
    let header_row = row;
    for (index, column) in Column::LEDGER.into_iter().enumerate() {
        sheet.write_string_with_format(
            header_row,
            column_number(index),
            column.header(ledger.lang),
            &head,
        )?;
        sheet.set_column_width(column_number(index), width(column))?;
    }
    for entry in ledger.entries {
        row += 1;
        let mut lines = 1;
        for (index, column) in Column::LEDGER.into_iter().enumerate() {
            let words = match column {
                // Plain words only, so that the list of statuses applies; lateness shows in the date.
                Column::Status => entry.task.status.label(ledger.lang).to_owned(),
                _ => fitting(&column.cell(*entry, ledger.today, ledger.lang)),
            };
            lines = lines.max(lines_of(&words, width(column)));
            match column {
                Column::Id => {
                    sheet.write_number_with_format(row, column_number(index), entry.task.id.0, &cell)?
                }
                _ => sheet.write_string_with_format(row, column_number(index), &words, &cell)?,
            };
        }
        sheet.set_row_height(row, 15.0 * f64::from(lines.min(27)))?;
    }
    let statuses = Status::ALL.map(|status| status.label(ledger.lang));
    if let Some(index) =
        Column::LEDGER.iter().position(|column| *column == Column::Status).filter(|_| row > header_row)
    {
        let list = DataValidation::new().allow_list_strings(&statuses)?;
        sheet.add_data_validation(header_row + 1, column_number(index), row, column_number(index), &list)?;
    }
    sheet.autofilter(header_row, 0, row, last)?;
    sheet.set_freeze_panes(header_row + 1, 0)?;
    sheet.set_repeat_rows(header_row, header_row)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn column_number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
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
