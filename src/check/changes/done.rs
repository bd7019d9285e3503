//! Done is said on some ground.

use super::{ChangeRule, Submission, has_new_note};
use crate::{error::Finding, text::is_blank};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "done-without-grounds",
    title: || text!("改为已完成时写了进展或附了佐证", "a task that becomes done gets a note or has evidence"),
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (difference, after) in submission.tasks() {
        let was = difference.before.as_ref().is_some_and(|before| before.status.is_completed());
        // A task that came as a whole brought its notes with it.
        let has_note = match &difference.before {
            Some(_) => has_new_note(difference),
            None => after.notes.iter().any(|note| !is_blank(&note.text)),
        };
        let has_evidence = after.evidence.iter().any(|path| !is_blank(path));
        if was || !after.status.is_completed() || has_note || has_evidence {
            continue;
        }
        let (plan, id) = (&difference.plan, after.id);
        findings.push(
            Finding::new(
                RULE.id,
                text!(
                    "任务 {id} 改为已完成，却没有新的进展，也没有佐证",
                    "task {id} became done without a new note and without evidence"
                ),
            )
            .at(submission.place(&difference.plan, after, "status", None))
            .fix(text!(
                "补上：`pjt update {plan}/{id} --note 说明`，或 `--evidence 路径或网址`",
                "add it: `pjt update {plan}/{id} --note TEXT`, or `--evidence PATH|URL`"
            )),
        );
    }
    findings
}
