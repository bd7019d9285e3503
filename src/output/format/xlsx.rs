//! The ledger as a workbook, laid out as an office would. Every cell is a string or a number that was
//! written as such, never a formula or a link; the same input gives the same bytes. A text that is longer than a cell
//! may be goes on in a sheet of its own.

use std::io::{self, Write};

use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Workbook, XlsxError,
};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    error::Error,
    model::{Entry, Status},
    output::{
        Column,
        ledger::{Ledger, LedgerHead},
    },
    text::Lang,
};

/// The longest text that Excel takes in one cell, in UTF-16 units.
const MAX_CELL: usize = 32_767;
/// How much of a longer text stands in its cell, so that the place where it goes on has room behind it.
const BEGINNING: usize = 32_700;
/// The rows that a sheet has.
const MAX_ROWS: u32 = 1_048_576;
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
            _ => column.cell(entry, ledger.today, ledger.lang),
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
    lang: Lang,
    /// What had no room in its cell.
    rest: Vec<Continued>,
}

/// A part of a text that goes on outside of its cell.
struct Continued {
    /// The row of the cell, from 0.
    row: u32,
    /// The number of its task, where it is one's.
    id: Option<u32>,
    /// The header of its column.
    column: &'static str,
    words: String,
}

impl Book {
    pub(crate) fn begin(ledger: &Ledger) -> io::Result<Self> {
        let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let statuses = Status::ALL.map(|status| status.label(ledger.lang));
        let mut book = Self {
            workbook: Workbook::new(),
            columns: ledger.columns(),
            statuses,
            cell,
            row: HEADER,
            lang: ledger.lang,
            rest: Vec::new(),
        };
        book.head(ledger).map_err(io::Error::other)?;
        Ok(book)
    }

