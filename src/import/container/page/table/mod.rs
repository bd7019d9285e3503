//! Tables from ruling lines: which lines belong together, which boxes between them are one cell, what stands in it.

mod boxes;
mod groups;

pub(super) use groups::Sets;

use std::collections::BTreeMap;

use self::{
    boxes::{Boxes, is_ruled, rectangles},
    groups::groups,
};

use super::{
    Area, Glyph, Page, fills, join,
    line::{Column, Line, are_indented, lines},
    ruling::{LEVEL, Ruling, Rulings},
    strips,
};
use crate::{
    error::Result,
    import::{
        container::spans::{GridBuilder, Spending, clean},
        source::{self, Grid, Merged, SourceLocation},
    },
};

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
    /// Whether no line closes it below.
    pub(super) is_open: bool,
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
    /// Where the sides of its rows stand on its first page, one more than there are rows.
    pub(super) levels: Vec<f64>,
    /// Whether its sides look as if a part of it were not on the page.
    pub(super) cut: Option<Cut>,
}

/// How a table looks cut off at its right side.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Cut {
    /// It goes on beyond the page, or its text runs to where it ends without a line.
    Surely,
    /// It ends without a line there, and has one on its left side.
    Maybe,
}

impl Table {
    pub(super) fn columns(&self) -> usize {
        self.sides.len().saturating_sub(1)
    }

    /// Whether a character is in the table, or in a cell of it that hangs over.
    pub(super) fn holds(&self, character: Area) -> bool {
        let point = character.middle();
        self.area.takes(character)
            || self.cells.iter().any(|cell| cell.is_open && cell.area.holds(point, 0.0))
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

/// The tables of a page, from above. `before` are the sides of the columns of the last table on the page before.
pub(super) fn tables(page: &Page, before: &[f64]) -> Vec<Table> {
    let rulings = page.rulings.joined();
    let mut found: Vec<Table> = groups(&rulings)
        .into_iter()
        .filter_map(|group| table(&with_lacking_columns(group, before), page, before))
        .collect();
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
    let without_uprights = strips::groups(elsewhere, page, before);
    found.extend(without_uprights.iter().filter_map(|group| table(group, page, before)));
    let areas: Vec<Area> = found.iter().map(|table| table.area).collect();
    let in_colour = fills::groups(&page.fills, &areas);
    found.extend(in_colour.iter().filter_map(|group| table(group, page, before)));
    found.sort_by(|a, b| a.area.top.total_cmp(&b.area.top).then(a.area.left.total_cmp(&b.area.left)));
    let mut row = 0;
    for table in &mut found {
        for location in &mut table.rows {
            row += 1;
            *location = SourceLocation::PageRow { page: page.number, row };
        }
    }
    found
}

fn lies_in(inner: Area, outer: Area) -> bool {
    outer.holds((inner.left, inner.top), 1.0)
        && outer.holds((inner.right, inner.bottom), 1.0)
        && outer.width() * outer.height() > inner.width() * inner.height()
}

/// The lines of a table that goes on with the columns of the page before, with the sides of a column that nothing rules.
fn with_lacking_columns(mut lines: Rulings, before: &[f64]) -> Rulings {
    let Some(boxes) = Boxes::of(&lines) else { return lines };
    let whole = boxes.whole();
    for side in join::lacking(before, &boxes.columns) {
        lines.upright.push(Ruling { at: side, from: whole.top, to: whole.bottom });
    }
    lines
}

/// The table that some lines rule; none when they hold no text.
fn table(lines_of: &Rulings, page: &Page, before: &[f64]) -> Option<Table> {
    let boxes = Boxes::of(lines_of)?;
    let goes_on = join::has_columns_of(before, &boxes.columns);
    // one level line closes a row: with open sides only where the columns are known
    if lines_of.level.len() == 1 && lines_of.upright.len() < 3 && !goes_on {
        return None;
    }
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
        let is_open = !is_ruled(&lines_of.level, area.bottom, area.left, area.right);
        cells.push(Cell { rows, columns, area, lines: Vec::new(), text: String::new(), free: 0.0, is_open });
    }
    if cells.len() < 2 {
        return None;
    }
    let mut inside: Vec<Vec<&Glyph>> = vec![Vec::new(); cells.len()];
    for glyph in page.glyphs.iter().filter(|glyph| whole.takes(glyph.area)) {
        let (x, y) = glyph.area.middle();
        let place =
            |sides: &[f64], at: f64| sides.partition_point(|side| *side <= at).clamp(1, sides.len() - 1) - 1;
        let index = boxes.index(place(&boxes.rows, y), place(&boxes.columns, x));
        if let Some(glyphs) = owner.get(index).and_then(|owner| inside.get_mut(*owner)) {
            glyphs.push(glyph);
        }
    }
    let is_last = |cell: &Cell| cell.rows.last + 1 == boxes.height();
    if cells.iter().any(|cell| is_last(cell) && !cell.is_open) {
        let open = cells.iter_mut().zip(&mut inside).filter(|(cell, _)| is_last(cell) && cell.is_open);
        for (cell, glyphs) in open {
            hang_over(cell, glyphs, page);
        }
    }
    for (cell, glyphs) in cells.iter_mut().zip(inside) {
        cell.lines = lines(&glyphs);
    }
    // the rest of a row may be the end of one cell
    let is_rest = goes_on || lines_of.level.iter().all(|line| line.at - whole.top > LEVEL);
    let fewest = if is_rest { 1 } else { 2 };
    if cells.iter().filter(|cell| !cell.lines.is_empty()).count() < fewest {
        return None;
    }
    fill_texts(&mut cells);
    let rows = vec![SourceLocation::Unknown; boxes.height()];
    let cut = cut(lines_of, whole, page);
    Some(Table { area: whole, sides: boxes.columns, rows, cells, levels: boxes.rows, cut })
}

/// Text of a cell that nothing closes below, while the others of its row are closed, may stand below the row.
fn hang_over<'p>(cell: &mut Cell, glyphs: &mut Vec<&'p Glyph>, page: &'p Page) {
    let below: Vec<&Glyph> =
        page.glyphs.iter().filter(|glyph| glyph.area.middle().1 > cell.area.bottom).collect();
    for line in lines(&below) {
        let is_inside = line.area.left > cell.area.left && line.area.right < cell.area.right;
        if !is_inside || line.area.top - cell.area.bottom > line.size {
            break;
        }
        glyphs.extend(below.iter().filter(|glyph| line.area.holds(glyph.area.middle(), 0.0)));
        cell.area.bottom = line.area.bottom;
    }
}

