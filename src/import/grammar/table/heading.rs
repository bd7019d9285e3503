//! Rows that head others: a title over the whole width, a numeral with a title, the cells of group columns.

use super::{
    super::{
        ColumnRole::{self, KeyTask, Number, Pillar},
        fold,
        marker::{self, Level},
        reading::finding,
        tail,
    },
    Table,
};
use crate::{
    import::{
        draft::RowRole,
        source::{Merged, Row},
    },
    text::numeral,
};

impl Table<'_> {
    pub(super) fn heading(&mut self, row: &Row, text: &str, level: Option<Level>) {
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
        self.heading(row, &text, level);
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
