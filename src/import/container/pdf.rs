//! PDF with text, through `pdftotext` where it is installed. The program gets the bytes on its standard
//! input and gives text; nothing is written to disk.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use super::{decode, limits, text};
use crate::text::Text;
use crate::{
    error::{Error, Result},
    import::source::Document,
};

/// Reads the text of a PDF.
///
/// # Errors
/// When `pdftotext` is not installed, or the PDF holds no text.
pub(super) fn read(bytes: &[u8]) -> Result<Document> {
    let convert = text!(
        "请用 WPS 或 Word 把 PDF 转成 docx 再导入；有文字的 PDF 也可以安装 poppler（pdftotext）",
        "convert it to docx with WPS or Word and import that; for a PDF with text, poppler (pdftotext) will do"
    );
    let started = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = started else {
        return Err(Error::failed(text!(
            "这是 PDF，而 pdftotext 没有安装",
            "this is a PDF, and pdftotext is not installed"
        ))
        .hint(convert));
    };
    let input = child.stdin.take();
    let owned = bytes.to_vec();
    let writer = std::thread::spawn(move || input.map(|mut input| input.write_all(&owned)));
    let output = child.stdout.take().map(|output| limits::read_capped(output, limits::TEXT_FILE));
    // Its end is of no interest once its output is known.
    let _ended = child.kill().and_then(|()| child.wait());
    let _written = writer.join();
    let text = match output {
        Some(Ok(Some(bytes))) => decode::text(&bytes, None)?,
        Some(Ok(None)) => return Err(limits::exceeded("PDF 的文字", "text of the PDF", limits::TEXT_FILE)),
        Some(Err(error)) => return Err(limits::damaged("PDF", Text::foreign(error))),
        None => String::new(),
    };
    if text.trim().is_empty() {
        return Err(Error::failed(text!(
            "这个 PDF 里没有文字，可能是扫描件",
            "this PDF holds no text; it may be a scan"
        ))
        .hint(text!(
            "请先做文字识别（OCR），存成 docx 后再导入",
            "recognise its text (OCR), save it as docx, and import that"
        )));
    }
    text::plain(&text.replace('\u{c}', "\n"))
}
