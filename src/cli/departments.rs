//! `pjt dept list`, of which `pjt departments` is another name

use pjt::{output, query::directory::Directory};

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, FormatArgs, PlanArgs},
    selection::ensure_complete,
};

/// List the departments with their task counts and doubtful pairs of names
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pjt dept list\n  pjt dept list --plan all --json")]
pub(crate) struct DepartmentsArgs {
    #[command(flatten)]
    plans: PlanArgs,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    format: FormatArgs,
    /// Count although some records can't be read, and say so in the result
    #[arg(long)]
    keep_going: bool,
}

pub(crate) fn run(args: &DepartmentsArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let snapshot = context.load(&args.at, &args.plans.choice(), ui)?;
    ensure_complete(&snapshot, args.keep_going, ui)?;
    let directory = Directory::of(&snapshot);
    let (format, look) = args.format.chosen(context, ui)?;
    output::departments::write(&directory, format, look, ui.out())?;
    Ok(if snapshot.unreadable.is_empty() { Ending::Fine } else { Ending::Incomplete })
}
