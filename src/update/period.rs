//! What a reporting period asks: who is asked for what, by when; and what opening it once more changes.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use strum::VariantArray as _;

use crate::{
    error::{Error, Result},
    model::{Asked, AskedField, PeriodId, Plan, ReportingPeriod, Snapshot, Task, TaskId},
    query::asked,
    store::{self, PlanChoice, Store, Transaction, load, load::StoreSource as _},
};

/// What is asked of a period, which may be open already.
#[derive(Clone, Debug)]
pub struct PeriodRequest {
    /// The period.
    pub id: PeriodId,
    /// The day by which returns are to be in.
    pub due: NaiveDate,
    /// What is asked about a task; nothing named is everything.
    pub fields: Vec<AskedField>,
    /// Whether those are asked, too, who support a task.
    pub with_support: bool,
    /// About the tasks of which plans.
    pub plans: PlanChoice,
    /// The day on which it is opened.
    pub today: NaiveDate,
}

/// Which plans a period is to ask about.
#[derive(Clone, Debug)]
pub struct PlansToCome {
    /// Their slugs.
    pub slugs: Vec<String>,
    /// Those that begin only after the period and are left out.
    pub later: Vec<String>,
}

/// What was prepared of a request.
#[derive(Clone, Debug)]
pub struct PeriodUpdate {
    /// The period as it becomes.
    pub period: ReportingPeriod,
    /// Departments that got a code.
    pub coded: Vec<String>,
}

impl PeriodRequest {
    /// The plans that come in: those that are named where the period is new, else those of them that it does not ask about
    /// yet. Where all were named, those that begin only after the period are left out.
    ///
    /// # Errors
    /// When a plan that is named is not there.
    pub fn plans_to_come(&self, present: Option<&ReportingPeriod>, store: &Store) -> Result<PlansToCome> {
        let mut slugs = match present {
            Some(present) if self.stays_closed(present) || self.plans == PlanChoice::Default => Vec::new(),
            _ => store::choose(store, &self.plans)?,
        };
        if let Some(present) = present {
            let known = plans_asked(present, store);
            slugs.retain(|slug| !known.contains(slug));
        }
        let (_, last) = self.id.days();
        let is_later = |slug: &mut String| {
            self.plans == PlanChoice::All && load::plan(store, slug).is_ok_and(|plan| plan.begins_after(last))
        };
        let later = slugs.extract_if(.., is_later).collect();
        Ok(PlansToCome { slugs, later })
    }

    /// Prepares the period in the transaction; `snapshot` holds the plans that come in, `known` those that it asks about already.
    ///
    /// # Errors
    /// When nobody is to be asked, a department is not registered, or the day is past.
    pub fn prepare(
        &self,
        present: Option<&ReportingPeriod>,
        [snapshot, known]: [&Snapshot; 2],
        transaction: &mut Transaction<'_>,
    ) -> Result<PeriodUpdate> {
        let period = match present {
            Some(present) => self.reopened(present, [snapshot, known])?,
            None => self.opened(snapshot)?,
        };
        let mut coded = Vec::new();
        if present != Some(&period) {
            let (registry, new) = asked::with_codes(&snapshot.registry, &period.asked);
            transaction.put_registry(&registry)?;
            transaction.put_period(self.id, &period)?;
            coded = new;
        }
        Ok(PeriodUpdate { period, coded })
    }

    /// The period as it is opened today: who is asked for what.
    fn opened(&self, snapshot: &Snapshot) -> Result<ReportingPeriod> {
        self.ensure_ahead()?;
        let asked = asked::asked(snapshot, self.with_support, self.today)?;
        if asked.is_empty() {
            return Err(Error::conflict(text!(
                "没有要报送的任务：所选方案里没有未办结的任务，或都没有责任部门",
                "there is nothing to ask for: no task of these plans is open, or none has a department"
            ))
            .named("nobody-to-ask")
            .hint(text!(
                "查看：`pjt list --open`；其他方案加 `--plan`",
                "see `pjt list --open`; name other plans with `--plan`"
            )));
        }
        let (start, end) = self.id.days();
        Ok(ReportingPeriod {
            title: self.id.title(),
            start,
            end,
            due: self.due,
            opened: self.today,
            fields: self.fields_of_form(),
            asked,
            closed: None,
        })
    }

