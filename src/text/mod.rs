//! Text as people see it and type it: the two languages, the one folding for comparisons, screen columns, escaping, hashes.
//! Knows no tasks and no files.

pub mod clean;
pub mod digest;
pub mod disk_name;
pub mod escape;
pub mod fold;
pub mod foreign;
#[macro_use]
pub mod lang;
pub mod marker;
pub mod numeral;
pub mod width;

pub use clean::{is_blank, is_evidence, says_nothing};
pub use escape::is_unsafe_char;
pub use lang::{Lang, Text};
