//! Taking back a commit by a new one, the same for `pjt undo` and `pjt redo`.

use std::{path::PathBuf, rc::Rc};

use pjt::{
    Error, Result, Text,
    history::{
        Differences, OnDisk, Repository, Revision, Tree,
        before::{self, Before},
        commit, compare,
        kept::{self, Kept},
        locks,
        undo::{self, Entry},
        undo_mark::{self, UndoMark},
    },
    output::{history as output, summary},
    store::{self, Past, Store, Transaction, load::StoreSource as _, yaml},
    text,
};
use serde_json::{Value, json};

use super::{Context, Ending, Outcome, Ui, commit::Job};

/// What an undo or redo left that was stopped: its name stands in each.
enum Interrupted {
    /// Nothing.
    Nothing,
    /// All was done, only not said.
    Done(String),
    /// Files of this commit are taken back, and it is not committed.
    Half(String, Box<Entry>),
}

/// How a commit is taken back.
pub(crate) struct TakeBack<'a> {
    pub(crate) context: &'a Context,
    pub(crate) repository: &'a Repository,
    pub(crate) store: &'a Store,
    /// `undo` or `redo`.
    pub(crate) command: &'a str,
    /// Whether it is only shown.
    pub(crate) dry_run: bool,
    /// What is asked before it is done, where somebody is to be asked.
    pub(crate) question: Option<Text>,
}

