//! An extension says what happened: the deadline that was, and the one that is.

use chrono::NaiveDate;
use serde_json::Value;

use super::{Breach, ChangeRule, Submission};
use crate::{
    error::Finding,
    history::Difference,
    import::edition::is_due_as_printed,
    model::{Change, ChangedField, Extension, Field, Subject, Task},
    store::load,
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "invented-extension",
    title: || {
        text!(
            "新的延期记录与时限的改动一致",
            "a new extension is about a deadline that moved, from what it was to what it is"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (difference, after) in submission.tasks_without_reason() {
        let base = submission.task_in_base(difference);
        let new = new_entries(submission, difference, after, base.as_ref());
        let Some(first) = new.first() else { continue };
        let wrong = match &difference.before {
            Some(before) => {
                let begins = begins(submission, difference, before, base.as_ref());
                // Two people may have prolonged it, each from what it was: one of the two days was taken.
                if submission.brought.is_of_merge() {
                    wrong_beside(&new, &begins.collect::<Vec<_>>(), after)
                } else {
                    wrong_entry(&new, begins, after.due)
                }
            }
            // Where a store begins, or a plan comes with its record, that record only has to hold together.
            None if !submission.had_store() || submission.is_new_plan(&difference.plan) => {
                wrong_entry(&new, std::iter::once(None), after.due)
            }
            // A task that is new has no deadline that could have moved.
            None => Some(*first).filter(|_| !submission.comes_back(&difference.plan, after)),
        };
        if let Some(wrong) = wrong {
            breaches.push(breach(submission, difference, after, wrong));
        }
    }
    breaches
}

fn breach(submission: &Submission<'_>, difference: &Difference, after: &Task, wrong: &Extension) -> Breach {
    let (plan, id, from, to) = (&difference.plan, after.id, wrong.from, wrong.to);
    let entry = after.extensions.iter().position(|entry| entry == wrong);
    let finding = Finding::new(
        RULE.id,
        text!(
            "编号{id} 新的延期记录写的是从 {from} 延到 {to}，而时限并没有这样改过",
            "a new extension of task {id} says from {from} to {to}, and its deadline did not move so"
        ),
    )
    .at(submission.place(plan, after, Field::Extensions.key(), entry))
    .fix(text!(
        "按实际改动写原来和现在的日期（from、to），或删去这条；补记以前的延期，写明原因：`pjt update {plan}/{id} --note 原因`",
        "write `from` and `to` as the deadline moved, or take it out; where it is recorded late, note why: `pjt update {plan}/{id} --note WHY`"
    ));
    Breach::new(format!("{} {from} {to}", submission.name_of(difference)), finding)
}

/// The deadlines from which a first new entry may lead; none is any: an edition may have set one that was moved at once.
fn begins(
    submission: &Submission<'_>,
    difference: &Difference,
    before: &Task,
    base: Option<&Task>,
) -> impl Iterator<Item = Option<NaiveDate>> + use<> {
    let edition = submission.is_edition(&difference.plan).then_some(None);
    let dues: Vec<_> = [Some(before), base].into_iter().flatten().map(|task| task.due).collect();
    let after = difference.after.as_deref();
    let end = after.and_then(|after| end_passed(submission, &difference.plan, after)).map(Some);
    edition.into_iter().chain(dues).chain(end)
}

/// The entries that no side of a merge gave and that were not there before the first of several commits.
fn new_entries<'a>(
    submission: &Submission<'_>,
    difference: &Difference,
    after: &'a Task,
    base: Option<&Task>,
) -> Vec<&'a Extension> {
    let made: Vec<Change> = match difference.before {
        Some(_) => submission.made(difference, Field::Extensions),
        // A task that came as a whole brought each of its entries.
        None => {
            let entries = Field::Extensions.spec().value(after);
            let subject = Subject::Task { plan: difference.plan.clone(), id: after.id };
            let field = ChangedField::Field(Field::Extensions);
            let brought = entries.as_array().into_iter().flatten().map(|entry| Change {
                subject: subject.clone(),
                field: field.clone(),
                from: Value::Null,
                to: entry.clone(),
            });
            brought.filter(|change| !submission.brought.gave(change)).collect()
        }
    };
    let facts = Field::Extensions.spec().value(after);
    let facts = facts.as_array().into_iter().flatten();
    let is_new = |(entry, facts): &(&Extension, &Value)| {
        made.iter().any(|change| change.from.is_null() && change.to == **facts)
            && !base.is_some_and(|base| base.extensions.contains(entry))
    };
    after.extensions.iter().zip(facts).filter(is_new).map(|(entry, _)| entry).collect()
}

