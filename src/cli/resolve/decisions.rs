//! What was decided of files in conflict, and what nobody decided: written, and reported.

use std::path::PathBuf;

use pjt::{
    Error, Lang, Result,
    error::Location,
    history::{
        merge::{Conflict, Side},
        resolve::{Cause, ConflictedFile},
    },
    output::conflicts,
    store::{Applied, Store, Transaction, line_endings::is_same_text, load::StoreSource as _},
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
        }
        transaction.apply()
    }

    /// The files that git is to take for merged now.
    pub(super) fn waiting_for_git(&self) -> Vec<PathBuf> {
        let files = self.settled.iter().map(|settled| settled.file);
        files.filter(|file| file.is_unmerged).map(|file| file.path.clone()).collect()
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
        let resolved: Vec<String> = self.settled.iter().map(path).collect();
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
        if self.settled.is_empty() && self.open.is_empty() {
            ui.report(&text!("没有未解决的冲突", "there are no conflicts"));
        }
        Ok(())
    }
}

/// That the conflicts of a file are settled.
fn report_settled(file: &ConflictedFile, store: &Store, ui: &mut Ui) {
    let task = task_in(file, store);
    let path = store.shown(&file.path);
    let path = path.display();
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
