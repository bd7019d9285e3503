//! The commits that touch some files, as git lists them: which files each of them changed, and from which
//! content to which. Two gits work side by side, one walks the commits and one names the files.

use std::{
    io::{self, BufRead as _, BufReader},
    path::PathBuf,
    process::{ChildStdout, Stdio},
};

use super::{
    git::Repository,
    process::Running,
    revision::{Revision, is_hash},
};
use crate::{
    error::{Error, Result},
    store::layout,
};

/// Who committed what when, in their own words: claims, not facts.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Commit {
    /// The full hash.
    pub hash: String,
    /// How many parents it has: none for the first commit, two and more for a merge.
    pub parents: usize,
    /// The author's name.
    pub author: String,
    /// The author's mail address.
    pub email: String,
    /// The author date, ISO 8601 with zone, as git has it.
    pub date: String,
    /// The first line of the message.
    pub subject: String,
}

/// Which commits are listed, the newest first.
#[derive(Clone, Copy)]
pub(super) enum Commits<'a> {
    /// A commit and all before it.
    UpTo(&'a Revision),
    /// One commit alone.
    Only(&'a Revision),
    /// What the second has and the first has not.
    Between(&'a Revision, &'a Revision),
}

/// One commit with the store's own files that it changed.
#[derive(Debug)]
pub(super) struct ChangedFiles {
    pub(super) commit: Commit,
    pub(super) files: Vec<ChangedFile>,
    /// Whether it brings files of an operation, which are nobody's but the machine's that began it.
    pub(super) brings_operation: bool,
}

/// A file's contents by their hashes; none where there is no regular file.
#[derive(Debug)]
pub(super) struct ChangedFile {
    /// Relative to the store.
    pub(super) path: PathBuf,
    /// One for each parent of the commit.
    pub(super) before: Vec<Option<String>>,
    pub(super) after: Option<String>,
}

/// The commits one by one. After the last one git's end is looked at: an error there is the last item.
pub(super) struct GitStream {
    repository: Repository,
    lister: Running,
    differ: Running,
    output: BufReader<ChildStdout>,
    has_ended: bool,
}

impl GitStream {
    /// Starts git. `paths` are files, or directories with a slash at their end, in the trees of the
    /// repository; without any, or with an empty one, every commit is listed.
    ///
    /// # Errors
    /// When git can't be run.
    pub(super) fn open(repository: &Repository, commits: Commits<'_>, paths: &[String]) -> Result<Self> {
        let paths: Vec<&String> = paths.iter().filter(|path| !path.is_empty()).collect();
        let mut lister = repository.reader();
        match commits {
            Commits::UpTo(newest) => lister.args(["rev-list", "--date-order", newest.hash()]),
            Commits::Only(commit) => lister.args(["rev-list", "--no-walk", commit.hash()]),
            Commits::Between(from, to) => {
                lister.args(["rev-list", "--date-order", to.hash(), "--not", from.hash()])
            }
        };
        if paths.iter().any(|path| !path.ends_with('/')) {
            // Every commit of a side branch counts, also where the merge took the other side.
            lister.args(["--full-history", "--"]).args(paths.iter().map(|path| repository.argument(path)));
        }
        let arguments = paths.iter().map(|path| repository.argument(path));
        let (lister, hashes) = Running::start(lister.stderr(Stdio::null()))?;
        let mut differ = repository.reader();
        differ.args(["diff-tree", "--stdin", "-r", "--raw", "-z", "--root", "-c", "--no-renames"]);
        differ.args(["--no-abbrev", "--encoding=UTF-8", "--format=%x01%H%x00%P%x00%an%x00%ae%x00%aI%x00%s"]);
        let (differ, output) = Running::start(differ.stdin(hashes).arg("--").args(arguments))?;
        let output = BufReader::with_capacity(1 << 16, output);
        let repository = repository.clone();
        Ok(Self { repository, lister, differ, output, has_ended: false })
    }

    fn next_commit(&mut self) -> Result<Option<ChangedFiles>> {
        match self.read_commit() {
            Ok(Some(commit)) => Ok(Some(commit)),
            Ok(None) => self.finish().map(|()| None),
            Err(error) => {
                if error.kind() == io::ErrorKind::UnexpectedEof {
                    self.finish()?;
                }
                Err(incomplete(&error.to_string()))
            }
        }
    }

    fn finish(&mut self) -> Result<()> {
        self.differ.finish(&self.repository)?;
        self.lister.finish(&self.repository).map_err(|_| incomplete("rev-list"))
    }

    /// What `diff-tree` prints of one commit: six words, then two for each file.
    fn read_commit(&mut self) -> io::Result<Option<ChangedFiles>> {
        if self.output.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let hash = self.word()?;
        let hash = hash.strip_prefix('\u{1}').ok_or_else(|| not_understood(&hash))?.to_owned();
        let parents = self.word()?.split_ascii_whitespace().count();
        let (author, email) = (self.word()?, self.word()?);
        let (date, subject) = (self.word()?, self.word()?);
        let commit = Commit { hash, parents, author, email, date, subject };
        let (mut files, mut brings_operation) = (Vec::new(), false);
        while self.is_at_file()? {
            let (facts, path) = (self.word()?, self.word()?);
            let Some(path) = path.strip_prefix(self.repository.prefix()).map(PathBuf::from) else { continue };
            brings_operation |= path.starts_with(layout::OPERATION) && !facts.ends_with('D');
            if layout::is_own(&path) {
                files.push(ChangedFile::of(path, &facts).ok_or_else(|| not_understood(&facts))?);
            }
        }
        Ok(Some(ChangedFiles { commit, files, brings_operation }))
    }

    /// Whether a file of the commit follows. A line feed or an empty word stands between the two.
    fn is_at_file(&mut self) -> io::Result<bool> {
        while let Some(b'\n' | 0) = self.output.fill_buf()?.first() {
            self.output.consume(1);
        }
        Ok(self.output.fill_buf()?.first() == Some(&b':'))
    }

    /// The next word, up to the NUL that ends it.
    fn word(&mut self) -> io::Result<String> {
        let mut word = Vec::new();
        self.output.read_until(0, &mut word)?;
        match word.pop() {
            Some(0) => Ok(String::from_utf8_lossy(&word).into_owned()),
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

impl Iterator for GitStream {
    type Item = Result<ChangedFiles>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let next = self.next_commit();
        self.has_ended = !matches!(next, Ok(Some(_)));
        next.transpose()
    }
}

impl ChangedFile {
    /// `:100644 100644 HASH HASH M`; a merge has one colon, mode and hash more for each parent.
    fn of(path: PathBuf, facts: &str) -> Option<Self> {
        let words = facts.trim_start_matches(':');
        let parents = facts.len() - words.len();
        let words: Vec<&str> = words.split(' ').collect();
        let side = |number: usize| -> Option<Option<String>> {
            let (mode, hash) = (words.get(number)?, words.get(parents + 1 + number)?);
            is_hash(hash).then(|| mode.starts_with("100").then(|| (*hash).to_owned()))
        };
        let before = (0..parents).map(side).collect::<Option<_>>()?;
        Some(Self { path, before, after: side(parents)? })
    }
}

fn not_understood(words: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("diff-tree: {words:?}"))
}

fn incomplete(cause: &str) -> Error {
    Error::failed(text!("历史没有读完", "the history could not be read to its end"))
        .caused_by(cause.to_owned())
        .hint(text!("用 `git fsck` 检查仓库是否完好", "see with `git fsck` whether the repository is sound"))
}
