//! Changing a store: everything is prepared under the lock, shown if wanted, and then applied. What
//! was changed is reported as [`Change`]s, which are found by comparing tasks, never by what was asked.

mod past;
mod plans;
mod records;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    Store, edit, file, layout, left_out, load,
    operation::{self, After, Planned, Recovery},
    yaml,
};
use crate::{
    error::{Error, Location, Result},
    model::{Change, Task, TaskId, change},
};

/// How long a command waits for another one to finish writing.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A set of changes that is being prepared. Holds the lock of the store, unless it is a preview.
#[derive(Debug)]
pub struct Transaction<'a> {
    store: &'a Store,
    recovery: Recovery,
    /// None where it is only a preview.
    lock: Option<file::Lock>,
    planned: Vec<Planned>,
    changes: Vec<Change>,
    /// The tasks that differ, as they become.
    tasks: Revised,
    /// Files that get another name along with their directory, by both names.
    moved: Vec<PathBuf>,
    /// What the other files held that are going to change.
    held: Vec<Held>,
}

/// A file of the store other than a task's, and what it held before it was written, if it was there.
pub type Held = (PathBuf, Option<Vec<u8>>);

/// Tasks of plans, by number.
pub type Revised = BTreeMap<(String, TaskId), Task>;

/// What a transaction did.
#[derive(Debug)]
pub struct Applied {
    /// The facts that differ now.
    pub changes: Vec<Change>,
    /// The files that were written, relative to the store.
    pub files: Vec<PathBuf>,
    /// What those of them that are no task's held before: somebody may have changed it and not committed that.
    pub held: Vec<Held>,
    /// Held until what was written is committed, where that is wanted.
    #[expect(dead_code, reason = "held, not read")]
    lock: Option<file::Lock>,
}

impl<'a> Transaction<'a> {
    /// Takes the lock of `store`, and finishes what an interrupted command left. What a command decides
    /// by reading the store, it reads after this.
    ///
    /// # Errors
    /// When another process keeps the lock for too long.
    pub fn begin(store: &'a Store) -> Result<Self> {
        let lock = file::Lock::take(store.directory(), PATIENCE)?;
        let recovery = operation::recover(store.directory())?;
        Ok(Self { store, recovery, lock: Some(lock), ..Self::preview(store) })
    }

    /// The same without lock and recovery: to show what would change. It is never applied.
    pub fn preview(store: &'a Store) -> Self {
        Self {
            store,
            recovery: Recovery::default(),
            lock: None,
            planned: Vec::new(),
            changes: Vec::new(),
            tasks: Revised::new(),
            moved: Vec::new(),
            held: Vec::new(),
        }
    }

    /// Prepares a change of one task: `revise` gets the task as it stands under the lock.
    ///
    /// # Errors
    /// When the task does not exist or can't be read, when `revise` refuses, or when its text can't be
    /// changed safely.
    pub fn revise(
        &mut self,
        slug: &str,
        id: TaskId,
        revise: impl FnOnce(&mut Task) -> Result<()>,
    ) -> Result<()> {
        let path = layout::task_file(slug, id);
        let shown = self.store.directory().join(&path);
        let bytes = load::StoreSource::read(self.store, &path, yaml::MAX_TASK_BYTES)?.ok_or_else(|| {
            Error::not_found(text!("没有任务 {id}", "there is no task {id}"))
                .named("no-such-task")
                .at(Location::file(&shown))
        })?;
        let before = yaml::read_task(&shown, &bytes)?;
        let mut after = before.clone();
        revise(&mut after)?;
        let changes = change::compare(slug, &before, &after);
        if changes.is_empty() {
            return Ok(());
        }
        let revised = edit::revise(&shown, edit::text_of(&bytes), &after)?;
        self.changes.extend(changes);
        self.tasks.insert((slug.to_owned(), id), after);
        self.plan(path, Some(bytes), Some(revised.into_bytes()))?;
        Ok(())
    }

    /// Prepares another text for the file of a task, which still has to hold `opened`.
    ///
    /// # Errors
    /// When it was changed meanwhile, or can't be read.
    pub fn rewrite(&mut self, slug: &str, id: TaskId, opened: &[u8], text: &str) -> Result<()> {
        let path = layout::task_file(slug, id);
        let shown = self.store.directory().join(&path);
        let present = load::StoreSource::read(self.store, &path, yaml::MAX_TASK_BYTES)?;
        if present.as_deref() != Some(opened) {
            return Err(Error::conflict(text!(
                "编号{id} 的文件在编辑期间被别人改过；没有写入任何内容",
                "the file of task {id} was changed by someone else meanwhile; nothing was written"
            ))
            .named("changed-meanwhile")
            .at(Location::file(shown)));
        }
        let after = yaml::read_task(&shown, text.as_bytes())?;
        if let Ok(before) = yaml::read_task(&shown, opened) {
            self.changes.extend(change::compare(slug, &before, &after));
        }
        self.tasks.insert((slug.to_owned(), id), after);
        self.plan(path, Some(opened.to_vec()), Some(text.as_bytes().to_vec()))
    }

