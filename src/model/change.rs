//! One fact that differs between two states of a store. Update, diff, log, undo and the preview of
//! an import all speak in these, so they can't say the same fact differently.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    department::Registry,
    plan::Plan,
    task::{Note, Task, TaskId},
};

/// A field of a task, by its key in the file.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Field {
    /// The whole task, added or removed.
    Task,
    /// `id`: the task stands in another file
    Id,
    /// `label`
    Label,
    /// `pillar`
    Pillar,
    /// `key_task`
    KeyTask,
    /// `source`
    Source,
    /// `content`
    Content,
    /// `departments`, one entry
    Departments,
    /// `status`
    Status,
    /// `lead`, one entry
    Lead,
    /// `due`
    Due,
    /// `due_text`
    DueText,
    /// `evidence`, one entry
    Evidence,
    /// `notes`, one entry
    Notes,
    /// `former_ids`, one entry
    FormerIds,
    /// `review`
    Review,
}

impl Field {
    /// Every field that a file has a key for, in the order of the file.
    pub const KEYS: [Self; 15] = [
        Self::Id,
        Self::Label,
        Self::Pillar,
        Self::KeyTask,
        Self::Source,
        Self::Content,
        Self::Departments,
        Self::Status,
        Self::Lead,
        Self::Due,
        Self::DueText,
        Self::Evidence,
        Self::Notes,
        Self::FormerIds,
        Self::Review,
    ];

    /// The field with this key.
    pub fn of(key: &str) -> Option<Self> {
        Self::KEYS.into_iter().find(|field| field.key() == key)
    }

    /// The key in the file and in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Id => "id",
            Self::Label => "label",
            Self::Pillar => "pillar",
            Self::KeyTask => "key_task",
            Self::Source => "source",
            Self::Content => "content",
            Self::Departments => "departments",
            Self::Status => "status",
            Self::Lead => "lead",
            Self::Due => "due",
            Self::DueText => "due_text",
            Self::Evidence => "evidence",
            Self::Notes => "notes",
            Self::FormerIds => "former_ids",
            Self::Review => "review",
        }
    }
}

/// One field of one task that differs. Absent is null; of a list, each entry added (`from` null) or
/// removed (`to` null) is a change of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The plan's slug.
    pub plan: String,
    /// The task.
    pub task: TaskId,
    /// What of it.
    pub field: Field,
    /// The value before, as in `list --json`.
    pub from: Value,
    /// The value after.
    pub to: Value,
}

/// What differs between two states of one task, in the order of the file's fields.
pub fn compare(plan: &str, before: &Task, after: &Task) -> Vec<Change> {
    let mut found = Found { plan, task: after.id, changes: Vec::new() };
    found.tell(Field::Id, &before.id, &after.id);
    found.tell(Field::Label, &before.label, &after.label);
    found.tell(Field::Pillar, &before.pillar, &after.pillar);
    found.tell(Field::KeyTask, &before.key_task, &after.key_task);
    found.tell(Field::Source, &before.source, &after.source);
    found.tell(Field::Content, &before.content, &after.content);
    found.tell_entries(Field::Departments, &before.departments, &after.departments, |_, _| false);
    found.tell(Field::Status, &before.status, &after.status);
    let lead = |task: &'_ Task| task.lead.clone().unwrap_or_default();
    if before.lead != after.lead {
        found.tell_entries(Field::Lead, &lead(before), &lead(after), |_, _| false);
    }
    let day = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
    found.tell(Field::Due, &day(before.due), &day(after.due));
    found.tell(Field::DueText, &before.due_text, &after.due_text);
    found.tell_entries(Field::Evidence, &before.evidence, &after.evidence, |_, _| false);
    found.tell_entries(Field::Notes, &before.notes, &after.notes, Note::is_edition_of);
    found.tell_entries(Field::FormerIds, &before.former_ids, &after.former_ids, |_, _| false);
    found.tell(Field::Review, &before.review, &after.review);
    found.changes
}

/// The facts found so far. Values are made only of what differs: most of a history is the same.
struct Found<'a> {
    plan: &'a str,
    task: TaskId,
    changes: Vec<Change>,
}

