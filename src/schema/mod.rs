//! JSON Schema of the YAML files, for editors and validators, and of the answers in JSON; what people read in it is
//! Chinese and English. Tests hold it against the keys that the store writes, and against the answers.

mod answers;

use std::sync::LazyLock;

use schemars::{Schema, generate::SchemaSettings, transform::RecursiveTransform};
use serde_json::Value;

use crate::{
    lights::RuleFile,
    model::{Office, Plan, Registry, ReportingPeriod, Return, Task},
    store::{layout, yaml},
};

/// What a schema is of.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    PartialEq,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "lowercase")]
pub enum SchemaKind {
    /// `tasks/014.yaml`
    #[default]
    Task,
    /// `plan.yaml`
    Plan,
    /// `departments.yaml`
    Departments,
    /// `office.yaml`
    Office,
    /// `periods/2025-q3.yaml`
    Period,
    /// `returns/2025-q3/jiaowei.yaml`
    Return,
    /// `rules.yaml`
    Rules,
    /// `pjt.yaml`
    Store,
    /// Every answer of `--json`.
    Answers,
}

/// The schema of a kind of file, as the types of the model have it, or of the answers.
pub fn schema(kind: SchemaKind) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let generator = settings.with_transform(RecursiveTransform(as_written)).into_generator();
    let schema = match kind {
        SchemaKind::Task => generator.into_root_schema_for::<Task>(),
        SchemaKind::Plan => generator.into_root_schema_for::<Plan>(),
        SchemaKind::Departments => generator.into_root_schema_for::<Registry>(),
        SchemaKind::Office => generator.into_root_schema_for::<Office>(),
        SchemaKind::Period => generator.into_root_schema_for::<ReportingPeriod>(),
        SchemaKind::Return => generator.into_root_schema_for::<Return>(),
        SchemaKind::Rules => generator.into_root_schema_for::<RuleFile>(),
        SchemaKind::Store => generator.into_root_schema_for::<yaml::Config>(),
        SchemaKind::Answers => return answers::answers(),
    };
    let mut schema = schema.to_value();
    if let Value::Object(fields) = &mut schema
        && let Some(dialect) = fields.remove("$schema")
    {
        fields.shift_insert(0, "$schema".into(), dialect);
    }
    schema
}

/// The schema of the files of a store that are of this kind, made once.
pub fn of_file(kind: layout::Kind) -> &'static Value {
    /// One for each kind.
    macro_rules! made_once {
        ($kind:ident) => {{
            static MADE: LazyLock<Value> = LazyLock::new(|| schema(SchemaKind::$kind));
            &MADE
        }};
    }
    match kind {
        layout::Kind::Task => made_once!(Task),
        layout::Kind::Plan => made_once!(Plan),
        layout::Kind::Registry => made_once!(Departments),
        layout::Kind::Office => made_once!(Office),
        layout::Kind::Period => made_once!(Period),
        layout::Kind::Return => made_once!(Return),
        layout::Kind::Rules => made_once!(Rules),
        layout::Kind::Config => made_once!(Store),
    }
}

