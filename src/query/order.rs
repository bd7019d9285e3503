//! How results are sorted. Whatever the key, equal tasks keep the store's order, by plan and id.

use std::{cmp::Ordering, fmt, str::FromStr};

use crate::model::Entry;

/// A sort key and its direction; `-due` sorts the latest first.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Order {
    key: Criterion,
    descending: bool,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Criterion {
    #[default]
    Id,
    Due,
    Status,
    Pillar,
    KeyTask,
    Department,
}

impl Criterion {
    const ALL: [(&'static str, Self); 6] = [
        ("id", Self::Id),
        ("due", Self::Due),
        ("status", Self::Status),
        ("pillar", Self::Pillar),
        ("key-task", Self::KeyTask),
        ("department", Self::Department),
    ];
}

impl Order {
    /// Sorts entries that are in the store's order.
    pub fn sort(self, entries: &mut [Entry<'_>]) {
        if !self.is_order_of_store() {
            entries.sort_by(|one, other| {
                let order = self.compare(*one, *other);
                if self.descending { order.reverse() } else { order }
            });
        }
    }

    /// Whether entries in the store's order need no sorting.
    pub fn is_order_of_store(self) -> bool {
        self == Self::default()
    }

    fn compare(self, one: Entry<'_>, other: Entry<'_>) -> Ordering {
        match self.key {
            Criterion::Id => one.task.id.cmp(&other.task.id),
            // A task without any deadline comes behind those that have one.
            Criterion::Due => (one.falls_due().is_none(), one.falls_due())
                .cmp(&(other.falls_due().is_none(), other.falls_due())),
            Criterion::Status => one.task.status.cmp(&other.task.status),
            Criterion::Pillar => one.task.pillar.cmp(&other.task.pillar),
            Criterion::KeyTask => one.task.key_task.cmp(&other.task.key_task),
            Criterion::Department => one.task.departments.first().cmp(&other.task.departments.first()),
        }
    }
}

/// A word that names no sort key.
#[derive(Debug)]
pub struct UnknownOrder;

impl fmt::Display for UnknownOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("valid: id, due, status, pillar, key-task, department; with a leading `-` in reverse")
    }
}

impl std::error::Error for UnknownOrder {}

impl FromStr for Order {
    type Err = UnknownOrder;

    fn from_str(word: &str) -> Result<Self, UnknownOrder> {
        let (descending, name) = word.strip_prefix('-').map_or((false, word), |name| (true, name));
        let key = Criterion::ALL.into_iter().find(|(known, _)| *known == name).ok_or(UnknownOrder)?.1;
        Ok(Self { key, descending })
    }
}
