//! `pjt read-pdf`, hidden: the child process that reads a PDF within limits.

use std::io;

use clap::Args;
use pjt::{import::container::child, store::platform};

use super::{Ending, Outcome, Ui};

/// Read a PDF from standard input and write its pieces as JSON; `import` runs this
#[derive(Debug, Args)]
#[command(hide = true)]
pub(super) struct ReadPdfArgs {}

pub(super) fn run(ui: &mut Ui) -> Outcome {
    platform::limit_process(child::MEMORY, child::SECONDS)?;
    // Another pjt reads it.
    ui.keep_values();
    child::serve(io::stdin().lock(), ui.out())?;
    Ok(Ending::Fine)
}
