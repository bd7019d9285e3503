//! Aligned tables for people, at any width, with Chinese text.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

use super::{Answer, AnswerWriter, Look, TaskWriter};
use crate::{
    model::{Entry, LeadBasis},
    output::{
        Column,
        list::{List, ListEnd, tally},
        task_column::TaskColumn,
    },
    text::Lang,
    text::escape::Escaped,
    text::width::{columns, longest_word, share, wrap, wrap_sentence},
};

/// Where a list is narrower, words in brackets go to a line of their own.
const NARROW: usize = 120;

/// The format.
#[derive(Default)]
pub(crate) struct Aligned {
    /// The rows of a list, whose widths the last of them may decide.
    rows: Vec<Vec<String>>,
    /// How the lead of each is known.
    leads: Vec<Option<LeadBasis>>,
}

impl Aligned {
    /// Shows who leads among the departments, where no column of its own does: beside the name where the document or a person
    /// says so; below the table where it is the first one of every task, which is what it gives; else beside that one.
    fn mark_leads(&mut self, list: &List<'_>) -> Option<&'static str> {
        let lang = list.look.lang;
        let has = |wanted: Column| list.columns.iter().position(|column| column.known() == Some(wanted));
        let (Some(place), None) = (has(Column::Departments), has(Column::Lead)) else { return None };
        if !self.leads.contains(&Some(LeadBasis::FirstListed)) {
            return None;
        }
        if !self.leads.contains(&None) {
            return Some(label!(lang, "；责任部门中首位牵头", "; the first department leads"));
        }
        let mark = label!(lang, "（首位牵头）", " (first leads)");
        let rows = self.rows.iter_mut().zip(&self.leads);
        for (row, _) in rows.filter(|(_, lead)| **lead == Some(LeadBasis::FirstListed)) {
            let Some(cell) = row.get_mut(place) else { continue };
            let first = cell.find('、').unwrap_or(cell.len());
            cell.insert_str(first, mark);
        }
        None
    }
}

/// The departments of a task with those marked that are known to lead it.
fn with_leads(entry: Entry<'_>, lang: Lang) -> Option<String> {
    let (lead, _) = entry.lead().filter(|(_, basis)| *basis == LeadBasis::Stated)?;
    let mark = label!(lang, "（牵头）", " (lead)");
    let marked = |name: &String| if lead.contains(name) { format!("{name}{mark}") } else { name.clone() };
    Some(entry.task.departments.iter().map(marked).collect::<Vec<_>>().join("、"))
}

impl AnswerWriter for Aligned {
    fn answer(&self, answer: &dyn Answer, look: Look, out: &mut dyn Write) -> io::Result<()> {
        let mut grids = vec![answer.grid(look.lang)];
        grids.extend(answer.narrower(look.lang));
        let narrowest = grids.len().saturating_sub(1);
        let fitting = grids.iter().position(|grid| grid.fits(look.width)).unwrap_or(narrowest);
        let dropped = match (grids.first(), grids.get(fitting)) {
            (Some(whole), Some(shown)) if answer.drops_columns() => whole.dropped_in(shown, look.lang),
            _ => None,
        };
        if fitting < grids.len() {
            grids.swap_remove(fitting).write(look.width, out)?;
        }
        let below = answer.remarks(look.lang).into_iter().chain(answer.gap(look.lang)).chain(dropped);
        let mut below = below.into_iter();
        below.try_for_each(|sentence| {
            wrap_sentence(&sentence, look.width).try_for_each(|line| writeln!(out, "{}", line.trim()))
        })
    }
}

impl TaskWriter for Aligned {
    fn tasks(&mut self, list: &List<'_>, entries: &[Entry<'_>], _out: &mut dyn Write) -> io::Result<()> {
        let mut rows = list.grid(entries).rows;
        let splits =
            |column: &TaskColumn| matches!(column.known(), Some(Column::Status | Column::Due | Column::Lead));
        for row in rows.iter_mut().filter(|_| list.look.width < NARROW) {
            for (cell, _) in row.iter_mut().zip(list.columns).filter(|(_, column)| splits(column)) {
                *cell = cell.replace('（', "\n（").replace(" (", "\n(");
            }
        }
        if !list.columns.iter().any(|column| column.known() == Some(Column::Lead)) {
            let place = list.columns.iter().position(|column| column.known() == Some(Column::Departments));
            for (row, entry) in rows.iter_mut().zip(entries) {
                let cell = place.and_then(|place| row.get_mut(place)).zip(with_leads(*entry, list.look.lang));
                if let Some((cell, marked)) = cell {
                    *cell = marked;
                }
            }
        }
        self.leads.extend(entries.iter().map(|entry| entry.lead().map(|(_, basis)| basis)));
        self.rows.append(&mut rows);
        Ok(())
    }

