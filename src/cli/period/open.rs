//! `pjt period open`: who is asked for what, by when; and what opening once more changes.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use pjt::{
    Error, Result,
    model::{AskedField, PeriodId, ReportingPeriod, Snapshot, TypedPeriod},
    output::{Format, periods},
    query::asked,
    store::{self, PlanChoice, Store, Transaction, layout, load, load::StoreSource as _},
    text,
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

/// Write down who is asked for which tasks; opening again moves the day and, with --plan, asks about more plans
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
    #[command(flatten)]
    commit: CommitOptions,
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
    pub(super) fn run(&self, context: &Context, ui: &mut Ui) -> Outcome {
        let store = context.store()?;
        let repository = self.commit.repository(&store, context)?;
        let due = self.due.on(context.today)?;
        let mut transaction = Transaction::begin(&store)?;
        ui.report_recovery(&transaction);
        let id = meant(&self.period, context.today, ui);
        let present = load::period(&store, id).map_err(Error::from)?;
        let mut slugs = match &present {
            Some(present) => self.slugs_to_come(present, &store, context.today)?,
            None => store::choose(&store, &self.plans.choice())?,
        };
        if self.plans.choice() == PlanChoice::All {
            leave_out_later(&mut slugs, id, &store, ui);
        }
        let snapshot = load::load(&store, &slugs);
        ensure_complete(&snapshot, false, ui)?;
        let period = match &present {
            Some(present) => self.reopened(present, &snapshot, due, context.today)?,
            None => self.new_period(id, &snapshot, due, context.today)?,
        };
        let mut new = Vec::new();
        if present.as_ref() != Some(&period) {
            let (registry, coded) = asked::with_codes(&snapshot.registry, &period.asked);
            transaction.put_registry(&registry)?;
            transaction.put_period(id, &period)?;
            new = coded;
        }
        let applied = transaction.apply()?;
        if let Some(present) = &present {
            self.report_present(id, present, &period, &slugs, ui);
        }
        // It may have been opened by a run that was interrupted before its commit.
        let files = [layout::period_file(id), layout::REGISTRY.into()];
        let (repository, changes) = (repository.as_ref(), Some(applied.changes.as_slice()));
        self.commit.commit(repository, &store, "period", &files, changes, ui)?;
        show(id, &period, &store, context, ui)?;
        if present.is_none() {
            report_opened(id, &period, ui);
        }
        if !context.json && period.closed.is_none() {
            report_left_out(id, &period, &store, ui);
        }
        if !new.is_empty() {
            report_codes(&new, ui);
        }
        Ok(Ending::Fine)
    }

    /// The plans that are named when a period is opened once more, and that it does not ask about yet.
    fn slugs_to_come(
        &self,
        present: &ReportingPeriod,
        store: &Store,
        today: NaiveDate,
    ) -> Result<Vec<String>> {
        if self.stays_closed(present, today) || self.plans.choice() == PlanChoice::Default {
            return Ok(Vec::new());
        }
        let known = plans_of(present, store);
        let mut slugs = store::choose(store, &self.plans.choice())?;
        slugs.retain(|slug| !known.contains(slug));
        Ok(slugs)
    }

    /// Whether the period is over and no day is named until which it would be open again.
    fn stays_closed(&self, present: &ReportingPeriod, today: NaiveDate) -> bool {
        present.closed.is_some() && self.due.on(today).is_ok_and(|due| due < today)
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

    /// A period that is there, with the day that is wanted now, and what is asked about the plans of `snapshot`. What was asked
    /// stays, and so does a period that is closed, unless the day is one to come: it is open again until then.
    fn reopened(
        &self,
        present: &ReportingPeriod,
        snapshot: &Snapshot,
        due: NaiveDate,
        today: NaiveDate,
    ) -> Result<ReportingPeriod> {
        let mut period = present.clone();
        if self.stays_closed(present, today) {
            return Ok(period);
        }
        period.closed = None;
        if present.due != due {
            ensure_ahead(due, today)?;
            period.due = due;
        }
        let names = snapshot.registry.names();
        for mut new in asked::asked(snapshot, self.support, today)? {
            // One department has one form, under the name by which it was asked first.
            let mut same = present.asked.iter().map(|asked| &asked.department);
            if !same.clone().any(|name| *name == new.department)
                && let Some(name) = same.find(|name| names.own_name(name) == new.department)
            {
                new.department.clone_from(name);
            }
            period.asked.push(new);
        }
        Ok(period)
    }

    /// The fields in the order of the form.
    fn fields(&self) -> Vec<AskedField> {
        let wanted = all(&self.fields);
        AskedField::VARIANTS.iter().copied().filter(|field| wanted.contains(field)).collect()
    }

    /// What opening once more changed, and what it did not. `named` are the plans that were to come in.
    fn report_present(
        &self,
        id: PeriodId,
        present: &ReportingPeriod,
        period: &ReportingPeriod,
        named: &[String],
        ui: &mut Ui,
    ) {
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
        let new = period.asked.get(present.asked.len()..).unwrap_or_default();
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
        let is_other = !self.fields.is_empty() && self.fields() != present.fields;
        if is_other {
            ui.report(&text!(
                "填报的栏目开放时已定，没有改动",
                "what is asked of a task was settled when the period was opened, and stays"
            ));
        }
    }
}

