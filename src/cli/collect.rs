//! `pjt collect`

mod settle;

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use pjt::{
    Error, Result, Text,
    error::Location,
    import::container::MAX_BYTES,
    model::{Entry, PeriodId, Snapshot, TaskId},
    output::{collect::View, rejects},
    query::department,
    returns::{self, Accepted, Collected, Delivery, Records},
    store::{self, PlanChoice, Store, Transaction, file, layout, load, target},
    text,
};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::{
    Context, Ending, Outcome, Ui, commit::CommitOptions, context::parse_day, papers, period,
    progress::Progress, reporter::report_guesses, selection::ensure_complete, words,
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
  pjt collect --settle 07be25 --drop 重复填写  it means nothing")]
pub(crate) struct CollectArgs {
    /// Workbooks, or directories with them
    #[arg(value_name = "DIR|FILES", required_unless_present_any = ["from", "settle"], value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// The period (otherwise the one that the files name)
    #[arg(long, value_name = "PERIOD", value_parser = period::parse_period)]
    period: Option<PeriodId>,
    /// The day on which they came (otherwise today)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    received: Option<NaiveDate>,
    /// Whose file it is, where it does not say so
    #[arg(long, value_name = "NAME=FILE", value_parser = parse_from)]
    from: Vec<From>,
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
    /// The task that the row belongs to; its words become progress, or those of `--value`
    #[arg(long, value_name = "N", value_parser = parse_number, requires = "settle", conflicts_with = "drop")]
    task: Option<TaskId>,
    /// Why it means nothing
    #[arg(long, value_name = "REASON", value_parser = words::line, requires = "settle")]
    drop: Option<String>,
    #[command(flatten)]
    commit: CommitOptions,
}

/// A department and its file.
#[derive(Clone, Debug)]
struct From {
    department: String,
    file: PathBuf,
}

fn parse_from(word: &str) -> Result<From, words::Misuse> {
    let parts = word.split_once('=').filter(|(name, file)| !name.trim().is_empty() && !file.is_empty());
    let (name, file) =
        parts.ok_or_else(|| words::Misuse::from(text!("写成 单位=文件", "write it as NAME=FILE")))?;
    Ok(From { department: name.trim().to_owned(), file: file.into() })
}

fn parse_number(word: &str) -> Result<TaskId, words::Misuse> {
    pjt::text::clean::number(word).map(TaskId).ok_or_else(|| {
        words::Misuse::from(text!("请写任务编号，如 14", "give the number of a task, such as 14"))
    })
}

pub(crate) fn run(args: &CollectArgs, context: &Context, ui: &mut Ui) -> Outcome {
    if let Some(wanted) = &args.settle {
        return settle::run(args, wanted.as_deref(), context, ui);
    }
    let store = context.store()?;
    let repository = args.commit.repository(&store, context)?;
    let mut transaction = if args.yes { Transaction::begin(&store)? } else { Transaction::preview(&store) };
    ui.report_recovery(&transaction);
    let records = Materials::read(&store, ui)?;
    let from = args.owners(&records.snapshot)?;
    let typed: Vec<String> = args.from.iter().map(|from| from.department.clone()).collect();
    report_guesses(&typed, &records.snapshot.registry, ui);
    let files = args.files(&from)?;
    let known = Records::of(&records.snapshot, &records.periods, &records.returns);
    let received = args.received.unwrap_or(context.today);
    let deliveries: Vec<Delivery<'_>> = {
        let what = text!("正在读取文件", "reading files");
        let bar = Progress::counting(files.len(), &what, context.lang, context.json);
        let read = |path: &PathBuf| {
            let delivery = args.delivery(path, &from, &known, received);
            bar.add_one();
            delivery
        };
        files.par_iter().map(read).collect()
    };
    let named = returns::periods_of(&deliveries).pop();
    let id = args.period.or(named).or(known.usual_period()).ok_or_else(no_period)?;
    period::period_of(&store, id)?;
    let collected = returns::collect(&known, id, received, deliveries);
    if let Some(path) = &args.rejects {
        write_rejects(path, &collected)?;
        if !context.json {
            let (count, shown) = (collected.refused.len(), path.display());
            ui.report(&text!(
                "未收的 {count} 处已写入 {shown}，可发回补正",
                "{count} things that were not taken are listed in {shown}, to send back"
            ));
        }
    }
    prepare(&mut transaction, id, &collected)?;
    let changes = transaction.changes().to_vec();
    let default_plan = store::default_plan(&store).unwrap_or_default();
    let view = View {
        period: id,
        collected: &collected,
        dry_run: !args.yes,
        default_plan: &default_plan,
        lang: context.lang,
        width: ui.width(),
        has_codes: !ui.audience().wants_words_only(),
    };
    let ending = ending(&collected);
    let no_reporter = not_a_reporter(&collected, &records.snapshot, &store, context)?;
    if !context.json {
        view.write(ui.out())?;
        if collected.is_nothing() {
            ui.report(&text!(
                "没有读到一份报送表；请核对文件夹，或写明文件",
                "no return was read; look at the folder, or name the file"
            ));
        }
    }
    if let Some(words) = &no_reporter {
        ui.report(words);
    }
    if !args.yes {
        if context.json {
            return answer(&view.document(&changes, None), ending, ui);
        }
        ui.report(&text!(
            "（预览，没有写入；`--yes` 写入可收的部分）",
            "(preview; nothing was written; `--yes` writes what can be taken)"
        ));
        if !collected.refused.is_empty() && args.rejects.is_none() {
            ui.report(&text!(
                "未收的要退回单位的，加 `--rejects 退回清单.xlsx` 做成表格",
                "to send back what was not taken, `--rejects R.xlsx` makes it a workbook"
            ));
        }
        return Ok(ending);
    }
    let applied = transaction.apply()?;
    // What an earlier run wrote and could not commit any more is committed by its repetition.
    let written = if applied.files.is_empty() { records.files_of(id, &collected.known) } else { Vec::new() };
    let files = if written.is_empty() { &applied.files } else { &written };
    let made = args.commit.commit(repository.as_ref(), &store, "collect", files, ui)?;
    if context.json {
        return answer(&view.document(&changes, made.as_ref().map(|made| made.hash())), ending, ui);
    }
    let (returns, statuses) = (collected.returns.len(), collected.accepted.len());
    ui.report(&if applied.files.is_empty() {
        text!("没有新的内容要写入", "there was nothing new to write")
    } else {
        text!(
            "已写入：报送 {returns} 份，状态 {statuses} 项",
            "written: {returns} returns, {statuses} statuses"
        )
    });
    Ok(ending)
}

