//! What differs between two states of a task, a plan, the registry, a period, a return: every fact as one change.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Change, ChangedField, Subject};
use crate::model::{
    department::{Department, Registry},
    field::{FIELDS, FieldKind},
    period::{PeriodId, ReportingPeriod},
    plan::Plan,
    returns::{Answer, Return},
    task::{Task, TaskId},
};

/// A whole task that came.
pub fn added(plan: &str, task: &Task) -> Change {
    let subject = Subject::Task { plan: plan.to_owned(), id: task.id };
    Change { subject, field: ChangedField::Whole, from: Value::Null, to: json!(task) }
}

/// A whole task that is gone.
pub fn removed(plan: &str, task: &Task) -> Change {
    let subject = Subject::Task { plan: plan.to_owned(), id: task.id };
    Change { subject, field: ChangedField::Whole, from: json!(task), to: Value::Null }
}

/// What differs between two states of one task, in the order of the file's fields.
pub fn compare(plan: &str, before: &Task, after: &Task) -> Vec<Change> {
    let mut changes = Vec::new();
    // Values are made only of what differs: most of a history is the same.
    for spec in FIELDS.iter().filter(|spec| spec.differs(before, after)) {
        let (from, to) = (spec.value(before), spec.value(after));
        let facts = match spec.kind {
            FieldKind::Scalar => vec![(from, to)],
            FieldKind::Set | FieldKind::List => compare_entries(from, to, |_, _| false),
            FieldKind::Entries(keys) => {
                compare_entries(from, to, |one, other| keys.iter().all(|key| one.get(key) == other.get(key)))
            }
            FieldKind::Named(key) => compare_entries(from, to, |one, other| one.get(key) == other.get(key)),
        };
        changes.extend(facts.into_iter().map(|(from, to)| Change {
            subject: Subject::Task { plan: plan.to_owned(), id: after.id },
            field: ChangedField::Field(spec.field),
            from,
            to,
        }));
    }
    changes
}

/// The entries of two lists that differ, as pairs of before and after: those gone, those come, and
/// those of which one is an edition of the other. Entries that only moved are no difference.
fn compare_entries(
    before: Value,
    after: Value,
    is_edition: impl Fn(&Value, &Value) -> bool,
) -> Vec<(Value, Value)> {
    let (mut before, mut after) = (entries_of(before), entries_of(after));
    // Most lists only grow at their end.
    let same = before.iter().zip(&after).take_while(|(one, other)| one == other).count();
    let mut gone = before.split_off(same);
    let mut come = Vec::new();
    for entry in after.split_off(same) {
        match gone.iter().position(|known| *known == entry) {
            Some(index) => drop(gone.remove(index)),
            None => come.push(entry),
        }
    }
    let mut pairs = Vec::new();
    for entry in gone {
        let edited = come.iter().position(|other| is_edition(&entry, other)).map(|index| come.remove(index));
        pairs.push((entry, edited.unwrap_or(Value::Null)));
    }
    pairs.extend(come.into_iter().map(|entry| (Value::Null, entry)));
    pairs
}

/// The entries of a list; one that is not there (null) has none.
fn entries_of(list: Value) -> Vec<Value> {
    match list {
        Value::Array(entries) => entries,
        _ => Vec::new(),
    }
}

/// The keys of a plan's own facts behind its title. That its document is another one says that the one before is former.
const PLAN_KEYS: &[&str] = &["period", "source", "lead_rule", "former_slugs"];
const PILLAR_KEYS: &[&str] = &["label", "title"];
const KEY_TASK_KEYS: &[&str] = &["label", "pillar", "title"];
const DEPARTMENT_KEYS: &[&str] =
    &["name", "full", "code", "aliases", "group", "successor", "until", "people"];

const PERIOD_KEYS: &[&str] = &["title", "start", "end", "due", "opened", "fields", "asked", "closed"];
const RETURN_KEYS: &[&str] = &["department", "received", "source", "unplaced", "dropped"];
const ANSWER_KEYS: &[&str] = &[
    "status",
    "percent",
    "progress",
    "problems",
    "next",
    "evidence",
    "expected",
    "expected_text",
    "later",
    "replaced",
    "unread",
    "sent_back",
];

