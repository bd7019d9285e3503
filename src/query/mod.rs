//! Which tasks: what was typed is resolved to known things, then tasks are selected and ordered.
//! Pure; nothing here reads a file.

pub mod asked;
pub mod department;
pub mod departments;
pub mod facts;
pub mod filter;
pub mod order;
pub mod plans;
pub mod reference;
pub mod stats;

pub use facts::FactFilter;
pub use filter::{Filter, Heading};
pub use order::Order;
pub use reference::{BadReference, TaskReference, TaskReferences};
