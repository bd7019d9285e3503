//! The nouns: plain data with their rules. No I/O, no clock, no terminal.

pub mod cell;
pub mod change;
pub mod deadline;
pub mod department;
pub mod field;
pub mod form;
mod key_name;
pub mod light;
pub mod office;
pub mod period;
pub mod place;
pub mod plan;
mod printed;
mod registry;
pub mod returns;
pub mod snapshot;
pub mod status;
mod steps;
pub mod task;
mod typed_day;

pub use change::{Change, ChangedField, Subject};
pub use deadline::{NotADay, day_in_words, parse_date, read_date};
pub use department::{Department, Names, Registry};
pub use field::{FIELDS, Field, FieldKind, FieldOwner};
pub use key_name::key_name;
pub use light::{Light, LightState};
pub use office::{Fonts, Office};
pub use period::{Asked, AskedField, PeriodId, ReportingPeriod};
pub use plan::{FormerSource, KeyTask, LeadRule, Period, Pillar, Plan, RemovedPlan, Source};
pub use printed::{Printed, PrintedField};
pub use returns::{Answer, Dropped, Return, ReturnedFile, SentBack, Unplaced, Unread};
pub use snapshot::{Entry, LeadBasis, Snapshot};
pub use status::Status;
pub use steps::steps;
pub use task::{Closure, Extension, Extra, Handover, Note, Review, Task, TaskId};
pub use typed_day::{Side, TypedDay};
