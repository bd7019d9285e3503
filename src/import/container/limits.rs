//! What a stranger's file may cost: every budget in one place, counted while reading and never taken
//! from a header. A refusal names the limit and what to do.

use std::io::{self, Read};

use crate::error::{Error, Result};
use crate::text::Text;

/// The largest document that is opened, in bytes; photographs and all.
pub const MAX_BYTES: u64 = 32 * 1024 * 1024;
/// The bytes of a part of a package, unpacked. A part is never held as a whole.
pub(super) const PART: u64 = 64 * 1024 * 1024;
/// The bytes of one piece of XML: a tag, a text, a comment.
pub(super) const XML_PIECE: usize = 1024 * 1024;
/// The parts that a package may have.
pub(super) const PARTS: usize = 2_000;
/// The bytes of the names in the relations of a part.
pub(super) const RELATIONS: usize = 1024 * 1024;
/// The bytes of a stream of a compound file.
pub(super) const STREAM: usize = 24 * 1024 * 1024;
/// How deep XML elements may nest.
pub(super) const XML_DEPTH: usize = 256;
/// How many XML elements a part may have.
pub(super) const XML_ELEMENTS: usize = 1_500_000;
/// How many attributes an element may have.
pub(super) const XML_ATTRIBUTES: usize = 200;
/// How deep HTML elements may nest.
pub(super) const HTML_DEPTH: usize = 512;
/// How many HTML elements and pieces of text a page may have.
pub(super) const HTML_NODES: usize = 300_000;
/// How many tags a page may have, those that open and those that close.
pub(super) const HTML_TAGS: usize = 600_000;
/// The bytes of a text, a web page among them: three thousand pages.
pub(super) const TEXT_FILE: usize = 8 * 1024 * 1024;
/// The records and lists of a JSON text.
pub(super) const JSON_GROUPS: usize = 30_000;
/// The values of a JSON text.
pub(super) const JSON_VALUES: usize = 400_000;
/// The paragraphs of a document, or the lines of a text.
pub(super) const PARAGRAPHS: usize = 80_000;
/// The rows of all grids of a document.
pub(super) const ROWS: usize = 30_000;
/// The cells of all grids of a document: ten thousand rows of twenty.
pub(super) const CELLS: usize = 200_000;
/// The merged areas and hidden rows of a sheet.
pub(super) const AREAS: usize = 100_000;
/// The sheets of a workbook.
pub(super) const SHEETS: usize = 500;
/// The cell styles and number formats of a workbook: as many as Excel can have.
pub(super) const STYLES: usize = 70_000;
/// The bytes of what a document says of its lists and styles; Word itself writes a few thousand.
pub(super) const LISTS: usize = 4 * 1024 * 1024;
/// The characters of a number text in front of a paragraph; Word takes 255 at most.
pub(super) const LABEL: usize = 255;
/// The bytes of a shared text of a workbook: 32,767 characters are the most that Excel has.
pub(super) const SHARED_TEXT: usize = 32_767 * 4;
/// The columns or rows that one merged cell may span; more is taken for this many.
pub(super) const SPAN: usize = 1_000;
/// The columns that a table may have.
pub(super) const COLUMNS: usize = 1_000;
/// The bytes of one paragraph or cell.
pub(super) const PARAGRAPH: usize = 60_000;
/// The pages of a PDF or OFD.
pub(super) const PAGES: usize = 2_000;
/// The drawing operators of a PDF.
pub(super) const PDF_OPERATORS: usize = 20_000_000;
/// The bytes of the content of a PDF page or of a form on it, unpacked.
pub(super) const PDF_CONTENT: usize = 64 * 1024 * 1024;
/// How often the pages of a PDF may place a form.
pub(super) const PDF_FORMS: usize = 100_000;
/// The characters on all pages of a PDF or OFD.
pub(super) const GLYPHS: usize = 500_000;
/// The bytes of text in all paragraphs and cells, merged ones repeated.
pub(super) const TEXT: usize = 16 * 1024 * 1024;

/// The code of an error about a document, when it is one.
pub(super) fn known_code(code: &str) -> Option<&'static str> {
    ["file-too-large", "file-damaged", "file-encrypted"].into_iter().find(|known| *known == code)
}

/// The refusal of a document that costs too much.
pub(super) fn exceeded(what_zh: &str, what_en: &str, limit: impl std::fmt::Display) -> Error {
    Error::failed(text!(
        "文件超出限度：{what_zh}超过 {limit}；没有读入任何内容",
        "the document goes beyond a limit: {what_en} over {limit}; nothing was read"
    ))
    .named("file-too-large")
    .hint(text!(
        "请只留下任务分工表，另存为新文件后再导入",
        "keep the task table only, save it as a new file, and import that"
    ))
}

/// Whether a paragraph or a cell of so many bytes is one: no task is as long as a book.
///
/// # Errors
/// When it is longer.
pub(super) fn ensure_paragraph(length: usize) -> Result<()> {
    if length <= PARAGRAPH {
        return Ok(());
    }
    Err(exceeded("一段或一格的字节数", "bytes of one paragraph or cell", PARAGRAPH))
}

/// The refusal of a document of which a part is damaged.
pub(super) fn damaged(part: &str, cause: impl Into<Text>) -> Error {
    broken(
        text!("文件已损坏：读不了其中的 {part}", "the document is damaged: can't read {part} in it"),
        cause,
    )
}

/// The refusal of a document that can't be opened at all.
pub(super) fn incomplete(cause: impl Into<Text>) -> Error {
    broken(text!("文件不完整或已损坏", "the document is incomplete or damaged"), cause)
}

fn broken(what: Text, cause: impl Into<Text>) -> Error {
    Error::failed(what).named("file-damaged").caused_by(cause).hint(text!(
        "请用 Word、Excel 或 WPS 打开它，另存为新文件后再导入；打不开的，请重新取得原文件",
        "open it in Word, Excel or WPS, save it as a new file, and import that; one that does not open has to be got again"
    ))
}

/// Reads everything, and refuses once it is more than `limit`.
pub(super) fn read_capped(reader: impl Read, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let read = reader.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok((read <= limit).then_some(bytes))
}

/// Counts what has been spent of a budget.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
    limit: usize,
    what: (&'static str, &'static str),
}

impl Budget {
    /// A budget of `limit`; `what` names it in Chinese and English.
    pub(super) fn new(limit: usize, what: (&'static str, &'static str)) -> Self {
        Self { left: limit, limit, what }
    }

    /// Spends `amount`.
    ///
    /// # Errors
    /// When that is more than is left.
    pub(super) fn spend(&mut self, amount: usize) -> Result<()> {
        match self.left.checked_sub(amount) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(exceeded(self.what.0, self.what.1, self.limit)),
        }
    }
}
