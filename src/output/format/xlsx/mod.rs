//! The ledger as a workbook, laid out as an office would: headings as rows across the table, print on A4 landscape with
//! the titles on every page. Every cell is a string or a number that was written as such, never a formula or a
//! link; the same input gives the same bytes. A text that is longer than a cell shows goes on in a sheet of its own.

mod looks;

use std::{
    collections::HashSet,
    io::{self, Write},
};

use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError,
};

use crate::{
    error::Error,
    model::{Entry, Fonts},
    output::{
        Column, TaskColumn,
        fit::{fits, height, lines_of, seen},
        ledger::{Ledger, LedgerHead},
        sheet::{self, LedgerCell, LedgerRow, Tone},
    },
    text::{Lang, escape::in_cell},
};

use looks::{Looks, USABLE, all_columns, for_print, last, lined, merge, titles, width, wrapped};

/// The rows that a sheet has.
const MAX_ROWS: u32 = 1_048_576;
/// The rows above those of the tasks, counted from 0.
const TITLE: u32 = 0;
const FACTS: u32 = 1;
const FIGURES: u32 = 2;
const HEADER: u32 = 3;
/// How big the letters of the title are, in points.
const TITLE_SIZE: f64 = 20.0;
/// The width of the sheet's last column with what goes on there.
const CONTINUED_WIDTH: f64 = 110.0;
/// How many formats of numbers a workbook has at most: Excel takes two hundred.
const MOST_FORMATS: usize = 150;
/// How many lines the words take that say where a text goes on.
const SPARE: u32 = 2;

/// A workbook while its rows come.
pub(crate) struct Book<'a> {
    workbook: Workbook,
    columns: &'a [TaskColumn],
    fonts: Fonts,
    looks: Looks,
    /// The row that was written last.
    row: u32,
    lang: Lang,
    /// What had no room in its cell.
    rest: Vec<Continued<'a>>,
    /// What stands beside numbers, each a format of its own.
    formats: HashSet<String>,
}

/// A part of a text that goes on outside of its cell.
struct Continued<'a> {
    /// The row of the cell, from 0.
    row: u32,
    /// The number of its task, where it is one's.
    id: Option<u32>,
    /// The header of its column.
    column: &'a str,
    words: String,
}

impl<'a> Book<'a> {
    pub(crate) fn begin(ledger: &Ledger<'a>, fonts: Fonts) -> io::Result<Self> {
        let mut book = Self {
            workbook: Workbook::new(),
            columns: ledger.columns,
            looks: Looks::new(&fonts),
            fonts,
            row: HEADER,
            lang: ledger.lang,
            rest: Vec::new(),
            formats: HashSet::new(),
        };
        book.head(ledger).map_err(io::Error::other)?;
        Ok(book)
    }