impl Found<'_> {
    fn push(&mut self, field: Field, from: Value, to: Value) {
        self.changes.push(Change { plan: self.plan.to_owned(), task: self.task, field, from, to });
    }

    fn tell<T: PartialEq + Serialize>(&mut self, field: Field, from: &T, to: &T) {
        if from != to {
            self.push(field, json!(from), json!(to));
        }
    }

    fn tell_entries<T: PartialEq + Serialize>(
        &mut self,
        field: Field,
        before: &[T],
        after: &[T],
        is_edition: impl Fn(&T, &T) -> bool,
    ) {
        if before != after {
            for (from, to) in entries(before, after, is_edition) {
                self.push(field, from, to);
            }
        }
    }
}

/// One fact that differs about a plan as a whole, about the registry of departments, about the store's own
/// settings, or in a task's file under a key that is not pjt's.
#[derive(Clone, Debug, PartialEq)]
pub struct Amendment {
    /// The plan's slug; none for the registry and the settings.
    pub plan: Option<String>,
    /// The entry: a department, `pillar 2`, `key_task 5`, `task 14`; none for the plan or the store itself.
    pub entry: Option<String>,
    /// The key in the file; none where the whole entry came or is gone.
    pub field: Option<String>,
    /// The value before.
    pub from: Value,
    /// The value after.
    pub to: Value,
}

/// What differs between two states of a plan's own facts; its tasks are not compared.
pub fn compare_plans(slug: &str, before: Option<&Plan>, after: Option<&Plan>) -> Vec<Amendment> {
    let object = |plan: Option<&Plan>| plan.map_or(Value::Null, |plan| json!(plan));
    let (before, after) = (object(before), object(after));
    let mut found = Vec::new();
    for field in ["title", "period", "source", "lead_rule"] {
        tell_fields(&mut found, (Some(slug), None), &before, &after, &[field]);
    }
    for (list, name) in [("pillars", "pillar"), ("key_tasks", "key_task")] {
        let named = |entry: &Value| format!("{name} {}", entry["id"]);
        let renamed = |_: &Value, _: &Value| false;
        tell_entries(&mut found, Some(slug), before.get(list), after.get(list), named, renamed);
    }
    found
}

/// What differs between two registries. A department that is known by its old name still (as an alias, or
/// through its successor) was renamed.
pub fn compare_registries(before: &Registry, after: &Registry) -> Vec<Amendment> {
    let (before, after) = (json!(before), json!(after));
    let mut found = Vec::new();
    let named = |entry: &Value| entry["name"].as_str().unwrap_or_default().to_owned();
    let renamed = |old: &Value, new: &Value| {
        let is_alias = new["aliases"].as_array().is_some_and(|aliases| aliases.contains(&old["name"]));
        let has_same_full_name = !old["full"].is_null() && old["full"] == new["full"];
        is_alias || has_same_full_name
    };
    let list = "departments";
    tell_entries(&mut found, None, before.get(list), after.get(list), named, renamed);
    found
}

