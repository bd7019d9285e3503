//! The locks that git leaves behind when it is killed in the middle of a commit. Those of pjt's own
//! interrupted commit are cleared by the next command that commits; those of others are named and left alone.
#![expect(clippy::expect_used, reason = "a pipe that was just asked for is there")]

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::git::{self, Repository};
use crate::{
    error::{Error, Location, Result},
    store::{file, platform},
};

/// Is there while pjt is committing, and names the locks of that commit: others are not pjt's.
const MARKER: &str = "pjt-commit.json";

/// How long a command waits for another git to finish.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a commit of pjt's may leave behind.
#[derive(Debug, Deserialize, Serialize)]
struct Marker {
    /// The locks that a commit takes.
    locks: Vec<PathBuf>,
    /// The files that it commits, relative to the store.
    #[serde(default)]
    files: Vec<PathBuf>,
}

/// A lock that git holds, or held when it was killed.
#[derive(Clone, Debug)]
pub struct GitLock {
    /// The file.
    pub path: PathBuf,
    /// How long ago it was made.
    pub age: Option<Duration>,
    /// Whether pjt's own interrupted commit made it.
    pub is_own: bool,
    /// Whether a git is running in the repository; none where this system can't tell.
    pub is_held: Option<bool>,
}

/// A commit that is being made. While it lives, locks that appear are its own.
#[derive(Debug)]
pub(super) struct Committing {
    marker: PathBuf,
}

impl Committing {
    /// Clears what an earlier commit of pjt's left, waits for other gits, and begins. The caller holds the
    /// lock of the store, so no other pjt is committing.
    pub(super) fn begin(repository: &Repository, files: &[PathBuf]) -> Result<Self> {
        clear_own(repository)?;
        wait_for_others(repository)?;
        let marker = repository.git_directory().join(MARKER);
        let content = Marker { locks: candidates(repository)?, files: files.to_vec() };
        // A path that is not Unicode can't be written down; a mark without it names nothing.
        let content = serde_json::to_vec(&content).unwrap_or_default();
        file::replace(&marker, None, &content)?;
        Ok(Self { marker })
    }

    /// Ends it; git has let go of its locks.
    pub(super) fn end(self) -> Result<()> {
        remove(&self.marker)
    }
}

/// Clears what an interrupted commit of pjt's left behind, and gives the files. The caller holds the lock of
/// the store.
///
/// # Errors
/// When a git is still at it.
pub fn clear_own(repository: &Repository) -> Result<Vec<PathBuf>> {
    let marker = repository.git_directory().join(MARKER);
    let bytes = match file::read(&marker, 1 << 20) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(Error::io(
                text!("读不了提交标记", "can't read the mark of a commit"),
                &marker,
                &error,
            ));
        }
    };
    // A mark that a power cut made unreadable names nothing.
    let Marker { locks, files } =
        serde_json::from_slice(&bytes).unwrap_or(Marker { locks: Vec::new(), files: Vec::new() });
    let candidates = candidates(repository)?;
    let mut cleared = Vec::new();
    let named = locks.into_iter().filter(|lock| candidates.contains(lock) && lock.exists());
    for lock in named.chain(private_indexes(repository)) {
        wait_until(|| is_left_behind(&lock, repository), &lock)?;
        remove(&lock)?;
        cleared.push(lock);
    }
    refresh(repository, &files)?;
    remove(&marker)?;
    Ok(cleared)
}

