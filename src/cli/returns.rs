//! `pjt returns`, `pjt sendback`

use pjt::{
    Error, Lang, Result,
    model::{Entry, PeriodId, Registry, ReportingPeriod, Return, SentBack, TaskId, TaskNumber, TypedPeriod},
    output::returns::Returns,
    query::{Reports, department::registered, named},
    returns,
    store::{
        self, Store, layout,
        load::{self, LoadedReturn},
    },
    text,
};

use super::{
    Context, Ending, Outcome, Ui,
    args::{self, AtArgs, FormatArgs, TaskName},
    period::{meant, parse_period, period_of, plans_there},
    selection::ensure_complete,
    update::reason_line,
    words,
    writing::WriteArgs,
};

/// Say who of those who were asked in a period reported, late or not at all, and what they left out
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt returns 2025-q3
  pjt returns 2025-q3 --json
  pjt list --not-reported 2025-q3 --plan all   the tasks that nobody reported about")]
pub(crate) struct ReturnsArgs {
    /// The period: 2025-09, 2025-q3, 2025
    #[arg(value_name = "PERIOD", value_parser = parse_period)]
    period: TypedPeriod,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    format: FormatArgs,
    /// Count although some records can't be read, and say so in the result
    #[arg(long)]
    keep_going: bool,
}

pub(crate) fn run(args: &ReturnsArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let source = context.source(&args.at, ui)?;
    let id = meant(&args.period, context.today, ui);
    let period = period_of(&*source, id)?;
    let slugs = plans_there(&*source, [&period], ui);
    let mut snapshot = load::load(&*source, &slugs);
    let reports = Reports::read(&*source, &snapshot);
    snapshot.unreadable.extend(reports.unreadable.iter().cloned());
    ensure_complete(&snapshot, args.keep_going, ui)?;
    let due = reports.due(id);
    let unreadable = &snapshot.unreadable;
    let (format, look) = args.format.chosen(context, ui)?;
    let ended = reports.ended(id);
    let with_plan = slugs.len() > 1;
    let returns = Returns { due: &due, ended, snapshot: &snapshot, with_plan, unreadable };
    returns.write(format, look, ui.out())?;
    Ok(if unreadable.is_empty() { Ending::Fine } else { Ending::Incomplete })
}

/// Send an answer back to the department that gave it, with the reason; it stands until the next answer
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt sendback 2025-q3 市教委 14 --reason 缺佐证
  pjt sendback 2025-q3 市教委 3-5 --reason 进展与上期相同 --commit
  pjt forms 2025-q3 -o 重报 --again             the forms for those who are to report again")]
