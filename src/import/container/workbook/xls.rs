//! xls, as Excel wrote it from 1995 to 2003 and WPS still does (.et): records of the `Workbook` stream. Every
//! count in it is a claim; what is read is what is there.

use super::{
    Listed,
    cells::{Area, CellValue, CellWorkbook, StoredCell},
    format::Shown,
    read_cells, read_sheets,
    sheet::Sheet,
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

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;

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

/// A record of the stream.
#[derive(Clone, Copy)]
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

impl Record<'_> {
    fn u16(&self, at: usize) -> u16 {
        u16_at(self.data, at).unwrap_or(0)
    }

    fn rest(&self, at: usize) -> &[u8] {
        self.data.get(at..).unwrap_or_default()
    }

    fn float(&self, at: usize) -> Option<f64> {
        Some(f64::from_le_bytes(self.data.get(at..at + 8)?.try_into().ok()?))
    }
}

/// The records from a place on, to the end of their part of the stream.
struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Parts inside this one: charts.
    depth: usize,
}

impl<'a> Records<'a> {
    fn next(&mut self) -> Result<Option<Record<'a>>> {
        loop {
            let Some(record) = self.any() else {
                return Err(limits::damaged("Workbook", text!("在工作表中间断开", "it ends inside a sheet")));
            };
            match record.kind {
                BOF => self.depth += 1,
                EOF if self.depth <= 1 => return Ok(None),
                EOF => self.depth -= 1,
                _ if self.depth > 1 => continue,
                _ => {}
            }
            return Ok(Some(record));
        }
    }

    fn any(&mut self) -> Option<Record<'a>> {
        let kind = u16_at(self.bytes, self.at)?;
        let length = usize::from(u16_at(self.bytes, self.at + 2)?);
        let data = self.bytes.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some(Record { kind, data })
    }

    /// The data of a record and of those that only go on with it.
    fn whole(&mut self, record: Record<'a>) -> Segments<'a> {
        let mut parts = vec![record.data];
        while u16_at(self.bytes, self.at) == Some(CONTINUE) {
            match self.any() {
                Some(more) => parts.push(more.data),
                None => break,
            }
        }
        Segments::new(parts)
    }
}

