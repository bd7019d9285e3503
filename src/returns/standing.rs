//! What a reported status does to a task, three ways: where it stood when the form went out, where it stands now, and
//! what was reported. Only a lead moves a task; several leads move it together.

use std::collections::BTreeMap;

use super::{
    merge::{MergedRow, TaskKey},
    reason::Reason,
};
use crate::{
    model::{Answer, Entry, Registry, Status, TaskId},
    text::is_evidence,
};

/// A status that becomes the task's.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Accepted {
    /// The plan's slug.
    pub plan: String,
    /// The task.
    pub task: TaskId,
    /// Who reported it.
    pub department: String,
    /// Where it stood.
    pub from: Status,
    /// Where it stands now.
    pub to: Status,
    /// What proves it, for a task that is done.
    pub evidence: Vec<String>,
}

/// A reported status that another one stands against.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Conflict {
    /// Why.
    pub reason: Reason,
    /// The plan's slug.
    pub plan: String,
    /// The task.
    pub task: TaskId,
    /// Who reported it.
    pub department: String,
    /// The file, and the cell in it.
    pub file: String,
    /// Sheet and cell.
    pub place: String,
    /// Where it stood when the form was made; not known where the keys are gone.
    pub base: Option<Status>,
    /// Where it stands now.
    pub store: Status,
    /// What was reported.
    pub returned: Status,
}

/// Whether a unit answers for a task: none where nobody knows who does. Whoever took over from it does so for it.
pub(super) fn leads(entry: Entry<'_>, department: &str, registry: &Registry) -> Option<bool> {
    let lead = entry.answering()?;
    Some(lead.iter().any(|name| is_one(name, department, registry)))
}

/// Whether a name in a task means a unit or whoever took over from it.
pub(super) fn is_one(name: &str, department: &str, registry: &Registry) -> bool {
    let Some(known) = registry.find(name) else { return false };
    known.name == department
        || registry.find(department).is_some_and(|own| registry.heir(own).name == known.name)
}

/// What one report says of a task's status by itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verdict {
    /// It says nothing new.
    Nothing,
    /// It is not the report's to say.
    Not(Reason),
    /// It may become the task's.
    Candidate,
}

/// Judges a reported status.
pub(super) fn judge(
    entry: Entry<'_>,
    department: &str,
    base: Option<Status>,
    returned: Status,
    registry: &Registry,
) -> Verdict {
    let store = entry.task.status;
    if Some(returned) == base || returned == store {
        return Verdict::Nothing;
    }
    // What the office withdrew, or closed since, is nobody's to move.
    if store == Status::Withdrawn || store == Status::Closed && base != Some(store) {
        return Verdict::Not(Reason::TaskEnded);
    }
    match leads(entry, department, registry) {
        None => return Verdict::Not(Reason::LeadUnknown),
        Some(false) => return Verdict::Not(Reason::SupportStatus),
        Some(true) => {}
    }
    if returned == Status::Suspended {
        return Verdict::Not(Reason::SuspendAsked);
    }
    if base != Some(store) {
        return Verdict::Not(Reason::ChangedMeanwhile);
    }
    if store == Status::Suspended {
        return Verdict::Not(Reason::ResumeAsked);
    }
    if store.is_completed() && store.goes_back(returned) {
        return Verdict::Not(Reason::StepBack);
    }
    Verdict::Candidate
}

/// A report that may move its task.
pub(super) struct Candidate<'r, 'a> {
    pub(super) row: &'r MergedRow<'a>,
    pub(super) department: &'r str,
}

/// What each department has answered about a task.
pub(super) type Answers<'r> = dyn Fn(&str, TaskId) -> Vec<(String, &'r Answer)> + 'r;

/// What all reports of the leads make of the tasks. `answers` gives what each department has answered about a task in
/// the period, what comes in now among it.
pub(super) fn settle<'r>(
    candidates: &BTreeMap<TaskKey, Vec<Candidate<'r, '_>>>,
    answers: &Answers<'r>,
    registry: &Registry,
) -> (Vec<Accepted>, Vec<Conflict>) {
    let (mut accepted, mut conflicts) = (Vec::new(), Vec::new());
    for ((plan, id), candidates) in candidates {
        let Some(first) = candidates.first() else { continue };
        let entry = first.row.entry;
        let lead = entry.answering().unwrap_or_default();
        let answers = answers(plan, *id);
        let reported: Vec<Option<&Answer>> = lead
            .iter()
            .map(|name| {
                let own = answers.iter().find(|(department, _)| is_one(name, department, registry));
                own.map(|(_, answer)| *answer)
            })
            .collect();
        let statuses: Vec<Option<Status>> =
            reported.iter().map(|answer| answer.and_then(|answer| answer.status)).collect();
        for Candidate { row, department } in candidates {
            let Some((returned, cell)) = row.status() else { continue };
            let agrees = statuses.iter().all(|status| match status {
                Some(status) => *status == returned,
                None => returned != Status::Done,
            });
            if !agrees {
                conflicts.push(Conflict {
                    reason: Reason::LeadsDisagree,
                    plan: plan.clone(),
                    task: *id,
                    department: (*department).to_owned(),
                    file: cell.file.clone(),
                    place: cell.place.clone(),
                    base: row.base,
                    store: entry.task.status,
                    returned,
                });
                continue;
            }
            if accepted.iter().any(|known: &Accepted| (&known.plan, known.task) == (plan, *id)) {
                continue;
            }
            let proof = reported.iter().flatten().flat_map(|answer| answer.evidence.iter().cloned());
            // The return keeps words that name nothing; they prove nothing of the task.
            let proof = proof.filter(|words| is_evidence(words));
            let evidence = if returned == Status::Done { proof.collect() } else { Vec::new() };
            accepted.push(Accepted {
                plan: plan.clone(),
                task: *id,
                department: (*department).to_owned(),
                from: entry.task.status,
                to: returned,
                evidence,
            });
        }
    }
    (accepted, conflicts)
}
