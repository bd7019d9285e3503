//! Excel workbooks, read cell by cell: shared texts, merged ranges, dates by their number format; hidden
//! sheets, rows and columns are passed over with a word about it.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::{
    limits,
    package::{Package, PackagePart},
    spans::{GridBuilder, Spending, clean},
    xml::{Xml, XmlEvent, attribute, local},
};
use crate::{
    error::{Error, Finding, Result},
    import::source::{Block, Cell, Document, Grid, Merged, SourceLocation},
};

/// The part that lists the sheets.
pub(super) const WORKBOOK: &str = "xl/workbook.xml";

struct Sheet {
    name: String,
    part: String,
    hidden: bool,
}

/// Reads a workbook: every visible sheet, or the one called `wanted`.
///
/// # Errors
/// When it is damaged, goes beyond a limit, or has no such sheet.
pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Document> {
    Package::ensure_single(bytes, WORKBOOK)?;
    let mut package = Package::open(bytes)?;
    let sheets = sheets(&mut package)?;
    let strings = match package.part("xl/sharedStrings.xml")? {
        Some(part) => shared_strings(part)?,
        None => Vec::new(),
    };
    let dates = match package.part("xl/styles.xml")? {
        Some(part) => date_styles(part)?,
        None => Vec::new(),
    };
    let mut document = Document::default();
    let mut spending = Spending::new();
    let is_wanted = |sheet: &&Sheet| match wanted {
        Some(name) => sheet.name == name,
        None => !sheet.hidden,
    };
    for sheet in sheets.iter().filter(|sheet| wanted.is_none() && sheet.hidden) {
        let name = &sheet.name;
        document.findings.push(
            Finding::new(
                "hidden-sheet",
                text!("略过了隐藏的工作表“{name}”", "passed over the hidden sheet {name}"),
            )
            .fix(text!("要读它请加 `--sheet {name}`", "read it with `--sheet {name}`")),
        );
    }
    for (index, sheet) in sheets.iter().filter(is_wanted).enumerate() {
        let mut reader = SheetReader::new(&strings, &dates);
        reader.read(package.main_part(&sheet.part)?)?;
        if reader.hidden > 0 {
            let (name, count) = (&sheet.name, reader.hidden);
            document.findings.push(Finding::new(
                "hidden-cells",
                text!(
                    "工作表“{name}”中略过了 {count} 个隐藏的行或列",
                    "passed over {count} hidden rows or columns of sheet {name}"
                ),
            ));
        }
        let (grid, covered) = reader.grid(&mut spending, &sheet.name, index + 1)?;
        if covered > 0 {
            let name = &sheet.name;
            document.findings.push(Finding::new(
                "covered-cells",
                text!(
                    "工作表“{name}”中有 {covered} 个单元格被合并区域盖住而仍有内容，按原内容读入，请核对",
                    "{covered} cells of sheet {name} hold words below a merged area; they were read, check them"
                ),
            ));
        }
        if !grid.rows.is_empty() {
            document.blocks.push(Block::Grid(grid));
        }
    }
    if wanted.is_some() && !sheets.iter().any(|sheet| is_wanted(&sheet)) {
        let (name, list) = (wanted.unwrap_or_default(), names(&sheets));
        return Err(Error::not_found(text!("没有名为“{name}”的工作表", "there is no sheet {name}"))
            .hint(text!("工作表有：{list}", "the sheets are: {list}")));
    }
    Ok(document)
}

fn names(sheets: &[Sheet]) -> String {
    sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join("、")
}

fn sheets(package: &mut Package<'_>) -> Result<Vec<Sheet>> {
    let relations_part = "xl/_rels/workbook.xml.rels";
    let mut targets: HashMap<String, String> = HashMap::new();
    if let Some(part) = package.part(relations_part)? {
        each_element(part, |start| {
            if let (Some(id), Some(target)) = (attribute(start, "Id"), attribute(start, "Target")) {
                let target = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                targets.insert(id, target);
            }
        })?;
    }
    let mut sheets = Vec::new();
    each_element(package.main_part(WORKBOOK)?, |start| {
        if local(start.name().as_ref()) == "sheet" {
            let id =
                start.attributes().with_checks(false).filter_map(std::result::Result::ok).find(|attribute| {
                    let key: &str = attribute.key.as_ref();
                    key.ends_with(":id")
                });
            let part = id.and_then(|id| targets.get(id.value.as_ref() as &str).cloned());
            let hidden = attribute(start, "state").is_some_and(|state| state != "visible");
            let number = sheets.len() + 1;
            sheets.push(Sheet {
                name: attribute(start, "name").unwrap_or_default(),
                part: part.unwrap_or_else(|| format!("xl/worksheets/sheet{number}.xml")),
                hidden,
            });
        }
    })?;
    Ok(sheets)
}

