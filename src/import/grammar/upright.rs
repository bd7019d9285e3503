//! A table whose titles stand in its first column, and each of whose other columns is a task: turned, so that it reads as
//! others do.

use super::{
    ColumnRole::{self, Number},
    columns, departments, fold, header, marker, text_grid,
};
use crate::import::source::{Block, Cell, Grid, Merged, Row, SourceLocation};

/// Turns such tables.
pub(super) fn turned(blocks: Vec<Block>) -> Vec<Block> {
    let turn = |block| match block {
        Block::Grid(grid) => Block::Grid(turn(&grid).unwrap_or(grid)),
        paragraph @ Block::Paragraph(_) => paragraph,
    };
    blocks.into_iter().map(turn).collect()
}

fn turn(grid: &Grid) -> Option<Grid> {
    const FEWEST: usize = 3;
    const MOST: usize = 60;
    let is_title_of_all = |row: &&Row| row.cells.iter().skip(1).all(|cell| cell.merged == Merged::Left);
    let above = grid.rows.iter().take_while(is_title_of_all).count();
    let body = grid.rows.get(above..)?;
    let first = body.first()?;
    let width = first.cells.len();
    if !(FEWEST..=MOST).contains(&width)
        || !(FEWEST..=MOST).contains(&body.len())
        || header::find(grid).is_some()
    {
        return None;
    }
    let titles: Option<Vec<&Cell>> = body.iter().map(|row| row.cells.first()).collect();
    let roles: Vec<Option<ColumnRole>> = titles?
        .into_iter()
        .filter(|cell| cell.merged == Merged::No)
        .map(|cell| columns::role_of(&cell.text))
        .collect();
    let known: Vec<ColumnRole> = roles.iter().copied().flatten().collect();
    let is_of_tasks = known.iter().any(|role| role.is_text())
        && known.iter().any(|role| role.names_departments())
        && known.len() >= FEWEST
        && known.len() * 3 >= body.len() * 2;
    // a label beside its value, twice in a row, is a card; numbers or several tasks beside the titles are none
    let is_label = |cell: &Cell| columns::role_of(&cell.text).is_some();
    let others = || body.iter().flat_map(|row| row.cells.iter().skip(1));
    if !is_of_tasks || others().any(is_label) || !is_numbered(body, &roles) {
        return None;
    }
    let turned = |column: usize| {
        let cell = |row: &Row| {
            let cell = row.cells.get(column).cloned().unwrap_or_default();
            let merged = match cell.merged {
                Merged::No => Merged::No,
                Merged::Left => Merged::Above,
                Merged::Above => Merged::Left,
            };
            Cell { merged, ..cell }
        };
        // a person finds the task by its column
        let location = match first.location {
            SourceLocation::Row { table, .. } => SourceLocation::Column { table, column: column + 1 },
            other => other,
        };
        Row { cells: body.iter().map(cell).collect(), location }
    };
    let titles = grid.rows.iter().take(above);
    let titles = titles.map(|row| {
        let text = row.cells.first().map_or("", |cell| &cell.text);
        text_grid::wide(text, row.location, body.len())
    });
    let rows = titles.chain((0..width).map(turned)).collect();
    Some(Grid { name: grid.name.clone(), rows, printed: Some(vec![None; body.len()]) })
}

/// Whether a row has the numbers of the tasks, or without one each task has departments below it.
fn is_numbered(body: &[Row], roles: &[Option<ColumnRole>]) -> bool {
    let all = |wanted: fn(ColumnRole) -> bool, fits: fn(&str) -> bool| {
        let row = body.iter().zip(roles).find(|(_, role)| role.is_some_and(wanted)).map(|(row, _)| row);
        row.map(|row| row.cells.iter().skip(1).all(|cell| fits(fold::trim(&cell.text))))
    };
    all(|role| role == Number, |text| marker::pure_number(text).is_some())
        .or_else(|| all(ColumnRole::names_departments, departments::is_list))
        .unwrap_or(false)
}
