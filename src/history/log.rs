//! The history of a store: what each commit did to which task, from the newest commit to the oldest. git
//! lists the files that changed; their contents are read here and compared.

use std::{
    collections::{HashMap, HashSet},
    iter::{self, Flatten},
    path::PathBuf,
    sync::Arc,
};

use super::{
    ahead::{Ahead, ahead},
    compare::{Difference, Differences, Pair, compare},
    git::Repository,
    git_stream::{ChangedFile, ChangedFiles, Commit, Commits, GitStream},
    objects::Objects,
    record::{Record, Side},
    revision::Revision,
};
use crate::{
    error::Result,
    model::TaskId,
    store::{layout, yaml},
};

/// How many commits are read before their contents are asked for together.
const BATCH: usize = 256;

/// One commit and what it did to the store.
#[derive(Clone, Debug)]
pub struct Step {
    /// The commit.
    pub commit: Commit,
    /// What differs from its parents.
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

/// The commits up to `newest` that changed the store's files, the newest first.
///
/// # Errors
/// When git can't be run; what it fails in later is an item of the history.
pub fn log<'a>(repository: &'a Repository, newest: &Revision, scope: &Scope) -> Result<History<'a>> {
    let (paths, tasks) = match scope {
        Scope::Store => (vec![repository.prefix().to_owned()], None),
        Scope::Tasks(tasks) => {
            let paths: Vec<String> = tasks.iter().map(|(slug, id)| path_of(repository, slug, *id)).collect();
            (paths.clone(), Some(paths))
        }
    };
    let steps = steps(repository, Commits::UpTo(newest), &paths)?;
    Ok(History { repository, steps, tasks, earlier: None })
}

/// The commits that `to` has and `from` has not, as far as they changed the store's files.
///
/// # Errors
/// When git can't be run; what it fails in later is an item of the history.
pub fn log_between<'a>(repository: &'a Repository, from: &Revision, to: &Revision) -> Result<History<'a>> {
    let store = [repository.prefix().to_owned()];
    let steps = steps(repository, Commits::Between(from, to), &store)?;
    Ok(History { repository, steps, tasks: None, earlier: None })
}

/// The steps of a history. It is read as it is asked for, and whoever drops it stops git.
pub struct History<'a> {
    repository: &'a Repository,
    steps: Steps,
    /// The files of the tasks that are followed through new numbers.
    tasks: Option<Vec<String>>,
    /// The commit that gave tasks their numbers, and the files that they had before. Their history follows
    /// when that of the present files is through.
    earlier: Option<(Revision, Vec<String>)>,
}

impl Iterator for History<'_> {
    type Item = Result<Step>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_step().transpose()
    }
}

impl History<'_> {
    fn next_step(&mut self) -> Result<Option<Step>> {
        loop {
            if let Some(step) = self.steps.next() {
                return self.follow(step?).map(Some);
            }
            let Some((commit, files)) = self.earlier.take() else { return Ok(None) };
            let Some(parent) = commit.parent(self.repository)? else { return Ok(None) };
            self.steps = steps(self.repository, Commits::UpTo(&parent), &files)?;
            self.tasks = Some(files);
        }
    }

    /// Where a task's file came in a commit that took another file with the same task away, the task got a new
    /// number: the step says that, and the other file is followed from there.
    fn follow(&mut self, mut step: Step) -> Result<Step> {
        let Some(files) = &self.tasks else { return Ok(step) };
        let came = step.differences.tasks.iter().any(|difference| difference.before.is_none());
        if !came || step.commit.parents == 0 {
            return Ok(step);
        }
        let commit = Revision(step.commit.hash.clone());
        let store = [self.repository.prefix().to_owned()];
        let mut former = Vec::new();
        for whole in steps(self.repository, Commits::Only(&commit), &store)? {
            for difference in whole?.differences.tasks {
                let (Some(before), Some(after)) = (&difference.before, &difference.after) else { continue };
                let path = |id: TaskId| path_of(self.repository, &difference.plan, id);
                if before.id == after.id || !files.contains(&path(after.id)) {
                    continue;
                }
                former.push(path(before.id));
                let number = |difference: &Difference| difference.after.as_ref().map(|task| task.id);
                let mut known = step.differences.tasks.iter_mut();
                if let Some(known) = known.find(|known| number(known) == Some(after.id)) {
                    *known = difference;
                }
            }
        }
        if !former.is_empty() && self.earlier.is_none() {
            self.earlier = Some((commit, former));
        }
        Ok(step)
    }
}

