//! What a store held at one time: the plans that were asked for, the registry, and what could not
//! be read. The working files and a git revision give the same type.

use chrono::NaiveDate;

use super::{
    department::Registry,
    plan::{KeyTask, LeadRule, Pillar, Plan},
    task::Task,
};
use crate::error::Finding;

/// Plans with their tasks, as they were at one time.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Departments by all their names.
    pub registry: Registry,
    /// The plans, by slug.
    pub plans: Vec<Plan>,
    /// How many tasks were read and, being of no interest, not kept.
    pub passed_over: usize,
    /// Records that could not be read. Where this is not empty, no count may be given as complete.
    pub unreadable: Vec<Finding>,
    /// How many of those are no records of this time, but of an earlier one that it was compared with.
    pub unreadable_before: usize,
}

impl Snapshot {
    /// Every task with its plan, by plan and id.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.plans.iter().flat_map(Plan::entries)
    }

    /// How many records of this time could not be read.
    pub fn missing(&self) -> usize {
        self.unreadable.len().saturating_sub(self.unreadable_before)
    }

    /// How many tasks could be read.
    pub fn read(&self) -> usize {
        self.passed_over + self.plans.iter().map(|plan| plan.tasks.len()).sum::<usize>()
    }
}

impl Plan {
    /// Every task with its plan, by id.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.tasks.iter().map(move |task| Entry { plan: self, task })
    }
}

/// How the lead of a task is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LeadBasis {
    /// The document states it.
    Stated,
    /// Read off the position: a person decided that the first listed leads.
    FirstListed,
}

impl LeadBasis {
    /// The word in JSON.
    pub fn token(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::FirstListed => "first_listed",
        }
    }
}

/// A task together with the plan that gives it its context.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The task.
    pub task: &'a Task,
}

impl<'a> Entry<'a> {
    /// Its pillar, where the plan has it.
    pub fn pillar(self) -> Option<&'a Pillar> {
        self.task.pillar.and_then(|id| self.plan.pillar(id))
    }

    /// Its key task, where the plan has it.
    pub fn key_task(self) -> Option<&'a KeyTask> {
        self.task.key_task.and_then(|id| self.plan.key_task(id))
    }

    /// Its lead departments and how they are known; none where nobody said.
    pub fn lead(self) -> Option<(&'a [String], LeadBasis)> {
        if let Some(lead) = &self.task.lead {
            return Some((lead, LeadBasis::Stated));
        }
        let first = self.task.departments.get(..1)?;
        (self.plan.lead_rule == LeadRule::FirstListed).then_some((first, LeadBasis::FirstListed))
    }

    /// Those whose reports count: its leads, or its only department where nobody said who leads. None where it has several.
    pub fn answering(self) -> Option<&'a [String]> {
        let only = || Some(self.task.departments.as_slice()).filter(|names| names.len() == 1);
        self.lead().map(|(lead, _)| lead).or_else(only)
    }

    /// Whether `name` leads it.
    pub(crate) fn is_led_by(self, name: &str) -> bool {
        self.lead().is_some_and(|(lead, _)| lead.iter().any(|known| known == name))
    }

    /// The departments that support the lead, in printed order; none where no lead is known.
    pub fn support(self) -> Option<impl Iterator<Item = &'a str>> {
        let (lead, _) = self.lead()?;
        Some(self.task.departments.iter().filter(|name| !lead.contains(name)).map(String::as_str))
    }

    /// The day it falls due: its own date, else the end of the plan. A deadline that is a phrase
    /// without a date (持续推进) falls due with the plan too.
    pub fn falls_due(self) -> Option<NaiveDate> {
        self.task.due.or_else(|| self.plan.period.and_then(|period| period.end))
    }

    /// The day on which it begins where it came to its plan on this one: none where the plan itself had not begun by then,
    /// or where it fell due before.
    pub fn begins_with(self, day: NaiveDate) -> Option<NaiveDate> {
        let start = self.plan.period.and_then(|period| period.start);
        let is_later = start.is_none_or(|start| start < day);
        let is_in_time = self.falls_due().is_none_or(|due| day <= due);
        (is_later && is_in_time).then_some(day)
    }

    /// Its own first day and the day it falls due, where they are the wrong way round.
    pub fn begins_too_late(self) -> Option<(NaiveDate, NaiveDate)> {
        self.task.start.zip(self.falls_due()).filter(|(start, due)| start > due)
    }

    /// Whether it should be finished by now and is not. A suspended task is not overdue.
    pub(crate) fn is_overdue(self, today: NaiveDate) -> bool {
        let waits = self.task.status.is_finished() || self.task.status == super::status::Status::Suspended;
        !waits && self.falls_due().is_some_and(|due| due < today)
    }
}