/// The commit may have been made and git's index not yet know of it; the user's next commit would then take
/// it back unseen.
fn refresh(repository: &Repository, files: &[PathBuf]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let mut list = Vec::new();
    for file in files {
        list.extend(file.to_string_lossy().replace('\\', "/").into_bytes());
        list.push(0);
    }
    let mut command = repository.actor();
    command.args(["-c", "core.fsync=all", "update-index", "--add", "--remove", "-z", "--stdin"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| git::cannot_start(&error))?;
    let given = child.stdin.take().expect("its input was just piped").write_all(&list);
    let output = child.wait_with_output().map_err(|error| git::cannot_start(&error))?;
    if output.status.success() && given.is_ok() {
        return Ok(());
    }
    Err(Error::failed(text!(
        "没能把上次中断的提交告诉 git 的暂存区",
        "git's index could not be told of an interrupted commit"
    ))
    .caused_by(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    .hint(text!("`git status` 说明现状", "`git status` tells how things stand")))
}

/// The index that a commit of single files prepares for itself; its name holds the number of its process.
fn private_indexes(repository: &Repository) -> Vec<PathBuf> {
    let entries = fs::read_dir(repository.git_directory()).into_iter().flatten().flatten();
    let is_private = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        name.to_str().is_some_and(|name| name.starts_with("next-index-") && name.ends_with(".lock"))
    };
    entries.filter(is_private).map(|entry| entry.path()).collect()
}

/// Whether the git that made a lock is gone. Where the system does not know, an old lock counts as left.
fn is_left_behind(lock: &Path, repository: &Repository) -> bool {
    match platform::git_runs_in(&working_tree(repository)) {
        Some(runs) => !runs,
        None => age(lock).is_some_and(|age| age > Duration::from_secs(60)),
    }
}

fn age(path: &Path) -> Option<Duration> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()?.elapsed().ok()
}

/// Every lock of git's that is there, for `doctor` to explain.
///
/// # Errors
/// When git can't tell its branch.
pub fn present(repository: &Repository) -> Result<Vec<GitLock>> {
    let marker = repository.git_directory().join(MARKER);
    // Without a mark that can be read, no lock is known to be pjt's.
    let bytes = file::read(&marker, 1 << 20).unwrap_or_default();
    let own = serde_json::from_slice::<Marker>(&bytes).map(|marker| marker.locks).unwrap_or_default();
    let is_held = platform::git_runs_in(&working_tree(repository));
    let there = candidates(repository)?.into_iter().filter(|path| path.exists());
    Ok(there.map(|path| GitLock { is_own: own.contains(&path), age: age(&path), is_held, path }).collect())
}

/// The locks that a commit takes: of the index, of HEAD, of the branch, of the marks that it may clear.
fn candidates(repository: &Repository) -> Result<Vec<PathBuf>> {
    let own = repository.git_directory();
    let mut locks: Vec<PathBuf> =
        ["index", "HEAD", "AUTO_MERGE", "CHERRY_PICK_HEAD", "REVERT_HEAD", "MERGE_HEAD"]
            .map(|name| own.join(format!("{name}.lock")))
            .into();
    locks.push(repository.common_directory().join("packed-refs.lock"));
    if let Some(branch) = repository.branch()? {
        locks.push(repository.common_directory().join(format!("{branch}.lock")));
    }
    Ok(locks)
}

fn working_tree(repository: &Repository) -> PathBuf {
    let directory = repository.directory().canonicalize().unwrap_or_else(|_| repository.directory().into());
    let depth = Path::new(repository.prefix()).components().count();
    directory.ancestors().nth(depth).map(Path::to_owned).unwrap_or(directory)
}

fn wait_for_others(repository: &Repository) -> Result<()> {
    for lock in candidates(repository)? {
        wait_until(|| !lock.exists(), &lock)?;
    }
    Ok(())
}

fn wait_until(is_free: impl Fn() -> bool, lock: &Path) -> Result<()> {
    let mut waited = Duration::ZERO;
    while !is_free() {
        if waited >= PATIENCE {
            return Err(Error::conflict(text!(
                "另一个 git 正在这个仓库里工作，或者曾经中断",
                "another git is working in this repository, or was interrupted in it"
            ))
            .named("git-busy")
            .at(Location::file(lock))
            .hint(text!(
                "等它结束再试；`pjt doctor` 说明这个锁文件的来历",
                "try again when it is done; `pjt doctor` tells where this lock is from"
            )));
        }
        let pause = Duration::from_millis(20);
        std::thread::sleep(pause);
        waited += pause;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Error::io(text!("删不掉这个文件", "can't remove this file"), path, &error)),
    }
}
