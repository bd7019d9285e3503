//! Papers as files: a bulletin as Word file, page and Markdown, slips as Word files.

mod html;
mod md;
mod slip;
mod word;

use std::io::{self, Write};

pub use slip::slip;
pub use word::bulletin as word;

use super::ledger::Basis;
use crate::papers::Words;

/// What a bulletin can be written as.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum PaperFormat {
    /// A Word file.
    Docx,
    /// One self-contained page.
    Html,
    /// A Markdown page.
    Md,
}

/// The heading of a part with its number: `一、总体情况`. A full stop parts it from the text behind it.
fn heading(number: usize, heading: &str) -> String {
    format!("{}、{heading}", crate::papers::words::numeral(number))
}

/// A title in the parts between which a line may end: `关于2025年第三季度重点任务`, `推进情况的通报`.
fn title_parts(title: &str) -> Vec<&str> {
    const PLACE: &str = "重点任务";
    match title.find(PLACE).map(|place| title.split_at(place + PLACE.len())) {
        Some((before, behind)) if !behind.is_empty() => vec![before, behind],
        _ => vec![title],
    }
}

/// Writes a bulletin as a text.
///
/// # Errors
/// When `out` fails.
pub fn text(
    words: &Words,
    format: PaperFormat,
    basis: Option<&Basis>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        PaperFormat::Html => html::bulletin(words, basis, out),
        PaperFormat::Docx | PaperFormat::Md => md::bulletin(words, basis, out),
    }
}
