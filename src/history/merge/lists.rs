//! Lists merged entry by entry, in the order that the sides have them.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::values::{Lists, Merger, OnSides, Rule};

impl Merger<'_> {
    /// Entries that are what they say: those that came stay, those that one side took away go.
    pub(super) fn by_value(&mut self, lists: Lists<'_>, is_ordered: bool) -> OnSides {
        let [_, our_entries, their_entries] = lists;
        let [base, ours, theirs] = lists.map(|entries| numbered(entries.iter().map(Value::to_string)));
        let [in_base, in_ours, in_theirs] =
            [&base, &ours, &theirs].map(|names| names.iter().collect::<HashSet<_>>());
        let stays = |name: &String| {
            let (is_ours, is_theirs) = (in_ours.contains(name), in_theirs.contains(name));
            if in_base.contains(name) { is_ours && is_theirs } else { is_ours || is_theirs }
        };
        let (our_values, their_values) = (named(&ours, our_entries), named(&theirs, their_entries));
        let find = |name: &String| our_values.get(name).or_else(|| their_values.get(name)).copied().cloned();
        let arranged = |first: &[String], second: &[String]| -> Vec<Value> {
            interleaved(first, second).iter().filter(|name| stays(name)).filter_map(find).collect()
        };
        let is_everywhere =
            |name: &&String| [&in_base, &in_ours, &in_theirs].iter().all(|names| names.contains(*name));
        let order =
            |names: &[String]| -> Vec<String> { names.iter().filter(is_everywhere).cloned().collect() };
        let (old, order_of_ours, order_of_theirs) = (order(&base), order(&ours), order(&theirs));
        let (by_ours, by_theirs) = (arranged(&ours, &theirs), arranged(&theirs, &ours));
        let both_reordered =
            old != order_of_ours && old != order_of_theirs && order_of_ours != order_of_theirs;
        let has_two_firsts =
            old == order_of_ours && old == order_of_theirs && by_ours.first() != by_theirs.first();
        if is_ordered && (both_reordered || has_two_firsts) {
            let [base, ..] = lists;
            return self.conflict(filled(base.to_vec()), filled(by_ours), filled(by_theirs));
        }
        let only_theirs_reordered = old == order_of_ours && old != order_of_theirs;
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
        let (base, ours, theirs) =
            (named(&base_names, base), named(&our_names, ours), named(&their_names, theirs));
        let merged = interleaved(&our_names, &their_names).into_iter().map(|name| {
            let [base, ours, theirs] = [&base, &ours, &theirs].map(|entries| entries.get(&name).copied());
            self.within(&name, |merger| merger.value(Rule::Any, base, ours, theirs))
        });
        list_of(merged.collect())
    }
}

/// The entries by their names.
fn named<'a>(names: &'a [String], entries: &'a [Value]) -> HashMap<&'a String, &'a Value> {
    names.iter().zip(entries).collect()
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
    let mut taken: HashSet<String> = HashSet::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let unique = |name: String| {
        let count = counts.entry(name.clone()).or_insert(0);
        loop {
            *count += 1;
            let unique = if *count == 1 { name.clone() } else { format!("{name} #{count}") };
            if taken.insert(unique.clone()) {
                return unique;
            }
        }
    };
    names.map(unique).collect()
}

/// Every name of both lists, in the order of the first; what only the second has stands in front of what
/// follows it there.
pub(super) fn interleaved(first: &[String], second: &[String]) -> Vec<String> {
    let known: HashSet<&String> = first.iter().collect();
    let mut before: HashMap<&String, Vec<&String>> = HashMap::new();
    let mut waiting: Vec<&String> = Vec::new();
    for name in second {
        if known.contains(name) {
            before.entry(name).or_default().append(&mut waiting);
        } else {
            waiting.push(name);
        }
    }
    let mut all: Vec<&String> = Vec::new();
    for name in first {
        all.append(&mut before.remove(name).unwrap_or_default());
        all.push(name);
    }
    all.append(&mut waiting);
    all.into_iter().cloned().collect()
}
