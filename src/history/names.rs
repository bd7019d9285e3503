//! What a store or a task was called before: a store that was moved inside the repository, a plan that was
//! renamed, a task that got another number. Where none of these explains how it came, it is new.

use std::{collections::BTreeMap, path::Path};

use super::{
    align::is_same_task, git_stream::sides, lineage, record::Record, repository::Repository,
    revision::Revision, tree::Tree,
};
use crate::{
    error::Result,
    model::TaskId,
    store::{layout, yaml},
};

/// How often a store may have been moved.
const MOST_MOVES: usize = 100;

/// What is followed through a history, as it is called in one commit.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct Name {
    /// Where the store lies in the trees: empty, or with a slash at its end.
    pub(super) prefix: String,
    /// A task of it, by plan and number; none is the whole store.
    pub(super) task: Option<(String, TaskId)>,
}

impl Name {
    /// What git is asked for: the task's file, or the store's directory.
    pub(super) fn path(&self) -> String {
        match &self.task {
            Some((slug, id)) => format!("{}{}", self.prefix, slashes(&layout::task_file(slug, *id))),
            None => self.prefix.clone(),
        }
    }

    /// The directory of what departments report about the task's plan, in the trees of the repository.
    pub(super) fn returns(&self) -> Option<String> {
        let (slug, _) = self.task.as_ref()?;
        Some(format!("{}{slug}/{}/", self.prefix, layout::RETURNS))
    }

    /// The file of the task's plan: where it says other names, the task may have come with another plan.
    pub(super) fn plan(&self) -> Option<String> {
        let (slug, _) = self.task.as_ref()?;
        Some(format!("{}{}", self.prefix, slashes(&layout::plan_file(slug))))
    }

    /// The file that is there when this is.
    pub(super) fn mark(&self) -> String {
        if self.task.is_some() { self.path() } else { format!("{}{}", self.prefix, layout::CONFIG) }
    }
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The files that a commit took away and that it brought, each with its hash.
struct Moves {
    gone: BTreeMap<String, String>,
    come: BTreeMap<String, String>,
}

/// What a task was called in a commit's parent where its plan is called by a name that another plan had; none where its plan
/// is new.
///
/// # Errors
/// When git can't read the two commits.
pub(super) fn under_a_name_used_again(
    repository: &Repository,
    name: &Name,
    parent: &str,
    commit: &str,
) -> Result<Option<Name>> {
    let Some((slug, id)) = &name.task else { return Ok(None) };
    let old = former_plan(repository, (parent, &name.prefix), (commit, &name.prefix), slug)?;
    Ok(old.map(|old| Name { prefix: name.prefix.clone(), task: Some((old, *id)) }))
}

/// What a plan of a commit was called in its parent, each with where the store lies in it.
fn former_plan(
    repository: &Repository,
    (parent, prefix_then): (&str, &str),
    (commit, prefix): (&str, &str),
    slug: &str,
) -> Result<Option<String>> {
    let tree = |hash: &str, prefix: &str| Tree::open_or_part(repository, &Revision(hash.to_owned()), prefix);
    let names = lineage::names_before(&tree(parent, prefix_then)?, &tree(commit, prefix)?);
    Ok(names.get(slug).cloned())
}

/// What something was called in a commit's parent that has nothing of its name; none where it is new.
///
/// # Errors
/// When git can't read the two commits.
pub(super) fn earlier(
    repository: &Repository,
    name: &Name,
    parent: &str,
    commit: &str,
) -> Result<Option<Name>> {
    let moves = Moves::between(repository, parent, commit)?;
    let Some(prefix) = moves.former_prefix(&name.prefix) else { return Ok(None) };
    let Some((_, id)) = &name.task else {
        return Ok((prefix != name.prefix).then_some(Name { prefix, task: None }));
    };
    let Some(old_slug) = moves.former_slug(repository, name, &prefix, (parent, commit))? else {
        return Ok(None);
    };
    let same = Name { prefix: prefix.clone(), task: Some((old_slug.clone(), *id)) };
    if same != *name && moves.gone.contains_key(&same.path()) {
        return Ok(Some(same));
    }
    let numbered = moves.former_number(repository, name, &format!("{prefix}{old_slug}/"))?;
    Ok(numbered.map(|id| Name { prefix, task: Some((old_slug, id)) }))
}

/// Where the store lay before what is staged, if that moves it; none where it is new. Given is what `git diff-index --raw -z`
/// says.
pub(super) fn place_before_staged(repository: &Repository, differing: &[u8]) -> Option<String> {
    let moves = Moves::listed(differing);
    moves.former_prefix(repository.prefix()).filter(|prefix| prefix != repository.prefix())
}

/// Where the store of this place will lie when what is staged is committed, if that moves it; none where it is removed.
pub(super) fn place_after_staged(prefix: &str, differing: &[u8]) -> Option<String> {
    let Moves { gone, come } = Moves::listed(differing);
    let back = Moves { gone: come, come: gone };
    back.former_prefix(prefix).filter(|found| found != prefix)
}

impl Moves {
    fn between(repository: &Repository, parent: &str, commit: &str) -> Result<Self> {
        let how = ["diff-tree", "-r", "--raw", "-z", "--no-renames", "--no-abbrev", parent, commit];
        Ok(Self::listed(&repository.read_unchanging(how)?))
    }