fn report_opened(id: PeriodId, period: &ReportingPeriod, ui: &mut Ui) {
    let departments = period.departments().len();
    let tasks: usize = period.asked.iter().map(|asked| asked.tasks.len()).sum();
    ui.report(&text!(
        "已开放报送期 {id}：应报 {departments} 个单位、{tasks} 项；生成表格用 `pjt forms {id} -o 下发`",
        "opened {id}: {departments} departments are asked for {tasks} tasks; `pjt forms {id} -o DIR` makes the forms"
    ));
}

/// Plans with something to ask for that the period does not ask about: nobody reports on them unless they are added.
fn report_left_out(id: PeriodId, period: &ReportingPeriod, store: &Store, ui: &mut Ui) {
    let known = plans_of(period, store);
    let mut others = store.plans().unwrap_or_default();
    others.retain(|slug| !known.contains(slug));
    let snapshot = load::load(store, &others);
    let is_open = |plan: &&pjt::model::Plan| plan.tasks.iter().any(|task| !task.status.is_finished());
    let left: Vec<&str> = snapshot.plans.iter().filter(is_open).map(|plan| plan.slug.as_str()).collect();
    if left.is_empty() {
        return;
    }
    let due = period.due;
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let [zh_known, zh_left] = [&known, &left].map(|slugs| slugs.join("、"));
    let [en_known, en_left] = [&known, &left].map(|slugs| slugs.join(", "));
    ui.report(&text!(
        "只收方案 {zh_known}；另有未办结任务、没有收的方案：{zh_left}。补收全部：`pjt period open {id} --due {due} --plan all`",
        "only {en_known} is asked about; plans with open tasks that are not: {en_left}. To ask about all: `pjt period open {id} --due {due} --plan all`"
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

/// Leaves out the plans that begin only after a period, where all are to be asked about.
fn leave_out_later(slugs: &mut Vec<String>, id: PeriodId, store: &Store, ui: &mut Ui) {
    let last = id.days().1;
    let begins_later = |slug: &str| {
        let plan = load::plan(store, slug).ok();
        plan.and_then(|plan| plan.period?.start).is_some_and(|start| start > last)
    };
    let (later, kept): (Vec<String>, Vec<String>) = slugs.drain(..).partition(|slug| begins_later(slug));
    *slugs = kept;
    if !later.is_empty() {
        let (zh, en) = (later.join("、"), later.join(", "));
        ui.report(&text!(
            "方案 {zh} 在 {id} 之后才开始，没有收；确要收的，用 `--plan` 写明",
            "{en} begin only after {id} and are not asked about; to ask all the same name them with `--plan`"
        ));
    }
}

/// The plans that a period asks about, by the names that they have now.
fn plans_of(period: &ReportingPeriod, store: &Store) -> BTreeSet<String> {
    period.asked.iter().map(|asked| store::current_slug(store, &asked.plan)).collect()
}
