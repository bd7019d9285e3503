//! The files of one unit become one answer for each task, cell by cell, laid over what was taken before. A blank erases
//! nothing, and where two files differ in a cell neither is taken.

use std::collections::BTreeMap;

use super::{
    reading::{CellReading, FileReading, RowReading},
    reason::{Reason, Weight},
    remark::{Remark, UnplacedRow},
    replaced,
    value::AnswerValue,
};
use crate::model::{Answer, AskedField, Entry, RowCell, Status, TaskId, Unread};

/// A task by its plan and number.
pub(super) type TaskKey = (String, TaskId);

/// What a unit answered about a task, from all of its files.
#[derive(Debug)]
pub(super) struct MergedRow<'a> {
    pub(super) entry: Entry<'a>,
    /// Where the task stood when the form was made, and the status was answered.
    pub(super) base: Option<Status>,
    /// At most one cell a field, but for those in which files differ.
    pub(super) cells: Vec<CellReading>,
    /// The status with which the form went out and came back; none where the unit left none in its cell, or forms held more
    /// than one.
    pub(super) held: Option<Status>,
}

/// Merges the files of a unit. What they say that `present` says already is no new answer. Rows that answer a task twice
/// go to the readings' unplaced rows.
pub(super) fn merge<'a>(
    readings: &mut [&mut FileReading<'a>],
    present: &dyn Fn(&str, TaskId) -> Option<Answer>,
) -> BTreeMap<TaskKey, MergedRow<'a>> {
    let mut rows: BTreeMap<TaskKey, Vec<RowReading<'a>>> = BTreeMap::new();
    for reading in readings.iter_mut() {
        let is_older = reading.is_older;
        for (key, row) in single_rows(reading) {
            let row = RowReading { is_older, ..row };
            rows.entry(key).or_default().push(row);
        }
    }
    let mut merged = BTreeMap::new();
    for (key, mut rows) in rows {
        let stored = present(&key.0, key.1);
        if let Some(stored) = &stored {
            rows.iter_mut().for_each(|row| mark_outdated(row, stored));
        }
        let Some(entry) = rows.first().map(|row| row.entry) else { continue };
        let mut row = MergedRow { entry, base: None, cells: Vec::new(), held: held(&rows) };
        let mut fields: BTreeMap<&'static str, Vec<(&RowReading<'_>, &CellReading)>> = BTreeMap::new();
        for reading in &rows {
            let is_new = |cell: &&CellReading| {
                !reading.is_as_held(cell) && !stored.as_ref().is_some_and(|stored| says(stored, cell))
            };
            for cell in reading.cells.iter().filter(is_new) {
                fields.entry(cell.field.token()).or_default().push((reading, cell));
            }
        }
        let as_sent = stored.as_ref().and_then(|stored| status_as_sent(&rows, stored));
        let is_less = |(_, cell): &(_, &CellReading)| matches!(cell.value, Ok(AnswerValue::Percent(percent)) if percent < 100);
        let percents = fields.get(AskedField::Percent.token());
        // A correction of other cells says nothing of the status, which the form brings along.
        if let Some((base, cell)) =
            as_sent.filter(|_| percents.is_some_and(|cells| cells.iter().any(is_less)))
            && !fields.contains_key(AskedField::Status.token())
        {
            row.base = Some(base);
            row.cells.push(cell);
        }
        for cells in fields.into_values() {
            let Some((reading, first)) = cells.first() else { continue };
            if cells.iter().all(|(_, cell)| is_same(first, cell)) {
                if first.field == AskedField::Status {
                    row.base = reading.base;
                }
                row.cells.push((*first).clone());
            } else {
                let disagree = |(_, cell): &(_, &CellReading)| CellReading {
                    text: cell.readable(),
                    value: Err(Reason::FileDisagrees),
                    ..(*cell).clone()
                };
                row.cells.extend(cells.iter().map(disagree));
            }
        }
        if !row.cells.is_empty() {
            merged.insert(key, row);
        }
    }
    merged
}

