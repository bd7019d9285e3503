//! What a command changes in many files at once: shown first, asked about where it is much, written as one,
//! committed where that is wanted.

use std::{collections::BTreeMap, path::PathBuf};

use pjt::{
    Error, Result,
    history::{Repository, Revision},
    model::Change,
    output,
    store::{self, Store, Transaction, transaction::Revised},
    text,
};
use serde_json::{Value, json};

use super::{Context, Ending, Outcome, Ui, commit::CommitOptions};

/// More tasks than these are changed only when that is confirmed.
pub(super) const HANDFUL: usize = 5;
/// How many changes of tasks are listed one by one; of more only their number is given.
const LISTED: usize = 20;

/// How what is changed gets written.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct WriteArgs {
    /// Show what would change; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Change more than 5 tasks without being asked
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    commit: CommitOptions,
}

/// A command that is going to write.
pub(crate) struct Writing<'a> {
    args: &'a WriteArgs,
    /// Its name, which is the kind of its answer, too.
    command: &'static str,
    store: &'a Store,
    repository: Option<Repository>,
    pub(crate) transaction: Transaction<'a>,
    /// The files that the command is about even where nothing is left to write: a run of it may have been interrupted
    /// before its commit.
    pub(crate) asked: Vec<PathBuf>,
    /// Tasks that it is about without changing them: what is told of them says how their documents number them.
    pub(crate) named: Revised,
}

impl WriteArgs {
    /// Whether nothing is written.
    pub(crate) fn is_preview(&self) -> bool {
        self.dry_run
    }

    /// Whether all questions are answered.
    pub(crate) fn has_yes(&self) -> bool {
        self.yes
    }

    /// Asks for what a commit needs, then takes the lock. What the command decides by reading the store, it reads
    /// after this.
    ///
    /// # Errors
    /// When there is no repository to commit to, or the store is busy.
    pub(crate) fn begin<'a>(
        &'a self,
        command: &'static str,
        store: &'a Store,
        context: &Context,
        ui: &mut Ui,
    ) -> Result<Writing<'a>> {
        let repository = self.commit.repository(store, context)?;
        let transaction = if self.dry_run { Transaction::preview(store) } else { Transaction::begin(store)? };
        ui.report_recovery(&transaction);
        Ok(Writing {
            args: self,
            command,
            store,
            repository,
            transaction,
            asked: Vec::new(),
            named: Revised::new(),
        })
    }
}

impl Writing<'_> {
    /// Whether everything is so already, and a commit is wanted.
    pub(crate) fn is_idle(&self) -> bool {
        self.repository.is_some() && self.transaction.is_empty()
    }

    /// Shows what was prepared, asks where it is much, writes and commits it.
    pub(crate) fn carry_out(self, context: &Context, ui: &mut Ui) -> Outcome {
        let count = count_tasks(self.transaction.changes());
        self.carry_out_of(count, context, ui)
    }

    /// The same of a command that changes so many tasks.
    pub(crate) fn carry_out_of(self, count: usize, context: &Context, ui: &mut Ui) -> Outcome {
        let changes = self.transaction.changes().to_vec();
        let mut tasks = self.named.clone();
        tasks.extend(self.transaction.tasks().clone());
        let report = Report {
            changes: &changes,
            tasks: &tasks,
            command: self.command,
            dry_run: self.args.dry_run,
            default_plan: store::default_plan(self.store).unwrap_or_default(),
        };
        if self.args.dry_run {
            report.write(None, context, ui)?;
            if !(context.json || changes.is_empty()) {
                ui.report(&text!("（预览，没有写入）", "(preview; nothing was written)"));
            }
            return Ok(Ending::Fine);
        }
        if count > HANDFUL && !self.args.yes {
            if !context.json {
                report.write(None, context, ui)?;
            }
            ensure_wanted(count, ui)?;
        }
        let applied = self.transaction.apply()?;
        let is_gone = |path: &&PathBuf| self.store.directory().join(path).symlink_metadata().is_err();
        let gone: Vec<PathBuf> = applied.files.iter().filter(is_gone).cloned().collect();
        self.store.remove_empty_folders(&gone);
        if !context.json {
            report.write(None, context, ui)?;
            // What was changed and what would be look the same.
            if self.repository.is_none() && !changes.is_empty() {
                ui.report(&text!(
                    "已写入台账；核对无误后用 `pjt commit` 提交留痕",
                    "written to the store; once checked, `pjt commit` commits it"
                ));
            }
        }
        let commit = &self.args.commit;
        let files = if applied.files.is_empty() { &self.asked } else { &applied.files };
        let (repository, written) = (self.repository.as_ref(), Some(&applied));
        let made = commit.commit(repository, self.store, self.command, files, written, ui)?;
        if context.json {
            report.write(made.as_ref(), context, ui)?;
        }
        Ok(Ending::Fine)
    }
}

/// Asks whether so many tasks are to change.
///
/// # Errors
/// When nobody says so.
pub(super) fn ensure_wanted(count: usize, ui: &mut Ui) -> anyhow::Result<()> {
    if ui.confirms(&text!("要改动 {count} 项任务，继续吗？", "change {count} tasks?"))? {
        return Ok(());
    }
    Err(Error::usage(text!(
        "这会改动 {count} 项任务；没有写入任何内容",
        "this would change {count} tasks; nothing was written"
    ))
    .named("needs-yes")
    .hint(text!("确认无误后加 `--yes`", "add `--yes` if that is meant"))
    .into())
}

/// How many tasks differ.
pub(super) fn count_tasks(changes: &[Change]) -> usize {
    let mut tasks: Vec<_> = changes.iter().map(|change| &change.subject).collect();
    tasks.retain(|subject| subject.task().is_some());
    tasks.dedup();
    tasks.len()
}

struct Report<'a> {
    changes: &'a [Change],
    tasks: &'a Revised,
    command: &'static str,
    dry_run: bool,
    /// Tasks of this plan are named by their number alone.
    default_plan: String,
}

impl Report<'_> {
    fn write(&self, made: Option<&Revision>, context: &Context, ui: &mut Ui) -> anyhow::Result<()> {
        let (tasks, others): (Vec<Change>, Vec<Change>) =
            self.changes.iter().cloned().partition(|change| change.subject.task().is_some());
        if context.json {
            let commit = made.map(Revision::hash);
            let of = |changes: &[Change]| -> Vec<Value> {
                changes.iter().map(|change| output::json::update_change(change, commit)).collect()
            };
            let members = [
                ("commit", json!(commit)),
                ("dry_run", json!(self.dry_run)),
                ("changes", json!(of(&tasks))),
                ("others", json!(of(&others))),
            ];
            return ui.json(self.command, members, &[]);
        }
        if self.changes.is_empty() {
            ui.report(&text!("已经是这样，没有改动", "it is so already; nothing changed"));
            return Ok(());
        }
        ui.changes(&others, self.tasks, &self.default_plan)?;
        if tasks.len() <= LISTED {
            return ui.changes(&tasks, self.tasks, &self.default_plan);
        }
        let mut plans: BTreeMap<&str, Vec<Change>> = BTreeMap::new();
        for change in &tasks {
            plans.entry(change.subject.plan().unwrap_or_default()).or_default().push(change.clone());
        }
        for (slug, changes) in plans {
            let count = count_tasks(&changes);
            let line = text!("方案 {slug}：{count} 项任务", "plan {slug}: {count} tasks");
            ui.line(line.in_lang(context.lang))?;
        }
        Ok(())
    }
}
