//! The headings of a plan after a new edition. One that is there in both keeps its number; one under which a task
//! remains that the document no longer has stays as it was; a new one gets a number that none had before. A title that a
//! person corrected stays where the document says what it said before.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    model::{KeyTask, Pillar, Plan, PrintedField, Task},
    text::fold::fold,
};

/// The headings of both editions, and the numbers that those of the draft have in the plan.
#[derive(Debug, Default)]
pub(super) struct Headings {
    pub(super) pillars: Vec<Pillar>,
    pub(super) key_tasks: Vec<KeyTask>,
    pillar_numbers: BTreeMap<u32, u32>,
    key_task_numbers: BTreeMap<u32, u32>,
}

impl Headings {
    /// Brings the headings of a draft into a plan, which is given as it is and as its document has it. `printed` are its
    /// tasks as the edition before has them, and `partner` has for each task of the draft the index of the task before
    /// that it is.
    pub(super) fn of(
        (before, as_printed): (&Plan, &Plan),
        printed: &[Task],
        draft: &Plan,
        partner: &[Option<usize>],
    ) -> Self {
        let paired: BTreeSet<usize> = partner.iter().flatten().copied().collect();
        let remaining: Vec<&Task> = (before.tasks.iter().enumerate())
            .filter(|(index, task)| !paired.contains(index) || was_moved(task))
            .map(|(_, task)| task)
            .collect();
        let followed: Vec<(&Task, &Task)> = (partner.iter().zip(&draft.tasks))
            .filter_map(|(partner, new)| Some((printed.get((*partner)?)?, new)))
            .collect();
        let mut headings = Self::default();
        headings.pillars(before, as_printed, draft, &remaining, &followed);
        headings.key_tasks(before, as_printed, draft, &remaining, &followed);
        headings
    }

    /// A task of the draft with the numbers that its headings have in the plan.
    pub(super) fn place(&self, task: &Task) -> Task {
        let number = |numbers: &BTreeMap<u32, u32>, id: Option<u32>| {
            id.map(|id| numbers.get(&id).copied().unwrap_or(id))
        };
        Task {
            pillar: number(&self.pillar_numbers, task.pillar),
            key_task: number(&self.key_task_numbers, task.key_task),
            ..task.clone()
        }
    }

    fn pillars(
        &mut self,
        before: &Plan,
        as_printed: &Plan,
        draft: &Plan,
        remaining: &[&Task],
        followed: &[(&Task, &Task)],
    ) {
        let says = as_printed.pillars.iter().map(|known| &*known.title);
        let old: Vec<Heading> = (before.pillars.iter().zip(says))
            .map(|(known, says)| Heading::new(known.id, (None, &known.title)).printed_as(says, &known.title))
            .collect();
        let new: Vec<Heading> =
            draft.pillars.iter().map(|known| Heading::new(known.id, (None, &known.title))).collect();
        // The pillar of a key task that stays, stays with it.
        let of_key_tasks = remaining.iter().filter_map(|task| before.key_task(task.key_task?)?.pillar);
        let kept = remaining.iter().filter_map(|task| task.pillar).chain(of_key_tasks).collect();
        let moves = followed.iter().filter_map(|(old, new)| Some((old.pillar?, new.pillar?)));
        self.pillar_numbers = numbers(&old, &new, &kept, moves);
        let renewed = draft.pillars.iter().map(|pillar| {
            let id = self.pillar_numbers.get(&pillar.id).copied().unwrap_or(pillar.id);
            let title = title_of(id, &old, &pillar.title, before.pillar(id).map(|known| &*known.title));
            Pillar { id, title, ..pillar.clone() }
        });
        self.pillars = with_kept(renewed.collect(), &before.pillars, &kept, |pillar| pillar.id);
    }

    fn key_tasks(
        &mut self,
        before: &Plan,
        as_printed: &Plan,
        draft: &Plan,
        remaining: &[&Task],
        followed: &[(&Task, &Task)],
    ) {
        let pillar = |id: Option<u32>| id.map(|id| self.pillar_numbers.get(&id).copied().unwrap_or(id));
        let says = as_printed.key_tasks.iter().map(|known| &*known.title);
        let old: Vec<Heading> = (before.key_tasks.iter().zip(says))
            .map(|(known, says)| {
                Heading::new(known.id, (known.pillar, &known.title)).printed_as(says, &known.title)
            })
            .collect();
        let new: Vec<Heading> = draft
            .key_tasks
            .iter()
            .map(|known| Heading::new(known.id, (pillar(known.pillar), &known.title)))
            .collect();
        let kept = remaining.iter().filter_map(|task| task.key_task).collect();
        let moves = followed.iter().filter_map(|(old, new)| Some((old.key_task?, new.key_task?)));
        let numbers = numbers(&old, &new, &kept, moves);
        let renewed = draft.key_tasks.iter().map(|key_task| {
            let id = numbers.get(&key_task.id).copied().unwrap_or(key_task.id);
            let title = title_of(id, &old, &key_task.title, before.key_task(id).map(|known| &*known.title));
            KeyTask { id, pillar: pillar(key_task.pillar), title, ..key_task.clone() }
        });
        self.key_tasks = with_kept(renewed.collect(), &before.key_tasks, &kept, |key_task| key_task.id);
        self.key_task_numbers = numbers;
    }
}

