//! What is left of what a range of commits breaks, seen from the newest of them: what a later commit mended is no finding
//! any more, and what only all of them together break is one of the last.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::{Path, PathBuf},
};

use super::{
    Breach, attributes, evidence_file, names, of_store,
    range::{Judged, Step, Walk, grants},
    reporter, source, within,
};
use crate::{
    error::{Finding, Location, Result},
    history::{
        self, Commit, Tree, compare,
        incoming::{Brought, Incoming, Known},
    },
    store::load::StoreSource,
};

/// What is left, by commit, and what the end breaks of the rules of the store.
///
/// # Errors
/// When git can't read the history.
pub(super) fn of(walk: &Walk<'_>, commits: &[Incoming]) -> Result<Vec<Judged>> {
    let mut verdict = Verdict {
        walk,
        commits,
        since: walk.steps.iter().map(|_| None).collect(),
        first: HashMap::new(),
        removals: Vec::new(),
        broken: BTreeSet::new(),
        found: walk.excused.clone(),
    };
    let mut judged: Vec<Judged> = Vec::new();
    for (index, step) in walk.steps.iter().enumerate() {
        let Some(Incoming { commit, .. }) = commits.get(step.at) else { continue };
        let mut findings = verdict.of_breaches(index, step, commit)?;
        findings.extend(verdict.of_broken(index, step)?);
        add(&mut judged, commit, findings);
    }
    if let Some(last) = commits.last() {
        add(&mut judged, &last.commit, verdict.of_all()?);
        add(&mut judged, &last.commit, verdict.of_store()?);
        add(&mut judged, &last.commit, verdict.of_evidence()?);
        let Walk { span, base, end, .. } = walk;
        let replaced = base.as_deref().map(|base| source::replaced(span.repository, base, end));
        add(&mut judged, &last.commit, replaced.unwrap_or_default());
        add(&mut judged, &last.commit, attributes::at_end(span.repository, base.as_deref(), end)?);
        add(&mut judged, &last.commit, names::new(span.repository, base.as_deref(), end, span.today)?);
    }
    Ok(judged)
}

struct Verdict<'w> {
    walk: &'w Walk<'w>,
    commits: &'w [Incoming],
    /// What the end still breaks, seen from what stood before each step; found when it is asked for.
    since: Vec<Option<Vec<Breach>>>,
    /// The first step that changed a value for the worse: what puts it back to what stood before that one mends all.
    first: HashMap<&'w str, usize>,
    /// What was removed, and in which step.
    removals: Vec<(PathBuf, usize)>,
    /// The files that can't be read at the end.
    broken: BTreeSet<PathBuf>,
    /// What is a finding already.
    found: HashSet<(&'static str, String)>,
}

impl<'w> Verdict<'w> {
    /// What the end breaks, seen from what stood before a step.
    fn since(&mut self, index: usize) -> Result<&[Breach]> {
        let (Some(known), Some(step)) = (self.since.get_mut(index), self.walk.steps.get(index)) else {
            return Ok(&[]);
        };
        if known.is_none() {
            let author = self.commits.get(step.at).map_or("", |incoming| incoming.commit.email.as_str());
            let (repository, end) = (self.walk.span.repository, &self.walk.end);
            // Of a long branch each commit breaks something in its own task, and nothing in the others.
            let differences = match &step.tasks {
                Some(tasks) => compare::between_in(repository, &step.before, end, tasks)?,
                None => compare::between(repository, &step.before, end)?,
            };
            differences.ensure_whole()?;
            let differences = step.brought.without(differences);
            let (brought, end) = (&step.brought, &self.walk.end);
            *known =
                Some(self.walk.run(&differences, brought, author, &step.before, end, step.brings_operation));
        }
        Ok(known.as_deref().unwrap_or_default())
    }

