//! `pjt collect`

mod files;
mod reporters;
mod settle;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use pjt::{
    Error, Result,
    error::Location,
    model::{PeriodId, Snapshot, TypedPeriod},
    output::{collect::View, rejects},
    query::TaskReference,
    returns::{self, Collected, Delivery, Records},
    store::{self, Applied, PlanChoice, Store, Transaction, file, layout, load, target},
    text,
    update::ensure_past,
};

use super::{
    Context, Ending, Outcome, Ui,
    commit::CommitOptions,
    day::{self, Day},
    papers, period,
    selection::ensure_complete,
    update::evidence,
    words,
};

/// Take in what departments sent back
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt collect 收回                            what came in, what is taken, what is not and why
  pjt collect 收回 --yes --commit             write all that can be taken
  pjt collect 收回 --received 2025-09-24      came on that day
  pjt collect --from 市教委=收回/无名表.xlsx   a file that does not say whose it is
  pjt collect 收回 --rejects 退回清单.xlsx     what was refused, to send back
  pjt collect --settle                        what still waits for a person
  pjt collect --settle a3f9c1 --value 80%     the cell means this
  pjt collect --settle 07be25 --task 14       the row belongs to task 14
  pjt collect --settle 07be25 --task other/3  to task 3 of another plan that was asked about
  pjt collect --settle 07be25 --drop 重复填写  it means nothing")]
pub(crate) struct CollectArgs {
    /// Workbooks, or directories with them
    #[arg(value_name = "DIR|FILES", required_unless_present_any = ["from", "settle"], value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// The period (otherwise the one that the files name)
    #[arg(long, value_name = "PERIOD", value_parser = period::parse_period)]
    period: Option<TypedPeriod>,
    /// The day on which they came (otherwise today)
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::past)]
    received: Option<Day>,
    /// Whose file it is, where it does not say so
    #[arg(long, value_name = "NAME=FILE", value_parser = parse_from)]
    from: Vec<UnitFile>,
    /// Write what was refused, and why, into a workbook
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    rejects: Option<PathBuf>,
    /// Write what can be taken
    #[arg(long)]
    yes: bool,
    /// List what was kept because it could not be read or placed, or settle one of these
    #[arg(long, value_name = "ID", num_args = 0..=1, value_parser = words::name, conflicts_with_all = ["paths", "from", "rejects", "received", "yes"])]
    settle: Option<Option<String>>,
    /// What the cell means
    #[arg(long, value_name = "TEXT", value_parser = words::text, requires = "settle", conflicts_with = "drop")]
    value: Option<String>,
    /// The task that the row belongs to; its answers are filed by column, with `--value` as progress
    #[arg(long, value_name = "ID", requires = "settle", conflicts_with = "drop")]
    task: Option<TaskReference>,
    /// Why it means nothing
    #[arg(long, value_name = "REASON", value_parser = words::line, requires = "settle")]
    drop: Option<String>,
    #[command(flatten)]
    commit: CommitOptions,
}

/// A department and its file.
#[derive(Clone, Debug)]
struct UnitFile {
    department: String,
    file: PathBuf,
}

fn parse_from(word: &str) -> Result<UnitFile, words::Misuse> {
    let parts = word.split_once('=').filter(|(name, file)| !name.trim().is_empty() && !file.is_empty());
    let (name, file) =
        parts.ok_or_else(|| words::Misuse::from(text!("写成 单位=文件", "write it as NAME=FILE")))?;
    Ok(UnitFile { department: name.trim().to_owned(), file: file.into() })
}

/// Nobody answers before they are asked.
fn ensure_asked(received: NaiveDate, opened: NaiveDate, id: PeriodId) -> Result<()> {
    if received >= opened {
        return Ok(());
    }
    Err(Error::usage(text!(
        "收到日期 {received} 早于 {id} 的开期日 {opened}；没有写入任何内容",
        "they would have come on {received}, before {id} was opened on {opened}; nothing was written"
    ))
    .hint(text!("请改正 `--received`", "correct `--received`")))
}

