//! The header of a table: which row holds the column titles, and what its columns hold.

use super::{
    ColumnRole::{self, Content, Deadline, Departments, KeyTask, Lead, Number, Other, Pillar, Support},
    columns, deadline, departments, fold, marker,
};
use crate::import::source::{Grid, Merged, Row};

/// The header of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Header {
    /// The first of its rows.
    pub(super) row: usize,
    /// How many rows it has; none where a person named the columns of a table without titles.
    pub(super) rows: usize,
    /// What each column holds.
    pub(super) roles: Vec<Option<ColumnRole>>,
    /// The titles, folded: a row that repeats them is a header again.
    pub(super) titles: Vec<String>,
}

/// Finds the header among the first rows.
pub(super) fn find(grid: &Grid) -> Option<Header> {
    const DEEPEST: usize = 30;
    let rows = grid.rows.iter().enumerate().take(DEEPEST);
    let mut fallback = None;
    for (index, row) in rows {
        let roles: Vec<_> = row.cells.iter().map(|cell| columns::role_of(&cell.text)).collect();
        match strength(row, &roles) {
            2 => return Some(complete(grid, index, roles)),
            1 if fallback.is_none() => fallback = Some((index, roles)),
            _ => {}
        }
    }
    fallback.map(|(index, roles)| complete(grid, index, roles))
}

/// The columns of a table without titles, known by what they hold: numbers, departments, deadlines; the
/// longest text of the others is the content. None unless numbers and departments leave no doubt.
pub(super) fn guess(grid: &Grid) -> Option<Header> {
    let width = grid.rows.first()?.cells.len();
    let share = |column: usize, test: &dyn Fn(&str) -> bool| {
        let cells = grid.rows.iter().filter_map(|row| row.cells.get(column));
        let filled: Vec<&str> =
            cells.map(|cell| fold::trim(&cell.text)).filter(|text| !text.is_empty()).collect();
        !filled.is_empty() && filled.iter().filter(|text| test(text)).count() * 10 >= filled.len() * 8
    };
    let number = (0..width).find(|column| share(*column, &|text| marker::pure_number(text).is_some()))?;
    let named = (number + 1..width).rfind(|column| share(*column, &departments::is_list))?;
    let length = |column: &usize| {
        let cells = grid.rows.iter().filter_map(|row| row.cells.get(*column));
        cells.map(|cell| cell.text.chars().count()).sum::<usize>()
    };
    let content = (number + 1..named).max_by_key(length)?;
    let due = (named + 1..width).find(|column| share(*column, &deadline::is_phrase));
    let mut header = Header { row: 0, rows: 0, roles: vec![None; width], titles: Vec::new() };
    header.set(Some(number), Number);
    header.set(Some(content), Content);
    header.set(Some(named), Departments);
    header.set(due, Deadline);
    Some(header)
}

/// 2: titles of a task table with its departments; 1: without them; 0: no header.
fn strength(row: &Row, roles: &[Option<ColumnRole>]) -> usize {
    let own = || row.cells.iter().zip(roles).filter(|(cell, _)| cell.merged != Merged::Left);
    let filled = own().filter(|(cell, _)| !fold::trim(&cell.text).is_empty()).count();
    let known: Vec<ColumnRole> = own().filter_map(|(_, role)| *role).collect();
    if known.len() < 2 || known.len() * 2 < filled || row.cells.iter().any(|cell| cell.text.contains('。')) {
        return 0;
    }
    let text = known.iter().any(|role| role.is_text());
    let departments = known.iter().any(|role| role.names_departments());
    match (text, departments) {
        (true, true) => 2,
        (true, false) if known.iter().any(|role| matches!(role, Number | Deadline)) => 1,
        _ => 0,
    }
}

/// Takes the second row of a header with it.
fn complete(grid: &Grid, row: usize, mut roles: Vec<Option<ColumnRole>>) -> Header {
    let titles = |row: &Row| row.cells.iter().map(|cell| fold::key(&cell.text)).collect::<Vec<_>>();
    let mut header = Header {
        row,
        rows: 1,
        roles: Vec::new(),
        titles: grid.rows.get(row).map(titles).unwrap_or_default(),
    };
    if let Some(second) = grid.rows.get(row + 1) {
        let own: Vec<_> = second
            .cells
            .iter()
            .enumerate()
            .filter(|(index, cell)| {
                cell.merged == Merged::No
                    && !fold::trim(&cell.text).is_empty()
                    && header.titles.get(*index) != Some(&fold::key(&cell.text))
            })
            .map(|(index, cell)| (index, columns::role_of(&cell.text)))
            .collect();
        let partial = own.len() < second.cells.len();
        if !own.is_empty()
            && partial
            && own.iter().all(|(_, role)| role.is_some())
            && second.cells.iter().all(|cell| cell.text.chars().count() <= 16)
        {
            for (index, role) in own {
                if let Some(slot) = roles.get_mut(index) {
                    *slot = role;
                }
            }
            header.rows = 2;
        }
    }
    header.roles = roles;
    header
}