    /// What a step broke and nothing after it mended.
    fn of_breaches(&mut self, index: usize, step: &'w Step, commit: &Commit) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        for breach in &step.breaches {
            if breach.only_by_base && !self.walk.granters.contains(&commit.email.to_lowercase()) {
                continue;
            }
            let standing = match &breach.removed {
                Some(removed) => self.of_removal(index, breach, removed)?,
                None if self.is_mended(index, breach)? => Vec::new(),
                None => vec![breach.clone()],
            };
            for breach in standing {
                self.found.insert(breach.owned_key());
                findings.push(breach.finding);
            }
        }
        Ok(findings)
    }

    /// What comes back is held against what was taken away: only that mends it.
    fn of_removal(&mut self, index: usize, breach: &Breach, removed: &Path) -> Result<Vec<Breach>> {
        let removed = within(&self.walk.end.shown(removed));
        let now = self.since(index)?.iter();
        let stands = now.filter(|later| later.key() == breach.key() || is_below(later, &removed));
        let stands = stands.cloned().collect();
        self.removals.push((removed, index));
        Ok(stands)
    }

    /// Whether the end does not break it any more; a value is put back where it is as before it was first changed.
    fn is_mended(&mut self, index: usize, breach: &'w Breach) -> Result<bool> {
        let stands = self.since(index)?.iter().any(|later| later.key() == breach.key());
        if !breach.is_value {
            return Ok(!stands);
        }
        let first = self.first_change(index, breach);
        let of_first = self.since(first)?;
        Ok(!stands || !of_first.iter().any(|later| later.is_value && later.about == breach.about))
    }

    /// The step that first changed a value, or took away what held it.
    fn first_change(&mut self, index: usize, breach: &'w Breach) -> usize {
        let removal = self.removals.iter().find(|(removed, _)| is_below(breach, removed));
        *self.first.entry(&breach.about).or_insert(removal.map_or(index, |(_, index)| *index))
    }

    /// The files that a step left unreadable and that still are; of one that can be read again, what became of it.
    fn of_broken(&mut self, index: usize, step: &Step) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        for (path, finding) in &step.broken {
            let shown = self.walk.end.shown(path);
            if compare::is_unreadable(&self.walk.end, path) {
                findings.push(finding.clone());
                self.broken.insert(shown);
                continue;
            }
            let is_there = |breach: &&Breach| breach.finding.place.as_ref().is_some_and(|p| p.path == shown);
            let there: Vec<Breach> = self.since(index)?.iter().filter(is_there).cloned().collect();
            for breach in there {
                self.found.insert(breach.owned_key());
                findings.push(breach.finding);
            }
        }
        Ok(findings)
    }

    /// What all of them together break and none of them is found to break: what was taken out for a reason and came
    /// back as something else, what was one plan's and is another's. Where a commit goes on from something else than
    /// what stood before them, that has to answer for itself.
    fn of_all(&self) -> Result<Vec<Finding>> {
        let (Some(base), Some((revision, _))) = (&self.walk.base, self.walk.span.base) else {
            return Ok(Vec::new());
        };
        let knows_base = *self.walk.span.known == Known::Commits(vec![revision.clone()]);
        // One commit was looked at beside what stood before them, unless it has nothing to do with that.
        let begins_anew = self.commits.iter().any(|incoming| incoming.parents.is_empty());
        if !knows_base || self.commits.len() < 2 && !begins_anew {
            return Ok(Vec::new());
        }
        let differences = compare::between(self.walk.span.repository, base, &self.walk.end)?;
        differences.ensure_whole()?;
        // What both sides of a merge made stands beside each other.
        let has_merge = self.commits.iter().any(|incoming| incoming.parents.len() > 1);
        let brought = if has_merge { Brought::of_nothing_but_a_merge() } else { Brought::default() };
        let authors: BTreeSet<&str> =
            self.commits.iter().map(|incoming| incoming.commit.email.as_str()).collect();
        let mut left: Option<Vec<Breach>> = None;
        for author in authors {
            let broken = self.walk.run(&differences, &brought, author, base, &self.walk.end, false);
            // One of them had the right to it.
            left = Some(match left {
                None => broken,
                Some(left) => {
                    let keys: HashSet<_> = broken.iter().map(Breach::owned_key).collect();
                    left.into_iter().filter(|breach| keys.contains(&breach.owned_key())).collect()
                }
            });
        }
        let is_granted = grants(&differences);
        let is_new = |breach: &Breach| {
            let is_right = is_granted && breach.finding.code == reporter::RULE.id;
            !is_right && !self.found.contains(&breach.owned_key())
        };
        Ok(left.unwrap_or_default().into_iter().filter(is_new).map(|breach| breach.finding).collect())
    }

    /// What the end breaks of the rules of the store, in the files that these commits changed.
    fn of_store(&self) -> Result<Vec<Finding>> {
        if !self.walk.end.has_store() {
            return Ok(Vec::new());
        }
        let nothing = Tree::empty(self.walk.span.repository);
        let files = compare::touched(self.walk.base.as_deref().unwrap_or(&nothing), &self.walk.end);
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let before = self.walk.base.as_deref().unwrap_or(&nothing);
        let mut findings = of_store(before, &self.walk.end, &files, self.walk.span.today)?;
        let path =
            |place: &Option<Location>| place.as_ref().map(|place| place.path.clone()).unwrap_or_default();
        findings.retain(|finding| !self.broken.contains(&path(&finding.place)));
        Ok(findings)
    }

    /// The evidence that all of them together took away or emptied.
    fn of_evidence(&self) -> Result<Vec<Finding>> {
        let Some(base) = &self.walk.base else { return Ok(Vec::new()) };
        let repository = self.walk.span.repository;
        let mut changed = history::changed_files(repository, base, &self.walk.end)?;
        if self.commits.len() > 1 {
            changed.extend(history::emptied_between(repository, base, &self.walk.end)?);
        }
        evidence_file::lost(repository, base, &self.walk.end, &changed, self.walk.span.today)
    }
}

/// Whether a breach is one of this file, or of one in this folder, whoever made the commit.
fn is_below(breach: &Breach, removed: &Path) -> bool {
    let place = breach.finding.place.as_ref().map(|place| within(&place.path));
    breach.finding.code != reporter::RULE.id && place.is_some_and(|place| place.starts_with(removed))
}

fn add(judged: &mut Vec<Judged>, commit: &Commit, findings: Vec<Finding>) {
    if findings.is_empty() {
        return;
    }
    if judged.last().is_none_or(|last| last.commit.hash != commit.hash) {
        judged.push(Judged { commit: commit.clone(), findings: Vec::new() });
    }
    let Some(last) = judged.last_mut() else { return };
    for finding in findings {
        if !last.findings.contains(&finding) {
            last.findings.push(finding);
        }
    }
}
