//! The history of a store: what each commit did to which task, from the newest commit to the oldest. git
//! lists the files that changed; their contents are read here and compared. What is followed may be called
//! otherwise on each branch: its names are handed from each commit to its parents.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    align,
    compare::{self, place_change},
    difference::Differences,
    git_stream::Commit,
    graph::{Graph, Place, Span},
    names::{self, Name},
    pair,
    repository::Repository,
    revision::Revision,
    tree::Tree,
    visits::{FileStates, Named, ReadFiles, Visit, Visits, visits},
};
use crate::{
    error::Result,
    model::{Change, Subject, TaskId},
};

/// One commit and what it did to the store.
#[derive(Clone, Debug)]
pub struct Step {
    /// The commit.
    pub commit: Commit,
    /// When it came into the branch, in seconds since 1970: when it was committed there, or when the merge was
    /// that brought it. None where a commit may have brought it that is not on this machine.
    pub entered: Option<i64>,
    /// What differs from its parent; of a merge, what its parents don't explain.
    pub differences: Differences,
    /// Whether it brings files of an interrupted operation, which no commit may.
    pub brings_operation: bool,
}

/// What of the store a history is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Scope {
    /// Everything.
    Store,
    /// These tasks, through renames, each by plan and number.
    Tasks(Vec<(String, TaskId)>),
}

/// The commits of a span that changed the store's files, the newest first.
///
/// # Errors
/// When git can't be run; what it fails in later is an item of the history.
pub fn log<'a>(repository: &'a Repository, span: &Span, scope: &Scope) -> Result<History<'a>> {
    let prefix = || repository.prefix().to_owned();
    let names = match scope {
        Scope::Store => vec![Name { prefix: prefix(), task: None }],
        Scope::Tasks(tasks) => {
            tasks.iter().map(|task| Name { prefix: prefix(), task: Some(task.clone()) }).collect()
        }
    };
    History::open(repository, Graph::of(repository, span)?, names, true)
}

/// The steps of a history. It is read as it is asked for, and whoever drops it stops git.
pub struct History<'a> {
    repository: &'a Repository,
    graph: Arc<Graph>,
    /// Whether what departments report about the tasks belongs to it.
    with_returns: bool,
    /// What is followed is called so in the commits that were not reached yet.
    names: Vec<BTreeSet<Name>>,
    /// Commits before this one have handed their names on.
    reached: Place,
    /// What git is asked for: all names that are known so far.
    paths: BTreeSet<String>,
    /// What something was called in a commit's parent, where that was found out.
    earlier: HashMap<(Place, usize, Name), Name>,
    visits: Visits,
}

impl Iterator for History<'_> {
    type Item = Result<Step>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut visit = self.next_visit().transpose()?;
        // Later commits only say what things were called before. What a merge did itself can't be told where nobody knows
        // what its parents have in common.
        let graph = Arc::clone(&self.graph);
        let is_listed = |visit: &Visit| graph.is_meant(visit.place) && !graph.is_unknown(visit.place);
        while visit.as_ref().is_ok_and(|visit| !is_listed(visit)) {
            visit = self.next_visit().transpose()?;
        }
        Some(visit.and_then(|visit| {
            let is_of_trees = visit.tasks.is_empty() && align::may_use_names_again(&visit.pairs);
            let mut differences = match is_of_trees {
                false => pair::compare(visit.pairs),
                true => self.compared_as_a_whole(visit.place)?,
            };
            let is_followed = |change: &Change| match &change.subject {
                Subject::Return { plan, task, .. } => {
                    task.is_some_and(|id| visit.tasks.contains(&(plan.clone(), id)))
                }
                _ => true,
            };
            if !visit.tasks.is_empty() {
                differences.others.retain(is_followed);
            }
            differences.others.extend(visit.moved.map(|(from, to)| place_change(&from, &to)));
            let entered = self.graph.entered(visit.place);
            let brings_operation = visit.brings_operation;
            Ok(Step { commit: visit.commit, entered, differences, brings_operation })
        }))
    }
}

impl<'a> History<'a> {
    pub(super) fn open(
        repository: &'a Repository,
        graph: Graph,
        names: Vec<Name>,
        with_returns: bool,
    ) -> Result<Self> {
        let graph = Arc::new(graph);
        let returns = names.iter().filter(|_| with_returns).filter_map(Name::returns);
        let plans = names.iter().filter_map(Name::plan);
        let paths: BTreeSet<String> = names.iter().map(Name::path).chain(returns).chain(plans).collect();
        let mut of_commits = vec![BTreeSet::new(); graph.len()];
        if let Some(newest) = of_commits.get_mut(graph.newest()) {
            newest.extend(names);
        }
        let visits = visits(repository, &graph, &paths, 0)?;
        Ok(Self {
            repository,
            graph,
            with_returns,
            names: of_commits,
            reached: 0,
            paths,
            earlier: HashMap::new(),
            visits,
        })
    }

