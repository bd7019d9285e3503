//! The boxes between the lines of a table, and which of them are one cell.

use std::collections::BTreeMap;

use super::{
    super::{
        Area,
        ruling::{LEVEL, Ruling, Rulings, levels},
    },
    Span,
    groups::Sets,
};

/// The part of a cell's side that must be ruled.
const RULED: f64 = 0.6;
/// A table with more columns or rows than this is a drawing.
const MOST_COLUMNS: usize = 120;
const MOST_ROWS: usize = 2_000;

/// The boxes between the lines of a table, by row and column.
pub(super) struct Boxes {
    pub(super) columns: Vec<f64>,
    pub(super) rows: Vec<f64>,
}

impl Boxes {
    /// The levels of the lines; the ends of the lines that cross stand for a side that is not drawn.
    pub(super) fn of(lines: &Rulings) -> Option<Self> {
        let columns = with_open_sides(&lines.upright, &lines.level);
        let rows = with_open_sides(&lines.level, &lines.upright);
        let fits = (2..=MOST_COLUMNS).contains(&columns.len()) && (2..=MOST_ROWS).contains(&rows.len());
        fits.then_some(Self { columns, rows })
    }

    pub(super) fn width(&self) -> usize {
        self.columns.len() - 1
    }

    pub(super) fn height(&self) -> usize {
        self.rows.len() - 1
    }

    pub(super) fn index(&self, row: usize, column: usize) -> usize {
        row * self.width() + column
    }

    pub(super) fn side(sides: &[f64], index: usize) -> f64 {
        sides.get(index).copied().unwrap_or_default()
    }

    pub(super) fn area(&self, rows: Span, columns: Span) -> Area {
        Area {
            left: Self::side(&self.columns, columns.first),
            right: Self::side(&self.columns, columns.last + 1),
            top: Self::side(&self.rows, rows.first),
            bottom: Self::side(&self.rows, rows.last + 1),
        }
    }

    pub(super) fn whole(&self) -> Area {
        let last = |count: usize| Span { first: 0, last: count - 1 };
        self.area(last(self.height()), last(self.width()))
    }

    /// Boxes without a line between them are one region.
    pub(super) fn regions(&self, lines: &Rulings) -> Vec<Vec<(usize, usize)>> {
        let mut sets = Sets::new(self.width() * self.height());
        for row in 0..self.height() {
            for column in 0..self.width() {
                let area = self.area(Span::one(row), Span::one(column));
                let here = self.index(row, column);
                if column + 1 < self.width() && !is_ruled(&lines.upright, area.right, area.top, area.bottom) {
                    sets.merge(here, self.index(row, column + 1));
                }
                if row + 1 < self.height() && !is_ruled(&lines.level, area.bottom, area.left, area.right) {
                    sets.merge(here, self.index(row + 1, column));
                }
            }
        }
        let mut regions: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        for row in 0..self.height() {
            for column in 0..self.width() {
                regions.entry(sets.of(self.index(row, column))).or_default().push((row, column));
            }
        }
        regions.into_values().collect()
    }
}

fn with_open_sides(lines: &[Ruling], crossing: &[Ruling]) -> Vec<f64> {
    const FAR: f64 = 8.0;
    let mut sides = levels(lines.iter().map(|line| line.at));
    let from = crossing.iter().map(|line| line.from).fold(f64::INFINITY, f64::min);
    let to = crossing.iter().map(|line| line.to).fold(f64::NEG_INFINITY, f64::max);
    if sides.first().is_none_or(|first| first - from > FAR) && from.is_finite() {
        sides.insert(0, from);
    }
    if sides.last().is_none_or(|last| to - last > FAR) && to.is_finite() {
        sides.push(to);
    }
    sides
}

/// Whether enough of a side is drawn.
pub(super) fn is_ruled(lines: &[Ruling], at: f64, from: f64, to: f64) -> bool {
    const SHORT: f64 = 3.0;
    let drawn: f64 = lines
        .iter()
        .filter(|line| (line.at - at).abs() <= LEVEL)
        .map(|line| (line.to.min(to) - line.from.max(from)).max(0.0))
        .sum();
    drawn >= RULED * (to - from) || to - from - drawn < SHORT
}

/// The rectangles of a region: itself, or runs of its rows joined downwards while they are equal.
pub(super) fn rectangles(region: &[(usize, usize)]) -> Vec<(Span, Span)> {
    let mut runs: Vec<(usize, Span)> = Vec::new();
    for (row, column) in region {
        match runs.last_mut() {
            Some((last, columns)) if last == row && columns.last + 1 == *column => columns.last = *column,
            _ => runs.push((*row, Span::one(*column))),
        }
    }
    let mut found: Vec<(Span, Span)> = Vec::new();
    for (row, columns) in runs {
        match found.iter_mut().find(|(rows, above)| *above == columns && rows.last + 1 == row) {
            Some((rows, _)) => rows.last = row,
            None => found.push((Span::one(row), columns)),
        }
    }
    found
}
