//! Which facts of a history: by what they are about, what became of it, and who reported it.

use serde_json::{Value, json};
use strum::VariantArray as _;

use crate::{
    model::{AskedField, Change, ChangedField, Field, Status, Subject, field::FieldSpec},
    text::{Lang, fold::fold},
};

/// What a whole task is called among the fields.
const TASK: &str = "task";

/// Conditions on facts. An empty list is no condition; the entries of one list mean either, different
/// conditions mean both.
#[derive(Clone, Debug, Default)]
pub struct FactFilter {
    /// Keys of fields (`status`, `due`), or `task` for a whole one.
    pub fields: Vec<String>,
    /// What it became: a status, or words of the new value.
    pub to: Vec<String>,
    /// Only a status that went back.
    pub backward: bool,
    /// Only what was taken away.
    pub removed: bool,
    /// Who reported it: a part of the name that an entry bears which came with it.
    pub by: Vec<String>,
}

impl FactFilter {
    /// The key of a field by what people type: the key, or its name in a language.
    pub fn field(typed: &str) -> Option<String> {
        let folded = fold(typed);
        let is_it = |row: &&FieldSpec| [row.key, row.zh, row.en].iter().any(|name| fold(name) == folded);
        let known = crate::model::FIELDS.iter().find(is_it).map(|row| row.key.to_owned());
        let whole = [TASK, "任务"].contains(&folded.as_str()).then(|| TASK.to_owned());
        let answered = || {
            let names = |field: &AskedField| [field.token(), field.label(Lang::Zh), field.label(Lang::En)];
            let is_it = |field: &&AskedField| names(field).iter().any(|name| fold(name) == folded);
            AskedField::VARIANTS.iter().find(is_it).map(|field| field.token().to_owned())
        };
        known.or(whole).or_else(answered)
    }

    /// Whether there is any condition.
    pub fn is_narrow(&self) -> bool {
        self.is_about_facts() || !self.by.is_empty()
    }

    /// Whether there is one on single facts.
    fn is_about_facts(&self) -> bool {
        !self.fields.is_empty() || !self.to.is_empty() || self.backward || self.removed
    }

    /// Whether one fact is meant.
    pub fn matches(&self, change: &Change) -> bool {
        (self.fields.is_empty() || self.fields.iter().any(|field| self.is_about(change, field)))
            && (self.to.is_empty() || self.to.iter().any(|word| self.became(change, word)))
            && (!self.backward || goes_back(change))
            && (!self.removed || takes_away(change))
    }

    /// Whether a fact can say why another one of the same task came about: a note, evidence, an extension, a
    /// hand-over, a closure that came with it.
    pub fn is_reason(change: &Change) -> bool {
        let ChangedField::Field(field) = &change.field else { return false };
        let dated = [Field::Notes, Field::Evidence, Field::Extensions, Field::Handovers, Field::Closure];
        dated.contains(field) && !change.to.is_null()
    }

    /// Whether an entry with one of the reporters came or went with one of these facts.
    pub fn is_reported(&self, changes: &[Change]) -> bool {
        let names: Vec<String> = self.by.iter().map(|name| fold(name)).collect();
        let has_name = |value: &Value| {
            let reporter = value.get("by").and_then(Value::as_str).map(fold);
            reporter.is_some_and(|reporter| names.iter().any(|name| reporter.contains(name)))
        };
        // A return is its department's report.
        let is_own = |change: &Change| match &change.subject {
            Subject::Return { department, .. } => has_name(&json!({ "by": department })),
            _ => false,
        };
        let reports = |change: &Change| match change.field {
            ChangedField::Whole => [&change.to, &change.from].iter().any(|task| {
                let lists = ["notes", "extensions"].iter().filter_map(|key| task.get(key)?.as_array());
                lists.flatten().any(has_name) || task.get("closure").is_some_and(has_name)
            }),
            _ => has_name(&change.to) || has_name(&change.from),
        };
        names.is_empty() || changes.iter().any(|change| is_own(change) || reports(change))
    }

    /// Whether a fact is about a field. A whole task that came or is gone has every field, and changed none: it is meant
    /// where somebody asks what came to be or what was taken away.
    fn is_about(&self, change: &Change, field: &str) -> bool {
        let has_it = !values(change, field).is_empty();
        let is_a_part = change.field == ChangedField::Whole && field != TASK;
        has_it && (!is_a_part || !self.to.is_empty() || self.removed)
    }

    fn became(&self, change: &Change, word: &str) -> bool {
        let status = word.parse::<Status>().ok();
        let is_status = |value: &Value| {
            value.as_str().is_some_and(|token| status.is_some_and(|status| status.token() == token))
        };
        let statuses = values(change, Field::Status.key());
        if self.fields.is_empty() || self.fields.iter().any(|field| field == Field::Status.key()) {
            if statuses.iter().any(|(_, to)| is_status(to)) {
                return true;
            }
            if status.is_some() && self.fields.len() < 2 {
                return false;
            }
        }
        let word = fold(word);
        let holds = |value: &Value| fold(&words(value)).contains(&word);
        match self.fields.as_slice() {
            [] => holds(&change.to),
            fields => fields.iter().flat_map(|field| values(change, field)).any(|(_, to)| holds(&to)),
        }
    }
}

