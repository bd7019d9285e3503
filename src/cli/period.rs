//! `pjt period`

mod open;

use chrono::NaiveDate;
use pjt::{
    Error, Result,
    error::Location,
    model::{PeriodId, ReportingPeriod, TypedPeriod},
    output::{Format, periods},
    query::Reports,
    store::{self, Store, Transaction, layout, load, load::StoreSource},
    text,
};
use strum::VariantArray as _;

use open::OpenArgs;

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, TitleArgs},
    commit::CommitOptions,
    selection::ensure_complete,
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
  pjt period open 2025-q3 --due 2025-09-28             opened already: only the day moves
  pjt period open 2025-q3 --due 2025-09-25 --plan all  and plans that it left out come in
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

/// Note that a period is over: returns that come later are late
#[derive(Debug, clap::Args)]
struct CloseArgs {
    /// The period
    #[arg(value_name = "PERIOD", value_parser = parse_period)]
    period: TypedPeriod,
    /// Close it although its day has not come
    #[arg(long)]
    yes: bool,
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
        let error = Error::not_found(text!("没有报送期 {id}", "there is no period {id}"))
            .named("no-such-period")
            .at(Location::file(source.shown(&layout::period_file(id))));
        match of_other_years(source, id).as_slice() {
            [] => error.hint(text!(
                "先开放它：`pjt period open {id} --due 报送截止日`",
                "open it first: `pjt period open {id} --due DAY`"
            )),
            others => {
                let (zh, en) = (others.join("、"), others.join(", "));
                error.hint(text!(
                    "台账中有 {zh}：指的是它，请连年份写全",
                    "there is {en}: write the year, too, if that is meant"
                ))
            }
        }
    })
}

/// The periods of other years that are the same part of theirs, those that are open before the others.
fn of_other_years(source: &dyn StoreSource, id: PeriodId) -> Vec<String> {
    let part = |id: PeriodId| id.to_string().split_once('-').map(|(_, part)| part.to_owned());
    let (mut known, _) = load::periods(source);
    known.retain(|(other, _)| part(id).is_some() && part(*other) == part(id));
    known.sort_by_key(|(other, period)| (period.closed.is_some(), std::cmp::Reverse(other.days())));
    known.iter().map(|(other, _)| other.to_string()).collect()
}

impl CloseArgs {
    fn run(&self, context: &Context, ui: &mut Ui) -> Outcome {
        let store = context.store()?;
        let repository = self.commit.repository(&store, context)?;
        let mut transaction = Transaction::begin(&store)?;
        ui.report_recovery(&transaction);
        let id = meant(&self.period, context.today, ui);
        let present = period_of(&store, id)?;
        if present.closed.is_none() && context.today < present.due && !self.yes {
            ensure_closes_early(id, present.due, context.today, ui)?;
        }
        let period = match present.closed {
            Some(_) => present.clone(),
            None => closed(&store, id, &present, context, ui)?,
        };
        transaction.put_period(id, &period)?;
        let applied = transaction.apply()?;
        // A run before may have written it and been interrupted before its commit.
        let (repository, files) = (repository.as_ref(), [layout::period_file(id)]);
        self.commit.commit(repository, &store, "period", &files, Some(&applied), ui)?;
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
            None if context.today < present.due => {
                let due = present.due;
                text!(
                    "报送期 {id} 已提前截止收表；{due} 以后收到的记为迟报；要重新开放：`pjt period open {id} --due 日期`",
                    "{id} is closed before its day; what comes after {due} is late. To open it again: `pjt period open {id} --due DAY`"
                )
            }
            None if context.today == present.due => text!(
                "报送期 {id} 已截止收表；今天收到的仍不算迟报，以后收到的记为迟报",
                "{id} is closed; what comes today is in time, what comes from tomorrow on is late"
            ),
            None => text!(
                "报送期 {id} 已截止收表；以后收到的记为迟报",
                "{id} is closed; what comes from now on is late"
            ),
        });
        Ok(Ending::Fine)
    }
}

/// The period when it is closed today. It keeps what was owed no more by then: what becomes of tasks later changes nothing.
fn closed(
    store: &Store,
    id: PeriodId,
    present: &ReportingPeriod,
    context: &Context,
    ui: &mut Ui,
) -> anyhow::Result<ReportingPeriod> {
    let slugs = plans_there(store, [present], ui);
    let mut snapshot = load::load(store, &slugs);
    let reports = Reports::read(store, &snapshot);
    snapshot.unreadable.extend(reports.unreadable.iter().cloned());
    ensure_complete(&snapshot, false, ui)?;
    let closed = reports.closed(id, context.today);
    Ok(closed.unwrap_or_else(|| ReportingPeriod { closed: Some(context.today), ..present.clone() }))
}

/// Asks whether a period is to be closed while its returns may still come in time.
fn ensure_closes_early(id: PeriodId, due: NaiveDate, today: NaiveDate, ui: &mut Ui) -> anyhow::Result<()> {
    let question = text!(
        "报送期 {id} 的报送截止日是 {due}，今天 {today} 还没到；现在就截止收表吗？",
        "{id} is due on {due}, and today is {today}; close it all the same?"
    );
    if ui.confirms(&question)? {
        return Ok(());
    }
    Err(Error::usage(text!(
        "报送期 {id} 的报送截止日是 {due}，今天 {today} 还没到；没有写入任何内容",
        "{id} is due on {due}, and today is {today}; nothing was written"
    ))
    .named("needs-yes")
    .hint(text!(
        "确要提前截止收表，加 `--yes`；{due} 当天和以前交来的照收，不算迟报",
        "add `--yes` to close it early; what comes until {due} is taken and not late"
    ))
    .into())
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
