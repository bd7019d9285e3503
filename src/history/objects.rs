//! Reading contents from git's object store, many in one go.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, ChildStdin, ChildStdout, Stdio},
};

use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::git::{self, Repository};
use crate::error::{Error, Result};

/// A running `git cat-file`: asked by hash, answers in the order it was asked. It ends when nobody can ask
/// any more.
#[derive(Debug)]
pub(super) struct Objects {
    repository: Repository,
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
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
        let mut child = git::start(&mut command)?;
        let questions = child.stdin.take();
        let answers = child.stdout.take().ok_or_else(|| broken(&io::ErrorKind::BrokenPipe.into()))?;
        Ok(Self {
            repository: repository.clone(),
            child,
            questions,
            answers: BufReader::with_capacity(1 << 16, answers),
        })
    }

    /// Reads the objects with these hashes and hands each over with its place in the list. Contents of more
    /// than `limit` bytes are passed by.
    ///
    /// # Errors
    /// When git ends early.
    pub(super) fn read(
        &mut self,
        hashes: &[String],
        limit: u64,
        mut take: impl FnMut(usize, Object),
    ) -> Result<()> {
        let Some(questions) = &mut self.questions else { return Ok(()) };
        let answers = &mut self.answers;
        std::thread::scope(|scope| {
            // Asked from a thread of its own: with both pipes full, each side would wait for the other.
            let asked = scope.spawn(move || -> io::Result<()> {
                let mut lines = Vec::with_capacity(hashes.len().saturating_mul(41));
                for hash in hashes {
                    lines.extend_from_slice(hash.as_bytes());
                    lines.push(b'\n');
                }
                questions.write_all(&lines)?;
                questions.flush()
            });
            for index in 0..hashes.len() {
                take(index, answer(answers, limit)?);
            }
            asked.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
        })
        .map_err(|error| broken(&error))
    }

    /// Ends it.
    ///
    /// # Errors
    /// When git failed.
    pub(super) fn close(mut self) -> Result<()> {
        drop(self.questions.take());
        git::finish(self.child, &self.repository)
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

fn answer(answers: &mut BufReader<ChildStdout>, limit: u64) -> io::Result<Object> {
    let mut header = String::new();
    answers.read_line(&mut header)?;
    let mut words = header.split_ascii_whitespace().skip(1);
    let kind = words.next().ok_or(io::ErrorKind::UnexpectedEof)?;
    let Some(length) = words.next().and_then(|word| word.parse::<u64>().ok()) else {
        return Ok(Object::Missing);
    };
    let mut body = answers.take(length);
    let object = if length > limit || kind != "blob" {
        io::copy(&mut body, &mut io::sink())?;
        if kind == "blob" { Object::TooLarge(length) } else { Object::Missing }
    } else {
        let mut content = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        body.read_to_end(&mut content)?;
        Object::Content(content)
    };
    answers.read_exact(&mut [0])?;
    Ok(object)
}

fn broken(error: &io::Error) -> Error {
    Error::failed(text!("git 中途停止了", "git stopped before it was done"))
        .caused_by(error.to_string())
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
