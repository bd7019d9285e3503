//! JSON Schema of every answer that `--json` gives, errors included. Each kind is a definition of its own name. It says
//! which keys are there; more keys may come with a later version, so it forbids none.

#![expect(
    clippy::indexing_slicing,
    reason = "the objects that are indexed are made here, or by the schema of a file"
)]

use serde_json::{Map, Value, json};

use super::{SchemaKind, schema};
use crate::model::{FIELDS, Light, LightState, Status};

/// The schema of every answer.
pub(super) fn answers() -> Value {
    let mut definitions = parts();
    let answers = kinds();
    let choices: Vec<Value> = answers.iter().map(|(kind, _)| to(kind)).collect();
    definitions.extend(answers.into_iter().map(|(kind, schema)| (kind.to_owned(), schema)));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pjt --json 的输出 / an answer of pjt --json",
        "oneOf": choices,
        "$defs": definitions,
    })
}

/// Every kind of answer.
fn kinds() -> Vec<(&'static str, Value)> {
    let changes = || [("changes", list(to("change"))), ("others", list(to("other_change")))];
    let one_of = |kind: &'static str, title: &str, ways: Vec<Vec<(&str, Value)>>| {
        let ways: Vec<Value> = ways.into_iter().map(|members| answer(kind, title, members)).collect();
        (kind, json!({ "anyOf": ways }))
    };
    let of =
        |kind: &'static str, title: &str, members: Vec<(&str, Value)>| (kind, answer(kind, title, members));
    let with_changes = |mut members: Vec<(&'static str, Value)>| {
        members.extend(changes());
        members
    };
    let accounted = || {
        object(vec![
            ("source", nullable(text())),
            ("column", nullable(number())),
            ("text", text()),
            ("reason", text()),
        ])
    };
    let import = || {
        vec![
            ("plan", to("read_plan")),
            ("pillars", list(object(vec![("id", number()), ("label", nullable(text())), ("title", text())]))),
            (
                "key_tasks",
                list(object(vec![
                    ("id", number()),
                    ("label", nullable(text())),
                    ("pillar", nullable(number())),
                    ("title", text()),
                ])),
            ),
            ("tasks", list(to("task"))),
            (
                "account",
                object(vec![
                    ("read", number()),
                    ("headings", number()),
                    ("notes", number()),
                    ("not_taken_over", list(accounted())),
                    ("doubtful", list(accounted())),
                ]),
            ),
        ]
    };
    let taken_back = || vec![("commit", nullable(text())), ("undoes", nullable(text())), ("dry_run", flag())];
    let written = || vec![("commit", nullable(text())), ("dry_run", flag())];
    let edition = vec![
        ("edition", list(object(vec![("task", number()), ("fates", list(text()))]))),
        ("changes", list(to("change"))),
        ("written", flag()),
    ];
    let found =
        ["name", "full", "code", "aliases", "group", "successor", "until", "registered", "tasks", "lead"];
    let department = found.into_iter().zip([
        text(),
        nullable(text()),
        nullable(text()),
        list(text()),
        flag(),
        nullable(text()),
        nullable(date()),
        flag(),
        number(),
        nullable(number()),
    ]);
    let listed_plan = vec![
        ("slug", text()),
        ("title", text()),
        ("period", nullable(of_file(SchemaKind::Plan, "period"))),
        ("default", flag()),
        ("former_slugs", list(text())),
        ("counts", to("tally")),
    ];
    let row = vec![
        ("plan", nullable(text())),
        ("id", nullable(number())),
        ("name", text()),
        ("all", to("tally")),
        ("lead", nullable(to("tally"))),
        ("support", nullable(to("tally"))),
    ];
    let repaired = vec![
        ("operation", nullable(words(&["undone", "finished"]))),
        ("left_alone", list(text())),
        ("set_aside", nullable(text())),
        ("removed", list(text())),
    ];
    let blamed = vec![
        ("plan", text()),
        ("task", number()),
        ("fields", list(to("origin"))),
        ("returns", list(to("report_origin"))),
    ];
    vec![
        of("tasks", "任务 / tasks", vec![("tasks", list(to("task")))]),
        of("ledger", "台账 / ledger", vec![("tasks", list(to("task"))), ("unreadable", number())]),
        of(
            "export",
            "已写出的台账文件 / ledger written to a file",
            vec![("path", text()), ("format", text()), ("tasks", number()), ("unreadable", number())],
        ),
        of("update", "更新 / update", vec![("dry_run", flag()), ("changes", list(to("change")))]),
        of(
            "stats",
            "统计 / counts",
            vec![
                ("by", words(&["department", "pillar", "key-task", "status"])),
                ("rows", list(object(row))),
                ("total", to("tally")),
                ("unreadable", number()),
            ],
        ),
        of(
            "departments",
            "部门 / departments",
            vec![("departments", list(object(department.collect()))), ("doubtful", list(list(text())))],
        ),
        of("period", "报送期 / reporting periods", vec![("periods", list(period()))]),
        of(
            "forms",
            "表格 / forms",
            vec![(
                "files",
                list(object(vec![("department", text()), ("path", text()), ("tasks", number())])),
            )],
        ),
        of("returns", "报送情况 / returns", vec![("returns", list(due()))]),
        of("sendback", "退回 / sent back", with_changes(written())),
        of(
            "lights",
            "亮灯 / lights",
            vec![
                ("rules", text()),
                ("today", date()),
                ("as_of", date()),
                ("lights", list(light())),
                ("counts", light_counts()),
            ],
        ),
        of(
            "rules_of_lights",
            "内置亮灯规则 / preset of rules",
            vec![
                ("preset", text()),
                ("rules", object(vec![("as_of", text()), ("rules", list(json!({"type": "object"})))])),
            ],
        ),
        of("site", "网页 / pages", vec![("path", text()), ("pages", number()), ("unreadable", number())]),
        of(
            "collect",
            "收表 / returns that came in",
            vec![
                ("period", text()),
                ("dry_run", flag()),
                ("commit", nullable(text())),
                (
                    "returns",
                    list(object(vec![
                        ("department", text()),
                        ("file", text()),
                        ("asked", number()),
                        ("reported", number()),
                        ("omitted", list(object(vec![("plan", text()), ("task", number())]))),
                        ("refused", number()),
                    ])),
                ),
                ("changes", list(to("change"))),
                (
                    "conflicts",
                    list(object(vec![
                        ("plan", text()),
                        ("task", number()),
                        ("field", text()),
                        ("base", nullable(text())),
                        ("store", text()),
                        ("returned", text()),
                        ("department", text()),
                        ("file", text()),
                        ("place", text()),
                        ("code", text()),
                    ])),
                ),
                (
                    "refused",
                    list(object(vec![
                        ("file", text()),
                        ("place", text()),
                        ("department", nullable(text())),
                        ("plan", nullable(text())),
                        ("task", nullable(number())),
                        ("field", nullable(text())),
                        ("text", text()),
                        ("code", text()),
                    ])),
                ),
                ("ignored", list(object(vec![("file", text()), ("why", text())]))),
                ("missing", list(text())),
            ],
        ),
        of(
            "settle",
            "待处理的报送内容 / what waits of returns",
            vec![
                ("settled", nullable(text())),
                ("commit", nullable(text())),
                (
                    "pending",
                    list(object(vec![
                        ("id", text()),
                        ("plan", text()),
                        ("period", text()),
                        ("department", text()),
                        ("task", nullable(number())),
                        ("field", nullable(text())),
                        ("place", text()),
                        ("text", text()),
                        ("code", text()),
                    ])),
                ),
            ],
        ),
        of(
            "bulletin",
            "通报 / bulletin",
            vec![("bulletin", bulletin()), ("commit", nullable(text())), ("path", nullable(text()))],
        ),
        of("placeholders", "占位符 / placeholders", vec![("placeholders", list(text()))]),
        of("slips", "督办单 / slips", vec![("slips", list(slip()))]),
        of("year_end", "年终清理 / end of a year", vec![("year_end", year_end())]),
        of(
            "plans",
            "方案 / plans",
            vec![
                ("plans", list(object(listed_plan))),
                ("removed", list(of_file(SchemaKind::Store, "removed")["items"].clone())),
            ],
        ),
        of("plan", "方案的改动 / change of plans", with_changes(written())),
        of("dept", "部门的改动 / change of departments", with_changes(written())),
        of("add", "添加的任务 / added task", with_changes(written())),
        of(
            "diff",
            "变化 / differences",
            with_changes(vec![("from", nullable(text())), ("to", nullable(text()))]),
        ),
        of("log", "历史 / history", with_changes(Vec::new())),
        of("commit", "提交 / commit", with_changes(vec![("commit", nullable(text()))])),
        of("undo", "撤销 / undo", with_changes(taken_back())),
        of("redo", "恢复 / redo", with_changes(taken_back())),
        of("blame", "由来 / origins", vec![("tasks", list(object(blamed)))]),
        of("check", "检查 / findings", vec![("findings", list(to("finding")))]),
        of(
            "rules",
            "规则 / rules",
            vec![(
                "rules",
                list(object(vec![("id", text()), ("title", text()), ("on", words(&["store", "change"]))])),
            )],
        ),
        of(
            "doctor",
            "残留 / leftovers",
            vec![("findings", list(to("finding"))), ("repaired", nullable(object(repaired)))],
        ),
        of("resolve", "合并 / merge", vec![("resolved", list(text())), ("conflicts", list(to("conflict")))]),
        one_of(
            "import",
            "导入 / import",
            vec![
                import().into_iter().chain([("commit", nullable(text()))]).collect(),
                import().into_iter().chain(edition).collect(),
            ],
        ),
        of(
            "init",
            "初始化 / init",
            vec![
                ("store", nullable(text())),
                ("created", flag()),
                ("git", list(object(vec![("state", text()), ("what", text())]))),
            ],
        ),
        of("error", "错误 / error", vec![("error", to("error_fields"))]),
    ]
}

