//! Numbers: none missing without a reason. That number and file name agree and that no two files have
//! one number is asked when a file is read.

use std::collections::HashSet;

use super::{Rule, Subject, subject::finding};
use crate::{error::Finding, model::TaskId, store::layout};

/// A document may skip a number; that a task was removed is found by the rules for changes.
pub(super) const NUMBER_GAP: &str = "number-gap";
const FORMER_NUMBER: &str = "former-number";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: NUMBER_GAP,
        title: || text!("编号连续（曾用编号不算缺号）", "numbers have no gaps (former numbers are none)"),
        run: gaps,
    },
    Rule {
        id: FORMER_NUMBER,
        title: || {
            text!(
                "曾用编号是任务能有的编号，且没有任务在用",
                "former numbers are ones that a task can have, and no task has now"
            )
        },
        run: former,
    },
];

fn former(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let last = layout::LAST_NUMBER;
    for plan in &subject.snapshot.plans {
        let living: HashSet<TaskId> = plan.tasks.iter().map(|task| task.id).collect();
        for task in &plan.tasks {
            let used = task.former_ids.iter().enumerate().filter(|(_, id)| living.contains(*id));
            findings.extend(used.map(|(index, id)| {
                finding(
                    FORMER_NUMBER,
                    text!(
                        "曾用编号 {id} 现在就是一项任务的编号",
                        "the former number {id} is the number of a task that is there"
                    ),
                    subject.file(layout::task_file(&plan.slug, task.id)).entry("former_ids", index),
                    text!(
                        "编号用过就不再给别的任务：请改正或删去",
                        "a number is never given to another task: correct it or take it out"
                    ),
                )
            }));
        }
    }
    for (entry, file) in subject.tasks() {
        for (index, id) in entry.task.former_ids.iter().enumerate().filter(|(_, id)| **id > last) {
            findings.push(finding(
                FORMER_NUMBER,
                text!("曾用编号 {id} 太大，没有任务有过", "no task ever had the former number {id}"),
                file.entry("former_ids", index),
                text!(
                    "编号最多到 {last}；请改正或删去",
                    "numbers go up to {last}; correct it or take it out"
                ),
            ));
        }
    }
    findings
}

fn gaps(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // An unreadable file may well be the missing number.
    for plan in subject.snapshot.plans.iter().filter(|_| subject.snapshot.unreadable.is_empty()) {
        let former: HashSet<TaskId> =
            plan.tasks.iter().flat_map(|task| task.former_ids.iter().copied()).collect();
        for pair in plan.tasks.windows(2) {
            let [one, next] = pair else { continue };
            let missing: Vec<u32> =
                (one.id.0 + 1..next.id.0).filter(|id| !former.contains(&TaskId(*id))).take(20).collect();
            if missing.is_empty() {
                continue;
            }
            let list = missing.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
            let place = subject.file(layout::task_file(&plan.slug, next.id)).words("id");
            findings.push(finding(
                NUMBER_GAP,
                text!("缺少编号 {list}", "number {list} is missing"),
                place,
                text!(
                    "如果是误删，请从 git 恢复；文件本来就跳号的，可以不管",
                    "bring it back from git if it was removed by mistake; where the document skips it, all is well"
                ),
            ));
        }
    }
    findings
}