pub(crate) struct SendbackArgs {
    /// The period: 2025-09, 2025-q3, 2025
    #[arg(value_name = "PERIOD", value_parser = parse_period)]
    period: TypedPeriod,
    /// The department: its name, an alias or its code
    #[arg(value_name = "NAME", value_parser = words::name)]
    department: String,
    /// Tasks: 14, 3-7, other-plan/14; - for those that standard input names, one a line
    #[arg(required = true, value_name = "ID")]
    ids: Vec<TaskName>,
    /// The plan that the numbers belong to (otherwise the default plan)
    #[arg(long, value_name = "SLUG", value_parser = words::name)]
    plan: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = reason_line)]
    reason: String,
    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run_sendback(args: &SendbackArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let ids = args::named(&args.ids)?;
    let store = context.store()?;
    let mut writing = args.write.begin("sendback", &store, context, ui)?;
    let id = meant(&args.period, context.today, ui);
    let period = period_of(&store, id)?;
    let (snapshot, default_plan) = named::plans_of(&ids, args.plan.as_deref(), &store)?;
    let (mut tasks, mut files) = (Vec::new(), Vec::new());
    for reference in &ids {
        tasks.extend(reference.resolve(&snapshot, &default_plan)?);
    }
    writing.named =
        tasks.iter().map(|entry| ((entry.plan.slug.clone(), entry.task.id), entry.task.clone())).collect();
    let (name, code) = named_by_code(&args.department, &snapshot.registry)?;
    for plan in &snapshot.plans {
        let of_plan: Vec<_> =
            tasks.iter().filter(|entry| entry.plan.slug == plan.slug).map(|entry| entry.task.id).collect();
        if of_plan.is_empty() {
            continue;
        }
        let mut own =
            returns_of(&store, &plan.slug, id, (&name, &code), &args.department, &snapshot.registry)?;
        let others = || reported_elsewhere(&store, (id, &period), &plan.slug, &code);
        if own.is_empty() {
            return Err(no_return((&name, id), &plan.slug, (&of_plan, &default_plan), &others()?).into());
        }
        for task in of_plan {
            let answers = own.iter_mut().flat_map(|found| &mut found.value.tasks);
            let Some(answer) = answers.into_iter().find(|answer| answer.id == task) else {
                let number = TaskNumber::in_snapshot(&snapshot, &plan.slug, task, &default_plan);
                let error = no_answer(&name, id, &number);
                return Err(with_others(error, &[task], &others()?, &default_plan).into());
            };
            let (on, reason) = (context.today, &args.reason);
            let before = answer.sent_back.take();
            let first = || SentBack { on, reason: reason.clone() };
            answer.sent_back = Some(before.map_or_else(first, |before| before.again(on, reason)));
        }
        for found in own {
            writing.transaction.put_return(&plan.slug, id, &found.code, &found.value)?;
            files.push(layout::return_file(&plan.slug, id, &found.code));
        }
    }
    if writing.is_idle() {
        writing.asked = files;
    }
    let is_preview = args.write.is_preview();
    let ending = writing.carry_out(context, ui)?;
    if !context.json {
        report_completed(&tasks, &default_plan, ui);
    }
    if !(context.json || is_preview) {
        ui.report(&text!(
            "请其重报：`pjt forms {id} -o 文件夹 --again --dept {name}`",
            "to have it report again: `pjt forms {id} -o DIR --again --dept {name}`"
        ));
    }
    Ok(ending)
}

/// What a department sent in a period about a plan: its own return first, then those of departments that it has become one
/// with since, under their codes. Who names one of those means that one's first.
fn returns_of(
    store: &Store,
    plan: &str,
    id: PeriodId,
    (name, code): (&str, &str),
    typed: &str,
    registry: &Registry,
) -> Result<Vec<LoadedReturn>> {
    let own = load::return_of(store, plan, id, code).map_err(Error::from)?;
    let own =
        own.map(|value| LoadedReturn { plan: plan.to_owned(), period: id, code: code.to_owned(), value });
    let names = registry.names();
    let is_its = |found: &LoadedReturn| {
        let known = names.find(&found.code).or_else(|| names.find(&found.value.department));
        found.period == id && found.code != code && known.is_some_and(|known| known.name == name)
    };
    let (mut others, _) = load::returns(store, plan);
    others.retain(is_its);
    let mut found: Vec<LoadedReturn> = own.into_iter().chain(others).collect();
    found.sort_by_key(|found| found.code != typed && found.value.department != typed);
    Ok(found)
}

/// What a department reported in a period about the other plans that were asked for, by plan.
fn reported_elsewhere(
    store: &Store,
    (id, period): (PeriodId, &ReportingPeriod),
    plan: &str,
    code: &str,
) -> Result<Vec<(String, Return)>> {
    let mut slugs: Vec<String> =
        period.asked.iter().map(|asked| store::current_slug(store, &asked.plan)).collect();
    slugs.retain(|slug| slug != plan);
    slugs.sort_unstable();
    slugs.dedup();
    let mut found = Vec::new();
    for slug in slugs {
        found.extend(load::return_of(store, &slug, id, code)?.map(|returned| (slug, returned)));
    }
    Ok(found)
}

