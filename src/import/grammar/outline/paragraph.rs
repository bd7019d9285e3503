//! What each paragraph is, seen alone, and what those behind it say about it.

use std::collections::{HashMap, HashSet};

use super::super::{
    bracket, deadline,
    departments::{self, Departments, Holds, Role},
    fold, label,
    marker::{self, Level},
    names,
    tail::{self, Form, Tail},
    title,
};
use crate::import::{lexicon::words, source::SourceLocation};

words! {
    TEXT_LABELS = TITLES["text labels"];
}

/// What a paragraph is, seen alone.
pub(super) enum Kind {
    /// A list or a deadline for the task before it.
    Assignment(Departments),
    /// The persons behind the task before it, and the departments that only watch.
    Persons,
    /// Departments for all tasks above or below it.
    OfAll(Departments, Holds),
    /// It closes with a list of departments.
    Task(Tail),
    /// A page mark.
    PageMark,
    /// The day of a signature, or the title of a plan: what stood above is another text.
    Boundary,
    /// `整改措施：…`: more text of the task that it stands in.
    Label,
    /// Anything else.
    Plain,
}

/// A paragraph with what it is.
pub(super) struct Entry<'a> {
    pub(super) text: &'a str,
    pub(super) location: SourceLocation,
    pub(super) level: Option<Level>,
    pub(super) number: Option<u32>,
    pub(super) kind: Kind,
}

/// Tells what each paragraph is.
pub(super) fn entries<'a>(lines: &[super::Line<'a>]) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    for (text, location) in lines {
        let text = fold::trim(text);
        if text.is_empty() {
            continue;
        }
        let marker = marker::read(text).filter(|marker| !marker.rest.is_empty());
        let (level, number) =
            marker.as_ref().map_or((None, None), |marker| (Some(marker.level), marker.number));
        entries.push(Entry { text, location: *location, level, number, kind: kind(text, level) });
    }
    without_asides(&mut entries);
    with_bare_lines(&mut entries);
    with_dates(&mut entries);
    entries
}