impl Header {
    /// Decides what titles alone leave open, with the body at hand.
    pub(super) fn decide(&mut self, body: &[&Row]) {
        let shares = |column: usize, test: fn(&str) -> bool| {
            let cells = body
                .iter()
                .filter_map(|row| row.cells.get(column))
                .filter(|cell| cell.merged != Merged::Left);
            let filled: Vec<_> = cells.filter(|cell| !fold::trim(&cell.text).is_empty()).collect();
            let right = filled.iter().filter(|cell| test(&cell.text)).count();
            right > 0 && right * 10 >= filled.len() * 7
        };
        let number = |text: &str| marker::pure_number(text).is_some();
        // a title over two columns may cover the numbers too (具体要求); a number may have no title
        if !self.roles.contains(&Some(Number)) {
            let found = (0..self.roles.len()).find(|column| {
                matches!(self.roles.get(*column), Some(None | Some(Content | KeyTask)))
                    && shares(*column, number)
            });
            self.set(found, Number);
        }
        if self.roles.contains(&Some(Lead)) {
            self.replace(Departments, Support);
        }
        self.group_without_known_title(body);
        self.one_number_and_deadline();
        let contents = self.columns(Content);
        let own = |column: usize| {
            body.iter()
                .filter_map(|row| row.cells.get(column))
                .filter(|cell| cell.merged == Merged::No && !fold::trim(&cell.text).is_empty())
                .count()
        };
        match contents.as_slice() {
            [] => {
                let last = self.columns(KeyTask).pop().or_else(|| self.columns(Pillar).pop());
                self.set(last, Content);
            }
            [first, rest @ ..]
                if !self.roles.contains(&Some(KeyTask))
                    && rest.iter().any(|column| own(*first) * 4 < own(*column) * 3) =>
            {
                self.set(Some(*first), KeyTask);
            }
            _ => {}
        }
        // two inner groups: the left one is the outer
        let groups = self.columns(KeyTask);
        if let ([first, _, ..], false) = (groups.as_slice(), self.roles.contains(&Some(Pillar))) {
            self.set(Some(*first), Pillar);
        }
    }

    /// A column of short words in front of the content groups the tasks, whatever its title is.
    fn group_without_known_title(&mut self, body: &[&Row]) {
        const LONGEST: usize = 24;
        let Some(content) = self.columns(Content).first().copied() else { return };
        if self.roles.contains(&Some(KeyTask)) || self.roles.contains(&Some(Pillar)) {
            return;
        }
        let is_group = |column: &usize| {
            let cells = body.iter().filter_map(|row| row.cells.get(*column));
            let cells = cells.filter(|cell| cell.merged != Merged::Left).map(|cell| fold::trim(&cell.text));
            let (short, long): (Vec<_>, Vec<_>) = cells.filter(|text| !text.is_empty()).partition(|text| {
                text.chars().count() <= LONGEST
                    && !text.contains('。')
                    && marker::pure_number(text).is_none()
                    && !departments::is_list(text)
            });
            self.titles.get(*column).is_some_and(|title| !title.is_empty()) && short.len() > long.len() * 4
        };
        let open = |column: &usize| match self.roles.get(*column).copied().flatten() {
            None => true,
            // 反馈问题 in front of the measures against it
            Some(Other) => self.titles.get(*column).is_some_and(|title| title.ends_with("问题")),
            Some(_) => false,
        };
        let found = (0..content).find(|column| open(column) && is_group(column));
        self.set(found, KeyTask);
    }

    fn one_number_and_deadline(&mut self) {
        for role in [Number, Deadline] {
            for column in self.columns(role).into_iter().skip(1) {
                self.set(Some(column), Other);
            }
        }
    }

    /// Says what a column holds, if it was found.
    fn set(&mut self, column: Option<usize>, role: ColumnRole) {
        if let Some(slot) = column.and_then(|column| self.roles.get_mut(column)) {
            *slot = Some(role);
        }
    }

    fn replace(&mut self, from: ColumnRole, to: ColumnRole) {
        self.roles.iter_mut().filter(|role| **role == Some(from)).for_each(|role| *role = Some(to));
    }

    /// The columns that hold `role`.
    pub(super) fn columns(&self, role: ColumnRole) -> Vec<usize> {
        self.roles
            .iter()
            .enumerate()
            .filter(|(_, known)| **known == Some(role))
            .map(|(column, _)| column)
            .collect()
    }

    /// The columns that name departments.
    pub(super) fn department_columns(&self) -> Vec<usize> {
        let names = |role: &Option<ColumnRole>| role.is_some_and(ColumnRole::names_departments);
        self.roles.iter().enumerate().filter(|(_, role)| names(role)).map(|(column, _)| column).collect()
    }

    /// Whether a row repeats the titles.
    pub(super) fn repeats(&self, row: &Row) -> bool {
        /// Bytes of a title, blanks in it counted.
        const LONGEST: usize = 120;
        let filled = row.cells.iter().filter(|cell| !fold::trim(&cell.text).is_empty()).count();
        let same = row
            .cells
            .iter()
            .zip(&self.titles)
            .filter(|(cell, title)| {
                !title.is_empty() && cell.text.len() <= LONGEST && fold::key(&cell.text) == **title
            })
            .count();
        same >= 2 && same * 3 >= filled * 2
    }

    /// Two columns of one title, where the title alone can't say which to read.
    pub(super) fn ambiguous(&self, grid: &Grid) -> Option<String> {
        let row = grid.rows.get(self.row)?;
        for (index, (cell, title)) in row.cells.iter().zip(&self.titles).enumerate() {
            let asked = self.roles.get(index).copied().flatten();
            let alike = self.titles.iter().take(index).any(|other| other == title);
            if cell.merged == Merged::No
                && alike
                && matches!(asked, Some(Content | Departments | Lead | Support | Number | Deadline))
            {
                return Some(fold::one_line(&cell.text));
            }
        }
        None
    }
}