    /// A period that is there, with the day that is wanted now, and what is asked about the plans of `snapshot`. What was asked
    /// stays, and so does a period that is closed, unless the day is one to come: it is open again until then.
    fn reopened(
        &self,
        present: &ReportingPeriod,
        [snapshot, known]: [&Snapshot; 2],
    ) -> Result<ReportingPeriod> {
        let mut period = present.clone();
        if self.stays_closed(present) {
            return Ok(period);
        }
        period.closed = None;
        period.asked.iter_mut().for_each(|asked| asked.ended.clear());
        if present.due != self.due {
            self.ensure_ahead()?;
            period.due = self.due;
        }
        let names = snapshot.registry.names();
        for mut new in asked::asked(snapshot, self.with_support, self.today)? {
            // One department has one form, under the name by which it was asked first.
            let mut same = present.asked.iter().map(|asked| &asked.department);
            if !same.clone().any(|name| *name == new.department)
                && let Some(name) = same.find(|name| names.own_name(name) == new.department)
            {
                new.department.clone_from(name);
            }
            period.asked.push(new);
        }
        // What was asked stood when the period was closed.
        if present.closed.is_none() {
            self.ask_about_new_tasks(&mut period, known)?;
        }
        Ok(period)
    }

    /// Asks about the tasks that came to the plans of `known` since they were asked about.
    fn ask_about_new_tasks(&self, period: &mut ReportingPeriod, known: &Snapshot) -> Result<()> {
        let names = known.registry.names();
        for Asked { department, plan: slug, tasks, .. } in asked::asked(known, self.with_support, self.today)?
        {
            let Some(plan) = known.plans.iter().find(|plan| plan.slug == slug) else { continue };
            let is_of_plan = |asked: &Asked| asked.plan == slug || plan.former_slugs.contains(&asked.plan);
            let is_new = |id: &TaskId| {
                !period.asked.iter().any(|asked| is_of_plan(asked) && asked.tasks.contains(id))
                    && !begins_after(plan, *id, period.end)
            };
            let new: Vec<TaskId> = tasks.into_iter().filter(is_new).collect();
            if new.is_empty() {
                continue;
            }
            let is_own = |name: &str| name == department || names.own_name(name) == department;
            match period.asked.iter_mut().find(|asked| is_of_plan(asked) && is_own(&asked.department)) {
                Some(asked) => asked.tasks.extend(new),
                None => {
                    // A plan goes by the name by which it was asked about first.
                    let first = period.asked.iter().find(|asked| is_of_plan(asked));
                    let plan = first.map_or(slug.clone(), |asked| asked.plan.clone());
                    period.asked.push(Asked { department, plan, tasks: new, ended: Vec::new() });
                }
            }
        }
        Ok(())
    }

    /// Whether the period is over and no day is named until which it would be open again.
    fn stays_closed(&self, present: &ReportingPeriod) -> bool {
        present.closed.is_some() && self.due < self.today
    }

    /// The fields in the order of the form.
    fn fields_of_form(&self) -> Vec<AskedField> {
        let is_wanted = |field: &AskedField| self.fields.is_empty() || self.fields.contains(field);
        AskedField::VARIANTS.iter().copied().filter(is_wanted).collect()
    }

    /// Whether other fields are wanted than those that were settled when the period was opened.
    pub fn wants_other_fields(&self, present: &ReportingPeriod) -> bool {
        !self.fields.is_empty() && self.fields_of_form() != present.fields
    }

    fn ensure_ahead(&self) -> Result<()> {
        let Self { due, today, .. } = self;
        if due >= today {
            return Ok(());
        }
        Err(Error::usage(text!(
            "报送截止日 {due} 早于今天 {today}；没有写入任何内容",
            "returns would be due on {due}, before today ({today}); nothing was written"
        ))
        .named("due-in-the-past")
        .hint(text!(
            "请改正 `--due`；补录过去的报送期，可加 `--today`",
            "correct `--due`; for a period of the past add `--today`"
        )))
    }
}

