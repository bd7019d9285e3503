//! An index of its own for a commit of many files. What else is staged stays out of the commit, and where nothing is,
//! the index that the commit was made from becomes the repository's, so that nothing has to be read once more for that.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use super::{git, process::output, repository::Repository};
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
        // A copy knows of every file whether it changed since it was looked at.
        if let Ok(held) = fs::read(directory.join("index")) {
            file::create(&index.path, &held)?;
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

    /// Becomes the repository's index, under git's own lock, where that one still holds what this began with. Says
    /// whether it did.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn take_over(&self, repository: &Repository) -> Result<bool> {
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
