//! What commits did to files, as git lists it: which files each of them changed, and from which content to which.
//! A merge is compared with each of its parents and with what these have in common.

use std::{
    collections::BTreeMap,
    io::{self, BufRead as _, BufReader, Write as _},
    process::{ChildStdout, Stdio},
    thread, vec,
};

use chrono::DateTime;

use super::{graph::Place, process::Running, repository::Repository, revision::is_hash};
use crate::error::{Error, Result};
use crate::text::Text;

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
    /// The author date, ISO 8601 with zone, as git has it; empty where the commit says none that can be read.
    pub date: String,
    /// The first line of the message.
    pub subject: String,
}

/// What git is asked: what a commit did.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) place: Place,
    pub(super) hash: String,
    /// Of a merge, what its parents have in common, what that has in common where it is several commits, and then
    /// its parents. For other commits git knows.
    pub(super) against: Vec<String>,
    /// How many of them stand before the parents.
    pub(super) bases: usize,
    /// How many of those are what several have in common.
    pub(super) older: usize,
}

/// One commit with the files that it changed.
#[derive(Debug)]
pub(super) struct ChangedFiles {
    pub(super) place: Place,
    pub(super) commit: Commit,
    pub(super) files: Vec<ChangedFile>,
    /// Whether it brings files of an operation; whoever reads the files knows.
    pub(super) brings_operation: bool,
}

/// A file's contents by their hashes; none where there is no regular file.
#[derive(Debug)]
pub(super) struct ChangedFile {
    /// In the trees of the repository.
    pub(super) path: String,
    /// Of a merge, in what its parents have in common: several where they merged each other before, none where
    /// they have nothing. Behind several, as many as `older` says, in what those have in common.
    pub(super) bases: Vec<Option<String>>,
    pub(super) older: usize,
    /// One for each parent of the commit; of the first commit of all, one that is none.
    pub(super) before: Vec<Option<String>>,
    pub(super) after: Option<String>,
}

/// The answers one by one. After the last one git's end is looked at: an error there is the last item.
pub(super) struct GitStream {
    repository: Repository,
    differ: Running,
    output: BufReader<ChildStdout>,
    questions: vec::IntoIter<Question>,
    has_ended: bool,
}

/// What `diff-tree` prints of one comparison.
type Compared = (Commit, Vec<(String, Option<String>, Option<String>)>);

/// A file's content after a merge, and before by the number of what it was compared with, where it differs.
type Sides = (Option<String>, BTreeMap<usize, Option<String>>);

impl GitStream {
    /// Starts git. `paths` are files, or directories with a slash at their end, in the trees of the
    /// repository; with an empty one, every file is meant.
    ///
    /// # Errors
    /// When git can't be run.
    pub(super) fn open(repository: &Repository, questions: Vec<Question>, paths: &[String]) -> Result<Self> {
        let mut lines = String::new();
        for Question { hash, against, .. } in &questions {
            if against.is_empty() {
                lines.extend([hash, "\n"]);
            }
            for other in against {
                lines.extend([hash, " ", other, "\n"]);
            }
        }
        let mut differ = repository.reader();
        differ.args(["diff-tree", "--stdin", "--always", "-r", "--raw", "-z", "--root", "--no-renames"]);
        differ.args(["--no-abbrev", "--encoding=UTF-8", "--format=%x01%H%x00%an%x00%ae%x00%aI%x00%s"]);
        if !paths.iter().any(String::is_empty) {
            differ.arg("--").args(paths.iter().map(|path| repository.argument(path)));
        }
        let (mut differ, output) = Running::start(differ.stdin(Stdio::piped()))?;
        let mut input = differ.input();
        // What git leaves unread, because it ended or was stopped, nobody misses: the answers are counted.
        let _detached = thread::spawn(move || input.write_all(lines.as_bytes()));
        let output = BufReader::with_capacity(1 << 16, output);
        let repository = repository.clone();
        Ok(Self { repository, differ, output, questions: questions.into_iter(), has_ended: false })
    }

