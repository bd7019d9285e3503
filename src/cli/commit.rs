//! `pjt commit`, and the `--commit` of other commands

use std::path::{Path, PathBuf};

use pjt::{
    Error, Lang, Result,
    error::{Finding, Location},
    history::{Differences, OnDisk, Repository, Revision, commit, locks, other_documents, setup},
    import::container::MAX_BYTES,
    model::{Change, Subject},
    output::{findings::fitted, history as output, message::Message, summary},
    store::{self, Applied, Store, Transaction, layout, load, load::StoreSource as _},
    text,
    update::paths_in_words,
};
use serde_json::{Value, json};

use super::{
    Context, Ending, Outcome, Ui,
    take_back::{command_of_whole, report_whole},
    words,
};

/// Commit the store's changes, and nothing else, with a message that says them
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt commit                      a message is made from the changes
  pjt commit --message 九月督查    its first line is yours
  pjt commit --dry-run            show the message, commit nothing")]
pub(crate) struct CommitArgs {
    /// The first line of the message
    #[arg(long, short, value_name = "TEXT", value_parser = words::line)]
    message: Option<String>,
    /// Open the message in the editor first
    #[arg(long)]
    edit: bool,
    /// Show what would be committed; commit nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: &CommitArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let repository = context.repository(&store)?;
    commit::ensure_ready(&repository)?;
    let transaction = Transaction::begin(&store)?;
    ui.report_recovery(&transaction);
    let job = Job {
        repository: &repository,
        store: &store,
        command: "commit",
        subject: args.message.as_deref(),
        undoes: None,
        edit: args.edit,
    };
    let pending = job.pending(None)?;
    if pending.files.is_empty() {
        job.clear_own(ui)?;
        if context.json {
            output::document("commit", &[("commit", Value::Null)], &pending.differences, &[], ui.out())?;
        } else {
            ui.report(&text!("台账没有未提交的改动", "the store has no changes to commit"));
        }
        return Ok(Ending::Fine);
    }
    if args.dry_run {
        if context.json {
            output::document("commit", &[("commit", Value::Null)], &pending.differences, &[], ui.out())?;
        } else {
            let message = job.message(&pending.differences, ui.lang());
            let message = pjt::text::escape::Escaped(&message).to_string();
            let shown = fitted(&message, ui.audience());
            ui.out().write_all(shown.as_bytes())?;
            ui.report(&text!("（预览，没有提交）", "(preview; nothing was committed)"));
        }
        return Ok(Ending::Fine);
    }
    let made = job.commit(&pending, ui).map_err(|error| {
        error.hint(text!(
            "改动仍在文件里；排除原因后再运行 `pjt commit`",
            "the changes are still in the files; when that is settled, run `pjt commit` again"
        ))
    })?;
    drop(transaction);
    let left_out = job.left_out(&made, &pending.files)?;
    if context.json {
        let members = [("commit", json!(made.hash()))];
        let warnings: Vec<Finding> = left_out.into_iter().collect();
        output::document("commit", &members, &pending.differences, &warnings, ui.out())?;
    } else {
        let with_plan = pending.differences.needs_plans(store::default_plan(&store).as_deref());
        let layout = output::Layout { lang: ui.lang(), width: ui.width(), with_plan, indent: 0 };
        if summary::write(&pending.differences, layout, ui.out())? {
            let short: String = made.hash().chars().take(8).collect();
            report_whole(&command_of_whole(&short, !pending.from.is_empty()), ui);
        }
        job.report(&made, ui);
        left_out.into_iter().for_each(|finding| ui.carried(finding));
    }
    Ok(Ending::Fine)
}

/// Whether a file is gone with its plan, which has another name now or was taken out with a reason.
fn is_accounted_for(store: &Store, path: &Path) -> bool {
    let Some(slug) = path.iter().next().and_then(|name| name.to_str()) else { return false };
    let plans = store.plans().unwrap_or_default();
    if plans.iter().any(|plan| plan == slug) {
        return false;
    }
    let is_removed =
        || store.config().is_ok_and(|config| config.removed.iter().any(|plan| plan.was_called(slug)));
    let was_called_so = |plan: &String| {
        load::plan(store, plan).is_ok_and(|plan| plan.former_slugs.iter().any(|name| name == slug))
    };
    is_removed() || plans.iter().any(was_called_so)
}

/// Committing what the command writes, the same in every command that writes.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct CommitOptions {
    /// Commit what is written, and nothing else
    #[arg(long)]
    commit: bool,
    /// The first line of that commit's message (otherwise made from the changes)
    #[arg(long, short, value_name = "TEXT", requires = "commit", value_parser = words::line)]
    message: Option<String>,
}

impl CommitOptions {
    /// Whether what is written is to be committed at once.
    pub(crate) fn is_wanted(&self) -> bool {
        self.commit
    }

    /// The repository to commit to, if that is wanted; asked before anything is written.
    ///
    /// # Errors
    /// When there is none, or something is half done in it.
    pub(crate) fn repository(&self, store: &Store, context: &Context) -> Result<Option<Repository>> {
        if !self.commit {
            return Ok(None);
        }
        let repository = context.repository(store)?;
        commit::ensure_ready(&repository)?;
        Ok(Some(repository))
    }