/// That a server with the guard refuses what is to be written, where the registry names who reports for those who lead a
/// task and the user is none of them.
fn not_a_reporter(
    collected: &Collected,
    snapshot: &Snapshot,
    store: &Store,
    context: &Context,
) -> Result<Option<Text>> {
    let registry = &snapshot.registry;
    let leads = |accepted: &Accepted| -> Option<Vec<String>> {
        let mut entries = snapshot.entries();
        let is_meant = |entry: &Entry<'_>| entry.plan.slug == accepted.plan && entry.task.id == accepted.task;
        Some(entries.find(is_meant)?.lead()?.0.to_vec())
    };
    let mut named: Vec<Vec<String>> = collected.accepted.iter().filter_map(leads).collect();
    named.retain(|leads| !registry.reporters(leads).is_empty());
    if named.is_empty() {
        return Ok(None);
    }
    let mail = match context.repository(store) {
        Ok(repository) => repository.user_mail()?,
        Err(_) => None,
    };
    // Outside of git, or where git knows nobody, there is no commit to refuse.
    let Some(mail) = mail else { return Ok(None) };
    named.retain(|leads| !registry.reporters(leads).iter().any(|known| known.eq_ignore_ascii_case(&mail)));
    let mut names = named.concat();
    names.sort();
    names.dedup();
    let list = names.join("、");
    Ok((!names.is_empty()).then(|| {
        text!(
            "{list} 的状态由 departments.yaml 里它的 people 提交，{mail} 不在其中：设了核查的服务器会拒收（not-a-reporter）。请其中一人来收，或先请其把您的邮箱加进 people 并推送",
            "statuses of {list} are committed by its `people` in departments.yaml, and {mail} is none of them: a server with the guard refuses that (not-a-reporter). Let one of them collect it, or add your address to `people` and push that first"
        )
    }))
}

fn answer(document: &serde_json::Value, ending: Ending, ui: &mut Ui) -> Outcome {
    pjt::output::json::write(document, ui.out())?;
    writeln!(ui.out())?;
    Ok(ending)
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
}

impl Materials {
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
        "先开放它：`pjt period open 2025-q3 --due 截止日`",
        "open one first: `pjt period open 2025-q3 --due DAY`"
    ))
}

