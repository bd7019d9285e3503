//! A deadline that is ticked: below 完成时间 a column for each quarter, and a tick in one of them or more. The titles of the
//! ticked columns are written where other tables have the phrase.

use super::{ColumnRole, columns, deadline, fold, legend};
use crate::import::source::{Block, Cell, Grid, Merged, Row};

/// Writes out the deadlines of the tables that have them ticked.
pub(super) fn spelled_out(blocks: Vec<Block>) -> Vec<Block> {
    let spell = |block| match block {
        Block::Grid(grid) => Block::Grid(match columns_of(&grid) {
            Some(ticked) => rewritten(grid, &ticked),
            None => grid,
        }),
        paragraph @ Block::Paragraph(_) => paragraph,
    };
    blocks.into_iter().map(spell).collect()
}

/// The columns of a table that stand for a deadline each.
struct Ticked {
    /// The row of their titles.
    titles: usize,
    first: usize,
    /// The column behind the last.
    end: usize,
}

/// The columns below a title for deadlines that have one each for a title, and nothing but one kind of tick in them.
fn columns_of(grid: &Grid) -> Option<Ticked> {
    const DEEPEST: usize = 6;
    const FEWEST: usize = 2;
    (1..grid.rows.len().min(DEEPEST)).find_map(|titles| {
        let (above, row) = (grid.rows.get(titles - 1)?, grid.rows.get(titles)?);
        let is_one = |column: usize| {
            let is_due = above
                .cells
                .get(column)
                .is_some_and(|cell| columns::role_of(&cell.text) == Some(ColumnRole::Deadline));
            let cell = row.cells.get(column).filter(|cell| is_due && cell.merged == Merged::No);
            cell.is_some_and(|cell| deadline::is_phrase(&cell.text))
        };
        let first = (0..row.cells.len()).find(|column| is_one(*column))?;
        let end = (first..row.cells.len()).find(|column| !is_one(*column)).unwrap_or(row.cells.len());
        let body = grid.rows.get(titles + 1..)?.iter().filter(|row| !is_wide(row, first));
        let cells = body.flat_map(|row| row.cells.get(first..end).unwrap_or_default());
        let mut marks: Vec<String> = cells.map(|cell| fold::key(&cell.text)).collect();
        marks.retain(|mark| !mark.is_empty());
        // two kinds of marks are a question: begun and done, perhaps
        let is_tick = |mark: &String| mark.chars().count() == 1 && mark.chars().all(is_tick);
        let are_ticks =
            marks.first().is_some_and(is_tick) && marks.iter().all(|mark| Some(mark) == marks.first());
        (end - first >= FEWEST && are_ticks).then_some(Ticked { titles, first, end })
    })
}

fn is_tick(sign: char) -> bool {
    legend::is_mark(sign) || matches!(sign, '√' | '✓' | '✔' | '☑' | '是')
}

/// Whether a text of the row reaches into the column from the left: a heading.
fn is_wide(row: &Row, first: usize) -> bool {
    row.cells.get(first).is_some_and(|cell| cell.merged == Merged::Left)
}

/// The table with one cell over these columns: their common title, and the titles of those that are ticked.
fn rewritten(mut grid: Grid, ticked: &Ticked) -> Grid {
    let Ticked { titles, first, end } = *ticked;
    let names: Vec<String> = grid.rows.get(titles).map_or_else(Vec::new, |row| {
        row.cells.get(first..end).unwrap_or_default().iter().map(|cell| fold::one_line(&cell.text)).collect()
    });
    let title = titles.checked_sub(1).and_then(|above| grid.rows.get(above)?.cells.get(first).cloned());
    let title = title.map_or_else(String::new, |cell| cell.text);
    for (index, row) in grid.rows.iter_mut().enumerate().skip(titles) {
        if index > titles && is_wide(row, first) {
            continue;
        }
        let cells = row.cells.get_mut(first..end).unwrap_or_default();
        let is_ticked = |cell: &Cell| !fold::trim(&cell.text).is_empty();
        let all = cells.iter().zip(&names).filter(|(cell, _)| is_ticked(cell)).map(|(_, name)| name.as_str());
        let all: Vec<&str> = all.collect();
        let (text, merged) =
            if index == titles { (title.clone(), Merged::Above) } else { (all.join("、"), Merged::No) };
        for (place, cell) in cells.iter_mut().enumerate() {
            let merged = if place == 0 { merged } else { Merged::Left };
            *cell = Cell { text: text.clone(), merged };
        }
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{grammar::text_grid, source::SourceLocation};

    fn grid(lines: &[&str]) -> Grid {
        let row = |line: &&str| {
            let cells: Vec<String> = line.split('|').map(str::to_owned).collect();
            let width = cells.len();
            text_grid::row(cells, SourceLocation::Unknown, width)
        };
        Grid::new(None, lines.iter().map(row).collect())
    }

    /// The cells of the first of the columns below their titles.
    fn dues(body: &[&str]) -> Vec<String> {
        let titles =
            ["序号|任务|责任单位|完成时间|完成时间|完成时间", "序号|任务|责任单位|一季度|上半年|四季度"];
        let all = grid(&[&titles[..], body].concat());
        let Some(Block::Grid(grid)) = spelled_out(vec![Block::Grid(all)]).pop() else { return Vec::new() };
        grid.rows.iter().skip(2).map(|row| row.cells[3].text.clone()).collect()
    }

    #[test]
    fn the_titles_of_the_ticked_columns_are_the_deadline() {
        let body = ["1|建立平台|市教委||√|", "2|开展试点|市科委|√|√|√", "3|组织培训|市科委|||"];
        assert_eq!(dues(&body), ["上半年", "一季度、上半年、四季度", ""]);
    }

    #[test]
    fn words_and_different_marks_stay_where_they_are() {
        assert_eq!(dues(&["1|建立平台|市教委|√|完成招标|"]), ["√"]);
        assert_eq!(dues(&["1|建立平台|市教委|○||●"]), ["○"]);
        assert_eq!(dues(&["1|建立平台|市教委|||"]), [""]);
    }
}
