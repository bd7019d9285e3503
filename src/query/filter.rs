//! The conditions of a query. The same condition given twice means either; different ones mean both. Whoever
//! reads what a person typed fills a [`Filter`]; names are resolved by [`Heading`] and
//! [`department`](super::department).

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::NaiveDate;

use super::Reports;
use crate::{
    error::{Error, Result},
    model::{Entry, Plan, Snapshot, Status, TaskId},
    text::{
        clean,
        fold::{contains_folded, fold},
        numeral,
    },
};

/// Conditions on tasks. A condition with several values is met by any of them, one without values by every task.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Departments that have the task in any role, by every name that a task may carry.
    pub departments: Vec<String>,
    /// Departments that lead, by every name.
    pub leads: Vec<String>,
    /// Departments that support, by every name.
    pub supports: Vec<String>,
    /// Pillars.
    pub pillars: Vec<Heading>,
    /// Key tasks.
    pub key_tasks: Vec<Heading>,
    /// Words in the content, the notes or what was reported, folded (as [`fold`] gives them).
    pub keywords: Vec<String>,
    /// Statuses.
    pub statuses: Vec<Status>,
    /// Only tasks that are overdue on this day.
    pub overdue_on: Option<NaiveDate>,
    /// Only tasks that fall due from the first of these days to the last.
    pub due: Option<[NaiveDate; 2]>,
    /// Only tasks that fall due before this day.
    pub due_before: Option<NaiveDate>,
    /// Only tasks that fall due after this day.
    pub due_after: Option<NaiveDate>,
    /// Only open tasks that fall due from the first of these days to the last.
    pub due_within: Option<[NaiveDate; 2]>,
    /// Only tasks of which something is left to do.
    pub is_open: bool,
    /// Only tasks of which no lead is known.
    pub has_no_lead: bool,
    /// Only tasks without evidence.
    pub has_no_evidence: bool,
    /// What was reported, where a condition looks at it.
    pub reports: Option<Arc<Reports>>,
    /// Only tasks about which somebody sent nothing, by plan.
    pub not_reported: Option<HashMap<String, HashSet<TaskId>>>,
    /// Only these tasks, by plan: those that changed since a certain time.
    pub changed: Option<HashMap<String, HashSet<TaskId>>>,
}

/// A pillar or key task as it was asked for, by its number or by a part of its title.
#[derive(Clone, Debug)]
pub struct Heading(Wanted);

#[derive(Clone, Debug)]
enum Wanted {
    Number(u32),
    /// The number that its label prints: 四 for （四）.
    Label(u32),
    /// A folded part of the title, or the whole folded label.
    Words(String),
}

impl Heading {
    /// The pillar that was typed.
    ///
    /// # Errors
    /// When no plan of `snapshot` has such a pillar; the error lists those that there are.
    pub fn pillar(typed: &str, snapshot: &Snapshot) -> Result<Self> {
        let heading = Self::of(typed, &snapshot.plans, pillar_labels);
        let mut pillars = snapshot.plans.iter().flat_map(|plan| &plan.pillars);
        if pillars.any(|pillar| heading.is(pillar.id, &pillar.title, pillar.label.as_deref())) {
            return Ok(heading);
        }
        Err(unknown_pillar(typed, &snapshot.plans))
    }

    /// The key task that was typed.
    ///
    /// # Errors
    /// When no plan of `snapshot` has such a key task; the error lists those that there are.
    pub fn key_task(typed: &str, snapshot: &Snapshot) -> Result<Self> {
        let heading = Self::of(typed, &snapshot.plans, key_task_labels);
        let mut key_tasks = snapshot.plans.iter().flat_map(|plan| &plan.key_tasks);
        if key_tasks.any(|key_task| heading.is(key_task.id, &key_task.title, key_task.label.as_deref())) {
            return Ok(heading);
        }
        Err(unknown_key_task(typed, &snapshot.plans))
    }

    /// The number of the pillar of one plan that was typed.
    ///
    /// # Errors
    /// When the plan has no such pillar, or several.
    pub fn pillar_of(typed: &str, plan: &Plan) -> Result<u32> {
        let heading = Self::of(typed, std::slice::from_ref(plan), pillar_labels);
        let pillars =
            plan.pillars.iter().filter(|known| heading.is(known.id, &known.title, known.label.as_deref()));
        only_one(typed, pillars.map(|known| (known.id, &known.title)).collect())?
            .ok_or_else(|| unknown_pillar(typed, std::slice::from_ref(plan)))
    }

