//! Running git: to its end, or while its output is read. Nothing waits for a program that git left behind and that keeps
//! its output open. What git is run with is in `git`, what it says is understood by whoever asked.
#![expect(
    clippy::expect_used,
    reason = "a pipe that was just asked for is there, and no more is read than fits"
)]

use std::{
    io::{self, Read, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio},
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::Duration,
};

use super::{
    git::{cannot_start, explain},
    repository::Repository,
};
use crate::{
    error::{Error, Result},
    text::Text,
};

/// When for so long nothing came from a git that has ended, all has come: what it wrote is in memory by then.
const SILENCE: Duration = Duration::from_secs(2);

/// Runs git to its end. That counts, and not the end of its output: a hook can leave a program running that
/// keeps the output open for hours.
///
/// # Errors
/// When it can't be run, or its output can't be read.
pub(super) fn output(command: &mut Command) -> Result<Output> {
    run(command).map_err(|error| cannot_start(&error))
}

fn run(command: &mut Command) -> io::Result<Output> {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdout = PipeReader::of(child.stdout.take().expect("its output was just piped"));
    let stderr = PipeReader::of(child.stderr.take().expect("its output was just piped"));
    let status = child.wait()?;
    Ok(Output { status, stdout: stdout.bytes()?, stderr: stderr.bytes()? })
}

/// Runs git on what it is to read; `failure` says what could not be done without it.
///
/// # Errors
/// When it can't be run, or fails: with its own words.
pub(super) fn feed(mut command: Command, input: &[u8], failure: Text) -> Result<()> {
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| cannot_start(&error))?;
    let given = child.stdin.take().expect("its input was just piped").write_all(input);
    let output = child.wait_with_output().map_err(|error| cannot_start(&error))?;
    if output.status.success() && given.is_ok() {
        return Ok(());
    }
    Err(Error::failed(failure)
        .caused_by(Text::of_git(String::from_utf8_lossy(&output.stderr).trim()))
        .hint(text!("`git status` 说明现状", "`git status` tells how things stand")))
}

/// A git whose output is read while it runs. One that is dropped before its end is stopped; none is left
/// unwaited for.
#[derive(Debug)]
pub(super) struct Running(Child);

impl Running {
    /// Starts it, and gives its output.
    pub(super) fn start(command: &mut Command) -> Result<(Self, ChildStdout)> {
        let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(&error))?;
        let output = child.stdout.take().expect("its output was just piped");
        Ok((Self(child), output))
    }

    /// What it reads; to be taken once, from a git that was started with a piped input.
    pub(super) fn input(&mut self) -> ChildStdin {
        self.0.stdin.take().expect("its input was piped")
    }

    /// Waits for its end, when its output was read; its failure in its own words.
    pub(super) fn finish(&mut self, repository: &Repository) -> Result<()> {
        let mut stderr = Vec::new();
        let read = self.0.stderr.take().map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut stderr));
        let status = read.and_then(|_| self.0.wait()).map_err(|error| cannot_start(&error))?;
        let output = Output { status, stdout: Vec::new(), stderr };
        if status.success() { Ok(()) } else { Err(explain(&output, repository.directory())) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended can't be stopped, and one that can't be stopped is not waited for.
        if self.0.kill().is_ok() {
            let _status = self.0.wait();
        }
    }
}

/// Reads on a thread of its own.
struct PipeReader {
    bytes: Arc<Mutex<Vec<u8>>>,
    end: mpsc::Receiver<io::Result<()>>,
}

impl PipeReader {
    fn of(mut pipe: impl Read + Send + 'static) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let (sender, end) = mpsc::channel();
        let shared = Arc::clone(&bytes);
        std::thread::spawn(move || {
            let mut some = [0; 8192];
            let ended = loop {
                match pipe.read(&mut some) {
                    Ok(0) => break Ok(()),
                    Ok(count) => {
                        let mut bytes = shared.lock().unwrap_or_else(PoisonError::into_inner);
                        bytes.extend_from_slice(some.get(..count).expect("no more is read than fits"));
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => break Err(error),
                }
            };
            // Nobody may be waiting any more.
            let _sent = sender.send(ended);
        });
        Self { bytes, end }
    }

    /// All that came.
    fn bytes(self) -> io::Result<Vec<u8>> {
        let length = || self.bytes.lock().unwrap_or_else(PoisonError::into_inner).len();
        let mut before = length();
        loop {
            match self.end.recv_timeout(SILENCE) {
                Ok(ended) => {
                    ended?;
                    break;
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) if length() == before => break,
                Err(mpsc::RecvTimeoutError::Timeout) => before = length(),
            }
        }
        Ok(std::mem::take(&mut *self.bytes.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}
