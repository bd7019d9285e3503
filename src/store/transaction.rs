//! Changing a store: everything is prepared under the lock, shown if wanted, and then applied. What
//! was changed is told as [`Change`]s, which are found by comparing tasks, never by what was asked.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{Store, codec, edit, journal, layout, load, platform, write};
use crate::{
    error::{Error, Place, Result},
    model::{Change, Plan, Registry, Task, TaskId, change},
};

/// How long a command waits for another one to finish writing.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A set of changes that is being prepared. Holds the lock of the store.
#[derive(Debug)]
pub struct Transaction<'a> {
    store: &'a Store,
    recovered: bool,
    lock: write::Lock,
    patches: Vec<Patch>,
    changes: Vec<Change>,
}

/// One file's before and after.
#[derive(Debug)]
struct Patch {
    path: PathBuf,
    before: Option<Vec<u8>>,
    after: Option<Vec<u8>>,
}

/// What a transaction did.
#[derive(Debug)]
pub struct Applied {
    /// The facts that differ now.
    pub changes: Vec<Change>,
    /// The files that were written, relative to the store.
    pub files: Vec<PathBuf>,
    /// Held until what was written is committed, where that is wanted.
    #[expect(dead_code, reason = "held, not read")]
    lock: write::Lock,
}

impl<'a> Transaction<'a> {
    /// Takes the lock of `store`.
    ///
    /// # Errors
    /// When another process keeps it for too long.
    pub fn begin(store: &'a Store) -> Result<Self> {
        let lock = write::Lock::take(store.directory(), PATIENCE)?;
        let recovered = journal::recover(store.directory())?;
        Ok(Self { store, recovered, lock, patches: Vec::new(), changes: Vec::new() })
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
        let bytes = load::Shelf::read(self.store, &path, codec::MAX_TASK_BYTES)?.ok_or_else(|| {
            Error::not_found(text!("没有任务 {id}", "there is no task {id}")).at(Place::file(&shown))
        })?;
        let before = codec::read_task(&shown, &bytes)?;
        let mut after = before.clone();
        revise(&mut after)?;
        let changes = change::compare(slug, &before, &after);
        if changes.is_empty() {
            return Ok(());
        }
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        let revised = edit::revise(&shown, text, &after)?;
        self.changes.extend(changes);
        self.patches.push(Patch { path, before: Some(bytes), after: Some(revised.into_bytes()) });
        Ok(())
    }

    /// Prepares a new task.
    ///
    /// # Errors
    /// When its number is taken.
    pub fn add(&mut self, slug: &str, task: &Task) -> Result<()> {
        let path = layout::task_file(slug, task.id);
        let shown = self.store.directory().join(&path);
        if shown.symlink_metadata().is_ok() {
            let id = task.id;
            return Err(
                Error::conflict(text!("编号 {id} 已被占用", "number {id} is taken")).at(Place::file(shown))
            );
        }
        self.changes.extend(change::added(slug, task));
        self.patches.push(Patch { path, before: None, after: Some(codec::write_task(task).into_bytes()) });
        Ok(())
    }

    /// Prepares what is new about a plan: its own facts, changed and added tasks, the registry.
    ///
    /// # Errors
    /// When a file can't be read or changed safely.
    pub fn revise_plan(&mut self, plan: &Plan, registry: &Registry) -> Result<()> {
        let path = layout::plan_file(&plan.slug);
        let shown = self.store.directory().join(&path);
        let bytes = load::Shelf::read(self.store, &path, codec::MAX_FILE_BYTES)?.unwrap_or_default();
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        let revised = edit::revise_plan(&shown, text, plan)?;
        self.put(&path, revised.into_bytes())?;
        for task in &plan.tasks {
            if self.store.task_path(&plan.slug, task.id).symlink_metadata().is_ok() {
                self.revise(&plan.slug, task.id, |present| {
                    *present = task.clone();
                    Ok(())
                })?;
            } else {
                self.add(&plan.slug, task)?;
            }
        }
        let registry_path = Path::new(layout::REGISTRY);
        let bytes = load::Shelf::read(self.store, registry_path, codec::MAX_FILE_BYTES)?.unwrap_or_default();
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        let revised = edit::revise_registry(text, registry)
            .ok_or_else(|| edit::refusal(&self.store.directory().join(registry_path), text, "departments"))?;
        self.put(registry_path, revised.into_bytes())
    }

    /// Prepares a file that is not a task to be replaced by `after`; nothing happens when it is equal.
    ///
    /// # Errors
    /// When the present file can't be read.
    pub fn put(&mut self, path: &Path, after: Vec<u8>) -> Result<()> {
        let before = load::Shelf::read(self.store, path, codec::MAX_FILE_BYTES)?;
        if before.as_deref() != Some(&after) {
            self.patches.push(Patch { path: path.to_owned(), before, after: Some(after) });
        }
        Ok(())
    }

