//! What is checked: the store as it was read, with the text of every task file, so that a finding can
//! show the line.

use std::{cell::OnceCell, path::PathBuf};

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::places::Places;
use crate::{
    error::{Finding, Location, Result},
    model::{Entry, PeriodId, Registry, ReportingPeriod, Snapshot, TaskId},
    store::{
        PlanChoice, Store, choose, layout,
        load::{self, LoadedPlan, LoadedReturn, StoreSource},
        yaml,
    },
};

/// The store under check.
pub struct Subject<'a> {
    /// Where its files are read from.
    pub source: &'a dyn StoreSource,
    /// The store on disk, where it is that: what is around its files is checked, too.
    pub store: Option<&'a Store>,
    /// What `pjt.yaml` says.
    pub config: yaml::Config,
    /// What could be read.
    pub snapshot: Snapshot,
    /// The files of these tasks that hold more than is known, or what a reader can't see, or are written in
    /// an unusual way.
    pub unusual: Vec<UnusualFile<'a>>,
    /// The reporting periods.
    pub periods: Vec<(PeriodId, ReportingPeriod)>,
    /// What departments answered about the chosen plans.
    pub returns: Vec<LoadedReturn>,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The registry's file.
    registry_file: Places<'a>,
    /// Read when the first rule asks for them.
    other_files: OnceCell<Vec<(Places<'a>, Map<String, Value>)>>,
}

/// A task's file that deserves a closer look.
pub struct UnusualFile<'a> {
    /// The file.
    pub file: Places<'a>,
    /// Its text.
    pub text: String,
    /// Everything it holds, unknown fields among it.
    pub tree: Map<String, Value>,
}

fn unusual_files<'a>(source: &'a dyn StoreSource, slug: &str, tasks: &[TaskId]) -> Vec<UnusualFile<'a>> {
    let files = tasks.iter().filter_map(|id| {
        let relative = layout::task_file(slug, *id);
        let bytes = source.read(&relative, yaml::MAX_TASK_BYTES).ok()??;
        let tree = yaml::read_tree(&relative, &bytes).unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        Some(UnusualFile { file: Places::new(source, relative), text, tree })
    });
    files.collect()
}

impl<'a> Subject<'a> {
    /// Reads the chosen plans of a store on disk.
    ///
    /// # Errors
    /// When the plans can't be chosen or listed. Files that can't be read are findings of the snapshot.
    pub fn on_disk(store: &'a Store, choice: &PlanChoice, today: NaiveDate) -> Result<Self> {
        Ok(Self { store: Some(store), ..Self::new(store, choice, today)? })
    }

    /// Reads the chosen plans of a store, wherever its files are.
    ///
    /// # Errors
    /// When the plans can't be chosen or listed. Files that can't be read are findings of the snapshot.
    pub fn new(source: &'a dyn StoreSource, choice: &PlanChoice, today: NaiveDate) -> Result<Self> {
        let config = match load::config(source) {
            Ok(config) => config,
            Err(finding) => return Ok(Self::without_settings(source, finding, today)),
        };
        let mut snapshot = load::headings(source, &choose(source, choice)?);
        let headings = std::mem::take(&mut snapshot.plans);
        let mut unusual = Vec::new();
        let look = |loaded: LoadedPlan| (unusual_files(source, &loaded.plan.slug, &loaded.unusual), loaded);
        for (files, loaded) in load::map_plans(source, headings, load::every_task, look) {
            unusual.extend(files);
            loaded.add_to(&mut snapshot);
        }
        snapshot.unreadable.extend(load::office(source).err());
        let (periods, unreadable) = load::periods(source);
        snapshot.unreadable.extend(unreadable);
        let mut returns = Vec::new();
        for plan in &snapshot.plans {
            let (of_plan, unreadable) = load::returns(source, &plan.slug);
            returns.extend(of_plan);
            snapshot.unreadable.extend(unreadable);
        }
        let empty = Self::empty(source, today);
        Ok(Self { config, snapshot, unusual, periods, returns, ..empty })
    }

    /// A store whose settings can't be read, or are of a format that this program does not know: what the other files
    /// mean is not known, so nothing is said of them.
    fn without_settings(source: &'a dyn StoreSource, finding: Finding, today: NaiveDate) -> Self {
        let snapshot = Snapshot { unreadable: vec![finding], ..Snapshot::default() };
        Self { snapshot, other_files: OnceCell::from(Vec::new()), ..Self::empty(source, today) }
    }

    fn empty(source: &'a dyn StoreSource, today: NaiveDate) -> Self {
        Self {
            source,
            store: None,
            config: yaml::Config::default(),
            snapshot: Snapshot::default(),
            unusual: Vec::new(),
            periods: Vec::new(),
            returns: Vec::new(),
            today,
            registry_file: Places::new(source, layout::REGISTRY.into()),
            other_files: OnceCell::new(),
        }
    }

    /// Every task that could be read, with its file.
    pub fn tasks(&self) -> impl Iterator<Item = (Entry<'_>, Places<'_>)> {
        self.snapshot.entries().map(|entry| {
            let relative = layout::task_file(&entry.plan.slug, entry.task.id);
            (entry, Places::new(self.source, relative))
        })
    }

    /// Everything that the files hold which are no tasks: plans, periods, returns, and those of the store itself. One
    /// that can't be read is named elsewhere.
    pub fn other_files(&self) -> &[(Places<'a>, Map<String, Value>)] {
        self.other_files.get_or_init(|| {
            // What a folder with a name that no plan can have holds is not read.
            let slugs =
                self.snapshot.plans.iter().map(|plan| &plan.slug).filter(|slug| layout::is_slug(slug));
            let of_plans = slugs.flat_map(|slug| {
                let returns = self.source.return_files(slug).unwrap_or_default();
                std::iter::once(layout::plan_file(slug)).chain(returns)
            });
            let of_store = layout::OF_STORE.map(PathBuf::from);
            let paths = of_plans.chain(of_store).chain(self.source.period_files().unwrap_or_default());
            let read = |relative: PathBuf| {
                let bytes = self.source.read(&relative, yaml::MAX_FILE_BYTES).ok()??;
                let tree = yaml::read_tree(&relative, &bytes).ok()?;
                Some((Places::new(self.source, relative), tree))
            };
            paths.filter_map(read).collect()
        })
    }

    /// The registry.
    pub fn registry(&self) -> &Registry {
        &self.snapshot.registry
    }

    /// A file of the store, to name places in.
    pub fn file(&self, relative: impl Into<PathBuf>) -> Places<'_> {
        Places::new(self.source, relative.into())
    }

    /// The registry's file.
    pub fn registry_file(&self) -> &Places<'a> {
        &self.registry_file
    }

    /// Whether the registry could be read: without it, no name can be called unknown.
    pub fn has_registry(&self) -> bool {
        load::registry(self.source).is_ok()
    }
}

/// A finding at a place with its fix: what most rules return.
pub(super) fn finding(
    code: &'static str,
    message: crate::text::Text,
    place: Location,
    fix: crate::text::Text,
) -> Finding {
    Finding::new(code, message).at(place).fix(fix)
}
