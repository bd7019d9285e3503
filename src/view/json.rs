//! The JSON contract: keys and tokens that scripts may count on, the same in every language.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::{
    error::Finding,
    model::{Change, Entry},
    words::Lang,
};

/// The version of the contract.
pub const SCHEMA_VERSION: u32 = 1;

/// One document: version, kind, its members, warnings.
pub fn document<'a>(
    kind: &str,
    members: impl IntoIterator<Item = (&'a str, Value)>,
    warnings: &[Finding],
) -> Value {
    let mut object = Map::new();
    object.insert("schema_version".into(), json!(SCHEMA_VERSION));
    object.insert("kind".into(), json!(kind));
    object.extend(members.into_iter().map(|(key, value)| (key.to_owned(), value)));
    object.insert("warnings".into(), warnings.iter().map(finding).collect());
    Value::Object(object)
}

/// A task with the context that its plan gives it.
pub fn task(entry: Entry<'_>, today: NaiveDate) -> Value {
    let task = entry.task;
    let named = |id: u32, title: &str| json!({"id": id, "title": title});
    let lead = entry.lead();
    json!({
        "plan": entry.plan.slug,
        "id": task.id,
        "label": task.label,
        "pillar": entry.pillar().map(|pillar| named(pillar.id, &pillar.title)),
        "key_task": entry.key_task().map(|key_task| named(key_task.id, &key_task.title)),
        "content": task.content,
        "departments": task.departments,
        "lead": lead.map(|(names, _)| names),
        "lead_basis": lead.map(|(_, basis)| basis.token()),
        "support": entry.support().map(Iterator::collect::<Vec<_>>),
        "status": task.status,
        "due": task.due.map(date),
        "due_text": task.due_text,
        "overdue": entry.is_overdue(today),
        "notes": task.notes.iter().map(|note| json!({"date": date(note.date), "by": note.by, "text": note.text})).collect::<Vec<_>>(),
        "evidence": task.evidence,
        "falls_due": entry.falls_due().map(date),
        "former_ids": task.former_ids,
        "review": task.review,
        "source": task.source,
    })
}

/// A finding; its message is English, whatever people read.
pub fn finding(finding: &Finding) -> Value {
    let mut object = Map::new();
    object.insert("code".into(), json!(finding.code));
    object.insert("message".into(), json!(finding.message.in_lang(Lang::En)));
    if let Some(place) = &finding.place {
        object.insert("path".into(), json!(place.path.to_string_lossy()));
        if let Some(line) = place.line {
            object.insert("line".into(), json!(line));
        }
    }
    if let Some(fix) = &finding.fix {
        object.insert("fix".into(), json!(fix.in_lang(Lang::En)));
    }
    Value::Object(object)
}

/// One fact that differs.
pub fn change(change: &Change) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("plan".into(), json!(change.plan));
    object.insert("task".into(), json!(change.task));
    object.insert("field".into(), json!(change.field.key()));
    object.insert("from".into(), change.from.clone());
    object.insert("to".into(), change.to.clone());
    object
}

/// A change that a command made, with the commit that holds it, if one does.
pub fn update_change(made: &Change, commit: Option<&str>) -> Value {
    let mut object = change(made);
    object.insert("commit".into(), json!(commit));
    Value::Object(object)
}

fn date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}
