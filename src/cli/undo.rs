//! `pjt undo`

use std::{path::PathBuf, rc::Rc};

use pjt::{
    Error,
    error::ErrorKind,
    history::{
        kept::{self, Kept},
        locks,
        undo::{self, Entry},
        undo_mark::UndoMark,
    },
    store::{Past, Transaction},
    text,
    text::clean::number,
};

use super::{Context, Ending, Outcome, Ui, take_back::TakeBack, words};

/// Take back all that is not committed, otherwise the last commit
///
/// Changes that are not committed, if there are any, all of them: they are shown, and kept for `pjt redo`. Otherwise the last commit
/// that changed the store, if pjt made it, as a whole, by a commit that says so. Again: what was done before that.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt undo --dry-run      what it would take back
  pjt undo --yes
  pjt undo 3f2a1b9c       that commit; somebody else's, and one that was pushed, must be named
  pjt redo                and it is back again")]
pub(crate) struct UndoArgs {
    /// The commit to take back (otherwise all that is not committed, or the last commit)
    #[arg(value_name = "REV", value_parser = words::name)]
    revision: Option<String>,
    /// Show what would be taken back; change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do it without being asked
    #[arg(long)]
    yes: bool,
}

/// Whoever types a number means a task, and only commits are taken back.
fn of_task(error: Error, typed: &str) -> Error {
    match number(typed) {
        Some(id) if error.kind() == ErrorKind::NotFound => error.hint(text!(
            "`undo` 撤销的是提交，不是一项任务；编号{id} 有哪些提交，用 `pjt log {id}` 查看，再写提交号",
            "commits are taken back, not tasks; `pjt log {id}` lists those of task {id}"
        )),
        _ => error,
    }
}

pub(crate) fn run(args: &UndoArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let repository = context.repository(&store)?;
    let question = (!args.yes).then(|| text!("确定撤销吗？", "take this back?"));
    let job = TakeBack {
        context,
        repository: &repository,
        store: &store,
        command: "undo",
        dry_run: args.dry_run,
        question,
    };
    let transaction = job.begin(ui)?;
    let Some(transaction) = job.resume(transaction, ui)? else { return Ok(Ending::Fine) };
    let staged = kept::staged(&repository, &store)?;
    if args.revision.is_none() {
        let (files, past) = kept::uncommitted(&repository, &store)?;
        if !files.is_empty() {
            return discard(&job, &files, &staged, &past, transaction, ui);
        }
    }
    let entry = match &args.revision {
        Some(revision) => undo::named(&repository, revision).map_err(|error| of_task(error, revision))?,
        None => undo::last(&repository)?,
    };
    entry.ensure_whole(&repository)?;
    if args.revision.is_none() {
        entry.ensure_own(&repository)?;
    }
    let (title, subject) = words(&entry);
    job.run(&entry, &title, &subject, transaction, ui)
}

/// What is said of a commit that is taken back, and the first line of the one that does it.
pub(crate) fn words(entry: &Entry) -> (pjt::Text, pjt::Text) {
    let (short, author, subject) = (entry.short(), &entry.commit.author, &entry.commit.subject);
    (
        text!("撤销 {short}（{author}）{subject}", "undoing {short} ({author}) {subject}"),
        text!("撤销：{subject}", "Undo: {subject}"),
    )
}

/// Takes back what is not committed.
fn discard(
    job: &TakeBack<'_>,
    files: &[PathBuf],
    staged: &[PathBuf],
    past: &Rc<dyn Past>,
    mut transaction: Transaction<'_>,
    ui: &mut Ui,
) -> Outcome {
    let differences = kept::differences(job.store, files, &**past)?;
    for path in files {
        transaction.restore_from(past, path, |_| Ok(true))?;
    }
    job.show(
        &text!("要撤销的改动（尚未提交）", "taking back changes that are not committed"),
        &differences,
        Some("pjt diff"),
        ui,
    )?;
    if job.dry_run {
        return job.report(&differences, None, None, ui);
    }
    job.ask(ui)?;
    UndoMark::set(job.repository, job.command, "")?;
    Kept::keep(job.repository, job.store, files, &**past)?;
    let applied = transaction.apply()?;
    job.store.remove_empty_folders(files);
    locks::refresh(job.repository, staged)?;
    UndoMark::clear(job.repository)?;
    drop(applied);
    if !job.context.json {
        ui.report(&text!("已撤销；`pjt redo` 可以恢复", "taken back; `pjt redo` brings it back"));
    }
    job.report(&differences, None, None, ui)
}
