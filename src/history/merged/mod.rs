//! What a merge did itself: what a clean merge of its parents' fields would not have given. Where a person
//! took a side, what one side had is left out; that is listed, and which side was taken.

mod bases;
mod others;

use std::sync::Arc;

use serde_json::Value;

use self::bases::Base;
pub(super) use self::{bases::together, others::of_changes};
use crate::model::{Change, ChangedField, FIELDS, FieldKind, Subject, Task, change, field::FieldSpec};

/// Whose state of a fact a merge has.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum TakenFrom {
    /// That of the branch that was merged into.
    Ours,
    /// That of a branch that was merged into it.
    Theirs,
    /// That of neither side: it was written while they were merged.
    Neither,
}

impl TakenFrom {
    /// The word in JSON.
    pub fn token(self) -> &'static str {
        self.into()
    }
}

/// A state that may not be there.
type State = Option<Arc<Task>>;
type Facts = Vec<(Change, TakenFrom)>;

/// Whose state it is of which `is_it` is true for these parents.
fn whose<T>(parents: &[T], is_it: impl Fn(&T) -> bool) -> TakenFrom {
    match parents.iter().position(is_it) {
        Some(0) => TakenFrom::Ours,
        Some(_) => TakenFrom::Theirs,
        None => TakenFrom::Neither,
    }
}

/// The states that are there.
fn there(states: &[State]) -> Vec<&Task> {
    states.iter().filter_map(|state| state.as_deref()).collect()
}

/// What a merge made of a task. What its sides have in common are the first states; where that is several, the
/// others are what those have in common.
pub(super) fn of_task(
    plan: &str,
    (bases, older): (&[State], &[State]),
    parents: &[State],
    after: Option<&Task>,
) -> Facts {
    let base = Base::of(bases, older);
    let present = there(parents);
    let is_untouched = |task: &Task| base.as_ref().is_some_and(|base| base.is(task));
    let is_missing = present.len() < parents.len();
    let Some(after) = after else {
        let was_removed = base.is_some() && is_missing && present.iter().all(|task| is_untouched(task));
        return match present.first() {
            Some(task) if !was_removed => {
                vec![(change::removed(plan, task), whose(parents, Option::is_none))]
            }
            _ => Vec::new(),
        };
    };
    let Some(first) = present.first() else {
        return vec![(change::added(plan, after), TakenFrom::Neither)];
    };
    let mut facts = Vec::new();
    if is_missing && base.is_some() {
        // One side removed it, and the merge has it all the same.
        facts.push((change::added(plan, after), whose(parents, Option::is_some)));
        return facts;
    }
    let nothing = Task { id: after.id, content: String::new(), ..Task::default() };
    // What only one side has is what that side made it.
    let base = base.unwrap_or(Base::One(if present.len() > 1 { &nothing } else { first }));
    for row in FIELDS.iter().filter(|row| present.iter().any(|task| row.differs(task, after))) {
        let made = field(row, &base, &present, after);
        facts.extend(made.into_iter().map(|(from, to, taken)| {
            let subject = Subject::Task { plan: plan.to_owned(), id: after.id };
            (Change { subject, field: ChangedField::Field(row.field), from, to }, taken)
        }));
    }
    facts
}

/// What a merge made of one field: from what it should be, or what was not taken, to what it is.
fn field(
    row: &FieldSpec,
    base: &Base<'_>,
    parents: &[&Task],
    after: &Task,
) -> Vec<(Value, Value, TakenFrom)> {
    let (base, after) = (base.value(row), row.value(after));
    let parents: Vec<Value> = parents.iter().map(|task| row.value(task)).collect();
    let entries = |is_one: &dyn Fn(&Value, &Value) -> bool| {
        entries(base.as_ref().unwrap_or(&Value::Null), &parents, &after, is_one)
    };
    match row.kind {
        FieldKind::Scalar => scalar(base.as_ref(), &parents, &after).into_iter().collect(),
        FieldKind::Set | FieldKind::List => entries(&|_, _| false),
        FieldKind::Entries(keys) => {
            entries(&|one, other| keys.iter().all(|key| one.get(key) == other.get(key)))
        }
        FieldKind::Named(key) => entries(&|one, other| one.get(key) == other.get(key)),
    }
}

/// Where what the sides have in common disagrees, each of them has settled it.
fn scalar(base: Option<&Value>, parents: &[Value], after: &Value) -> Option<(Value, Value, TakenFrom)> {
    let mut changed: Vec<&Value> = Vec::new();
    for value in parents.iter().filter(|value| Some(*value) != base) {
        if !changed.contains(&value) {
            changed.push(value);
        }
    }
    let taken = whose(parents, |value| value == after);
    let from = match changed.as_slice() {
        [] => base?,
        [only] => only,
        // Of what was not taken, the branch's own comes first.
        several => several.iter().find(|value| **value != after)?,
    };
    (from != after).then(|| (from.clone(), after.clone(), taken))
}

