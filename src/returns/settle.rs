//! What was kept of a return because it could not be read or placed, and how a person settles it.

use std::collections::BTreeMap;

use chrono::Datelike as _;

use super::{
    collected::Collected,
    expected::Written,
    form::Owner,
    merge::{self, MergedRow},
    reading::CellReading,
    reason::Weight,
    remark::Remark,
    standing::{self, Candidate, Conflict, Verdict},
    value::{self, AnswerValue},
};
use crate::{
    error::{Error, Result},
    import::container::{CellValue, StoredCell},
    model::{Answer, AskedField, Dropped, Registry, Return, Snapshot, Status, TaskId},
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
    /// A row belongs to this task, as progress in these words, or in its own.
    Task(TaskId, Option<String>),
    /// It means nothing, for this reason.
    Drop(String),
}

impl Pending<'_> {
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

/// The return after a person has settled one thing in it.
///
/// # Errors
/// When the value is none for the field, or the settlement none for what waits.
pub fn settle(pending: &Pending<'_>, settlement: &Settlement) -> Result<Return> {
    let mut after = pending.found.value.clone();
    match (pending.task.zip(pending.field), settlement) {
        (Some((id, field)), Settlement::Value(words)) => {
            let answer = answer(&mut after, id);
            merge::set(answer, field, read(field, words, pending.found)?);
            answer.unread.retain(|unread| unread.field != field);
        }
        (Some((id, field)), Settlement::Drop(reason)) => {
            let is_it = |place: &str, text: &str| (place, text) == (pending.place, pending.text);
            answer(&mut after, id)
                .unread
                .retain(|unread| unread.field != field || !is_it(&unread.place, &unread.text));
            after.dropped.push(pending.dropped(reason));
        }
        (None, Settlement::Task(id, words)) => {
            let words = words.as_deref().unwrap_or(pending.text);
            let answer = answer(&mut after, *id);
            answer.progress = Some(match answer.progress.take() {
                Some(progress) => format!("{progress}\n{words}"),
                None => words.to_owned(),
            });
            drop_row(&mut after, pending);
        }
        (None, Settlement::Drop(reason)) => {
            drop_row(&mut after, pending);
            after.dropped.push(pending.dropped(reason));
        }
        (Some(_), Settlement::Task(..)) => {
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
    Ok(after)
}

/// What a status that was settled does to its task, by the rules of `collect`: what it becomes, or why it stays. Where the
/// return doesn't say with which status the form went out, as without keys, what is judged is where the task stands now,
/// and a status that an office set is left alone.
pub fn effect(
    pending: &Pending<'_>,
    after: &Return,
    snapshot: &Snapshot,
    returns: &[LoadedReturn],
) -> Collected {
    let mut effect = Collected::default();
    let (found, registry) = (pending.found, &snapshot.registry);
    let Some(id) = pending.task.filter(|_| pending.field == Some(AskedField::Status)) else { return effect };
    let status = after.tasks.iter().find(|answer| answer.id == id).and_then(|answer| answer.status);
    let entry = snapshot.entries().find(|entry| entry.plan.slug == found.plan && entry.task.id == id);
    let Some((status, entry)) = status.zip(entry) else { return effect };
    let department = owner_of(after, registry);
    let store = entry.task.status;
    let base = pending.base.or_else(|| (!store.is_for_office()).then_some(store));
    match standing::judge(entry, &department, base, status, registry) {
        Verdict::Nothing => {}
        Verdict::Not(reason) if reason.weight() != Weight::Conflict => effect.notices.push(Remark {
            place: pending.place.to_owned(),
            department: Some(department),
            plan: Some(found.plan.clone()),
            task: Some(id),
            field: Some(AskedField::Status),
            ..Remark::of_file(reason, "", status.label(crate::Lang::Zh).to_owned())
        }),
        Verdict::Not(reason) => effect.conflicts.push(Conflict {
            reason,
            plan: found.plan.clone(),
            task: id,
            department,
            file: String::new(),
            place: pending.place.to_owned(),
            base,
            store,
            returned: status,
        }),
        Verdict::Candidate => {
            let cell = CellReading {
                field: AskedField::Status,
                file: String::new(),
                place: pending.place.to_owned(),
                text: pending.text.to_owned(),
                value: Ok(AnswerValue::Status(status)),
            };
            let row = MergedRow { entry, base, cells: vec![cell], held: None };
            let candidate = Candidate { row: &row, department: &department };
            let candidates = BTreeMap::from([((found.plan.clone(), id), vec![candidate])]);
            let of = |plan: &str, id: TaskId| {
                let is_own = |other: &&LoadedReturn| other.plan == plan && other.period == found.period;
                let others = returns.iter().filter(is_own).filter(|other| other.code != found.code);
                let all = others.map(|other| &other.value).chain([after]);
                answers_about(id, all, registry)
            };
            (effect.accepted, effect.conflicts) = standing::settle(&candidates, &of, registry);
        }
    }
    effect
}

/// The department whose return it is, as the registry calls it now.
fn owner_of(value: &Return, registry: &Registry) -> String {
    Owner::of(&value.department, registry).map_or(value.department.clone(), |owner| owner.department)
}

/// What these returns say of a task, each with its department.
fn answers_about<'a>(
    id: TaskId,
    returns: impl Iterator<Item = &'a Return>,
    registry: &Registry,
) -> Vec<(String, &'a Answer)> {
    let all = returns.flat_map(|value| value.tasks.iter().map(move |answer| (value, answer)));
    all.filter(|(_, answer)| answer.id == id)
        .map(|(value, answer)| (owner_of(value, registry), answer))
        .collect()
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
    let cell = StoredCell::new(1, 1, CellValue::Text(words.to_owned()));
    let written = Written { year: found.period.days().1.year(), received: found.value.received };
    value::read(field, &cell, false, written).map_err(|reason| {
        let meaning = reason.words();
        Error::usage(text!("读不懂“{words}”", "can't read `{words}`")).named(reason.token()).hint(meaning)
    })
}

fn unfit(hint: &crate::Text) -> Error {
    Error::usage(text!("不能这样处理", "it can't be settled so")).named("unfit-settlement").hint(hint.clone())
}
