//! A table with a column for each department and marks in its cells (●牵头, ○配合): the names are written out in columns
//! for those who lead and those who support, as other tables have them.

use std::collections::HashSet;

use super::{ColumnRole, columns, fold, legend, names};
use crate::import::source::{Block, Cell, Grid, Merged, Row};

/// Writes out the names of departments in the tables where they are titles.
///
/// Where a person says what one of these columns holds (`asked`, from 1), the table stays as it is.
pub(super) fn spelled_out(blocks: Vec<Block>, asked: &[(ColumnRole, usize)]) -> Vec<Block> {
    if !blocks
        .iter()
        .any(|block| matches!(block, Block::Grid(grid) if grid.rows.iter().take(DEEPEST).any(may_be_titles)))
    {
        return blocks;
    }
    let legend = legend(&blocks);
    if !blocks.iter().any(|block| matches!(block, Block::Grid(grid) if columns_of(grid, &legend).is_some())) {
        return blocks;
    }
    let spell = |block| match block {
        Block::Grid(grid) => Block::Grid(rewritten(&grid, &legend, asked).unwrap_or(grid)),
        paragraph @ Block::Paragraph(_) => paragraph,
    };
    blocks.into_iter().map(spell).collect()
}

/// The last row that may hold the names.
const DEEPEST: usize = 6;
/// Names that make a matrix.
const FEWEST: usize = 2;

/// Whether a title is the name of a department.
fn is_name(cell: &Cell) -> bool {
    cell.merged == Merged::No && names::is_department(&cell.text) && columns::role_of(&cell.text).is_none()
}

/// Whether a row may hold the names.
fn may_be_titles(row: &Row) -> bool {
    row.cells.iter().filter(|cell| is_name(cell)).count() >= FEWEST
}

/// The row of titles and the columns that each stand for a department.
fn columns_of(grid: &Grid, legend: &[(char, ColumnRole)]) -> Option<(usize, Vec<usize>)> {
    grid.rows.iter().take(DEEPEST).enumerate().find_map(|(index, row)| {
        let body = grid.rows.get(index + 1..)?;
        let is_marked = |column: usize| {
            let cells = || {
                body.iter().filter_map(|row| row.cells.get(column)).filter(|cell| cell.merged == Merged::No)
            };
            let is_mark =
                |cell: &Cell| fold::trim(&cell.text).is_empty() || meaning(&cell.text, legend).is_some();
            cells().all(is_mark) && cells().any(|cell| !fold::trim(&cell.text).is_empty())
        };
        let named: Vec<usize> = row
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| is_name(cell))
            .map(|(column, _)| column)
            .filter(|column| is_marked(*column))
            .collect();
        (named.len() >= FEWEST).then_some((index, named))
    })
}

/// What a mark says where the document explains it, and where its word does.
fn meaning(text: &str, legend: &[(char, ColumnRole)]) -> Option<ColumnRole> {
    let key = fold::key(text);
    let mut signs = key.chars();
    if let (Some(sign), None) = (signs.next(), signs.next())
        && let known = legend.iter().find(|(known, _)| *known == sign)
        && (known.is_some() || legend::is_mark(sign))
    {
        return Some(known.map_or(ColumnRole::Departments, |(_, role)| *role));
    }
    // ●（牵头） says it twice
    let is_around = |sign: char| legend::is_mark(sign) || matches!(sign, '(' | ')' | '[' | ']');
    legend::of_word(key.trim_matches(is_around))
}

/// The marks that the document explains, wherever it does.
fn legend(blocks: &[Block]) -> Vec<(char, ColumnRole)> {
    let texts = blocks.iter().flat_map(|block| match block {
        Block::Paragraph(paragraph) => vec![paragraph.text.as_str()],
        Block::Grid(grid) => {
            grid.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.as_str()).collect()
        }
    });
    legend::of_all(texts)
}

fn rewritten(grid: &Grid, legend: &[(char, ColumnRole)], asked: &[(ColumnRole, usize)]) -> Option<Grid> {
    let (titles, named) = columns_of(grid, legend)?;
    if asked.iter().any(|(_, column)| column.checked_sub(1).is_some_and(|column| named.contains(&column))) {
        return None;
    }
    let names: Vec<&str> = named
        .iter()
        .filter_map(|column| Some(fold::trim(&grid.rows.get(titles)?.cells.get(*column)?.text)))
        .collect();
    let roles = [
        (ColumnRole::Lead, "牵头单位"),
        (ColumnRole::Support, "配合单位"),
        (ColumnRole::Departments, "责任单位"),
    ];
    let used = |role: ColumnRole| {
        grid.rows.iter().skip(titles + 1).any(|row| {
            named.iter().any(|column| {
                row.cells.get(*column).is_some_and(|cell| meaning(&cell.text, legend) == Some(role))
            })
        })
    };
    let roles: Vec<_> = roles.into_iter().filter(|(role, _)| used(*role)).collect();
    let first = *named.first()?;
    let body = grid.rows.iter().skip(titles + 1);
    let cells = body.flat_map(|row| named.iter().filter_map(|column| row.cells.get(*column)));
    let open = cells.filter(|cell| meaning(&cell.text, legend) == Some(ColumnRole::Departments));
    let marks: HashSet<String> = open.map(|cell| fold::key(&cell.text)).collect();
    let unexplained = &(marks.len() > 1);
    let rows = grid.rows.iter().enumerate().map(|(index, row)| {
        let listed = |role: ColumnRole| {
            let marked = named.iter().zip(&names).filter(|(column, _)| {
                row.cells.get(**column).is_some_and(|cell| meaning(&cell.text, legend) == Some(role))
            });
            let marked = marked.map(|(column, name)| match row.cells.get(*column) {
                // what different marks mean that nobody explains is a question: they stay at the names, and it is said
                Some(cell) if *unexplained && role == ColumnRole::Departments => {
                    format!("{}{name}", fold::trim(&cell.text))
                }
                _ => (*name).to_owned(),
            });
            marked.collect::<Vec<_>>().join("、")
        };
        let own = |column: usize| row.cells.get(column).cloned().unwrap_or_default();
        let new = roles.iter().enumerate().map(|(place, (role, title))| match index.cmp(&titles) {
            // what stands above the names spans them all
            std::cmp::Ordering::Less if place == 0 => own(first),
            std::cmp::Ordering::Less => Cell { merged: Merged::Left, ..own(first) },
            std::cmp::Ordering::Equal => Cell { text: (*title).to_owned(), merged: Merged::No },
            std::cmp::Ordering::Greater if own(first).merged == Merged::Left => own(first),
            std::cmp::Ordering::Greater => Cell { text: listed(*role), merged: Merged::No },
        });
        let before = (0..first).map(own);
        let after = (first..row.cells.len()).filter(|column| !named.contains(column)).map(own);
        Row { cells: before.chain(new).chain(after).collect(), location: row.location }
    });
    let width = grid.rows.first()?.cells.len();
    let before = (0..first).map(|column| Some(column + 1));
    let after = (first..width).filter(|column| !named.contains(column)).map(|column| Some(column + 1));
    let printed = before.chain(roles.iter().map(|_| None)).chain(after).collect();
    Some(Grid { name: grid.name.clone(), rows: rows.collect(), printed: Some(printed) })
}
