//! A task that no document holds: a person adds it, and says why.

use chrono::NaiveDate;

use super::{departments::own_name, guard::ensure_past, headings::put_under, kept_name};
use crate::{
    error::{Error, Result},
    import::edition,
    model::{Entry, Note, Plan, Registry, Snapshot, Status, Task},
    query::TaskReference,
    text::fold::fold,
};

/// What is asked for: a task of a plan, with names as they were typed.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// Its words.
    pub content: String,
    /// The departments, the lead first where the plan says that the first one leads.
    pub departments: Vec<String>,
    /// The departments that lead.
    pub lead: Option<Vec<String>>,
    /// Whether departments that the registry does not know may join it.
    pub lets_in_new: bool,
    /// The pillar, by number or a part of its title.
    pub pillar: Option<String>,
    /// The key task, by number or a part of its title.
    pub key_task: Option<String>,
    /// The task behind which it stands, under the same headings where no other ones are named.
    pub after: Option<TaskReference>,
    /// The date it falls due.
    pub due: Option<NaiveDate>,
    /// The day on which it begins, or none for the plan's first day; where nothing is said it is that of the note.
    pub start: Option<Option<NaiveDate>>,
    /// The deadline in words.
    pub due_text: Option<String>,
    /// Why there is this task; it becomes the first note.
    pub reason: String,
    /// Who says so, as it was typed.
    pub by: Option<String>,
    /// The day of that note.
    pub on: NaiveDate,
    /// The day on which it is asked.
    pub today: NaiveDate,
}

impl NewTask {
    /// The task with the next number of `plan`, which has to hold all of its tasks, and the names that the registry gets.
    ///
    /// # Errors
    /// When a department, a heading or the task before it is unknown, or a day can't be.
    pub fn task(&self, plan: &Plan, registry: &Registry) -> Result<(Task, Vec<String>)> {
        let mut new = Vec::new();
        let mut own = |typed: &[String]| -> Result<Vec<String>> {
            let mut found: Vec<String> = Vec::new();
            for typed in typed {
                let name = own_name(typed, registry, self.lets_in_new, &mut new)?;
                if !found.contains(&name) {
                    found.push(name);
                }
            }
            Ok(found)
        };
        let lead = self.lead.as_deref().map(&mut own).transpose()?;
        let mut departments = lead.clone().unwrap_or_default();
        for name in own(&self.departments)? {
            if !departments.contains(&name) {
                departments.push(name);
            }
        }
        let by = self.by.as_deref().map(|by| kept_name(by, registry).to_owned());
        let note = Note { date: self.on, by, text: self.reason.clone(), reason: true };
        let mut task = Task {
            id: edition::next_number(plan),
            content: self.content.clone(),
            departments,
            lead,
            due: self.due,
            due_text: self.due_text.clone(),
            notes: vec![note],
            ..Task::default()
        };
        task.start = match self.start {
            Some(start) => start,
            None => Entry { plan, task: &task }.begins_with(self.on),
        };
        self.put_behind(&mut task, plan)?;
        put_under(&mut task, plan, self.pillar.as_deref(), self.key_task.as_deref())?;
        ensure_past(self.on, "--on", self.today)?;
        ensure_order(&task, plan)?;
        ensure_within(&task, plan)?;
        Ok((task, new))
    }

    /// Puts it under the headings of the task behind which it stands.
    fn put_behind(&self, task: &mut Task, plan: &Plan) -> Result<()> {
        let Some(after) = &self.after else { return Ok(()) };
        let snapshot = Snapshot { plans: vec![plan.clone()], ..Snapshot::default() };
        let found: Vec<Task> = after
            .resolve(&snapshot, &plan.slug)?
            .into_iter()
            .map(|Entry { task, .. }| task.clone())
            .collect();
        let [before] = found.as_slice() else {
            return Err(Error::usage(text!(
                "`--after` 只写一项任务；没有写入任何内容",
                "`--after` names one task; nothing was written"
            ))
            .named("one-task-at-a-time")
            .hint(text!("只写一个编号", "name one task")));
        };
        (task.pillar, task.key_task, task.source) = (before.pillar, before.key_task, before.place_behind());
        Ok(())
    }
}

