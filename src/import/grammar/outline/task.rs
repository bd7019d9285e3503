//! A paragraph that closes with its departments, as a task: with the paragraphs in front of it that are its text.

use super::{
    super::{
        deadline,
        departments::{Departments, Role},
        fold,
        marker::{self, Level},
        reading::{Item, finding},
        tail::{self, Form, Tail},
    },
    Candidate, Outline, is_heading,
};
use crate::import::{draft::RowRole, source::SourceLocation};

impl Outline<'_> {
    pub(super) fn task(&mut self, index: usize, tail: Tail) {
        let Some(entry) = self.entries.get(index) else { return };
        let (text, location, marked) = (entry.text, entry.location, entry.level.is_some());
        if tail.form == Form::Cut {
            self.reading.warnings.push(finding(
                "truncated",
                location,
                text!(
                    "责任部门到文件末尾被截断，这一项不完整",
                    "the text ends inside the list of departments; this task is incomplete"
                ),
            ));
        }
        let gives = self.entries.gives_departments(index)
            || self.entries.bodies.heads(index)
            || tail.departments.names_lead() && self.entries.lack_leads(index);
        if marked && is_heading(&tail.content) && gives {
            self.close();
            self.give(entry.level, tail.content, location, tail.departments);
            self.has_tasks_below = self.entries.bodies.heads(index);
            return;
        }
        match self.candidate.take() {
            // a task of several paragraphs: the list closes the last of them
            Some(candidate)
                if !marked
                    && candidate.level.is_some_and(|level| {
                        !is_heading(&candidate.text)
                            || candidate.more.is_empty() && self.entries.begins_task(level, index)
                            || candidate.text.ends_with('。')
                                && self.entries.closes_alone(candidate.index, level, index)
                    }) =>
            {
                let mut candidate = candidate;
                self.record_more(&candidate);
                candidate.more.push((tail.content, location));
                if candidate.titled().is_some() {
                    self.item_of(&candidate, tail.departments);
                } else {
                    let more = candidate.more.iter().map(|(more, _)| more.as_str());
                    let whole: String = std::iter::once(candidate.text.as_str()).chain(more).collect();
                    self.item(&whole, candidate.location, tail.departments);
                }
                self.reading.record(
                    location,
                    RowRole::Continuation,
                    text,
                    text!("上一段任务的正文和责任部门", "more of the task above and its departments"),
                );
            }
            candidate => {
                self.candidate = candidate;
                let lead_in = if marked || self.single { Vec::new() } else { self.lead_in() };
                self.close();
                let whole =
                    lead_in.into_iter().fold(String::new(), |whole, text| whole + &text) + &tail.content;
                self.item(&whole, location, tail.departments);
                self.body = self.entries.bodies.text(index);
            }
        }
    }

    /// Who leads is said by the heading above, where it says so and the task does not; and who does it, where the task names
    /// but those that support.
    fn lead(&self, departments: &mut Departments) {
        let supports = !departments.mentions.is_empty()
            && departments.mentions.iter().all(|mention| mention.role == Role::Support);
        let given = self.path.iter().rev().find_map(|open| open.departments.clone());
        let says_it = |given: &Departments| {
            (given.names_lead() && !departments.names_lead() || supports && !given.mentions.is_empty())
                && given != departments
        };
        if let Some(given) = given.filter(says_it) {
            departments.led_by(given);
        }
    }

    /// A paragraph with what stands below it becomes a task, or a heading with one task.
    pub(super) fn item_of(&mut self, candidate: &Candidate, departments: Departments) {
        let styled = self.entries.get(candidate.index).and_then(|entry| entry.heading);
        let first = candidate.more.first().filter(|_| candidate.more.len() == 1 && self.unnumbered);
        if let (Some(level), Some((task, place)), true) =
            (candidate.level, first, is_heading(&candidate.text))
        {
            self.heading(level, candidate.text.clone(), candidate.location, styled);
            return self.item(task, *place, departments);
        }
        match candidate.titled() {
            Some((level, task, place)) => {
                self.heading(level, candidate.text.clone(), candidate.location, styled);
                self.item(&task, place, departments);
            }
            None => {
                if let (Some(level), Some(depth)) = (candidate.level, styled) {
                    self.leave(Some(level));
                    self.styled_tasks.insert(depth);
                }
                self.item(&candidate.whole(), candidate.location, departments);
            }
        }
    }

    /// Accounts for the paragraphs below the first of a task.
    pub(super) fn record_more(&mut self, candidate: &Candidate) {
        for (text, location) in &candidate.more {
            let reason = text!("上一段任务的正文", "more of the task above");
            self.reading.record(*location, RowRole::Continuation, text, reason);
        }
    }

    /// The paragraphs between a heading and the unmarked paragraph that closes with the list.
    fn lead_in(&mut self) -> Vec<String> {
        let Some(candidate) = &mut self.candidate else { return Vec::new() };
        if candidate.more.iter().any(|(text, _)| !text.ends_with('。')) {
            return Vec::new();
        }
        let more = std::mem::take(&mut candidate.more);
        for (text, location) in &more {
            self.reading.record(
                *location,
                RowRole::Task,
                text,
                text!("任务的第一段", "the first paragraph of a task"),
            );
        }
        more.into_iter().map(|(text, _)| text).collect()
    }

    pub(super) fn item(&mut self, text: &str, location: SourceLocation, mut departments: Departments) {
        let mut text = fold::one_line(text);
        if departments.deadline.is_none()
            && let Some((content, phrase)) = tail::dated(&text)
        {
            (text, departments.deadline) = (content, Some(phrase));
        }
        let said = tail::due_at_the_end(&text).map(|phrase| (text.clone(), phrase.to_owned()));
        let said = said.or_else(|| tail::month_behind(&text));
        let mut due_in_text = false;
        if let Some((content, phrase)) = said.filter(|_| departments.deadline.is_none()) {
            (text, departments.deadline, due_in_text) = (content, Some(phrase), true);
        }
        if departments.deadline.is_none() {
            let level = marker::read(&text).map(|marker| marker.level);
            let outer = self.path.iter().rev().filter(|open| level.is_none_or(|level| open.level < level));
            departments.deadline = outer.filter_map(|open| open.due.clone()).next();
        }
        // 一是…；二是… in one paragraph are words of its text
        let is_text =
            |marker: &marker::Marker<'_>| marker.level == Level::Ordinal && marker.rest.contains("二是");
        let marker = marker::read(&text).filter(|marker| !marker.rest.is_empty() && !is_text(marker));
        let level = marker.as_ref().map(|marker| marker.level);
        if let Some(level) = level {
            self.leave(Some(level));
        }
        self.headings();
        self.path.iter_mut().for_each(|open| open.used = true);
        self.lead(&mut departments);
        departments.extend(self.of_all.clone());
        self.path.iter().for_each(|open| departments.extend(open.of_all.clone()));
        self.sections.task();
        // 二、集中整治阶段（2025年4月至9月）
        let year = self.path.iter().rev().find_map(|open| deadline::span_of(&open.text));
        let item = Item {
            year: year.filter(|(first, last)| first == last).map(|(year, _)| year),
            label: marker
                .as_ref()
                .filter(|marker| marker.level != Level::Bullet)
                .map(|marker| marker.label.to_owned()),
            number: marker.as_ref().and_then(|marker| marker.number),
            content: marker
                .map_or_else(|| text.trim_matches('*').to_owned(), |marker| marker.rest.to_owned()),
            due_text: departments.deadline.take(),
            due_in_text,
            departments,
            location,
            ..Item::default()
        };
        self.reading.record(
            location,
            RowRole::Task,
            &text,
            text!("以责任部门结尾的一段", "a paragraph with a list of departments"),
        );
        self.reading.item(item);
        self.levels.push(level);
        self.open = true;
        self.measures = false;
    }
}
