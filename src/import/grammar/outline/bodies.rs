//! Short numbered titles with departments (（一）推进改革（责任单位：市发展改革委）), and what stands below them without a number
//! of its own: the text of the one task, or tasks that name who does them.

use std::collections::{HashMap, HashSet};

use super::{
    super::{fold, marker, marker::Level, tail::Form},
    paragraph::{Entry, Kind},
};

/// What stands below titles with departments, where most of their like have something there.
#[derive(Default)]
pub(super) struct Bodies {
    /// How many paragraphs below a title are its text, by its place.
    texts: HashMap<usize, usize>,
    /// The titles that head tasks without a number.
    heads: HashSet<usize>,
}

/// A numbered paragraph with departments.
struct Owner {
    index: usize,
    is_title: bool,
    /// The paragraphs below it, and how many of them are tasks themselves; none where something else stands there.
    below: Option<(usize, usize)>,
}

impl Bodies {
    /// Looks for them.
    pub(super) fn of(all: &[Entry<'_>]) -> Self {
        let mut owners: HashMap<Level, Vec<Owner>> = HashMap::new();
        for index in 0..all.len() {
            if let Some((level, owner)) = owner(all, index) {
                owners.entry(level).or_default().push(owner);
            }
        }
        let mut found = Self::default();
        owners.into_values().for_each(|owners| found.take(&owners));
        found
    }

    /// Takes those of one level, if most of them are titles with something below.
    fn take(&mut self, owners: &[Owner]) {
        const FEWEST: usize = 2;
        let with = |owner: &&Owner| owner.is_title && owner.below.is_some_and(|(all, _)| all > 0);
        let count = owners.iter().filter(with).count();
        if count < FEWEST || count * 3 < owners.len() * 2 {
            return;
        }
        // closing words stand below the last of them
        let text = |owner: &Owner| owner.below.filter(|(_, tasks)| *tasks == 0).map_or(0, |(all, _)| all);
        let (last, others) =
            owners.split_last().map_or((None, owners), |(last, others)| (Some(last), others));
        let most = others.iter().filter(|owner| owner.is_title).map(text).max().unwrap_or(0).max(1);
        for owner in owners.iter().filter(with) {
            match owner.below {
                Some((_, tasks)) if tasks > 0 => drop(self.heads.insert(owner.index)),
                _ => {
                    let is_last = last.is_some_and(|last| last.index == owner.index);
                    let own = if is_last { text(owner).min(most) } else { text(owner) };
                    self.texts.insert(owner.index, own);
                }
            }
        }
    }

    /// How many paragraphs below the title at `index` are its text.
    pub(super) fn text(&self, index: usize) -> usize {
        self.texts.get(&index).copied().unwrap_or(0)
    }

    /// Whether the title at `index` heads tasks without a number.
    pub(super) fn heads(&self, index: usize) -> bool {
        self.heads.contains(&index)
    }
}

/// The numbered paragraph at `index`, where it has departments of its own or on a line below it.
fn owner(all: &[Entry<'_>], index: usize) -> Option<(Level, Owner)> {
    let entry = all.get(index)?;
    let level = entry.level?;
    let below = all.get(index + 1..)?;
    let is_line = |entry: &&Entry<'_>| {
        entry.level.is_none() && matches!(entry.kind, Kind::Assignment(_) | Kind::Persons)
    };
    let (content, is_assigned) = match &entry.kind {
        Kind::Task(tail) if matches!(tail.form, Form::Said | Form::Bare) => (tail.content.as_str(), true),
        Kind::Plain => (entry.text, false),
        _ => return None,
    };
    let lines = if is_assigned { 0 } else { below.iter().take_while(is_line).count() };
    let names = |entry: &Entry<'_>| match &entry.kind {
        Kind::Assignment(list) => !list.mentions.is_empty(),
        _ => false,
    };
    if !is_assigned && !below.iter().take(lines).any(names) {
        return None;
    }
    let rest = below.get(lines..).unwrap_or_default();
    let run: Vec<&Entry<'_>> = rest.iter().take_while(|entry| entry.level.is_none()).collect();
    let is_outer = rest.get(run.len()).and_then(|next| next.level).is_none_or(|next| next <= level);
    let is_task =
        |entry: &Entry<'_>| matches!(&entry.kind, Kind::Task(tail) if !tail.departments.is_silent());
    let tasks = run.iter().filter(|entry| is_task(entry)).count();
    let texts = run.iter().take_while(|entry| is_text(entry)).count();
    let others =
        run.iter().any(|entry| matches!(entry.kind, Kind::Assignment(_) | Kind::Label | Kind::Names(..)));
    let below = match (is_outer && !others, tasks) {
        (false, _) => None,
        (true, 0) => Some((texts, 0)),
        (true, tasks) => Some((run.len(), tasks)),
    };
    Some((level, Owner { index, is_title: is_title(content), below }))
}

/// Whether a paragraph without a number can be text of the title above it: a sentence, which may say when.
fn is_text(entry: &Entry<'_>) -> bool {
    const SHORTEST: usize = 8;
    let is_kind = match &entry.kind {
        Kind::Plain => entry.text.contains('。') || entry.text.ends_with('；'),
        Kind::Task(tail) => tail.departments.mentions.is_empty(),
        _ => false,
    };
    is_kind && entry.text.chars().count() >= SHORTEST
}

/// Whether the words of a numbered paragraph are its title, not yet what is to be done.
fn is_title(content: &str) -> bool {
    const LONGEST: usize = 30;
    let words = fold::trim(marker::body(content)).trim_matches('*').trim_end_matches('。');
    words.chars().count() <= LONGEST && !words.contains(['。', '，', '；', '：', ',', ';', ':'])
}
