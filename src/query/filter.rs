//! The conditions of a query. The same condition given twice means either; different ones mean both.

use chrono::NaiveDate;

use super::department;
use crate::{
    error::{Error, Result},
    model::{Entry, Snapshot, Status},
    text::fold::{fold, says},
};

/// The conditions as a person gave them.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Departments in any role.
    pub departments: Vec<String>,
    /// Departments that lead.
    pub leads: Vec<String>,
    /// Departments that support.
    pub supports: Vec<String>,
    /// Pillars, by number or a part of the title.
    pub pillars: Vec<String>,
    /// Key tasks, by number or a part of the title.
    pub key_tasks: Vec<String>,
    /// Words in the content or the notes.
    pub keywords: Vec<String>,
    /// Statuses.
    pub statuses: Vec<Status>,
    /// Only overdue tasks.
    pub overdue: bool,
    /// Only tasks that fall due before this day.
    pub due_before: Option<NaiveDate>,
}

/// The conditions, resolved to things that the store knows.
#[derive(Clone, Debug)]
pub struct Filter {
    departments: Vec<String>,
    leads: Vec<String>,
    supports: Vec<String>,
    pillars: Vec<Heading>,
    key_tasks: Vec<Heading>,
    keywords: Vec<String>,
    statuses: Vec<Status>,
    overdue: bool,
    due_before: Option<NaiveDate>,
    today: NaiveDate,
}

/// A pillar or key task as it was asked for.
#[derive(Clone, Debug)]
enum Heading {
    Number(u32),
    Title(String),
}

impl Heading {
    fn of(typed: &str) -> Self {
        let folded = fold(typed);
        folded.parse().map_or(Self::Title(folded), Self::Number)
    }

    fn is(&self, id: u32, title: &str, label: Option<&str>) -> bool {
        match self {
            Self::Number(number) => *number == id,
            Self::Title(words) => {
                fold(title).contains(words) || label.is_some_and(|label| fold(label) == *words)
            }
        }
    }
}

impl Filter {
    /// Resolves a request against what the store holds.
    ///
    /// # Errors
    /// When a department, pillar or key task is not known, or a name means several departments.
    pub fn resolve(request: &Request, snapshot: &Snapshot, today: NaiveDate) -> Result<Self> {
        let departments = |typed: &[String]| -> Result<Vec<String>> {
            let resolved = typed.iter().map(|name| department::resolve(name, snapshot));
            Ok(resolved.collect::<Result<Vec<_>>>()?.concat())
        };
        let filter = Self {
            departments: departments(&request.departments)?,
            leads: departments(&request.leads)?,
            supports: departments(&request.supports)?,
            pillars: request.pillars.iter().map(|typed| Heading::of(typed)).collect(),
            key_tasks: request.key_tasks.iter().map(|typed| Heading::of(typed)).collect(),
            keywords: request.keywords.iter().map(|word| fold(word)).collect(),
            statuses: request.statuses.clone(),
            overdue: request.overdue,
            due_before: request.due_before,
            today,
        };
        for (heading, typed) in filter.pillars.iter().zip(&request.pillars) {
            let mut pillars = snapshot.plans.iter().flat_map(|plan| &plan.pillars);
            if !pillars.any(|pillar| heading.is(pillar.id, &pillar.title, pillar.label.as_deref())) {
                return Err(unknown_pillar(typed, snapshot));
            }
        }
        for (heading, typed) in filter.key_tasks.iter().zip(&request.key_tasks) {
            let mut key_tasks = snapshot.plans.iter().flat_map(|plan| &plan.key_tasks);
            if !key_tasks.any(|key_task| heading.is(key_task.id, &key_task.title, key_task.label.as_deref()))
            {
                return Err(unknown_key_task(typed, snapshot));
            }
        }
        Ok(filter)
    }

