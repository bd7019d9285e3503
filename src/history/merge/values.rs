//! Values merged by what they mean: field by field, lists by their entries, notes by day and reporter,
//! pillars, key tasks and departments by what names them. What both sides changed in different ways is a
//! conflict.
#![expect(clippy::expect_used, reason = "every value that is merged stands in a field")]

use serde_json::{Map, Value};

use super::{
    handed,
    lists::{filled, interleaved},
};
use crate::{
    model::{Field, FieldKind},
    store::layout::Kind,
};

/// A file's fields, or those of an entry.
pub(super) type Tree = Map<String, Value>;

/// One of the two sides of a merge.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Side {
    /// Ours: the branch that is merged into.
    Ours,
    /// Theirs: what is merged into it.
    Theirs,
}

impl Side {
    /// The side across.
    pub fn other(self) -> Self {
        match self {
            Self::Ours => Self::Theirs,
            Self::Theirs => Self::Ours,
        }
    }
}

/// What both sides changed in different ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Where: the field, and below it what names the entry and its field.
    pub place: Vec<String>,
    /// The value before; none where there was none or it is not known.
    pub base: Option<Value>,
    /// Our value; none where we took it away.
    pub ours: Option<Value>,
    /// Their value; none where they took it away.
    pub theirs: Option<Value>,
}

impl Conflict {
    /// The field of the file that it is in.
    pub fn field(&self) -> &str {
        self.place.first().map_or("", String::as_str)
    }
}

/// How a value is merged.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    /// By its fields or entries, where it has some, else as a whole.
    Any,
    /// As a whole.
    Whole,
    /// By its entries, of which the order means something.
    Ordered,
    /// By its entries, which these keys name, the first of them their day.
    Entries(&'static [&'static str]),
    /// By its entries, each named by this field.
    Named(&'static str),
    /// As records of who handed a task over to whom.
    Handed(&'static [&'static str]),
}

impl Rule {
    fn of(kind: Kind, key: &str) -> Self {
        match (kind, key) {
            (Kind::Task, key) => match Field::of(key).map(Field::kind) {
                Some(FieldKind::Scalar) => Self::Whole,
                Some(FieldKind::List) => Self::Ordered,
                Some(FieldKind::Entries(keys)) if key == Field::Handovers.key() => Self::Handed(keys),
                Some(FieldKind::Entries(keys)) => Self::Entries(keys),
                Some(FieldKind::Named(key)) => Self::Named(key),
                // A key that is not pjt's, too.
                Some(FieldKind::Set) | None => Self::Any,
            },
            // File and hash of a document belong together.
            (Kind::Plan, "source") => Self::Whole,
            (Kind::Plan, "former_sources") => Self::Entries(&["until", "sha256"]),
            (Kind::Plan, "corrections") => Self::Entries(&["on", "field", "id", "from"]),
            (Kind::Plan, "pillars" | "key_tasks") => Self::Named("id"),
            (Kind::Registry, "departments") => Self::Named("name"),
            (Kind::Return, "tasks") => Self::Named("id"),
            _ => Self::Any,
        }
    }
}

/// Decides a conflict: for a side, or not yet.
pub type Resolve<'a> = &'a dyn Fn(&Conflict) -> Option<Side>;

/// A merged file. Its fields are the same on both sides, except in open conflicts, where each side has its own.
pub(super) struct MergedFields {
    pub(super) ours: Tree,
    pub(super) theirs: Tree,
    /// What nobody decided.
    pub(super) conflicts: Vec<Conflict>,
    /// The fields in which something was decided.
    pub(super) resolved: Vec<String>,
}

