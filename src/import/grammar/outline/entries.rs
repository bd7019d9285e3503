//! The paragraphs of a text, with looks at what stands before and behind each.

use std::collections::{HashMap, HashSet};

use super::{
    super::{departments::Departments, marker::Level, title},
    around,
    bodies::Bodies,
    paragraph::{Entry, Kind, is_label},
};
use crate::import::source::SourceLocation;

/// The paragraphs of a text, with looks at what follows.
pub(super) struct Entries<'a> {
    pub(super) all: Vec<Entry<'a>>,
    /// The markers of paragraphs that close with a list.
    task_levels: HashSet<Level>,
    /// The line with departments that stands below the last paragraph of a section, by each paragraph above that one.
    closing: HashMap<usize, usize>,
    /// What stands without a number below titles with departments.
    pub(super) bodies: Bodies,
}

impl<'a> Entries<'a> {
    /// Paragraphs in reading order.
    pub(super) fn new(all: Vec<Entry<'a>>) -> Self {
        let tasks = all.iter().filter(|entry| matches!(entry.kind, Kind::Task(_)));
        let task_levels = tasks.filter_map(|entry| entry.level).collect();
        let bodies = Bodies::of(&all);
        let mut entries = Self { all, task_levels, closing: HashMap::new(), bodies };
        entries.closing = entries.closing_lists();
        entries
    }

    /// Whether the mark of an annex (附件2) stands above a paragraph.
    pub(super) fn is_annex(&self, index: usize) -> bool {
        let above = index.checked_sub(1).and_then(|above| self.get(above));
        above.is_some_and(|above| title::is_mark_of_annex(above.text))
    }

    /// Sections whose only line with departments stands below their last numbered paragraph: it is for all of them, if no
    /// section of the text has it otherwise.
    fn closing_lists(&self) -> HashMap<usize, usize> {
        let mut found = HashMap::new();
        let mut front = None;
        let is_front =
            |index: usize| matches!(self.get(index).map(|entry| &entry.kind), Some(Kind::Front(_)));
        for (index, entry) in self.all.iter().enumerate() {
            match entry.kind {
                // 牵头单位：… and 配合单位：… are one list
                Kind::Front(_) if index.checked_sub(1).is_some_and(is_front) => {}
                Kind::Front(_) => front = Some(index),
                _ if entry.level.is_some() => found.extend(front.map(|front| (index, front))),
                _ => {}
            }
        }
        if front.is_some() {
            return found;
        }
        for heading in 0..self.all.len() {
            let Some(level) = self.get(heading).and_then(|entry| entry.level) else { continue };
            let items = self.below(heading, level);
            let (Some((last, others)), true) = (items.split_last(), items.len() > 1) else { continue };
            let own = |index: &usize| {
                self.is_assigned(*index)
                    || matches!(self.get(index + 1).map(|entry| &entry.kind), Some(Kind::Label))
            };
            let list = (last + 1..self.all.len())
                .take_while(|next| self.get(*next).is_some_and(|entry| entry.level.is_none()))
                .find(|next| matches!(self.get(*next).map(|entry| &entry.kind), Some(Kind::Assignment(_))));
            match list.filter(|_| self.is_assigned(*last)) {
                Some(list) if !others.iter().any(own) => {
                    found.extend(others.iter().map(|item| (*item, list)))
                }
                // each has a list of its own, or nobody does
                _ if others.iter().any(own) => return HashMap::new(),
                _ => {}
            }
        }
        found
    }

    /// Whether tasks without a number stand below headings, each with lines about it: what stands between a heading and
    /// the first such line is a task then, not the text of the heading.
    pub(super) fn are_unnumbered(&self) -> bool {
        let is = |index: usize, wanted: fn(&Kind) -> bool| {
            self.get(index).is_some_and(|entry| entry.level.is_none() && wanted(&entry.kind))
        };
        let is_about = |kind: &Kind| matches!(kind, Kind::Assignment(_) | Kind::Persons);
        (1..self.all.len()).any(|index| {
            is(index - 1, is_about)
                && is(index, |kind| matches!(kind, Kind::Plain))
                && is(index + 1, is_about)
        })
    }