/// What differs in a task's file under keys that are not pjt's, and in the store's settings.
pub fn compare_fields(
    (plan, entry): (Option<&str>, Option<&str>),
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Vec<Amendment> {
    let mut keys: Vec<&str> = before.keys().chain(after.keys()).map(String::as_str).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut found = Vec::new();
    let (before, after) = (Value::Object(before.clone()), Value::Object(after.clone()));
    tell_fields(&mut found, (plan, entry), &before, &after, &keys);
    found
}

fn tell_entries(
    found: &mut Vec<Amendment>,
    plan: Option<&str>,
    before: Option<&Value>,
    after: Option<&Value>,
    named: impl Fn(&Value) -> String,
    is_renamed: impl Fn(&Value, &Value) -> bool,
) {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let (before, mut come) = (list(before), list(after));
    for old in &before {
        let name = named(old);
        let same = come.iter().position(|new| named(new) == name);
        let taken = |new: &Value| before.iter().any(|old| named(old) == named(new));
        let partner = same.or_else(|| come.iter().position(|new| !taken(new) && is_renamed(old, new)));
        let new = partner.map_or(Value::Null, |index| come.remove(index));
        if new.is_null() {
            found.push(Amendment {
                plan: plan.map(str::to_owned),
                entry: Some(name),
                field: None,
                from: old.clone(),
                to: new,
            });
        } else {
            let fields =
                ["name", "full", "aliases", "group", "successor", "people", "label", "pillar", "title"];
            tell_fields(found, (plan, Some(&name)), old, &new, &fields);
        }
    }
    for new in come {
        found.push(Amendment {
            plan: plan.map(str::to_owned),
            entry: Some(named(&new)),
            field: None,
            from: Value::Null,
            to: new,
        });
    }
}

fn tell_fields(
    found: &mut Vec<Amendment>,
    (plan, entry): (Option<&str>, Option<&str>),
    before: &Value,
    after: &Value,
    fields: &[&str],
) {
    for field in fields {
        let (from, to) = (&before[*field], &after[*field]);
        if from != to {
            found.push(Amendment {
                plan: plan.map(str::to_owned),
                entry: entry.map(str::to_owned),
                field: Some((*field).to_owned()),
                from: from.clone(),
                to: to.clone(),
            });
        }
    }
}

/// A whole task that came.
pub fn added(plan: &str, task: &Task) -> Change {
    let (plan, field, from) = (plan.to_owned(), Field::Task, Value::Null);
    Change { plan, task: task.id, field, from, to: json!(task) }
}

/// A whole task that is gone.
pub fn removed(plan: &str, task: &Task) -> Change {
    let (plan, field, to) = (plan.to_owned(), Field::Task, Value::Null);
    Change { plan, task: task.id, field, from: json!(task), to }
}

/// The entries of two lists that differ, as pairs of before and after: those gone, those come, and
/// those of which one is an edition of the other. Entries that only moved are no difference.
fn entries<T: PartialEq + Serialize>(
    before: &[T],
    after: &[T],
    is_edition: impl Fn(&T, &T) -> bool,
) -> Vec<(Value, Value)> {
    // Most lists only grow at their end.
    let same = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let (before, after) = (before.get(same..).unwrap_or_default(), after.get(same..).unwrap_or_default());
    let mut gone: Vec<&T> = before.iter().collect();
    let mut come: Vec<&T> = Vec::new();
    for entry in after {
        match gone.iter().position(|known| *known == entry) {
            Some(index) => {
                gone.remove(index);
            }
            None => come.push(entry),
        }
    }
    let mut pairs = Vec::new();
    for entry in gone {
        let edited = come.iter().position(|other| is_edition(entry, other)).map(|index| come.remove(index));
        pairs.push((json!(entry), edited.map_or(Value::Null, |other| json!(other))));
    }
    pairs.extend(come.into_iter().map(|entry| (Value::Null, json!(entry))));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Status, parse_date};

    fn note(by: &str, text: &str) -> Note {
        Note { date: parse_date("2025-09-25").unwrap(), by: Some(by.into()), text: text.into() }
    }

    #[test]
    fn each_entry_of_a_list_is_a_change_of_its_own_and_an_edited_note_one_with_both_sides() {
        let before = Task {
            departments: vec!["甲".into(), "乙".into()],
            notes: vec![note("甲", "旧"), note("乙", "在")],
            ..Task::default()
        };
        let after = Task {
            departments: vec!["乙".into(), "丙".into()],
            status: Status::Done,
            notes: vec![note("甲", "新"), note("乙", "在"), note("丙", "加")],
            ..Task::default()
        };
        let told: Vec<_> = compare("p", &before, &after)
            .into_iter()
            .map(|change| (change.field, change.from.is_null(), change.to.is_null()))
            .collect();
        assert_eq!(
            told,
            [
                (Field::Departments, false, true),
                (Field::Departments, true, false),
                (Field::Status, false, false),
                (Field::Notes, false, false),
                (Field::Notes, true, false),
            ]
        );
        assert!(compare("p", &after, &after).is_empty());
    }
}
