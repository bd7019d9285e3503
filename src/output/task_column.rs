//! A column of a list or a ledger: one that every task has, or one of the document's that was kept under its title.

use super::columns::{Beside, Column};
use crate::{model::Entry, text::Lang};

/// One column.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TaskColumn {
    /// One that every task has.
    Known(Column),
    /// Another one of the document's table, by its title.
    Extra(String),
}

impl TaskColumn {
    /// The column that every task has, if it is one.
    pub fn known(&self) -> Option<Column> {
        match self {
            Self::Known(column) => Some(*column),
            Self::Extra(_) => None,
        }
    }

    /// The header that people read.
    pub(super) fn header(&self, lang: Lang) -> &str {
        match self {
            Self::Known(column) => column.header(lang),
            Self::Extra(title) => title,
        }
    }

    /// The title of its records for programs.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Known(column) => column.key(),
            Self::Extra(title) => title.clone(),
        }
    }

    /// What stands in this column of a task's row, for people.
    pub(super) fn cell(&self, entry: Entry<'_>, beside: Beside<'_>, lang: Lang) -> String {
        match self {
            Self::Known(column) => column.cell(entry, beside, lang),
            Self::Extra(title) => entry.task.extra(title).unwrap_or_default().to_owned(),
        }
    }

    /// A task's row, for people. Where the document's number has a column of its own, it does not stand beside the ledger's.
    pub(super) fn row(columns: &[Self], entry: Entry<'_>, beside: Beside<'_>, lang: Lang) -> Vec<String> {
        let has_label = columns.contains(&Self::Known(Column::Label));
        let cell = |column: &Self| match column {
            Self::Known(Column::Id) if has_label => entry.task.id.to_string(),
            column => column.cell(entry, beside, lang),
        };
        columns.iter().map(cell).collect()
    }

    /// What stands in it for programs.
    pub(super) fn value(&self, entry: Entry<'_>, beside: Beside<'_>) -> String {
        match self {
            Self::Known(column) => column.value(entry, beside),
            Self::Extra(title) => entry.task.extra(title).unwrap_or_default().to_owned(),
        }
    }

    /// Which of these columns hold numbers.
    pub(super) fn numbers(columns: &[Self]) -> Vec<usize> {
        let is_number = |column: &Self| column.known().is_some_and(Column::is_number);
        (0..).zip(columns).filter(|(_, column)| is_number(column)).map(|(index, _)| index).collect()
    }
}