/// That nothing of a department is there about a plan. Who reported about another one has reported.
fn no_return(
    (name, id): (&str, PeriodId),
    plan: &str,
    (tasks, default_plan): (&[TaskId], &str),
    others: &[(String, Return)],
) -> Error {
    if others.is_empty() {
        return Error::not_found(text!(
            "{name} 还没有报送 {id}；没有写入任何内容",
            "{name} has not reported in {id}; nothing was written"
        ))
        .named("no-such-return")
        .hint(text!(
            "退回的是收到的报送；谁报了见 `pjt returns {id}`，收到的表先用 `pjt collect` 收",
            "only what came can be sent back; `pjt returns {id}` says who reported, `pjt collect` takes a form"
        ));
    }
    let slugs: Vec<&str> = others.iter().map(|(slug, _)| slug.as_str()).collect();
    let (zh, en) = (slugs.join("、"), slugs.join(", "));
    let error = Error::not_found(text!(
        "{name} 在 {id} 中报的是 {zh} 的任务，没有报 {plan} 的；没有写入任何内容",
        "{name} reported in {id} about {en} and not about {plan}; nothing was written"
    ))
    .named("no-such-return");
    with_others(error, tasks, others, default_plan)
        .hint(text!("它报了什么见 `pjt returns {id}`", "`pjt returns {id}` says what it reported"))
}

/// Names the tasks of these numbers that a department reported in other plans: one of them may be meant.
fn with_others(error: Error, tasks: &[TaskId], others: &[(String, Return)], default_plan: &str) -> Error {
    let is_meant = |id: &TaskId| tasks.contains(id);
    let named: Vec<String> = others
        .iter()
        .flat_map(|(slug, returned)| {
            let ids = returned.tasks.iter().map(|answer| answer.id).filter(is_meant);
            ids.map(|id| returns::task_name(slug, id, default_plan)).collect::<Vec<_>>()
        })
        .collect();
    if named.is_empty() {
        return error;
    }
    let (zh, en) = (named.join("、"), named.join(", "));
    error.hint(text!(
        "另一方案中报了 {zh}：是它的，请写全",
        "it reported {en} of another plan: write it so if that is meant"
    ))
}

/// That a department said nothing about a task.
fn no_answer(name: &str, id: PeriodId, number: &TaskNumber) -> Error {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| number.words(lang));
    let task = number.reference();
    Error::not_found(text!(
        "{name} 在 {id} 中没有报{zh}；没有写入任何内容",
        "{name} did not report about {en} in {id}; nothing was written"
    ))
    .named("no-such-answer")
    .hint(text!(
        "它报了什么见 `pjt show {task}`，漏了什么见 `pjt returns {id}`",
        "`pjt show {task}` has what it reported, `pjt returns {id}` what it left out"
    ))
}

/// Says which of the tasks are still done in the ledger: sending back changes no status.
fn report_completed(tasks: &[Entry<'_>], default_plan: &str, ui: &mut Ui) {
    let done = tasks.iter().filter(|entry| entry.task.status.is_completed());
    let done: Vec<String> =
        done.map(|entry| returns::task_name(&entry.plan.slug, entry.task.id, default_plan)).collect();
    if done.is_empty() {
        return;
    }
    let (zh, en, typed) = (done.join("、"), done.join(", "), done.join(" "));
    ui.report(&text!(
        "编号{zh} 在台账中仍是办结的：退回不改状态。要改回推进中：`pjt update {typed} --status 推进中 --reason 原因`",
        "task {en} is still done in the ledger: sending back changes no status. To take it back: `pjt update {typed} --status doing --reason WHY`"
    ));
}

/// The department that was typed, and the code that its returns lie under.
fn named_by_code(typed: &str, registry: &Registry) -> Result<(String, String)> {
    let department = registered(typed, registry)?;
    let name = department.name.clone();
    let code = department.code.clone().ok_or_else(|| {
        Error::conflict(text!(
            "部门 `{name}` 还没有代码，因此没有报送",
            "the department `{name}` has no code, so it has not reported"
        ))
        .named("no-code")
        .hint(text!("报送期开放时会编代码：`pjt period open`", "`pjt period open` gives it one"))
    })?;
    Ok((name, code))
}