/// Whether a task begins only after a day.
fn begins_after(plan: &Plan, id: TaskId, end: NaiveDate) -> bool {
    plan.tasks.iter().any(|task| task.id == id && task.start.is_some_and(|start| start > end))
}

/// Whether a period that is open asks about the plan and not about a task of it that came since.
pub fn is_without(period: &ReportingPeriod, plan: &Plan, task: &Task) -> bool {
    let is_of_plan = |asked: &&Asked| asked.plan == plan.slug || plan.former_slugs.contains(&asked.plan);
    let mut asked = period.asked.iter().filter(is_of_plan).peekable();
    period.closed.is_none()
        && asked.peek().is_some()
        && task.start.is_none_or(|start| start <= period.end)
        && !asked.any(|asked| asked.tasks.contains(&task.id))
}

impl PeriodUpdate {
    /// The tasks that came in of plans which were asked about before, each with its plan and whom it is asked of.
    pub fn new_tasks(&self, present: &ReportingPeriod) -> Vec<(&str, TaskId, &str)> {
        let is_known = |plan: &str| present.asked.iter().any(|asked| asked.plan == plan);
        let has = |plan: &str, id: TaskId| {
            present.asked.iter().any(|asked| asked.plan == plan && asked.tasks.contains(&id))
        };
        let known = self.period.asked.iter().filter(|asked| is_known(&asked.plan));
        let all = known.flat_map(|asked| {
            asked.tasks.iter().map(|id| (asked.plan.as_str(), *id, asked.department.as_str()))
        });
        all.filter(|(plan, id, _)| !has(plan, *id)).collect()
    }

    /// What is asked since the period was opened once more.
    pub fn added(&self, present: &ReportingPeriod) -> &[Asked] {
        self.period.asked.get(present.asked.len()..).unwrap_or_default()
    }
}

/// The plans that a period asks about, by the names that they have now.
pub fn plans_asked(period: &ReportingPeriod, store: &Store) -> BTreeSet<String> {
    period.asked.iter().map(|asked| store::current_slug(store, &asked.plan)).collect()
}

