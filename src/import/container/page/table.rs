//! Tables from ruling lines: which lines belong together, which boxes between them are one cell, what stands in it.

use std::collections::BTreeMap;

use super::{
    Area, Glyph, Page,
    line::{Column, Line, lines},
    ruling::{LEVEL, Ruling, Rulings, levels},
    strips,
};
use crate::{
    error::Result,
    import::{
        container::spans::{GridBuilder, Spending, clean},
        source::{self, Grid, Merged, SourceLocation},
    },
};

/// The part of a cell's side that must be ruled.
const RULED: f64 = 0.6;
/// A table with more columns or rows than this is a drawing.
const MOST_COLUMNS: usize = 120;
const MOST_ROWS: usize = 2_000;

/// First and last row (or column) of a cell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Span {
    pub(super) first: usize,
    pub(super) last: usize,
}

impl Span {
    pub(super) fn one(index: usize) -> Self {
        Self { first: index, last: index }
    }

    pub(super) fn is_one(self) -> bool {
        self.first == self.last
    }

    pub(super) fn holds(self, index: usize) -> bool {
        (self.first..=self.last).contains(&index)
    }
}

/// A cell of a ruled table.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) rows: Span,
    pub(super) columns: Span,
    pub(super) area: Area,
    pub(super) lines: Vec<Line>,
    pub(super) text: String,
    /// What the last line left of the width.
    pub(super) free: f64,
}

/// A ruled table, over one page or several.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) area: Area,
    /// The sides of its columns, one more than there are columns.
    pub(super) sides: Vec<f64>,
    /// Where each row stands.
    pub(super) rows: Vec<SourceLocation>,
    pub(super) cells: Vec<Cell>,
}

impl Table {
    pub(super) fn columns(&self) -> usize {
        self.sides.len().saturating_sub(1)
    }

    /// The grid, every merged area filled in.
    ///
    /// # Errors
    /// When it is too large.
    pub(super) fn into_grid(self, spending: &mut Spending) -> Result<Grid> {
        let mut rows = vec![vec![source::Cell::default(); self.columns()]; self.rows.len()];
        for cell in &self.cells {
            let text = clean(&cell.text);
            for row in cell.rows.first..=cell.rows.last {
                for column in cell.columns.first..=cell.columns.last {
                    let merged = match (column > cell.columns.first, row > cell.rows.first) {
                        (true, _) => Merged::Left,
                        (false, true) => Merged::Above,
                        (false, false) => Merged::No,
                    };
                    if let Some(place) = rows.get_mut(row).and_then(|row| row.get_mut(column)) {
                        *place = source::Cell { text: text.clone(), merged };
                    }
                }
            }
        }
        let mut builder = GridBuilder::default();
        for (cells, location) in rows.into_iter().zip(self.rows) {
            builder.placed_row(cells, location, spending)?;
        }
        builder.finish(None, spending)
    }
}

/// The tables of a page, from above.
pub(super) fn tables(page: &Page, number: usize) -> Vec<Table> {
    let rulings = page.rulings.joined();
    let mut found: Vec<Table> =
        groups(&rulings).into_iter().filter_map(|group| table(&group, page)).collect();
    let areas: Vec<Area> = found.iter().map(|table| table.area).collect();
    // a table inside of another one's cell stays text of that cell
    found.retain(|table| !areas.iter().any(|area| *area != table.area && lies_in(table.area, *area)));
    let elsewhere = rulings
        .level
        .into_iter()
        .filter(|line| {
            !found
                .iter()
                .any(|table| line.at >= table.area.top - LEVEL && line.at <= table.area.bottom + LEVEL)
        })
        .collect();
    let without_uprights = strips::groups(elsewhere, page);
    found.extend(without_uprights.iter().filter_map(|group| table(group, page)));
    found.sort_by(|a, b| a.area.top.total_cmp(&b.area.top).then(a.area.left.total_cmp(&b.area.left)));
    let mut row = 0;
    for table in &mut found {
        for location in &mut table.rows {
            row += 1;
            *location = SourceLocation::PageRow { page: number, row };
        }
    }
    found
}

fn lies_in(inner: Area, outer: Area) -> bool {
    outer.holds((inner.left, inner.top), 1.0)
        && outer.holds((inner.right, inner.bottom), 1.0)
        && outer.width() * outer.height() > inner.width() * inner.height()
}

/// Sets that are merged step by step.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn of(&self, mut index: usize) -> usize {
        while let Some(parent) = self.0.get(index).filter(|parent| **parent != index) {
            index = *parent;
        }
        index
    }

    fn merge(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        let (low, high) = (a.min(b), a.max(b));
        if let Some(parent) = self.0.get_mut(high) {
            *parent = low;
        }
    }
}

