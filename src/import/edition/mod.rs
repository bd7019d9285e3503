//! The next edition of a document: which task of the plan each task of the new draft is, by wording and
//! by number, and what becomes of it. What people added – status, notes, evidence, their due dates –
//! stays; so does what they corrected, unless the document says something new there: then they are asked. A task that
//! the document no longer has is marked, never deleted.

mod correction;
mod deadline;
mod digest;
pub mod former;
mod headings;
mod kin;
mod pair;
mod questions;
mod shrinkage;

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use crate::{
    error::Result,
    model::{
        Entry, Extra, LeadRule, Names, Plan, PlanFact, PrintedField, Registry, Review, Status, Task, TaskId,
        place,
    },
    text::fold::fold,
};
use correction::Stated;
pub use deadline::{
    KeptDeadline, asked_of_misfit, day_as_printed, is_due_as_printed, is_due_of_document, is_due_outside,
    is_misfit, lasts_as_printed,
};
use deadline::{Printed, deadline};
pub use digest::tasks_sha256;
use headings::Headings;
pub use kin::{LikelyPair, Same};
use pair::pair;
pub use shrinkage::Shrinkage;

/// Whether two wordings under one number are those of one task, as it is decided between editions.
pub fn is_one_task(one: &str, other: &str) -> bool {
    pair::is_one_task(&fold(one), &fold(other))
}

/// What became of a task; the order is that of the summary.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum EditionOutcome {
    /// The document says the same about it.
    Unchanged,
    /// Its wording differs.
    Reworded,
    /// It stands under another pillar or key task.
    Moved,
    /// Another number is printed in front of it.
    Renumbered,
    /// Other departments, another lead or deadline.
    Reassigned,
    /// A person corrected it, and the document says there what it said before.
    Kept,
    /// A person corrected it, and the document says something new there.
    Conflicting,
    /// A person set its deadline, which stays, and the document says something new there.
    Rescheduled,
    /// The document did not have it.
    New,
    /// The document no longer has it.
    Gone,
}

impl EditionOutcome {
    /// The word in JSON.
    pub fn token(self) -> &'static str {
        self.into()
    }
}

/// What a new edition makes of a plan.
#[derive(Clone, Debug, Default)]
pub struct Edition {
    /// The plan with its new headings and tasks.
    pub plan: Plan,
    /// What became of each task, by its number in the store.
    pub outcomes: Vec<(TaskId, Vec<EditionOutcome>)>,
    /// The corrected fields of which the document says something new.
    pub conflicting: Vec<(TaskId, PrintedField)>,
    /// The deadlines that people set, of which the document says something new.
    pub deadlines: Vec<KeptDeadline>,
    /// The tasks whose days, as people set them, lie outside of the years that the document has now.
    pub misfits: Vec<TaskId>,
    /// The tasks that are gone, and the new ones that stand in their places and may be the same.
    pub likely: Vec<LikelyPair>,
}

impl Edition {
    /// What this edition leaves out of the plan, where that is more than a third of its tasks.
    pub fn shrinks(&self, before: &Plan) -> Option<Shrinkage> {
        Shrinkage::of(self, before)
    }

    /// Lets the tasks that the document did not have before begin on a day: nobody could work on them earlier. Gives how
    /// many do; one that fell due before, or whose plan begins later, has no day of its own.
    pub fn begin_new(&mut self, day: NaiveDate) -> usize {
        let new = self.outcomes.iter().filter(|(_, outcomes)| outcomes.contains(&EditionOutcome::New));
        let new: BTreeSet<TaskId> = new.map(|(id, _)| *id).collect();
        let plan = Plan { tasks: Vec::new(), ..self.plan.clone() };
        let tasks = self.plan.tasks.iter_mut().filter(|task| new.contains(&task.id));
        let begun = tasks.filter_map(|task| {
            task.start = Entry { plan: &plan, task }.begins_with(day);
            task.start
        });
        begun.count()
    }

    /// How many tasks met this outcome.
    pub fn count(&self, outcome: EditionOutcome) -> usize {
        self.outcomes.iter().filter(|(_, outcomes)| outcomes.contains(&outcome)).count()
    }
}

/// Compares a plan with the draft of the next edition of its document. The document may call a department by a name
/// that it had before, which `registry` knows.
pub fn compare(before: &Plan, draft: &Plan, registry: &Registry) -> Edition {
    compared(before, draft, registry, &[])
}

/// The same where a person said of some tasks which of the document they are.
///
/// # Errors
/// When `same` names a task that the plan or the draft doesn't have, or one twice.
pub fn compare_as_said(before: &Plan, draft: &Plan, registry: &Registry, same: &[Same]) -> Result<Edition> {
    Ok(compared(before, draft, registry, &kin::said(before, draft, same)?))
}

