//! A deadline or a beginning that was set moves for a reason.

use chrono::NaiveDate;

use super::{Breach, ChangeRule, Submission, changed, says_something};
use crate::{
    error::Finding,
    history::Difference,
    import::edition::is_due_of_document,
    model::{Field, Task},
    store::load,
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "moved-deadline",
    title: || {
        text!(
            "改动已定的时限、起始日期时写明了原因",
            "a deadline or a beginning that was set moves with a reason (extension or note)"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (difference, after) in submission.tasks_without_reason() {
        let Some(before) = &difference.before else { continue };
        let is_edition = submission.is_edition(&difference.plan);
        if is_edition && is_of_document(submission, difference, before) {
            continue;
        }
        if !is_edition {
            breaches.extend(moved_start(submission, difference, after));
        }
        let made = submission.made(difference, Field::Due);
        let Some(moved) = made.iter().find(|change| !change.from.is_null()) else { continue };
        let is_granted = changed(difference, Field::Extensions).any(|change| {
            change.from.is_null()
                && change.to.get("to") == Some(&moved.to)
                && says_something(&change.to, "reason")
        });
        if is_granted {
            continue;
        }
        let days = (before.due, after.due);
        breaches.push(breach(submission, difference, after, (Field::Due, "时限", "deadline"), days));
    }
    breaches
}

/// Whether the day is the document's, which may say another one now.
fn is_of_document(submission: &Submission<'_>, difference: &Difference, before: &Task) -> bool {
    let plan = load::plan(submission.before, difference.former_plan());
    plan.is_ok_and(|plan| is_due_of_document(before, &plan))
}

fn moved_start(submission: &Submission<'_>, difference: &Difference, after: &Task) -> Option<Breach> {
    let start = difference.before.as_ref()?.start;
    let made = submission.made(difference, Field::Start);
    let is_moved = made.iter().any(|change| !change.from.is_null());
    let breach = || {
        breach(submission, difference, after, (Field::Start, "起始日期", "beginning"), (start, after.start))
    };
    is_moved.then(breach)
}

/// A day that moved, from what to what, with its names in both languages.
fn breach(
    submission: &Submission<'_>,
    difference: &Difference,
    after: &Task,
    (field, zh, en): (Field, &str, &str),
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
) -> Breach {
    let (plan, id) = (&difference.plan, after.id);
    let day = |day: Option<NaiveDate>, none: &str| day.map_or(none.to_owned(), |day| day.to_string());
    let finding = Finding::new(
        RULE.id,
        text!(
            "编号{id} 的{zh}从 {} 改为 {}，却没有说明原因",
            "the {en} of task {id} moved from {} to {} without a reason",
            (day(from, "无"), day(to, "无")),
            (day(from, "none"), day(to, "none"))
        ),
    )
    .at(submission.place(plan, after, field.key(), None))
    .fix(text!(
        "写明原因：`pjt update {plan}/{id} --note 原因`；或改回原来的日期",
        "note the reason: `pjt update {plan}/{id} --note WHY`; or put the date back"
    ));
    let about = submission.name_of(difference);
    Breach::value(if field == Field::Due { about } else { format!("{about} {}", field.key()) }, finding)
}
