//! The JSON contract: keys and tokens that scripts may count on, the same in every language.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::{
    error::{Error, Finding, Location},
    model::{self, Change, ChangedField, Entry, FIELDS, Field, Review, Status, Subject, TaskId},
    query::{Reports, reports::Report},
    text::{Lang, is_unsafe_char},
};

/// The version of the contract.
pub const SCHEMA_VERSION: u32 = 1;

/// Writes a value. Control, bidi and zero-width characters are written as `\u202e`, which means the same to who reads
/// JSON and does nothing to a terminal.
///
/// # Errors
/// When `out` fails.
pub fn write<T: Serialize + ?Sized>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    value
        .serialize(&mut serde_json::Serializer::with_formatter(out, EscapedFormatter))
        .map_err(io::Error::from)
}

struct EscapedFormatter;

impl serde_json::ser::Formatter for EscapedFormatter {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_unsafe_char(*c)) {
            let (before, behind) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))?;
            rest = behind.strip_prefix(c).unwrap_or_default();
        }
        out.write_all(rest.as_bytes())
    }
}

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

/// The beginning of a document with a list too long to be held, and what stands before that: its entries
/// follow, with commas between them, and then [`end`].
///
/// # Errors
/// When `out` fails.
pub fn begin(kind: &str, members: &[(&str, Value)], list: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, r#"{{"schema_version":{SCHEMA_VERSION},"kind":"{kind}""#)?;
    write_members(members, out)?;
    write!(out, r#","{list}":["#)
}

/// The end of such a document, with its other members.
///
/// # Errors
/// When `out` fails.
pub fn end(members: &[(&str, Value)], warnings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "]")?;
    write_members(members, out)?;
    write_members(&[("warnings", warnings.iter().map(finding).collect())], out)?;
    writeln!(out, "}}")
}

fn write_members(members: &[(&str, Value)], out: &mut dyn Write) -> io::Result<()> {
    members.iter().try_for_each(|(key, value)| {
        write!(out, r#","{key}":"#)?;
        write(value, out)
    })
}

/// The entries of such a document that these tasks are.
///
/// # Errors
/// When `out` fails.
pub fn tasks(entries: &[Entry<'_>], today: NaiveDate, out: &mut dyn Write) -> io::Result<()> {
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        write(&task(*entry, today), out)?;
    }
    Ok(())
}

/// A task with the context that its plan gives it, in the order of its keys.
#[derive(Debug, Serialize)]
pub struct Task<'a> {
    plan: &'a str,
    id: TaskId,
    label: Option<&'a str>,
    pillar: Option<Heading<'a>>,
    key_task: Option<Heading<'a>>,
    content: &'a str,
    departments: &'a [String],
    lead: Option<&'a [String]>,
    lead_basis: Option<&'static str>,
    support: Option<Vec<&'a str>>,
    status: Status,
    due: Option<String>,
    due_text: Option<&'a str>,
    overdue: bool,
    notes: Vec<Note<'a>>,
    evidence: &'a [String],
    falls_due: Option<String>,
    former_ids: &'a [TaskId],
    review: Option<Review>,
    source: Option<&'a str>,
    #[serde(flatten)]
    others: OtherFields<'a>,
}

/// The fields that have no member of their own above, under their keys.
#[derive(Debug)]
struct OtherFields<'a>(&'a model::Task);

/// The fields that JSON and `show` give in a way of their own; any other has its key and its name.
pub(super) const SHAPED_FIELDS: [Field; 15] = [
    Field::Id,
    Field::Label,
    Field::Pillar,
    Field::KeyTask,
    Field::Source,
    Field::Content,
    Field::Departments,
    Field::Status,
    Field::Lead,
    Field::Due,
    Field::DueText,
    Field::Evidence,
    Field::Notes,
    Field::FormerIds,
    Field::Review,
];

impl Serialize for OtherFields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let others = FIELDS.iter().filter(|spec| !SHAPED_FIELDS.contains(&spec.field));
        serializer.collect_map(others.map(|spec| (spec.key, spec.value(self.0))))
    }
}

#[derive(Debug, Serialize)]
struct Heading<'a> {
    id: u32,
    title: &'a str,
}

#[derive(Debug, Serialize)]
struct Note<'a> {
    date: String,
    by: Option<&'a str>,
    text: &'a str,
    reason: bool,
}

