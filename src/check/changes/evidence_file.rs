//! Evidence that lies in the repository stays there as long as a task names it.

use std::{cell::OnceCell, collections::BTreeSet, path::Path};

use chrono::NaiveDate;

use super::records;
use crate::{
    check::Subject as StoreSubject,
    error::{Finding, Result},
    history::{ChangedFile, Repository, Tree, WholeTree},
    store::{PlanChoice, evidence, layout},
    text::disk_name,
};

/// The evidence of the later state's tasks that lay in the repository and was taken away or emptied, however its path is
/// written, and through links, too. A store that was moved may have taken it along.
pub(super) fn lost(
    repository: &Repository,
    before: &Tree,
    end: &Tree,
    changed: &[ChangedFile],
    today: NaiveDate,
) -> Result<Vec<Finding>> {
    let is_own = |path: &Path| {
        let is_of = |tree: &Tree| path.strip_prefix(tree.prefix()).is_ok_and(layout::is_own);
        is_of(before) || is_of(end)
    };
    let others = || changed.iter().filter(|file| !is_own(&file.path));
    let gone: BTreeSet<String> = others()
        .filter(|file| file.held && !file.holds)
        .map(|file| file.path.to_string_lossy().replace('\\', "/"))
        .collect();
    if !end.has_store() || gone.is_empty() && !others().any(|file| file.is_unusual) {
        return Ok(Vec::new());
    }
    let (was, is) = (WholeTree::of(repository, before)?, WholeTree::of(repository, end)?);
    let folded_gone: OnceCell<BTreeSet<String>> = OnceCell::new();
    // On some disks it led to a file that is written otherwise here.
    let has_alike = |place: &str| {
        let gone = folded_gone.get_or_init(|| gone.iter().map(|path| disk_name::folded(path)).collect());
        !was.has(place) && gone.contains(&disk_name::folded(place))
    };
    let led = |evidence: &str| {
        evidence::places(before.prefix(), evidence).iter().any(|place| {
            let ends = [was.end_of(place), is.end_of(place)];
            was.leads_to_content(place)
                || ends.iter().flatten().any(|end| gone.contains(end))
                || has_alike(place)
        })
    };
    let leads = |evidence: &str| {
        evidence::places(end.prefix(), evidence).iter().any(|place| is.leads_to_content(place))
    };
    let is_lost = |evidence: &str| led(evidence) && !leads(evidence);
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
                    "任务 {id} 的佐证 `{evidence}` 在仓库中被删除或清空了",
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
