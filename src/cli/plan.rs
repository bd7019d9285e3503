//! `pjt plan`: the plans of the store, their names, what they say of themselves, which one is the default, and taking one
//! out.

mod edit;

use std::path::{Path, PathBuf};

use pjt::{
    Error, Result,
    error::Location,
    history::{Point, commit},
    model::{RemovedPlan, ReportingPeriod},
    output,
    query::plans::PlanList,
    store::{self, PlanChoice, Store, layout, load, load::StoreSource as _},
    text,
};

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, FormatArgs},
    import::ensure_slug,
    selection::ensure_complete,
    words,
    writing::WriteArgs,
};

/// How many files are named that stand in the way.
const NAMED: usize = 5;

/// The plans: list, correct, rename, remove them; choose the default
#[derive(Debug, clap::Args)]
#[command(
    disable_help_subcommand = true,
    after_help = "\
Examples:
  pjt plan list
  pjt plan edit chanjiao-2021-2025 --years 2021-2025 --reason 通知印发时写明
  pjt plan edit chanjiao-2021-2025 --pillar 2=产教融合平台 --reason 与原文核对
  pjt plan rename plan-2021-2025 chanjiao-2021-2025 --commit
  pjt plan default chanjiao-2021-2025
  pjt plan remove shidian-2020 --reason 已并入新方案 --yes --commit"
)]
pub(crate) struct PlanCommandArgs {
    #[command(subcommand)]
    command: PlanCommand,
}