    /// Prepares one of the store's files to become what it was: `then`, or nothing where it was not there.
    /// Nothing may have changed it since it was `now`.
    ///
    /// # Errors
    /// When it was changed, or can't be read.
    pub fn restore(&mut self, path: &Path, now: Option<&[u8]>, then: Option<Vec<u8>>) -> Result<()> {
        let present = load::Shelf::read(self.store, path, codec::MAX_FILE_BYTES)?;
        if present.as_deref() != now {
            return Err(Error::conflict(text!(
                "这个文件后来又改过，不能整体撤销",
                "this file was changed since; the whole can't be undone"
            ))
            .at(Place::file(self.store.directory().join(path)))
            .hint(text!(
                "可用 `pjt diff` 查看，再用 `pjt update` 逐项改回",
                "see the changes with `pjt diff`, then set the fields back with `pjt update`"
            )));
        }
        if layout::is_own(path) && present != then {
            self.patches.push(Patch { path: path.to_owned(), before: present, after: then });
        }
        Ok(())
    }

    /// Whether an interrupted operation was finished when this one began.
    pub fn recovered(&self) -> bool {
        self.recovered
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
        let planned: Vec<_> = self
            .patches
            .iter()
            .map(|patch| (patch.path.as_path(), patch.before.as_deref(), patch.after.as_deref()))
            .collect();
        journal::apply(self.store.directory(), &planned)?;
        let files = self.patches.into_iter().map(|patch| patch.path).collect();
        Ok(Applied { changes: self.changes, files, lock: self.lock })
    }

    /// Writes a whole new plan, in one step: its files are made in a temporary directory that takes the
    /// plan's name when all of them are durable. The registry comes first, since more departments than
    /// tasks name are harmless.
    ///
    /// # Errors
    /// When the plan exists already, or the disk refuses; nothing of the plan is in the store then.
    pub fn create_plan(self, plan: &Plan, registry: &Registry) -> Result<Applied> {
        let root = self.store.directory();
        let target = root.join(&plan.slug);
        if target.symlink_metadata().is_ok() {
            let slug = &plan.slug;
            return Err(Error::conflict(text!(
                "方案 `{slug}` 已在台账中",
                "plan `{slug}` is in the store already"
            ))
            .at(Place::file(target)));
        }
        let failed =
            |error: &std::io::Error| Error::io(text!("无法写入方案", "can't write the plan"), &target, error);
        let temporary =
            platform::temporary_directory(layout::TEMPORARY, root).map_err(|error| failed(&error))?;
        let within =
            |path: &Path| -> PathBuf { temporary.path().join(path.iter().skip(1).collect::<PathBuf>()) };
        let mut files = vec![layout::plan_file(&plan.slug)];
        fs::create_dir(temporary.path().join(layout::TASKS)).map_err(|error| failed(&error))?;
        write::create(&within(&layout::plan_file(&plan.slug)), codec::write_plan(plan).as_bytes())?;
        let mut changes = Vec::with_capacity(plan.tasks.len());
        for task in &plan.tasks {
            let path = layout::task_file(&plan.slug, task.id);
            write::create(&within(&path), codec::write_task(task).as_bytes())?;
            changes.extend(change::added(&plan.slug, task));
            files.push(path);
        }
        platform::sync_tree(temporary.path()).map_err(|error| failed(&error))?;
        self.put_registry(registry, &mut files)?;
        fs::rename(temporary.path(), &target).map_err(|error| failed(&error))?;
        let _moved = temporary.keep();
        platform::sync_directory(root).map_err(|error| failed(&error))?;
        let config = self.store.config()?;
        if config.default_plan.is_none() {
            let config = codec::Config { default_plan: Some(plan.slug.clone()), ..config };
            self.replace_now(Path::new(layout::CONFIG), codec::write_config(&config).as_bytes(), &mut files)?;
        }
        Ok(Applied { changes, files, lock: self.lock })
    }

    fn put_registry(&self, registry: &Registry, files: &mut Vec<PathBuf>) -> Result<()> {
        let path = Path::new(layout::REGISTRY);
        if load::registry(self.store)? == *registry {
            return Ok(());
        }
        let before = load::Shelf::read(self.store, path, codec::MAX_FILE_BYTES)?.unwrap_or_default();
        let text = std::str::from_utf8(&before).unwrap_or_default();
        let after = edit::revise_registry(text, registry)
            .ok_or_else(|| edit::refusal(&self.store.directory().join(path), text, "departments"))?;
        self.replace_now(path, after.as_bytes(), files)
    }

    fn replace_now(&self, path: &Path, after: &[u8], files: &mut Vec<PathBuf>) -> Result<()> {
        let before = load::Shelf::read(self.store, path, codec::MAX_FILE_BYTES)?;
        write::replace(&self.store.directory().join(path), before.as_deref(), after)?;
        files.push(path.to_owned());
        Ok(())
    }
}
