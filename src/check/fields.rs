//! Fields: what must be there is there, and nothing that pjt does not know.

use super::{Rule, Subject, subject::finding};
use crate::{
    error::Finding,
    model::field::TASK_GROUPS,
    text::{fold::nearest, is_blank},
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "empty-content",
        title: || text!("每项任务都有内容", "every task has content"),
        run: empty_content,
    },
    Rule {
        id: "blank-text",
        title: || text!("写了的文字都不是空白", "no text that is given is blank"),
        run: super::text::blank,
    },
    Rule {
        id: "unknown-field",
        title: || text!("任务文件里没有不认识的字段", "task files have no unknown fields"),
        run: unknown_fields,
    },
];

fn empty_content(subject: &Subject<'_>) -> Vec<Finding> {
    let empty = subject.tasks().filter(|(entry, _)| is_blank(&entry.task.content));
    empty
        .map(|(_, file)| {
            finding(
                "empty-content",
                text!("任务没有内容", "the task has no content"),
                file.field("content"),
                text!("请按原文补上", "fill it in from the document"),
            )
        })
        .collect()
}

/// The most unknown fields of one file that are reported at once.
const MOST: usize = 20;

fn unknown_fields(subject: &Subject<'_>) -> Vec<Finding> {
    let known = TASK_GROUPS.concat();
    let mut findings = Vec::new();
    for unusual in &subject.unusual {
        for key in unusual.tree.keys().filter(|key| !known.contains(&key.as_str())).take(MOST) {
            let fix = match nearest(key, known.iter().copied()).first() {
                Some(near) => text!("是不是 `{near}`？", "did you mean `{near}`?"),
                None => text!("pjt 会保留它；不需要就删去", "pjt keeps it; remove it if it is not needed"),
            };
            findings.push(finding(
                "unknown-field",
                text!("不认识的字段 `{key}`", "unknown field `{key}`"),
                unusual.file.field(key),
                fix,
            ));
        }
    }
    findings
}
