//! What a merge did itself: what a clean merge of its parents' fields would not have given. Where a person
//! took a side, what one side had is left out; that is listed, and which side was taken.

use std::sync::Arc;

use serde_json::Value;

use super::record::Side;
use crate::model::{Change, ChangedField, FIELDS, FieldKind, Subject, Task, change, field::FieldSpec};

/// Whose state of a fact a merge has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Taken {
    /// That of the branch that was merged into.
    Ours,
    /// That of a branch that was merged into it.
    Theirs,
    /// That of neither side: it was written while they were merged.
    Neither,
}

impl Taken {
    /// The word in JSON.
    pub fn token(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Theirs => "theirs",
            Self::Neither => "neither",
        }
    }
}

/// A state that may not be there.
type State = Option<Arc<Task>>;
type Facts = Vec<(Change, Taken)>;

/// Whose state it is of which `is_it` is true for these parents.
fn whose<T>(parents: &[T], is_it: impl Fn(&T) -> bool) -> Taken {
    match parents.iter().position(is_it) {
        Some(0) => Taken::Ours,
        Some(_) => Taken::Theirs,
        None => Taken::Neither,
    }
}

/// What a merge made of a task. Of several bases, the one counts that explains the most.
pub(super) fn of_task(plan: &str, bases: &[State], parents: &[State], after: Option<&Task>) -> Facts {
    let none = [None];
    let bases = if bases.is_empty() { &none } else { bases };
    let facts = bases.iter().map(|base| from_base(plan, base.as_deref(), parents, after));
    facts.min_by_key(Vec::len).unwrap_or_default()
}

fn from_base(plan: &str, base: Option<&Task>, parents: &[State], after: Option<&Task>) -> Facts {
    let present: Vec<&Task> = parents.iter().filter_map(|task| task.as_deref()).collect();
    let is_untouched =
        |task: &Task| base.is_some_and(|base| FIELDS.iter().all(|row| !row.differs(base, task)));
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
        return vec![(change::added(plan, after), Taken::Neither)];
    };
    let mut facts = Vec::new();
    if is_missing && base.is_some() {
        // One side removed it, and the merge has it all the same.
        facts.push((change::added(plan, after), whose(parents, Option::is_some)));
        return facts;
    }
    let nothing = Task { id: after.id, content: String::new(), ..Task::default() };
    // What only one side has is what that side made it.
    let base = base.unwrap_or(if present.len() > 1 { &nothing } else { first });
    for row in FIELDS.iter().filter(|row| present.iter().any(|task| row.differs(task, after))) {
        let made = field(row, base, &present, after);
        facts.extend(made.into_iter().map(|(from, to, taken)| {
            let subject = Subject::Task { plan: plan.to_owned(), id: after.id };
            (Change { subject, field: ChangedField::Field(row.field), from, to }, taken)
        }));
    }
    facts
}

/// What a merge made of one field: from what it should be, or what was not taken, to what it is.
fn field(row: &FieldSpec, base: &Task, parents: &[&Task], after: &Task) -> Vec<(Value, Value, Taken)> {
    let (base, after) = (row.value(base), row.value(after));
    let parents: Vec<Value> = parents.iter().map(|task| row.value(task)).collect();
    match row.kind {
        FieldKind::Scalar => scalar(&base, &parents, &after).into_iter().collect(),
        FieldKind::Set | FieldKind::List => entries(&base, &parents, &after, |_, _| false),
        FieldKind::Entries(keys) => entries(&base, &parents, &after, |one, other| {
            keys.iter().all(|key| one.get(key) == other.get(key))
        }),
        FieldKind::Named(key) => {
            entries(&base, &parents, &after, |one, other| one.get(key) == other.get(key))
        }
    }
}

