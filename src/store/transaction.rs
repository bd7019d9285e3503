//! Changing a store: everything is prepared under the lock, shown if wanted, and then applied. What
//! was changed is reported as [`Change`]s, which are found by comparing tasks, never by what was asked.
#![expect(clippy::expect_used, reason = "what was read as YAML is UTF-8")]

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    rc::Rc,
    time::Duration,
};

use super::{
    Store, edit, file, layout, left_out, line_endings, load,
    recovery::{self, After, Past, Planned, Recovery},
    yaml,
};
use crate::{
    error::{Error, Location, Result},
    model::{
        Change, ChangedField, PeriodId, Plan, Registry, RemovedPlan, ReportingPeriod, Return, Subject, Task,
        TaskId, change,
    },
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
}

/// Tasks of plans, by number.
pub type Revised = BTreeMap<(String, TaskId), Task>;

/// What a transaction did.
#[derive(Debug)]
pub struct Applied {
    /// The facts that differ now.
    pub changes: Vec<Change>,
    /// The files that were written, relative to the store.
    pub files: Vec<PathBuf>,
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
        let recovery = recovery::recover(store.directory())?;
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
        let text = std::str::from_utf8(&bytes).expect("it was read as YAML just now");
        let revised = edit::revise(&shown, text, &after)?;
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
                "任务 {id} 的文件在编辑期间被别人改过；没有写入任何内容",
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
        self.plan_file(path, before.as_deref(), after.map(After::Content))
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

