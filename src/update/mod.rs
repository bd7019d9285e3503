//! What a person asks to be changed, and what that asks for: whether it can be, which reason it needs, what becomes of
//! the task, of the departments, of the registry. A command makes a [`Request`], a [`NewTask`] or a [`RegistryRequest`]
//! of its arguments, and applies the transaction in which these prepare the change.
//!
//! What is deliberately absent here: arguments, the terminal, the clock, and whether a path to evidence leads anywhere.

mod added;
mod departments;
#[cfg(test)]
mod example;
mod grounds;
mod guard;
mod headings;
mod prepared;
mod registry;
mod reporter;
mod request;
mod status;
mod task;

pub use self::{
    added::NewTask,
    guard::{BeyondPlan, ensure_past},
    prepared::Update,
    registry::{RegistryRequest, RegistryUpdate},
    reporter::{kept_name, mistyped},
    request::{DepartmentsWanted, Request, Wanted},
};
