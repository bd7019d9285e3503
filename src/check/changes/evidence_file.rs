//! Evidence that lies in the repository stays there as long as a task names it.

use std::{
    collections::BTreeSet,
    path::{Component, Path},
};

use chrono::NaiveDate;

use super::records;
use crate::{
    check::Subject as StoreSubject,
    error::{Finding, Result},
    history::{ChangedFile, Tree},
    store::{PlanChoice, layout},
};

/// The evidence of the later state's tasks that lay in the repository and was taken away or emptied. A store that was moved
/// may have taken it along.
pub(super) fn lost(
    before: &Tree,
    end: &Tree,
    changed: &[ChangedFile],
    today: NaiveDate,
) -> Result<Vec<Finding>> {
    let is_own = |tree: &Tree, file: &Path| file.strip_prefix(tree.prefix()).is_ok_and(layout::is_own);
    let of = |tree: &Tree, is_it: fn(&&ChangedFile) -> bool| -> BTreeSet<&Path> {
        let files = changed.iter().filter(is_it).map(|file| file.path.as_path());
        files.filter(|file| !is_own(tree, file)).collect()
    };
    let gone = of(before, |file| file.held && !file.holds);
    if gone.is_empty() || !end.has_store() {
        return Ok(Vec::new());
    }
    let there = of(end, |file| file.holds);
    let is_among = |tree: &Tree, evidence: &str, files: &BTreeSet<&Path>| {
        let store = Path::new(tree.prefix());
        let places = [Some(store), store.parent()];
        places.iter().flatten().any(|place| files.contains(place.join(evidence).as_path()))
    };
    let is_lost = |evidence: &str| {
        let is_below = Path::new(evidence).components().all(|part| matches!(part, Component::Normal(_)));
        is_below && is_among(before, evidence, &gone) && !is_among(end, evidence, &there)
    };
    let subject = StoreSubject::new(end, &PlanChoice::All, today)?;
    let mut findings = Vec::new();
    for (entry, file) in subject.tasks() {
        for (index, evidence) in
            entry.task.evidence.iter().enumerate().filter(|(_, evidence)| is_lost(evidence))
        {
            let (plan, id) = (&entry.plan.slug, entry.task.id);
            let finding = Finding::new(
                records::EVIDENCE.id,
                text!(
                    "编号{id} 的佐证 `{evidence}` 在仓库中被删除或清空了",
                    "the evidence `{evidence}` of task {id} was taken out of the repository, or emptied"
                ),
            );
            findings.push(finding.at(file.entry("evidence", index)).fix(text!(
                "把这个文件从 git 恢复；确实不再作数的，写明原因：`pjt update {plan}/{id} --remove-evidence 路径 --reason 原因`",
                "bring the file back from git; where it counts no more, say why: `pjt update {plan}/{id} --remove-evidence PATH --reason WHY`"
            )));
        }
    }
    Ok(findings)
}
