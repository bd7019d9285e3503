//! The repository that a store lies in: what state it is in, and how git is started in it.

mod found;

use std::{
    collections::HashSet,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, OnceLock},
};

use super::{
    git::{Git, explain},
    git_folder,
    objects::Object,
    process::output,
    shared::Shared,
};
use crate::{
    error::{Error, Result},
    store::platform,
};

/// The repository that a store lies in.
#[derive(Clone, Debug)]
pub struct Repository {
    git: Git,
    directory: PathBuf,
    /// The nearest directory at or above it that has a `.git`: where the user's own git is started. What lies
    /// below is content, and can look like a repository when somebody pushes HEAD, config and objects.
    top: PathBuf,
    /// The way from there to `directory`: empty, or a path that ends with a slash.
    below_top: OsString,
    /// The repository's own directory, of this working tree.
    git_directory: PathBuf,
    /// What all working trees of the repository share.
    common_directory: PathBuf,
    prefix: String,
    /// Where it was found from, below the top of the working tree: as it is shown, and its very bytes.
    place: (String, OsString),
    is_bare: bool,
    is_shallow: bool,
    /// What HEAD is on, once it was asked for.
    branch: OnceLock<Option<String>>,
    shared: Shared,
}

impl Repository {
    /// Where the store, or what was taken for it, lies in the trees of the repository: empty, or a path that
    /// ends with a slash.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A path of its trees as git takes it: the names above the store may be no Unicode.
    pub(super) fn argument(&self, path: &str) -> OsString {
        let (shown, bytes) = &self.place;
        match path.strip_prefix(shown.as_str()) {
            Some(below) => {
                let mut argument = bytes.clone();
                argument.push(below);
                argument
            }
            None => path.into(),
        }
    }

