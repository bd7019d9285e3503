//! xls, as Excel wrote it from 1995 to 2003 and WPS still does (.et): records of the `Workbook` stream. Every
//! count in it is a claim; what is read is what is there.

use super::{
    Listed,
    cells::{Area, CellValue, CellWorkbook, StoredCell},
    format::Shown,
    read_cells, read_sheets,
    sheet::Sheet,
    xls_records::{Record, Records, kind},
    xls_text::{Segments, Words},
};
use crate::{
    error::{Error, Result},
    import::{
        container::{
            compound::{Compound, u16_at, u32_at},
            limits::{self, Budget},
            spans::Spending,
        },
        source::Document,
    },
};

/// What the sheets need to know of their workbook.
#[derive(Default)]
struct Context {
    words: Words,
    strings: Vec<String>,
    styles: Vec<Shown>,
    from_1904: bool,
}

/// Reads a workbook: every visible sheet, or the one called `wanted`. None if the file holds no workbook.
///
/// # Errors
/// When it is damaged, encrypted, goes beyond a limit, or has no such sheet.
pub(in crate::import::container) fn read(
    file: &Compound<'_>,
    wanted: Option<&str>,
) -> Result<Option<Document>> {
    let Some(bytes) = stream(file)? else { return Ok(None) };
    let (context, sheets) = globals(&bytes)?;
    read_sheets(&sheets, wanted, |place| sheet(&bytes, *place, &context)).map(Some)
}

/// The cells of every sheet as they are stored. None if the file holds no workbook.
///
/// # Errors
/// As [`read`].
pub(in crate::import::container) fn cells(file: &Compound<'_>) -> Result<Option<CellWorkbook>> {
    let Some(bytes) = stream(file)? else { return Ok(None) };
    let (context, sheets) = globals(&bytes)?;
    let sheets = read_cells(&sheets, |place| sheet(&bytes, *place, &context))?;
    Ok(Some(CellWorkbook { sheets, ..CellWorkbook::default() }))
}

fn stream(file: &Compound<'_>) -> Result<Option<Vec<u8>>> {
    Ok(match file.stream("Workbook")? {
        Some(bytes) => Some(bytes),
        None => file.stream("Book")?,
    })
}

/// Reads the records in front of the sheets: what the sheets need to know, and where they begin.
fn globals(bytes: &[u8]) -> Result<(Context, Vec<Listed<usize>>)> {
    if u16_at(bytes, 0) != Some(kind::BOF) {
        return Err(limits::damaged(
            "Workbook",
            text!("开头不是 Excel 95 及以后的工作簿", "it does not begin as a workbook of Excel 95 or later"),
        ));
    }
    let mut records = Records::at(bytes, 0);
    let mut globals = Globals::new();
    globals.context.words.wide = u16_at(bytes, 4) == Some(0x0600);
    while let Some(record) = records.next()? {
        globals.take(record, &mut records)?;
    }
    Ok(globals.whole())
}

/// What the records in front of the sheets said so far.
struct Globals {
    context: Context,
    sheets: Vec<Listed<usize>>,
    /// Formats by their numbers, as they come.
    formats: Vec<(u16, Shown)>,
    /// Of each style, the number of its format.
    styles: Vec<u16>,
    budget: Budget,
}

impl Globals {
    fn new() -> Self {
        Self {
            context: Context::default(),
            sheets: Vec::new(),
            formats: Vec::new(),
            styles: Vec::new(),
            budget: Budget::new(limits::STYLES, ("单元格样式数", "cell styles")),
        }
    }

