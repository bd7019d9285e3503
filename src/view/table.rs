//! Aligned tables for people, at any width, with Chinese text.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{
    inert::Inert,
    width::{share, wrap},
};

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

impl Words {
    /// Writes the table with no line wider than `width`.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(mut self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        for cell in self.headers.iter_mut().chain(self.rows.iter_mut().flatten()) {
            make_inert(cell);
        }
        let natural = self.widths(|_, cell| cell.lines().map(UnicodeWidthStr::width).max());
        let rooms = share(&natural, width, GAP);
        // A line may end before its room does; the column is as wide as its widest line.
        let widths = self.widths(|index, cell| {
            let room = *rooms.get(index)?;
            let fits = natural.get(index).is_some_and(|natural| *natural <= room);
            if fits {
                natural.get(index).copied()
            } else {
                wrap(cell, room).map(UnicodeWidthStr::width).max()
            }
        });
        let gaps = GAP * widths.len().saturating_sub(1);
        self.write_row(&self.headers, &rooms, &widths, out)?;
        // Plain hyphens: box-drawing characters take two columns on some Chinese terminals.
        writeln!(out, "{}", "-".repeat(widths.iter().sum::<usize>() + gaps))?;
        self.rows.iter().try_for_each(|row| self.write_row(row, &rooms, &widths, out))
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
                let blank = width.saturating_sub(part.width());
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
    if !Inert(cell).is_plain() {
        *cell = Inert(cell).to_string();
    }
}
