//! What answers are made of: tasks, changes, findings, lights, reports.

#![expect(
    clippy::indexing_slicing,
    reason = "the objects that are indexed are made here, or by the schema of a file"
)]

use serde_json::{Map, Value, json};

use super::forms::{date, flag, list, nullable, number, object, of_file, text, with, words};
use crate::{
    model::{FIELDS, Light, LightState, Status},
    schema::{SchemaKind, schema},
};

/// What answers are made of.
pub(super) fn parts() -> Map<String, Value> {
    let any = || json!({});
    let change =
        vec![("plan", text()), ("task", number()), ("field", text()), ("from", any()), ("to", any())];
    let other = vec![
        ("plan", nullable(text())),
        ("entry", nullable(text())),
        ("field", nullable(text())),
        ("from", any()),
        ("to", any()),
    ];
    let report_origin = vec![
        ("period", text()),
        ("department", text()),
        ("field", text()),
        ("value", any()),
        ("commit", nullable(text())),
    ];
    let origin = vec![("field", text()), ("value", any()), ("commit", nullable(text()))];
    [
        ("task", with(task(), [("reports", list(report()))])),
        ("tally", tally()),
        ("read_plan", read_plan()),
        ("change", changed_by(object(change))),
        ("other_change", changed_by(object(other))),
        ("report_origin", set_by(object(report_origin))),
        ("origin", set_by(object(origin))),
        ("conflict", conflict()),
        ("finding", finding()),
        ("error_fields", error()),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect()
}

/// A change with its commit, and the side of a merge whose value it took.
fn changed_by(change: Value) -> Value {
    let of_merge = ("taken", words(&["ours", "theirs", "neither"]));
    with(of_commit(change), [("entered", nullable(date())), of_merge])
}

/// A value with the commit that set it; a shallow clone may only know that it was not later than the oldest commit.
fn set_by(origin: Value) -> Value {
    with(of_commit(origin), [("not_after", text()), ("entered", nullable(date()))])
}

/// Something with what is known of its commit.
fn of_commit(object: Value) -> Value {
    let commit = [
        ("commit", nullable(text())),
        ("author", text()),
        ("email", text()),
        ("date", nullable(text())),
        ("subject", text()),
    ];
    with(object, commit)
}

/// Counts of tasks.
fn tally() -> Value {
    let statuses = Status::ALL.iter().map(|status| (status.token(), number()));
    let counts = [("tasks", number())].into_iter().chain(statuses).chain([
        ("overdue", number()),
        ("completed", number()),
        ("counted", number()),
        ("rate", nullable(json!({"type": "number", "minimum": 0, "maximum": 1}))),
    ]);
    with(object(counts.collect()), [("lights", light_counts())])
}

/// A plan, as an import read it.
fn read_plan() -> Value {
    object(vec![
        ("slug", text()),
        ("title", text()),
        ("period", nullable(of_file(SchemaKind::Plan, "period"))),
        ("years", nullable(object(vec![("words", text()), ("is_one_year", flag())]))),
        ("source", nullable(of_file(SchemaKind::Plan, "source"))),
        ("lead_rule", of_file(SchemaKind::Plan, "lead_rule")),
    ])
}

/// A field that two branches changed differently, or a file that one of them took out.
fn conflict() -> Value {
    let about = || {
        vec![("path", text()), ("plan", nullable(text())), ("task", nullable(number())), ("field", text())]
    };
    let sides = [("place", list(text())), ("base", json!({})), ("ours", json!({})), ("theirs", json!({}))];
    json!({"anyOf": [
        object(about().into_iter().chain(sides).collect()),
        object(about().into_iter().chain([("removed_by", words(&["ours", "theirs"]))]).collect()),
    ]})
}

/// What `check` found.
fn finding() -> Value {
    with(
        object(vec![("code", text()), ("message", text())]),
        [("path", text()), ("line", number()), ("fix", text()), ("commit", text())],
    )
}

/// Why a command did not do what it was asked.
fn error() -> Value {
    let always = vec![
        ("kind", words(&["failed", "usage", "not_found", "conflict"])),
        ("code", text()),
        ("message", text()),
        ("hints", list(text())),
    ];
    with(object(always), [("cause", text()), ("path", text()), ("line", number())])
}

/// A task: its file's fields, absent ones null, absent lists empty, and what the plan adds.
pub(super) fn task() -> Value {
    let heading = || nullable(object(vec![("id", number()), ("title", text())]));
    let note = object(vec![("date", date()), ("by", nullable(text())), ("text", text()), ("reason", flag())]);
    let mut members = vec![
        ("plan", text()),
        ("pillar", heading()),
        ("key_task", heading()),
        ("lead", nullable(list(text()))),
        ("lead_basis", nullable(words(&["stated", "first_listed"]))),
        ("support", nullable(list(text()))),
        ("overdue", flag()),
        ("notes", list(note)),
        ("falls_due", nullable(date())),
    ];
    for spec in FIELDS.iter() {
        if members.iter().any(|(key, _)| *key == spec.key) {
            continue;
        }
        let of_file = of_file(SchemaKind::Task, spec.key);
        let is_always_there = of_file["type"] == "array" || matches!(spec.key, "id" | "content" | "status");
        members.push((spec.key, if is_always_there { of_file } else { nullable(of_file) }));
    }
    object(members)
}

/// What a department reported about a task.
pub(super) fn report() -> Value {
    let keys =
        ["status", "percent", "progress", "problems", "next", "expected", "expected_text", "sent_back"];
    let answer =
        |key: &str| schema(SchemaKind::Return)["properties"]["tasks"]["items"]["properties"][key].clone();
    let single = keys.into_iter().map(|key| (key, nullable(answer(key))));
    let head = [("department", text()), ("period", text()), ("received", date())];
    let lists = [("evidence", list(text())), ("unread", answer("unread"))];
    object(head.into_iter().chain(single).chain(lists).collect())
}

/// A task with its light.
pub(super) fn light() -> Value {
    let share = || nullable(json!({"type": "number"}));
    let lights = Light::ALL.map(Light::token);
    let report =
        object(vec![("department", text()), ("period", text()), ("received", date()), ("percent", number())]);
    object(vec![
        ("plan", text()),
        ("id", number()),
        ("light", nullable(words(&lights))),
        ("undetermined", flag()),
        ("judged", flag()),
        ("rule", nullable(number())),
        ("basis", nullable(words(&["source", "ours"]))),
        ("planned", share()),
        ("planned_exact", nullable(text())),
        ("actual", share()),
        ("actual_exact", nullable(text())),
        ("gap", share()),
        ("gap_exact", nullable(text())),
        ("due", nullable(date())),
        ("report", nullable(report)),
        ("reason", text()),
        ("reason_zh", text()),
    ])
}

/// Counts of lights.
pub(super) fn light_counts() -> Value {
    object(
        LightState::ALL
            .map(LightState::token)
            .into_iter()
            .chain(["judged"])
            .map(|key| (key, number()))
            .collect(),
    )
}

/// A department with how many tasks name it.
pub(super) fn listed_department() -> Value {
    object(vec![
        ("name", text()),
        ("full", nullable(text())),
        ("code", nullable(text())),
        ("aliases", list(text())),
        ("group", flag()),
        ("successor", nullable(text())),
        ("until", nullable(date())),
        ("registered", flag()),
        ("tasks", number()),
        ("lead", nullable(number())),
    ])
}

/// A reporting period: the keys of its file, its name in front.
pub(super) fn period() -> Value {
    let keys = ["title", "start", "end", "due", "opened", "fields", "asked"];
    let of_file = keys.into_iter().map(|key| (key, of_file(SchemaKind::Period, key)));
    object([("id", text())].into_iter().chain(of_file).chain([("closed", nullable(date()))]).collect())
}

/// A plan that was removed, as `pjt.yaml` keeps it.
pub(super) fn removed_plan() -> Value {
    of_file(SchemaKind::Store, "removed")["items"].clone()
}

/// So many of so many.
pub(super) fn share() -> Value {
    object(vec![("count", number()), ("of", number()), ("exact", text()), ("percent", text())])
}