/// What was corrected since it came is no answer any more.
fn mark_outdated(row: &mut RowReading<'_>, stored: &Answer) {
    for index in 0..row.cells.len() {
        let Some(cell) = row.cells.get(index) else { continue };
        let is_outdated = |value: &AnswerValue| {
            let is_known = replaced::is_outdated(stored, cell.field, value)
                || row.is_older && replaced::has_answer(stored, cell.field);
            is_known && !says(stored, cell)
        };
        if row.is_as_held(cell) || !cell.value.as_ref().is_ok_and(is_outdated) {
            continue;
        }
        let text = cell.readable();
        if let Some(cell) = row.cells.get_mut(index) {
            (cell.text, cell.value) = (text, Err(Reason::AnswerOutdated));
        }
    }
}

/// The status with which a form went out and came back, where the unit had called the task done before: whether it takes that
/// back or left the cell alone, nothing tells.
fn status_as_sent(rows: &[RowReading<'_>], stored: &Answer) -> Option<(Status, CellReading)> {
    let earlier = stored.status.filter(|status| *status == Status::Done)?;
    let is_it = |row: &&RowReading<'_>| !row.is_older && row.base.is_some_and(|base| base != earlier);
    let row = rows.last().filter(is_it)?;
    let cell = row.cells.iter().find(|cell| row.is_as_held(cell))?;
    let waiting = CellReading { value: Err(Reason::StatusAsSent), ..cell.clone() };
    (!says(stored, &waiting)).then_some((row.base?, waiting))
}

/// The status that all rows held when they went out, if it still stands there: who empties the cell says nothing.
fn held(rows: &[RowReading<'_>]) -> Option<Status> {
    let first = rows.first()?.base?;
    let holds = |row: &RowReading<'_>| row.cells.iter().any(|cell| row.is_as_held(cell));
    (rows.iter().all(|row| row.base == Some(first)) && rows.iter().any(holds)).then_some(first)
}

/// The rows of a file by task. Where a task is answered twice, and differently, neither row is taken.
fn single_rows<'a>(reading: &mut FileReading<'a>) -> Vec<(TaskKey, RowReading<'a>)> {
    let mut by_task: BTreeMap<TaskKey, Vec<RowReading<'a>>> = BTreeMap::new();
    for row in std::mem::take(&mut reading.rows) {
        let key = (row.entry.plan.slug.clone(), row.entry.task.id);
        by_task.entry(key).or_default().push(row);
    }
    let mut single = Vec::new();
    for (key, rows) in by_task {
        let (answered, untouched): (Vec<_>, Vec<_>) = rows.into_iter().partition(RowReading::is_answered);
        let is_alike = |one: &RowReading<'_>, other: &RowReading<'_>| {
            one.cells.len() == other.cells.len()
                && one.cells.iter().zip(&other.cells).all(|(one, other)| is_same(one, other))
        };
        let alike = answered.first().is_none_or(|first| answered.iter().all(|row| is_alike(first, row)));
        if alike {
            single.extend(answered.into_iter().chain(untouched).next().map(|row| (key, row)));
            continue;
        }
        for row in answered {
            let remark = Remark::of_file(Reason::RowTwice, &row.file, row.text);
            reading.unplaced.push(Remark {
                row: UnplacedRow::of(&row.cells),
                place: row.place,
                plan: Some(key.0.clone()),
                task: Some(key.1),
                ..remark
            });
        }
    }
    single
}

fn is_same(one: &CellReading, other: &CellReading) -> bool {
    one.field == other.field
        && match (&one.value, &other.value) {
            (Ok(one), Ok(other)) => one == other,
            (Err(_), Err(_)) => one.text == other.text,
            _ => false,
        }
}

/// Whether an answer says already what stands in a cell.
fn says(answer: &Answer, cell: &CellReading) -> bool {
    let words = |stored: &Option<String>, words: &String| stored.as_ref() == Some(words);
    match (&cell.value, cell.field) {
        (Err(reason), field) => {
            // What was dropped for another cell is not asked about as outdated.
            let waits = |unread: &Unread| {
                (unread.field, &unread.text) == (field, &cell.text)
                    && (unread.why == reason.token() || *reason == Reason::AnswerOutdated)
            };
            // What a person settled is not asked about again.
            let is_settled = |known: &RowCell| {
                *reason != Reason::AnswerOutdated && known.field == field && known.text == cell.text
            };
            answer.unread.iter().any(waits) || answer.replaced.iter().any(is_settled)
        }
        (Ok(AnswerValue::Status(status)), _) => answer.status == Some(*status),
        (Ok(AnswerValue::Percent(percent)), _) => answer.percent == Some(*percent),
        (Ok(AnswerValue::Evidence(paths)), _) => answer.evidence == *paths,
        (Ok(AnswerValue::Expected { day, words }), _) => {
            (answer.expected, &answer.expected_text) == (*day, words)
        }
        (Ok(AnswerValue::Words(text)), AskedField::Problems) => words(&answer.problems, text),
        (Ok(AnswerValue::Words(text)), AskedField::Next) => words(&answer.next, text),
        (Ok(AnswerValue::Words(text)), _) => words(&answer.progress, text),
    }
}

impl MergedRow<'_> {
    /// The status that was answered, where it was understood.
    pub(super) fn status(&self) -> Option<(Status, &CellReading)> {
        self.cells.iter().find_map(|cell| match cell.value {
            Ok(AnswerValue::Status(status)) => Some((status, cell)),
            _ => None,
        })
    }

    /// Lays it over what was answered before.
    pub(super) fn apply(&self, answer: &mut Answer, asks_status: bool) {
        for cell in &self.cells {
            answer.unread.retain(|unread| unread.field != cell.field);
        }
        for cell in &self.cells {
            match &cell.value {
                Ok(value) => set(answer, cell.field, value.clone()),
                Err(reason) => answer.unread.push(Unread {
                    field: cell.field,
                    place: cell.place_to_find(*reason),
                    text: cell.text.clone(),
                    why: reason.token().to_owned(),
                    base: self.base.filter(|_| cell.field == AskedField::Status),
                }),
            }
        }
        let is_open = answer.unread.iter().any(|unread| unread.field == AskedField::Status);
        if answer.status.is_none() && asks_status && !is_open {
            answer.status = self.held;
        }
        if self.is_answer() {
            answer.sent_back = None;
        }
    }

    /// Whether it says something that was not corrected already.
    pub(super) fn is_answer(&self) -> bool {
        self.cells.iter().any(|cell| cell.value != Err(Reason::AnswerOutdated))
    }
}

