//! What is asked of the departments: the registry and every task that names them, changed as one.

mod departments;

use std::{collections::HashSet, path::PathBuf};

use chrono::NaiveDate;

use self::departments::Departments;
use crate::{
    error::Result,
    model::{Entry, Handover, Return},
    store::{Store, Transaction},
};

/// What is asked of a department; names are as they were typed.
#[derive(Clone, Debug)]
pub enum RegistryRequest {
    /// It is called otherwise from now on; its old name stays as an alias.
    Rename {
        /// The department.
        old: String,
        /// What it is called from now on.
        new: String,
    },
    /// Two are one.
    Merge {
        /// The department that goes on as an alias.
        from: String,
        /// The department that stays.
        into: String,
    },
    /// It is found by more names.
    Alias {
        /// The department.
        name: String,
        /// Other names of it.
        aliases: Vec<String>,
    },
    /// Its files are named by a code, which never changes.
    Code {
        /// The department.
        name: String,
        /// Lower-case letters, digits and hyphens.
        code: String,
    },
    /// Another one takes over from it.
    HandOver {
        /// The department that gives its tasks away.
        from: String,
        /// The department that takes over.
        to: String,
        /// The day from which that one is responsible.
        on: NaiveDate,
        /// Why: mostly the document that decides it.
        reason: String,
        /// Whether finished tasks are handed over, too.
        with_finished: bool,
        /// Whether the one that takes over may join the registry.
        lets_in_new: bool,
    },
}

/// What was prepared of a request.
#[derive(Clone, Debug)]
pub struct RegistryUpdate {
    /// How many finished tasks keep the old name.
    pub left: usize,
    /// The name that tasks get.
    name: String,
}

/// Which tasks get another department: whatever goes by these names gives way to `to`.
#[derive(Debug, Default)]
struct Replacement {
    names: HashSet<String>,
    to: String,
    /// Recorded in each of them, which are the open ones alone unless all are meant.
    handover: Option<Handover>,
    open_only: bool,
    /// Whether returns of periods that are open get the name, too. What was sent in a closed one stays as it was sent.
    in_returns: bool,
}

impl Replacement {
    fn is_about(&self, entry: Entry<'_>) -> bool {
        let task = entry.task;
        !(self.open_only && task.status.is_finished()) && task.names_any(&self.names)
    }
}

impl RegistryRequest {
    /// Makes the change in the transaction: the registry's, and that of each task and return that names the department.
    ///
    /// # Errors
    /// When there is no such department, a rule forbids the change, or files that may name it can't be read.
    pub fn prepare(&self, store: &Store, transaction: &mut Transaction<'_>) -> Result<RegistryUpdate> {
        let mut departments = Departments::of(store)?;
        let replacement = departments.change(self)?;
        transaction.revise_registry(&departments.registry)?;
        let mut left = 0;
        if !replacement.names.is_empty() {
            let snapshot = departments.tasks(|entry| entry.task.names_any(&replacement.names))?;
            for entry in snapshot.entries() {
                if !replacement.is_about(entry) {
                    left += 1;
                    continue;
                }
                transaction.revise(&entry.plan.slug, entry.task.id, |task| {
                    task.replace_departments(&replacement.names, &replacement.to);
                    task.handovers.extend(replacement.handover.clone());
                    Ok(())
                })?;
            }
        }
        if replacement.in_returns {
            for found in departments.open_returns()? {
                if replacement.names.contains(&found.value.department) {
                    let after = Return { department: replacement.to.clone(), ..found.value };
                    transaction.put_return(&found.plan, found.period, &found.code, &after)?;
                }
            }
        }
        Ok(RegistryUpdate { left, name: replacement.to })
    }
}

impl RegistryUpdate {
    /// The registry, and every file that names the department, whether or not anything changes in it.
    ///
    /// # Errors
    /// When files that may name it can't be read.
    pub fn files(&self, store: &Store) -> Result<Vec<PathBuf>> {
        Departments::of(store)?.files_of(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_tasks_follow_and_finished_ones_where_that_is_said() {
        let (plan, task) = (crate::update::example::plan(), crate::update::example::task());
        let done = crate::model::Task { status: crate::model::Status::Done, ..task.clone() };
        for (task, open_only, follows) in [(&task, true, true), (&done, true, false), (&done, false, true)] {
            let names = HashSet::from(["甲".to_owned()]);
            let replacement = Replacement { names, open_only, ..Replacement::default() };
            assert_eq!(replacement.is_about(Entry { plan: &plan, task }), follows);
        }
    }
}
