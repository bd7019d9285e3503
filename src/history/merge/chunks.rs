//! A file as chunks of text, one for each top-level key with the comments above it; and what a chunk says.

use std::path::Path;

use serde_json::Value;

use super::values::Tree;
use crate::store::{
    document::{Mapping, Style},
    edit, yaml,
};

/// A file's text, cut behind the last line of each field.
pub(super) struct Chunks<'a> {
    /// What stands before the first key: document marks, a byte order mark.
    pub(super) head: &'a str,
    /// Keys in the order of the text, each with its lines and what stands above them.
    keys: Vec<(String, &'a str)>,
    /// What stands behind the last value.
    pub(super) tail: &'a str,
}

impl<'a> Chunks<'a> {
    /// Cuts a text; none where it is not one mapping in lines.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self { head: "", keys: Vec::new(), tail: "" });
        }
        let mapping = Mapping::of(text).filter(|mapping| !mapping.in_braces)?;
        let mut start = edit::line_start(text, mapping.pairs.first()?.key_bytes.start);
        let head = text.get(..start)?;
        let mut keys = Vec::new();
        for pair in &mapping.pairs {
            let last = pair.value.bytes.end.max(pair.key_bytes.end);
            let end = edit::next_line(text, edit::line_end(text, last));
            keys.push((pair.key.clone(), text.get(start..end)?));
            start = end;
        }
        Some(Self { head, keys, tail: text.get(start..)? })
    }

    /// The chunk of a key.
    pub(super) fn find(&self, key: &str) -> Option<&'a str> {
        self.keys.iter().find(|(known, _)| known == key).map(|(_, text)| *text)
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.keys.iter().map(|(key, _)| key.clone()).collect()
    }
}

/// The chunk of a list that is written in lines: what stands before its first entry, then each entry with its lines.
pub(super) fn entries<'a>(key: &str, text: &'a str) -> Option<(&'a str, Vec<(Value, &'a str)>)> {
    let mapping = Mapping::of(text)?;
    let pair = mapping.pair(key).filter(|pair| pair.value.style == Style::Lines)?;
    let head = edit::next_line(text, edit::line_end(text, pair.key_bytes.end));
    let Value::Array(values) = value(key, text)? else { return None };
    let mut start = head;
    let mut found = Vec::new();
    for (value, node) in values.into_iter().zip(pair.entries()) {
        let end = edit::next_line(text, edit::line_end(text, node.bytes.end));
        found.push((value, text.get(start..end)?));
        start = end;
    }
    Some((text.get(..head)?, found))
}

/// The value of a key in the text of its chunk.
pub(super) fn value(key: &str, text: &str) -> Option<Value> {
    tree(text)?.remove(key)
}

/// The fields of a text; one with nothing behind it (`notes:`, `notes: []`) is none.
pub(super) fn tree(text: &str) -> Option<Tree> {
    let mut tree = yaml::read_tree(Path::new(""), text.as_bytes()).ok()?;
    tree.retain(|_, value| !value.is_null() && *value != Value::Array(Vec::new()));
    Some(tree)
}

/// What looks like a comment. That a quoted `#` is taken for one does no harm: it is part of a value that
/// is kept.
pub(super) fn comments(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let is_comment = |at: &usize| {
            line.get(..*at).is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace))
        };
        let start = line.match_indices('#').map(|(at, _)| at).find(is_comment)?;
        line.get(start..).map(str::trim_end)
    })
}
