//! One field set in a text or taken out of it, however the text is written: only the bytes of that field are
//! replaced. None where that can't be done without touching the rest.

use std::ops::Range;

use serde_json::{Map, Value};
use similar::DiffTag;

use super::{
    super::{
        document::{Mapping, Node, Pair, Style},
        yaml,
    },
    Groups,
    lines::{line_end, line_feed, line_start, next_line},
};
use crate::model::steps;

/// Sets `key` to `value`, wherever and however it is written.
pub(crate) fn set(
    text: &str,
    groups: Groups<'_>,
    key: &str,
    old: Option<&Value>,
    value: &Value,
) -> Option<String> {
    let mapping = Mapping::of(text)?;
    let Some(pair) = mapping.pair(key) else { return add(text, groups, &mapping, key, value) };
    match value {
        Value::Array(entries) => set_list(text, &mapping, pair, old, entries),
        Value::Object(_) if mapping.in_braces => None,
        Value::Object(_) => {
            let start = colon_end(text, pair)?;
            let lines = yaml::to_yaml(value).trim_end().replace('\n', &format!("{}  ", line_feed(text)));
            splice(text, start..pair.value.bytes.end.max(start), &format!("{}  {lines}", line_feed(text)))
        }
        scalar => set_scalar(text, &mapping, pair, scalar),
    }
}

fn set_scalar(text: &str, mapping: &Mapping, pair: &Pair, value: &Value) -> Option<String> {
    let written = match pair.value.style {
        Style::Lines | Style::Brackets => return None,
        Style::DoubleQuoted => in_double_quotes(value),
        Style::SingleQuoted => in_single_quotes(value),
        Style::Plain | Style::Block | Style::Alias if mapping.in_braces => in_double_quotes(value),
        Style::Plain | Style::Block | Style::Alias => plain(value),
    };
    if pair.value.bytes.is_empty() {
        let behind = colon_end(text, pair)?;
        return splice(text, behind..behind, &format!(" {written}"));
    }
    splice(text, pair.value.bytes.clone(), &written)
}

fn set_list(
    text: &str,
    mapping: &Mapping,
    pair: &Pair,
    old: Option<&Value>,
    new: &[Value],
) -> Option<String> {
    let old = old.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let value = &pair.value;
    match value.style {
        Style::Lines if !new.is_empty() => set_lines(text, pair, old, new),
        Style::Lines => splice(text, colon_end(text, pair)?..value.bytes.end, " []"),
        Style::Brackets if !pair.entries.is_empty() || mapping.in_braces => {
            splice(text, value.bytes.clone(), &in_brackets(text, pair, old, new)?)
        }
        Style::Brackets | Style::Plain if !mapping.in_braces => {
            let start = colon_end(text, pair)?;
            let lines = in_lines(text, "", new);
            splice(text, start..value.bytes.end.max(start), &format!("{}{lines}", line_feed(text)))
        }
        Style::Alias | Style::Plain => splice(text, value.bytes.clone(), &flow(&Value::from(new.to_vec()))),
        Style::SingleQuoted | Style::DoubleQuoted | Style::Block | Style::Brackets => None,
    }
}

/// Changes a list in lines: only the lines of the entries that differ.
fn set_lines(text: &str, pair: &Pair, old: &[Value], new: &[Value]) -> Option<String> {
    if old.len() != pair.entries.len() {
        return None;
    }
    let words = |values: &[Value]| values.iter().map(Value::to_string).collect::<Vec<_>>();
    let mut revised = text.to_owned();
    for step in steps(&words(old), &words(new)).into_iter().rev() {
        let (tag, gone, come) = (step.tag(), step.old_range(), step.new_range());
        if tag == DiffTag::Equal {
            continue;
        }
        let first = pair.entries.first()?.bytes.start;
        let indent: String =
            text.get(line_start(text, first)..first)?.chars().take_while(|c| c.is_whitespace()).collect();
        let lines = in_lines(text, &indent, new.get(come)?);
        let at = match (gone.is_empty(), gone.start.checked_sub(1)) {
            (false, _) => {
                let (first, last) = (pair.entries.get(gone.start)?, pair.entries.get(gone.end - 1)?);
                let start = line_start(text, first.bytes.start);
                let end = line_end(text, last.bytes.end);
                if lines.is_empty() { start..next_line(text, end) } else { start..end }
            }
            (true, Some(previous)) => {
                let end = line_end(text, pair.entries.get(previous)?.bytes.end);
                revised = splice(&revised, end..end, &format!("{}{lines}", line_feed(text)))?;
                continue;
            }
            (true, None) => {
                let start = line_start(text, first);
                revised = splice(&revised, start..start, &format!("{lines}{}", line_feed(text)))?;
                continue;
            }
        };
        revised = splice(&revised, at, &lines)?;
    }
    Some(revised)
}

