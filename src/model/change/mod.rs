//! One fact that differs between two states of a store. Update, diff, log, undo and the preview of
//! an import all speak in these, so they can't say the same fact differently.

mod compare;

use serde_json::Value;

use super::{field::Field, period::PeriodId, task::TaskId};

pub use compare::{
    added, compare, compare_keys, compare_periods, compare_plans, compare_registries, compare_returns,
    removed,
};

/// What a change is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Subject {
    /// A task.
    Task {
        /// The plan's slug.
        plan: String,
        /// The task's number.
        id: TaskId,
    },
    /// A plan's own facts, by its slug.
    Plan(String),
    /// A pillar of a plan.
    Pillar {
        /// The plan's slug.
        plan: String,
        /// The pillar's number.
        id: u32,
    },
    /// A key task of a plan.
    KeyTask {
        /// The plan's slug.
        plan: String,
        /// The key task's number.
        id: u32,
    },
    /// A department of the registry, by its name before.
    Department(String),
    /// A reporting period.
    Period(PeriodId),
    /// What a department answered about a plan in a period.
    Return {
        /// The plan's slug.
        plan: String,
        /// The period.
        period: PeriodId,
        /// The department.
        department: String,
        /// The task that it is about; none where it is about the return itself.
        task: Option<TaskId>,
    },
    /// The store's own settings.
    Store,
    /// The office whose store it is.
    Office,
    /// The rules of lights.
    Rules,
}

impl Subject {
    /// The slug of the plan that it belongs to.
    pub fn plan(&self) -> Option<&str> {
        match self {
            Self::Task { plan, .. } | Self::Plan(plan) => Some(plan),
            Self::Pillar { plan, .. } | Self::KeyTask { plan, .. } | Self::Return { plan, .. } => Some(plan),
            Self::Department(_) | Self::Period(_) => None,
            Self::Store | Self::Office | Self::Rules => None,
        }
    }

    /// The number of the task that an answer of a return is about.
    pub fn answered(&self) -> Option<TaskId> {
        match self {
            Self::Return { task, .. } => *task,
            _ => None,
        }
    }

    /// The task's number, where it is a task.
    pub fn task(&self) -> Option<TaskId> {
        match self {
            Self::Task { id, .. } => Some(*id),
            Self::Plan(_)
            | Self::Pillar { .. }
            | Self::KeyTask { .. }
            | Self::Department(_)
            | Self::Period(_)
            | Self::Return { .. }
            | Self::Store
            | Self::Office
            | Self::Rules => None,
        }
    }
}

/// What of its subject differs.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum ChangedField {
    /// All of it: the subject came or is gone. The values hold it as an object; a plan has its title for a
    /// value, and its other facts and headings are changes of their own.
    Whole,
    /// A field of a task; of a list, one entry.
    Field(Field),
    /// A key of another subject, or one in a task's file that is not pjt's.
    Key(String),
}

impl ChangedField {
    /// Whether it only says what the document prints, and where: a person reads that beside nothing else.
    pub fn is_of_document(&self) -> bool {
        *self == Field::Source || *self == Field::Printed
    }
}

impl PartialEq<Field> for ChangedField {
    fn eq(&self, field: &Field) -> bool {
        matches!(self, Self::Field(known) if known == field)
    }
}

/// One fact that differs. Absent is null; of a list, each entry added (`from` null) or removed (`to` null)
/// is a change of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it is about.
    pub subject: Subject,
    /// What of it.
    pub field: ChangedField,
    /// The value before, as in the JSON of `list`.
    pub from: Value,
    /// The value after.
    pub to: Value,
}

impl Change {
    /// Whether its subject came as a whole.
    pub(crate) fn is_addition(&self) -> bool {
        self.field == ChangedField::Whole && self.from.is_null()
    }

    /// Whether its subject is gone as a whole.
    pub fn is_removal(&self) -> bool {
        self.field == ChangedField::Whole && self.to.is_null()
    }

    /// The slug of the plan that came or is gone by this.
    pub fn whole_plan(&self) -> Option<&str> {
        match (&self.subject, &self.field) {
            (Subject::Plan(slug), ChangedField::Whole) => Some(slug),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_whole_subject_comes_or_goes() {
        let whole = |from: Value, to: Value| Change {
            subject: Subject::Plan("p".into()),
            field: ChangedField::Whole,
            from,
            to,
        };
        let (came, gone) = (whole(Value::Null, json!("p")), whole(json!("p"), Value::Null));
        let set = Change { field: ChangedField::Key("title".into()), ..came.clone() };
        let facts =
            |change: &Change| (change.is_addition(), change.is_removal(), change.whole_plan().is_some());
        assert_eq!(
            [&came, &gone, &set].map(facts),
            [(true, false, true), (false, true, true), (false, false, false)]
        );
    }
}
