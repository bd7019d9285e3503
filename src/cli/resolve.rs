//! `pjt resolve`

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    str::FromStr,
};

use pjt::{
    Error, Lang, Result,
    error::Location,
    history::{
        Repository,
        merge::{Conflict, Merged, Side},
        resolve::{self, Cause, ConflictedFile},
    },
    model::Task,
    output::conflicts,
    query::{TaskReference, TaskReferences},
    store::{
        PlanChoice, Store, Transaction, layout, line_endings::is_same_text, load::StoreSource as _, yaml,
    },
    text,
};
use serde_json::{Value, json};

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
            .ok_or_else(|| words::not_of_form("NAME=ours, NAME=theirs"))
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
    let mut open: Vec<(PathBuf, Vec<Conflict>)> = Vec::new();
    let mut resolved = Vec::new();
    let mut verdicts = Vec::new();
    // Nobody else has to wait while somebody thinks: the lock is taken when all is decided.
    for file in &files {
        let present = read(&store, &file.path)?;
        match args.decide(file, &store, ui)? {
            Ok(verdict) => {
                resolved.push(file);
                verdicts.push((&file.path, present, verdict));
            }
            Err(conflicts) => open.push((file.path.clone(), conflicts)),
        }
    }
    let mut transaction = Transaction::begin(&store)?;
    ui.report_recovery(&transaction);
    for (path, present, verdict) in verdicts {
        if read(&store, path)? != present {
            return Err(Error::conflict(text!(
                "文件在此期间被别人改动了；没有写入任何内容",
                "the file was changed meanwhile; nothing was written"
            ))
            .named("changed-meanwhile")
            .at(Location::file(store.shown(path)))
            .hint(text!("请重新运行这条命令", "run the command again"))
            .into());
        }
        let then = match verdict {
            Verdict::Write(text) => Some(text.into_bytes()),
            Verdict::Remove => None,
            Verdict::Keep => present.clone(),
        };
        let is_present = |now: Option<&[u8]>| is_same_text(now, present.as_deref());
        transaction.restore(path, is_present, then)?;
    }
    let _lock = transaction.apply()?;
    let waiting: Vec<PathBuf> =
        resolved.iter().filter(|file| file.is_unmerged).map(|file| file.path.clone()).collect();
    if let Some(repository) = &repository {
        resolve::mark_resolved(repository, &waiting)?;
    }
    report(&resolved, &open, &files, &store, context, ui)?;
    if !open.is_empty() {
        let count: usize = open.iter().map(|(_, conflicts)| conflicts.len().max(1)).sum();
        return Err(Error::conflict(text!("还有 {count} 处冲突没有决定", "{count} conflicts are open")).named("open-conflicts")
            .hint(text!(
                "用 `--ours`（本方）、`--theirs`（对方）或 `--field status=theirs` 决定，或在终端里运行逐项回答",
                "decide with `--ours`, `--theirs` or `--field status=theirs`, or run it on a terminal to be asked"
            ))
            .into());
    }
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
                return Err(Error::not_found(text!("任务 {id} 没有冲突", "task {id} has no conflict"))
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
        let (name, list) = (&wrong.name, known.join(", "));
        let error = Error::not_found(text!("字段 `{name}` 没有冲突", "field `{name}` has no conflict"))
            .named("no-such-conflict");
        Err(if list.is_empty() {
            error
        } else {
            error.hint(text!("有冲突的字段：{list}", "the fields in conflict are: {list}"))
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

    /// What becomes of a file, or what nobody decided.
    fn decide(
        &self,
        file: &ConflictedFile,
        store: &Store,
        ui: &mut Ui,
    ) -> anyhow::Result<Result<Verdict, Vec<Conflict>>> {
        let task = task_in(file, store);
        match &file.cause {
            Cause::Resolved | Cause::AddedBy(_) => Ok(Ok(Verdict::Keep)),
            Cause::Unreadable(finding) => Err(Error::from(finding.clone()).into()),
            Cause::RemovedBy(by) => {
                let ask = |ui: &mut Ui| {
                    let sentence = conflicts::taken_away(&file.path, task.as_ref(), *by);
                    let lang = ui.lang();
                    let end = |side: Side| {
                        if side == *by {
                            lang.pick("删除", "remove it")
                        } else {
                            lang.pick("保留", "keep it")
                        }
                    };
                    ui.chooses(sentence.in_lang(lang), [end(Side::Ours), end(Side::Theirs)])
                };
                let side = match self.named_side(None) {
                    Some(side) => Some(side),
                    None => ask(ui)?,
                };
                Ok(match side {
                    Some(side) if side == *by => Ok(Verdict::Remove),
                    Some(side) => {
                        let present = read(store, &file.path)?.unwrap_or_default();
                        let kept = file.kept(std::str::from_utf8(&present).unwrap_or_default(), side);
                        match kept {
                            Some(kept) if kept.trouble.is_some() => {
                                return Err(resolve::by_hand(store, &file.path).into());
                            }
                            Some(kept) => Ok(Verdict::Write(kept.text)),
                            None => Ok(Verdict::Keep),
                        }
                    }
                    None => Err(Vec::new()),
                })
            }
            Cause::Mergeable(_) => {
                let by_options = |conflict: &Conflict| self.named_side(Some(conflict.field()));
                let merged =
                    |merged: Option<Merged>| merged.ok_or_else(|| resolve::by_hand(store, &file.path));
                let mut made = merged(file.merged(&by_options))?;
                let answers: RefCell<Vec<(Conflict, Side)>> = RefCell::default();
                for conflict in std::mem::take(&mut made.conflicts) {
                    let lang = ui.lang();
                    let sentence = conflicts::sentence(&file.path, task.as_ref(), &conflict, lang);
                    let ends = [Side::Ours, Side::Theirs]
                        .map(|side| conflicts::side_of(&file.path, &conflict, side, lang));
                    match ui.chooses(&sentence, [&ends[0], &ends[1]])? {
                        Some(side) => answers.borrow_mut().push((conflict, side)),
                        None => made.conflicts.push(conflict),
                    }
                }
                let answered = |conflict: &Conflict| {
                    let answers = answers.borrow();
                    answers.iter().find(|(known, _)| known == conflict).map(|(_, side)| *side)
                };
                let made =
                    merged(file.merged(&|conflict| by_options(conflict).or_else(|| answered(conflict))))?;
                if made.trouble.is_some() {
                    return Err(resolve::by_hand(store, &file.path).into());
                }
                Ok(if made.conflicts.is_empty() {
                    Ok(Verdict::Write(made.text))
                } else {
                    Err(made.conflicts)
                })
            }
        }
    }
}

fn report(
    resolved: &[&ConflictedFile],
    open: &[(PathBuf, Vec<Conflict>)],
    files: &[ConflictedFile],
    store: &Store,
    context: &Context,
    ui: &mut Ui,
) -> anyhow::Result<()> {
    let taken_away = |path: &Path| {
        let file = files.iter().find(|file| file.path == path);
        match file.map(|file| &file.cause) {
            Some(Cause::RemovedBy(by)) => Some(*by),
            _ => None,
        }
    };
    if context.json {
        let conflicts: Vec<Value> = open
            .iter()
            .flat_map(|(path, conflicts)| {
                let whole = taken_away(path).map(|by| conflicts::json_taken_away(path, by));
                conflicts.iter().map(|conflict| conflicts::json(path, conflict)).chain(whole)
            })
            .collect();
        let resolved: Vec<String> =
            resolved.iter().map(|file| file.path.to_string_lossy().replace('\\', "/")).collect();
        ui.json("resolve", [("resolved", json!(resolved)), ("conflicts", json!(conflicts))], &[])?;
        return Ok(());
    }
    let lang = ui.lang();
    for (path, conflicts) in open {
        let file = files.iter().find(|file| file.path == *path);
        let task = file.and_then(|file| task_in(file, store));
        if let Some(by) = taken_away(path) {
            ui.line(conflicts::taken_away(path, task.as_ref(), by).in_lang(lang))?;
        }
        for conflict in conflicts {
            let sentence = conflicts::sentence(path, task.as_ref(), conflict, lang);
            ui.line(&sentence)?;
        }
    }
    for file in resolved {
        let task = task_in(file, store);
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| conflicts::subject(&file.path, task.as_ref(), lang));
        let path = store.shown(&file.path);
        let path = path.display();
        if let Cause::AddedBy(by) = file.cause {
            ui.report(&conflicts::added(&file.path, task.as_ref(), by, &path.to_string()));
            continue;
        }
        ui.report(&if file.is_unmerged {
            text!(
                "已解决，并已告知 git（git add）：{zh}（{path}）",
                "settled, and told to git (git add): {en} ({path})"
            )
        } else {
            text!("已解决：{zh}（{path}）", "settled: {en} ({path})")
        });
    }
    if resolved.is_empty() && open.is_empty() {
        ui.report(&text!("没有未解决的冲突", "there are no conflicts"));
    }
    Ok(())
}
