//! Decisions that a new edition of the document left to a person.

use super::{Rule, Subject, subject::finding};
use crate::{
    error::Finding,
    import::edition::{day_as_printed, is_misfit},
    model::{Entry, Review},
    text::Text,
};

/// What these findings are called. They wait for a person, and let a commit pass.
pub(super) const PENDING: &str = "pending-review";

pub(super) const RULES: &[Rule] = &[Rule {
    id: PENDING,
    title: || text!("新版文件带来的改动都已确认", "what a new edition changed is confirmed"),
    run: pending,
}];

fn pending(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, file) in subject.tasks() {
        let (plan, id) = (&entry.plan.slug, entry.task.id);
        let (message, fix) = match entry.task.review {
            None => continue,
            Some(Review::Reworded) => (
                text!(
                    "编号{id} 的内容被新版文件改过，还没有人确认",
                    "task {id} was reworded by a new edition and nobody confirmed it"
                ),
                text!(
                    "核对后确认：`pjt update {plan}/{id} --confirm`",
                    "read it, then `pjt update {plan}/{id} --confirm`"
                ),
            ),
            Some(Review::Corrected) => (
                text!(
                    "编号{id} 更正过的地方，新版文件也改了，还没有人决定",
                    "the new edition changed what had been corrected in task {id}, and nobody decided"
                ),
                text!(
                    "对照 `pjt show {plan}/{id}`；保留更正：`pjt update {plan}/{id} --confirm`；以文件为准：`pjt update {plan}/{id} --as-printed --reason 以新版为准`",
                    "see `pjt show {plan}/{id}`; keep the correction: `pjt update {plan}/{id} --confirm`; or take the document's: `pjt update {plan}/{id} --as-printed --reason WHY`"
                ),
            ),
            Some(Review::Rescheduled) => rescheduled(entry),
            Some(Review::Gone) => (
                text!(
                    "新版文件里没有任务 {id}，还没有人决定",
                    "task {id} is gone from the new edition and nobody decided"
                ),
                text!(
                    "保留：`pjt update {plan}/{id} --confirm`；取消：`pjt update {plan}/{id} --status 已取消 --note 原因 --confirm`",
                    "keep it: `pjt update {plan}/{id} --confirm`; or `pjt update {plan}/{id} --status withdrawn --note WHY --confirm`"
                ),
            ),
        };
        findings.push(finding(PENDING, message, file.field("review"), fix));
    }
    findings
}

/// That a deadline which a person set stands against the document's.
fn rescheduled(entry: Entry<'_>) -> (Text, Text) {
    let (plan, id, task) = (&entry.plan.slug, entry.task.id, entry.task);
    if is_misfit(task, entry.plan) {
        return misfit(entry);
    }
    let [zh_due, en_due] =
        ["（无）", "none"].map(|none| task.due.map_or(none.to_owned(), |due| due.to_string()));
    let phrase = task.as_printed().due_text;
    let message = match &phrase {
        Some(phrase) => text!(
            "编号{id} 的时限由人定为 {zh_due}，新版文件写的是“{phrase}”，还没有人决定",
            "task {id} falls due on {en_due}, as a person set it; the new edition prints “{phrase}”, and nobody decided"
        ),
        None => text!(
            "编号{id} 的时限由人定为 {zh_due}，新版文件没有写时限，还没有人决定",
            "task {id} falls due on {en_due}, as a person set it; the new edition prints no deadline, and nobody decided"
        ),
    };
    let (zh, en) = match (day_as_printed(task, entry.plan), &phrase) {
        (Some(day), _) => (day.to_string(), day.to_string()),
        // A phrase may mean no day (`none`), or one that is not known.
        (None, Some(_)) => ("日期".to_owned(), "DATE".to_owned()),
        (None, None) => ("none".to_owned(), "none".to_owned()),
    };
    let fix = text!(
        "保留：`pjt update {plan}/{id} --confirm`；以新版为准：`pjt update {plan}/{id} --due {zh} --reason 以新版为准`",
        "keep it: `pjt update {plan}/{id} --confirm`; take the document's: `pjt update {plan}/{id} --due {en} --reason WHY`"
    );
    (message, fix)
}

/// That the days which a person set don't fit into the years that the plan has now.
fn misfit(entry: Entry<'_>) -> (Text, Text) {
    let (plan, id) = (&entry.plan.slug, entry.task.id);
    let days = [entry.task.start, entry.task.due].into_iter().flatten().map(|day| day.to_string());
    let days = days.collect::<Vec<_>>();
    let (zh, en) = (days.join(" 至 "), days.join(" to "));
    (
        text!(
            "编号{id} 的日期由人定为 {zh}，不合方案现在的年限，还没有人决定",
            "the days of task {id}, {en} as a person set them, don't fit the years that the plan has now, and nobody decided"
        ),
        text!(
            "重新定时限：`pjt update {plan}/{id} --due 日期 --reason 原因`；起始用 `--start`，不再另定的写 none",
            "set them anew: `pjt update {plan}/{id} --due DATE --reason WHY`, the beginning with `--start`; `none` takes one away"
        ),
    )
}
