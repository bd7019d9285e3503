//! What a person asks to be changed, and what that asks for: whether it can be, which reason it needs, what becomes of
//! the task, of the departments, of the plan, of a reporting period, of the registry. A command makes a [`Request`], a
//! [`NewTask`], a [`PlanRequest`], a [`PeriodRequest`], an [`EditionRequest`] or a [`RegistryRequest`] of its arguments,
//! and applies the transaction in which these prepare the change.
//!
//! What is deliberately absent here: arguments, the terminal, the clock, and whether a path to evidence leads anywhere.

mod added;
mod departments;
mod document;
mod edition;
#[cfg(test)]
mod example;
mod grounds;
mod guard;
mod headings;
mod period;
mod plan;
mod prepared;
mod registry;
mod reporter;
mod request;
mod status;
mod task;
mod whole_plan;

pub use self::{
    added::{NewTask, same_task},
    document::{create_plan, files_of_import, plan_name, source_name},
    edition::{EditionRequest, EditionUpdate},
    guard::{BeyondPlan, ensure_past},
    period::{PeriodRequest, PeriodUpdate, PlansToCome, is_without, plans_asked, plans_left_out},
    plan::{PlanRequest, PlanUpdate, Retitled, ensure_slug, period_typed},
    prepared::Update,
    registry::{RegistryRequest, RegistryUpdate},
    reporter::{kept_name, mistyped},
    request::{DepartmentsWanted, Request, Wanted},
    whole_plan::{PlanRemoval, PlanRemoved, PlanRename, choose_default_plan, paths_in_words},
};
