//! The plans of a store, each with what became of its tasks.

use chrono::NaiveDate;

use super::stats::Tally;
use crate::{
    error::Finding,
    model::{Plan, RemovedPlan, Snapshot},
};

/// The plans, and those that were taken out.
#[derive(Clone, Debug, Default)]
pub struct PlanList {
    /// Those that are there, by slug.
    pub lines: Vec<PlanLine>,
    /// Those that were taken out, oldest first.
    pub removed: Vec<RemovedPlan>,
    /// What could not be read, and is not counted.
    pub unreadable: Vec<Finding>,
}

/// One plan with its counts.
#[derive(Clone, Debug)]
pub struct PlanLine {
    /// The plan, without its tasks.
    pub plan: Plan,
    /// Whether a bare number belongs to it.
    pub is_default: bool,
    /// What became of its tasks.
    pub counts: Tally,
}

impl PlanList {
    /// The plans of `snapshot`, of which one is the default.
    pub fn of(
        snapshot: &Snapshot,
        default: Option<&str>,
        removed: Vec<RemovedPlan>,
        today: NaiveDate,
    ) -> Self {
        let lines = snapshot.plans.iter().map(|plan| {
            let mut counts = Tally::default();
            plan.entries().for_each(|entry| counts.add(entry, today));
            let is_default = Some(plan.slug.as_str()) == default;
            PlanLine { plan: Plan { tasks: Vec::new(), ..plan.clone() }, is_default, counts }
        });
        Self { lines: lines.collect(), removed, unreadable: snapshot.unreadable.clone() }
    }
}
