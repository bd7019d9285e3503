//! One field set in a text or taken out of it, however the text is written: only the bytes of that field are
//! replaced, and of a list or a mapping only those of what differs in it. None where that can't be done without
//! touching the rest.

use serde_json::{Map, Value};

use super::{
    super::{
        document::{Content, Mapping, Node, Pair, Style, sign},
        yaml,
    },
    Groups,
    edits::Edits,
    lines::{line_end, line_feed, line_start, next_line},
    list,
};

/// Sets `key` to `value`, wherever and however it is written.
pub(crate) fn set(
    text: &str,
    groups: Groups<'_>,
    key: &str,
    old: Option<&Value>,
    new: &Value,
) -> Option<String> {
    let mapping = Mapping::of(text)?;
    let mut edits = Edits::new(text, &mapping);
    match mapping.pair(key) {
        Some(pair) => value(&mut edits, pair.key_bytes.end, &pair.value, mapping.in_braces, old, new)?,
        None => add(&mut edits, groups, key, new)?,
    }
    edits.apply()
}

/// Sets a value that stands behind `behind`, where its key ends.
pub(super) fn value(
    edits: &mut Edits<'_>,
    behind: usize,
    node: &Node,
    in_brackets: bool,
    old: Option<&Value>,
    new: &Value,
) -> Option<()> {
    if old == Some(new) {
        return Some(());
    }
    match new {
        Value::Array(entries) => {
            let old = old.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            list_value(edits, behind, node, in_brackets, old, entries)
        }
        Value::Object(fields) => mapping_value(edits, behind, node, in_brackets, old, fields),
        scalar => scalar_value(edits, behind, node, in_brackets, scalar),
    }
}

fn scalar_value(
    edits: &mut Edits<'_>,
    behind: usize,
    node: &Node,
    in_brackets: bool,
    new: &Value,
) -> Option<()> {
    let written = match node.style {
        Style::Lines | Style::Brackets => return None,
        Style::DoubleQuoted => in_double_quotes(new),
        Style::SingleQuoted => in_single_quotes(new),
        Style::Plain | Style::Block | Style::Alias if in_brackets => in_double_quotes(new),
        Style::Plain | Style::Block | Style::Alias => plain(new),
    };
    if node.bytes.is_empty() {
        let colon = colon_end(edits.text, behind)?;
        edits.replace(colon..colon, format!(" {written}"));
        return Some(());
    }
    // The header of a block scalar can have a comment.
    let comment = edits.comments_in(node.bytes.clone()).next().map(|comment| format!("  {comment}"));
    edits.replace(node.bytes.clone(), written + &comment.unwrap_or_default());
    Some(())
}

fn list_value(
    edits: &mut Edits<'_>,
    behind: usize,
    node: &Node,
    in_brackets: bool,
    old: &[Value],
    new: &[Value],
) -> Option<()> {
    let has_comments = edits.comments_in(node.bytes.clone()).next().is_some();
    match (&node.content, node.style) {
        (Content::Entries(entries), _) if !entries.is_empty() || in_brackets || has_comments => {
            list::set(edits, behind, node, in_brackets, old, new)
        }
        (_, Style::Plain | Style::Brackets) if !in_brackets => {
            let colon = colon_end(edits.text, behind)?;
            let indent = " ".repeat(list_column(edits.text, behind)?);
            let end = node.bytes.end.max(colon);
            edits.replace(colon..end, "");
            edits.insert_lines(line_end(edits.text, end), &list::lines(new, &indent));
            Some(())
        }
        (_, Style::Alias | Style::Plain) => {
            edits.replace(node.bytes.clone(), flow(&Value::from(new.to_vec())));
            Some(())
        }
        _ => None,
    }
}

/// Changes a mapping by its pairs.
fn mapping_value(
    edits: &mut Edits<'_>,
    behind: usize,
    node: &Node,
    in_brackets: bool,
    old: Option<&Value>,
    new: &Map<String, Value>,
) -> Option<()> {
    let Content::Pairs(pairs) = &node.content else {
        if node.style != Style::Plain || in_brackets || !node.bytes.is_empty() {
            return None;
        }
        let lines = lines_of(new, "  ");
        edits.insert_lines(line_end(edits.text, colon_end(edits.text, behind)?), &lines);
        return Some(());
    };
    let old = old?.as_object()?;
    let is_in_brackets = node.style == Style::Brackets;
    let in_brackets = in_brackets || is_in_brackets;
    let pair = |key: &str| pairs.iter().find(|pair| pair.key == key);
    for key in old.keys().filter(|key| !new.contains_key(*key)) {
        if let Some(at) = pairs.iter().position(|pair| pair.key == *key) {
            remove_pair(edits, pairs, at, in_brackets)?;
        }
    }
    let mut last: Option<&Pair> = None;
    for (key, new) in new {
        if let Some(pair) = pair(key) {
            value(edits, pair.key_bytes.end, &pair.value, in_brackets, old.get(key), new)?;
            last = Some(pair);
            continue;
        }
        let last = last?;
        if in_brackets {
            edits.replace(last.end()..last.end(), format!(", {key}: {}", flow(new)));
        } else {
            let column = column_of(edits.text, pairs.first()?.key_bytes.start)?;
            let end = edits.end_with_comments(line_end(edits.text, last.end()), column);
            let one = Map::from_iter([(key.clone(), new.clone())]);
            edits.insert_lines(end, &lines_of(&one, &" ".repeat(column)));
        }
    }
    Some(())
}

