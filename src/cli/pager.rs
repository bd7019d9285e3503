//! The pager, through which a long answer is read on a terminal. Whatever is reported beside the answer comes when it
//! has ended, so that neither writes over the other.

#![expect(clippy::disallowed_methods, reason = "a pager stands where standard output would")]

use std::{
    io::{self, Write},
    process::{Child, Command, Stdio},
};

use super::context;

/// A pager that begins with the first byte; where it can't be started, the terminal itself.
pub(crate) enum Pager {
    /// Nothing was written yet.
    Waiting,
    /// It runs.
    Running(Child),
    /// There is none.
    Absent(io::Stdout),
}

impl Pager {
    fn start() -> Self {
        let words = context::pager();
        let Some((program, arguments)) = words.split_first() else { return Self::Absent(io::stdout()) };
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped());
        if !context::has_encoding_for_less() {
            command.env("LESSCHARSET", "utf-8");
        }
        command.spawn().map_or_else(|_| Self::Absent(io::stdout()), Self::Running)
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if matches!(self, Self::Waiting) {
            *self = Self::start();
        }
        match self {
            Self::Running(child) => match &mut child.stdin {
                Some(input) => input.write(bytes),
                None => Err(io::ErrorKind::BrokenPipe.into()),
            },
            Self::Waiting => Ok(0),
            Self::Absent(terminal) => terminal.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Running(child) => child.stdin.as_mut().map_or(Ok(()), Write::flush),
            Self::Waiting => Ok(()),
            Self::Absent(terminal) => terminal.flush(),
        }
    }
}

impl Drop for Pager {
    /// It has all of the answer; the program ends when its reader has.
    fn drop(&mut self) {
        if let Self::Running(child) = self {
            drop(child.stdin.take());
            let _whatever_it_says = child.wait();
        }
    }
}
