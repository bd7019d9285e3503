//! Whole plans in a transaction: a new one, what a new edition changes, another name, the end of one.

use std::path::{Path, PathBuf};

use super::{Applied, Transaction, ensure_number, will_be_read};
use crate::{
    error::{Error, Location, Result},
    model::{Change, ChangedField, Plan, Registry, RemovedPlan, Subject, change},
    store::{
        current_slug, edit, layout, left_out, load,
        operation::{After, Planned},
        yaml,
    },
};

impl Transaction<'_> {
    /// Prepares what is new about a plan: its own facts, changed and added tasks, the registry.
    ///
    /// # Errors
    /// When a file can't be read or changed safely.
    pub fn revise_plan(&mut self, plan: &Plan, registry: &Registry) -> Result<()> {
        let path = layout::plan_file(&plan.slug);
        let shown = self.store.directory().join(&path);
        let bytes = load::StoreSource::read(self.store, &path, yaml::MAX_FILE_BYTES)?.unwrap_or_default();
        let revised = edit::revise_plan(&shown, &bytes, plan)?;
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

    /// Prepares what differs of a plan's own facts: title, period, headings, why they were corrected. Its tasks stay.
    ///
    /// # Errors
    /// When its file can't be read or changed safely.
    pub fn revise_plan_file(&mut self, plan: &Plan) -> Result<()> {
        let path = layout::plan_file(&plan.slug);
        let shown = self.store.directory().join(&path);
        let bytes = load::StoreSource::read(self.store, &path, yaml::MAX_FILE_BYTES)?.unwrap_or_default();
        let before = yaml::read_plan(&shown, &bytes)?;
        self.changes.extend(change::compare_plans(&plan.slug, Some(&before), Some(plan)));
        let revised = edit::revise_plan(&shown, &bytes, plan)?;
        self.put(&path, revised.into_bytes())
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
        self.ensure_means_no_other(slug, None)?;
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

    /// Refuses a name under which a period asks about another plan.
    ///
    /// # Errors
    /// When it is such a name.
    pub fn ensure_means_no_other(&self, slug: &str, owner: Option<&str>) -> Result<()> {
        let meant = current_slug(self.store, slug);
        if Some(meant.as_str()) == owner {
            return Ok(());
        }
        let removed = self.store.config()?.removed;
        let is_known = meant != slug || removed.iter().any(|plan| plan.was_called(slug));
        if !is_known || !self.is_asked_about(slug) {
            return Ok(());
        }
        let message = text!(
            "已有报送期以 `{slug}` 之名问过另一个方案，这个名称不能再给别的方案；没有写入任何内容",
            "a period asks about another plan by the name `{slug}`, which no other one can get; nothing was written"
        );
        let hint = match owner {
            Some(_) => text!("请另取一个名称", "choose another name"),
            None => text!("用 `--plan` 另取一个名称", "give it another name with `--plan`"),
        };
        Err(Error::conflict(message).named("name-taken").hint(hint))
    }

    /// Whether a period asks about a plan by this name.
    fn is_asked_about(&self, slug: &str) -> bool {
        let (periods, _) = load::periods(self.store);
        periods.iter().any(|(_, period)| period.asked.iter().any(|asked| asked.plan == slug))
    }

    /// Prepares another name for a plan, which remembers the old one: its directory moves with all that it holds. Where the
    /// last commit has it by that other name, `committed` are the former names that it has there: of what it was called since
    /// then it keeps what a period asks by.
    ///
    /// # Errors
    /// When the name is taken, or the plan can't be read or changed safely.
    pub fn rename_plan(&mut self, from: &str, to: &str, committed: Option<&[String]>) -> Result<()> {
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
        self.ensure_means_no_other(to, Some(from))?;
        let mut plan = load::plan(self.store, from)?;
        plan.former_slugs.retain(|former| former != to);
        plan.former_slugs.push(from.to_owned());
        if let Some(committed) = committed {
            plan.former_slugs.retain(|name| committed.contains(name) || self.is_asked_about(name));
        }
        let path = layout::plan_file(from);
        let shown = self.store.directory().join(&path);
        let bytes = load::StoreSource::read(self.store, &path, yaml::MAX_FILE_BYTES)?.unwrap_or_default();
        let revised = edit::revise_plan(&shown, &bytes, &plan)?.into_bytes();
        for path in self.files_of(from)? {
            let below = path.strip_prefix(from).unwrap_or(&path);
            self.moved.extend([path.clone(), Path::new(to).join(below)]);
            if layout::return_of(&path).is_some() {
                let bytes = load::StoreSource::read(self.store, &path, yaml::MAX_FILE_BYTES)?;
                self.held.push((path, bytes));
            }
        }
        self.changes.push(Change {
            subject: Subject::Plan(to.to_owned()),
            field: ChangedField::Key("slug".to_owned()),
            from: from.into(),
            to: to.into(),
        });
        self.planned.push(Planned::Move { from: from.to_owned(), to: to.to_owned() });
        self.plan_file(layout::plan_file(to), Some(&bytes), Some(After::Content(revised)))?;
        self.held.push((path, Some(bytes)));
        Ok(())
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
}
