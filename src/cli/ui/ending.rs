//! The end of the program: an error becomes words, an answer as data where that is asked for, and an exit code.

use std::{
    ffi::OsString,
    io::{self, Write as _},
    process::ExitCode,
};

use pjt::{
    Error, ErrorKind, Text,
    output::{self, findings::Audience},
    text,
};

use super::{Ui, to_stderr};
use crate::cli::{Ending, Outcome, usage};

impl Ui {
    /// Candidates for a shell.
    pub(crate) fn candidates(mut self, answer: io::Result<Vec<u8>>) -> ExitCode {
        // The shell's script reads them; they were looked at one by one.
        self.out.keeps_values = true;
        let written = answer.and_then(|answer| self.out.write_all(&answer));
        self.finish(written.map(|()| Ending::Fine).map_err(anyhow::Error::from))
    }

    /// Wrong usage, or a request for help.
    pub(crate) fn usage(mut self, mut error: clap::Error, arguments: &[OsString]) -> ExitCode {
        usage::sort_near(&mut error);
        let help = usage::help(&error, arguments, self.lang, self.width());
        if !error.use_stderr() {
            self.page();
            let shown = write!(self.out, "{}", help.as_ref().unwrap_or(&error).render());
            return self.finish(shown.map(|()| Ending::Fine).map_err(anyhow::Error::from));
        }
        match help {
            Some(help) => to_stderr(&help.render().to_string()),
            None => {
                let audience = Audience { lang: self.lang, terminal: self.width_of_sentences() };
                to_stderr(&output::findings::fitted(&usage::words(&error, arguments, self.lang), audience));
            }
        }
        self.error_in_json(&usage::error(&error, arguments));
        exit_code(ErrorKind::Usage)
    }

    /// The end of the program: what could not be done in words, and the exit code.
    pub(crate) fn finish(mut self, outcome: Outcome) -> ExitCode {
        let outcome = outcome.and_then(|ending| Ok(self.out.flush().map(|()| ending)?));
        self.end_paging();
        let error = match outcome {
            Ok(ending) => return ending.exit_code(),
            // A reader who closes the pipe has seen enough.
            Err(error) if is_closed_pipe(&error) => return ExitCode::SUCCESS,
            Err(error) => error,
        };
        self.flush_quietly();
        // Whatever is no error of the core's, nor a writer's that refuses, is one of the stream.
        let error = error.downcast::<Error>().or_else(of_writer).unwrap_or_else(|error| {
            Error::failed(text!("无法输出结果", "can't write the result"))
                .named("unwritable-output")
                .caused_by(cause_of(&error))
        });
        let audience = Audience { lang: self.lang, terminal: self.width_of_sentences() };
        to_stderr(&output::findings::error(&error, audience));
        self.error_in_json(&error);
        exit_code(error.kind())
    }

    /// The error as an answer, where JSON is asked for and there is no whole answer yet. One that is half written stays
    /// what it is: the error stands on a line of its own.
    pub(in crate::cli) fn error_in_json(&mut self, error: &Error) {
        let is_answered = self.out.is_begun && !self.out.is_line_open;
        if !self.json || is_answered {
            return;
        }
        self.out.keeps_values = false;
        let open_line = if self.out.is_line_open { "\n" } else { "" };
        let document = output::json::error(error, &self.warned);
        // Standard error has said it, and so does the exit code.
        let _said = self
            .out
            .write_all(open_line.as_bytes())
            .and_then(|()| output::json::write(&document, &mut self.out))
            .and_then(|()| writeln!(self.out))
            .and_then(|()| self.out.flush());
    }
}

/// Why a stream refused.
fn cause_of(error: &anyhow::Error) -> Text {
    match error.downcast_ref::<io::Error>() {
        Some(error) => Text::from(error),
        None => Text::foreign(error),
    }
}

/// The error of a writer of a format, which came as one of the stream.
fn of_writer(error: anyhow::Error) -> anyhow::Result<Error> {
    let error = error.downcast::<io::Error>()?;
    if !error.get_ref().is_some_and(|inner| inner.is::<Error>()) {
        return Err(error.into());
    }
    let inner = error.into_inner().and_then(|inner| inner.downcast::<Error>().ok());
    inner.map(|known| *known).ok_or_else(|| io::Error::from(io::ErrorKind::Other).into())
}

fn exit_code(kind: ErrorKind) -> ExitCode {
    ExitCode::from(match kind {
        ErrorKind::Failed => 1,
        ErrorKind::Usage => 2,
        ErrorKind::NotFound => 3,
        ErrorKind::Conflict => 4,
    })
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        kind.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}
