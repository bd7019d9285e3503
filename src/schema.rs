//! JSON Schema of the YAML files, for editors and validators; what people read in it is Chinese and
//! English. A test holds its properties against the keys that the store writes.

use std::{fmt, str::FromStr};

use serde_json::{Map, Value, json};
use strum::VariantArray as _;

use crate::{
    model::{LeadRule, Review, Status},
    text::Lang,
};

/// A kind of file.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SchemaKind {
    /// `tasks/014.yaml`
    #[default]
    Task,
    /// `plan.yaml`
    Plan,
    /// `departments.yaml`
    Departments,
    /// `pjt.yaml`
    Store,
}

impl SchemaKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Task, Self::Plan, Self::Departments, Self::Store];

    /// The word on the command line.
    pub fn token(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Plan => "plan",
            Self::Departments => "departments",
            Self::Store => "store",
        }
    }
}

impl fmt::Display for SchemaKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token())
    }
}

impl FromStr for SchemaKind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.token() == word)
            .ok_or_else(|| Self::ALL.map(Self::token).join(", "))
    }
}

/// The schema of a kind of file.
pub fn schema(kind: SchemaKind) -> Value {
    let (title, required, properties) = match kind {
        SchemaKind::Task => ("任务 / task", &["id", "content", "status"][..], task()),
        SchemaKind::Plan => ("方案 / plan", &["title"][..], plan()),
        SchemaKind::Departments => {
            ("责任部门名录 / registry of departments", &["departments"][..], departments())
        }
        SchemaKind::Store => ("台账 / store", &["format"][..], store()),
    };
    let mut schema = object(title, required, properties);
    if let Value::Object(schema) = &mut schema {
        schema.shift_insert(0, "$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    }
    schema
}

type Properties = Vec<(&'static str, Value)>;

fn task() -> Properties {
    let note = vec![
        ("date", date("日期 / day it tells about")),
        ("by", string("报告人或部门 / who reports it")),
        ("text", string("进展内容 / what happened")),
    ];
    vec![
        ("id", number("编号，与文件名一致 / number, equal to the file name")),
        ("label", string("原文中的编号 / number as printed")),
        ("pillar", number("所在板块的编号 / pillar it stands under")),
        ("key_task", number("所属重点任务的编号 / key task it belongs to")),
        ("source", string("在原文中的位置 / where it stood in the document")),
        ("content", string("任务内容，按原文 / text as printed")),
        (
            "departments",
            list("责任部门，按原文顺序 / departments in printed order", string("部门 / department")),
        ),
        ("status", status()),
        (
            "lead",
            list(
                "牵头部门，仅当原文写明 / lead, only where the document states it",
                string("部门 / department"),
            ),
        ),
        ("due", date("完成时限 / date it falls due")),
        ("due_text", string("完成时限的原文 / deadline as printed")),
        (
            "evidence",
            list("佐证材料：路径或网址 / paths or URLs that prove it", string("路径或网址 / path or URL")),
        ),
        (
            "notes",
            list("进展，从旧到新 / notes, oldest first", object("进展 / note", &["date", "text"], note)),
        ),
        ("former_ids", list("曾用编号 / former numbers", number("编号 / number"))),
        (
            "review",
            tokens(
                "新版文件带来的待确认事项 / what a new edition left to confirm",
                &[Review::Reworded.token(), Review::Gone.token()],
            ),
        ),
    ]
}

fn plan() -> Properties {
    let period = vec![("start", date("第一天 / first day")), ("end", date("最后一天 / last day"))];
    let source = vec![
        ("file", string("文件名 / file name")),
        ("sha256", string("文件的 SHA-256 / SHA-256 of the file")),
    ];
    let pillar = vec![
        ("id", number("编号 / number")),
        ("label", string("原文中的编号 / marker as printed")),
        ("title", string("标题 / title")),
    ];
    let mut key_task = pillar.clone();
    key_task.insert(2, ("pillar", number("所在板块的编号 / pillar it stands under")));
    vec![
        ("title", string("文件标题 / title of the document")),
        ("period", object("起止日期 / period", &[], period)),
        ("source", object("原文件 / source document", &["file", "sha256"], source)),
        (
            "lead_rule",
            tokens(
                "牵头部门如何得知 / how the lead is known",
                &LeadRule::VARIANTS.iter().map(Into::into).collect::<Vec<_>>(),
            ),
        ),
        ("pillars", list("板块 / pillars", object("板块 / pillar", &["id", "title"], pillar))),
        (
            "key_tasks",
            list("重点任务 / key tasks", object("重点任务 / key task", &["id", "title"], key_task)),
        ),
    ]
}

fn departments() -> Properties {
    let department = vec![
        ("name", string("任务中使用的名称 / name that tasks use")),
        ("full", string("全称 / official name")),
        ("aliases", list("别名 / other names", string("别名 / alias"))),
        (
            "group",
            json!({"type": "boolean", "description": "是否指一类单位 / whether it stands for several units"}),
        ),
        ("successor", string("机构改革后的承接部门 / department that took over")),
        (
            "people",
            list(
                "可代其报告的人的邮箱 / mail addresses of those who report for it",
                string("邮箱 / mail address"),
            ),
        ),
    ];
    vec![("departments", list("部门 / departments", object("部门 / department", &["name"], department)))]
}

fn store() -> Properties {
    vec![
        ("format", number("格式版本 / format version")),
        ("default_plan", string("默认方案 / plan that a bare number belongs to")),
    ]
}

fn status() -> Value {
    let words: Vec<String> =
        Status::ALL.iter().map(|status| format!("{} {}", status.token(), status.label(Lang::Zh))).collect();
    let description = format!("办理状态 / status: {}", words.join("、"));
    json!({"type": "string", "enum": Status::ALL.map(Status::token), "description": description})
}

fn tokens(description: &str, tokens: &[&str]) -> Value {
    json!({"type": "string", "enum": tokens, "description": description})
}

fn string(description: &str) -> Value {
    json!({"type": "string", "description": description})
}

fn number(description: &str) -> Value {
    json!({"type": "integer", "minimum": 0, "description": description})
}

fn date(description: &str) -> Value {
    json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": description})
}

fn list(description: &str, items: Value) -> Value {
    json!({"type": "array", "items": items, "description": description})
}

fn object(title: &str, required: &[&str], properties: Properties) -> Value {
    let properties: Map<String, Value> =
        properties.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    json!({"title": title, "type": "object", "required": required, "properties": properties})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Department, KeyTask, Note, Period, Pillar, Plan, Registry, Source, Task, TaskId, parse_date,
    };
    use crate::store::yaml::Config;

    fn keys(value: &Value) -> Vec<String> {
        value.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default()
    }

    /// The keys of a value and of what lies in it agree with the schema's.
    fn agrees(value: &Value, schema: &Value) {
        assert_eq!(keys(value), keys(&schema["properties"]));
        for (key, inner) in value.as_object().into_iter().flatten() {
            let inner_schema = &schema["properties"][key];
            match inner {
                Value::Object(_) => agrees(inner, inner_schema),
                Value::Array(items) if items.first().is_some_and(Value::is_object) => {
                    agrees(&items[0], &inner_schema["items"])
                }
                _ => {}
            }
        }
    }

    #[test]
    fn the_schema_knows_exactly_the_keys_that_the_store_writes() {
        let day = parse_date("2025-01-01");
        let word = || Some("x".to_owned());
        let task = Task {
            label: word(),
            pillar: Some(1),
            key_task: Some(1),
            source: word(),
            lead: Some(vec!["x".into()]),
            due: day,
            due_text: word(),
            evidence: vec!["x".into()],
            notes: vec![Note { date: day.unwrap(), by: word(), text: "x".into() }],
            former_ids: vec![TaskId(1)],
            review: Some(Review::Gone),
            ..Task::default()
        };
        let plan = Plan {
            period: Some(Period { start: day, end: day }),
            source: Some(Source::default()),
            pillars: vec![Pillar { id: 1, label: word(), title: String::new() }],
            key_tasks: vec![KeyTask { id: 1, label: word(), pillar: Some(1), title: String::new() }],
            ..Plan::default()
        };
        let department = Department {
            full: word(),
            aliases: vec!["x".into()],
            group: true,
            successor: word(),
            people: vec!["x".into()],
            ..Department::default()
        };
        agrees(&json!(task), &schema(SchemaKind::Task));
        agrees(&json!(plan), &schema(SchemaKind::Plan));
        agrees(&json!(Registry { departments: vec![department] }), &schema(SchemaKind::Departments));
        agrees(&json!(Config { format: 1, default_plan: word() }), &schema(SchemaKind::Store));
    }
}
