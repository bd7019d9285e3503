//! Three-way merge of one file of a store: text in, text out. Each field is taken from the side that
//! changed it, with its comments and quotes as they were written there; what both sides changed differently
//! stays a conflict of exactly its lines. No files and no git here.

mod chunks;
mod compose;
mod entries;
mod handed;
mod lines;
mod lists;
mod values;

use std::path::Path;

use chunks::tree;
use compose::{Texts, compose};
pub use lines::Sides;
pub use values::{Conflict, Resolve, Side};
use values::{MergedFields, Tree};

use crate::{
    error::{Finding, Location},
    store::{layout::Kind, yaml},
};

/// What became of a merge.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The text, with markers around the lines of what is open.
    pub text: String,
    /// What both sides changed in different ways and nobody decided.
    pub conflicts: Vec<Conflict>,
    /// Why it could not be merged by what it says: a side can't be read, or the two are written too differently.
    pub trouble: Option<Finding>,
}

impl Merged {
    /// Whether nothing is left to decide.
    pub fn is_clean(&self) -> bool {
        self.conflicts.is_empty() && self.trouble.is_none()
    }
}

/// Merges two sides of a file that came from `base`; an empty base is none. `resolve` decides conflicts.
pub fn merge(path: &Path, texts: [&str; 3], resolve: Resolve<'_>) -> Merged {
    let [base, ours, theirs] = texts;
    let layout = Layout::of(ours);
    let [base, ours, theirs] = [base, ours, theirs].map(|text| layout.plain(text));
    let texts = Texts { base: &base, ours: &ours, theirs: &theirs };
    let merged = match Kind::of(path) {
        Some(kind) => merge_known(kind, path, texts, resolve),
        None => merge_lines(texts, None),
    };
    Merged { text: layout.restored(&merged.text), ..merged }
}

fn merge_known(kind: Kind, path: &Path, texts: Texts<'_>, resolve: Resolve<'_>) -> Merged {
    let read = |text: &str| -> Result<Tree, Finding> {
        yaml::ensure_readable(kind, path, text.as_bytes())?;
        // An empty file is readable where every field may be missing.
        Ok(tree(text).unwrap_or_default())
    };
    let (ours, theirs) = match (read(texts.ours), read(texts.theirs)) {
        (Ok(ours), Ok(theirs)) => (ours, theirs),
        (Err(finding), _) | (_, Err(finding)) => return merge_lines(texts, Some((kind, path, finding))),
    };
    let open = Sides::of(texts.base);
    let (base, texts) = match (read(texts.base), &open) {
        (Ok(base), _) => (Some(base), texts),
        (Err(_), _) if texts.base.trim().is_empty() => (None, texts),
        // Where two people merged each other's work, git merges the ancestors first and leaves open what they
        // conflict in: that both sides changed, whatever they made of it.
        (Err(finding), Some(sides)) => match (read(&sides.ours), read(&sides.theirs)) {
            (Ok(one), Ok(other)) => {
                (Some(values::shared(&one, &other)), Texts { base: &sides.ours, ..texts })
            }
            _ => return merge_lines(texts, Some((kind, path, finding))),
        },
        (Err(finding), None) => return merge_lines(texts, Some((kind, path, finding))),
    };
    let merged = values::merge(kind, base.as_ref(), &ours, &theirs, resolve);
    let holds = |text: &String, wanted: &Tree| {
        tree(text).as_ref() == Some(wanted) && yaml::ensure_readable(kind, path, text.as_bytes()).is_ok()
    };
    if merged.conflicts.is_empty()
        && let Some(text) = lines::merge(texts.base, texts.ours, texts.theirs)
        && holds(&text, &merged.ours)
    {
        return Merged { text, conflicts: Vec::new(), trouble: None };
    }
    let side = |side, wanted| compose(kind, texts, &merged, side).filter(|text| holds(text, wanted));
    let sides = (side(Side::Ours, &merged.ours), side(Side::Theirs, &merged.theirs));
    let MergedFields { conflicts, .. } = merged;
    match sides {
        (Some(ours), Some(theirs)) => {
            Merged { text: lines::marked(&ours, &theirs), conflicts, trouble: None }
        }
        _ => {
            Merged { text: lines::marked(texts.ours, texts.theirs), conflicts, trouble: Some(by_hand(path)) }
        }
    }
}

/// What git would make of it.
fn merge_lines(texts: Texts<'_>, unread: Option<(Kind, &Path, Finding)>) -> Merged {
    let text = lines::merge_marked(texts.base, texts.ours, texts.theirs);
    let is_marked = Sides::of(&text).is_some();
    let trouble = match unread {
        // The side that can't be read may have lost against one that can.
        Some((kind, path, _)) if yaml::ensure_readable(kind, path, text.as_bytes()).is_ok() => None,
        Some((.., finding)) => Some(finding),
        None if is_marked => Some(by_hand(Path::new(""))),
        None => None,
    };
    Merged { text, conflicts: Vec::new(), trouble }
}

fn by_hand(path: &Path) -> Finding {
    Finding::new(
        "merge-by-hand",
        text!(
            "两边的写法不同，不能自动合并成一份",
            "the two sides are written too differently to be put together"
        ),
    )
    .at(Location::file(path))
    .fix(text!(
        "冲突标记之间是两边的原文，请在编辑器中处理",
        "both texts stand between the conflict markers; settle them in an editor"
    ))
}

/// What of our text is the same on every line and is put back at the end.
struct Layout {
    has_mark: bool,
    has_returns: bool,
    /// Some lines end in one way and some in the other: no line end is touched.
    is_mixed: bool,
    has_final_feed: bool,
}

impl Layout {
    fn of(text: &str) -> Self {
        let (feeds, returns) = (text.matches('\n').count(), text.matches("\r\n").count());
        Self {
            has_mark: text.starts_with('\u{feff}'),
            has_returns: feeds > 0 && returns == feeds,
            is_mixed: returns > 0 && returns < feeds,
            has_final_feed: text.is_empty() || text.ends_with('\n'),
        }
    }

    /// A side's text without a byte order mark, with line feeds at the ends of all its lines.
    fn plain(&self, text: &str) -> String {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut plain = if self.is_mixed { text.to_owned() } else { text.replace("\r\n", "\n") };
        if !plain.is_empty() && !plain.ends_with('\n') {
            plain.push('\n');
        }
        plain
    }

    fn restored(&self, plain: &str) -> String {
        let text = if self.has_final_feed { plain } else { plain.strip_suffix('\n').unwrap_or(plain) };
        let text = if self.has_returns { text.replace('\n', "\r\n") } else { text.to_owned() };
        if self.has_mark { format!("\u{feff}{text}") } else { text }
    }
}

#[cfg(test)]
mod tests;
