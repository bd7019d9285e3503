//! Values merged by what they mean: field by field, lists by their entries, notes by day and reporter,
//! pillars, key tasks and departments by what names them. What both sides changed in different ways is a
//! clash, and a value then stands in two ways, one for each end that the clash can have.

use serde_json::{Map, Value};

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
enum Rule {
    /// By its fields or entries, where it has some, else as a whole.
    Any,
    /// As a whole.
    Whole,
    /// By its entries, of which the order says something.
    Ordered,
    /// By its entries, which these keys name, the first of them their day.
    Entries(&'static [&'static str]),
    /// By its entries, each named by this field.
    Named(&'static str),
}

impl Rule {
    fn of(kind: Kind, key: &str) -> Self {
        match (kind, key) {
            (Kind::Task, key) => match Field::of(key).map(Field::kind) {
                Some(FieldKind::Scalar) => Self::Whole,
                Some(FieldKind::List) => Self::Ordered,
                Some(FieldKind::Entries(keys)) => Self::Entries(keys),
                // A key that is not pjt's, too.
                Some(FieldKind::Set) | None => Self::Any,
            },
            // File and hash of a document belong together.
            (Kind::Plan, "source") => Self::Whole,
            (Kind::Plan, "pillars" | "key_tasks") => Self::Named("id"),
            (Kind::Registry, "departments") => Self::Named("name"),
            _ => Self::Any,
        }
    }
}

/// Who decides a clash: a side, or nobody yet.
pub type Settle<'a> = &'a dyn Fn(&Conflict) -> Option<Side>;

/// A merged file: its fields in the two ways that the open clashes can end, which are the same without any.
pub(super) struct Outcome {
    pub(super) ours: Tree,
    pub(super) theirs: Tree,
    /// What nobody decided.
    pub(super) clashes: Vec<Conflict>,
    /// The fields in which something was decided.
    pub(super) settled: Vec<String>,
}

/// Merges the fields of two files of one kind.
pub(super) fn merge(
    kind: Kind,
    base: Option<&Tree>,
    ours: &Tree,
    theirs: &Tree,
    settle: Settle<'_>,
) -> Outcome {
    let mut merger = Merger { settle, place: Vec::new(), clashes: Vec::new(), settled: Vec::new() };
    let none = Tree::new();
    // Two tasks that came under one number have nothing to do with each other.
    let are_strangers = base.is_none() && kind == Kind::Task && ours.get("content") != theirs.get("content");
    let rule = |key: &str| if are_strangers { Rule::Whole } else { Rule::of(kind, key) };
    let Two { ours, theirs } = merger.fields(&rule, base.unwrap_or(&none), ours, theirs);
    let tree = |value: Option<Value>| match value {
        Some(Value::Object(fields)) => fields,
        _ => Tree::new(),
    };
    Outcome { ours: tree(ours), theirs: tree(theirs), clashes: merger.clashes, settled: merger.settled }
}

/// What two states of a file have in common.
pub(super) fn shared(one: &Tree, other: &Tree) -> Tree {
    let both = |one: &Value, other: &Value| match (one, other) {
        (Value::Object(one), Value::Object(other)) => Some(Value::Object(shared(one, other))),
        (Value::Array(one), Value::Array(other)) => {
            whole(one.iter().filter(|entry| other.contains(entry)).cloned().collect())
        }
        _ => (one == other).then(|| one.clone()),
    };
    let common = one.iter().filter_map(|(key, value)| Some((key.clone(), both(value, other.get(key)?)?)));
    common.collect()
}

/// A value in two ways.
#[derive(Clone)]
struct Two {
    ours: Option<Value>,
    theirs: Option<Value>,
}

impl Two {
    fn same(value: Option<&Value>) -> Self {
        Self { ours: value.cloned(), theirs: value.cloned() }
    }
}

struct Merger<'a> {
    settle: Settle<'a>,
    place: Vec<String>,
    clashes: Vec<Conflict>,
    settled: Vec<String>,
}

type Maybe<'a> = Option<&'a Value>;

