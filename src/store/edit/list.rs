//! A list that changes by its entries: what stays keeps its bytes and its comments, what comes gets none of them, and
//! the comments of what goes stay where they are.

use std::ops::Range;

use serde_json::Value;
use similar::DiffTag;

use super::{
    super::{
        document::{Content, Node, sign},
        yaml,
    },
    edits::Edits,
    lines::line_end,
    splice::{flow, value},
};
use crate::model::steps;

/// What becomes of the entries of a list.
struct Plan {
    /// For each old entry its new value; none where it goes.
    stays: Vec<Option<Value>>,
    /// What comes, behind which old entry that stays.
    comes: Vec<(Option<usize>, Vec<Value>)>,
}

impl Plan {
    fn of(old: &[Value], new: &[Value]) -> Option<Self> {
        let words = |values: &[Value]| values.iter().map(Value::to_string).collect::<Vec<_>>();
        let mut plan = Self { stays: vec![None; old.len()], comes: Vec::new() };
        let mut last = None;
        for step in steps(&words(old), &words(new)) {
            let (gone, come) = (step.old_range(), step.new_range());
            if step.tag() == DiffTag::Equal {
                last = gone.end.checked_sub(1);
                for at in gone {
                    *plan.stays.get_mut(at)? = old.get(at).cloned();
                }
                continue;
            }
            let mut next = come.start;
            for at in gone {
                // An entry that has kept its name was edited.
                let is_it = |new: &Value| is_same_entry(old.get(at), new) || is_renamed(old, at, new);
                if let Some(found) = new.get(next..come.end)?.iter().position(is_it) {
                    plan.comes.push((last, new.get(next..next + found)?.to_vec()));
                    *plan.stays.get_mut(at)? = new.get(next + found).cloned();
                    next += found + 1;
                    last = Some(at);
                }
            }
            plan.comes.push((last, new.get(next..come.end)?.to_vec()));
        }
        plan.comes.retain(|(_, values)| !values.is_empty());
        Some(plan)
    }
}

/// Whether an entry goes by another name now and keeps the old one as an alias.
fn is_renamed(old: &[Value], at: usize, new: &Value) -> bool {
    let name = |entry: &Value| entry.get("name").cloned();
    let Some(former) = old.get(at).and_then(name) else { return false };
    let is_known = old.iter().any(|entry| name(entry) == name(new));
    let aliases = new.get("aliases").and_then(Value::as_array);
    !is_known && aliases.is_some_and(|aliases| aliases.contains(&former))
}

/// Whether two entries are one, which was edited: they have the same number or name, or the same day and reporter.
fn is_same_entry(old: Option<&Value>, new: &Value) -> bool {
    let Some((old, new)) = old.and_then(Value::as_object).zip(new.as_object()) else { return false };
    let names: &[&str] = match () {
        () if old.contains_key("id") => &["id"],
        () if old.contains_key("name") => &["name"],
        () if old.contains_key("date") => &["date", "by"],
        () => &["on", "by"],
    };
    names.iter().any(|key| old.contains_key(*key)) && names.iter().all(|key| old.get(*key) == new.get(*key))
}

/// Changes a list that has entries; `behind` is where its key ends.
pub(super) fn set(
    edits: &mut Edits<'_>,
    behind: usize,
    node: &Node,
    in_brackets: bool,
    old: &[Value],
    new: &[Value],
) -> Option<()> {
    let Content::Entries(entries) = &node.content else { return None };
    if old.len() != entries.len() {
        return None;
    }
    let plan = Plan::of(old, new)?;
    let is_in_brackets = in_brackets || edits.text.get(node.bytes.clone())?.starts_with('[');
    for ((entry, old), stays) in entries.iter().zip(old).zip(&plan.stays) {
        if let Some(new) = stays {
            value(edits, entry.bytes.start, entry, is_in_brackets, Some(old), new)?;
        }
    }
    if !is_in_brackets {
        return in_lines(edits, behind, entries, &plan);
    }
    let inside = edits.text.get(node.bytes.clone())?;
    let is_plain = !inside.contains('\n') && edits.comments_in(node.bytes.clone()).next().is_none();
    if is_plain {
        on_one_line(edits, node, entries, &plan)
    } else {
        in_brackets_and_lines(edits, node, entries, &plan)
    }
}

fn in_lines(edits: &mut Edits<'_>, behind: usize, entries: &[Node], plan: &Plan) -> Option<()> {
    let text = edits.text;
    let mut places = Vec::new();
    let mut before = behind;
    for entry in entries {
        let dash = sign(text, before..entry.bytes.start, &['-'])?;
        let indent = edits.indent_of(dash)?;
        let end = line_end(text, entry.bytes.end.max(dash));
        places.push((dash, indent, end));
        before = entry.bytes.end.max(dash + 1);
    }
    let (_, indent, _) = *places.first()?;
    for ((dash, indent, end), stays) in places.iter().zip(&plan.stays) {
        if stays.is_none() {
            // Indented as they are, the comments below it would be taken for those of the entry above.
            edits.remove_lines(*dash..edits.end_with_comments(*end, indent.len()), indent);
        }
    }
    for (anchor, values) in &plan.comes {
        let end = match anchor {
            Some(at) => {
                let (_, indent, end) = places.get(*at)?;
                edits.end_with_comments(*end, indent.len())
            }
            None => line_end(text, behind),
        };
        edits.insert_lines(end, &lines(values, indent));
    }
    if plan.comes.is_empty() && plan.stays.iter().all(Option::is_none) {
        empty(edits, behind);
    }
    Some(())
}

