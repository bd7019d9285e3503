//! What an update comes to, before it is written.

use std::path::PathBuf;

use pjt::{
    Result,
    error::Finding,
    model::{Change, Entry, Plan, Snapshot},
    store::{self, Store, Transaction, layout, transaction::Revised},
};

use super::{DepartmentChanges, Report, UpdateArgs, typed::Days};

/// The changes of an update, and what is said of them.
pub(super) struct Update {
    pub(super) changes: Vec<Change>,
    /// The tasks as they become.
    pub(super) tasks: Revised,
    /// How many tasks were named.
    count: usize,
    /// The plans without their tasks.
    plans: Vec<Plan>,
    /// Departments that join the registry.
    registered: Vec<String>,
    /// The default plan of the store, whatever plan the numbers belong to: tasks of another one are named with it.
    pub(super) usual_plan: String,
    pub(super) warnings: Vec<Finding>,
    /// The files of all that was named, also where nothing is left to write.
    pub(super) asked: Vec<PathBuf>,
}

impl Update {
    pub(super) fn report<'a>(&'a self, changes: &'a [Change]) -> Report<'a> {
        Report {
            changes,
            tasks: &self.tasks,
            count: self.count,
            default_plan: &self.usual_plan,
            plans: &self.plans,
            warnings: &self.warnings,
            registered: &self.registered,
        }
    }
}

impl UpdateArgs {
    /// Makes the changes in the transaction, task by task, and the registry's where departments join it.
    pub(super) fn prepare(
        &self,
        entries: &[Entry<'_>],
        snapshot: &Snapshot,
        store: &Store,
        days: &Days,
        transaction: &mut Transaction<'_>,
    ) -> Result<Update> {
        let departments = DepartmentChanges::of(self, &snapshot.registry)?;
        let mut warnings = self.unknown_reporter(&snapshot.registry);
        for entry in entries {
            transaction.revise(&entry.plan.slug, entry.task.id, |task| {
                self.apply(task, *entry, &departments, days)
            })?;
        }
        let (changes, tasks) = (transaction.changes().to_vec(), transaction.tasks().clone());
        let file = |entry: &Entry<'_>| layout::task_file(&entry.plan.slug, entry.task.id);
        let mut asked: Vec<PathBuf> = entries.iter().map(file).collect();
        let mut registered = Vec::new();
        if !departments.new.is_empty() && !changes.is_empty() {
            transaction.put_registry(&departments.grown())?;
            asked.push(layout::REGISTRY.into());
            registered = departments.new;
        }
        let usual_plan = store::default_plan(store).unwrap_or_default();
        warnings.extend(Self::beyond_plans(days, &changes, &tasks, snapshot, &usual_plan));
        let plans = snapshot.plans.iter().map(|plan| Plan { tasks: Vec::new(), ..plan.clone() }).collect();
        let count = entries.len();
        Ok(Update { changes, tasks, count, plans, registered, usual_plan, warnings, asked })
    }
}
