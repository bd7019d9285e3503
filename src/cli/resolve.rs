//! `pjt resolve`

mod decisions;

use std::{path::Path, str::FromStr};

use pjt::{
    Error, Lang, Result,
    history::{
        Repository,
        merge::{Conflict, Merged, Side},
        resolve::{self, Cause, ConflictedFile},
    },
    model::{Field, Task},
    output::conflicts,
    query::{TaskReference, TaskReferences},
    store::{PlanChoice, Store, Transaction, layout, load::StoreSource as _, yaml},
    text,
};

use self::decisions::{Decisions, Settled, Undecided};
use super::{Context, Ending, Outcome, Ui, words};

/// Finish a merge: settle what two people changed in different ways
///
/// What only one side changed, and notes and entries of both, merge by themselves. Without a decision for
/// the rest, and without a terminal to ask on, the conflicts are listed and nothing is written for them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt resolve                                asks for each conflict; lists them in a pipe
  pjt resolve 14 --theirs                    task 14 as the other side has it
  pjt resolve --ours --field status=theirs   our side, but their status

During a rebase, `ours` is the branch that you rebase onto.")]
pub(crate) struct ResolveArgs {
    /// Only these tasks: 14, 3-7, 第4项 (as the document numbers it), other-plan/14 (otherwise every file of the store)
    #[arg(value_name = "ID")]
    ids: Vec<TaskReferences>,
    /// Decide every conflict for our side
    #[arg(long, conflicts_with = "theirs")]
    ours: bool,
    /// Decide every conflict for their side
    #[arg(long)]
    theirs: bool,
    /// Decide the conflicts of one field: status=ours, due=theirs
    #[arg(long, value_name = "NAME=ours|theirs")]
    field: Vec<FieldChoice>,
}

/// A side for one field.
#[derive(Clone, Debug)]
struct FieldChoice {
    name: String,
    side: Side,
}

impl FromStr for FieldChoice {
    type Err = words::Misuse;

    fn from_str(word: &str) -> Result<Self, words::Misuse> {
        let side = |word: &str| match word {
            "ours" => Some(Side::Ours),
            "theirs" => Some(Side::Theirs),
            _ => None,
        };
        let choice = word.split_once('=').and_then(|(name, word)| Some((name, side(word)?)));
        choice
            .map(|(name, side)| Self { name: name.to_owned(), side })
            .ok_or_else(|| words::not_of_form("字段=ours 或 字段=theirs", "NAME=ours, NAME=theirs"))
    }
}

/// What is to become of a file.
enum Verdict {
    /// It gets this text.
    Write(String),
    /// It goes.
    Remove,
    /// It is as it should be.
    Keep,
    /// Nobody decided these conflicts; none where one side took the whole file away.
    Open(Vec<Conflict>),
}

pub(crate) fn run(args: &ResolveArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    // What an interrupted command left is put in place before anything is read, so that running it again is enough.
    ui.report_recovery(&Transaction::begin(&store)?);
    // Markers can be resolved without git, too.
    let repository = match context.git() {
        Ok(git) => Repository::find(&git, store.directory())?,
        Err(_) => None,
    };
    let mut files = resolve::conflicted_files(repository.as_ref(), &store)?;
    args.keep_named(&mut files, &store)?;
    args.ensure_fields_conflict(&files)?;
    // Nobody else has to wait while somebody thinks: the lock is taken when all is decided.
    let mut decisions = args.decide_all(&files, &store, ui)?;
    decisions.explain(context.today, ui.lang())?;
    if let Some(repository) = &repository {
        decisions.keep_whole_plans(repository, &store)?;
        decisions.keep_names(repository, &store)?;
    }
    let _lock = decisions.write(&store, ui)?;
    if let Some(repository) = &repository {
        let is_merging = repository.unfinished().is_some();
        resolve::mark_resolved(repository, &decisions.waiting_for_git(is_merging))?;
    }
    if context.json {
        decisions.json(ui)?;
    } else {
        decisions.report(&store, ui)?;
    }
    decisions.ensure_none_open()?;
    if let Some(repository) = &repository
        && repository.unfinished().is_some()
        && !resolve::is_anything_unmerged(repository)?
        && !context.json
    {
        ui.report(&text!(
            "冲突都已处理。下一步：`git status` 会说明如何完成合并（通常是 `git commit`）",
            "every conflict is settled; next, `git status` tells how to finish (mostly `git commit`)"
        ));
    }
    Ok(Ending::Fine)
}