fn scalar(base: &Value, parents: &[Value], after: &Value) -> Option<(Value, Value, Taken)> {
    let mut changed: Vec<&Value> = Vec::new();
    for value in parents.iter().filter(|value| *value != base) {
        if !changed.contains(&value) {
            changed.push(value);
        }
    }
    let taken = whose(parents, |value| value == after);
    let from = match changed.as_slice() {
        [] => base,
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
) -> Vec<(Value, Value, Taken)> {
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

/// What a merge made of a file that is no task's: of a plan, the registry, the settings.
pub(super) fn of_changes(
    bases: &[Side],
    parents: &[Side],
    after: &Side,
    compared: impl Fn(&Side, &Side) -> Vec<Change>,
) -> Vec<Change> {
    let none = [None];
    let bases = if bases.is_empty() { &none } else { bases };
    let from_base = |base: &Side| {
        let sides: Vec<Vec<Change>> = parents.iter().map(|parent| compared(base, parent)).collect();
        not_explained(&sides, compared(base, after))
    };
    bases.iter().map(from_base).min_by_key(Vec::len).unwrap_or_default()
}

/// What is not what one side or both did, and what a side did that is not there.
fn not_explained(sides: &[Vec<Change>], result: Vec<Change>) -> Vec<Change> {
    let is_same = |one: &Change, other: &Change| one.subject == other.subject && one.field == other.field;
    let all: Vec<&Change> = sides.iter().flatten().collect();
    let mut made = Vec::new();
    for change in &result {
        let of_sides: Vec<&Change> = all.iter().copied().filter(|known| is_same(known, change)).collect();
        if is_clean(change, &of_sides) {
            continue;
        }
        let from =
            of_sides.iter().find(|known| known.to != change.to).map_or(&change.from, |known| &known.to);
        made.push(Change { from: from.clone(), ..change.clone() });
    }
    for change in all {
        let is_known = |known: &Change| is_same(known, change);
        if !result.iter().any(is_known) && !made.iter().any(is_known) {
            // It was left out: what it had set is as it was before.
            made.push(Change { from: change.to.clone(), to: change.from.clone(), ..change.clone() });
        }
    }
    made
}

/// Whether a value is what the sides give together: the one that they set, or the entries of both.
fn is_clean(change: &Change, of_sides: &[&Change]) -> bool {
    if of_sides.is_empty() || of_sides.iter().all(|known| known.to == change.to) {
        return !of_sides.is_empty();
    }
    let lists: Option<Vec<Value>> =
        of_sides.iter().map(|known| known.to.is_array().then(|| known.to.clone())).collect();
    lists.is_some_and(|lists| entries(&change.from, &lists, &change.to, |_, _| false).is_empty())
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
        let facts = of_task("p", std::slice::from_ref(base), parents, after.as_deref());
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

    #[test]
    fn of_other_files_too_only_what_no_side_did_is_the_merges_own() {
        let set = |from: Value, to: Value| Change {
            subject: Subject::Department("市教委".into()),
            field: ChangedField::Key("aliases".into()),
            from,
            to,
        };
        let base = || json!(["旧"]);
        let words = |sides: &[Vec<Change>], result: Vec<Change>| {
            let made = not_explained(sides, result);
            made.iter().map(|change| format!("{} > {}", change.from, change.to)).collect::<Vec<_>>()
        };
        let sides = [vec![set(base(), json!(["旧", "甲"]))], vec![set(base(), json!(["旧", "乙"]))]];
        assert!(words(&sides, vec![set(base(), json!(["旧", "甲", "乙"]))]).is_empty());
        let own = words(&sides, vec![set(base(), json!(["旧", "甲", "乙", "丙"]))]);
        assert_eq!(own, [r#"["旧","甲"] > ["旧","甲","乙","丙"]"#]);
        // A word is not put together: one side's was taken, or another one written.
        let sides = [vec![set(json!("旧"), json!("甲"))], vec![set(json!("旧"), json!("乙"))]];
        assert_eq!(words(&sides, vec![set(json!("旧"), json!("甲"))]), [r#""乙" > "甲""#]);
        assert_eq!(words(&sides, vec![set(json!("旧"), json!("丙"))]), [r#""甲" > "丙""#]);
        assert_eq!(words(&sides[..1], Vec::new()), [r#""甲" > "旧""#]);
        assert_eq!(words(&[Vec::new(), Vec::new()], vec![set(json!("旧"), json!("丙"))]), [r#""旧" > "丙""#]);
    }
}
