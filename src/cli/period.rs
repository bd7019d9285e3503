//! `pjt period`

use chrono::NaiveDate;
use pjt::{
    Error, Result,
    error::Location,
    model::{AskedField, PeriodId, ReportingPeriod, Snapshot, TypedPeriod},
    output::{Format, periods},
    query::asked,
    store::{self, Store, Transaction, layout, load, load::StoreSource},
    text,
};
use strum::VariantArray as _;

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, PlanArgs, TitleArgs},
    commit::CommitOptions,
    day::{self, Day},
    selection::ensure_complete,
    several::{Several, all, several},
    tokens::one_of,
    words::Misuse,
};

/// Reporting periods: who is asked for what, and by when
#[derive(Debug, clap::Args)]
#[command(
    disable_help_subcommand = true,
    after_help = "\
Examples:
  pjt period open 2025-q3 --due 2025-09-25             leads are asked for their open tasks
  pjt period open 2025-09 --due 2025-09-28 --support   and so is everybody else who is named
  pjt period list
  pjt period close 2025-q3                             what comes later is late"
)]
pub(crate) struct PeriodArgs {
    #[command(subcommand)]
    command: PeriodCommand,
}

#[derive(Debug, clap::Subcommand)]
enum PeriodCommand {
    Open(OpenArgs),
    Close(CloseArgs),
    List(ListArgs),
}

/// Write down who is asked for which tasks; opening again moves the day, and nothing else
#[derive(Debug, clap::Args)]
struct OpenArgs {
    /// A month, quarter or year: 2025-09, 2025-q3, 2025; or 三季度, Q3, 本季度, 上月
    #[arg(value_name = "PERIOD", value_parser = parse_period)]
    period: TypedPeriod,
    /// The day by which returns are to be in
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::coming)]
    due: Day,
    /// What is asked (otherwise everything)
    #[arg(long, value_name = "FIELDS", value_parser = several(one_of(AskedField::VARIANTS)))]
    fields: Vec<Several<AskedField>>,
    /// Ask the departments that support a task, too, and not only the lead
    #[arg(long)]
    support: bool,
    #[command(flatten)]
    plans: PlanArgs,
    #[command(flatten)]
    commit: CommitOptions,
}

/// Note that a period is over: returns that come later are late
#[derive(Debug, clap::Args)]
struct CloseArgs {
    /// The period
    #[arg(value_name = "PERIOD", value_parser = parse_period)]
    period: TypedPeriod,
    #[command(flatten)]
    commit: CommitOptions,
}

/// List the periods
#[derive(Debug, clap::Args)]
struct ListArgs {
    #[command(flatten)]
    at: AtArgs,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value_t, value_parser = one_of(Format::VARIANTS))]
    format: Format,
    #[command(flatten)]
    titles: TitleArgs,
}

pub(crate) fn run(args: &PeriodArgs, context: &Context, ui: &mut Ui) -> Outcome {
    match &args.command {
        PeriodCommand::Open(args) => args.run(context, ui),
        PeriodCommand::Close(args) => args.run(context, ui),
        PeriodCommand::List(args) => args.run(context, ui),
    }
}

/// A period on the command line.
pub(crate) fn parse_period(word: &str) -> Result<TypedPeriod, Misuse> {
    TypedPeriod::read(word).ok_or_else(|| {
        Misuse::from(text!(
            "报送期写成 2025-09 或 2025年9月（月）、2025-q3 或 2025年第三季度（季）、2025（年）；也可写 三季度、Q3、本季度、上月",
            "a period is 2025-09 (a month), 2025-q3 (a quarter) or 2025 (a year); or Q3, 三季度, 本季度, 上月"
        ))
    })
}

/// The period that was typed. Where its year was not, it is said which one is taken.
pub(crate) fn meant(typed: &TypedPeriod, today: NaiveDate, ui: &mut Ui) -> PeriodId {
    let id = typed.on(today);
    if let Some(word) = typed.without_year() {
        let title = id.title();
        ui.report(&text!("`{word}` 指 {title}（{id}）", "`{word}` is taken for {id}"));
    }
    id
}

/// The plans that are asked about, by the names that they have now. Those that are gone are named, and left out.
pub(crate) fn plans_there<'p>(
    source: &dyn StoreSource,
    periods: impl IntoIterator<Item = &'p ReportingPeriod>,
    ui: &mut Ui,
) -> Vec<String> {
    let asked = periods.into_iter().flat_map(|period| &period.asked);
    let mut slugs: Vec<String> = asked.map(|asked| asked.plan.clone()).collect();
    slugs.sort();
    slugs.dedup();
    for slug in &mut slugs {
        *slug = store::current_slug(source, slug);
    }
    slugs.sort();
    slugs.dedup();
    slugs.retain(|slug| {
        let is_there = source.has_plan(slug).unwrap_or(true);
        if !is_there {
            ui.report(&text!(
                "方案 {slug} 已不在台账中，向它收的事项不计",
                "the plan {slug} is not in the store any more; what was asked about it is not counted"
            ));
        }
        is_there
    });
    slugs
}

