//! Is a change right: rules for what a commit does to a store, where the rules of the store look at what it
//! holds. Who may report, what needs a reason, what nobody may do by hand.

mod content;
mod done;
mod operation;
mod removed;
mod reporter;
mod step_back;

use serde_json::Value;

use crate::{
    error::{Finding, Location},
    history::{Difference, Differences},
    model::{Change, Field, Plan, Registry, Task},
    store::{document::Mapping, layout, load, load::StoreSource, yaml},
    text::{Text, is_blank},
};

/// A rule for changes.
#[derive(Clone, Copy, Debug)]
pub struct ChangeRule {
    /// Its name, which its findings carry.
    pub id: &'static str,
    /// What it asks for.
    pub title: fn() -> Text,
    /// The places that break it.
    run: fn(&Submission<'_>) -> Vec<Finding>,
}

/// Every rule, in the order of the listing.
pub const RULES: [ChangeRule; 8] = [
    done::RULE,
    step_back::RULE,
    reporter::RULE,
    content::RULE,
    removed::PLAN,
    removed::TASK,
    removed::NOTE,
    operation::RULE,
];

/// What somebody commits or is about to.
pub struct Submission<'a> {
    /// What it does.
    pub differences: &'a Differences,
    /// Its author's mail address, where it is known.
    pub author: Option<&'a str>,
    /// The store before: who may report is decided there.
    pub before: &'a dyn StoreSource,
    /// The store after.
    pub after: &'a dyn StoreSource,
    /// Whether it brings files of an interrupted operation.
    pub brings_operation: bool,
}

/// Everything that breaks a rule, by rule and task.
pub fn run(submission: &Submission<'_>) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| (rule.run)(submission)).collect()
}

/// Whether a finding stands although the commit takes another one back as a whole: that one gave its reasons.
pub fn stands_in_an_undo(finding: &Finding) -> bool {
    finding.code == operation::RULE.id
}

impl Submission<'_> {
    /// The tasks that differ and are there now, with what they were.
    fn tasks(&self) -> impl Iterator<Item = (&Difference, &Task)> {
        self.differences
            .tasks
            .iter()
            .filter_map(|difference| Some((difference, difference.after.as_deref()?)))
    }

    /// The registry as it was; a store that is new has its own.
    fn registry(&self) -> Registry {
        let read = |source| load::registry(source).unwrap_or_default();
        let before = read(self.before);
        if before.departments.is_empty() { read(self.after) } else { before }
    }

    /// A plan's own facts.
    fn plan(&self, slug: &str) -> Option<Plan> {
        [self.after, self.before].into_iter().find_map(|source| load::plan(source, slug).ok())
    }

    /// The line of a field in a task's file, or of an entry of it.
    fn place(&self, slug: &str, task: &Task, key: &str, entry: Option<usize>) -> Location {
        let path = layout::task_file(slug, task.id);
        let shown = self.after.shown(&path);
        let bytes = self.after.read(&path, yaml::MAX_TASK_BYTES).ok().flatten().unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let offset = Mapping::of(&text).and_then(|mapping| {
            let pair = mapping.pair(key)?;
            let entry = entry.and_then(|entry| pair.entries().get(entry));
            Some(entry.map_or(pair.key_bytes.start, |entry| entry.bytes.start))
        });
        match offset.and_then(|offset| text.get(..offset)) {
            Some(before) => Location::at(shown, &text, 1 + before.matches('\n').count(), 1),
            None => Location::file(shown),
        }
    }
}

/// Whether a note came with the change, or was rewritten by it.
fn has_new_note(difference: &Difference) -> bool {
    let says_something =
        |note: &Value| note.get("text").and_then(Value::as_str).is_some_and(|words| !is_blank(words));
    changed(difference, Field::Notes).any(|change| says_something(&change.to))
}

fn changed(difference: &Difference, field: Field) -> impl Iterator<Item = Change> {
    difference.changes().into_owned().into_iter().filter(move |change| change.field == field)
}
