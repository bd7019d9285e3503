//! Two tables side by side, to save paper: one below the other again.

use super::{super::columns, find};
use crate::import::{
    grammar::{ColumnRole, fold, marker},
    source::{Cell, Grid, Merged, Row},
};

/// A grid whose titles stand in it twice or more becomes one of a single set of titles.
pub(super) fn below_each_other(grid: Grid) -> Grid {
    let Some((at, parts)) = parts(&grid) else { return grid };
    let width = parts.first().map_or(0, |part| part.len());
    let cut = |row: &Row, part: &std::ops::Range<usize>| {
        let mut cells: Vec<Cell> = row.cells.get(part.clone()).unwrap_or_default().to_vec();
        cells.resize_with(width, || Cell { text: String::new(), merged: Merged::No });
        Row { cells, location: row.location }
    };
    let is_filled = |row: &Row| {
        row.cells.iter().any(|cell| cell.merged != Merged::Left && !fold::trim(&cell.text).is_empty())
    };
    let (above, body) = grid.rows.split_at((at + 1).min(grid.rows.len()));
    let Some(first) = parts.first() else { return grid };
    let mut rows: Vec<Row> = above.iter().map(|row| cut(row, first)).collect();
    let number = |row: &Row, part: &std::ops::Range<usize>| {
        let cell = row.cells.get(part.start)?;
        marker::pure_number(fold::trim(&cell.text))
    };
    // 1 beside 2, or 1 to 9 beside 10 to 18
    let is_across = body.first().is_some_and(|row| {
        let numbers: Option<Vec<u32>> = parts.iter().map(|part| number(row, part)).collect();
        numbers.is_some_and(|numbers| numbers.is_sorted_by(|one, next| one.checked_add(1) == Some(*next)))
    }) && body.len() > 1;
    let mut push = |row: &Row, part: &std::ops::Range<usize>| {
        let row = cut(row, part);
        if part.start == first.start || is_filled(&row) {
            rows.push(row);
        }
    };
    if is_across {
        body.iter().for_each(|row| parts.iter().for_each(|part| push(row, part)));
    } else {
        parts.iter().for_each(|part| body.iter().for_each(|row| push(row, part)));
    }
    let printed = |column: usize| match &grid.printed {
        Some(printed) => printed.get(column).copied().flatten(),
        None => Some(column + 1),
    };
    Grid { printed: Some(first.clone().map(printed).collect()), name: grid.name.clone(), rows }
}

/// The row of titles, and the columns of each table of several side by side.
fn parts(grid: &Grid) -> Option<(usize, Vec<std::ops::Range<usize>>)> {
    const FEWEST: usize = 3;
    let header = find(grid)?;
    let row = grid.rows.get(header.row).filter(|_| header.rows == 1)?;
    let titles: Vec<(usize, String)> = row
        .cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| cell.merged == Merged::No && !fold::trim(&cell.text).is_empty())
        .map(|(column, cell)| (column, fold::key(&cell.text)))
        .collect();
    let (_, first) = titles.first()?;
    let count = titles.iter().filter(|(_, title)| title == first).count();
    let length = titles.len().checked_div(count).filter(|_| count > 1)?;
    let is_whole = length >= FEWEST && length * count == titles.len();
    let sets: Vec<&[(usize, String)]> = titles.chunks(length).collect();
    let one = sets.first()?;
    let same = |set: &&[(usize, String)]| {
        let start = |set: &[(usize, String)]| set.first().map_or(0, |(column, _)| *column);
        set.iter().zip(*one).all(|((column, title), (other, known))| {
            title == known && column - start(set) == other - start(one)
        })
    };
    let names = |(_, title): &(usize, String)| columns::role_of(title);
    let is_complete = one.iter().filter_map(names).any(ColumnRole::names_departments);
    if !is_whole || !is_complete || !sets.iter().all(same) {
        return None;
    }
    let ends = |set: &&[(usize, String)]| Some(set.first()?.0..set.last()?.0 + 1);
    Some((header.row, sets.iter().map(ends).collect::<Option<Vec<_>>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{grammar::text_grid, source::SourceLocation};

    fn contents(lines: &[&str]) -> Vec<String> {
        let row = |line: &&str| {
            let cells = line.split('|').map(str::to_owned).collect();
            text_grid::row(cells, SourceLocation::Unknown, 6)
        };
        let grid = below_each_other(Grid::new(None, lines.iter().map(row).collect()));
        let text = |row: &Row| row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("|");
        grid.rows.iter().skip(1).map(text).collect()
    }

    #[test]
    fn tables_side_by_side_are_read_in_the_order_of_their_numbers() {
        let titles = "序号|任务|责任单位|序号|任务|责任单位";
        let down = [titles, "1|修订章程|法务部|3|上线系统|信息部", "2|编制规划|战略部||| "];
        assert_eq!(contents(&down), ["1|修订章程|法务部", "2|编制规划|战略部", "3|上线系统|信息部"]);
        let across = [titles, "1|修订章程|法务部|2|上线系统|信息部", "3|编制规划|战略部|4|开展检查|安环部"];
        let read = contents(&across);
        assert_eq!(read.iter().filter_map(|row| row.chars().next()).collect::<String>(), "1234", "{read:?}");
        let one = ["序号|任务|责任单位|序号|任务内容|配合单位", "1|修订章程|法务部|2|上线系统|信息部"];
        assert_eq!(contents(&one), ["1|修订章程|法务部|2|上线系统|信息部"], "other titles are another table");
    }
}