    /// Of what git prints of each file that differs.
    fn listed(printed: &[u8]) -> Self {
        let mut moves = Self { gone: BTreeMap::new(), come: BTreeMap::new() };
        let mut words = printed.split(|byte| *byte == 0).map(String::from_utf8_lossy);
        while let (Some(facts), Some(path)) = (words.next(), words.next()) {
            match sides(&facts) {
                Some((Some(before), None)) => drop(moves.gone.insert(path.into_owned(), before)),
                Some((None, Some(after))) => drop(moves.come.insert(path.into_owned(), after)),
                _ => {}
            }
        }
        moves
    }

    /// Where the store lay. One that came in this commit lay where another one is gone, the one that it shares
    /// the most files with.
    fn former_prefix(&self, prefix: &str) -> Option<String> {
        if !self.come.contains_key(&format!("{prefix}{}", layout::CONFIG)) {
            return Some(prefix.to_owned());
        }
        let is_store = |path: &&str| path.is_empty() || path.ends_with('/');
        let gone = self.gone.keys().filter_map(|path| path.strip_suffix(layout::CONFIG));
        self.most_alike(gone.filter(is_store).map(str::to_owned).collect(), prefix)
    }

    /// What the plan was called.
    fn former_slug(
        &self,
        repository: &Repository,
        name: &Name,
        prefix: &str,
        (parent, commit): (&str, &str),
    ) -> Result<Option<String>> {
        let Some((slug, _)) = &name.task else { return Ok(None) };
        let file = |prefix: &str, slug: &str| format!("{prefix}{}", slashes(&layout::plan_file(slug)));
        let is_there = prefix != name.prefix && self.gone.contains_key(&file(prefix, slug));
        if is_there || !self.come.contains_key(&file(&name.prefix, slug)) {
            return Ok(Some(slug.to_owned()));
        }
        if let Some(old) = former_plan(repository, (parent, prefix), (commit, &name.prefix), slug)? {
            return Ok(Some(old));
        }
        // What can't be read here, as in a partial clone, is known by the names of what it holds.
        let plans = self.gone.keys().filter_map(|path| path.strip_suffix("plan.yaml"));
        let plans = plans.filter(|path| path.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty()));
        let old = self.most_alike(plans.map(str::to_owned).collect(), &format!("{}{slug}/", name.prefix));
        Ok(old.and_then(|path| Some(path.strip_prefix(prefix)?.trim_end_matches('/').to_owned())))
    }

    /// Which of these directories, that are gone, held most of what came in another one; none if none did.
    fn most_alike(&self, gone: Vec<String>, come: &str) -> Option<String> {
        let files = self.come.iter().filter_map(|(path, hash)| Some((path.strip_prefix(come)?, hash)));
        let files: Vec<_> = files.collect();
        let alike = |directory: &String| {
            let is_same = |(path, hash): &&(&str, &String)| {
                self.gone.get(&format!("{directory}{path}")).is_some_and(|known| known == *hash)
            };
            files.iter().filter(is_same).count()
        };
        let counted = gone.into_iter().map(|directory| (alike(&directory), directory));
        counted.filter(|(count, _)| *count > 0).max().map(|(_, directory)| directory)
    }

