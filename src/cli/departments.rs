//! `pjt dept list`, of which `pjt departments` is another name

use pjt::{
    output,
    query::directory::Directory,
    store::{self, load},
};

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, FormatArgs, PlanArgs},
    selection::{ensure_complete, report_other_plans},
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
    let source = context.source(&args.at, ui)?;
    let snapshot = load::load(&*source, &store::choose(&*source, &args.plans.choice())?);
    ensure_complete(&snapshot, args.keep_going, ui)?;
    let directory = Directory::of(&snapshot);
    let (format, look) = args.format.chosen(context, ui)?;
    output::departments::write(&directory, format, look, ui.out())?;
    if format.is_for_people() {
        report_other_plans(&args.plans, &*source, ui);
    }
    Ok(if snapshot.unreadable.is_empty() { Ending::Fine } else { Ending::Incomplete })
}
