//! The store as a commit has it, straight from git's objects: nothing is checked out. Here is where it lies and which
//! files it has; what they hold is read in `tree/reading.rs`.

mod reading;
mod sound;

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
    sync::Mutex,
};

use self::reading::Contents;
use super::{
    names::former_place,
    repository::Repository,
    revision::{Point, Revision, is_hash},
};
use crate::{
    error::{Error, ErrorKind, Result},
    model::{Task, TaskId},
    store::{layout, load::StoreSource as _, yaml},
};

/// How many files git is asked for by name; for more, all are listed.
const MOST_ARGUMENTS: usize = 200;

/// A store's files in one commit.
#[derive(Debug)]
pub struct Tree {
    repository: Repository,
    /// The commit; one without a hash for what is none yet.
    revision: Revision,
    /// Where the store lies in the commit: empty, or with a slash at its end.
    prefix: String,
    /// The files below it, each with what git calls it; none for what is no regular file.
    files: BTreeMap<PathBuf, Option<String>>,
    contents: Mutex<Contents>,
}

impl Tree {
    /// The store at `prefix` in a commit.
    ///
    /// # Errors
    /// When the commit has no store there.
    pub fn open(repository: &Repository, revision: &Revision, prefix: &str) -> Result<Self> {
        let mut tree = Self::all_files(repository, revision, prefix)?;
        if !tree.has_store() {
            // Asked from above the store, or in a bare repository, where no working file shows the place.
            tree = tree.narrowed();
        }
        if tree.has_store() {
            let is_outline = |path: &&Path| layout::is_own(path) && layout::task_of(path).is_none();
            let outline: Vec<PathBuf> =
                tree.files.keys().map(PathBuf::as_path).filter(is_outline).map(PathBuf::from).collect();
            tree.fetch(outline.iter().map(PathBuf::as_path))?;
            return Ok(tree);
        }
        Err(no_store(revision, prefix))
    }

    /// The repository's store as it was in a commit, wherever it lay then.
    ///
    /// # Errors
    /// When the commit has no store of which that one came.
    pub fn at(repository: &Repository, revision: &Revision) -> Result<Self> {
        Self::of_history(repository, &Point::head().resolve(repository)?, revision)
    }

    /// The same, and an empty one where the commit has no store yet.
    ///
    /// # Errors
    /// When git can't list the commit.
    pub fn at_or_empty(repository: &Repository, revision: &Revision) -> Result<Self> {
        Self::of_history_or_empty(repository, &Point::head().resolve(repository)?, revision)
    }

    /// The same at a point of the history, where there may have been no commit yet.
    ///
    /// # Errors
    /// When the point means no commit, or git can't list it.
    pub fn at_point(repository: &Repository, point: &Point) -> Result<Self> {
        match point.find(repository)? {
            Some(revision) => Self::at_or_empty(repository, &revision),
            None => Ok(Self::empty(repository)),
        }
    }

    /// The store that the `newest` commit has, as it was in a commit of its history, wherever it lay then.
    fn of_history(repository: &Repository, newest: &Revision, revision: &Revision) -> Result<Self> {
        let error = match Self::open(repository, revision, repository.prefix()) {
            Err(error) if error.kind() == ErrorKind::NotFound => error,
            opened => return opened,
        };
        match former_place(repository, newest, revision)? {
            Some(prefix) => Self::open(repository, revision, &prefix),
            None => Err(error),
        }
    }

