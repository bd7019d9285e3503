//! More text of the task above: what stands below its departments, below its title, and its measures.

use super::{
    super::{fold, tail},
    Kind, Outline, joint,
    paragraph::Entry,
};
use crate::import::{draft::RowRole, source::SourceLocation};

impl Outline<'_> {
    /// Whether a paragraph below the departments of a task is still text of it.
    pub(super) fn goes_on(&self, index: usize) -> bool {
        let Some(entry) = self.entries.get(index).filter(|_| self.open) else { return false };
        let item = self.levels.last().copied().flatten();
        match entry.level {
            // a label with nothing behind it counts when its points are text, too
            None => {
                !entry.text.ends_with(['：', ':']) || {
                    let next = self.entries.get(index + 1);
                    let own = |next: &Entry<'_>| matches!(next.kind, Kind::Task(_)) && next.level > item;
                    is_measures(entry.text) && item.is_some() && next.is_some_and(own)
                        || next.is_some_and(|next| matches!(next.kind, Kind::Plain))
                            && self.goes_on(index + 1)
                }
            }
            Some(level) => {
                item.is_some_and(|item| level > item)
                    && matches!(entry.kind, Kind::Plain)
                    && !self.entries.is_point(index, level)
            }
        }
    }

    /// Whether a numbered paragraph with departments is one of the measures of the task above (整改措施：): they do a part
    /// of it.
    pub(super) fn is_measure(&self, entry: &Entry<'_>) -> bool {
        let item = self.levels.last().copied().flatten();
        self.open && self.measures && entry.level.is_some_and(|level| item.is_some_and(|item| level > item))
    }

    pub(super) fn more_text(&mut self, text: &str, location: SourceLocation) {
        self.measures |= is_measures(text);
        if let Some(last) = self.reading.items.last_mut() {
            let joint = joint(&last.content);
            last.content = fold::one_line(&format!("{}{joint}{text}", last.content));
        }
        self.reading.record(
            location,
            RowRole::Continuation,
            text,
            text!("上一项任务的正文", "more text of the task above"),
        );
    }

    /// Whether a paragraph is text of the title above it, which has the departments.
    pub(super) fn is_body(&self, index: usize) -> bool {
        let Some(entry) = self.entries.get(index).filter(|entry| self.body > 0 && entry.level.is_none())
        else {
            return false;
        };
        match &entry.kind {
            Kind::Task(tail) => tail.departments.mentions.is_empty(),
            _ => true,
        }
    }

    pub(super) fn body_text(&mut self, index: usize) {
        let Some(entry) = self.entries.get(index) else { return };
        self.body -= 1;
        let (text, deadline) = match &entry.kind {
            Kind::Task(tail) => (tail.content.as_str(), tail.departments.deadline.clone()),
            _ => dated(entry.text),
        };
        self.more_text(text, entry.location);
        if let Some(last) = self.reading.items.last_mut() {
            last.due_text = last.due_text.take().or(deadline);
        }
    }
}

/// A text, and the deadline that stands behind its last stop with a word for it: 开展试点。完成时限：6月底前.
fn dated(text: &str) -> (&str, Option<String>) {
    let cut = text.rfind('。').map(|at| text.split_at(at + '。'.len_utf8()));
    let due = |rest: &str| tail::headed(rest).filter(|list| list.mentions.is_empty())?.deadline;
    cut.and_then(|(content, rest)| Some((content, Some(due(rest)?)))).unwrap_or((text, None))
}

/// Whether a line announces the measures against the problem that the task is: 整改措施：. What stands below 具体措施： with
/// departments of its own are tasks, as in the papers of the State Council.
fn is_measures(text: &str) -> bool {
    let key = fold::key(text);
    let label = key.trim_matches('*').strip_suffix("措施:");
    label.is_some_and(|label| label.is_empty() || label.ends_with("整改"))
}