pub(crate) fn run(args: &CollectArgs, context: &Context, ui: &mut Ui) -> Outcome {
    if let Some(wanted) = &args.settle {
        return settle::run(args, wanted.as_deref(), context, ui);
    }
    let store = context.store()?;
    let repository = args.commit.repository(&store, context)?;
    let mut transaction = if args.yes { Transaction::begin(&store)? } else { Transaction::preview(&store) };
    ui.report_recovery(&transaction);
    let materials = Materials::read(&store, ui)?;
    let records = Records::of(&materials.snapshot, &materials.periods, &materials.returns);
    let received = args.received_on(context)?;
    let deliveries = args.deliveries(&materials.snapshot, &records, received, context, ui)?;
    let typed = args.period.as_ref().map(|typed| period::meant(typed, context.today, ui));
    let named = || returns::periods_of(&deliveries).pop();
    let id = typed.or_else(named).or(records.usual_period()).ok_or_else(no_period)?;
    ensure_asked(received, period::period_of(&store, id)?.opened, id)?;
    let collected = collected(&records, id, received, deliveries, &store);
    let default_plan = store::default_plan(&store).unwrap_or_default();
    if let Some(path) = &args.rejects {
        write_rejects(path, &materials.snapshot, &collected, context, ui)?;
    }
    prepare(&mut transaction, id, &collected)?;
    let changes = transaction.changes().to_vec();
    let view = View {
        period: id,
        collected: &collected,
        dry_run: !args.yes,
        default_plan: &default_plan,
        snapshot: &materials.snapshot,
        lang: context.lang,
        width: ui.width(),
        has_codes: !ui.audience().wants_no_codes(),
    };
    if !context.json {
        view.write(ui.out())?;
        report_nothing_read(&collected, ui);
    }
    let commits = args.yes && repository.is_some();
    reporters::report(&collected, &materials.snapshot, &store, commits, context, ui)?;
    let mut commit = None;
    if args.yes {
        let applied = transaction.apply()?;
        // What an earlier run wrote and could not commit any more is committed by its repetition.
        let known = || materials.files_of(id, &collected.known);
        let files = if applied.files.is_empty() { known() } else { applied.files.clone() };
        let (repository, written) = (repository.as_ref(), Some(&applied));
        commit = args.commit.commit(repository, &store, "collect", &files, written, ui)?;
        if !context.json {
            report_written(&collected, &applied, ui);
            if repository.is_none() {
                report_uncommitted(&applied, &store, context, ui);
            }
        }
    } else if !context.json {
        report_preview(&collected, args.rejects.is_some(), ui);
    }
    if context.json {
        let document = view.document(&changes, commit.as_ref().map(|made| made.hash()));
        pjt::output::json::write(&document, ui.out())?;
        writeln!(ui.out())?;
    }
    Ok(ending(&collected))
}

/// What the files come to, with what they name as evidence and is not there.
fn collected<'a>(
    records: &'a Records<'a>,
    id: PeriodId,
    received: NaiveDate,
    deliveries: Vec<Delivery<'a>>,
    store: &Store,
) -> Collected {
    let mut collected = returns::collect(records, id, received, deliveries);
    let missing = returns::missing_evidence(&collected, &|path| evidence::is_there(path, store));
    collected.notices.extend(missing);
    collected
}

impl CollectArgs {
    /// The day on which the files came, which was not later than today.
    fn received_on(&self, context: &Context) -> Result<NaiveDate> {
        let received = context.day_or_today(self.received.as_ref())?;
        ensure_past(received, "--received", context.today)?;
        Ok(received)
    }
}

fn report_rejects(path: &Path, collected: &Collected, context: &Context, ui: &mut Ui) {
    if context.json {
        return;
    }
    let (count, shown) = (collected.refused.len(), path.display());
    ui.report(&text!(
        "未收的 {count} 处已写入 {shown}，可发回补正",
        "{count} things that were not taken are listed in {shown}, to send back"
    ));
}

fn report_nothing_read(collected: &Collected, ui: &mut Ui) {
    if collected.is_nothing() {
        ui.report(&text!(
            "没有读到一份报送表；请核对文件夹，或写明文件",
            "no return was read; look at the folder, or name the file"
        ));
    }
}

fn report_preview(collected: &Collected, has_rejects: bool, ui: &mut Ui) {
    ui.report(&text!(
        "（预览，没有写入；`--yes` 写入可收的部分）",
        "(preview; nothing was written; `--yes` writes what can be taken)"
    ));
    if !collected.refused.is_empty() && !has_rejects {
        ui.report(&text!(
            "未收的要退回单位的，加 `--rejects 退回清单.xlsx` 做成表格",
            "to send back what was not taken, `--rejects R.xlsx` makes it a workbook"
        ));
    }
}

fn report_written(collected: &Collected, applied: &Applied, ui: &mut Ui) {
    let (files, statuses) = (collected.units.len(), collected.accepted.len());
    let departments: HashSet<&str> = collected.returns.iter().map(|changed| changed.code.as_str()).collect();
    let departments = departments.len();
    ui.report(&if applied.files.is_empty() {
        text!("没有新的内容要写入", "there was nothing new to write")
    } else {
        text!(
            "已写入：{departments} 个单位的报送（{files} 份表），状态 {statuses} 项",
            "written: what {departments} departments sent in {files} files, {statuses} statuses"
        )
    });
}

