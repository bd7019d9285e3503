//! Reporting periods that can be: their days are in order and those of their name, and nobody is asked twice for the same.

use std::{collections::HashSet, hash::Hash};

use super::{Rule, Subject, subject::finding};
use crate::{
    error::{Finding, Location},
    model::{PeriodId, ReportingPeriod},
    store::layout,
    text::Text,
};

const IMPOSSIBLE_PERIOD: &str = "impossible-period";

pub(super) const RULES: &[Rule] = &[Rule {
    id: IMPOSSIBLE_PERIOD,
    title: || {
        text!(
            "报送期的日期先后有序，应报项目和任务不重复，开期之前没有报送",
            "the days of a period are in order, nothing is asked twice, and no return came before it was opened"
        )
    },
    run,
}];

fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, period) in &subject.periods {
        let file = subject.file(layout::period_file(*id));
        let wrong = wrong(*id, period).into_iter();
        findings.extend(wrong.map(|(key, message)| of_place(message, file.field(key))));
    }
    for found in &subject.returns {
        let opened =
            subject.periods.iter().find(|(id, _)| *id == found.period).map(|(_, period)| period.opened);
        let received = found.value.received;
        let Some(opened) = opened.filter(|opened| received < *opened) else { continue };
        let file = subject.file(layout::return_file(&found.plan, found.period, &found.code));
        findings.push(of_place(
            text!(
                "收到报送的日期 {received} 早于报送期的开期日 {opened}",
                "the return came on {received}, before the period was opened ({opened})"
            ),
            file.field("received"),
        ));
    }
    findings
}

fn of_place(message: Text, place: Location) -> Finding {
    finding(IMPOSSIBLE_PERIOD, message, place, text!("请改正", "correct it"))
}

/// What of a period can't be, each with its key.
fn wrong(id: PeriodId, period: &ReportingPeriod) -> Vec<(&'static str, Text)> {
    let mut found = Vec::new();
    let (first, last) = id.days();
    let (start, end, due, opened) = (period.start, period.end, period.due, period.opened);
    if (start, end) != (first, last) {
        found.push((
            "start",
            text!(
                "报送期 {id} 应从 {first} 到 {last}，写的是从 {start} 到 {end}",
                "the period {id} is from {first} to {last}, and says from {start} to {end}"
            ),
        ));
    }
    if due < opened {
        found.push((
            "due",
            text!(
                "报送截止日 {due} 早于开期日 {opened}",
                "it is due on {due}, before it was opened ({opened})"
            ),
        ));
    }
    if let Some(closed) = period.closed.filter(|closed| *closed < opened) {
        found.push((
            "closed",
            text!(
                "结束日 {closed} 早于开期日 {opened}",
                "it was closed on {closed}, before it was opened ({opened})"
            ),
        ));
    }
    if period.fields.is_empty() || has_twice(&period.fields) {
        found.push(("fields", text!("要报的栏目没有写，或有重复", "it asks for no field, or for one twice")));
    }
    let mut asked = period.asked.iter();
    if let Some(twice) = asked.find(|asked| has_twice(&asked.tasks)) {
        let department = &twice.department;
        found.push((
            "asked",
            text!("{department} 应报的任务有重复", "{department} is asked twice for a task"),
        ));
    }
    found
}

fn has_twice<T: Eq + Hash>(entries: &[T]) -> bool {
    let mut known = HashSet::new();
    !entries.iter().all(|entry| known.insert(entry))
}
