//! A grid with a header becomes pillars, key tasks and tasks, row by row.

use std::collections::HashMap;

use super::{
    ColumnRole::{self, Content, Deadline, KeyTask, Lead, Number, Pillar, Remark, Support},
    deadline,
    departments::{self, Departments, Role},
    fold,
    header::Header,
    marker::{self, Level},
    names,
    reading::{Item, Reading, finding},
    tail,
};
use crate::import::{
    draft::RowRole,
    lexicon::words,
    source::{Cell, Merged, Row},
};

words! {
    NOTE_STARTS = TITLES["note starts"];
}

/// A row, or a heading that stood between two tables.
pub(super) enum Line<'a> {
    /// A row of a table.
    Row(&'a Row),
    /// A heading in front of it.
    Heading(&'a str),
    /// A row of titles, of the table or of its columns.
    Titles(&'a Row, RowRole),
}

/// Reads the rows below a header.
pub(super) fn read(header: &Header, lines: &[Line<'_>]) -> Reading {
    let rows: Vec<&Row> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Row(row) => Some(*row),
            Line::Heading(_) | Line::Titles(..) => None,
        })
        .collect();
    let mut table = Table {
        header,
        columns: header.department_columns(),
        numbered: uses_numbers(header, &rows),
        of_groups: numbers_groups(header, &rows),
        filled: Vec::new(),
        reading: Reading { year: year_of_titles(header), ..Reading::default() },
        lists: HashMap::new(),
        carried: Vec::new(),
        outer: None,
    };
    table.filled = table.columns.iter().map(|column| fills(&rows, *column)).collect();
    for line in lines {
        match line {
            Line::Heading(text) => table.reading.pillar(text),
            Line::Row(row) => table.row(row),
            Line::Titles(row, role) => {
                let reason = match role {
                    RowRole::Header => text!("栏名：据此认出各栏", "titles: they tell the columns"),
                    _ => text!("表头以上的文字", "above the titles of the columns"),
                };
                table.reading.record(row.location, *role, &filled(row), reason);
            }
        }
    }
    table.reading
}

/// Whether most rows have a number of their own.
fn uses_numbers(header: &Header, rows: &[&Row]) -> bool {
    let Some(column) = header.columns(Number).first().copied() else { return false };
    let numbers = rows
        .iter()
        .filter(|row| row.cells.get(column).is_some_and(|cell| marker::pure_number(&cell.text).is_some()))
        .count();
    numbers * 2 >= rows.len()
}

/// Whether a number merged over several rows is that of their group: each row has a number in its text.
fn numbers_groups(header: &Header, rows: &[&Row]) -> bool {
    let (Some(number), Some(content)) =
        (header.columns(Number).first().copied(), header.columns(Content).first().copied())
    else {
        return false;
    };
    rows.iter().any(|row| {
        let merged = |column: usize| row.cells.get(column).map(|cell| cell.merged);
        merged(number) == Some(Merged::Above)
            && merged(content) == Some(Merged::No)
            && row.cells.get(content).is_some_and(|cell| marker::read(&cell.text).is_some())
    })
}

fn fills(rows: &[&Row], column: usize) -> bool {
    rows.iter().any(|row| row.cells.get(column).is_some_and(|cell| !fold::trim(&cell.text).is_empty()))
}

fn year_of_titles(header: &Header) -> Option<i32> {
    header
        .columns(Deadline)
        .first()
        .and_then(|column| header.titles.get(*column))
        .and_then(|title| deadline::year_of(title))
}

struct Table<'a> {
    header: &'a Header,
    /// The columns that name departments.
    columns: Vec<usize>,
    numbered: bool,
    /// Whether the numbers are those of groups of rows.
    of_groups: bool,
    filled: Vec<bool>,
    reading: Reading,
    /// The lists of departments that were read.
    lists: HashMap<(String, Role), Departments>,
    /// The cells of the last row that named departments, for the merged ones below it.
    carried: Vec<String>,
    /// The level of the first full-width heading: deeper ones are key tasks.
    outer: Option<Level>,
}

