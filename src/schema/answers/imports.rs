//! What `import` answers of a document.

use serde_json::Value;

use super::forms::{list, nullable, number, object, text, to};

/// What was read off a document, and what became of each of its rows.
pub(super) fn read_document() -> Vec<(&'static str, Value)> {
    let pillar = object(vec![("id", number()), ("label", nullable(text())), ("title", text())]);
    let key_task = object(vec![
        ("id", number()),
        ("label", nullable(text())),
        ("pillar", nullable(number())),
        ("title", text()),
    ]);
    let row = || {
        object(vec![
            ("source", nullable(text())),
            ("column", nullable(number())),
            ("text", text()),
            ("reason", text()),
        ])
    };
    let account = object(vec![
        ("read", number()),
        ("headings", number()),
        ("notes", number()),
        ("not_taken_over", list(row())),
        ("doubtful", list(row())),
    ]);
    vec![
        ("plan", to("read_plan")),
        ("pillars", list(pillar)),
        ("key_tasks", list(key_task)),
        ("tasks", list(to("task"))),
        ("account", account),
    ]
}
