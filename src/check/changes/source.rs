//! The hash of the source document says which edition a plan is of: with it, what the document says may change. So it changes
//! with the document only.

use serde_json::Value;

use super::{Beneath, Breach, ChangeRule, Submission, is_new_source};
use crate::{
    check::source::SOURCE_CHANGED,
    error::{Finding, Location},
    history::{Differences, Repository, Tree, incoming::Brought, past},
    import::container,
    model::{Change, ChangedField, Source, Subject},
    store::{
        layout,
        load::{self, StoreSource as _},
    },
};

pub(super) const RULE: ChangeRule = ChangeRule {
    id: "forged-source",
    title: || {
        text!(
            "方案的 source.sha256 改了，台账旁的原文件也是这一版",
            "the sha256 of a plan's source changes with the document that lies beside the store"
        )
    },
    run,
};

fn run(submission: &Submission<'_>) -> Vec<Breach> {
    let breach = |slug: &String| {
        let source = load::plan(submission.after, slug).ok().and_then(|plan| plan.source);
        let file = source.map(|source| source.file).unwrap_or_default();
        let finding = Finding::new(
            RULE.id,
            text!(
                "方案 {slug} 的 source.sha256 改了，而仓库中的 {file} 不是这份文件",
                "the source.sha256 of plan {slug} changed, and {file} in the repository is not that document"
            ),
        )
        .at(submission.place_in(&layout::plan_file(slug), Some("sha256")))
        .fix(text!(
            "改回原来的 sha256；文件确有新版的，用 `pjt import` 导入，并把新版文件一起提交",
            "put the old sha256 back; where there is a new edition, let `pjt import` read it and commit the document, too"
        ));
        Breach::value(format!("source {}", submission.first_name(slug)), finding)
    };
    let forged = submission.forged.iter().map(breach);
    forged
        .chain(submission.differences.others.iter().filter_map(|change| renamed(submission, change)))
        .collect()
}

/// Another name of the document, under which it does not lie in the repository: by it nobody finds what was read.
fn renamed(submission: &Submission<'_>, change: &Change) -> Option<Breach> {
    let Subject::Plan(slug) = &change.subject else { return None };
    let said = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let both = |key: &str| Some((said(&change.from, key)?, said(&change.to, key)?));
    let (sha256, now) = both("sha256").filter(|_| change.field == ChangedField::Key("source".to_owned()))?;
    let (old, new) = both("file")?;
    let git = submission.git?;
    if sha256 != now || old == new || submission.brought.gave(change) {
        return None;
    }
    let documents = past::documents(git.repository, git.after, &new, container::MAX_BYTES);
    if documents.iter().any(|document| past::is_document(document, &sha256)) {
        return None;
    }
    let finding = Finding::new(
        RULE.id,
        text!(
            "方案 {slug} 的 source.file 由 {old} 改为 {new}，而仓库中没有这份文件",
            "the source.file of plan {slug} changed from {old} to {new}, and the repository has no such document there"
        ),
    )
    .at(submission.place_in(&layout::plan_file(slug), Some("file:")))
    .fix(text!(
        "改回 {old}；原文件挪了位置的，把它一起提交",
        "put {old} back; where the document was moved, commit it, too"
    ));
    Some(Breach::value(format!("source file {}", submission.first_name(slug)), finding))
}

/// The plans whose source got another hash, though the document that lies beside the store under its name has not that one.
/// Where no document lies there, nobody can tell.
pub(super) fn forged(
    differences: &Differences,
    brought: &Brought,
    after: &Tree,
    git: Option<Beneath<'_>>,
) -> Vec<String> {
    let Some(git) = git else { return Vec::new() };
    let new = differences.others.iter().filter(|change| is_new_source(change) && !brought.gave(change));
    let slugs = new.filter_map(|change| match &change.subject {
        Subject::Plan(slug) => Some(slug),
        _ => None,
    });
    let is_forged = |slug: &&String| {
        let Some(source) = load::plan(after, slug).ok().and_then(|plan| plan.source) else { return false };
        let documents = past::documents(git.repository, after, &source.file, container::MAX_BYTES);
        !documents.is_empty() && !documents.iter().any(|document| past::is_document(document, &source.sha256))
    };
    slugs.filter(is_forged).cloned().collect()
}

/// The plans whose document was the one that they were read from, and is another one now, which nobody imported.
pub(super) fn replaced(repository: &Repository, before: &Tree, after: &Tree) -> Vec<Finding> {
    let plans = after.plans().unwrap_or_default();
    let sources = plans.iter().filter_map(|slug| Some((slug, load::plan(after, slug).ok()?.source?)));
    let is_there = |tree: &Tree, source: &Source| -> Option<bool> {
        let documents = past::documents(repository, tree, &source.file, container::MAX_BYTES);
        let is_it = |document: &Vec<u8>| past::is_document(document, &source.sha256);
        (!documents.is_empty()).then(|| documents.iter().any(is_it))
    };
    let replaced = sources.filter(|(_, source)| {
        is_there(after, source) == Some(false) && is_there(before, source) == Some(true)
    });
    let finding = |(slug, source): (&String, Source)| {
        let file = source.file;
        Finding::new(
            SOURCE_CHANGED,
            text!("{file} 不再是导入时的那个文件", "{file} is not the file any more that was imported"),
        )
        .at(Location::file(after.shown(&layout::plan_file(slug))))
        .fix(text!(
            "从 git 恢复原文件；文件有新版的，用 `pjt import` 导入，并一起提交",
            "bring the document back from git; a new edition comes with `pjt import`, in the same commit"
        ))
    };
    replaced.map(finding).collect()
}
