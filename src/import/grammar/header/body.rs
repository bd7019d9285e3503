//! What the cells of a column are like: how many are numbers, dates, lists of departments, persons, and how long they are.

use super::super::{deadline, departments, fold, marker, names};
use crate::import::source::{Merged, Row};

/// What the cells of a column are like.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Body {
    /// Cells with something in them.
    pub(super) filled: usize,
    /// Those that are no part of the cell above.
    pub(super) own: usize,
    /// Own cells that differ from the one above.
    pub(super) distinct: usize,
    pub(super) numbers: usize,
    /// Those that go on from the one above, or begin.
    pub(super) run: usize,
    /// Numbers of several parts: 1.1, HT-02.
    pub(super) codes: usize,
    pub(super) lists: usize,
    pub(super) dates: usize,
    pub(super) persons: usize,
    /// Lists of which each name has the sign of an office.
    pub(super) sure: usize,
    /// Those that begin with a word for what to do.
    pub(super) verbs: usize,
    /// Signs in the own cells.
    pub(super) signs: usize,
}

impl Body {
    pub(super) fn of(body: &[&Row], column: usize) -> Self {
        const LONGEST_LIST: usize = 600;
        // the rows of a long table are like each other: some from all over it are enough
        const ENOUGH: usize = 400;
        let step = body.len().div_ceil(ENOUGH).max(1);
        let mut found = Self::default();
        let mut above = "";
        let mut before: Option<u32> = None;
        for cell in body.iter().step_by(step).filter_map(|row| row.cells.get(column)) {
            let text = fold::trim(&cell.text);
            if cell.merged == Merged::Left || text.is_empty() {
                continue;
            }
            found.filled += 1;
            if cell.merged == Merged::Above {
                continue;
            }
            found.own += 1;
            found.distinct += usize::from(text != std::mem::replace(&mut above, text));
            found.signs += text.chars().count();
            found.verbs += usize::from(names::begins_task(text));
            if text.len() <= LONGEST_LIST && !text.contains('。') {
                let number = marker::pure_number(text).filter(|number| !is_year(*number));
                found.numbers += usize::from(number.is_some());
                let goes_on = |number| {
                    step > 1
                        || number == 1
                        || before.is_none_or(|before| before.checked_add(1) == Some(number))
                };
                found.run += usize::from(number.is_some_and(goes_on));
                before = number.or(before);
                found.codes += usize::from(is_code(text));
                let is_year = text.len() == 4 && marker::pure_number(text).is_some_and(is_year);
                found.dates += usize::from(is_year || deadline::is_phrase(text));
                found.persons += usize::from(
                    names::is_person(text) || text.split(['、', '\n', ' ']).all(names::is_person),
                );
                let is_list = departments::is_list(text);
                found.lists += usize::from(is_list);
                found.sure += usize::from(is_list && names::is_surely_department(text));
            }
        }
        found
    }

    /// Whether so many of ten own cells are of a kind.
    pub(super) fn mostly(&self, kind: usize, of_ten: usize) -> bool {
        kind > 0 && kind * 10 >= self.own * of_ten
    }

    /// Signs of a cell, on average, times ten.
    pub(super) fn length(&self) -> usize {
        self.signs * 10 / self.own.max(1)
    }

    /// Whether it is text about what is to be done, by what it is not.
    pub(super) fn is_text(&self) -> bool {
        self.own > 0
            && self.length() >= 30
            && ![self.numbers, self.lists, self.dates, self.persons].iter().any(|kind| self.mostly(*kind, 6))
    }
}

/// Whether a number alone says when, not which.
fn is_year(number: u32) -> bool {
    (1990..=2099).contains(&number)
}

/// Whether a cell holds a number of several parts and nothing else: 1.1, 2-3, HT-02. A date is none.
fn is_code(text: &str) -> bool {
    const LONGEST: usize = 8;
    let key = fold::key(text);
    let mut parts = key.split(['-', '.']);
    let first = parts.next().and_then(|part| part.parse().ok());
    // 2026-001
    let is_serial = parts.next().is_some_and(|part| part.len() > 2);
    key.len() <= LONGEST
        && key.contains(['-', '.'])
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
        && key.ends_with(|sign: char| sign.is_ascii_digit())
        && (is_serial || !first.is_some_and(is_year))
}
