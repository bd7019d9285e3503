//! What was finished does not go back, and nothing is halted, without a reason.

use super::{Breach, ChangeRule, Submission, changed, has_reason};
use crate::{
    error::Finding,
    model::{Field, status::Requirement},
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "unexplained-step",
    title: || {
        text!(
            "已完成的退回，暂缓、取消和恢复时写了新的进展",
            "a step back from done, a halt, and its end come with a new note"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (difference, after) in submission.tasks() {
        let Some(before) = &difference.before else { continue };
        let Some(step) = changed(difference, Field::Status).next() else { continue };
        // Where a merge had two to choose from, the other side answers for its halt, and who took it answers
        // for what was done already.
        let was_given = submission.brought.gave(&step) && !before.status.is_completed();
        if before.status.demands(after.status) != Requirement::Note || was_given || has_reason(difference) {
            continue;
        }
        let (plan, id) = (&difference.plan, after.id);
        let [zh, en] = [crate::Lang::Zh, crate::Lang::En]
            .map(|lang| (before.status.label(lang), after.status.label(lang)));
        let finding = Finding::new(
            RULE.id,
            text!(
                "编号{id} 从“{}”变为“{}”，却没有说明原因",
                "task {id} went from {} to {} without a new note",
                (zh.0, zh.1),
                (en.0, en.1)
            ),
        )
        .at(submission.place(&difference.plan, after, "status", None))
        .fix(text!(
            "补上：`pjt update {plan}/{id} --note 原因`",
            "add it: `pjt update {plan}/{id} --note WHY`"
        ));
        breaches.push(Breach::value(submission.name_of(difference), finding));
    }
    breaches
}
