//! What was finished does not go back, and nothing is halted, without a reason.

use super::{ChangeRule, Submission, has_new_note};
use crate::{error::Finding, model::status::Requirement};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "unexplained-step",
    title: || {
        text!(
            "已完成的退回、暂缓、取消时写了新的进展",
            "a step back from done, and a halt, come with a new note"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (difference, after) in submission.tasks() {
        let Some(before) = &difference.before else { continue };
        if before.status.demands(after.status) != Requirement::Note || has_new_note(difference) {
            continue;
        }
        let (plan, id) = (&difference.plan, after.id);
        let [zh, en] = [crate::Lang::Zh, crate::Lang::En]
            .map(|lang| (before.status.label(lang), after.status.label(lang)));
        findings.push(
            Finding::new(
                RULE.id,
                text!(
                    "任务 {id} 从“{}”变为“{}”，却没有说明原因",
                    "task {id} went from {} to {} without a new note",
                    (zh.0, zh.1),
                    (en.0, en.1)
                ),
            )
            .at(submission.place(&difference.plan, after, "status", None))
            .fix(text!(
                "补上：`pjt update {plan}/{id} --note 原因`",
                "add it: `pjt update {plan}/{id} --note WHY`"
            )),
        );
    }
    findings
}