fn each_element(
    part: PackagePart<'_>,
    mut visit: impl FnMut(&quick_xml::events::BytesStart<'_>),
) -> Result<()> {
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok(()),
            XmlEvent::Start(start) => visit(&start),
            XmlEvent::End(_) | XmlEvent::Text(_) => {}
        }
    }
}

/// The shared texts; phonetic guides in them are none.
fn shared_strings(part: PackagePart<'_>) -> Result<Vec<String>> {
    let mut xml = Xml::new(part);
    let mut spending = Spending::new();
    let mut strings = Vec::new();
    let (mut current, mut in_text, mut in_guide) = (String::new(), false, false);
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok(strings),
            XmlEvent::Start(start) => match local(start.name().as_ref()) {
                "si" => current.clear(),
                "rPh" => in_guide = true,
                "t" => in_text = !in_guide,
                _ => {}
            },
            XmlEvent::Text(words) if in_text => current.push_str(&words),
            XmlEvent::Text(_) => {}
            XmlEvent::End(name) => match name.as_str() {
                "si" => {
                    spending.cell(&current)?;
                    strings.push(unescaped(&std::mem::take(&mut current)));
                }
                "rPh" => in_guide = false,
                "t" => in_text = false,
                _ => {}
            },
        }
    }
}

/// Excel writes control characters as `_x000D_`.
fn unescaped(text: &str) -> String {
    text.replace("_x000D_", "").replace("_x000A_", "\n").replace("_x0009_", "\t")
}

/// Which cell styles show a number as a date.
fn date_styles(part: PackagePart<'_>) -> Result<Vec<bool>> {
    let mut formats: HashMap<u32, bool> = HashMap::new();
    let mut styles = Vec::new();
    let mut in_cells = false;
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok(styles),
            XmlEvent::Start(start) => {
                let number =
                    |name: &str| attribute(&start, name).and_then(|number| number.parse::<u32>().ok());
                match local(start.name().as_ref()) {
                    "numFmt" => {
                        if let (Some(id), Some(code)) = (number("numFmtId"), attribute(&start, "formatCode"))
                        {
                            formats.insert(id, is_date_format(&code));
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => {
                        let id = number("numFmtId").unwrap_or(0);
                        let built_in = matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58);
                        styles.push(formats.get(&id).copied().unwrap_or(built_in));
                    }
                    _ => {}
                }
            }
            XmlEvent::End(name) if name == "cellXfs" => in_cells = false,
            XmlEvent::End(_) | XmlEvent::Text(_) => {}
        }
    }
}

fn is_date_format(code: &str) -> bool {
    let mut quoted = false;
    let mut bracketed = false;
    let shown = code.chars().filter(|c| {
        match c {
            '"' => quoted = !quoted,
            '[' => bracketed = true,
            ']' => bracketed = false,
            _ => {}
        }
        !quoted && !bracketed
    });
    shown.collect::<String>().to_lowercase().contains(['y', 'd']) || code.contains(['年', '月', '日'])
}

struct SheetReader<'a> {
    strings: &'a [String],
    dates: &'a [bool],
    cells: Vec<(usize, usize, String)>,
    merges: Vec<Area>,
    hidden_rows: Vec<usize>,
    hidden_columns: Vec<(usize, usize)>,
    hidden: usize,
}

#[derive(Clone, Copy)]
struct Area {
    top: usize,
    left: usize,
    bottom: usize,
    right: usize,
}

impl<'a> SheetReader<'a> {
    fn new(strings: &'a [String], dates: &'a [bool]) -> Self {
        Self {
            strings,
            dates,
            cells: Vec::new(),
            merges: Vec::new(),
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
            hidden: 0,
        }
    }

