//! `pjt completions`

use clap_complete::Shell;

use super::{Ending, Outcome, Ui, complete};

/// Print the completion script of a shell: Tab completes commands, options, plans, departments and tasks
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pjt completions bash > ~/.local/share/bash-completion/completions/pjt\n  pjt completions zsh > ~/.zfunc/_pjt\n  pjt completions fish > ~/.config/fish/completions/pjt.fish\n  pjt completions powershell >> $PROFILE"
)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs, ui: &mut Ui) -> Outcome {
    ui.keep_values();
    ui.out().write_all(&complete::script(&args.shell.to_string())?)?;
    Ok(Ending::Fine)
}