/// The task that a file holds, for its words: where two sides differ, as ours has it.
fn task_in(file: &ConflictedFile, store: &Store) -> Option<Task> {
    layout::task_of(&file.path)?;
    let ours = file.merged(&|_| Some(Side::Ours)).map(|merged| merged.text.into_bytes());
    let bytes = ours.or_else(|| read(store, &file.path).ok().flatten())?;
    yaml::read_task(&file.path, &bytes).ok()
}

fn read(store: &Store, path: &Path) -> Result<Option<Vec<u8>>> {
    Ok(store.read(path, yaml::MAX_FILE_BYTES)?)
}

impl ResolveArgs {
    /// Leaves the files about the named tasks.
    fn keep_named(&self, files: &mut Vec<ConflictedFile>, store: &Store) -> Result<()> {
        let ids: Vec<_> = self.ids.iter().flat_map(|TaskReferences(references)| references).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let needs_default = ids.iter().any(|id| id.plan.is_none());
        let default = if needs_default { store.choose(&PlanChoice::Default)? } else { Vec::new() };
        let slug =
            |id: &TaskReference| id.plan.clone().or_else(|| default.first().cloned()).unwrap_or_default();
        let is_about = |file: &ConflictedFile, id: &TaskReference| {
            let is_named =
                |number| id.names(number) || task_in(file, store).is_some_and(|task| id.means(&task));
            layout::task_of(&file.path).is_some_and(|(plan, number)| plan == slug(id) && is_named(number))
        };
        for id in &ids {
            if !files.iter().any(|file| is_about(file, id)) {
                return Err(Error::not_found(text!("编号{id} 没有冲突", "task {id} has no conflict"))
                    .named("no-such-conflict")
                    .hint(text!("`pjt resolve` 列出全部冲突", "`pjt resolve` lists every conflict")));
            }
        }
        files.retain(|file| ids.iter().any(|id| is_about(file, id)));
        Ok(())
    }

    /// A field that was named wrongly must not look as if it were resolved.
    fn ensure_fields_conflict(&self, files: &[ConflictedFile]) -> Result<()> {
        let mut known: Vec<String> = Vec::new();
        for merged in files.iter().filter_map(|file| file.merged(&|_| None)) {
            known.extend(merged.conflicts.iter().map(|conflict| conflict.field().to_owned()));
        }
        known.sort();
        known.dedup();
        let Some(wrong) = self.field.iter().find(|choice| !known.contains(&choice.name)) else {
            return Ok(());
        };
        let named = |field: &String| match Field::of(field) {
            Some(known) => format!("{field} {}", known.name(Lang::Zh)),
            None => field.clone(),
        };
        let (name, list) = (&wrong.name, known.join(", "));
        let zh = known.iter().map(named).collect::<Vec<_>>().join("、");
        let error = Error::not_found(text!("字段 `{name}` 没有冲突", "field `{name}` has no conflict"))
            .named("no-such-conflict");
        Err(if list.is_empty() {
            error
        } else {
            error.hint(text!("有冲突的字段：{zh}", "the fields in conflict are: {list}"))
        })
    }

    /// The side that the options name for a field, or for a whole file.
    fn named_side(&self, field: Option<&str>) -> Option<Side> {
        let choice = self.field.iter().rev().find(|choice| field == Some(&choice.name));
        let everything = match (self.ours, self.theirs) {
            (true, _) => Some(Side::Ours),
            (_, true) => Some(Side::Theirs),
            _ => None,
        };
        choice.map(|choice| choice.side).or(everything)
    }