    /// Whether a task meets every condition.
    pub fn matches(&self, entry: Entry<'_>) -> bool {
        let task = entry.task;
        let any = |wanted: &[String], has: &dyn Fn(&str) -> bool| {
            wanted.is_empty() || wanted.iter().any(|name| has(name))
        };
        any(&self.departments, &|name| {
            task.departments.iter().chain(task.lead.iter().flatten()).any(|known| known == name)
        }) && any(&self.leads, &|name| entry.is_led_by(name))
            && any(&self.supports, &|name| {
                entry.support().is_some_and(|mut support| support.any(|known| known == name))
            })
            && (self.statuses.is_empty() || self.statuses.contains(&task.status))
            && (self.pillars.is_empty() || self.is_under_pillar(entry))
            && (self.key_tasks.is_empty() || self.is_under_key_task(entry))
            && (!self.overdue || entry.is_overdue(self.today))
            && self.due_before.is_none_or(|day| entry.falls_due().is_some_and(|due| due < day))
            && (self.keywords.is_empty() || self.says_keyword(entry))
    }

    /// Whether a file with this text can hold a task that meets every condition, where its values stand in
    /// it with their own characters, at most with blanks and line ends between them.
    pub fn can_match_in(&self, text: &str) -> bool {
        let any = |wanted: &[String], has: &dyn Fn(&str) -> bool| {
            wanted.is_empty() || wanted.iter().any(|word| has(word))
        };
        let holds = |name: &str| {
            name.split_whitespace()
                .all(|part| memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some())
        };
        any(&self.departments, &holds)
            && any(&self.leads, &holds)
            && any(&self.supports, &holds)
            && any(&self.keywords, &|word| says(text, word))
    }

    /// Whether a condition is about what the notes of a task say.
    pub fn looks_at_notes(&self) -> bool {
        !self.keywords.is_empty()
    }

    /// The tasks that meet every condition, in the store's order.
    pub fn select<'a>(&self, snapshot: &'a Snapshot) -> Vec<Entry<'a>> {
        snapshot.entries().filter(|entry| self.matches(*entry)).collect()
    }

    fn is_under_pillar(&self, entry: Entry<'_>) -> bool {
        let Some(id) = entry.task.pillar else { return false };
        let pillar = entry.pillar();
        let (title, label) =
            pillar.map_or(("", None), |pillar| (pillar.title.as_str(), pillar.label.as_deref()));
        self.pillars.iter().any(|heading| heading.is(id, title, label))
    }

    fn is_under_key_task(&self, entry: Entry<'_>) -> bool {
        let Some(id) = entry.task.key_task else { return false };
        let key_task = entry.key_task();
        let (title, label) =
            key_task.map_or(("", None), |known| (known.title.as_str(), known.label.as_deref()));
        self.key_tasks.iter().any(|heading| heading.is(id, title, label))
    }

    fn says_keyword(&self, entry: Entry<'_>) -> bool {
        let notes = entry.task.notes.iter().map(|note| note.text.as_str());
        let mut texts = std::iter::once(entry.task.content.as_str()).chain(notes);
        texts.any(|text| self.keywords.iter().any(|word| says(text, word)))
    }
}

fn unknown_pillar(typed: &str, snapshot: &Snapshot) -> Error {
    let list = headings(
        snapshot.plans.iter().flat_map(|plan| &plan.pillars).map(|pillar| (pillar.id, &pillar.title)),
    );
    Error::not_found(text!("没有板块 `{typed}`", "there is no pillar `{typed}`"))
        .hint(text!("现有板块：{list}", "the pillars are: {list}"))
}

fn unknown_key_task(typed: &str, snapshot: &Snapshot) -> Error {
    let list = headings(
        snapshot.plans.iter().flat_map(|plan| &plan.key_tasks).map(|key_task| (key_task.id, &key_task.title)),
    );
    Error::not_found(text!("没有重点任务 `{typed}`", "there is no key task `{typed}`"))
        .hint(text!("现有重点任务：{list}", "the key tasks are: {list}"))
}

fn headings<'a>(headings: impl Iterator<Item = (u32, &'a String)>) -> String {
    let mut list: Vec<String> = Vec::new();
    for (id, title) in headings {
        let heading = format!("{id} {title}");
        // Plans of one kind have the same ones.
        if list.len() <= 20 && !list.contains(&heading) {
            list.push(heading);
        }
    }
    if list.len() > 20 {
        list.truncate(20);
        list.push("…".to_owned());
    }
    list.join("；")
}