    /// The same, and an empty one where the commit has no store yet.
    ///
    /// # Errors
    /// When git can't list the commit.
    pub fn of_history_or_empty(
        repository: &Repository,
        newest: &Revision,
        revision: &Revision,
    ) -> Result<Self> {
        match Self::of_history(repository, newest, revision) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Self::open_or_empty(repository, revision, repository.prefix())
            }
            opened => opened,
        }
    }

    /// The store at `prefix`, and an empty one where the commit has none there yet.
    ///
    /// # Errors
    /// When git can't list the commit.
    pub fn open_or_empty(repository: &Repository, revision: &Revision, prefix: &str) -> Result<Self> {
        match Self::open(repository, revision, prefix) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Ok(Self { files: BTreeMap::new(), ..Self::all_files(repository, revision, prefix)? })
            }
            other => other,
        }
    }

    /// The store at `prefix`, and where the commit has no settings of it yet, what it has of its other files.
    ///
    /// # Errors
    /// When git can't list the commit.
    pub(super) fn open_or_part(repository: &Repository, revision: &Revision, prefix: &str) -> Result<Self> {
        match Self::open(repository, revision, prefix) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut tree = Self::all_files(repository, revision, prefix)?;
                tree.files.retain(|path, _| layout::is_own(path));
                Ok(tree)
            }
            other => other,
        }
    }

    /// These files of the store in a commit, given relative to it, and no others.
    pub(super) fn of_files(repository: &Repository, revision: &Revision, files: &[PathBuf]) -> Result<Self> {
        if files.len() > MOST_ARGUMENTS {
            return Self::all_files(repository, revision, repository.prefix());
        }
        let prefix = repository.prefix();
        let path = |path: &PathBuf| format!("{prefix}{}", path.to_string_lossy().replace('\\', "/"));
        let paths: Vec<String> = files.iter().map(path).collect();
        Self::listed(repository, revision, prefix, &paths)
    }

    /// Every file below `prefix` in a commit, whether or not there is a store.
    fn all_files(repository: &Repository, revision: &Revision, prefix: &str) -> Result<Self> {
        let place = if prefix.is_empty() { Vec::new() } else { vec![prefix.to_owned()] };
        Self::listed(repository, revision, prefix, &place)
    }

    fn listed(repository: &Repository, revision: &Revision, prefix: &str, paths: &[String]) -> Result<Self> {
        let mut arguments: Vec<OsString> =
            ["ls-tree", "-r", "-t", "-z", "--full-tree", revision.hash(), "--"].map(OsString::from).into();
        arguments.extend(paths.iter().map(|path| repository.argument(path)));
        let listing = repository.read_unchanging(arguments)?;
        if listing.last().is_some_and(|end| *end != 0) {
            return Err(Error::failed(text!("git 没有列完文件", "git did not list the files to their end"))
                .hint(text!(
                    "用 `git fsck` 检查仓库是否完好",
                    "see with `git fsck` whether the repository is sound"
                )));
        }
        sound::ensure(&listing)?;
        sound::ensure_above(repository, revision, prefix)?;
        let files = listing.split(|byte| *byte == 0).filter_map(|line| entry(line, prefix)).collect();
        Ok(Self {
            repository: repository.clone(),
            revision: revision.clone(),
            prefix: prefix.to_owned(),
            files,
            contents: Mutex::default(),
        })
    }

    /// The same store with some of its files replaced, each by what git calls it or by nothing: what is
    /// staged. Its paths are shown as those of the working files.
    pub(super) fn with(&self, files: impl IntoIterator<Item = (PathBuf, Option<Option<String>>)>) -> Self {
        let mut replaced = self.files.clone();
        for (path, hash) in files {
            match hash {
                Some(hash) => replaced.insert(path, hash),
                None => replaced.remove(&path),
            };
        }
        Self {
            repository: self.repository.clone(),
            revision: Revision(String::new()),
            prefix: self.prefix.clone(),
            files: replaced,
            contents: Mutex::default(),
        }
    }

    /// No files at all, where there is no commit yet.
    pub fn empty(repository: &Repository) -> Self {
        Self {
            repository: repository.clone(),
            revision: Revision(String::new()),
            prefix: repository.prefix().to_owned(),
            files: BTreeMap::new(),
            contents: Mutex::default(),
        }
    }

    /// Whether there is a store in it.
    pub fn has_store(&self) -> bool {
        self.files.contains_key(Path::new(layout::CONFIG))
    }

    /// The files of `data/`.
    fn narrowed(self) -> Self {
        let below = |(path, hash): (PathBuf, Option<String>)| {
            Some((path.strip_prefix("data").ok()?.to_owned(), hash))
        };
        let files = self.files.into_iter().filter_map(below).collect();
        Self { files, prefix: format!("{}data/", self.prefix), ..self }
    }

    /// The commit.
    pub fn revision(&self) -> &Revision {
        &self.revision
    }

    /// Where the store lies in the commit: empty, or a path that ends with a slash.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Where the store lies among the working files.
    pub(super) fn working_prefix(&self) -> &str {
        self.repository.prefix()
    }

    /// The regular files, each with its hash.
    pub(super) fn files(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.files.iter().filter_map(|(path, hash)| Some((path.as_path(), hash.as_deref()?)))
    }

    /// Whether it holds files of an interrupted operation that none of these has, from which it was made.
    pub fn brings_operation(&self, parents: &[Self]) -> bool {
        let is_new = |path: &Path| parents.iter().all(|parent| !self.has_same(parent, path));
        self.paths().any(|path| layout::is_of_operation(path) && is_new(path))
    }

    /// All that stands in it: regular files, links and other repositories.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }

    /// Whether another tree has the same at this place.
    pub(super) fn has_same(&self, other: &Self, path: &Path) -> bool {
        self.files.get(path) == other.files.get(path)
    }

    /// What git calls a file.
    pub(super) fn hash_of(&self, path: &Path) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// A task, where its file is there and can be read.
    pub(super) fn task(&self, slug: &str, id: TaskId) -> Option<Task> {
        let path = layout::task_file(slug, id);
        let bytes = self.read(&path, yaml::MAX_TASK_BYTES).ok()??;
        yaml::read_task(&path, &bytes).ok().map(|task| Task { id, ..task })
    }

    /// The YAML files in a plan's directory of tasks.
    pub(super) fn task_paths(&self, slug: &str) -> Vec<PathBuf> {
        self.yaml_paths(&[slug, layout::TASKS].iter().collect::<PathBuf>())
    }

    /// The YAML files in a directory.
    fn yaml_paths(&self, directory: &Path) -> Vec<PathBuf> {
        let is_meant = |path: &&PathBuf| {
            path.parent() == Some(directory) && path.file_name().is_some_and(layout::is_meant_as_task)
        };
        self.below(directory).filter(is_meant).cloned().collect()
    }

    /// Every file below a directory.
    fn below<'a>(&'a self, directory: &'a Path) -> impl Iterator<Item = &'a PathBuf> {
        let files = self.files.range(directory.to_owned()..);
        files.map(|(path, _)| path).take_while(move |path| path.starts_with(directory))
    }
}

