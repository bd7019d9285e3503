//! `pjt list`

use std::ffi::OsStr;

use clap::{
    Arg, Command,
    builder::{PossibleValue, TypedValueParser},
};
use pjt::{
    Error, Lang, Result, Text,
    model::{Entry, Snapshot},
    output::{
        Beside, Column, Format, ListFormat,
        list::{List, ListColumn, ListWriter},
    },
    query::Order,
    store::load::{self, StoreSource},
    text,
};
use strum::VariantArray as _;

use super::{
    Context, Outcome, Ui,
    args::{AtArgs, FilterArgs, ReportedArgs, TitleArgs},
    selection::{Needs, Selection, report_other_plans},
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
    #[arg(long, value_name = "KEYS", default_value = "document", value_delimiter = ',', allow_hyphen_values = true, value_parser = one_of(&Order::KEYS))]
    sort: Vec<Order>,
    /// At most so many tasks
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    /// Columns, in this order
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = ColumnParser)]
    columns: Vec<ListColumn>,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value_t, value_parser = one_of(&ListFormat::all()))]
    format: ListFormat,
    #[command(flatten)]
    titles: TitleArgs,
}

pub(crate) fn run(args: &ListArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let mut selection = Selection::new(&args.filter, &args.at, context, ui)?;
    let known = selection.know(&args.filter, &args.reported, args.needs())?;
    args.ensure_held(&*selection.source, &selection.snapshot)?;
    let defaults = args.defaults(selection.names_plans(&args.filter), context);
    let list = args.list(&defaults, known.beside(), context, ui)?;
    let Selection { source, mut snapshot, filter, notes, .. } = selection;
    let mut writer = ListWriter::begin(list, ui.out())?;
    let headings = std::mem::take(&mut snapshot.plans);
    let is_within_plans = args.sort.iter().all(|order| order.is_within_plans());
    let mut left = args.limit.unwrap_or(usize::MAX);
    let is_matching = |entry: Entry<'_>| filter.matches(entry) && known.matches(entry);
    for mut loaded in load::plans(&*source, headings, is_matching) {
        // In the order of the documents, tasks are written plan by plan: a list of any length takes little memory.
        if is_within_plans {
            let mut entries: Vec<_> = loaded.plan.entries().collect();
            Order::default().sort(&mut entries);
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
    args.sort.iter().rev().for_each(|order| order.sort(&mut entries));
    entries.truncate(left);
    for some in entries.chunks(AT_A_TIME) {
        writer.add(some)?;
    }
    let shown = writer.end(snapshot.read(), &snapshot.unreadable, &notes)?;
    if shown == 0 {
        report_other_plans(&args.filter, &*source, ui);
    }
    ui.complete(&snapshot)
}

/// Takes the columns that every task has by all their names, and leaves what is in Chinese to the titles that tasks
/// keep.
#[derive(Clone)]
struct ColumnParser;

impl TypedValueParser for ColumnParser {
    type Value = ListColumn;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        word: &OsStr,
    ) -> Result<ListColumn, clap::Error> {
        match (one_of(Column::VARIANTS).parse_ref(command, arg, word), word.to_str()) {
            (Err(_), Some(title)) if !title.is_ascii() => Ok(ListColumn::Extra(title.trim().to_owned())),
            (known, _) => known.map(ListColumn::Known),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let names = Column::VARIANTS.iter().map(<&'static str>::from);
        Some(Box::new(names.map(PossibleValue::new)))
    }
}

impl ListArgs {
    fn needs(&self) -> Needs {
        let known = || self.columns.iter().filter_map(ListColumn::known);
        if known().any(Column::needs_rules) {
            Needs::Rules
        } else if known().any(Column::needs_reports) {
            Needs::Reports
        } else {
            Needs::Nothing
        }
    }

    fn format(&self, context: &Context) -> ListFormat {
        if context.json { ListFormat::Answer(Format::Json) } else { self.format }
    }

    /// The columns of a list for which none were asked.
    fn defaults(&self, names_plans: bool, context: &Context) -> Vec<ListColumn> {
        let columns = match self.format(context).is_records() {
            true => Column::of_records(),
            false => Column::of_list(names_plans),
        };
        columns.iter().copied().map(ListColumn::Known).collect()
    }

    /// A title that no task has a column of is a slip, never an empty column.
    fn ensure_held(&self, source: &dyn StoreSource, snapshot: &Snapshot) -> Result<()> {
        let mut titles = self.columns.iter().filter_map(|column| match column {
            ListColumn::Extra(title) => Some(title),
            ListColumn::Known(_) => None,
        });
        let Some(first) = titles.next() else { return Ok(()) };
        let plans: Vec<String> = snapshot.plans.iter().map(|plan| plan.slug.clone()).collect();
        let whole = load::load(source, &plans);
        let is_held = |title: &String| whole.entries().any(|entry| entry.task.extra(title).is_some());
        let Some(missing) = std::iter::once(first).chain(titles).find(|title| !is_held(title)) else {
            return Ok(());
        };
        let mut kept: Vec<&str> = Vec::new();
        for extra in whole.entries().flat_map(|entry| &entry.task.extra) {
            if !kept.contains(&extra.title.as_str()) {
                kept.push(&extra.title);
            }
        }
        let known = |lang| Column::VARIANTS.iter().map(move |column| column.header(lang));
        let list = |lang: Lang, sign| known(lang).chain(kept.iter().copied()).collect::<Vec<_>>().join(sign);
        Err(Error::usage(text!("没有“{missing}”这一列", "there is no column “{missing}”"))
            .named("no-such-column")
            .hint(Text::new(
                format!("可用的列：{}", list(Lang::Zh, "、")),
                format!("there are: {}", list(Lang::En, ", ")),
            )))
    }

    fn list<'a>(
        &'a self,
        defaults: &'a [ListColumn],
        beside: Beside<'a>,
        context: &Context,
        ui: &Ui,
    ) -> Result<List<'a>> {
        let format = self.format(context);
        if !(self.columns.is_empty() || format.has_columns()) {
            return Err(Error::usage(text!(
                "`--columns` 只用于 table、csv、tsv、md 格式",
                "`--columns` is for the formats table, csv, tsv and md"
            ))
            .hint(text!(
                "去掉它：其他格式给出任务的全部内容",
                "leave it out: other formats give all of a task"
            )));
        }
        let columns = if self.columns.is_empty() { defaults } else { self.columns.as_slice() };
        let look = self.titles.look(format.is_records(), ui)?;
        Ok(List { columns, beside, look, format })
    }
}
