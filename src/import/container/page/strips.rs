//! Tables ruled by level lines only: their columns are parted by upright strips that hold no text.

use std::collections::BTreeSet;

use super::{
    Area, Glyph, Page,
    line::lines,
    ruling::{LEVEL, Ruling, Rulings, levels},
};

/// From where to where a strip without text goes.
type Strip = (f64, f64);

/// A strip that is narrower parts no columns.
const NARROWEST: usize = 5;
/// One of so many rows may cross a strip.
const ROWS_TO_ONE: usize = 20;
/// Of so many rows one may do so, too.
const FEW_ROWS: usize = 6;

/// Stacks of at least three level lines, each with the upright lines that its text leaves room for; or with the columns of
/// the table on the page `before`, where they are as wide as it.
pub(super) fn groups(mut level: Vec<Ruling>, page: &Page, before: &[f64]) -> Vec<Rulings> {
    const SHORTEST: f64 = 20.0;
    level.retain(|line| line.length() > SHORTEST);
    level.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut found = Vec::new();
    let mut rest = level.as_slice();
    while let Some(first) = rest.first() {
        let (mut from, mut to) = (first.from, first.to);
        let count = rest
            .iter()
            .enumerate()
            .take_while(|(index, line)| {
                // the first two say how wide the stack is
                let fits = *index <= 1 || line.from >= from - LEVEL && line.to <= to + LEVEL;
                if fits {
                    (from, to) = (from.min(line.from), to.max(line.to));
                }
                fits
            })
            .count();
        let (stack, others) = rest.split_at(count);
        rest = others;
        if count >= 3 {
            found.extend(ruled(stack, page, before));
        }
    }
    found
}

/// What the text between two lines covers, point by point from the left.
struct Band<'a> {
    from: f64,
    to: f64,
    glyphs: Vec<&'a Glyph>,
    covered: Vec<bool>,
}

impl<'a> Band<'a> {
    fn new(area: Area, points: usize, page: &'a Page) -> Self {
        let glyphs: Vec<&Glyph> =
            page.glyphs.iter().filter(|glyph| area.holds(glyph.area.middle(), 0.0)).collect();
        let mut covered = vec![false; points];
        for glyph in &glyphs {
            let (from, to) = (point(glyph.area.left - area.left), point(glyph.area.right - area.left));
            covered.iter_mut().take(to + 1).skip(from).for_each(|point| *point = true);
        }
        Self { from: area.top, to: area.bottom, glyphs, covered }
    }

    /// A band with one unbroken text is a heading over the whole width.
    fn has_columns(&self) -> bool {
        let size = self.glyphs.first().map_or(0.0, |glyph| glyph.size);
        runs(&self.covered, false).any(|(from, to)| {
            let is_inner = self.covered.iter().take(from).any(|point| *point)
                && self.covered.iter().skip(to).any(|point| *point);
            is_inner && (to - from) as f64 >= 0.8 * size
        })
    }

    fn is_crossed(&self, x: f64) -> bool {
        self.glyphs.iter().any(|glyph| glyph.area.left < x && glyph.area.right > x)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "widths of a page, never negative"
)]
pub(super) fn point(at: f64) -> usize {
    at.max(0.0) as usize
}

/// The runs of equal points: from, and behind the last.
fn runs(points: &[bool], wanted: bool) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    points.chunk_by(|a, b| a == b).filter_map(move |run| {
        let from = at;
        at += run.len();
        (run.first() == Some(&wanted)).then_some((from, at))
    })
}

fn ruled(stack: &[Ruling], page: &Page, before: &[f64]) -> Option<Rulings> {
    const WIDEST: usize = 5_000;
    let left = stack.iter().map(|line| line.from).fold(f64::INFINITY, f64::min);
    let right = stack.iter().map(|line| line.to).fold(f64::NEG_INFINITY, f64::max);
    let points = point(right - left) + 1;
    if !(40..=WIDEST).contains(&points) {
        return None;
    }
    let rows = levels(stack.iter().map(|line| line.at));
    let bands: Vec<Band<'_>> = rows
        .iter()
        .zip(rows.iter().skip(1))
        .map(|(top, bottom)| Band::new(Area { left, right, top: *top, bottom: *bottom }, points, page))
        .collect();
    let mut strips = known_strips(&bands, (left, right), before).or_else(|| strips(&bands, left))?;
    let (top, bottom) = (*rows.first()?, *rows.last()?);
    let below = Area { left, right, top: bottom, bottom: page.height };
    let end = end_of_cut_row(below, &mut strips, page);
    let mut upright =
        vec![Ruling { at: left, from: top, to: bottom }, Ruling { at: right, from: top, to: bottom }];
    let strips: Vec<f64> = strips.into_iter().map(|(from, to)| (from + to) / 2.0).collect();
    for at in strips.iter().copied() {
        let open = bands.iter().filter(|band| !band.is_crossed(at));
        upright.extend(open.map(|band| Ruling { at, from: band.from, to: band.to }));
    }
    let mut level = stack.to_vec();
    if let Some(end) = end {
        level.push(Ruling { at: end, from: left, to: right });
        upright.extend([left, right].iter().chain(&strips).map(|at| Ruling {
            at: *at,
            from: bottom,
            to: end,
        }));
    }
    (upright.len() > 2).then_some(Rulings { level, upright })
}

