//! Commits that follow each other, as a branch or a push brings them. Each is looked at by itself; what a later
//! one of them mends is no finding any more.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::{Path, PathBuf},
    rc::Rc,
};

use chrono::NaiveDate;

use super::{Breach, Submission, of_store, reporter, run, stands_in_an_undo, within};
use crate::{
    error::{Error, Finding, Location, Result},
    history::{
        self, Commit, Differences, Repository, Revision, Scope, Tree, compare,
        incoming::{Brought, Incoming, Known, incoming, own_changes},
        log, undo,
    },
    model::{ChangedField, Field, Subject},
    store::load::StoreSource,
};

/// The commits to look at, of one store.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    /// The repository, at the store that the newest of them has.
    pub repository: &'a Repository,
    /// What stood before them, and where its store lay; none where nothing did.
    pub base: Option<(&'a Revision, &'a str)>,
    /// The newest of them.
    pub to: &'a Revision,
    /// What was there before.
    pub known: &'a Known,
    /// The day that counts as today.
    pub today: NaiveDate,
}

/// A commit with what it leaves broken.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The commit.
    pub commit: Commit,
    /// What breaks a rule.
    pub findings: Vec<Finding>,
}

/// What one commit does, seen from one of its parents.
struct Step {
    /// Its place in the list of commits.
    at: usize,
    before: Rc<Tree>,
    brought: Brought,
    breaches: Vec<Breach>,
    brings_operation: bool,
    /// The files that can't be read any more, each with how that is reported.
    broken: Vec<(PathBuf, Finding)>,
}

impl Span<'_> {
    /// The commits that break a rule which the newest of them still breaks, from the oldest to the newest.
    ///
    /// # Errors
    /// When git can't read the history.
    pub fn judge(&self) -> Result<Vec<Judged>> {
        let commits = incoming(self.repository, self.to, self.known)?;
        if commits.is_empty() && self.base.is_none_or(|(_, prefix)| prefix == self.repository.prefix()) {
            return Ok(Vec::new());
        }
        let base = match self.base {
            Some((revision, prefix)) => Tree::open_or_empty(self.repository, revision, prefix)?,
            None => Tree::empty(self.repository),
        };
        let end = Tree::open_or_empty(self.repository, self.to, self.repository.prefix())?;
        let mut walk = Walk {
            span: *self,
            base: base.has_store().then(|| Rc::new(base)),
            end: Rc::new(end),
            trees: HashMap::new(),
            granters: BTreeSet::new(),
            excused: HashSet::new(),
            steps: Vec::new(),
        };
        walk.look_at_all(&commits)?;
        walk.result(&commits)
    }
}

struct Walk<'a> {
    span: Span<'a>,
    base: Option<Rc<Tree>>,
    end: Rc<Tree>,
    trees: HashMap<String, Rc<Tree>>,
    /// Who changed in these commits who may report.
    granters: BTreeSet<String>,
    /// What breaks a rule in commits that take others back as a whole, which gave their reasons.
    excused: HashSet<(&'static str, String)>,
    steps: Vec<Step>,
}