    /// The number of the key task of one plan that was typed.
    ///
    /// # Errors
    /// When the plan has no such key task, or several.
    pub fn key_task_of(typed: &str, plan: &Plan) -> Result<u32> {
        let heading = Self::of(typed, std::slice::from_ref(plan), key_task_labels);
        let known =
            plan.key_tasks.iter().filter(|known| heading.is(known.id, &known.title, known.label.as_deref()));
        only_one(typed, known.map(|known| (known.id, &known.title)).collect())?
            .ok_or_else(|| unknown_key_task(typed, std::slice::from_ref(plan)))
    }

    /// What was typed: a number in digits; one in Chinese, which is that of a label where just one heading of a plan has it;
    /// else words.
    fn of(typed: &str, plans: &[Plan], labels: fn(&Plan) -> Vec<&str>) -> Self {
        if let Some(number) = clean::number(typed.trim()) {
            return Self(Wanted::Number(number));
        }
        let Some(number) = heading_number(typed) else { return Self(Wanted::Words(fold(typed))) };
        let count = |plan: &Plan| {
            labels(plan).into_iter().filter(|label| numeral::of_label(label) == Some(number)).count()
        };
        let counts: Vec<usize> = plans.iter().map(count).collect();
        let is_label = counts.contains(&1) && counts.iter().all(|count| *count < 2);
        Self(if is_label { Wanted::Label(number) } else { Wanted::Number(number) })
    }

    fn is(&self, id: u32, title: &str, label: Option<&str>) -> bool {
        match &self.0 {
            Wanted::Number(number) => *number == id,
            Wanted::Label(number) => label.and_then(numeral::of_label) == Some(*number),
            Wanted::Words(words) => {
                fold(title).contains(words) || label.is_some_and(|label| fold(label) == *words)
            }
        }
    }
}

/// The number of a heading as it is said: 四, 四、, 第四, 第四板块. A label in brackets (（四）) is compared as printed.
pub fn heading_number(typed: &str) -> Option<u32> {
    // A blank that parts digits parts numbers: `1 2` is no 12.
    let parts: Vec<&str> = typed.split_whitespace().collect();
    let is_digit = |sign: Option<char>| sign.is_some_and(char::is_numeric);
    let parted = |pair: &[&str]| {
        let [one, other] = pair else { return false };
        is_digit(one.chars().next_back()) && is_digit(other.chars().next())
    };
    if parts.windows(2).any(parted) {
        return None;
    }
    let word = fold(typed);
    let word = word.strip_prefix('第').unwrap_or(&word);
    let ends = ["板块", "重点任务", "个", "、", ".", "．"];
    let word = ends.iter().fold(word, |word, end| word.strip_suffix(end).unwrap_or(word));
    numeral::chinese(word).or_else(|| clean::number(word)).filter(|number| *number > 0)
}

fn pillar_labels(plan: &Plan) -> Vec<&str> {
    plan.pillars.iter().filter_map(|known| known.label.as_deref()).collect()
}

fn key_task_labels(plan: &Plan) -> Vec<&str> {
    plan.key_tasks.iter().filter_map(|known| known.label.as_deref()).collect()
}

impl Filter {
    /// Whether a task meets every condition.
    pub fn matches(&self, entry: Entry<'_>) -> bool {
        self.fits(entry) && (self.keywords.is_empty() || self.has_keyword(entry))
    }

    /// Whether a task meets every condition, where these words beside it count, too.
    pub fn matches_beside(&self, entry: Entry<'_>, mut words: impl Iterator<Item = String>) -> bool {
        let has_keyword = |text: String| self.keywords.iter().any(|word| contains_folded(&text, word));
        self.matches(entry) || self.fits(entry) && words.any(has_keyword)
    }

