//! `pjt log`

use chrono::NaiveDate;
use pjt::{
    Error,
    history::{self, Point, Scope, Step},
    model::TaskId,
    output::history as output,
    query::TaskReference,
    store::{PlanChoice, layout, load::StoreSource},
    text,
    text::fold::fold,
};

use super::{
    Context, Ending, Outcome, Ui, args::FilterArgs, context::parse_day, selection::HistoryFilter, words,
};

/// Tell the history: what each commit did to which task, from the newest to the oldest
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt log                            everything
  pjt log 14                         one task, through renames
  pjt log --dept 市教委 --since 2025-07-01
  pjt log --author 李四 --json")]
pub(crate) struct LogArgs {
    /// Tasks: 14, 3-7, other-plan/14 (otherwise all)
    #[arg(value_name = "ID")]
    ids: Vec<TaskReference>,
    #[command(flatten)]
    filter: FilterArgs,
    /// From this day on (author date)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    since: Option<NaiveDate>,
    /// Up to this day (author date)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    until: Option<NaiveDate>,
    /// By this author: a part of the name or of the mail address
    #[arg(long, value_name = "NAME", value_parser = words::name)]
    author: Vec<String>,
    /// At most so many commits
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
}

pub(crate) fn run(args: &LogArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let (repository, source) = context.repository_and_source()?;
    let scope = args.scope(&*source)?;
    // Whoever names tasks means them whatever their plan.
    let choice = if args.ids.is_empty() { args.filter.plans.choice() } else { PlanChoice::All };
    let names_plans = args.ids.iter().any(|id| id.plan.is_some());
    let with_plan = args.filter.plans.choice() != PlanChoice::Default || names_plans;
    let filter = HistoryFilter::new(&args.filter, choice, &*source, context)?;
    let layout = output::Layout { lang: ui.lang(), width: ui.width(), with_plan, indent: 0 };
    let (mut written, mut rewritten, mut elsewhere) = (0, 0, 0);
    let mut is_known = args.names_what_is_there(&*source)?;
    let mut unreadable = Vec::new();
    let head = Point::head().resolve(&repository)?;
    let mut document = match context.json {
        true => Some(output::ChangesWriter::begin("log", &[], ui.out())?),
        false => None,
    };
    for step in history::log(&repository, &head, &scope)? {
        let mut step = step?;
        is_known = is_known || !args.ids.is_empty() || filter.is_about(&step.differences);
        if !args.wants(&step) {
            continue;
        }
        unreadable.append(&mut step.differences.unreadable);
        if step.differences.is_empty() {
            rewritten += usize::from(step.differences.reformatted > 0);
            continue;
        }
        elsewhere += usize::from(filter.keep(&mut step.differences) > 0);
        if step.differences.is_empty() {
            continue;
        }
        match &mut document {
            Some(document) => document.add(&step.differences, Some(&step.commit), ui.out())?,
            None => output::step(&step, layout, ui.out())?,
        }
        written += 1;
        if args.limit.is_some_and(|limit| written >= limit) {
            break;
        }
    }
    if let Some(document) = document {
        document.end(&unreadable, ui.out())?;
    }
    if !is_known {
        return Err(args.unknown(&*source).into());
    }
    report_rest(rewritten, elsewhere, repository.is_shallow(), ui);
    if written == 0 && !context.json {
        ui.report(&text!("没有符合条件的提交", "no commit matches"));
    }
    if unreadable.is_empty() {
        return Ok(Ending::Fine);
    }
    ui.warn(&unreadable);
    Ok(Ending::Incomplete)
}

/// What is not listed: commits that only changed how files are written, those about other plans, older history.
fn report_rest(rewritten: usize, elsewhere: usize, is_shallow: bool, ui: &mut Ui) {
    if rewritten > 0 {
        ui.report(&text!(
            "另有 {rewritten} 次提交只改了写法，没有列出",
            "{rewritten} more commits only changed how files are written; they are not listed"
        ));
    }
    if elsewhere > 0 {
        ui.report(&text!(
            "有 {elsewhere} 次提交涉及其他方案，那些变化没有列出；加 `--plan all` 查看",
            "{elsewhere} commits are about other plans, too, which is not listed; see it with `--plan all`"
        ));
    }
    if is_shallow {
        ui.report(&text!(
            "这是浅克隆，更早的历史不在本机；最早的一次提交把当时的全部任务记作新增",
            "this clone is shallow: older history is not on this machine, and its oldest commit counts every task as new"
        ));
    }
}

impl LogArgs {
    fn scope(&self, source: &dyn StoreSource) -> pjt::Result<Scope> {
        if self.ids.is_empty() {
            return Ok(Scope::Store);
        }
        let mut tasks: Vec<(String, TaskId)> = Vec::new();
        for id in &self.ids {
            let slug = match &id.plan {
                Some(slug) => slug.clone(),
                None => pjt::store::choose(source, &self.filter.plans.choice())?
                    .into_iter()
                    .next()
                    .unwrap_or_default(),
            };
            let files = source.task_files(&slug)?;
            let is_there = |number: &TaskId| files.contains(&layout::task_file(&slug, *number));
            // A single task may be gone by now and has a history all the same.
            let is_single = id.numbers().nth(1).is_none();
            let numbers = id.numbers().filter(|number| is_single || is_there(number));
            tasks.extend(numbers.map(|number| (slug.clone(), number)));
        }
        Ok(Scope::Tasks(tasks))
    }

    /// Whether the tasks or plans that are named are in the store now; others may have been there once.
    fn names_what_is_there(&self, source: &dyn StoreSource) -> pjt::Result<bool> {
        if let Scope::Tasks(tasks) = self.scope(source)? {
            let is_there = |(slug, id): &(String, TaskId)| -> pjt::Result<bool> {
                Ok(source.task_files(slug)?.contains(&layout::task_file(slug, *id)))
            };
            return tasks.iter().try_fold(false, |any, task| Ok(any || is_there(task)?));
        }
        let PlanChoice::Named(slugs) = self.filter.plans.choice() else { return Ok(true) };
        let plans = source.plans()?;
        Ok(slugs.iter().any(|slug| plans.contains(slug)))
    }

    /// What is named was never there.
    fn unknown(&self, source: &dyn StoreSource) -> Error {
        let of_ids = self.ids.iter().filter_map(|id| id.plan.clone()).collect();
        let named = if self.ids.is_empty() { self.filter.plans.choice() } else { PlanChoice::Named(of_ids) };
        match pjt::store::choose(source, &named) {
            Err(error) => error,
            Ok(_) => Error::not_found(text!(
                "台账里没有这个任务，历史中也没有",
                "there is no such task in the store, and none in its history"
            ))
            .hint(text!("`pjt list` 列出任务的编号", "`pjt list` shows the numbers of tasks")),
        }
    }

    fn wants(&self, step: &Step) -> bool {
        let day = step.commit.date.get(..10).and_then(pjt::model::parse_date);
        let is_by = |name: &String| {
            let name = fold(name);
            fold(&step.commit.author).contains(&name) || fold(&step.commit.email).contains(&name)
        };
        (self.author.is_empty() || self.author.iter().any(is_by))
            && self.since.is_none_or(|since| day.is_none_or(|day| day >= since))
            && self.until.is_none_or(|until| day.is_none_or(|day| day <= until))
    }
}
