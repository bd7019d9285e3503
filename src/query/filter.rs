//! The conditions of a query. The same condition given twice means either; different ones mean both. Whoever
//! reads what a person typed fills a [`Filter`]; names are resolved by [`Heading`] and
//! [`department`](super::department).

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::NaiveDate;

use super::{Heading, Reports, heading::Known};
use crate::{
    model::{Entry, Status, TaskId},
    text::fold::contains_folded,
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
    /// Words in the content, the notes or what was reported, folded (as [`fold`](crate::text::fold::fold) gives them).
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
        let known = entry.pillar().map_or(Known { id, title: "", label: None }, Known::from);
        self.pillars.iter().any(|heading| heading.is(known))
    }

    fn is_under_key_task(&self, entry: Entry<'_>) -> bool {
        let Some(id) = entry.task.key_task else { return false };
        let known = entry.key_task().map_or(Known { id, title: "", label: None }, Known::from);
        self.key_tasks.iter().any(|heading| heading.is(known))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{KeyTask, LeadRule, Note, Period, Pillar, Plan, Snapshot, Task, parse_date};

    fn day(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    /// Four tasks of a plan that ends with 2025: 1 is 甲's alone, 2 done by 乙 with 甲, 3 nobody's yet, 4 withdrawn.
    fn plan() -> Plan {
        let pillar =
            |id: u32, label: &str, title: &str| Pillar { id, label: Some(label.into()), title: title.into() };
        let key_task = KeyTask { id: 1, title: "平台".into(), ..KeyTask::default() };
        let note = Note { date: day("2025-03-01"), by: None, text: "招标".into(), reason: false };
        let tasks = vec![
            Task {
                id: TaskId(1),
                content: "建设平台".into(),
                departments: names(&["甲"]),
                lead: Some(names(&["甲"])),
                due: Some(day("2025-06-30")),
                pillar: Some(1),
                key_task: Some(1),
                notes: vec![note],
                ..Task::default()
            },
            Task {
                id: TaskId(2),
                content: "开展培训".into(),
                departments: names(&["乙", "甲"]),
                lead: Some(names(&["乙"])),
                due: Some(day("2025-03-31")),
                status: Status::Done,
                pillar: Some(2),
                evidence: names(&["验收.pdf"]),
                ..Task::default()
            },
            Task {
                id: TaskId(3),
                content: "编制规划".into(),
                departments: names(&["丙"]),
                ..Task::default()
            },
            Task {
                id: TaskId(4),
                content: "扩大招聘".into(),
                departments: names(&["丙"]),
                status: Status::Withdrawn,
                due: Some(day("2025-01-31")),
                ..Task::default()
            },
        ];
        Plan {
            slug: "p".into(),
            period: Some(Period { start: None, end: Some(day("2025-12-31")) }),
            lead_rule: LeadRule::None,
            pillars: vec![pillar(1, "（一）", "数字"), pillar(2, "（二）", "人才")],
            key_tasks: vec![key_task],
            tasks,
            ..Plan::default()
        }
    }

    #[track_caller]
    fn finds(filter: &Filter, expected: &[u32]) {
        let plan = plan();
        let found: Vec<u32> =
            plan.entries().filter(|entry| filter.matches(*entry)).map(|entry| entry.task.id.0).collect();
        assert_eq!(found, expected, "{filter:?}");
    }

    #[test]
    fn each_condition_finds_its_tasks() {
        let none = Filter::default;
        let snapshot = Snapshot { plans: vec![plan()], ..Snapshot::default() };
        let pillar = |typed| vec![Heading::pillar(typed, &snapshot).unwrap()];
        let ids =
            |ids: &[u32]| Some(HashMap::from([("p".to_owned(), ids.iter().map(|id| TaskId(*id)).collect())]));
        for (filter, expected) in [
            (none(), &[1, 2, 3, 4][..]),
            (Filter { departments: names(&["甲"]), ..none() }, &[1, 2]),
            (Filter { leads: names(&["甲"]), ..none() }, &[1]),
            (Filter { supports: names(&["甲"]), ..none() }, &[2]),
            (Filter { pillars: pillar("人才"), ..none() }, &[2]),
            (Filter { pillars: pillar("一"), ..none() }, &[1]),
            (Filter { key_tasks: vec![Heading::key_task("1", &snapshot).unwrap()], ..none() }, &[1]),
            (Filter { keywords: names(&["平台", "培训"]), ..none() }, &[1, 2]),
            (Filter { keywords: names(&["招标"]), ..none() }, &[1]),
            (Filter { statuses: vec![Status::Done, Status::Withdrawn], ..none() }, &[2, 4]),
            (Filter { overdue_on: Some(day("2025-07-01")), ..none() }, &[1]),
            (Filter { due: Some([day("2025-03-31"), day("2025-06-30")]), ..none() }, &[1, 2]),
            (Filter { due_within: Some([day("2025-03-31"), day("2025-12-31")]), ..none() }, &[1, 3]),
            (Filter { due_before: Some(day("2025-06-30")), ..none() }, &[2, 4]),
            (Filter { due_after: Some(day("2025-06-30")), ..none() }, &[3]),
            (Filter { is_open: true, ..none() }, &[1, 3]),
            (Filter { has_no_lead: true, ..none() }, &[3, 4]),
            (Filter { has_no_evidence: true, ..none() }, &[1, 3, 4]),
            (Filter { changed: ids(&[2, 9]), ..none() }, &[2]),
            (Filter { not_reported: ids(&[1, 4]), ..none() }, &[1]),
            (Filter { departments: names(&["甲", "丙"]), is_open: true, ..none() }, &[1, 3]),
            (Filter { departments: names(&["甲"]), keywords: names(&["规划"]), ..none() }, &[]),
        ] {
            finds(&filter, expected);
        }
    }

    #[test]
    fn words_beside_a_task_count_as_its_own_and_no_other_condition_is_left_out() {
        let (plan, filter) =
            (plan(), Filter { keywords: names(&["规划"]), is_open: true, ..Filter::default() });
        let beside = |text: &str| {
            let found = plan
                .entries()
                .filter(|entry| filter.matches_beside(*entry, std::iter::once(text.to_owned())))
                .map(|entry| entry.task.id.0);
            found.collect::<Vec<_>>()
        };
        assert_eq!((beside("无"), beside("新规划")), (vec![3], vec![1, 3]));
    }
}
