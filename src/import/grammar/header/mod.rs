//! The header of a table: which row holds the column titles, and what its columns hold.

mod beside;
mod body;
mod goals;
mod groups;
mod guess;
mod rows;
mod vote;

pub(super) use guess::guess;
pub(super) use rows::{apart, titles_above};
pub(super) use vote::proposal;

use super::{
    ColumnRole::{self, Content, Deadline, Departments, Lead, Number, Other, Remark, Support},
    KeepColumns, columns, departments, fold, marker, names,
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
    /// The titles of all rows of the header, as printed.
    pub(super) names: Vec<String>,
    /// Columns that were known by what they hold.
    pub(super) guessed: Vec<usize>,
    /// Where the columns stand in the document, if the table was made of another one.
    pub(super) printed: Option<Vec<Option<usize>>>,
    /// Columns that are kept under these titles, whatever they hold.
    pub(super) kept: Vec<(usize, String)>,
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

/// The header of a table whose titles say who and when, and none of what: 创建指标, 任务清单. The body shows which column
/// holds the text.
pub(super) fn without_text(grid: &Grid) -> Option<Header> {
    const DEEPEST: usize = 30;
    let roles = |row: &Row| row.cells.iter().map(|cell| columns::role_of(&cell.text)).collect::<Vec<_>>();
    let says_who_and_when = |row: &Row| {
        let known: Vec<ColumnRole> = roles(row).into_iter().flatten().collect();
        rows::are_titles(row)
            && known.contains(&Deadline)
            && known.iter().any(|role| role.names_departments())
    };
    let index = grid.rows.iter().take(DEEPEST).position(says_who_and_when)?;
    Some(complete(grid, index, roles(grid.rows.get(index)?)))
}

/// 2: titles of a task table with its departments; 1: without them; 0: no header.
fn strength(row: &Row, roles: &[Option<ColumnRole>]) -> usize {
    let own = || row.cells.iter().zip(roles).filter(|(cell, _)| cell.merged != Merged::Left);
    let filled = own().filter(|(cell, _)| !fold::trim(&cell.text).is_empty()).count();
    let known: Vec<ColumnRole> = own().filter_map(|(_, role)| *role).collect();
    // 第一季度, 第二季度 …: columns that mean nothing here outnumber the others, and their titles are titles
    let outnumbered = known.len() * 2 < filled && !own().all(|(cell, _)| rows::is_short(&cell.text));
    if known.len() < 2 || outnumbered || row.cells.iter().any(|cell| cell.text.contains('。')) {
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

/// Takes the further rows of a header with it, also those above that it is merged with (领域 beside 单位分工 above 负责单位).
fn complete(grid: &Grid, last: usize, mut roles: Vec<Option<ColumnRole>>) -> Header {
    let goes_on_above = |row: &&Row| row.cells.iter().any(|cell| cell.merged == Merged::Above);
    let above = grid.rows.iter().take(last + 1).rev().take_while(goes_on_above).count();
    // the part of a table may begin inside a merged cell
    let row = last.saturating_sub(above);
    let mut header = Header { printed: grid.printed.clone(), ..Header::without_titles(roles.len()) };
    header.row = row;
    header.take_titles(grid.rows.get(last));
    header.rows = last - row + 1;
    while let Some(next) =
        grid.rows.get(row + header.rows).filter(|next| rows::goes_on(&header, &roles, next))
    {
        for (index, cell) in next.cells.iter().enumerate() {
            if !rows::is_own(&header, index, cell) {
                continue;
            }
            if let Some(slot) = roles.get_mut(index) {
                *slot = columns::below(header.titles.get(index).map_or("", String::as_str), &cell.text);
            }
            if let Some(name) = header.names.get_mut(index) {
                name.push_str(&fold::one_line(&cell.text));
            }
        }
        header.rows += 1;
    }
    header.roles = roles;
    header
}

impl Header {
    /// A header of so many columns that no row states.
    pub(super) fn without_titles(width: usize) -> Self {
        Self {
            row: 0,
            rows: 0,
            roles: vec![None; width],
            titles: vec![String::new(); width],
            names: vec![String::new(); width],
            guessed: Vec::new(),
            printed: None,
            kept: Vec::new(),
        }
    }

    /// Keeps those columns with something in them that would not be taken over otherwise.
    pub(super) fn keep(&mut self, keep: &KeepColumns, body: &[&Row]) {
        for column in 0..self.roles.len() {
            let is_left = matches!(self.roles.get(column), Some(None | Some(Other | Remark)));
            let title = self.title_of(column);
            if is_left && keep.holds(&title) && self.is_filled(column, body) {
                let twins = self.names.iter().take(column).filter(|name| **name == title).count();
                let title = if twins > 0 { format!("{title}（{}）", twins + 1) } else { title };
                self.kept.push((column, title));
            }
        }
    }

    /// What a column is called: its title, or its number where it has none.
    pub(super) fn title_of(&self, column: usize) -> String {
        match self.names.get(column).filter(|name| !name.is_empty()) {
            Some(name) => name.clone(),
            None => format!("第{}栏", self.printed(column).unwrap_or(column + 1)),
        }
    }

    /// The number of a column as people count it, from 1; none for one that the document does not have.
    pub(super) fn printed(&self, column: usize) -> Option<usize> {
        match &self.printed {
            Some(printed) => printed.get(column).copied().flatten(),
            None => Some(column + 1),
        }
    }

    /// The column that people count as `number`, from 1.
    fn place(&self, number: usize) -> Option<usize> {
        (0..self.roles.len()).find(|column| self.printed(*column) == Some(number))
    }

    /// Says that a column holds `role`, by the number that people count; none where there is no such column.
    pub(super) fn describe(&mut self, number: usize, role: Option<ColumnRole>) -> Option<()> {
        let place = self.place(number)?;
        *self.roles.get_mut(place)? = role;
        Some(())
    }

    /// Takes the titles of the columns from a row.
    fn take_titles(&mut self, row: Option<&Row>) {
        let Some(row) = row else { return };
        self.titles = row.cells.iter().map(|cell| fold::key(&cell.text)).collect();
        self.names = row.cells.iter().map(|cell| fold::one_line(&cell.text)).collect();
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
        // of titles in two rows, those of the second stand behind those of the first
        let is_inner = |key: &str, name: &str| {
            self.rows > 1 && key.chars().nth(1).is_some() && fold::key(name).ends_with(key)
        };
        let same = row
            .cells
            .iter()
            .zip(self.titles.iter().zip(&self.names))
            .filter(|(cell, (title, name))| {
                !title.is_empty() && cell.text.len() <= LONGEST && {
                    let key = fold::key(&cell.text);
                    key == **title || is_inner(&key, name)
                }
            })
            .count();
        same >= 2 && same * 3 >= filled * 2 || filled > 2 && self.says_the_same(row)
    }

    /// The department that a row names where its other cells repeat the titles.
    pub(super) fn department_in<'r>(&self, row: &'r Row) -> Option<&'r str> {
        let cells = row.cells.iter().zip(&self.titles).filter(|(cell, _)| cell.merged == Merged::No);
        let other = cells.filter(|(cell, title)| fold::key(&cell.text) != **title);
        let mut texts = other.map(|(cell, _)| fold::trim(&cell.text)).filter(|text| !text.is_empty());
        texts.find(|text| departments::is_list(text) && names::is_surely_department(text))
    }

    /// Whether a row above the titles is one of the body: its number, its text and its departments stand in their columns.
    pub(super) fn fits(&self, row: &Row) -> bool {
        let text = |column: usize| row.cells.get(column).map_or("", |cell| fold::trim(&cell.text));
        let is_own = |column: usize| row.cells.get(column).is_some_and(|cell| cell.merged == Merged::No);
        let is_list = |column: usize| {
            let text = text(column);
            names::is_nobody(text) || departments::is_list(text) && names::is_surely_department(text)
        };
        let is_text = |column: usize| is_own(column) && columns::role_of(text(column)).is_none();
        let named = self.department_columns();
        let contents = self.columns(Content);
        named.iter().any(|column| !names::is_nobody(text(*column)))
            && named.iter().all(|column| is_own(*column) && is_list(*column))
            && contents.iter().any(|column| !text(*column).is_empty())
            && contents.iter().all(|column| is_text(*column))
            && self.columns(Number).iter().all(|column| marker::pure_number(text(*column)).is_some())
    }

    /// Whether another header has other words for the same columns, each of them known.
    pub(super) fn says_the_same_as(&self, other: &Self) -> bool {
        self.roles == other.roles
            && self.roles.iter().all(Option::is_some)
            && self.roles.iter().flatten().any(|role| role.names_departments())
            && self.roles.iter().flatten().any(|role| role.is_text())
    }

    /// Whether a row has other words for the same titles (主要任务 for 重点任务).
    fn says_the_same(&self, row: &Row) -> bool {
        rows::are_titles(row)
            && self.names.len() == row.cells.len()
            && self.names.iter().zip(&row.cells).all(|(name, cell)| {
                let role = columns::role_of(&cell.text);
                role == columns::role_of(name) && (role.is_some() || fold::key(name) == fold::key(&cell.text))
            })
    }

    /// Two columns of one title, where the title alone can't say which to read.
    pub(super) fn ambiguous(&self, grid: &Grid) -> Option<String> {
        let row = grid.rows.get(self.row)?;
        for (index, (cell, title)) in row.cells.iter().zip(&self.names).enumerate() {
            let asked = self.roles.get(index).copied().flatten();
            let alike = !title.is_empty() && self.names.iter().take(index).any(|other| other == title);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{grammar::text_grid, source::SourceLocation};

    #[test]
    fn a_table_that_begins_inside_a_merged_cell_has_its_header_there() {
        let row = |line: &str| {
            let cells: Vec<String> = line.split('|').map(str::to_owned).collect();
            text_grid::row(cells, SourceLocation::Unknown, 3)
        };
        let mut rows: Vec<Row> = ["序号|任务|责任单位", "1|建立平台|市教委"].map(row).to_vec();
        rows[0].cells[0].merged = Merged::Above;
        let header = find(&Grid::new(None, rows)).unwrap();
        assert_eq!((header.row, header.rows), (0, 1));
    }

    /// The roles of a table with these titles.
    fn roles(titles: &str) -> Vec<Option<ColumnRole>> {
        let body = ["1|建立平台|市教委|市科委", "2|开展试点|市财政局|市税务局"];
        let row = |line: &str| {
            let cells: Vec<String> = line.split('|').map(str::to_owned).collect();
            text_grid::row(cells, SourceLocation::Unknown, 4)
        };
        let rows: Vec<Row> = std::iter::once(titles).chain(body).map(row).collect();
        let mut header = find(&Grid::new(None, rows.clone())).unwrap();
        header.decide(&rows.iter().skip(1).collect::<Vec<_>>());
        header.roles
    }

    #[test]
    fn titles_merged_with_those_below_are_titles() {
        let mut rows: Vec<Row> = [
            "领域|任务|单位分工|单位分工",
            "领域|任务|负责单位|参加单位",
            "养老|发展助餐点|省民政厅|省财政厅",
        ]
        .iter()
        .map(|line| text_grid::row(line.split('|').map(str::to_owned).collect(), SourceLocation::Unknown, 4))
        .collect();
        for column in [0, 1] {
            rows[1].cells[column].merged = Merged::Above;
        }
        let header = find(&Grid::new(None, rows)).unwrap();
        assert_eq!((header.row, header.rows), (0, 2));
    }

    #[test]
    fn who_is_responsible_beside_a_lead_supports() {
        assert_eq!(
            roles("序号|任务内容|牵头单位|责任单位"),
            [Some(Number), Some(Content), Some(Lead), Some(Support)]
        );
        assert_eq!(
            roles("序号|任务内容|责任单位|责任科室"),
            [Some(Number), Some(Content), Some(Departments), Some(Departments)],
            "of two lists without a lead none supports"
        );
        assert_eq!(
            roles("序号|任务内容|建设单位|协同单位"),
            [Some(Number), Some(Content), Some(Departments), Some(Support)],
            "somebody does what the others support"
        );
        assert_eq!(
            roles("序号|任务内容|督导单位|配合单位"),
            [Some(Number), Some(Content), Some(Other), Some(Support)],
            "who only checks does not"
        );
    }
}
