//! Pages that hold two columns: of running text, or two pages side by side on one sheet. Each column is read as a page of
//! its own, from the left to the right.

use super::{
    Area, Glyph, Page, Rulings,
    line::{self, Line},
    ruling::{GAP, Ruling},
};

/// A column has so many lines at least.
const FEWEST: usize = 6;
/// A column of text is so many characters wide at least.
const NARROWEST: f64 = 9.0;
/// One of text with short paragraphs is so many characters wide and so many lines high.
const WIDE: f64 = 20.0;
const MANY: usize = 12;

/// The parts of the pages of a file: what stands above the columns of a page, and each column. One part where it has none.
pub(super) fn parts(pages: impl Iterator<Item = Page>) -> Vec<Page> {
    let mut parts = Vec::new();
    let mut before: Option<(f64, f64)> = None;
    for page in pages {
        let straight: Vec<&Glyph> = page.glyphs.iter().filter(|glyph| glyph.turn == 0).collect();
        let lines = line::lines(&straight);
        // the last page of a text in columns may hold a few lines
        let gutter = gutter(&page, &lines).or_else(|| {
            let (x, _) = before.filter(|(_, width)| (page.width - width).abs() < 1.0)?;
            let crosses = |line: &Line| line.pieces.iter().any(|(from, to)| *from < x && *to > x);
            let is_ruled_over =
                page.rulings.joined().level.iter().any(|line| line.from < x - GAP && line.to > x + GAP);
            let is_free = !lines.is_empty() && !is_ruled_over && !lines.iter().any(crosses);
            is_free.then_some((x, 0.0))
        });
        before = gutter.map(|(x, _)| (x, page.width));
        match gutter {
            Some(gutter) => parts.extend(parts_of(&page, gutter)),
            None => parts.push(page),
        }
    }
    parts
}

fn parts_of(page: &Page, (gutter, top): (f64, f64)) -> impl Iterator<Item = Page> {
    let above = page.part(|(_, y)| y < top, 0.0, page.width);
    let (left, right) = (
        page.part(|(x, y)| y >= top && x < gutter, 0.0, gutter),
        page.part(|(x, y)| y >= top && x >= gutter, gutter, page.width),
    );
    let edge = |part: &Page| part.glyphs.iter().map(|glyph| glyph.area.left).fold(f64::INFINITY, f64::min);
    // both have the same margins, so that they are one text
    let by = edge(&left) - edge(&right);
    let right = if by.is_finite() { right.moved(by) } else { right };
    // where exactly they part differs from page to page
    let width = page.width / 2.0;
    let (left, right) = (Page { width, ..left }, Page { width, ..right });
    [above, left, right].into_iter().filter(|part| !part.glyphs.is_empty())
}

impl Page {
    /// The part of a page whose middle points are inside; its own place is from `left` to `right`.
    fn part(&self, is_inside: impl Fn((f64, f64)) -> bool, left: f64, right: f64) -> Self {
        let glyphs = self.glyphs.iter().filter(|glyph| is_inside(glyph.area.middle())).cloned();
        let level =
            self.rulings.level.iter().filter(|line| is_inside(((line.from + line.to) / 2.0, line.at)));
        let upright =
            self.rulings.upright.iter().filter(|line| is_inside((line.at, (line.from + line.to) / 2.0)));
        let part = Self {
            number: self.number,
            width: right - left,
            height: self.height,
            glyphs: glyphs.collect(),
            rulings: Rulings { level: level.copied().collect(), upright: upright.copied().collect() },
            fills: self.fills.iter().copied().filter(|area| is_inside(area.middle())).collect(),
            hidden: self.hidden.clone(),
        };
        part.moved(-left)
    }

    fn moved(mut self, by: f64) -> Self {
        let moved = |area: Area| Area { left: area.left + by, right: area.right + by, ..area };
        for glyph in &mut self.glyphs {
            glyph.area = moved(glyph.area);
        }
        for fill in &mut self.fills {
            *fill = moved(*fill);
        }
        for line in &mut self.rulings.level {
            *line = Ruling { from: line.from + by, to: line.to + by, ..*line };
        }
        for line in &mut self.rulings.upright {
            line.at += by;
        }
        self
    }
}

/// Where two columns part, and from where on downwards.
fn gutter(page: &Page, lines: &[Line]) -> Option<(f64, f64)> {
    /// The rooms of so many lines are tried.
    const MOST: usize = 60;
    let written = lines.iter().map(|line| line.area).reduce(Area::with)?;
    let is_inner = |x: &f64| {
        let part = (x - written.left) / written.width().max(1.0);
        (0.35..0.65).contains(&part)
    };
    let rooms = lines.iter().rev().take(MOST).flat_map(|line| {
        let pairs = line.pieces.iter().zip(line.pieces.iter().skip(1));
        pairs
            .filter(|(left, right)| right.0 - left.1 > 1.2 * line.size)
            .map(|(left, right)| (left.1 + right.0) / 2.0)
    });
    let mut candidates: Vec<f64> = rooms.filter(is_inner).collect();
    candidates.sort_by(f64::total_cmp);
    candidates.dedup_by(|a, b| (*a - *b).abs() < 2.0);
    if candidates.is_empty() {
        return None;
    }
    let level = page.rulings.joined().level;
    candidates.into_iter().find_map(|x| {
        let crosses = |line: &Line| line.pieces.iter().any(|(from, to)| *from < x && *to > x);
        // a title may stand above both columns, a page number below
        let last_crossing =
            lines.iter().rposition(|line| crosses(line) && line.area.bottom < 0.5 * page.height);
        let top = match last_crossing.and_then(|index| lines.get(index)) {
            Some(line) => line.area.bottom + 0.1 * line.size,
            None => written.top - 1.0,
        };
        let below: Vec<&Line> = lines.iter().filter(|line| line.area.middle().1 >= top).collect();
        let crossing = below.iter().filter(|line| crosses(line)).count();
        let is_ruled_over =
            level.iter().any(|line| line.at >= top && line.from < x - GAP && line.to > x + GAP);
        let are_columns = crossing <= 1
            && !is_ruled_over
            && is_column(&level, &below, |(_, to)| *to <= x, (top, 0.0, x))
            && is_column(&level, &below, |(from, _)| *from >= x, (top, x, page.width));
        are_columns.then(|| (middle(page, &below, x), top))
    })
}

