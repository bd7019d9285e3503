//! A grid with a header becomes pillars, key tasks and tasks, row by row.

mod blank;
mod ditto;
mod foot;
mod heading;
mod levels;
mod sums;
mod task;

use std::collections::HashMap;

pub(super) use self::sums::is_sum;
use super::{
    ColumnRole::{self, Content, Deadline, KeyTask, Number, Pillar},
    deadline,
    departments::{Departments, LeadRules, Role},
    fold,
    header::Header,
    legend,
    marker::{self, Level},
    reading::{Reading, finding, is_continued},
};
use crate::import::{
    draft::RowRole,
    lexicon::words,
    source::{Cell, Merged, Row, SourceLocation},
};

words! {
    // 同上: as the cell above says
    DITTO = DEPARTMENTS["as above"];
    NOTE_STARTS = TITLES["note starts"];
}

/// A row, or a heading that stood between two tables.
#[derive(Clone, Copy)]
pub(super) enum Line<'a> {
    /// A row of a table.
    Row(&'a Row),
    /// A heading in front of it, the first row below, and whether it is of an inner level, where its style says so.
    Heading(&'a str, SourceLocation, Option<bool>),
    /// The name of the sheet that begins, and its first row.
    Sheet(&'a str, SourceLocation),
    /// A row of titles, of the table or of its columns.
    Titles(&'a Row, RowRole),
}

impl Line<'_> {
    /// Whether it heads an inner level, where its style says so.
    fn inner(&self) -> Option<bool> {
        if let Self::Heading(_, _, inner) = self { *inner } else { None }
    }
}

/// Reads the rows below a header.
pub(super) fn read(header: &Header, lines: &[Line<'_>]) -> Reading {
    let rows: Vec<&Row> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Row(row) => Some(*row),
            Line::Heading(..) | Line::Sheet(..) | Line::Titles(..) => None,
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
        blank: Vec::new(),
        names: levels::names(header, &rows),
        groups: Vec::new(),
        undone: false,
        outer: None,
        is_under_name: false,
        given: [None, None],
        inner: None,
        year: None,
        empty: None,
        note: None,
    };
    table.groups = [header.columns(Pillar), header.columns(KeyTask)].concat();
    table.undone = blank::merges_undone(&rows, &table.groups);
    table.filled = table.columns.iter().map(|column| fills(&rows, *column)).collect();
    let levels = levels::of(lines);
    let signed = foot::signature(&rows);
    let numbered = levels::numbered(lines);
    // 一、 above the titles, where 二、 stands above those of the next part
    let heads = |row: &Row| levels::heading(row).flatten().is_some_and(|level| numbered.contains(&level));
    for ((line, inner), filled_in) in lines.iter().zip(levels).zip(ditto::resolved(lines)) {
        table.inner = line.inner().or(inner);
        match line {
            Line::Heading(text, location, _) => table.heading_above(*location, text),
            Line::Sheet(name, location) => table.sheet(name, *location),
            Line::Row(row) if signed.contains(&row.location) => {
                let reason = text!("落款", "the signature below the table");
                table.reading.record(row.location, RowRole::Note, &filled(row), reason);
            }
            Line::Row(row) => table.row(filled_in.as_ref().unwrap_or(row)),
            Line::Titles(row, RowRole::Title) if heads(row) => table.row(row),
            Line::Titles(row, role) => {
                let reason = match role {
                    RowRole::Header => text!("栏名：据此认出各栏", "titles: they tell the columns"),
                    _ => text!("表头以上的文字", "above the titles of the columns"),
                };
                let titles = filled(row);
                table.rule(&titles, row.location);
                table.reading.record(row.location, *role, &titles, reason);
            }
        }
    }
    let blank = blank::finding_of(&table.blank, table.undone);
    table.reading.warnings.extend(blank);
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
    /// Rows whose cells for departments are blank below filled ones, and not merged with them.
    blank: Vec<SourceLocation>,
    /// The rows of nothing but a name in the column of the tasks, which head those below them.
    names: Vec<SourceLocation>,
    /// The columns that name groups.
    groups: Vec<usize>,
    /// Whether the merged areas of the table were undone: there are none, and groups are named in their first row
    /// only.
    undone: bool,
    /// The level of the first full-width heading: deeper ones are key tasks.
    outer: Option<Level>,
    /// Whether a heading without a number stands above the table: numbered ones in it are inner.
    is_under_name: bool,
    /// The departments that the headings in force give to what stands below them: of the outer and of the inner.
    given: [Option<Departments>; 2],
    /// Whether the row at hand heads an inner level, as runs of heading rows show.
    inner: Option<bool>,
    /// The year in the name of the sheet at hand.
    year: Option<i32>,
    /// The inner heading above which no task stands yet.
    empty: Option<(SourceLocation, String)>,
    /// The number of the last of the notes above: 注：1.….
    note: Option<u32>,
}

impl Table<'_> {
    /// A heading that stands above the table, or between two of its pages.
    fn heading_above(&mut self, location: SourceLocation, text: &str) {
        let level = marker::read(text).map(|marker| marker.level);
        self.heading(location, text, level, None);
        self.is_under_name = level.is_none() && self.inner != Some(true);
    }

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
        let note = self.note.take().filter(|_| own.len() == 1);
        if own.is_empty() {
            self.reading.record(row.location, RowRole::Note, "", text!("空行", "an empty row"));
        } else if self.header.repeats(row) {
            self.header_again(row, &all);
        } else if is_sum(row) {
            self.reading.record(row.location, RowRole::Note, &all, text!("合计", "sums"));
        } else if own.first().is_some_and(|(_, cell)| is_note(&cell.text))
            || note.is_some() && note == number_of(&all)
        {
            self.note = number_of(&all).or(Some(0)).and_then(|number| number.checked_add(1));
            self.reading.record(row.location, RowRole::Note, &all, text!("注释", "a note"));
            self.rule(&all, row.location);
        } else if let [(column, cell)] = own.as_slice() {
            self.alone(row, *column, cell);
        } else if own.first().is_some_and(|(_, cell)| is_part(&cell.text)) && !self.reading.items.is_empty() {
            self.part(row, &all);
        } else if !self.numeral_heading(row) && !self.heading_with_sums(row) {
            self.task(row, &all);
        }
    }

    /// The titles once more, after a page. One that names a department instead of its title may be more than that, and is said.
    fn header_again(&mut self, row: &Row, all: &str) {
        let reason = text!("重复的表头", "the header again");
        self.reading.record(row.location, RowRole::Header, all, reason);
        if let Some(name) = self.header.department_in(row) {
            self.reading.warnings.push(finding(
                "dropped-row",
                row.location,
                text!(
                    "这一行按重复的表头略过，其中却有“{name}”",
                    "this row was passed over as the header again, but it names “{name}”"
                ),
            ));
        }
    }

    fn rule(&mut self, text: &str, location: SourceLocation) {
        let rules = LeadRules::stated(text);
        if rules.styled {
            self.reading.styled_at.get_or_insert(location);
        }
        self.reading.rules = self.reading.rules.or(rules);
    }

    /// A row with one filled cell: a heading over the whole width, or the rest of a broken row.
    fn alone(&mut self, row: &Row, column: usize, cell: &Cell) {
        const LONGEST_HEADING: usize = 80;
        const LONGEST_NAME: usize = 30;
        let spanned = row.cells.get(column + 1).is_some_and(|next| next.merged == Merged::Left);
        let role = self.header.roles.get(column).copied().flatten();
        let text = fold::one_line(&cell.text);
        let level = marker::read(&text).map(|marker| marker.level);
        let heads = level.is_some_and(|level| level <= Level::HanBracket) && !text.trim_end().ends_with('；');
        // 一、…, where tasks have a number in the column for it and this row has none
        let heads_the_numbered = heads
            && text.chars().count() <= LONGEST_NAME
            && !text.ends_with('。')
            && self.header.columns(Number).iter().any(|number| *number < column);
        let own_units = role.is_some_and(ColumnRole::names_departments);
        let heads_tasks = heads && column == 0 || heads_the_numbered || self.names.contains(&row.location);
        let is_broken = cell.merged == Merged::Above || own_units || role == Some(Content) && !heads_tasks;
        // 12月底前 alone in its column heads nothing
        let is_left_over = column > 0
            && !heads
            && matches!(role, None | Some(ColumnRole::Deadline | ColumnRole::Remark | ColumnRole::Other));
        if is_broken && !spanned {
            self.task(row, &text);
        } else if text.chars().count() > LONGEST_HEADING {
            self.reading.record(
                row.location,
                RowRole::Note,
                &text,
                text!("占满整行的说明文字", "running text over the whole width"),
            );
            self.rule(&text, row.location);
        } else if is_left_over && !spanned {
            self.left_over(row, &text, role);
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
            self.heading(row.location, &text, level, Some(row));
        }
    }

    /// A row with nothing but a cell of a column that names no group: what is not taken over elsewhere either needs no word.
    fn left_over(&mut self, row: &Row, text: &str, role: Option<ColumnRole>) {
        let reason = text!("只有一个单元格，没有任务内容", "a single cell, no text of a task");
        if role != Some(Deadline) {
            return self.reading.record(row.location, RowRole::Note, text, reason);
        }
        self.reading.warnings.push(finding(
            "dropped-row",
            row.location,
            text!(
                "这一行只有时限，没有任务内容，未导入：{text}",
                "this row has but a deadline and no text of a task; not imported: {text}"
            ),
        ));
        self.reading.record(row.location, RowRole::Dropped, text, reason);
    }
}

