//! `pjt dept list`, of which `pjt departments` is another name

use pjt::{
    output::{self, Format},
    query::departments::Directory,
};
use strum::VariantArray as _;

use super::{
    Context, Outcome, Ui,
    args::{AtArgs, PlanArgs, TitleArgs},
    tokens::one_of,
};

/// List the departments with their task counts and doubtful pairs of names
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pjt dept list\n  pjt dept list --plan all --json")]
pub(crate) struct DepartmentsArgs {
    #[command(flatten)]
    plans: PlanArgs,
    #[command(flatten)]
    at: AtArgs,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value_t, value_parser = one_of(Format::VARIANTS))]
    format: Format,
    #[command(flatten)]
    titles: TitleArgs,
}

pub(crate) fn run(args: &DepartmentsArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let snapshot = context.load(&args.at, &args.plans.choice(), ui)?;
    let directory = Directory::of(&snapshot);
    let format = if context.json { Format::Json } else { args.format };
    let look = args.titles.look(format.is_records(), ui)?;
    output::departments::write(&directory, format, look, ui.out())?;
    ui.complete(&snapshot)
}
