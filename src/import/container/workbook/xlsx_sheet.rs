//! One sheet of an xlsx, cell by cell.

use super::{
    cells::{self, Area, CellValue, StoredCell},
    sheet::{LAST_COLUMN, LAST_ROW, Sheet},
    xlsx::{Context, unescaped},
};
use crate::{
    error::{Error, Result},
    import::{
        container::{
            limits,
            package::PackagePart,
            xml::{Xml, XmlEvent},
        },
        looks,
    },
};

/// What is known of a cell while its value is still to come.
#[derive(Default)]
struct OpenCell {
    kind: String,
    style: Option<usize>,
    formula: Option<String>,
    value: String,
}

/// Reads the cells of a sheet.
///
/// # Errors
/// When it is damaged or goes beyond a limit.
pub(super) fn read(part: PackagePart<'_>, context: &Context) -> Result<Sheet> {
    let name = part.name();
    let mut xml = Xml::new(part);
    let mut reading = SheetReading {
        name,
        context,
        sheet: Sheet::new(context.from_1904),
        row: 0,
        column: 0,
        open: OpenCell::default(),
        in_value: false,
        in_guide: false,
        in_formula: false,
    };
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok(reading.sheet),
            XmlEvent::Start => reading.begin(&xml)?,
            XmlEvent::Text => reading.text(xml.text())?,
            XmlEvent::End => reading.end(xml.name())?,
        }
    }
}

/// A sheet while its elements are read.
struct SheetReading<'a> {
    /// The part's name.
    name: &'a str,
    context: &'a Context,
    sheet: Sheet,
    row: u32,
    column: u32,
    open: OpenCell,
    in_value: bool,
    /// Inside a phonetic guide, which is no part of the text.
    in_guide: bool,
    in_formula: bool,
}