#[derive(Debug, clap::Subcommand)]
enum PlanCommand {
    /// List the plans with their titles, periods and counts
    List {
        #[command(flatten)]
        at: AtArgs,
        #[command(flatten)]
        format: FormatArgs,
        /// Count although some records can't be read, and say so in the result
        #[arg(long)]
        keep_going: bool,
    },
    /// Correct the title of a plan, the years that it covers, the titles of its pillars and key tasks
    Edit(edit::EditArgs),
    /// Call a plan otherwise; its folder moves, and its history stays with it
    Rename {
        /// The plan
        #[arg(value_name = "SLUG", value_parser = words::name)]
        old: String,
        /// What it is called from now on
        #[arg(value_name = "NEW-SLUG", value_parser = words::name)]
        new: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Choose the plan that a bare number belongs to
    Default {
        /// The plan
        #[arg(value_name = "SLUG", value_parser = words::name)]
        slug: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Take a plan out of the store; git keeps it
    Remove {
        /// The plan
        #[arg(value_name = "SLUG", value_parser = words::name)]
        slug: String,
        /// Why; it stays in pjt.yaml
        #[arg(long, value_name = "TEXT", value_parser = words::line)]
        reason: String,
        #[command(flatten)]
        write: WriteArgs,
    },
}

pub(crate) fn run(args: &PlanCommandArgs, context: &Context, ui: &mut Ui) -> Outcome {
    match &args.command {
        PlanCommand::List { at, format, keep_going } => list(at, *format, *keep_going, context, ui),
        PlanCommand::Edit(args) => edit::run(args, context, ui),
        PlanCommand::Rename { old, new, write } => rename(old, new, write, context, ui),
        PlanCommand::Default { slug, write } => default(slug, write, context, ui),
        PlanCommand::Remove { slug, reason, write } => remove(slug, reason, write, context, ui),
    }
}

fn list(at: &AtArgs, format: FormatArgs, keep_going: bool, context: &Context, ui: &mut Ui) -> Outcome {
    let source = context.source(at, ui)?;
    let snapshot = load::load(&*source, &store::choose(&*source, &PlanChoice::All)?);
    ensure_complete(&snapshot, keep_going, ui)?;
    let removed = load::config(&*source).map_err(Error::from)?.removed;
    let default = store::default_plan(&*source);
    let list = PlanList::of(&snapshot, default.as_deref(), removed, context.today_at(at)?);
    let (format, look) = format.chosen(context, ui)?;
    output::plans::write(&list, format, look, ui.out())?;
    Ok(if snapshot.unreadable.is_empty() { Ending::Fine } else { Ending::Incomplete })
}

fn rename(old: &str, new: &str, args: &WriteArgs, context: &Context, ui: &mut Ui) -> Outcome {
    ensure_slug(new)?;
    let store = context.store()?;
    let mut writing = args.begin("plan", &store, context, ui)?;
    let is_known = |slug: &str| store.plans().is_ok_and(|plans| plans.iter().any(|plan| plan == slug));
    let is_done = |new: &str| {
        load::plan(&store, new).is_ok_and(|plan| plan.former_slugs.iter().any(|former| former == old))
    };
    if old == new || !is_known(old) && is_known(new) && is_done(new) {
        return writing.carry_out(context, ui);
    }
    store.choose(&PlanChoice::Named(vec![old.to_owned()]))?;
    let config = store.config()?;
    let beside = besides(&store, old, &writing.transaction.files_of(old)?)?;
    writing.transaction.rename_plan(old, new)?;
    if config.default_plan.as_deref() == Some(old) {
        let default_plan = Some(new.to_owned());
        writing.transaction.revise_config(&store::yaml::Config { default_plan, ..config })?;
    }
    let ending = writing.carry_out(context, ui)?;
    if !(beside.is_empty() || context.json) {
        let list = named(&beside);
        ui.report(&text!(
            "文件夹里不属于台账的文件一并移动，由您自己提交：{list}",
            "the folder's files that are not the store's move along; committing them is up to you: {list}"
        ));
    }
    Ok(ending)
}

fn default(slug: &str, args: &WriteArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let mut writing = args.begin("plan", &store, context, ui)?;
    store.choose(&PlanChoice::Named(vec![slug.to_owned()]))?;
    let config = store.config()?;
    let default_plan = Some(slug.to_owned());
    writing.transaction.revise_config(&store::yaml::Config { default_plan, ..config })?;
    writing.carry_out(context, ui)
}

fn remove(slug: &str, reason: &str, args: &WriteArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let mut writing = args.begin("plan", &store, context, ui)?;
    store.choose(&PlanChoice::Named(vec![slug.to_owned()]))?;
    let files = writing.transaction.files_of(slug)?;
    let kept_in = ensure_kept(&store, slug, &files, context)?;
    let config = without_default(&store, slug)?;
    let removed = RemovedPlan { slug: slug.to_owned(), on: context.today, reason: reason.to_owned() };
    let title = load::plan(&store, slug).map_err(Error::from)?.title;
    writing.transaction.remove_plan(removed, config)?;
    let is_preview = args.is_preview();
    let tasks = files.iter().filter(|path| layout::task_of(path).is_some()).count();
    let returns = files.iter().filter(|path| layout::return_of(path).is_some()).count();
    ui.report(&text!(
        "从台账中删除方案 {slug}（{title}）：{tasks} 项任务、{returns} 份报送",
        "taking plan {slug} ({title}) out of the store: {tasks} tasks, {returns} returns"
    ));
    report_periods_of(&store, slug, ui);
    if !(is_preview || args.has_yes()) {
        ensure_removal(slug, &title, ui)?;
    }
    let ending = writing.carry_out_of(0, context, ui)?;
    if is_preview && !context.json {
        ui.report(&text!(
            "去掉 `--dry-run` 才会删除；git 里保留着它（到 {kept_in}），删除之后也能恢复",
            "without `--dry-run` it is taken out; git keeps it (up to {kept_in}), and it can be brought back then"
        ));
    }
    if !(context.json || is_preview) {
        ui.report(&text!(
            "它仍在 git 里：`pjt list --plan {slug} --at {kept_in}` 可以查看，`pjt undo` 撤销这次删除",
            "git still has it: see it with `pjt list --plan {slug} --at {kept_in}`; `pjt undo` brings it back"
        ));
    }
    Ok(ending)
}

/// Says which periods asked about a plan: what was reported in them is not counted any more.
fn report_periods_of(store: &Store, slug: &str, ui: &mut Ui) {
    let (periods, _) = load::periods(store);
    let asks = |period: &ReportingPeriod| {
        period.asked.iter().any(|asked| store::current_slug(store, &asked.plan) == slug)
    };
    let ids: Vec<String> =
        periods.iter().filter(|(_, period)| asks(period)).map(|(id, _)| id.to_string()).collect();
    if ids.is_empty() {
        return;
    }
    let (zh, en) = (ids.join("、"), ids.join(", "));
    ui.report(&text!(
        "这些报送期收过它：{zh}；删除以后，`returns`、通报里不再有它的应报和已报。只是不再办理、往期数字还要的，不要删除：把任务改为已销号或已取消",
        "these periods asked about it: {en}; without it `returns` and bulletins don't count what was asked and reported. Where their figures are still wanted, don't remove it: set its tasks to closed or withdrawn"
    ));
}

/// Asks whether a plan is to go, however few tasks it has.
fn ensure_removal(slug: &str, title: &str, ui: &mut Ui) -> anyhow::Result<()> {
    if ui.confirms(&text!("要删除方案 {slug}（{title}），继续吗？", "remove plan {slug} ({title})?"))?
    {
        return Ok(());
    }
    Err(Error::usage(text!(
        "这会从台账中删除整个方案 {slug}；没有写入任何内容",
        "this would take the whole plan {slug} out of the store; nothing was written"
    ))
    .named("needs-yes")
    .hint(text!("确认无误后加 `--yes`", "add `--yes` if that is meant"))
    .into())
}

/// The settings without a default plan that is going. Where several others remain, a person says which is the default.
fn without_default(store: &Store, slug: &str) -> Result<store::yaml::Config> {
    let config = store.config()?;
    if config.default_plan.as_deref() != Some(slug) {
        return Ok(config);
    }
    if store.plans()?.len() > 2 {
        return Err(Error::conflict(text!(
            "{slug} 是默认方案；没有写入任何内容",
            "{slug} is the default plan; nothing was written"
        ))
        .named("default-plan")
        .hint(text!(
            "先另定默认方案：`pjt plan default 名称`",
            "choose another default first: `pjt plan default SLUG`"
        )));
    }
    Ok(store::yaml::Config { default_plan: None, ..config })
}

/// Only what git holds may go: every file of the plan as the last commit has it, and no other file beside them.
/// Gives that commit.
fn ensure_kept(store: &Store, slug: &str, files: &[PathBuf], context: &Context) -> Result<String> {
    let repository = context.repository(store)?;
    let mut in_the_way = commit::pending(&repository, store, Some(files))?.files;
    in_the_way.extend(besides(store, slug, files)?);
    if in_the_way.is_empty() {
        let head = Point::head().resolve(&repository)?;
        return Ok(head.hash().chars().take(8).collect());
    }
    let list = named(&in_the_way);
    Err(Error::conflict(text!(
        "方案 {slug} 的文件夹里有 git 里没有的内容：{list}；没有写入任何内容",
        "the folder of plan {slug} holds what git does not have: {list}; nothing was written"
    ))
    .named("not-in-git")
    .at(Location::file(store.directory().join(slug)))
    .hint(text!(
        "改动先用 `pjt commit` 提交；不属于台账的文件先移到别处",
        "commit changes with `pjt commit` first; move files that are not the store's elsewhere"
    )))
}

/// Paths on one line, not more than somebody reads.
fn named(paths: &[PathBuf]) -> String {
    let mut names: Vec<String> =
        paths.iter().take(NAMED).map(|path| path.to_string_lossy().into_owned()).collect();
    if paths.len() > NAMED {
        names.push(format!("… ({})", paths.len()));
    }
    names.join(", ")
}

/// What a plan's folder holds beside its own files, relative to the store.
fn besides(store: &Store, slug: &str, files: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    others(&store.directory().join(slug), &mut found)?;
    let below = |path: PathBuf| path.strip_prefix(store.directory()).map_or(path.clone(), Path::to_owned);
    let mut besides: Vec<PathBuf> =
        found.into_iter().map(below).filter(|path| !files.contains(path)).collect();
    besides.sort();
    Ok(besides)
}

/// Every file below a folder.
fn others(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let failed = |error: &std::io::Error| {
        Error::io(text!("读不了这个文件夹", "can't read this directory"), folder, error)
    };
    for entry in std::fs::read_dir(folder).map_err(|error| failed(&error))? {
        let entry = entry.map_err(|error| failed(&error))?;
        let kind = entry.file_type().map_err(|error| failed(&error))?;
        if kind.is_dir() { others(&entry.path(), found)? } else { found.push(entry.path()) }
    }
    Ok(())
}
