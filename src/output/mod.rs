//! How anything looks: data in, bytes out, into a given `Write`. No terminal, no clock, no file.

pub mod changes;
pub mod collect;
pub mod columns;
pub mod conflicts;
pub mod departments;
pub mod detail;
pub mod diff;
pub mod doctor;
pub mod docx;
pub mod findings;
pub(crate) mod fit;
pub mod form;
pub mod format;
pub mod forms;
pub mod history;
pub mod import;
pub mod json;
pub mod ledger;
pub mod lights;
pub mod list;
pub mod message;
pub mod naming;
pub mod origins;
pub mod papers;
pub mod periods;
pub mod plans;
pub mod readable;
pub mod rejects;
pub mod returns;
pub mod sheet;
pub mod site;
pub mod slips;
pub mod stats;
pub mod year_end;

pub use columns::{Beside, Column};
pub use format::{DiffFormat, Format, LedgerFormat, ListFormat, Look};
