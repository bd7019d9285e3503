//! Whether the store says what its document says: each task is found again by wording and number, and what
//! differs is reported with the place in both.

use std::collections::HashMap;

use super::{Places, Subject, subject::finding};
use crate::{
    error::Finding,
    import::{
        Draft,
        edition::{self, EditionOutcome},
        source::SourceLocation,
    },
    model::{Plan, Task, TaskId},
    store::layout,
    text::{Lang, Text},
};

const SOURCE_DIFFERS: &str = "source-differs";

/// Where the only plan of `subject` differs from the document that `draft` was read from.
pub fn disagreements(subject: &Subject<'_>, draft: &Draft) -> Vec<Finding> {
    let Some(plan) = subject.snapshot.plans.first() else { return Vec::new() };
    let edition = edition::compare(plan, &draft.plan, &subject.snapshot.registry);
    let files: HashMap<TaskId, Places<'_>> =
        subject.tasks().map(|(entry, file)| (entry.task.id, file)).collect();
    let mut findings = headings(subject, plan, &draft.plan);
    let tasks: HashMap<TaskId, &Task> = edition.plan.tasks.iter().map(|task| (task.id, task)).collect();
    for (id, outcomes) in &edition.outcomes {
        let task = tasks.get(id).copied();
        for (message, field) in outcomes.iter().filter_map(|outcome| message(*outcome, *id, task)) {
            let place = match files.get(id) {
                Some(file) => file.field(field),
                None => subject.file(layout::plan_file(&plan.slug)).words("title:"),
            };
            findings.push(finding(SOURCE_DIFFERS, message, place, fix()));
        }
    }
    findings
}

/// What an outcome means for a store that should agree, and the field that shows it. `task` is as the document
/// has it.
fn message(outcome: EditionOutcome, id: TaskId, task: Option<&Task>) -> Option<(Text, &'static str)> {
    let spot =
        task.and_then(|task| task.source.as_deref()).map(SourceLocation::parse).unwrap_or_default().words();
    let (zh, en) = (spot.in_lang(Lang::Zh), spot.in_lang(Lang::En));
    Some(match outcome {
        // A correction that is known as one is no disagreement.
        EditionOutcome::Unchanged | EditionOutcome::Kept => return None,
        EditionOutcome::Conflicting => (
            text!(
                "编号{id} 更正过的地方，文件（{zh}）另有说法",
                "the document ({en}) says something else where task {id} was corrected"
            ),
            "printed",
        ),
        EditionOutcome::Rescheduled => (
            text!(
                "编号{id} 的时限由人定，文件（{zh}）另有说法",
                "a person set the deadline of task {id}, and the document ({en}) says something else"
            ),
            "due",
        ),
        EditionOutcome::Reworded => (
            text!(
                "编号{id} 的内容与文件（{zh}）不同",
                "task {id} is worded differently in the document ({en})"
            ),
            "content",
        ),
        EditionOutcome::Moved => (
            text!(
                "编号{id} 在文件中（{zh}）属于别的板块或重点任务",
                "task {id} stands under another pillar or key task in the document ({en})"
            ),
            "key_task",
        ),
        EditionOutcome::Renumbered => (
            text!(
                "编号{id} 在文件中（{zh}）是另一个编号",
                "task {id} has another number in the document ({en})"
            ),
            "label",
        ),
        EditionOutcome::Reassigned => (
            text!(
                "编号{id} 的责任部门、牵头或时限与文件（{zh}）不同",
                "departments, lead or deadline of task {id} differ from the document ({en})"
            ),
            "departments",
        ),
        EditionOutcome::Gone => (text!("文件中没有任务 {id}", "task {id} is not in the document"), "content"),
        EditionOutcome::New => {
            let head: String = task.map(|task| task.content.chars().take(24).collect()).unwrap_or_default();
            (
                text!(
                    "文件中（{zh}）的“{head}…”不在台账里",
                    "“{head}…” of the document ({en}) is not in the store"
                ),
                "",
            )
        }
    })
}

fn fix() -> Text {
    text!(
        "以文件为准：用 `pjt import` 再导入一次，核对后加 `--yes`；以台账为准：不必改动",
        "the document is right: import it again and add `--yes` when the changes are; the store is right: leave it"
    )
}

/// Headings that only one side has.
fn headings(subject: &Subject<'_>, plan: &Plan, draft: &Plan) -> Vec<Finding> {
    let titles = |plan: &Plan| -> Vec<String> {
        let pillars = plan.pillars.iter().map(|pillar| pillar.title.clone());
        pillars.chain(plan.key_tasks.iter().map(|key_task| key_task.title.clone())).collect()
    };
    let (ours, theirs) = (titles(plan), titles(draft));
    let relative = layout::plan_file(&plan.slug);
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|title| !other.contains(title)).cloned().collect()
    };
    let missing = only(&theirs, &ours).into_iter().map(|title| {
        (
            text!(
                "台账里没有文件的标题“{title}”",
                "the heading “{title}” of the document is not in the store"
            ),
            title,
        )
    });
    let extra = only(&ours, &theirs).into_iter().map(|title| {
        (text!("文件里没有标题“{title}”", "the heading “{title}” is not in the document"), title)
    });
    missing
        .chain(extra)
        .map(|(message, title)| {
            finding(SOURCE_DIFFERS, message, subject.file(&relative).words(&title), fix())
        })
        .collect()
}