    /// The same with this first line of the message, where nobody gave one.
    pub(crate) fn or_message(&self, message: Option<String>) -> Self {
        Self { message: self.message.clone().or(message), ..self.clone() }
    }

    /// Commits these files, if that is wanted and there are any, and says so. What they held beside what the command has
    /// `applied`, where it has written something, goes along, and is said.
    ///
    /// # Errors
    /// When git refuses or fails; the changes stay in the files.
    pub(crate) fn commit(
        &self,
        repository: Option<&Repository>,
        store: &Store,
        command: &str,
        files: &[PathBuf],
        applied: Option<&Applied>,
        ui: &mut Ui,
    ) -> Result<Option<Revision>> {
        let Some(repository) = repository else { return Ok(None) };
        let subject = self.message.as_deref();
        let job = Job { repository, store, command, subject, undoes: None, edit: false };
        if files.is_empty() {
            return job.name_others(ui).map(|()| None);
        }
        // Nothing is written anew where an interrupted run is repeated.
        let applied = applied.filter(|applied| !applied.files.is_empty());
        let held = applied.map(|applied| commit::uncommitted_of(repository, &applied.held)).transpose()?;
        let Some((made, differences)) = job.commit_written(files, ui)? else { return Ok(None) };
        job.report(&made, ui);
        if let Some(left_out) = job.left_out(&made, files)? {
            ui.carried(left_out);
        }
        if let (Some(applied), Some(held)) = (applied, held) {
            job.report_carried(carried(differences, &applied.changes, held), ui);
        }
        Ok(Some(made))
    }
}

/// What of a commit's `differences` the command has not `written`: in tasks, and in the files that `held` it before.
fn carried(differences: Differences, written: &[Change], held: Differences) -> Differences {
    // A plan that was taken out took its tasks along.
    let goes =
        |plan: &str| written.iter().any(|change| change.is_removal() && change.whole_plan() == Some(plan));
    let is_its = |change: &Change| written.contains(change) || change.subject.plan().is_some_and(&goes);
    let mut carried = differences.without(is_its);
    if written.is_empty() {
        carried.tasks.clear();
    }
    carried.others.retain(|change| matches!(change.subject, Subject::Task { .. }));
    carried.others.extend(held.others);
    carried
}

/// A commit that a command is to make. The command holds the lock of the store meanwhile.
pub(crate) struct Job<'a> {
    pub(crate) repository: &'a Repository,
    pub(crate) store: &'a Store,
    /// The command that made the changes.
    pub(crate) command: &'a str,
    /// The first line of the message, if it is given.
    pub(crate) subject: Option<&'a str>,
    /// The commit that this one undoes.
    pub(crate) undoes: Option<&'a str>,
    /// Whether the editor opens.
    pub(crate) edit: bool,
}

