//! Web archives (`.mht`, `.mhtml`), as Word and browsers save them: the page in them is read.

use mail_parser::{MessageParser, MimeHeaders as _, PartType};

use super::{decode, html, limits};
use crate::{
    error::{Error, Result},
    import::{looks::Looks, source::Document},
};

/// Whether a file is a web archive: the head of a message that holds several parts.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    const HEAD: usize = 4_096;
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(HEAD)).unwrap_or_default()).to_lowercase();
    let head = head.split("\n\n").next().unwrap_or_default().split("\r\n\r\n").next().unwrap_or_default();
    head.contains("mime-version:") && head.contains("multipart/related")
}

/// Reads the page of a web archive.
///
/// # Errors
/// When it holds no page, or the page can't be read.
pub(super) fn read(bytes: &[u8]) -> Result<Document> {
    let message = MessageParser::new()
        .parse(bytes)
        .ok_or_else(|| limits::damaged("mht", text!("没有任何部分", "it has no parts")))?;
    let page = message.parts.iter().find(|part| {
        matches!(&part.body, PartType::Html(_))
            || part.content_type().and_then(|kind| kind.subtype()) == Some("html")
    });
    let page = page.ok_or_else(|| {
        Error::failed(text!("这个网页归档里没有网页", "this web archive holds no page")).hint(text!(
            "请用浏览器或 Word 打开，另存为 docx 或 html 再导入",
            "open it in a browser or Word, save it as docx or html, and import that"
        ))
    })?;
    let contents = page.contents();
    if contents.len() > limits::TEXT_FILE {
        return Err(limits::exceeded("网页", "the page", limits::TEXT_FILE));
    }
    match &page.body {
        PartType::Html(text) => html::read(text, Looks::default()),
        _ => html::read(&decode::text(contents, html::declared(contents).as_deref())?, Looks::default()),
    }
}
