//! How the repository of a directory is found, and what git says of it.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use super::Repository;
use crate::{
    error::Result,
    history::{
        git::{Git, explain, is_foreign, is_nowhere, not_understood, nowhere},
        git_folder,
        process::output,
        shared::Shared,
    },
    store::platform,
};

impl Repository {
    /// The repository around `directory`.
    ///
    /// # Errors
    /// When there is none, or it belongs to somebody else.
    pub fn around(git: &Git, directory: &Path) -> Result<Self> {
        Self::find(git, directory)?.ok_or_else(|| nowhere(directory))
    }

    /// The same, none where there is no repository. Only what git keeps in a `.git` counts as one, which nobody
    /// can push: never files of the store that look like one.
    ///
    /// # Errors
    /// When there is one that can't be used.
    pub fn find(git: &Git, directory: &Path) -> Result<Option<Self>> {
        let real = platform::real_path(directory);
        for top in real.ancestors().filter(|above| above.join(".git").symlink_metadata().is_ok()) {
            let found = Self::at_top(git, directory, &real, top)?;
            if let Some(repository) = found.filter(|found| !real.starts_with(&found.git_directory)) {
                return Ok(Some(repository));
            }
        }
        Ok(None)
    }

    /// The repository around `directory`, or the one without working files that `directory` is: to read only. Where
    /// both are there, the latter is meant, unless its files are content of the former.
    ///
    /// # Errors
    /// As [`Repository::around`].
    pub fn around_or_bare(git: &Git, directory: &Path) -> Result<Self> {
        let around = Self::find(git, directory)?;
        let real = platform::real_path(directory);
        let bare = Self::at_top(git, directory, &real, &real)?
            .filter(|found| found.is_bare && real.starts_with(&found.git_directory));
        match (around, bare) {
            (Some(around), Some(bare)) => Ok(if around.tracks(&bare)? { around } else { bare }),
            (found, other) => found.or(other).ok_or_else(|| nowhere(directory)),
        }
    }

    /// Whether the files that make `other` a repository are content of this one.
    fn tracks(&self, other: &Self) -> Result<bool> {
        let below = other.git_directory.strip_prefix(&self.top).unwrap_or(Path::new(""));
        let base = self.prefix.strip_suffix(self.below_top.to_string_lossy().as_ref()).unwrap_or_default();
        let head = format!("{base}{}", below.join("HEAD").to_string_lossy().replace('\\', "/"));
        Ok(!self.read(["ls-files", "-z", "--", &head])?.is_empty())
    }

    /// The repository without working files that `directory` itself is, also where it lies in another one: a server,
    /// named as such by whoever asks.
    ///
    /// # Errors
    /// When it can't be used.
    pub fn bare(git: &Git, directory: &Path) -> Result<Option<Self>> {
        let real = platform::real_path(directory);
        Ok(Self::at_top(git, directory, &real, &real)?.filter(|repository| repository.is_bare))
    }

    /// What git finds at `top`.
    fn at_top(git: &Git, directory: &Path, real: &Path, top: &Path) -> Result<Option<Self>> {
        git_folder::ensure_nothing_is_waited_for(top)?;
        let mut facts = facts(git.reader(top))?;
        // Whom they trust, the user has said in the configuration of git: its configuration stays out of reading otherwise.
        if is_foreign(&facts) {
            let trusted = self::facts(git.actor(top))?;
            if trusted.status.success() {
                facts = trusted;
            }
        }
        if is_nowhere(&facts) {
            return Ok(None);
        }
        if !facts.status.success() {
            return Err(explain(&facts, directory));
        }
        let mut below_top = OsString::new();
        for name in real.strip_prefix(top).unwrap_or(Path::new("")) {
            below_top.push(name);
            below_top.push("/");
        }
        let mut repository = Self {
            git: git.clone(),
            directory: if directory.as_os_str().is_empty() { ".".into() } else { directory.to_owned() },
            top: top.to_owned(),
            below_top,
            git_directory: PathBuf::new(),
            common_directory: PathBuf::new(),
            prefix: String::new(),
            place: Default::default(),
            is_bare: false,
            is_shallow: false,
            branch: OnceLock::new(),
            shared: Shared::default(),
        };
        repository
            .learn(&facts.stdout)
            .ok_or_else(|| not_understood("rev-parse", &String::from_utf8_lossy(&facts.stdout)))?;
        Ok(Some(repository))
    }

    /// Takes over what `rev-parse` printed. A path is any bytes, line feeds among them: the answers with yes and
    /// no in between mark where it ends.
    fn learn(&mut self, printed: &[u8]) -> Option<()> {
        let (git_directory, is_bare, rest) = up_to_answer(printed, &self.top)?;
        let (common_directory, is_shallow, prefix) = up_to_answer(rest, &self.top)?;
        (self.git_directory, self.common_directory) = (git_directory, common_directory);
        (self.is_bare, self.is_shallow) = (is_bare, is_shallow);
        let mut place = platform::path_of(prefix.strip_suffix(b"\n")?)?.into_os_string();
        place.push(&self.below_top);
        self.prefix = place.to_string_lossy().into_owned();
        self.place = (self.prefix.clone(), place);
        Some(())
    }
}

/// What a repository is, in the words of git.
fn facts(mut command: Command) -> Result<Output> {
    command.args(["rev-parse", "--absolute-git-dir", "--is-bare-repository"]);
    command.args(["--git-common-dir", "--is-shallow-repository", "--show-prefix"]);
    output(&mut command)
}

/// The directory that stands before a line with yes or no, what that says, and what stands behind it.
fn up_to_answer<'a>(printed: &'a [u8], start: &Path) -> Option<(PathBuf, bool, &'a [u8])> {
    let feeds = printed.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    feeds.map(|(feed, _)| printed.split_at(feed)).find_map(|(path, rest)| {
        let (answer, rest) = match (rest.strip_prefix(b"\ntrue\n"), rest.strip_prefix(b"\nfalse\n")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return None,
        };
        let path = start.join(platform::path_of(path)?);
        path.is_dir().then_some((path, answer, rest))
    })
}
