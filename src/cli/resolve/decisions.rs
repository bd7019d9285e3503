//! What was decided of files in conflict, and what nobody decided: written, and reported.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use pjt::{
    Error, Lang, Result,
    error::Location,
    history::{
        Repository, explained,
        kept_names::{self, KeptName},
        merge::{Conflict, Side},
        resolve::{self, Cause, ConflictedFile},
    },
    output::conflicts,
    store::{self, Applied, Store, Transaction, layout, line_endings::is_same_text, load::StoreSource as _},
    text,
};
use serde_json::{Value, json};

use super::{read, task_in};
use crate::cli::Ui;

/// A file whose conflicts are all decided.
pub(super) struct Settled<'a> {
    pub(super) file: &'a ConflictedFile,
    /// What it held when that was decided.
    pub(super) present: Option<Vec<u8>>,
    /// What it is to hold; none where it goes.
    pub(super) then: Option<Vec<u8>>,
}

/// A file with conflicts that nobody decided.
pub(super) struct Undecided<'a> {
    pub(super) file: &'a ConflictedFile,
    pub(super) conflicts: Vec<Conflict>,
}

/// What was decided of all files, and what was not.
#[derive(Default)]
pub(super) struct Decisions<'a> {
    pub(super) settled: Vec<Settled<'a>>,
    pub(super) open: Vec<Undecided<'a>>,
    /// The other files of plans that one side took away as a whole and that stay, since one of their files does.
    returning: Vec<(PathBuf, Vec<u8>)>,
    /// The files that keep the name of a plan which goes.
    names: Vec<KeptName>,
}

impl Undecided<'_> {
    /// The side that took the whole file away.
    fn taken_away_by(&self) -> Option<Side> {
        match self.file.cause {
            Cause::RemovedBy(by) => Some(by),
            _ => None,
        }
    }
}

