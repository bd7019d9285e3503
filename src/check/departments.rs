//! Departments of a task: registered, each once, the lead among them.

use std::collections::{HashMap, HashSet};

use super::{Rule, Subject, subject::finding};
use crate::{error::Finding, text::fold::nearest};

/// For so many unknown names a near one is looked for.
const MOST_SUGGESTIONS: usize = 100;

const UNKNOWN_DEPARTMENT: &str = "unknown-department";
const NO_DEPARTMENT: &str = "no-department";
const REPEATED_DEPARTMENT: &str = "repeated-department";
const LEAD_NOT_LISTED: &str = "lead-not-listed";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: UNKNOWN_DEPARTMENT,
        title: || {
            text!(
                "任务的责任部门和移交的部门都在 departments.yaml 中",
                "the departments of a task and of its hand-overs are in departments.yaml"
            )
        },
        run: unknown,
    },
    Rule {
        id: NO_DEPARTMENT,
        title: || text!("每项任务都有责任部门", "every task has a department"),
        run: none,
    },
    Rule {
        id: REPEATED_DEPARTMENT,
        title: || text!("一项任务里同一部门只出现一次", "a task names a department once"),
        run: repeated,
    },
    Rule {
        id: LEAD_NOT_LISTED,
        title: || text!("牵头部门也在责任部门中", "the lead is among the departments"),
        run: lead_not_listed,
    },
];

fn unknown(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !subject.has_registry() {
        return findings;
    }
    let registry = subject.registry();
    let known = registry.names();
    let mut suggested: HashMap<&str, Option<String>> = HashMap::new();
    for (entry, file) in subject.tasks() {
        let named = entry.task.departments.iter().enumerate().map(|(index, name)| (name, index, None));
        let handed_over = entry.task.handovers.iter().enumerate().flat_map(|(index, handover)| {
            [(&handover.from, index, Some("from")), (&handover.to, index, Some("to"))]
        });
        for (name, index, side) in named.chain(handed_over) {
            // a task names its departments as the document prints them: any name of theirs will do
            if known.find(name).is_some() {
                continue;
            }
            // Each name is compared once with all that are known, and of a registry that is another one's not all are.
            let may_look = suggested.len() < MOST_SUGGESTIONS;
            let near = suggested.entry(name).or_insert_with(|| {
                let names = registry.departments.iter().flat_map(|known| known.names());
                nearest(name, names.filter(|_| may_look)).first().map(|near| (*near).to_owned())
            });
            let fix = match near {
                Some(near) => text!(
                    "是不是 `{near}`？否则请登记到 departments.yaml",
                    "did you mean `{near}`? otherwise add it to departments.yaml"
                ),
                None => text!("请登记到 departments.yaml", "add it to departments.yaml"),
            };
            findings.push(finding(
                UNKNOWN_DEPARTMENT,
                text!("`{name}` 没有登记", "`{name}` is not a registered department"),
                match side {
                    None => file.entry("departments", index),
                    Some(side) => file.entry_field("handovers", index, side),
                },
                fix,
            ));
        }
    }
    findings
}

fn none(subject: &Subject<'_>) -> Vec<Finding> {
    let without = subject.tasks().filter(|(entry, _)| entry.task.departments.is_empty());
    without
        .map(|(_, file)| {
            finding(
                NO_DEPARTMENT,
                text!("任务没有责任部门", "the task has no department"),
                file.field("departments"),
                text!("请按原文补上", "fill it in from the document"),
            )
        })
        .collect()
}

fn repeated(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, file) in subject.tasks() {
        let mut earlier = HashSet::new();
        for (index, name) in entry.task.departments.iter().enumerate() {
            if !earlier.insert(name) {
                findings.push(finding(
                    REPEATED_DEPARTMENT,
                    text!("`{name}` 出现了两次", "`{name}` is named twice"),
                    file.entry("departments", index),
                    text!("请删去重复的一行", "remove the second one"),
                ));
            }
        }
    }
    findings
}

fn lead_not_listed(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, file) in subject.tasks() {
        let listed: HashSet<&String> = entry.task.departments.iter().collect();
        for (index, name) in entry.task.lead.iter().flatten().enumerate() {
            if !listed.contains(name) {
                findings.push(finding(
                    LEAD_NOT_LISTED,
                    text!("牵头的 `{name}` 不在责任部门中", "the lead `{name}` is not among the departments"),
                    file.entry("lead", index),
                    text!("请把它也写进责任部门（departments）", "add it to departments as well"),
                ));
            }
        }
    }
    findings
}