    /// Prepares what is new about a plan: its own facts, changed and added tasks, the registry.
    ///
    /// # Errors
    /// When a file can't be read or changed safely.
    pub fn revise_plan(&mut self, plan: &Plan, registry: &Registry) -> Result<()> {
        let path = layout::plan_file(&plan.slug);
        let shown = self.store.directory().join(&path);
        let bytes = load::StoreSource::read(self.store, &path, yaml::MAX_FILE_BYTES)?.unwrap_or_default();
        yaml::read_plan(&shown, &bytes)?;
        let text = std::str::from_utf8(&bytes).expect("it was read as YAML just now");
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
        self.put_registry(registry)
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

    /// Prepares one of the store's files to become what it was: `then`, or nothing where it was not there.
    /// Nothing may have changed it since: what it holds must be what `is_expected`.
    ///
    /// # Errors
    /// When it was changed, or can't be read.
    pub fn restore(
        &mut self,
        path: &Path,
        is_expected: impl FnOnce(Option<&[u8]>) -> bool,
        then: Option<Vec<u8>>,
    ) -> Result<()> {
        let present = load::StoreSource::read(self.store, path, yaml::MAX_FILE_BYTES)?;
        // It may have become so already, by an undo that was interrupted before its commit.
        let is_done = line_endings::is_same_text(present.as_deref(), then.as_deref());
        if !is_done && !is_expected(present.as_deref()) {
            return Err(self.changed_since(path));
        }
        let then = match &present {
            Some(present) => then.map(|then| line_endings::as_in(present, then)),
            None => then,
        };
        if layout::is_own(path) && present != then {
            self.plan(path.to_owned(), present, then)?;
        }
        Ok(())
    }

    /// The same of a state that is read when it is written, file by file. Says whether there is anything to write.
    ///
    /// # Errors
    /// As [`Transaction::restore`].
    pub fn restore_from(
        &mut self,
        past: &Rc<dyn Past>,
        path: &Path,
        is_expected: impl FnOnce(Option<&[u8]>) -> Result<bool>,
    ) -> Result<bool> {
        let present = load::StoreSource::read(self.store, path, yaml::MAX_FILE_BYTES)?;
        if !is_expected(present.as_deref())? {
            // It may have become so already, by an undo that was interrupted before its commit.
            return if past.is(path, present.as_deref())? {
                Ok(false)
            } else {
                Err(self.changed_since(path))
            };
        }
        let is_there = past.has(path)?;
        if !layout::is_own(path) || !is_there && present.is_none() {
            return Ok(false);
        }
        let with_pairs = present.as_deref().is_some_and(line_endings::has_pairs);
        let after = is_there.then(|| After::Past { past: Rc::clone(past), with_pairs });
        self.plan_file(path.to_owned(), present.as_deref(), after)?;
        Ok(true)
    }

    fn changed_since(&self, path: &Path) -> Error {
        Error::conflict(text!(
            "这个文件后来又改过，不能整体写回；没有改动任何文件",
            "this file was changed since, so the whole can't be put back; no file was changed"
        ))
        .named("changed-meanwhile")
        .at(Location::file(self.store.directory().join(path)))
        .hint(text!(
            "可用 `pjt diff` 查看，再用 `pjt update` 逐项改回",
            "see the changes with `pjt diff`, then set the fields back with `pjt update`"
        ))
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
        let left = recovery::apply(self.store.directory(), &self.planned)?;
        let mut files = Vec::new();
        for planned in self.planned {
            match planned {
                Planned::File { path, .. } => files.push(path),
                Planned::Plan { files: new, .. } => files.extend(new.into_iter().map(|(path, _)| path)),
                Planned::Move { .. } => {}
            }
        }
        files.extend(self.moved);
        let Some(first) = left.first() else {
            return Ok(Applied { changes: self.changes, files, lock: self.lock });
        };
        let (count, written) = (left.len(), files.len() - left.len());
        Err(Error::conflict(text!(
            "有 {count} 个文件在读取之后被别人改动了，保留了他们的内容；其余 {written} 个文件已写入",
            "{count} files were changed by someone else since they were read and were left alone; the other {written} are written"
        )).named("changed-meanwhile")
        .at(Location::file(self.store.directory().join(first)))
        .hint(text!("请重新运行这条命令", "run the command again")))
    }

    /// Writes a whole new plan: its directory takes its name in one step, when everything in it is
    /// durable.
    ///
    /// # Errors
    /// When the plan exists already, or the disk refuses.
    pub fn create_plan(mut self, plan: &Plan, registry: &Registry) -> Result<Applied> {
        let slug = &plan.slug;
        let target = self.store.directory().join(slug);
        if target.symlink_metadata().is_ok() {
            return Err(Error::conflict(text!(
                "方案 `{slug}` 已在台账中",
                "plan `{slug}` is in the store already"
            ))
            .named("plan-exists")
            .at(Location::file(target)));
        }
        self.put_registry(registry)?;
        let mut files = Vec::new();
        let mut lay_down = |path: PathBuf, text: String| -> Result<()> {
            let after = will_be_read(&path, &self.store.directory().join(&path), text.into_bytes())?;
            files.push((path, after));
            Ok(())
        };
        lay_down(layout::plan_file(slug), yaml::write_plan(plan))?;
        for task in &plan.tasks {
            ensure_number(task.id)?;
            lay_down(layout::task_file(slug, task.id), yaml::write_task(task))?;
        }
        self.changes.extend(plan.tasks.iter().map(|task| change::added(slug, task)));
        self.planned.push(Planned::Plan { slug: slug.clone(), files });
        let config = self.store.config()?;
        if config.default_plan.is_none() {
            self.put_config(&yaml::Config { default_plan: Some(slug.clone()), ..config })?;
        }
        self.apply()
    }

    /// Prepares a reporting period: a new one, or what changes of one that is there.
    ///
    /// # Errors
    /// When the present file can't be read or changed safely.
    pub fn put_period(&mut self, id: PeriodId, period: &ReportingPeriod) -> Result<()> {
        let path = layout::period_file(id);
        let shown = self.store.directory().join(&path);
        let after = match load::StoreSource::read(self.store, &path, yaml::MAX_FILE_BYTES)? {
            None => yaml::write_period(period),
            Some(bytes) => {
                yaml::read_period(&shown, &bytes)?;
                let text = std::str::from_utf8(&bytes).expect("it was read as YAML just now");
                edit::revise_period(&shown, text, period)?
            }
        };
        self.put(&path, after.into_bytes())
    }

    /// Prepares the return of the department with this code: a new one, or what changes of one that is there.
    ///
    /// # Errors
    /// When the present file can't be read or changed safely.
    pub fn put_return(&mut self, slug: &str, id: PeriodId, code: &str, after: &Return) -> Result<()> {
        let path = layout::return_file(slug, id, code);
        let shown = self.store.directory().join(&path);
        let present = load::StoreSource::read(self.store, &path, yaml::MAX_FILE_BYTES)?;
        let (before, text) = match &present {
            None => (None, yaml::write_return(after)),
            Some(bytes) => {
                let before = yaml::read_return(&shown, bytes)?;
                let text = std::str::from_utf8(bytes).expect("it was read as YAML just now");
                (Some(before), edit::revise_return(&shown, text, after)?)
            }
        };
        self.changes.extend(change::compare_returns(slug, id, before.as_ref(), Some(after)));
        self.put(&path, text.into_bytes())
    }

    /// Prepares the store's settings to become these.
    ///
    /// # Errors
    /// When the present ones can't be read or changed safely.
    pub fn revise_config(&mut self, config: &yaml::Config) -> Result<()> {
        let present = self.store.config()?;
        let changes = change::compare_keys(&Subject::Store, &yaml::fields(&present), &yaml::fields(config));
        self.changes.extend(changes);
        self.put_config(config)
    }

    fn put_config(&mut self, config: &yaml::Config) -> Result<()> {
        let path = Path::new(layout::CONFIG);
        let shown = self.store.directory().join(path);
        let bytes = load::StoreSource::read(self.store, path, yaml::MAX_FILE_BYTES)?.unwrap_or_default();
        yaml::read_config(&shown, &bytes)?;
        let text = std::str::from_utf8(&bytes).expect("it was read as YAML just now");
        let after =
            edit::revise_config(text, config).ok_or_else(|| edit::refusal(&shown, text, "default_plan"))?;
        self.put(path, after.into_bytes())
    }

    /// Prepares another name for a plan, which remembers the old one: its directory moves with all that it holds.
    ///
    /// # Errors
    /// When the name is taken, or the plan can't be read or changed safely.
    pub fn rename_plan(&mut self, from: &str, to: &str) -> Result<()> {
        let target = self.store.directory().join(to);
        if target.symlink_metadata().is_ok() {
            return Err(Error::conflict(text!(
                "`{to}` 已经存在；没有写入任何内容",
                "`{to}` exists; nothing was written"
            ))
            .named("plan-exists")
            .at(Location::file(target))
            .hint(text!("请另取一个名称", "choose another name")));
        }
        let mut plan = load::plan(self.store, from)?;
        plan.former_slugs.retain(|former| former != to);
        plan.former_slugs.push(from.to_owned());
        let path = layout::plan_file(from);
        let shown = self.store.directory().join(&path);
        let bytes = load::StoreSource::read(self.store, &path, yaml::MAX_FILE_BYTES)?.unwrap_or_default();
        let text = std::str::from_utf8(&bytes).expect("it was read as YAML just now");
        let revised = edit::revise_plan(&shown, text, &plan)?.into_bytes();
        for path in self.files_of(from)? {
            let below = path.strip_prefix(from).unwrap_or(&path);
            self.moved.extend([path.clone(), Path::new(to).join(below)]);
        }
        self.changes.push(Change {
            subject: Subject::Plan(to.to_owned()),
            field: ChangedField::Key("slug".to_owned()),
            from: from.into(),
            to: to.into(),
        });
        self.planned.push(Planned::Move { from: from.to_owned(), to: to.to_owned() });
        self.plan(layout::plan_file(to), Some(bytes), Some(revised))
    }

    /// Prepares a plan to be taken out with its tasks; the store's settings say why.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn remove_plan(&mut self, removed: RemovedPlan, config: yaml::Config) -> Result<()> {
        let slug = removed.slug.clone();
        let plan = load::plan(self.store, &slug)?;
        for path in self.files_of(&slug)? {
            let bytes = load::StoreSource::read(self.store, &path, yaml::MAX_FILE_BYTES)?;
            self.plan(path, bytes, None)?;
        }
        let gone = change::compare_plans(&slug, Some(&plan), None);
        self.changes.extend(gone.into_iter().filter(Change::is_removal));
        let mut config = config;
        config.removed.push(removed);
        self.revise_config(&config)
    }