/// The lines that belong to one table: those that meet, and parts above each other with the same ends.
fn groups(rulings: &Rulings) -> Vec<Rulings> {
    let Rulings { level, upright } = rulings;
    let mut sets = Sets::new(level.len() + upright.len());
    for (i, across) in level.iter().enumerate() {
        for (j, _) in upright.iter().enumerate().filter(|(_, down)| across.meets(down)) {
            sets.merge(i, level.len() + j);
        }
    }
    join_parts(rulings, &mut sets);
    let mut groups: BTreeMap<usize, Rulings> = BTreeMap::new();
    for (index, line) in level.iter().enumerate() {
        groups.entry(sets.of(index)).or_default().level.push(*line);
    }
    for (index, line) in upright.iter().enumerate() {
        groups.entry(sets.of(level.len() + index)).or_default().upright.push(*line);
    }
    groups.into_values().filter(is_table).collect()
}

/// Whether lines rule a table: at least two of them lie level, or one closes a row that began on the page before.
fn is_table(lines: &Rulings) -> bool {
    const FEWEST: usize = 3;
    match lines.level.len() {
        0 => false,
        1 => lines.upright.len() >= FEWEST,
        _ => !lines.upright.is_empty(),
    }
}

/// Rows over the whole width of a table whose sides are open leave parts that do not meet, and so does a merged cell
/// that goes on from the page before to the next one.
fn join_parts(rulings: &Rulings, sets: &mut Sets) {
    const NARROWEST: f64 = 60.0;
    const SAME_END: f64 = 4.0;
    const HIGHEST_ROW: f64 = 45.0;
    let Rulings { level, upright } = rulings;
    let level_areas =
        level.iter().map(|line| Area { left: line.from, right: line.to, top: line.at, bottom: line.at });
    let upright_areas =
        upright.iter().map(|line| Area { left: line.at, right: line.at, top: line.from, bottom: line.to });
    let mut areas: BTreeMap<usize, Area> = BTreeMap::new();
    for (index, area) in level_areas.chain(upright_areas).enumerate() {
        areas.entry(sets.of(index)).and_modify(|whole| *whole = whole.with(area)).or_insert(area);
    }
    let mut parts: Vec<(usize, Area)> = areas.into_iter().collect();
    join_beside(rulings, sets, &parts);
    parts.retain(|(_, area)| area.width() > NARROWEST);
    parts.sort_by(|a, b| a.1.top.total_cmp(&b.1.top));
    let has_side = |area: Area| {
        upright
            .iter()
            .any(|line| (line.at - area.left).abs() < LEVEL && line.to > area.top && line.from < area.bottom)
    };
    for ((set, above), (next, below)) in parts.iter().zip(parts.iter().skip(1)) {
        let gap = below.top - above.bottom;
        let same_ends =
            (above.left - below.left).abs() < SAME_END && (above.right - below.right).abs() < SAME_END;
        let open = !has_side(*above) || !has_side(*below) || gap < LEVEL;
        if same_ends && open && gap > -LEVEL && gap < HIGHEST_ROW {
            sets.merge(*set, *next);
        }
    }
}

/// Joins parts side by side with the same rows: the column between them is one cell from the top to the bottom.
fn join_beside(rulings: &Rulings, sets: &mut Sets, parts: &[(usize, Area)]) {
    let rows = |sets: &Sets, set: usize| {
        let own = rulings.level.iter().enumerate().filter(|(index, _)| sets.of(*index) == set);
        levels(own.map(|(_, line)| line.at))
    };
    let is_near = |a: f64, b: f64| (a - b).abs() < LEVEL;
    let mut beside: Vec<&(usize, Area)> = parts.iter().filter(|(_, area)| area.height() > LEVEL).collect();
    beside.sort_by(|a, b| a.1.left.total_cmp(&b.1.left));
    for ((set, left), (next, right)) in beside.iter().zip(beside.iter().skip(1)) {
        let same_height = is_near(left.top, right.top) && is_near(left.bottom, right.bottom);
        if !same_height || left.right > right.left {
            continue;
        }
        let (rows, others) = (rows(sets, *set), rows(sets, *next));
        let same_rows =
            rows.len() == others.len() && rows.iter().zip(&others).all(|(row, other)| is_near(*row, *other));
        if same_rows {
            sets.merge(*set, *next);
        }
    }
}

/// The boxes between the lines of a table, by row and column.
struct Boxes {
    columns: Vec<f64>,
    rows: Vec<f64>,
}

impl Boxes {
    /// The levels of the lines; the ends of the lines that cross stand for a side that is not drawn.
    fn of(lines: &Rulings) -> Option<Self> {
        let columns = with_open_sides(&lines.upright, &lines.level);
        let rows = with_open_sides(&lines.level, &lines.upright);
        let fits = (2..=MOST_COLUMNS).contains(&columns.len()) && (2..=MOST_ROWS).contains(&rows.len());
        fits.then_some(Self { columns, rows })
    }

