//! The headings in force: which open, which end, and what a paragraph without departments is among them.

use super::{
    super::{
        deadline,
        departments::Departments,
        fold,
        marker::{self, Level},
        tail,
        wrapped::has_open_bracket,
    },
    Candidate, Open, Outline, is_heading, sections,
};
use crate::import::{draft::RowRole, lexicon::words, source::SourceLocation};

words! {
    WRAPPING_HEADINGS = TITLES["wrapping headings"];
}

impl Outline<'_> {
    /// A heading whose departments are those of the numbered paragraphs below it.
    pub(super) fn give(
        &mut self,
        level: Option<Level>,
        text: String,
        location: SourceLocation,
        departments: Departments,
    ) {
        let Some(level) = level else { return };
        self.leave(Some(level));
        self.open = false;
        self.reading.inherited.get_or_insert(location);
        self.reading.record(
            location,
            if self.path.is_empty() { RowRole::Pillar } else { RowRole::KeyTask },
            &text,
            text!("标题，写明了其下各项的责任部门", "a heading with the departments of what stands below it"),
        );
        self.path.push(Open {
            level,
            due: departments.deadline.clone().or_else(|| due(&text)),
            text,
            location,
            departments: Some(departments),
            of_all: Departments::default(),
            used: false,
            styled: None,
        });
    }

    /// Leaves the headings that are not further out than `level`; without one, all.
    pub(super) fn leave(&mut self, level: Option<Level>) {
        while let Some(open) = self.path.pop_if(|open| level.is_none_or(|level| open.level >= level)) {
            if !open.used && open.styled.is_some() && marker::read(&open.text).is_none() {
                let outer = self.path.iter().any(|open| !open.used && sections::has_none(&open.text));
                if !outer && !sections::has_none(&open.text) {
                    self.untitled.push(open);
                }
            } else if !open.used {
                let outer = self.path.iter().filter(|open| !open.used).map(|open| open.text.as_str());
                let is_like_tasks = self.entries.are_tasks(open.level);
                self.sections.passed(open.level, open.text.clone(), open.location, outer, is_like_tasks);
            } else if open.departments.is_none() && self.entries.are_tasks(open.level) {
                // its like are tasks: it may be one, of which the steps stand below
                self.reading.headings_among_tasks.push((open.location, open.text));
            }
        }
    }

    /// A heading by its style with nothing below it, whose like are tasks, may be one without departments.
    pub(super) fn untitled(&mut self) {
        for open in std::mem::take(&mut self.untitled) {
            if open.styled.is_some_and(|depth| self.styled_tasks.contains(&depth)) {
                self.sections.like_a_task(&open.text, open.location);
            }
        }
    }

    /// Opens the headings in force: the inner two are pillar and key task.
    pub(super) fn headings(&mut self) {
        let mut path: Vec<&str> = self.path.iter().map(|open| open.text.as_str()).collect();
        let mut outer = 0;
        while path.len() > 2 || path.len() == 2 && path.first().is_some_and(|text| wraps(text)) {
            path.remove(0);
            outer += 1;
        }
        for open in self.path.iter().take(outer).filter(|open| !wraps(&open.text)) {
            let place = (open.location, fold::head(&open.text));
            // those in force were added last
            const DEEPEST: usize = 9;
            if !self.reading.headings_left_out.iter().rev().take(DEEPEST).any(|known| *known == place) {
                self.reading.headings_left_out.push(place);
            }
        }
        match path.as_slice() {
            [] => self.reading.open = (None, None),
            [pillar] => {
                self.reading.pillar(pillar);
                self.reading.open.1 = None;
            }
            [pillar, key_task, ..] => {
                self.reading.pillar(pillar);
                self.reading.key_task(key_task);
            }
        }
    }

    /// The candidate is no task of its own: it has the departments of its heading, or is a heading, or text to pass
    /// over.
    pub(super) fn close(&mut self) {
        let Some(candidate) = self.candidate.take() else { return };
        let given = candidate.level.filter(|_| !self.entries.heads(candidate.index)).and_then(|level| {
            let outer = self.path.iter().rev().filter(|open| open.level < level);
            outer.filter_map(|open| open.departments.clone()).next()
        });
        // a sentence below a heading, among tasks that name who does them
        let is_task = self.has_tasks_below && candidate.level.is_none() && candidate.text.ends_with('。');
        let given = given.or_else(|| {
            let heading = self.path.last().filter(|_| is_task)?;
            self.reading.inherited.get_or_insert(heading.location);
            heading.departments.clone()
        });
        let closing =
            self.entries.closing_list(candidate.index).filter(|_| !self.entries.heads(candidate.index));
        let given = given.or_else(|| {
            let (departments, location) = closing?;
            self.reading.inherited.get_or_insert(location);
            Some(departments)
        });
        if let Some(departments) = given {
            let whole = candidate.whole();
            self.item(&whole, candidate.location, departments);
            self.record_more(&candidate);
            self.open = false;
            return;
        }
        let Candidate { index, level, text, location, more, .. } = candidate;
        let passed_over = text!("没有责任部门的正文", "text without departments");
        match level {
            Some(level) => {
                if more.is_empty() && self.is_bare_title_among_tasks(index, level) {
                    self.sections.like_a_task(&text, location);
                }
                let styled = self.entries.get(index).and_then(|entry| entry.heading);
                self.heading(level, text, location, styled);
            }
            None => {
                if self.single && self.entries.is_like_a_task(index)
                    || self.entries.parts_tasks(index)
                    || has_open_bracket(&text)
                {
                    self.sections.like_a_task(&text, location);
                }
                self.sections.unnumbered(&text);
                self.reading.record(location, RowRole::Note, &text, passed_over.clone());
            }
        }
        for (text, location) in more {
            self.reading.record(location, RowRole::Note, &text, passed_over.clone());
        }
    }

    /// Whether a numbered paragraph is but the title of a section that has no tasks (7.督导检查), stands where tasks do, and
    /// nothing stands below it.
    fn is_bare_title_among_tasks(&self, index: usize, level: Level) -> bool {
        const LONGEST: usize = 10;
        let Some(entry) = self.entries.get(index) else { return false };
        let title = marker::body(entry.text).trim_end_matches('。');
        let is_inside = || self.path.iter().any(|open| open.level < level && sections::has_none(&open.text));
        title.chars().count() <= LONGEST
            && sections::has_none(title)
            && self.entries.are_tasks(level)
            && !self.entries.heads(index)
            && !is_inside()
    }

    pub(super) fn heading(
        &mut self,
        level: Level,
        text: String,
        location: SourceLocation,
        styled: Option<u8>,
    ) {
        self.leave(Some(level));
        let role =
            if level <= Level::Han || self.path.is_empty() { RowRole::Pillar } else { RowRole::KeyTask };
        if is_heading(&text) {
            self.reading.record(
                location,
                role,
                &text,
                text!("有编号、没有责任部门的标题", "a heading: a marker and no departments"),
            );
            self.path.push(Open {
                level,
                due: due(&text),
                text,
                location,
                departments: None,
                of_all: Departments::default(),
                used: false,
                styled,
            });
            return;
        }
        // the run-in title heads what stands below it
        self.reading.record(
            location,
            RowRole::Note,
            &text,
            text!("有编号、没有责任部门的正文", "numbered text without departments"),
        );
        let title = text.split_once('。').map_or("", |(title, _)| title).to_owned();
        if title.is_empty() || title.chars().count() > 40 || sections::names_who(&text) {
            let outer = self.path.iter().filter(|open| !open.used).map(|open| open.text.as_str());
            self.sections.passed(level, text, location, outer, self.entries.are_tasks(level));
        } else {
            self.path.push(Open {
                level,
                text: title,
                location,
                due: None,
                departments: None,
                of_all: Departments::default(),
                used: false,
                styled,
            });
        }
    }
}

/// The deadline that a heading states: 2025年6月底前完成：, or 立行立改事项（2025年6月底前完成）.
fn due(text: &str) -> Option<String> {
    let body = marker::body(text).trim_matches('*').trim_end_matches(['。', '：', ':']);
    let bare = deadline::is_bare(body).then(|| body.to_owned());
    bare.or_else(|| tail::dated(body).map(|(_, phrase)| phrase))
}

/// A heading that only wraps the whole list.
fn wraps(text: &str) -> bool {
    let key = fold::key(text);
    let title = marker::read(&key).map_or(key.as_str(), |marker| marker.rest);
    let title = title.trim_end_matches(['。', '*', ':']);
    WRAPPING_HEADINGS.matches(title)
}
