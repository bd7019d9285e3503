//! Tables right below each other, with the same titles over columns of other widths: each is a table of its own, though
//! their lines meet.

use super::{
    Piece,
    join::row_texts,
    line::Line,
    squeezed,
    table::{Cell, Span, Table},
};

/// A row of fewer titles may be something else.
const FEWEST: usize = 3;

/// The titles of the tables so far.
#[derive(Default)]
pub(super) struct Heads(Vec<Vec<String>>);

impl Heads {
    /// The pieces of the next page, its tables parted where titles stand again over other columns.
    pub(super) fn parted(&mut self, pieces: Vec<Piece>) -> Vec<Piece> {
        let mut found = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match piece {
                Piece::Table(table) => match self.without_side(table) {
                    Ok((beside, table)) => {
                        found.extend(beside.into_iter().map(Piece::Line));
                        found.extend(self.parts(table).into_iter().flat_map(unframed));
                    }
                    Err(table) => found.extend(self.parts(*table).into_iter().map(Piece::Table)),
                },
                Piece::Line(_) => found.push(piece),
            }
        }
        found
    }

    /// A table without the cell that stands beside all of it, and the lines of that cell, where titles stand in the table more
    /// than once: the page lays out several tables beside it. Otherwise the table as it is.
    fn without_side(&mut self, mut table: Table) -> Result<(Vec<Line>, Table), Box<Table>> {
        let (rows, columns) = (table.rows.len(), table.columns());
        let is_side = |cell: &Cell| {
            cell.rows == Span { first: 0, last: rows - 1 }
                && (cell.columns.first == 0 || cell.columns.last + 1 == columns)
        };
        let Some(at) = table.cells.iter().position(is_side).filter(|_| rows > 1) else {
            return Err(Box::new(table));
        };
        let side = table.cells.remove(at);
        let heads: Vec<Vec<String>> =
            (0..rows).map(|row| titles(&table, row)).filter(|titles| titles.len() >= FEWEST).collect();
        let stands_again =
            |(index, head): &(usize, &Vec<String>)| heads.iter().skip(index + 1).any(|other| other == *head);
        let Some((_, head)) = heads.iter().enumerate().find(stands_again) else {
            table.cells.insert(at, side);
            return Err(Box::new(table));
        };
        self.0.push(head.clone());
        Ok((side.lines, with_own_columns(table)))
    }

    fn parts(&mut self, table: Table) -> Vec<Table> {
        let first = titles(&table, 0);
        if first.len() >= FEWEST && !self.0.contains(&first) {
            self.0.push(first);
        }
        let mut parts = Vec::new();
        let mut rest = table;
        while let Some(row) = (1..rest.rows.len()).find(|row| self.begins_table(&rest, *row)) {
            let (above, below) = split(rest, row);
            parts.push(above);
            rest = below;
        }
        parts.push(rest);
        parts
    }

    /// Whether known titles stand in a row, over other columns than the rows above, with no cell that goes over its top.
    fn begins_table(&self, table: &Table, row: usize) -> bool {
        let sides = |row: usize| -> Vec<usize> {
            let own = table.cells.iter().filter(|cell| cell.rows.holds(row));
            own.map(|cell| cell.columns.first).collect()
        };
        let has_other_columns = |above: usize| {
            let (above, below) = (sides(above), sides(row));
            above.iter().any(|side| !below.contains(side)) && below.iter().any(|side| !above.contains(side))
        };
        // a heading may stand above the titles
        let above = (0..row).rev().find(|above| titles(table, *above).len() >= FEWEST).unwrap_or(row - 1);
        let is_crossed = table.cells.iter().any(|cell| cell.rows.first < row && cell.rows.last >= row);
        !is_crossed && self.0.contains(&titles(table, row)) && has_other_columns(above)
    }
}