    /// The files of a plan, relative to the store.
    ///
    /// # Errors
    /// When they can't be listed, or some are left out of the working tree.
    pub fn files_of(&self, slug: &str) -> Result<Vec<PathBuf>> {
        let mut files = vec![layout::plan_file(slug)];
        files.extend(load::StoreSource::task_files(self.store, slug)?);
        files.extend(load::StoreSource::return_files(self.store, slug)?);
        match files.iter().find(|path| self.store.is_left_out(path)) {
            Some(path) => Err(left_out::not_here(&self.store.directory().join(path))),
            None => Ok(files),
        }
    }

    /// Prepares the registry to become this one.
    ///
    /// # Errors
    /// When the present one can't be read or changed safely.
    pub fn revise_registry(&mut self, registry: &Registry) -> Result<()> {
        let present = load::registry(self.store)?;
        self.changes.extend(change::compare_registries(&present, registry));
        self.put_registry(registry)
    }

    /// Puts a registry in place of the present one; what it changes is for the caller to say.
    ///
    /// # Errors
    /// When the present one can't be changed safely.
    pub fn put_registry(&mut self, registry: &Registry) -> Result<()> {
        let path = Path::new(layout::REGISTRY);
        let shown = self.store.directory().join(path);
        let bytes = load::StoreSource::read(self.store, path, yaml::MAX_FILE_BYTES)?;
        let present = match &bytes {
            Some(bytes) => yaml::read_registry(&shown, bytes)?,
            None => Registry::default(),
        };
        if present == *registry {
            return Ok(());
        }
        let bytes = bytes.unwrap_or_default();
        let text = std::str::from_utf8(&bytes).expect("it was read as YAML just now");
        let after = edit::revise_registry(text, registry)
            .ok_or_else(|| edit::refusal(&shown, text, "departments"))?;
        self.put(path, after.into_bytes())
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
