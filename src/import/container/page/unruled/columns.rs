//! The columns of a table without ruling lines, and the lines that it lacks.

use super::{
    super::{
        Glyph,
        ruling::{Ruling, Rulings},
        strips::{least_covered, point},
    },
    Row, Sheet,
    merged::Merged,
};

/// A strip that is narrower parts no columns.
const NARROWEST: f64 = 3.0;
/// One of so many lines may cross a strip: titles, headings over the whole width.
const LINES_TO_ONE: usize = 25;
/// So many may in any case: a title, and the titles of the columns.
const HEADINGS: usize = 2;

/// The columns of a table: where the strips between them are.
pub(super) struct Columns {
    /// One more than there are columns.
    sides: Vec<f64>,
    /// How wide the strip at each inner side is.
    widths: Vec<f64>,
}

impl Columns {
    pub(super) fn of(sheets: &[Sheet<'_>]) -> Option<Self> {
        const STEPS: f64 = 2.0;
        const WIDEST: usize = 10_000;
        let all: Vec<Vec<&Glyph>> = sheets.iter().flat_map(Sheet::of_lines).collect();
        let right = all.iter().flatten().map(|glyph| glyph.area.right).fold(0.0, f64::max);
        let step = |at: f64| point(at * STEPS);
        let steps = step(right) + 1;
        if steps > WIDEST {
            return None;
        }
        let mut covering = vec![0_usize; steps];
        for glyphs in &all {
            let mut covered = vec![false; steps];
            for glyph in glyphs {
                let (from, to) = (step(glyph.area.left), step(glyph.area.right));
                covered.iter_mut().take(to + 1).skip(from).for_each(|point| *point = true);
            }
            for (count, covered) in covering.iter_mut().zip(covered) {
                *count += usize::from(covered);
            }
        }
        let most = (all.len() / LINES_TO_ONE).max(HEADINGS);
        let is_free = |count: &usize| *count <= most;
        let first = covering.iter().position(|count| !is_free(count))?;
        let last = covering.iter().rposition(|count| !is_free(count))?;
        let mut sides = vec![0.0];
        let mut widths = Vec::new();
        let mut at = first;
        for run in covering.get(first..=last)?.chunk_by(|a, b| is_free(a) == is_free(b)) {
            let width = run.len() as f64 / STEPS;
            if run.first().is_some_and(is_free) && width >= NARROWEST {
                sides.push({
                    let (from, to) = least_covered(run);
                    (at as f64 + (from + to) as f64 / 2.0) / STEPS
                });
                widths.push(width);
            }
            at += run.len();
        }
        sides.push(right + 2.0);
        let mut columns = Self { sides, widths };
        columns.fit(&all);
        (columns.count() >= 2).then_some(columns)
    }

    pub(super) fn count(&self) -> usize {
        self.sides.len() - 1
    }

    /// Where a column begins.
    pub(super) fn begin(&self, column: usize) -> f64 {
        self.sides.get(column).copied().unwrap_or_default()
    }

    /// Moves each side to right behind the text of its column: lines are full where others end.
    fn fit(&mut self, lines: &[Vec<&Glyph>]) {
        const PAD: f64 = 2.0;
        let inside: Vec<&Glyph> =
            lines.iter().filter(|line| !self.are_crossed(line)).flatten().copied().collect();
        let sides = self.sides.clone();
        let ends = |column: usize| {
            let glyphs = self.glyphs(&inside, column);
            let left = glyphs.iter().map(|glyph| glyph.area.left).fold(f64::INFINITY, f64::min);
            let right = glyphs.iter().map(|glyph| glyph.area.right).fold(f64::NEG_INFINITY, f64::max);
            (left, right)
        };
        let ends: Vec<(f64, f64)> = (0..sides.len() - 1).map(ends).collect();
        for (index, side) in self.sides.iter_mut().enumerate() {
            let before = index.checked_sub(1).and_then(|index| ends.get(index)).map(|(_, right)| *right);
            let behind = ends.get(index).map(|(left, _)| *left);
            *side = match (before, behind) {
                (Some(before), Some(behind)) if before < behind => {
                    (before + PAD).min((before + behind) / 2.0)
                }
                (Some(before), None) => before + PAD,
                (None, Some(behind)) => behind - PAD,
                _ => *side,
            };
        }
    }

    /// Whether some text of one line goes over a strip: with less room there than parts columns.
    pub(super) fn are_crossed(&self, line: &[&Glyph]) -> bool {
        const PART: f64 = 0.6;
        const LEAST: f64 = 0.3;
        let least = LEAST * line.first().map_or(0.0, |glyph| glyph.size);
        let inner = self.sides.iter().skip(1).zip(&self.widths);
        inner.into_iter().any(|(side, width)| {
            let middle = |glyph: &&&Glyph| glyph.area.middle().0 < *side;
            let before =
                line.iter().filter(middle).map(|glyph| glyph.area.right).fold(f64::NEG_INFINITY, f64::max);
            let behind = line
                .iter()
                .filter(|glyph| !middle(glyph))
                .map(|glyph| glyph.area.left)
                .fold(f64::INFINITY, f64::min);
            behind - before < least.min(PART * width)
        })
    }

    pub(super) fn glyphs<'p>(&self, glyphs: &[&'p Glyph], column: usize) -> Vec<&'p Glyph> {
        let (Some(from), Some(to)) = (self.sides.get(column), self.sides.get(column + 1)) else {
            return Vec::new();
        };
        let is_in = |glyph: &&&Glyph| (*from..*to).contains(&glyph.area.middle().0);
        glyphs.iter().filter(is_in).copied().collect()
    }

    /// The lines around the cells of the rows of a page.
    pub(super) fn rulings(&self, rows: &[Row], page: usize, merged: &[Merged]) -> Rulings {
        const PAD: f64 = 1.0;
        let mut rulings = Rulings::default();
        let (Some(left), Some(right)) = (self.sides.first(), self.sides.last()) else { return rulings };
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return rulings };
        let between = rows.iter().zip(rows.iter().skip(1)).map(|(row, next)| (row.bottom + next.top) / 2.0);
        let levels: Vec<f64> =
            std::iter::once(first.top - PAD).chain(between).chain([last.bottom + PAD]).collect();
        for (index, at) in levels.iter().enumerate() {
            let is_inner = index > 0 && rows.get(index).is_some_and(|row| row.number().is_some());
            let goes_on = |column: usize| {
                let of = |merged: &&Merged| merged.column == column;
                let begins = merged.iter().find(of).and_then(|merged| merged.begins.get(page)?.get(index));
                is_inner && begins == Some(&false)
            };
            let parts = self.sides.iter().zip(self.sides.iter().skip(1)).enumerate();
            let ruled = parts.filter(|(column, _)| !goes_on(*column));
            rulings.level.extend(ruled.map(|(_, (from, to))| Ruling { at: *at, from: *from, to: *to }));
        }
        for ((row, from), to) in rows.iter().zip(&levels).zip(levels.iter().skip(1)) {
            let sides = self.sides.iter().filter(|side| !row.crosses || *side == left || *side == right);
            rulings.upright.extend(sides.map(|at| Ruling { at: *at, from: *from, to: *to }));
        }
        rulings
    }
}
