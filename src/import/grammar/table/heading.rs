//! Rows that head others: a title over the whole width, a numeral with a title, the cells of group columns.

use super::{
    super::{
        ColumnRole::{self, KeyTask, Number, Pillar},
        deadline,
        departments::{self, Departments, Role},
        fold,
        marker::{self, Level},
        names, tail,
    },
    Table,
};
use crate::{
    import::{
        draft::RowRole,
        lexicon::words,
        source::{Merged, Row, SourceLocation},
    },
    text::numeral,
};

words! {
    SHEET_WORDS = TITLES["words of sheets"];
}

impl Table<'_> {
    /// The sheet that begins: its name is a group, but for 任务分工表 (2) and 2024年, which name no part of the work.
    pub(super) fn sheet(&mut self, name: &str, location: SourceLocation) {
        self.year = deadline::year_of(name);
        if is_group(name) {
            self.heading(location, name, None, None);
            let reason = text!("工作表的名称，作为分组", "the name of the sheet, taken as a group");
            return self.reading.record(location, RowRole::Pillar, name, reason);
        }
        self.reading.open = (None, None);
        self.given = [None, None];
        self.carried.clear();
        let reason = text!("工作表的名称，不作为分组", "the name of the sheet, no group");
        self.reading.record(location, RowRole::Title, name, reason);
    }

    /// A heading at a row of the table, or between two of its pages.
    pub(super) fn heading(
        &mut self,
        location: SourceLocation,
        text: &str,
        level: Option<Level>,
        row: Option<&Row>,
    ) {
        self.carried.clear();
        // a row below each task, not in front of those that it is for
        if let (Some(row), true) = (row, self.columns.is_empty() && self.given == [None, None])
            && let Some(list) = tail::headed(text)
            && self.assign_above(row, text, list)
        {
            return;
        }
        let inner = self.inner.unwrap_or_else(|| match (self.outer, level) {
            (_, Some(_)) if self.is_under_name => true,
            (Some(outer), Some(level)) => level > outer,
            _ => false,
        });
        let (title, given) = self.assigned(text);
        let is_title = !title.is_empty();
        {
            let [outer, deeper] = &mut self.given;
            match (inner || !is_title && self.reading.open.1.is_some(), is_title) {
                (true, _) => *deeper = given,
                (false, true) => (*outer, *deeper) = (given, None),
                (false, false) => *outer = given,
            }
        }
        let role = match (inner, is_title) {
            (_, false) => RowRole::Note,
            (true, true) => {
                self.reading.key_task(&title);
                // （一）… above 1.…: the level between is in no field
                let above = self.empty.replace((location, fold::head(&title)));
                self.reading.headings_left_out.extend(above);
                RowRole::KeyTask
            }
            (false, true) => {
                self.empty = None;
                self.outer = self.outer.or(level);
                self.reading.pillar(&title);
                RowRole::Pillar
            }
        };
        if row.is_some() {
            let reason = match role {
                RowRole::Note => {
                    text!("写明其下各项责任部门的一行", "it names the departments of what stands below it")
                }
                RowRole::KeyTask => text!("占满整行的下级标题", "an inner heading over the whole width"),
                _ => text!("占满整行的标题", "a heading over the whole width"),
            };
            self.reading.record(location, role, text, reason);
        }
    }

    /// The title of a heading, and the departments that it gives to what stands below it: behind a label, in its bracket,
    /// or itself where no column names any.
    fn assigned(&self, text: &str) -> (String, Option<Departments>) {
        let body = marker::body(text);
        if let Some(departments) = tail::headed(body).filter(|departments| !departments.mentions.is_empty()) {
            return (String::new(), Some(departments));
        }
        if let Some(tail) = tail::find(text).filter(|tail| !tail.departments.mentions.is_empty()) {
            return (tail.content, Some(tail.departments));
        }
        let is_name =
            self.columns.is_empty() && names::is_surely_department(body) && departments::is_list(body);
        (text.to_owned(), is_name.then(|| departments::read(body, Role::Unstated)))
    }

    /// Gives to a task what the headings above it say, as far as it does not say so itself.
    pub(super) fn inherit(&mut self, location: SourceLocation, own: &mut Departments) -> bool {
        let Some(given) = self.given.iter().rev().flatten().next() else { return false };
        if own.mentions.is_empty() || given.names_lead() && !own.names_lead() {
            own.led_by(given.clone());
            self.reading.inherited.get_or_insert(location);
            return true;
        }
        false
    }

    /// A row such as `一 | 加强领导 | |`: the numeral in the number column heads a group.
    pub(super) fn numeral_heading(&mut self, row: &Row) -> bool {
        let Some(column) = self.header.columns(Number).first().copied() else { return false };
        let number = self.text(row, column);
        let bare = fold::key(number);
        let bare = bare.trim_matches(['(', ')', '、', '.']);
        // amounts of the whole group stand in columns that are not taken over
        let is_taken = |index: usize| {
            let role = self.header.roles.get(index).copied().flatten();
            !role.is_none_or(|role| role == ColumnRole::Other) || !is_amount(self.text(row, index))
        };
        let rest: Vec<usize> = (0..row.cells.len())
            .filter(|index| {
                *index != column
                    && is_taken(*index)
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
        self.heading(row.location, &text, level, Some(row));
        true
    }

    /// A row such as `一、基础设施类 | | | 210000 | 52000`: a numbered title over several columns, and sums behind it.
    pub(super) fn heading_with_sums(&mut self, row: &Row) -> bool {
        let own: Vec<usize> = (0..row.cells.len())
            .filter(|index| {
                row.cells
                    .get(*index)
                    .is_some_and(|cell| cell.merged != Merged::Left && !fold::trim(&cell.text).is_empty())
            })
            .collect();
        let [first, sums @ ..] = own.as_slice() else { return false };
        let is_wide = row.cells.get(first + 1).is_some_and(|next| next.merged == Merged::Left);
        let text = self.text(row, *first).to_owned();
        let level = marker::read(&text).filter(|marker| !marker.rest.is_empty()).map(|marker| marker.level);
        let is_sum = |index: &usize| {
            let role = self.header.roles.get(*index).copied().flatten();
            role.is_none_or(|role| role == ColumnRole::Other) && is_amount(self.text(row, *index))
        };
        if !is_wide || level.is_none_or(|level| level > Level::HanBracket) || !sums.iter().all(is_sum) {
            return false;
        }
        self.heading(row.location, &text, level, Some(row));
        true
    }

    /// Opens the headings that the group cells left of `end` name; returns whether one is new.
    pub(super) fn groups(&mut self, row: &Row, end: usize) -> bool {
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

/// Whether a cell holds an amount: 35000, 1.2亿元, 60%.
fn is_amount(text: &str) -> bool {
    let key = fold::key(text);
    let rest = key.trim_start_matches(|sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ','));
    rest.len() < key.len() && (rest.is_empty() || rest == "%" || names::is_measure(rest))
}

/// Whether the name of a sheet says which part of the work it holds.
fn is_group(name: &str) -> bool {
    let key = fold::key(name);
    let mut rest = key.as_str();
    loop {
        let shorter = rest.trim_matches(|sign: char| {
            sign.is_ascii_digit() || matches!(sign, '(' | ')' | '-' | '_' | '.' | '年' | '度')
        });
        let shorter =
            SHEET_WORDS.find(shorter).and_then(|word| shorter.strip_suffix(word)).unwrap_or(shorter);
        if shorter.len() == rest.len() {
            return rest.chars().any(|sign| sign > '\u{3000}');
        }
        rest = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::is_group;

    #[test]
    fn names_that_every_workbook_has_are_no_groups() {
        for name in [
            "任务分工表 (2)",
            "2024年",
            "Sheet1 (3)",
            "工作表1",
            "2025年度重点任务清单",
            "总表",
            "分工台账-副本",
        ] {
            assert!(!is_group(name), "{name}");
        }
        for name in ["教育", "城市建设类", "市教委", "民生实事清单", "数字经济2025年任务表", "第一季度"]
        {
            assert!(is_group(name), "{name}");
        }
    }
}
