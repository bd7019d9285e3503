//! Dated entries merged (notes, extensions, hand-overs): those of both sides stay, in the order of their days; one
//! that a side edited is the same entry.
#![expect(clippy::indexing_slicing, reason = "the places of entries are places in their lists")]

use serde_json::Value;

use super::{
    lists::list_of,
    values::{Lists, Merger, OnSides, Rule},
};

impl Merger<'_> {
    /// The entries in the order of our file; what is not in it goes in by its day. `keys` name an entry, the first
    /// of them its day.
    pub(super) fn dated(&mut self, keys: &[&str], [base, ours, theirs]: Lists<'_>) -> OnSides {
        let (in_ours, in_theirs) = (editions(keys, base, ours), editions(keys, base, theirs));
        let mut new_of_theirs: Vec<&Value> =
            (0..theirs.len()).filter(|at| !in_theirs.contains(&Some(*at))).map(|at| &theirs[at]).collect();
        let edited = |merger: &mut Self, number: usize| {
            let was = &base[number];
            let (ours, theirs) =
                (in_ours[number].map(|at| &ours[at]), in_theirs[number].map(|at| &theirs[at]));
            merger.within(&name(keys, was), |merger| merger.value(Rule::Whole, Some(was), ours, theirs))
        };
        let mut merged: Vec<OnSides> = Vec::new();
        for (at, entry) in ours.iter().enumerate() {
            if let Some(number) = in_ours.iter().position(|place| *place == Some(at)) {
                merged.push(edited(self, number));
                continue;
            }
            if let Some(twin) = new_of_theirs.iter().position(|other| *other == entry) {
                new_of_theirs.remove(twin);
            }
            merged.push(OnSides::same(Some(entry)));
        }
        let not_in_ours = (0..base.len()).filter(|number| in_ours[*number].is_none());
        let mut others: Vec<OnSides> = not_in_ours.map(|number| edited(self, number)).collect();
        others.extend(new_of_theirs.into_iter().map(|entry| OnSides::same(Some(entry))));
        for entry in others {
            let behind =
                merged.iter().rposition(|other| day(keys, other) <= day(keys, &entry)).map_or(0, |at| at + 1);
            merged.insert(behind, entry);
        }
        list_of(merged)
    }
}

/// For each entry of `base` its place in `side`: as it was, or edited, which leaves the keys that name it.
fn editions(keys: &[&str], base: &[Value], side: &[Value]) -> Vec<Option<usize>> {
    let is_same = |one: &Value, other: &Value| one == other;
    let is_edited = |one: &Value, other: &Value| keys.iter().all(|key| one.get(key) == other.get(key));
    let mut places = vec![None; base.len()];
    for is_it in [&is_same as &dyn Fn(&Value, &Value) -> bool, &is_edited] {
        for (number, entry) in base.iter().enumerate() {
            if places[number].is_none() {
                let is_free = |at: &usize| !places.contains(&Some(*at));
                places[number] = (0..side.len()).filter(is_free).find(|at| is_it(entry, &side[*at]));
            }
        }
    }
    places
}

/// The day of a entry; empty for one without.
fn day<'a>(keys: &[&str], entry: &'a OnSides) -> &'a str {
    let entry = entry.ours.as_ref().or(entry.theirs.as_ref());
    entry.and_then(|entry| entry.get(*keys.first()?)?.as_str()).unwrap_or_default()
}

/// What names an entry, its day last: `市教委 2025-09-25`.
fn name(keys: &[&str], entry: &Value) -> String {
    let words: Vec<&str> = keys.iter().rev().filter_map(|key| entry.get(key)?.as_str()).collect();
    words.join(" ")
}
