//! Aligned tables for people, at any width, with Chinese text.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};
use unicode_width::UnicodeWidthStr as _;

use super::inert::Inert;

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

impl Words {
    /// Writes the table with no line wider than `width`.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        let mut table = Table::new();
        // Plain hyphens: box-drawing characters take two columns on some Chinese terminals.
        let rule = LineStyle::new('-', '-', '-', '-');
        table
            .load_style(TableStyle::new().header_separator(rule))
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(width).unwrap_or(u16::MAX));
        table.set_header(self.headers.iter().map(|header| inert(header)));
        for row in &self.rows {
            table.add_row(row.iter().map(|cell| inert(cell)));
        }
        for (index, constraint) in self.constraints(width).into_iter().enumerate() {
            if let Some(column) = table.column_mut(index) {
                column.set_padding((0, 2));
                if let Some(constraint) = constraint {
                    column.set_constraint(constraint);
                }
                if self.right.contains(&index) {
                    column.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// Narrow columns keep their width as long as there is room, so that numbers, dates and statuses do
    /// not wrap; the wide ones share the rest.
    fn constraints(&self, width: usize) -> Vec<Option<ColumnConstraint>> {
        let widest = |index: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(index)).chain(self.headers.get(index));
            cells.flat_map(|cell| cell.lines()).map(|line| Inert(line).to_string().width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.headers.len()).map(widest).collect();
        let narrow = width / 4;
        widths
            .iter()
            .map(|column| {
                let fixed = u16::try_from(column + 2).unwrap_or(u16::MAX);
                (*column <= narrow.min(24)).then_some(ColumnConstraint::Absolute(Width::Fixed(fixed)))
            })
            .collect()
    }
}

fn inert(text: &str) -> String {
    Inert(&text.replace('\t', " ").replace('\r', "")).to_string()
}