/// Where the columns of the page before part, when these are as wide and their text keeps to them.
fn known_strips(bands: &[Band<'_>], (left, right): (f64, f64), before: &[f64]) -> Option<Vec<Strip>> {
    let [first, inner @ .., last] = before else { return None };
    let is_as_wide = (first - left).abs() <= LEVEL && (last - right).abs() <= LEVEL;
    let with_columns = || bands.iter().filter(|band| band.has_columns());
    let keeps = with_columns().all(|band| !inner.iter().any(|at| band.is_crossed(*at)));
    (is_as_wide && keeps && !inner.is_empty() && with_columns().count() > 0)
        .then(|| inner.iter().map(|at| (*at, *at)).collect())
}

/// Where columns part: at strips that hardly a row crosses.
fn strips(bands: &[Band<'_>], left: f64) -> Option<Vec<Strip>> {
    let with_columns: Vec<&Band<'_>> = bands.iter().filter(|band| band.has_columns()).collect();
    if with_columns.len() < 2 {
        return None;
    }
    let points = with_columns.first()?.covered.len();
    let covering: Vec<usize> = (0..points)
        .map(|point| with_columns.iter().filter(|band| band.covered.get(point) == Some(&true)).count())
        .collect();
    // the titles may be wider than what stands below them
    let most = (with_columns.len() / ROWS_TO_ONE).max(usize::from(with_columns.len() >= FEW_ROWS));
    let free: Vec<bool> = covering.iter().map(|count| *count <= most).collect();
    let (first, last) = (free.iter().position(|free| !free)?, free.iter().rposition(|free| !free)?);
    let inner = runs(&free, true).filter(|(from, to)| *from > first && *to <= last && to - from >= NARROWEST);
    let strip = |(from, to): (usize, usize)| {
        let (begin, end) = covering.get(from..to).map_or((0, to - from), least_covered);
        // a title is wider than the numbers below it
        let (from, to) = if end - begin >= NARROWEST { (from + begin, from + end) } else { (from, to) };
        (left + from as f64, left + to as f64)
    };
    Some(inner.map(strip).collect())
}

/// The longest run of the points that the fewest cover: from, and behind the last.
pub(super) fn least_covered(covering: &[usize]) -> (usize, usize) {
    let least = covering.iter().min().copied().unwrap_or_default();
    let is_least: Vec<bool> = covering.iter().map(|count| *count == least).collect();
    runs(&is_least, true).max_by_key(|(from, to)| to - from).unwrap_or((0, covering.len()))
}

/// Where the text of a row ends that the end of the page cut, so that no line closes it: text right below the last line,
/// in several columns, and nothing else beside it. The strips lose what it covers.
fn end_of_cut_row(below: Area, strips: &mut Vec<Strip>, page: &Page) -> Option<f64> {
    const NEAR: f64 = 1.3;
    let glyphs: Vec<&Glyph> =
        page.glyphs.iter().filter(|glyph| glyph.turn == 0 && glyph.area.middle().1 > below.top).collect();
    let (mut end, mut columns, mut left) = (None, BTreeSet::new(), strips.clone());
    for line in lines(&glyphs) {
        let is_beside = line.area.left < below.left - LEVEL || line.area.right > below.right + LEVEL;
        let is_near = line.area.top - end.unwrap_or(below.top) < NEAR * line.size;
        let narrowed: Option<Vec<Strip>> = left.iter().map(|strip| narrowed(*strip, &line.pieces)).collect();
        let Some(narrowed) = narrowed.filter(|_| is_near && !is_beside) else { break };
        left = narrowed;
        columns.extend(line.pieces.iter().map(|(from, _)| left.partition_point(|strip| strip.0 <= *from)));
        end = Some(line.area.bottom);
    }
    let end = end.filter(|_| columns.len() >= 2)?;
    *strips = left;
    Some(end + LEVEL)
}

/// What some text leaves of a strip; none where it crosses it.
fn narrowed((mut from, mut to): Strip, pieces: &[(f64, f64)]) -> Option<Strip> {
    let width = to - from;
    for (left, right) in pieces {
        if *left >= to || *right <= from {
            continue;
        }
        if *left - from > to - *right {
            to = *left;
        } else {
            from = *right;
        }
    }
    (to - from >= width.min(NARROWEST as f64)).then_some((from, to))
}
