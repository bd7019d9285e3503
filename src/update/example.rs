//! For the tests of this room: a plan of a year with one task, and what becomes of the task.

use chrono::NaiveDate;

use super::{Request, Wanted, departments::DepartmentChanges};
use crate::{
    error::Result,
    model::{Department, Entry, KeyTask, Period, Pillar, Plan, Registry, Task, TaskId, parse_date},
};

pub(super) fn day(text: &str) -> NaiveDate {
    parse_date(text).unwrap()
}

pub(super) fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// 甲局 is 甲 by another name.
pub(super) fn registry() -> Registry {
    let known =
        Department { aliases: names(&["甲局"]), people: names(&["张三"]), ..Department::named("甲") };
    Registry { departments: vec![known, Department::named("乙"), Department::named("丙")] }
}

/// It runs through 2025; key task 1 stands under pillar 1, and 2 under 2.
pub(super) fn plan() -> Plan {
    let heading = |id: u32| Pillar { id, title: format!("板块{id}"), ..Pillar::default() };
    let key_task =
        |id: u32| KeyTask { id, title: format!("重点{id}"), pillar: Some(id), ..KeyTask::default() };
    Plan {
        slug: "p".into(),
        period: Some(Period { start: Some(day("2025-01-01")), end: Some(day("2025-12-31")) }),
        pillars: vec![heading(1), heading(2)],
        key_tasks: vec![key_task(1), key_task(2)],
        ..Plan::default()
    }
}

/// Under pillar 1 and key task 1, with 甲 and 乙.
pub(super) fn task() -> Task {
    Task {
        id: TaskId(14),
        source: Some("line 63".into()),
        content: "建设平台".into(),
        departments: names(&["甲", "乙"]),
        pillar: Some(1),
        key_task: Some(1),
        ..Task::default()
    }
}

/// This and nothing else, on 2025-06-30.
pub(super) fn request(wanted: Wanted) -> Request {
    Request {
        wanted,
        by: None,
        on: None,
        today: day("2025-06-30"),
        reason: None,
        deadline_asked: None,
        lets_in_new: false,
        tasks_as_typed: String::new(),
    }
}

/// The same for a reason.
pub(super) fn because(wanted: Wanted) -> Request {
    Request { reason: Some("会议纪要".into()), ..request(wanted) }
}

/// The task as it becomes.
pub(super) fn applied(request: &Request, before: &Task) -> Result<Task> {
    let (plan, registry, mut task) = (plan(), registry(), before.clone());
    let departments = DepartmentChanges::of(request, &registry)?;
    request.apply(&mut task, Entry { plan: &plan, task: before }, &departments)?;
    Ok(task)
}

/// By which name it is refused.
#[track_caller]
pub(super) fn refusal(request: &Request, before: &Task) -> &'static str {
    applied(request, before).unwrap_err().code()
}
