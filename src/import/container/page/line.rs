//! Characters become lines, lines become text: which breaks between lines are breaks of the text.

use std::collections::HashMap;

use super::{super::written, Area, Glyph, names};

/// More room than this part of a character's size is more than justified lines have between characters.
const ROOM: f64 = 0.4;

/// A line of text.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) area: Area,
    /// The size of most of its characters.
    pub(super) size: f64,
    pub(super) text: String,
    /// Where its pieces stand from left to right: the parts with no room between their characters.
    pub(super) pieces: Vec<(f64, f64)>,
    /// The room that most of its characters leave to the next one.
    pub(super) spacing: f64,
    /// Whether it ends with a blank that somebody typed.
    pub(super) ends_with_blank: bool,
}

impl Line {
    /// Whether it is one character: a piece of text that runs downwards.
    fn is_single(&self) -> bool {
        self.text.chars().count() == 1
    }
}

/// Characters whose middles are at nearly one height, while a line is put together.
struct Row<'a> {
    middle: f64,
    height: f64,
    glyphs: Vec<&'a Glyph>,
}

/// The lines of some characters, from above.
pub(super) fn lines(glyphs: &[&Glyph]) -> Vec<Line> {
    let mut glyphs = without_doubles(glyphs);
    glyphs.sort_by(|a, b| a.area.middle().1.total_cmp(&b.area.middle().1));
    let mut rows: Vec<Row<'_>> = Vec::new();
    for glyph in glyphs {
        let (middle, height) = (glyph.area.middle().1, glyph.area.height());
        let tolerance = |row: &Row<'_>| 0.45 * row.height.max(height).min(1.6 * row.height.min(height));
        match rows.iter_mut().rev().take(3).find(|row| (row.middle - middle).abs() < tolerance(row)) {
            Some(row) => {
                row.glyphs.push(glyph);
                // small signs (commas, raised numbers) do not say where the line is
                if height >= 0.8 * row.height {
                    row.middle += (middle - row.middle) / count(row.glyphs.len());
                    row.height = row.height.max(height);
                }
            }
            None => rows.push(Row { middle, height, glyphs: vec![glyph] }),
        }
    }
    rows.sort_by(|a, b| a.middle.total_cmp(&b.middle));
    rows.into_iter().filter_map(|row| line(row.glyphs)).collect()
}

/// A small number as one for measuring.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// False bold and shadows print a character twice, hardly apart.
fn without_doubles<'a>(glyphs: &[&'a Glyph]) -> Vec<&'a Glyph> {
    const STEP: f64 = 2.0;
    let mut seen: HashMap<(i64, i64, &str), f64> = HashMap::new();
    let mut kept = Vec::with_capacity(glyphs.len());
    #[expect(clippy::cast_possible_truncation, reason = "places on a page are small numbers")]
    let step = |value: f64| (value / STEP) as i64;
    for glyph in glyphs {
        let (x, y) = (step(glyph.area.left), step(glyph.area.top));
        let near = 0.25 * glyph.size.min(8.0);
        let is_double = (x - 1..=x + 1).any(|x| {
            (y - 1..=y + 1).any(|y| {
                seen.get(&(x, y, glyph.text.as_str()))
                    .is_some_and(|left| (left - glyph.area.left).abs() < near)
            })
        });
        if !is_double {
            seen.insert((x, y, glyph.text.as_str()), glyph.area.left);
            kept.push(*glyph);
        }
    }
    kept
}

fn line(mut glyphs: Vec<&Glyph>) -> Option<Line> {
    glyphs.sort_by(|a, b| a.area.left.total_cmp(&b.area.left));
    let mut sizes: Vec<f64> = glyphs.iter().map(|glyph| glyph.size).collect();
    sizes.sort_by(f64::total_cmp);
    let size = *sizes.get(sizes.len() / 2)?;
    let usual = usual_gap(&glyphs);
    let mut text = String::new();
    let mut pieces: Vec<(f64, f64)> = Vec::new();
    let mut last: Option<&Glyph> = None;
    for glyph in &glyphs {
        if let Some(last) = last {
            let gap = glyph.area.left - last.area.right;
            let is_latin = needs_blank(&last.text, &glyph.text);
            // a blank between names may be room only, which evenly spaced text has everywhere
            let is_typed = gap > usual + 0.2 * size && parts_names(&last.text, &glyph.text);
            if gap > 1.5 * size || (is_latin || is_typed) && gap > 0.2 * size {
                text.push(' ');
            }
        }
        match pieces.last_mut() {
            Some((_, to)) if glyph.area.left - *to < ROOM * size => *to = to.max(glyph.area.right),
            _ => pieces.push((glyph.area.left, glyph.area.right)),
        }
        text.push_str(&glyph.text);
        last = Some(glyph);
    }
    let area = glyphs.iter().map(|glyph| glyph.area).reduce(Area::with)?;
    let ends_with_blank = last.is_some_and(|last| last.has_blank);
    written::make_plain(&mut text);
    Some(Line { area, size, text, pieces, spacing: usual, ends_with_blank })
}

