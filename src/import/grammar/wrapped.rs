//! Lines of a text that was copied page by page: a paragraph goes on over several of them.

use std::borrow::Cow;

use super::{fold, marker, outline::Line, tail};
use crate::import::source::SourceLocation;

/// A paragraph of one or more lines.
pub(super) struct Joined<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) location: SourceLocation,
    /// The level of a heading that the document calls one.
    pub(super) heading: Option<u8>,
}

impl<'a> Joined<'a> {
    fn of(line: &Line<'a>) -> Self {
        Self { text: Cow::Borrowed(line.text), location: line.location, heading: line.heading }
    }

    /// The paragraph as a line.
    pub(super) fn line(&self) -> Line<'_> {
        Line { text: &self.text, location: self.location, heading: self.heading }
    }
}

/// Joins the lines of wrapped paragraphs; other texts stay as they are, and those whose paragraphs were put together
/// already, by where the lines stood.
pub(super) fn join<'a>(lines: &[Line<'a>], are_paragraphs: bool) -> Vec<Joined<'a>> {
    let Some(full) = width(lines).filter(|_| !are_paragraphs) else { return brackets(lines) };
    let mut joined: Vec<Joined<'a>> = Vec::new();
    let mut open = false;
    for line in lines {
        let trimmed = fold::trim(line.text);
        if trimmed.is_empty() || is_mark(trimmed) {
            continue;
        }
        let count = trimmed.chars().count();
        let inside = joined.last().is_some_and(|last| has_open_bracket(&last.text));
        let own = marker::read(trimmed).is_some() && !open
            || line.heading.is_some()
            || heads(trimmed)
            || !inside && tail::headed(trimmed).is_some();
        match joined.last_mut() {
            Some(last) if open && !own => last.text.to_mut().push_str(trimmed),
            _ => joined.push(Joined { text: Cow::Borrowed(trimmed), ..Joined::of(line) }),
        }
        // a full line goes on, unless it happens to end where its paragraph ends
        let ended = trimmed.ends_with(['。', '；', '：', ':']) || closes_list(trimmed);
        open = count * 10 >= full * 8 && !ended;
        // what a colon announces inside of a bracket is in the bracket, too
        let is_announced = trimmed.ends_with(['：', ':']);
        open |= (!ended || is_announced) && joined.last().is_some_and(|last| has_open_bracket(&last.text));
        open &= line.heading.is_none();
    }
    joined
}

/// Joins the lines of a list that goes on in a bracket （责任单位：市教委、 and is closed on one of the next lines.
fn brackets<'a>(lines: &[Line<'a>]) -> Vec<Joined<'a>> {
    const MOST_LINES: usize = 4;
    let mut joined: Vec<Joined<'a>> = Vec::with_capacity(lines.len());
    let mut rest = lines;
    while let Some((line, behind)) = rest.split_first() {
        let goes_on = |text: &str| {
            text.ends_with(['、', '，', '：']) && has_open_bracket(text) || tail::ends_inside_list(text)
        };
        let mut whole = Joined::of(line);
        let mut taken = 0;
        if goes_on(fold::trim(line.text)) {
            let mut longer = fold::trim(line.text).to_owned();
            for (index, more) in behind.iter().take(MOST_LINES).enumerate() {
                if !goes_on(&longer) || heads(more.text) {
                    break;
                }
                longer.push_str(fold::trim(more.text));
                if !has_open_bracket(&longer) {
                    (whole.text, taken) = (Cow::Owned(longer), index + 1);
                    break;
                }
            }
        }
        match joined.last_mut() {
            Some(above) if !fold::trim(&above.text).is_empty() && tail::begins_with_list(&whole.text) => {
                above.text.to_mut().push_str(&whole.text);
            }
            _ => joined.push(whole),
        }
        rest = behind.split_at(taken.min(behind.len())).1;
    }
    joined
}

/// Whether a bracket is still open: the list inside goes on.
pub(super) fn has_open_bracket(text: &str) -> bool {
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
fn width(lines: &[Line<'_>]) -> Option<usize> {
    const NARROWEST: usize = 14;
    const WIDEST: usize = 60;
    const FEWEST: usize = 12;
    let are_lines =
        lines.iter().all(|line| line.location.is_line() || line.location == SourceLocation::Unknown);
    if !are_lines {
        return None;
    }
    let mut counts: Vec<usize> =
        lines.iter().map(|line| fold::trim(line.text).chars().count()).filter(|count| *count > 3).collect();
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
    let nexts = lines.iter().skip(1).map(|next| fold::trim(next.text)).chain([""]);
    let broken = lines.iter().zip(nexts).filter(|(line, next)| {
        let text = fold::trim(line.text);
        text.chars().count() * 10 >= full * 8
            && !text.ends_with(['。', '；', '：', ':', '）', ')'])
            // a list of short lines: what follows begins something of its own
            && !next.is_empty()
            && marker::read(next).is_none()
            && tail::headed(next).is_none()
    });
    (broken.count() * 3 >= counts.len()).then_some(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_colon_announces_inside_of_a_bracket_is_on_the_next_line() {
        let full = "建立市场化运营风险共担和利益共享机制强化技术与市场可行性双验证";
        let mut lines = vec![full; 12];
        lines.extend([
            "打通关键环节，提升技术创新效能。（责任单位：",
            "市科委、市经济信息化委）",
            "发挥科协的组织优势。",
        ]);
        let lines: Vec<_> = lines
            .into_iter()
            .map(|text| Line { text, location: SourceLocation::Unknown, heading: None })
            .collect();
        let joined = join(&lines, false);
        let texts: Vec<&str> = joined.iter().map(|line| line.text.as_ref()).collect();
        assert!(texts.iter().any(|text| text.ends_with("（责任单位：市科委、市经济信息化委）")), "{texts:?}");
        assert_eq!(texts.last(), Some(&"发挥科协的组织优势。"));
    }
}