/// What differs between two states of a plan's own facts; its tasks are not compared.
pub fn compare_plans(slug: &str, before: Option<&Plan>, after: Option<&Plan>) -> Vec<Change> {
    let subject = Subject::Plan(slug.to_owned());
    let mut changes = Vec::new();
    if before.is_some() != after.is_some() {
        let title = |plan: Option<&Plan>| json!(plan.map(|plan| &plan.title));
        let (from, to) = (title(before), title(after));
        changes.push(Change { subject: subject.clone(), field: ChangedField::Whole, from, to });
    } else {
        add_keys(&mut changes, &subject, &json!(before), &json!(after), &["title"]);
    }
    add_keys(&mut changes, &subject, &json!(before), &json!(after), PLAN_KEYS);
    if before.zip(after).is_some_and(|(before, after)| before.source == after.source) {
        add_keys(&mut changes, &subject, &json!(before), &json!(after), &["former_sources"]);
    }
    let plan = || slug.to_owned();
    let pillars = |plan: Option<&'_ Plan>| plan.map_or_else(Vec::new, |plan| plan.pillars.clone());
    compare_named(
        &mut changes,
        &pillars(before),
        &pillars(after),
        |pillar| Subject::Pillar { plan: plan(), id: pillar.id },
        |_, _| false,
        PILLAR_KEYS,
    );
    let key_tasks = |plan: Option<&'_ Plan>| plan.map_or_else(Vec::new, |plan| plan.key_tasks.clone());
    compare_named(
        &mut changes,
        &key_tasks(before),
        &key_tasks(after),
        |key_task| Subject::KeyTask { plan: plan(), id: key_task.id },
        |_, _| false,
        KEY_TASK_KEYS,
    );
    // Why, behind what was corrected.
    add_keys(&mut changes, &subject, &json!(before), &json!(after), &["corrections"]);
    changes
}

/// What differs between two registries. A department that is known by its old name still (as an alias, or
/// through its full name) was renamed, and so was one that got back a name that it had.
pub fn compare_registries(before: &Registry, after: &Registry) -> Vec<Change> {
    let mut changes = Vec::new();
    let is_renamed = |old: &Department, new: &Department| {
        let is_known = new.aliases.contains(&old.name) || old.aliases.contains(&new.name);
        is_known || old.full.is_some() && old.full == new.full
    };
    let subject = |department: &Department| Subject::Department(department.name.clone());
    let (before, after) = (&before.departments, &after.departments);
    compare_named(&mut changes, before, after, subject, is_renamed, DEPARTMENT_KEYS);
    changes
}

/// What differs between two states of a reporting period.
pub fn compare_periods(
    id: PeriodId,
    before: Option<&ReportingPeriod>,
    after: Option<&ReportingPeriod>,
) -> Vec<Change> {
    let subject = Subject::Period(id);
    if before.is_some() != after.is_some() {
        return vec![Change { subject, field: ChangedField::Whole, from: json!(before), to: json!(after) }];
    }
    let mut changes = Vec::new();
    add_keys(&mut changes, &subject, &json!(before), &json!(after), PERIOD_KEYS);
    changes
}

/// What differs between two states of a return: each answer that came or is gone, and each key that differs in one.
pub fn compare_returns(
    plan: &str,
    period: PeriodId,
    before: Option<&Return>,
    after: Option<&Return>,
) -> Vec<Change> {
    let Some(present) = after.or(before) else { return Vec::new() };
    let subject = |task: Option<TaskId>| Subject::Return {
        plan: plan.to_owned(),
        period,
        department: present.department.clone(),
        task,
    };
    let mut changes = Vec::new();
    if before.is_some() != after.is_some() {
        let received = |state: Option<&Return>| json!(state.map(|state| state.received.to_string()));
        let (from, to) = (received(before), received(after));
        changes.push(Change { subject: subject(None), field: ChangedField::Whole, from, to });
    } else {
        add_keys(&mut changes, &subject(None), &json!(before), &json!(after), RETURN_KEYS);
    }
    let answers = |state: Option<&Return>| state.map_or_else(Vec::new, |state| state.tasks.clone());
    let (before, after) = (answers(before), answers(after));
    let mut ids: Vec<TaskId> = before.iter().chain(&after).map(|answer| answer.id).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let find = |answers: &[Answer]| json!(answers.iter().find(|answer| answer.id == id));
        add_keys(&mut changes, &subject(Some(id)), &find(&before), &find(&after), ANSWER_KEYS);
    }
    changes
}