    fn take<'r>(&mut self, record: Record<'r>, records: &mut Records<'r>) -> Result<()> {
        let words = &mut self.context.words;
        match record.kind {
            kind::FILE_PASS => {
                return Err(Error::failed(text!("文件加了密码", "the document is encrypted"))
                    .named("file-encrypted")
                    .hint(text!("请去掉密码，另存后再导入", "save it without a password and import that")));
            }
            kind::DATE_1904 => self.context.from_1904 = record.u16(0) == 1,
            kind::CODE_PAGE => words.codepage = record.u16(0),
            // a worksheet; charts and macros are none
            kind::BOUND_SHEET if record.data.get(5).is_some_and(|kind| *kind == 0) => {
                self.sheets.push(Listed {
                    name: words.short(record.rest(6)),
                    place: u32_at(record.data, 0).map_or(usize::MAX, |place| place as usize),
                    hidden: record.data.get(4).is_some_and(|state| state & 3 != 0),
                });
                if self.sheets.len() > limits::SHEETS {
                    return Err(limits::exceeded("工作表数", "sheets", limits::SHEETS));
                }
            }
            kind::FORMAT => {
                self.budget.spend(1)?;
                let code = record.rest(2);
                let code = if words.wide { words.long(code) } else { words.short(code) };
                self.formats.push((record.u16(0), Shown::of(&code)));
            }
            kind::XF => {
                self.budget.spend(1)?;
                self.styles.push(record.u16(2));
            }
            kind::SST => self.context.strings = shared(&mut records.whole(record), words)?,
            _ => {}
        }
        Ok(())
    }

    /// All of it, with the styles as what they show.
    fn whole(mut self) -> (Context, Vec<Listed<usize>>) {
        self.formats.sort_by_key(|(id, _)| *id);
        let shown = |id: &u16| match self.formats.binary_search_by_key(id, |(known, _)| *known) {
            Ok(at) => self.formats.get(at).map_or(Shown::Plain, |(_, shown)| *shown),
            Err(_) => Shown::built_in(u32::from(*id)),
        };
        self.context.styles = self.styles.iter().map(shown).collect();
        (self.context, self.sheets)
    }
}

/// The shared texts; phonetic guides behind them are none.
fn shared(segments: &mut Segments<'_>, words: &Words) -> Result<Vec<String>> {
    let mut spending = Spending::new();
    let mut strings = Vec::new();
    let count = segments.u32().and_then(|_all| segments.u32()).unwrap_or(0);
    for _ in 0..count {
        let Some(text) = words.shared(segments) else { break };
        spending.cell(&text)?;
        strings.push(text);
    }
    Ok(strings)
}

fn sheet(bytes: &[u8], place: usize, context: &Context) -> Result<Sheet> {
    if u16_at(bytes, place) != Some(kind::BOF) {
        return Err(limits::damaged(
            "Workbook",
            text!("工作表不在所说的位置", "a sheet is not where it is said to be"),
        ));
    }
    let mut records = Records::at(bytes, place);
    let mut reading = SheetReading { sheet: Sheet::new(context.from_1904), context, waiting: None };
    while let Some(record) = records.next()? {
        reading.take(record, &mut records)?;
    }
    Ok(reading.sheet)
}

/// A sheet while its records are read.
struct SheetReading<'a> {
    sheet: Sheet,
    context: &'a Context,
    /// Where a formula stands whose text comes in the next record.
    waiting: Option<(u32, u32)>,
}

