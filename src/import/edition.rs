//! The next edition of a document: which task of the plan each task of the new draft is, by wording and
//! by number, and what becomes of it. What people added – status, notes, evidence, their due dates –
//! stays; a task that the document no longer has is marked, never deleted.

use std::collections::{BTreeSet, HashMap};

use super::grammar;
use crate::{
    model::{FIELDS, FieldOwner, LeadRule, Plan, Review, Task, TaskId},
    text::fold::fold,
};

/// How alike two texts must be to be taken for one task, from 0 to 1, when the number agrees.
const ALIKE_WITH_NUMBER: f64 = 0.4;
/// The same when only the wording speaks for it.
const ALIKE_WITHOUT: f64 = 0.6;
/// Beyond so many pairs only tasks with the same number are compared.
const MOST_PAIRS: usize = 4_000_000;

/// What became of a task.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
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
    /// The document did not have it.
    New,
    /// The document no longer has it.
    Gone,
}

impl EditionOutcome {
    /// Every outcome, in the order of the summary.
    pub const ALL: [Self; 7] = [
        Self::Unchanged,
        Self::Reworded,
        Self::Moved,
        Self::Renumbered,
        Self::Reassigned,
        Self::New,
        Self::Gone,
    ];

    /// The word in JSON.
    pub fn token(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Reworded => "reworded",
            Self::Moved => "moved",
            Self::Renumbered => "renumbered",
            Self::Reassigned => "reassigned",
            Self::New => "new",
            Self::Gone => "gone",
        }
    }
}

/// What a new edition makes of a plan.
#[derive(Clone, Debug, Default)]
pub struct Edition {
    /// The plan with its new headings and tasks.
    pub plan: Plan,
    /// What became of each task, by its number in the store.
    pub outcomes: Vec<(TaskId, Vec<EditionOutcome>)>,
}

impl Edition {
    /// How many tasks met this outcome.
    pub fn count(&self, outcome: EditionOutcome) -> usize {
        self.outcomes.iter().filter(|(_, outcomes)| outcomes.contains(&outcome)).count()
    }
}

/// Compares a plan with the draft of the next edition of its document.
#[expect(clippy::indexing_slicing, reason = "`pair` counts over the tasks before")]
pub fn compare(before: &Plan, draft: &Plan) -> Edition {
    let mut edition = Edition {
        plan: Plan {
            slug: before.slug.clone(),
            lead_rule: if draft.lead_rule == LeadRule::Stated { LeadRule::Stated } else { before.lead_rule },
            period: draft.period.or(before.period),
            former_slugs: before.former_slugs.clone(),
            tasks: Vec::new(),
            ..draft.clone()
        },
        outcomes: Vec::new(),
    };
    let partner = pair(&before.tasks, &draft.tasks);
    let mut used: BTreeSet<TaskId> =
        before.tasks.iter().flat_map(|task| task.former_ids.iter().copied().chain([task.id])).collect();
    let mut kept: Vec<Option<Task>> = vec![None; before.tasks.len()];
    for (task, partner) in draft.tasks.iter().zip(&partner) {
        match *partner {
            Some(index) => {
                let old = &before.tasks[index];
                let (revised, outcomes) = revise(old, task, before, draft);
                edition.outcomes.push((old.id, outcomes));
                kept[index] = Some(revised);
            }
            None => {
                // A number is never used again: not that of a task that is gone either.
                let next = used.last().map_or(1, |last| last.0.saturating_add(1));
                let id = if used.contains(&task.id) { TaskId(next) } else { task.id };
                used.insert(id);
                edition.outcomes.push((id, vec![EditionOutcome::New]));
                edition.plan.tasks.push(Task { id, ..task.clone() });
            }
        }
    }
    for (old, kept) in before.tasks.iter().zip(kept) {
        let task = kept.unwrap_or_else(|| {
            edition.outcomes.push((old.id, vec![EditionOutcome::Gone]));
            Task { review: Some(Review::Gone), ..old.clone() }
        });
        edition.plan.tasks.push(task);
    }
    edition.plan.tasks.sort_by_key(|task| task.id);
    edition.outcomes.sort();
    edition
}

