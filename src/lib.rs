//! The core of `pjt`: policy task tables as YAML files, and everything that can be said about them.
//!
//! The rooms use each other one way: `docs/ARCHITECTURE.md` draws it, and a test holds it
//! (`tests/integration/architecture.rs`).
//!
//! What is deliberately absent here: arguments, terminals, the environment, the clock and exit
//! codes. They belong to the binary's own modules (`src/cli/`), which the core can't name.
#![cfg_attr(test, allow(clippy::too_many_lines, reason = "a test holds its table of cases"))]

#[macro_use]
pub mod text;
pub mod error;

pub mod model;

pub mod import;
pub mod store;

pub mod lights;
pub mod papers;
pub mod query;

pub mod check;
pub mod history;

pub mod output;
pub mod returns;
pub mod schema;
pub mod update;

pub use error::{Error, ErrorKind, Result};
pub use text::{Lang, Text};
