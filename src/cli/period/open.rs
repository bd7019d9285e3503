//! `pjt period open`: what is typed, as a request; and what there is to say of it.

use chrono::{Datelike as _, NaiveDate};
use pjt::{
    Error, Lang,
    model::{AskedField, PeriodId, ReportingPeriod, Snapshot, TaskId, TypedPeriod},
    output::{Format, naming, periods, returns},
    query::{Reports, asked::asked_instead},
    store::{self, Store, Transaction, layout, load},
    text,
    update::{PeriodRequest, PeriodUpdate, PlansToCome, plans_asked, plans_left_out},
};
use strum::VariantArray as _;

use super::{meant, parse_period};
use crate::cli::{
    Context, Ending, Outcome, Ui,
    args::PlanArgs,
    commit::CommitOptions,
    day::{self, Day},
    selection::ensure_complete,
    several::{Several, all, several},
    tokens::one_of,
};

/// Write down who is asked for which tasks; opening again moves the day, asks about tasks that came since and, with
/// --plan, about more plans
#[derive(Debug, clap::Args)]
pub(super) struct OpenArgs {
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
    /// Move the day although that changes who was late
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    commit: CommitOptions,
}

impl OpenArgs {
    pub(super) fn run(&self, context: &Context, ui: &mut Ui) -> Outcome {
        let store = context.store()?;
        let repository = self.commit.repository(&store, context)?;
        let due = self.due.on(context.today)?;
        let mut transaction = Transaction::begin(&store)?;
        ui.report_recovery(&transaction);
        let id = meant(&self.period, context.today, ui);
        let request = self.request(id, due, context.today);
        let present = load::period(&store, id).map_err(Error::from)?;
        let PlansToCome { slugs, later } = request.plans_to_come(present.as_ref(), &store)?;
        report_later(&later, id, ui);
        let snapshot = load::load(&store, &slugs);
        ensure_complete(&snapshot, false, ui)?;
        let known = present.as_ref().map(|present| Vec::from_iter(plans_asked(present, &store)));
        let known = load::load(&store, &known.unwrap_or_default());
        ensure_complete(&known, false, ui)?;
        let update = request.prepare(present.as_ref(), [&snapshot, &known], &mut transaction)?;
        if let Some(present) = &present {
            self.ensure_reckoned_so(id, [present, &update.period], &store, ui)?;
        }
        let applied = transaction.apply()?;
        if let Some(present) = &present {
            report_present(&request, present, &update, &slugs, ui);
            report_new_tasks(id, &update.new_tasks(present), &known, &store, ui);
        }
        // It may have been opened by a run that was interrupted before its commit.
        let files = match applied.files.as_slice() {
            [] => vec![layout::period_file(id), layout::REGISTRY.into()],
            written => written.to_vec(),
        };
        self.commit.commit(repository.as_ref(), &store, "period", &files, Some(&applied), ui)?;
        let period = &update.period;
        show(id, period, &store, context, ui)?;
        if present.is_none() {
            report_opened(id, period, ui);
        }
        if !context.json {
            let new = match &present {
                Some(present) => update.added(present),
                None => &period.asked,
            };
            for (to, from, tasks) in asked_instead(&snapshot, new) {
                ui.report(&text!(
                    "{to} 应报的有 {tasks} 项，方案里写的是 {from}（已移交 {to}）；仍由 {from} 承担的，请先问清再下发",
                    "{to} is asked about {tasks} tasks that name {from}, which handed over to it; where {from} still has them, ask before the forms go out"
                ));
            }
        }
        if !context.json && period.closed.is_none() {
            report_left_out(id, period, self.support, &store, ui);
        }
        if !update.coded.is_empty() {
            report_codes(&update.coded, ui);
        }
        Ok(Ending::Fine)
    }