impl Merger<'_> {
    /// One value by its rule.
    fn value(&mut self, rule: Rule, base: Maybe<'_>, ours: Maybe<'_>, theirs: Maybe<'_>) -> Two {
        if ours == theirs || theirs == base {
            return Two::same(ours);
        }
        if ours == base {
            return Two::same(theirs);
        }
        let lists = || Some((list(base)?, list(ours)?, list(theirs)?));
        match rule {
            Rule::Whole => {}
            Rule::Any => {
                if let (Some(Value::Object(ours)), Some(Value::Object(theirs))) = (ours, theirs) {
                    let none = Tree::new();
                    let base = base.and_then(Value::as_object).unwrap_or(&none);
                    return self.fields(&|_| Rule::Any, base, ours, theirs);
                }
                if let Some((base, ours, theirs)) = lists() {
                    return self.entries(base, ours, theirs, false);
                }
            }
            Rule::Ordered => {
                if let Some((base, ours, theirs)) = lists() {
                    return self.entries(base, ours, theirs, true);
                }
            }
            Rule::Entries(keys) => {
                if let Some((base, ours, theirs)) = lists() {
                    return self.dated(keys, base, ours, theirs);
                }
            }
            Rule::Named(key) => {
                if let Some((base, ours, theirs)) = lists() {
                    return self.named(key, base, ours, theirs);
                }
            }
        }
        self.clash(base.cloned(), ours.cloned(), theirs.cloned())
    }

    fn clash(&mut self, base: Option<Value>, ours: Option<Value>, theirs: Option<Value>) -> Two {
        let clash = Conflict { place: self.place.clone(), base, ours, theirs };
        let settled = (self.settle)(&clash);
        if settled.is_some() {
            self.settled.extend(self.place.first().cloned());
        }
        match settled {
            Some(Side::Ours) => Two::same(clash.ours.as_ref()),
            Some(Side::Theirs) => Two::same(clash.theirs.as_ref()),
            None => {
                let two = Two { ours: clash.ours.clone(), theirs: clash.theirs.clone() };
                self.clashes.push(clash);
                two
            }
        }
    }

    /// The same, one step further in.
    fn within(&mut self, name: &str, merge: impl FnOnce(&mut Self) -> Two) -> Two {
        self.place.push(name.to_owned());
        let two = merge(self);
        self.place.pop();
        two
    }

    fn fields(&mut self, rule: &dyn Fn(&str) -> Rule, base: &Tree, ours: &Tree, theirs: &Tree) -> Two {
        let keys = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
        let (mut in_ours, mut in_theirs) = (Tree::new(), Tree::new());
        for key in interleaved(&keys(ours), &keys(theirs)) {
            let sides = (base.get(&key), ours.get(&key), theirs.get(&key));
            let two = self.within(&key, |merger| merger.value(rule(&key), sides.0, sides.1, sides.2));
            in_ours.extend(two.ours.map(|value| (key.clone(), value)));
            in_theirs.extend(two.theirs.map(|value| (key, value)));
        }
        Two { ours: Some(Value::Object(in_ours)), theirs: Some(Value::Object(in_theirs)) }
    }

    /// Entries that came stay, entries that one side took away go.
    fn entries(&mut self, base: &[Value], ours: &[Value], theirs: &[Value], is_ordered: bool) -> Two {
        let names = |list: &[Value]| numbered(list.iter().map(Value::to_string));
        let (base_names, our_names, their_names) = (names(base), names(ours), names(theirs));
        let stays = |name: &String| {
            let (was, is_ours, is_theirs) =
                (base_names.contains(name), our_names.contains(name), their_names.contains(name));
            if was { is_ours && is_theirs } else { is_ours || is_theirs }
        };
        let find = |name: &String| {
            let place = our_names.iter().position(|known| known == name);
            let theirs = || their_names.iter().position(|known| known == name).and_then(|at| theirs.get(at));
            place.and_then(|at| ours.get(at)).or_else(theirs).cloned()
        };
        let arranged = |first: &[String], second: &[String]| -> Vec<Value> {
            interleaved(first, second).iter().filter(|name| stays(name)).filter_map(find).collect()
        };
        let kept = |names: &[String]| -> Vec<String> {
            let is_everywhere = |name: &&String| {
                base_names.contains(name) && our_names.contains(name) && their_names.contains(name)
            };
            names.iter().filter(is_everywhere).cloned().collect()
        };
        let (was, is_ours, is_theirs) = (kept(&base_names), kept(&our_names), kept(&their_names));
        let by_ours = arranged(&our_names, &their_names);
        let by_theirs = arranged(&their_names, &our_names);
        let reordered = was != is_ours && was != is_theirs && is_ours != is_theirs;
        if is_ordered
            && (reordered || was == is_ours && was == is_theirs && by_ours.first() != by_theirs.first())
        {
            return self.clash(whole(base.to_vec()), whole(by_ours), whole(by_theirs));
        }
        let merged = whole(if was == is_ours && was != is_theirs { by_theirs } else { by_ours });
        Two::same(merged.as_ref())
    }

    fn dated(&mut self, keys: &[&str], base: &[Value], ours: &[Value], theirs: &[Value]) -> Two {
        let (in_ours, in_theirs) = (editions(keys, base, ours), editions(keys, base, theirs));
        let mut new_of_theirs: Vec<&Value> = unpaired(theirs, &in_theirs).collect();
        // In the order of our file: its notes as they merge, then what is not in it, by day.
        let mut merged: Vec<Two> = Vec::new();
        let edited = |merger: &mut Self, number: usize| {
            let side = |list: &'_ [Value], places: &[Option<usize>]| {
                places.get(number).copied().flatten().and_then(|at| list.get(at)).cloned()
            };
            let was = base.get(number);
            let (our_note, their_note) = (side(ours, &in_ours), side(theirs, &in_theirs));
            let name = was.map(|entry| entry_name(keys, entry)).unwrap_or_default();
            merger.within(&name, |merger| {
                merger.value(Rule::Whole, was, our_note.as_ref(), their_note.as_ref())
            })
        };
        for (place, note) in ours.iter().enumerate() {
            if let Some(number) = in_ours.iter().position(|at| *at == Some(place)) {
                merged.push(edited(self, number));
            } else {
                if let Some(twin) = new_of_theirs.iter().position(|other| *other == note) {
                    new_of_theirs.remove(twin);
                }
                merged.push(Two::same(Some(note)));
            }
        }
        let gone = (0..base.len()).filter(|number| in_ours.get(*number).copied().flatten().is_none());
        let mut others: Vec<Two> = gone.map(|number| edited(self, number)).collect();
        others.extend(new_of_theirs.into_iter().map(|note| Two::same(Some(note))));
        for note in others {
            let day = |two: &Two| {
                let note = two.ours.as_ref().or(two.theirs.as_ref());
                note.and_then(|note| note.get(*keys.first()?)?.as_str()).unwrap_or_default().to_owned()
            };
            let behind = merged.iter().rposition(|other| day(other) <= day(&note)).map_or(0, |at| at + 1);
            merged.insert(behind, note);
        }
        both(merged)
    }

    fn named(&mut self, key: &str, base: &[Value], ours: &[Value], theirs: &[Value]) -> Two {
        let name = |entry: &Value| match entry.get(key) {
            Some(Value::String(name)) => name.clone(),
            other => other.unwrap_or(entry).to_string(),
        };
        let names = |list: &[Value]| numbered(list.iter().map(name));
        let (base_names, our_names, their_names) = (names(base), names(ours), names(theirs));
        let mut merged = Vec::new();
        for name in interleaved(&our_names, &their_names) {
            let find = |names: &[String], list: &'_ [Value]| -> Option<Value> {
                names.iter().position(|known| *known == name).and_then(|at| list.get(at)).cloned()
            };
            let sides = (find(&base_names, base), find(&our_names, ours), find(&their_names, theirs));
            merged.push(self.within(&name, |merger| {
                merger.value(Rule::Any, sides.0.as_ref(), sides.1.as_ref(), sides.2.as_ref())
            }));
        }
        both(merged)
    }
}

