//! One sheet of a workbook: its cells with what their styles show, merged areas, hidden rows and columns.

use std::collections::HashMap;

use super::{
    super::{
        limits,
        package::PackagePart,
        spans::{GridBuilder, Spending, clean},
        xml::{Xml, XmlEvent, attribute, local},
    },
    date, plain_number, unescaped,
};
use crate::{
    error::{Error, Result},
    import::source::{Cell, Grid, Merged, SourceLocation},
};

/// Reads one sheet.
pub(super) struct SheetReader<'a> {
    strings: &'a [String],
    dates: &'a [bool],
    cells: Vec<(usize, usize, String)>,
    merges: Vec<Area>,
    hidden_rows: Vec<usize>,
    hidden_columns: Vec<(usize, usize)>,
    /// How many rows and columns were hidden.
    pub(super) hidden: usize,
}

#[derive(Clone, Copy)]
struct Area {
    top: usize,
    left: usize,
    bottom: usize,
    right: usize,
}

impl<'a> SheetReader<'a> {
    /// A reader with the shared texts of the workbook and which of its styles show a date.
    pub(super) fn new(strings: &'a [String], dates: &'a [bool]) -> Self {
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

    /// Reads the cells of a sheet.
    ///
    /// # Errors
    /// When it is damaged or goes beyond a limit.
    pub(super) fn read(&mut self, part: PackagePart<'_>) -> Result<()> {
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
    pub(super) fn grid(self, spending: &mut Spending, name: &str, table: usize) -> Result<(Grid, usize)> {
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
    limits::damaged(part, text!("不可能有单元格或行 {reference}", "there can be no cell or row {reference}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_those_that_a_sheet_can_have() {
        assert_eq!(position("B12"), Some((12, 2)));
        assert_eq!(position("XFD1048576"), Some((1_048_576, 16_384)));
        for bad in ["", "12", "B", "XFE1", "A0", "A1048577", "AAAA1", "B-1"] {
            assert_eq!(position(bad), None, "{bad}");
        }
    }
}