/// Merges the fields of two files of one kind.
pub(super) fn merge(
    kind: Kind,
    base: Option<&Tree>,
    ours: &Tree,
    theirs: &Tree,
    resolve: Resolve<'_>,
) -> MergedFields {
    let mut merger = Merger { resolve, place: Vec::new(), conflicts: Vec::new(), resolved: Vec::new() };
    let none = Tree::new();
    // Two tasks that came under one number have nothing to do with each other.
    let are_strangers = base.is_none() && kind == Kind::Task && ours.get("content") != theirs.get("content");
    let base = base.unwrap_or(&none);
    // Who is responsible goes with the hand-over that is taken.
    let is_contested = kind == Kind::Task && handed::is_contested(base, ours, theirs);
    let rule = |key: &str| match key {
        _ if are_strangers => Rule::Whole,
        "departments" if is_contested => Rule::Whole,
        _ => Rule::of(kind, key),
    };
    let (ours, theirs) = merger.fields(&rule, base, ours, theirs);
    MergedFields { ours, theirs, conflicts: merger.conflicts, resolved: merger.resolved }
}

/// What two states of a file have in common.
pub(super) fn shared(one: &Tree, other: &Tree) -> Tree {
    let both = |one: &Value, other: &Value| match (one, other) {
        (Value::Object(one), Value::Object(other)) => Some(Value::Object(shared(one, other))),
        (Value::Array(one), Value::Array(other)) => {
            filled(one.iter().filter(|entry| other.contains(entry)).cloned().collect())
        }
        _ => (one == other).then(|| one.clone()),
    };
    let common = one.iter().filter_map(|(key, value)| Some((key.clone(), both(value, other.get(key)?)?)));
    common.collect()
}

/// A merged value as each side has it: the same, unless it is or holds an open conflict.
#[derive(Clone)]
pub(super) struct OnSides {
    pub(super) ours: Option<Value>,
    pub(super) theirs: Option<Value>,
}

impl OnSides {
    pub(super) fn same(value: Option<&Value>) -> Self {
        Self { ours: value.cloned(), theirs: value.cloned() }
    }
}

/// A merge under way.
pub(super) struct Merger<'a> {
    resolve: Resolve<'a>,
    /// Where it is.
    place: Vec<String>,
    conflicts: Vec<Conflict>,
    resolved: Vec<String>,
}

impl Merger<'_> {
    /// Merges one value by its rule.
    pub(super) fn value(
        &mut self,
        rule: Rule,
        base: Option<&Value>,
        ours: Option<&Value>,
        theirs: Option<&Value>,
    ) -> OnSides {
        if ours == theirs || theirs == base {
            return OnSides::same(ours);
        }
        if ours == base {
            return OnSides::same(theirs);
        }
        // Why and when an answer was sent back belong together.
        let rule = if self.place.last().is_some_and(|key| key == "sent_back") { Rule::Whole } else { rule };
        if let (Rule::Any, Some(Value::Object(ours)), Some(Value::Object(theirs))) = (rule, ours, theirs) {
            let none = Tree::new();
            let base = base.and_then(Value::as_object).unwrap_or(&none);
            let (ours, theirs) = self.fields(&|_| Rule::Any, base, ours, theirs);
            return OnSides { ours: Some(Value::Object(ours)), theirs: Some(Value::Object(theirs)) };
        }
        let Some(lists) = lists(base, ours, theirs) else {
            return self.conflict(base.cloned(), ours.cloned(), theirs.cloned());
        };
        match rule {
            Rule::Whole => self.conflict(base.cloned(), ours.cloned(), theirs.cloned()),
            Rule::Any => self.by_value(lists, false),
            Rule::Ordered => self.by_value(lists, true),
            Rule::Entries(keys) => self.dated(keys, lists),
            Rule::Named(key) => self.by_name(key, lists),
            Rule::Handed(keys) => self.handed(keys, lists),
        }
    }

    /// A conflict at this place, which somebody may have decided.
    pub(super) fn conflict(
        &mut self,
        base: Option<Value>,
        ours: Option<Value>,
        theirs: Option<Value>,
    ) -> OnSides {
        let conflict = Conflict { place: self.place.clone(), base, ours, theirs };
        let winner = match (self.resolve)(&conflict) {
            Some(Side::Ours) => conflict.ours,
            Some(Side::Theirs) => conflict.theirs,
            None => {
                let open = OnSides { ours: conflict.ours.clone(), theirs: conflict.theirs.clone() };
                self.conflicts.push(conflict);
                return open;
            }
        };
        self.resolved.push(conflict.place.into_iter().next().expect("a value stands in a field"));
        OnSides::same(winner.as_ref())
    }

    /// Merges what stands under this name.
    pub(super) fn within(&mut self, name: &str, merge: impl FnOnce(&mut Self) -> OnSides) -> OnSides {
        self.place.push(name.to_owned());
        let merged = merge(self);
        self.place.pop();
        merged
    }

    fn fields(
        &mut self,
        rule: &dyn Fn(&str) -> Rule,
        base: &Tree,
        ours: &Tree,
        theirs: &Tree,
    ) -> (Tree, Tree) {
        let keys = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
        let (mut in_ours, mut in_theirs) = (Tree::new(), Tree::new());
        for key in interleaved(&keys(ours), &keys(theirs)) {
            let (base, ours, theirs) = (base.get(&key), ours.get(&key), theirs.get(&key));
            let merged = self.within(&key, |merger| merger.value(rule(&key), base, ours, theirs));
            in_ours.extend(merged.ours.map(|value| (key.clone(), value)));
            in_theirs.extend(merged.theirs.map(|value| (key, value)));
        }
        (in_ours, in_theirs)
    }
}