/// That a commit has no store at this place.
pub(super) fn no_store(revision: &Revision, prefix: &str) -> Error {
    let short: String = revision.hash().chars().take(10).collect();
    let place = if prefix.is_empty() { "." } else { prefix };
    Error::not_found(text!(
        "版本 {short} 中，`{place}` 还没有台账",
        "revision {short} has no store at `{place}`"
    ))
    .named("no-such-store")
    .hint(text!("台账可能是之后才建立的：`pjt log`", "it may have been made later: see `pjt log`"))
}

/// `100644 blob HASH<TAB>path` as a path below `prefix` and its hash; anything but a regular file has none, and a folder
/// is none of them.
fn entry(line: &[u8], prefix: &str) -> Option<(PathBuf, Option<String>)> {
    // A name in another encoding is nobody's in the store, and is named as such.
    let text = String::from_utf8_lossy(line);
    let (facts, path) = text.split_once('\t')?;
    if sound::is_folder(facts.as_bytes()) {
        return None;
    }
    let mut facts = facts.split(' ');
    let is_file = facts.next()?.starts_with("100");
    let hash = facts.nth(1).filter(|hash| is_file && is_hash(hash));
    Some((PathBuf::from(path.strip_prefix(prefix)?), hash.map(str::to_owned)))
}