/// Adds a key that the text does not have, behind the one that precedes it in the canonical order.
fn add(text: &str, groups: Groups<'_>, mapping: &Mapping, key: &str, value: &Value) -> Option<String> {
    if mapping.in_braces {
        let end = mapping.pairs.last()?.value.bytes.end;
        return splice(text, end..end, &format!(", {key}: {}", flow(value)));
    }
    let (group, rank) = rank_of(groups, key);
    let before = mapping
        .pairs
        .iter()
        .filter(|pair| rank_of(groups, &pair.key).1 < rank)
        .max_by_key(|pair| rank_of(groups, &pair.key).1);
    let feed = line_feed(text);
    let lines = yaml::to_yaml(&Map::from_iter([(key.to_owned(), value.clone())]));
    let lines = lines.trim_end_matches('\n').replace('\n', feed);
    let Some(before) = before else {
        let start = mapping.pairs.first()?.key_bytes.start;
        return splice(text, start..start, &format!("{lines}{feed}"));
    };
    let end = line_end(text, before.value.bytes.end.max(before.key_bytes.end));
    if rank_of(groups, &before.key).0 == group {
        return splice(text, end..end, &format!("{feed}{lines}"));
    }
    let next = text.get(next_line(text, end)..)?;
    let crowded = !next.is_empty()
        && !matches!(next.lines().next().map(str::trim_end), None | Some("" | "..." | "---"));
    let behind = if crowded { feed } else { "" };
    splice(text, end..end, &format!("{feed}{feed}{lines}{behind}"))
}

/// Takes a key out, and the blank line that set it apart.
pub(super) fn remove(text: &str, key: &str) -> Option<String> {
    let mapping = Mapping::of(text)?;
    let Some(index) = mapping.pairs.iter().position(|pair| pair.key == key) else {
        return Some(text.to_owned());
    };
    let pair = mapping.pairs.get(index)?;
    let end = pair.value.bytes.end.max(pair.key_bytes.end);
    if mapping.in_braces {
        let bytes = match index.checked_sub(1) {
            Some(previous) => mapping.pairs.get(previous)?.value.bytes.end..end,
            None => pair.key_bytes.start..mapping.pairs.get(1)?.key_bytes.start,
        };
        return splice(text, bytes, "");
    }
    let mut start = line_start(text, pair.key_bytes.start);
    let end = next_line(text, line_end(text, end));
    let is_blank = |line: &str| line.trim().is_empty();
    let above = line_start(text, start.saturating_sub(1));
    let next_is_blank = text.get(end..)?.lines().next().is_none_or(is_blank);
    if start > 0 && is_blank(text.get(above..start)?) && next_is_blank {
        start = above;
    }
    splice(text, start..end, "")
}

/// Group and place of a key in the canonical order; an unknown key comes last.
pub(crate) fn rank_of(groups: Groups<'_>, key: &str) -> (usize, usize) {
    let keys = groups.iter().enumerate().flat_map(|(group, keys)| keys.iter().map(move |key| (group, *key)));
    keys.enumerate()
        .find(|(_, (_, known))| *known == key)
        .map_or((usize::MAX, usize::MAX), |(rank, (group, _))| (group, rank))
}

/// Entries as lines of a list, without the last line end.
fn in_lines(text: &str, indent: &str, entries: &[Value]) -> String {
    let entry = |entry: &Value| {
        let lines = yaml::to_yaml(&[entry]);
        let lines: Vec<String> = lines.trim_end().lines().map(|line| format!("{indent}{line}")).collect();
        lines.join(line_feed(text))
    };
    entries.iter().map(entry).collect::<Vec<_>>().join(line_feed(text))
}

/// A list in brackets; entries that stay are kept as written.
fn in_brackets(text: &str, pair: &Pair, old: &[Value], new: &[Value]) -> Option<String> {
    if old.len() != pair.entries.len() {
        return None;
    }
    let written = |value: &Value| {
        let kept = old.iter().position(|known| known == value).and_then(|index| pair.entries.get(index));
        kept.and_then(|Node { bytes, .. }| text.get(bytes.clone())).map_or_else(|| flow(value), str::to_owned)
    };
    Some(format!("[{}]", new.iter().map(written).collect::<Vec<_>>().join(", ")))
}

fn plain(value: &Value) -> String {
    yaml::to_yaml(value).trim_end_matches('\n').to_owned()
}

fn in_double_quotes(value: &Value) -> String {
    match value {
        Value::String(_) => flow(value),
        other => other.to_string(),
    }
}

fn in_single_quotes(value: &Value) -> String {
    match value {
        Value::String(words) if !words.contains(char::is_control) => {
            format!("'{}'", words.replace('\'', "''"))
        }
        other => in_double_quotes(other),
    }
}

/// A value on one line as YAML's flow style has it: JSON, with a blank behind each colon and comma
/// of mappings and lists because older YAML readers want it.
fn flow(value: &Value) -> String {
    match value {
        Value::Array(entries) => format!("[{}]", entries.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{key}: {}", flow(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string(),
    }
}

/// The text with something else in the place of these bytes.
fn splice(text: &str, bytes: Range<usize>, new: &str) -> Option<String> {
    Some([text.get(..bytes.start)?, new, text.get(bytes.end..)?].concat())
}

fn colon_end(text: &str, pair: &Pair) -> Option<usize> {
    let behind = text.get(pair.key_bytes.end..)?;
    Some(pair.key_bytes.end + behind.find(':')? + 1)
}