/// A task's file in the trees of the repository.
fn path_of(repository: &Repository, slug: &str, id: TaskId) -> String {
    let file = layout::task_file(slug, id).to_string_lossy().replace('\\', "/");
    format!("{}{file}", repository.prefix())
}

/// What each commit did.
type Steps = Flatten<Ahead<Vec<Result<Step>>>>;

/// What each commit did that git lists. While the caller takes steps, the next contents are read, and while
/// those are read, the next commits.
fn steps(repository: &Repository, commits: Commits<'_>, paths: &[String]) -> Result<Steps> {
    let mut commits = GitStream::open(repository, commits, paths)?;
    let batches = ahead(
        4,
        iter::from_fn(move || {
            let batch: Vec<_> = commits.by_ref().take(BATCH).collect();
            (!batch.is_empty()).then_some(batch)
        }),
    );
    let mut contents = Contents { objects: Objects::open(repository)?, known: HashMap::new() };
    Ok(ahead(2, batches.map(move |batch| contents.understand(batch))).flatten())
}

/// Contents by hash. From newest to oldest, what a file was before is what an older commit made of it, so
/// each content is read once and kept until then.
struct Contents {
    objects: Objects,
    known: HashMap<(PathBuf, String), Arc<Record>>,
}

impl Contents {
    /// What the commits of a batch did.
    fn understand(&mut self, batch: Vec<Result<ChangedFiles>>) -> Vec<Result<Step>> {
        if let Err(error) = self.read(batch.iter().flatten()) {
            return vec![Err(error)];
        }
        let files = batch.iter().flatten().flat_map(|commit| &commit.files);
        let made: Vec<(PathBuf, String)> =
            files.filter_map(|file| Some((file.path.clone(), file.after.clone()?))).collect();
        let steps = batch.into_iter().map(|commit| Ok(self.step(commit?))).collect();
        // Older commits have other contents.
        for content in made {
            self.known.remove(&content);
        }
        steps
    }

    fn read<'a>(&mut self, batch: impl Iterator<Item = &'a ChangedFiles>) -> Result<()> {
        let mut asked = HashSet::new();
        let mut wanted = Vec::new();
        for commit in batch {
            for file in &commit.files {
                for hash in file.before.iter().chain([&file.after]).flatten() {
                    let content = (file.path.clone(), hash.clone());
                    if !self.known.contains_key(&content) && asked.insert(content) {
                        wanted.push((&commit.commit, &file.path, hash));
                    }
                }
            }
        }
        let hashes = wanted.iter().map(|(_, _, hash)| hash.as_str());
        let objects = self.objects.read(hashes, yaml::MAX_FILE_BYTES);
        for (&(commit, path, hash), object) in wanted.iter().zip(objects) {
            let short: String = commit.hash.chars().take(10).collect();
            let shown = format!("{short}:{}", path.to_string_lossy());
            let record = Record::of(path, &shown, object?);
            self.known.insert((path.clone(), hash.clone()), Arc::new(record));
        }
        Ok(())
    }

    fn step(&self, changed: ChangedFiles) -> Step {
        let pair = |file: ChangedFile| {
            let content = |hash: &Option<String>| -> Side {
                self.known.get(&(file.path.clone(), hash.clone()?)).cloned()
            };
            let before = file.before.iter().map(content).collect();
            Pair { before, after: content(&file.after), path: file.path }
        };
        let pairs = changed.files.into_iter().map(pair).collect();
        Step {
            commit: changed.commit,
            differences: compare(pairs),
            brings_operation: changed.brings_operation,
        }
    }
}
