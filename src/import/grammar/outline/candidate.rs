//! A paragraph of which the lines below decide what it is.

use super::{super::marker::Level, is_heading, joint, paragraph};
use crate::import::source::SourceLocation;

/// A paragraph that may turn out to be a heading or, by what follows, a task.
pub(super) struct Candidate {
    /// Where it stands among the paragraphs.
    pub(super) index: usize,
    pub(super) level: Option<Level>,
    pub(super) text: String,
    pub(super) location: SourceLocation,
    pub(super) more: Vec<(String, SourceLocation)>,
    /// Whether a label such as 整改措施： stands in it: numbered points below are its text.
    pub(super) labelled: bool,
}

impl Candidate {
    /// Its title and its task apart, where the line below the title says that the task begins there: 主要任务：….
    pub(super) fn titled(&self) -> Option<(Level, String, SourceLocation)> {
        let (level, (first, place)) = (self.level?, self.more.first()?);
        let task = paragraph::task_behind_label(first)?;
        let rest = self.more.iter().skip(1).fold(task.to_owned(), |whole, (more, _)| {
            let joint = joint(&whole);
            whole + joint + more
        });
        let is_title = is_heading(&self.text) && !self.text.ends_with(['。', '；']);
        (is_title && !rest.is_empty()).then_some((level, rest, *place))
    }

    /// The whole text.
    pub(super) fn whole(&self) -> String {
        // 目标任务：… without a number: the label is no part of it
        let own =
            paragraph::task_behind_label(&self.text).filter(|task| self.level.is_none() && !task.is_empty());
        let own = own.unwrap_or(&self.text).to_owned();
        self.more.iter().fold(own, |whole, (more, _)| {
            let joint = joint(&whole);
            whole + joint + more
        })
    }
}