/// A list; one that is not there is empty.
fn list<'a>(value: Maybe<'a>) -> Option<&'a [Value]> {
    match value {
        None => Some(&[]),
        Some(value) => value.as_array().map(Vec::as_slice),
    }
}

/// A list as a field has it: an empty one is none.
fn whole(entries: Vec<Value>) -> Option<Value> {
    (!entries.is_empty()).then_some(Value::Array(entries))
}

fn both(entries: Vec<Two>) -> Two {
    let (ours, theirs): (Vec<_>, Vec<_>) = entries.into_iter().map(|two| (two.ours, two.theirs)).unzip();
    Two {
        ours: whole(ours.into_iter().flatten().collect()),
        theirs: whole(theirs.into_iter().flatten().collect()),
    }
}

/// Names of entries, told apart where one stands more than once.
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

/// For each entry of `base` its place in `side`: as it was, or edited, which leaves the keys that name it.
fn editions(keys: &[&str], base: &[Value], side: &[Value]) -> Vec<Option<usize>> {
    let mut places = vec![None; base.len()];
    let is_edition = |one: &Value, other: &Value| keys.iter().all(|key| one.get(key) == other.get(key));
    for is_same in
        [&|one: &Value, other: &Value| one == other, &is_edition as &dyn Fn(&Value, &Value) -> bool]
    {
        for (number, note) in base.iter().enumerate() {
            let taken = |at: usize| places.contains(&Some(at));
            if places.get(number).copied().flatten().is_none() {
                let place = (0..side.len())
                    .find(|at| !taken(*at) && side.get(*at).is_some_and(|other| is_same(note, other)));
                if let Some(slot) = places.get_mut(number) {
                    *slot = place;
                }
            }
        }
    }
    places
}

fn unpaired<'a>(side: &'a [Value], places: &'a [Option<usize>]) -> impl Iterator<Item = &'a Value> {
    side.iter().enumerate().filter(|(at, _)| !places.contains(&Some(*at))).map(|(_, note)| note)
}

