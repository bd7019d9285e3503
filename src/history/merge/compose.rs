//! The text of a merged file, put together from the chunks of its sides: each field is taken as the side that
//! changed it wrote it, with its comments.

use serde_json::Value;

use super::{
    chunks::{Chunks, comments, entries, tree, value},
    lines,
    lists::interleaved,
    values::{MergedFields, Side},
};
use crate::store::{document::Mapping, edit, layout::Kind, yaml};

/// The three texts of a merge.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) base: &'a str,
    pub(super) ours: &'a str,
    pub(super) theirs: &'a str,
}

/// The text of what merged, in the way that ends every open conflict for `side`; none where it can't be put
/// together from the texts without losing something.
pub(super) fn compose(kind: Kind, texts: Texts<'_>, fields: &MergedFields, side: Side) -> Option<String> {
    let (base, ours, theirs) = (Chunks::of(texts.base)?, Chunks::of(texts.ours)?, Chunks::of(texts.theirs)?);
    let wanted = match side {
        Side::Ours => &fields.ours,
        Side::Theirs => &fields.theirs,
    };
    let mut text = lines::merge(base.head, ours.head, theirs.head)?;
    for key in in_order(kind, &ours, &theirs) {
        let field = FieldTexts {
            kind,
            key: &key,
            base: base.find(&key),
            ours: ours.find(&key),
            theirs: theirs.find(&key),
            wanted: wanted.get(&key),
            is_decided: fields.resolved.contains(&key)
                || fields.conflicts.iter().any(|conflict| conflict.field() == key),
        };
        text.push_str(&field.merged()?);
    }
    text.push_str(&lines::merge(base.tail, ours.tail, theirs.tail)?);
    Some(text)
}

/// The keys of both sides: ours as they stand, theirs where the canonical order or their text has them.
fn in_order(kind: Kind, ours: &Chunks<'_>, theirs: &Chunks<'_>) -> Vec<String> {
    let rank = |key: &str| edit::rank_of(yaml::groups(kind), key).1;
    let mut keys = interleaved(&ours.names(), &theirs.names());
    let is_new = |key: &String| ours.find(key).is_none() && rank(key) != usize::MAX;
    let (new, mut present): (Vec<_>, Vec<_>) = keys.drain(..).partition(is_new);
    for key in new {
        let behind = present.iter().rposition(|known| rank(known) < rank(&key)).map_or(0, |at| at + 1);
        present.insert(behind, key);
    }
    present
}

/// One field as the three files write it; none where one has no such field.
struct FieldTexts<'a> {
    kind: Kind,
    key: &'a str,
    base: Option<&'a str>,
    ours: Option<&'a str>,
    theirs: Option<&'a str>,
    /// The value that the field is to have.
    wanted: Option<&'a Value>,
    /// Whether a side loses here by somebody's decision, its comments included.
    is_decided: bool,
}

impl FieldTexts<'_> {
    /// The field with the wanted value and every comment that may not be lost.
    fn merged(&self) -> Option<String> {
        let [base, ours, theirs] = [self.base, self.ours, self.theirs].map(Option::unwrap_or_default);
        let of_one_side = if self.theirs == self.base || self.ours == self.theirs {
            Some(ours)
        } else {
            (self.ours == self.base).then_some(theirs)
        };
        if let Some(text) = of_one_side.filter(|text| self.says_what_is_wanted(text)) {
            return Some(text.to_owned());
        }
        // The more of both sides a candidate has as they wrote it, the earlier it comes.
        let entries = self.wanted.and_then(Value::as_array);
        let candidates = [
            lines::merge(base, ours, theirs),
            entries.and_then(|entries| by_entries(self.key, ours, theirs, entries)),
            Some(ours.to_owned()),
            Some(theirs.to_owned()),
            self.rewritten(ours),
            self.rewritten(theirs),
        ];
        let right: Vec<String> =
            candidates.into_iter().flatten().filter(|text| self.says_what_is_wanted(text)).collect();
        let complete = right.iter().find(|text| self.keeps_comments(text)).cloned();
        let completed = || {
            right.iter().filter_map(|text| self.with_comments(text)).find(|text| self.keeps_comments(text))
        };
        complete.or_else(completed).or_else(|| right.into_iter().next().filter(|_| self.is_decided))
    }

    /// A side's text with the wanted value in it.
    fn rewritten(&self, side: &str) -> Option<String> {
        let old = value(self.key, side);
        edit::set(side, yaml::groups(self.kind), self.key, old.as_ref(), self.wanted?)
    }

    fn says_what_is_wanted(&self, text: &str) -> bool {
        // An alias has its anchor elsewhere and can't be read here; the whole is compared at the end.
        let is_cut_off = !text.trim().is_empty() && tree(text).is_none();
        is_cut_off || value(self.key, text).as_ref() == self.wanted
    }

    /// The text with the comment lines that it lacks above the key.
    fn with_comments(&self, text: &str) -> Option<String> {
        let mut at = edit::line_start(text, Mapping::of(text)?.pairs.first()?.key_bytes.start);
        let mut completed = text.to_owned();
        for line in [self.ours, self.theirs].into_iter().flatten().flat_map(lines::split) {
            let is_old = self.base.is_some_and(|base| base.contains(line));
            if line.trim_start().starts_with('#') && !is_old && !completed.contains(line) {
                completed.insert_str(at, line);
                at += line.len();
            }
        }
        Some(completed)
    }

    /// Every comment that is new on a side, and every old one that both sides left.
    fn keeps_comments(&self, text: &str) -> bool {
        let [base, ours, theirs] = [self.base, self.ours, self.theirs]
            .map(|chunk| comments(chunk.unwrap_or_default()).collect::<Vec<_>>());
        let is_due = |comment: &&&str| {
            !base.contains(*comment) || ours.contains(*comment) && theirs.contains(*comment)
        };
        ours.iter().chain(&theirs).filter(is_due).all(|comment| text.contains(comment))
    }
}

/// A list of these entries, each as the side has it that has it, with the comments above it.
fn by_entries(key: &str, ours: &str, theirs: &str, wanted: &[Value]) -> Option<String> {
    let (head, mut present) = entries(key, ours)?;
    present.extend(entries(key, theirs)?.1);
    let mut text = head.to_owned();
    for entry in wanted {
        let place = present.iter().position(|(value, _)| value == entry)?;
        text.push_str(present.remove(place).1);
    }
    Some(text)
}