/// The entries of a list on each side: base, ours, theirs.
pub(super) type Lists<'a> = [&'a [Value]; 3];

/// Three values as lists; one that is not there is empty. None where one is something else.
pub(super) fn lists<'a>(
    base: Option<&'a Value>,
    ours: Option<&'a Value>,
    theirs: Option<&'a Value>,
) -> Option<Lists<'a>> {
    let list = |value: Option<&'a Value>| match value {
        None => Some([].as_slice()),
        Some(value) => value.as_array().map(Vec::as_slice),
    };
    Some([list(base)?, list(ours)?, list(theirs)?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn merged(kind: Kind, base: Value, ours: Value, theirs: Value) -> (Value, Vec<Conflict>) {
        let tree = |value: Value| value.as_object().unwrap().clone();
        let merged = merge(kind, Some(&tree(base)), &tree(ours), &tree(theirs), &|_| None);
        (Value::Object(merged.ours), merged.conflicts)
    }

    fn task(base: Value, ours: Value, theirs: Value) -> (Value, Vec<Conflict>) {
        merged(Kind::Task, base, ours, theirs)
    }

    #[test]
    fn a_field_that_one_side_changed_is_changed() {
        let base = json!({"status": "not_started", "mine": {"a": 1, "b": 1}});
        let ours = json!({"status": "done", "mine": {"a": 2, "b": 1}});
        let theirs = json!({"status": "not_started", "due": "2025-12-31", "mine": {"a": 1}});
        let (tree, conflicts) = task(base, ours, theirs);
        assert_eq!(tree, json!({"status": "done", "due": "2025-12-31", "mine": {"a": 2}}));
        assert!(conflicts.is_empty());
    }

    #[test]
    fn two_statuses_conflict_and_a_decision_resolves_them() {
        let tree = |status: &str| json!({"status": status}).as_object().unwrap().clone();
        let (base, ours, theirs) = (tree("not_started"), tree("done"), tree("suspended"));
        let open = merge(Kind::Task, Some(&base), &ours, &theirs, &|_| None);
        assert_eq!((&open.ours, &open.theirs), (&ours, &theirs));
        assert_eq!(open.conflicts[0].place, ["status"]);
        let resolved = merge(Kind::Task, Some(&base), &ours, &theirs, &|_| Some(Side::Theirs));
        assert_eq!((&resolved.ours, resolved.conflicts.len()), (&theirs, 0));
        assert_eq!(resolved.resolved, ["status"]);
    }

    #[test]
    fn entries_that_came_stay_and_entries_that_went_go() {
        let list = |entries: &str| {
            let entries: Vec<String> = entries.chars().map(String::from).collect();
            if entries.is_empty() { json!({}) } else { json!({"departments": entries}) }
        };
        for (base, ours, theirs, expected) in [
            ("ab", "abx", "aby", "abxy"),
            ("ab", "b", "abc", "bc"),
            ("ab", "ab", "ba", "ba"),
            ("abc", "acb", "abxc", "axcb"),
            ("ab", "a", "b", ""),
            ("a", "ab", "ab", "ab"),
        ] {
            let (tree, conflicts) = task(list(base), list(ours), list(theirs));
            assert_eq!(tree, list(expected), "{base} {ours} {theirs}");
            assert!(conflicts.is_empty());
        }
        // Who is named first may lead, so two new first ones are for a person to order.
        assert_eq!(task(list("a"), list("xa"), list("ya")).1.len(), 1);
    }

    #[test]
    fn notes_of_both_sides_are_kept_in_the_order_of_their_days() {
        let note = |date: &str, by: &str, text: &str| json!({"date": date, "by": by, "text": text});
        let old = note("2025-01-01", "甲", "旧");
        let base = json!({"notes": [old]});
        let ours = json!({"notes": [old, note("2025-03-01", "甲", "三月"), note("2025-04-01", "甲", "同")]});
        let theirs =
            json!({"notes": [old, note("2025-02-01", "乙", "二月"), note("2025-04-01", "甲", "同")]});
        let (tree, conflicts) = task(base, ours, theirs);
        let texts: Vec<_> =
            tree["notes"].as_array().unwrap().iter().map(|note| note["text"].clone()).collect();
        assert_eq!(texts, ["旧", "二月", "三月", "同"]);
        assert!(conflicts.is_empty());
    }

    #[test]
    fn a_note_that_both_edited_or_one_removed_conflicts() {
        let note = |text: &str| json!({"date": "2025-01-01", "by": "甲", "text": text});
        let list = |text: &str| json!({"notes": [note(text)]});
        let (tree, conflicts) = task(list("a"), list("b"), list("c"));
        assert_eq!(tree, list("b"));
        assert_eq!(conflicts[0].place, ["notes", "甲 2025-01-01"]);
        assert_eq!(conflicts[0].theirs, Some(note("c")));
        let (tree, conflicts) = task(list("a"), json!({}), list("c"));
        assert_eq!((tree, conflicts.len()), (json!({}), 1));
        let (tree, conflicts) = task(list("a"), json!({}), list("a"));
        assert_eq!((tree, conflicts.len()), (json!({}), 0));
    }

    #[test]
    fn departments_merge_by_name_and_their_aliases_by_entry() {
        let base = json!({"departments": [{"name": "甲"}, {"name": "乙", "aliases": ["b"]}]});
        let ours = json!({"departments": [{"name": "甲", "full": "甲局"}, {"name": "乙", "aliases": ["b", "c"]}, {"name": "丙"}]});
        let theirs =
            json!({"departments": [{"name": "丁"}, {"name": "甲"}, {"name": "乙", "aliases": ["b", "d"]}]});
        let (tree, conflicts) = merged(Kind::Registry, base, ours, theirs);
        let expected = json!({"departments": [
            {"name": "丁"}, {"name": "甲", "full": "甲局"}, {"name": "乙", "aliases": ["b", "c", "d"]}, {"name": "丙"}]});
        assert_eq!((tree, conflicts.len()), (expected, 0));
    }

    #[test]
    fn two_tasks_that_came_under_one_number_are_not_mixed() {
        let tree = |value: Value| value.as_object().unwrap().clone();
        let ours = tree(json!({"id": 1, "content": "一", "departments": ["甲"]}));
        let theirs = tree(json!({"id": 1, "content": "二", "departments": ["乙"]}));
        let merged = merge(Kind::Task, None, &ours, &theirs, &|_| None);
        assert_eq!((merged.ours, merged.theirs), (ours, theirs));
        assert_eq!(merged.conflicts.len(), 2);
    }
}
