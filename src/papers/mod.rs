//! What leaves the office on paper, as facts and as words: the bulletin (通报), slips (督办单), the end of the year.
//! Each number is computed here once; how a paper looks is in `output`.

pub mod bulletin;
mod doubtful;
pub mod matter;
pub mod placeholders;
pub mod share;
pub mod slips;
pub mod words;
pub mod year_end;

pub use bulletin::Bulletin;
pub use doubtful::doubtful;
pub use matter::{Evidence, Matter};
pub use placeholders::{Group, Values};
pub use share::Share;
pub use slips::Slip;
pub use words::{PaperPart, Table, TableColumn, Words};
pub use year_end::YearEnd;

#[cfg(test)]
mod tests;
