//! Reading a whole store, from wherever its bytes come: the working files or a git revision. A record
//! that can't be read is kept as a finding; nothing is skipped in silence.

mod files;
mod outside;

use std::{
    convert::identity,
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use self::files::{missing, record};
pub use self::{
    files::{LoadedReturn, NamedPeriod, config, office, period, periods, plan, registry, return_of, returns},
    outside::{missing_file, read_document},
};
use super::{EmptyStore, layout, yaml::Record};
use crate::{
    error::{Finding, Result},
    model::{Entry, Plan, Snapshot, Task, TaskId},
};

/// Below this many tasks of a single plan, starting threads costs more than it brings.
const WORTH_THREADS: usize = 256;
/// What nearly every task file has room in.
const USUAL_BYTES: usize = 8 * 1024;
/// How many plans are read at a time for each thread: enough to keep all of them busy, few enough to be held
/// in memory, and in good part in the cache.
const PLANS_PER_THREAD: usize = 8;

/// Where the bytes of a store's files come from. Paths are relative to the store.
pub trait StoreSource: Sync {
    /// The names of the plans, sorted. Among them are names that can't be a plan's, of folders that hold one all the
    /// same: reading them is a finding.
    ///
    /// # Errors
    /// When the store can't be listed.
    fn plans(&self) -> Result<Vec<String>>;

    /// What stands in the place of a file or folder of the store and is a link, or another repository.
    fn links(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    /// What else lies below the store, relative to it and in order: files with a name or a place that is none of its own.
    fn others(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    /// Where this is what was there before there was a store: of which day.
    fn before_all(&self) -> Option<EmptyStore> {
        None
    }

    /// Whether there is a plan of this name.
    ///
    /// # Errors
    /// When the store can't be listed.
    fn has_plan(&self, slug: &str) -> Result<bool> {
        Ok(self.plans()?.iter().any(|known| known == slug))
    }

    /// The YAML files in a directory of the store, sorted; unusual names among them. None where there is no such
    /// directory.
    ///
    /// # Errors
    /// When the directory can't be listed.
    fn yaml_files(&self, directory: &Path) -> Result<Vec<PathBuf>>;

    /// The directories in a directory of the store, sorted. None where there is no such directory.
    ///
    /// # Errors
    /// When the directory can't be listed.
    fn directories(&self, directory: &Path) -> Result<Vec<PathBuf>>;

    /// The YAML files in a plan's directory of tasks, sorted; unusual names among them.
    ///
    /// # Errors
    /// When the directory can't be listed.
    fn task_files(&self, slug: &str) -> Result<Vec<PathBuf>> {
        self.yaml_files(&[slug, layout::TASKS].iter().collect::<PathBuf>())
    }

    /// The files of reporting periods, sorted; unusual names among them.
    ///
    /// # Errors
    /// When the directory can't be listed.
    fn period_files(&self) -> Result<Vec<PathBuf>> {
        self.yaml_files(Path::new(layout::PERIODS))
    }

    /// The files of the returns of a plan, sorted; unusual names among them.
    ///
    /// # Errors
    /// When a directory can't be listed.
    fn return_files(&self, slug: &str) -> Result<Vec<PathBuf>> {
        let of_periods = self.directories(&[slug, layout::RETURNS].iter().collect::<PathBuf>())?;
        let files: Vec<Vec<PathBuf>> =
            of_periods.iter().map(|period| self.yaml_files(period)).collect::<Result<_>>()?;
        Ok(files.concat())
    }

    /// A file's bytes; none if there is no such file.
    ///
    /// # Errors
    /// A finding when it is there and can't be read, or has more than `limit` bytes.
    fn read(&self, path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Finding>;

    /// A reader for many files of one plan's directory of tasks, which does what [`StoreSource::read`] does.
    fn reader<'a>(&'a self, _slug: &str) -> FileReader<'a> {
        Box::new(|path, limit, buffer| {
            let bytes = self.read(path, limit)?;
            Ok(bytes.map(|bytes| *buffer = bytes).is_some())
        })
    }

    /// A path as a person can open it.
    fn shown(&self, path: &Path) -> PathBuf;

    /// An operation that was put in place only in part: what is read then is neither old nor new.
    fn interrupted(&self) -> Option<Finding> {
        None
    }
}

/// Reads the file at a path into a buffer in place of what it held; false where there is no such file.
pub type FileReader<'a> = Box<dyn Fn(&Path, u64, &mut Vec<u8>) -> Result<bool, Finding> + Send + Sync + 'a>;

/// Says whether a task is kept of those that are read.
pub trait Selector: Fn(Entry<'_>) -> bool + Sync {}

impl<F: Fn(Entry<'_>) -> bool + Sync> Selector for F {}

/// Selects every task.
pub(crate) fn every_task(_: Entry<'_>) -> bool {
    true
}

/// What the files of one plan held.
#[derive(Debug)]
pub struct LoadedPlan {
    /// The plan with the tasks that were selected, by id.
    pub plan: Plan,
    /// How many tasks were read and not selected.
    pub passed_over: usize,
    /// The selected tasks whose file deserves a closer look: it may hold more than the task, or characters
    /// that a reader can't see.
    pub unusual: Vec<TaskId>,
    /// What could not be read.
    pub unreadable: Vec<Finding>,
}

impl LoadedPlan {
    /// Takes the tasks out, which go on being counted as read.
    pub fn take_tasks(&mut self) -> Vec<Task> {
        self.passed_over += self.plan.tasks.len();
        std::mem::take(&mut self.plan.tasks)
    }

    /// Puts the plan behind those of `snapshot`.
    pub fn add_to(self, snapshot: &mut Snapshot) {
        snapshot.plans.push(self.plan);
        snapshot.passed_over += self.passed_over;
        snapshot.unreadable.extend(self.unreadable);
    }
}

/// Reads the registry and the plans named in `slugs` with all their tasks. What can't be read is a finding
/// in the snapshot.
pub fn load(source: &dyn StoreSource, slugs: &[String]) -> Snapshot {
    select(source, headings(source, slugs), every_task)
}

/// Reads the registry and the plans named in `slugs`, without any task.
pub fn headings(source: &dyn StoreSource, slugs: &[String]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    match registry(source) {
        Ok(registry) => snapshot.registry = registry,
        Err(finding) => snapshot.unreadable.push(finding),
    }
    let read: Vec<Result<Plan, Finding>> = match slugs {
        [slug] => vec![plan(source, slug)],
        _ => slugs.par_iter().map(|slug| plan(source, slug)).collect(),
    };
    snapshot.unreadable.extend(source.interrupted());
    for (plan, slug) in read.into_iter().zip(slugs) {
        snapshot.plans.push(plan.unwrap_or_else(|finding| {
            snapshot.unreadable.push(finding);
            Plan { slug: slug.clone(), ..Plan::default() }
        }));
    }
    snapshot
}

/// Fills plans that hold no tasks yet with those that `selector` takes.
pub fn select(source: &dyn StoreSource, mut snapshot: Snapshot, selector: impl Selector) -> Snapshot {
    let headings = std::mem::take(&mut snapshot.plans);
    plans(source, headings, selector).for_each(|loaded| loaded.add_to(&mut snapshot));
    snapshot
}

/// Fills plans that hold no tasks yet with those that `selector` takes, one after the other, in the order that they
/// are given in. A few plans are read ahead on all cores, so a store of any size can be gone through with little memory.
pub fn plans<'a>(
    source: &'a dyn StoreSource,
    headings: Vec<Plan>,
    selector: impl Selector + 'a,
) -> impl Iterator<Item = LoadedPlan> + 'a {
    map_plans(source, headings, selector, identity)
}

/// As [`plans`], with what `make` makes of each on the core that read it.
pub(crate) fn map_plans<'a, T: Send + 'a>(
    source: &'a dyn StoreSource,
    headings: Vec<Plan>,
    selector: impl Selector + 'a,
    make: impl Fn(LoadedPlan) -> T + Sync + 'a,
) -> impl Iterator<Item = T> + 'a {
    // Asking how many threads there are starts them, which a single plan may not need.
    let ahead = if headings.len() > 1 { rayon::current_num_threads() * PLANS_PER_THREAD } else { 1 };
    let mut headings = headings.into_iter();
    let read_ahead = move || -> Option<Vec<T>> {
        let read = |plan: Plan| make(fill(source, plan, &selector));
        let some: Vec<Plan> = headings.by_ref().take(ahead).collect();
        match some.len() {
            0 => None,
            1 => Some(some.into_iter().map(read).collect()),
            _ => Some(some.into_par_iter().map(read).collect()),
        }
    };
    std::iter::from_fn(read_ahead).flatten()
}

/// Fills plans that hold no tasks yet with the tasks that `numbers` names, each by its plan and its first and
/// last number. No other task file is read, and where a single task is named no directory is listed.
///
/// # Errors
/// When a directory has to be listed and can't be.
pub fn pick(
    source: &dyn StoreSource,
    mut snapshot: Snapshot,
    numbers: &[(&str, TaskId, TaskId)],
) -> Result<Snapshot> {
    let mut buffer = Vec::with_capacity(USUAL_BYTES);
    for plan in &mut snapshot.plans {
        let mut files: Vec<PathBuf> = Vec::new();
        for (_, first, last) in numbers.iter().filter(|(slug, ..)| *slug == plan.slug) {
            if first == last {
                files.push(layout::task_file(&plan.slug, *first));
                continue;
            }
            let is_meant = |path: &PathBuf| match layout::task_of(path) {
                Some((_, number)) => (first..=last).contains(&&number),
                // One with a name that is none may be any of those that its name says.
                None => layout::meant_task_at_end_of(path).is_some_and(|(_, numbers)| {
                    numbers.is_empty() || numbers.iter().any(|number| (first..=last).contains(&number))
                }),
            };
            files.extend(source.task_files(&plan.slug)?.into_iter().filter(is_meant));
        }
        files.sort();
        files.dedup();
        let reader = source.reader(&plan.slug);
        for path in files {
            match record(source, &reader, &path, &mut buffer) {
                Ok(record) => plan.tasks.extend(record.map(|record| record.task)),
                Err(finding) => snapshot.unreadable.push(finding),
            }
        }
        plan.tasks.sort_by_key(|task| task.id);
    }
    Ok(snapshot)
}

/// Reads the tasks of one plan.
fn fill(source: &dyn StoreSource, plan: Plan, selector: &impl Selector) -> LoadedPlan {
    let mut loaded = LoadedPlan { plan, passed_over: 0, unusual: Vec::new(), unreadable: Vec::new() };
    let slug = &loaded.plan.slug;
    if !layout::is_slug(slug) {
        // Its heading said so already.
        return loaded;
    }
    let files = match source.task_files(slug) {
        Ok(files) => files,
        Err(error) => {
            loaded.unreadable.push(error.into_finding("unreadable-directory"));
            return loaded;
        }
    };
    let reader = source.reader(slug);
    let plan = &loaded.plan;
    let read = |buffer: &mut Vec<u8>, path: &PathBuf| -> Result<Option<Record>, Finding> {
        let record = record(source, &reader, path, buffer)?.ok_or_else(|| missing(source.shown(path)))?;
        Ok(Some(record).filter(|Record { task, .. }| selector(Entry { plan, task })))
    };
    let mut tasks = Vec::new();
    let mut add = |record: Result<Option<Record>, Finding>| match record {
        Ok(Some(Record { task, is_ordinary })) => {
            loaded.unusual.extend((!is_ordinary).then_some(task.id));
            tasks.push(task);
        }
        Ok(None) => loaded.passed_over += 1,
        Err(finding) => loaded.unreadable.push(finding),
    };
    if files.len() < WORTH_THREADS {
        let mut buffer = Vec::with_capacity(USUAL_BYTES);
        files.iter().for_each(|path| add(read(&mut buffer, path)));
    } else {
        let records: Vec<_> = files.par_iter().map_init(|| Vec::with_capacity(USUAL_BYTES), read).collect();
        records.into_iter().for_each(add);
    }
    tasks.sort_by_key(|task: &Task| task.id);
    loaded.plan.tasks = tasks;
    loaded
}
