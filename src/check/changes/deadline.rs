//! A deadline that was set moves for a reason.

use super::{Breach, ChangeRule, Submission, changed, says_something};
use crate::{error::Finding, model::Field};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "moved-deadline",
    title: || {
        text!("改动已定的时限时写明了原因", "a deadline that was set moves with a reason (extension or note)")
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (difference, after) in submission.tasks_without_reason() {
        let Some(before) = &difference.before else { continue };
        if submission.is_edition(&difference.plan) {
            continue;
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
        let (plan, id) = (&difference.plan, after.id);
        let day =
            |due: Option<chrono::NaiveDate>, none: &str| due.map_or(none.to_owned(), |day| day.to_string());
        let (zh, en) = (
            (day(before.due, "无"), day(after.due, "无")),
            (day(before.due, "none"), day(after.due, "none")),
        );
        let finding = Finding::new(
            RULE.id,
            text!(
                "任务 {id} 的时限从 {} 改为 {}，却没有说明原因",
                "the deadline of task {id} moved from {} to {} without a reason",
                (zh.0, zh.1),
                (en.0, en.1)
            ),
        )
        .at(submission.place(&difference.plan, after, "due", None))
        .fix(text!(
            "写明原因：`pjt update {plan}/{id} --note 原因`；或改回原来的日期",
            "note the reason: `pjt update {plan}/{id} --note WHY`; or put the date back"
        ));
        breaches.push(Breach::value(submission.name_of(difference), finding));
    }
    breaches
}
