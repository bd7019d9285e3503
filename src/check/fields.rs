//! Fields: what must be there is there, and nothing that pjt does not know.

use serde_json::{Map, Value};

use super::{
    Rule, Subject,
    places::{self, Step},
    subject::finding,
};
use crate::{
    error::Finding,
    schema,
    store::layout::Kind,
    text::{fold::nearest, is_blank},
};

const EMPTY_CONTENT: &str = "empty-content";
const UNKNOWN_FIELD: &str = "unknown-field";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: EMPTY_CONTENT,
        title: || text!("每项任务都有内容", "every task has content"),
        run: empty_content,
    },
    Rule {
        id: super::text::BLANK_TEXT,
        title: || text!("写了的文字都不是空白", "no text that is given is blank"),
        run: super::text::blank,
    },
    Rule {
        id: UNKNOWN_FIELD,
        title: || text!("文件里没有不认识的字段", "files have no unknown fields"),
        run: unknown_fields,
    },
];

fn empty_content(subject: &Subject<'_>) -> Vec<Finding> {
    let empty = subject.tasks().filter(|(entry, _)| is_blank(&entry.task.content));
    empty
        .map(|(_, file)| {
            finding(
                EMPTY_CONTENT,
                text!("任务没有内容", "the task has no content"),
                file.field("content"),
                text!("请按原文补上", "fill it in from the document"),
            )
        })
        .collect()
}

/// The most unknown fields of one file that are reported at once.
const MOST: usize = 20;

/// Keys that nothing reads, at any depth of any file: a slip of the pen would be lost without a word. Which keys there are
/// is said by the schema of the file.
fn unknown_fields(subject: &Subject<'_>) -> Vec<Finding> {
    let tasks = subject.unusual.iter().map(|unusual| (&unusual.file, &unusual.tree, Kind::Task));
    let others = subject.other_files().iter().filter_map(|(file, tree)| {
        let kind = Kind::of(&file.path())?;
        Some((file, tree, kind))
    });
    let mut findings = Vec::new();
    for (file, tree, kind) in tasks.chain(others) {
        let mut unknown = Vec::new();
        add_unknown(tree, schema::of_file(kind), &mut Vec::new(), &mut unknown);
        findings.extend(unknown.into_iter().take(MOST).map(|unknown| {
            let name = places::name_of(&unknown.way);
            let fix = match unknown.near {
                Some(near) => text!("是不是 `{near}`？", "did you mean `{near}`?"),
                None => text!("pjt 会保留它；不需要就删去", "pjt keeps it; remove it if it is not needed"),
            };
            finding(
                UNKNOWN_FIELD,
                text!("不认识的字段 `{name}`", "unknown field `{name}`"),
                file.along(&unknown.way),
                fix,
            )
        }));
    }
    findings
}

/// A key that nothing reads.
struct Unknown<'v> {
    /// The way to it from the top of its file.
    way: Vec<Step<'v>>,
    /// The key that may have been meant.
    near: Option<&'static str>,
}

/// Adds the keys of a mapping, and of what lies in it, that its schema does not name. Where a schema names no keys, every
/// one is right; where it allows no others, reading has refused them.
fn add_unknown<'v>(
    tree: &'v Map<String, Value>,
    schema: &'static Value,
    way: &mut Vec<Step<'v>>,
    found: &mut Vec<Unknown<'v>>,
) {
    let Some(known) = schema.get("properties").and_then(Value::as_object) else { return };
    let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    for (key, value) in tree {
        way.push(Step::Key(key));
        match (known.get(key), value) {
            (None, _) if is_closed => {}
            (None, _) => {
                let near = nearest(key, known.keys().map(String::as_str)).first().copied();
                found.push(Unknown { way: way.clone(), near });
            }
            (Some(schema), Value::Object(fields)) => add_unknown(fields, schema, way, found),
            (Some(schema), Value::Array(entries)) => {
                let fields =
                    entries.iter().enumerate().filter_map(|(at, entry)| Some((at, entry.as_object()?)));
                for (at, fields) in fields {
                    way.push(Step::Entry(at));
                    schema.get("items").into_iter().for_each(|items| add_unknown(fields, items, way, found));
                    way.pop();
                }
            }
            _ => {}
        }
        way.pop();
    }
}
