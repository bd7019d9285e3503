//! What was kept of a return because it could not be read or placed, and how a person settles it.

mod effect;
mod fit;

use chrono::Datelike as _;

pub use self::{effect::effect, fit::ensure_fits};
use super::{
    expected::Written,
    merge,
    number::Number,
    reason::Reason,
    replaced,
    value::{self, AnswerValue},
};
use crate::{
    error::{Error, Result},
    model::{Answer, AskedField, Dropped, Return, Status, TaskId, Unplaced, Unread},
    store::load::LoadedReturn,
    text::digest::sha256,
};

/// Something that waits for a person.
#[derive(Clone, Debug)]
pub struct Pending<'a> {
    /// What it is called while it waits: it is made of what it holds.
    pub id: String,
    /// The return that it is in.
    pub found: &'a LoadedReturn,
    /// The task, for a cell.
    pub task: Option<TaskId>,
    /// What was asked there, for a cell.
    pub field: Option<AskedField>,
    /// Sheet and cell, or sheet and row.
    pub place: &'a str,
    /// What stands there.
    pub text: &'a str,
    /// Why it was not taken.
    pub why: &'a str,
    /// Where the task stood when the form went out, as far as that was kept.
    pub base: Option<Status>,
}

/// What a person makes of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Settlement {
    /// A cell means this.
    Value(String),
    /// A row belongs to a task.
    Task(RowTask),
    /// It means nothing, for this reason.
    Drop(String),
}

/// The task that a row belongs to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RowTask {
    /// Its plan: one form may ask about several.
    pub plan: String,
    /// Its number.
    pub id: TaskId,
    /// Words that take the place of the row's progress.
    pub words: Option<String>,
}

/// The returns after a person has settled one thing.
#[derive(Clone, Debug)]
pub struct Settled {
    /// That in which it waited.
    pub waited: LoadedReturn,
    /// That in which its row was filed, where it belongs to a task of another plan.
    pub filed: Option<LoadedReturn>,
    /// What the one that has the answer now held before.
    before: Return,
}

impl Settled {
    /// The return that has the answer.
    pub fn answered(&self) -> &LoadedReturn {
        self.filed.as_ref().unwrap_or(&self.waited)
    }

    /// What it held before.
    pub fn before(&self) -> &Return {
        &self.before
    }

    /// Every return that was touched.
    pub fn all(&self) -> impl Iterator<Item = &LoadedReturn> {
        std::iter::once(&self.waited).chain(&self.filed)
    }
}

impl Pending<'_> {
    /// The row that waits, if it is one.
    fn row(&self) -> Option<&Unplaced> {
        let is_it = |row: &&Unplaced| (row.place.as_str(), row.text.as_str()) == (self.place, self.text);
        self.found.value.unplaced.iter().find(is_it).filter(|_| self.field.is_none())
    }

    /// Whether it is a row whose answers were kept as words alone, not by column.
    pub fn is_words_alone(&self) -> bool {
        self.row().is_some_and(|row| row.cells.is_empty())
    }

    /// What other forms of the unit say in the cell that was settled: it is dropped, with its place, and isn't the answer
    /// once more when it comes again. What says the same was taken with it.
    fn set_aside(&self, settled: Vec<Unread>, answer: &mut Answer, value: &str) -> Vec<Dropped> {
        let mut dropped = Vec::new();
        for Unread { field, place, text, why, .. } in settled {
            if (place.as_str(), text.as_str()) == (self.place, self.text)
                || replaced::is_said(answer, field, &text)
            {
                continue;
            }
            replaced::keep_words(answer, field, text.clone());
            let reason = format!("同一格另有填报，以“{value}”为准");
            dropped.push(Dropped { task: self.task, field: Some(field), place, text, why, reason });
        }
        dropped
    }

    /// What is remembered of it when it is dropped.
    fn dropped(&self, reason: &str) -> Dropped {
        Dropped {
            task: self.task,
            field: self.field,
            place: self.place.to_owned(),
            text: self.text.to_owned(),
            why: self.why.to_owned(),
            reason: reason.to_owned(),
        }
    }
}

