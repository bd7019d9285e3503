//! What departments were asked for and sent back, as `returns` and `collect` answer it.

use serde_json::Value;

use super::forms::{date, list, nullable, number, object, text, words};

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
        ("late_tasks", list(number())),
        ("resent", list(number())),
        ("last_received", nullable(date())),
        ("last_days_late", number()),
        ("ended", list(number())),
        ("held", list(number())),
        ("waiting", number()),
    ])
}

/// What came of a file.
pub(super) fn returned_file() -> Value {
    object(vec![
        ("department", text()),
        ("file", text()),
        ("asked", number()),
        ("reported", number()),
        ("beyond", number()),
        ("omitted", list(object(vec![("plan", text()), ("task", number())]))),
        ("refused", number()),
    ])
}

/// A status that others stand against.
pub(super) fn returned_conflict() -> Value {
    object(vec![
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
    ])
}

/// What was not taken of a file.
pub(super) fn refused_answer() -> Value {
    object(vec![
        ("file", text()),
        ("place", text()),
        ("department", nullable(text())),
        ("plan", nullable(text())),
        ("task", nullable(number())),
        ("field", nullable(text())),
        ("text", text()),
        ("code", text()),
    ])
}

/// What waits for a person to settle it.
pub(super) fn pending_answer() -> Value {
    object(vec![
        ("id", text()),
        ("plan", text()),
        ("period", text()),
        ("department", text()),
        ("task", nullable(number())),
        ("field", nullable(text())),
        ("place", text()),
        ("text", text()),
        ("code", text()),
    ])
}
