//! Statuses: what a status demands is there, also in files that were edited by hand.

use super::{Rule, Subject, subject::finding};
use crate::{
    error::Finding,
    model::{Status, Task},
    text::is_blank,
};

const CLOSED_WITHOUT_EVIDENCE: &str = "closed-without-evidence";
const UNEXPLAINED_STATUS: &str = "unexplained-status";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: CLOSED_WITHOUT_EVIDENCE,
        title: || text!("已销号的任务有佐证材料", "a closed task has evidence"),
        run: closed,
    },
    Rule {
        id: UNEXPLAINED_STATUS,
        title: || text!("暂缓或取消的任务有说明", "a suspended or withdrawn task has a note"),
        run: unexplained,
    },
];

fn closed(subject: &Subject<'_>) -> Vec<Finding> {
    let breaks = |task: &Task| task.status == Status::Closed && !task.has_evidence();
    let found = subject.tasks().filter(|(entry, _)| breaks(entry.task));
    found
        .map(|(entry, file)| {
            let (plan, id) = (&entry.plan.slug, entry.task.id);
            finding(
                CLOSED_WITHOUT_EVIDENCE,
                text!("编号{id} 已销号，却没有佐证材料", "task {id} is closed without evidence"),
                file.field("status"),
                text!(
                    "补上：`pjt update {plan}/{id} --evidence 路径或网址`",
                    "add it: `pjt update {plan}/{id} --evidence PATH|URL`"
                ),
            )
        })
        .collect()
}

fn unexplained(subject: &Subject<'_>) -> Vec<Finding> {
    let says_nothing = |task: &Task| task.notes.iter().all(|note| is_blank(&note.text));
    let found =
        subject.tasks().filter(|(entry, _)| entry.task.status.is_halted() && says_nothing(entry.task));
    found
        .map(|(entry, file)| {
            let (plan, id) = (&entry.plan.slug, entry.task.id);
            finding(
                UNEXPLAINED_STATUS,
                text!(
                    "编号{id} 暂缓或取消了，却没有说明",
                    "task {id} is suspended or withdrawn without a note"
                ),
                file.field("status"),
                text!(
                    "补上：`pjt update {plan}/{id} --note 说明`",
                    "add it: `pjt update {plan}/{id} --note TEXT`"
                ),
            )
        })
        .collect()
}