/// Everything that waits, in the order of the returns.
pub fn pending(returns: &[LoadedReturn]) -> Vec<Pending<'_>> {
    let mut all = Vec::new();
    for found in returns {
        for answer in &found.value.tasks {
            all.extend(answer.unread.iter().map(|unread| Pending {
                id: name(
                    found,
                    &format!("{} {}", answer.id, unread.field.token()),
                    &unread.place,
                    &unread.text,
                ),
                found,
                task: Some(answer.id),
                field: Some(unread.field),
                place: &unread.place,
                text: &unread.text,
                why: &unread.why,
                base: unread.base,
            }));
        }
        all.extend(found.value.unplaced.iter().map(|row| Pending {
            id: name(found, "", &row.place, &row.text),
            found,
            task: None,
            field: None,
            place: &row.place,
            text: &row.text,
            why: &row.why,
            base: None,
        }));
    }
    all
}

fn name(found: &LoadedReturn, what: &str, place: &str, text: &str) -> String {
    let words =
        [&found.plan, &found.period.to_string(), &found.code, what, place, text].map(String::from).join("\0");
    sha256(words.as_bytes()).chars().take(6).collect()
}

/// The returns after a person has settled one thing in one of them. A row of a task of another plan is filed in the
/// department's return about that one.
///
/// # Errors
/// When the value is none for the field, or the settlement none for what waits.
pub fn settle(pending: &Pending<'_>, settlement: &Settlement, returns: &[LoadedReturn]) -> Result<Settled> {
    let mut waited = pending.found.clone();
    let (mut filed, mut before) = (None, waited.value.clone());
    let after = &mut waited.value;
    match (pending.task.zip(pending.field), settlement) {
        (Some((id, field)), Settlement::Value(words)) => {
            let answer = answer(after, id);
            let before = answer.clone();
            merge::set(answer, field, read(field, words, pending.found)?);
            let (settled, kept) =
                std::mem::take(&mut answer.unread).into_iter().partition(|unread| unread.field == field);
            answer.unread = kept;
            // An older form, or the same saved again, doesn't ask about it once more.
            replaced::keep(&before, answer);
            replaced::keep_words(answer, field, pending.text.to_owned());
            let others = pending.set_aside(settled, answer, words);
            after.dropped.extend(others);
        }
        (Some((id, field)), Settlement::Drop(reason)) => {
            let is_it = |place: &str, text: &str| (place, text) == (pending.place, pending.text);
            answer(after, id)
                .unread
                .retain(|unread| unread.field != field || !is_it(&unread.place, &unread.text));
            after.dropped.push(pending.dropped(reason));
        }
        (None, Settlement::Task(RowTask { plan, id, words })) => {
            if *plan == pending.found.plan {
                place_row(pending, answer(after, *id), words.as_deref());
            } else {
                let mut other = fit::return_about(plan, pending.found, returns);
                before = other.value.clone();
                place_row(pending, answer(&mut other.value, *id), words.as_deref());
                filed = Some(other);
            }
            drop_row(after, pending);
        }
        (None, Settlement::Drop(reason)) => {
            drop_row(after, pending);
            after.dropped.push(pending.dropped(reason));
        }
        (Some(_), Settlement::Task(_)) => {
            return Err(unfit(&text!(
                "这是一格，不是一行：用 `--value` 写明它的意思，或用 `--drop` 丢弃",
                "this is a cell and not a row: say what it means with `--value`, or drop it with `--drop`"
            )));
        }
        (None, Settlement::Value(_)) => {
            return Err(unfit(&text!(
                "这是一行，不是一格：用 `--task` 归到任务，或用 `--drop` 丢弃",
                "this is a row and not a cell: give it a task with `--task`, or drop it with `--drop`"
            )));
        }
    }
    Ok(Settled { waited, filed, before })
}

