//! The result of reading a document, before it becomes a plan: the plan itself, what was found unusual,
//! and what every row was read as.

use super::source::SourceLocation;
use crate::{
    error::Finding,
    model::{Department, Plan},
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
    /// Whether it is a ledger or a list that pjt wrote, not the document that the tasks come from.
    pub is_ledger: bool,
    /// What each row or paragraph was read as, in reading order.
    pub account: Vec<RowOutcome>,
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
    /// A note, a blank, a page mark: nothing to import.
    Note,
    /// It looks like a task and was not imported: reported.
    Dropped,
}
