//! Which page a department, a pillar and a task have.

use std::collections::HashMap;

use crate::model::{Entry, Registry};

/// The departments of the tasks, each with its page.
pub(super) struct Departments {
    pub(super) all: Vec<Department>,
    /// For each name that a task may carry, whose it is.
    pub(super) places: HashMap<String, usize>,
}

pub(super) struct Department {
    pub(super) name: String,
    pub(super) path: String,
    /// The places of its tasks.
    pub(super) tasks: Vec<usize>,
}

impl Departments {
    pub(super) fn of(registry: &Registry, entries: &[Entry<'_>]) -> Self {
        let names = registry.heirs();
        let mut departments = Self { all: Vec::new(), places: HashMap::new() };
        for (at, entry) in entries.iter().enumerate() {
            for name in entry.task.departments.iter().chain(entry.task.lead.iter().flatten()) {
                let own = names.own_name(name);
                let end = departments.all.len();
                let place = *departments.places.entry(own.to_owned()).or_insert(end);
                departments.places.insert(name.clone(), place);
                if place == end {
                    let code = names.find(own).and_then(|department| department.code.clone());
                    // A code is a name for files; whoever has none, or another's, gets a number that is none's code.
                    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                    let of_file = |file: &str| format!("department-{file}.html");
                    let path = code
                        .filter(|code| !code.is_empty() && code.chars().all(is_plain))
                        .map(|code| of_file(&code))
                        .filter(|path| departments.all.iter().all(|known| known.path != *path))
                        .unwrap_or_else(|| of_file(&format!("_{}", end + 1)));
                    departments.all.push(Department { name: own.to_owned(), path, tasks: Vec::new() });
                }
                if let Some(department) = departments.all.get_mut(place)
                    && department.tasks.last() != Some(&at)
                {
                    department.tasks.push(at);
                }
            }
        }
        departments
    }

    pub(super) fn path(&self, name: &str) -> Option<&str> {
        let place = self.places.get(name)?;
        self.all.get(*place).map(|department| department.path.as_str())
    }
}

pub(super) fn pillar_path(slug: &str, id: u32) -> String {
    format!("{slug}/pillar-{id}.html")
}

pub(super) fn task_path(entry: Entry<'_>) -> String {
    format!("{}/task-{}.html", entry.plan.slug, entry.task.id)
}

pub(super) fn from_above(entry: Entry<'_>) -> Option<String> {
    Some(task_path(entry))
}

pub(super) fn from_beside(entry: Entry<'_>) -> Option<String> {
    Some(format!("task-{}.html", entry.task.id))
}