/// Files a row with the answer about a task, each of its cells under its own field. What is not understood, or differs from
/// an answer that is there, waits for a person as a cell. `words` take the place of its progress.
fn place_row(pending: &Pending<'_>, answer: &mut Answer, words: Option<&str>) {
    let row = pending.row();
    let cells = row.map_or(&[][..], |row| row.cells.as_slice());
    if cells.is_empty() {
        add(&mut answer.progress, words.unwrap_or(pending.text));
        return;
    }
    let mut progress =
        cells.iter().find(|cell| cell.field == AskedField::Progress).map(|cell| cell.text.clone());
    // Words of its own are a part of what it reports, unless its number says that they are meant for this task.
    let number = pending.text.split_whitespace().next().and_then(Number::read);
    let own = row.and_then(|row| row.content.as_ref()).filter(|_| number != Some(Number::Is(answer.id)));
    if let Some(own) = own {
        progress = Some(progress.map_or_else(|| own.clone(), |progress| format!("{own}：{progress}")));
    }
    if let Some(words) = words.or(progress.as_deref()) {
        add(&mut answer.progress, words);
    }
    for cell in cells.iter().filter(|cell| cell.field != AskedField::Progress) {
        let why = match value::of_words(cell.field, &cell.text, written(pending.found)) {
            Ok(value) if fits(answer, cell.field, &value) => {
                match (value, cell.field) {
                    (AnswerValue::Words(words), AskedField::Problems) => add(&mut answer.problems, &words),
                    (AnswerValue::Words(words), _) => add(&mut answer.next, &words),
                    (AnswerValue::Evidence(paths), _) => {
                        let known = std::mem::take(&mut answer.evidence);
                        let new: Vec<String> =
                            paths.into_iter().filter(|path| !known.contains(path)).collect();
                        answer.evidence = [known, new].concat();
                    }
                    (value, field) => merge::set(answer, field, value),
                }
                continue;
            }
            Ok(_) => Reason::FileDisagrees,
            Err(reason) => reason,
        };
        answer.unread.push(Unread {
            field: cell.field,
            place: pending.place.to_owned(),
            text: cell.text.clone(),
            why: why.token().to_owned(),
            base: None,
        });
    }
}

/// Whether nothing else is answered there already; words and proofs are added to others.
fn fits(answer: &Answer, field: AskedField, value: &AnswerValue) -> bool {
    match value {
        AnswerValue::Status(status) => answer.status.is_none_or(|known| known == *status),
        AnswerValue::Percent(percent) => answer.percent.is_none_or(|known| known == *percent),
        AnswerValue::Expected { day, words } => {
            let is_open = answer.expected.is_none() && answer.expected_text.is_none();
            is_open || (answer.expected, &answer.expected_text) == (*day, words)
        }
        AnswerValue::Words(_) | AnswerValue::Evidence(_) => field != AskedField::Status,
    }
}

/// Adds words to those that are there.
fn add(known: &mut Option<String>, words: &str) {
    *known = Some(match known.take() {
        Some(before) if before == words => before,
        Some(before) => format!("{before}\n{words}"),
        None => words.to_owned(),
    });
}

fn drop_row(after: &mut Return, pending: &Pending<'_>) {
    after.unplaced.retain(|row| (row.place.as_str(), row.text.as_str()) != (pending.place, pending.text));
}

/// The answer about a task; a new one where there is none.
fn answer(value: &mut Return, id: TaskId) -> &mut Answer {
    let at = match value.tasks.binary_search_by_key(&id, |answer| answer.id) {
        Ok(at) => at,
        Err(at) => {
            // In a file that somebody reordered it may stand elsewhere.
            let there = value.tasks.iter().position(|answer| answer.id == id);
            there.unwrap_or_else(|| {
                value.tasks.insert(at, Answer { id, ..Answer::default() });
                at
            })
        }
    };
    #[expect(clippy::indexing_slicing, reason = "it was found or put there just now")]
    &mut value.tasks[at]
}

/// What somebody typed, read as a cell is.
fn read(field: AskedField, words: &str, found: &LoadedReturn) -> Result<value::AnswerValue> {
    value::of_words(field, words, written(found)).map_err(|reason| {
        let meaning = reason.words();
        Error::usage(text!("读不懂“{words}”", "can't read `{words}`")).named(reason.token()).hint(meaning)
    })
}

/// When a return was written.
fn written(found: &LoadedReturn) -> Written {
    Written { year: found.period.days().1.year(), received: found.value.received }
}

fn unfit(hint: &crate::Text) -> Error {
    Error::usage(text!("不能这样处理", "it can't be settled so")).named("unfit-settlement").hint(hint.clone())
}