#[expect(clippy::indexing_slicing, reason = "`pair` counts over the tasks before")]
fn compared(before: &Plan, draft: &Plan, registry: &Registry, said: &[(usize, Option<usize>)]) -> Edition {
    let names = registry.names();
    let as_printed = before.as_printed();
    let printed: Vec<Task> = before.tasks.iter().map(Task::as_printed).collect();
    let mut partner = pair((&before.tasks, &printed), &draft.tasks, said);
    let likely = kin::pair_by_place((before, &as_printed, &printed), draft, &names, said, &mut partner);
    let headings = Headings::of((before, &as_printed), &printed, draft, &partner);
    let (mut outcomes, mut conflicting, mut deadlines) = (Vec::new(), Vec::new(), Vec::new());
    let mut tasks = Vec::new();
    let mut kept: Vec<Option<Task>> = vec![None; before.tasks.len()];
    let mut numbers = FreeNumbers::of(before);
    let mut new_ids = HashMap::new();
    for (place, (task, partner)) in draft.tasks.iter().zip(&partner).enumerate() {
        let new = headings.place(task);
        match *partner {
            Some(index) => {
                let old = &before.tasks[index];
                let pair = Pair { old, printed: &printed[index], new, plans: (&as_printed, draft) };
                let stands_under = heading(draft, task);
                let moved = [before, &as_printed].iter().all(|plan| heading(plan, old) != stands_under);
                let (revised, met, conflicts, kept_deadline) = pair.revise(&names, moved);
                outcomes.push((old.id, met));
                conflicting.extend(conflicts.into_iter().map(|field| (old.id, field)));
                deadlines.extend(kept_deadline);
                kept[index] = Some(revised);
            }
            None => {
                let id = numbers.next();
                new_ids.insert(place, id);
                outcomes.push((id, vec![EditionOutcome::New]));
                tasks.push(Task { id, ..new });
            }
        }
    }
    // Where what stands in the document stood before and stands now.
    let stood = before.tasks.iter().zip(&kept);
    let places: Vec<(String, String)> =
        stood.filter_map(|(old, kept)| old.source.clone().zip(kept.as_ref()?.source.clone())).collect();
    for (old, kept) in before.tasks.iter().zip(kept) {
        tasks.push(kept.unwrap_or_else(|| {
            let (task, outcome) = missing(old, &places);
            outcomes.push((old.id, vec![outcome]));
            task
        }));
    }
    tasks.sort_by_key(|task| task.id);
    outcomes.sort();
    let mut plan = next_plan((before, &as_printed), draft, headings, tasks);
    let misfits = deadline::ask_of_misfits(before, &mut plan);
    let likely = kin::named(&likely, before, draft, &new_ids);
    Edition { plan, outcomes, conflicting, deadlines, misfits, likely }
}

/// The plan with what the new edition says of it, and these headings and tasks.
fn next_plan(
    (before, as_printed): (&Plan, &Plan),
    draft: &Plan,
    headings: Headings,
    tasks: Vec<Task>,
) -> Plan {
    Plan {
        slug: before.slug.clone(),
        lead_rule: if draft.lead_rule == LeadRule::Stated { LeadRule::Stated } else { before.lead_rule },
        period: draft.period.filter(|stated| as_printed.period != Some(*stated)).or(before.period),
        title: title(before, as_printed, draft),
        corrections: before.corrections.clone(),
        former_slugs: before.former_slugs.clone(),
        former_sources: before.former_sources.clone(),
        pillars: headings.pillars,
        key_tasks: headings.key_tasks,
        tasks,
        ..draft.clone()
    }
}

/// The title of the document, unless a person corrected it and the document says what it said before.
fn title(before: &Plan, as_printed: &Plan, draft: &Plan) -> String {
    let is_corrected = before.is_corrected(PlanFact::Title, None);
    let stays = is_corrected && fold(&as_printed.title) == fold(&draft.title);
    if stays { before.title.clone() } else { draft.title.clone() }
}

/// A task of the plan, and what its next edition says about it.
struct Pair<'a> {
    old: &'a Task,
    /// As the edition before printed it.
    printed: &'a Task,
    /// As this one prints it, with the numbers that headings have in the plan.
    new: Task,
    plans: (&'a Plan, &'a Plan),
}

impl Pair<'_> {
    /// The task by the new edition, what became of it, and what a person is to be asked about.
    fn revise(
        self,
        names: &Names<'_>,
        moved: bool,
    ) -> (Task, Vec<EditionOutcome>, Vec<PrintedField>, Option<KeptDeadline>) {
        let Self { old, printed, new, plans: (before, draft) } = self;
        let dated = Task { due: old.due, extensions: old.extensions.clone(), ..printed.clone() };
        let was = Printed { task: &dated, title: &before.title };
        let is = Printed { task: &new, title: &draft.title };
        let due = deadline(was, is);
        let kept = KeptDeadline::of(was, is, due);
        let agrees = due == new.due;
        let word_for_word = Task { due, ..new };
        let new = as_called_now(old, &word_for_word, names);
        let base = as_called_now(old, printed, names);
        let stated = Stated { new: &new, base: &base, printed: &word_for_word };
        let (mut revised, mut met, conflicts) = revise(old, &stated, moved);
        if kept.is_some() {
            met.retain(|outcome| *outcome != EditionOutcome::Unchanged);
            met.push(EditionOutcome::Rescheduled);
        }
        revised.review = deadline::review(&revised, old, kept.is_some(), agrees);
        (revised, met, conflicts, kept)
    }
}