/// What names an entry, its day last: `市教委 2025-09-25`.
fn entry_name(keys: &[&str], entry: &Value) -> String {
    let words: Vec<&str> = keys.iter().rev().filter_map(|key| entry.get(key)?.as_str()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn merged(kind: Kind, base: Value, ours: Value, theirs: Value) -> (Value, Vec<Conflict>) {
        let tree = |value: Value| value.as_object().unwrap().clone();
        let outcome = merge(kind, Some(&tree(base)), &tree(ours), &tree(theirs), &|_| None);
        (Value::Object(outcome.ours), outcome.clashes)
    }

    fn task(base: Value, ours: Value, theirs: Value) -> (Value, Vec<Conflict>) {
        merged(Kind::Task, base, ours, theirs)
    }

    #[test]
    fn a_field_that_one_side_changed_is_changed() {
        let base = json!({"status": "not_started", "mine": {"a": 1, "b": 1}});
        let ours = json!({"status": "done", "mine": {"a": 2, "b": 1}});
        let theirs = json!({"status": "not_started", "due": "2025-12-31", "mine": {"a": 1}});
        let (tree, clashes) = task(base, ours, theirs);
        assert_eq!(tree, json!({"status": "done", "due": "2025-12-31", "mine": {"a": 2}}));
        assert!(clashes.is_empty());
    }

    #[test]
    fn two_statuses_clash_and_a_decision_settles_them() {
        let tree = |status: &str| json!({"status": status}).as_object().unwrap().clone();
        let (base, ours, theirs) = (tree("not_started"), tree("done"), tree("suspended"));
        let open = merge(Kind::Task, Some(&base), &ours, &theirs, &|_| None);
        assert_eq!((&open.ours, &open.theirs), (&ours, &theirs));
        assert_eq!(open.clashes[0].place, ["status"]);
        let settled = merge(Kind::Task, Some(&base), &ours, &theirs, &|_| Some(Side::Theirs));
        assert_eq!((&settled.ours, settled.clashes.len()), (&theirs, 0));
        assert_eq!(settled.settled, ["status"]);
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
            let (tree, clashes) = task(list(base), list(ours), list(theirs));
            assert_eq!(tree, list(expected), "{base} {ours} {theirs}");
            assert!(clashes.is_empty());
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
        let (tree, clashes) = task(base, ours, theirs);
        let texts: Vec<_> =
            tree["notes"].as_array().unwrap().iter().map(|note| note["text"].clone()).collect();
        assert_eq!(texts, ["旧", "二月", "三月", "同"]);
        assert!(clashes.is_empty());
    }

    #[test]
    fn a_note_that_both_edited_or_one_removed_clashes() {
        let note = |text: &str| json!({"date": "2025-01-01", "by": "甲", "text": text});
        let list = |text: &str| json!({"notes": [note(text)]});
        let (tree, clashes) = task(list("a"), list("b"), list("c"));
        assert_eq!(tree, list("b"));
        assert_eq!(clashes[0].place, ["notes", "甲 2025-01-01"]);
        assert_eq!(clashes[0].theirs, Some(note("c")));
        let (tree, clashes) = task(list("a"), json!({}), list("c"));
        assert_eq!((tree, clashes.len()), (json!({}), 1));
        let (tree, clashes) = task(list("a"), json!({}), list("a"));
        assert_eq!((tree, clashes.len()), (json!({}), 0));
    }

    #[test]
    fn departments_merge_by_name_and_their_aliases_by_entry() {
        let base = json!({"departments": [{"name": "甲"}, {"name": "乙", "aliases": ["b"]}]});
        let ours = json!({"departments": [{"name": "甲", "full": "甲局"}, {"name": "乙", "aliases": ["b", "c"]}, {"name": "丙"}]});
        let theirs =
            json!({"departments": [{"name": "丁"}, {"name": "甲"}, {"name": "乙", "aliases": ["b", "d"]}]});
        let (tree, clashes) = merged(Kind::Registry, base, ours, theirs);
        let expected = json!({"departments": [
            {"name": "丁"}, {"name": "甲", "full": "甲局"}, {"name": "乙", "aliases": ["b", "c", "d"]}, {"name": "丙"}]});
        assert_eq!((tree, clashes.len()), (expected, 0));
    }

    #[test]
    fn two_tasks_that_came_under_one_number_are_not_mixed() {
        let tree = |value: Value| value.as_object().unwrap().clone();
        let ours = tree(json!({"id": 1, "content": "一", "departments": ["甲"]}));
        let theirs = tree(json!({"id": 1, "content": "二", "departments": ["乙"]}));
        let outcome = merge(Kind::Task, None, &ours, &theirs, &|_| None);
        assert_eq!((outcome.ours, outcome.theirs), (ours, theirs));
        assert_eq!(outcome.clashes.len(), 2);
    }
}
