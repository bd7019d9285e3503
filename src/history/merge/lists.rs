//! Lists merged entry by entry, in the order that the sides have them.

use serde_json::Value;

use super::values::{Lists, Merger, OnSides, Rule};

impl Merger<'_> {
    /// Entries that are what they say: those that came stay, those that one side took away go.
    pub(super) fn by_value(&mut self, lists: Lists<'_>, is_ordered: bool) -> OnSides {
        let [_, our_entries, their_entries] = lists;
        let [base, ours, theirs] = lists.map(|entries| numbered(entries.iter().map(Value::to_string)));
        let stays = |name: &String| {
            let (is_ours, is_theirs) = (ours.contains(name), theirs.contains(name));
            if base.contains(name) { is_ours && is_theirs } else { is_ours || is_theirs }
        };
        let find = |name: &String| {
            find(name, &ours, our_entries).or_else(|| find(name, &theirs, their_entries)).cloned()
        };
        let arranged = |first: &[String], second: &[String]| -> Vec<Value> {
            interleaved(first, second).iter().filter(|name| stays(name)).filter_map(find).collect()
        };
        let is_everywhere = |name: &&String| [&base, &ours, &theirs].iter().all(|names| names.contains(name));
        let order =
            |names: &[String]| -> Vec<String> { names.iter().filter(is_everywhere).cloned().collect() };
        let (old, in_ours, in_theirs) = (order(&base), order(&ours), order(&theirs));
        let (by_ours, by_theirs) = (arranged(&ours, &theirs), arranged(&theirs, &ours));
        let both_reordered = old != in_ours && old != in_theirs && in_ours != in_theirs;
        let has_two_firsts = old == in_ours && old == in_theirs && by_ours.first() != by_theirs.first();
        if is_ordered && (both_reordered || has_two_firsts) {
            let [base, ..] = lists;
            return self.conflict(filled(base.to_vec()), filled(by_ours), filled(by_theirs));
        }
        let only_theirs_reordered = old == in_ours && old != in_theirs;
        OnSides::same(filled(if only_theirs_reordered { by_theirs } else { by_ours }).as_ref())
    }

    /// Entries that the field `key` names, each merged by its fields.
    pub(super) fn by_name(&mut self, key: &str, lists: Lists<'_>) -> OnSides {
        let name = |entry: &Value| match entry.get(key) {
            Some(Value::String(name)) => name.clone(),
            other => other.unwrap_or(entry).to_string(),
        };
        let [base, ours, theirs] = lists;
        let [base_names, our_names, their_names] = lists.map(|entries| numbered(entries.iter().map(name)));
        let merged = interleaved(&our_names, &their_names).into_iter().map(|name| {
            let base = find(&name, &base_names, base);
            let (ours, theirs) = (find(&name, &our_names, ours), find(&name, &their_names, theirs));
            self.within(&name, |merger| merger.value(Rule::Any, base, ours, theirs))
        });
        list_of(merged.collect())
    }
}

/// The entry of this name.
fn find<'a>(name: &String, names: &[String], entries: &'a [Value]) -> Option<&'a Value> {
    names.iter().zip(entries).find(|(known, _)| *known == name).map(|(_, entry)| entry)
}

/// A list as a field has it: an empty one is none.
pub(super) fn filled(entries: Vec<Value>) -> Option<Value> {
    (!entries.is_empty()).then_some(Value::Array(entries))
}

/// The list of these merged entries.
pub(super) fn list_of(entries: Vec<OnSides>) -> OnSides {
    let (ours, theirs): (Vec<_>, Vec<_>) =
        entries.into_iter().map(|entry| (entry.ours, entry.theirs)).unzip();
    OnSides {
        ours: filled(ours.into_iter().flatten().collect()),
        theirs: filled(theirs.into_iter().flatten().collect()),
    }
}

/// Names of entries, made different where one stands more than once.
fn numbered(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut numbered: Vec<String> = Vec::new();
    for name in names {
        let mut unique = name.clone();
        let mut number = 1;
        while numbered.contains(&unique) {
            number += 1;
            unique = format!("{name} #{number}");
        }
        numbered.push(unique);
    }
    numbered
}

/// Every name of both lists, in the order of the first; what only the second has stands in front of what
/// follows it there.
pub(super) fn interleaved(first: &[String], second: &[String]) -> Vec<String> {
    let mut all = first.to_vec();
    let mut at = all.len();
    for name in second.iter().rev() {
        match all.iter().position(|known| known == name) {
            Some(place) => at = place,
            None => all.insert(at, name.clone()),
        }
    }
    all
}
