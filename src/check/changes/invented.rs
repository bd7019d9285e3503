//! A record says what happened: a hand-over that departments changed, a closure that a task was closed, a correction that a
//! plan reads otherwise. Later editions go by them.

use super::{Breach, ChangeRule, Submission, changed, task_in};
use crate::{
    error::{Finding, Location},
    history::Difference,
    model::{Field, Handover, PlanCorrection, PlanFact, Registry, Status, Task, TaskId},
    store::{layout, load},
    text::Text,
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "invented-record",
    title: || {
        text!(
            "新的移交、销号、更正记录和曾用编号与实际改动一致",
            "a new hand-over, closure, correction or former number is about what changed with it"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let registry = load::registry(submission.after).unwrap_or_default();
    let mut breaches = Vec::new();
    for (difference, after) in submission.tasks_without_reason() {
        // What comes as a whole, or comes back, brings its own record.
        let is_whole = difference.before.is_none()
            && (!submission.had_store()
                || submission.is_new_plan(&difference.plan)
                || submission.comes_back(&difference.plan, after));
        if is_whole {
            continue;
        }
        let wrong = wrong_handover(submission, &registry, difference, after);
        breaches.extend(wrong.map(|at| of_task(submission, difference, after, Field::Handovers, at)));
        if let Some(id) = wrong_former_number(submission, difference, after) {
            let at = after.former_ids.iter().position(|known| *known == id);
            breaches.push(of_task(submission, difference, after, Field::FormerIds, at));
        }
        if is_closure_invented(submission, difference, after) {
            breaches.push(of_task(submission, difference, after, Field::Closure, None));
        }
    }
    let plans = submission.after.plans().unwrap_or_default();
    breaches.extend(plans.iter().filter_map(|slug| of_plan(submission, slug)));
    breaches
}

/// The place of the first new hand-over by which nobody handed anything over: it leads from a department that had the task
/// before and has it no more to one that has it, if need be by way of others.
fn wrong_handover(
    submission: &Submission<'_>,
    registry: &Registry,
    difference: &Difference,
    after: &Task,
) -> Option<Option<usize>> {
    let known = submission.task_in_base(difference).map(|task| task.handovers).unwrap_or_default();
    let made = submission.made(difference, Field::Handovers);
    let values = Field::Handovers.spec().value(after);
    let values = values.as_array().cloned().unwrap_or_default();
    let is_new = |(entry, value): &(&Handover, &serde_json::Value)| {
        made.iter().any(|change| change.from.is_null() && change.to == **value) && !known.contains(entry)
    };
    let new: Vec<&Handover> =
        after.handovers.iter().zip(&values).filter(is_new).map(|(entry, _)| entry).collect();
    let is_same = |one: &str, other: &str| submission.is_same_department(registry, one, other);
    let has = |task: &Task, name: &str| {
        let lead = task.lead.iter().flatten();
        task.departments.iter().chain(lead).any(|known| is_same(known, name))
    };
    let wrong = new.iter().find(|entry| {
        let comes = new.iter().any(|other| !std::ptr::eq(*other, **entry) && is_same(&other.to, &entry.from));
        let goes = new.iter().any(|other| !std::ptr::eq(*other, **entry) && is_same(&other.from, &entry.to));
        let had = difference.before.as_deref().is_some_and(|before| has(before, &entry.from));
        let is_right = (comes || had && !has(after, &entry.from)) && (goes || has(after, &entry.to));
        !is_right
    })?;
    Some(after.handovers.iter().position(|entry| entry == *wrong))
}

/// The first new former number that the task never had: of several commits one after the other knows what came in between.
fn wrong_former_number(submission: &Submission<'_>, difference: &Difference, after: &Task) -> Option<TaskId> {
    if submission.is_of_several() || submission.made(difference, Field::FormerIds).is_empty() {
        return None;
    }
    let base = submission.task_in_base(difference);
    let known = |task: &Task, id: &TaskId| task.id == *id || task.former_ids.contains(id);
    let had = |id: &TaskId| {
        difference.before.as_deref().is_some_and(|task| known(task, id))
            || base.as_ref().is_some_and(|task| known(task, id))
    };
    // A renumbering that was not said at once is said later.
    let is_gone = |id: &TaskId| {
        let slug = submission.plan_in_base(difference);
        let stood = submission.base.zip(slug).is_some_and(|(base, slug)| task_in(base, slug, *id).is_some());
        stood && task_in(submission.after, &difference.plan, *id).is_none()
    };
    after.former_ids.iter().find(|id| !had(id) && !is_gone(id)).copied()
}

/// Whether a closure came to a task that is not closed and was not.
fn is_closure_invented(submission: &Submission<'_>, difference: &Difference, after: &Task) -> bool {
    let came = match &difference.before {
        Some(before) => {
            before.closure.is_none()
                && before.status != Status::Closed
                && !submission.made(difference, Field::Closure).is_empty()
        }
        None => changed(difference, Field::Closure).next().is_none(),
    };
    let stood = submission.task_in_base(difference).is_some_and(|task| task.closure == after.closure);
    after.closure.is_some() && after.status != Status::Closed && came && !stood
}

fn of_task(
    submission: &Submission<'_>,
    difference: &Difference,
    after: &Task,
    field: Field,
    entry: Option<usize>,
) -> Breach {
    let (plan, id) = (&difference.plan, after.id);
    let message = match field {
        Field::Closure => text!(
            "任务 {id} 写上了销号记录，却没有销号",
            "task {id} got the record of a closure and was not closed"
        ),
        Field::FormerIds => text!(
            "任务 {id} 写上了它没有用过的编号（former_ids）",
            "task {id} got a former number that it never had"
        ),
        _ => text!(
            "任务 {id} 新的移交记录与责任部门的改动不符",
            "a new hand-over of task {id} is not how its departments changed"
        ),
    };
    let finding = Finding::new(RULE.id, message)
        .at(submission.place(plan, after, field.key(), entry))
        .fix(text!(
            "与实际不符的，删去这条；补记以前的，写明原因：`pjt update {plan}/{id} --note 原因`",
            "take it out where it did not happen; where it is recorded late, note why: `pjt update {plan}/{id} --note WHY`"
        ));
    Breach::new(format!("{} {}", submission.name_of(difference), field.key()), finding)
}

/// A new correction of a plan that corrects nothing. Of a merge both sides answered for theirs.
fn of_plan(submission: &Submission<'_>, slug: &str) -> Option<Breach> {
    let was = submission.plan_before(slug)?;
    if submission.brought.is_of_merge() {
        return None;
    }
    let before = load::plan(submission.before, was).ok()?;
    let after = load::plan(submission.after, slug).ok()?;
    let mut known = before.corrections.clone();
    let base = submission.base.and_then(|base| load::plan(base, was).ok());
    known.extend(base.map(|plan| plan.corrections).unwrap_or_default());
    let new: Vec<&PlanCorrection> = after.corrections.iter().filter(|one| !known.contains(one)).collect();
    let is_edition = submission.is_edition(slug);
    let wrong = new.iter().enumerate().find(|(at, one)| {
        let fact = (one.field, one.id);
        let is_its = |other: &&&PlanCorrection| (other.field, other.id) == fact;
        let earlier = new.iter().take(*at).rev().find(is_its).map(|other| Some(other.to.clone()));
        let stood = |fact: (PlanFact, Option<u32>)| before.fact(fact.0, fact.1).map(|said| said.into_owned());
        let begins = earlier.unwrap_or_else(|| stood(fact)) == one.from || is_edition;
        let goes_on = new.iter().skip(at + 1).any(|other| is_its(&other));
        let leads = goes_on || is_edition || after.fact(one.field, one.id).as_deref() == Some(&*one.to);
        let changes = one.from.as_deref() != Some(&*one.to);
        !(begins && leads && changes)
    });
    let (_, wrong) = wrong?;
    Some(Breach::new(
        format!("{was} correction {:?} {:?}", wrong.field, wrong.id),
        of_correction(submission, slug, wrong),
    ))
}

fn of_correction(submission: &Submission<'_>, slug: &str, wrong: &PlanCorrection) -> Finding {
    let to = &wrong.to;
    let message: Text = text!(
        "方案 {slug} 新的更正记录（更正为“{to}”）与实际改动不符",
        "a new correction of plan {slug} (to `{to}`) is not what was changed"
    );
    let place: Location = submission.place_in(&layout::plan_file(slug), Some("corrections"));
    Finding::new(RULE.id, message).at(place).fix(text!(
        "删去这条；要更正的用 `pjt plan edit {slug}`，它会如实记下",
        "take it out; `pjt plan edit {slug}` corrects and writes down what it did"
    ))
}
