//! `pjt list`

use pjt::{
    output::{
        Column, Format,
        list::{List, ListWriter},
    },
    query::Order,
    store::load,
};
use strum::VariantArray as _;

use super::{
    Context, Outcome, Ui,
    args::{AtArgs, FilterArgs},
    selection::{Selection, report_other_plans},
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
    let Selection { source, mut snapshot, filter } = Selection::new(&args.filter, &args.at, context)?;
    let list = args.list(snapshot.plans.len() > 1, context, ui);
    let mut writer = ListWriter::begin(list, ui.out())?;
    let headings = std::mem::take(&mut snapshot.plans);
    for mut loaded in load::plans(&*source, headings, |entry| filter.matches(entry)) {
        // In the store's order, tasks are written plan by plan: a list of any length takes little memory.
        if args.sort.is_order_of_store() {
            writer.add(&loaded.plan.entries().collect::<Vec<_>>())?;
            loaded.take_tasks();
        }
        loaded.add_to(&mut snapshot);
    }
    let mut entries: Vec<_> = snapshot.entries().collect();
    args.sort.sort(&mut entries);
    for some in entries.chunks(AT_A_TIME) {
        writer.add(some)?;
    }
    let shown = writer.end(snapshot.read(), &snapshot.unreadable)?;
    if shown == 0 {
        report_other_plans(&args.filter, &*source, ui);
    }
    ui.complete(&snapshot)
}

impl ListArgs {
    fn list(&self, has_several_plans: bool, context: &Context, ui: &Ui) -> List<'_> {
        List {
            columns: match self.columns.as_slice() {
                [] => Column::of_list(has_several_plans),
                chosen => chosen,
            },
            today: context.today,
            lang: ui.lang(),
            width: ui.width(),
            format: if context.json { Format::Json } else { self.format },
        }
    }
}