    /// The number that the task had among those that are gone from a plan.
    fn former_number(&self, repository: &Repository, name: &Name, plan: &str) -> Result<Option<TaskId>> {
        let (Some((slug, id)), Some(hash)) = (&name.task, self.come.get(&name.path())) else {
            return Ok(None);
        };
        let mut files = vec![(layout::task_file(slug, *id), hash)];
        for (path, hash) in &self.gone {
            let below = path.strip_prefix(plan).map(|rest| Path::new(slug).join(rest));
            files.extend(below.filter(|path| layout::task_of(path).is_some()).map(|path| (path, hash)));
        }
        let records = self.records(repository, files.iter().map(|(path, hash)| (path.as_path(), *hash)))?;
        let mut tasks = records.iter().map(Record::task);
        let Some(Some(after)) = tasks.next() else { return Ok(None) };
        Ok(tasks.flatten().find(|before| is_same_task(before, after)).map(|before| before.id))
    }

    fn records<'a>(
        &self,
        repository: &Repository,
        files: impl IntoIterator<Item = (&'a Path, &'a String)>,
    ) -> Result<Vec<Record>> {
        let files: Vec<_> = files.into_iter().collect();
        let hashes = files.iter().map(|(_, hash)| hash.as_str());
        let objects = repository.contents(hashes, yaml::MAX_FILE_BYTES)?;
        Ok(files.iter().zip(objects).map(|((path, _), object)| Record::of(path, "", object)).collect())
    }
}

/// Where the store of a repository, as the `newest` commit has it, lay in a commit of its history, if it was moved since;
/// none where it was not there.
///
/// # Errors
/// When git can't read the history.
pub(super) fn former_place(
    repository: &Repository,
    newest: &Revision,
    revision: &Revision,
) -> Result<Option<String>> {
    let mut newest = newest.hash().to_owned();
    let mut name = Name { prefix: repository.prefix().to_owned(), task: None };
    for _ in 0..MOST_MOVES {
        let Some((moved, parent)) = moved_from(repository, &newest, &name)? else { return Ok(None) };
        (name, newest) = (moved, parent);
        if lies_at(repository, revision.hash(), &name.prefix)? {
            return Ok(Some(name.prefix));
        }
    }
    Ok(None)
}

/// All places where the store of a repository, as the `newest` commit has it, lay before it was moved to where it is.
///
/// # Errors
/// When git can't read the history.
pub(super) fn former_places(repository: &Repository, newest: &Revision) -> Result<Vec<String>> {
    let mut newest = newest.hash().to_owned();
    let mut name = Name { prefix: repository.prefix().to_owned(), task: None };
    let mut places = Vec::new();
    while places.len() < MOST_MOVES {
        let Some((moved, parent)) = moved_from(repository, &newest, &name)? else { break };
        (name, newest) = (moved, parent);
        places.push(name.prefix.clone());
    }
    Ok(places)
}

/// Whether a commit has a store at this place.
fn lies_at(repository: &Repository, commit: &str, prefix: &str) -> Result<bool> {
    repository.has(&format!("{commit}:{prefix}{}", layout::CONFIG))
}

/// Where a store lay before the last move in the history of the `newest` commit, and the last commit that has it there.
fn moved_from(repository: &Repository, newest: &str, name: &Name) -> Result<Option<(Name, String)>> {
    let arguments = ["rev-list", "--date-order", "--full-history", newest, "--", &name.mark()];
    let commits = repository.read_unchanging(arguments)?;
    for hash in String::from_utf8_lossy(&commits).lines() {
        let parents = repository.read_unchanging(["rev-parse", &format!("{hash}^@")])?;
        for parent in String::from_utf8_lossy(&parents).lines() {
            if lies_at(repository, hash, &name.prefix)?
                && !lies_at(repository, parent, &name.prefix)?
                && let Some(moved) = earlier(repository, name, parent, hash)?
            {
                return Ok(Some((moved, parent.to_owned())));
            }
        }
    }
    Ok(None)
}