/// The period of this name.
///
/// # Errors
/// When there is none, or its file can't be read.
pub(crate) fn period_of(source: &dyn StoreSource, id: PeriodId) -> Result<ReportingPeriod> {
    load::period(source, id)?.ok_or_else(|| {
        Error::not_found(text!("没有报送期 {id}", "there is no period {id}"))
            .named("no-such-period")
            .at(Location::file(source.shown(&layout::period_file(id))))
            .hint(text!(
                "先开放它：`pjt period open {id} --due 报送截止日`",
                "open it first: `pjt period open {id} --due DAY`"
            ))
    })
}

fn ensure_ahead(due: NaiveDate, today: NaiveDate) -> Result<()> {
    if due >= today {
        return Ok(());
    }
    Err(Error::usage(text!(
        "报送截止日 {due} 早于今天 {today}；没有写入任何内容",
        "returns would be due on {due}, before today ({today}); nothing was written"
    ))
    .named("due-in-the-past")
    .hint(text!(
        "请改正 `--due`；补录过去的报送期，可加 `--today`",
        "correct `--due`; for a period of the past add `--today`"
    )))
}

impl OpenArgs {
    fn run(&self, context: &Context, ui: &mut Ui) -> Outcome {
        let store = context.store()?;
        let repository = self.commit.repository(&store, context)?;
        let due = self.due.on(context.today)?;
        let mut transaction = Transaction::begin(&store)?;
        ui.report_recovery(&transaction);
        let id = meant(&self.period, context.today, ui);
        if let Some(present) = load::period(&store, id).map_err(Error::from)? {
            let present = self.moved(id, present, due, &mut transaction, context)?;
            let is_moved = !transaction.is_empty();
            let _applied = transaction.apply()?;
            self.report_present(id, &present, is_moved, ui);
            // It may have been opened by a run that was interrupted before its commit.
            let files = [layout::period_file(id), layout::REGISTRY.into()];
            self.commit.commit(repository.as_ref(), &store, "period", &files, ui)?;
            return self.show(id, &present, &store, context, ui);
        }
        let snapshot = load::load(&store, &store::choose(&store, &self.plans.choice())?);
        ensure_complete(&snapshot, false, ui)?;
        let period = self.new_period(id, &snapshot, due, context.today)?;
        let (registry, new) = asked::with_codes(&snapshot.registry, &period.asked);
        transaction.put_registry(&registry)?;
        transaction.put_period(id, &period)?;
        let applied = transaction.apply()?;
        self.commit.commit(repository.as_ref(), &store, "period", &applied.files, ui)?;
        self.show(id, &period, &store, context, ui)?;
        Self::report_opened(id, &period, ui);
        if !new.is_empty() {
            report_codes(&new, ui);
        }
        Ok(Ending::Fine)
    }

    /// The period as it is opened today: who is asked for what.
    fn new_period(
        &self,
        id: PeriodId,
        snapshot: &Snapshot,
        due: NaiveDate,
        today: NaiveDate,
    ) -> Result<ReportingPeriod> {
        ensure_ahead(due, today)?;
        let asked = asked::asked(snapshot, self.support, today)?;
        if asked.is_empty() {
            return Err(Error::conflict(text!(
                "没有要报送的任务：所选方案里没有未办结的任务，或都没有责任部门",
                "there is nothing to ask for: no task of these plans is open, or none has a department"
            ))
            .named("nobody-to-ask")
            .hint(text!(
                "查看：`pjt list --open`；其他方案加 `--plan`",
                "see `pjt list --open`; name other plans with `--plan`"
            )));
        }
        let (start, end) = id.days();
        let fields = if self.fields.is_empty() { AskedField::VARIANTS.to_vec() } else { self.fields() };
        Ok(ReportingPeriod { title: id.title(), start, end, due, opened: today, fields, asked, closed: None })
    }

    fn report_opened(id: PeriodId, period: &ReportingPeriod, ui: &mut Ui) {
        let departments = period.departments().len();
        let tasks: usize = period.asked.iter().map(|asked| asked.tasks.len()).sum();
        ui.report(&text!(
            "已开放报送期 {id}：应报 {departments} 个单位、{tasks} 项；生成表格用 `pjt forms {id} -o 下发`",
            "opened {id}: {departments} departments are asked for {tasks} tasks; `pjt forms {id} -o DIR` makes the forms"
        ));
    }

    /// A period that is there, with the day that is wanted now. Who is asked for what stays, and so does a period that is
    /// closed.
    fn moved(
        &self,
        id: PeriodId,
        present: ReportingPeriod,
        due: NaiveDate,
        transaction: &mut Transaction<'_>,
        context: &Context,
    ) -> Result<ReportingPeriod> {
        if present.due == due || present.closed.is_some() {
            return Ok(present);
        }
        ensure_ahead(due, context.today)?;
        let period = ReportingPeriod { due, ..present };
        transaction.put_period(id, &period)?;
        Ok(period)
    }

