//! Answers against `pjt schema answers`: as much of JSON Schema as that uses. Stricter than the standard: a key that the
//! schema does not name is a fault, too.

use std::{fs, sync::OnceLock};

use serde_json::Value;

use crate::sandbox::{Sandbox, repository};

/// The schema of all answers.
fn answers() -> &'static Value {
    static ANSWERS: OnceLock<Value> = OnceLock::new();
    ANSWERS.get_or_init(|| Sandbox::empty().pjt("schema answers").json())
}

/// What is wrong with an answer, each with its place; nothing is right.
pub(crate) fn faults(answer: &Value) -> Vec<String> {
    let kind = answer["kind"].as_str().unwrap_or_default();
    let named = serde_json::json!({"$ref": format!("#/$defs/{kind}")});
    let listed = answers()["oneOf"].as_array().unwrap().contains(&named);
    if !listed {
        return vec![format!("no kind of answer: {kind}")];
    }
    let mut faults = Vec::new();
    check(answer, &named, kind, &mut faults);
    faults
}

fn check(value: &Value, schema: &Value, place: &str, faults: &mut Vec<String>) {
    for (keyword, rule) in schema.as_object().unwrap() {
        let mut wrong = |what: String| faults.push(format!("{place}: {what}: {value}"));
        match keyword.as_str() {
            "title" | "description" | "required" => {}
            "$ref" => {
                let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                check(value, &answers()["$defs"][name], place, faults);
            }
            "const" if value != rule => wrong(format!("not {rule}")),
            "enum" if !rule.as_array().unwrap().contains(value) => wrong(format!("none of {rule}")),
            "const" | "enum" => {}
            "type" => {
                let is = match rule.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_u64() || value.is_i64(),
                    "number" => value.is_number(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    other => panic!("type {other}"),
                };
                if !is {
                    wrong(format!("no {rule}"));
                }
            }
            "minimum" if value.as_f64().is_some_and(|number| number < rule.as_f64().unwrap()) => {
                wrong(format!("below {rule}"));
            }
            "maximum" if value.as_f64().is_some_and(|number| number > rule.as_f64().unwrap()) => {
                wrong(format!("above {rule}"));
            }
            "minimum" | "maximum" => {}
            "pattern" => {
                assert_eq!(rule, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "the only pattern that is known here");
                let is_day = |day: &str| day.len() == 10 && pjt::model::parse_date(day).is_some();
                if value.as_str().is_some_and(|day| !is_day(day)) {
                    wrong("no day".to_owned());
                }
            }
            "anyOf" => {
                let ways = rule.as_array().unwrap().iter().map(|way| {
                    let mut faults = Vec::new();
                    check(value, way, place, &mut faults);
                    faults
                });
                let ways: Vec<_> = ways.collect();
                if !ways.iter().any(Vec::is_empty) {
                    // What misses least is what was meant.
                    faults.extend(ways.into_iter().min_by_key(Vec::len).unwrap());
                }
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(item, rule, &format!("{place}[{index}]"), faults);
                }
            }
            "properties" => {
                let members = value.as_object().cloned().unwrap_or_default();
                let required =
                    schema["required"].as_array().into_iter().flatten().map(|key| key.as_str().unwrap());
                let missing = required.filter(|key| !members.contains_key(*key));
                faults.extend(missing.map(|key| format!("{place}: `{key}` is missing")));
                for (key, member) in &members {
                    match rule.get(key) {
                        Some(schema) => check(member, schema, &format!("{place}.{key}"), faults),
                        None => faults.push(format!("{place}: `{key}` is not in the schema")),
                    }
                }
            }
            other => panic!("the keyword {other} is not known here"),
        }
    }
}

#[test]
fn every_answer_in_the_transcripts_is_as_the_schema_says() {
    let mut kinds = std::collections::BTreeSet::new();
    for entry in fs::read_dir(repository().join("tests/snapshots")).unwrap() {
        let path = entry.unwrap().path();
        for line in
            fs::read_to_string(&path).unwrap().lines().filter(|line| line.starts_with("{\"schema_version\""))
        {
            // A transcript may hide what differs from machine to machine behind a word.
            let answer: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert_eq!(faults(&answer), Vec::<String>::new(), "{}: {line}", path.display());
            kinds.insert(answer["kind"].as_str().unwrap().to_owned());
        }
    }
    assert!(kinds.len() > 10, "{kinds:?}");
}

#[test]
fn an_answer_that_differs_from_the_schema_is_noticed() {
    let answer = Sandbox::with_seed().pjt("show 14 --json").json();
    assert_eq!(faults(&answer), Vec::<String>::new());
    for (way, wrong) in [
        ("/tasks/0/id", Value::from("14")),
        ("/tasks/0/status", "finished".into()),
        ("/tasks/0/falls_due", "31.12.2025".into()),
        ("/tasks/0/lead", Value::from(vec![1])),
        ("/tasks/0/pillar", serde_json::json!({"id": 2})),
        ("/tasks/0/pillar", serde_json::json!({"id": 2, "title": "", "more": 1})),
        ("/schema_version", 2.into()),
        ("/kind", "task".into()),
        ("/warnings", Value::Null),
    ] {
        let mut other = answer.clone();
        *other.pointer_mut(way).unwrap() = wrong;
        assert_ne!(faults(&other), Vec::<String>::new(), "{way}");
    }
}

#[test]
fn what_a_record_leaves_out_is_null_as_the_schema_says() {
    let sandbox = Sandbox::with_seed();
    sandbox.git(&["commit", "-qm", "seed", "--allow-empty"]);
    for change in [
        "update 14 --status done --note 上线 --by 市教委 --evidence 验收.pdf --missing-ok",
        "update 14 --status closed",
        "update 12 --due 2025-06-30",
        "update 12 --due 2025-12-31 --reason 采购流标",
        "update 13 --replace-dept 市教委=市科委 --reason 沪编〔2025〕8号",
        "update 15 --content 另一句话 --reason 更正",
    ] {
        sandbox.pjt(change).fine();
    }
    for question in ["list", "show 12 13 14 15", "export --format json", "diff", "blame 14", "why 14"] {
        let said = sandbox.pjt(&format!("{question} --json"));
        assert_eq!(faults(&said.json()), Vec::<String>::new(), "{question}");
    }
}
