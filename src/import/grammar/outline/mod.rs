//! Running text: headings and tasks by their markers. A paragraph is a task exactly when it closes
//! with a list of departments or a line such as `责任单位：…` follows it; its marker alone says nothing.

mod answers;
mod around;
mod bodies;
mod by_department;
mod candidate;
mod duties;
mod entries;
mod fields;
mod fronted;
mod habits;
mod headings;
mod more;
mod paragraph;
mod sections;
mod styled;
mod task;
mod untaken;

pub(super) use sections::has_none as has_no_tasks;
pub(super) use untaken::places;

use std::collections::BTreeSet;

use self::{
    candidate::Candidate,
    entries::Entries,
    paragraph::{Entry, Kind},
    sections::Sections,
};
use super::{
    departments::{self, Departments, Holds, Mention, Role},
    fold,
    marker::Level,
    names,
    parts::Part,
    reading::{Reading, finding},
    tail, title,
};
use crate::import::{draft::RowRole, source::SourceLocation};

/// Whether a text says what is to be done and by whom: behind it, or in a sentence.
pub(super) fn assigns(text: &str) -> bool {
    const SHORTEST: usize = 4;
    let is_named =
        |list: &Departments| list.mentions.iter().any(|mention| names::is_surely_department(&mention.name));
    let tail = tail::find(text).filter(|tail| tail.content.chars().count() >= SHORTEST);
    tail.is_some_and(|tail| is_named(&tail.departments))
        || is_named(&duties::of(text, duties::Plainly::Assigned))
        || fields::departments(text).is_some()
}

/// A paragraph with its location, and the level of a heading that the document calls one.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) location: SourceLocation,
    pub(super) heading: Option<u8>,
}

/// Reads paragraphs.
pub(super) fn read(lines: &[Line<'_>]) -> Reading {
    let (all, unclear) = paragraph::entries(lines);
    let entries = Entries::new(all);
    let mut outline = Outline {
        single: entries.are_single(),
        unnumbered: entries.are_unnumbered(),
        entries: &entries,
        reading: Reading::default(),
        path: Vec::new(),
        candidate: None,
        open: false,
        sections: Sections::default(),
        measures: false,
        levels: Vec::new(),
        untitled: Vec::new(),
        styled_tasks: BTreeSet::new(),
        part_at: None,
        of_all: Departments::default(),
        body: 0,
        has_tasks_below: false,
    };
    for index in 0..entries.all.len() {
        outline.paragraph(index);
    }
    let mut reading = outline.finish();
    reading.warnings.extend(unclear.map(|first| {
        finding(
            "departments-in-front",
            first,
            text!(
                "从这一行起，责任部门按写在各项之前读入；若写在各项之后，单位就都错了一项，请核对",
                "from this line on, departments are read as standing in front of their items; if they stand behind \
                 them, each is one item off, check them"
            ),
        )
    }));
    reading
}

/// A heading in force.
struct Open {
    level: Level,
    text: String,
    location: SourceLocation,
    /// The departments of what stands below it.
    departments: Option<Departments>,
    /// Departments that take part in each task below it, beside its own.
    of_all: Departments,
    /// The deadline of what stands below it.
    due: Option<String>,
    /// Whether a task stands below it.
    used: bool,
    /// How deep it is, where the document calls it a heading.
    styled: Option<u8>,
}

struct Outline<'a> {
    entries: &'a Entries<'a>,
    reading: Reading,
    /// The headings in force, outermost first.
    path: Vec<Open>,
    candidate: Option<Candidate>,
    /// Whether the next line `责任单位：…` belongs to the last task.
    open: bool,
    /// Numbered paragraphs that are neither heading nor task.
    sections: Sections,
    /// Whether 整改措施： stands in the last task: numbered paragraphs below it are measures.
    measures: bool,
    /// The levels of the tasks.
    levels: Vec<Option<Level>>,
    /// Whether tasks without a number are of one paragraph each.
    single: bool,
    /// Whether tasks without a number have lines about them.
    unnumbered: bool,
    /// Headings by their style alone with no task below them.
    untitled: Vec<Open>,
    /// How deep those headings are, from 1, that became tasks.
    styled_tasks: BTreeSet<u8>,
    /// How many tasks stood above the last title.
    part_at: Option<usize>,
    /// Departments that take part in each task, beside its own.
    of_all: Departments,
    /// How many of the next paragraphs without a number are text of the last task.
    body: usize,
    /// Whether those below the heading in force are tasks.
    has_tasks_below: bool,
}

