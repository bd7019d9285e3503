//! `pjt show`

use pjt::output;
use serde_json::json;

use super::{Context, Outcome, Ui, args::NamedArgs, selection::Named};

/// Show everything about tasks
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pjt show 14\n  pjt show 3-7 12 other-plan/2\n  pjt list --overdue --format ids | pjt show -"
)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    named: NamedArgs,
}

pub(crate) fn run(args: &ShowArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let named = Named::new(&args.named, context, ui)?;
    let entries = named.entries()?;
    if context.json {
        let tasks: Vec<_> = entries
            .iter()
            .map(|entry| output::json::task_with_reports(*entry, named.today, &named.reports))
            .collect();
        ui.json("tasks", [("tasks", json!(tasks))], &named.snapshot.unreadable)?;
    } else {
        let (lang, width) = (ui.lang(), ui.width());
        output::detail::write(&entries, &named.reports, named.today, lang, width, ui.out())?;
    }
    ui.complete(&named.snapshot)
}
