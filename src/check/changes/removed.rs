//! Nothing is deleted: a task that is no longer followed is withdrawn, and what was reported stays.

use super::{ChangeRule, Submission, changed};
use crate::{
    error::{Finding, Place},
    model::Field,
    store::layout,
};

pub(super) const TASK: ChangeRule =
    ChangeRule {
        id: "task-removed", title: || text!("没有任务被删除", "no task is removed"), run: tasks
    };

pub(super) const NOTE: ChangeRule =
    ChangeRule {
        id: "note-removed", title: || text!("没有进展被删除", "no note is removed"), run: notes
    };

fn tasks(submission: &Submission<'_>) -> Vec<Finding> {
    let gone = submission.differences.tasks.iter().filter(|difference| difference.after.is_none());
    gone.filter_map(|difference| {
        let id = difference.before.as_ref()?.id;
        let path = submission.after.shown(&layout::task_file(&difference.plan, id));
        let finding = Finding::new(TASK.id, text!("任务 {id} 被删除了", "task {id} was removed"))
            .at(Place::file(path))
            .fix(text!(
                "从 git 中恢复它；不再办理的改为已取消：`pjt update {id} --status withdrawn --note 原因`",
                "bring it back from git; one that is not followed any more is withdrawn: `pjt update {id} --status withdrawn --note WHY`"
            ));
        Some(finding)
    })
    .collect()
}

fn notes(submission: &Submission<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (difference, after) in submission.tasks() {
        let count = changed(difference, Field::Notes).filter(|change| change.to.is_null()).count();
        if count == 0 {
            continue;
        }
        let id = after.id;
        findings.push(
            Finding::new(
                NOTE.id,
                text!("任务 {id} 有 {count} 条进展被删除", "{count} notes of task {id} were removed"),
            )
            .at(submission.place(&difference.plan, after, "notes", None))
            .fix(text!(
                "从 git 中恢复；写错的可以改，或再加一条说明",
                "bring them back from git; a wrong note can be corrected, or another one added"
            )),
        );
    }
    findings
}
