//! Files: every one readable, none astray, the default plan there.

use std::{fs, path::Path};

use walkdir::WalkDir;

use super::{Rule, Subject, subject::finding};
use crate::{
    error::{Finding, Location},
    store::{layout, leftovers, platform},
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "unreadable-file",
        title: || {
            text!(
                "每个文件都能读懂（YAML、编码、合并冲突、文件名）",
                "every file can be read (YAML, encoding, merge conflicts, file name)"
            )
        },
        run: |subject| subject.snapshot.unreadable.clone(),
    },
    Rule {
        id: "stray-file",
        title: || text!("任务目录里只有任务文件", "the directory of tasks holds task files only"),
        run: stray_files,
    },
    Rule {
        id: "leftover",
        title: || text!("没有中断的命令留下的内容", "no interrupted command left anything"),
        run: left,
    },
    Rule {
        id: "linked-file",
        title: || text!("任务文件不是链接", "task files are no links"),
        run: linked_files,
    },
    Rule {
        id: "default-plan",
        title: || text!("默认方案存在", "the default plan exists"),
        run: default_plan,
    },
];

fn stray_files(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(store) = subject.store else { return findings };
    for plan in &subject.snapshot.plans {
        let tasks = store.directory().join(&plan.slug).join(layout::TASKS);
        // One level; links are not followed.
        for entry in WalkDir::new(&tasks).min_depth(1).max_depth(1).into_iter().flatten() {
            let name = entry.file_name();
            if layout::is_meant_as_task(name) || name.to_string_lossy().starts_with(layout::TEMPORARY) {
                continue;
            }
            findings.push(finding(
                "stray-file",
                text!("这个文件不是任务", "this file is no task"),
                Location::file(entry.path()),
                text!("请把它移出任务目录", "move it out of the directory of tasks"),
            ));
        }
    }
    findings
}

/// An operation that was put in place in part is among what can't be read already.
fn left(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = subject.store.map(leftovers::find).unwrap_or_default();
    findings.retain(|finding| !subject.snapshot.unreadable.contains(finding));
    findings
}

fn linked_files(subject: &Subject<'_>) -> Vec<Finding> {
    if subject.store.is_none() {
        return Vec::new();
    }
    let is_linked = |path: &Path| {
        fs::symlink_metadata(path)
            .is_ok_and(|metadata| metadata.is_symlink() || platform::has_other_names(&metadata))
    };
    let linked = subject.tasks().map(|(_, file)| file.path()).filter(|path| is_linked(path));
    linked
        .map(|path| {
            finding(
                "linked-file",
                text!("任务文件是链接，pjt 不会改写它", "the task file is a link; pjt will not change it"),
                Location::file(path),
                text!("请用一份独立的副本替换它", "put a copy of its own in its place"),
            )
        })
        .collect()
}

fn default_plan(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(slug) = &subject.config.default_plan else { return Vec::new() };
    if subject.source.plans().is_ok_and(|plans| plans.contains(slug)) {
        return Vec::new();
    }
    vec![finding(
        "default-plan",
        text!("默认方案 `{slug}` 不存在", "the default plan `{slug}` does not exist"),
        subject.file(layout::CONFIG).words("default_plan"),
        text!("请在 pjt.yaml 中写现有方案的名称", "name a plan that exists in pjt.yaml"),
    )]
}