/// The column of the key that a list in lines of its own hangs from; the key ends at `behind`.
fn list_column(text: &str, behind: usize) -> Option<usize> {
    let line = text.get(line_start(text, behind)..behind)?;
    Some(line.chars().take_while(|c| matches!(c, ' ' | '-')).count())
}

fn lines_of(fields: &Map<String, Value>, indent: &str) -> Vec<String> {
    yaml::to_yaml(fields).trim_end_matches('\n').split('\n').map(|line| format!("{indent}{line}")).collect()
}

/// The column of a key, which may stand behind the dash of an entry.
fn column_of(text: &str, offset: usize) -> Option<usize> {
    Some(text.get(line_start(text, offset)..offset)?.chars().count())
}

/// Adds a key that the text does not have, behind the one that precedes it in the canonical order.
fn add(edits: &mut Edits<'_>, groups: Groups<'_>, key: &str, value: &Value) -> Option<()> {
    let (text, mapping) = (edits.text, edits.mapping);
    if mapping.in_braces {
        let end = mapping.pairs.last()?.end();
        edits.replace(end..end, format!(", {key}: {}", flow(value)));
        return Some(());
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
        edits.replace(start..start, format!("{lines}{feed}"));
        return Some(());
    };
    let end = edits.end_with_comments(line_end(text, before.end()), 0);
    if rank_of(groups, &before.key).0 == group {
        edits.replace(end..end, format!("{feed}{lines}"));
        return Some(());
    }
    let next = text.get(next_line(text, end)..)?;
    let crowded = !next.is_empty()
        && !matches!(next.lines().next().map(str::trim_end), None | Some("" | "..." | "---"));
    let behind = if crowded { feed } else { "" };
    edits.replace(end..end, format!("{feed}{feed}{lines}{behind}"));
    Some(())
}

/// Takes a key out, and the blank line that set it apart. The comments on its lines stay.
pub(super) fn remove(text: &str, key: &str) -> Option<String> {
    let mapping = Mapping::of(text)?;
    let Some(at) = mapping.pairs.iter().position(|pair| pair.key == key) else {
        return Some(text.to_owned());
    };
    let mut edits = Edits::new(text, &mapping);
    let pair = mapping.pairs.get(at)?;
    let start = line_start(text, pair.key_bytes.start);
    let end = next_line(text, line_end(text, pair.end()));
    let has_comments = edits.comments_in(start..end).next().is_some();
    if mapping.in_braces || has_comments {
        remove_pair(&mut edits, &mapping.pairs, at, mapping.in_braces)?;
        return edits.apply();
    }
    let is_blank = |line: &str| line.trim().is_empty();
    let above = line_start(text, start.saturating_sub(1));
    let next_is_blank = text.get(end..)?.lines().next().is_none_or(is_blank);
    let is_set_apart = start > 0 && is_blank(text.get(above..start)?) && next_is_blank;
    edits.replace(if is_set_apart { above } else { start }..end, "");
    edits.apply()
}

fn remove_pair(edits: &mut Edits<'_>, pairs: &[Pair], at: usize, in_brackets: bool) -> Option<()> {
    let pair = pairs.get(at)?;
    let next = pairs.get(at + 1).map(|next| next.key_bytes.start);
    if in_brackets {
        let bytes = match at.checked_sub(1) {
            Some(previous) => pairs.get(previous)?.end()..pair.end(),
            None => pair.key_bytes.start..next?,
        };
        edits.replace(bytes, "");
    } else if let Some(indent) = edits.indent_of(pair.key_bytes.start) {
        edits.remove_lines(pair.key_bytes.start..pair.end(), indent);
    } else {
        // The first one stands behind the dash of its entry.
        edits.replace(pair.key_bytes.start..next?, "");
    }
    Some(())
}

/// Group and place of a key in the canonical order; an unknown key comes last.
pub(crate) fn rank_of(groups: Groups<'_>, key: &str) -> (usize, usize) {
    let keys = groups.iter().enumerate().flat_map(|(group, keys)| keys.iter().map(move |key| (group, *key)));
    keys.enumerate()
        .find(|(_, (_, known))| *known == key)
        .map_or((usize::MAX, usize::MAX), |(rank, (group, _))| (group, rank))
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
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::Array(entries) => format!("[{}]", entries.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{key}: {}", flow(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string(),
    }
}

/// Where the colon of a key that ends at `behind` ends.
fn colon_end(text: &str, behind: usize) -> Option<usize> {
    Some(sign(text, behind..text.len(), &[':'])? + 1)
}
