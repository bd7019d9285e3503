//! Who set each field of a task to the value that it has, and when.

use serde_json::Value;

use super::{
    git::Repository,
    log::{Commit, Scope, walk},
    revision::Revision,
};
use crate::{
    error::Result,
    model::{Change, ChangedField, Field, Task, change},
};

/// A field's value, or one entry of a list, and the commit that it came with.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The field.
    pub field: Field,
    /// Its value, or one entry of it, as in JSON.
    pub value: Value,
    /// The commit; none for what is not committed yet.
    pub commit: Option<Commit>,
}

/// The origin of everything that `task` says, in the order of the file.
///
/// # Errors
/// When the history can't be read.
pub fn blame(repository: &Repository, head: &Revision, slug: &str, task: &Task) -> Result<Vec<Origin>> {
    let empty = Task { id: task.id, content: String::new(), ..Task::default() };
    let mut origins: Vec<Origin> = change::compare(slug, &empty, task)
        .into_iter()
        .filter_map(|fact| match fact.field {
            ChangedField::Field(field) if !fact.to.is_null() => {
                Some(Origin { field, value: fact.to, commit: None })
            }
            _ => None,
        })
        .collect();
    // What equals a new task's value differs from nothing, and was still set by somebody.
    if !origins.iter().any(|origin| origin.field == Field::Status) {
        let status = Origin { field: Field::Status, value: serde_json::json!(task.status), commit: None };
        let at = origins.iter().take_while(|origin| origin.field < Field::Status).count();
        origins.insert(at, status);
    }
    let scope = Scope::Tasks(vec![(slug.to_owned(), task.id)]);
    let mut changed_since: Vec<(Field, Value)> = Vec::new();
    walk(repository, head, &scope, &mut |step| {
        let made_whole = step.differences.tasks.iter().find(|task| task.before.is_none());
        for origin in origins.iter_mut().filter(|origin| origin.commit.is_none()) {
            let is_it = |fact: &Change| fact.field == origin.field && fact.to == origin.value;
            let came_whole = made_whole.and_then(|made| made.after.as_ref()).is_some_and(|made| {
                let facts = change::compare(slug, &empty, made);
                facts.iter().any(is_it)
                    || (origin.field == Field::Status && serde_json::json!(made.status) == origin.value)
            });
            let is_stale = changed_since.contains(&(origin.field, origin.value.clone()));
            if !is_stale && (came_whole || step.differences.changes().any(|fact| is_it(&fact))) {
                origin.commit = Some(step.commit.clone());
            }
        }
        // A value that a newer commit took away again, and the working file has: not committed yet.
        for fact in step.differences.changes() {
            if let (false, ChangedField::Field(field)) = (fact.from.is_null(), fact.field) {
                changed_since.push((field, fact.from));
            }
        }
        Ok(origins.iter().any(|origin| origin.commit.is_none()))
    })?;
    Ok(origins)
}