impl Walk<'_> {
    fn look_at_all(&mut self, commits: &[Incoming]) -> Result<()> {
        let places: HashMap<&str, usize> =
            commits.iter().enumerate().map(|(at, incoming)| (incoming.commit.hash.as_str(), at)).collect();
        let span = history::Span { known: self.span.known.clone(), ..history::Span::up_to(self.span.to) };
        let mut history = log(self.span.repository, &span, &Scope::Store)?;
        for step in history.by_ref() {
            let step = step?;
            let place = places.get(step.commit.hash.as_str());
            if let Some((at, incoming)) = place.and_then(|at| Some((*at, commits.get(*at)?)))
                && incoming.parents.len() < 2
            {
                let before = self.tree(incoming.parents.first())?;
                self.look_at(
                    at,
                    incoming,
                    before,
                    step.differences,
                    Brought::default(),
                    step.brings_operation,
                )?;
            }
        }
        if history.is_cut() {
            // What the commit at the end did is not known, so nobody may take it for checked.
            return Err(Error::failed(text!(
                "这是浅克隆，范围内最早的提交改了什么，本机看不到",
                "this clone is shallow: what the oldest commit of the range did is not on this machine"
            ))
            .hint(text!(
                "取回全部历史：`git fetch --unshallow`",
                "bring all of it with `git fetch --unshallow`"
            )));
        }
        for (at, incoming) in commits.iter().enumerate().filter(|(_, incoming)| incoming.parents.len() > 1) {
            let open = |parent| Tree::of_history_or_empty(self.span.repository, self.span.to, parent);
            let parents = incoming.parents.iter().map(open).collect::<Result<Vec<_>>>()?;
            let after = self.tree(Some(&incoming.revision()))?;
            let brings_operation = after.brings_operation(&parents);
            for own in own_changes(self.span.repository, parents, &after)? {
                self.look_at(
                    at,
                    incoming,
                    Rc::new(own.before),
                    own.differences,
                    own.brought,
                    brings_operation,
                )?;
            }
        }
        // Where nothing leads from the store that was there to the one that lies elsewhere now, they are compared.
        if let (Some((revision, prefix)), Some(base)) = (self.span.base, self.base.clone())
            && prefix != self.span.repository.prefix()
            && self.tree(Some(revision))?.prefix() != prefix
            && let Some((at, last)) = commits.iter().enumerate().next_back()
        {
            let differences = compare::between(self.span.repository, &base, &self.end)?;
            self.look_at(at, last, base, differences, Brought::default(), false)?;
        }
        self.steps.sort_by_key(|step| step.at);
        Ok(())
    }

    fn look_at(
        &mut self,
        at: usize,
        incoming: &Incoming,
        before: Rc<Tree>,
        differences: Differences,
        brought: Brought,
        brings_operation: bool,
    ) -> Result<()> {
        differences.ensure_whole()?;
        let after = self.tree(Some(&incoming.revision()))?;
        let hides = before.has_store() && !after.has_store();
        if differences.is_nothing() && differences.unreadable.is_empty() && !brings_operation && !hides {
            return Ok(());
        }
        if grants(&differences) {
            self.granters.insert(incoming.commit.email.to_lowercase());
        }
        let mut breaches =
            self.run(&differences, &brought, &incoming.commit.email, &before, &after, brings_operation);
        let is_broken = |finding: &Finding| {
            let path = within(&finding.place.as_ref()?.path);
            let path = path.strip_prefix(after.prefix()).unwrap_or(&path).to_owned();
            compare::is_unreadable(&after, &path).then(|| (path, finding.clone()))
        };
        let broken: Vec<_> = differences.unreadable.iter().filter_map(is_broken).collect();
        if breaches.is_empty() && broken.is_empty() {
            return Ok(());
        }
        if undo::takes_back(self.span.repository, &before, &after)? {
            let (stand, excused) = breaches.into_iter().partition(stands_in_an_undo);
            breaches = stand;
            self.excused.extend(excused.iter().map(Breach::owned_key));
            if breaches.is_empty() {
                return Ok(());
            }
        }
        self.steps.push(Step { at, before, brought, breaches, brings_operation, broken });
        Ok(())
    }

    fn run(
        &self,
        differences: &Differences,
        brought: &Brought,
        author: &str,
        before: &Tree,
        after: &Tree,
        brings_operation: bool,
    ) -> Vec<Breach> {
        let base = self.base.as_deref().map(|base| base as &dyn StoreSource);
        run(&Submission { differences, brought, author: Some(author), before, after, base, brings_operation })
    }

    /// The store in a commit; the newest ones are kept, as the next commit begins where the last ended.
    fn tree(&mut self, revision: Option<&Revision>) -> Result<Rc<Tree>> {
        let Some(revision) = revision else {
            return Ok(Rc::new(Tree::empty(self.span.repository)));
        };
        if let Some(tree) = self.trees.get(revision.hash()) {
            return Ok(Rc::clone(tree));
        }
        let repository = self.span.repository;
        let tree = Rc::new(Tree::of_history_or_empty(repository, self.span.to, revision)?);
        if self.trees.len() >= 8 {
            self.trees.clear();
        }
        self.trees.insert(revision.hash().to_owned(), Rc::clone(&tree));
        Ok(tree)
    }

    /// What is left, by commit, and what the end breaks of the rules of the store.
    fn result(&self, commits: &[Incoming]) -> Result<Vec<Judged>> {
        let mut later: Vec<Option<Vec<Breach>>> = self.steps.iter().map(|_| None).collect();
        let mut since = |index: usize| -> Result<Vec<Breach>> {
            let (Some(known), Some(step)) = (later.get_mut(index), self.steps.get(index)) else {
                return Ok(Vec::new());
            };
            if let Some(known) = known {
                return Ok(known.clone());
            }
            let author =
                commits.get(step.at).map(|incoming| incoming.commit.email.as_str()).unwrap_or_default();
            let differences = compare::between(self.span.repository, &step.before, &self.end)?;
            differences.ensure_whole()?;
            let differences = step.brought.without(differences);
            let found =
                self.run(&differences, &step.brought, author, &step.before, &self.end, step.brings_operation);
            Ok(known.insert(found).clone())
        };
        // The first commit that changed a value for the worse: what puts it back to what stood before that one
        // mends all.
        let mut first: HashMap<&str, usize> = HashMap::new();
        let mut removals: Vec<(PathBuf, usize)> = Vec::new();
        let mut judged: Vec<Judged> = Vec::new();
        let mut broken: BTreeSet<PathBuf> = BTreeSet::new();
        let mut found = self.excused.clone();
        for (index, step) in self.steps.iter().enumerate() {
            let Some(Incoming { commit, .. }) = commits.get(step.at) else { continue };
            let now = since(index)?;
            let mut findings = Vec::new();
            for breach in &step.breaches {
                if breach.only_by_base && !self.granters.contains(&commit.email.to_lowercase()) {
                    continue;
                }
                if let Some(removed) = &breach.removed {
                    // What comes back is held against what was taken away: only that mends it.
                    let removed = within(&self.end.shown(removed));
                    let stands =
                        now.iter().filter(|later| later.key() == breach.key() || is_below(later, &removed));
                    for later in stands {
                        findings.push(later.finding.clone());
                        found.insert(later.owned_key());
                    }
                    removals.push((removed, index));
                    continue;
                }
                let mut is_mended = !now.iter().any(|later| later.key() == breach.key());
                if breach.is_value {
                    let removal = removals.iter().find(|(removed, _)| is_below(breach, removed));
                    let first =
                        *first.entry(&breach.about).or_insert(removal.map_or(index, |(_, index)| *index));
                    is_mended |=
                        !since(first)?.iter().any(|later| later.is_value && later.about == breach.about);
                }
                if !is_mended {
                    findings.push(breach.finding.clone());
                    found.insert(breach.owned_key());
                }
            }
            for (path, finding) in &step.broken {
                if compare::is_unreadable(&self.end, path) {
                    findings.push(finding.clone());
                    broken.insert(self.end.shown(path));
                } else {
                    // It can be read again: now it is seen what became of it.
                    let shown = self.end.shown(path);
                    let is_there =
                        |breach: &&Breach| breach.finding.place.as_ref().is_some_and(|p| p.path == shown);
                    for breach in now.iter().filter(is_there) {
                        findings.push(breach.finding.clone());
                        found.insert(breach.owned_key());
                    }
                }
            }
            add(&mut judged, commit, findings);
        }
        if let Some(last) = commits.last() {
            add(&mut judged, &last.commit, self.of_all(commits, &found)?);
            let mut findings = self.of_store()?;
            let path =
                |place: &Option<Location>| place.as_ref().map(|place| place.path.clone()).unwrap_or_default();
            findings.retain(|finding| !broken.contains(&path(&finding.place)));
            add(&mut judged, &last.commit, findings);
        }
        Ok(judged)
    }

    /// What all of them together break and none of them is found to break: what was taken out for a reason and came
    /// back as something else, what was one plan's and is another's. Where a commit goes on from something else than
    /// what stood before them, that has to answer for itself.
    fn of_all(&self, commits: &[Incoming], found: &HashSet<(&'static str, String)>) -> Result<Vec<Finding>> {
        let (Some(base), Some((revision, _))) = (&self.base, self.span.base) else { return Ok(Vec::new()) };
        let knows_base = *self.span.known == Known::Commits(vec![revision.clone()]);
        if !knows_base || commits.len() < 2 {
            return Ok(Vec::new());
        }
        let differences = compare::between(self.span.repository, base, &self.end)?;
        differences.ensure_whole()?;
        let brought = Brought::default();
        let authors: BTreeSet<&str> = commits.iter().map(|incoming| incoming.commit.email.as_str()).collect();
        let mut left: Option<Vec<Breach>> = None;
        for author in authors {
            let broken = self.run(&differences, &brought, author, base, &self.end, false);
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
            !is_right && !found.contains(&breach.owned_key())
        };
        Ok(left.unwrap_or_default().into_iter().filter(is_new).map(|breach| breach.finding).collect())
    }

    /// What the end breaks of the rules of the store, in the files that these commits changed.
    fn of_store(&self) -> Result<Vec<Finding>> {
        if !self.end.has_store() {
            return Ok(Vec::new());
        }
        let nothing = Tree::empty(self.span.repository);
        let files = compare::touched(self.base.as_deref().unwrap_or(&nothing), &self.end);
        if files.is_empty() {
            return Ok(Vec::new());
        }
        of_store(self.base.as_deref().unwrap_or(&nothing), &self.end, &files, self.span.today)
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

/// Whether this changes who may report for what.
fn grants(differences: &Differences) -> bool {
    let of_lead = [Field::Departments, Field::Lead];
    let others = differences.others.iter().any(|change| match &change.subject {
        Subject::Department(_) => true,
        Subject::Plan(_) => change.field == ChangedField::Key("lead_rule".into()),
        _ => false,
    });
    others || differences.changes().any(|change| of_lead.iter().any(|field| change.field == *field))
}