/// What answers are made of.
fn parts() -> Map<String, Value> {
    let commit = || {
        [
            ("commit", nullable(text())),
            ("author", text()),
            ("email", text()),
            ("date", text()),
            ("subject", text()),
        ]
    };
    let entered = || [("entered", date()), ("taken", words(&["ours", "theirs", "neither"]))];
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
            with(with(with(report_origin, commit()), [("not_after", text())]), [("entered", date())]),
        ),
        ("origin", with(with(with(origin, commit()), [("not_after", text())]), [("entered", date())])),
        ("conflict", conflict),
        ("finding", finding),
        ("error_fields", error),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect()
}

/// A task: its file's fields, absent ones null, absent lists empty, and what the plan adds.
fn task() -> Value {
    let heading = || nullable(object(vec![("id", number()), ("title", text())]));
    let note = object(vec![("date", date()), ("by", nullable(text())), ("text", text())]);
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
fn due() -> Value {
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
fn report() -> Value {
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
fn light() -> Value {
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
fn light_counts() -> Value {
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
fn period() -> Value {
    let keys = ["title", "start", "end", "due", "opened", "fields", "asked"];
    let of_file = keys.into_iter().map(|key| (key, of_file(SchemaKind::Period, key)));
    object([("id", text())].into_iter().chain(of_file).chain([("closed", nullable(date()))]).collect())
}

/// So many of so many.
fn share() -> Value {
    object(vec![("count", number()), ("of", number()), ("exact", text()), ("percent", text())])
}

/// A task as a paper names it.
fn matter() -> Value {
    object(vec![
        ("plan", text()),
        ("id", number()),
        ("content", text()),
        ("lead", list(text())),
        ("support", list(text())),
        ("status", words(&Status::ALL.map(Status::token))),
        ("due", nullable(date())),
        ("due_text", nullable(text())),
        ("light", nullable(words(&LIGHTS))),
        ("undetermined", flag()),
        ("planned", nullable(text())),
        ("actual", nullable(text())),
        ("reason", nullable(text())),
        ("progress", nullable(text())),
    ])
}

const LIGHTS: [&str; 4] = ["red", "yellow", "blue", "green"];

/// Every number of a bulletin.
fn bulletin() -> Value {
    let by_status = Status::ALL.iter().map(|status| (status.token(), number())).collect();
    let tasks = vec![
        ("total", number()),
        ("counted", number()),
        ("by_status", object(by_status)),
        ("completed", number()),
        ("rate", nullable(share())),
        ("overdue", number()),
        ("near", number()),
        ("near_days", number()),
    ];
    let lights = vec![
        ("rules", text()),
        ("judged", number()),
        ("counts", list(object(vec![("light", words(&LIGHTS)), ("share", nullable(share()))]))),
        ("undetermined", nullable(share())),
        ("unlit", number()),
    ];
    let omitted = vec![("department", text()), ("plan", text()), ("tasks", list(number()))];
    let sent_back = vec![("department", text()), ("plan", text()), ("task", number()), ("reason", text())];
    let returns = vec![
        ("departments", number()),
        ("asked", number()),
        ("reported", number()),
        ("on_time", number()),
        ("late", list(object(vec![("department", text()), ("days", number())]))),
        ("missing", list(text())),
        ("empty", list(text())),
        ("omitted", list(object(omitted))),
        ("sent_back", list(object(sent_back))),
        ("running", flag()),
    ];
    let period = vec![
        ("id", text()),
        ("title", text()),
        ("start", date()),
        ("end", date()),
        ("due", nullable(date())),
    ];
    object(vec![
        ("period", object(period)),
        ("as_of", date()),
        ("plans", list(object(vec![("slug", text()), ("title", text())]))),
        ("tasks", object(tasks)),
        ("lights", nullable(object(lights))),
        ("returns", nullable(object(returns))),
        ("lagging", list(matter())),
    ])
}

fn slip() -> Value {
    object(vec![
        ("number", text()),
        ("department", text()),
        ("light", nullable(words(&LIGHTS))),
        ("matters", list(matter())),
        ("on", date()),
        ("reply_by", nullable(date())),
        ("demands", nullable(text())),
        ("path", text()),
    ])
}

fn year_end() -> Value {
    let left = || {
        list(object(vec![
            ("plan", text()),
            ("id", number()),
            ("content", text()),
            ("lead", list(text())),
            ("status", words(&Status::ALL.map(Status::token))),
            ("due", nullable(date())),
            ("overdue", flag()),
        ]))
    };
    let row = || vec![("period", text()), ("plan", text()), ("department", text())];
    let unplaced = row().into_iter().chain([("place", text()), ("text", text())]);
    let unread = row().into_iter().chain([("task", number()), ("text", text())]);
    object(vec![
        ("year", number()),
        ("open_periods", list(object(vec![("id", text()), ("title", text()), ("due", date())]))),
        ("unplaced", list(object(unplaced.collect()))),
        ("unread", list(object(unread.collect()))),
        ("done", left()),
        ("carried", left()),
        ("suspended", left()),
    ])
}

/// A field as the schema of its file has it.
fn of_file(kind: SchemaKind, key: &str) -> Value {
    schema(kind)["properties"][key].clone()
}

/// One kind of answer.
fn answer(kind: &str, title: &str, members: Vec<(&str, Value)>) -> Value {
    let head = [("schema_version", json!({"const": 1})), ("kind", json!({ "const": kind }))];
    let all = head.into_iter().chain(members).chain([("warnings", list(to("finding")))]);
    let mut schema = object(all.collect());
    schema["title"] = json!(title);
    schema
}

/// An object that has all of these keys.
fn object(members: Vec<(&str, Value)>) -> Value {
    let required: Vec<&str> = members.iter().map(|(key, _)| *key).collect();
    let properties: Map<String, Value> =
        members.iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())).collect();
    json!({"type": "object", "properties": properties, "required": required})
}

/// The same object, which may have these keys, too.
fn with<const N: usize>(mut object: Value, optional: [(&str, Value); N]) -> Value {
    for (key, schema) in optional {
        object["properties"][key] = schema;
    }
    object
}

fn to(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

fn nullable(schema: Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

fn list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

fn words(words: &[&str]) -> Value {
    json!({ "enum": words })
}

fn text() -> Value {
    json!({"type": "string"})
}

fn date() -> Value {
    json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
}

fn number() -> Value {
    json!({"type": "integer", "minimum": 0})
}

fn flag() -> Value {
    json!({"type": "boolean"})
}
