//! The store (台账文件夹): a directory of YAML files, one per task. Which file holds what, reading many,
//! editing one field, writing safely, the lock. No terminal, no clock, no git.

pub mod astray;
mod choice;
pub mod document;
pub mod edit;
mod empty;
pub mod evidence;
pub mod file;
pub mod layout;
mod left_out;
pub mod leftovers;
pub mod line_endings;
pub mod load;
pub mod operation;
pub mod platform;
mod refusal;
pub mod target;
pub mod transaction;
pub mod yaml;

mod source;

pub use choice::{PlanChoice, choose, current_slug, default_plan, plan_of_numbers};
pub use empty::EmptyStore;
pub use left_out::LeftOut;
pub use operation::{AT_ONCE, Past, Recovery};
pub use source::Store;
pub use transaction::{Applied, Held, Transaction};
