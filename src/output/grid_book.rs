//! A table as a workbook, for whoever works in Excel. Everything in it is written as text: nothing can act as a formula.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError,
};

use super::{fit, format::Grid};
use crate::text::escape::in_cell;

/// A workbook of one sheet with this name and, where it has one, a title above the table; `widths` are those of the columns,
/// in characters.
///
/// # Errors
/// When the table has more rows than a sheet.
pub(super) fn workbook(
    name: &str,
    title: Option<&str>,
    grid: &Grid,
    widths: &[f64],
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let lined = || {
        let lined = Format::new().set_border(FormatBorder::Thin).set_border_color(Color::Gray);
        lined.set_text_wrap().set_align(FormatAlign::VerticalCenter)
    };
    let titles =
        lined().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(0x00D9_D9D9));
    let wrapped = lined();
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    let head = u32::from(title.is_some());
    if let Some(title) = title {
        let above = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let (title, _) = fit::split(title, fit::MAX_CELL);
        let last = u16::try_from(widths.len().saturating_sub(1)).unwrap_or_default();
        sheet.merge_range(0, 0, 0, last, &in_cell(title), &above)?;
        let lines = fit::lines_of(title, widths.iter().sum());
        sheet.set_row_height(0, fit::height(lines))?;
    }
    for ((column, title), width) in (0..).zip(&grid.headers).zip(widths) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(head, column, title, &titles)?;
    }
    for (row, cells) in (head + 1..).zip(&grid.rows) {
        let mut lines = 1;
        for ((column, words), width) in (0..).zip(cells).zip(widths) {
            let words = in_cell(words);
            let (words, _) = fit::split(&words, fit::MAX_CELL);
            lines = lines.max(fit::lines_of(words, *width));
            sheet.write_string_with_format(row, column, words, &wrapped)?;
        }
        sheet.set_row_height(row, fit::height(lines))?;
    }
    sheet.set_freeze_panes(head + 1, 0)?;
    // On A4 across, as wide as the page, with the titles on each.
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(head, head)?;
    sheet.set_footer("&C&P / &N");
    workbook.save_to_buffer()
}
