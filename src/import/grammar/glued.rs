//! Papers that lost the breaks between their paragraphs, as text copied from a page does: …意见如下： 一、加快改造 1.改造管网。…

use std::borrow::Cow;

use super::{
    fold,
    marker::{self, Level},
};
use crate::import::source::{Block, Paragraph};

/// The blocks with what stands in one paragraph apart again.
pub(super) fn apart(blocks: &[Block]) -> Cow<'_, [Block]> {
    let is_glued = |block: &Block| match block {
        Block::Paragraph(paragraph) => cuts(&paragraph.text).is_some(),
        Block::Grid(_) => false,
    };
    if !blocks.iter().any(is_glued) {
        return Cow::Borrowed(blocks);
    }
    let parts = blocks.iter().flat_map(|block| match block {
        Block::Paragraph(paragraph) => parts(paragraph),
        Block::Grid(_) => vec![block.clone()],
    });
    Cow::Owned(parts.collect())
}

fn parts(paragraph: &Paragraph) -> Vec<Block> {
    let Some(cuts) = cuts(&paragraph.text) else { return vec![Block::Paragraph(paragraph.clone())] };
    let ends = cuts.iter().copied().chain([paragraph.text.len()]);
    let mut start = 0;
    let mut parts = Vec::new();
    for end in ends {
        let text = paragraph.text.get(start..end).map(fold::trim).unwrap_or_default();
        if !text.is_empty() {
            parts.push(Block::Paragraph(Paragraph { text: text.to_owned(), ..paragraph.clone() }));
        }
        start = end;
    }
    parts
}

/// Where the paragraphs inside of a text begin: a heading 一、 in its middle, and what is numbered on behind it. An item may
/// count its own points (1.…；2.…); it has no heading in it.
fn cuts(text: &str) -> Option<Vec<usize>> {
    const FEWEST: usize = 2;
    if !text.contains("一、") {
        return None;
    }
    let mut cuts = Vec::new();
    // the last number of each level, 0 behind a new heading
    let (mut han, mut bracket, mut digit) = (0, 0, 0);
    let mut before = None;
    for (offset, sign) in text.char_indices() {
        let folded = fold::fold_char(sign);
        // behind a tab begins the next cell of a row
        let is_start = before.is_some_and(|before| {
            fold::is_blank(before) && before != '\t' || "。：:；;）)”".contains(before)
        });
        before = Some(sign);
        if !is_start || !(folded.is_ascii_digit() || folded == '(' || "一二三四五六七八九十".contains(folded))
        {
            continue;
        }
        let Some(marker) = text.get(offset..).and_then(marker::read) else { continue };
        let Some(number) = marker.number else { continue };
        match marker.level {
            Level::Han if number == han + 1 => {
                (han, bracket) = (number, 0);
                digit = if cuts.is_empty() { 0 } else { digit };
            }
            // a title in the middle of a sentence is none: headings come first
            _ if han == 0 => continue,
            Level::HanBracket if number == bracket + 1 => bracket = number,
            Level::Digit if number == digit + 1 || number == 1 && is_behind_heading(text, &cuts, offset) => {
                digit = number;
            }
            _ => continue,
        }
        cuts.push(offset);
    }
    let begins =
        cuts.first().is_some_and(|first| !fold::trim(text.get(..*first).unwrap_or_default()).is_empty());
    (begins && cuts.len() >= FEWEST).then_some(cuts)
}

/// Whether the part that would end at `offset` is a heading: short, and no sentence.
fn is_behind_heading(text: &str, cuts: &[usize], offset: usize) -> bool {
    const LONGEST: usize = 40;
    /// Bytes of so many signs: what is longer is not looked at again at every number.
    const MOST_BYTES: usize = LONGEST * 4 + 16;
    let Some(start) = cuts.last().filter(|start| offset - **start <= MOST_BYTES) else { return false };
    let part = text.get(*start..offset).map(fold::trim).unwrap_or_default();
    part.chars().count() <= LONGEST && !part.trim_end_matches('。').contains('。')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let cuts = cuts(text).unwrap_or_default();
        let ends = cuts.iter().copied().chain([text.len()]);
        let mut start = 0;
        ends.map(|end| fold::trim(text.get(std::mem::replace(&mut start, end)..end).unwrap())).collect()
    }

    #[test]
    fn a_paper_in_one_paragraph_comes_apart_at_its_headings_and_numbers() {
        assert_eq!(
            split(
                "各区政府： 现提出以下意见： 一、改造老城 1.改造管网。到2025年完成10.5公里。（市水务局负责） 2.改造道路。（市住建局负责） 二、建设新区 3.新建学校。（市教委负责）"
            ),
            [
                "各区政府： 现提出以下意见：",
                "一、改造老城",
                "1.改造管网。到2025年完成10.5公里。（市水务局负责）",
                "2.改造道路。（市住建局负责）",
                "二、建设新区",
                "3.新建学校。（市教委负责）"
            ]
        );
    }

    #[test]
    fn numbers_that_begin_again_and_again_cost_no_more_than_their_text() {
        let text = format!("意见： 一、改造 {}", " 1.改。甲".repeat(200_000));
        let began = std::time::Instant::now();
        assert_eq!(cuts(&text).map(|cuts| cuts.len()), Some(2));
        // Looked at again from the last part on, they take many minutes.
        assert!(began.elapsed().as_secs() < 30);
    }

    #[test]
    fn the_points_of_an_item_stay_in_it() {
        for text in [
            "一、改造老城。主要包括：1.管网；2.道路。（市水务局负责）",
            "改造老城：1.管网。2.道路。（市水务局负责）",
            "落实方案第二部分“一、改造老城”的要求，（一）改造管网。",
            "坚持统一、规范。（市水务局负责）",
        ] {
            assert_eq!(cuts(text), None, "{text}");
        }
    }
}
