//! The core of `pjt`: policy task tables as YAML files, and everything that can be said about them.
//!
//! The rooms, in reading order. The arrows between them point one way and a test holds them
//! (`tests/integration/architecture.rs`): words, error ← model ← store, import, query ← history, check ← view.
//!
//! What is deliberately absent here: arguments, terminals, the environment, the clock and exit
//! codes. They belong to the binary's own modules (`src/cli/`), which the core can't name.

#[macro_use]
pub mod words;
pub mod error;

pub mod model;

pub mod import;
pub mod store;

pub mod query;

pub mod check;
pub mod history;

pub mod schema;
pub mod view;

pub use error::{Error, ErrorKind, Result};
pub use words::{Lang, Text};