    /// Another day changes who was late: that is said, and asked about, before it is written.
    fn ensure_reckoned_so(
        &self,
        id: PeriodId,
        [present, period]: [&ReportingPeriod; 2],
        store: &Store,
        ui: &mut Ui,
    ) -> anyhow::Result<()> {
        if present.last_day() == period.last_day() {
            return Ok(());
        }
        let slugs = Vec::from_iter(plans_asked(present, store));
        let snapshot = load::load(store, &slugs);
        let before = Reports::read(store, &snapshot);
        let mut after = Reports::read(store, &snapshot);
        after.put_period(id, period);
        let said = |lang: Lang| returns::reckoned_otherwise(&before, &after, id, lang);
        let (zh, en) = (said(Lang::Zh).join("，"), said(Lang::En).join(", "));
        if zh.is_empty() {
            return Ok(());
        }
        let due = period.last_day();
        if self.yes {
            ui.report(&text!("按 {due} 截止，{zh}", "by {due}: {en}"));
            return Ok(());
        }
        if ui.confirms(&text!("按 {due} 截止，{zh}；继续吗？", "by {due}: {en}; go on?"))? {
            return Ok(());
        }
        let error = Error::usage(text!(
            "改动截止日会改变已记的迟报：{zh}；没有写入任何内容",
            "the other day changes who was late: {en}; nothing was written"
        ))
        .named("needs-yes")
        .hint(text!(
            "确要这样算，加 `--yes`；通报、returns 的迟报随之改变",
            "add `--yes` if they are to be reckoned so, in bulletins and `pjt returns`, too"
        ));
        let Some(closed) = present.closed else { return Err(error.into()) };
        let (title, year) = (&present.title, id.days().1.year());
        let next = id.to_string().replacen(&year.to_string(), &(year + 1).to_string(), 1);
        Err(error
            .hint(text!(
                "{title}已于 {closed} 截止收表；指的是另一年的，写明年份，如 `{next}`",
                "{id} was closed on {closed}; if that of another year is meant, write the year, as in `{next}`"
            ))
            .into())
    }

    fn request(&self, id: PeriodId, due: NaiveDate, today: NaiveDate) -> PeriodRequest {
        PeriodRequest {
            id,
            due,
            fields: all(&self.fields),
            with_support: self.support,
            plans: self.plans.choice(),
            today,
        }
    }
}

/// What opening once more changed, and what it did not. `named` are the plans that were to come in.
fn report_present(
    request: &PeriodRequest,
    present: &ReportingPeriod,
    update: &PeriodUpdate,
    named: &[String],
    ui: &mut Ui,
) {
    let (id, period) = (request.id, &update.period);
    let (opened, due) = (present.opened, period.due);
    if let (Some(closed), None) = (present.closed, period.closed) {
        ui.report(&text!(
            "报送期 {id} 原已于 {closed} 截止收表，现重新开放，{due} 前报送",
            "{id} was closed on {closed} and is open again until {due}"
        ));
    }
    if let Some(closed) = period.closed {
        ui.report(&text!(
            "报送期 {id} 已于 {opened} 开放（{due} 前报送，{closed} 截止收表），没有改动；要重新开放，`--due` 写今天以后的日期",
            "{id} is open since {opened} (due {due}, closed on {closed}); nothing was changed. To open it again, write a `--due` to come"
        ));
        return;
    }
    let new = update.added(present);
    if present.due != due {
        ui.report(&text!(
            "报送期 {id} 的报送截止日已改为 {due}；已定的应报单位和事项不变，已下发的表格上仍是原来的日期",
            "{id} is due on {due} now; what was asked stays, and forms that were sent still print the old day"
        ));
    }
    for slug in named {
        let tasks: usize =
            new.iter().filter(|asked| asked.plan == *slug).map(|asked| asked.tasks.len()).sum();
        ui.report(&match tasks {
            0 => text!(
                "方案 {slug} 没有要报送的任务，没有补入",
                "plan {slug} has nothing to ask for and was not added"
            ),
            _ => text!(
                "已补收方案 {slug}：{tasks} 项；表格重新生成再下发：`pjt forms {id} -o 下发`",
                "{id} asks about plan {slug}, too: {tasks} tasks; make the forms anew with `pjt forms {id} -o DIR`"
            ),
        });
    }
    if present == period && named.is_empty() {
        ui.report(&text!(
            "报送期 {id} 已于 {opened} 开放（{due} 前报送），没有改动；要改报送截止日，再开放一次，`--due` 写新的日期；要补收别的方案，加 `--plan`",
            "{id} is open since {opened} (due {due}); nothing was changed. To move the day, open it again with another `--due`; to ask about another plan, add `--plan`"
        ));
    }
    if request.wants_other_fields(present) {
        ui.report(&text!(
            "填报的栏目开放时已定，没有改动",
            "what is asked of a task was settled when the period was opened, and stays"
        ));
    }
}

