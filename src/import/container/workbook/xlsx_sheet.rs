//! One sheet of an xlsx, cell by cell.

use super::{
    cells::{self, Area, CellValue, StoredCell},
    sheet::{LAST_COLUMN, LAST_ROW, Sheet},
    xlsx::{Context, unescaped},
};
use crate::{
    error::{Error, Result},
    import::container::{
        limits,
        package::PackagePart,
        xml::{Xml, XmlEvent},
    },
};

/// What is known of a cell while its value is still to come.
#[derive(Default)]
struct Open {
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
    let mut sheet = Sheet::new(context.from_1904);
    let mut xml = Xml::new(part);
    let (mut row, mut column) = (0_u32, 0_u32);
    let mut open = Open::default();
    let (mut in_value, mut in_guide, mut in_formula) = (false, false, false);
    loop {
        match xml.next()? {
            XmlEvent::Eof => return Ok(sheet),
            XmlEvent::Start => {
                let hidden = || matches!(xml.attribute("hidden").as_deref(), Some("1" | "true"));
                match xml.name() {
                    "col" if hidden() => {
                        sheet.hide_columns(xml.number("min").unwrap_or(1), xml.number("max").unwrap_or(1))?;
                    }
                    "row" => {
                        row = match xml.attribute("r") {
                            None => row + 1,
                            Some(reference) => match reference.parse() {
                                Ok(number @ 1..=LAST_ROW) => number,
                                _ => return Err(misplaced(name, &reference)),
                            },
                        };
                        column = 0;
                        if hidden() {
                            sheet.hide_row(row)?;
                        }
                    }
                    "c" => {
                        column += 1;
                        if let Some(reference) = xml.attribute("r") {
                            (row, column) =
                                position(&reference).ok_or_else(|| misplaced(name, &reference))?;
                        }
                        open.kind.clear();
                        open.kind.push_str(xml.attribute("t").as_deref().unwrap_or_default());
                        open.style = xml.number("s");
                        open.formula = None;
                        open.value.clear();
                    }
                    "f" => {
                        open.formula = Some(String::new());
                        in_formula = true;
                    }
                    "rPh" => in_guide = true,
                    "v" | "t" => in_value = !in_guide,
                    "mergeCell" => {
                        if let Some(area) = xml.attribute("ref").as_deref().and_then(area) {
                            sheet.merge(area)?;
                        }
                    }
                    _ => {}
                }
            }
            XmlEvent::Text if in_value || in_formula => {
                let words = xml.text();
                let known = open.formula.as_mut().filter(|_| in_formula).unwrap_or(&mut open.value);
                if known.len() + words.len() > limits::SHARED_TEXT {
                    let limit = limits::SHARED_TEXT;
                    return Err(limits::exceeded("一个单元格的字节数", "bytes of a cell", limit));
                }
                known.push_str(words);
            }
            XmlEvent::Text => {}
            XmlEvent::End => match xml.name() {
                "v" | "t" => in_value = false,
                "rPh" => in_guide = false,
                "f" => in_formula = false,
                "c" if open.value.is_empty()
                    && open.kind != "str"
                    && let Some(formula) = &open.formula =>
                {
                    sheet.uncomputed(row, column, formula)?;
                }
                "c" => {
                    if let Some(value) = open.value(context) {
                        let shown = open.style.and_then(|style| context.styles.get(style)).copied();
                        let shown = shown.unwrap_or_default();
                        let is_formula = open.formula.is_some();
                        sheet.cell(StoredCell { row, column, value, shown, is_formula })?;
                    }
                }
                _ => {}
            },
        }
    }
}

impl Open {
    fn value(&self, context: &Context) -> Option<CellValue> {
        let value = self.value.as_str();
        Some(match self.kind.as_str() {
            "s" => {
                let index = value.trim().parse::<usize>().ok();
                CellValue::Text(index.and_then(|index| context.strings.get(index))?.clone())
            }
            "str" | "inlineStr" => CellValue::Text(unescaped(value)),
            "b" => CellValue::Truth(value == "1"),
            "e" => CellValue::Error(value.trim().to_owned()),
            "d" => CellValue::Day(value.to_owned()),
            _ if value.is_empty() => return None,
            _ => cells::number(value),
        })
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
