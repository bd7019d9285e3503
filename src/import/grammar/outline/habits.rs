//! What most paragraphs with the same kind of number do: a sentence about who leads is a list where its like are.

use std::collections::HashMap;

use super::{
    super::{
        fold,
        marker::{self, Level},
        tail::{Form, Tail},
        title,
    },
    paragraph::{Entry, Kind},
    sections,
};

/// A sentence about who leads (由市教委牵头) is a list where most paragraphs with the same kind of number close with one;
/// so are bare names in a bracket without a stop in front of it. A report or a law says such a thing by the way.
pub(super) fn without_asides(entries: &mut [Entry<'_>]) {
    const FEWEST: usize = 3;
    let habits = Habits::of(entries);
    let next: Vec<Option<Level>> = entries.iter().skip(1).map(|entry| entry.level).chain([None]).collect();
    // 实施步骤 and what stands below it are no tasks by their title
    let mut excused = None;
    for (entry, next) in entries.iter_mut().zip(next) {
        if entry.level.is_some_and(|level| excused.is_none_or(|outer| level <= outer)) {
            excused = entry.level.filter(|_| sections::has_none(marker::body(entry.text)));
        }
        let (tasks, all) = habits.of_level(entry.level);
        let is_habit = match &entry.kind {
            Kind::Task(Tail { form: Form::Called, .. }) => tasks * 2 > all && excused.is_none(),
            Kind::Task(Tail { form: Form::Sentence, .. }) => {
                tasks * 2 > all && (entry.level.is_some() || tasks >= FEWEST)
            }
            Kind::Task(tail) if tail.form == Form::Bare && !is_closed(tail) => {
                // （一）育苗行动（市教委、市科委）, above numbered paragraphs, as each of its like
                let heads = || entry.level.is_some() && next > entry.level;
                tasks >= FEWEST && tasks * 4 > all * 3 || tasks > 1 && tasks == all && heads()
            }
            _ => true,
        };
        if !is_habit {
            entry.kind = Kind::Plain;
        }
    }
}

/// How many paragraphs with each kind of number there are, and how many of them close with a list.
#[derive(Default)]
struct Habits(HashMap<Option<Level>, (usize, usize)>);

impl Habits {
    fn of(entries: &[Entry<'_>]) -> Self {
        let mut habits = Self::default();
        let mut excused = None;
        for entry in entries {
            if entry.level.is_some_and(|level| excused.is_none_or(|outer| level <= outer)) {
                excused = entry.level.filter(|_| sections::has_none(marker::body(entry.text)));
            }
            let is_task = matches!(entry.kind, Kind::Task(_) | Kind::Assignment(_));
            // the title, what leads to the list, and who was there: 出席：某某
            let is_around = || {
                let is_label = entry.text.split_once(['：', ':']).is_some_and(|(word, _)| is_short(word));
                entry.level.is_none() && (title::is_title(entry.text) || is_label || leads_on(entry.text))
            };
            if excused.is_none() && (is_task || !is_around()) {
                let (tasks, all) = habits.0.entry(entry.level).or_default();
                *tasks += usize::from(is_task);
                *all += 1;
            }
        }
        habits
    }

    /// The tasks of a level, and all of its paragraphs.
    fn of_level(&self, level: Option<Level>) -> (usize, usize) {
        self.0.get(&level).copied().unwrap_or_default()
    }
}

/// Whether a word in front of a colon is a label by its length.
fn is_short(word: &str) -> bool {
    const LONGEST: usize = 4;
    fold::key(word).chars().count() <= LONGEST
}

/// Whether a paragraph leads to what stands below it.
fn leads_on(text: &str) -> bool {
    text.ends_with(['：', ':'])
}

/// Whether the text in front of a list is a sentence.
pub(super) fn is_closed(tail: &Tail) -> bool {
    fold::trim(&tail.content).ends_with(['。', '；', ';', '！'])
}