/// Which tasks came in that the period did not ask about: they were added since, or go on again.
fn report_new_tasks(
    id: PeriodId,
    new: &[(&str, TaskId, &str)],
    known: &Snapshot,
    store: &Store,
    ui: &mut Ui,
) {
    let default_plan = store::default_plan(store).unwrap_or_default();
    let of = |lang: Lang, gap: &str| {
        let words = new.iter().map(|(plan, task, department)| {
            let number = naming::of_snapshot(known, plan, *task, &default_plan, lang);
            lang.pick(format!("编号{number}（{department}）"), format!("{number} ({department})"))
        });
        words.collect::<Vec<_>>().join(gap)
    };
    if !new.is_empty() {
        let (zh, en) = (of(Lang::Zh, "、"), of(Lang::En, ", "));
        ui.report(&text!(
            "已补收原来没有收的任务：{zh}；这些单位的表格重新生成再下发：`pjt forms {id} -o 补发`",
            "{id} asks about tasks that it did not ask about before: {en}; make their forms anew with `pjt forms {id} -o DIR`"
        ));
    }
}

fn report_opened(id: PeriodId, period: &ReportingPeriod, ui: &mut Ui) {
    let departments = period.departments().len();
    let tasks = period.count_asked();
    ui.report(&text!(
        "已开放报送期 {id}：应报 {departments} 个单位、{tasks} 项；生成表格用 `pjt forms {id} -o 下发`",
        "opened {id}: {departments} departments are asked for {tasks} tasks; `pjt forms {id} -o DIR` makes the forms"
    ));
}

/// Plans with something to ask for that the period does not ask about: nobody reports on them unless they are added.
fn report_left_out(id: PeriodId, period: &ReportingPeriod, support: bool, store: &Store, ui: &mut Ui) {
    let left = plans_left_out(period, store);
    if left.is_empty() {
        return;
    }
    let known = Vec::from_iter(plans_asked(period, store));
    let (due, support) = (period.due, if support { " --support" } else { "" });
    let [zh_known, zh_left] = [&known, &left].map(|slugs| slugs.join("、"));
    let [en_known, en_left] = [&known, &left].map(|slugs| slugs.join(", "));
    ui.report(&text!(
        "只收方案 {zh_known}；另有未办结任务、没有收的方案：{zh_left}。补收全部：`pjt period open {id} --due {due} --plan all{support}`",
        "only {en_known} is asked about; plans with open tasks that are not: {en_left}. To ask about all: `pjt period open {id} --due {due} --plan all{support}`"
    ));
}

fn show(id: PeriodId, period: &ReportingPeriod, store: &Store, context: &Context, ui: &mut Ui) -> Outcome {
    let registry = load::registry(store).map_err(Error::from)?;
    let format = if context.json { Format::Json } else { Format::Table };
    let look = ui.look();
    periods::write_asked(id, period, &registry, format, look, ui.out())?;
    Ok(Ending::Fine)
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

/// Says which plans are left out because they begin only after a period, where all were to be asked about.
fn report_later(later: &[String], id: PeriodId, ui: &mut Ui) {
    if !later.is_empty() {
        let (zh, en) = (later.join("、"), later.join(", "));
        ui.report(&text!(
            "方案 {zh} 在 {id} 之后才开始，没有收；确要收的，用 `--plan` 写明",
            "{en} begin only after {id} and are not asked about; to ask all the same name them with `--plan`"
        ));
    }
}
