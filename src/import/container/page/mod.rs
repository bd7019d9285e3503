//! Pages of placed characters and drawn lines become paragraphs and grids: what PDF and OFD have in common.
//! Coordinates are points from the upper left corner, y downwards.

mod across;
mod beside;
mod blocks;
mod drawing;
mod fills;
mod heads;
mod join;
mod line;
mod matrix;
mod names;
mod paragraph;
mod ruling;
mod seam;
mod strips;
mod table;
mod two_up;
mod unruled;
mod upright;
mod whole;

use std::collections::{HashMap, HashSet};

pub(super) use drawing::{Drawing, Subpath};
pub(super) use matrix::Matrix;
pub(super) use ruling::{Ruling, Rulings};
pub(super) use whole::known_code;

use self::{line::Line, table::Table};
use crate::{
    error::Result,
    import::source::{Block, Document},
};

/// A rectangle with level and upright sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// The smallest area around some points.
    pub(super) fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let nothing = Self {
            left: f64::INFINITY,
            top: f64::INFINITY,
            right: f64::NEG_INFINITY,
            bottom: f64::NEG_INFINITY,
        };
        points.into_iter().fold(nothing, |area, (x, y)| Self {
            left: area.left.min(x),
            top: area.top.min(y),
            right: area.right.max(x),
            bottom: area.bottom.max(y),
        })
    }

    /// The smallest area around two.
    pub(super) fn with(self, other: Self) -> Self {
        Self::around([
            (self.left, self.top),
            (self.right, self.bottom),
            (other.left, other.top),
            (other.right, other.bottom),
        ])
    }

    /// What two areas have in common: nothing of it is inside where that is nothing.
    pub(super) fn common(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    pub(super) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(self) -> f64 {
        self.bottom - self.top
    }

    pub(super) fn middle(self) -> (f64, f64) {
        ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }

    /// Whether a point lies inside or at most `margin` outside.
    pub(super) fn holds(self, (x, y): (f64, f64), margin: f64) -> bool {
        x >= self.left - margin
            && x <= self.right + margin
            && y >= self.top - margin
            && y <= self.bottom + margin
    }

    /// Whether a character is in a table of this area: by its middle, or cut by its upper or lower line, as the text of a
    /// row is that has no room for its lines.
    pub(super) fn takes(self, character: Self) -> bool {
        let (x, y) = character.middle();
        let part = 0.25 * character.height();
        let is_beside = x >= self.left && x <= self.right;
        let is_cut = character.top < self.bottom - part && character.bottom > self.top + part;
        self.holds((x, y), 1.0) || is_beside && is_cut
    }

    /// Whether a page can be this large: neither infinite nor absurd.
    pub(super) fn is_sane(self) -> bool {
        [self.left, self.top, self.right, self.bottom]
            .iter()
            .all(|value| value.is_finite() && value.abs() < 1e6)
    }
}

/// A character (or a ligature of some) at its place.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub(super) area: Area,
    /// The size of its font on the page.
    pub(super) size: f64,
    pub(super) text: String,
    /// By how many quarters its text is turned, clockwise.
    pub(super) turn: usize,
    /// Whether a blank was typed behind it.
    pub(super) has_blank: bool,
}

impl Glyph {
    /// A blank was drawn: right behind this character, or somewhere else.
    pub(super) fn note_blank(&mut self, blank: Area) {
        let (_, y) = self.area.middle();
        let is_near = (blank.left - self.area.right).abs() < 0.3 * self.size;
        self.has_blank |= is_near && (blank.middle().1 - y).abs() < 0.3 * self.size;
    }
}

/// A page as it was drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// Which page of the file it is, or is a part of, from 1.
    pub(super) number: usize,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) rulings: Rulings,
    /// Boxes that were filled with a colour.
    pub(super) fills: Vec<Area>,
    /// Characters that are drawn where nobody sees them: what clips the page hides them.
    pub(super) hidden: String,
}

/// A piece of a page, in reading order.
#[derive(Debug)]
enum Piece {
    Line(Line),
    Table(Table),
}

