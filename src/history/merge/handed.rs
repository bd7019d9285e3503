//! Hand-overs merged: where both sides handed what one department had over, to different ones, one of the two is taken, with who
//! is responsible since then.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    lists::filled,
    values::{Lists, Merger, OnSides, Tree, lists},
};
use crate::model::Field;

impl Merger<'_> {
    /// The hand-overs of both sides by their days; those that can't both be are a conflict of the lists.
    pub(super) fn handed(&mut self, keys: &[&str], all: Lists<'_>) -> OnSides {
        let [base, ours, theirs] = all;
        let from = contested(all);
        if from.is_empty() {
            return self.dated(keys, all);
        }
        let (rest_of_ours, rest_of_theirs) =
            (without(&from, base, ours, theirs), without(&from, base, theirs, ours));
        let by_ours = self.dated(keys, [base, ours, &rest_of_theirs]).ours;
        let by_theirs = self.dated(keys, [base, &rest_of_ours, theirs]).theirs;
        self.conflict(filled(base.to_vec()), by_ours, by_theirs)
    }
}

/// Whether the two sides handed a task over from one department to different ones.
pub(super) fn is_contested(base: &Tree, ours: &Tree, theirs: &Tree) -> bool {
    let list = |tree: &Tree| tree.get(Field::Handovers.key()).cloned();
    let (base, ours, theirs) = (list(base), list(ours), list(theirs));
    lists(base.as_ref(), ours.as_ref(), theirs.as_ref()).is_some_and(|all| !contested(all).is_empty())
}

/// The departments from which each side handed the task over to another one.
fn contested([base, ours, theirs]: Lists<'_>) -> HashSet<String> {
    let of_ours: Vec<&Value> = new(base, ours, theirs).collect();
    let of_theirs = new(base, theirs, ours);
    let is_against = |entry: &&Value| {
        of_ours
            .iter()
            .any(|other| word(other, "from") == word(entry, "from") && word(other, "to") != word(entry, "to"))
    };
    of_theirs.filter(is_against).map(|entry| word(entry, "from")).collect()
}

/// The entries that only one side has.
fn new<'a>(base: &'a [Value], side: &'a [Value], other: &'a [Value]) -> impl Iterator<Item = &'a Value> {
    side.iter().filter(move |entry| !base.contains(entry) && !other.contains(entry))
}

/// A side without its hand-overs from these departments, and what went on from there.
fn without(from: &HashSet<String>, base: &[Value], side: &[Value], other: &[Value]) -> Vec<Value> {
    let new: Vec<&Value> = new(base, side, other).collect();
    let mut from = from.clone();
    loop {
        let goes_on =
            |entry: &&&Value| from.contains(&word(entry, "from")) && !from.contains(&word(entry, "to"));
        let Some(next) = new.iter().find(goes_on).map(|entry| word(entry, "to")) else { break };
        from.insert(next);
    }
    let goes = |entry: &Value| new.contains(&entry) && from.contains(&word(entry, "from"));
    side.iter().filter(|entry| !goes(entry)).cloned().collect()
}

fn word(entry: &Value, key: &str) -> String {
    entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::{Side, values::merge};
    use crate::store::layout::Kind;
    use serde_json::{Value, json};

    fn merged(ours: &[&str], theirs: &[&str], side: Option<Side>) -> (Value, Vec<String>) {
        let list = |pairs: &[&str]| {
            let mut departments = vec!["丁", "己", "甲"];
            let entries: Vec<Value> = (pairs.iter())
                .map(|pair| {
                    let (from, to) = pair.split_once('>').unwrap();
                    departments.iter_mut().filter(|name| **name == from).for_each(|name| *name = to);
                    json!({"on": "2025-03-01", "from": from, "to": to})
                })
                .collect();
            json!({"departments": departments, "handovers": entries}).as_object().unwrap().clone()
        };
        let merged = merge(Kind::Task, Some(&list(&[])), &list(ours), &list(theirs), &|_| side);
        let conflicts = merged.conflicts.iter().map(|conflict| conflict.field().to_owned()).collect();
        let to = |entry: &Value| entry["to"].as_str().unwrap().to_owned();
        let handed: Vec<String> = merged.ours["handovers"].as_array().unwrap().iter().map(to).collect();
        (json!([merged.ours["departments"], handed]), conflicts)
    }

    #[test]
    fn of_two_hand_overs_of_one_department_one_is_taken_with_what_went_on_from_it() {
        let both = ["departments".to_owned(), "handovers".to_owned()];
        assert_eq!(merged(&["甲>乙"], &["甲>丙"], None).1, both);
        let taken = |ours: &[&str], theirs: &[&str], side| merged(ours, theirs, Some(side)).0;
        assert_eq!(taken(&["甲>乙"], &["甲>丙"], Side::Theirs), json!([["丁", "己", "丙"], ["丙"]]));
        assert_eq!(taken(&["甲>乙", "乙>戊"], &["甲>丙"], Side::Theirs), json!([["丁", "己", "丙"], ["丙"]]));
        assert_eq!(
            taken(&["甲>乙", "乙>戊"], &["甲>丙"], Side::Ours),
            json!([["丁", "己", "戊"], ["乙", "戊"]])
        );
        // Those of different departments, and the same, don't conflict.
        assert_eq!(
            merged(&["甲>乙"], &["丁>丙"], None),
            (json!([["丙", "己", "乙"], ["乙", "丙"]]), Vec::new())
        );
        assert_eq!(merged(&["甲>乙"], &["甲>乙"], None), (json!([["丁", "己", "乙"], ["乙"]]), Vec::new()));
    }
}