    pub(crate) fn add(&mut self, ledger: &Ledger<'_>, entries: &[Entry<'_>]) -> io::Result<()> {
        if ledger.has_several_plans
            && let Some(entry) = entries.first()
        {
            let words = format!("{}　{}", entry.plan.title, ledger.figures(entries));
            self.next_row()?;
            self.band(&words, |looks| &looks.plan).map_err(io::Error::other)?;
        }
        for row in sheet::rows(entries, ledger.lang) {
            self.next_row()?;
            let written = match row {
                LedgerRow::Pillar(title) => self.band(&title, |looks| &looks.pillar),
                LedgerRow::KeyTask(title) => self.band(&title, |looks| &looks.key_task),
                LedgerRow::Task(entry) => self.task(entry, ledger),
            };
            written.map_err(io::Error::other)?;
        }
        Ok(())
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

    fn next_row(&mut self) -> io::Result<()> {
        if self.row + 1 >= MAX_ROWS {
            return Err(io::Error::other(too_many_rows()));
        }
        self.row += 1;
        Ok(())
    }

    /// What of a text stands in its cell; the rest is kept for its own sheet.
    fn fitting(&mut self, id: Option<u32>, column: &'a str, width: f64, words: String) -> String {
        self.fitting_at(self.row, id, column, width, words)
    }

    fn fitting_at(
        &mut self,
        row: u32,
        id: Option<u32>,
        column: &'a str,
        width: f64,
        words: String,
    ) -> String {
        let words = in_cell(&words);
        if fits(&words, width) {
            return words;
        }
        let (beginning, mut rest) = seen(&words, width, SPARE + 1);
        let sheet = continuation_name(self.lang);
        let place = self.rest.len() + 2;
        let more = match self.lang {
            Lang::Zh => format!("…（未完，见工作表“{sheet}”第 {place} 行）"),
            Lang::En => format!("… (goes on in sheet “{sheet}”, row {place})"),
        };
        while !rest.is_empty() {
            let (part, behind) = seen(rest, CONTINUED_WIDTH * USABLE, 0);
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
            sheet.write_string_with_format(0, number, header, &titles(&self.fonts))?;
        }
        sheet.set_column_width(2, 12.0)?;
        sheet.set_column_width(3, CONTINUED_WIDTH)?;
        let text = wrapped(&self.fonts.text);
        for (number, rest) in (1..).zip(&self.rest) {
            sheet.write_number_with_format(number, 0, rest.row + 1, &text)?;
            if let Some(id) = rest.id {
                sheet.write_number_with_format(number, 1, id, &text)?;
            }
            sheet.write_string_with_format(number, 2, rest.column, &text)?;
            sheet.write_string_with_format(number, 3, &rest.words, &text)?;
            sheet.set_row_height(number, height(lines_of(&rest.words, CONTINUED_WIDTH * USABLE)))?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for_print(sheet, 0, &[], self.lang)
    }

    fn head(&mut self, ledger: &Ledger<'_>) -> Result<(), XlsxError> {
        let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
        self.workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let format = titles(&self.fonts);
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(label!(ledger.lang, "台账", "Ledger"))?;
        for (number, column) in (0..).zip(self.columns) {
            sheet.write_string_with_format(HEADER, number, sheet::header(column, ledger.lang), &format)?;
            sheet.set_column_width(number, width(column))?;
            sheet.set_column_format(number, self.looks.of(column, Tone::Plain))?;
        }
        sheet.set_row_height(HEADER, height(2))?;
        Ok(())
    }

    /// A heading across the table.
    fn band(&mut self, words: &str, look: impl Fn(&Looks) -> &Format) -> Result<(), XlsxError> {
        let width = all_columns(self.columns);
        let words = self.fitting(None, label!(self.lang, "标题", "Title"), width, words.to_owned());
        let sheet = self.workbook.worksheet_from_index(0)?;
        merge(sheet, self.row, self.columns, &words, look(&self.looks))?;
        sheet.set_row_height(self.row, height(lines_of(&words, width)).max(20.0))?;
        Ok(())
    }

    fn task(&mut self, entry: Entry<'_>, ledger: &Ledger<'_>) -> Result<(), XlsxError> {
        let id = entry.task.id.0;
        let mut highest = 1;
        for (number, column) in (0..).zip(self.columns) {
            let LedgerCell { lines, tone } = sheet::cell(column, entry, ledger);
            let width = width(column) * USABLE;
            let words = self.fitting(Some(id), sheet::header(column, self.lang), width, lines.join("\n"));
            highest = highest.max(lines_of(&words, width));
            let look = self.looks.of(column, tone);
            let sheet = self.workbook.worksheet_from_index(0)?;
            match column.known() {
                Some(Column::Id) => {
                    let beside = sheet::number_beside(entry, ledger);
                    self.number(number, id, beside.as_deref())?;
                }
                // What nobody filled in takes no memory; the column gives it its format.
                _ if words.is_empty() => {}
                _ => _ = sheet.write_string_with_format(self.row, number, words, look)?,
            }
        }
        self.workbook.worksheet_from_index(0)?.set_row_height(self.row, height(highest))?;
        Ok(())
    }

    /// The number of a task; that of its document is seen beside it, and the cell holds the ledger's all the same, by which
    /// the table is sorted. Excel knows so many formats and no more: behind them it is words.
    fn number(&mut self, column: u16, id: u32, beside: Option<&str>) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        let look = &self.looks.centred;
        let Some(beside) = beside else {
            return sheet.write_number_with_format(self.row, column, id, look).map(drop);
        };
        sheet.set_column_width(column, f64::from(sheet::TWO_NUMBERS))?;
        let beside: String = beside.chars().filter(|sign| !"\"\\年月日".contains(*sign)).collect();
        let is_new = self.formats.insert(beside.clone());
        if self.formats.len() > MOST_FORMATS && is_new {
            self.formats.remove(&beside);
            return sheet.write_string_with_format(self.row, column, format!("{id}{beside}"), look).map(drop);
        }
        let look = look.clone().set_num_format(format!("0\"{beside}\""));
        sheet.write_number_with_format(self.row, column, id, &look).map(drop)
    }

    /// What stands above the rows, and how the sheet behaves.
    fn frame(&mut self, head: &LedgerHead) -> Result<(), XlsxError> {
        let (row, last, lang) = (self.row, last(self.columns), self.lang);
        let all = all_columns(self.columns);
        let title = [Some(head.title.as_str()), head.part.as_deref()].into_iter().flatten();
        let title = title.collect::<Vec<_>>().join("\n");
        // Its characters are twice as big as those that widths are counted in.
        let title = self.fitting_at(TITLE, None, lang.pick("标题", "Title"), all / 2.0, title);
        let figures = [Some(head.figures.as_str()), head.remark, head.gap.as_deref()].into_iter().flatten();
        let figures = in_cell(&figures.collect::<Vec<_>>().join("\n"));
        let facts = in_cell(&head.facts.join("　　"));
        let sheet = self.workbook.worksheet_from_index(0)?;
        let centred = wrapped(&self.fonts.title)
            .set_font_size(TITLE_SIZE)
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter);
        merge(sheet, TITLE, self.columns, &title, &centred)?;
        sheet.set_row_height(TITLE, height(2 * lines_of(&title, all / 2.0)))?;
        merge(sheet, FACTS, self.columns, &facts, &wrapped(&self.fonts.text))?;
        sheet.set_row_height(FACTS, height(lines_of(&facts, all)))?;
        let mut format = wrapped(&self.fonts.text);
        if head.gap.is_some() {
            format = format.set_bold().set_font_color(Color::RGB(Tone::Red.colour()));
        }
        merge(sheet, FIGURES, self.columns, &figures, &format)?;
        sheet.set_row_height(FIGURES, height(lines_of(&figures, all)))?;
        if row > HEADER {
            let lines = ConditionalFormatFormula::new().set_rule("TRUE").set_format(lined(Format::new()));
            sheet.add_conditional_format(HEADER + 1, 0, row, last, &lines)?;
        }
        sheet.autofilter(HEADER, 0, row, last)?;
        sheet.set_freeze_panes(HEADER + 1, 2)?;
        for_print(sheet, HEADER, self.columns, lang)
    }
}

