//! Reading contents from git's object store, many in one go.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    process::{ChildStdin, ChildStdout, Stdio},
};

use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::{process::Running, repository::Repository};
use crate::{
    error::{Error, Result},
    text::Text,
};

/// How many questions git has before it the most. So many always fit into a pipe: asking waits for nobody.
const MOST_ASKED: usize = 48;

/// A running `git cat-file`: asked by hash, answers in the order it was asked.
#[derive(Debug)]
pub(super) struct Objects {
    /// Runs as long as somebody can ask.
    _git: Running,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// How many questions have no answer yet.
    asked: usize,
}

/// What git has under a hash.
#[derive(Debug)]
pub(super) enum Object {
    /// Its content.
    Content(Vec<u8>),
    /// It has more bytes than wanted; so many.
    TooLarge(u64),
    /// Nothing: the clone is partial or damaged.
    Missing,
}

impl Objects {
    /// Starts it.
    ///
    /// # Errors
    /// When git can't be run.
    pub(super) fn open(repository: &Repository) -> Result<Self> {
        let mut command = repository.reader();
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stderr(Stdio::null());
        let (mut git, answers) = Running::start(&mut command)?;
        let questions = git.input();
        let answers = BufReader::with_capacity(1 << 16, answers);
        Ok(Self { _git: git, questions, answers, asked: 0 })
    }

    /// The objects with these hashes, in their order; an error when git ends early. Contents of more than
    /// `limit` bytes are passed by.
    pub(super) fn read<'a>(
        &mut self,
        hashes: impl IntoIterator<Item = &'a str>,
        limit: u64,
    ) -> impl Iterator<Item = Result<Object>> {
        let mut hashes = hashes.into_iter();
        // Whoever read before may have stopped in the middle.
        let mut stale = self.asked;
        std::iter::from_fn(move || {
            let object = (|| {
                while stale > 0 {
                    stale -= 1;
                    self.answer(0)?;
                }
                self.ask(&mut hashes)?;
                if self.asked == 0 { Ok(None) } else { self.answer(limit).map(Some) }
            })();
            object.map_err(|error| broken(&error)).transpose()
        })
    }

    /// Asks ahead, in few and large writes.
    fn ask<'a>(&mut self, hashes: &mut impl Iterator<Item = &'a str>) -> io::Result<()> {
        if self.asked > MOST_ASKED / 2 {
            return Ok(());
        }
        let mut lines = String::new();
        for hash in hashes.take(MOST_ASKED - self.asked) {
            lines.push_str(hash);
            lines.push('\n');
            self.asked += 1;
        }
        match self.questions.write_all(lines.as_bytes()) {
            // A git that has ended is noticed by the answer that is missing.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }

    fn answer(&mut self, limit: u64) -> io::Result<Object> {
        self.asked = self.asked.saturating_sub(1);
        let mut header = String::new();
        self.answers.read_line(&mut header)?;
        let mut words = header.split_ascii_whitespace().skip(1);
        let kind = words.next().ok_or(io::ErrorKind::UnexpectedEof)?;
        let Some(length) = words.next().and_then(|word| word.parse::<u64>().ok()) else {
            return Ok(Object::Missing);
        };
        let mut body = (&mut self.answers).take(length);
        let object = if length > limit || kind != "blob" {
            io::copy(&mut body, &mut io::sink())?;
            if kind == "blob" { Object::TooLarge(length) } else { Object::Missing }
        } else {
            let mut content = Vec::with_capacity(usize::try_from(length).map_err(io::Error::other)?);
            body.read_to_end(&mut content)?;
            Object::Content(content)
        };
        self.answers.read_exact(&mut [0])?;
        Ok(object)
    }
}

/// Whether git calls a file with these bytes by this name: the hash of its kind, its length and its content.
pub(super) fn is_name_of(hash: &str, content: &[u8]) -> bool {
    let head = format!("blob {}\0", content.len());
    let name = match hash.len() {
        40 => format!("{:x}", Sha1::new().chain_update(head).chain_update(content).finalize()),
        64 => format!("{:x}", Sha256::new().chain_update(head).chain_update(content).finalize()),
        _ => return false,
    };
    name == hash
}

/// That git has no object under a hash.
pub(super) fn missing() -> Text {
    text!(
        "本机的 git 仓库里没有它的内容（部分克隆可用 `git fetch --refetch --no-filter` 取来）",
        "git has no content for it on this machine (a partial clone gets it with `git fetch --refetch --no-filter`)"
    )
}

fn broken(error: &io::Error) -> Error {
    Error::failed(text!("git 中途停止了", "git stopped before it was done"))
        .caused_by(error)
        .hint(text!("用 `git fsck` 检查仓库是否完好", "see with `git fsck` whether the repository is sound"))
}

#[cfg(test)]
mod tests {
    use super::is_name_of;

    #[test]
    fn git_calls_a_content_by_the_hash_of_its_kind_length_and_bytes() {
        // What `git hash-object` says, in either kind of repository.
        let names = [
            "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0",
            "8aec4e4876f854f688d0ebfc8f37598f38e5fd6903cccc850ca36591175aeb60",
        ];
        for name in names {
            assert!(is_name_of(name, b"hello"), "{name}");
            assert!(!is_name_of(name, b"hello\n"), "{name}");
        }
        assert!(!is_name_of("", b"hello") && !is_name_of("b6fc4c62", b"hello"));
    }
}
