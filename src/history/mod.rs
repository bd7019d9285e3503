//! The audit trail: git's history, read as what was done to which task. git does the work and pjt
//! understands what the lines mean. What changes a store's files is not here, but what commits them is.

mod ahead;
mod blame;
pub mod commit;
pub mod compare;
mod git;
mod git_stream;
pub mod kept;
pub mod locks;
mod log;
pub mod merge;
mod objects;
mod process;
mod record;
pub mod resolve;
mod revision;
pub mod setup;
pub mod sparse;
pub mod staged;
mod tree;
pub mod undo;
pub mod undo_mark;

pub use blame::{Origin, blame};
pub use compare::{Difference, Differences, OnDisk};
pub use git::{Git, Repository};
pub use git_stream::Commit;
pub use log::{History, Scope, Step, log, log_between};
pub use revision::{Point, Range, Revision};
pub use tree::Tree;
