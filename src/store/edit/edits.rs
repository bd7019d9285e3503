//! Changes of a text that are made together: each knows its bytes in the text as it was.

use std::ops::Range;

use super::{
    super::document::Mapping,
    lines::{line_end, line_feed, line_start, next_line},
};

/// A text, what stands where in it, and what is to change.
pub(super) struct Edits<'a> {
    pub(super) text: &'a str,
    pub(super) mapping: &'a Mapping,
    changes: Vec<(Range<usize>, String)>,
}

impl<'a> Edits<'a> {
    pub(super) fn new(text: &'a str, mapping: &'a Mapping) -> Self {
        Self { text, mapping, changes: Vec::new() }
    }

    /// Puts something in the place of these bytes.
    pub(super) fn replace(&mut self, bytes: Range<usize>, new: impl Into<String>) {
        self.changes.push((bytes, new.into()));
    }

    /// Puts lines behind the line that ends at `end`.
    pub(super) fn insert_lines(&mut self, end: usize, lines: &[String]) {
        let lines: String = lines.iter().map(|line| format!("{}{line}", self.feed())).collect();
        self.replace(end..end, lines);
    }

    /// Takes out the lines that hold these bytes; the comments among them stay, on lines of their own.
    pub(super) fn remove_lines(&mut self, bytes: Range<usize>, indent: &str) {
        let start = line_start(self.text, bytes.start);
        let end = line_end(self.text, bytes.end);
        let comments: String =
            self.comments_in(start..end).map(|comment| format!("{indent}{comment}{}", self.feed())).collect();
        self.replace(start..next_line(self.text, end), comments);
    }

    /// The comments that stand within these bytes.
    pub(super) fn comments_in(&self, bytes: Range<usize>) -> impl Iterator<Item = &'a str> {
        let text = self.text;
        let is_inside =
            move |comment: &&Range<usize>| bytes.start <= comment.start && comment.end <= bytes.end;
        self.mapping.comments.iter().filter(is_inside).filter_map(|comment| text.get(comment.clone()))
    }

    /// Where the comments end that stand below the line ending at `end` and are indented by more than `indent`
    /// columns: they belong to what is above them.
    pub(super) fn end_with_comments(&self, end: usize, indent: usize) -> usize {
        let mut last = end;
        let mut start = next_line(self.text, end);
        while start < self.text.len() && start > end {
            let stop = line_end(self.text, start);
            let line = self.text.get(start..stop).unwrap_or_default();
            let words = line.trim_start();
            if words.starts_with('#') && line.len() - words.len() > indent {
                last = stop;
            } else if !words.is_empty() {
                break;
            }
            let next = next_line(self.text, stop);
            if next <= start {
                break;
            }
            start = next;
        }
        last
    }

    pub(super) fn feed(&self) -> &'static str {
        line_feed(self.text)
    }

    /// The blanks in front of `offset` on its line; none where something else stands there.
    pub(super) fn indent_of(&self, offset: usize) -> Option<&'a str> {
        let blanks = self.text.get(line_start(self.text, offset)..offset)?;
        blanks.chars().all(|c| c == ' ').then_some(blanks)
    }

    /// The text with every change made; none where two of them touch the same bytes.
    pub(super) fn apply(mut self) -> Option<String> {
        self.changes.sort_by_key(|(bytes, _)| (bytes.start, bytes.end));
        let mut revised = String::with_capacity(self.text.len());
        let mut at = 0;
        for (bytes, new) in self.changes {
            revised.push_str(self.text.get(at..bytes.start)?);
            revised.push_str(&new);
            at = bytes.end;
        }
        revised.push_str(self.text.get(at..)?);
        Some(revised)
    }
}
