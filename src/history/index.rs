//! An index of its own for each commit. What else is staged stays out of the commit, and where nothing is, the index that
//! the commit was made from becomes the repository's, so that nothing has to be read once more for that.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    compare::OnDisk,
    git, locks,
    process::{feed, output},
    repository::Repository,
};
use crate::{
    error::{Error, Result},
    store::{file, layout, platform},
};

/// An index in a directory of its own, which goes with it.
#[derive(Debug)]
pub(super) struct OwnIndex {
    /// Removed when it is dropped.
    _folder: tempfile::TempDir,
    path: PathBuf,
    /// What the repository's index held, where that was nothing but the last commit.
    of: Option<file::Digest>,
}

impl OwnIndex {
    /// The index of the last commit with this hash; empty where there is none.
    ///
    /// # Errors
    /// When git can't read the commit, or the disk refuses.
    pub(super) fn of_last(repository: &Repository, last: &str) -> Result<Self> {
        let directory = repository.git_directory();
        let failed = |error: &io::Error| {
            Error::io(text!("无法为 git 准备暂存区", "can't prepare an index for git"), directory, error)
        };
        let folder = tempfile::Builder::new()
            .prefix(layout::TEMPORARY)
            .tempdir_in(directory)
            .map_err(|error| failed(&error))?;
        let mut index = Self { path: folder.path().join("index"), _folder: folder, of: None };
        if last.is_empty() {
            return Ok(index);
        }
        // A copy knows of every file whether it changed since it was looked at. It is as old as the index: what was changed
        // at the time when that was written, git takes for changed.
        let present = directory.join("index");
        if let (Ok(held), Ok(metadata)) = (fs::read(&present), fs::metadata(&present)) {
            file::create(&index.path, &held)?;
            let aged = metadata
                .modified()
                .and_then(|time| fs::File::options().write(true).open(&index.path)?.set_modified(time));
            aged.map_err(|error| failed(&error))?;
            let mut command = repository.reader();
            command.args(["diff-index", "--cached", "--quiet", last]);
            if output(index.used_by(&mut command))?.status.success() {
                index.of = Some(file::digest(&held));
                return Ok(index);
            }
        }
        let mut command = repository.reader();
        let read = output(index.used_by(&mut command).args(["read-tree", last]))?;
        if read.status.success() { Ok(index) } else { Err(git::explain(&read, repository.directory())) }
    }

    /// Has a git use it.
    pub(super) fn used_by<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("GIT_INDEX_FILE", &self.path)
    }

    /// Takes the files of the store that differ as they stand on the disk; those that were gone leave it. The command is
    /// a git without its words yet.
    ///
    /// # Errors
    /// When git can't look at one of them, or it is gone since: it is not taken for removed.
    pub(super) fn update(
        &self,
        repository: &Repository,
        mut command: Command,
        pending: &OnDisk,
    ) -> Result<()> {
        let gone: HashSet<&PathBuf> = pending.gone.iter().collect();
        let there: Vec<&PathBuf> = pending.files.iter().filter(|path| !gone.contains(path)).collect();
        let mut entries = self.marked(repository, &there)?;
        for path in gone {
            let path = format!("{}{}", repository.prefix(), path.to_string_lossy().replace('\\', "/"));
            entries.extend(format!("0 {}\t", "0".repeat(pending.from.len())).bytes());
            entries.extend(platform::bytes_of(&repository.argument(&path)).iter());
            entries.push(0);
        }
        let failure = || text!("git 没能读入要提交的文件", "git could not take in the files to commit");
        if !entries.is_empty() {
            let mut command = repository.reader();
            self.used_by(&mut command).args(["update-index", "-z", "--index-info"]);
            feed(command, &entries, failure())?;
        }
        let mut names = Vec::new();
        for path in there {
            names.extend(platform::bytes_of(&repository.named_for_actor(path)).iter());
            names.push(0);
        }
        self.used_by(&mut command).args(["update-index", "--add", "-z", "--stdin"]);
        feed(command, &names, failure())
    }

    /// The entries of those of these files at which somebody told git not to look (`--skip-worktree`, `--assume-unchanged`).
    /// Given to it once more they lose that mark, under which their changes would be left out.
    fn marked(&self, repository: &Repository, files: &[&PathBuf]) -> Result<Vec<u8>> {
        let mut command = repository.reader();
        let listed = output(self.used_by(&mut command).args(["ls-files", "-v", "--stage", "-z"]))?;
        if !listed.status.success() {
            return Err(git::explain(&listed, repository.directory()));
        }
        let wanted: HashSet<&Path> = files.iter().map(|path| path.as_path()).collect();
        let mut entries = Vec::new();
        // `h 100644 HASH 0<TAB>path`; H is for one without such a mark.
        let is_marked = |line: &&[u8]| !line.is_empty() && !line.starts_with(b"H ");
        for line in listed.stdout.split(|byte| *byte == 0).filter(is_marked) {
            let shown = String::from_utf8_lossy(line);
            let Some((facts, path)) = shown.split_once('\t') else { continue };
            let Some(path) = path.strip_prefix(repository.prefix()) else { continue };
            if let [_, mode, hash, _] = facts.split(' ').collect::<Vec<_>>().as_slice()
                && wanted.contains(Path::new(path))
            {
                entries.extend(format!("{mode} {hash}").bytes());
                entries.extend(line.iter().skip_while(|byte| **byte != b'\t'));
                entries.push(0);
            }
        }
        Ok(entries)
    }

    /// The commit is made: it becomes the repository's index, or that one learns what the commit holds of these files.
    ///
    /// # Errors
    /// When the disk refuses, or another git holds the index.
    pub(super) fn become_the_repositorys(&self, repository: &Repository, files: &[PathBuf]) -> Result<()> {
        locks::wait_for_index(repository)?;
        if self.take_over(repository)? { Ok(()) } else { locks::refresh(repository, files) }
    }

    /// Becomes the repository's index, under git's own lock, where that one still holds what this began with. Says
    /// whether it did.
    fn take_over(&self, repository: &Repository) -> Result<bool> {
        let Some(of) = self.of else { return Ok(false) };
        let index = repository.git_directory().join("index");
        let lock = repository.git_directory().join("index.lock");
        let failed = |error: &io::Error| {
            Error::io(
                text!(
                    "没能把提交的文件告诉 git 的暂存区",
                    "git's index could not be told of the files of a commit"
                ),
                &index,
                error,
            )
        };
        match fs::File::create_new(&lock) {
            Ok(_locked) => {}
            // Another git is at it: it is waited for elsewhere.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
            Err(error) => return Err(failed(&error)),
        }
        let taken = self.put_in_place(&index, &lock, of);
        if !matches!(taken, Ok(true)) {
            fs::remove_file(&lock).map_err(|error| failed(&error))?;
        }
        taken.map_err(|error| failed(&error))
    }

    fn put_in_place(&self, index: &Path, lock: &Path, of: file::Digest) -> io::Result<bool> {
        if file::digest(&fs::read(index)?) != of {
            return Ok(false);
        }
        let own = fs::File::options().write(true).open(&self.path)?;
        platform::take_after(&own, &self.path, &fs::metadata(index)?)?;
        own.sync_all()?;
        // The lock becomes the index that it stood for.
        fs::rename(&self.path, lock)?;
        fs::rename(lock, index)?;
        Ok(true)
    }
}
