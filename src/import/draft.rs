//! The result of reading a document, before it becomes a plan: the plan itself, what was found unusual,
//! and what every row was read as.

use super::{grammar::ColumnRole, source::SourceLocation};
use crate::{
    error::Finding,
    model::{Department, Period, Plan},
};

/// A plan as read, with the account of every row.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The plan with its tasks; slug and source are set by the caller.
    pub plan: Plan,
    /// The departments met, in printed order; groups are marked.
    pub departments: Vec<Department>,
    /// What a person should look at.
    pub warnings: Vec<Finding>,
    /// The words that say which days the plan covers; none where the document names no years.
    pub years: Option<StatedYears>,
    /// Whether it is a ledger or a list that pjt wrote, not the document that the tasks come from.
    pub is_ledger: bool,
    /// Whether it is the form of a reporting period.
    pub is_form: bool,
    /// What became of all that the document holds.
    pub account: Account,
}

/// The days that the title of a document says its plan covers, and how it says so.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StatedYears {
    /// The days.
    pub period: Period,
    /// The words, without blanks and with digits of half width: `2021-2025年`.
    pub words: String,
    /// Whether they name one year, which is taken as a whole.
    pub is_one_year: bool,
}

/// What became of all that a document holds: nothing of it is passed over unsaid.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// What each row or paragraph was read as, in reading order.
    pub rows: Vec<RowOutcome>,
    /// What each column of the table was read as; none for running text.
    pub columns: Vec<ColumnOutcome>,
    /// What was read and may be wrong.
    pub doubtful: Vec<Doubt>,
}

/// What a column of the table was read as.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnOutcome {
    /// Which table, from 1, where several of different columns were read together.
    pub table: Option<usize>,
    /// Which, from 1; none where the document has no such column: one made of labels, or of marks below names.
    pub column: Option<usize>,
    /// Its title, as printed.
    pub title: String,
    /// What it holds, where it was taken over.
    pub role: Option<ColumnRole>,
    /// Whether it is known by what it holds, not by its title.
    pub guessed: bool,
    /// What its cells look like, where it was not taken over: how to say so with `--columns`.
    pub looks_like: Option<ColumnRole>,
}

/// Something that was read and may be wrong.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// Where it stood.
    pub location: SourceLocation,
    /// The words.
    pub text: String,
    /// What is doubtful about them.
    pub reason: crate::text::Text,
}

/// What a row or paragraph was read as.
#[derive(Clone, Debug)]
pub struct RowOutcome {
    /// Where it stood.
    pub location: SourceLocation,
    /// What it is.
    pub role: RowRole,
    /// The first words of it.
    pub text: String,
    /// Why.
    pub reason: crate::text::Text,
}

/// What a row or paragraph can be read as.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RowRole {
    /// The document's title.
    Title,
    /// A row of column titles.
    Header,
    /// A pillar.
    Pillar,
    /// A key task.
    KeyTask,
    /// A task.
    Task,
    /// More of the task before it.
    Continuation,
    /// A sentence that says how the table is to be read: who leads, who takes part in everything.
    Rule,
    /// A note, a blank, a page mark: nothing to import.
    Note,
    /// It looks like a task and was not imported: reported.
    Dropped,
}