impl Outline<'_> {
    fn paragraph(&mut self, index: usize) {
        let Some(entry) = self.entries.get(index) else { return };
        let (text, location) = (entry.text, entry.location);
        if entry.level.is_some() {
            (self.body, self.has_tasks_below) = (0, false);
        }
        match &entry.kind {
            Kind::Task(_) | Kind::Plain if self.is_body(index) => self.body_text(index),
            Kind::PageMark => self.reading.record(
                location,
                RowRole::Note,
                text,
                text!("页码、页脚", "the mark or the foot of a page"),
            ),
            Kind::Assignment(departments) => self.assignment(index, departments.clone()),
            Kind::Front(_) => {
                self.close();
                self.open = false;
                let reason = text!("以下各项的责任部门", "the departments of what stands below it");
                self.reading.record(location, RowRole::Note, text, reason);
            }
            Kind::Names(title, departments) => {
                self.close();
                self.give(entry.level, title.clone(), location, departments.clone());
            }
            Kind::Persons => self.reading.record(
                location,
                RowRole::Note,
                text,
                text!(
                    "责任人、联系人、督导单位：不导入",
                    "persons or departments that only watch: not imported"
                ),
            ),
            Kind::OfAll(departments, holds) => self.of_all(index, departments, *holds),
            Kind::Task(tail) if self.is_measure(entry) => {
                if let Some(last) = self.reading.items.last_mut() {
                    let mentions = &mut last.departments.mentions;
                    for own in &tail.departments.mentions {
                        if !mentions.iter().any(|known| known.name == own.name) {
                            mentions.push(Mention { role: Role::Unstated, ..own.clone() });
                        }
                    }
                }
                self.more_text(text, location);
            }
            Kind::Task(tail) => self.task(index, tail.clone()),
            Kind::Boundary => self.boundary(index),
            Kind::Label if self.goes_on(index) => self.more_text(text, location),
            Kind::Label | Kind::Plain => self.plain(index),
        }
    }

    /// What stood above is a letter, or another plan: its headings end here.
    fn boundary(&mut self, index: usize) {
        let Some(entry) = self.entries.get(index) else { return };
        let (text, location, is_annex) = (entry.text, entry.location, self.entries.is_annex(index));
        self.close();
        self.leave(None);
        if self.reading.items.is_empty() {
            self.sections.forget();
        }
        self.open = false;
        let (role, reason) = if title::is_signature(text) {
            (RowRole::Note, text!("落款：以上的标题到此为止", "a signature: the headings above end here"))
        } else {
            let known = self.reading.items.len();
            // of two titles without a task between them the later one holds
            if self.part_at == Some(known) {
                self.reading.parts.pop();
            }
            self.part_at = Some(known);
            let title = fold::one_line(text);
            self.reading.parts.push(Part { location, title, from: known, is_annex });
            (RowRole::Title, text!("方案的标题", "the title of a plan"))
        };
        self.reading.record(location, role, text, reason);
    }

    /// A sentence gives departments to all tasks: those so far, or those to come below the heading in force.
    fn of_all(&mut self, index: usize, departments: &Departments, holds: Holds) {
        self.close();
        self.open = false;
        match holds {
            Holds::Above => {
                self.reading.items.iter_mut().for_each(|item| item.departments.extend(departments.clone()));
            }
            Holds::Below => match self.path.last_mut() {
                Some(open) => open.of_all.extend(departments.clone()),
                None => self.of_all.extend(departments.clone()),
            },
        }
        let Some(entry) = self.entries.get(index) else { return };
        self.reading.record(entry.location, RowRole::Note, entry.text, holds.words());
        // one sentence among others may be meant by the way
        if departments::of_all(entry.text).is_none() {
            let names: Vec<&str> = departments.mentions.iter().map(|one| one.name.as_str()).collect();
            let (zh, en) = (names.join("、"), names.join(", "));
            self.reading.warnings.push(finding(
                "inherited-departments",
                entry.location,
                text!(
                    "这一段里有一句说各项任务都由“{zh}”参加，已记入每一项，请核对",
                    "a sentence of this paragraph says that {en} take part in all tasks; they were given to each, check them"
                ),
            ));
        }
    }

    fn plain(&mut self, index: usize) {
        let Some(entry) = self.entries.get(index) else { return };
        let (text, location, level) = (entry.text, entry.location, entry.level);
        if departments::says_first_leads(&fold::key(text)) && self.reading.first_leads_from.is_none() {
            self.reading.first_leads_from = Some(self.reading.items.len());
        }
        if level.is_some() && self.goes_on(index) {
            return self.more_text(text, location);
        }
        if level.is_none() && self.is_title(index) {
            return self.boundary(index);
        }
        self.open = false;
        let is_label = matches!(entry.kind, Kind::Label);
        match (&mut self.candidate, level) {
            (Some(candidate), None) if candidate.level.is_some() => {
                candidate.more.push((text.to_owned(), location));
                candidate.labelled |= is_label;
            }
            (Some(candidate), Some(level))
                if candidate.labelled
                    && candidate
                        .level
                        .is_some_and(|outer| level > outer && self.entries.is_point(index, outer)) =>
            {
                candidate.more.push((text.to_owned(), location));
            }
            _ => {
                self.close();
                let text = text.to_owned();
                self.candidate =
                    Some(Candidate { index, level, text, location, more: Vec::new(), labelled: false });
            }
        }
    }

    /// Whether a plan begins with this line: before any task, or where the numbers begin anew.
    fn is_title(&self, index: usize) -> bool {
        const SHORTEST: usize = 8;
        let Some(entry) = self.entries.get(index) else { return false };
        let last = || self.levels.last().copied().flatten();
        let outermost = self.path.first().map(|open| open.level).or_else(last);
        let outermost = outermost.filter(|_| !self.reading.items.is_empty());
        // 附件2 above it says so, whatever the level of the numbers
        let is_annex = self.entries.is_annex(index);
        entry.text.chars().count() >= SHORTEST
            && title::is_title(entry.text)
            && self.entries.begins_anew(index, outermost.filter(|_| !is_annex))
            && (self.reading.items.is_empty() || is_annex || outermost.is_some())
    }

    fn assignment(&mut self, index: usize, departments: Departments) {
        let Some(entry) = self.entries.get(index) else { return };
        let (text, location) = (entry.text, entry.location);
        let of_heading =
            || text!("以上标题下各项的责任部门", "the departments of what the heading above heads");
        let reason = text!("上一项任务的责任部门或时限", "the departments or the deadline of the task above");
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
            if let Some(given) = self.path.last_mut().and_then(|open| open.departments.as_mut()) {
                given.extend(departments);
                self.reading.record(location, RowRole::Continuation, text, of_heading());
                return;
            }
            self.reading.warnings.push(finding(
                "dropped-row",
                location,
                text!(
                    "这一行有责任部门，前面却没有任务",
                    "this line names departments and no task stands before it"
                ),
            ));
            self.reading.record(location, RowRole::Dropped, text, text!("前面没有任务", "no task before it"));
            return;
        };
        let is_heading = candidate.more.is_empty()
            && !candidate.text.ends_with(['。', '；'])
            && is_heading(&candidate.text);
        if is_heading
            && (self.entries.gives_departments(candidate.index)
                || self.entries.bodies.heads(candidate.index)
                || departments.names_lead() && self.entries.lack_leads(candidate.index))
        {
            let (heading, place) = (candidate.text.clone(), candidate.location);
            self.give(candidate.level, heading, place, departments);
            self.has_tasks_below = self.entries.bodies.heads(candidate.index);
            self.reading.record(location, RowRole::Continuation, text, of_heading());
            return;
        }
        self.item_of(&candidate, departments);
        self.record_more(&candidate);
        self.body = self.entries.bodies.text(candidate.index);
        self.reading.record(location, RowRole::Continuation, text, reason);
    }

    fn finish(mut self) -> Reading {
        self.close();
        self.leave(None);
        // a note below all tasks holds for all of them
        if self.reading.first_leads_from == Some(self.reading.items.len()) {
            self.reading.first_leads_from = Some(0);
        }
        // a title behind the last task begins nothing
        if self.part_at == Some(self.reading.items.len()) {
            self.reading.parts.pop();
        }
        self.untitled();
        // one that heads all tasks tells none from another
        if self.reading.headings_left_out.len() < 2 {
            self.reading.headings_left_out.clear();
        }
        self.sections.report(&mut self.reading);
        untaken::report(self.entries, &mut self.reading);
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

/// Page marks: `— 2 —`, `—`, `３`.
pub(super) fn is_page_mark(text: &str) -> bool {
    let key = fold::key(text);
    key.chars().count() <= 9 && key.chars().all(|sign| sign == '-' || sign.is_ascii_digit())
}
