//! One file of a store as it was at one time, or why it can't be read.
#![expect(clippy::expect_used, reason = "a plan's file lies below the plan")]

use std::{path::Path, sync::Arc};

use serde_json::{Map, Value};

use crate::{
    error::{Finding, Location},
    model::{Field, Office, Plan, Registry, ReportingPeriod, Return, Task},
    store::{layout, yaml},
};

use super::objects::{self, Object};

/// What a file holds.
#[derive(Clone, Debug)]
pub(super) enum Record {
    /// A task, with what its file holds under keys that are not pjt's.
    Task(Arc<Task>, Map<String, Value>),
    /// A plan's own facts.
    Plan(Box<Plan>),
    /// The registry of departments.
    Registry(Registry),
    /// The store's own settings.
    Config(yaml::Config),
    /// The rules of lights, as they are written.
    Rules(Map<String, Value>),
    /// The office.
    Office(Box<Office>),
    /// A reporting period.
    Period(Box<ReportingPeriod>),
    /// What one department answered in a period.
    Return(Box<Return>),
    /// Nothing that this program understands.
    Unreadable(Box<Finding>),
    /// Something that git does not have on this machine.
    Missing(Box<Finding>),
}

/// A file that may not be there.
pub(super) type Side = Option<Arc<Record>>;

/// What a task's file holds under keys that are not pjt's. The whole is read only where a line begins with
/// such a key, or with something else than a key.
fn foreign_keys(shown: &Path, bytes: &[u8]) -> Map<String, Value> {
    let is_own = |key: &str| Field::of(key).is_some();
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let may_be_foreign = text.lines().any(|line| {
        !line.is_empty()
            && !line.starts_with([' ', '-', '#'])
            && !line.split_once(':').is_some_and(|(key, _)| is_own(key))
    });
    if !may_be_foreign {
        return Map::new();
    }
    let mut tree = yaml::read_tree(shown, bytes).unwrap_or_default();
    tree.retain(|key, _| !is_own(key));
    tree
}

impl Record {
    /// Reads a file's content; `path` is relative to the store, `shown` what a person calls it.
    pub(super) fn of(path: &Path, shown: &str, object: Object) -> Self {
        let bytes = match object {
            Object::Content(bytes) => bytes,
            Object::TooLarge(size) => {
                let reason =
                    text!("这个文件有 {size} 字节，超出限度", "the file has {size} bytes, which is too many");
                return Self::Unreadable(Box::new(unreadable(shown, reason)));
            }
            Object::Missing => return Self::Missing(Box::new(unreadable(shown, objects::missing()))),
        };
        let shown = Path::new(shown);
        let read = if let Some((_, id)) = layout::task_of(path) {
            // The name is what git and people know it by; that the two differ is for `check` to find.
            let others = foreign_keys(shown, &bytes);
            yaml::read_task(shown, &bytes).map(|task| Self::Task(Arc::new(Task { id, ..task }), others))
        } else if path == Path::new(layout::REGISTRY) {
            yaml::read_registry(shown, &bytes).map(Self::Registry)
        } else if path == Path::new(layout::OFFICE) {
            yaml::read_office(shown, &bytes).map(|office| Self::Office(Box::new(office)))
        } else if path == Path::new(layout::CONFIG) {
            yaml::read_config(shown, &bytes).map(Self::Config)
        } else if path == Path::new(layout::RULES) {
            yaml::read_tree(shown, &bytes).map(Self::Rules)
        } else if layout::period_of(path).is_some() {
            yaml::read_period(shown, &bytes).map(|period| Self::Period(Box::new(period)))
        } else if layout::return_of(path).is_some() {
            yaml::read_return(shown, &bytes).map(|value| Self::Return(Box::new(value)))
        } else {
            yaml::read_plan(shown, &bytes).map(|plan| {
                let slug = path.iter().next().expect("a plan's file lies below the plan");
                Self::Plan(Box::new(Plan { slug: slug.to_string_lossy().into_owned(), ..plan }))
            })
        };
        read.unwrap_or_else(|finding| Self::Unreadable(Box::new(finding)))
    }

    /// Why it is not understood.
    pub(super) fn trouble(&self) -> Option<&Finding> {
        match self {
            Self::Unreadable(finding) | Self::Missing(finding) => Some(finding),
            _ => None,
        }
    }

    /// Whether git does not have it on this machine.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::Missing(_))
    }

    pub(super) fn task(&self) -> Option<&Arc<Task>> {
        match self {
            Self::Task(task, _) => Some(task),
            _ => None,
        }
    }

    pub(super) fn foreign_keys(&self) -> Option<&Map<String, Value>> {
        match self {
            Self::Task(_, others) => Some(others),
            _ => None,
        }
    }
}

fn unreadable(shown: &str, message: crate::Text) -> Finding {
    Finding::new("unreadable-file", message).at(Location::file(shown))
}
