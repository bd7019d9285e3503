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

impl Words {
    /// Writes the table with no line wider than `width`.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        let headers: Vec<String> = self.headers.iter().map(|header| inert(header)).collect();
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(|cell| inert(cell)).collect()).collect();
        let widths = share(&natural_widths(&headers, &rows), width, GAP);
        let wrapped = |row: &[String]| -> Vec<String> {
            row.iter().zip(&widths).map(|(cell, width)| wrap(cell, *width).join("\n")).collect()
        };
        let mut table = Table::new();
        // Plain hyphens: box-drawing characters take two columns on some Chinese terminals.
        let rule = LineStyle::none().fill('-').junction('-');
        table
            .load_style(TableStyle::new().header_separator(rule))
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(wrapped(&headers));
        for row in &rows {
            table.add_row(wrapped(row));
        }
        for index in 0..headers.len() {
            if let Some(column) = table.column_mut(index) {
                let last = index + 1 == headers.len();
                // The junction of the rule takes one of the columns between two.
                column.set_padding((0, if last { 0 } else { u16::try_from(GAP - 1).unwrap_or(0) }));
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
}

/// Columns between two columns.
const GAP: usize = 2;

fn natural_widths(headers: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let widest = |index: usize| {
        let cells = rows.iter().filter_map(|row| row.get(index)).chain(headers.get(index));
        cells.flat_map(|cell| cell.lines()).map(UnicodeWidthStr::width).max().unwrap_or(0)
    };
    (0..headers.len()).map(widest).collect()
}

fn inert(text: &str) -> String {
    Inert(&text.replace('\t', " ").replace('\r', "")).to_string()
}
