//! The source document: where it lies with the store, it is still the one that was imported.

use std::path::{Component, Path, PathBuf};

use super::{Rule, Subject, subject::finding};
use crate::{
    error::Finding,
    import::container,
    store::{layout, load},
    text::digest::sha256,
};

/// What it is called where the document that lies beside the store is not the one that was imported.
pub(super) const SOURCE_CHANGED: &str = "source-changed";

pub(super) const RULES: &[Rule] = &[Rule {
    id: SOURCE_CHANGED,
    title: || {
        text!("原文件与导入时一致（sha256）", "the source document is the one that was imported (sha256)")
    },
    run: changed,
}];

fn changed(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(store) = subject.store else { return findings };
    for plan in &subject.snapshot.plans {
        let Some(source) = &plan.source else { continue };
        let relative = Path::new(&source.file);
        // A name that leads elsewhere is only a name.
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            continue;
        }
        let home = store.directory().canonicalize().unwrap_or_default();
        // What stands there and is no file, such as a pipe, is not the document either.
        let is_there = |file: &PathBuf| file.symlink_metadata().is_ok();
        let Some(file) = home.parent().map(|parent| parent.join(relative)).filter(is_there) else {
            continue;
        };
        let is_same = load::read_document(&file, container::MAX_BYTES)
            .is_ok_and(|bytes| sha256(&bytes) == source.sha256);
        if !is_same {
            let name = &source.file;
            findings.push(finding(
                SOURCE_CHANGED,
                text!("{name} 不是导入时的那个文件", "{name} is not the file that was imported"),
                subject.file(layout::plan_file(&plan.slug)).words("sha256"),
                text!(
                    "请从 git 恢复原文件，或重新导入新版",
                    "bring the document back from git, or import the new edition"
                ),
            ));
        }
    }
    findings
}
