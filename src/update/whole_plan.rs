//! What is asked of a plan as a whole: that it is called otherwise, is the default one, or goes out of the store.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{ensure_slug, plans_asked};
use crate::{
    error::{Error, Location, Result},
    model::{PeriodId, RemovedPlan},
    store::{PlanChoice, Store, Transaction, layout, load, load::StoreSource as _, yaml::Config},
};

/// That a plan is called otherwise from now on.
#[derive(Clone, Copy, Debug)]
pub struct PlanRename<'a> {
    old: &'a str,
    new: &'a str,
}

impl<'a> PlanRename<'a> {
    /// Of the plan that is called `old`.
    ///
    /// # Errors
    /// When no plan can be called `new`.
    pub fn new(old: &'a str, new: &'a str) -> Result<Self> {
        ensure_slug(new)?;
        Ok(Self { old, new })
    }

    /// Prepares it in the transaction; a plan that has the name already stays as it is. Gives what the plan's folder holds
    /// beside its own files, relative to the store: that moves along.
    ///
    /// # Errors
    /// When there is no such plan, the name is taken, or the plan can't be changed safely.
    pub fn prepare(self, store: &Store, transaction: &mut Transaction<'_>) -> Result<Vec<PathBuf>> {
        let Self { old, new } = self;
        if old == new || self.is_done(store) {
            return Ok(Vec::new());
        }
        store.choose(&PlanChoice::Named(vec![old.to_owned()]))?;
        let config = store.config()?;
        let beside = besides(store, old, &transaction.files_of(old)?)?;
        transaction.rename_plan(old, new)?;
        if config.default_plan.as_deref() == Some(old) {
            transaction.revise_config(&Config { default_plan: Some(new.to_owned()), ..config })?;
        }
        Ok(beside)
    }

    fn is_done(self, store: &Store) -> bool {
        let is_known = |slug: &str| store.plans().is_ok_and(|plans| plans.iter().any(|plan| plan == slug));
        let had_it = |former: &String| former == self.old;
        !is_known(self.old)
            && is_known(self.new)
            && load::plan(store, self.new).is_ok_and(|plan| plan.former_slugs.iter().any(had_it))
    }
}

/// Prepares in the transaction that a bare number belongs to this plan.
///
/// # Errors
/// When there is no such plan, or the settings can't be changed.
pub fn choose_default_plan(slug: &str, store: &Store, transaction: &mut Transaction<'_>) -> Result<()> {
    store.choose(&PlanChoice::Named(vec![slug.to_owned()]))?;
    let default_plan = Some(slug.to_owned());
    transaction.revise_config(&Config { default_plan, ..store.config()? })
}

/// That a plan goes out of the store.
#[derive(Clone, Debug)]
pub struct PlanRemoval<'a> {
    /// The plan.
    pub slug: &'a str,
    /// Why.
    pub reason: &'a str,
    /// The day on which it is asked.
    pub today: NaiveDate,
}

/// What goes with a plan.
#[derive(Clone, Debug)]
pub struct PlanRemoved {
    /// Its title.
    pub title: String,
    /// How many tasks.
    pub tasks: usize,
    /// How many returns.
    pub returns: usize,
    /// The periods that asked about it.
    pub periods: Vec<PeriodId>,
}

impl PlanRemoval<'_> {
    /// Prepares it in the transaction. `uncommitted` says which of these files git does not have as they are: only what git
    /// holds may go.
    ///
    /// # Errors
    /// When there is no such plan, its folder holds what git does not have, or it is the default beside several others.
    pub fn prepare(
        &self,
        store: &Store,
        transaction: &mut Transaction<'_>,
        uncommitted: impl FnOnce(&[PathBuf]) -> Result<Vec<PathBuf>>,
    ) -> Result<PlanRemoved> {
        let slug = self.slug;
        store.choose(&PlanChoice::Named(vec![slug.to_owned()]))?;
        let files = transaction.files_of(slug)?;
        let mut in_the_way = uncommitted(&files)?;
        in_the_way.extend(besides(store, slug, &files)?);
        if !in_the_way.is_empty() {
            return Err(not_in_git(store, slug, &in_the_way));
        }
        let config = without_default(store, slug)?;
        let title = load::plan(store, slug).map_err(Error::from)?.title;
        let (slug_gone, reason) = (slug.to_owned(), self.reason.to_owned());
        transaction.remove_plan(RemovedPlan { slug: slug_gone, on: self.today, reason }, config)?;
        let (mut periods, _) = load::periods(store);
        periods.retain(|(_, period)| plans_asked(period, store).contains(slug));
        Ok(PlanRemoved {
            title,
            tasks: files.iter().filter(|path| layout::task_of(path).is_some()).count(),
            returns: files.iter().filter(|path| layout::return_of(path).is_some()).count(),
            periods: periods.into_iter().map(|(id, _)| id).collect(),
        })
    }
}

fn not_in_git(store: &Store, slug: &str, files: &[PathBuf]) -> Error {
    let list = paths_in_words(files);
    Error::conflict(text!(
        "方案 {slug} 的文件夹里有 git 里没有的内容：{list}；没有写入任何内容",
        "the folder of plan {slug} holds what git does not have: {list}; nothing was written"
    ))
    .named("not-in-git")
    .at(Location::file(store.directory().join(slug)))
    .hint(text!(
        "改动先用 `pjt commit` 提交；不属于台账的文件先移到别处",
        "commit changes with `pjt commit` first; move files that are not the store's elsewhere"
    ))
}

/// The settings without a default plan that is going. Where several others remain, a person says which is the default.
fn without_default(store: &Store, slug: &str) -> Result<Config> {
    let config = store.config()?;
    if config.default_plan.as_deref() != Some(slug) {
        return Ok(config);
    }
    if store.plans()?.len() > 2 {
        return Err(Error::conflict(text!(
            "{slug} 是默认方案；没有写入任何内容",
            "{slug} is the default plan; nothing was written"
        ))
        .named("default-plan")
        .hint(text!(
            "先另定默认方案：`pjt plan default 名称`",
            "choose another default first: `pjt plan default SLUG`"
        )));
    }
    Ok(Config { default_plan: None, ..config })
}

/// Paths on one line, not more than somebody reads.
pub fn paths_in_words(paths: &[PathBuf]) -> String {
    const MOST: usize = 5;
    let mut names: Vec<String> =
        paths.iter().take(MOST).map(|path| path.to_string_lossy().into_owned()).collect();
    if paths.len() > MOST {
        names.push(format!("… ({})", paths.len()));
    }
    names.join(", ")
}

/// What a plan's folder holds beside its own files, relative to the store.
fn besides(store: &Store, slug: &str, files: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    others(&store.directory().join(slug), &mut found)?;
    let below = |path: PathBuf| path.strip_prefix(store.directory()).map_or(path.clone(), Path::to_owned);
    let mut besides: Vec<PathBuf> =
        found.into_iter().map(below).filter(|path| !files.contains(path)).collect();
    besides.sort();
    Ok(besides)
}

/// Every file below a folder.
fn others(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let failed = |error: &std::io::Error| {
        Error::io(text!("读不了这个文件夹", "can't read this directory"), folder, error)
    };
    for entry in std::fs::read_dir(folder).map_err(|error| failed(&error))? {
        let entry = entry.map_err(|error| failed(&error))?;
        let kind = entry.file_type().map_err(|error| failed(&error))?;
        if kind.is_dir() { others(&entry.path(), found)? } else { found.push(entry.path()) }
    }
    Ok(())
}
