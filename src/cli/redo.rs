//! `pjt redo`

use std::rc::Rc;

use pjt::{
    Error, Result,
    history::{
        kept::{self, Kept},
        undo::{self, Entry},
    },
    store::{Past, Transaction},
    text,
};

use super::{Context, Ending, Outcome, Ui, take_back::TakeBack};

/// Bring back what the last `pjt undo` took
///
/// Changes that were not committed are in the files again, still not committed; a commit that was undone is done again
/// by a new one. Again: what the `undo` before took.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pjt redo --dry-run      what it would bring back\n  pjt redo")]
pub(crate) struct RedoArgs {
    /// Show what would be brought back; change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do it without being asked
    #[arg(long)]
    yes: bool,
}

/// What the last undo took.
enum Undone {
    /// Changes that were not committed.
    Kept(Kept),
    /// A commit, by this one.
    By(Box<Entry>),
}

pub(crate) fn run(args: &RedoArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let repository = context.repository(&store)?;
    let job = TakeBack {
        context,
        repository: &repository,
        store: &store,
        command: "redo",
        dry_run: args.dry_run,
        // It brings back what was there: a script need not say so twice, a person is asked.
        question: (!args.yes && Ui::can_ask()).then(|| text!("确定恢复吗？", "bring this back?")),
    };
    let transaction = job.begin(ui)?;
    let Some(transaction) = job.resume(transaction, ui)? else { return Ok(Ending::Fine) };
    match last(&job)? {
        Undone::Kept(kept) => restore(&job, kept, transaction, ui),
        Undone::By(entry) => {
            entry.ensure_whole(&repository)?;
            entry.ensure_own(&repository)?;
            let (title, subject) = words(&job, &entry)?;
            job.run(&entry, &title, &subject, transaction, ui)
        }
    }
}

/// What is said of an undo that is taken back, and the first line of the commit that does it.
pub(crate) fn words(job: &TakeBack<'_>, entry: &Entry) -> Result<(pjt::Text, pjt::Text)> {
    let undone = undo::undone_by(job.repository, entry)?.unwrap_or_else(|| entry.clone());
    let (short, author, subject) = (undone.short(), &undone.commit.author, &undone.commit.subject);
    Ok((
        text!("恢复 {short}（{author}）{subject}", "bringing back {short} ({author}) {subject}"),
        text!("恢复：{subject}", "Redo: {subject}"),
    ))
}

/// The later of the last changes and the last commit that were undone.
fn last(job: &TakeBack<'_>) -> Result<Undone> {
    let kept = Kept::last(job.repository)?;
    let by = undo::last_undo(job.repository)?;
    match (kept, by) {
        (Some(kept), Some(by)) => {
            let is_later = undo::is_ancestor(job.repository, &by.commit.hash, kept.head())?;
            Ok(if is_later { Undone::Kept(kept) } else { Undone::By(Box::new(by)) })
        }
        (Some(kept), None) => Ok(Undone::Kept(kept)),
        (None, Some(by)) => Ok(Undone::By(Box::new(by))),
        (None, None) => Err(Error::not_found(text!("没有可以恢复的撤销", "there is no undo to bring back"))
            .named("nothing-to-undo")
            .hint(text!(
                "`pjt redo` 恢复本分支上 `pjt undo` 撤销的内容",
                "`pjt redo` brings back what `pjt undo` took on this branch"
            ))),
    }
}

/// Puts changes that were not committed into the files again.
fn restore(job: &TakeBack<'_>, kept: Kept, mut transaction: Transaction<'_>, ui: &mut Ui) -> Outcome {
    let files = kept.files();
    let kept = Rc::new(kept);
    let past: Rc<dyn Past> = kept.clone();
    let mut is_there = true;
    for path in &files {
        let is_untouched = |present: Option<&[u8]>| Ok(kept.is_untouched(path, present));
        let is_waiting = transaction.restore_from(&past, path, is_untouched).map_err(|error| {
            let place = kept.directory().display();
            error.hint(text!("撤销的内容保存在 {place}", "what was undone is kept in {place}"))
        })?;
        is_there &= !is_waiting;
    }
    let differences = kept::differences(job.store, &files, &*past)?;
    job.show(
        &text!("恢复撤销的未提交改动", "bringing back changes that were not committed"),
        &differences,
        None,
        ui,
    )?;
    if job.dry_run {
        return job.report(&differences, None, None, ui);
    }
    job.ask(ui)?;
    let applied = transaction.apply()?;
    kept.forget()?;
    drop(applied);
    if !job.context.json {
        ui.report(&if is_there {
            text!(
                "这些改动已经在文件里，没有再写",
                "the files hold these changes already; nothing was written"
            )
        } else {
            text!("已恢复到文件里，尚未提交", "they are in the files again, not committed")
        });
    }
    job.report(&differences, None, None, ui)
}