/// What differs under these keys: those in a task's file that are not pjt's, or the store's settings.
pub fn compare_keys(
    subject: &Subject,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Vec<Change> {
    let mut keys: Vec<&str> = before.keys().chain(after.keys()).map(String::as_str).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut changes = Vec::new();
    add_keys(&mut changes, subject, &json!(before), &json!(after), &keys);
    changes
}

/// What differs in a list of entries, each of which is a subject of its own.
fn compare_named<T: Serialize>(
    changes: &mut Vec<Change>,
    before: &[T],
    after: &[T],
    subject: impl Fn(&T) -> Subject,
    is_renamed: impl Fn(&T, &T) -> bool,
    keys: &[&str],
) {
    let mut come: Vec<&T> = after.iter().collect();
    for old in before {
        let same = come.iter().position(|new| subject(new) == subject(old));
        let was_there = |new: &T| before.iter().any(|old| subject(old) == subject(new));
        let partner = same.or_else(|| come.iter().position(|new| !was_there(new) && is_renamed(old, new)));
        match partner.map(|index| come.remove(index)) {
            Some(new) => add_keys(changes, &subject(old), &json!(old), &json!(new), keys),
            None => changes.push(Change {
                subject: subject(old),
                field: ChangedField::Whole,
                from: json!(old),
                to: Value::Null,
            }),
        }
    }
    changes.extend(come.into_iter().map(|new| Change {
        subject: subject(new),
        field: ChangedField::Whole,
        from: Value::Null,
        to: json!(new),
    }));
}

/// Adds the keys under which two objects differ. A key, or a whole object, that is not there is null.
fn add_keys(changes: &mut Vec<Change>, subject: &Subject, before: &Value, after: &Value, keys: &[&str]) {
    for key in keys {
        let value = |object: &Value| object.get(key).cloned().unwrap_or(Value::Null);
        let (from, to) = (value(before), value(after));
        if from != to {
            let field = ChangedField::Key((*key).to_owned());
            changes.push(Change { subject: subject.clone(), field, from, to });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Field, Note, Status, parse_date};

    fn note(by: &str, text: &str) -> Note {
        Note {
            date: parse_date("2025-09-25").unwrap(),
            by: Some(by.into()),
            text: text.into(),
            reason: false,
        }
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
        let found: Vec<_> = compare("p", &before, &after)
            .into_iter()
            .map(|change| (change.field, change.from.is_null(), change.to.is_null()))
            .collect();
        let expected = [
            (Field::Departments, false, true),
            (Field::Departments, true, false),
            (Field::Status, false, false),
            (Field::Notes, false, false),
            (Field::Notes, true, false),
        ];
        assert_eq!(found, expected.map(|(field, from, to)| (ChangedField::Field(field), from, to)));
        assert!(compare("p", &after, &after).is_empty());
    }

    #[test]
    fn a_note_that_was_removed_for_a_reason_of_the_same_day_was_not_rewritten_as_it() {
        let before = Task { notes: vec![note("甲", "旧"), note("甲", "在")], ..Task::default() };
        let reason = Note { reason: true, ..note("甲", "记错了") };
        let after = Task { notes: vec![note("甲", "在"), reason], ..Task::default() };
        let found = compare("p", &before, &after);
        let sides: Vec<_> = found.iter().map(|one| (&one.from["text"], &one.to["text"])).collect();
        assert_eq!(sides, [(&json!("旧"), &Value::Null), (&Value::Null, &json!("记错了"))]);
    }

    #[test]
    fn a_plan_that_came_is_a_change_of_the_whole_and_a_department_with_its_old_name_as_alias_was_renamed() {
        let plan = Plan { slug: "p".into(), title: "方案".into(), ..Plan::default() };
        let came = compare_plans("p", None, Some(&plan));
        assert_eq!((came[0].whole_plan(), came[0].is_addition()), (Some("p"), true));
        let renamed = Plan { title: "计划".into(), ..plan.clone() };
        let changes = compare_plans("p", Some(&plan), Some(&renamed));
        assert_eq!((changes.len(), changes[0].whole_plan()), (1, None));
        let old = Registry { departments: vec![Department::named("甲")] };
        let new = Department { aliases: vec!["甲".into()], ..Department::named("乙") };
        let changes = compare_registries(&old, &Registry { departments: vec![new] });
        let fields: Vec<_> = changes.iter().map(|change| change.field.clone()).collect();
        assert_eq!(fields, ["name", "aliases"].map(|key| ChangedField::Key(key.into())));
        assert!(changes.iter().all(|change| change.subject == Subject::Department("甲".into())));
    }
}