    /// Decides the files one by one.
    fn decide_all<'a>(
        &self,
        files: &'a [ConflictedFile],
        store: &Store,
        ui: &mut Ui,
    ) -> anyhow::Result<Decisions<'a>> {
        let mut decisions = Decisions::default();
        for file in files {
            let present = read(store, &file.path)?;
            let then = match self.decide(file, store, ui)? {
                Verdict::Write(text) => Some(text.into_bytes()),
                Verdict::Remove => None,
                Verdict::Keep => present.clone(),
                Verdict::Open(conflicts) => {
                    decisions.open.push(Undecided { file, conflicts });
                    continue;
                }
            };
            decisions.settled.push(Settled { file, present, then });
        }
        Ok(decisions)
    }

    /// What becomes of a file: by the options, or else by who is asked.
    fn decide(&self, file: &ConflictedFile, store: &Store, ui: &mut Ui) -> anyhow::Result<Verdict> {
        match &file.cause {
            Cause::Resolved | Cause::AddedBy(_) => Ok(Verdict::Keep),
            Cause::LeftAlone => {
                let bytes = file.left_behind.as_ref().and_then(|left| left.bytes.clone());
                let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
                text.map(Verdict::Write).ok_or_else(|| resolve::by_hand(store, &file.path).into())
            }
            Cause::Unreadable(finding) => Err(Error::from(finding.clone()).into()),
            Cause::RemovedBy(by) => self.decide_removed(file, *by, store, ui),
            Cause::Mergeable(_) => self.decide_merge(file, store, ui),
        }
    }

    /// Whether a file stays that one side took away and the other one changed.
    fn decide_removed(
        &self,
        file: &ConflictedFile,
        by: Side,
        store: &Store,
        ui: &mut Ui,
    ) -> anyhow::Result<Verdict> {
        let side = match self.named_side(None) {
            Some(side) => Some(side),
            None => {
                let lang = ui.lang();
                let sentence = conflicts::taken_away(&file.path, task_in(file, store).as_ref(), by);
                let [ours, theirs] = [Side::Ours, Side::Theirs].map(|side| match side == by {
                    true => lang.pick("删除", "remove it"),
                    false => lang.pick("保留", "keep it"),
                });
                ui.chooses(sentence.in_lang(lang), [ours, theirs])?
            }
        };
        let Some(side) = side else { return Ok(Verdict::Open(Vec::new())) };
        if side == by {
            return Ok(Verdict::Remove);
        }
        let present = read(store, &file.path)?.unwrap_or_default();
        match file.kept(std::str::from_utf8(&present).unwrap_or_default(), side) {
            Some(kept) if kept.trouble.is_some() => Err(resolve::by_hand(store, &file.path).into()),
            Some(kept) => Ok(Verdict::Write(kept.text)),
            None => Ok(Verdict::Keep),
        }
    }

    /// The text of a file that both sides changed, as far as its conflicts are decided.
    fn decide_merge(&self, file: &ConflictedFile, store: &Store, ui: &mut Ui) -> anyhow::Result<Verdict> {
        let by_options = |conflict: &Conflict| self.named_side(Some(conflict.field()));
        let merged = |merged: Option<Merged>| merged.ok_or_else(|| resolve::by_hand(store, &file.path));
        let asked = merged(file.merged(&by_options))?.conflicts;
        let task = task_in(file, store);
        let mut answers: Vec<(Conflict, Side)> = Vec::new();
        for conflict in asked {
            let lang = ui.lang();
            let sentence = conflicts::sentence(&file.path, task.as_ref(), &conflict, lang);
            let [ours, theirs] =
                [Side::Ours, Side::Theirs].map(|side| conflicts::side_of(&file.path, &conflict, side, lang));
            if let Some(side) = ui.chooses(&sentence, [&ours, &theirs])? {
                answers.push((conflict, side));
            }
        }
        let answered =
            |conflict: &Conflict| answers.iter().find(|(known, _)| known == conflict).map(|(_, side)| *side);
        let made = merged(file.merged(&|conflict| by_options(conflict).or_else(|| answered(conflict))))?;
        if made.trouble.is_some() {
            return Err(resolve::by_hand(store, &file.path).into());
        }
        Ok(match made.conflicts.is_empty() {
            true => Verdict::Write(made.text),
            false => Verdict::Open(made.conflicts),
        })
    }
}
