//! Aligned tables for people, at any width, with Chinese text.

use std::{
    io::{self, Write},
    iter::repeat_n,
};

use super::{Answer, AnswerWriter, Look, TaskWriter};
use crate::{
    model::Entry,
    output::{
        Column,
        list::{List, ListEnd, tally},
        task_column::TaskColumn,
    },
    text::escape::Escaped,
    text::width::{columns, longest_word, share, wrap, wrap_sentence},
};

/// The format.
#[derive(Default)]
pub(crate) struct Aligned {
    /// The rows of a list, whose widths the last of them may decide.
    rows: Vec<Vec<String>>,
}

impl AnswerWriter for Aligned {
    fn answer(&self, answer: &dyn Answer, look: Look, out: &mut dyn Write) -> io::Result<()> {
        let mut grids = vec![answer.grid(look.lang)];
        grids.extend(answer.narrower(look.lang));
        let narrowest = grids.len().saturating_sub(1);
        let fitting = grids.iter().position(|grid| grid.fits(look.width)).unwrap_or(narrowest);
        if fitting < grids.len() {
            grids.swap_remove(fitting).write(look.width, out)?;
        }
        let below = answer.remarks(look.lang).into_iter().chain(answer.gap(look.lang));
        let mut below = below.into_iter();
        below.try_for_each(|sentence| {
            wrap_sentence(&sentence, look.width).try_for_each(|line| writeln!(out, "{}", line.trim()))
        })
    }
}

impl TaskWriter for Aligned {
    fn tasks(&mut self, list: &List<'_>, entries: &[Entry<'_>], _out: &mut dyn Write) -> io::Result<()> {
        /// Where a table is narrower, words in brackets go to a line of their own.
        const NARROW: usize = 120;
        let mut rows = list.grid(entries).rows;
        let splits =
            |column: &TaskColumn| matches!(column.known(), Some(Column::Status | Column::Due | Column::Lead));
        for row in rows.iter_mut().filter(|_| list.look.width < NARROW) {
            for (cell, _) in row.iter_mut().zip(list.columns).filter(|(_, column)| splits(column)) {
                *cell = cell.replace('（', "\n（").replace(" (", "\n(");
            }
        }
        self.rows.append(&mut rows);
        Ok(())
    }

    fn end(&mut self, list: &List<'_>, end: ListEnd<'_>, out: &mut dyn Write) -> io::Result<()> {
        Grid { rows: std::mem::take(&mut self.rows), ..list.head() }.write(list.look.width, out)?;
        writeln!(out, "{}", tally(end.shown, end.total, end.unreadable.len(), list.look.lang))
    }
}

/// Headers and rows of cells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    /// Column headers.
    pub(crate) headers: Vec<String>,
    /// Rows; a cell may hold line feeds.
    pub(crate) rows: Vec<Vec<String>>,
    /// Columns whose cells stand to the right: numbers.
    pub(crate) right: Vec<usize>,
}

/// Columns between two columns.
const GAP: usize = 2;

impl Grid {
    /// A row that only states what is missing.
    pub(crate) fn gap_row(gap: &str, columns: usize) -> Self {
        let mut row = vec![gap.to_owned()];
        row.resize(columns, String::new());
        Self { rows: vec![row], ..Self::default() }
    }

    /// The same, without its headers unless it is to have them.
    pub(crate) fn with_titles(mut self, has_titles: bool) -> Self {
        if !has_titles {
            self.headers.clear();
        }
        self
    }

    /// Whether no column but the first, which names what is counted, would have to be broken.
    fn fits(&self, width: usize) -> bool {
        const OF_NAMES: usize = 24;
        let widths = self.widths(&[]);
        let mut widths = widths.iter();
        let names = widths.next().map_or(0, |names| (*names).min(OF_NAMES));
        names + widths.map(|column| column + GAP).sum::<usize>() <= width
    }

