//! Which tasks: what was typed is resolved to known things, then tasks are selected and ordered.
//! Nothing here opens a file: what was reported is read through the store's source.

pub mod asked;
pub mod department;
pub mod directory;
mod enrolment;
pub mod facts;
pub mod filter;
mod heading;
pub mod named;
pub mod order;
pub mod plans;
pub mod reference;
mod repeated;
pub mod reports;
pub mod stats;

pub use enrolment::{former_departments, near_names};
pub use facts::FactFilter;
pub use filter::Filter;
pub use heading::{Heading, heading_number};
pub use order::Order;
pub use reference::{BadReference, TaskReference, TaskReferences};
pub use repeated::open_elsewhere;
pub use reports::Reports;
