//! A title that stands above each part of a plan, each time with another bracket at its end (…任务清单（产业振兴）): what the
//! brackets say heads the parts, and the rest is the title of the plan. Where they only count the pages (（二）, （续表）), the title
//! is that of the first page once more.

use std::collections::HashMap;

use super::{bracket, deadline, fold, surroundings::alone, title};
use crate::{
    import::source::{Block, Grid, Paragraph, SourceLocation},
    text::numeral,
};

/// A block, and a row of it where that is a table.
type Place = (usize, Option<usize>);

/// A line that may be such a title.
#[derive(Clone, Copy)]
struct Title<'a> {
    place: Place,
    stem: &'a str,
    /// What the bracket says; nothing where there is none.
    part: &'a str,
}

/// The blocks with such a title once, and the name of each part above its table.
pub(super) fn apart(blocks: Vec<Block>) -> Vec<Block> {
    let Some(own) = repeated(&blocks) else { return blocks };
    let mut parted = Parted::default();
    for (index, block) in blocks.iter().enumerate() {
        let mut own = own.iter().filter(|title| title.place.0 == index).peekable();
        match block {
            Block::Paragraph(paragraph) => match own.next() {
                Some(title) => parted.title(title, paragraph.location, paragraph.heading),
                None => parted.blocks.push(block.clone()),
            },
            Block::Grid(grid) => {
                let mut rest = 0;
                for title in own {
                    let row = title.place.1.unwrap_or_default();
                    parted.rows(grid, rest..row);
                    let location = grid.rows.get(row).map_or(SourceLocation::Unknown, |row| row.location);
                    parted.title(title, location, None);
                    rest = row + 1;
                }
                parted.rows(grid, rest..grid.rows.len());
            }
        }
    }
    parted.blocks
}

/// The blocks so far.
#[derive(Default)]
struct Parted<'a> {
    blocks: Vec<Block>,
    /// The part at hand.
    part: Option<&'a str>,
}

impl<'a> Parted<'a> {
    fn title(&mut self, title: &Title<'a>, location: SourceLocation, heading: Option<u8>) {
        let mut line = |text: &str, heading| {
            self.blocks.push(Block::Paragraph(Paragraph { text: text.to_owned(), location, heading }));
        };
        if self.part.is_none() {
            line(title.stem, heading);
        }
        if names(title.part) && self.part != Some(title.part) {
            line(title.part, Some(heading.unwrap_or(1)));
        }
        self.part = Some(title.part);
    }

    /// Some rows of a table: as lines, where there are none but rows of one text.
    fn rows(&mut self, grid: &Grid, rows: std::ops::Range<usize>) {
        let rows = grid.rows.get(rows).unwrap_or_default();
        if rows.iter().all(|row| alone(row).is_some()) {
            let line = |text: &str, location| Block::Paragraph(Paragraph::new(text.to_owned(), location));
            self.blocks.extend(rows.iter().filter_map(|row| Some(line(alone(row)?, row.location))));
            return;
        }
        // what is due in a part without a year is due in its year
        let year = self.part.filter(|part| deadline::year_of(part).is_some());
        let name = year.map(str::to_owned).or_else(|| grid.name.clone());
        self.blocks.push(Block::Grid(Grid { name, rows: rows.to_vec(), printed: grid.printed.clone() }));
    }
}

/// The lines that are titles of plans, and the rows of several cells.
fn titles(blocks: &[Block]) -> (Vec<Title<'_>>, Vec<Place>) {
    let (mut titles, mut rows) = (Vec::new(), Vec::new());
    let mut add = |text, place| {
        let (stem, part) = bracket::last(text).unwrap_or((text, ""));
        if is_part(part) && title::is_title(stem) {
            titles.push(Title { place, stem, part });
        }
    };
    for (index, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph(paragraph) => add(paragraph.text.as_str(), (index, None)),
            Block::Grid(grid) => {
                for (row, text) in grid.rows.iter().map(alone).enumerate() {
                    let place = (index, Some(row));
                    text.map_or_else(|| rows.push(place), |text| add(text, place));
                }
            }
        }
    }
    (titles, rows)
}

/// The first titles of the same words that stand above a table of their own each, and differ in their brackets. One without a
/// bracket may stand above all of them.
fn repeated(blocks: &[Block]) -> Option<Vec<Title<'_>>> {
    let (titles, rows) = titles(blocks);
    let mut groups: HashMap<String, Vec<Title<'_>>> = HashMap::new();
    for title in titles {
        groups.entry(fold::key(title.stem)).or_default().push(title);
    }
    let is_repeated = |own: &Vec<Title<'_>>| {
        let first = own.first().map(|first| first.part);
        let ends = own.iter().skip(1).map(|next| next.place).chain([(blocks.len(), None)]);
        own.iter().any(|title| Some(title.part) != first)
            && own.iter().zip(ends).enumerate().all(|(index, (title, end))| {
                let next = rows.get(rows.partition_point(|row| *row < title.place));
                index == 0 && title.part.is_empty() || next.is_some_and(|row| *row < end)
            })
    };
    let found = groups.into_values().filter(is_repeated);
    found.min_by_key(|own| own.first().map(|title| title.place))
}

/// Whether a bracket can say which part something is.
fn is_part(part: &str) -> bool {
    const LONGEST: usize = 12;
    let key = fold::key(part);
    key.chars().count() <= LONGEST && !key.contains(['。', ':', ';'])
}

/// Whether it names one: it does not count it, and is no year.
fn names(part: &str) -> bool {
    let key = fold::key(part);
    let count = key.trim_start_matches('第').trim_end_matches(['页', '张', '表', '部', '分']);
    let is_count = count.is_empty()
        || numeral::chinese(count).is_some()
        || count.chars().all(|sign| sign.is_ascii_digit() || sign == '/');
    !is_count && !key.contains('续') && deadline::year_of(part).is_none()
}
