//! What the files of a period come to, before it is shown or written.

use super::{
    merge::TaskKey,
    remark::Remark,
    standing::{Accepted, Conflict},
};
use crate::{model::Return, text::Text};

/// Everything that was read off the files.
#[derive(Debug, Default)]
pub struct Collected {
    /// One line for each file that was read.
    pub units: Vec<UnitReturn>,
    /// The returns that change, as they are to be.
    pub returns: Vec<ChangedReturn>,
    /// Statuses that become those of tasks.
    pub accepted: Vec<Accepted>,
    /// Statuses that others stand against.
    pub conflicts: Vec<Conflict>,
    /// What was not taken; it is kept word for word.
    pub refused: Vec<Remark>,
    /// What asks for a decision, or is worth a word.
    pub notices: Vec<Remark>,
    /// Files that were passed over.
    pub ignored: Vec<Ignored>,
    /// The codes of departments of which a file came that was taken before.
    pub known: Vec<String>,
    /// The departments of which nothing has come.
    pub missing: Vec<String>,
}

impl Collected {
    /// Whether no file is a return: none was read, refused, or taken in before.
    pub fn is_nothing(&self) -> bool {
        self.units.is_empty() && self.refused.is_empty() && self.known.is_empty()
    }
}

/// What came of a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnitReturn {
    /// The department.
    pub department: String,
    /// The file.
    pub file: String,
    /// How many tasks it was asked about.
    pub asked: usize,
    /// How many of them the file answers.
    pub reported: usize,
    /// How many other tasks it answers: such as the unit supports.
    pub beyond: usize,
    /// How many of these it was asked about, which were withdrawn since.
    pub ended: usize,
    /// What of its tasks nobody has answered.
    pub omitted: Vec<TaskKey>,
    /// How much of the file was refused.
    pub refused: usize,
}

/// A return that changes.
#[derive(Clone, Debug)]
pub struct ChangedReturn {
    /// The plan's slug.
    pub plan: String,
    /// The code of the department.
    pub code: String,
    /// As it is to be.
    pub after: Return,
}

/// A file that was passed over, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ignored {
    /// The file.
    pub file: String,
    /// Why.
    pub why: Text,
}