/// The middle of the room between two columns: of the widest between their text and the sides of tables.
fn middle(page: &Page, lines: &[&Line], x: f64) -> f64 {
    let pieces = || lines.iter().flat_map(|line| line.pieces.iter());
    let from = pieces().map(|piece| piece.1).filter(|to| *to <= x).fold(0.0, f64::max);
    let to = pieces().map(|piece| piece.0).filter(|from| *from >= x).fold(page.width, f64::min);
    let sides = page.rulings.upright.iter().map(|line| line.at).filter(|at| (from..to).contains(at));
    let mut places: Vec<f64> = sides.chain([from, to]).collect();
    places.sort_by(f64::total_cmp);
    let rooms = places.iter().zip(places.iter().skip(1));
    let widest = rooms.max_by(|one, other| (one.1 - one.0).total_cmp(&(other.1 - other.0)));
    widest.map_or(x, |(left, right)| (left + right) / 2.0)
}

/// Whether what stands on one side is full lines of text, or a ruled table.
fn is_column(
    level: &[Ruling],
    lines: &[&Line],
    is_inside: impl Fn(&(f64, f64)) -> bool,
    (top, left, right): (f64, f64, f64),
) -> bool {
    let own: Vec<Own> = lines.iter().filter_map(|line| Own::of(line, &is_inside)).collect();
    if own.len() < FEWEST {
        return false;
    }
    let begin = own.iter().map(|line| line.from).fold(f64::INFINITY, f64::min);
    let end = own.iter().map(|line| line.to).fold(f64::NEG_INFINITY, f64::max);
    // full lines of one column, not the cells of one: these end anywhere
    let is_full = |line: &&Own| {
        let Own { from, to, size, .. } = **line;
        from - begin < 2.6 * size && end - to < 1.6 * size && end - begin > NARROWEST * size
    };
    let full = own.iter().filter(is_full).count();
    let is_even = run_on(&own);
    if is_even && full * 2 >= own.len() {
        return true;
    }
    // short paragraphs leave few full lines; but cells as wide as these would leave room below the shorter one of two
    let is_wide = own.iter().all(|line| end - begin > WIDE * line.size);
    let is_text = is_wide && own.len() >= MANY && begin_together(&own, begin);
    if is_even && is_text && full * 5 >= own.len() {
        return true;
    }
    let is_inner = |line: &&Ruling| line.at >= top && line.from > left - GAP && line.to < right + GAP;
    let rows = level.iter().filter(is_inner).filter(|line| line.length() > 0.6 * (end - begin));
    rows.count() >= FEWEST
}

/// Whether hardly a line begins elsewhere than at the margin, or indented as the first lines of paragraphs are.
fn begin_together(own: &[Own], margin: f64) -> bool {
    const NEAR: f64 = 0.6;
    let by = |line: &Own| (line.from - margin) / line.size;
    let mut indents: Vec<f64> = own.iter().map(by).filter(|by| *by > NEAR).collect();
    indents.sort_by(f64::total_cmp);
    let indent = indents.get(indents.len() / 2).copied().unwrap_or_default();
    let together = own.iter().map(by).filter(|by| *by <= NEAR || (by - indent).abs() < NEAR);
    together.count() * 10 >= own.len() * 9
}

/// The part of a line that stands in a column.
struct Own {
    from: f64,
    to: f64,
    middle: f64,
    size: f64,
}

impl Own {
    fn of(line: &Line, is_inside: impl Fn(&(f64, f64)) -> bool) -> Option<Self> {
        let pieces = line.pieces.iter().filter(|piece| is_inside(piece)).copied();
        let (from, to) = pieces.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        Some(Self { from, to, middle: line.area.middle().1, size: line.size })
    }
}

/// Whether lines follow each other evenly: cells leave room below the shorter one of two.
fn run_on(own: &[Own]) -> bool {
    let pairs = own.iter().zip(own.iter().skip(1));
    let mut pitches: Vec<f64> = pairs.map(|(line, next)| next.middle - line.middle).collect();
    pitches.sort_by(f64::total_cmp);
    let Some(usual) = pitches.get(pitches.len() / 2) else { return false };
    let wide = pitches.iter().filter(|pitch| **pitch > 1.8 * usual).count();
    wide * 10 <= pitches.len()
}
