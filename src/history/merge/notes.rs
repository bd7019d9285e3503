//! Notes merged: those of both sides stay, in the order of their days; one that a side edited is the same note.
#![expect(clippy::indexing_slicing, reason = "the places of notes are places in their lists")]

use serde_json::Value;

use super::{
    lists::list_of,
    values::{Lists, Merger, OnSides, Rule},
};

impl Merger<'_> {
    /// The notes in the order of our file; what is not in it goes in by its day.
    pub(super) fn notes(&mut self, [base, ours, theirs]: Lists<'_>) -> OnSides {
        let (in_ours, in_theirs) = (editions(base, ours), editions(base, theirs));
        let mut new_of_theirs: Vec<&Value> =
            (0..theirs.len()).filter(|at| !in_theirs.contains(&Some(*at))).map(|at| &theirs[at]).collect();
        let edited = |merger: &mut Self, number: usize| {
            let was = &base[number];
            let (ours, theirs) =
                (in_ours[number].map(|at| &ours[at]), in_theirs[number].map(|at| &theirs[at]));
            merger.within(&name(was), |merger| merger.value(Rule::Whole, Some(was), ours, theirs))
        };
        let mut merged: Vec<OnSides> = Vec::new();
        for (at, note) in ours.iter().enumerate() {
            if let Some(number) = in_ours.iter().position(|place| *place == Some(at)) {
                merged.push(edited(self, number));
                continue;
            }
            if let Some(twin) = new_of_theirs.iter().position(|other| *other == note) {
                new_of_theirs.remove(twin);
            }
            merged.push(OnSides::same(Some(note)));
        }
        let not_in_ours = (0..base.len()).filter(|number| in_ours[*number].is_none());
        let mut others: Vec<OnSides> = not_in_ours.map(|number| edited(self, number)).collect();
        others.extend(new_of_theirs.into_iter().map(|note| OnSides::same(Some(note))));
        for note in others {
            let behind = merged.iter().rposition(|other| day(other) <= day(&note)).map_or(0, |at| at + 1);
            merged.insert(behind, note);
        }
        list_of(merged)
    }
}

/// For each note of `base` its place in `side`: as it was, or edited, which leaves day and reporter.
fn editions(base: &[Value], side: &[Value]) -> Vec<Option<usize>> {
    let is_same = |one: &Value, other: &Value| one == other;
    let is_edited =
        |one: &Value, other: &Value| ["date", "by"].iter().all(|key| one.get(key) == other.get(key));
    let mut places = vec![None; base.len()];
    for is_it in [&is_same as &dyn Fn(&Value, &Value) -> bool, &is_edited] {
        for (number, note) in base.iter().enumerate() {
            if places[number].is_none() {
                let is_free = |at: &usize| !places.contains(&Some(*at));
                places[number] = (0..side.len()).filter(is_free).find(|at| is_it(note, &side[*at]));
            }
        }
    }
    places
}

/// The day of a note; empty for one without.
fn day(note: &OnSides) -> &str {
    let note = note.ours.as_ref().or(note.theirs.as_ref());
    note.and_then(|note| note.get("date")?.as_str()).unwrap_or_default()
}

fn name(note: &Value) -> String {
    let word = |key: &str| note.get(key).and_then(Value::as_str).unwrap_or_default();
    format!("{} {}", word("by"), word("date")).trim().to_owned()
}