    fn plan(&mut self, path: PathBuf, before: Option<Vec<u8>>, after: Option<Vec<u8>>) -> Result<()> {
        self.plan_file(path.clone(), before.as_deref(), after.map(After::Content))?;
        if layout::task_of(&path).is_none() {
            self.held.push((path, before));
        }
        Ok(())
    }

    fn plan_file(&mut self, path: PathBuf, before: Option<&[u8]>, after: Option<After>) -> Result<()> {
        if self.store.is_left_out(&path) {
            return Err(left_out::not_here(&self.store.directory().join(path)));
        }
        self.planned.push(Planned::File { path, before: before.map(file::digest), after });
        Ok(())
    }

    /// Prepares a new task.
    ///
    /// # Errors
    /// When its number is taken.
    pub fn add(&mut self, slug: &str, task: &Task) -> Result<()> {
        ensure_number(task.id)?;
        let path = layout::task_file(slug, task.id);
        let shown = self.store.directory().join(&path);
        if shown.symlink_metadata().is_ok() {
            let id = task.id;
            return Err(Error::conflict(text!("编号 {id} 已被占用", "number {id} is taken"))
                .named("number-taken")
                .at(Location::file(shown)));
        }
        self.changes.push(change::added(slug, task));
        self.tasks.insert((slug.to_owned(), task.id), task.clone());
        let after = will_be_read(&path, &shown, yaml::write_task(task).into_bytes())?;
        self.plan(path, None, Some(after))
    }

    /// Prepares a file that is not a task to be replaced by `after`; nothing happens when it is equal.
    ///
    /// # Errors
    /// When the present file can't be read.
    pub fn put(&mut self, path: &Path, after: Vec<u8>) -> Result<()> {
        let before = load::StoreSource::read(self.store, path, yaml::MAX_FILE_BYTES)?;
        if before.as_deref() != Some(&after) {
            let after = will_be_read(path, &self.store.directory().join(path), after)?;
            self.plan(path.to_owned(), before, Some(after))?;
        }
        Ok(())
    }

    /// What was found of an interrupted command when this one began.
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// Whether nothing is going to be written.
    pub fn is_empty(&self) -> bool {
        self.planned.is_empty()
    }

    /// The tasks that are going to change, as they become.
    pub fn tasks(&self) -> &Revised {
        &self.tasks
    }

    /// What is going to change.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Writes what was prepared, as one: after a crash the next command finishes it.
    ///
    /// # Errors
    /// When a file was changed meanwhile or the disk refuses. Each file holds its old or its new content.
    pub fn apply(self) -> Result<Applied> {
        let left = operation::apply(self.store.directory(), &self.planned)?;
        let (mut files, mut moves) = (Vec::new(), 0);
        for planned in self.planned {
            match planned {
                Planned::File { path, .. } => files.push(path),
                Planned::Plan { files: new, .. } => files.extend(new.into_iter().map(|(path, _)| path)),
                Planned::Move { .. } => moves += 1,
            }
        }
        let steps = files.len() + moves;
        files.extend(self.moved);
        let Some(first) = left.first() else {
            return Ok(Applied { changes: self.changes, files, held: self.held, lock: self.lock });
        };
        let (count, written) = (left.len(), steps.saturating_sub(left.len()));
        Err(Error::conflict(text!(
            "有 {count} 个文件在读取之后被别人改动了，保留了他们的内容；其余 {written} 个文件已写入",
            "{count} files were changed by someone else since they were read and were left alone; the other {written} are written"
        )).named("changed-meanwhile")
        .at(Location::file(self.store.directory().join(first)))
        .hint(text!("请重新运行这条命令", "run the command again")))
    }
}

/// What is going to be written, after it was read: a file beyond a limit could be written and never read again.
fn will_be_read(path: &Path, shown: &Path, after: Vec<u8>) -> Result<Vec<u8>> {
    let Some(kind) = layout::Kind::of(path) else { return Ok(after) };
    match yaml::ensure_readable(kind, shown, &after) {
        Ok(()) => Ok(after),
        Err(finding) => Err(Error::from(finding).hint(text!("没有写入任何内容", "nothing was written"))),
    }
}

/// A file of a number beyond the last could be written and never read again.
fn ensure_number(id: TaskId) -> Result<()> {
    let last = layout::LAST_NUMBER;
    if id <= last {
        return Ok(());
    }
    Err(Error::conflict(text!(
        "编号 {id} 太大：任务的编号最多到 {last}；没有写入任何内容",
        "number {id} is too large: tasks are numbered up to {last}; nothing was written"
    ))
    .hint(text!(
        "请查看方案中编号最大的任务：新任务接着它编号",
        "look at the task with the largest number of the plan: new ones are numbered after it"
    )))
}
