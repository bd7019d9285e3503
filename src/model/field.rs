//! The table of a task's fields. Whoever lists the fields of a task (the writer, merges, comparisons,
//! sentences, JSON, the schema, the checks, an edition) asks here, so that a new field is a row of it.

use serde_json::{Map, Value, json};
use strum::EnumCount as _;

use super::task::Task;
use crate::text::Lang;

/// A field of a task, by its key in the file. The order is the file's.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, strum::EnumCount)]
pub enum Field {
    /// `id`: where it changes, the task stands in another file
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
    /// `departments`
    Departments,
    /// `status`
    Status,
    /// `lead`
    Lead,
    /// `start`
    Start,
    /// `due`
    Due,
    /// `due_text`
    DueText,
    /// `evidence`
    Evidence,
    /// `notes`
    Notes,
    /// `former_ids`
    FormerIds,
    /// `review`
    Review,
    /// `extensions`
    Extensions,
    /// `handovers`
    Handovers,
    /// `closure`
    Closure,
    /// `extra`
    Extra,
    /// `printed`
    Printed,
}

/// What a field holds. Comparing and merging go by this.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FieldKind {
    /// One value. Two sides that set it differently are in conflict.
    Scalar,
    /// Values of which the order says nothing. Each that comes or goes is a change of its own.
    Set,
    /// Values of which the order says something (the first department may lead). Otherwise like a set.
    List,
    /// Dated entries, oldest first. The keys say which entry it is, the first of them its day: an entry that
    /// differs in another key only was edited.
    Entries(&'static [&'static str]),
    /// Entries that this key names; one under the same name was edited.
    Named(&'static str),
}

/// Who changes a field.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FieldOwner {
    /// The document: each edition sets it anew.
    Document,
    /// The people who follow the task: an edition keeps it.
    Person,
    /// The program, when it takes an edition over: neither document nor people set it.
    Edition,
}

/// One row of the table.
#[derive(Debug)]
pub struct FieldSpec {
    /// The field.
    pub field: Field,
    /// Its key in the file and in JSON.
    pub key: &'static str,
    /// The number of its group. A blank line stands between two groups, because git merges two edits cleanly
    /// only with an unchanged line between them.
    pub group: usize,
    /// What it holds.
    pub kind: FieldKind,
    /// Who changes it.
    pub owner: FieldOwner,
    /// Its name in Chinese sentences.
    pub zh: &'static str,
    /// Its name in English sentences.
    pub en: &'static str,
    access: Access,
}

/// How a row gets at its field of a task.
#[derive(Debug)]
struct Access {
    differs: fn(&Task, &Task) -> bool,
    value: fn(&Task) -> Value,
    copy: fn(&Task, &mut Task),
}

macro_rules! access {
    ($name:ident) => {
        access!($name, |task| json!(task.$name))
    };
    ($name:ident, $value:expr) => {
        Access {
            differs: |one, other| one.$name != other.$name,
            value: $value,
            copy: |from, to| to.$name.clone_from(&from.$name),
        }
    };
}

use FieldKind::{Entries, List, Named, Scalar, Set};
use FieldOwner::{Document, Edition, Person};

/// Every field of a task, in the order of the file.
#[rustfmt::skip]
pub const FIELDS: &[FieldSpec] = &[
    FieldSpec { field: Field::Id, key: "id", group: 0, kind: Scalar, owner: Edition, zh: "编号", en: "number", access: access!(id) },
    FieldSpec { field: Field::Label, key: "label", group: 0, kind: Scalar, owner: Document, zh: "文件序号", en: "label", access: access!(label) },
    FieldSpec { field: Field::Pillar, key: "pillar", group: 0, kind: Scalar, owner: Document, zh: "板块", en: "pillar", access: access!(pillar) },
    FieldSpec { field: Field::KeyTask, key: "key_task", group: 0, kind: Scalar, owner: Document, zh: "重点任务", en: "key task", access: access!(key_task) },
    FieldSpec { field: Field::Source, key: "source", group: 0, kind: Scalar, owner: Document, zh: "出处", en: "source", access: access!(source) },
    FieldSpec { field: Field::Content, key: "content", group: 1, kind: Scalar, owner: Document, zh: "内容", en: "content", access: access!(content) },
    FieldSpec { field: Field::Departments, key: "departments", group: 2, kind: List, owner: Document, zh: "责任部门", en: "departments", access: access!(departments) },
    FieldSpec { field: Field::Status, key: "status", group: 3, kind: Scalar, owner: Person, zh: "状态", en: "status", access: access!(status) },
    FieldSpec { field: Field::Lead, key: "lead", group: 4, kind: Set, owner: Document, zh: "牵头", en: "lead", access: access!(lead) },
    FieldSpec { field: Field::Start, key: "start", group: 5, kind: Scalar, owner: Person, zh: "起始", en: "start", access: access!(start, |task| json!(task.start.map(|day| day.to_string()))) },
    // A date that a person set outlives the document's: an edition decides by itself.
    FieldSpec { field: Field::Due, key: "due", group: 6, kind: Scalar, owner: Edition, zh: "时限", en: "due", access: access!(due, |task| json!(task.due.map(|day| day.to_string()))) },
    FieldSpec { field: Field::DueText, key: "due_text", group: 6, kind: Scalar, owner: Document, zh: "时限原文", en: "due text", access: access!(due_text) },
    FieldSpec { field: Field::Evidence, key: "evidence", group: 7, kind: Set, owner: Person, zh: "佐证", en: "evidence", access: access!(evidence) },
    FieldSpec { field: Field::Notes, key: "notes", group: 8, kind: Entries(&["date", "by", "reason"]), owner: Person, zh: "进展", en: "note", access: access!(notes) },
    FieldSpec { field: Field::FormerIds, key: "former_ids", group: 9, kind: Set, owner: Edition, zh: "曾用编号", en: "former number", access: access!(former_ids) },
    FieldSpec { field: Field::Review, key: "review", group: 10, kind: Scalar, owner: Edition, zh: "待确认", en: "review", access: access!(review) },
    FieldSpec { field: Field::Extensions, key: "extensions", group: 11, kind: Entries(&["on", "by"]), owner: Person, zh: "延期", en: "extension", access: access!(extensions, |task| full(json!(task.extensions), &["on", "asked", "from", "to", "reason", "by"])) },
    FieldSpec { field: Field::Handovers, key: "handovers", group: 12, kind: Entries(&["on", "from", "to"]), owner: Person, zh: "移交", en: "handover", access: access!(handovers) },
    FieldSpec { field: Field::Closure, key: "closure", group: 13, kind: Scalar, owner: Person, zh: "销号", en: "closure", access: access!(closure, |task| full(json!(task.closure), &["on", "by"])) },
    // An edition brings only the columns that were asked for; the others stay.
    FieldSpec { field: Field::Extra, key: "extra", group: 14, kind: Named("title"), owner: Edition, zh: "其他栏目", en: "other column", access: access!(extra) },
    // Whoever corrects a field keeps what is printed there; an edition compares with it.
    FieldSpec { field: Field::Printed, key: "printed", group: 15, kind: Named("field"), owner: Edition, zh: "文件原文", en: "printed text", access: access!(printed, |task| full(json!(task.printed), &["field", "text"])) },
];

