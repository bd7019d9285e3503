//! The locks that git leaves behind when it is killed in the middle of a commit. Those of pjt's own
//! interrupted commit are cleared by the next command that commits; those of others are named and left alone.
#![expect(clippy::expect_used, reason = "names are Unicode")]

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

use super::{process::feed, repository::Repository};
use crate::{
    error::{Error, Location, Result},
    store::{file, layout, leftovers, platform},
};

/// Is there while pjt is committing, and names the locks of that commit: others are not pjt's.
const MARKER: &str = "pjt-commit.json";
/// The longest mark, in bytes: some hundred for each file.
const MAX_MARKER_BYTES: u64 = 64 << 20;

/// How long a command waits for another git to finish.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a commit of pjt's may leave behind.
#[derive(Debug, Deserialize, Serialize)]
struct Marker {
    /// The locks that a commit takes, by their names in the repository's own directories: where the repository
    /// lies need not be Unicode, and can change.
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
    /// Whether a git is running in the repository; none where this system doesn't know.
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
        let locks = candidates(repository)?.into_iter().map(|(name, _)| name).collect();
        let content = serde_json::to_vec(&Marker { locks, files: files.to_vec() });
        let content = content.expect("names of git and of the store are Unicode");
        file::replace(&marker, None, &content)?;
        Ok(Self { marker })
    }

    /// Ends it. Where a git was killed, or git's index does not know of the commit yet, the mark stays and says whose the
    /// locks and the files are. A git that ended by itself has let go of its locks, unless it could not remove one: it
    /// says nothing then, and the lock is removed here.
    pub(super) fn end(self, repository: &Repository, is_unfinished: bool) -> Result<()> {
        if is_unfinished {
            return Ok(());
        }
        // None was there when it began.
        for (_, lock) in candidates(repository)?.into_iter().filter(|(_, lock)| lock.exists()) {
            if !is_left_behind(&lock, repository) {
                return Ok(());
            }
            remove(&lock)?;
        }
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
    let bytes = match file::read(&marker, MAX_MARKER_BYTES) {
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
    let named = candidates.into_iter().filter(|(name, lock)| locks.contains(name) && lock.exists());
    for (_, lock) in named {
        wait_until(|| is_left_behind(&lock, repository), &lock)?;
        remove(&lock)?;
        cleared.push(lock);
    }
    for folder in own_folders(repository) {
        wait_until(|| is_left_behind(&folder, repository), &folder)?;
        fs::remove_dir_all(&folder).map_err(|error| cannot_remove(&folder, &error))?;
    }
    refresh(repository, &files)?;
    remove(&marker)?;
    Ok(cleared)
}

/// The commit may have been made and git's index not yet know of it; the user's next commit would then take
/// it back unseen. The index gets what the commit holds: the working files are not looked at, so nothing that
/// the repository names is run, whoever wrote the mark.
pub fn refresh(repository: &Repository, files: &[PathBuf]) -> Result<()> {
    let Some(head) = repository.ask(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])? else {
        return Ok(());
    };
    let name =
        |file: &PathBuf| format!("{}{}", repository.prefix(), file.to_string_lossy().replace('\\', "/"));
    let files: HashSet<String> = files.iter().map(name).collect();
    let differing =
        repository.read(["diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", &head])?;
    let mut words = differing.split(|byte| *byte == 0);
    let mut entries = Vec::new();
    while let (Some(facts), Some(path)) = (words.next(), words.next()) {
        // `:100644 100644 HASH HASH M`; a file that the commit does not have is its own where it is gone from the
        // disk, too.
        let (facts, shown) = (String::from_utf8_lossy(facts), String::from_utf8_lossy(path));
        let facts: Vec<&str> = facts.trim_start_matches(':').split(' ').collect();
        if let [mode, _, hash, _, state] = facts.as_slice()
            && *state != "U"
            && files.contains(shown.as_ref())
            && (mode.starts_with("100") || *state == "A" && !is_on_disk(repository, &shown))
        {
            entries.extend(format!("{mode} {hash}\t").bytes());
            entries.extend(path);
            entries.push(0);
        }
    }
    if entries.is_empty() {
        return Ok(());
    }
    let mut command = repository.reader();
    command.args(["-c", "core.fsync=all", "update-index", "-z", "--index-info"]);
    feed(
        command,
        &entries,
        text!("没能把提交的内容告诉 git 的暂存区", "git's index could not be told what a commit holds"),
    )
}

/// Whether the working tree has a file of this name in the trees.
fn is_on_disk(repository: &Repository, path: &str) -> bool {
    let below = path.strip_prefix(repository.prefix());
    below.is_none_or(|below| repository.directory().join(below).symlink_metadata().is_ok())
}

