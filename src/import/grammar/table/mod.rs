//! A grid with a header becomes pillars, key tasks and tasks, row by row.

mod levels;
mod task;

use std::collections::HashMap;

use super::{
    ColumnRole::{self, Content, Deadline, KeyTask, Number, Pillar},
    deadline,
    departments::{Departments, LeadRules, Role},
    fold,
    header::Header,
    marker::{self, Level},
    reading::{Reading, finding},
    tail,
};
use crate::{
    error::Finding,
    import::{
        draft::RowRole,
        lexicon::words,
        source::{Cell, Merged, Row, SourceLocation},
    },
    text::numeral,
};

words! {
    NOTE_STARTS = TITLES["note starts"];
    SEALS = TITLES["seals"];
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
        blank: Vec::new(),
        groups: Vec::new(),
        undone: false,
        outer: None,
        inner: None,
    };
    table.groups = [header.columns(Pillar), header.columns(KeyTask)].concat();
    table.undone = merges_undone(&rows, &table.groups);
    table.filled = table.columns.iter().map(|column| fills(&rows, *column)).collect();
    let levels = levels::of(lines);
    let signed = signature(&rows);
    for (line, inner) in lines.iter().zip(levels) {
        table.inner = inner;
        match line {
            Line::Heading(text) => table.reading.pillar(text),
            Line::Row(row) if signed.contains(&row.location) => {
                let reason = text!("落款", "the signature below the table");
                table.reading.record(row.location, RowRole::Note, &filled(row), reason);
            }
            Line::Row(row) => table.row(row),
            Line::Titles(row, role) => {
                let reason = match role {
                    RowRole::Header => text!("栏名：据此认出各栏", "titles: they tell the columns"),
                    _ => text!("表头以上的文字", "above the titles of the columns"),
                };
                let titles = filled(row);
                table.rule(&titles);
                table.reading.record(row.location, *role, &titles, reason);
            }
        }
    }
    let blank = blank_cells(&table.blank, table.undone);
    table.reading.warnings.extend(blank);
    table.reading
}

/// Whether the merged areas of a table were undone: no cell is merged with the one above, and columns of groups
/// have blanks below their names.
fn merges_undone(rows: &[&Row], groups: &[usize]) -> bool {
    let is_above = |row: &&&Row| row.cells.iter().any(|cell| cell.merged == Merged::Above);
    let is_blank = |row: &Row, column: usize| {
        row.cells.get(column).is_some_and(|cell| fold::trim(&cell.text).is_empty())
    };
    !rows.iter().any(|row| is_above(&row))
        && groups.iter().any(|column| {
            rows.windows(2).any(|pair| {
                matches!(pair, [above, below] if !is_blank(above, *column) && is_blank(below, *column))
            })
        })
}

/// The rows at the foot of a table that sign it: a cell or two each, among them a seal or the day.
fn signature(rows: &[&Row]) -> Vec<SourceLocation> {
    const MOST: usize = 4;
    const CELLS: usize = 2;
    let few = |row: &Row| {
        let own = row
            .cells
            .iter()
            .filter(|cell| cell.merged != Merged::Left && !fold::trim(&cell.text).is_empty())
            .collect::<Vec<_>>();
        let is_foot =
            own.len() <= CELLS && row.cells.len() > CELLS && own.iter().all(|cell| cell.merged == Merged::No);
        is_foot.then(|| (row.location, own.iter().map(|cell| fold::key(&cell.text)).collect::<String>()))
    };
    let is_seal = |text: &str| {
        SEALS.matches(text) || text.starts_with("20") && text.ends_with('日') || text.ends_with("印发")
    };
    let mut foot: Vec<(SourceLocation, bool)> = rows
        .iter()
        .rev()
        .take(MOST)
        .map_while(|row| few(row))
        .map(|(location, text)| (location, is_seal(&text)))
        .collect();
    // of what stands above the seal or the day, one row belongs to it: the office that signs
    let last = foot.iter().rposition(|(_, is_seal)| *is_seal).map_or(0, |last| last + 2);
    foot.truncate(last);
    foot.into_iter().map(|(location, _)| location).collect()
}

