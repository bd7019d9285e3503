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
    let commit = || {
        [
            ("commit", nullable(text())),
            ("author", text()),
            ("email", text()),
            ("date", text()),
            ("subject", text()),
        ]
    };
    let entered = || [("entered", nullable(date())), ("taken", words(&["ours", "theirs", "neither"]))];
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
    let about = || {
        vec![("path", text()), ("plan", nullable(text())), ("task", nullable(number())), ("field", text())]
    };
    let sides = [("place", list(text())), ("base", any()), ("ours", any()), ("theirs", any())];
    let tally = Status::ALL.iter().map(|status| (status.token(), number()));
    let tally = [("tasks", number())].into_iter().chain(tally).chain([
        ("overdue", number()),
        ("completed", number()),
        ("counted", number()),
        ("rate", nullable(json!({"type": "number", "minimum": 0, "maximum": 1}))),
    ]);
    let plan = vec![
        ("slug", text()),
        ("title", text()),
        ("period", nullable(of_file(SchemaKind::Plan, "period"))),
        ("source", nullable(of_file(SchemaKind::Plan, "source"))),
        ("lead_rule", of_file(SchemaKind::Plan, "lead_rule")),
    ];
    let finding = with(
        object(vec![("code", text()), ("message", text())]),
        [("path", text()), ("line", number()), ("fix", text()), ("commit", text())],
    );
    let error = with(
        object(vec![
            ("kind", words(&["failed", "usage", "not_found", "conflict"])),
            ("code", text()),
            ("message", text()),
            ("hints", list(text())),
        ]),
        [("cause", text()), ("path", text()), ("line", number())],
    );
    let conflict = json!({"anyOf": [
        object(about().into_iter().chain(sides).collect()),
        object(about().into_iter().chain([("removed_by", words(&["ours", "theirs"]))]).collect()),
    ]});
    let report_origin = object(vec![
        ("period", text()),
        ("department", text()),
        ("field", text()),
        ("value", any()),
        ("commit", nullable(text())),
    ]);
    let origin = object(vec![("field", text()), ("value", any()), ("commit", nullable(text()))]);
    [
        ("task", with(task(), [("reports", list(report()))])),
        ("tally", with(object(tally.collect()), [("lights", light_counts())])),
        ("read_plan", object(plan)),
        ("change", with(with(object(change), commit()), entered())),
        ("other_change", with(with(object(other), commit()), entered())),
        (
            "report_origin",
            with(
                with(with(report_origin, commit()), [("not_after", text())]),
                [("entered", nullable(date()))],
            ),
        ),
        (
            "origin",
            with(with(with(origin, commit()), [("not_after", text())]), [("entered", nullable(date()))]),
        ),
        ("conflict", conflict),
        ("finding", finding),
        ("error_fields", error),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect()
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

/// What became of what a department was asked for.
pub(super) fn due() -> Value {
    object(vec![
        ("department", text()),
        ("plan", text()),
        ("asked", number()),
        ("reported", number()),
        ("omitted", list(number())),
        ("received", nullable(date())),
        ("days_late", number()),
        ("state", words(&["on_time", "late", "missing", "empty"])),
        ("sent_back", list(number())),
    ])
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