/// Plans with something to ask for that a period does not ask about: nobody reports on them unless they are added. Those
/// that begin only after it are none of them.
pub fn plans_left_out(period: &ReportingPeriod, store: &Store) -> Vec<String> {
    let known = plans_asked(period, store);
    let mut others = store.plans().unwrap_or_default();
    others.retain(|slug| !known.contains(slug));
    let mut plans = load::load(store, &others).plans;
    let is_open = |plan: &Plan| plan.tasks.iter().any(|task| !task.status.is_finished());
    plans.retain(|plan| !plan.begins_after(period.end) && is_open(plan));
    plans.into_iter().map(|plan| plan.slug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Status, Task, TaskId},
        update::example::{day, names, plan, registry, task},
    };

    /// All about the default plan by the end of September 2025, asked in the middle of it.
    fn request() -> PeriodRequest {
        PeriodRequest {
            id: "2025-q3".parse().unwrap(),
            due: day("2025-09-25"),
            fields: Vec::new(),
            with_support: false,
            plans: PlanChoice::Default,
            today: day("2025-09-10"),
        }
    }

    /// The registry of the room's tests, with this plan.
    fn snapshot(slug: &str, tasks: Vec<Task>) -> Snapshot {
        let plan = Plan { slug: slug.into(), tasks, ..plan() };
        Snapshot { registry: registry(), plans: vec![plan], ..Snapshot::default() }
    }

    fn who(period: &ReportingPeriod) -> Vec<(&str, &str, Vec<u32>)> {
        let ids = |asked: &Asked| asked.tasks.iter().map(|id| id.0).collect();
        period.asked.iter().map(|asked| (&*asked.department, &*asked.plan, ids(asked))).collect()
    }

    #[test]
    fn a_period_asks_each_department_about_its_open_tasks() {
        let period = request().opened(&snapshot("p", vec![task()])).unwrap();
        assert_eq!(who(&period), [("甲", "p", vec![14]), ("乙", "p", vec![14])]);
        assert_eq!((period.start, period.end), (day("2025-07-01"), day("2025-09-30")));
        assert_eq!((period.title.as_str(), period.opened), ("2025年第三季度", day("2025-09-10")));
        assert_eq!(period.fields, AskedField::VARIANTS);
        let wanted = vec![AskedField::Progress, AskedField::Status];
        let period = PeriodRequest { fields: wanted, ..request() }.opened(&snapshot("p", vec![task()]));
        assert_eq!(period.unwrap().fields, [AskedField::Status, AskedField::Progress]);
    }

    #[test]
    fn a_period_is_not_opened_for_nobody_or_a_day_that_is_past() {
        let done = Task { status: Status::Done, ..task() };
        let refusal =
            |request: PeriodRequest, snapshot: Snapshot| request.opened(&snapshot).unwrap_err().code();
        assert_eq!(refusal(request(), snapshot("p", vec![done])), "nobody-to-ask");
        let past = PeriodRequest { due: day("2025-09-09"), ..request() };
        assert_eq!(refusal(past, snapshot("p", vec![task()])), "due-in-the-past");
        let today = PeriodRequest { due: day("2025-09-10"), ..request() };
        assert!(today.opened(&snapshot("p", vec![task()])).is_ok());
    }

    #[test]
    fn opened_once_more_the_day_moves_and_plans_come_in() {
        let present = request().opened(&snapshot("p", vec![task()])).unwrap();
        let nothing = snapshot("p", Vec::new());
        assert_eq!(request().reopened(&present, [&nothing, &nothing]).unwrap(), present);
        let later = PeriodRequest { due: day("2025-09-28"), ..request() };
        assert_eq!(later.reopened(&present, [&nothing, &nothing]).unwrap().due, day("2025-09-28"));
        // A day that stays may be past by now; one that moves may not.
        let late = PeriodRequest { today: day("2025-09-27"), ..request() };
        assert!(late.reopened(&present, [&nothing, &nothing]).is_ok());
        let moved = PeriodRequest { due: day("2025-09-26"), ..late };
        assert_eq!(moved.reopened(&present, [&nothing, &nothing]).unwrap_err().code(), "due-in-the-past");
        let new = Task { id: TaskId(1), departments: names(&["甲"]), ..task() };
        let period = request().reopened(&present, [&snapshot("q", vec![new.clone()]), &nothing]).unwrap();
        let update = PeriodUpdate { period, coded: Vec::new() };
        assert_eq!(who(&update.period)[2..], [("甲", "q", vec![1])]);
        assert_eq!(update.added(&present).len(), 1);
        // Under the name by which it was asked first.
        let mut renamed = present.clone();
        renamed.asked[0].department = "甲局".into();
        let period = request().reopened(&renamed, [&snapshot("q", vec![new.clone()]), &nothing]).unwrap();
        assert_eq!(who(&period)[2..], [("甲局", "q", vec![1])]);
        let closed = ReportingPeriod { closed: Some(day("2025-09-30")), ..present.clone() };
        assert_eq!(moved.reopened(&closed, [&snapshot("q", vec![new]), &nothing]).unwrap(), closed);
    }

    #[test]
    fn a_plan_begins_after_a_day_where_its_first_day_is_known() {
        let begins = |day: NaiveDate| plan().begins_after(day);
        assert_eq!([day("2024-12-31"), day("2025-01-01")].map(begins), [true, false]);
        assert!(!Plan::default().begins_after(day("2024-12-31")));
    }

    #[test]
    fn fields_are_settled_when_a_period_is_opened() {
        let present = request().opened(&snapshot("p", vec![task()])).unwrap();
        assert!(!request().wants_other_fields(&present));
        let all = PeriodRequest { fields: AskedField::VARIANTS.to_vec(), ..request() };
        assert!(!all.wants_other_fields(&present));
        assert!(PeriodRequest { fields: vec![AskedField::Status], ..request() }.wants_other_fields(&present));
    }
}
