//! `pjt list`

use pjt::{
    query::Order,
    view::{self, Column, Format},
};

use super::{Context, Outcome, Ui, context::AtArgs, filter_args::FilterArgs};

/// List the tasks that match every given condition
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt list --dept 市教委 --pillar 2 -k 平台
  pjt list --overdue --sort due --columns id,content,lead,due
  pjt list --status done,closed --format csv > done.csv
  pjt list --lead 市发展改革委 --json")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    at: AtArgs,
    /// Sort by id, due, status, pillar, key-task or department; -due for the reverse
    #[arg(long, value_name = "KEY", default_value = "id", allow_hyphen_values = true)]
    sort: Order,
    /// Columns, in this order
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    columns: Vec<Column>,
    /// table, json, jsonl, csv, tsv, md or yaml
    #[arg(long, value_name = "FORMAT", default_value_t)]
    format: Format,
}

pub(crate) fn run(args: &ListArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let snapshot = context.load(&args.at, &args.filter.plans.choice())?;
    let mut entries = args.filter.select(&snapshot, context)?;
    args.sort.sort(&mut entries);
    let list = view::tasks::List {
        entries: &entries,
        columns: &args.columns,
        total: snapshot.read(),
        unreadable: &snapshot.unreadable,
        today: context.today,
        lang: ui.lang(),
        width: ui.width(),
    };
    let format = if context.json { Format::Json } else { args.format };
    view::tasks::write(&list, format, ui.out())?;
    ui.complete(&snapshot)
}
