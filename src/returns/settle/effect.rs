//! What a settlement does beside the return: what becomes of the task's status, and whether the answer contradicts itself
//! now.

use std::collections::BTreeMap;

use super::{Pending, Settled, Settlement};
use crate::{
    model::{Answer, AskedField, Registry, Return, Snapshot, TaskId},
    returns::{
        collected::Collected,
        contradiction,
        form::Owner,
        merge::MergedRow,
        reading::CellReading,
        reason::{Reason, Weight},
        remark::Remark,
        standing::{self, Candidate, Conflict, Verdict},
        value::AnswerValue,
    },
    store::load::LoadedReturn,
    text::Lang,
};

/// What a settlement does besides: what becomes of the task's status, and that the answer contradicts itself now.
pub fn effect(
    pending: &Pending<'_>,
    settlement: &Settlement,
    settled: &Settled,
    snapshot: &Snapshot,
    returns: &[LoadedReturn],
) -> Collected {
    let mut effect = status_effect(pending, settlement, settled, snapshot, returns);
    let id = match settlement {
        Settlement::Task(task) => Some(task.id),
        Settlement::Value(_) => pending.task,
        Settlement::Drop(_) => None,
    };
    let LoadedReturn { plan, value: after, .. } = settled.answered();
    let new = id.and_then(|id| contradiction::new((plan, id), [settled.before(), after], snapshot));
    effect.notices.extend(new.map(|(id, words)| {
        let department = owner_of(after, &snapshot.registry);
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| words.in_lang(lang));
        Remark {
            detail: Some(text!("{department}报{zh}", "{department} says {en}")),
            place: pending.place.to_owned(),
            ..Remark::of_answer(Reason::AnswerContradicts, "", &department, (plan, id), String::new())
        }
    }));
    effect
}

/// What a status that was settled does to its task, by the rules of `collect`: what it becomes, or why it stays. Where the
/// return doesn't say with which status the form went out, as without keys, what is judged is where the task stands now,
/// and a status that an office set is left alone.
fn status_effect(
    pending: &Pending<'_>,
    settlement: &Settlement,
    settled: &Settled,
    snapshot: &Snapshot,
    returns: &[LoadedReturn],
) -> Collected {
    let mut effect = Collected::default();
    let registry = &snapshot.registry;
    let LoadedReturn { plan, period, code, value: after } = settled.answered();
    let Some(id) = task_of(pending, settlement) else { return effect };
    let status_in =
        |value: &Return| value.tasks.iter().find(|answer| answer.id == id).and_then(|own| own.status);
    // A row may be added to an answer that says where the task stands already.
    let status = status_in(after).filter(|status| {
        pending.field == Some(AskedField::Status) || status_in(settled.before()) != Some(*status)
    });
    let entry = snapshot.entries().find(|entry| entry.plan.slug == *plan && entry.task.id == id);
    let Some((status, entry)) = status.zip(entry) else { return effect };
    let department = owner_of(after, registry);
    let store = entry.task.status;
    let base = pending.base.or_else(|| (!store.is_for_office()).then_some(store));
    match standing::judge(entry, &department, base, status, registry) {
        Verdict::Nothing => {}
        Verdict::Not(reason) if reason.weight() != Weight::Conflict => effect.notices.push(Remark {
            place: pending.place.to_owned(),
            department: Some(department),
            plan: Some(plan.clone()),
            task: Some(id),
            field: Some(AskedField::Status),
            ..Remark::of_file(reason, "", status.label(Lang::Zh).to_owned())
        }),
        Verdict::Not(reason) => effect.conflicts.push(Conflict {
            reason,
            plan: plan.clone(),
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
            let candidates = BTreeMap::from([((plan.clone(), id), vec![candidate])]);
            let of = |plan: &str, id: TaskId| {
                let is_own = |other: &&LoadedReturn| other.plan == plan && other.period == *period;
                let others = returns.iter().filter(is_own).filter(|other| other.code != *code);
                let all = others.map(|other| &other.value).chain([after]);
                answers_about(id, all, registry)
            };
            (effect.accepted, effect.conflicts) = standing::settle(&candidates, &of, registry);
        }
    }
    effect
}

/// The task whose status a settlement may say.
fn task_of(pending: &Pending<'_>, settlement: &Settlement) -> Option<TaskId> {
    match (pending.field, settlement) {
        (Some(AskedField::Status), _) => pending.task,
        (None, Settlement::Task(task)) => Some(task.id),
        _ => None,
    }
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