    fn read(&mut self, part: PackagePart<'_>) -> Result<()> {
        let name = part.name();
        let mut xml = Xml::new(part);
        let mut spending = Spending::new();
        let (mut row, mut column) = (0_usize, 0_usize);
        let (mut kind, mut is_date, mut value, mut in_value) = (String::new(), false, String::new(), false);
        loop {
            match xml.next()? {
                XmlEvent::Eof => return Ok(()),
                XmlEvent::Start(start) => {
                    let flag = |name: &str| {
                        attribute(&start, name).is_some_and(|value| value == "1" || value == "true")
                    };
                    let number =
                        |name: &str| attribute(&start, name).and_then(|number| number.parse::<usize>().ok());
                    match local(start.name().as_ref()) {
                        "col" if flag("hidden") => {
                            let range = (number("min").unwrap_or(1), number("max").unwrap_or(1));
                            self.hidden_columns.push(range);
                            self.hidden += 1;
                        }
                        "row" => {
                            row = match attribute(&start, "r") {
                                None => row + 1,
                                Some(reference) => match reference.parse() {
                                    Ok(number @ 1..=1_048_576) => number,
                                    _ => return Err(misplaced(name, &reference)),
                                },
                            };
                            column = 0;
                            if flag("hidden") {
                                self.hidden_rows.push(row);
                                self.hidden += 1;
                            }
                        }
                        "c" => {
                            column += 1;
                            if let Some(reference) = attribute(&start, "r") {
                                (row, column) =
                                    position(&reference).ok_or_else(|| misplaced(name, &reference))?;
                            }
                            kind = attribute(&start, "t").unwrap_or_default();
                            is_date =
                                number("s").and_then(|style| self.dates.get(style)).copied().unwrap_or(false);
                            value.clear();
                        }
                        "v" | "t" => in_value = true,
                        "mergeCell" => {
                            if let Some(area) = attribute(&start, "ref").as_deref().and_then(area) {
                                self.merges.push(area);
                            }
                        }
                        _ => {}
                    }
                }
                XmlEvent::Text(words) if in_value => value.push_str(&words),
                XmlEvent::Text(_) => {}
                XmlEvent::End(name) => match name.as_str() {
                    "v" | "t" => in_value = false,
                    "c" => {
                        let words = clean(&self.words(&kind, is_date, &value));
                        if !words.is_empty() {
                            spending.cell(&words)?;
                            self.cells.push((row, column, words));
                        }
                    }
                    _ => {}
                },
            }
        }
    }

    fn words(&self, kind: &str, is_date: bool, value: &str) -> String {
        match kind {
            "s" => value
                .trim()
                .parse()
                .ok()
                .and_then(|index: usize| self.strings.get(index))
                .cloned()
                .unwrap_or_default(),
            "str" | "inlineStr" => unescaped(value),
            "b" => (if value == "1" { "是" } else { "否" }).to_owned(),
            "e" => String::new(),
            _ if is_date => date(value).unwrap_or_else(|| value.to_owned()),
            _ => plain_number(value),
        }
    }