/// The directories that a commit keeps its own index in.
fn own_folders(repository: &Repository) -> Vec<PathBuf> {
    let entries = fs::read_dir(repository.git_directory()).into_iter().flatten().flatten();
    let is_own = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        name.to_str().is_some_and(|name| name.starts_with(layout::TEMPORARY)) && entry.path().is_dir()
    };
    entries.filter(is_own).map(|entry| entry.path()).collect()
}

/// Removes the locks that other gits left when they were killed, and gives the files: each old, open in no
/// program, and without a git that may be at work. The caller holds the lock of the store.
///
/// # Errors
/// When the disk refuses.
pub fn clear_abandoned(repository: &Repository) -> Result<Vec<PathBuf>> {
    let abandoned: Vec<PathBuf> =
        present(repository)?.into_iter().filter(GitLock::is_abandoned).map(|lock| lock.path).collect();
    for lock in &abandoned {
        remove(lock)?;
    }
    Ok(abandoned)
}

impl GitLock {
    /// Whether whoever made it is gone, as far as the system knows: where it doesn't, never.
    fn is_abandoned(&self) -> bool {
        self.is_held == Some(false)
            && self.age.is_some_and(|age| age >= leftovers::SETTLED)
            && platform::is_open(&self.path) == Some(false)
    }
}

/// Whether the git that made a lock is gone. Where the system does not know, an old lock counts as left.
fn is_left_behind(lock: &Path, repository: &Repository) -> bool {
    match platform::git_runs_in(repository.top()) {
        Some(runs) => !runs,
        None => age(lock, repository).is_some_and(|age| age > Duration::from_secs(60)),
    }
}

/// How old a file is; none of what a clock that was wrong dated later than now.
fn age(path: &Path, repository: &Repository) -> Option<Duration> {
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified()).ok()?;
    let modified = modified.duration_since(UNIX_EPOCH).ok()?;
    let now = Duration::from_secs(u64::try_from(repository.now()).ok()?);
    // The clock was asked when the program began, in whole seconds.
    now.checked_sub(Duration::from_secs(modified.as_secs()))
}

/// Every lock of git's that is there, for `doctor` to explain.
///
/// # Errors
/// When git doesn't know its branch.
pub fn present(repository: &Repository) -> Result<Vec<GitLock>> {
    let marker = repository.git_directory().join(MARKER);
    // Without a mark that can be read, no lock is known to be pjt's.
    let bytes = file::read(&marker, MAX_MARKER_BYTES).unwrap_or_default();
    let own = serde_json::from_slice::<Marker>(&bytes).map(|marker| marker.locks).unwrap_or_default();
    let is_held = platform::git_runs_in(repository.top());
    let there = candidates(repository)?.into_iter().filter(|(_, path)| path.exists());
    let lock = |(name, path): (PathBuf, PathBuf)| GitLock {
        is_own: own.contains(&name),
        age: age(&path, repository),
        is_held,
        path,
    };
    Ok(there.map(lock).collect())
}

/// The locks that a commit takes: of the index, of HEAD, of the branch, of the marks that it may clear. Each with its
/// name in the repository and where it is.
fn candidates(repository: &Repository) -> Result<Vec<(PathBuf, PathBuf)>> {
    let own = repository.git_directory();
    let mut locks: Vec<(PathBuf, PathBuf)> =
        ["index", "HEAD", "AUTO_MERGE", "CHERRY_PICK_HEAD", "REVERT_HEAD", "MERGE_HEAD"]
            .map(|name| PathBuf::from(format!("{name}.lock")))
            .map(|name| (name.clone(), own.join(name)))
            .into();
    let branch = repository.branch()?.map(|branch| PathBuf::from(format!("{branch}.lock")));
    let shared =
        ["packed-refs.lock", "reftable/tables.list.lock"].map(PathBuf::from).into_iter().chain(branch);
    locks.extend(shared.map(|name| (name.clone(), repository.common_directory().join(name))));
    Ok(locks)
}

/// Waits until no other git is writing the index.
pub(super) fn wait_for_index(repository: &Repository) -> Result<()> {
    let lock = repository.git_directory().join("index.lock");
    wait_until(|| !lock.exists(), &lock)
}

fn wait_for_others(repository: &Repository) -> Result<()> {
    for (_, lock) in candidates(repository)? {
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
        Err(error) => Err(cannot_remove(path, &error)),
    }
}

fn cannot_remove(path: &Path, error: &io::Error) -> Error {
    Error::io(text!("无法删除这个文件", "can't remove this file"), path, error)
}
