//! What the answers about papers hold: the bulletin, slips, the end of a year.

use serde_json::Value;

use super::{
    forms::{date, flag, list, nullable, number, object, text, words},
    parts::share,
};
use crate::model::{Light, Status};

/// A task as a paper names it.
pub(super) fn matter() -> Value {
    object(vec![
        ("plan", text()),
        ("id", number()),
        ("content", text()),
        ("lead", list(text())),
        ("support", list(text())),
        ("status", words(&Status::ALL.map(Status::token))),
        ("due", nullable(date())),
        ("due_text", nullable(text())),
        ("light", nullable(words(&Light::ALL.map(Light::token)))),
        ("undetermined", flag()),
        ("planned", nullable(text())),
        ("actual", nullable(text())),
        ("reason", nullable(text())),
        ("progress", nullable(text())),
    ])
}

/// Every number of a bulletin.
pub(super) fn bulletin() -> Value {
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
        (
            "counts",
            list(object(vec![("light", words(&Light::ALL.map(Light::token))), ("share", nullable(share()))])),
        ),
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

pub(super) fn slip() -> Value {
    object(vec![
        ("number", text()),
        ("department", text()),
        ("light", nullable(words(&Light::ALL.map(Light::token)))),
        ("matters", list(matter())),
        ("on", date()),
        ("reply_by", nullable(date())),
        ("demands", nullable(text())),
        ("path", text()),
    ])
}

pub(super) fn year_end() -> Value {
    let left = || {
        list(object(vec![
            ("plan", text()),
            ("id", number()),
            ("content", text()),
            ("lead", list(text())),
            ("status", words(&Status::ALL.map(Status::token))),
            ("due", nullable(date())),
            ("due_of_plan", flag()),
            ("overdue", flag()),
            ("unproven", flag()),
        ]))
    };
    let row = || vec![("period", text()), ("plan", text()), ("department", text())];
    let unplaced = row().into_iter().chain([("place", text()), ("text", text())]);
    let unread = row().into_iter().chain([("task", number()), ("text", text())]);
    let unreported =
        row().into_iter().chain([("state", words(&["missing", "empty"])), ("tasks", list(number()))]);
    let sent_back = row().into_iter().chain([("task", number()), ("reason", text())]);
    object(vec![
        ("year", number()),
        ("open_periods", list(object(vec![("id", text()), ("title", text()), ("due", date())]))),
        ("unplaced", list(object(unplaced.collect()))),
        ("unread", list(object(unread.collect()))),
        ("unreported", list(object(unreported.collect()))),
        ("sent_back", list(object(sent_back.collect()))),
        ("done", left()),
        ("carried", left()),
        ("suspended", left()),
    ])
}