/// The texts of a row.
fn filled(row: &Row) -> String {
    let own = row.cells.iter().filter(|cell| cell.merged != Merged::Left);
    own.map(|cell| fold::trim(&cell.text)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

/// 其中, in front of the parts of the task above.
fn is_part(text: &str) -> bool {
    fold::key(text).trim_end_matches(':') == "其中"
}

/// The number of a note: 2.…, or 1 of 注：1.….
fn number_of(note: &str) -> Option<u32> {
    let text = note
        .split_once(['：', ':'])
        .filter(|(word, _)| is_note(&format!("{word}：")))
        .map_or(note, |(_, text)| text);
    marker::read(text).and_then(|marker| marker.number)
}

/// Whether a row says how the table is to be read or filled in: 注：…, 填表说明.
pub(super) fn is_note(text: &str) -> bool {
    /// Bytes of a legend that stands alone.
    const LONGEST: usize = 300;
    let key = fold::key(text);
    key == "注"
        || is_continued(&key)
        || NOTE_STARTS.matches(key.trim_start_matches('('))
        || text.len() <= LONGEST && !legend::explained(text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::grammar::text_grid;

    #[test]
    fn rows_are_numbered_where_half_of_them_have_a_number() {
        let row = |number: &str| {
            text_grid::row(vec![number.to_owned(), "建立平台".to_owned()], SourceLocation::Unknown, 2)
        };
        let numbered = |numbers: &[&str], role: ColumnRole| {
            let rows: Vec<Row> = numbers.iter().map(|number| row(number)).collect();
            let mut header = Header::without_titles(2);
            header.roles = vec![Some(role), Some(Content)];
            uses_numbers(&header, &rows.iter().collect::<Vec<_>>())
        };
        assert!(numbered(&["1", "2", "3"], Number));
        assert!(numbered(&["1", ""], Number), "half of them");
        assert!(!numbered(&["1", "", ""], Number));
        assert!(!numbered(&["甲", "乙"], Number), "no numbers");
        assert!(!numbered(&["1", "2"], KeyTask), "no column of numbers");
    }
}