/// For each task of the draft the index of the task before that it is.
#[expect(clippy::indexing_slicing, reason = "the indices are counted over these very lists")]
fn pair(before: &[Task], draft: &[Task]) -> Vec<Option<usize>> {
    let mut partner: Vec<Option<usize>> = vec![None; draft.len()];
    let mut free: BTreeSet<usize> = (0..before.len()).collect();
    let folded: Vec<String> = before.iter().map(|task| fold(&task.content)).collect();
    let drafted: Vec<String> = draft.iter().map(|task| fold(&task.content)).collect();
    // The same words are the same task; where several have them, the one with the same number.
    let mut by_words: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, words) in folded.iter().enumerate() {
        by_words.entry(words).or_default().push(index);
    }
    for same_number in [true, false] {
        for (index, words) in drafted.iter().enumerate() {
            let candidates = by_words.get(words.as_str()).map(Vec::as_slice).unwrap_or_default();
            let fits = |old: &&usize| {
                free.contains(*old) && (!same_number || same_label(&before[**old], &draft[index]))
            };
            if let (Some(old), None) = (candidates.iter().find(fits).copied(), partner[index]) {
                free.remove(&old);
                partner[index] = Some(old);
            }
        }
    }
    // What is left is compared by how alike the words are, the most alike first.
    let open: Vec<usize> = (0..draft.len()).filter(|index| partner[*index].is_none()).collect();
    let all_pairs = open.len().saturating_mul(free.len()) <= MOST_PAIRS;
    let old_pairs: HashMap<usize, HashMap<(char, char), usize>> =
        free.iter().map(|old| (*old, bigrams(&folded[*old]))).collect();
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    for index in &open {
        let own = bigrams(&drafted[*index]);
        for old in &free {
            let numbered = same_label(&before[*old], &draft[*index]);
            if !all_pairs && !numbered {
                continue;
            }
            let score = likeness(&own, &old_pairs[old]);
            if score >= if numbered { ALIKE_WITH_NUMBER } else { ALIKE_WITHOUT } {
                scored.push((score + if numbered { 0.2 } else { 0.0 }, *old, *index));
            }
        }
    }
    scored.sort_by(|one, other| {
        other.0.total_cmp(&one.0).then_with(|| (one.1, one.2).cmp(&(other.1, other.2)))
    });
    for (_, old, index) in scored {
        if free.contains(&old) && partner[index].is_none() {
            free.remove(&old);
            partner[index] = Some(old);
        }
    }
    partner
}

fn same_label(old: &Task, new: &Task) -> bool {
    match (&old.label, &new.label) {
        (Some(one), Some(other)) => fold(one) == fold(other),
        _ => old.id == new.id,
    }
}

fn bigrams(text: &str) -> HashMap<(char, char), usize> {
    let mut counts = HashMap::new();
    for pair in text.chars().zip(text.chars().skip(1)) {
        *counts.entry(pair).or_insert(0) += 1;
    }
    counts
}

/// The part of neighbouring characters that two texts share (Dice), from 0 to 1.
fn likeness(one: &HashMap<(char, char), usize>, other: &HashMap<(char, char), usize>) -> f64 {
    let shared: usize =
        one.iter().map(|(pair, count)| other.get(pair).copied().unwrap_or(0).min(*count)).sum();
    let total: usize = one.values().sum::<usize>() + other.values().sum::<usize>();
    #[expect(clippy::cast_precision_loss, reason = "counts of characters are far below 2^52")]
    if total == 0 { 1.0 } else { 2.0 * shared as f64 / total as f64 }
}

/// A task with what the new edition says about it and what people added.
fn revise(old: &Task, new: &Task, before: &Plan, draft: &Plan) -> (Task, Vec<EditionOutcome>) {
    let mut outcomes = Vec::new();
    let reworded = fold(&old.content) != fold(&new.content);
    let moved = heading(before, old) != heading(draft, new);
    let renumbered = old.label != new.label;
    let (due, due_text) = deadline(old, new, &before.title);
    let reassigned = old.departments != new.departments
        || old.lead != new.lead
        || (due, &due_text) != (old.due, &old.due_text);
    for (outcome, is_so) in [
        (EditionOutcome::Reworded, reworded),
        (EditionOutcome::Moved, moved),
        (EditionOutcome::Renumbered, renumbered),
        (EditionOutcome::Reassigned, reassigned),
    ] {
        if is_so {
            outcomes.push(outcome);
        }
    }
    if outcomes.is_empty() {
        outcomes.push(EditionOutcome::Unchanged);
    }
    let review = match old.review {
        _ if reworded => Some(Review::Reworded),
        // The document has it again.
        Some(Review::Gone) => None,
        other => other,
    };
    let mut task = Task { due, review, ..old.clone() };
    for spec in FIELDS.iter().filter(|spec| spec.owner == FieldOwner::Document) {
        spec.copy(new, &mut task);
    }
    (task, outcomes)
}

