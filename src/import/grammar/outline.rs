//! Running text: headings and tasks by their markers. A paragraph is a task exactly when it closes
//! with a list of departments or a line such as `责任单位：…` follows it; its marker alone says nothing.

use super::{
    departments::{self, Departments},
    fold,
    marker::{self, Level},
    reading::{Item, Reading, finding},
    tail::{self, Tail},
};
use crate::import::{draft::RowRole, lexicon::words, source::SourceLocation};

words! {
    WRAPPING_HEADINGS = TITLES["wrapping headings"];
}

/// A paragraph with its location.
pub(super) type Line<'a> = (&'a str, SourceLocation);

/// What a paragraph is, seen alone.
enum Kind {
    /// A list or a deadline for the task before it.
    Assignment(Departments),
    /// The persons behind the task before it.
    Persons,
    /// It closes with a list of departments.
    Task(Tail),
    /// Anything else.
    Plain,
}

/// Reads paragraphs.
pub(super) fn read(lines: &[Line<'_>]) -> Reading {
    let mut outline = Outline::default();
    for (text, location) in lines {
        let text = fold::trim(text);
        if !text.is_empty() {
            outline.paragraph(text, *location);
        }
    }
    outline.close();
    outline.finish()
}

fn kind(text: &str) -> Kind {
    if let Some(departments) = tail::headed(text) {
        return if departments.is_silent() && tail::names_persons(text) {
            Kind::Persons
        } else {
            Kind::Assignment(departments)
        };
    }
    match tail::find(text) {
        // a bare list of names closes a task only behind a full stop
        Some(tail) if !tail.bare || fold::trim(&tail.content).ends_with(['。', '；', ';', '！']) => {
            Kind::Task(tail)
        }
        _ => Kind::Plain,
    }
}

/// A paragraph that may turn out to be a heading or, by what follows, a task.
struct Candidate {
    level: Option<Level>,
    text: String,
    location: SourceLocation,
    more: Vec<(String, SourceLocation)>,
}

#[derive(Default)]
struct Outline {
    reading: Reading,
    /// The headings in force, outermost first.
    path: Vec<(Level, String)>,
    candidate: Option<Candidate>,
    /// Whether the next line `责任单位：…` belongs to the last task.
    open: bool,
    /// Numbered paragraphs that are neither heading nor task.
    passed: Vec<(Level, String, SourceLocation)>,
    levels: Vec<Option<Level>>,
}

impl Outline {
    fn paragraph(&mut self, text: &str, location: SourceLocation) {
        if is_page_mark(text) {
            self.reading.record(location, RowRole::Note, text, text!("页码", "a page mark"));
            return;
        }
        match kind(text) {
            Kind::Assignment(departments) => self.assignment(text, location, departments),
            Kind::Persons => self.reading.record(
                location,
                RowRole::Note,
                text,
                text!("责任人、联系人：不导入", "persons, not departments"),
            ),
            Kind::Task(tail) => self.task(text, location, tail),
            Kind::Plain => self.plain(text, location),
        }
    }

    fn plain(&mut self, text: &str, location: SourceLocation) {
        if departments::says_first_leads(&fold::key(text)) && self.reading.first_leads_from.is_none() {
            self.reading.first_leads_from = Some(self.reading.items.len());
        }
        self.open = false;
        let level = marker::read(text).map(|marker| marker.level);
        match (&mut self.candidate, level) {
            (Some(candidate), None) if candidate.level.is_some() => {
                candidate.more.push((text.to_owned(), location))
            }
            _ => {
                self.close();
                self.candidate = Some(Candidate { level, text: text.to_owned(), location, more: Vec::new() });
            }
        }
    }

    fn assignment(&mut self, text: &str, location: SourceLocation, departments: Departments) {
        let reason = text!("上一项任务的责任单位或时限", "the departments or the deadline of the task above");
        if self.open
            && let Some(last) = self.reading.items.last_mut()
        {
            if departments.first_leads && self.reading.first_leads_from.is_none() {
                self.reading.first_leads_from = Some(self.levels.len().saturating_sub(1));
            }
            last.departments.extend(departments);
            self.reading.record(location, RowRole::Continuation, text, reason);
            return;
        }
        let Some(candidate) = self.candidate.take() else {
            self.reading.warnings.push(finding(
                "dropped-row",
                location,
                text!(
                    "这一行有责任单位，前面却没有任务",
                    "this line names departments and no task stands before it"
                ),
            ));
            self.reading.record(location, RowRole::Dropped, text, text!("前面没有任务", "no task before it"));
            return;
        };
        let mut whole = candidate.text.clone();
        for (more, _) in &candidate.more {
            whole.push_str(joint(&whole));
            whole.push_str(more);
        }
        self.item(&whole, candidate.location, departments);
        for (more, location) in &candidate.more {
            self.reading.record(
                *location,
                RowRole::Continuation,
                more,
                text!("上一段任务的正文", "more of the task above"),
            );
        }
        self.reading.record(location, RowRole::Continuation, text, reason);
    }

    fn task(&mut self, text: &str, location: SourceLocation, tail: Tail) {
        if tail.cut {
            self.reading.warnings.push(finding(
                "truncated",
                location,
                text!(
                    "责任单位到文件末尾被截断，这一项不完整",
                    "the text ends inside the list of departments; this task is incomplete"
                ),
            ));
        }
        let marked = marker::read(text).is_some();
        match self.candidate.take() {
            // a task of several paragraphs: the list closes the last of them
            Some(candidate) if !marked && candidate.level.is_some() && !is_heading(&candidate.text) => {
                let mut whole = candidate.text.clone();
                for (more, _) in &candidate.more {
                    whole.push_str(more);
                }
                whole.push_str(&tail.content);
                self.item(&whole, candidate.location, tail.departments);
                self.reading.record(
                    location,
                    RowRole::Continuation,
                    text,
                    text!("上一段任务的正文和责任单位", "more of the task above and its departments"),
                );
            }
            candidate => {
                self.candidate = candidate;
                let lead_in = if marked { Vec::new() } else { self.lead_in() };
                self.close();
                let whole =
                    lead_in.into_iter().fold(String::new(), |whole, text| whole + &text) + &tail.content;
                self.item(&whole, location, tail.departments);
            }
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

    fn item(&mut self, text: &str, location: SourceLocation, mut departments: Departments) {
        let text = fold::one_line(text);
        let marker = marker::read(&text).filter(|marker| !marker.rest.is_empty());
        let level = marker.as_ref().map(|marker| marker.level);
        if let Some(level) = level {
            self.path.retain(|(known, _)| *known < level);
        }
        self.headings();
        let item = Item {
            label: marker
                .as_ref()
                .filter(|marker| marker.level != Level::Bullet)
                .map(|marker| marker.label.to_owned()),
            number: marker.as_ref().and_then(|marker| marker.number),
            content: marker
                .map_or_else(|| text.trim_matches('*').to_owned(), |marker| marker.rest.to_owned()),
            due_text: departments.deadline.take(),
            departments,
            location,
            ..Item::default()
        };
        self.reading.record(
            location,
            RowRole::Task,
            &text,
            text!("以责任单位结尾的一段", "a paragraph with a list of departments"),
        );
        self.reading.item(item);
        self.levels.push(level);
        self.open = true;
    }

    /// Opens the headings in force: the inner two are pillar and key task.
    fn headings(&mut self) {
        let mut path: Vec<&str> = self.path.iter().map(|(_, text)| text.as_str()).collect();
        while path.len() > 2 || path.len() == 2 && path.first().is_some_and(|text| wraps(text)) {
            path.remove(0);
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

    /// The candidate is no task: a heading, or text to pass over.
    fn close(&mut self) {
        let Some(candidate) = self.candidate.take() else { return };
        let Candidate { level, text, location, more } = candidate;
        match level {
            Some(level) => {
                self.path.retain(|(known, _)| *known < level);
                let role = if level <= Level::Han || self.path.is_empty() {
                    RowRole::Pillar
                } else {
                    RowRole::KeyTask
                };
                if is_heading(&text) {
                    self.reading.record(
                        location,
                        role,
                        &text,
                        text!("有编号、没有责任单位的标题", "a heading: a marker and no departments"),
                    );
                    self.path.push((level, text));
                } else {
                    // the run-in title heads what stands below it
                    self.reading.record(
                        location,
                        RowRole::Note,
                        &text,
                        text!("有编号、没有责任单位的正文", "numbered text without departments"),
                    );
                    let title = text.split_once('。').map_or("", |(title, _)| title).to_owned();
                    self.passed.push((level, text, location));
                    if !title.is_empty() && title.chars().count() <= 40 {
                        self.path.push((level, title));
                    }
                }
            }
            None => self.reading.record(
                location,
                RowRole::Note,
                &text,
                text!("没有责任单位的正文", "text without departments"),
            ),
        }
        for (text, location) in more {
            self.reading.record(
                location,
                RowRole::Note,
                &text,
                text!("没有责任单位的正文", "text without departments"),
            );
        }
    }

    fn finish(mut self) -> Reading {
        // a note below all tasks holds for all of them
        if self.reading.first_leads_from == Some(self.reading.items.len()) {
            self.reading.first_leads_from = Some(0);
        }
        let usual = [
            Level::Han,
            Level::HanBracket,
            Level::Digit,
            Level::DigitBracket,
            Level::Circled,
            Level::Ordinal,
        ]
        .into_iter()
        .max_by_key(|level| self.levels.iter().filter(|known| **known == Some(*level)).count());
        let (first, last) = (
            self.reading.items.first().map(|item| item.location),
            self.reading.items.last().map(|item| item.location),
        );
        let lost: Vec<_> = self
            .passed
            .iter()
            .filter(|(level, _, location)| {
                Some(*level) == usual
                    && first.is_some_and(|first| *location > first)
                    && last.is_some_and(|last| *location < last)
            })
            .collect();
        if let Some((_, text, location)) = lost.first() {
            let count = lost.len();
            let head = fold::head(text);
            let warning = finding(
                "dropped-row",
                *location,
                text!(
                    "有 {count} 段像任务而没有责任单位，未导入，如：{head}",
                    "{count} paragraphs look like tasks and name no department; not imported: {head}"
                ),
            );
            let places: Vec<SourceLocation> = lost.iter().map(|(_, _, location)| *location).collect();
            self.reading.warnings.push(warning);
            self.reading
                .account
                .iter_mut()
                .filter(|row| places.contains(&row.location))
                .for_each(|row| row.role = RowRole::Dropped);
        }
        self.reading
    }
}

/// What stands between a title without a stop and the text below it.
fn joint(text: &str) -> &'static str {
    if text.ends_with(['。', '；', '：', ':', '，', ';']) { "" } else { " " }
}

/// A short line, or one sentence.
fn is_heading(text: &str) -> bool {
    const LONGEST: usize = 60;
    let text = fold::trim(text).trim_matches('*').trim_end_matches(['。', '：', ':']);
    text.chars().count() <= LONGEST && !text.contains('。')
}

/// A heading that only wraps the whole list.
fn wraps(text: &str) -> bool {
    let key = fold::key(text);
    let title = marker::read(&key).map_or(key.as_str(), |marker| marker.rest);
    let title = title.trim_end_matches(['。', '*', ':']);
    WRAPPING_HEADINGS.matches(title)
}

/// Page marks: `— 2 —`, `—`, `３`.
pub(super) fn is_page_mark(text: &str) -> bool {
    let key = fold::key(text);
    key.chars().count() <= 9 && key.chars().all(|sign| sign == '-' || sign.is_ascii_digit())
}
