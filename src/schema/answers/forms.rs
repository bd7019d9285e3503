//! The forms of schemas: an object, a list, a text, a number.

#![expect(
    clippy::indexing_slicing,
    reason = "the objects that are indexed are made here, or by the schema of a file"
)]

use serde_json::{Map, Value, json};

use crate::schema::{SchemaKind, schema};

/// A field as the schema of its file has it; what a file may leave out of the field's entries, an answer may give as null.
pub(super) fn of_file(kind: SchemaKind, key: &str) -> Value {
    let mut field = schema(kind)["properties"][key].clone();
    let entry = if field["type"] == "array" { &mut field["items"] } else { &mut field };
    let required = entry["required"].as_array().cloned().unwrap_or_default();
    for (key, member) in entry["properties"].as_object_mut().into_iter().flatten() {
        if !required.contains(&json!(key)) {
            *member = nullable(member.take());
        }
    }
    field
}

/// One kind of answer.
pub(super) fn answer(kind: &str, title: &str, members: Vec<(&str, Value)>) -> Value {
    let head = [("schema_version", json!({"const": 1})), ("kind", json!({ "const": kind }))];
    let all = head.into_iter().chain(members).chain([("warnings", list(to("finding")))]);
    let mut schema = object(all.collect());
    schema["title"] = json!(title);
    schema
}

/// An object that has all of these keys.
pub(super) fn object(members: Vec<(&str, Value)>) -> Value {
    let required: Vec<&str> = members.iter().map(|(key, _)| *key).collect();
    let properties: Map<String, Value> =
        members.iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())).collect();
    json!({"type": "object", "properties": properties, "required": required})
}

/// The same object, which may have these keys, too.
pub(super) fn with<const N: usize>(mut object: Value, optional: [(&str, Value); N]) -> Value {
    for (key, schema) in optional {
        object["properties"][key] = schema;
    }
    object
}

pub(super) fn to(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

pub(super) fn nullable(schema: Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

pub(super) fn list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

pub(super) fn words(words: &[&str]) -> Value {
    json!({ "enum": words })
}

pub(super) fn text() -> Value {
    json!({"type": "string"})
}

pub(super) fn date() -> Value {
    json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
}

pub(super) fn number() -> Value {
    json!({"type": "integer", "minimum": 0})
}

pub(super) fn flag() -> Value {
    json!({"type": "boolean"})
}