    /// The departments that a paragraph has by the line that closes its section, and where that stands.
    pub(super) fn closing_list(&self, index: usize) -> Option<(Departments, SourceLocation)> {
        let first = *self.closing.get(&index)?;
        let lines = self.all.iter().skip(first).map_while(|entry| match &entry.kind {
            Kind::Assignment(departments) | Kind::Front(departments) => Some(Some(departments)),
            // the persons among them
            Kind::Persons => Some(None),
            _ => None,
        });
        let list = lines.flatten().cloned().reduce(|mut list, more| {
            list.extend(more);
            list
        });
        Some((list?, self.get(first)?.location))
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
        // （2）推动改造：, whose points are one task with it
        let Some(entry) = self.get(index).filter(|entry| !entry.text.ends_with(['：', ':'])) else {
            return false;
        };
        let Some(level) = entry.level else { return false };
        let below = self.below(index, level);
        let first = below.first().copied().unwrap_or(index);
        let measures = (index..first)
            .any(|between| matches!(self.get(between).map(|entry| &entry.kind), Some(Kind::Label)));
        !measures && below.iter().any(|next| !self.is_assigned(*next))
    }

    /// Whether numbered paragraphs below one name nobody who leads, each on a line of its own: a heading that does says it
    /// for them.
    pub(super) fn lack_leads(&self, index: usize) -> bool {
        let Some(level) = self.get(index).and_then(|entry| entry.level) else { return false };
        let below = self.below(index, level);
        let lists = |item: usize| {
            let end = self.marked_behind(item).unwrap_or(self.all.len());
            (item..end).filter_map(|index| match self.get(index).map(|entry| &entry.kind) {
                Some(Kind::Assignment(departments)) => Some(departments),
                Some(Kind::Task(tail)) => Some(&tail.departments),
                _ => None,
            })
        };
        !below.is_empty()
            && below.iter().all(|item| self.is_assigned(*item) && !lists(*item).any(Departments::names_lead))
    }

    /// Whether paragraphs with such a marker are tasks.
    pub(super) fn are_tasks(&self, level: Level) -> bool {
        self.task_levels.contains(&level)
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

    /// Whether the paragraph at `index` has the only list below the numbered one at `first`, whose like are tasks: what
    /// stands between them is its text.
    pub(super) fn closes_alone(&self, first: usize, level: Level, index: usize) -> bool {
        let end = self.marked_behind(first).unwrap_or(self.all.len());
        let is_other = |other: usize| {
            other != index
                && matches!(
                    self.get(other).map(|entry| &entry.kind),
                    Some(Kind::Task(_) | Kind::Assignment(_))
                )
        };
        self.task_levels.contains(&level) && !(first + 1..end).any(is_other)
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

    /// Whether a short line stands right between two tasks: it may be the name of what stands below it.
    pub(super) fn parts_tasks(&self, index: usize) -> bool {
        let is_end = |entry: &Entry<'_>| matches!(entry.kind, Kind::Task(_) | Kind::Assignment(_));
        self.get(index).is_some_and(around::is_name_of_part)
            && index.checked_sub(1).and_then(|above| self.get(above)).is_some_and(is_end)
            && self.get(index + 1).is_some_and(|next| match next.level {
                Some(_) => self.is_assigned(index + 1),
                None => matches!(next.kind, Kind::Task(_)),
            })
    }

    /// Whether the numbers begin anew behind `index`, at `level` or further out.
    pub(super) fn begins_anew(&self, index: usize, level: Option<Level>) -> bool {
        self.marked_behind(index).and_then(|next| self.get(next)).is_some_and(|entry| {
            entry.number == Some(1) && level.is_none_or(|level| entry.level.is_some_and(|own| own <= level))
        })
    }
}
