//! `pjt dept list`, of which `pjt departments` is another name

use pjt::{output, query::directory::Directory};

use super::{
    Context, Outcome, Ui,
    args::{AtArgs, FormatArgs, PlanArgs},
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
}

pub(crate) fn run(args: &DepartmentsArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let snapshot = context.load(&args.at, &args.plans.choice(), ui)?;
    let directory = Directory::of(&snapshot);
    let (format, look) = args.format.chosen(context, ui)?;
    output::departments::write(&directory, format, look, ui.out())?;
    ui.complete(&snapshot)
}