/// A sentence about who leads (由市教委牵头) is a list where most paragraphs with the same kind of number close with one;
/// so are bare names in a bracket without a stop in front of it. A report or a law says such a thing by the way.
fn without_asides(entries: &mut [Entry<'_>]) {
    const FEWEST: usize = 3;
    let mut counts: HashMap<Level, (usize, usize)> = HashMap::new();
    for entry in &*entries {
        if let Some(level) = entry.level {
            let (tasks, all) = counts.entry(level).or_default();
            *tasks += usize::from(matches!(entry.kind, Kind::Task(_)));
            *all += 1;
        }
    }
    for entry in entries {
        let (tasks, all) = entry.level.and_then(|level| counts.get(&level)).copied().unwrap_or_default();
        let is_habit = match &entry.kind {
            Kind::Task(Tail { form: Form::Sentence, .. }) => tasks * 2 > all,
            Kind::Task(tail) if tail.form == Form::Bare && !is_closed(tail) => {
                tasks >= FEWEST && tasks * 4 > all * 3
            }
            _ => true,
        };
        if !is_habit {
            entry.kind = Kind::Plain;
        }
    }
}

/// A line of nothing but names is the list of the numbered paragraph above it, where most of them have one.
fn with_bare_lines(entries: &mut [Entry<'_>]) {
    const FEWEST: usize = 3;
    let plain = |entry: &Entry<'_>| matches!(entry.kind, Kind::Plain);
    let lines: Vec<usize> = entries
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| match pair {
            [above, line] => {
                above.level.is_some()
                    && plain(above)
                    && line.level.is_none()
                    && plain(line)
                    && names::is_surely_department(bracket::whole(line.text))
                    && departments::is_list(bracket::whole(line.text))
            }
            _ => false,
        })
        .map(|(index, _)| index + 1)
        .collect();
    let numbered = entries.iter().filter(|entry| entry.level.is_some()).count();
    if lines.len() < FEWEST || lines.len() * 2 <= numbered {
        return;
    }
    for index in lines {
        if let Some(entry) = entries.get_mut(index) {
            entry.kind = Kind::Assignment(departments::read(bracket::whole(entry.text), Role::Unstated));
        }
    }
}

/// A line that only says when (2025年10月底前) is about the task whose departments stand above it. A whole date is the day
/// of a signature.
fn with_dates(entries: &mut [Entry<'_>]) {
    let mut behind = false;
    for entry in entries {
        let is_date = entry.level.is_none()
            && matches!(entry.kind, Kind::Plain)
            && !entry.text.ends_with('日')
            && deadline::is_phrase(entry.text);
        if behind && is_date {
            entry.kind = Kind::Assignment(Departments {
                deadline: Some(entry.text.to_owned()),
                ..Departments::default()
            });
        }
        behind = matches!(entry.kind, Kind::Assignment(_) | Kind::Task(_) | Kind::Persons);
    }
}

/// Whether the text in front of a list is a sentence.
fn is_closed(tail: &Tail) -> bool {
    fold::trim(&tail.content).ends_with(['。', '；', ';', '！'])
}

/// Whether words may say what is to be done, and are no name of a person, a department or a paper that a bracket behind it
/// explains.
fn may_be_task(tail: &Tail) -> bool {
    const SHORTEST: usize = 8;
    let content = fold::trim(&tail.content);
    let content = marker::read(content).map_or(content, |marker| marker.rest);
    // 200门 is no 部门
    let is_counted = content.chars().any(|sign| sign.is_ascii_digit());
    content.chars().count() >= SHORTEST
        && !content.ends_with('》')
        && (is_counted || !names::is_department(content))
}

fn kind(text: &str, level: Option<Level>) -> Kind {
    if super::is_page_mark(text) {
        return Kind::PageMark;
    }
    if level.is_none()
        && let Some((departments, holds)) = departments::of_all(text)
    {
        return Kind::OfAll(departments, holds);
    }
    // ▲责任单位：… is a line about the task above as well
    let bare =
        marker::read(text).filter(|marker| marker.level == Level::Bullet).map_or(text, |marker| marker.rest);
    if let Some(departments) = tail::headed(bare) {
        return if departments.is_silent() && label::names_persons(bare) {
            Kind::Persons
        } else {
            Kind::Assignment(departments)
        };
    }
    if level.is_none()
        && let Some(departments) = tail::clause(text)
    {
        return Kind::Assignment(departments);
    }
    // 三、责任单位：… is no task: nothing is to be done
    let is_text = |tail: &Tail| {
        let content = fold::trim(&tail.content);
        !content.is_empty() && marker::read(content).is_none_or(|marker| !marker.rest.is_empty())
    };
    match tail::fronted(text).or_else(|| tail::find(text)).filter(is_text) {
        // a bare list of names closes a task behind a full stop, or where its like do
        Some(tail)
            if tail.form != Form::Bare || is_closed(&tail) || level.is_some() && may_be_task(&tail) =>
        {
            Kind::Task(tail)
        }
        _ if level.is_none() && title::is_signature(text) => Kind::Boundary,
        _ if level.is_none() && is_label(text) => Kind::Label,
        _ => Kind::Plain,
    }
}

/// Whether a paragraph begins with a word for a part of a task and a colon.
fn is_label(text: &str) -> bool {
    const LONGEST: usize = 10;
    let key: String = text.chars().take(LONGEST).map(fold::fold_char).filter(|sign| *sign != ' ').collect();
    let Some((word, _)) = key.split_once(':') else { return false };
    TEXT_LABELS.matches(word.trim_matches(['*', '(', '[', ']', ')']))
}

/// The paragraphs of a text, with looks at what follows.
pub(super) struct Entries<'a> {
    pub(super) all: Vec<Entry<'a>>,
    /// The markers of paragraphs that close with a list.
    task_levels: HashSet<Level>,
}

impl<'a> Entries<'a> {
    /// Paragraphs in reading order.
    pub(super) fn new(all: Vec<Entry<'a>>) -> Self {
        let tasks = all.iter().filter(|entry| matches!(entry.kind, Kind::Task(_)));
        let task_levels = tasks.filter_map(|entry| entry.level).collect();
        Self { all, task_levels }
    }

    pub(super) fn get(&self, index: usize) -> Option<&Entry<'a>> {
        self.all.get(index)
    }

    /// The next numbered paragraph behind `index`.
    fn marked_behind(&self, index: usize) -> Option<usize> {
        (index + 1..self.all.len()).find(|next| self.get(*next).is_some_and(|entry| entry.level.is_some()))
    }

    /// Whether the paragraph has departments of its own: in itself, or on a line before the next numbered one.
    fn is_assigned(&self, index: usize) -> bool {
        let end = self.marked_behind(index).unwrap_or(self.all.len());
        matches!(self.get(index).map(|entry| &entry.kind), Some(Kind::Task(_)))
            || (index + 1..end).any(|next| match self.get(next).map(|entry| &entry.kind) {
                Some(Kind::Assignment(departments)) => !departments.mentions.is_empty(),
                _ => false,
            })
    }

    /// The numbered paragraphs behind `index` that are deeper than `level`, up to the next that is not; of them
    /// those of the outermost level.
    fn below(&self, index: usize, level: Level) -> Vec<usize> {
        let deeper: Vec<usize> = (index + 1..self.all.len())
            .filter(|next| {
                self.get(*next)
                    .is_some_and(|entry| entry.level.is_some() || matches!(entry.kind, Kind::Boundary))
            })
            .take_while(|next| self.get(*next).and_then(|entry| entry.level).is_some_and(|own| own > level))
            .collect();
        let level_of = |index: &usize| self.get(*index).and_then(|entry| entry.level);
        let outermost = deeper.iter().filter_map(level_of).min();
        deeper.into_iter().filter(|index| level_of(index) == outermost).collect()
    }

    /// Whether a numbered paragraph with departments heads numbered ones that have none: they inherit its own.
    pub(super) fn gives_departments(&self, index: usize) -> bool {
        let Some(level) = self.get(index).and_then(|entry| entry.level) else { return false };
        let below = self.below(index, level);
        let first = below.first().copied().unwrap_or(index);
        let measures = (index..first)
            .any(|between| matches!(self.get(between).map(|entry| &entry.kind), Some(Kind::Label)));
        !measures && below.iter().any(|next| !self.is_assigned(*next))
    }

    /// Whether the numbered paragraph heads deeper ones.
    pub(super) fn heads(&self, index: usize) -> bool {
        let level = self.get(index).and_then(|entry| entry.level);
        level.is_some_and(|level| !self.below(index, level).is_empty())
    }

    /// Whether the numbered paragraph at `index` is a point in the text of one that began at `level`: the line with
    /// the departments comes behind the last point.
    pub(super) fn is_point(&self, index: usize, level: Level) -> bool {
        let points = self.below(index.saturating_sub(1), level);
        let Some((last, before)) = points.split_last() else { return false };
        let own = |index: &usize| matches!(self.get(*index).map(|entry| &entry.kind), Some(Kind::Task(_)));
        self.is_assigned(*last)
            && !points.iter().any(own)
            && !before.iter().any(|index| self.is_assigned(*index))
    }

    /// Whether a short numbered line is the first of a task, not a heading: its like are tasks, and the unnumbered
    /// paragraph at `index` below it is the only one.
    pub(super) fn begins_task(&self, level: Level, index: usize) -> bool {
        let is_task = |entry: &Entry<'_>| matches!(entry.kind, Kind::Task(_));
        let next_is_task = self.get(index + 1).is_some_and(|next| next.level.is_none() && is_task(next));
        // 整改措施：…（责任单位：…） below the problem that it mends
        let is_part = self.get(index).is_some_and(|entry| is_label(entry.text));
        !next_is_task && (is_part || self.task_levels.contains(&level))
    }

    /// Whether tasks without a number are of one paragraph each: then one in front of the first of a section only
    /// introduces it.
    pub(super) fn are_single(&self) -> bool {
        let is_task = |index: usize| {
            self.get(index).is_some_and(|entry| entry.level.is_none() && matches!(entry.kind, Kind::Task(_)))
        };
        let (mut single, mut several) = (0_usize, 0_usize);
        for index in (1..self.all.len()).filter(|index| is_task(*index)) {
            let plain = |back: usize| {
                index
                    .checked_sub(back)
                    .and_then(|index| self.get(index))
                    .is_some_and(|entry| entry.level.is_none() && matches!(entry.kind, Kind::Plain))
            };
            single += usize::from(is_task(index - 1));
            several += usize::from(plain(1) && index.checked_sub(2).is_some_and(is_task));
        }
        single > several
    }

    /// Whether an unnumbered paragraph stands in the place of a task: behind one without a number, a sentence itself.
    pub(super) fn is_like_a_task(&self, index: usize) -> bool {
        const SHORTEST: usize = 10;
        let unnumbered = |index: usize| {
            self.get(index).is_some_and(|entry| entry.level.is_none() && matches!(entry.kind, Kind::Task(_)))
        };
        let Some(entry) =
            self.get(index).filter(|entry| entry.level.is_none() && matches!(entry.kind, Kind::Plain))
        else {
            return false;
        };
        entry.text.ends_with('。')
            && entry.text.chars().count() >= SHORTEST
            && index.checked_sub(1).is_some_and(unnumbered)
            && self.get(index + 1).is_some_and(|next| next.level.is_some() || unnumbered(index + 1))
    }

    /// Whether the numbers begin anew behind `index`, at `level` or further out.
    pub(super) fn begins_anew(&self, index: usize, level: Option<Level>) -> bool {
        self.marked_behind(index).and_then(|next| self.get(next)).is_some_and(|entry| {
            entry.number == Some(1) && level.is_none_or(|level| entry.level.is_some_and(|own| own <= level))
        })
    }
}
