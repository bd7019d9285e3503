//! The containers: bytes of a file become a [`Document`], recognised by content and not by name. Every
//! limit on what a stranger's file may cost is kept here.

use super::source::{Block, Document, Paragraph, Spot};
use crate::error::{Error, Result};

/// What a person said about how to open a document.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// The sheet of a workbook to read.
    pub sheet: Option<String>,
}

/// Opens a document. `name` only breaks ties between kinds of text.
///
/// # Errors
/// When it is no document that can be read; the message says how to convert it.
pub fn open(bytes: &[u8], _name: &str, _options: &OpenOptions) -> Result<Document> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or_else(|| Error::failed(text!("文件不是文本", "the file is no text")))?
            .into_owned(),
    };
    let line = |(index, line): (usize, &str)| {
        Block::Paragraph(Paragraph { text: line.to_owned(), place: Spot::Line(index + 1) })
    };
    Ok(Document { blocks: text.lines().enumerate().map(line).collect(), findings: Vec::new() })
}