/// Sets what was answered.
pub(super) fn set(answer: &mut Answer, field: AskedField, value: AnswerValue) {
    match (value, field) {
        (AnswerValue::Status(status), _) => answer.status = Some(status),
        (AnswerValue::Percent(percent), _) => answer.percent = Some(percent),
        (AnswerValue::Evidence(paths), _) => answer.evidence = paths,
        (AnswerValue::Expected { day, words }, _) => {
            answer.expected = day;
            answer.expected_text = words;
        }
        (AnswerValue::Words(words), AskedField::Problems) => answer.problems = Some(words),
        (AnswerValue::Words(words), AskedField::Next) => answer.next = Some(words),
        (AnswerValue::Words(words), _) => answer.progress = Some(words),
    }
}

/// The cells of a file that were not taken.
pub(super) fn cells_refused(
    rows: &BTreeMap<TaskKey, MergedRow<'_>>,
    file: &str,
    department: &str,
) -> Vec<Remark> {
    let mut refused = Vec::new();
    for ((plan, id), row) in rows {
        for cell in row.cells.iter().filter(|cell| cell.file == file) {
            let Err(reason) = cell.value else { continue };
            if reason.weight() == Weight::Refused {
                refused.push(Remark {
                    place: cell.place.clone(),
                    department: Some(department.to_owned()),
                    plan: Some(plan.clone()),
                    task: Some(*id),
                    field: Some(cell.field),
                    ..Remark::of_file(reason, file, cell.text.clone())
                });
            }
        }
    }
    refused
}