/// A field's value before and after, where the fact is about it.
fn values(change: &Change, field: &str) -> Vec<(Value, Value)> {
    let is_whole_task = change.field == ChangedField::Whole && change.subject.task().is_some();
    let key = match &change.field {
        ChangedField::Whole => TASK,
        ChangedField::Field(field) => field.key(),
        ChangedField::Key(key) => key,
    };
    if key == field && (change.field != ChangedField::Whole || is_whole_task) {
        return vec![(change.from.clone(), change.to.clone())];
    }
    if !is_whole_task {
        return Vec::new();
    }
    let of = |task: &Value| task.get(field).cloned().unwrap_or(Value::Null);
    let (from, to) = (of(&change.from), of(&change.to));
    if from.is_null() && to.is_null() { Vec::new() } else { vec![(from, to)] }
}

/// All words of a value.
fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(words) => words.clone(),
        Value::Array(entries) => entries.iter().map(words_of_entry).collect(),
        Value::Object(entry) => entry.values().map(words_of_entry).collect(),
        other => other.to_string(),
    }
}

fn words_of_entry(value: &Value) -> String {
    format!("{}\n", words(value))
}

/// Whether something was taken away. A mark that waited for a person goes when they have looked: that is no record.
fn takes_away(change: &Change) -> bool {
    change.to.is_null() && change.field != Field::Review
}

/// Whether a status went back.
fn goes_back(change: &Change) -> bool {
    let status = |value: &Value| value.as_str().and_then(|token| token.parse::<Status>().ok());
    change.field == Field::Status
        && status(&change.from).zip(status(&change.to)).is_some_and(|(from, to)| from.goes_back(to))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Subject, TaskId};

    fn change(field: ChangedField, from: Value, to: Value) -> Change {
        Change { subject: Subject::Task { plan: "p".into(), id: TaskId(14) }, field, from, to }
    }

    #[test]
    fn facts_are_chosen_by_field_and_by_what_became_of_it() {
        let done = change(ChangedField::Field(Field::Status), json!("in_progress"), json!("done"));
        let note =
            change(ChangedField::Field(Field::Notes), Value::Null, json!({"by": "市教委", "text": "done"}));
        let whole = change(ChangedField::Whole, Value::Null, json!({"id": 14, "status": "done"}));
        let wants = |fields: &[&str], to: &[&str]| FactFilter {
            fields: fields.iter().map(|field| FactFilter::field(field).unwrap()).collect(),
            to: to.iter().map(ToString::to_string).collect(),
            ..FactFilter::default()
        };
        for (filter, expected) in [
            (wants(&[], &[]), [true, true, true]),
            (wants(&["状态"], &[]), [true, false, false]),
            (wants(&["状态"], &["已完成"]), [true, false, true]),
            (wants(&[], &["已完成"]), [true, false, true]),
            (wants(&["notes"], &["done"]), [false, true, false]),
            (wants(&["status"], &["doing"]), [false, false, false]),
            (wants(&["task"], &[]), [false, false, true]),
        ] {
            assert_eq!([&done, &note, &whole].map(|fact| filter.matches(fact)), expected, "{filter:?}");
        }
        assert_eq!(FactFilter::field("nothing"), None);
        let by = FactFilter { by: vec!["教委".into()], ..FactFilter::default() };
        assert!(by.is_reported(&[done.clone(), note]) && !by.is_reported(&[done]));
    }

    #[test]
    fn what_came_with_a_day_says_why_and_what_went_does_not() {
        let of = |field: Field, to: Value| {
            FactFilter::is_reason(&change(ChangedField::Field(field), Value::Null, to))
        };
        let entry = json!({"date": "2025-06-30"});
        assert_eq!([of(Field::Notes, entry.clone()), of(Field::Evidence, json!("验收.pdf"))], [true, true]);
        assert_eq!([of(Field::Notes, Value::Null), of(Field::Status, json!("done"))], [false, false]);
        assert!(!FactFilter::is_reason(&change(ChangedField::Whole, Value::Null, entry)));
    }

    #[test]
    fn removed_is_what_was_written_down_and_no_mark_that_waited_for_a_person() {
        let removed = FactFilter { removed: true, ..FactFilter::default() };
        for (field, from, expected) in [
            (Field::Evidence, json!("a.pdf"), true),
            (Field::Due, json!("2025-06-30"), true),
            (Field::Review, json!("gone"), false),
        ] {
            let fact = change(ChangedField::Field(field), from, Value::Null);
            assert_eq!(removed.matches(&fact), expected, "{field:?}");
        }
    }

    #[test]
    fn back_is_whatever_undoes_what_was_reached() {
        let back = FactFilter { backward: true, ..FactFilter::default() };
        for (from, to, expected) in [
            ("done", "in_progress", true),
            ("closed", "done", true),
            ("done", "suspended", true),
            ("in_progress", "not_started", true),
            ("in_progress", "suspended", false),
            ("done", "closed", false),
            ("suspended", "in_progress", false),
        ] {
            let fact = change(ChangedField::Field(Field::Status), json!(from), json!(to));
            assert_eq!(back.matches(&fact), expected, "{from} {to}");
        }
    }
}
