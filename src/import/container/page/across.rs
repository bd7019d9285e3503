//! Tables too wide for a page: spreadsheet programs print the columns that found no room on pages of their own. Rows that
//! stand at the same heights on both are one.

use super::{
    Page, Piece, join, squeezed,
    table::{Span, Table},
};
use crate::error::Finding;

/// So many rows at the same heights are no accident.
const FEWEST: usize = 3;

/// Puts the columns of other pages beside those that they belong to, and says so.
pub(super) fn put_beside(pieces: &mut [Vec<Piece>], pages: &[Page]) -> Option<Finding> {
    let runs = runs(pieces);
    let mut said: Option<(usize, usize)> = None;
    let mut rest = runs.as_slice();
    while let [first, others @ ..] = rest {
        rest = others;
        let mut whole: Vec<Table> =
            first.iter().filter_map(|page| table(pieces.get(*page)?).cloned()).collect();
        while let [next, others @ ..] = rest
            && next.len() == first.len()
            && whole.len() == first.len()
            && next.iter().zip(&whole).all(|(page, left)| {
                pieces.get(*page).and_then(|pieces| table(pieces)).is_some_and(|right| is_beside(left, right))
            })
        {
            for (page, left) in next.iter().zip(&mut whole) {
                if let Some(right) = pieces.get_mut(*page).and_then(take_table) {
                    add(left, right);
                }
            }
            let number =
                |page: Option<&usize>| page.and_then(|page| pages.get(*page)).map_or(0, |page| page.number);
            said = said.or(Some((number(first.first()), number(next.first()))));
            rest = others;
        }
        for (page, table) in first.iter().zip(whole) {
            if let Some(place) = pieces.get_mut(*page).and_then(|pieces| pieces.iter_mut().find_map(as_table))
            {
                *place = table;
            }
        }
    }
    said.map(|(left, right)| {
        Finding::new(
            "columns-on-pages",
            text!(
                "表格太宽，分印在几页上：第 {right} 页的列已按行接在第 {left} 页的右边，请核对",
                "the table is too wide for a page: the columns of page {right} were put to the right of those of page {left}, row by row; check it"
            ),
        )
        .fix(text!(
            "不对的，请导入 Excel 原件，或把它缩印成一页宽再另存为 PDF",
            "where that is wrong, import the Excel file itself, or print it one page wide"
        ))
    })
}

fn table(pieces: &[Piece]) -> Option<&Table> {
    let mut tables = pieces.iter().filter_map(|piece| match piece {
        Piece::Table(table) => Some(table),
        Piece::Line(_) => None,
    });
    tables.next().filter(|_| tables.next().is_none())
}

fn as_table(piece: &mut Piece) -> Option<&mut Table> {
    match piece {
        Piece::Table(table) => Some(table),
        Piece::Line(_) => None,
    }
}

fn take_table(pieces: &mut Vec<Piece>) -> Option<Table> {
    let index = pieces.iter().position(|piece| matches!(piece, Piece::Table(_)))?;
    match pieces.remove(index) {
        Piece::Table(table) => Some(table),
        Piece::Line(_) => None,
    }
}

/// Pages one after the other with one table of the same columns.
fn runs(pieces: &[Vec<Piece>]) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut before: Option<&Table> = None;
    for (index, pieces) in pieces.iter().enumerate() {
        let table = table(pieces);
        match (before, table, runs.last_mut()) {
            (Some(before), Some(table), Some(run)) if join::has_columns_of(&before.sides, &table.sides) => {
                run.push(index);
            }
            _ => runs.push(vec![index]),
        }
        before = table;
    }
    runs
}

/// Whether a table of another page has the same rows, and other columns with titles of their own.
fn is_beside(left: &Table, right: &Table) -> bool {
    let titles = |table: &Table| -> Vec<String> {
        let cells = table.cells.iter().filter(|cell| cell.rows.first == 0);
        cells.map(|cell| squeezed(&cell.text)).filter(|text| !text.is_empty()).collect()
    };
    let (own, others) = (titles(left), titles(right));
    let same_rows = left.levels.len() == right.levels.len()
        && left.levels.iter().zip(&right.levels).all(|(one, other)| (one - other).abs() < 1.5);
    same_rows
        && left.rows.len() >= FEWEST
        && !join::has_columns_of(&left.sides, &right.sides)
        && !own.iter().any(|title| others.contains(title))
}

fn add(left: &mut Table, right: Table) {
    let (Some(end), Some(begin)) = (left.sides.last().copied(), right.sides.first().copied()) else { return };
    let columns = left.columns();
    left.sides.extend(right.sides.iter().skip(1).map(|side| side - begin + end));
    left.area.right += right.area.width();
    left.cells.extend(right.cells.into_iter().map(|mut cell| {
        cell.columns = Span { first: cell.columns.first + columns, last: cell.columns.last + columns };
        cell
    }));
}