    /// Writes the table with no line wider than `width`.
    ///
    /// # Errors
    /// When `out` fails.
    pub(crate) fn write(mut self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        self.cells().for_each(|(_, cell)| escape(cell));
        let natural = self.widths(&[]);
        let mut least = vec![0; natural.len()];
        for (index, cell) in self.cells() {
            if let Some(least) = least.get_mut(index) {
                *least = longest_word(cell).max(*least);
            }
        }
        let rooms = share(&natural, &least, width, GAP);
        let whole: Vec<Option<usize>> =
            natural.iter().zip(&rooms).map(|(natural, room)| (natural == room).then_some(*room)).collect();
        for (index, cell) in self.cells() {
            if let (Some(None), Some(room)) = (whole.get(index), rooms.get(index)) {
                *cell = wrap(cell, *room).collect::<Vec<_>>().join("\n");
            }
        }
        // A line may end before its room does; the column is as wide as its widest line.
        let widths = self.widths(&whole);
        self.write_row(&self.headers, &widths, out)?;
        // Plain hyphens: box-drawing characters take two columns on some Chinese terminals.
        let gaps = GAP * widths.len().saturating_sub(1);
        writeln!(out, "{}", "-".repeat(widths.iter().sum::<usize>() + gaps))?;
        self.rows.iter().try_for_each(|row| self.write_row(row, &widths, out))
    }

    /// Writes the lines of the cells of a row beside each other.
    fn write_row(&self, row: &[String], widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
        let height = row.iter().map(|cell| cell.matches('\n').count() + 1).max().unwrap_or(1);
        let mut cells: Vec<_> = row.iter().map(|cell| cell.split('\n')).collect();
        for _ in 0..height {
            let mut line = String::new();
            for (index, (cell, width)) in cells.iter_mut().zip(widths).enumerate() {
                let words = cell.next().unwrap_or_default();
                let blanks = width.saturating_sub(columns(words));
                let (before, behind) = if self.right.contains(&index) { (blanks, 0) } else { (0, blanks) };
                line.extend(repeat_n(' ', before));
                line.push_str(words);
                line.extend(repeat_n(' ', behind + GAP));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// Every cell, the headers first, with the number of its column.
    fn cells(&mut self) -> impl Iterator<Item = (usize, &mut String)> {
        std::iter::once(&mut self.headers).chain(&mut self.rows).flat_map(|row| row.iter_mut().enumerate())
    }

    /// How wide the widest line of each column is, where that is not known yet.
    fn widths(&self, known: &[Option<usize>]) -> Vec<usize> {
        let of_column = |index: usize| {
            let cells = std::iter::once(&self.headers).chain(&self.rows).filter_map(|row| row.get(index));
            cells.flat_map(|cell| cell.lines()).map(columns).max().unwrap_or(0)
        };
        let known = |index: usize| known.get(index).copied().flatten();
        (0..self.headers.len()).map(|index| known(index).unwrap_or_else(|| of_column(index))).collect()
    }
}

fn escape(cell: &mut String) {
    if memchr::memchr2(b'\t', b'\r', cell.as_bytes()).is_some() {
        *cell = cell.replace('\t', " ").replace('\r', "");
    }
    if !Escaped(cell).is_plain() {
        *cell = Escaped(cell).to_string();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_beside_each_other_and_numbers_to_the_right() {
        let words = |row: [&str; 3]| row.map(str::to_owned).to_vec();
        let rows = vec![words(["8", "建立平台", "“a”"]), words(["14", "开展培训，扩大招聘", "一\n二"])];
        let grid = Grid { headers: words(["No", "内容", "Note"]), rows, right: vec![0] };
        let mut written = Vec::new();
        grid.write(20, &mut written).unwrap();
        let lines = [
            "No  内容        Note",
            "--------------------",
            " 8  建立平台    “a”",
            "14  开展培训，  一",
            "    扩大招聘    二",
            "",
        ];
        assert_eq!(String::from_utf8(written).unwrap(), lines.join("\n"));
    }
}