/// What is committed can be told from what is done afterwards, and taken back by itself.
fn report_uncommitted(applied: &Applied, store: &Store, context: &Context, ui: &mut Ui) {
    if applied.files.is_empty() || context.repository(store).is_err() {
        return;
    }
    ui.report(&text!(
        "下一步：核对后 `pjt commit` 提交，再记别的；提交了，以后 `pjt undo` 才能只撤销其中一次",
        "next: look it over and `pjt commit` before anything else; what is committed can be taken back by itself with `pjt undo`"
    ));
}

/// How it ends: conflicts weigh more than what was refused.
fn ending(collected: &Collected) -> Ending {
    if !collected.conflicts.is_empty() {
        Ending::Conflicts
    } else if collected.refused.is_empty() && (collected.ignored.is_empty() || !collected.is_nothing()) {
        Ending::Fine
    } else {
        Ending::Incomplete
    }
}

/// What of the store returns are read against.
struct Materials {
    snapshot: Snapshot,
    periods: Vec<load::NamedPeriod>,
    returns: Vec<load::LoadedReturn>,
}

impl Materials {
    fn read(store: &Store, ui: &mut Ui) -> Result<Self> {
        let (periods, unreadable) = load::periods(store);
        let slugs = period::plans_there(store, periods.iter().map(|(_, period)| period), ui);
        let snapshot = load::load(store, &store::choose(store, &PlanChoice::Named(slugs))?);
        ensure_complete(&snapshot, false, ui)?;
        let mut broken = unreadable;
        let mut returns = Vec::new();
        for plan in &snapshot.plans {
            let (found, unreadable) = load::returns(store, &plan.slug);
            returns.extend(found);
            broken.extend(unreadable);
        }
        let broken = broken.into_iter().next();
        match broken {
            Some(finding) => Err(Error::from(finding)),
            None => Ok(Self { snapshot, periods, returns }),
        }
    }

    /// The returns of these departments in a period, and the tasks that they answer.
    fn files_of(&self, period: PeriodId, codes: &[String]) -> Vec<PathBuf> {
        let own = self.returns.iter().filter(|found| found.period == period && codes.contains(&found.code));
        own.flat_map(|found| {
            let tasks = found.value.tasks.iter().map(|answer| layout::task_file(&found.plan, answer.id));
            std::iter::once(layout::return_file(&found.plan, period, &found.code)).chain(tasks)
        })
        .collect()
    }
}

fn no_period() -> Error {
    Error::not_found(text!("还没有报送期", "there is no period yet")).named("no-such-period").hint(text!(
        "先开放它：`pjt period open 2025-q3 --due 报送截止日`",
        "open one first: `pjt period open 2025-q3 --due DAY`"
    ))
}

/// Prepares everything that can be taken.
fn prepare(transaction: &mut Transaction<'_>, id: PeriodId, collected: &Collected) -> Result<()> {
    accept(transaction, collected)?;
    for changed in &collected.returns {
        transaction.put_return(&changed.plan, id, &changed.code, &changed.after)?;
    }
    Ok(())
}

/// Prepares the statuses that become those of tasks, with what proves them.
fn accept(transaction: &mut Transaction<'_>, collected: &Collected) -> Result<()> {
    for accepted in &collected.accepted {
        transaction.revise(&accepted.plan, accepted.task, |task| {
            task.status = accepted.to;
            for path in &accepted.evidence {
                if !task.evidence.contains(path) {
                    task.evidence.push(path.clone());
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Writes the list of what was refused. A file that is there and differs is somebody's.
fn write_rejects(
    path: &Path,
    snapshot: &Snapshot,
    collected: &Collected,
    context: &Context,
    ui: &mut Ui,
) -> Result<()> {
    target::ensure_outside(path)?;
    let bytes = rejects::workbook(&collected.refused, snapshot)?;
    if papers::holds(path, &bytes) {
        report_rejects(path, collected, context, ui);
        return Ok(());
    }
    if path.symlink_metadata().is_ok() {
        return Err(Error::usage(text!(
            "这个文件已经存在；没有写入任何内容",
            "the file is there already; nothing was written"
        ))
        .named("file-exists")
        .at(Location::file(path))
        .hint(text!("请换一个文件名", "choose another name")));
    }
    file::replace(path, None, &bytes)?;
    report_rejects(path, collected, context, ui);
    Ok(())
}