/// Whether a person put a task under another heading than the document has it: it may stay there.
fn was_moved(task: &Task) -> bool {
    [PrintedField::Pillar, PrintedField::KeyTask].iter().any(|field| task.is_corrected(*field))
}

/// A heading by what it says, and where.
struct Heading {
    id: u32,
    name: (Option<u32>, String),
    /// What the document calls it, where a person corrected that.
    printed: Option<String>,
}

impl Heading {
    fn new(id: u32, (above, title): (Option<u32>, &str)) -> Self {
        Self { id, name: (above, fold(title)), printed: None }
    }

    fn printed_as(self, printed: &str, title: &str) -> Self {
        Self { printed: (printed != title).then(|| fold(printed)), ..self }
    }

    /// Whether a heading of the draft has its title: the one that it has here, or the one that the document gave it.
    fn is(&self, other: &Self) -> bool {
        let (above, title) = &other.name;
        self.name == other.name || self.name.0 == *above && self.printed.as_ref() == Some(title)
    }
}

/// The title of a heading that has this number in the plan: as the draft has it, unless that is what a person corrected.
fn title_of(id: u32, old: &[Heading], drafted: &str, corrected: Option<&str>) -> String {
    let is_corrected = old.iter().any(|known| known.id == id && known.printed == Some(fold(drafted)));
    corrected.filter(|_| is_corrected).unwrap_or(drafted).to_owned()
}

/// For each heading of the draft its number in the plan: that of the one with the same title; that of the one
/// all tasks of which have come under it, so that its title is what changed; else a new one. Of `kept` headings
/// some task does not go along, and `moves` has the heading before and after of each task that does.
fn numbers(
    old: &[Heading],
    new: &[Heading],
    kept: &BTreeSet<u32>,
    moves: impl Iterator<Item = (u32, u32)>,
) -> BTreeMap<u32, u32> {
    let mut free: BTreeSet<u32> = old.iter().map(|heading| heading.id).collect();
    let mut found: BTreeMap<u32, u32> = BTreeMap::new();
    for heading in new {
        let same = old.iter().find(|known| known.is(heading) && free.contains(&known.id));
        if let Some(known) = same {
            free.remove(&known.id);
            found.insert(heading.id, known.id);
        }
    }
    let mut goes_to: HashMap<u32, BTreeMap<u32, usize>> = HashMap::new();
    for (from, to) in moves {
        *goes_to.entry(from).or_default().entry(to).or_default() += 1;
    }
    let mut renamed: Vec<(usize, u32, u32)> = Vec::new();
    for (from, targets) in goes_to.iter().filter(|(from, _)| free.contains(from) && !kept.contains(from)) {
        if let (Some((to, count)), 1) = (targets.first_key_value(), targets.len()) {
            renamed.push((*count, *from, *to));
        }
    }
    renamed.sort_by_key(|(count, from, _)| (std::cmp::Reverse(*count), *from));
    for (_, from, to) in renamed {
        if !found.contains_key(&to) && free.remove(&from) {
            found.insert(to, from);
        }
    }
    let mut next = old.iter().map(|heading| heading.id).max().unwrap_or(0);
    for heading in new {
        found.entry(heading.id).or_insert_with(|| {
            next = next.saturating_add(1);
            next
        });
    }
    found
}

/// The headings of the draft, with those in between that stay although the draft no longer has them.
fn with_kept<T: Clone>(
    mut headings: Vec<T>,
    before: &[T],
    kept: &BTreeSet<u32>,
    id: impl Fn(&T) -> u32,
) -> Vec<T> {
    let mut place = 0;
    for known in before {
        if let Some(at) = headings.iter().position(|heading| id(heading) == id(known)) {
            place = at + 1;
        } else if kept.contains(&id(known)) {
            headings.insert(place, known.clone());
            place += 1;
        }
    }
    headings
}