/// The task of a plan that has the same words already.
pub fn same_task<'a>(plan: &'a Plan, task: &Task) -> Option<&'a Task> {
    let bare = |content: &str| fold(content).trim_end_matches(['。', ';', '.', ',']).to_owned();
    let own = bare(&task.content);
    plan.tasks.iter().find(|known| known.status != Status::Withdrawn && bare(&known.content) == own)
}

/// Nothing begins after it falls due.
fn ensure_order(task: &Task, plan: &Plan) -> Result<()> {
    let Some((start, due)) = (Entry { plan, task }).begins_too_late() else { return Ok(()) };
    Err(Error::conflict(text!(
        "任务的起始 {start} 晚于完成时限 {due}；没有写入任何内容",
        "the task would begin on {start}, after it falls due on {due}; nothing was written"
    ))
    .named("start-behind-due")
    .hint(text!("核对 `--start` 和 `--due`", "correct `--start` or `--due`")))
}

/// A task that is new falls due while its plan runs: nothing of it was prolonged.
fn ensure_within(task: &Task, plan: &Plan) -> Result<()> {
    let slug = &plan.slug;
    match task.due.filter(|due| plan.period.is_some_and(|period| !period.covers(*due))) {
        None => Ok(()),
        Some(due) => Err(Error::conflict(text!(
            "时限 {due} 不在方案 {slug} 的年限之内；没有写入任何内容",
            "{due} is outside of the period of plan {slug}; nothing was written"
        ))
        .named("due-outside-plan")
        .hint(text!(
            "时限没有写错、是方案的年限不对的：`pjt plan edit {slug} --years 起始年-结束年 --reason 原因`",
            "where the deadline is right and the years of the plan are not: `pjt plan edit {slug} --years FIRST-LAST --reason WHY`"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::example::{day, names, plan, registry, task};

    fn asked() -> NewTask {
        NewTask {
            content: "中期评估".into(),
            departments: names(&["乙", "甲局", "乙"]),
            lead: None,
            lets_in_new: false,
            pillar: None,
            key_task: None,
            after: None,
            due: None,
            start: None,
            due_text: None,
            reason: "专题会议纪要".into(),
            by: Some("甲局".into()),
            on: day("2025-06-30"),
            today: day("2025-06-30"),
        }
    }

    fn with_tasks() -> Plan {
        Plan { tasks: vec![task()], ..plan() }
    }

    #[test]
    fn a_new_task_gets_the_next_number_its_own_names_and_its_reason() {
        let asked = NewTask { lead: Some(names(&["丙"])), key_task: Some("2".into()), ..asked() };
        let (added, new) = asked.task(&with_tasks(), &registry()).unwrap();
        assert_eq!((added.id.0, added.pillar, added.key_task), (15, Some(2), Some(2)));
        assert_eq!((added.departments, added.lead), (names(&["丙", "乙", "甲"]), Some(names(&["丙"]))));
        let note = Note {
            date: day("2025-06-30"),
            by: Some("甲".into()),
            text: "专题会议纪要".into(),
            reason: true,
        };
        assert_eq!((added.notes, new.len()), (vec![note], 0));
    }

    #[test]
    fn it_stands_under_the_headings_of_the_task_before_it() {
        let behind = |reference: &str| {
            let asked = NewTask { after: Some(reference.parse().unwrap()), ..asked() };
            asked.task(&with_tasks(), &registry())
        };
        let (added, _) = behind("14").unwrap();
        assert_eq!((added.pillar, added.key_task), (Some(1), Some(1)));
        assert_eq!(behind("15").unwrap_err().code(), "no-such-task");
    }

    #[test]
    fn days_that_can_not_be_and_unknown_departments_are_refused() {
        let refused = |asked: NewTask| asked.task(&with_tasks(), &registry()).unwrap_err().code();
        let due = |text: &str| NewTask { due: Some(day(text)), ..asked() };
        assert_eq!(refused(due("2026-01-01")), "due-outside-plan");
        assert!(due("2025-12-31").task(&with_tasks(), &registry()).is_ok());
        refused(NewTask { on: day("2025-07-01"), ..asked() });
        let unknown = NewTask { departments: names(&["丁"]), ..asked() };
        assert_eq!(refused(unknown.clone()), "no-such-department");
        let (_, new) = NewTask { lets_in_new: true, ..unknown }.task(&with_tasks(), &registry()).unwrap();
        assert_eq!(new, ["丁"]);
    }
}
