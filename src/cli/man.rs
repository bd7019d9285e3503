//! `pjt man`
#![expect(clippy::expect_used, reason = "the parser of the argument lets only names pass")]

use clap::CommandFactory as _;
use pjt::Lang;

use super::{
    Cli, Ending, Outcome, Ui, help,
    words::{self, Misuse},
};

/// Print the manual page of pjt or of one command
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pjt man | man -l -\n  pjt man update > pjt-update.1")]
pub(crate) struct ManArgs {
    /// The command
    #[arg(value_name = "COMMAND", value_parser = parse_command)]
    command: Option<String>,
}

/// The titles of a manual page in Chinese.
const TITLES: [(&str, &str); 7] = [
    ("NAME", "名称"),
    ("SYNOPSIS", "用法"),
    ("DESCRIPTION", "说明"),
    ("OPTIONS", "选项"),
    ("SUBCOMMANDS", "命令"),
    ("EXTRA", "示例"),
    ("VERSION", "版本"),
];

fn parse_command(name: &str) -> Result<String, Misuse> {
    let names: Vec<String> =
        Cli::command().get_subcommands().map(|known| known.get_name().to_owned()).collect();
    if names.iter().any(|known| known == name) {
        Ok(name.to_owned())
    } else {
        Err(words::none_of(&names.join("、"), &names.join(", ")))
    }
}

pub(crate) fn run(args: &ManArgs, ui: &mut Ui) -> Outcome {
    let whole = help::commands(ui.lang());
    let command = match &args.command {
        Some(name) => {
            let command = whole.find_subcommand(name).expect("the argument's parser knows its name");
            command.clone().name(format!("pjt-{name}"))
        }
        None => whole,
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    let page = String::from_utf8_lossy(&page);
    for line in page.lines() {
        let title = TITLES.iter().find(|(english, _)| line.strip_prefix(".SH ") == Some(english));
        match title.filter(|_| ui.lang() == Lang::Zh) {
            Some((_, chinese)) => writeln!(ui.out(), ".SH {chinese}")?,
            None => writeln!(ui.out(), "{line}")?,
        }
    }
    Ok(Ending::Fine)
}