impl Decisions<'_> {
    /// A file that stays of a plan which one side took away as a whole is not left alone: the plan stays with all that it
    /// has. One that has another name now does not come back beside itself, and none goes before its tasks.
    ///
    /// # Errors
    /// When a plan would be left in pieces.
    pub(super) fn keep_whole_plans(&mut self, repository: &Repository, store: &Store) -> Result<()> {
        let decided = |path: &Path| self.settled.iter().find(|settled| settled.file.path == path);
        let mut returning: Vec<(PathBuf, Vec<u8>)> = Vec::new();
        for Settled { file, then, .. } in &self.settled {
            let (Cause::RemovedBy(by), Some(slug)) = (&file.cause, slug_of(&file.path)) else { continue };
            if then.is_none() {
                let stays = |path: &PathBuf| decided(path).is_none_or(|settled| settled.then.is_some());
                if file.path == layout::plan_file(slug) && store.task_files(slug)?.iter().any(stays) {
                    return Err(in_pieces(store, &file.path));
                }
                continue;
            }
            let whole = resolve::whole_plan(repository, slug, *by)?;
            if !whole.is_empty() && store::current_slug(store, slug) != slug {
                return Err(in_pieces(store, &file.path));
            }
            for (path, bytes) in whole {
                let is_there = read(store, &path)?.is_some() || decided(&path).is_some();
                let is_open = self.open.iter().any(|open| open.file.path == path);
                if !is_there && !is_open && !returning.iter().any(|(known, _)| *known == path) {
                    returning.push((path, bytes));
                }
            }
        }
        self.returning = returning;
        Ok(())
    }

    /// What goes of a plan by one name is known by it: as a former name of what stays, or as one that was removed.
    ///
    /// # Errors
    /// When git can't be read, or a file can't be changed safely.
    pub(super) fn keep_names(&mut self, repository: &Repository, store: &Store) -> Result<()> {
        let decided: Vec<_> =
            self.settled.iter().map(|settled| (settled.file, settled.then.as_deref())).collect();
        self.names = kept_names::keep_names(repository, store, &decided)?;
        for name in &self.names {
            if let Some(settled) = self.settled.iter_mut().find(|settled| settled.file.path == name.path) {
                settled.then = Some(name.bytes.clone());
            }
        }
        Ok(())
    }

    /// A task of which one hand-over was taken and not the other says so.
    ///
    /// # Errors
    /// When a file can't be changed safely.
    pub(super) fn explain(&mut self, today: NaiveDate, lang: Lang) -> Result<()> {
        for Settled { file, then, .. } in &mut self.settled {
            if let Some(bytes) = then
                && let Some(explained) = explained::with_reason(file, bytes, today, lang)?
            {
                *bytes = explained;
            }
        }
        Ok(())
    }

    /// Of the files that keep a name those for which nothing else was decided, as they are to be.
    fn only_named(&self) -> impl Iterator<Item = &KeptName> {
        let is_last = |(at, name): &(usize, &KeptName)| {
            self.names.iter().skip(at + 1).all(|later| later.path != name.path)
                && self.settled.iter().all(|settled| settled.file.path != name.path)
        };
        self.names.iter().enumerate().filter(is_last).map(|(_, name)| name)
    }

    /// Writes what is decided, as one.
    pub(super) fn write(&self, store: &Store, ui: &mut Ui) -> Result<Applied> {
        let mut transaction = Transaction::begin(store)?;
        ui.report_recovery(&transaction);
        for Settled { file, present, then } in &self.settled {
            if read(store, &file.path)? != *present {
                return Err(Error::conflict(text!(
                    "文件在此期间被别人改动了；没有写入任何内容",
                    "the file was changed meanwhile; nothing was written"
                ))
                .named("changed-meanwhile")
                .at(Location::file(store.shown(&file.path)))
                .hint(text!("请重新运行这条命令", "run the command again")));
            }
            let is_present = |now: Option<&[u8]>| is_same_text(now, present.as_deref());
            transaction.restore(&file.path, is_present, then.clone())?;
            if let Some(left) = &file.left_behind {
                transaction.restore(&left.path, |now| now == left.bytes.as_deref(), None)?;
            }
        }
        for (path, bytes) in &self.returning {
            transaction.restore(path, |now| now.is_none(), Some(bytes.clone()))?;
        }
        for KeptName { path, bytes, .. } in self.only_named() {
            transaction.restore(path, |_| true, Some(bytes.clone()))?;
        }
        let applied = transaction.apply()?;
        let left =
            self.settled.iter().filter_map(|settled| Some(settled.file.left_behind.as_ref()?.path.clone()));
        store.remove_empty_folders(&left.collect::<Vec<_>>());
        Ok(applied)
    }

    /// The files that git is to take for merged now.
    ///
    /// While a merge goes on, what was left behind joins it.
    pub(super) fn waiting_for_git(&self, is_merging: bool) -> Vec<PathBuf> {
        let files = || self.settled.iter().map(|settled| settled.file);
        let settled = files().filter(|file| file.is_unmerged).map(|file| file.path.clone());
        let left = files().filter_map(|file| file.left_behind.as_ref().map(|left| (file, left)));
        let left =
            left.filter(|_| is_merging).flat_map(|(file, left)| [file.path.clone(), left.path.clone()]);
        let named = self.only_named().map(|name| name.path.clone());
        settled.chain(left).chain(self.returning.iter().map(|(path, _)| path.clone())).chain(named).collect()
    }

    pub(super) fn ensure_none_open(&self) -> Result<()> {
        if self.open.is_empty() {
            return Ok(());
        }
        let count: usize = self.open.iter().map(|open| open.conflicts.len().max(1)).sum();
        Err(Error::conflict(text!("还有 {count} 处冲突没有决定", "{count} conflicts are open"))
            .named("open-conflicts")
            .hint(text!(
                "用 `--ours`（本方）、`--theirs`（对方）或 `--field status=theirs` 决定，或在终端里运行逐项回答",
                "decide with `--ours`, `--theirs` or `--field status=theirs`, or run it on a terminal to be asked"
            )))
    }

    pub(super) fn json(&self, ui: &mut Ui) -> anyhow::Result<()> {
        let of = |open: &Undecided<'_>| -> Vec<Value> {
            let path = &open.file.path;
            let whole = open.taken_away_by().map(|by| conflicts::json_taken_away(path, by));
            open.conflicts.iter().map(|conflict| conflicts::json(path, conflict)).chain(whole).collect()
        };
        let conflicts: Vec<Value> = self.open.iter().flat_map(of).collect();
        let path = |settled: &Settled<'_>| settled.file.path.to_string_lossy().replace('\\', "/");
        let returning = self.returning.iter().map(|(path, _)| path.to_string_lossy().replace('\\', "/"));
        let resolved: Vec<String> = self.settled.iter().map(path).chain(returning).collect();
        ui.json("resolve", [("resolved", json!(resolved)), ("conflicts", json!(conflicts))], &[])
    }

    pub(super) fn report(&self, store: &Store, ui: &mut Ui) -> anyhow::Result<()> {
        let lang = ui.lang();
        for open in &self.open {
            let path = &open.file.path;
            let task = task_in(open.file, store);
            if let Some(by) = open.taken_away_by() {
                ui.line(conflicts::taken_away(path, task.as_ref(), by).in_lang(lang))?;
            }
            for conflict in &open.conflicts {
                ui.line(&conflicts::sentence(path, task.as_ref(), conflict, lang))?;
            }
        }
        for settled in &self.settled {
            report_settled(settled.file, store, ui);
        }
        let mut slugs: Vec<&str> = self.returning.iter().filter_map(|(path, _)| slug_of(path)).collect();
        slugs.dedup();
        for slug in slugs {
            ui.report(&text!(
                "方案 {slug} 的其他文件一并留下：一方整个删除了它，而它的任务留下了",
                "plan {slug} stays with all of its files: one side took the whole of it away, and a part of it stays"
            ));
        }
        for name in &self.names {
            ui.report(&name.words);
        }
        if self.settled.is_empty() && self.open.is_empty() {
            ui.report(&text!("没有未解决的冲突", "there are no conflicts"));
        }
        Ok(())
    }
}