/// A task with the context that its plan gives it.
pub fn task(entry: Entry<'_>, today: NaiveDate) -> Task<'_> {
    let task = entry.task;
    let lead = entry.lead();
    let notes = task.notes.iter();
    Task {
        plan: &entry.plan.slug,
        id: task.id,
        label: task.label.as_deref(),
        pillar: entry.pillar().map(|pillar| Heading { id: pillar.id, title: &pillar.title }),
        key_task: entry.key_task().map(|key_task| Heading { id: key_task.id, title: &key_task.title }),
        content: &task.content,
        departments: &task.departments,
        lead: lead.map(|(names, _)| names),
        lead_basis: lead.map(|(_, basis)| basis.token()),
        support: entry.support().map(Iterator::collect),
        status: task.status,
        due: task.due.map(date),
        due_text: task.due_text.as_deref(),
        overdue: entry.is_overdue(today),
        notes: notes
            .map(|note| Note {
                date: date(note.date),
                by: note.by.as_deref(),
                text: &note.text,
                reason: note.reason,
            })
            .collect(),
        evidence: &task.evidence,
        falls_due: entry.falls_due().map(date),
        former_ids: &task.former_ids,
        review: task.review,
        source: task.source.as_deref(),
        others: OtherFields(task),
    }
}

/// The same with the last report of each department about it.
pub fn task_with_reports(entry: Entry<'_>, today: NaiveDate, reports: &Reports) -> Value {
    let mut object = json!(task(entry, today));
    let latest: Vec<Value> = reports.latest(entry).iter().map(report).collect();
    if let Some(object) = object.as_object_mut() {
        object.insert("reports".into(), json!(latest));
    }
    object
}

/// What a department reported: the keys of the answer in its file, absent ones null, behind whose it is.
fn report(report: &Report<'_>) -> Value {
    let answer = report.answer;
    json!({
        "department": report.department,
        "period": report.period.to_string(),
        "received": date(report.received),
        "status": answer.status,
        "percent": answer.percent,
        "progress": answer.progress,
        "problems": answer.problems,
        "next": answer.next,
        "evidence": answer.evidence,
        "expected": answer.expected.map(date),
        "expected_text": answer.expected_text,
        "unread": answer.unread,
        "sent_back": answer.sent_back,
    })
}

/// Why a command could not do what it was asked, with what was reported before; its sentences are English, whatever
/// people read.
pub fn error(error: &Error, warnings: &[Finding]) -> Value {
    let mut object = Map::new();
    object.insert("kind".into(), json!(error.kind().token()));
    object.insert("code".into(), json!(error.code()));
    object.insert("message".into(), json!(error.message().in_lang(Lang::En)));
    if let Some(cause) = error.cause() {
        object.insert("cause".into(), json!(cause.in_lang(Lang::En)));
    }
    let hints = error.hints().iter().map(|hint| hint.in_lang(Lang::En));
    object.insert("hints".into(), hints.collect());
    object.extend(error.place().map(place).unwrap_or_default());
    document("error", [("error", Value::Object(object))], warnings)
}

/// The path and the line of a place, as far as they are known.
fn place(place: &Location) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("path".into(), json!(place.path.to_string_lossy()));
    object.extend(place.line.map(|line| ("line".to_owned(), json!(line))));
    object
}

/// A finding; its message is English, whatever people read.
pub fn finding(finding: &Finding) -> Value {
    let mut object = Map::new();
    object.insert("code".into(), json!(finding.code));
    object.insert("message".into(), json!(finding.message.in_lang(Lang::En)));
    object.extend(finding.place.as_ref().map(place).unwrap_or_default());
    if let Some(fix) = &finding.fix {
        object.insert("fix".into(), json!(fix.in_lang(Lang::En)));
    }
    Value::Object(object)
}

/// One fact that differs. That a subject came or is gone has the field `task` for a task, `title` for a plan
/// and null for the others.
pub fn change(change: &Change) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("plan".into(), json!(change.subject.plan()));
    let field = match (&change.field, &change.subject) {
        (ChangedField::Field(field), _) => Some(field.key()),
        (ChangedField::Key(key), _) => Some(key.as_str()),
        (ChangedField::Whole, Subject::Task { .. }) => Some("task"),
        (ChangedField::Whole, Subject::Plan(_)) => Some("title"),
        (ChangedField::Whole, _) => None,
    };
    match (&change.subject, &change.field) {
        (Subject::Task { id, .. }, ChangedField::Whole | ChangedField::Field(_)) => {
            object.insert("task".into(), json!(id));
        }
        (subject, _) => {
            object.insert("entry".into(), json!(entry(subject)));
        }
    }
    object.insert("field".into(), json!(field));
    object.insert("from".into(), change.from.clone());
    object.insert("to".into(), change.to.clone());
    object
}

/// What names a subject within its file; a plan and the store are the whole file.
fn entry(subject: &Subject) -> Option<String> {
    match subject {
        Subject::Task { id, .. } => Some(format!("task {id}")),
        Subject::Pillar { id, .. } => Some(format!("pillar {id}")),
        Subject::KeyTask { id, .. } => Some(format!("key_task {id}")),
        Subject::Department(name) => Some(name.clone()),
        Subject::Period(id) => Some(format!("period {id}")),
        Subject::Return { period, department, task: None, .. } => {
            Some(format!("return {period} {department}"))
        }
        Subject::Return { period, department, task: Some(task), .. } => {
            Some(format!("return {period} {department} task {task}"))
        }
        Subject::Rules => Some("rules".to_owned()),
        Subject::Plan(_) | Subject::Store | Subject::Office => None,
    }
}

/// A change that a command made, with the commit that holds it, if one does.
pub fn update_change(made: &Change, commit: Option<&str>) -> Value {
    let mut object = change(made);
    object.insert("commit".into(), json!(commit));
    Value::Object(object)
}

fn date(date: NaiveDate) -> String {
    date.to_string()
}