impl Field {
    /// The field with this key.
    pub fn of(key: &str) -> Option<Self> {
        FIELDS.iter().find(|row| row.key == key).map(|row| row.field)
    }

    /// Its row of the table.
    #[expect(clippy::indexing_slicing, reason = "a test holds that the rows stand in the order of the enum")]
    pub fn spec(self) -> &'static FieldSpec {
        &FIELDS[self as usize]
    }

    /// The key in the file and in JSON.
    pub fn key(self) -> &'static str {
        self.spec().key
    }

    /// What it holds.
    pub fn kind(self) -> FieldKind {
        self.spec().kind
    }

    /// Its name in sentences.
    pub fn name(self, lang: Lang) -> &'static str {
        lang.pick(self.spec().zh, self.spec().en)
    }
}

impl FieldSpec {
    /// Whether the two tasks hold different values.
    pub fn differs(&self, one: &Task, other: &Task) -> bool {
        (self.access.differs)(one, other)
    }

    /// The value as in JSON: a single value that is not there is null.
    pub fn value(&self, task: &Task) -> Value {
        (self.access.value)(task)
    }

    /// Gives `to` the value of `from`.
    pub fn copy(&self, from: &Task, to: &mut Task) {
        (self.access.copy)(from, to);
    }
}

/// An object, or each of a list, with all these keys: what is not there is null.
fn full(value: Value, keys: &[&str]) -> Value {
    match value {
        Value::Array(entries) => entries.into_iter().map(|entry| full(entry, keys)).collect(),
        Value::Object(mut entry) => keys
            .iter()
            .map(|key| ((*key).to_owned(), entry.remove(*key).unwrap_or(Value::Null)))
            .collect::<Map<_, _>>()
            .into(),
        other => other,
    }
}

/// Each field has its row.
const _: () = assert!(FIELDS.len() == Field::COUNT);

const GROUPS: usize = match FIELDS.last() {
    Some(last) => last.group + 1,
    None => 0,
};

const KEYS: [&str; FIELDS.len()] = keys();

/// The keys of a task file, group by group.
pub const TASK_GROUPS: &[&[&str]] = &groups();

#[expect(clippy::indexing_slicing, reason = "an index out of bounds does not compile in a constant")]
const fn keys() -> [&'static str; FIELDS.len()] {
    let mut keys = [""; FIELDS.len()];
    let mut at = 0;
    while at < FIELDS.len() {
        keys[at] = FIELDS[at].key;
        at += 1;
    }
    keys
}

#[expect(clippy::indexing_slicing, reason = "an index out of bounds does not compile in a constant")]
const fn groups() -> [&'static [&'static str]; GROUPS] {
    let mut groups: [&[&str]; GROUPS] = [&[]; GROUPS];
    let mut rest: &[&str] = &KEYS;
    let (mut group, mut at) = (0, 0);
    while group < GROUPS {
        let mut length = 0;
        while at < FIELDS.len() && FIELDS[at].group == group {
            length += 1;
            at += 1;
        }
        (groups[group], rest) = rest.split_at(length);
        group += 1;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_stand_in_the_order_of_the_enum_and_of_the_file() {
        for (at, row) in FIELDS.iter().enumerate() {
            assert_eq!((row.field as usize, Field::of(row.key)), (at, Some(row.field)));
        }
        assert_eq!(TASK_GROUPS.concat(), FIELDS.iter().map(|row| row.key).collect::<Vec<_>>());
        assert!(TASK_GROUPS.iter().all(|group| !group.is_empty()));
        let lists = FIELDS.iter().filter(|row| matches!(row.kind, Set | List)).map(|row| row.field);
        let mut limited = Task::default().list_lengths().map(|(field, _)| field);
        limited.sort_unstable();
        assert_eq!(lists.collect::<Vec<_>>(), limited, "each list of names has a limit");
    }
}