    /// The fields in the order of the form.
    fn fields(&self) -> Vec<AskedField> {
        let wanted = all(&self.fields);
        AskedField::VARIANTS.iter().copied().filter(|field| wanted.contains(field)).collect()
    }

    fn report_present(&self, id: PeriodId, present: &ReportingPeriod, is_moved: bool, ui: &mut Ui) {
        let (opened, due) = (present.opened, present.due);
        if is_moved {
            ui.report(&text!(
                "报送期 {id} 的报送截止日已改为 {due}；应报单位和事项不变，已下发的表格上仍是原来的日期",
                "{id} is due on {due} now; who is asked for what stays, and forms that were sent still print the old day"
            ));
            return;
        }
        ui.report(&match present.closed {
            Some(closed) => text!(
                "报送期 {id} 已于 {opened} 开放（{due} 前报送，{closed} 截止收表），没有改动；以后收到的记为迟报",
                "{id} is open since {opened} (due {due}, closed on {closed}); nothing was changed, and what comes from now on is late"
            ),
            None => text!(
                "报送期 {id} 已于 {opened} 开放（{due} 前报送），没有改动；要改报送截止日，再开放一次，`--due` 写新的日期",
                "{id} is open since {opened} (due {due}); nothing was changed. To move the day, open it again with another `--due`"
            ),
        });
    }

    fn show(
        &self,
        id: PeriodId,
        period: &ReportingPeriod,
        store: &Store,
        context: &Context,
        ui: &mut Ui,
    ) -> Outcome {
        let registry = load::registry(store).map_err(Error::from)?;
        let format = if context.json { Format::Json } else { Format::Table };
        let look = ui.look();
        periods::write_asked(id, period, &registry, format, look, ui.out())?;
        Ok(Ending::Fine)
    }
}

/// Names departments that got a code. A new registry may have hundreds; `pjt dept list` has them all.
fn report_codes(departments: &[String], ui: &mut Ui) {
    const MOST: usize = 8;
    let names: Vec<&str> = departments.iter().take(MOST).map(String::as_str).collect();
    let (count, left) = (departments.len(), departments.len() - names.len());
    let (mut zh, mut en) = (names.join("、"), names.join(", "));
    if left > 0 {
        zh.push_str(&format!("等 {count} 个"));
        en.push_str(&format!(" and {left} more"));
    }
    ui.report(&text!(
        "新编了代码的单位：{zh}（代码用于文件名，以后不再更改；要用便于辨认的，先 `pjt undo` 撤销，用 `pjt dept code 单位 代码` 定好，再开放）",
        "got a code: {en} (it names files and never changes; to have one of your own, take this back with `pjt undo`, set it with `pjt dept code NAME CODE`, and open the period again)"
    ));
}

impl CloseArgs {
    fn run(&self, context: &Context, ui: &mut Ui) -> Outcome {
        let store = context.store()?;
        let repository = self.commit.repository(&store, context)?;
        let mut transaction = Transaction::begin(&store)?;
        ui.report_recovery(&transaction);
        let id = meant(&self.period, context.today, ui);
        let present = period_of(&store, id)?;
        let period = ReportingPeriod { closed: present.closed.or(Some(context.today)), ..present.clone() };
        transaction.put_period(id, &period)?;
        let _applied = transaction.apply()?;
        // A run before may have written it and been interrupted before its commit.
        self.commit.commit(repository.as_ref(), &store, "period", &[layout::period_file(id)], ui)?;
        if context.json {
            let look = ui.look();
            periods::write(&[(id, period)], Format::Json, look, ui.out())?;
            return Ok(Ending::Fine);
        }
        ui.report(&match present.closed {
            Some(day) => text!(
                "报送期 {id} 已于 {day} 截止收表，没有改动",
                "{id} is closed since {day}; nothing was changed"
            ),
            None => text!(
                "报送期 {id} 已截止收表；以后收到的记为迟报",
                "{id} is closed; what comes from now on is late"
            ),
        });
        Ok(Ending::Fine)
    }
}

impl ListArgs {
    fn run(&self, context: &Context, ui: &mut Ui) -> Outcome {
        let source = context.source(&self.at, ui)?;
        let (found, unreadable) = load::periods(&*source);
        let format = if context.json { Format::Json } else { self.format };
        let look = self.titles.look(format.is_records(), ui)?;
        periods::write(&found, format, look, ui.out())?;
        if found.is_empty() && unreadable.is_empty() && !context.json {
            ui.report(&text!(
                "还没有报送期：`pjt period open 2025-q3 --due 报送截止日`",
                "there is no period yet: `pjt period open 2025-q3 --due DAY`"
            ));
        }
        ui.warn(&unreadable);
        Ok(if unreadable.is_empty() { Ending::Fine } else { Ending::Incomplete })
    }
}