    /// The same, of a store at another place in its trees.
    #[must_use]
    pub fn at(self, prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), ..self }
    }

    /// The directory that it was found from.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The repository's own directory, of this working tree.
    pub(crate) fn git_directory(&self) -> &Path {
        &self.git_directory
    }

    /// What all working trees of the repository share: objects and references.
    pub(crate) fn common_directory(&self) -> &Path {
        &self.common_directory
    }

    /// Whether it has no working tree.
    pub(crate) fn is_bare(&self) -> bool {
        self.is_bare
    }

    /// What the clock says, in seconds since 1970.
    pub(super) fn now(&self) -> i64 {
        self.git.now()
    }

    /// Whether its history is cut off.
    pub fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    /// The commits at which a shallow clone ends: their parents are not on this machine.
    ///
    /// # Errors
    /// When git's list of them can't be read.
    pub(super) fn cut_commits(&self) -> Result<HashSet<String>> {
        if !self.is_shallow {
            return Ok(HashSet::new());
        }
        let path = self.common_directory.join("shallow");
        let failed = |error| Error::io(text!("读不了这个文件", "can't read this file"), &path, &error);
        Ok(std::fs::read_to_string(&path).map_err(failed)?.lines().map(str::to_owned).collect())
    }

    /// The branch that HEAD is on (`refs/heads/main`), whether or not it has a commit; none when it is on no
    /// branch.
    ///
    /// # Errors
    /// When git can't be run.
    pub fn branch(&self) -> Result<Option<&str>> {
        if let Some(branch) = self.branch.get() {
            return Ok(branch.as_deref());
        }
        let branch = self.ask(["symbolic-ref", "--quiet", "HEAD"])?;
        let branch = branch.filter(|branch| branch.starts_with("refs/"));
        Ok(self.branch.get_or_init(|| branch).as_deref())
    }

    /// The reference that a symbolic one leads to; the name itself where it is none.
    ///
    /// # Errors
    /// When git can't be run.
    pub(crate) fn stands_for(&self, name: &[u8]) -> Result<Vec<u8>> {
        let Some(word) = platform::path_of(name) else { return Ok(name.to_owned()) };
        let mut command = self.reader();
        command.args(["symbolic-ref", "--quiet"]).arg(word);
        let output = output(&mut command)?;
        let is_one = output.status.success();
        Ok(if is_one { output.stdout.trim_ascii_end().to_owned() } else { name.to_owned() })
    }

    /// Refuses where the user's own git would wait for ever.
    ///
    /// # Errors
    /// When a file that it reads beside those of the store is a pipe or a device.
    pub(super) fn ensure_nothing_is_waited_for(&self) -> Result<()> {
        git_folder::ensure_nothing_is_waited_for_at(&self.top, &platform::real_path(&self.directory))
    }

    /// What is half done in it (a merge, a rebase), in words; nothing else may be committed until it ends.
    pub fn unfinished(&self) -> Option<crate::Text> {
        let has = |name: &str| self.git_directory.join(name).exists();
        if has("MERGE_HEAD") {
            Some(text!("合并（merge）还没有完成", "a merge is not finished"))
        } else if has("rebase-merge") || has("rebase-apply") {
            Some(text!("变基（rebase）还没有完成", "a rebase is not finished"))
        } else if has("CHERRY_PICK_HEAD") {
            Some(text!("拣选（cherry-pick）还没有完成", "a cherry-pick is not finished"))
        } else if has("REVERT_HEAD") {
            Some(text!("还原（revert）还没有完成", "a revert is not finished"))
        } else {
            None
        }
    }

    /// A git that only reads, in the repository. Arguments are the caller's own words and hashes, never what
    /// somebody typed.
    pub(super) fn reader(&self) -> Command {
        let mut command = self.git.reader(&self.directory);
        // Named in full, the repository needs no finding, and paths are those of its trees wherever the store
        // lies and whatever its configuration says of working trees.
        command.arg("--git-dir").arg(&self.git_directory).arg("--work-tree=.");
        if let Some(incoming) = self.quarantine() {
            command.env("GIT_OBJECT_DIRECTORY", incoming);
            command.env("GIT_ALTERNATE_OBJECT_DIRECTORIES", self.common_directory.join("objects"));
        }
        command
    }

    /// Where git keeps the objects of a push until a hook has looked at them. One that lies elsewhere than in
    /// this repository is of no concern.
    fn quarantine(&self) -> Option<PathBuf> {
        let path = self.git.variable("GIT_QUARANTINE_PATH")?;
        let incoming = std::fs::canonicalize(path).ok()?;
        let own = std::fs::canonicalize(self.common_directory.join("objects")).ok()?;
        (incoming != own && incoming.starts_with(own)).then_some(incoming)
    }

    /// The same, of the index that a hook was called for: while `git commit FILE` runs, that is another one
    /// than the repository's. One that lies elsewhere is of no concern.
    pub(super) fn reader_of_index(&self) -> Command {
        let mut command = self.reader();
        let named = self.git.variable("GIT_INDEX_FILE");
        let index = named.and_then(|path| std::fs::canonicalize(path).ok());
        let own = std::fs::canonicalize(&self.git_directory).ok();
        if let (Some(index), Some(own)) = (index, own)
            && index.starts_with(own)
        {
            command.env("GIT_INDEX_FILE", index);
        }
        command
    }

    /// The mail address that the user's git would sign a commit with, where it knows one.
    ///
    /// # Errors
    /// When git can't be run.
    pub fn user_mail(&self) -> Result<Option<String>> {
        let mut command = self.actor();
        let output = output(command.args(["var", "GIT_AUTHOR_IDENT"]))?;
        let identity = String::from_utf8_lossy(&output.stdout);
        let mail = identity.rsplit_once('<').and_then(|(_, rest)| Some(rest.split_once('>')?.0.to_owned()));
        Ok(mail.filter(|_| output.status.success()))
    }

    /// The user's own git in the repository. It is started at the top, where no file of the store can be taken
    /// for the repository; it names files as [`Repository::named_for_actor`] gives them.
    pub(super) fn actor(&self) -> Command {
        self.git.actor(&self.top)
    }

    /// A path as the user's own git needs it: relative to where the repository was found from.
    pub(super) fn named_for_actor(&self, path: &Path) -> OsString {
        let mut named = self.below_top.clone();
        named.push(path.to_string_lossy().replace('\\', "/"));
        named
    }

    /// Where the user's own git is started.
    pub(super) fn top(&self) -> &Path {
        &self.top
    }

    /// What a reading git prints.
    ///
    /// # Errors
    /// When it fails, in its own words.
    pub(super) fn read<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<Vec<u8>> {
        let mut command = self.reader();
        command.args(arguments);
        let output = output(&mut command)?;
        if output.status.success() { Ok(output.stdout) } else { Err(explain(&output, &self.directory)) }
    }

    /// The objects with these hashes, in their order: contents of more than `limit` bytes are passed by.
    ///
    /// # Errors
    /// When git can't be run or ends early.
    pub(super) fn contents<'a>(
        &self,
        hashes: impl IntoIterator<Item = &'a str>,
        limit: u64,
    ) -> Result<Vec<Object>> {
        self.shared.contents(self, hashes, limit)
    }

    /// What a reading git prints of what never changes: all of `arguments` that name commits do so by their hashes.
    ///
    /// # Errors
    /// When it fails, in its own words.
    pub(super) fn read_unchanging<S: Into<OsString>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<Arc<[u8]>> {
        let arguments = arguments.into_iter().map(Into::into).collect();
        let read = self.shared.answer(arguments, |arguments| self.read(arguments).map(Some))?;
        Ok(read.unwrap_or_default())
    }

    /// Whether git finds an object by such arguments.
    ///
    /// # Errors
    /// When git can't be run.
    pub(super) fn has(&self, object: &str) -> Result<bool> {
        let arguments = ["rev-parse", "--verify", "--quiet", object].map(OsString::from).into();
        let ask = |arguments: &[OsString]| Ok(self.ask(arguments)?.map(String::into_bytes));
        Ok(self.shared.answer(arguments, ask)?.is_some())
    }

    /// What a reading git prints, of a question that it answers with no by failing.
    pub(super) fn ask<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<Option<String>> {
        let mut command = self.reader();
        command.args(arguments);
        let output = output(&mut command)?;
        let answer = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
        Ok(output.status.success().then_some(answer))
    }
}
