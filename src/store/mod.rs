//! The store (台账目录): a directory of YAML files, one per task. Which file holds what, reading many,
//! editing one field, writing safely, the lock. No terminal, no clock, no git.

pub mod codec;
pub mod document;
pub mod edit;
pub mod ends;
pub mod journal;
pub mod layout;
pub mod leftovers;
pub mod load;
pub mod platform;
mod quick;
mod refusal;
pub mod transaction;
pub mod write;

mod home;

pub use home::{PlanChoice, Store, choose, default_plan};
pub use journal::Recovery;
pub use transaction::{Applied, Transaction};
