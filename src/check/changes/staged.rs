//! What is about to be committed: the rules for changes, and those of the store for the files that differ.

use std::cell::OnceCell;

use chrono::NaiveDate;

use super::{Beneath, Breach, Submission, attributes, evidence_file, names, of_store, run, source, undone};
use crate::{
    error::{Finding, Result},
    history::{Repository, Tree, incoming::Own, staged::Staged, undo},
};

/// What breaks a rule. An undo that is under way and whole was no report: it gives no reason and takes notes back.
///
/// # Errors
/// When git can't list what is staged.
pub fn staged(repository: &Repository, today: NaiveDate) -> Result<Vec<Finding>> {
    let staged = Staged::read(repository)?;
    let is_nothing =
        |own: &Own| own.differences.is_nothing() && own.before.has_store() == staged.after.has_store();
    let parent = staged.own.first().map(|own| &own.before);
    let turning = attributes::in_index(repository, parent, &staged.after)?;
    let colliding = names::new(repository, parent, &staged.after, today)?;
    let mut replaced =
        parent.map_or_else(Vec::new, |before| source::replaced(repository, before, &staged.after));
    // An undo takes back the store only: the document follows in a commit of its own.
    if let (false, Some(before)) = (replaced.is_empty(), parent)
        && undo::takes_back(repository, before, &staged.after)?
    {
        replaced.clear();
    }
    if staged.files.is_empty()
        && replaced.is_empty()
        && colliding.is_empty()
        && staged.changed_files.iter().all(|file| (!file.held || file.holds) && !file.is_unusual)
        && staged.own.iter().all(is_nothing)
        && !staged.brings_operation
    {
        return Ok(turning);
    }
    let mut findings = of_end(repository, &staged, today)?;
    findings.extend(replaced);
    let author = repository.user_mail()?;
    let mut breaches: Vec<Breach> = Vec::new();
    for own in &staged.own {
        own.differences.ensure_whole()?;
        let git = Some(Beneath { repository, before: &own.before, after: &staged.after });
        let submission = Submission {
            differences: &own.differences,
            brought: &own.brought,
            author: author.as_deref(),
            before: &own.before,
            after: &staged.after,
            base: None,
            brings_operation: staged.brings_operation,
            git,
            names_in_base: OnceCell::new(),
            forged: source::forged(&own.differences, &own.brought, &staged.after, git),
        };
        let mut found = run(&submission);
        if !found.is_empty()
            && let Some((stand, _)) = undone::parted(repository, &own.before, &staged.after, &found)?
        {
            found = stand;
        }
        for breach in found {
            if !breaches.iter().any(|known| known.key() == breach.key()) {
                breaches.push(breach);
            }
        }
    }
    findings.extend(breaches.into_iter().map(|breach| breach.finding));
    findings.extend(turning);
    findings.extend(colliding);
    Ok(findings)
}

/// What the store breaks of its own rules then, and the evidence that is gone from beside it.
fn of_end(repository: &Repository, staged: &Staged, today: NaiveDate) -> Result<Vec<Finding>> {
    let Staged { after, files, own, changed_files, .. } = staged;
    let mut findings = Vec::new();
    if after.has_store() {
        // What was wrong before is not this commit's.
        let nothing = Tree::empty(repository);
        let before = own.first().map_or(&nothing, |own| &own.before);
        findings = of_store(before, after, files, today)?;
    }
    if let Some(own) = own.first() {
        findings.extend(evidence_file::lost(repository, &own.before, after, changed_files, today)?);
    }
    Ok(findings)
}