fn cut(lines_of: &Rulings, whole: Area, page: &Page) -> Option<Cut> {
    /// Some programs draw the side of a table where the paper ends, when it goes on beyond.
    const EDGE: f64 = 1.5;
    let side = |at: f64| is_ruled(&lines_of.upright, at, whole.top, whole.bottom);
    if whole.right > page.width + LEVEL {
        return Some(Cut::Surely);
    }
    let ends_with_paper = whole.right > page.width - EDGE;
    if !side(whole.left) || side(whole.right) && !ends_with_paper {
        return None;
    }
    let glyphs = page.glyphs.iter().filter(|glyph| {
        glyph.area.left < whole.right && (whole.top..whole.bottom).contains(&glyph.area.middle().1)
    });
    let touching = glyphs.filter(|glyph| whole.right - glyph.area.right < 0.35 * glyph.size).count();
    Some(if touching >= 2 { Cut::Surely } else { Cut::Maybe })
}

fn fill_texts(cells: &mut [Cell]) {
    const WIDEST_PAD: f64 = 8.0;
    let mut pads: BTreeMap<usize, f64> = BTreeMap::new();
    for cell in &*cells {
        let pad = pads.entry(cell.columns.first).or_insert(f64::INFINITY);
        *pad = cell.lines.iter().map(|line| line.area.left - cell.area.left).fold(*pad, f64::min);
    }
    let is_indented: BTreeMap<usize, bool> = pads
        .keys()
        .map(|column| {
            let own = cells.iter().filter(|cell| cell.columns.first == *column);
            (*column, are_indented(own.map(|cell| cell.lines.as_slice())))
        })
        .collect();
    let room = usual_room(cells);
    for cell in cells {
        let is_indented = is_indented.get(&cell.columns.first) == Some(&true);
        let pad = pads.get(&cell.columns.first).copied().unwrap_or_default().clamp(0.0, WIDEST_PAD);
        let column = Column { left: cell.area.left, right: cell.area.right, pad, is_indented, room };
        cell.text = column.text(&cell.lines);
        cell.free = cell.lines.last().map(|line| column.left_free_by(line)).unwrap_or_default();
    }
}

/// The room that most lines of some cells leave to the next one: nothing where there are few, since these may be paragraphs.
fn usual_room(cells: &[Cell]) -> f64 {
    const FEWEST: usize = 6;
    let pairs = cells.iter().flat_map(|cell| cell.lines.iter().zip(cell.lines.iter().skip(1)));
    let mut rooms: Vec<f64> = pairs.map(|(line, next)| next.area.top - line.area.bottom).collect();
    rooms.sort_by(f64::total_cmp);
    rooms.get(rooms.len() / 2).copied().filter(|_| rooms.len() >= FEWEST).unwrap_or_default()
}