impl Job<'_> {
    /// What there is to commit, of the whole store or of `only` these files, after the check that it may be:
    /// every file readable, none missing.
    pub(crate) fn pending(&self, only: Option<&[PathBuf]>) -> Result<OnDisk> {
        let pending = commit::pending(self.repository, self.store, only)?;
        if let Some(finding) = pending.differences.unreadable.first() {
            return Err(Error::from(finding.clone())
                .hint(text!("修好后再提交；没有提交任何内容", "correct it first; nothing was committed")));
        }
        let is_missing = |path: &&PathBuf| {
            self.store.directory().join(path).symlink_metadata().is_err()
                && !is_accounted_for(self.store, path)
        };
        if self.undoes.is_none()
            && let Some(missing) = pending.files.iter().find(is_missing)
        {
            return Err(Error::conflict(text!(
                "台账里的一个文件不见了；pjt 不提交删除",
                "one of the store's files is gone; pjt commits no removal"
            ))
            .at(Location::file(self.store.directory().join(missing)))
            .hint(text!(
                "从 git 恢复它；不再办理的任务请改为“已取消”",
                "bring it back from git; a task that is over is set to withdrawn"
            )));
        }
        Ok(pending)
    }

    /// The message.
    pub(crate) fn message(&self, differences: &Differences, lang: pjt::Lang) -> String {
        let default_plan = store::default_plan(self.store);
        Message {
            differences,
            command: self.command,
            subject: self.subject,
            undoes: self.undoes,
            default_plan: default_plan.as_deref(),
            lang,
        }
        .text()
    }

    /// Commits what is pending.
    pub(crate) fn commit(&self, pending: &OnDisk, ui: &mut Ui) -> Result<Revision> {
        let message = self.message(&pending.differences, ui.lang());
        self.commit_as(pending, &message, ui)
    }

    /// Commits what is pending with this message.
    pub(crate) fn commit_as(&self, pending: &OnDisk, message: &str, ui: &mut Ui) -> Result<Revision> {
        self.clear_own(ui)?;
        // The store's own file comes with its first commit.
        if pending.files.iter().any(|path| path == Path::new(layout::CONFIG))
            && let Some(note) = setup::enclosing(self.repository)
        {
            ui.report(&note);
        }
        commit::commit(self.repository, pending, message, self.edit)
    }

    /// What an interrupted commit of pjt's left is cleared away, and reported.
    pub(crate) fn clear_own(&self, ui: &mut Ui) -> Result<()> {
        for lock in locks::clear_own(self.repository)? {
            let shown = lock.display();
            ui.report(&text!(
                "清除了上次中断的提交留下的锁 {shown}",
                "cleared a lock that an interrupted commit of pjt left: {shown}"
            ));
        }
        Ok(())
    }

    /// A command that found nothing to write commits nothing. What is not committed may be what an interrupted run of it
    /// wrote: that is said.
    fn name_others(&self, ui: &mut Ui) -> Result<()> {
        self.clear_own(ui)?;
        let count = commit::pending(self.repository, self.store, None)?.files.len();
        if count > 0 {
            ui.report(&text!(
                "没有提交：这条命令没有写入新内容；台账里另有 {count} 个文件尚未提交，`pjt commit` 提交它们",
                "nothing was committed, since this command wrote nothing; {count} files of the store are not committed yet: `pjt commit` commits them"
            ));
        }
        Ok(())
    }

    /// Commits what a command has just written, or what an interrupted run of it wrote before; none where
    /// all of it is committed.
    fn commit_written(&self, files: &[PathBuf], ui: &mut Ui) -> Result<Option<(Revision, Differences)>> {
        let commit = |ui: &mut Ui| {
            let pending = self.pending(Some(files))?;
            if pending.files.is_empty() {
                return self.clear_own(ui).map(|()| None);
            }
            let made = self.commit(&pending, ui)?;
            Ok(Some((made, pending.differences)))
        };
        commit(ui).map_err(|error| {
            error.hint(text!(
                "改动已写入文件，只是还没有提交；排除原因后运行 `pjt commit`",
                "the changes are in the files and only not committed yet; when that is settled, run `pjt commit`"
            ))
        })
    }

    /// Says what else the files held that was not committed yet, and is now: who reads only what the command wrote would not
    /// know of it.
    fn report_carried(&self, carried: Differences, ui: &mut Ui) {
        if carried.is_nothing() {
            return;
        }
        let with_plan = carried.needs_plans(store::default_plan(self.store).as_deref());
        let words = |lang| {
            let layout = output::Layout { lang, width: usize::MAX, with_plan, indent: 0 };
            let mut lines = Vec::new();
            // A buffer takes all that is written into it.
            let _ = output::sentences(&carried, layout, &mut lines);
            let lines = String::from_utf8_lossy(&lines).into_owned();
            lines.lines().map(str::trim).collect::<Vec<_>>().join(Lang::pick(lang, "；", "; "))
        };
        let [zh, en] = [Lang::Zh, Lang::En].map(words);
        ui.carried(Finding::new(
            "carried-along",
            text!(
                "这次提交还带上了这些文件里此前未提交的改动：{zh}",
                "the commit also has what these files held and nobody had committed: {en}"
            ),
        ));
    }

    /// That the commit, which holds the store only, leaves another document in the place of the one that a plan was read
    /// from: who gets the commit without it can't tell where the edition is from, and a server refuses that.
    pub(crate) fn left_out(&self, made: &Revision, files: &[PathBuf]) -> Result<Option<Finding>> {
        let mut others = other_documents(self.repository, self.store, made, files, MAX_BYTES)?;
        let Some(first) = others.first().cloned() else { return Ok(None) };
        others.retain(|other| other.lies_there == first.lies_there);
        let paths: Vec<PathBuf> = others.into_iter().map(|other| other.path).collect();
        let list = paths_in_words(&paths);
        let message = match first.lies_there {
            true => text!(
                "这次提交只有台账，没有原文件的新版 {list}：推送之前也要提交它（`git add`，再 `git commit`），否则服务器不收",
                "the commit has the store only and not the new edition of {list}: before you push, commit that, too (`git add`, then `git commit`); a server refuses the one without the other"
            ),
            false => text!(
                "仓库中的 {list} 不是方案现在这一版的原文件：推送之前也要把它恢复成这一版并提交，否则服务器不收",
                "{list} in the repository is not the document that the plan is of now: before you push, bring back the one that it is of and commit it; a server refuses the one without the other"
            ),
        };
        Ok(Some(Finding::new("document-left-out", message).at(Location::file(first.path))))
    }

    /// Reports that it is committed.
    pub(crate) fn report(&self, made: &Revision, ui: &mut Ui) {
        let short: String = made.hash().chars().take(8).collect();
        ui.report(&text!("已提交 {short}", "committed as {short}"));
        if self.repository.branch().is_ok_and(|branch| branch.is_none()) {
            ui.report(&text!(
                "注意：HEAD 不在任何分支上，切换分支前请先为它建一个分支",
                "note: HEAD is on no branch; make one for this commit before you switch"
            ));
        }
    }
}