    fn next_commit(&mut self) -> Result<Option<ChangedFiles>> {
        let Some(question) = self.questions.next() else {
            return self.differ.finish(&self.repository).map(|()| None);
        };
        self.read_commit(question).map(Some).or_else(|error| {
            if error.kind() == io::ErrorKind::UnexpectedEof {
                self.differ.finish(&self.repository)?;
            }
            Err(incomplete(Text::from(&error)))
        })
    }

    fn read_commit(&mut self, question: Question) -> io::Result<ChangedFiles> {
        let Question { place, against, bases, older, .. } = question;
        let (commit, files) = self.read_comparison()?;
        if against.is_empty() {
            let file = |(path, before, after)| ChangedFile {
                path,
                bases: Vec::new(),
                older: 0,
                before: vec![before],
                after,
            };
            return Ok(ChangedFiles {
                place,
                commit,
                files: files.into_iter().map(file).collect(),
                brings_operation: false,
            });
        }
        // What differs from one of them is compared with all.
        let mut all: BTreeMap<String, Sides> = BTreeMap::new();
        let mut compared = vec![files];
        for _ in against.iter().skip(1) {
            compared.push(self.read_comparison()?.1);
        }
        for (number, files) in compared.into_iter().enumerate() {
            for (path, before, after) in files {
                all.entry(path).or_insert_with(|| (after, BTreeMap::new())).1.insert(number, before);
            }
        }
        let file = |(path, (after, differing)): (String, Sides)| {
            let side = |number: usize| differing.get(&number).unwrap_or(&after).clone();
            let (bases, before) =
                ((0..bases).map(side).collect(), (bases..against.len()).map(side).collect());
            ChangedFile { path, bases, older, before, after }
        };
        let commit = Commit { parents: against.len() - bases, ..commit };
        Ok(ChangedFiles {
            place,
            commit,
            files: all.into_iter().map(file).collect(),
            brings_operation: false,
        })
    }

    /// What `diff-tree` prints of one comparison: five words, then two for each file.
    fn read_comparison(&mut self) -> io::Result<Compared> {
        // A line feed or an empty word may stand before it.
        let _is_at_file = self.is_at_file()?;
        let hash = self.word()?;
        let hash = hash.strip_prefix('\u{1}').ok_or_else(|| not_understood(&hash))?.to_owned();
        let (author, email) = (self.word()?, self.word()?);
        let (date, subject) = (date_of(&self.word()?), self.word()?);
        let commit = Commit { hash, parents: 1, author, email, date, subject };
        let mut files = Vec::new();
        while self.is_at_file()? {
            let (facts, path) = (self.word()?, self.word()?);
            let (before, after) = sides(&facts).ok_or_else(|| not_understood(&facts))?;
            files.push((path, before, after));
        }
        Ok((commit, files))
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

/// A date as git prints it; nothing where that is none, as of a commit that says none which git can read.
pub(super) fn date_of(printed: &str) -> String {
    if DateTime::parse_from_rfc3339(printed).is_ok() { printed.to_owned() } else { String::new() }
}

/// `:100644 100644 HASH HASH M`: what git calls the content before and after.
pub(super) fn sides(facts: &str) -> Option<(Option<String>, Option<String>)> {
    let words: Vec<&str> = facts.strip_prefix(':')?.split(' ').collect();
    let [mode_before, mode_after, before, after, _] = words.as_slice() else { return None };
    let side = |mode: &str, hash: &str| mode.starts_with("100").then(|| hash.to_owned());
    (is_hash(before) && is_hash(after)).then(|| (side(mode_before, before), side(mode_after, after)))
}

fn not_understood(words: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("diff-tree: {words:?}"))
}

fn incomplete(cause: Text) -> Error {
    Error::failed(text!("历史没有读完", "the history could not be read to its end"))
        .caused_by(cause)
        .hint(text!("用 `git fsck` 检查仓库是否完好", "see with `git fsck` whether the repository is sound"))
}
