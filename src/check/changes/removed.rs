//! Nothing is deleted: a task that is no longer followed is withdrawn, and what was reported stays.

use super::{ChangeRule, Submission, changed};
use crate::{
    error::{Finding, Location},
    model::{Change, Field},
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

pub(super) const PLAN: ChangeRule = ChangeRule {
    id: "plan-removed",
    title: || text!("没有只删除方案自己的文件而留下任务", "no plan loses its own file while its tasks stay"),
    run: plans,
};

fn plans(submission: &Submission<'_>) -> Vec<Finding> {
    let lost = submission.differences.others.iter().filter(|change| change.is_removal());
    let has_tasks = |plan: &&str| submission.after.task_files(plan).is_ok_and(|files| !files.is_empty());
    lost.filter_map(Change::whole_plan)
        .filter(has_tasks)
        .map(|plan| {
            Finding::new(
                PLAN.id,
                text!(
                    "方案 {plan} 的文件被删除了，任务还在",
                    "the file of plan {plan} was removed and its tasks stay"
                ),
            )
            .at(Location::file(submission.after.shown(&layout::plan_file(plan))))
            .fix(text!("从 git 中恢复它", "bring it back from git"))
        })
        .collect()
}

fn tasks(submission: &Submission<'_>) -> Vec<Finding> {
    let gone = submission.differences.tasks.iter().filter(|difference| difference.after.is_none());
    gone.filter_map(|difference| {
        let (plan, id) = (&difference.plan, difference.before.as_ref()?.id);
        let path = submission.after.shown(&layout::task_file(&difference.plan, id));
        let finding = Finding::new(TASK.id, text!("任务 {id} 被删除了", "task {id} was removed"))
            .at(Location::file(path))
            .fix(text!(
                "从 git 中恢复它；不再办理的改为已取消：`pjt update {plan}/{id} --status withdrawn --note 原因`",
                "bring it back from git; one that is not followed any more is withdrawn: `pjt update {plan}/{id} --status withdrawn --note WHY`"
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
