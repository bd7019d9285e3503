//! A table whose titles say nothing, known by its body: numbers, departments, deadlines; the longest text of the others
//! is the content.

use std::ops::Range;

use super::{
    super::{
        ColumnRole::{Content, Deadline, Departments, Number},
        columns, deadline, departments, fold, marker, names,
    },
    Header, rows,
};
use crate::import::source::{Grid, Merged, Row};

/// What the rows below the titles say about a column.
struct Bodies<'a> {
    /// The first row of them.
    start: usize,
    titles: Option<&'a Row>,
    rows: &'a [Row],
    width: usize,
}

impl<'a> Bodies<'a> {
    /// The body of a grid begins at its first number, or below a row of titles.
    fn of(grid: &'a Grid) -> Option<Self> {
        /// Columns that the number may stand in.
        const FIRST: usize = 3;
        let is_numbered = |row: &Row| {
            row.cells.iter().take(FIRST).any(|cell| marker::pure_number(fold::trim(&cell.text)).is_some())
        };
        let is_row = |row: &Row| {
            let own = row.cells.iter().filter(|cell| cell.merged != Merged::Left);
            own.filter(|cell| !fold::trim(&cell.text).is_empty()).count() > 1
        };
        let first = grid.rows.iter().position(is_row)?;
        let below_titles = || first + usize::from(grid.rows.get(first).is_some_and(rows::are_titles));
        let start = grid.rows.iter().position(is_numbered).unwrap_or_else(below_titles);
        Some(Self {
            start,
            titles: start.checked_sub(1).and_then(|above| grid.rows.get(above)),
            rows: grid.rows.get(start..)?,
            width: grid.rows.first()?.cells.len(),
        })
    }

    /// The cells of a column with something in them, but for those that are part of the one above.
    fn cells(&self, column: usize) -> impl Iterator<Item = &'a str> {
        let cells = self.rows.iter().filter_map(move |row| row.cells.get(column));
        cells.map(|cell| fold::trim(&cell.text)).filter(|text| !text.is_empty())
    }

    /// Whether most cells of a column pass a test.
    fn share(&self, column: usize, test: &dyn Fn(&str) -> bool) -> bool {
        const FEWEST: usize = 2;
        let (mut right, mut filled) = (0, 0);
        for text in self.cells(column) {
            filled += 1;
            right += usize::from(test(text));
        }
        right >= FEWEST && right * 10 >= filled * 6
    }

    /// Whether the title of a column says that it is none of a task.
    fn is_other(&self, column: usize) -> bool {
        let title = self.titles.and_then(|row| row.cells.get(column));
        title.is_some_and(|cell| columns::is_other(&cell.text))
    }

    /// Whether a column holds words.
    fn is_worded(&self, column: usize) -> bool {
        const SHORTEST: usize = 4;
        !self.is_other(column)
            && self.share(column, &|text| {
                text.chars().any(|sign| sign > '\u{3000}') && text.chars().count() >= SHORTEST
            })
    }

    /// All signs of a column.
    fn length(&self, column: usize) -> usize {
        self.cells(column).map(|text| text.chars().count()).sum()
    }
}

/// The columns of a table without known titles. None unless the departments leave no doubt, and, where nothing is
/// numbered, the words that say what to do or the deadlines.
pub(in crate::import::grammar) fn guess(grid: &Grid) -> Option<Header> {
    let bodies = Bodies::of(grid)?;
    let all = 0..bodies.width;
    let number =
        all.clone().find(|column| bodies.share(*column, &|text| marker::pure_number(text).is_some()));
    let first = number.map_or(0, |number| number + 1);
    let is_list = |column: &usize| !bodies.is_other(*column) && bodies.share(*column, &departments::is_list);
    let is_sure = |column: &usize| bodies.share(*column, &names::is_surely_department);
    let mut named: Vec<usize> = all.clone().filter(|column| is_list(column) && is_sure(column)).collect();
    if named.is_empty() {
        named.extend((first..bodies.width).rfind(|column| number.is_some() && is_list(column)));
    }
    let (first_named, last_named) = (*named.first()?, *named.last()?);
    let due =
        all.clone().find(|column| !named.contains(column) && bodies.share(*column, &deadline::is_phrase));
    let is_free = |column: &usize| !named.contains(column) && Some(*column) != due && Some(*column) != number;
    let worded: Vec<usize> = all.filter(|column| is_free(column) && bodies.is_worded(*column)).collect();
    let longest = |range: Range<usize>| {
        let within = worded.iter().copied().filter(|column| range.contains(column));
        within.max_by_key(|column| bodies.length(*column))
    };
    let says_what_to_do = |column: &usize| bodies.share(*column, &names::begins_task);
    // the text stands in front of who does it; behind it, words of any kind may stand
    let before = longest(first..last_named)
        .filter(|column| number.is_some() || due.is_some() || says_what_to_do(column));
    let content = before.or_else(|| longest(first_named..bodies.width).filter(says_what_to_do))?;
    let mut header = Header { printed: grid.printed.clone(), ..Header::without_titles(bodies.width) };
    header.set(number, Number);
    header.set(Some(content), Content);
    named.iter().for_each(|column| header.set(Some(*column), Departments));
    header.set(due, Deadline);
    (header.row, header.rows) = rows::title_rows(grid, bodies.start);
    if header.rows > 0 {
        header.take_titles(grid.rows.get(header.row));
        let roles: Vec<_> = header.names.iter().map(|name| columns::role_of(name)).collect();
        for (column, role) in roles.into_iter().enumerate() {
            let is_open = header.roles.get(column) == Some(&None);
            // 牵头 above one of several columns with departments says more than their cells
            let says_more = named.contains(&column) && role.is_some_and(|role| role.names_departments());
            if is_open || says_more {
                header.set(role.and(Some(column)), role.unwrap_or(Content));
            }
        }
    }
    let guessed = [number, Some(content), due].into_iter().flatten().chain(named);
    let is_said = |column: &usize| {
        let role = header.roles.get(*column).copied().flatten();
        role.is_some() && header.names.get(*column).and_then(|name| columns::role_of(name)) == role
    };
    header.guessed = guessed.filter(|column| !is_said(column)).collect();
    Some(header)
}