/// Makes of a type's schema that of what is written into a file: what is absent is left out, not null, and the
/// width of a number or the value that an absent key has in the program is nobody's concern.
fn as_written(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    object.remove("default");
    object.remove("format");
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    // Some object or null.
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        choices.retain(|choice| choice["type"] != "null");
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            object.remove("anyOf");
            for (key, value) in only {
                object.entry(key).or_insert(value);
            }
        }
    }
    // Words, each with what it means, are a list of words in every editor.
    if let Some(Value::Array(choices)) = object.get("oneOf") {
        let words: Vec<Value> = choices.iter().map(|choice| choice["const"].clone()).collect();
        if !words.contains(&Value::Null) {
            object.remove("oneOf");
            object.insert("type".into(), "string".into());
            object.insert("enum".into(), words.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Answer, Asked, AskedField, Closure, Department, Dropped, Extension, Extra, FIELDS, Fonts,
        FormerSource, Handover, KeyTask, LaterAnswer, Note, Period, Pillar, PlanCorrection, Printed,
        RemovedPlan, ReturnedFile, Review, RowCell, SentBack, Source, Status, TaskId, Unplaced, Unread,
        key_name, parse_date,
    };
    use crate::store::yaml::Config;
    use crate::text::Lang;
    use serde_json::json;

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
            start: day,
            due: day,
            due_text: word(),
            evidence: vec!["x".into()],
            notes: vec![Note { date: day.unwrap(), by: word(), text: "x".into(), reason: true }],
            former_ids: vec![TaskId(1)],
            review: Some(Review::Gone),
            extensions: vec![Extension {
                on: day.unwrap(),
                asked: day,
                from: day.unwrap(),
                to: day.unwrap(),
                reason: String::new(),
                by: word(),
            }],
            handovers: vec![Handover {
                on: day.unwrap(),
                from: String::new(),
                to: String::new(),
                reason: String::new(),
            }],
            closure: Some(Closure { on: day.unwrap(), by: word() }),
            extra: vec![Extra::default()],
            printed: vec![Printed { text: word(), ..Printed::default() }],
            ..Task::default()
        };
        let plan = Plan {
            period: Some(Period { start: day, end: day }),
            source: Some(Source { tasks_sha256: word(), ..Source::default() }),
            pillars: vec![Pillar { id: 1, label: word(), title: String::new() }],
            former_slugs: vec![String::new()],
            former_sources: vec![FormerSource {
                file: String::new(),
                sha256: String::new(),
                tasks_sha256: word(),
                until: day.unwrap(),
            }],
            key_tasks: vec![KeyTask { id: 1, label: word(), pillar: Some(1), title: String::new() }],
            corrections: vec![PlanCorrection {
                id: Some(1),
                from: word(),
                by: word(),
                ..PlanCorrection::default()
            }],
            ..Plan::default()
        };
        let department = Department {
            full: word(),
            code: word(),
            aliases: vec!["x".into()],
            group: true,
            successor: word(),
            until: day,
            people: vec!["x".into()],
            ..Department::default()
        };
        let removed = vec![RemovedPlan {
            slug: String::new(),
            former_slugs: vec![String::new()],
            on: day.unwrap(),
            reason: String::new(),
        }];
        let period = ReportingPeriod {
            asked: vec![Asked { ended: vec![TaskId(1)], ..Asked::default() }],
            closed: day,
            ..ReportingPeriod::default()
        };
        let answer = Answer {
            status: Some(Status::Done),
            percent: Some(80),
            progress: word(),
            problems: word(),
            next: word(),
            evidence: vec!["x".into()],
            expected: day,
            expected_text: word(),
            later: vec![LaterAnswer { on: day.unwrap(), sent_back: day }],
            replaced: vec![RowCell { field: AskedField::Status, text: String::new() }],
            unread: vec![Unread {
                field: AskedField::Percent,
                place: String::new(),
                text: String::new(),
                why: String::new(),
                base: Some(Status::Done),
            }],
            sent_back: Some(SentBack { on: day.unwrap(), reason: String::new() }),
            ..Answer::default()
        };
        let returned = Return {
            source: vec![ReturnedFile { saved: word(), ..ReturnedFile::default() }],
            tasks: vec![answer],
            unplaced: vec![Unplaced {
                place: String::new(),
                text: String::new(),
                why: String::new(),
                content: Some(String::new()),
                cells: vec![RowCell { field: AskedField::Status, text: String::new() }],
            }],
            dropped: vec![Dropped {
                task: Some(TaskId(1)),
                field: Some(AskedField::Percent),
                ..Dropped::default()
            }],
            ..Return::default()
        };
        let fonts = Fonts { title: String::new(), ..Fonts::default() };
        let office = Office { name: word(), contact: word(), phone: word(), fonts, near_days: Some(30) };
        agrees(&json!(office), &schema(SchemaKind::Office));
        agrees(&json!(period), &schema(SchemaKind::Period));
        agrees(&json!(returned), &schema(SchemaKind::Return));
        agrees(&json!(task), &schema(SchemaKind::Task));
        assert_eq!(keys(&json!(task)), FIELDS.iter().map(|spec| spec.key).collect::<Vec<_>>());
        agrees(&json!(plan), &schema(SchemaKind::Plan));
        agrees(&json!(Registry { departments: vec![department] }), &schema(SchemaKind::Departments));
        agrees(&json!(Config { format: 1, default_plan: word(), removed }), &schema(SchemaKind::Store));
    }
    /// Else a new one would be told by its English key in a Chinese sentence.
    #[test]
    fn every_key_of_a_file_has_a_name_in_chinese() {
        let files = [
            SchemaKind::Plan,
            SchemaKind::Office,
            SchemaKind::Period,
            SchemaKind::Return,
            SchemaKind::Rules,
            SchemaKind::Store,
        ];
        let mut known: Vec<String> =
            files.iter().flat_map(|kind| keys(&schema(*kind)["properties"])).collect();
        for (kind, list) in [
            (SchemaKind::Departments, "departments"),
            (SchemaKind::Return, "tasks"),
            (SchemaKind::Plan, "pillars"),
            (SchemaKind::Plan, "key_tasks"),
        ] {
            known.extend(keys(&schema(kind)["properties"][list]["items"]["properties"]));
        }
        // Nobody is told of a change of these: a number names what changed, and the format is the program's.
        for key in known.iter().filter(|key| !["id", "format"].contains(&key.as_str())) {
            assert_ne!(key_name(key, Lang::Zh), key, "{key} has no name in `model::key_name`");
        }
    }
}
