//! The audit trail: git's history, read as what was done to which task. git does the work and pjt
//! understands what the lines mean. What changes a store's files is not here, but what commits them is.

mod ahead;
mod align;
pub mod attributes;
pub mod before;
mod blame;
mod changed_files;
pub mod commit;
pub mod compare;
mod dated;
mod difference;
mod ends;

mod git;
mod git_folder;
mod git_stream;
mod graph;
pub mod incoming;
mod index;
pub mod kept;
pub mod kept_names;
mod left_behind;
mod lineage;
mod listed;
pub mod locks;
mod log;
pub mod merge;
mod merged;
mod names;
mod objects;
mod pair;

pub(crate) mod past;
mod process;
mod record;
mod reported;
mod repository;
pub mod resolve;
mod revision;
pub mod setup;
mod shared;
pub mod sparse;
pub mod staged;
mod tree;
pub mod undo;
pub mod undo_mark;
mod visits;
mod whole_tree;

pub use blame::{Maker, Origin, blame};
pub use changed_files::{ChangedFile, changed_files, emptied_between};
pub use compare::OnDisk;
pub use difference::{Difference, Differences};
pub use ends::{at_only_store, ends};
pub use git::Git;
pub use git_stream::Commit;
pub use graph::Span;
pub use lineage::names_before;
pub use listed::Detail;
pub use log::{History, Scope, Step, log};
pub use merged::TakenFrom;
pub use pair::of_task;
pub use reported::{ReportOrigin, blame_returns};
pub use repository::Repository;
pub use revision::{Calendar, Misdated, Point, Range, Revision, began, no_store_yet};
pub use tree::Tree;
pub use whole_tree::WholeTree;