/// The plan that a file of the store is of.
fn slug_of(path: &Path) -> Option<&str> {
    path.iter().next()?.to_str().filter(|_| path.iter().count() > 1)
}

/// That a plan would be left without its own file, or beside itself.
fn in_pieces(store: &Store, path: &Path) -> Error {
    Error::conflict(text!(
        "这样处理会使方案残缺：一方删除了整个方案或把它改了名，另一方改了其中一个文件；没有写入任何内容",
        "that would leave a plan in pieces: one side removed or renamed the whole of it, the other changed this file; nothing was written"
    ))
    .at(Location::file(store.shown(path)))
    .hint(text!(
        "方案的文件一起留或一起删；改了名的，删去旧名下的文件，再把改动记到新名的方案里",
        "keep all of the plan's files or none; where it was renamed, let this one go and record the change in the plan by its new name"
    ))
}

/// That the conflicts of a file are settled.
fn report_settled(file: &ConflictedFile, store: &Store, ui: &mut Ui) {
    let task = task_in(file, store);
    let path = store.shown(&file.path);
    let path = path.display();
    if let Some(left) = &file.left_behind {
        let from = store.shown(&left.path);
        let from = from.display();
        ui.report(&text!(
            "方案改名之后还留在旧文件夹的文件，已移到方案现在的文件夹：{from} → {path}",
            "a file that stayed in the old folder of its plan is in the new one now: {from} → {path}"
        ));
        return;
    }
    if let Cause::AddedBy(by) = file.cause {
        ui.report(&conflicts::added(&file.path, task.as_ref(), by, &path.to_string()));
        return;
    }
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| conflicts::subject(&file.path, task.as_ref(), lang));
    ui.report(&if file.is_unmerged {
        text!(
            "已解决，并已告知 git（git add）：{zh}（{path}）",
            "settled, and told to git (git add): {en} ({path})"
        )
    } else {
        text!("已解决：{zh}（{path}）", "settled: {en} ({path})")
    });
}
