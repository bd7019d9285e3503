//! Columns before the numbers with merged cells: each of their texts holds for all rows from the one that it stands at the top
//! of. Where it could as well stand in the middle of its rows, nothing says for which of them it is.

use super::{
    super::line::{Line, lines},
    Area, Columns, Row, Sheet,
};

/// A column with merged cells.
pub(super) struct Merged {
    pub(super) column: usize,
    /// For each page and each of its rows, whether a cell begins there.
    pub(super) begins: Vec<Vec<bool>>,
}

/// The columns with merged cells before the one with numbers; none where it can't be told for which rows a text is.
pub(super) fn merged(
    sheets: &[Sheet<'_>],
    columns: &Columns,
    numbered: usize,
    rows: &[Vec<Row>],
) -> Option<Vec<Merged>> {
    let mut found = Vec::new();
    for column in 0..numbered {
        let texts: Vec<Vec<Line>> =
            sheets.iter().map(|sheet| lines(&columns.glyphs(&sheet.glyphs, column))).collect();
        let pages: Vec<Page<'_>> =
            rows.iter().zip(&texts).map(|(rows, lines)| Page::new(rows, lines)).collect();
        if pages.iter().all(Page::has_all) {
            continue;
        }
        let begins: Vec<Vec<bool>> = pages.iter().map(Page::begins).collect::<Option<_>>()?;
        let first = pages.iter().zip(&begins).find_map(|(page, begins)| {
            page.numbered().next().map(|(index, _)| begins.get(index) == Some(&true))
        });
        let mut both = pages.iter().zip(&begins);
        if first != Some(true) || !both.any(|(page, begins)| page.are_not_centred(begins)) {
            return None;
        }
        found.push(Merged { column, begins });
    }
    Some(found)
}

/// The rows of a page, and the texts of one of its columns.
struct Page<'p> {
    rows: &'p [Row],
    texts: Vec<Text>,
}

/// Lines right below each other.
struct Text {
    area: Area,
    size: f64,
}

impl<'p> Page<'p> {
    fn new(rows: &'p [Row], lines: &[Line]) -> Self {
        const APART: f64 = 0.9;
        let mut texts: Vec<Text> = Vec::new();
        let (top, bottom) =
            (rows.first().map_or(0.0, |row| row.top), rows.last().map_or(0.0, |row| row.bottom));
        for line in lines.iter().filter(|line| (top..bottom).contains(&line.area.middle().1)) {
            match texts.last_mut() {
                Some(text) if line.area.top - text.area.bottom < APART * line.size => {
                    text.area = text.area.with(line.area);
                }
                _ => texts.push(Text { area: line.area, size: line.size }),
            }
        }
        Self { rows, texts }
    }

    fn numbered(&self) -> impl Iterator<Item = (usize, &Row)> {
        self.rows.iter().enumerate().filter(|(_, row)| row.number().is_some())
    }

    /// Whether each row has a text of its own, and none stands beside.
    fn has_all(&self) -> bool {
        let is_in =
            |row: &Row, text: &Text| text.area.top >= row.top - 1.0 && text.area.bottom <= row.bottom + 1.0;
        self.numbered().all(|(_, row)| self.texts.iter().any(|text| is_in(row, text)))
            && self.texts.iter().all(|text| self.rows.iter().any(|row| is_in(row, text)))
    }

    /// In which rows a text begins: none where one does not stand at the top of a row.
    fn begins(&self) -> Option<Vec<bool>> {
        const NEAR: f64 = 0.4;
        let mut begins = vec![false; self.rows.len()];
        for text in &self.texts {
            let is_near = |row: &Row| (text.area.top - row.top).abs() < NEAR * text.size;
            let own = self.rows.iter().position(|row| is_near(row) || row.holds(text.area.middle().1))?;
            let row = self.rows.get(own)?;
            // the titles have no number, and what stands over the whole width is no text of this column
            let is_beside = row.crosses || row.number().is_none() && !row.mark().is_empty();
            if !is_beside {
                row.number().filter(|_| is_near(row))?;
                *begins.get_mut(own)? = true;
            }
        }
        Some(begins)
    }

    /// Whether these texts can't be those of cells in the middle of which they stand: with rows that belong to none.
    fn are_not_centred(&self, begins: &[bool]) -> bool {
        const NEAR: f64 = 0.5;
        let rows: Vec<(usize, &Row)> = self.numbered().collect();
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return false };
        if begins.get(first.0) != Some(&true) {
            return false;
        }
        let between =
            rows.iter().zip(rows.iter().skip(1)).map(|(row, next)| (row.1.bottom + next.1.top) / 2.0);
        let ends: Vec<f64> = between.chain([last.1.bottom]).collect();
        let (mut top, mut end) = (first.1.top, 0);
        for text in self.texts.iter().filter(|text| text.area.bottom > first.1.top) {
            let bottom = 2.0 * text.area.middle().1 - top;
            let near = NEAR * text.size;
            match ends.iter().skip(end).position(|end| (end - bottom).abs() < near) {
                Some(count) => {
                    end += count + 1;
                    top = bottom;
                }
                None => return true,
            }
        }
        end + 1 < rows.len()
    }
}
