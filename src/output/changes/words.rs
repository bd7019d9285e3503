//! The words for what differs: names of keys, values of fields, and where a reworded text differs.

use std::ops::Range;

use serde_json::{Map, Value};

use crate::{
    model::{Field, Review, Status, steps},
    output::columns::source,
    text::Lang,
};

pub use crate::model::key_name as key;

/// The name of a key of the office: what it is called is what signs its papers.
pub fn office_key(of_office: &str, lang: Lang) -> &str {
    if of_office == "name" { label!(lang, "署名单位", "name") } else { key(of_office, lang) }
}

/// A value of a plan or a department in words.
pub fn plain(value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => label!(lang, "（无）", "(none)").to_owned(),
        Value::String(words) => words.clone(),
        Value::Array(entries) => {
            entries.iter().map(|entry| plain(entry, lang)).collect::<Vec<_>>().join("、")
        }
        Value::Object(entry)
            if !entry.contains_key("title")
                && ["start", "end"].iter().any(|key| entry.contains_key(*key)) =>
        {
            let day = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or("?").to_owned();
            format!("{} – {}", day("start"), day("end"))
        }
        Value::Object(entry) => {
            let title = ["title", "name", "file", "slug"].iter().find_map(|key| entry.get(*key)?.as_str());
            let parts = ["department", "place", "on", "plan", "text", "reason", "tasks"];
            let words = || {
                let parts = parts.iter().filter_map(|key| entry.get(*key)).map(|part| plain(part, lang));
                let words = parts.collect::<Vec<_>>().join(" ");
                if words.is_empty() { Value::Object(entry.clone()).to_string() } else { words }
            };
            title.map_or_else(words, str::to_owned)
        }
        other => other.to_string(),
    }
}

/// A value of a task's field in words.
pub fn value(field: Field, value: &Value, lang: Lang) -> String {
    match (field, value) {
        (Field::Status, Value::String(token)) => {
            token.parse().map_or_else(|_| token.clone(), |status: Status| status.label(lang).to_owned())
        }
        (Field::Review, Value::String(token)) => match token.as_str() {
            token if token == Review::Reworded.token() => label!(lang, "新版改了内容", "reworded").to_owned(),
            token if token == Review::Gone.token() => label!(lang, "新版已没有", "gone").to_owned(),
            token if token == Review::Corrected.token() => {
                label!(lang, "新版与人工更正不一致", "against a correction").to_owned()
            }
            token if token == Review::Rescheduled.token() => {
                label!(lang, "与人工定的时限不一致", "against a deadline that was set").to_owned()
            }
            other => other.to_owned(),
        },
        (Field::Source, Value::String(place)) => source(place, lang),
        (Field::Extra, Value::Object(entry)) => {
            entry.get("text").and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        (Field::Printed, Value::Object(entry)) => {
            let text = entry.get("text").and_then(Value::as_str);
            text.map_or_else(
                || label!(lang, "（文件没有写）", "(not in the document)").to_owned(),
                str::to_owned,
            )
        }
        (_, Value::Object(entry)) => entry_words(entry, lang),
        (_, Value::String(words)) => words.clone(),
        (_, Value::Null) => String::new(),
        (_, names @ Value::Array(_)) => plain(names, lang),
        (_, other) => other.to_string(),
    }
}

/// A dated entry: `（市教委 2025-09-25）平台上线`, `（市教委 2025-08-20）2025-08-31 → 2025-11-30：流标`.
fn entry_words(entry: &Map<String, Value>, lang: Lang) -> String {
    let part = |key: &str| entry.get(key).and_then(Value::as_str);
    let who = part("by").map_or_else(String::new, |by| format!("{by} "));
    let day = part("date").or_else(|| part("on")).unwrap_or_default();
    let asked = label!(lang, "，申请于 ", ", asked ");
    let asked = part("asked").map_or_else(String::new, |day| format!("{asked}{day}"));
    let head = format!("{who}{day}{asked}");
    match (part("from"), part("to"), part("text").or_else(|| part("reason"))) {
        (Some(from), Some(to), words) => format!("（{head}）{from} → {to}：{}", words.unwrap_or_default()),
        (_, _, Some(words)) => format!("（{head}）{words}"),
        (_, _, None) => head,
    }
}

/// Whether an entry of the extensions sets an earlier day than the one before.
pub fn is_earlier(extension: &Value) -> bool {
    let day = |key: &str| extension.get(key).and_then(Value::as_str);
    // Days of this form are in order as words.
    day("from").zip(day("to")).is_some_and(|(from, to)| to < from)
}

/// What is said of a deadline that was set to an earlier day.
pub fn brought_forward(lang: Lang) -> &'static str {
    label!(lang, "时限提前", "moved earlier")
}

/// A reworded text with what went in 【-…-】 and what came in 【+…+】; long passages that stay are cut.
pub(super) fn words_that_differ(from: &str, to: &str) -> String {
    const KEPT: usize = 12;
    let mut out = String::new();
    let [from, to] = [from, to].map(characters);
    let operations = steps(&from, &to);
    for (index, operation) in operations.iter().enumerate() {
        let passage = |text: &[&str], range: Range<usize>| text.get(range).unwrap_or_default().concat();
        let (old, new) = (passage(&from, operation.old_range()), passage(&to, operation.new_range()));
        if operation.tag() == similar::DiffTag::Equal {
            let letters: Vec<char> = old.chars().collect();
            let (first, last) = (index == 0, index + 1 == operations.len());
            let head = if first { 0 } else { KEPT };
            let tail = if last { 0 } else { KEPT };
            if letters.len() > head + tail + 1 {
                out.extend(letters.iter().take(head));
                out.push('…');
                out.extend(letters.iter().skip(letters.len() - tail));
            } else {
                out.push_str(&old);
            }
            continue;
        }
        if !old.is_empty() {
            out.push_str(&format!("【-{old}-】"));
        }
        if !new.is_empty() {
            out.push_str(&format!("【+{new}+】"));
        }
    }
    out
}

/// The characters of a text, each as a text; a number is one, which is replaced as a whole.
fn characters(text: &str) -> Vec<&str> {
    let is_of_number = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',');
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = if first.is_ascii_digit() {
            let run = rest.find(|letter| !is_of_number(letter)).unwrap_or(rest.len());
            // What stands behind the last digit is no part of it.
            rest.get(..run).unwrap_or_default().trim_end_matches(['.', ',']).len()
        } else {
            first.len_utf8()
        };
        let (part, behind) = rest.split_at(digits);
        parts.push(part);
        rest = behind;
    }
    parts
}
