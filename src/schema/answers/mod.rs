//! JSON Schema of every answer that `--json` gives, errors included. Each kind is a definition of its own name. It says
//! which keys are there; more keys may come with a later version, so it forbids none.

mod forms;
mod imports;
mod papers;
mod parts;
mod returns;

use serde_json::{Value, json};

use self::{
    forms::{answer, date, flag, list, nullable, number, object, of_file, text, to, with, words},
    imports::read_document,
    papers::{bulletin, slip, year_end},
    parts::{light, light_counts, listed_department, parts, period, removed_plan},
    returns::{due, pending_answer, refused_answer, returned_conflict, returned_file},
};
use super::SchemaKind;

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
#[expect(clippy::too_many_lines, reason = "a table: a row for each kind, with the keys that it has")]
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
    let taken_back = || vec![("commit", nullable(text())), ("undoes", nullable(text())), ("dry_run", flag())];
    let written = || vec![("commit", nullable(text())), ("dry_run", flag())];
    let edition = vec![
        ("edition", list(object(vec![("task", number()), ("fates", list(text()))]))),
        ("changes", list(to("change"))),
        ("written", flag()),
    ];
    let office =
        ["name", "contact", "phone", "fonts", "near_days"].map(|key| (key, of_file(SchemaKind::Office, key)));
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
                ("by", words(&["department", "lead", "pillar", "key-task", "status"])),
                ("rows", list(object(row))),
                ("total", to("tally")),
                ("unreadable", number()),
            ],
        ),
        of(
            "departments",
            "部门 / departments",
            vec![("departments", list(listed_department())), ("doubtful", list(list(text())))],
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
            "亮灯规则 / rules of lights",
            vec![
                ("preset", nullable(text())),
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
                ("returns", list(returned_file())),
                ("changes", list(to("change"))),
                ("conflicts", list(returned_conflict())),
                ("refused", list(refused_answer())),
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
                ("pending", list(pending_answer())),
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
            vec![("plans", list(object(listed_plan))), ("removed", list(removed_plan()))],
        ),
        of("office", "本单位 / the office", vec![("office", with(object(Vec::new()), office))]),
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
        of("check", "核查 / findings", vec![("findings", list(to("finding")))]),
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
                read_document().into_iter().chain([("commit", nullable(text()))]).collect(),
                read_document().into_iter().chain(edition).collect(),
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