impl<'a> TakeBack<'a> {
    /// The right to change the store; what an interrupted command left is finished first.
    pub(crate) fn begin(&self, ui: &mut Ui) -> Result<Transaction<'a>> {
        commit::ensure_ready(self.repository)?;
        let transaction =
            if self.dry_run { Transaction::preview(self.store) } else { Transaction::begin(self.store)? };
        ui.report_recovery(&transaction);
        Ok(transaction)
    }

    /// Takes back a commit, shown under this title, with a commit of this subject.
    pub(crate) fn run(
        &self,
        entry: &Entry,
        title: &Text,
        subject: &Text,
        mut transaction: Transaction<'_>,
        ui: &mut Ui,
    ) -> Outcome {
        let (now, then) = undo::around(self.repository, &entry.commit)?;
        let (now, then) = (Rc::new(now), Rc::new(then));
        let files = compare::differing(&now, &then);
        let last = self.ensure_there_is_something(entry, &files, &now, &then)?;
        let differences = compare::listed_between(self.repository, &now, &then)?;
        let is_as_listed =
            before::is_as_listed(&files, &last, &now, &then) && differences.unreadable.is_empty();
        let gone = before::going(&files, &then);
        let changed = prepare(&mut transaction, &files, Before(now), Before(then))?;
        let short = entry.short();
        self.show(title, &differences, Some(&command_of_whole(&short, entry.commit.parents > 0)), ui)?;
        self.report_what_stays(entry, ui)?;
        if self.dry_run {
            return self.report(&differences, None, Some(&entry.commit.hash), ui);
        }
        self.ask(ui)?;
        let job = Job {
            repository: self.repository,
            store: self.store,
            command: self.command,
            subject: Some(subject.in_lang(ui.lang())),
            undoes: Some(&entry.commit.hash),
            edit: false,
        };
        // A change of everything is large, and only JSON tells it again.
        let message = is_as_listed.then(|| job.message(&differences, ui.lang()));
        let listed = self.context.json.then_some(differences);
        UndoMark::set(self.repository, self.command, &entry.commit.hash)?;
        let applied = transaction.apply()?;
        self.store.remove_empty_folders(&files);
        let before = undo_mark::head(self.repository)?;
        let made = match message {
            Some(message) => {
                // What was put in place was read back: there is nothing to find out.
                let pending = before::taken_back(&files, gone, &last, listed.unwrap_or_default());
                job.commit_as(&pending, &message, ui).map(|made| (made, pending.differences))
            }
            None => commit_found(&job, &files, ui),
        };
        drop(applied);
        let (made, differences) = match made {
            Ok(made) => made,
            Err(error) => return Err(self.give_up(error, entry, &changed, &before)?.into()),
        };
        UndoMark::clear(self.repository)?;
        if !self.context.json {
            job.report(&made, ui);
        }
        if let Some(left_out) = job.left_out(&made, &files)? {
            ui.carried(left_out);
        }
        self.report(&differences, Some(&made), Some(&entry.commit.hash), ui)
    }

    /// After a commit that failed the files become again what they were, unless it was made and something went wrong
    /// afterwards. Gives what is to be said.
    fn give_up(&self, error: Error, entry: &Entry, changed: &[PathBuf], before: &str) -> Result<Error> {
        let is_made = undo_mark::head(self.repository)? != before;
        if !is_made {
            put_back(self.repository, self.store, changed, entry)?;
        }
        UndoMark::clear(self.repository)?;
        if is_made {
            return Ok(error);
        }
        Ok(error.hint(text!(
            "什么也没有撤销，文件仍是原样；排除原因后再试",
            "nothing was taken back and the files are as they were; try again when that is settled"
        )))
    }

    /// Finishes an undo or redo that was stopped, and says so: then there is nothing else to do. Gives the
    /// transaction back where none was.
    pub(crate) fn resume<'b>(
        &self,
        transaction: Transaction<'b>,
        ui: &mut Ui,
    ) -> anyhow::Result<Option<Transaction<'b>>> {
        let command = match self.interrupted()? {
            Interrupted::Nothing => return Ok(Some(transaction)),
            Interrupted::Done(command) => {
                ui.report(&text!(
                    "上次的 `pjt {command}` 中断过，其实已经完成",
                    "the last `pjt {command}` was stopped, but had done all of it"
                ));
                self.report(&Differences::default(), None, None, ui)?;
                command
            }
            Interrupted::Half(command, entry) => {
                ui.report(&text!(
                    "上次的 `pjt {command}` 中断过，现在完成它",
                    "the last `pjt {command}` was stopped; it is finished now"
                ));
                let (title, subject) = if command == "redo" {
                    super::redo::words(self, &entry)?
                } else {
                    super::undo::words(&entry)
                };
                TakeBack { command: &command, question: None, ..*self }.run(
                    &entry,
                    &title,
                    &subject,
                    transaction,
                    ui,
                )?;
                command
            }
        };
        if command != self.command {
            let wanted = self.command;
            ui.report(&text!("要继续，请再运行 `pjt {wanted}`", "to go on, run `pjt {wanted}` again"));
        }
        Ok(None)
    }

    /// What an undo or redo left that was stopped between the files and the commit.
    fn interrupted(&self) -> Result<Interrupted> {
        let Some(mark) = UndoMark::read(self.repository)? else { return Ok(Interrupted::Nothing) };
        let head = undo_mark::head(self.repository)?;
        let found = if mark.undoes.is_empty() {
            let is_over = head == mark.head && kept::uncommitted(self.repository, self.store)?.0.is_empty();
            if is_over && !self.dry_run {
                // git may still have staged what was taken back.
                let files = Kept::last(self.repository)?.map(|kept| kept.files()).unwrap_or_default();
                locks::refresh(self.repository, &files)?;
            }
            if is_over { Interrupted::Done(mark.command) } else { Interrupted::Nothing }
        } else if head != mark.head {
            let made = undo::named(self.repository, &head).ok();
            if made.is_some_and(|made| made.undoes() == Some(&mark.undoes)) {
                Interrupted::Done(mark.command)
            } else {
                Interrupted::Nothing
            }
        } else {
            match undo::named(self.repository, &mark.undoes) {
                Ok(entry) if self.is_half_back(&entry)? => Interrupted::Half(mark.command, Box::new(entry)),
                _ => Interrupted::Nothing,
            }
        };
        if !self.dry_run && !matches!(found, Interrupted::Half(..)) {
            UndoMark::clear(self.repository)?;
        }
        Ok(found)
    }

    /// Whether every file of a commit is as it was before it or after it, and not all are as after it.
    fn is_half_back(&self, entry: &Entry) -> Result<bool> {
        let (now, then) = undo::around(self.repository, &entry.commit)?;
        let mut is_begun = false;
        let paths = compare::differing(&now, &then);
        let (now, then) = (Before(Rc::new(now)), Before(Rc::new(then)));
        for path in paths {
            let present = self.store.read(&path, yaml::MAX_FILE_BYTES)?;
            if then.is(&path, present.as_deref())? {
                is_begun = true;
            } else if !now.was(&path, present.as_deref())? {
                return Ok(false);
            }
        }
        Ok(is_begun)
    }

    /// Refuses a commit of which nothing would be taken back. Gives the store in the last commit.
    fn ensure_there_is_something(
        &self,
        entry: &Entry,
        files: &[PathBuf],
        now: &Rc<Tree>,
        then: &Tree,
    ) -> Result<Rc<Tree>> {
        let short = entry.short();
        if files.is_empty() {
            let place = self.repository.prefix().trim_end_matches('/');
            let place = if place.is_empty() { "." } else { place };
            return Err(Error::conflict(text!(
                "{short} 没有改动这个台账（{place}）；没有改动任何文件",
                "{short} changed nothing of this store ({place}); no file was changed"
            ))
            .hint(text!(
                "台账那时可能在别处：`git show --stat {short}` 列出它改动的文件",
                "the store may have been elsewhere then: `git show --stat {short}` lists what it changed"
            )));
        }
        // Mostly it is the last commit that is taken back.
        let is_last = undo_mark::head(self.repository)? == entry.commit.hash;
        let head = if is_last { Rc::clone(now) } else { Rc::new(commit::last_committed(self.repository)?) };
        if files.iter().all(|path| before::is_back(&head, then, path)) {
            return Err(Error::conflict(text!(
                "{short} 的改动已经不在台账里，没有可以撤销的；没有改动任何文件",
                "what {short} changed is not in the store any more; there was nothing to take back and no file was changed"
            ))
            .hint(text!("`pjt log` 说明后来发生了什么", "`pjt log` tells what happened since")));
        }
        Ok(head)
    }

    /// Shows what is going to change; `whole` is the command that shows all of it.
    pub(crate) fn show(
        &self,
        title: &Text,
        differences: &Differences,
        whole: Option<&str>,
        ui: &mut Ui,
    ) -> anyhow::Result<()> {
        if self.context.json {
            return Ok(());
        }
        ui.report(title);
        let with_plan = differences.needs_plans(store::default_plan(self.store).as_deref());
        let layout = output::Layout { lang: ui.lang(), width: ui.width(), with_plan, indent: 0 };
        let is_summed_up = summary::write(differences, layout, ui.out())?;
        if is_summed_up && let Some(command) = whole {
            report_whole(command, ui);
        }
        let reformatted = differences.reformatted;
        if reformatted > 0 {
            ui.report(&text!(
                "{reformatted} 个文件只改了注释或写法，内容没有变化，也在其中",
                "{reformatted} files of which only comments or how they are written changed are among it"
            ));
        }
        ui.warn(&differences.unreadable);
        Ok(())
    }

    /// Says which files the commit changed, too, that are none of the store: they stay as they are.
    fn report_what_stays(&self, entry: &Entry, ui: &mut Ui) -> Result<()> {
        let beside = undo::beside_the_store(self.repository, &entry.commit)?;
        let Some(first) = beside.first().map(|path| path.display().to_string()) else { return Ok(()) };
        let (count, short) = (beside.len(), entry.short());
        ui.report(&text!(
            "{short} 还改了台账以外的 {count} 个文件（{first}{}），这些不撤销；`git show --stat {short}` 列出它改动的文件",
            "{short} also changed {count} files beside the store ({first}{}), which stay as they are; `git show --stat {short}` lists what it changed",
            (if count > 1 { " 等" } else { "" }),
            (if count > 1 { " …" } else { "" })
        ));
        Ok(())
    }

    /// Asks, where somebody is to be asked.
    pub(crate) fn ask(&self, ui: &mut Ui) -> anyhow::Result<()> {
        let Some(question) = &self.question else { return Ok(()) };
        if ui.confirms(question)? {
            return Ok(());
        }
        let error = if Ui::can_ask() {
            Error::usage(text!("没有确认，不作改动", "not confirmed; nothing was changed"))
        } else {
            Error::usage(text!("没有改动任何内容", "nothing was changed"))
        };
        Err(error
            .named("needs-yes")
            .hint(text!("确认无误后加 `--yes`", "add `--yes` if that is meant"))
            .into())
    }

    /// The end: the document, or that it was a preview.
    pub(crate) fn report(
        &self,
        differences: &Differences,
        made: Option<&Revision>,
        undoes: Option<&str>,
        ui: &mut Ui,
    ) -> Outcome {
        if self.context.json {
            let members = [
                ("commit", made.map_or(Value::Null, |made| json!(made.hash()))),
                ("undoes", json!(undoes)),
                ("dry_run", json!(self.dry_run)),
            ];
            output::document(self.command, &members, differences, &differences.unreadable, ui.out())?;
        } else if self.dry_run {
            ui.report(&text!("（预览，没有写入）", "(preview; nothing was written)"));
        }
        Ok(Ending::Fine)
    }
}