impl CollectArgs {
    /// The files of which a person said whose they are.
    fn owners(&self, snapshot: &Snapshot) -> Result<HashMap<PathBuf, String>> {
        let mut owners = HashMap::new();
        for From { department, file } in &self.from {
            let known = department::registered_in_part(department, &snapshot.registry)?;
            let near = || self.paths.iter().map(|path| path.join(file)).find(|path| path.is_file());
            let path = if file.is_file() { file.clone() } else { near().unwrap_or_else(|| file.clone()) };
            owners.insert(path, known.name.clone());
        }
        Ok(owners)
    }

    /// All files, sorted, each once.
    fn files(&self, from: &HashMap<PathBuf, String>) -> Result<Vec<PathBuf>> {
        let mut files: Vec<PathBuf> = Vec::new();
        for path in self.paths.iter().chain(from.keys()) {
            // A hidden folder, such as a repository's own, holds nobody's return.
            let is_hidden = |entry: &DirEntry| {
                entry.depth() > 0
                    && entry.file_type().is_dir()
                    && entry.file_name().as_encoded_bytes().starts_with(b".")
            };
            for entry in WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(|e| !is_hidden(e)) {
                let entry = entry.map_err(|error| cannot_list(path, error))?;
                if !entry.file_type().is_dir() {
                    files.push(entry.into_path());
                }
            }
        }
        files.sort();
        files.dedup();
        Ok(files)
    }

    fn delivery<'a>(
        &self,
        path: &Path,
        from: &HashMap<PathBuf, String>,
        records: &'a Records<'a>,
        received: NaiveDate,
    ) -> Delivery<'a> {
        let shown = self.shown(path);
        if let Some(why) = passed_over(path).or_else(|| self.not_a_file(path, from)) {
            return Delivery::ignored(shown, why);
        }
        match load::read_document(path, MAX_BYTES) {
            Ok(bytes) => {
                let owner = from.get(path).map(String::as_str);
                records.read(&shown, &bytes, owner, self.period, received)
            }
            Err(error) => Delivery::unreadable(shown, error.cause().unwrap_or(error.message()).clone()),
        }
    }

    /// Why what lies in a directory is not read though it has a name: it leads out of it, or is no file. One that a person
    /// named is theirs to choose.
    fn not_a_file(&self, path: &Path, from: &HashMap<PathBuf, String>) -> Option<Text> {
        let is_named = from.contains_key(path) || self.paths.iter().any(|named| named == path);
        let is_file = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
        let why = || {
            text!(
                "链接或特殊文件，不会读取；请换成文件本身",
                "a link or a special file, which is not read; put the file itself there"
            )
        };
        (!is_named && !is_file).then(why)
    }

    /// A file as it stands in the directory that was named.
    fn shown(&self, path: &Path) -> String {
        let below = self.paths.iter().find_map(|named| path.strip_prefix(named).ok());
        let name = below.filter(|below| !below.as_os_str().is_empty());
        let name = name.or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
        name.display().to_string()
    }
}

fn cannot_list(named: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(named).to_owned();
    let cause = error.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into());
    match cause.kind() {
        std::io::ErrorKind::NotFound => {
            Error::not_found(text!("没有这个文件或文件夹", "there is no such file or folder"))
                .named("no-such-file")
                .at(Location::file(path))
        }
        _ => Error::io(text!("读不了", "can't be read"), &path, &cause),
    }
}

/// Why a file is nobody's return: a lock of a program that has it open, what a system leaves, a scan.
fn passed_over(path: &Path) -> Option<Text> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    if name.starts_with("~$") || name.starts_with(".~") {
        return Some(text!("程序打开时的临时文件", "a temporary file of a program"));
    }
    if name.starts_with('.') || matches!(name.as_str(), "thumbs.db" | "desktop.ini") {
        return Some(text!("系统文件", "a file of the system"));
    }
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    if matches!(end, "pdf" | "ofd" | "jpg" | "jpeg" | "png" | "gif" | "bmp" | "tif" | "tiff" | "heic") {
        return Some(text!("扫描件", "a scan"));
    }
    None
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
fn write_rejects(path: &Path, collected: &Collected) -> Result<()> {
    target::ensure_outside(path)?;
    let bytes = rejects::workbook(&collected.refused)?;
    if papers::holds(path, &bytes) {
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
    file::replace(path, None, &bytes)
}
