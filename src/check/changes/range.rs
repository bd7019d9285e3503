//! Commits that follow each other, as a branch or a push brings them: what each of them does, looked at by itself. What a
//! later one of them mends is no finding any more; `verdict` says what is left.

use std::{
    cell::OnceCell,
    collections::{BTreeSet, HashMap, HashSet},
    path::PathBuf,
    rc::Rc,
};

use chrono::NaiveDate;

use super::{Beneath, Breach, Submission, run, source, undone, verdict, within};
use crate::{
    error::{Error, Finding, Result},
    history::{
        self, Commit, Differences, Repository, Revision, Scope, Tree, compare,
        incoming::{Brought, Incoming, Known, own_changes},
        log,
    },
    model::{ChangedField, Field, Subject, TaskId},
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
    /// The commits beyond that, no commit before its parents.
    pub commits: &'a [Incoming],
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

/// What one commit does wrong, seen from one of its parents.
pub(super) struct Step {
    /// Its place in the list of commits.
    pub(super) at: usize,
    pub(super) before: Rc<Tree>,
    pub(super) brought: Brought,
    pub(super) breaches: Vec<Breach>,
    pub(super) brings_operation: bool,
    /// The files that can't be read any more, each with how that is reported.
    pub(super) broken: Vec<(PathBuf, Finding)>,
    /// The tasks that it changed, by their numbers before and after; none where what it broke may be about others, too.
    pub(super) tasks: Option<BTreeSet<TaskId>>,
}

impl Span<'_> {
    /// The commits that break a rule which the newest of them still breaks, from the oldest to the newest.
    ///
    /// # Errors
    /// When git can't read the history.
    pub fn judge(&self) -> Result<Vec<Judged>> {
        let commits = self.commits;
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
        walk.look_at_all(commits)?;
        verdict::of(&walk, commits)
    }
}

pub(super) struct Walk<'a> {
    pub(super) span: Span<'a>,
    pub(super) base: Option<Rc<Tree>>,
    pub(super) end: Rc<Tree>,
    trees: HashMap<String, Rc<Tree>>,
    /// Who changed in these commits who may report.
    pub(super) granters: BTreeSet<String>,
    /// What breaks a rule in commits that take others back as a whole, which gave their reasons.
    pub(super) excused: HashSet<(&'static str, String)>,
    pub(super) steps: Vec<Step>,
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
        if let Some((stand, excused)) = undone::parted(self.span.repository, &before, &after, &breaches)? {
            breaches = stand;
            self.excused.extend(excused.iter().map(Breach::owned_key));
            if breaches.is_empty() {
                return Ok(());
            }
        }
        // What was taken away, or can't be read, may come back as something else.
        let is_about_others =
            hides || !broken.is_empty() || breaches.iter().any(|breach| breach.removed.is_some());
        let tasks = (!is_about_others).then(|| numbers(&differences));
        self.steps.push(Step { at, before, brought, breaches, brings_operation, broken, tasks });
        Ok(())
    }

    pub(super) fn run(
        &self,
        differences: &Differences,
        brought: &Brought,
        author: &str,
        before: &Tree,
        after: &Tree,
        brings_operation: bool,
    ) -> Vec<Breach> {
        let base = self.base.as_deref().map(|base| base as &dyn StoreSource);
        let git = Some(Beneath { repository: self.span.repository, before, after });
        let forged = source::forged(differences, brought, after, git);
        run(&Submission {
            differences,
            brought,
            author: Some(author),
            before,
            after,
            base,
            brings_operation,
            git,
            names_in_base: OnceCell::new(),
            forged,
        })
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
}

/// The numbers that the tasks had and have which differ, or of which something else was reported.
fn numbers(differences: &Differences) -> BTreeSet<TaskId> {
    let tasks = differences.tasks.iter().chain(&differences.reordered);
    let tasks = tasks.flat_map(|one| [&one.before, &one.after]).flatten().map(|task| task.id);
    let reported = differences.others.iter().filter_map(|change| match change.subject {
        Subject::Return { task, .. } => task,
        _ => None,
    });
    tasks.chain(reported).collect()
}

/// Whether this changes who may report for what.
pub(super) fn grants(differences: &Differences) -> bool {
    let of_lead = [Field::Departments, Field::Lead];
    let others = differences.others.iter().any(|change| match &change.subject {
        Subject::Department(_) => true,
        Subject::Plan(_) => change.field == ChangedField::Key("lead_rule".into()),
        _ => false,
    });
    others || differences.changes().any(|change| of_lead.iter().any(|field| change.field == *field))
}
