//! The audit trail: git's history, read as what was done to which task. git does the work and pjt
//! understands what the lines mean. What changes a store's files is not here, but what commits them is.

mod ahead;
mod align;
mod blame;
pub mod commit;
pub mod compare;
mod comparison;
mod git;
mod git_stream;
mod graph;
pub mod incoming;
mod index;
pub mod kept;
pub mod locks;
mod log;
pub mod merge;
mod merged;
mod names;
mod objects;
mod process;
mod record;
mod reported;
pub mod resolve;
mod revision;
pub mod setup;
pub mod sparse;
pub mod staged;
mod tree;
pub mod undo;
pub mod undo_mark;
mod visits;

pub use blame::{Maker, Origin, blame};
pub use compare::{Difference, Differences, OnDisk};
pub use comparison::Detail;
pub use git::{Git, Repository};
pub use git_stream::Commit;
pub use graph::Span;
pub use log::{History, Scope, Step, log};
pub use merged::Taken;
pub use reported::{ReportOrigin, blame_returns};
pub use revision::{Point, Range, Revision, no_store_yet};
pub use tree::Tree;