    fn width(&self) -> usize {
        self.columns.len() - 1
    }

    fn height(&self) -> usize {
        self.rows.len() - 1
    }

    fn index(&self, row: usize, column: usize) -> usize {
        row * self.width() + column
    }

    fn side(sides: &[f64], index: usize) -> f64 {
        sides.get(index).copied().unwrap_or_default()
    }

    fn area(&self, rows: Span, columns: Span) -> Area {
        Area {
            left: Self::side(&self.columns, columns.first),
            right: Self::side(&self.columns, columns.last + 1),
            top: Self::side(&self.rows, rows.first),
            bottom: Self::side(&self.rows, rows.last + 1),
        }
    }

    fn whole(&self) -> Area {
        let last = |count: usize| Span { first: 0, last: count - 1 };
        self.area(last(self.height()), last(self.width()))
    }

    /// Boxes without a line between them are one region.
    fn regions(&self, lines: &Rulings) -> Vec<Vec<(usize, usize)>> {
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
fn is_ruled(lines: &[Ruling], at: f64, from: f64, to: f64) -> bool {
    const SHORT: f64 = 3.0;
    let drawn: f64 = lines
        .iter()
        .filter(|line| (line.at - at).abs() <= LEVEL)
        .map(|line| (line.to.min(to) - line.from.max(from)).max(0.0))
        .sum();
    drawn >= RULED * (to - from) || to - from - drawn < SHORT
}

/// The rectangles of a region: itself, or runs of its rows joined downwards while they are equal.
fn rectangles(region: &[(usize, usize)]) -> Vec<(Span, Span)> {
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

/// The table that some lines rule; none when they hold no text.
fn table(lines_of: &Rulings, page: &Page) -> Option<Table> {
    let boxes = Boxes::of(lines_of)?;
    let whole = boxes.whole();
    let mut owner = vec![0_usize; boxes.width() * boxes.height()];
    let mut cells: Vec<Cell> = Vec::new();
    for (rows, columns) in boxes.regions(lines_of).iter().flat_map(|region| rectangles(region)) {
        for row in rows.first..=rows.last {
            for column in columns.first..=columns.last {
                if let Some(owner) = owner.get_mut(boxes.index(row, column)) {
                    *owner = cells.len();
                }
            }
        }
        let area = boxes.area(rows, columns);
        cells.push(Cell { rows, columns, area, lines: Vec::new(), text: String::new(), free: 0.0 });
    }
    if cells.len() < 2 {
        return None;
    }
    let mut inside: Vec<Vec<&Glyph>> = vec![Vec::new(); cells.len()];
    for glyph in page.glyphs.iter().filter(|glyph| whole.holds(glyph.area.middle(), 1.0)) {
        let (x, y) = glyph.area.middle();
        let place =
            |sides: &[f64], at: f64| sides.partition_point(|side| *side <= at).clamp(1, sides.len() - 1) - 1;
        let index = boxes.index(place(&boxes.rows, y), place(&boxes.columns, x));
        if let Some(glyphs) = owner.get(index).and_then(|owner| inside.get_mut(*owner)) {
            glyphs.push(glyph);
        }
    }
    for (cell, glyphs) in cells.iter_mut().zip(inside) {
        cell.lines = lines(&glyphs);
    }
    // the rest of a row may be the end of one cell
    let is_rest = lines_of.level.iter().all(|line| line.at - whole.top > LEVEL);
    let fewest = if is_rest { 1 } else { 2 };
    if cells.iter().filter(|cell| !cell.lines.is_empty()).count() < fewest {
        return None;
    }
    fill_texts(&mut cells);
    let rows = vec![SourceLocation::Unknown; boxes.height()];
    Some(Table { area: whole, sides: boxes.columns, rows, cells })
}

fn fill_texts(cells: &mut [Cell]) {
    const WIDEST_PAD: f64 = 8.0;
    let mut pads: BTreeMap<usize, f64> = BTreeMap::new();
    for cell in &*cells {
        let pad = pads.entry(cell.columns.first).or_insert(f64::INFINITY);
        *pad = cell.lines.iter().map(|line| line.area.left - cell.area.left).fold(*pad, f64::min);
    }
    for cell in cells {
        let pad = pads.get(&cell.columns.first).copied().unwrap_or_default().clamp(0.0, WIDEST_PAD);
        let column = Column { left: cell.area.left, right: cell.area.right, pad };
        cell.text = column.text(&cell.lines);
        cell.free = cell.lines.last().map(|line| column.left_free_by(line)).unwrap_or_default();
    }
}