/// The room that most characters of a line leave to the next one.
fn usual_gap(glyphs: &[&Glyph]) -> f64 {
    let pairs = glyphs.iter().zip(glyphs.iter().skip(1));
    let mut gaps: Vec<f64> = pairs.map(|(glyph, next)| next.area.left - glyph.area.right).collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or_default().max(0.0)
}

/// Whether two pieces of text that meet are words that a blank parts: Latin letters and digits.
fn needs_blank(before: &str, after: &str) -> bool {
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    is_latin(before.chars().next_back()) && is_latin(after.chars().next())
}

/// Whether a typed blank between them parts two names: Chinese ones, written one after the other in a cell.
fn parts_names(before: &str, after: &str) -> bool {
    let is_han = |c: Option<char>| c.is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    is_han(before.chars().next_back()) && is_han(after.chars().next())
}

/// What can be written between the sides of a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) left: f64,
    pub(super) right: f64,
    /// The least distance of its text from its left side.
    pub(super) pad: f64,
    /// Whether its paragraphs begin with an indented line.
    pub(super) is_indented: bool,
    /// The room between most lines of its table.
    pub(super) room: f64,
}

impl Column {
    /// What a line left of the width.
    pub(super) fn left_free_by(&self, line: &Line) -> f64 {
        let (before, behind) = (line.area.left - self.left, self.right - line.area.right);
        let begins_paragraph = self.is_indented && is_indent(before - self.pad, line.size);
        let is_centred = (before - behind).abs() < 0.3 * line.size.max(1.0) + 1.0
            && before > self.pad + 2.0
            && !begins_paragraph;
        if is_centred {
            self.right - self.left - 2.0 * self.pad - line.area.width()
        } else {
            behind - self.pad
        }
    }

    /// The text of some lines. A break is one of the text where the next piece would have fitted into the line.
    pub(super) fn text(&self, lines: &[Line]) -> String {
        let mut names = names::ends(lines.iter().map(|line| line.text.as_str())).into_iter();
        let mut text = String::new();
        let mut last: Option<&Line> = None;
        for line in lines {
            let is_name = last.is_some() && names.next().unwrap_or_default();
            if let Some(last) = last
                && !(last.is_single() && line.is_single())
            {
                let apart = line.area.top - last.area.bottom;
                let stands_apart = apart > 0.9 * last.size && apart > 1.35 * self.room;
                if is_name || stands_apart || !is_full(self.left_free_by(last), line) {
                    text.push('\n');
                } else {
                    text.push_str(joint(last, line));
                }
            }
            text.push_str(&line.text);
            last = Some(line);
        }
        text
    }
}

/// What stands between two lines of one paragraph: a blank that is not seen at the end of a line.
pub(super) fn joint(line: &Line, next: &Line) -> &'static str {
    let is_typed = line.ends_with_blank && parts_names(&line.text, &next.text);
    if needs_blank(&line.text, &next.text) || is_typed { " " } else { "" }
}

/// Whether a line that begins so much to the right of the others begins a paragraph: by two characters.
fn is_indent(by: f64, size: f64) -> bool {
    (1.5..2.6).contains(&(by / size.max(1.0)))
}

/// Whether most cells with several lines begin with an indented one, and the next line is not.
pub(super) fn are_indented<'l>(cells: impl Iterator<Item = &'l [Line]>) -> bool {
    let (mut all, mut indented) = (0_usize, 0_usize);
    for lines in cells {
        if let [first, next, ..] = lines {
            all += 1;
            indented += usize::from(is_indent(first.area.left - next.area.left, first.size));
        }
    }
    indented * 2 > all
}

/// Whether a line that left `free` had no room for the beginning of the next one.
pub(super) fn is_full(free: f64, next: &Line) -> bool {
    free < head(next) + 0.35 * next.size
}

/// The width of the first piece of a line that can't be parted. Quotation marks cling to both their neighbours
/// in some programs and not in others: the wider piece is taken.
fn head(line: &Line) -> f64 {
    const NOT_FIRST: &str = "、，。；：？！）》”’〉】〕…—,.;:?!)]}%％";
    const NOT_LAST: &str = "（《“‘〈【〔([{";
    const QUOTES: &str = "“”‘’";
    const LONGEST: usize = 12;
    let is_latin = |c: char| c.is_ascii_alphanumeric() || "/.-+&".contains(c);
    let clings = |a: char, b: char| {
        is_latin(a) && is_latin(b)
            || NOT_LAST.contains(a)
            || NOT_FIRST.contains(b)
            || QUOTES.contains(a)
            || QUOTES.contains(b)
    };
    let width = |c: char| if c.is_ascii() { 0.5 } else { 1.0 };
    let mut ems = 0.0;
    let mut before: Option<char> = None;
    for c in line.text.chars().take(LONGEST) {
        if before.is_some_and(|before| !clings(before, c)) {
            break;
        }
        ems += width(c);
        before = Some(c);
    }
    ems * line.size
}
