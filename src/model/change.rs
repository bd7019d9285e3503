//! One fact that differs between two states of a store. Update, diff, log, undo and the preview of
//! an import all speak in these, so they can't say the same fact differently.

use serde_json::Value;

use super::task::TaskId;

/// A field of a task, by its key in the file.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Field {
    /// The whole task, added or removed.
    Task,
    /// `label`
    Label,
    /// `pillar`
    Pillar,
    /// `key_task`
    KeyTask,
    /// `source`
    Source,
    /// `content`
    Content,
    /// `departments`, one entry
    Departments,
    /// `status`
    Status,
    /// `lead`, one entry
    Lead,
    /// `due`
    Due,
    /// `due_text`
    DueText,
    /// `evidence`, one entry
    Evidence,
    /// `notes`, one entry
    Notes,
    /// `former_ids`, one entry
    FormerIds,
    /// `review`
    Review,
}

impl Field {
    /// The key in the file and in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Label => "label",
            Self::Pillar => "pillar",
            Self::KeyTask => "key_task",
            Self::Source => "source",
            Self::Content => "content",
            Self::Departments => "departments",
            Self::Status => "status",
            Self::Lead => "lead",
            Self::Due => "due",
            Self::DueText => "due_text",
            Self::Evidence => "evidence",
            Self::Notes => "notes",
            Self::FormerIds => "former_ids",
            Self::Review => "review",
        }
    }
}

/// One field of one task that differs. Absent is null; of a list, each entry added (`from` null) or
/// removed (`to` null) is a change of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The plan's slug.
    pub plan: String,
    /// The task.
    pub task: TaskId,
    /// What of it.
    pub field: Field,
    /// The value before, as in `list --json`.
    pub from: Value,
    /// The value after.
    pub to: Value,
}