/// Commits these files by what is found to differ in them.
fn commit_found(job: &Job<'_>, files: &[PathBuf], ui: &mut Ui) -> Result<(Revision, Differences)> {
    // An earlier commit held the same.
    let pending = OnDisk { is_known: true, ..job.pending(Some(files))? };
    let made = job.commit(&pending, ui)?;
    Ok((made, pending.differences))
}

/// The command that shows every change of a commit. The first one of a repository has none before it to compare with.
pub(crate) fn command_of_whole(short: &str, has_parent: bool) -> String {
    if has_parent { format!("pjt diff {short}~1..{short}") } else { format!("git show {short}") }
}

/// Says how all is seen of what was summed up.
pub(crate) fn report_whole(command: &str, ui: &mut Ui) {
    ui.report(&text!(
        "（改动较多，以上是汇总：任务最多列 20 项，各单位的报送每家一行；逐项内容用 `{command}` 查看）",
        "(there is much of it, so this sums it up: at most 20 tasks, and one line for what a department reported; `{command}` shows every change)"
    ));
}

/// Every file that the commit changed becomes what it was before, if nobody changed it since. Gives those that are
/// not so already.
fn prepare(
    transaction: &mut Transaction<'_>,
    files: &[PathBuf],
    now: Before,
    then: Before,
) -> Result<Vec<PathBuf>> {
    let then: Rc<dyn Past> = Rc::new(then);
    let mut changed = Vec::new();
    for path in files {
        if transaction
            .restore_from(&then, path, |present| Ok(now.was(path, present)? || now.is(path, present)?))?
        {
            changed.push(path.clone());
        }
    }
    Ok(changed)
}

/// git refused the commit: the files become again what they were.
fn put_back(repository: &Repository, store: &Store, changed: &[PathBuf], entry: &Entry) -> Result<()> {
    let mut transaction = Transaction::begin(store)?;
    let (now, then) = undo::around(repository, &entry.commit)?;
    prepare(&mut transaction, changed, Before(Rc::new(then)), Before(Rc::new(now)))?;
    let _lock = transaction.apply()?;
    store.remove_empty_folders(changed);
    locks::refresh(repository, changed)
}