    fn end(&mut self, list: &List<'_>, end: ListEnd<'_>, out: &mut dyn Write) -> io::Result<()> {
        let legend = self.mark_leads(list).unwrap_or_default();
        Grid { rows: std::mem::take(&mut self.rows), ..list.head() }.write(list.look.width, out)?;
        let tally = tally(&end, list.look.lang);
        wrap_sentence(&format!("{tally}{legend}"), list.look.width)
            .try_for_each(|line| writeln!(out, "{}", line.trim()))
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

/// How many rows are laid out at a time: the lines of a long table are never held as a whole.
const BLOCK: usize = 1_000;

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

    /// That a narrower table of the same has not all of the columns, and how they are seen.
    fn dropped_in(&self, shown: &Self, lang: Lang) -> Option<String> {
        // A light may be named by its first letter.
        let is_shown = |title: &&String| shown.headers.iter().any(|known| title.starts_with(known.as_str()));
        let dropped: Vec<&str> =
            self.headers.iter().filter(|title| !is_shown(title)).map(String::as_str).collect();
        (!dropped.is_empty()).then(|| {
            let list = dropped.join(lang.pick("、", ", "));
            lang.pick(
                format!("宽度不够，没有显示：{list}；放宽窗口，或用 `--format md` 查看"),
                format!("no room for: {list}; `--format md`, or a wider window, shows them"),
            )
        })
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
    pub(crate) fn write(self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        self.write_in_blocks(BLOCK, width, out)
    }

    fn write_in_blocks(mut self, block: usize, width: usize, out: &mut dyn Write) -> io::Result<()> {
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
        let mut rows = self.rows.iter();
        let mut headers = Some(&self.headers);
        while headers.is_some() || rows.len() > 0 {
            let mut table = Table::new();
            if let Some(headers) = headers.take() {
                table.set_header(headers);
            }
            table.add_rows(rows.by_ref().take(block));
            self.lay_out(&mut table, &widths);
            table.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))?;
        }
        Ok(())
    }

    /// Gives every block of the table the same columns.
    fn lay_out(&self, table: &mut Table, widths: &[usize]) {
        // Plain hyphens: box-drawing characters take two columns on some Chinese terminals.
        let rule = LineStyle::none().fill('-').junction('-');
        table
            .load_style(TableStyle::new().header_separator(rule))
            .set_content_arrangement(ContentArrangement::Disabled);
        for (index, width) in widths.iter().enumerate() {
            let Some(column) = table.column_mut(index) else { continue };
            // The junction of the rule takes one of the columns between two.
            let padding = if index + 1 == widths.len() { 0 } else { GAP - 1 };
            let [width, padding] = [*width + padding, padding].map(|n| u16::try_from(n).unwrap_or(u16::MAX));
            column.set_padding((0, padding)).set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
            if self.right.contains(&index) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
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
    use proptest::prelude::*;

    use super::*;

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof!["[0-9]{0,4}", "[ a-z甲乙，。（）“”\n-]{0,60}", "[^\\p{C}]{0,12}"]
    }

    proptest! {
        #[test]
        fn a_table_in_blocks_is_the_same_table(
            rows in prop::collection::vec(prop::collection::vec(cell(), 3), 0..6), width in 24usize..120,
        ) {
            let grid = Grid { headers: vec!["编号".into(), "任务内容".into(), "Note".into()], rows, right: vec![0] };
            let [mut whole, mut in_blocks] = [Vec::new(), Vec::new()];
            grid.clone().write_in_blocks(BLOCK, width, &mut whole).unwrap();
            grid.write_in_blocks(2, width, &mut in_blocks).unwrap();
            prop_assert_eq!(String::from_utf8(whole), String::from_utf8(in_blocks));
        }
    }
}
