//! Errors and findings as data: what happened, where, and what to do next. The shell words them;
//! nothing here knows about terminals or exit codes.

use std::path::{Path, PathBuf};

use crate::text::{Lang, Text};

/// What the core returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The class of an error; the shell maps each to one exit code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ErrorKind {
    /// It failed: a file, the disk, git.
    Failed,
    /// The request itself makes no sense.
    Usage,
    /// No such task, plan, department, revision.
    NotFound,
    /// Ambiguous, stale, conflicting, or against a rule of the store.
    Conflict,
}

impl ErrorKind {
    /// The word in JSON.
    pub fn token(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
        }
    }

    /// The code of an error of this kind that has none of its own.
    fn code(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
        }
    }
}

/// Where in a file: the path, and what of line, column and excerpt is known.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Location {
    /// The file.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// The line itself, as it stands in the file, or the part of a long one around the column.
    pub excerpt: Option<String>,
    /// So many characters of the line stand before the excerpt.
    pub left_out: usize,
}

/// So many characters of a line are kept before a place, and behind it.
const EXCERPT: usize = 200;

impl Location {
    /// A file as a whole.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    /// A line of a file.
    pub fn line(path: impl Into<PathBuf>, line: usize) -> Self {
        Self { path: path.into(), line: Some(line), ..Self::default() }
    }

    /// A position in `text`, the file's content; the line becomes the excerpt.
    pub fn at(path: impl Into<PathBuf>, text: &str, line: usize, column: usize) -> Self {
        let Some(words) = text.lines().nth(line.saturating_sub(1)) else {
            return Self { column: Some(column), ..Self::line(path, line) };
        };
        let offset =
            words.char_indices().nth(column.saturating_sub(1)).map_or(words.len(), |(offset, _)| offset);
        Self { column: Some(column), ..Self::in_line(path, line, words, offset) }
    }

    /// A byte of a line, which becomes the excerpt: what stands around the byte, where the line is long.
    pub(crate) fn in_line(path: impl Into<PathBuf>, line: usize, words: &str, offset: usize) -> Self {
        let words = words.trim_end();
        let (before, behind) = words.split_at_checked(offset).unwrap_or((words, ""));
        let begin = before.char_indices().rev().take(EXCERPT).last().map_or(before.len(), |(begin, _)| begin);
        let end = behind.char_indices().nth(EXCERPT).map_or(words.len(), |(end, _)| before.len() + end);
        let left_out = before.get(..begin).unwrap_or_default().chars().count();
        let shown = before.get(begin..).unwrap_or_default().chars().count();
        Self {
            path: path.into(),
            line: Some(line),
            column: Some(left_out + shown + 1),
            excerpt: words.get(begin..end).map(str::to_owned),
            left_out,
        }
    }
}

/// One thing to report about a file or a document: a warning of an import, a record that could not be
/// read, a broken rule of the store.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// Stable identifier for scripts (`unknown-department`).
    pub code: &'static str,
    /// What is the matter.
    pub message: Text,
    /// Where, if it can be said.
    pub place: Option<Location>,
    /// What to do about it.
    pub fix: Option<Text>,
}

/// The findings about how a file of the store is written, where its line says what is wrong; others are about what it says.
const OF_FILES: [&str; 26] = [
    "blank-text",
    "byte-order-mark",
    "conflict-markers",
    "control-character",
    "duplicate-key",
    "empty-file",
    "file-name",
    "foreign-operation",
    "id-differs",
    "interrupted-operation",
    "invalid-yaml",
    "invisible-character",
    "leftover",
    "light-rules",
    "linked-file",
    "misplaced-file",
    "missing-file",
    "not-utf8",
    "over-limit",
    "plan-name",
    "report-file-name",
    "store-format",
    "stray-file",
    "unknown-field",
    "unreadable-directory",
    "unreadable-file",
];

