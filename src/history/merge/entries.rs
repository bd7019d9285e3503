//! Dated entries merged (notes, extensions, hand-overs): those of both sides stay, in the order of their days; one
//! that a side edited is the same entry.
#![expect(clippy::indexing_slicing, reason = "the places of entries are places in their lists")]

use std::collections::{HashMap, VecDeque};

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
        let (numbers_of_ours, numbers_of_theirs) =
            (numbers(&in_ours, ours.len()), numbers(&in_theirs, theirs.len()));
        let edited = |merger: &mut Self, number: usize| {
            let was = &base[number];
            let (ours, theirs) =
                (in_ours[number].map(|at| &ours[at]), in_theirs[number].map(|at| &theirs[at]));
            merger.within(&name(keys, was), |merger| merger.value(Rule::Whole, Some(was), ours, theirs))
        };
        let mut merged: Vec<OnSides> = Vec::new();
        let mut new_of_ours: HashMap<String, usize> = HashMap::new();
        for (entry, number) in ours.iter().zip(&numbers_of_ours) {
            if let Some(number) = number {
                merged.push(edited(self, *number));
                continue;
            }
            *new_of_ours.entry(entry.to_string()).or_default() += 1;
            merged.push(OnSides::same(Some(entry)));
        }
        // What both sides added is there already.
        let mut is_twin = |entry: &Value| {
            new_of_ours.get_mut(&entry.to_string()).is_some_and(|left| {
                let is_left = *left > 0;
                *left = left.saturating_sub(1);
                is_left
            })
        };
        let new_of_theirs: Vec<&Value> = (theirs.iter().zip(&numbers_of_theirs))
            .filter(|(entry, number)| number.is_none() && !is_twin(entry))
            .map(|(entry, _)| entry)
            .collect();
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
    let whole = |entry: &Value| entry.to_string();
    let named = |entry: &Value| Value::from_iter(keys.iter().map(|key| entry.get(*key).cloned())).to_string();
    let mut places = vec![None; base.len()];
    let mut is_taken = vec![false; side.len()];
    for words in [&whole as &dyn Fn(&Value) -> String, &named] {
        let mut free: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (at, entry) in side.iter().enumerate().filter(|(at, _)| !is_taken[*at]) {
            free.entry(words(entry)).or_default().push_back(at);
        }
        for (number, entry) in base.iter().enumerate() {
            if places[number].is_none() {
                places[number] = free.get_mut(&words(entry)).and_then(VecDeque::pop_front);
                places[number].into_iter().for_each(|at: usize| is_taken[at] = true);
            }
        }
    }
    places
}

/// For each place of a side the entry of the base that it is.
fn numbers(places: &[Option<usize>], count: usize) -> Vec<Option<usize>> {
    let mut numbers = vec![None; count];
    for (number, place) in places.iter().enumerate() {
        place.iter().for_each(|at| numbers[*at] = Some(number));
    }
    numbers
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