impl SheetReading<'_> {
    fn begin(&mut self, xml: &Xml<'_>) -> Result<()> {
        let is_hidden = || matches!(xml.attribute("hidden").as_deref(), Some("1" | "true"));
        match xml.name() {
            "col" if is_hidden() => {
                let (first, last) = (xml.number("min").unwrap_or(1), xml.number("max").unwrap_or(1));
                self.sheet.hide_columns(first, last)?;
            }
            "row" => {
                self.row = match xml.attribute("r") {
                    None => self.row + 1,
                    Some(reference) => match reference.parse() {
                        Ok(number @ 1..=LAST_ROW) => number,
                        _ => return Err(misplaced(self.name, &reference)),
                    },
                };
                self.column = 0;
                if is_hidden() {
                    self.sheet.hide_row(self.row)?;
                }
            }
            "c" => self.begin_cell(xml)?,
            "f" => {
                self.open.formula = Some(String::new());
                self.in_formula = true;
            }
            "rPh" => self.in_guide = true,
            "v" | "t" => self.in_value = !self.in_guide,
            "mergeCell" => {
                if let Some(area) = xml.attribute("ref").as_deref().and_then(area) {
                    self.sheet.merge(area)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn begin_cell(&mut self, xml: &Xml<'_>) -> Result<()> {
        self.column += 1;
        if let Some(reference) = xml.attribute("r") {
            (self.row, self.column) = position(&reference).ok_or_else(|| misplaced(self.name, &reference))?;
        }
        self.open.kind.clear();
        self.open.kind.push_str(xml.attribute("t").as_deref().unwrap_or_default());
        self.open.style = xml.number("s");
        self.open.formula = None;
        self.open.value.clear();
        Ok(())
    }

    /// Text of a value or a formula; no other one is of a cell.
    fn text(&mut self, words: &str) -> Result<()> {
        if !self.in_value && !self.in_formula {
            return Ok(());
        }
        let formula = self.open.formula.as_mut().filter(|_| self.in_formula);
        let known = formula.unwrap_or(&mut self.open.value);
        if known.len() + words.len() > limits::SHARED_TEXT {
            let limit = limits::SHARED_TEXT;
            return Err(limits::exceeded("一个单元格的字节数", "bytes of a cell", limit));
        }
        known.push_str(words);
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<()> {
        match name {
            "v" | "t" => self.in_value = false,
            "rPh" => self.in_guide = false,
            "f" => self.in_formula = false,
            "c" => self.end_cell()?,
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<()> {
        let (row, column, open) = (self.row, self.column, &self.open);
        if open.value.is_empty()
            && open.kind != "str"
            && let Some(formula) = &open.formula
        {
            return self.sheet.uncomputed(row, column, formula);
        }
        let Some(value) = open.value(self.context) else { return Ok(()) };
        let shown = open.style.and_then(|style| self.context.styles.get(style)).copied();
        let is_formula = open.formula.is_some();
        self.sheet.cell(StoredCell { row, column, value, shown: shown.unwrap_or_default(), is_formula })
    }
}

impl OpenCell {
    fn value(&self, context: &Context) -> Option<CellValue> {
        let value = self.value.as_str();
        Some(match self.kind.as_str() {
            "s" => {
                let index = value.trim().parse::<usize>().ok()?;
                let text = context.strings.get(index)?.clone();
                CellValue::Text(if context.rich.contains(&index) {
                    text
                } else {
                    self.looking(text, context)
                })
            }
            "str" | "inlineStr" => CellValue::Text(self.looking(unescaped(value), context)),
            "b" => CellValue::Truth(value == "1"),
            "e" => CellValue::Error(value.trim().to_owned()),
            "d" => CellValue::Day(value.to_owned()),
            _ if value.is_empty() => return None,
            _ => cells::number(value),
        })
    }
}

impl OpenCell {
    /// A text with signs in front of its names, where all of the cell looks so.
    fn looking(&self, mut text: String, context: &Context) -> String {
        if self.style.is_some_and(|style| context.looking.contains(&style)) {
            looks::mark(&mut text, 0);
        }
        text
    }
}

/// A row or cell that no sheet can have.
fn misplaced(part: &str, reference: &str) -> Error {
    const LONGEST: usize = 24;
    let reference: String = reference.chars().take(LONGEST).collect();
    limits::damaged(part, text!("不可能有单元格或行 {reference}", "there can be no cell or row {reference}"))
}

/// Row and column of `B12`, from 1, within what Excel has.
pub(super) fn position(reference: &str) -> Option<(u32, u32)> {
    let plain;
    let reference = if reference.contains('$') {
        plain = reference.replace('$', "");
        plain.as_str()
    } else {
        reference
    };
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = reference.split_at_checked(letters)?;
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 {
        return None;
    }
    let column = letters
        .bytes()
        .fold(0_u32, |column, letter| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = digits.parse().ok()?;
    ((1..=LAST_ROW).contains(&row) && column <= LAST_COLUMN).then_some((row, column))
}

fn area(reference: &str) -> Option<Area> {
    let (first, last) = reference.split_once(':')?;
    let ((top, left), (bottom, right)) = (position(first)?, position(last)?);
    (top <= bottom && left <= right).then_some(Area { top, left, bottom, right })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::container::{spans::Spending, workbook::format::Shown};

    #[test]
    fn references_are_those_that_a_sheet_can_have() {
        assert_eq!(position("B12"), Some((12, 2)));
        assert_eq!(position("$XFD$1048576"), Some((1_048_576, 16_384)));
        for bad in ["", "12", "B", "XFE1", "A0", "A1048577", "AAAA1", "B-1"] {
            assert_eq!(position(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_cell_is_what_a_person_sees_of_it() {
        let context = Context {
            strings: vec!["共享".to_owned()],
            styles: vec![Shown::Plain, Shown::Day],
            from_1904: true,
            ..Context::default()
        };
        let part = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c s=\"1\"><v>44376</v></c>\
            <c t=\"inlineStr\"><is><t>堰</t><rPh><t>yàn</t></rPh></is></c><c t=\"e\"><v>#REF!</v></c>\
            <c t=\"str\"><f>A1&amp;\"\"</f><v></v></c><c><f>A1</f></c><c><f>A1</f><v>3</v></c></row></sheetData></worksheet>";
        let (grid, findings) =
            read(part.into(), &context).unwrap().grid(&mut Spending::new(), "表", 1).unwrap();
        let cells: Vec<&str> = grid.rows[0].cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(cells, ["共享", "2025年6月30日", "堰", "#REF!", "3"]);
        assert_eq!(findings[0].code, "formula-without-value");
        assert!(findings[0].message.in_lang(crate::text::Lang::En).contains("F1"));
    }
}
