//! Which rows hold titles, by their structure: short cells without a stop above the first number, cells below
//! one that spans them. The words need not be known.

use super::{
    super::{
        ColumnRole::{self, Deadline, Number},
        columns, deadline, departments, fold, marker,
    },
    Header, beside,
};
use crate::import::source::{Cell, Grid, Merged, Row};

/// Signs that a title has at most.
const LONGEST: usize = 16;

/// Whether a cell of a further row of titles is a title of its own, not the one above it once more.
pub(super) fn is_own(header: &Header, index: usize, cell: &Cell) -> bool {
    cell.merged == Merged::No
        && !fold::trim(&cell.text).is_empty()
        && header.titles.get(index) != Some(&fold::key(&cell.text))
}

/// Whether a text can be a title.
fn is_title(text: &str) -> bool {
    is_short(text) && !deadline::is_phrase(text)
}

/// Whether a text is as short as a title: 第一季度 may be one, beside others that are.
pub(super) fn is_short(text: &str) -> bool {
    let count = fold::trim(text).chars().count();
    count <= LONGEST && !text.contains(['。', '；', '、']) && marker::pure_number(text).is_none()
}

/// Whether `next` is a further row of titles below `header`: its own cells are short, stand in some of the columns,
/// and below a title that spans them or is left blank.
pub(super) fn goes_on(header: &Header, roles: &[Option<ColumnRole>], next: &Row) -> bool {
    const MOST: usize = 3;
    let own: Vec<(usize, &Cell)> =
        next.cells.iter().enumerate().filter(|(index, cell)| is_own(header, *index, cell)).collect();
    let is_part = !own.is_empty() && own.len() < next.cells.len();
    // a cell that is merged with a title makes the whole row one of titles: 上半年 below 进度安排 is one, then
    let is_merged = next.cells.iter().zip(&header.titles).any(|(cell, title)| {
        cell.merged == Merged::Above && !title.is_empty() && fold::key(&cell.text) == *title
    });
    let can_be = |text: &str| if is_merged { is_short(text) } else { is_title(text) };
    let is_short = next.cells.iter().all(|cell| cell.merged != Merged::No || can_be(&cell.text));
    if header.rows >= MOST || !is_part || !is_short {
        return false;
    }
    let known = |index: usize, cell: &Cell| {
        columns::role_of(&cell.text).is_some() && !roles.get(index).is_some_and(|role| *role == Some(Number))
    };
    if own.iter().all(|(index, cell)| known(*index, cell)) {
        return true;
    }
    // the title above spans this column: it stands in its neighbour too, or is blank behind it
    let title = |index: usize| header.titles.get(index).map_or("", String::as_str);
    let spanned = |index: usize| {
        let above = title(index);
        above.is_empty()
            || [index.wrapping_sub(1), index + 1].iter().any(|near| {
                title(*near) == above
                    || index + 1 == *near && *near < header.titles.len() && title(*near).is_empty()
            })
    };
    own.iter().all(|(index, _)| spanned(*index))
}

/// Whether each cell of a row can be a title, and none is a number.
pub(super) fn are_titles(row: &Row) -> bool {
    const FEWEST: usize = 3;
    let is_filled = |cell: &&Cell| !fold::trim(&cell.text).is_empty();
    row.cells.iter().filter(is_filled).all(|cell| is_title(&cell.text))
        && row.cells.iter().filter(is_filled).count() >= FEWEST
}

/// The tables of a grid: one below the other, each with titles of its own; what stands side by side counts as that.
pub(in crate::import::grammar) fn apart(grid: Grid) -> Vec<Grid> {
    let mut grid = beside::below_each_other(grid);
    let mut parts = Vec::new();
    while let Some(at) = second(&grid) {
        let rows = grid.rows.split_off(at);
        let below = Grid {
            rows,
            ..Grid { name: grid.name.clone(), printed: grid.printed.clone(), rows: Vec::new() }
        };
        parts.push(std::mem::replace(&mut grid, below));
    }
    parts.push(grid);
    parts
}

