//! What departments send back: workbooks become answers about tasks. A file is opened as stored cells, its unit, period
//! and table are found, each row is placed by its keys, each cell is read or kept as it was typed; then the answers of a
//! unit are merged, and what they say of a status is held against the store. Nothing is written here, and nothing guessed:
//! what can't be read or placed is kept word for word, with the reason.

mod above;
mod answered;
mod aside;
mod before;
mod collect;
mod collected;
mod columns;
mod contradiction;
mod doubtful;
mod expected;
mod form;
mod held;
mod locked;
mod merge;
mod number;
mod place;
mod reading;
mod reason;
mod records;
mod remark;
mod replaced;
mod row;
mod settle;
mod shifted;
mod sorted;
mod standing;
mod table;
mod titles;
mod torn;
mod unit;
mod value;

#[cfg(test)]
mod example;
#[cfg(test)]
mod tests;

pub use before::{Before, progress_before};
pub use collect::collect;
pub use collected::{ChangedReturn, Collected, Ignored, UnitReturn};
pub use contradiction::unverified;
pub use doubtful::{missing_evidence, names_a_file};
pub use reason::{Reason, Weight};
pub use records::{Delivery, Records, periods_of};
pub use remark::{Remark, task_name};
pub use replaced::{gained, is_said};
pub use settle::{Pending, RowTask, Settled, Settlement, effect, ensure_fits, pending, settle};
pub use standing::{Accepted, Conflict};