impl SheetReading<'_> {
    fn take<'r>(&mut self, record: Record<'r>, records: &mut Records<'r>) -> Result<()> {
        let (row, column) = record.place();
        match record.kind {
            kind::LABEL_SST => {
                let index = u32_at(record.data, 6).map_or(usize::MAX, |index| index as usize);
                let text = self.context.strings.get(index).cloned();
                let text = text.ok_or_else(|| {
                    limits::damaged("Workbook", text!("缺少共用的文字", "a shared text is not there"))
                })?;
                self.sheet.cell(StoredCell::new(row, column, CellValue::Text(text)))
            }
            kind::LABEL | kind::R_STRING => {
                let text = CellValue::Text(self.context.words.long(record.rest(6)));
                self.sheet.cell(StoredCell::new(row, column, text))
            }
            kind::NUMBER => self.add(self.number((row, column), record.u16(4), record.float(6))),
            kind::RK => self.add(self.number((row, column), record.u16(4), packed(record.data, 6))),
            kind::MUL_RK => self.numbers(record),
            known if kind::FORMULA.contains(&known) => self.formula(record),
            kind::STRING => match self.waiting.take() {
                Some((row, column)) => {
                    let text = CellValue::Text(self.context.words.long_in(&mut records.whole(record)));
                    self.sheet.cell(computed(StoredCell::new(row, column, text)))
                }
                None => Ok(()),
            },
            kind::BOOL_ERR => {
                let value = record.data.get(6).copied().unwrap_or(0);
                let value = match record.data.get(7) {
                    Some(1) => CellValue::Error(error(value)),
                    _ => CellValue::Truth(value != 0),
                };
                self.sheet.cell(StoredCell::new(row, column, value))
            }
            kind::MERGE_CELLS => self.merge(record),
            kind::NOTE => self.sheet.comment(row, column),
            kind::ROW if record.u16(12) & 0x20 != 0 => self.sheet.hide_row(row),
            kind::COL_INFO if record.u16(8) & 1 != 0 => self.sheet.hide_columns(row, column),
            _ => Ok(()),
        }
    }

    fn add(&mut self, cell: Option<StoredCell>) -> Result<()> {
        cell.map_or(Ok(()), |cell| self.sheet.cell(cell))
    }

    /// A number as its style shows it.
    fn number(&self, (row, column): (u32, u32), style: u16, number: Option<f64>) -> Option<StoredCell> {
        let number = number.filter(|number| number.is_finite())?;
        let shown = self.context.styles.get(usize::from(style)).copied().unwrap_or(Shown::Plain);
        Some(StoredCell { shown, ..StoredCell::new(row, column, CellValue::Number(number)) })
    }

    /// Several numbers beside each other.
    fn numbers(&mut self, record: Record<'_>) -> Result<()> {
        let (row, column) = record.place();
        let cells = record.data.len().saturating_sub(6) / 6;
        for (at, column) in (0..cells).map(|cell| 4 + cell * 6).zip(column..) {
            self.add(self.number((row, column), record.u16(at), packed(record.data, at + 2)))?;
        }
        Ok(())
    }

    /// What a formula gave when the workbook was saved.
    fn formula(&mut self, record: Record<'_>) -> Result<()> {
        let (row, column) = record.place();
        self.waiting = None;
        let cell = match (record.u16(12), record.data.get(6).copied(), record.data.get(8).copied()) {
            (0xffff, Some(0), _) => {
                self.waiting = Some((row, column));
                None
            }
            (0xffff, Some(1), Some(value)) => {
                Some(StoredCell::new(row, column, CellValue::Truth(value != 0)))
            }
            (0xffff, Some(2), Some(value)) => {
                Some(StoredCell::new(row, column, CellValue::Error(error(value))))
            }
            (0xffff, ..) => None,
            _ => self.number((row, column), record.u16(4), record.float(6)),
        };
        self.add(cell.map(computed))
    }

    fn merge(&mut self, record: Record<'_>) -> Result<()> {
        for area in record.rest(2).chunks_exact(8) {
            let at = |at: usize| u32::from(u16_at(area, at).unwrap_or(0)) + 1;
            let area = Area { top: at(0), bottom: at(2), left: at(4), right: at(6) };
            if area.top <= area.bottom && area.left <= area.right {
                self.sheet.merge(area)?;
            }
        }
        Ok(())
    }
}

/// A cell whose value a formula gave.
fn computed(cell: StoredCell) -> StoredCell {
    StoredCell { is_formula: true, ..cell }
}

/// A number in four bytes: the upper half of a float or thirty bits, maybe in hundredths.
fn packed(data: &[u8], at: usize) -> Option<f64> {
    let bits = u32_at(data, at)?;
    let number = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    Some(if bits & 1 == 0 { number } else { number / 100.0 })
}

fn error(value: u8) -> String {
    let word = match value {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    };
    word.to_owned()
}