/// Where the second table of a grid begins: at titles that are not those of the first again, or at its own title above
/// them.
fn second(grid: &Grid) -> Option<usize> {
    let header = super::find(grid)?;
    let first = header.row + header.rows;
    let begins = |row: &Row| {
        are_titles(row) && !header.repeats(row) && {
            let roles: Vec<_> = row.cells.iter().map(|cell| columns::role_of(&cell.text)).collect();
            super::strength(row, &roles) == 2
        }
    };
    let titles =
        (first + 1..grid.rows.len().saturating_sub(1)).find(|at| grid.rows.get(*at).is_some_and(begins))?;
    let is_alone = |row: &&Row| {
        let own = row.cells.iter().filter(|cell| cell.merged != Merged::Left);
        own.filter(|cell| !fold::trim(&cell.text).is_empty()).count() < 2
    };
    let above = grid.rows.get(first + 1..titles)?.iter().rev().take_while(is_alone).count();
    Some(titles - above)
}

/// The rows of titles above a body whose columns a person named: the first and how many.
pub(in crate::import::grammar) fn titles_above(grid: &Grid, roles: &[Option<ColumnRole>]) -> (usize, usize) {
    let number = roles.iter().position(|role| *role == Some(Number));
    let known: Vec<usize> = (0..roles.len())
        .filter(|column| {
            roles
                .get(*column)
                .copied()
                .flatten()
                .is_some_and(|role| role.names_departments() || role == Deadline)
        })
        .collect();
    let is_body = |row: &&Row| {
        let text = |column: usize| row.cells.get(column).map_or("", |cell| fold::trim(&cell.text));
        match number {
            Some(number) => marker::pure_number(text(number)).is_some(),
            None => known.iter().any(|column| {
                let text = text(*column);
                columns::role_of(text).is_none() && (departments::is_list(text) || deadline::is_phrase(text))
            }),
        }
    };
    let first = grid.rows.iter().position(|row| is_body(&row)).unwrap_or(0);
    title_rows(grid, first)
}

/// The rows of titles right above the row `first`: the first of them and how many.
pub(super) fn title_rows(grid: &Grid, first: usize) -> (usize, usize) {
    let is_titles = |row: &&Row| {
        let own: Vec<&Cell> = row
            .cells
            .iter()
            .filter(|cell| cell.merged == Merged::No && !fold::trim(&cell.text).is_empty())
            .collect();
        // 制表单位：… beside 制表日期：… tells of the table, not of its columns
        own.len() >= 2 && own.iter().all(|cell| is_title(&cell.text) && !cell.text.contains(['：', ':']))
    };
    let rows = grid.rows.iter().take(first).rev().take_while(is_titles).count();
    (first - rows, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{grammar::text_grid, source::SourceLocation};

    fn row(line: &str) -> Row {
        let cells: Vec<String> = line.split('|').map(str::to_owned).collect();
        let width = cells.len();
        text_grid::row(cells, SourceLocation::Unknown, width)
    }

    #[test]
    fn a_title_is_short_and_no_deadline_number_or_sentence() {
        for title in ["重点任务", "责任单位", "备 注", "牵头单位及责任人"] {
            assert!(is_title(title), "{title}");
        }
        for text in [
            "2025年6月底前",
            "长期坚持",
            "12",
            "（3）",
            "建设平台。",
            "市教委、市科委",
            "建设覆盖全市所有学校的统一资源平台",
        ] {
            assert!(!is_title(text), "{text}");
        }
        assert!(is_short("第一季度"), "beside others that are titles");
    }

    #[test]
    fn a_row_of_titles_has_nothing_that_is_none() {
        assert!(are_titles(&row("序号|任务内容||责任单位")));
        assert!(!are_titles(&row("序号|任务内容|2025年6月底前|责任单位")));
        assert!(!are_titles(&row("序号|任务内容||")), "too few");
        let grid = Grid::new(None, vec![row("序号|任务|时限"), row("一|长期坚持|2025年6月")]);
        assert_eq!(title_rows(&grid, 2), (2, 0), "deadlines stand in no row of titles");
        assert_eq!(title_rows(&grid, 1), (0, 1));
    }
}
