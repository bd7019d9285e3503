//! A task that is struck off has a record of it.

use super::{Breach, ChangeRule, Submission};
use crate::{
    error::Finding,
    model::{Field, Status},
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "closed-without-record",
    title: || text!("销号的任务有销号记录", "a task that becomes closed gets its record (closure)"),
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (difference, after) in submission.tasks() {
        // A task that came with its plan came as it was.
        let becomes = match &difference.before {
            Some(before) => {
                before.status != Status::Closed && !submission.made(difference, Field::Status).is_empty()
            }
            None => !submission.is_edition(&difference.plan),
        };
        if !becomes || after.status != Status::Closed || after.closure.is_some() {
            continue;
        }
        let (plan, id) = (&difference.plan, after.id);
        let finding = Finding::new(
            RULE.id,
            text!(
                "编号{id} 改为已销号，却没有销号记录（closure）",
                "task {id} became closed without a record of it (`closure`)"
            ),
        )
        .at(submission.place(plan, after, Field::Status.key(), None))
        .fix(text!(
            "先把状态改回已完成（done），再用 `pjt update {plan}/{id} --status 已销号` 销号",
            "put the status back to `done`, then close it with `pjt update {plan}/{id} --status closed`"
        ));
        breaches.push(Breach::value(submission.name_of(difference), finding));
    }
    breaches
}