    /// The cells as a grid: rows and columns that hold nothing or are hidden are left out. Also how many cells
    /// with words of their own lie under a merged area.
    fn grid(self, spending: &mut Spending, name: &str, table: usize) -> Result<(Grid, usize)> {
        let is_hidden_column =
            |column: usize| self.hidden_columns.iter().any(|(min, max)| (*min..=*max).contains(&column));
        let is_hidden_row = |row: usize| self.hidden_rows.binary_search(&row).is_ok();
        let mut columns: Vec<usize> = self.cells.iter().map(|(_, column, _)| *column).collect();
        let mut rows: Vec<usize> = self.cells.iter().map(|(row, ..)| *row).collect();
        for list in [&mut columns, &mut rows] {
            list.sort_unstable();
            list.dedup();
        }
        columns.retain(|column| !is_hidden_column(*column));
        rows.retain(|row| !is_hidden_row(*row));
        if columns.len() > limits::COLUMNS {
            return Err(limits::exceeded("表格的列数", "columns of a table", limits::COLUMNS));
        }
        let mut values: HashMap<(usize, usize), &str> = HashMap::with_capacity(self.cells.len());
        values.extend(self.cells.iter().map(|(row, column, words)| ((*row, *column), words.as_str())));
        let mut merges = self.merges.clone();
        merges.sort_by_key(|area| area.top);
        let mut open: Vec<Area> = Vec::new();
        let mut waiting = merges.into_iter().peekable();
        let mut builder = GridBuilder::default();
        let mut covered = 0;
        for row in rows {
            open.retain(|area| area.bottom >= row);
            while let Some(area) = waiting.next_if(|area| area.top <= row) {
                if area.bottom >= row && open.len() < limits::COLUMNS {
                    open.push(area);
                }
            }
            let cells = columns.iter().map(|column| {
                let inside = |area: &&Area| (area.left..=area.right).contains(column);
                let own = values.get(&(row, *column)).copied();
                match open.iter().find(inside) {
                    None => Cell { text: own.unwrap_or_default().to_owned(), merged: Merged::No },
                    // Excel hides what stands below a merged area and keeps it: it is no repetition
                    Some(area) if own.is_some() && (row, *column) != (area.top, area.left) => {
                        covered += 1;
                        Cell { text: own.unwrap_or_default().to_owned(), merged: Merged::No }
                    }
                    Some(area) => {
                        let text = values.get(&(area.top, area.left)).copied().unwrap_or_default().to_owned();
                        let merged = match (*column == area.left, row == area.top) {
                            (true, true) => Merged::No,
                            (true, false) => Merged::Above,
                            (false, _) => Merged::Left,
                        };
                        Cell { text, merged }
                    }
                }
            });
            builder.placed_row(cells.collect(), SourceLocation::Row { table, row }, spending)?;
        }
        Ok((builder.finish(Some(name.to_owned()), spending)?, covered))
    }
}

/// A row or cell that no sheet can have.
fn misplaced(part: &str, reference: &str) -> Error {
    const LONGEST: usize = 24;
    let reference: String = reference.chars().take(LONGEST).collect();
    limits::damaged(part, format!("there can be no cell or row {reference}"))
}

/// Row and column of `B12`, from 1, within what Excel has.
fn position(reference: &str) -> Option<(usize, usize)> {
    let reference = reference.replace('$', "");
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = reference.split_at_checked(letters)?;
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 {
        return None;
    }
    let column = letters
        .bytes()
        .fold(0_usize, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row: usize = digits.parse().ok()?;
    ((1..=1_048_576).contains(&row) && column <= 16_384).then_some((row, column))
}

fn area(reference: &str) -> Option<Area> {
    let (first, last) = reference.split_once(':')?;
    let ((top, left), (bottom, right)) = (position(first)?, position(last)?);
    (top <= bottom && left <= right).then_some(Area { top, left, bottom, right })
}

/// A day that is stored as a number of days since the end of 1899.
pub(super) fn date(value: &str) -> Option<String> {
    let days: f64 = value.trim().parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a small positive number"
    )]
    let whole = (1.0..2_958_466.0).contains(&days).then_some(days as u64)?;
    let day = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(whole))?;
    Some(day.format("%Y年%-m月%-d日").to_string())
}

/// A number as a person would see it: `3.0` is 3.
pub(super) fn plain_number(value: &str) -> String {
    let value = value.trim();
    match value.parse::<f64>() {
        Ok(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_numbers_and_dates_read_as_excel_shows_them() {
        assert_eq!(position("B12"), Some((12, 2)));
        assert_eq!(position("XFD1048576"), Some((1_048_576, 16_384)));
        for bad in ["", "12", "B", "XFE1", "A0", "A1048577", "AAAA1", "B-1"] {
            assert_eq!(position(bad), None, "{bad}");
        }
        assert_eq!(plain_number("3.0"), "3");
        assert_eq!(plain_number("3.25"), "3.25");
        assert_eq!(date("45838").as_deref(), Some("2025年6月30日"));
        assert!(
            is_date_format("yyyy\"年\"m\"月\"")
                && is_date_format("m/d/yy")
                && !is_date_format("0.00")
                && !is_date_format("[Red]0")
        );
    }
}