fn globals(bytes: &[u8]) -> Result<(Context, Vec<Listed<usize>>)> {
    let mut records = Records { bytes, at: 0, depth: 0 };
    let mut context = Context::default();
    let mut sheets = Vec::new();
    let mut formats: Vec<(u16, Shown)> = Vec::new();
    let mut styles: Vec<u16> = Vec::new();
    let mut budget = Budget::new(limits::STYLES, ("单元格样式数", "cell styles"));
    match u16_at(bytes, 0) {
        Some(BOF) => context.words.wide = u16_at(bytes, 4) == Some(0x0600),
        _ => {
            return Err(limits::damaged(
                "Workbook",
                text!(
                    "开头不是 Excel 95 及以后的工作簿",
                    "it does not begin as a workbook of Excel 95 or later"
                ),
            ));
        }
    }
    while let Some(record) = records.next()? {
        match record.kind {
            0x002f => {
                return Err(Error::failed(text!("文件加了密码", "the document is encrypted"))
                    .named("file-encrypted")
                    .hint(text!("请去掉密码，另存后再导入", "save it without a password and import that")));
            }
            0x0022 => context.from_1904 = record.u16(0) == 1,
            0x0042 => context.words.codepage = record.u16(0),
            // a worksheet; charts and macros are none
            0x0085 if record.data.get(5).is_some_and(|kind| *kind == 0) => {
                sheets.push(Listed {
                    name: context.words.short(record.rest(6)),
                    place: u32_at(record.data, 0).map_or(usize::MAX, |place| place as usize),
                    hidden: record.data.get(4).is_some_and(|state| state & 3 != 0),
                });
                if sheets.len() > limits::SHEETS {
                    return Err(limits::exceeded("工作表数", "sheets", limits::SHEETS));
                }
            }
            0x041e => {
                budget.spend(1)?;
                let code = if context.words.wide {
                    context.words.long(record.rest(2))
                } else {
                    context.words.short(record.rest(2))
                };
                formats.push((record.u16(0), Shown::of(&code)));
            }
            0x00e0 => {
                budget.spend(1)?;
                styles.push(record.u16(2));
            }
            0x00fc => context.strings = shared(&mut records.whole(record), &context.words)?,
            _ => {}
        }
    }
    formats.sort_by_key(|(id, _)| *id);
    context.styles = styles
        .iter()
        .map(|id| match formats.binary_search_by_key(id, |(known, _)| *known) {
            Ok(at) => formats.get(at).map_or(Shown::Plain, |(_, shown)| *shown),
            Err(_) => Shown::built_in(u32::from(*id)),
        })
        .collect();
    Ok((context, sheets))
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
    let mut records = Records { bytes, at: place, depth: 0 };
    let mut sheet = Sheet::new(context.from_1904);
    // a formula whose text comes in the next record
    let mut waiting: Option<(u32, u32)> = None;
    let plain = |row, column, value| StoredCell::new(row, column, value);
    if u16_at(bytes, place) != Some(BOF) {
        return Err(limits::damaged(
            "Workbook",
            text!("工作表不在所说的位置", "a sheet is not where it is said to be"),
        ));
    }
    while let Some(record) = records.next()? {
        let (row, column) = (u32::from(record.u16(0)) + 1, u32::from(record.u16(2)) + 1);
        let number = |column: u32, style: u16, number: Option<f64>| {
            let number = number.filter(|number| number.is_finite())?;
            let shown = context.styles.get(usize::from(style)).copied().unwrap_or(Shown::Plain);
            Some(StoredCell { shown, ..plain(row, column, CellValue::Number(number)) })
        };
        let made = |cell: StoredCell| StoredCell { is_formula: true, ..cell };
        match record.kind {
            0x00fd => {
                let index = u32_at(record.data, 6).map_or(usize::MAX, |index| index as usize);
                let text = context.strings.get(index).cloned();
                let text = text.ok_or_else(|| {
                    limits::damaged("Workbook", text!("缺少共用的文字", "a shared text is not there"))
                })?;
                sheet.cell(plain(row, column, CellValue::Text(text)))?;
            }
            0x0204 | 0x00d6 => {
                let text = CellValue::Text(context.words.long(record.rest(6)));
                sheet.cell(plain(row, column, text))?;
            }
            0x0203 => {
                if let Some(cell) = number(column, record.u16(4), record.float(6)) {
                    sheet.cell(cell)?;
                }
            }
            0x027e => {
                if let Some(cell) = number(column, record.u16(4), packed(record.data, 6)) {
                    sheet.cell(cell)?;
                }
            }
            0x00bd => {
                let cells = record.data.len().saturating_sub(6) / 6;
                for (at, column) in (0..cells).map(|cell| 4 + cell * 6).zip(column..) {
                    if let Some(cell) = number(column, record.u16(at), packed(record.data, at + 2)) {
                        sheet.cell(cell)?;
                    }
                }
            }
            0x0006 | 0x0206 | 0x0406 => {
                waiting = None;
                match (record.u16(12), record.data.get(6).copied(), record.data.get(8).copied()) {
                    (0xffff, Some(0), _) => waiting = Some((row, column)),
                    (0xffff, Some(1), Some(value)) => {
                        sheet.cell(made(plain(row, column, CellValue::Truth(value != 0))))?;
                    }
                    (0xffff, Some(2), Some(value)) => {
                        sheet.cell(made(plain(row, column, CellValue::Error(error(value)))))?;
                    }
                    (0xffff, ..) => {}
                    _ => {
                        if let Some(cell) = number(column, record.u16(4), record.float(6)) {
                            sheet.cell(made(cell))?;
                        }
                    }
                }
            }
            0x0207 => {
                if let Some((row, column)) = waiting.take() {
                    let text = context.words.long_in(&mut records.whole(record));
                    sheet.cell(made(StoredCell::new(row, column, CellValue::Text(text))))?;
                }
            }
            0x0205 => {
                let value = record.data.get(6).copied().unwrap_or(0);
                let is_error = record.data.get(7) == Some(&1);
                let value =
                    if is_error { CellValue::Error(error(value)) } else { CellValue::Truth(value != 0) };
                sheet.cell(plain(row, column, value))?;
            }
            0x00e5 => {
                for area in record.rest(2).chunks_exact(8) {
                    let at = |at: usize| u32::from(u16_at(area, at).unwrap_or(0)) + 1;
                    let area = Area { top: at(0), bottom: at(2), left: at(4), right: at(6) };
                    if area.top <= area.bottom && area.left <= area.right {
                        sheet.merge(area)?;
                    }
                }
            }
            0x001c => sheet.comment(row, column)?,
            0x0208 if record.u16(12) & 0x20 != 0 => sheet.hide_row(row)?,
            0x007d if record.u16(8) & 1 != 0 => sheet.hide_columns(row, column)?,
            _ => {}
        }
    }
    Ok(sheet)
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
