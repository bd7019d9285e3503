//! Pillars and key tasks: a task stands under ones that its plan has.

use super::{Rule, Subject, subject::finding};
use crate::error::Finding;

const UNKNOWN_PILLAR: &str = "unknown-pillar";
const UNKNOWN_KEY_TASK: &str = "unknown-key-task";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: UNKNOWN_PILLAR,
        title: || text!("任务所在的板块存在", "the pillar of a task exists"),
        run: unknown_pillars,
    },
    Rule {
        id: UNKNOWN_KEY_TASK,
        title: || {
            text!(
                "任务所属的重点任务存在，且在同一板块",
                "the key task of a task exists, under the same pillar"
            )
        },
        run: unknown_key_tasks,
    },
];

fn unknown_pillars(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, file) in subject.tasks() {
        if let Some(id) = entry.task.pillar.filter(|_| entry.pillar().is_none()) {
            let known = entry.plan.pillars.iter().map(|pillar| format!("{} {}", pillar.id, pillar.title));
            let known = known.collect::<Vec<_>>();
            let (zh, en) = (known.join("；"), known.join("; "));
            findings.push(finding(
                UNKNOWN_PILLAR,
                text!("方案没有板块 {id}", "the plan has no pillar {id}"),
                file.field("pillar"),
                match zh.as_str() {
                    "" => text!("方案里没有写板块", "the plan has none"),
                    _ => text!("方案的板块：{zh}", "its pillars: {en}"),
                },
            ));
        }
    }
    findings
}

fn unknown_key_tasks(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, file) in subject.tasks() {
        let Some(id) = entry.task.key_task else { continue };
        let message = match entry.key_task() {
            None => text!("方案没有重点任务 {id}", "the plan has no key task {id}"),
            Some(known) if known.pillar.is_some() && known.pillar != entry.task.pillar => {
                let pillar = known.pillar.unwrap_or_default();
                text!(
                    "重点任务 {id} 在板块 {pillar}，与任务不同",
                    "key task {id} stands under pillar {pillar}, the task does not"
                )
            }
            Some(_) => continue,
        };
        let fix = text!("请与 plan.yaml 核对", "compare with plan.yaml");
        findings.push(finding(UNKNOWN_KEY_TASK, message, file.field("key_task"), fix));
    }
    findings
}