/// The end of the plan, where the deadline lies behind it and not by the document: that it was granted may be written
/// down later.
fn end_passed(submission: &Submission<'_>, slug: &str, task: &Task) -> Option<NaiveDate> {
    let plan = load::plan(submission.after, slug).ok()?;
    let end = plan.period?.end?;
    (task.due.is_some_and(|due| due > end) && !is_due_as_printed(task, &plan)).then_some(end)
}

/// The first entry that does not go on from where the deadline was, or the last where it does not lead to where the
/// deadline is. Where there was none, a first one may have been set in between.
fn wrong_entry<'a>(
    new: &[&'a Extension],
    mut begins: impl Iterator<Item = Option<NaiveDate>>,
    due: Option<NaiveDate>,
) -> Option<&'a Extension> {
    let (first, last) = (new.first()?, new.last()?);
    if !begins.any(|due| due.is_none_or(|due| due == first.from)) {
        return Some(first);
    }
    let broken = new.iter().zip(new.iter().skip(1)).find(|(one, next)| one.to != next.from);
    broken.map(|(_, next)| *next).or_else(|| (due != Some(last.to)).then_some(*last))
}

/// The first entry of several sides that goes on from no deadline that was: neither from one that stood before, nor from where
/// another entry leads or one that was there begins; or the last where no entry leads to where the deadline is.
fn wrong_beside<'a>(
    new: &[&'a Extension],
    begins: &[Option<NaiveDate>],
    after: &Task,
) -> Option<&'a Extension> {
    let was_there = |other: &Extension| !new.contains(&other);
    let goes_on = |entry: &&&Extension| {
        begins.iter().any(|due| due.is_none_or(|due| due == entry.from))
            || after
                .extensions
                .iter()
                .any(|other| other.to == entry.from || was_there(other) && other.from == entry.from)
    };
    let lost = new.iter().find(|entry| !goes_on(entry));
    let is_reached = after.extensions.iter().any(|entry| after.due == Some(entry.to));
    lost.or_else(|| new.last().filter(|_| !is_reached)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_date;

    fn day(month: u32) -> NaiveDate {
        parse_date(&format!("2025-{month:02}-01")).unwrap()
    }

    fn wrong(moves: &[(u32, u32)], before: Option<u32>, due: Option<u32>) -> Option<usize> {
        let entries: Vec<Extension> = moves
            .iter()
            .map(|(from, to)| Extension {
                on: day(1),
                asked: None,
                from: day(*from),
                to: day(*to),
                reason: "汛期".into(),
                by: None,
            })
            .collect();
        let new: Vec<&Extension> = entries.iter().collect();
        let found = wrong_entry(&new, std::iter::once(before.map(day)), due.map(day))?;
        entries.iter().position(|entry| std::ptr::eq(entry, found))
    }

    #[test]
    fn extensions_lead_from_the_deadline_that_was_to_the_one_that_is() {
        assert_eq!(wrong(&[], Some(3), Some(4)), None);
        assert_eq!(wrong(&[(3, 4)], Some(3), Some(4)), None);
        assert_eq!(wrong(&[(3, 4), (4, 6)], Some(3), Some(6)), None);
        // A first deadline was set and moved.
        assert_eq!(wrong(&[(3, 4)], None, Some(4)), None);
        assert_eq!(wrong(&[(2, 4)], Some(3), Some(4)), Some(0));
        assert_eq!(wrong(&[(3, 4)], Some(3), Some(3)), Some(0));
        assert_eq!(wrong(&[(3, 4), (5, 6)], Some(3), Some(6)), Some(1));
        assert_eq!(wrong(&[(3, 4), (4, 5)], Some(3), Some(6)), Some(1));
        assert_eq!(wrong(&[(3, 4)], Some(3), None), Some(0));
    }
}
