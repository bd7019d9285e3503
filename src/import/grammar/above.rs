//! What stands between the tables of a document: the headings of those below, and the titles of other papers.

use super::{
    fold,
    marker::{self, Level},
    outline, title,
};
use crate::import::source::Block;

/// What stands right above a table.
#[derive(Debug, Default)]
pub(super) struct Above<'a> {
    /// The headings, the outermost first; by their style they are known to be of the outer level or of an inner one.
    pub(super) headings: Vec<(&'a str, Option<bool>)>,
    /// Whether a paper of its own begins there: 附件2, 2026年重点项目清单.
    pub(super) begins_paper: bool,
}

/// For each table what stands above it.
pub(super) fn of(blocks: &[Block]) -> Vec<Above<'_>> {
    let mut between: Vec<Vec<&str>> = vec![Vec::new()];
    let mut styled: Vec<Vec<(&str, u8)>> = vec![Vec::new()];
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let text = fold::trim(&paragraph.text);
                if let Some(last) = between.last_mut().filter(|_| !text.is_empty() && !is_measure(text)) {
                    last.push(text);
                }
                if let (Some(last), Some(depth)) =
                    (styled.last_mut().filter(|_| is_name(text)), paragraph.heading)
                {
                    last.push((text, depth));
                }
            }
            Block::Grid(_) => {
                between.push(Vec::new());
                styled.push(Vec::new());
            }
        }
    }
    between.pop();
    let alone = alone(&between);
    // headings by their style count where one stands in front of a later table as well
    let outermost = styled.iter().take(between.len()).flatten().map(|(_, depth)| *depth).min();
    let are_styled = styled.iter().take(between.len()).skip(1).any(|headings| !headings.is_empty());
    let above = |(index, lines): (usize, &Vec<_>)| {
        let mut headings: Vec<_> = sections(lines).into_iter().map(|line| (line, None)).collect();
        if let (true, true, Some(known)) = (headings.is_empty(), are_styled, styled.get(index)) {
            let is_inner = |depth: u8| Some(depth) > outermost;
            headings = innermost(known).map(|(text, depth)| (text, Some(is_inner(depth)))).collect();
        }
        if headings.is_empty() && alone {
            let line = lines.last().copied().filter(|line| index > 0 || is_name(line));
            headings.extend(line.map(|line| (line, None)));
        }
        Above { headings, begins_paper: index > 0 && lines.iter().any(|line| begins_paper(line)) }
    };
    between.iter().enumerate().map(above).collect()
}

/// The last of some headings with those that it stands in, by how deep they are.
fn innermost<'a>(headings: &[(&'a str, u8)]) -> impl Iterator<Item = (&'a str, u8)> + use<'a> {
    let mut found: Vec<(&str, u8)> = Vec::new();
    for (text, depth) in headings.iter().rev().filter(|(text, _)| !outline::has_no_tasks(text)) {
        if found.last().is_none_or(|(_, inner)| depth < inner) {
            found.push((text, *depth));
        }
    }
    found.into_iter().rev()
}

/// The headings that the lines end with, each of a deeper level than the one above it.
fn sections<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    let mut inner: Option<Level> = None;
    for line in lines.iter().rev() {
        let Some(level) = section(line).filter(|level| inner.is_none_or(|inner| *level < inner)) else {
            break;
        };
        inner = Some(level);
        found.insert(0, line);
    }
    found
}

/// The level of a line that heads a part of the work.
fn section(text: &str) -> Option<Level> {
    const LONGEST: usize = 50;
    let marker = marker::read(text).filter(|_| text.chars().count() <= LONGEST)?;
    (marker.level <= Level::HanBracket).then_some(marker.level)
}

/// Whether one short line, another one each time, stands between each two tables: it heads the one below.
fn alone(between: &[Vec<&str>]) -> bool {
    let Some((_, below)) = between.split_first().filter(|(_, below)| !below.is_empty()) else { return false };
    let mut seen: Vec<&str> = Vec::new();
    below.iter().all(|lines| match lines.as_slice() {
        [line] if is_name(line) && !seen.contains(line) => {
            seen.push(line);
            true
        }
        _ => false,
    })
}

/// Whether a line can be the name of a part: short, no sentence, no number of a page, not the title of a paper.
pub(super) fn is_name(line: &str) -> bool {
    const LONGEST: usize = 30;
    let key = fold::key(line);
    let words = key.chars().filter(|sign| *sign > '\u{3000}').count();
    (2..=LONGEST).contains(&words)
        && !key.contains(['。', ';', '续', '|'])
        && !key.starts_with("注")
        && !key.contains(':')
        && !title::is_signature(line)
        && !title::is_page_foot(line)
        && !begins_paper(line)
        // 项目一, above the card of each project
        && !marker::is_alone(line)
}

/// Whether a line is the title of a paper, or the mark of an annex.
fn begins_paper(line: &str) -> bool {
    const SHORTEST: usize = 10;
    let key = fold::key(line);
    let is_long = key.chars().count() >= SHORTEST;
    key.starts_with("附件")
        || key.starts_with("附表")
        || is_long && section(line).is_none() && title::is_title(line)
}

/// 单位：万元, above the right corner of a table.
fn is_measure(text: &str) -> bool {
    fold::key(text).trim_start_matches('(').starts_with("单位:")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source::{Grid, Paragraph, SourceLocation};

    /// The headings above each table (`#`).
    fn headings(lines: &[&str]) -> Vec<String> {
        let block = |line: &&str| match *line {
            "#" => Block::Grid(Grid::default()),
            text => Block::Paragraph(Paragraph::new(text.to_owned(), SourceLocation::Unknown)),
        };
        let blocks: Vec<Block> = lines.iter().map(block).collect();
        of(&blocks)
            .iter()
            .map(|above| above.headings.iter().map(|(text, _)| *text).collect::<Vec<_>>().join("/"))
            .collect()
    }

    #[test]
    fn a_table_has_the_headings_right_above_it() {
        assert_eq!(
            headings(&["任务分工表", "一、项目", "（一）工业", "#", "（二）农业", "单位：万元", "#"]),
            ["一、项目/（一）工业", "（二）农业"]
        );
        assert_eq!(
            headings(&["2026年任务分工表", "1.质量强市", "#", "2.食品安全", "#"]),
            ["1.质量强市", "2.食品安全"]
        );
        assert_eq!(headings(&["任务清单", "#", "问题清单", "#"]), ["任务清单", "问题清单"]);
        for between in
            ["— 2 —", "任务分工表（续）", "注：以上为上半年任务", "2026年6月3日", "云湖市2026年重点项目清单"]
        {
            assert_eq!(headings(&["任务", "#", between, "#"]), ["", ""], "{between}");
        }
    }
}