impl Finding {
    /// Whether it is about a file and how that is written: of the store's own files only some findings are.
    pub fn is_of_file(&self) -> bool {
        let is_yaml = |place: &Location| place.path.extension().is_some_and(|ending| ending == "yaml");
        OF_FILES.contains(&self.code) || !self.place.as_ref().is_some_and(is_yaml)
    }

    /// A finding without a place.
    pub fn new(code: &'static str, message: Text) -> Self {
        Self { code, message, place: None, fix: None }
    }

    /// The same, at `place`.
    pub fn at(mut self, place: Location) -> Self {
        self.place = Some(place);
        self
    }

    /// The same, with what to do about it.
    pub fn fix(mut self, fix: Text) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// Why a command could not do what it was asked.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    code: &'static str,
    message: Text,
    place: Option<Location>,
    cause: Option<Text>,
    hints: Vec<Text>,
}

impl Error {
    /// An error of `kind`.
    pub fn new(kind: ErrorKind, message: Text) -> Self {
        Self(Box::new(Inner {
            kind,
            code: kind.code(),
            message,
            place: None,
            cause: None,
            hints: Vec::new(),
        }))
    }

    /// It failed.
    pub fn failed(message: Text) -> Self {
        Self::new(ErrorKind::Failed, message)
    }

    /// The request makes no sense.
    pub fn usage(message: Text) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// What was named does not exist.
    pub fn not_found(message: Text) -> Self {
        Self::new(ErrorKind::NotFound, message)
    }

    /// Ambiguous, stale or conflicting.
    pub fn conflict(message: Text) -> Self {
        Self::new(ErrorKind::Conflict, message)
    }

    /// An operation on a file failed; the cause is the operating system's.
    pub fn io(message: Text, path: &Path, cause: &std::io::Error) -> Self {
        Self::failed(message).named("io").at(Location::file(path)).caused_by(cause)
    }

    /// The same, with the code that scripts go by: stable, and of this error alone (`no-such-task`).
    pub fn named(mut self, code: &'static str) -> Self {
        self.0.code = code;
        self
    }

    /// The same, at `place`.
    pub fn at(mut self, place: Location) -> Self {
        self.0.place = Some(place);
        self
    }

    /// The same, with what lies beneath: words of our own, of the operating system, or [`Text::foreign`] ones.
    pub fn caused_by(mut self, cause: impl Into<Text>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// The same, with one more thing to do next.
    pub fn hint(mut self, hint: Text) -> Self {
        self.0.hints.push(hint);
        self
    }

    /// Its class.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Its code, for scripts.
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// What happened.
    pub fn message(&self) -> &Text {
        &self.0.message
    }

    /// Where.
    pub fn place(&self) -> Option<&Location> {
        self.0.place.as_ref()
    }

    /// The same as a finding, where the rest can go on without what failed.
    pub fn into_finding(self, code: &'static str) -> Finding {
        let Inner { message, place, cause, hints, .. } = *self.0;
        let message = match cause {
            Some(cause) => {
                let ([zh, zh_cause], [en, en_cause]) = (
                    [&message, &cause].map(|text| text.in_lang(Lang::Zh)),
                    [&message, &cause].map(|text| text.in_lang(Lang::En)),
                );
                text!("{zh}：{zh_cause}", "{en}: {en_cause}")
            }
            None => message,
        };
        Finding { code, message, place, fix: hints.into_iter().next() }
    }

    /// What lies beneath.
    pub fn cause(&self) -> Option<&Text> {
        self.0.cause.as_ref()
    }

    /// What to do next.
    pub fn hints(&self) -> &[Text] {
        &self.0.hints
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.message.in_lang(Lang::En))
    }
}

impl std::error::Error for Error {}

impl From<Finding> for Error {
    fn from(finding: Finding) -> Self {
        let error = Self::failed(finding.message).named(finding.code);
        let error = match finding.place {
            Some(place) => error.at(place),
            None => error,
        };
        match finding.fix {
            Some(fix) => error.hint(fix),
            None => error,
        }
    }
}