    pub(crate) fn add(&mut self, ledger: &Ledger, entries: &[Entry<'_>]) -> io::Result<()> {
        let mut rows = entries.iter().map(|entry| BookRow::new(ledger, *entry));
        rows.try_for_each(|row| {
            if self.row + 1 >= MAX_ROWS {
                return Err(io::Error::other(too_many_rows()));
            }
            self.append(row).map_err(io::Error::other)
        })
    }

    /// Writes it, and gives how many cells go on in a sheet of their own.
    pub(crate) fn end(mut self, head: &LedgerHead, out: &mut dyn Write) -> io::Result<usize> {
        self.frame(head).and_then(|()| self.continuation()).map_err(io::Error::other)?;
        let bytes = self.workbook.save_to_buffer().map_err(io::Error::other)?;
        out.write_all(&bytes)?;
        let mut cells: Vec<_> = self.rest.iter().map(|rest| (rest.row, rest.column)).collect();
        cells.dedup();
        Ok(cells.len())
    }

    /// What of a text stands in its cell; the rest is kept for its own sheet.
    fn fitting(&mut self, row: u32, id: Option<u32>, column: &'static str, words: String) -> String {
        if fits(&words) {
            return words;
        }
        let (beginning, mut rest) = split(&words, BEGINNING);
        let sheet = continuation_name(self.lang);
        let place = self.rest.len() + 2;
        let more = match self.lang {
            Lang::Zh => format!("…（未完，见工作表“{sheet}”第 {place} 行）"),
            Lang::En => format!("… (goes on in sheet “{sheet}”, row {place})"),
        };
        while !rest.is_empty() {
            let (part, behind) = split(rest, MAX_CELL);
            self.rest.push(Continued { row, id, column, words: part.to_owned() });
            rest = behind;
        }
        format!("{beginning}{more}")
    }

    /// The sheet of what had no room in its cell, where there is any.
    fn continuation(&mut self) -> Result<(), XlsxError> {
        if self.rest.is_empty() {
            return Ok(());
        }
        let headers = match self.lang {
            Lang::Zh => ["台账行号", "编号", "栏", "续文"],
            Lang::En => ["Row of the ledger", "No.", "Column", "Text"],
        };
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(continuation_name(self.lang))?;
        for (number, header) in (0..).zip(headers) {
            sheet.write_string_with_format(0, number, header, &Format::new().set_bold())?;
        }
        sheet.set_column_width(3, 100.0)?;
        for (number, rest) in (1..).zip(&self.rest) {
            sheet.write_number(number, 0, rest.row + 1)?;
            if let Some(id) = rest.id {
                sheet.write_number(number, 1, id)?;
            }
            sheet.write_string(number, 2, rest.column)?;
            sheet.write_string_with_format(number, 3, &rest.words, &self.cell)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(())
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
        self.row += 1;
        let columns = self.columns;
        let fitting = |(column, words): (&Column, String)| {
            self.fitting(self.row, Some(row.id), column.header(self.lang), words)
        };
        let cells: Vec<String> = columns.iter().zip(row.cells).map(fitting).collect();
        let sheet = self.workbook.worksheet_from_index(0)?;
        for ((number, column), words) in (0..).zip(self.columns).zip(cells) {
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
        let title = self.fitting(TITLE, None, self.lang.pick("标题", "Title"), head.title.clone());
        let sheet = self.workbook.worksheet_from_index(0)?;
        let format = Format::new().set_align(FormatAlign::Center);
        let title_format = format.clone().set_bold().set_font_size(16);
        sheet.merge_range(TITLE, 0, TITLE, last, &title, &title_format)?;
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
pub(in crate::output) fn lines_of(words: &str, width: f64) -> u32 {
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

fn continuation_name(lang: Lang) -> &'static str {
    lang.pick("续文", "Continued")
}

/// Whether a text has room in a cell, as Excel counts it.
fn fits(words: &str) -> bool {
    // No text has more units than bytes.
    words.len() <= MAX_CELL || words.encode_utf16().count() <= MAX_CELL
}

/// As much of a text as has this many units, and the rest.
pub(in crate::output) fn split(words: &str, units: usize) -> (&str, &str) {
    let mut count = 0;
    let end = words.char_indices().find(|(_, c)| {
        count += c.len_utf16();
        count > units
    });
    words.split_at(end.map_or(words.len(), |(at, _)| at))
}

fn too_many_rows() -> Error {
    Error::failed(text!(
        "任务太多：一个工作表最多 {MAX_ROWS} 行",
        "too many tasks: a sheet has at most {MAX_ROWS} rows"
    ))
    .hint(text!("按方案或部门分开导出，或导出 csv", "export by plan or department, or as csv"))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::{
        model::{Note, Plan, Task, TaskId, parse_date},
        output::LedgerFormat,
    };

    fn ledger() -> Ledger {
        let today = parse_date("2026-01-01").unwrap();
        Ledger { format: LedgerFormat::Xlsx, has_several_plans: false, today, lang: Lang::Zh }
    }

    #[test]
    fn a_text_that_has_no_room_in_a_cell_is_in_the_book_to_its_last_character() {
        let count = |signs: &str, sign: char| signs.chars().filter(|c| *c == sign).count();
        for (length, continued) in [(MAX_CELL - 20, 0), (MAX_CELL, 1), (MAX_CELL + 1, 3), (3 * MAX_CELL, 3)] {
            // The book keeps equal strings once: no piece is like another.
            let letter = |at: usize| char::from_u32(u32::try_from(0x4e00 + at / 1000).unwrap()).unwrap();
            let text = |sign: char| -> String {
                (0..length).map(|at| if at % 1000 == 999 { letter(at) } else { sign }).collect()
            };
            let date = parse_date("2025-01-01").unwrap();
            let note = Note { date, by: None, text: text('记') };
            let content = text('况');
            let task = Task { id: TaskId(7), content, notes: vec![note], ..Task::default() };
            let plan = Plan { tasks: vec![task], ..Plan::default() };
            let mut book = Book::begin(&ledger()).unwrap();
            book.add(&ledger(), &plan.entries().collect::<Vec<_>>()).unwrap();
            let title = text('题');
            let head = LedgerHead { title, summary: String::new(), gap: None, unreadable: 0 };
            let mut out = Vec::new();
            assert_eq!(book.end(&head, &mut out).unwrap(), continued, "{length}");
            let mut book = zip::ZipArchive::new(io::Cursor::new(out)).unwrap();
            let mut signs = String::new();
            book.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut signs).unwrap();
            for sign in ['题', '况', '记'] {
                // The sheet of the rest names the column.
                let named = usize::from(sign == '题' && continued == 3);
                assert_eq!(count(&signs, sign), length - length / 1000 + named, "{sign}");
            }
        }
    }

    #[test]
    fn pieces_are_as_long_as_excel_counts_and_whole() {
        for units_of_piece in 1..7 {
            let (mut rest, mut all) = ("a𠮷况𠮷𠮷b", String::new());
            while !rest.is_empty() {
                let (piece, behind) = split(rest, units_of_piece.max(2));
                assert!((1..=units_of_piece.max(2)).contains(&piece.encode_utf16().count()));
                all.push_str(piece);
                rest = behind;
            }
            assert_eq!(all, "a𠮷况𠮷𠮷b");
        }
    }

    #[test]
    fn more_rows_than_a_sheet_has_are_refused_in_words() {
        let plan = Plan { tasks: vec![Task::default(), Task::default()], ..Plan::default() };
        let mut book = Book::begin(&ledger()).unwrap();
        book.row = MAX_ROWS - 2;
        let error = book.add(&ledger(), &plan.entries().collect::<Vec<_>>()).unwrap_err();
        assert!(error.get_ref().unwrap().downcast_ref::<Error>().is_some());
        assert_eq!(book.row, MAX_ROWS - 1);
    }
}
