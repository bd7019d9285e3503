//! `pjt list`

use pjt::{
    Error, Result,
    output::{
        Beside, Column, Format, ListFormat, TaskColumn,
        list::{List, ListWriter},
    },
    query::Order,
    store::load,
    text,
};

use super::{
    Context, Outcome, Ui,
    args::{AtArgs, TitleArgs},
    columns::ColumnsArgs,
    filters::{FilterArgs, ReportedArgs},
    selection::{Selection, report_other_plans},
    several::{Several, all, several},
    tokens::one_of,
};

/// How many tasks of a sorted list are put into words at a time.
const AT_A_TIME: usize = 1_000;

/// List the tasks that match every given condition
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt list --dept 市教委 --pillar 2 -k 平台
  pjt list --overdue --sort due,-id --columns id,content,lead,due
  pjt list --due-within 30 --no-evidence
  pjt list --status done,closed --format csv > done.csv
  pjt list --lead 市发展改革委 --json
  pjt list --light red,yellow --columns id,content,light,reason
  pjt list --not-reported 2025-q3 --columns id,lead,latest")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    reported: ReportedArgs,
    #[command(flatten)]
    at: AtArgs,
    /// Sort by these, the first before the next; with a leading - in reverse
    #[arg(long, value_name = "KEYS", default_value = "document", allow_hyphen_values = true, value_parser = several(one_of(&Order::KEYS)))]
    sort: Vec<Several<Order>>,
    /// At most so many tasks
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    columns: ColumnsArgs,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value_t, value_parser = one_of(&ListFormat::all()))]
    format: ListFormat,
    #[command(flatten)]
    titles: TitleArgs,
}

pub(crate) fn run(args: &ListArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let needs = args.columns.needs();
    let selection = Selection::new(&args.filter, &args.reported, needs, &args.at, context, ui)?;
    let columns = args.columns.chosen(&*selection.source, &selection.snapshot)?;
    let names_plans = selection.names_plans(&args.filter);
    let columns = match columns {
        Some(columns) if names_plans && args.is_on_screen(context) => with_plan(columns),
        Some(columns) => columns,
        None => args.defaults(names_plans, context),
    };
    let Selection { source, conditions, mut snapshot, notes, .. } = selection;
    let list = args.list(&columns, conditions.beside(), context, ui)?;
    let mut writer = ListWriter::begin(list, ui.out())?;
    let headings = std::mem::take(&mut snapshot.plans);
    let sort = all(&args.sort);
    let is_within_plans = sort.iter().all(|order| order.is_within_plans());
    let mut left = args.limit.unwrap_or(usize::MAX);
    for mut loaded in load::plans(&*source, headings, |entry| conditions.matches(entry)) {
        // In the order of the documents, tasks are written plan by plan: a list of any length takes little memory.
        if is_within_plans {
            let mut entries: Vec<_> = loaded.plan.entries().collect();
            Order::default().sort(&mut entries);
            writer.leave_out(entries.len().saturating_sub(left));
            entries.truncate(left);
            left -= entries.len();
            writer.add(&entries)?;
            loaded.take_tasks();
        }
        loaded.add_to(&mut snapshot);
    }
    let mut entries: Vec<_> = snapshot.entries().collect();
    // Sorting keeps the order of equals: the last key first.
    Order::default().sort(&mut entries);
    sort.iter().rev().for_each(|order| order.sort(&mut entries));
    writer.leave_out(entries.len().saturating_sub(left));
    entries.truncate(left);
    for some in entries.chunks(AT_A_TIME) {
        writer.add(some)?;
    }
    let shown = writer.end(&snapshot, &notes)?;
    args.filter.report_departments(&snapshot.registry, shown, ui);
    // Who looks through a plan knows which; who asks for what is overdue may take it for all that is.
    let is_asked = args.filter.is_narrow() || args.reported.is_narrow();
    if shown == 0 || is_asked && args.format(context).is_for_people() {
        report_other_plans(&args.filter.plans, &*source, ui);
    }
    ui.complete(&snapshot)
}

/// Columns that were asked for, with the plan in front of numbers that stand without it: those of several plans are the same.
fn with_plan(mut columns: Vec<TaskColumn>) -> Vec<TaskColumn> {
    let place = |wanted: Column| columns.iter().position(|column| *column == TaskColumn::Known(wanted));
    if let (Some(number), None) = (place(Column::Id), place(Column::Plan)) {
        columns.insert(number, TaskColumn::Known(Column::Plan));
    }
    columns
}

impl ListArgs {
    /// Whether somebody looks at the list as it is; what is made of other formats has the columns that were asked for.
    fn is_on_screen(&self, context: &Context) -> bool {
        matches!(self.format(context), ListFormat::Answer(Format::Table))
    }

    fn format(&self, context: &Context) -> ListFormat {
        if context.json { ListFormat::Answer(Format::Json) } else { self.format }
    }

    /// The columns of a list for which none were asked.
    fn defaults(&self, names_plans: bool, context: &Context) -> Vec<TaskColumn> {
        let columns = match self.format(context).is_records() {
            true => Column::of_records(),
            false => Column::of_list(names_plans),
        };
        columns.iter().copied().map(TaskColumn::Known).collect()
    }

    fn list<'a>(
        &self,
        columns: &'a [TaskColumn],
        beside: Beside<'a>,
        context: &Context,
        ui: &mut Ui,
    ) -> Result<List<'a>> {
        let format = self.format(context);
        if self.columns.are_given() && !format.has_columns() {
            let all = ListFormat::all();
            let names: Vec<&str> = all.iter().filter(|format| format.has_columns()).map(Into::into).collect();
            let zh = names.join("、");
            let en = names.join(", ");
            return Err(Error::usage(text!(
                "`--columns` 只用于 {zh} 格式",
                "`--columns` is for the formats {en}"
            ))
            .hint(text!(
                "去掉它：其他格式给出任务的全部内容",
                "leave it out: other formats give all of a task"
            )));
        }
        let look = self.titles.look(format.is_records(), ui)?;
        Ok(List { columns, beside, look, format })
    }
}