/// A table with the rows of one text at its top and at its end as lines: the page lays them out so.
fn unframed(table: Table) -> Vec<Piece> {
    let is_alone = |row: &usize| titles(&table, *row).len() < 2;
    let count = table.rows.len();
    let first = (0..count).take_while(is_alone).count();
    let end = count - (first..count).rev().take_while(is_alone).count();
    if first == end {
        return vec![Piece::Table(table)];
    }
    let lines = |table: Table| table.cells.into_iter().flat_map(paragraphs).map(Piece::Line);
    let (above, rest) = split(table, first);
    let (table, below) = split(rest, end - first);
    lines(above).chain([Piece::Table(table)]).chain(lines(below)).collect()
}

/// The paragraphs of a cell, each as one line.
fn paragraphs(cell: Cell) -> Vec<Line> {
    let mut lines = cell.lines.into_iter();
    let length = |text: &str| squeezed(text).chars().count();
    let paragraph = |text: &str| {
        let mut missing = length(text);
        let last = lines.by_ref().find(|line| {
            missing = missing.saturating_sub(length(&line.text));
            missing == 0
        });
        last.map(|line| Line { text: text.to_owned(), ..line })
    };
    cell.text.split('\n').filter_map(paragraph).collect()
}

/// What stands in a row; where double lines of two tables lie beside each other, there are cells without text between.
fn titles(table: &Table, row: usize) -> Vec<String> {
    let mut titles = row_texts(table, row);
    titles.retain(|title| !title.is_empty());
    titles
}

/// The rows above one, and those from it on, each with the columns that it has.
fn split(table: Table, row: usize) -> (Table, Table) {
    let Table { area, sides, mut rows, cells, levels, cut } = table;
    let level = levels.get(row).copied().unwrap_or(area.bottom);
    let (above, mut below): (Vec<_>, Vec<_>) = cells.into_iter().partition(|cell| cell.rows.first < row);
    for cell in &mut below {
        cell.rows = Span { first: cell.rows.first - row, last: cell.rows.last - row };
    }
    let rows_below = rows.split_off(row);
    let part = |cells, rows, levels: &[f64], (top, bottom)| {
        let area = super::Area { top, bottom, ..area };
        with_own_columns(Table { area, sides: sides.clone(), rows, cells, levels: levels.to_vec(), cut })
    };
    let levels_above = levels.get(..=row).unwrap_or_default();
    let levels_below = levels.get(row..).unwrap_or_default();
    (
        part(above, rows, levels_above, (area.top, level)),
        part(below, rows_below, levels_below, (level, area.bottom)),
    )
}

/// A table without the sides that no cell of it has, and without columns that have no room for text and hold none.
fn with_own_columns(mut table: Table) -> Table {
    const NARROWEST: f64 = 7.0;
    let sides = || table.sides.iter().zip(table.sides.iter().skip(1)).enumerate();
    let gaps: Vec<usize> = sides()
        .filter(|(_, (left, right))| *right - *left < NARROWEST)
        .map(|(index, _)| index)
        .filter(|index| {
            let mut own = table.cells.iter().filter(|cell| cell.columns == Span::one(*index)).peekable();
            own.peek().is_some() && own.all(|cell| cell.text.is_empty())
        })
        .collect();
    let is_gap = |cell: &Cell| cell.columns.is_one() && gaps.contains(&cell.columns.first);
    table.cells.retain(|cell| !is_gap(cell));
    let is_side = |index: &usize| {
        table.cells.iter().any(|cell| cell.columns.first == *index || cell.columns.last + 1 == *index)
    };
    let kept: Vec<usize> =
        (0..table.sides.len()).filter(|index| !gaps.contains(index)).filter(is_side).collect();
    let place = |index: usize| kept.partition_point(|kept| *kept < index);
    for cell in &mut table.cells {
        let (first, end) = (place(cell.columns.first), place(cell.columns.last + 1));
        cell.columns = Span { first, last: end.saturating_sub(1).max(first) };
    }
    table.sides = kept.iter().filter_map(|index| table.sides.get(*index)).copied().collect();
    table
}