fn entries(
    base: &Value,
    parents: &[Value],
    after: &Value,
    is_edition: impl Fn(&Value, &Value) -> bool,
) -> Vec<(Value, Value, TakenFrom)> {
    let has = |list: &Value, entry: &Value| list.as_array().is_some_and(|list| list.contains(entry));
    let mut known: Vec<&Value> = Vec::new();
    for list in [base].into_iter().chain(parents).chain([after]) {
        for entry in list.as_array().into_iter().flatten() {
            if !known.contains(&entry) {
                known.push(entry);
            }
        }
    }
    let is_expected = |entry: &Value| {
        let mut holders = parents.iter().map(|list| has(list, entry));
        if has(base, entry) { holders.all(|has| has) } else { holders.any(|has| has) }
    };
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for entry in known {
        match (is_expected(entry), has(after, entry)) {
            (true, false) => gone.push(entry),
            (false, true) => come.push(entry),
            _ => {}
        }
    }
    let mut facts = Vec::new();
    for entry in gone {
        let edited = come.iter().position(|other| is_edition(entry, other)).map(|at| come.remove(at));
        let taken = match edited {
            Some(edited) => whose(parents, |list| has(list, edited)),
            None => whose(parents, |list| !has(list, entry)),
        };
        facts.push((entry.clone(), edited.cloned().unwrap_or(Value::Null), taken));
    }
    facts.extend(
        come.into_iter().map(|entry| (Value::Null, entry.clone(), whose(parents, |list| has(list, entry)))),
    );
    facts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Note, Status, TaskId, parse_date};

    fn task(status: Status, notes: &[&str]) -> State {
        let note = |text: &&str| Note {
            date: parse_date("2025-09-25").unwrap(),
            by: Some((*text).to_owned()),
            text: (*text).to_owned(),
            reason: false,
        };
        Some(Arc::new(Task {
            id: TaskId(1),
            status,
            notes: notes.iter().map(note).collect(),
            ..Task::default()
        }))
    }

    fn lines(base: &State, parents: &[State], after: &State) -> Vec<String> {
        lines_of((std::slice::from_ref(base), &[]), parents, after)
    }

    fn lines_of(bases: (&[State], &[State]), parents: &[State], after: &State) -> Vec<String> {
        let facts = of_task("p", bases, parents, after.as_deref());
        let word = |value: &Value| match value {
            Value::String(word) => word.clone(),
            Value::Object(entry) => {
                entry.get("text").map_or_else(|| "task".into(), |text| json!(text).to_string())
            }
            other => other.to_string(),
        };
        facts
            .iter()
            .map(|(fact, taken)| format!("{} > {} {}", word(&fact.from), word(&fact.to), taken.token()))
            .collect()
    }

    #[test]
    fn what_a_clean_merge_gives_is_not_the_merges_own() {
        use Status::{Done, InProgress, NotStarted, Suspended};
        let base = task(NotStarted, &[]);
        let (ours, theirs) = (task(NotStarted, &["a"]), task(Done, &["b"]));
        let sides = [ours.clone(), theirs.clone()];
        assert!(lines(&base, &sides, &task(Done, &["a", "b"])).is_empty());
        assert_eq!(lines(&base, &sides, &ours), ["done > not_started ours", "\"b\" > null ours"]);
        assert_eq!(lines(&base, &sides, &theirs), ["\"a\" > null theirs"]);
        assert_eq!(lines(&base, &sides, &task(Suspended, &["a", "b"])), ["done > suspended neither"]);
        // Both changed it: whichever was taken is listed, from the other.
        let sides = [task(InProgress, &[]), task(Done, &[])];
        assert_eq!(lines(&base, &sides, &sides[0]), ["done > in_progress ours"]);
        assert_eq!(lines(&base, &sides, &sides[1]), ["in_progress > done theirs"]);
        assert_eq!(lines(&base, &sides, &base), ["in_progress > not_started neither"]);
        // Both changed it alike.
        let sides = [task(Done, &[]), task(Done, &[])];
        assert!(lines(&base, &sides, &sides[0]).is_empty());
    }

    #[test]
    fn what_crossed_merges_settled_differently_the_next_one_settles_again() {
        use Status::{Closed, Done, InProgress, NotStarted};
        let was = [task(NotStarted, &[])];
        let bases = [task(InProgress, &["a"]), task(Done, &["b"])];
        let sides = [task(InProgress, &["a", "b"]), task(Done, &["a", "b"])];
        let lines = |bases: &[State], sides: &[State], after: &State| lines_of((bases, &was), sides, after);
        assert_eq!(lines(&bases, &sides, &sides[1]), ["in_progress > done theirs"]);
        assert_eq!(lines(&bases, &sides, &sides[0]), ["done > in_progress ours"]);
        // Both sides settled it alike, or only one of them has changed it before and since.
        assert!(lines(&bases, &[sides[1].clone(), sides[1].clone()], &sides[1]).is_empty());
        let bases = [task(NotStarted, &["a"]), task(Done, &["b"])];
        let sides = [task(Done, &["a", "b"]), task(Closed, &["a", "b"])];
        assert!(lines(&bases, &sides, &sides[1]).is_empty());
        // A side that took the old value back has set it.
        let sides = [task(NotStarted, &["a", "b"]), task(Done, &["a", "b"])];
        assert_eq!(lines(&bases, &sides, &sides[1]), ["not_started > done theirs"]);
    }

    #[test]
    fn a_removal_on_one_side_is_clean_only_where_the_other_left_the_task_alone() {
        let base = task(Status::NotStarted, &[]);
        let changed = task(Status::Done, &[]);
        assert!(lines(&base, &[base.clone(), None], &None).is_empty());
        assert_eq!(lines(&base, &[changed.clone(), None], &None), ["task > null theirs"]);
        assert_eq!(lines(&base, &[changed.clone(), None], &changed), ["null > task ours"]);
        assert_eq!(lines(&base, &[None, base.clone()], &base), ["null > task theirs"]);
        assert!(lines(&None, &[None, changed.clone()], &changed).is_empty());
        assert_eq!(lines(&None, &[None, changed.clone()], &None), ["task > null ours"]);
    }
}
