//! What is checked: the store as it was read, with the text of every task file, so that a finding can
//! show the line.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::{
    error::{Finding, Place, Result},
    model::{Entry, Plan, Registry, Snapshot, Task},
    store::{
        PlanChoice, Store, choose, codec,
        document::Mapping,
        layout,
        load::{self, Shelf},
    },
};

/// The store under check.
pub struct Subject<'a> {
    /// Where its files are read from.
    pub shelf: &'a dyn Shelf,
    /// The store on disk, where it is that: what is around its files is checked, too.
    pub store: Option<&'a Store>,
    /// What `pjt.yaml` says.
    pub config: codec::Config,
    /// What could be read.
    pub snapshot: Snapshot,
    /// The task files that could be read, by plan and number.
    pub files: Vec<TaskFile>,
    /// The day that counts as today.
    pub today: NaiveDate,
}

/// A task with the text of its file.
#[derive(Debug)]
pub struct TaskFile {
    /// The plan's index in the snapshot.
    plan: usize,
    /// The task's index in the plan.
    task: usize,
    /// Its path, as a person can open it.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// Everything it holds, unknown fields among it.
    pub tree: Map<String, Value>,
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
    pub fn new(shelf: &'a dyn Shelf, choice: &PlanChoice, today: NaiveDate) -> Result<Self> {
        let snapshot = load::load(shelf, &choose(shelf, choice)?)?;
        let mut files = Vec::new();
        for (plan_index, plan) in snapshot.plans.iter().enumerate() {
            for (task_index, task) in plan.tasks.iter().enumerate() {
                let relative = layout::task_file(&plan.slug, task.id);
                let path = shelf.shown(&relative);
                let bytes = shelf.read(&relative, codec::MAX_TASK_BYTES).ok().flatten().unwrap_or_default();
                let tree = codec::read_tree(&path, &bytes).unwrap_or_default();
                let text = String::from_utf8(bytes).unwrap_or_default();
                files.push(TaskFile { plan: plan_index, task: task_index, path, text, tree });
            }
        }
        Ok(Self { shelf, store: None, config: load::config(shelf)?, snapshot, files, today })
    }

    /// Every task that could be read, with its file.
    pub fn tasks(&self) -> impl Iterator<Item = (Entry<'_>, &TaskFile)> {
        self.files.iter().filter_map(|file| {
            let plan: &Plan = self.snapshot.plans.get(file.plan)?;
            let task: &Task = plan.tasks.get(file.task)?;
            Some((Entry { plan, task }, file))
        })
    }

    /// The registry.
    pub fn registry(&self) -> &Registry {
        &self.snapshot.registry
    }

    /// The line of a file that is not a task where `words` first stands.
    pub fn place_in(&self, relative: &Path, words: &str) -> Place {
        let path = self.shelf.shown(relative);
        let bytes = self.shelf.read(relative, codec::MAX_FILE_BYTES).ok().flatten().unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        match text.lines().position(|line| line.contains(words)) {
            Some(index) => Place::at(path, &text, index + 1, 1),
            None => Place::file(path),
        }
    }

    /// The place of the registry where `words` first stands.
    pub fn place_in_registry(&self, words: &str) -> Place {
        self.place_in(Path::new(layout::REGISTRY), words)
    }

    /// Whether the registry could be read: without it, no name can be called unknown.
    pub fn has_registry(&self) -> bool {
        load::registry(self.shelf).is_ok()
    }
}

impl TaskFile {
    /// The place of a field.
    pub fn field(&self, key: &str) -> Place {
        let found =
            Mapping::of(&self.text).and_then(|mapping| mapping.pair(key).map(|pair| pair.key_bytes.start));
        self.at(found)
    }

    /// The place of an entry of a list.
    pub fn entry(&self, key: &str, index: usize) -> Place {
        let entry = |mapping: Mapping| {
            mapping.pair(key).and_then(|pair| pair.entries.get(index)).map(|entry| entry.bytes.start)
        };
        match Mapping::of(&self.text).and_then(entry) {
            Some(offset) => self.at(Some(offset)),
            None => self.field(key),
        }
    }

    fn at(&self, offset: Option<usize>) -> Place {
        let Some(before) = offset.and_then(|offset| self.text.get(..offset)) else {
            return Place::file(&self.path);
        };
        let line = 1 + before.matches('\n').count();
        let column = 1 + before.rsplit('\n').next().unwrap_or_default().chars().count();
        Place::at(&self.path, &self.text, line, column)
    }
}

/// A finding at a place with its fix: what most rules return.
pub(super) fn finding(
    code: &'static str,
    message: crate::words::Text,
    place: Place,
    fix: crate::words::Text,
) -> Finding {
    Finding::new(code, message).at(place).fix(fix)
}
