//! `pjt completions`

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Cli, Ending, Outcome, Ui};

/// Print the completion script of a shell
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pjt completions bash > ~/.local/share/bash-completion/completions/pjt\n  pjt completions zsh > ~/.zfunc/_pjt"
)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs, ui: &mut Ui) -> Outcome {
    // Into memory first: the generator panics when its writer fails.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "pjt", &mut script);
    ui.out().write_all(&script)?;
    Ok(Ending::Fine)
}