impl Piece {
    fn area(&self) -> Area {
        match self {
            Self::Line(line) => line.area,
            Self::Table(table) => table.area,
        }
    }

    fn line(&self) -> Option<&Line> {
        match self {
            Self::Line(line) => Some(line),
            Self::Table(_) => None,
        }
    }

    /// The sides of the columns of a table.
    fn sides(&self) -> Option<&[f64]> {
        match self {
            Self::Line(_) => None,
            Self::Table(table) => Some(&table.sides),
        }
    }
}

/// Paragraphs and grids of some pages of a file of this kind (`PDF`). Tables that go on over a page are one grid; page
/// numbers and running heads are left out.
///
/// # Errors
/// When there is more than a document may hold.
pub(super) fn document(kind: &str, pages: Vec<Page>) -> Result<Document> {
    let numbered = (1..).zip(pages).map(|(number, page)| Page { number, ..upright::upright(page) });
    let pages = two_up::parts(numbered);
    let mut pieces = pieces_of_all(&pages);
    let mut pages = pages;
    let mut findings = whole::check(kind, &pages, &pieces)?;
    let is_parted = beside::ensure_no_columns(kind, &pieces);
    let is_needed = is_parted.is_err() || unruled::has_stacked_numbers(&pieces);
    if let Some((ruled, finding)) = unruled::ruled(&pages, &pieces, is_needed) {
        (pieces, pages) = (pieces_of_all(&ruled), ruled);
        findings.push(finding);
    } else {
        is_parted?;
    }
    findings.extend(across::put_beside(&mut pieces, &pages));
    let mut document = blocks::document(pieces, &pages)?;
    document.findings = findings;
    if !document.blocks.iter().any(|block| matches!(block, Block::Grid(_))) {
        document.if_unread = Some(text!(
            "这个 {kind} 里没有带框线的表格，读不出行和列；请向发文单位要 Word 或 Excel 原件",
            "this {kind} holds no table with ruling lines, so there are no rows and columns to read; ask the office that issued it for the Word or Excel file"
        ));
    }
    Ok(document)
}

/// What stands on each page, without running heads.
fn pieces_of_all(pages: &[Page]) -> Vec<Vec<Piece>> {
    let mut pieces: Vec<Vec<Piece>> = Vec::with_capacity(pages.len());
    let mut before: Vec<f64> = Vec::new();
    let mut heads = heads::Heads::default();
    for page in pages {
        let found = heads.parted(pieces_of(page, &before));
        before = found.iter().rev().find_map(Piece::sides).map(<[f64]>::to_vec).unwrap_or_default();
        pieces.push(found);
    }
    leave_out_heads(&mut pieces, pages);
    pieces
}

fn pieces_of(page: &Page, before: &[f64]) -> Vec<Piece> {
    /// More turned characters than a stamp or a note in the margin has.
    const MANY_TURNED: usize = 12;
    let tables = table::tables(page, before);
    let leaves_out_turned = page.glyphs.iter().filter(|glyph| glyph.turn != 0).count() <= MANY_TURNED;
    let running: Vec<&Glyph> = page
        .glyphs
        .iter()
        .filter(|glyph| glyph.turn == 0 || !leaves_out_turned)
        .filter(|glyph| !tables.iter().any(|table| table.holds(glyph.area)))
        .collect();
    let written = page.glyphs.iter().map(|glyph| glyph.area).reduce(Area::with);
    let mut lines = line::lines(&running);
    let is_left_out: Vec<bool> = lines
        .iter()
        .map(|line| {
            written.is_some_and(|area| is_folio(line, page, area)) && !numbers_item(line, &lines, page.number)
        })
        .collect();
    let mut is_left_out = is_left_out.into_iter();
    lines.retain(|_| !is_left_out.next().unwrap_or_default());
    let mut pieces: Vec<Piece> =
        lines.into_iter().map(Piece::Line).chain(tables.into_iter().map(Piece::Table)).collect();
    pieces.sort_by(|a, b| a.area().top.total_cmp(&b.area().top));
    pieces
}

