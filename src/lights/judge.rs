//! The lights of many tasks: the one way from a store's rules and returns to what every list and paper says.

use chrono::NaiveDate;

use super::{Judgement, NamedRules, Points, Reported, pace::actual, rounded};
use crate::{
    model::{Entry, LightState, Status},
    query::{Reports, reports::Report},
    text::Text,
};

/// Judges tasks by a store's rules, by what was reported, on a day.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    /// The rules.
    pub rules: &'a NamedRules,
    /// What was reported about the plans of the tasks.
    pub reports: &'a Reports,
    /// The day.
    pub today: NaiveDate,
}

/// A task with what the rules say of it.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// The task.
    pub entry: Entry<'a>,
    /// What they say.
    pub judgement: Judgement,
    /// The report that says how far it is, where that was reported.
    pub report: Option<Report<'a>>,
    /// Why.
    pub reason: Text,
}

impl Judged<'_> {
    /// Whether its dates decide nothing any more: it is done, or not judged.
    pub fn is_settled(&self) -> bool {
        !matches!(self.entry.task.status, Status::NotStarted | Status::InProgress)
    }

    /// Whether nobody said when it begins, so that its span begins with its plan's.
    pub fn is_start_assumed(&self) -> bool {
        let of_plan = self.entry.plan.period.and_then(|period| period.start);
        !self.is_settled() && self.entry.task.start.is_none() && of_plan.is_some()
    }
}

impl<'a> Judge<'a> {
    /// What the rules say of a task.
    pub fn judge(self, entry: Entry<'a>) -> Judged<'a> {
        let report = self.reports.of_lead(entry);
        let reported = Reported {
            percent: report.and_then(|report| report.answer.percent).map(points),
            is_sent_back: self.reports.is_sent_back(entry),
        };
        let judgement = self.rules.rules.judge(entry, &reported, self.today);
        let reason = self.reason(entry, &judgement);
        Judged { entry, judgement, report, reason }
    }

    /// Why they say so.
    pub fn reason(self, entry: Entry<'a>, judgement: &Judgement) -> Text {
        self.without_lead(entry, judgement).unwrap_or_else(|| judgement.reason(&self.rules.rules))
    }

    /// That nobody knows whose completion counts, where departments share a task, and one reported how far it is.
    fn without_lead(self, entry: Entry<'a>, judgement: &Judgement) -> Option<Text> {
        let planned =
            judgement.pace.planned.filter(|_| judgement.is_undetermined && judgement.rule.is_none())?;
        let is_shared = entry.lead().is_none() && entry.task.departments.len() > 1;
        let is_reported = self
            .reports
            .of_task(&entry.plan.slug, entry.task.id)
            .any(|report| report.answer.percent.is_some());
        (is_shared && is_reported).then(|| {
            let planned = rounded(planned);
            text!(
                "没有分牵头、配合，不知以哪家报的完成率为准（应达{planned}%）",
                "nobody is known to lead, so it is not known whose completion counts (planned {planned}%)"
            )
        })
    }

    /// What the rules say of each of these tasks, in their order.
    pub fn all(self, entries: impl IntoIterator<Item = Entry<'a>>) -> Vec<Judged<'a>> {
        entries.into_iter().map(|entry| self.judge(entry)).collect()
    }
}

/// How far a task is by its status and by what its lead reported, whether there are rules or not.
pub fn completion(entry: Entry<'_>, reports: &Reports) -> Option<Points> {
    actual(entry.task.status, reports.percent(entry).map(points))
}

fn points(percent: u8) -> Points {
    Points::from(i64::from(percent))
}

impl Judged<'_> {
    /// What is said of its light.
    pub fn state(&self) -> LightState {
        self.judgement.state()
    }

    /// What it should have reached; nothing for what is not judged.
    pub fn planned(&self) -> Option<Points> {
        self.judgement.pace.planned.filter(|_| self.state() != LightState::NotJudged)
    }

    /// What it has reached.
    pub fn actual(&self) -> Option<Points> {
        self.judgement.pace.actual.filter(|_| self.state() != LightState::NotJudged)
    }

    /// By how many points it lags; what is ahead is below zero.
    pub fn gap(&self) -> Option<Points> {
        self.judgement.pace.gap().filter(|_| self.state() != LightState::NotJudged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Period, Plan, Task};

    #[test]
    fn what_is_said_of_dates_and_progress_is_of_tasks_that_are_judged() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let rules = NamedRules {
            name: "rules".into(),
            rules: super::super::presets().unwrap().remove("yichang").unwrap(),
        };
        let (reports, today) = (Reports::default(), day("2025-06-30"));
        let judge = Judge { rules: &rules, reports: &reports, today };
        let period = Period { start: Some(day("2025-01-01")), end: Some(day("2025-12-31")) };
        let plan = Plan { period: Some(period), ..Plan::default() };
        let half = Some(Points::from(50));
        let facts = |plan: &Plan, start: Option<NaiveDate>, status: Status| {
            let task = Task { start, status, ..Task::default() };
            let judged = judge.judge(Entry { plan, task: &task });
            (judged.is_start_assumed(), judged.planned(), judged.actual(), judged.gap())
        };
        for (start, status, expected) in [
            (None, Status::NotStarted, (true, half, None, half)),
            (Some(period.start.unwrap()), Status::NotStarted, (false, half, None, half)),
            (None, Status::Done, (false, half, Some(Points::from(100)), Some(Points::from(-50)))),
            (None, Status::Suspended, (false, None, None, None)),
        ] {
            assert_eq!(facts(&plan, start, status), expected, "{start:?} {status:?}");
        }
        assert!(!facts(&Plan::default(), None, Status::NotStarted).0, "no plan says when it begins");
    }
}
