//! What a request comes to, before it is written.

use std::path::PathBuf;

use super::{BeyondPlan, Request, departments::DepartmentChanges, reporter};
use crate::{
    error::{Finding, Result},
    model::{Change, Entry, Plan, Snapshot},
    store::{Transaction, layout, transaction::Revised},
};

/// The changes that a request makes, and what there is to say of them.
#[derive(Debug)]
pub struct Update {
    /// What differs.
    pub changes: Vec<Change>,
    /// The tasks as they become.
    pub tasks: Revised,
    /// How many tasks were named.
    pub count: usize,
    /// The plans without their tasks.
    pub plans: Vec<Plan>,
    /// Departments that join the registry.
    pub registered: Vec<String>,
    /// What to look at, though it is done.
    pub warnings: Vec<Finding>,
    /// The deadlines that are extensions beyond the end of a plan.
    pub beyond_plans: Vec<BeyondPlan>,
    /// The files of all that was named, also where nothing is left to write.
    pub asked: Vec<PathBuf>,
}

impl Request {
    /// Makes the changes in the transaction, task by task, and the registry's where departments join it.
    ///
    /// # Errors
    /// When a rule forbids what is asked of one of the tasks, with what is missing.
    pub fn prepare(
        &self,
        entries: &[Entry<'_>],
        snapshot: &Snapshot,
        transaction: &mut Transaction<'_>,
    ) -> Result<Update> {
        let departments = DepartmentChanges::of(self, &snapshot.registry)?;
        let warnings = self.by.iter().filter_map(|by| reporter::unknown(by, &snapshot.registry)).collect();
        for entry in entries {
            let slug = &entry.plan.slug;
            let revised =
                transaction.revise(slug, entry.task.id, |task| self.apply(task, *entry, &departments));
            // The number alone may be one of each plan.
            let is_one_of_several = entries.iter().any(|other| other.plan.slug != *slug);
            revised.map_err(|error| match is_one_of_several {
                true => error.hint(text!("这一项在方案 {slug} 中", "the task is one of plan {slug}")),
                false => error,
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
        let beyond_plans = BeyondPlan::among(&changes, self, snapshot);
        let plans = snapshot.plans.iter().map(|plan| Plan { tasks: Vec::new(), ..plan.clone() }).collect();
        let count = entries.len();
        Ok(Update { changes, tasks, count, plans, registered, warnings, beyond_plans, asked })
    }
}