impl Table<'_> {
    fn text<'r>(&self, row: &'r Row, column: usize) -> &'r str {
        row.cells.get(column).map_or("", |cell| fold::trim(&cell.text))
    }

    fn row(&mut self, row: &Row) {
        let own: Vec<(usize, &Cell)> = row
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| cell.merged != Merged::Left && !fold::trim(&cell.text).is_empty())
            .collect();
        let all = filled(row);
        if own.is_empty() {
            self.reading.record(row.location, RowRole::Note, "", text!("空行", "an empty row"));
        } else if self.header.repeats(row) {
            self.reading.record(row.location, RowRole::Header, &all, text!("重复的表头", "the header again"));
        } else if own.first().is_some_and(|(_, cell)| is_note(&cell.text)) {
            self.reading.record(row.location, RowRole::Note, &all, text!("注释", "a note"));
            self.rule(&all);
        } else if let [(column, cell)] = own.as_slice() {
            self.alone(row, *column, cell);
        } else if !self.numeral_heading(row) {
            self.task(row, &all);
        }
    }

    fn rule(&mut self, text: &str) {
        if departments::says_first_leads(&fold::key(text)) {
            self.reading.first_leads_from = Some(0);
        }
    }

    /// A row with one filled cell: a heading over the whole width, or the rest of a broken row.
    fn alone(&mut self, row: &Row, column: usize, cell: &Cell) {
        const LONGEST_HEADING: usize = 80;
        let spanned = row.cells.get(column + 1).is_some_and(|next| next.merged == Merged::Left);
        let role = self.header.roles.get(column).copied().flatten();
        let text = fold::one_line(&cell.text);
        let level = marker::read(&text).map(|marker| marker.level);
        let heads = level.is_some_and(|level| level <= Level::HanBracket) && !text.trim_end().ends_with('；');
        let own_units = role.is_some_and(ColumnRole::names_departments);
        let is_broken =
            cell.merged == Merged::Above || own_units || role == Some(Content) && !(heads && column == 0);
        if is_broken && !spanned {
            self.task(row, &text);
        } else if text.chars().count() > LONGEST_HEADING {
            self.reading.record(
                row.location,
                RowRole::Note,
                &text,
                text!("占满整行的说明文字", "running text over the whole width"),
            );
            self.rule(&text);
        } else if role == Some(KeyTask) && !spanned && !heads {
            self.reading.key_task(&text);
            self.carried.clear();
            self.reading.record(
                row.location,
                RowRole::KeyTask,
                &text,
                text!("独占一行的重点任务", "a key task in a row of its own"),
            );
        } else if role == Some(Number) && !spanned && marker::pure_number(&text).is_some() {
            self.reading.record(
                row.location,
                RowRole::Note,
                &text,
                text!("只有编号", "nothing but a number"),
            );
        } else {
            self.heading(row, &text, level);
        }
    }

    fn heading(&mut self, row: &Row, text: &str, level: Option<Level>) {
        self.carried.clear();
        let inner = matches!((self.outer, level), (Some(outer), Some(level)) if level > outer);
        if inner {
            self.reading.key_task(text);
            self.reading.record(
                row.location,
                RowRole::KeyTask,
                text,
                text!("占满整行的下级标题", "an inner heading over the whole width"),
            );
        } else {
            self.outer = self.outer.or(level);
            self.reading.pillar(text);
            self.reading.record(
                row.location,
                RowRole::Pillar,
                text,
                text!("占满整行的标题", "a heading over the whole width"),
            );
        }
    }

    /// A row such as `一 | 加强领导 | |`: the numeral in the number column heads a group.
    fn numeral_heading(&mut self, row: &Row) -> bool {
        let Some(column) = self.header.columns(Number).first().copied() else { return false };
        let number = self.text(row, column);
        let bare = fold::key(number);
        let bare = bare.trim_matches(['(', ')', '、', '.']);
        let rest: Vec<usize> = (0..row.cells.len())
            .filter(|index| {
                *index != column
                    && row
                        .cells
                        .get(*index)
                        .is_some_and(|cell| cell.merged == Merged::No && !fold::trim(&cell.text).is_empty())
            })
            .collect();
        let [title] = rest.as_slice() else { return false };
        let departments =
            self.header.roles.get(*title).copied().flatten().is_some_and(ColumnRole::names_departments);
        if !self.numbered || departments || bare.is_empty() || marker::chinese(bare).is_none() {
            return false;
        }
        let label = if bare == fold::key(number) { format!("{number}、") } else { number.to_owned() };
        let text = format!("{label}{}", self.text(row, *title));
        let level = marker::read(&text).map(|marker| marker.level);
        self.heading(row, &text, level);
        true
    }

    fn task(&mut self, row: &Row, all: &str) {
        let new_group = self.groups(row);
        let contents = self.header.columns(Content);
        let merged = |column: &usize| row.cells.get(*column).is_some_and(|cell| cell.merged == Merged::Above);
        let content = self.content(row, &contents);
        let number = self.header.columns(Number).first().map_or("", |column| self.text(row, *column));
        let own_number =
            self.header.columns(Number).first().is_some_and(|column| !merged(column)) && !number.is_empty();
        let again = contents.first().is_some_and(merged) && !own_number;
        if content.is_empty() || again && !self.reading.items.is_empty() {
            return self.more_departments(row, all, content.is_empty());
        }
        let (departments, named) = self.departments(row, new_group);
        if !named && !own_number && !new_group && self.continues(&content) {
            return self.more_text(row, &content);
        }
        let mut item = Item { location: row.location, departments, ..Item::default() };
        self.number(if self.of_groups { "" } else { number }, &content, &mut item);
        if self.columns.is_empty()
            && let Some(tail) = tail::find(&item.content)
        {
            item.content = tail.content;
            item.departments = tail.departments;
        }
        item.due_text = self.deadline(row, named).or_else(|| item.departments.deadline.take());
        if !item.departments.is_plausible() && !item.departments.mentions.is_empty() {
            let head = fold::head(&item.content);
            self.reading.warnings.push(finding(
                "unclear-departments",
                row.location,
                text!(
                    "“{head}”的责任单位一栏不像单位名单，请核对",
                    "the department cell of “{head}” does not read as a list of departments; check it"
                ),
            ));
        }
        self.reading.record(
            row.location,
            RowRole::Task,
            all,
            text!("有任务内容的一行", "a row with the text of a task"),
        );
        self.reading.item(item);
    }

    /// Opens the headings that the group cells name; returns whether one is new.
    fn groups(&mut self, row: &Row) -> bool {
        let before = self.reading.open;
        let pillar = self.header.columns(Pillar);
        let key = self.header.columns(KeyTask);
        let joined = |columns: &[usize]| {
            columns.first().map(|column| fold::one_line(self.text(row, *column))).unwrap_or_default()
        };
        let (outer, inner) = (joined(&pillar), joined(&key));
        // a group column under full-width headings is the inner level
        let under_headings = self.outer.is_some() || self.reading.open.0.is_some() && pillar.is_empty();
        if !outer.is_empty() {
            if key.is_empty() && under_headings {
                self.reading.key_task(&outer)
            } else {
                self.reading.pillar(&outer)
            }
        }
        if !inner.is_empty() {
            self.reading.key_task(&inner);
        }
        let new = before != self.reading.open;
        if new {
            self.carried.clear();
        }
        new
    }

    fn content(&self, row: &Row, columns: &[usize]) -> String {
        let mut parts: Vec<String> = Vec::new();
        for column in columns {
            if row.cells.get(*column).is_some_and(|cell| cell.merged == Merged::Left) {
                continue;
            }
            let text = self.text(row, *column);
            if !names::is_nobody(text) && !parts.iter().any(|part| part == text) {
                parts.push(text.to_owned());
            }
        }
        parts.join(" ")
    }

    fn number(&self, number: &str, content: &str, item: &mut Item) {
        const LONGEST: usize = 12;
        if !number.is_empty() && number.chars().count() <= LONGEST {
            item.label = Some(number.to_owned());
            item.number = marker::pure_number(number);
            content.clone_into(&mut item.content);
            return;
        }
        // several numbered lines in one cell are one task: their markers are text
        let lines = content.split('\n').filter(|line| marker::read(line).is_some()).count();
        match marker::read(content)
            .filter(|marker| lines <= 1 && !marker.rest.is_empty() && marker.level != Level::Ordinal)
        {
            Some(marker) => {
                item.label = (marker.level != Level::Bullet).then(|| marker.label.to_owned());
                item.number = marker.number;
                marker.rest.clone_into(&mut item.content);
            }
            None => content.clone_into(&mut item.content),
        }
    }

    /// How the departments of a column take part.
    fn role_of(&self, column: usize) -> Role {
        match self.header.roles.get(column).copied().flatten() {
            Some(Lead) => Role::Lead,
            Some(Support) => Role::Support,
            _ => Role::Unstated,
        }
    }

    /// The departments of a row, and whether its own cells name any.
    fn departments(&mut self, row: &Row, new_group: bool) -> (Departments, bool) {
        let mut cells: Vec<String> =
            self.columns.iter().map(|column| self.text(row, *column).to_owned()).collect();
        let named = cells.iter().any(|cell| !cell.is_empty());
        if named {
            self.carried.clone_from(&cells);
        } else if !new_group && self.filled.contains(&true) && !self.carried.is_empty() {
            cells.clone_from(&self.carried);
        }
        let mut departments = Departments::default();
        for (column, cell) in self.columns.iter().zip(&cells) {
            let role = self.role_of(*column);
            let span = row.cells.get(*column).is_some_and(|cell| cell.merged == Merged::Left);
            if !span {
                // a table says the same lists again and again
                let known =
                    self.lists.entry((cell.clone(), role)).or_insert_with(|| departments::read(cell, role));
                departments.extend(known.clone());
            }
        }
        (departments, named)
    }

    fn deadline(&self, row: &Row, named: bool) -> Option<String> {
        let stated = |text: &str| (!names::is_nobody(text)).then(|| fold::one_line(text));
        if let Some(column) = self.header.columns(Deadline).first() {
            let own = stated(self.text(row, *column));
            // the deadline is merged together with the departments, or not at all
            return own.or_else(|| {
                if named || self.columns.is_empty() {
                    None
                } else {
                    self.reading.items.last()?.due_text.clone()
                }
            });
        }
        let remarks = self.header.columns(Remark);
        remarks
            .iter()
            .map(|column| self.text(row, *column))
            .find(|text| deadline::is_phrase(text))
            .and_then(stated)
    }

    /// Whether a row without number and departments goes on with the text above (a page break).
    fn continues(&self, content: &str) -> bool {
        let Some(last) = self.reading.items.last() else { return false };
        self.numbered
            && marker::read(content).is_none()
            && !last.content.ends_with(['。', '；', ';', '！', '.', '？'])
    }

    fn more_text(&mut self, row: &Row, content: &str) {
        if let Some(last) = self.reading.items.last_mut() {
            last.content = fold::one_line(&format!("{}\n{content}", last.content));
        }
        self.reading.record(
            row.location,
            RowRole::Continuation,
            content,
            text!("接上一行的内容", "more of the text above"),
        );
    }

    /// A row that has only more departments for the task above, or nothing to import.
    fn more_departments(&mut self, row: &Row, all: &str, empty: bool) {
        let own: Vec<usize> = self
            .columns
            .iter()
            .copied()
            .filter(|column| {
                row.cells
                    .get(*column)
                    .is_some_and(|cell| cell.merged == Merged::No && !fold::trim(&cell.text).is_empty())
            })
            .collect();
        if own.is_empty() || self.reading.items.is_empty() {
            let role = if empty && own.is_empty() { RowRole::Note } else { RowRole::Dropped };
            if role == RowRole::Dropped {
                let head = fold::head(all);
                self.reading.warnings.push(finding(
                    "dropped-row",
                    row.location,
                    text!(
                        "这一行有责任单位而没有任务内容，未导入：{head}",
                        "this row names departments and has no text of a task; not imported: {head}"
                    ),
                ));
            }
            return self.reading.record(row.location, role, all, text!("没有任务内容", "no text of a task"));
        }
        for column in own {
            let more = departments::read(self.text(row, column), self.role_of(column));
            if let Some(last) = self.reading.items.last_mut() {
                last.departments.extend(more);
            }
        }
        self.reading.record(
            row.location,
            RowRole::Continuation,
            all,
            text!("上一项任务的更多责任单位", "more departments of the task above"),
        );
    }
}

/// The texts of a row.
fn filled(row: &Row) -> String {
    let own = row.cells.iter().filter(|cell| cell.merged != Merged::Left);
    own.map(|cell| fold::trim(&cell.text)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_note(text: &str) -> bool {
    let key = fold::key(text);
    key == "注" || NOTE_STARTS.matches(&key)
}
