//! `pjt show`

use pjt::{model::Entry, output, query::Reports};
use serde_json::json;

use super::{
    Context, Outcome, Ui,
    args::{self, AtArgs, TaskName},
    words,
};

/// Show everything about tasks
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pjt show 14\n  pjt show 3-7 12 other-plan/2\n  pjt list --overdue --format ids | pjt show -"
)]
pub(crate) struct ShowArgs {
    /// Tasks: 14, 3-7, other-plan/14; - for those that standard input names, one a line
    #[arg(required = true, value_name = "ID")]
    ids: Vec<TaskName>,
    /// The plan that the numbers belong to (otherwise the default plan)
    #[arg(long, value_name = "SLUG", value_parser = words::name)]
    plan: Option<String>,
    #[command(flatten)]
    at: AtArgs,
}

pub(crate) fn run(args: &ShowArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let ids = args::named(&args.ids)?;
    let source = context.source(&args.at, ui)?;
    let today = context.today_at(&args.at);
    let (mut snapshot, default_plan) = super::update::plans_of(&ids, args.plan.as_deref(), &*source)?;
    let reports = Reports::read(&*source, &snapshot);
    snapshot.unreadable.extend(reports.unreadable.iter().cloned());
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for id in &ids {
        entries.extend(id.resolve(&snapshot, &default_plan)?);
    }
    if context.json {
        let tasks: Vec<_> =
            entries.iter().map(|entry| output::json::task_with_reports(*entry, today, &reports)).collect();
        ui.json("tasks", [("tasks", json!(tasks))], &snapshot.unreadable)?;
    } else {
        let (lang, width) = (ui.lang(), ui.width());
        output::detail::write(&entries, &reports, today, lang, width, ui.out())?;
    }
    ui.complete(&snapshot)
}