/// A task that the new edition does not have, and what became of it. `places` are where what stands in the document stood
/// before and stands now.
fn missing(old: &Task, places: &[(String, String)]) -> (Task, EditionOutcome) {
    if old.is_added_by_hand() {
        return (Task { source: place::moved(old, places), ..old.clone() }, EditionOutcome::Unchanged);
    }
    // Where a person has withdrawn it, nothing is left to decide.
    let review = (old.status != Status::Withdrawn).then_some(Review::Gone);
    (Task { review, ..old.clone() }, EditionOutcome::Gone)
}

/// The number that the next task of a plan gets.
pub fn next_number(plan: &Plan) -> TaskId {
    FreeNumbers::of(plan).next()
}

/// The numbers that no task has or had, in order. A number is never used again: not that of a task that is gone
/// either.
struct FreeNumbers {
    last: TaskId,
    former: BTreeSet<TaskId>,
}

impl FreeNumbers {
    fn of(before: &Plan) -> Self {
        Self {
            last: before.tasks.iter().map(|task| task.id).max().unwrap_or_default(),
            former: before.tasks.iter().flat_map(|task| task.former_ids.iter().copied()).collect(),
        }
    }

    fn next(&mut self) -> TaskId {
        loop {
            self.last = TaskId(self.last.0.saturating_add(1));
            if self.last.0 == u32::MAX || !self.former.contains(&self.last) {
                return self.last;
            }
        }
    }
}

/// A task with what the new edition says about it and what people added, what became of it, and the corrected fields
/// of which the document says something new.
fn revise(old: &Task, stated: &Stated<'_>, moved: bool) -> (Task, Vec<EditionOutcome>, Vec<PrintedField>) {
    let new = stated.new;
    let (merged, resolution) = correction::merge(old, stated);
    let reworded = fold(&old.content) != fold(&merged.content);
    let extra = other_columns(old, new);
    let reassigned = old.departments != merged.departments
        || old.lead != merged.lead
        || (old.due, &old.due_text) != (new.due, &merged.due_text)
        || old.extra != extra;
    let met = [
        (EditionOutcome::Reworded, reworded),
        (EditionOutcome::Moved, moved && !resolution.stays(PrintedField::Pillar)),
        (EditionOutcome::Renumbered, old.label != new.label),
        (EditionOutcome::Reassigned, reassigned),
        (EditionOutcome::Kept, !resolution.kept.is_empty()),
        (EditionOutcome::Conflicting, !resolution.conflicting.is_empty()),
    ];
    let mut outcomes: Vec<_> =
        met.into_iter().filter_map(|(outcome, is_so)| is_so.then_some(outcome)).collect();
    if outcomes.is_empty() {
        outcomes.push(EditionOutcome::Unchanged);
    }
    let review = match old.review {
        _ if !resolution.conflicting.is_empty() => Some(Review::Corrected),
        _ if reworded => Some(Review::Reworded),
        // The document has it again.
        Some(Review::Gone) => None,
        other => other,
    };
    let mut conflicting = resolution.conflicting;
    conflicting.retain(|field| merged.is_corrected(*field));
    (Task { due: new.due, review, extra, ..merged }, outcomes, conflicting)
}

/// A task of a document with the departments as the plan has them, to which it was handed over or which were renamed:
/// the document prints the old ones on.
pub fn as_called_now(old: &Task, new: &Task, names: &Names<'_>) -> Task {
    let mut task = new.clone();
    for name in &new.departments {
        let now = names.own_name(name);
        if now != name && old.departments.iter().any(|known| known == now) {
            task.replace_departments(&HashSet::from([name.clone()]), now);
        }
    }
    for handover in &old.handovers {
        task.replace_departments(&HashSet::from([handover.from.clone()]), &handover.to);
    }
    task
}

/// What other columns say by a new edition: those that were read again are its own, the others stay.
fn other_columns(old: &Task, new: &Task) -> Vec<Extra> {
    let mut extra = old.extra.clone();
    for column in &new.extra {
        match extra.iter_mut().find(|known| fold(&known.title) == fold(&column.title)) {
            Some(known) => known.text.clone_from(&column.text),
            None => extra.push(column.clone()),
        }
    }
    extra
}

/// The titles above a task: numbers of headings may shift without anything having moved.
fn heading<'a>(plan: &'a Plan, task: &Task) -> (Option<&'a str>, Option<&'a str>) {
    let pillar = task.pillar.and_then(|id| plan.pillar(id)).map(|pillar| pillar.title.as_str());
    let key_task = task.key_task.and_then(|id| plan.key_task(id)).map(|key_task| key_task.title.as_str());
    (pillar, key_task)
}

#[cfg(test)]
mod tests;
