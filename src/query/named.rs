//! The tasks that references name, read with their plans: no more of these than is needed to find them.

use super::TaskReference;
use crate::{
    error::{Error, Result},
    model::{Entry, Snapshot},
    store::{self, PlanChoice, load, load::StoreSource},
};

/// The tasks that the references name, each with its plan, and the slug that bare numbers belong to. What
/// else the plans hold is read only where a reference names nothing: then it has to be said what there is.
///
/// # Errors
/// When a plan that is named is not there, or none is known for bare numbers.
pub fn plans_of(
    ids: &[TaskReference],
    plan: Option<&str>,
    source: &dyn StoreSource,
) -> Result<(Snapshot, String)> {
    let choice = plan.map_or(PlanChoice::Default, |slug| PlanChoice::Named(vec![slug.to_owned()]));
    let needs_default = ids.iter().any(|id| id.plan.is_none());
    // A plan that is named and not there was mistyped, though each task names its own.
    let is_asked = needs_default || plan.is_some();
    let default_plan = if is_asked { store::plan_of_numbers(source, &choice)? } else { String::new() };
    let mut slugs: Vec<String> = ids.iter().filter_map(|id| id.plan.clone()).collect();
    slugs.extend(needs_default.then(|| default_plan.clone()).filter(|slug| !slug.is_empty()));
    slugs.sort();
    slugs.dedup();
    let slugs = store::choose(source, &PlanChoice::Named(slugs))?;
    let numbers: Vec<_> = ids.iter().map(|id| id.range(&default_plan)).collect();
    let snapshot = load::pick(source, load::headings(source, &slugs), &numbers)?;
    if ids.iter().all(|id| id.resolve(&snapshot, &default_plan).is_ok()) {
        return Ok((snapshot, default_plan));
    }
    // What was copied with its document's number beside it may be another plan's.
    let may_be_elsewhere = ids.iter().any(|id| id.plan.is_none() && id.has_beside());
    let all = if may_be_elsewhere { source.plans()? } else { slugs };
    Ok((load::load(source, &all), default_plan))
}

/// The tasks that are meant, each once, by plan and number.
///
/// # Errors
/// When one is not there, or can't be read.
pub fn entries<'a>(
    ids: &[TaskReference],
    snapshot: &'a Snapshot,
    default_plan: &str,
) -> Result<Vec<Entry<'a>>> {
    let mut entries = Vec::new();
    for id in ids {
        // Of a range nobody sees that one is missing: who changes seven tasks means seven.
        if let Some(finding) = id.unreadable(snapshot, default_plan) {
            return Err(Error::from(finding.clone()).hint(text!("没有写入任何内容", "nothing was written")));
        }
        entries.extend(id.resolve(snapshot, default_plan)?);
    }
    entries.sort_by(|one, other| (&one.plan.slug, one.task.id).cmp(&(&other.plan.slug, other.task.id)));
    entries.dedup_by_key(|entry| (&entry.plan.slug, entry.task.id));
    Ok(entries)
}
