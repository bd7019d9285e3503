//! How results are sorted. Whatever the key, equal tasks keep the order of their documents.

use std::{cmp::Ordering, str::FromStr};

use crate::model::{Entry, place};

/// A sort key and its direction; `-due` sorts the latest first.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Order {
    key: Criterion,
    descending: bool,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
enum Criterion {
    #[default]
    Document,
    Id,
    Due,
    Status,
    Pillar,
    KeyTask,
    Department,
}

impl Order {
    /// Every key, the smallest first.
    pub const KEYS: [Self; 7] = [
        Self::by(Criterion::Document),
        Self::by(Criterion::Id),
        Self::by(Criterion::Due),
        Self::by(Criterion::Status),
        Self::by(Criterion::Pillar),
        Self::by(Criterion::KeyTask),
        Self::by(Criterion::Department),
    ];

    const fn by(key: Criterion) -> Self {
        Self { key, descending: false }
    }

    /// Sorts entries that are in the store's order.
    pub fn sort(self, entries: &mut [Entry<'_>]) {
        if self.key == Criterion::Document {
            place::sort(entries);
            if self.descending {
                entries.reverse();
            }
            return;
        }
        entries.sort_by(|one, other| {
            let order = self.compare(*one, *other);
            if self.descending { order.reverse() } else { order }
        });
    }

    /// Whether each plan can be sorted on its own, one after the other.
    pub fn is_within_plans(self) -> bool {
        self == Self::default()
    }

    fn compare(self, one: Entry<'_>, other: Entry<'_>) -> Ordering {
        match self.key {
            Criterion::Document => Ordering::Equal,
            Criterion::Id => (&one.plan.slug, one.task.id).cmp(&(&other.plan.slug, other.task.id)),
            // A task without any deadline comes behind those that have one.
            Criterion::Due => (one.falls_due().is_none(), one.falls_due())
                .cmp(&(other.falls_due().is_none(), other.falls_due())),
            Criterion::Status => one.task.status.cmp(&other.task.status),
            Criterion::Pillar => pillar_place(one).cmp(&pillar_place(other)),
            Criterion::KeyTask => key_task_place(one).cmp(&key_task_place(other)),
            Criterion::Department => one.task.departments.first().cmp(&other.task.departments.first()),
        }
    }
}

/// Where its pillar stands in the document, which the number does not show after a new edition.
fn pillar_place(entry: Entry<'_>) -> Option<usize> {
    let id = entry.task.pillar?;
    let place = entry.plan.pillars.iter().position(|pillar| pillar.id == id);
    Some(place.unwrap_or(usize::MAX))
}

fn key_task_place(entry: Entry<'_>) -> Option<usize> {
    let id = entry.task.key_task?;
    let place = entry.plan.key_tasks.iter().position(|key_task| key_task.id == id);
    Some(place.unwrap_or(usize::MAX))
}

impl From<&Order> for &'static str {
    /// The key, whatever the direction.
    fn from(order: &Order) -> Self {
        order.key.into()
    }
}

impl FromStr for Order {
    type Err = strum::ParseError;

    /// Takes a key, in English or Chinese; with a leading `-`, in reverse.
    fn from_str(word: &str) -> Result<Self, strum::ParseError> {
        let (descending, name) = word.strip_prefix('-').map_or((false, word), |name| (true, name));
        let name = match name {
            "文件" | "文件顺序" | "顺序" => "document",
            "编号" => "id",
            "时限" | "完成时限" | "到期" | "到期日" => "due",
            "状态" | "办理状态" => "status",
            "板块" => "pillar",
            "重点任务" => "key-task",
            "部门" | "责任部门" | "单位" | "责任单位" => "department",
            other => other,
        };
        Ok(Self { key: name.parse()?, descending })
    }
}