/// Says on the line of a key that there are no entries.
fn empty(edits: &mut Edits<'_>, behind: usize) {
    let line = behind..line_end(edits.text, behind);
    let comment = edits.mapping.comments.iter().find(|comment| line.contains(&comment.start));
    let words = edits.text.get(behind..comment.map_or(line.end, |comment| comment.start));
    let end = behind + words.unwrap_or_default().trim_end().len();
    edits.replace(end..end, " []");
}

/// Entries as lines of a list.
pub(super) fn lines(entries: &[Value], indent: &str) -> Vec<String> {
    let lines = |entry: &Value| {
        let text = yaml::to_yaml(&[entry]);
        text.trim_end_matches('\n').split('\n').map(|line| format!("{indent}{line}")).collect::<Vec<_>>()
    };
    entries.iter().flat_map(lines).collect()
}

fn on_one_line(edits: &mut Edits<'_>, node: &Node, entries: &[Node], plan: &Plan) -> Option<()> {
    let open = node.bytes.start + 1;
    for (anchor, values) in &plan.comes {
        let words = values.iter().map(flow).collect::<Vec<_>>().join(", ");
        match anchor {
            Some(at) => {
                let end = entries.get(*at)?.bytes.end;
                edits.replace(end..end, format!(", {words}"));
            }
            None if plan.stays.iter().any(Option::is_some) => edits.replace(open..open, format!("{words}, ")),
            None => edits.replace(open..open, words),
        }
    }
    // What goes, goes with the comma that would be left without an entry.
    let is_first = |at: usize| plan.stays.iter().take(at).all(Option::is_none);
    for (at, entry) in
        entries.iter().enumerate().filter(|(at, _)| plan.stays.get(*at).is_some_and(Option::is_none))
    {
        let next = entries.get(at + 1).map(|next| next.bytes.start);
        let previous = at.checked_sub(1).and_then(|at| entries.get(at)).map(|previous| previous.bytes.end);
        let gone = match (is_first(at), next, previous) {
            (true, Some(next), _) => entry.bytes.start..next,
            (false, _, Some(previous)) => previous..entry.bytes.end,
            _ => entry.bytes.start..node.bytes.end - 1,
        };
        edits.replace(gone, "");
    }
    Some(())
}

fn in_brackets_and_lines(edits: &mut Edits<'_>, node: &Node, entries: &[Node], plan: &Plan) -> Option<()> {
    let text = edits.text;
    let close = node.bytes.end - 1;
    let gap = |at: usize| -> Option<Range<usize>> {
        Some(entries.get(at)?.bytes.end..entries.get(at + 1).map_or(close, |next| next.bytes.start))
    };
    let own_lines = entries.iter().filter_map(|entry| edits.indent_of(entry.bytes.start)).next();
    let indent = own_lines.unwrap_or("  ");
    for (at, entry) in
        entries.iter().enumerate().filter(|(at, _)| plan.stays.get(*at).is_some_and(Option::is_none))
    {
        let comma = sign(text, gap(at)?, &[',']);
        let end = comma.map_or(entry.bytes.end, |comma| comma + 1);
        let is_alone = edits.indent_of(entry.bytes.start).is_some()
            && text.get(end..line_end(text, end))?.trim().is_empty()
            && end <= close;
        if is_alone {
            edits.remove_lines(entry.bytes.start..end, indent);
        } else {
            edits.replace(entry.bytes.clone(), "");
            comma.into_iter().for_each(|comma| edits.replace(comma..comma + 1, ""));
        }
    }
    for (anchor, values) in &plan.comes {
        let words: Vec<String> = values.iter().map(flow).collect();
        let with_commas = |last: &str| -> Vec<String> {
            let count = words.len();
            (1..)
                .zip(&words)
                .map(|(at, word)| format!("{indent}{word}{}", if at < count { "," } else { last }))
                .collect()
        };
        let Some(at) = *anchor else {
            let first = entries.first().map_or(close, |entry| entry.bytes.start);
            let open = node.bytes.start + 1;
            if text.get(open..first)?.contains('\n') {
                edits.insert_lines(line_end(text, open), &with_commas(","));
            } else {
                edits.replace(open..open, format!("{}, ", words.join(", ")));
            }
            continue;
        };
        let (end, gap) = (entries.get(at)?.bytes.end, gap(at)?);
        if !text.get(gap.clone())?.contains('\n') {
            edits.replace(end..end, format!(", {}", words.join(", ")));
            continue;
        }
        let line = line_end(text, end);
        if sign(text, gap, &[',']).is_some_and(|comma| comma < line) {
            edits.insert_lines(line, &with_commas(","));
        } else {
            edits.replace(end..end, ",");
            edits.insert_lines(line, &with_commas(""));
        }
    }
    Some(())
}
