//! `pjt list`

use std::io;

use pjt::{
    model::Snapshot,
    output::{
        Column, Format,
        list::{List, ListPiece, ListWriter},
    },
    query::Order,
    store::load::{self, Part},
};
use strum::VariantArray as _;

use super::{
    Context, Outcome, Ui,
    context::AtArgs,
    filter_args::{FilterArgs, Matching, Selection},
    tokens::one_of,
};

/// How many tasks of a sorted list are put into words at a time.
const AT_A_TIME: usize = 1_000;

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
    /// Sort by this; with a leading - in reverse
    #[arg(long, value_name = "KEY", default_value = "id", allow_hyphen_values = true, value_parser = one_of(&Order::KEYS))]
    sort: Order,
    /// Columns, in this order
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = one_of(Column::VARIANTS))]
    columns: Vec<Column>,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value_t, value_parser = one_of(Format::VARIANTS))]
    format: Format,
}

pub(crate) fn run(args: &ListArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let Selection { source, outline, filter } = args.filter.selection(&args.at, context)?;
    let list = List {
        columns: match args.columns.as_slice() {
            [] => Column::of_list(outline.plans.len() > 1),
            chosen => chosen,
        },
        today: context.today,
        lang: ui.lang(),
        width: ui.width(),
        format: if context.json { Format::Json } else { args.format },
    };
    let mut told = Snapshot { plans: Vec::new(), ..outline };
    let mut writer = ListWriter::begin(list, ui.out())?;
    let keep = Matching { filter, tells_notes: list.shows_notes() };
    // In the store's order, tasks are written plan by plan: a list of any length takes little memory.
    let streams = args.sort.is_order_of_store();
    let make = |mut part: Part| -> io::Result<(Part, Option<ListPiece>)> {
        let piece = streams.then(|| list.piece(&part.plan.entries().collect::<Vec<_>>())).transpose()?;
        if streams {
            part.passed_over += part.plan.tasks.len();
            part.plan.tasks.clear();
        }
        Ok((part, piece))
    };
    load::each(&*source, outline.plans, &keep, &make, &mut |made| -> io::Result<()> {
        let (part, piece) = made?;
        told.passed_over += part.passed_over;
        told.unreadable.extend(part.unreadable);
        match piece {
            Some(piece) => writer.add(piece)?,
            None => told.plans.push(part.plan),
        }
        Ok(())
    })?;
    let mut entries: Vec<_> = told.entries().collect();
    args.sort.sort(&mut entries);
    for some in entries.chunks(AT_A_TIME) {
        writer.add(list.piece(some)?)?;
    }
    let shown = writer.end(told.read(), &told.unreadable)?;
    if shown == 0 {
        args.filter.say_other_plans(&*source, ui);
    }
    ui.complete(&told)
}
