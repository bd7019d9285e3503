//! Done is said on some ground.

use super::{Breach, ChangeRule, Submission, has_reason};
use crate::{
    error::Finding,
    model::{ChangedField, Field, Status, Subject, TaskId},
    text::says_nothing,
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "done-without-grounds",
    title: || text!("改为已完成时写了进展或附了佐证", "a task that becomes done gets a note or has evidence"),
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (difference, after) in submission.tasks() {
        // A task that came as a whole brought its notes with it.
        let (becomes, has_note) = match &difference.before {
            Some(before) => (
                !before.status.is_completed() && !submission.made(difference, Field::Status).is_empty(),
                has_reason(difference),
            ),
            None => (true, after.notes.iter().any(|note| !says_nothing(&note.text))),
        };
        let is_grounded =
            has_note || after.has_evidence() || is_reported(submission, &difference.plan, after.id);
        if !becomes || !after.status.is_completed() || is_grounded {
            continue;
        }
        let (plan, id) = (&difference.plan, after.id);
        let finding = Finding::new(
            RULE.id,
            text!(
                "编号{id} 改为已完成，却没有新的进展，也没有佐证",
                "task {id} became done without a new note and without evidence"
            ),
        )
        .at(submission.place(&difference.plan, after, "status", None))
        .fix(text!(
            "补上：`pjt update {plan}/{id} --note 说明`，或 `--evidence 路径或网址`",
            "add it: `pjt update {plan}/{id} --note TEXT`, or `--evidence PATH|URL`"
        ));
        breaches.push(Breach::value(submission.name_of(difference), finding));
    }
    breaches
}

/// Whether a department's return, which came with it, says that the task is done.
fn is_reported(submission: &Submission<'_>, slug: &str, id: TaskId) -> bool {
    let of_status = ChangedField::Key("status".to_owned());
    submission.differences.others.iter().any(|change| {
        let is_its = matches!(&change.subject, Subject::Return { plan, task, .. } if plan == slug && *task == Some(id));
        let status = change.to.as_str().and_then(|token| token.parse::<Status>().ok());
        is_its && change.field == of_status && status.is_some_and(Status::is_completed)
    })
}
