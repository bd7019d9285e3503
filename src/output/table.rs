//! Aligned tables for people, at any width, with Chinese text.

use std::io::{self, Write};

use crate::text::escape::Escaped;
use crate::text::width::{columns, share, wrap};

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

/// A table as words: headers and rows of cells.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Column headers.
    pub headers: Vec<String>,
    /// Rows; a cell may hold line feeds.
    pub rows: Vec<Vec<String>>,
    /// Columns whose cells stand to the right: numbers.
    pub right: Vec<usize>,
}

/// Columns between two columns.
const GAP: usize = 2;

/// What fits on a screen is laid out as a whole; longer tables are written line by line as they are laid out,
/// which takes a third of the time, and nobody waits for 100,000 rows.
const SCREENFUL: usize = 24;

impl Words {
    /// Writes the table with no line wider than `width`.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(mut self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        for cell in self.headers.iter_mut().chain(self.rows.iter_mut().flatten()) {
            make_inert(cell);
        }
        let natural = self.widths(|_, cell| cell.lines().map(columns).max());
        let rooms = share(&natural, width, GAP);
        if self.rows.len() <= SCREENFUL {
            self.write_at_once(&rooms, out)
        } else {
            self.write_by_line(&natural, &rooms, out)
        }
    }

    /// Lays the whole table out and writes it.
    fn write_at_once(&self, rooms: &[usize], out: &mut dyn Write) -> io::Result<()> {
        let wrapped = |row: &[String]| -> Vec<String> {
            let lines = |(cell, room): (&String, &usize)| wrap(cell, *room).collect::<Vec<_>>().join("\n");
            row.iter().zip(rooms).map(lines).collect()
        };
        let mut table = Table::new();
        // Plain hyphens: box-drawing characters take two columns on some Chinese terminals.
        let rule = LineStyle::none().fill('-').junction('-');
        table
            .load_style(TableStyle::new().header_separator(rule))
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(wrapped(&self.headers));
        for row in &self.rows {
            table.add_row(wrapped(row));
        }
        for index in 0..self.headers.len() {
            if let Some(column) = table.column_mut(index) {
                let last = index + 1 == self.headers.len();
                // The junction of the rule takes one of the columns between two.
                column.set_padding((0, if last { 0 } else { u16::try_from(GAP - 1).unwrap_or(0) }));
                if self.right.contains(&index) {
                    column.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        table.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
    }

    /// Writes each line when it is laid out.
    fn write_by_line(&self, natural: &[usize], rooms: &[usize], out: &mut dyn Write) -> io::Result<()> {
        // A line may end before its room does; the column is as wide as its widest line.
        let widths = self.widths(|index, cell| {
            let room = *rooms.get(index)?;
            let fits = natural.get(index).is_some_and(|natural| *natural <= room);
            if fits { natural.get(index).copied() } else { wrap(cell, room).map(columns).max() }
        });
        let gaps = GAP * widths.len().saturating_sub(1);
        self.write_row(&self.headers, rooms, &widths, out)?;
        writeln!(out, "{}", "-".repeat(widths.iter().sum::<usize>() + gaps))?;
        self.rows.iter().try_for_each(|row| self.write_row(row, rooms, &widths, out))
    }

    /// The greatest of what `width` gives for the cells of each column.
    fn widths(&self, width: impl Fn(usize, &str) -> Option<usize>) -> Vec<usize> {
        let mut widths = vec![0; self.headers.len()];
        for row in std::iter::once(&self.headers).chain(&self.rows) {
            for (index, (widest, cell)) in widths.iter_mut().zip(row).enumerate() {
                *widest = width(index, cell).unwrap_or(0).max(*widest);
            }
        }
        widths
    }

    /// Writes the lines of a row; each cell is broken to fit its room.
    fn write_row(
        &self,
        row: &[String],
        rooms: &[usize],
        widths: &[usize],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut cells: Vec<_> = row.iter().zip(rooms).map(|(cell, room)| wrap(cell, *room)).collect();
        let mut text = String::new();
        loop {
            let parts: Vec<Option<&str>> = cells.iter_mut().map(Iterator::next).collect();
            if parts.iter().all(Option::is_none) {
                return Ok(());
            }
            text.clear();
            for (index, (part, width)) in parts.iter().zip(widths).enumerate() {
                let part = part.unwrap_or_default();
                let blank = width.saturating_sub(columns(part));
                let is_right = self.right.contains(&index);
                if index > 0 {
                    text.extend(std::iter::repeat_n(' ', GAP));
                }
                text.extend(std::iter::repeat_n(' ', if is_right { blank } else { 0 }));
                text.push_str(part);
                text.extend(std::iter::repeat_n(' ', if is_right { 0 } else { blank }));
            }
            writeln!(out, "{}", text.trim_end())?;
        }
    }
}

fn make_inert(cell: &mut String) {
    if cell.contains(['\t', '\r']) {
        *cell = cell.replace('\t', " ").replace('\r', "");
    }
    if !Escaped(cell).is_plain() {
        *cell = Escaped(cell).to_string();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof!["[0-9]{0,4}", "[ a-z甲乙，。（）“”\n-]{0,60}", "[^\\p{C}]{0,12}"]
    }

    proptest! {
        #[test]
        fn both_ways_of_laying_out_give_the_same(
            rows in prop::collection::vec(prop::collection::vec(cell(), 3), 0..6), width in 24usize..120,
        ) {
            let words = Words { headers: vec!["编号".into(), "任务内容".into(), "Note".into()], rows, right: vec![0] };
            let natural = words.widths(|_, cell| cell.lines().map(columns).max());
            let rooms = share(&natural, width, GAP);
            let [mut at_once, mut by_line] = [Vec::new(), Vec::new()];
            words.write_at_once(&rooms, &mut at_once).unwrap();
            words.write_by_line(&natural, &rooms, &mut by_line).unwrap();
            prop_assert_eq!(String::from_utf8(at_once), String::from_utf8(by_line));
        }
    }
}