/// What is said of blank cells that may have been meant to go on with what stands above.
fn blank_cells(rows: &[SourceLocation], undone: bool) -> Option<Finding> {
    const MOST: usize = 12;
    let first = rows.first()?;
    let list = rows.iter().take(MOST).map_while(|location| match (first, location) {
        (SourceLocation::Row { table: first, .. }, SourceLocation::Row { table, row }) if first == table => {
            Some(row.to_string())
        }
        (SourceLocation::Line(_), SourceLocation::Line(line)) => Some(line.to_string()),
        _ => None,
    });
    let list = list.collect::<Vec<_>>();
    let (mut zh, mut en) = (list.join("、"), list.join(", "));
    if let Some(more) = rows.len().checked_sub(list.len()).filter(|more| *more > 0) {
        zh.push_str(" 等");
        en.push_str(&format!(" and {more} more"));
    }
    let count = rows.len();
    let (message, fix) = if !first.states_merges() {
        (
            text!(
                "有 {count} 行的责任单位是空白；文字里看不出合并的单元格，按与上一行相同读入：第 {zh} 行",
                "{count} rows have blank cells for departments; text does not show which cells are merged, so they are \
                 read as the row above: line {en}"
            ),
            text!(
                "若本来就没有责任单位，请填“无”；最好从原文件（Word、Excel、PDF）导入",
                "if nobody is meant, write 无 there; better still, import the Word, Excel or PDF file itself"
            ),
        )
    } else if undone {
        (
            text!(
                "有 {count} 行的责任单位是空白；表里没有合并单元格，分组一栏也只在首行填写，按与上一行相同读入：第 {zh} 行",
                "{count} rows have blank cells for departments; no cell of the table is merged and groups are named \
                 in their first row only, so they are read as the row above: row {en}"
            ),
            text!(
                "若本来就没有责任单位，请在这些单元格里填“无”，再导入",
                "if nobody is meant, write 无 into those cells and import that"
            ),
        )
    } else {
        (
            text!(
                "有 {count} 行的责任单位是空白，没有与上一行合并，按空白读入，时限也不沿用上一行：第 {zh} 行",
                "{count} rows have blank cells for departments that are not merged with those above; read as blank, \
                 and no deadline is taken from above: row {en}"
            ),
            text!(
                "若表示同上，请在原表中合并这些单元格或填上单位，再导入",
                "if they mean the same as above, merge or fill those cells in the document, and import that"
            ),
        )
    };
    Some(finding("blank-cells", *first, message).fix(fix))
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
    /// The columns that name groups.
    groups: Vec<usize>,
    /// Whether the merged areas of the table were undone: there are none, and groups are named in their first row
    /// only.
    undone: bool,
    /// The level of the first full-width heading: deeper ones are key tasks.
    outer: Option<Level>,
    /// Whether the row at hand heads an inner level, as runs of heading rows show.
    inner: Option<bool>,
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
        } else if own.first().is_some_and(|(_, cell)| is_part(&cell.text)) && !self.reading.items.is_empty() {
            self.part(row, &all);
        } else if !self.numeral_heading(row) {
            self.task(row, &all);
        }
    }

    fn rule(&mut self, text: &str) {
        self.reading.rules = self.reading.rules.or(LeadRules::stated(text));
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
        if tail::find(text).is_some_and(|tail| !tail.departments.mentions.is_empty()) {
            let head = fold::head(text);
            self.reading.warnings.push(finding(
                "unclear-departments",
                row.location,
                text!(
                    "分组标题“{head}”写有责任单位，没有计入其下各项任务，请核对",
                    "the heading “{head}” names departments; the tasks below it were not given them, check them"
                ),
            ));
        }
        let inner = self
            .inner
            .unwrap_or_else(|| matches!((self.outer, level), (Some(outer), Some(level)) if level > outer));
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
        if !self.numbered || departments || bare.is_empty() || numeral::chinese(bare).is_none() {
            return false;
        }
        let label = if bare == fold::key(number) { format!("{number}、") } else { number.to_owned() };
        let text = format!("{label}{}", self.text(row, *title));
        let level = marker::read(&text).map(|marker| marker.level);
        self.heading(row, &text, level);
        true
    }

    /// Opens the headings that the group cells left of `end` name; returns whether one is new.
    fn groups(&mut self, row: &Row, end: usize) -> bool {
        let before = self.reading.open;
        let left = |mut columns: Vec<usize>| {
            columns.retain(|column| *column < end);
            columns
        };
        let (pillar, key) = (left(self.header.columns(Pillar)), left(self.header.columns(KeyTask)));
        if self.header.columns(Pillar).first().is_some_and(|column| *column >= end) {
            self.reading.open = (None, None);
        } else if end != usize::MAX {
            self.reading.open.1 = None;
        }
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

fn is_note(text: &str) -> bool {
    let key = fold::key(text);
    key == "注" || NOTE_STARTS.matches(&key)
}