/// A page number: the lowest or highest line of what is `written`, in the outer part of the page, of digits and
/// `—第页共/` only.
fn is_folio(line: &Line, page: &Page, written: Area) -> bool {
    const DASHES: &str = "—–-－―─";
    let text = squeezed(&line.text);
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let is_number = text.chars().count() <= 14
        && text.chars().any(is_digit)
        && text.chars().all(|c| is_digit(c) || DASHES.contains(c) || "·•第页共/／".contains(c));
    let is_rule = !text.is_empty() && text.chars().all(|c| DASHES.contains(c));
    let is_lowest = line.area.top > 0.8 * page.height && line.area.bottom > written.bottom - 3.0;
    let is_highest = line.area.bottom < 0.15 * page.height && line.area.top < written.top + 3.0;
    (is_number || is_rule) && (is_lowest || is_highest)
}

/// Whether a number that stands where page numbers do is the number of an item, on a line of its own: it is not that of
/// the page, and stands below the other lines as they do below each other.
fn numbers_item(line: &Line, lines: &[Line], page_number: usize) -> bool {
    let text = squeezed(&line.text);
    let is_first_column = lines.iter().all(|other| other.area.left > line.area.left - 0.6 * line.size);
    if !is_first_column || !text.chars().all(|c| c.is_ascii_digit()) || text.parse() == Ok(page_number) {
        return false;
    }
    let apart = |other: &Line| (other.area.bottom - line.area.bottom).abs();
    let nearest = lines.iter().map(apart).filter(|apart| *apart > 0.5 * line.size).min_by(f64::total_cmp);
    let pairs = lines.iter().zip(lines.iter().skip(1));
    let mut pitches: Vec<f64> = pairs.map(|(line, next)| next.area.bottom - line.area.bottom).collect();
    pitches.sort_by(f64::total_cmp);
    let usual = pitches.get(pitches.len() / 2);
    nearest.zip(usual).is_some_and(|(nearest, usual)| nearest < 1.1 * usual)
}

/// Running heads and feet: the same words at the same height on half of the pages, three at least. Their numbers
/// count the pages (…/plan.html 2/5). A title that is repeated above a table on each page is left out of all but the first.
fn leave_out_heads(pieces: &mut [Vec<Piece>], pages: &[Page]) {
    const STEP: f64 = 4.0;
    const LOWEST_TITLE: f64 = 0.25;
    let place = |piece: &Piece, page: &Page, is_above_table: bool| {
        let line = piece.line()?;
        let is_outer = line.area.bottom < 0.1 * page.height || line.area.top > 0.9 * page.height;
        let is_title = is_above_table && line.area.bottom < LOWEST_TITLE * page.height;
        (is_outer || is_title).then(|| {
            let words: String = squeezed(&line.text).chars().filter(|sign| !sign.is_numeric()).collect();
            (is_outer, words, (line.area.top / STEP).round().to_string())
        })
    };
    let places: Vec<Vec<_>> = pieces
        .iter()
        .zip(pages)
        .map(|(pieces, page)| {
            let begins_table = pieces.first().is_some_and(|piece| piece.line().is_some())
                && pieces.get(1).is_some_and(|piece| piece.sides().is_some());
            let is_above_table = |index: usize| index == 0 && begins_table;
            pieces
                .iter()
                .enumerate()
                .map(|(index, piece)| place(piece, page, is_above_table(index)))
                .collect()
        })
        .collect();
    let mut counts: HashMap<_, usize> = HashMap::new();
    for place in places.iter().flatten().flatten() {
        *counts.entry(place).or_default() += 1;
    }
    let many = (pages.len() / 2).max(3);
    let mut titles = HashSet::new();
    for (pieces, places) in pieces.iter_mut().zip(&places) {
        let mut places = places.iter();
        pieces.retain(|_| {
            let Some(place @ (is_outer, ..)) = places.next().and_then(Option::as_ref) else { return true };
            let is_repeated = counts.get(place).is_some_and(|count| *count >= many);
            !is_repeated || !is_outer && titles.insert(place)
        });
    }
}

/// Text without its blanks.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
