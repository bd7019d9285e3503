//! `pjt plan`: the plans of the store, their names, what they say of themselves, which one is the default, and taking one
//! out.

mod edit;

use pjt::{
    Error,
    history::{Point, commit, names_before},
    model::PeriodId,
    output,
    query::plans::PlanList,
    store::{self, PlanChoice, Store, load},
    text,
    update::{PlanRemoval, PlanRemoved, PlanRename, choose_default_plan, paths_in_words},
};

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, FormatArgs},
    selection::ensure_complete,
    update::reason_line,
    words,
    writing::WriteArgs,
};

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
        #[arg(long, value_name = "TEXT", value_parser = reason_line)]
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
    let request = PlanRename::new(old, new)?;
    let store = context.store()?;
    let mut writing = args.begin("plan", &store, context, ui)?;
    let committed = || former_names_in_git(old, new, &store, context);
    let beside = request.prepare(&store, &mut writing.transaction, committed)?;
    let ending = writing.carry_out(context, ui)?;
    if !(beside.is_empty() || context.json) {
        let list = paths_in_words(&beside);
        ui.report(&text!(
            "文件夹里不属于台账的文件一并移动，由您自己提交：{list}",
            "the folder's files that are not the store's move along; committing them is up to you: {list}"
        ));
    }
    Ok(ending)
}

/// The former names that a plan has in the last commit, where it has this other name there.
fn former_names_in_git(slug: &str, other: &str, store: &Store, context: &Context) -> Option<Vec<String>> {
    let last = commit::last_committed(&context.repository(store).ok()?).ok()?;
    let was = names_before(&last, store).remove(slug);
    was.filter(|was| was == other).and_then(|was| load::plan(&last, &was).ok()).map(|plan| plan.former_slugs)
}

fn default(slug: &str, args: &WriteArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let mut writing = args.begin("plan", &store, context, ui)?;
    choose_default_plan(slug, &store, &mut writing.transaction)?;
    writing.carry_out(context, ui)
}

fn remove(slug: &str, reason: &str, args: &WriteArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let mut writing = args.begin("plan", &store, context, ui)?;
    let request = PlanRemoval { slug, reason, today: context.today };
    let PlanRemoved { title, tasks, returns, periods } =
        request.prepare(&store, &mut writing.transaction, |files| {
            Ok(commit::pending(&context.repository(&store)?, &store, Some(files))?.files)
        })?;
    let head = Point::head().resolve(&context.repository(&store)?)?;
    let kept_in: String = head.hash().chars().take(8).collect();
    let is_preview = args.is_preview();
    ui.report(&text!(
        "从台账中删除方案 {slug}（{title}）：{tasks} 项任务、{returns} 份报送",
        "taking plan {slug} ({title}) out of the store: {tasks} tasks, {returns} returns"
    ));
    report_periods(&periods, ui);
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
fn report_periods(periods: &[PeriodId], ui: &mut Ui) {
    let ids: Vec<String> = periods.iter().map(ToString::to_string).collect();
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
