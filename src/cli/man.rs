//! `pjt man`
#![expect(clippy::expect_used, reason = "the parser of the argument lets only names pass")]

use clap::CommandFactory as _;

use super::{Cli, Ending, Outcome, Ui};

/// Print the manual page of pjt or of one command
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pjt man | man -l -\n  pjt man update > pjt-update.1")]
pub(crate) struct ManArgs {
    /// The command
    #[arg(value_name = "COMMAND", value_parser = parse_command)]
    command: Option<String>,
}

fn parse_command(name: &str) -> Result<String, String> {
    let names: Vec<String> =
        Cli::command().get_subcommands().map(|known| known.get_name().to_owned()).collect();
    if names.iter().any(|known| known == name) { Ok(name.to_owned()) } else { Err(names.join(", ")) }
}

pub(crate) fn run(args: &ManArgs, ui: &mut Ui) -> Outcome {
    let mut whole = Cli::command();
    whole.build();
    let command = match &args.command {
        Some(name) => {
            let command = whole.find_subcommand(name).expect("the argument's parser knows its name");
            command.clone().name(format!("pjt-{name}"))
        }
        None => whole,
    };
    clap_mangen::Man::new(command).render(ui.out())?;
    Ok(Ending::Fine)
}
