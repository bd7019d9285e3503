//! Source document → draft plan: bytes become a [`source::Document`] (Grids and paragraphs),
//! the grammar of markers, departments and deadlines turns that into a [`Draft`].

pub mod container;
pub mod draft;
pub mod edition;
pub mod grammar;
mod lexicon;
pub mod source;

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

pub use draft::Draft;

use crate::error::{Error, Result};

/// Opens a document and reads its task table.
///
/// # Errors
/// When the container can't be opened or holds no task table.
pub fn read(
    bytes: &[u8],
    name: &str,
    open: &container::OpenOptions,
    options: &grammar::ReadOptions,
) -> Result<Draft> {
    let document = container::open(bytes, name, open)?;
    // what was passed over while opening it may be why there is nothing to read
    let mut draft = grammar::read(&document, options).map_err(|error| {
        let findings = document.findings.iter().take(3).map(|finding| finding.message.clone());
        findings.chain(document.if_unread.clone()).fold(error, Error::hint)
    })?;
    draft.warnings.splice(0..0, document.findings);
    Ok(draft)
}

/// The SHA-256 of a document's bytes, in lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _infallible = write!(hex, "{byte:02x}");
        hex
    })
}