    /// What a commit did, where names of plans went from one to another: also files matter that it left as they were.
    fn compared_as_a_whole(&self, place: Place) -> Result<Differences> {
        let newest = Revision(self.graph.hash(self.graph.newest()).to_owned());
        let tree = |place: Place| {
            let revision = Revision(self.graph.hash(place).to_owned());
            Tree::of_history_or_empty(self.repository, &newest, &revision)
        };
        let mut parents =
            self.graph.parents(place).iter().map(|parent| tree(*parent)).collect::<Result<Vec<_>>>()?;
        if parents.is_empty() {
            parents.push(Tree::empty(self.repository));
        }
        let parents: Vec<&Tree> = parents.iter().collect();
        compare::from_all(self.repository, &parents, &tree(place)?)
    }

    /// The commits.
    pub(super) fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Whether of a commit that is meant something is not on this machine: the history goes on before it, elsewhere.
    pub fn is_cut(&self) -> bool {
        (0..self.graph.len()).any(|place| self.graph.is_meant(place) && self.graph.is_unknown(place))
    }

    pub(super) fn next_visit(&mut self) -> Result<Option<Visit>> {
        while let Some(read) = self.visits.next() {
            let read = read?;
            while self.reached < read.place {
                self.hand_on_unchanged(self.reached);
                self.reached += 1;
            }
            let Some(named) = self.name_in_parents(&read)? else {
                // Somebody called it otherwise: git is asked again from here, for that name, too.
                self.visits = visits(self.repository, &self.graph, &self.paths, read.place)?;
                continue;
            };
            self.reached = read.place + 1;
            for (number, parent) in self.graph.parents(read.place).iter().enumerate() {
                let names = named.iter().filter_map(|(_, parents)| parents.get(number).cloned());
                if let Some(known) = self.names.get_mut(*parent) {
                    known.extend(names);
                }
            }
            if let Some(names) = self.names.get_mut(read.place) {
                names.clear();
            }
            return Ok(Some(read.named(&named)));
        }
        Ok(None)
    }

    /// The parents of a commit that changed nothing of it call it as the commit does.
    fn hand_on_unchanged(&mut self, place: Place) {
        let names = self.names.get_mut(place).map(std::mem::take).unwrap_or_default();
        for parent in self.graph.parents(place) {
            if let Some(known) = self.names.get_mut(*parent) {
                known.extend(names.iter().cloned());
            }
        }
    }

    /// What a commit calls it, each with what each of its parents does; none where git was not asked for one
    /// of these names.
    fn name_in_parents(&mut self, read: &ReadFiles) -> Result<Option<Vec<Named>>> {
        let names = self.names.get(read.place).cloned().unwrap_or_default();
        let mut named = Vec::new();
        let mut is_known = true;
        for name in names {
            let mark = name.mark();
            let file = read.files.iter().find(|file| file.path == mark);
            let mut in_parents = Vec::new();
            for (number, parent) in self.graph.parents(read.place).iter().enumerate() {
                let has_come = |file: &FileStates| {
                    file.after.is_some() && file.before.get(number).is_some_and(Option::is_none)
                };
                let key = (read.place, number, name.clone());
                let earlier = match self.earlier.get(&key) {
                    _ if !file.is_some_and(has_come) && !read.renames_its_plan(&name, number) => name.clone(),
                    Some(earlier) => earlier.clone(),
                    None => {
                        let (parent, commit) = (self.graph.hash(*parent), self.graph.hash(read.place));
                        let find = if file.is_some_and(has_come) {
                            names::earlier
                        } else {
                            names::under_a_name_used_again
                        };
                        let earlier = find(self.repository, &name, parent, commit)?;
                        // What is new may have been there once, and taken away since.
                        let earlier = earlier.unwrap_or_else(|| name.clone());
                        self.earlier.insert(key, earlier.clone());
                        earlier
                    }
                };
                is_known &= !self.paths.insert(earlier.path());
                is_known &= earlier.plan().is_none_or(|plan| !self.paths.insert(plan));
                if let Some(returns) = earlier.returns().filter(|_| self.with_returns) {
                    is_known &= !self.paths.insert(returns);
                }
                in_parents.push(earlier);
            }
            named.push((name, in_parents));
        }
        Ok(is_known.then_some(named))
    }
}