/// The titles above a task: numbers of headings may shift without anything having moved.
fn heading<'a>(plan: &'a Plan, task: &Task) -> (Option<&'a str>, Option<&'a str>) {
    let pillar = task.pillar.and_then(|id| plan.pillar(id)).map(|pillar| pillar.title.as_str());
    let key_task = task.key_task.and_then(|id| plan.key_task(id)).map(|key_task| key_task.title.as_str());
    (pillar, key_task)
}

/// A date that a person set stays, whatever the document says now; its phrase is the document's.
fn deadline(old: &Task, new: &Task, title: &str) -> (Option<chrono::NaiveDate>, Option<String>) {
    let by_person = old.due.filter(|due| {
        let phrase = old.due_text.as_deref();
        phrase.is_none_or(|phrase| !grammar::is_read_off(*due, phrase, title))
    });
    (by_person.or(new.due), new.due_text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Pillar, Status, parse_date};

    fn task(id: u32, content: &str) -> Task {
        Task {
            id: TaskId(id),
            label: Some(format!("（{id}）")),
            pillar: Some(1),
            content: content.into(),
            departments: vec!["市教委".into()],
            ..Task::default()
        }
    }

    fn plan(tasks: Vec<Task>) -> Plan {
        let pillar = |id: u32| Pillar { id, label: None, title: format!("板块{id}") };
        Plan { slug: "p".into(), pillars: vec![pillar(1), pillar(2)], tasks, ..Plan::default() }
    }

    #[test]
    fn each_task_has_its_outcome_and_keeps_what_people_added() {
        let done = Task {
            status: Status::Done,
            due: parse_date("2025-05-05"),
            ..task(2, "建立市级公共服务平台，做好信息共享")
        };
        let before = plan(vec![
            task(1, "建立联席会议制度，做好协调服务"),
            done,
            task(3, "认定一批标杆学校"),
            task(4, "发布年度白皮书，引导全社会关心"),
        ]);
        let mut moved = task(3, "认定一批标杆学校");
        moved.pillar = Some(2);
        let draft = plan(vec![
            task(1, "建立联席会议制度，做好协调服务"),
            task(2, "建立市级公共服务与交易平台，做好信息共享工作"),
            moved,
            Task {
                label: Some("（4）".into()), ..task(4, "新增一项全然不同的工作任务内容")
            },
        ]);
        let edition = compare(&before, &draft);
        assert_eq!(
            edition.outcomes,
            [
                (TaskId(1), vec![EditionOutcome::Unchanged]),
                (TaskId(2), vec![EditionOutcome::Reworded]),
                (TaskId(3), vec![EditionOutcome::Moved]),
                (TaskId(4), vec![EditionOutcome::Gone]),
                (TaskId(5), vec![EditionOutcome::New]),
            ]
        );
        let second = edition.plan.task(TaskId(2)).unwrap();
        assert_eq!(
            (second.status, second.due, second.review),
            (Status::Done, parse_date("2025-05-05"), Some(Review::Reworded))
        );
        assert_eq!(edition.plan.task(TaskId(4)).unwrap().review, Some(Review::Gone));
    }

    #[test]
    fn an_inserted_task_renumbers_the_rest_and_numbers_in_the_store_stay() {
        let before = plan(vec![task(1, "甲任务的内容"), task(2, "乙任务的内容不同")]);
        let mut shifted = task(2, "乙任务的内容不同");
        (shifted.id, shifted.label) = (TaskId(3), Some("（3）".into()));
        let draft = plan(vec![task(1, "甲任务的内容"), task(2, "插进来的一项新工作"), shifted]);
        let edition = compare(&before, &draft);
        assert_eq!(edition.outcomes[1], (TaskId(2), vec![EditionOutcome::Renumbered]));
        assert_eq!(edition.outcomes[2], (TaskId(3), vec![EditionOutcome::New]));
        assert_eq!(edition.plan.task(TaskId(2)).unwrap().content, "乙任务的内容不同");
    }

    #[test]
    fn the_same_document_changes_nothing() {
        let before = plan(vec![task(1, "甲"), task(2, "甲"), task(3, "乙")]);
        let edition = compare(&before, &before.clone());
        assert_eq!(edition.count(EditionOutcome::Unchanged), 3);
        assert_eq!(edition.plan.tasks, before.tasks);
    }
}
