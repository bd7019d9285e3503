//! Rows, columns and sheets of OpenDocument that are not shown: they are passed over and counted, as those of other workbooks.

use std::collections::BTreeSet;

use crate::{
    error::Finding,
    import::{
        container::limits,
        source::{Cell, Grid, Merged},
    },
};

/// What is not shown of the tables of a document.
#[derive(Default)]
pub(super) struct Hidden {
    /// The styles of sheets that are not shown.
    styles: BTreeSet<String>,
    /// The columns of the table at hand, from 0, and how many there were so far.
    columns: BTreeSet<usize>,
    width: usize,
    /// Whether the row at hand is not shown, and which ones of its table are not.
    is_row: bool,
    rows: BTreeSet<usize>,
    /// What is said of it.
    pub(super) findings: Vec<Finding>,
}

impl Hidden {
    /// A style that hides its sheet.
    pub(super) fn sheet_style(&mut self, name: &str) {
        self.styles.insert(name.to_owned());
    }

    /// Whether a sheet of this style is not shown.
    pub(super) fn hides_sheet(&self, style: Option<&str>) -> bool {
        style.is_some_and(|style| self.styles.contains(style))
    }

    /// Says that a sheet was passed over.
    pub(super) fn sheet(&mut self, name: Option<&str>) {
        let name = name.unwrap_or_default();
        let finding = Finding::new(
            "hidden-sheet",
            text!("略过了隐藏的工作表“{name}”", "passed over the hidden sheet {name}"),
        );
        let fix = text!("要读它请加 `--sheet {name}`", "read it with `--sheet {name}`");
        self.findings.push(finding.fix(fix));
    }

    /// So many columns follow; `visibility` is `collapse` where they are not shown.
    pub(super) fn column(&mut self, repeated: usize, visibility: Option<&str>) {
        let end = self.width.saturating_add(repeated).min(limits::COLUMNS);
        if is_hidden(visibility) {
            self.columns.extend(self.width..end);
        }
        self.width = end;
    }

    /// A row begins.
    pub(super) fn row(&mut self, visibility: Option<&str>) {
        self.is_row = is_hidden(visibility);
    }

    /// The row at hand is that of this index.
    pub(super) fn mark(&mut self, index: usize, is_empty: bool) {
        if self.is_row && !is_empty {
            self.rows.insert(index);
        }
    }

    /// Takes the rows and columns out of a table, the one of this number, and counts those with words.
    pub(super) fn take_out(&mut self, grid: &mut Grid, table: usize) {
        let (rows, columns) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.columns));
        self.width = 0;
        if rows.is_empty() && columns.is_empty() {
            return;
        }
        let is_word = |cell: &Cell| cell.merged == Merged::No && !cell.text.trim().is_empty();
        let filled =
            |column: &&usize| grid.rows.iter().any(|row| row.cells.get(**column).is_some_and(is_word));
        let count = rows.len() + columns.iter().filter(filled).count();
        for index in rows.iter().rev() {
            let gone = grid.rows.remove(*index);
            if let Some(below) = grid.rows.get_mut(*index) {
                // the area goes on: it begins below now
                for (cell, gone) in below.cells.iter_mut().zip(gone.cells) {
                    if cell.merged == Merged::Above && gone.merged == Merged::No {
                        cell.merged = Merged::No;
                    }
                }
            }
        }
        for row in &mut grid.rows {
            for column in columns.iter().rev().filter(|column| **column < row.cells.len()).collect::<Vec<_>>()
            {
                let gone = row.cells.remove(*column);
                if let Some(next) = row.cells.get_mut(*column).filter(|next| next.merged == Merged::Left)
                    && gone.merged != Merged::Left
                {
                    next.merged = gone.merged;
                }
            }
        }
        if count > 0 {
            let name = grid.name.clone().unwrap_or_else(|| table.to_string());
            self.findings.push(Finding::new(
                "hidden-cells",
                text!(
                    "表格“{name}”中略过了 {count} 个隐藏的行或列",
                    "passed over {count} hidden rows or columns of table {name}"
                ),
            ));
        }
    }
}

fn is_hidden(visibility: Option<&str>) -> bool {
    matches!(visibility, Some("collapse" | "filter"))
}
