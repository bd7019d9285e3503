//! The containers: bytes of a file become a [`Document`], recognised by content and not by name. Every
//! limit on what a stranger's file may cost is kept in `limits`.

mod compound;
mod decode;
mod docx;
mod html;
mod limits;
mod numbering;
mod package;
mod pdf;
mod records;
mod spans;
mod text;
mod xlsx;
mod xml;

use super::source::Document;
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
pub fn open(bytes: &[u8], name: &str, options: &OpenOptions) -> Result<Document> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::failed(text!("文件是空的", "the file is empty")).hint(text!(
            "请检查文件是否完整下载或另存",
            "see whether it was saved or downloaded completely"
        )));
    }
    if let Some(error) = unsupported(bytes) {
        return Err(error);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return read_package(bytes, options);
    }
    if bytes.starts_with(compound::SIGNATURE) {
        return compound::read(bytes, options.sheet.as_deref());
    }
    if bytes.starts_with(b"%PDF") {
        return pdf::read(bytes);
    }
    let text = decode::text(bytes, html::declared(bytes).as_deref())?;
    read_text(&text, name)
}

/// A zip package is told by the part that it holds.
fn read_package(bytes: &[u8], options: &OpenOptions) -> Result<Document> {
    let package = package::Package::open(bytes)?;
    if package.has(docx::MAIN) {
        return docx::read(bytes);
    }
    if package.has(xlsx::WORKBOOK) {
        return xlsx::read(bytes, options.sheet.as_deref());
    }
    Err(Error::failed(text!(
        "这个压缩包不是 Word 或 Excel 文件",
        "this zip file is no Word or Excel document"
    ))
    .hint(text!("请先解压，再导入其中的文件", "unpack it and import the document in it")))
}

fn read_text(text: &str, name: &str) -> Result<Document> {
    ensure_no_controls(text)?;
    if html::is_page(text) {
        return html::read(text);
    }
    let begin = text.trim_start();
    if begin.starts_with(['[', '{']) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return records::json(text);
    }
    let end = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let named = matches!(end.as_str(), "csv" | "tsv");
    if let Some(separator) = records::separator(text, named) {
        return records::separated(text, separator);
    }
    if text::is_markdown(text) {
        return text::markdown(text);
    }
    Ok(text::plain(text))
}

/// Text never holds these; a file that does is something else, or was tampered with.
fn ensure_no_controls(text: &str) -> Result<()> {
    let acts = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{85}');
    let Some(found) = text.chars().find(acts) else { return Ok(()) };
    let code = format!("U+{:04X}", u32::from(found));
    let before = text.split(found).next().unwrap_or_default();
    let line = 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count();
    Err(Error::failed(text!(
        "第 {line} 行有控制字符 {code}，不像文本文件",
        "line {line} holds the control character {code}; this is no text"
    ))
    .hint(text!("请在编辑器中另存为纯文本，再导入", "save it as plain text in an editor and import that")))
}

/// Files that are recognised and can't be read, each with the way to convert it.
fn unsupported(bytes: &[u8]) -> Option<Error> {
    let begins = |signature: &[u8]| bytes.starts_with(signature);
    let images: [&[u8]; 5] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"];
    let (zh, en) = if begins(b"{\\rtf") {
        ("RTF 文档", "an RTF document")
    } else if images.iter().any(|signature| begins(signature)) {
        ("图片", "an image")
    } else {
        return None;
    };
    Some(Error::failed(text!("这是{zh}，pjt 读不了", "this is {en}, which pjt can't read")).hint(text!(
        "请用 Word 或 WPS 打开，另存为 docx；图片请先做文字识别",
        "open it in Word or WPS and save it as docx; recognise the text of images first"
    )))
}
