//! Aligned tables for people, at any width, with Chinese text.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
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

/// Tables of more rows are written line by line as they are laid out: nobody waits for 100,000 of them.
const MOST_ROWS: usize = 1000;

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
        if self.rows.len() <= MOST_ROWS {
            return self.write_at_once(&rooms, out);
        }
        self.write_row(&self.headers, &rooms, &widths, out)?;
        writeln!(out, "{}", "-".repeat(widths.iter().sum::<usize>() + gaps))?;
        self.rows.iter().try_for_each(|row| self.write_row(row, &rooms, &widths, out))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_table_looks_as_a_short_one_does() {
        let row = |index: usize| {
            vec![index.to_string(), "建立市级产教融合公共服务平台，做好信息共享".into(), "甲\n乙".into()]
        };
        let words = |count: usize| Words {
            headers: vec!["编号".into(), "任务内容".into(), "部门".into()],
            rows: (1000..1000 + count).map(row).collect(),
            right: vec![0],
        };
        let printed = |count: usize| {
            let mut out = Vec::new();
            words(count).write(40, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let (short, long) = (printed(MOST_ROWS), printed(MOST_ROWS + 1));
        assert!(long.starts_with(&short) && long.len() > short.len());
    }
}