fn continuation_name(lang: Lang) -> &'static str {
    lang.pick("续文", "Continued")
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
    use std::{io::Read as _, sync::LazyLock};

    use super::*;
    use crate::{
        model::{Note, Plan, Task, TaskId, parse_date},
        output::{LedgerFormat, fit::MAX_CELL},
    };

    static COLUMNS: LazyLock<Vec<TaskColumn>> = LazyLock::new(|| {
        let day = parse_date("2026-01-01").unwrap();
        Ledger::usual_columns(LedgerFormat::Xlsx, false, day.into(), Vec::new())
    });

    fn ledger() -> Ledger<'static> {
        let today = parse_date("2026-01-01").unwrap();
        let (format, has_several_plans, beside) = (LedgerFormat::Xlsx, false, today.into());
        let columns = LazyLock::force(&COLUMNS);
        Ledger { format, columns, has_several_plans, beside, lang: Lang::Zh }
    }

    #[test]
    fn a_text_that_has_no_room_in_a_cell_is_in_the_book_to_its_last_character() {
        let count = |signs: &str, sign: char| signs.chars().filter(|c| *c == sign).count();
        for (length, continued) in [(200, 0), (1000, 3), (3 * MAX_CELL, 3)] {
            // The book keeps equal strings once: no piece is like another.
            let letter = |at: usize| char::from_u32(u32::try_from(0x4e00 + at / 50).unwrap()).unwrap();
            let text = |sign: char| -> String {
                (0..length).map(|at| if at % 50 == 49 { letter(at) } else { sign }).collect()
            };
            let date = parse_date("2025-01-01").unwrap();
            let note = Note { date, by: None, text: text('记'), reason: false };
            let content = text('甲');
            let task = Task { id: TaskId(7), content, notes: vec![note], ..Task::default() };
            let plan = Plan { tasks: vec![task], ..Plan::default() };
            let mut book = Book::begin(&ledger(), Fonts::default()).unwrap();
            book.add(&ledger(), &plan.entries().collect::<Vec<_>>()).unwrap();
            let head = LedgerHead { title: text('题'), ..LedgerHead::default() };
            let mut out = Vec::new();
            assert_eq!(book.end(&head, &mut out).unwrap(), continued, "{length}");
            let mut book = zip::ZipArchive::new(io::Cursor::new(out)).unwrap();
            let mut signs = String::new();
            book.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut signs).unwrap();
            for sign in ['题', '甲', '记'] {
                // The sheet of the rest names the column.
                let named = usize::from(sign == '题' && continued == 3);
                let expected = (0..length).filter(|at| at % 50 != 49 || letter(*at) == sign).count();
                assert_eq!(count(&signs, sign), expected + named, "{sign}");
            }
        }
    }

    #[test]
    fn more_rows_than_a_sheet_has_are_refused_in_words() {
        let plan = Plan { tasks: vec![Task::default(), Task::default()], ..Plan::default() };
        let mut book = Book::begin(&ledger(), Fonts::default()).unwrap();
        book.row = MAX_ROWS - 2;
        let error = book.add(&ledger(), &plan.entries().collect::<Vec<_>>()).unwrap_err();
        assert!(error.get_ref().unwrap().downcast_ref::<Error>().is_some());
        assert_eq!(book.row, MAX_ROWS - 1);
    }
}
