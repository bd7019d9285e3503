//! Whether what is asked of a task can be: progress is never from the future, a task falls due while its plan runs, and
//! nothing begins after it falls due.

use chrono::NaiveDate;

use super::Request;
use crate::{
    error::{Error, Result},
    import::edition::is_due_as_printed,
    model::{Change, ChangedField, Entry, Field, Plan, Snapshot, Task, TaskId},
};

/// A deadline that is set behind the end of its plan, and so recorded as an extension: who grants one sees it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BeyondPlan {
    /// The plan of the task.
    pub plan: String,
    /// The task.
    pub task: TaskId,
    /// Its new deadline.
    pub due: NaiveDate,
    /// The last day of the plan.
    pub end: NaiveDate,
}

impl BeyondPlan {
    /// Those among the changes that a request made.
    pub(super) fn among(changes: &[Change], request: &Request, snapshot: &Snapshot) -> Vec<Self> {
        let Some(Some(due)) = request.wanted.due else { return Vec::new() };
        let set = changes.iter().filter(|change| change.field == ChangedField::Field(Field::Due));
        let beyond = set.filter_map(|change| {
            let (slug, task) = change.subject.plan().zip(change.subject.task())?;
            let plan = snapshot.plans.iter().find(|plan| plan.slug == slug)?;
            let end = plan.period?.end.filter(|end| due > *end)?;
            Some(Self { plan: slug.to_owned(), task, due, end })
        });
        beyond.collect()
    }
}

impl Request {
    /// What is dated can have been: progress is never from the future, and a task falls due while its plan runs,
    /// unless it was prolonged for a reason.
    ///
    /// # Errors
    /// When a day is later than today, or a deadline is outside of the plan for no reason.
    pub fn ensure_in_time(&self, entries: &[Entry<'_>]) -> Result<()> {
        for (day, option) in [(self.on, "--on"), (self.deadline_asked, "--asked")] {
            day.map_or(Ok(()), |day| ensure_past(day, option, self.today))?;
        }
        let Some(Some(due)) = self.wanted.due else { return Ok(()) };
        let is_outside = |entry: &&Entry<'_>| entry.plan.period.is_some_and(|period| !period.covers(due));
        let is_late = |entry: &&Entry<'_>| {
            let end = entry.plan.period.and_then(|period| period.end);
            end.is_some_and(|end| due > end)
        };
        // Where the document says that day, nothing is granted by naming it.
        let is_moved =
            |entry: &&Entry<'_>| entry.task.due != Some(due) || !is_due_as_printed(entry.task, entry.plan);
        let mut outside = entries.iter().filter(is_outside).filter(is_moved);
        let Some(entry) = outside.find(|entry| !(is_late(entry) && self.has_words())) else { return Ok(()) };
        let (id, slug) = (entry.task.id, &entry.plan.slug);
        Err(Error::conflict(text!(
            "编号{id} 的时限 {due} 不在方案 {slug} 的年限之内；没有写入任何内容",
            "task {id} would fall due on {due}, outside of the period of plan {slug}; nothing was written"
        ))
        .hint(text!(
            "批准延期到方案期满之后的，加 `--reason 原因`；方案的年限不对的：`pjt plan edit {slug} --years 起始年-结束年 --reason 原因`",
            "where it was prolonged beyond the plan's end, add `--reason WHY`; where the years of the plan are not right: `pjt plan edit {slug} --years FIRST-LAST --reason WHY`"
        )))
    }

    /// Nothing begins after it falls due.
    pub(super) fn ensure_order(&self, task: &Task, plan: &Plan) -> Result<()> {
        if self.wanted.start.is_none() && self.wanted.due.is_none() {
            return Ok(());
        }
        let Some((start, due)) = (Entry { plan, task }).begins_too_late() else { return Ok(()) };
        let id = task.id;
        Err(Error::conflict(text!(
            "编号{id} 的起始 {start} 晚于完成时限 {due}；没有写入任何内容",
            "task {id} would begin on {start}, after it falls due on {due}; nothing was written"
        ))
        .named("start-behind-due")
        .hint(text!("核对 `--start` 和 `--due`", "correct `--start` or `--due`")))
    }
}

/// Refuses a day that is still to come; `option` is what it was said with.
///
/// # Errors
/// When it is later than today.
pub fn ensure_past(day: NaiveDate, option: &str, today: NaiveDate) -> Result<()> {
    if day <= today {
        return Ok(());
    }
    Err(Error::usage(text!(
        "日期 {day} 晚于今天；没有写入任何内容",
        "{day} is after today; nothing was written"
    ))
    .hint(text!("请改正 `{option}`", "correct `{option}`")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::{
        Wanted,
        example::{applied, because, day, plan, refusal, request, task},
    };

    fn in_time(request: &Request, task: &Task) -> Result<()> {
        let plan = plan();
        request.ensure_in_time(&[Entry { plan: &plan, task }])
    }

    fn due(text: &str) -> Wanted {
        Wanted { due: Some(Some(day(text))), ..Wanted::default() }
    }

    #[test]
    fn nothing_is_reported_from_the_future() {
        let now = request(due("2025-09-30"));
        for (on, asked, is_fine) in [
            (None, None, true),
            (Some("2025-06-30"), Some("2025-06-30"), true),
            (Some("2025-07-01"), None, false),
            (None, Some("2025-07-01"), false),
        ] {
            let dated = Request { on: on.map(day), deadline_asked: asked.map(day), ..now.clone() };
            assert_eq!(in_time(&dated, &task()).is_ok(), is_fine, "{on:?} {asked:?}");
        }
    }

    #[test]
    fn a_task_falls_due_while_its_plan_runs_or_later_for_a_reason() {
        for (date, plainly, for_a_reason) in [
            ("2024-12-31", false, false),
            ("2025-01-01", true, true),
            ("2025-12-31", true, true),
            ("2026-01-01", false, true),
        ] {
            assert_eq!(in_time(&request(due(date)), &task()).is_ok(), plainly, "{date}");
            assert_eq!(in_time(&because(due(date)), &task()).is_ok(), for_a_reason, "{date}");
        }
        // The document itself says that day.
        let printed =
            Task { due: Some(day("2026-03-31")), due_text: Some("2026年3月31日前".into()), ..task() };
        assert!(in_time(&request(due("2026-03-31")), &printed).is_ok());
        assert!(in_time(&request(due("2026-04-30")), &printed).is_err());
    }

    #[test]
    fn nothing_begins_after_it_falls_due() {
        let start = |text: &str| Wanted { start: Some(Some(day(text))), ..Wanted::default() };
        let dated = Task { due: Some(day("2025-09-30")), ..task() };
        assert_eq!(refusal(&because(start("2025-10-01")), &dated), "start-behind-due");
        assert!(applied(&because(start("2025-09-30")), &dated).is_ok());
        // What stands so in a file is none of a request's that is about something else.
        let turned = Task { start: Some(day("2025-10-01")), ..dated };
        let note = Wanted { note: Some("开工".into()), ..Wanted::default() };
        assert!(applied(&request(note), &turned).is_ok());
    }
}