    /// Whether a task meets every condition but that of words.
    fn fits(&self, entry: Entry<'_>) -> bool {
        // No `..`: a condition that is new doesn't compile until it is asked here.
        let Self {
            departments,
            leads,
            supports,
            pillars,
            key_tasks,
            keywords: _,
            statuses,
            overdue_on,
            due,
            due_before,
            due_after,
            due_within,
            is_open,
            has_no_lead,
            has_no_evidence,
            reports: _,
            not_reported,
            changed,
        } = self;
        let task = entry.task;
        let any = |wanted: &[String], has: &dyn Fn(&str) -> bool| {
            wanted.is_empty() || wanted.iter().any(|name| has(name))
        };
        any(departments, &|name| {
            task.departments.iter().chain(task.lead.iter().flatten()).any(|known| known == name)
        }) && any(leads, &|name| entry.is_led_by(name))
            && any(supports, &|name| {
                entry.support().is_some_and(|mut support| support.any(|known| known == name))
            })
            && (statuses.is_empty() || statuses.contains(&task.status))
            && (pillars.is_empty() || self.is_under_pillar(entry))
            && (key_tasks.is_empty() || self.is_under_key_task(entry))
            && overdue_on.is_none_or(|day| entry.is_overdue(day))
            && due.is_none_or(|days| falls_due_in(entry, days))
            && due_before.is_none_or(|day| entry.falls_due().is_some_and(|due| due < day))
            && due_after.is_none_or(|day| entry.falls_due().is_some_and(|due| due > day))
            && due_within.is_none_or(|days| falls_due_within(entry, days))
            && (!*is_open || !task.status.is_finished())
            && (!*has_no_lead || entry.lead().is_none())
            && (!*has_no_evidence || !task.has_evidence())
            && not_reported
                .as_ref()
                .is_none_or(|tasks| tasks.get(&entry.plan.slug).is_some_and(|tasks| tasks.contains(&task.id)))
            && (not_reported.is_none() || !task.status.is_owed_no_more())
            && changed
                .as_ref()
                .is_none_or(|changed| changed.get(&entry.plan.slug).is_some_and(|ids| ids.contains(&task.id)))
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

    fn has_keyword(&self, entry: Entry<'_>) -> bool {
        let notes = entry.task.notes.iter().map(|note| note.text.as_str());
        let reported = self
            .reports
            .iter()
            .flat_map(|reports| reports.of_task(&entry.plan.slug, entry.task.id))
            .flat_map(|report| report.answer.texts());
        let mut texts = std::iter::once(entry.task.content.as_str()).chain(notes).chain(reported);
        texts.any(|text| self.keywords.iter().any(|word| contains_folded(text, word)))
    }
}

fn falls_due_in(entry: Entry<'_>, [first, last]: [NaiveDate; 2]) -> bool {
    entry.falls_due().is_some_and(|due| (first..=last).contains(&due))
}

fn falls_due_within(entry: Entry<'_>, days: [NaiveDate; 2]) -> bool {
    !entry.task.status.is_finished() && falls_due_in(entry, days)
}

fn only_one(typed: &str, found: Vec<(u32, &String)>) -> Result<Option<u32>> {
    match found.as_slice() {
        [] => Ok(None),
        [(id, _)] => Ok(Some(*id)),
        several => {
            let list = headings(several.iter().copied());
            Err(Error::conflict(text!(
                "`{typed}` 可以指几个标题：{list}",
                "`{typed}` may mean several headings: {list}"
            ))
            .named("ambiguous-heading")
            .hint(text!("请写编号", "write the number")))
        }
    }
}

fn unknown_pillar(typed: &str, plans: &[Plan]) -> Error {
    let list = headings(plans.iter().flat_map(|plan| &plan.pillars).map(|pillar| (pillar.id, &pillar.title)));
    Error::not_found(text!("没有板块 `{typed}`", "there is no pillar `{typed}`"))
        .named("no-such-pillar")
        .hint(text!("现有板块：{list}", "the pillars are: {list}"))
}

fn unknown_key_task(typed: &str, plans: &[Plan]) -> Error {
    let list = headings(
        plans.iter().flat_map(|plan| &plan.key_tasks).map(|key_task| (key_task.id, &key_task.title)),
    );
    Error::not_found(text!("没有重点任务 `{typed}`", "there is no key task `{typed}`"))
        .named("no-such-key-task")
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
