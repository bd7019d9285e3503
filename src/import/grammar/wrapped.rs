//! Lines of a text that was copied page by page: a paragraph goes on over several of them.

use std::borrow::Cow;

use super::{fold, marker};
use crate::import::source::SourceLocation;

/// Joins the lines of wrapped paragraphs; other texts stay as they are.
pub(super) fn join<'a>(lines: &[(&'a str, SourceLocation)]) -> Vec<(Cow<'a, str>, SourceLocation)> {
    let keep = || lines.iter().map(|(text, location)| (Cow::Borrowed(*text), *location)).collect();
    let Some(full) = width(lines) else { return keep() };
    let mut joined: Vec<(Cow<'a, str>, SourceLocation)> = Vec::new();
    let mut open = false;
    for (text, location) in lines {
        let trimmed = fold::trim(text);
        if trimmed.is_empty() || is_mark(trimmed) {
            continue;
        }
        let count = trimmed.chars().count();
        let own = marker::read(trimmed).is_some() && !open || heads(trimmed);
        match joined.last_mut() {
            Some((last, _)) if open && !own => last.to_mut().push_str(trimmed),
            _ => joined.push((Cow::Borrowed(trimmed), *location)),
        }
        // a full line goes on, unless it happens to end where its paragraph ends
        let ended = trimmed.ends_with(['。', '；', '：', ':']) || closes_list(trimmed);
        open = count * 10 >= full * 8 && !ended;
        if !open && !ended && joined.last().is_some_and(|(text, _)| opened(text)) {
            open = true;
        }
    }
    joined
}

/// A bracket that is still open: the list inside goes on.
fn opened(text: &str) -> bool {
    let tail: Vec<char> = text.chars().rev().take(400).map(fold::fold_char).collect();
    let depth = tail.iter().rev().fold(0_i32, |depth, sign| match sign {
        '(' => depth + 1,
        ')' => (depth - 1).max(0),
        _ => depth,
    });
    depth > 0
}

fn closes_list(text: &str) -> bool {
    text.ends_with(['）', ')', '〕', '】'])
}

/// Page marks: `— 2 —`, `—`, `３`.
fn is_mark(text: &str) -> bool {
    let key = fold::key(text);
    key.chars().count() <= 7 && key.chars().all(|sign| sign == '-' || sign.is_ascii_digit())
}

/// A marker that starts a paragraph wherever it stands.
fn heads(text: &str) -> bool {
    marker::read(text).is_some_and(|marker| marker.level <= marker::Level::HanBracket)
}

/// The width of a full line, where most lines are full ones without an end.
fn width(lines: &[(&str, SourceLocation)]) -> Option<usize> {
    const NARROWEST: usize = 14;
    const WIDEST: usize = 60;
    const FEWEST: usize = 12;
    if !lines.iter().all(|(_, location)| location.is_line() || *location == SourceLocation::Unknown) {
        return None;
    }
    let mut counts: Vec<usize> =
        lines.iter().map(|(text, _)| fold::trim(text).chars().count()).filter(|count| *count > 3).collect();
    if counts.len() < FEWEST {
        return None;
    }
    counts.sort_unstable();
    let full = *counts.get(counts.len() * 9 / 10)?;
    if !(NARROWEST..=WIDEST).contains(&full)
        || counts.last().is_some_and(|longest| *longest > full + full / 2)
    {
        return None;
    }
    let broken = lines.iter().filter(|(text, _)| {
        let text = fold::trim(text);
        text.chars().count() * 10 >= full * 8 && !text.ends_with(['。', '；', '：', ':', '）', ')'])
    });
    (broken.count() * 3 >= counts.len()).then_some(full)
}
