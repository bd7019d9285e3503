//! Rows that head others: a title over the whole width, a numeral with a title, the cells of group columns.

use super::{
    super::{
        ColumnRole::{self, KeyTask, Number, Pillar},
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
        source::{Merged, Row, SourceLocation},
    },
    text::numeral,
};

impl Table<'_> {
    /// A heading at a row of the table, or between two of its pages.
    pub(super) fn heading(
        &mut self,
        location: SourceLocation,
        text: &str,
        level: Option<Level>,
        row: Option<&Row>,
    ) {
        self.carried.clear();
        let inner = self
            .inner
            .unwrap_or_else(|| matches!((self.outer, level), (Some(outer), Some(level)) if level > outer));
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
                RowRole::KeyTask
            }
            (false, true) => {
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
        let body = marker::read(text).map_or(text, |marker| marker.rest);
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
