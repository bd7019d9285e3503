//! What a merge made of files that are no tasks. They have no table of fields, so it is found in the changes from what
//! the sides have in common: to each side, and to the result.

use serde_json::Value;

use super::entries;
use crate::{
    history::record::Side,
    model::{Change, ChangedField, Subject},
};

/// What a merge made of a file that is no task's: of a plan, the registry, the settings.
pub(in crate::history) fn of_changes(
    (bases, older): (&[Side], &[Side]),
    parents: &[Side],
    after: &Side,
    compared: impl Fn(&Side, &Side) -> Vec<Change>,
) -> Vec<Change> {
    let from_base = |base: &Side| {
        let sides: Vec<Vec<Change>> = parents.iter().map(|parent| compared(base, parent)).collect();
        not_explained(&sides, compared(base, after))
    };
    if bases.len() < 2 {
        return from_base(bases.first().unwrap_or(&None));
    }
    let is_same = |one: &Change, other: &Change| one.subject == other.subject && one.field == other.field;
    let was = older.first().unwrap_or(&None);
    let made: Vec<Vec<Change>> = bases.iter().map(|base| compared(was, base)).collect();
    let facts: Vec<Vec<Change>> = bases.iter().map(from_base).collect();
    let sides: Vec<Change> = parents.first().map_or_else(Vec::new, |first| {
        parents.iter().skip(1).flat_map(|other| compared(first, other)).collect()
    });
    let mut own: Vec<Change> = Vec::new();
    for (number, fact) in
        facts.iter().enumerate().flat_map(|(number, facts)| facts.iter().map(move |fact| (number, fact)))
    {
        let of_bases: Vec<Option<&Change>> =
            made.iter().map(|made| made.iter().find(|change| is_same(change, fact))).collect();
        let mut values = of_bases.iter().flatten().map(|change| &change.to);
        let first = values.next();
        // What two of the states made differently, each side has settled; otherwise the state counts that made it.
        let counts = match first {
            Some(first) if values.any(|value| value != first) => sides.iter().any(|side| is_same(side, fact)),
            Some(_) => of_bases.get(number).is_some_and(Option::is_some),
            None => true,
        };
        if counts && !own.iter().any(|known| is_same(known, fact)) {
            own.push(fact.clone());
        }
    }
    own
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
        // What both sides made anew is told key by key: the whole of it neither came nor went.
        if of_sides.len() > 1 && of_sides.iter().chain([&change]).all(|change| change.is_addition()) {
            let sides: Vec<Vec<Change>> = of_sides.iter().map(|side| by_key(side)).collect();
            made.extend(not_explained(&sides, by_key(change)));
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

/// What came as a whole, one change for each of its keys.
fn by_key(whole: &Change) -> Vec<Change> {
    let set = |key: &str, to: &Value| Change {
        field: ChangedField::Key(key.to_owned()),
        from: Value::Null,
        to: to.clone(),
        ..whole.clone()
    };
    match (&whole.to, &whole.subject) {
        (Value::Object(keys), _) => {
            keys.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| set(key, value)).collect()
        }
        // A plan comes with its title, a return with the day on which it came.
        (value, Subject::Return { .. }) => vec![set("received", value)],
        (value, _) => vec![set("title", value)],
    }
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
    use crate::model::{ChangedField, Subject};

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

    #[test]
    fn what_both_sides_made_anew_is_told_by_its_keys() {
        let subject = || Subject::Department("新局".into());
        let come =
            |to: Value| Change { subject: subject(), field: ChangedField::Whole, from: Value::Null, to };
        let told = |one: Value, other: Value, result: Value| {
            let made = not_explained(&[vec![come(one)], vec![come(other)]], vec![come(result)]);
            let word = |change: &Change| format!("{:?} {} > {}", change.field, change.from, change.to);
            made.iter().map(word).collect::<Vec<_>>()
        };
        let (one, other) = (json!({"name": "新局", "full": "甲"}), json!({"name": "新局", "full": "乙"}));
        assert_eq!(told(one.clone(), other, one.clone()), [r#"Key("full") "乙" > "甲""#]);
        // What only one side says belongs to both.
        let other = json!({"name": "新局", "code": "x", "aliases": ["a"]});
        let both = json!({"name": "新局", "full": "甲", "code": "x", "aliases": ["a"]});
        assert!(told(one.clone(), other.clone(), both).is_empty());
        let dropped = json!({"name": "新局", "full": "甲", "aliases": ["a"]});
        assert_eq!(told(one, other, dropped), [r#"Key("code") "x" > null"#]);
    }
}
