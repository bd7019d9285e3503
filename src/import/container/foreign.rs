//! Files that are recognised and can't be read: each is refused by its own name, with the way to what can be read.

use super::{compound::Compound, mht, package::Package};
use crate::{error::Error, text::Text};

/// A file that is known by its first bytes.
pub(super) fn refused(bytes: &[u8]) -> Option<Error> {
    let begins = |signatures: &[&[u8]]| signatures.iter().any(|signature| bytes.starts_with(signature));
    let at = |offset: usize, sign: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(sign));
    let is_riff = |kind: &[u8]| begins(&[b"RIFF"]) && at(8, kind);
    let is_picture_box = || [b"heic", b"heix", b"mif1", b"avif"].iter().any(|kind| at(8, *kind));
    // BM begins words, too; behind the size of a bitmap stand four zeros
    let is_bitmap = || begins(&[b"BM"]) && at(6, &[0; 4]);
    let known = if begins(&[b"{\\rtf"]) {
        rich_text()
    } else if begins(&[b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"])
        || is_riff(b"WEBP")
        || is_bitmap()
        || at(4, b"ftyp") && is_picture_box()
    {
        image()
    } else if begins(&[b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x05\x06"])
        || at(257, b"ustar")
    {
        return Some(archive(text!(
            "这是压缩包，pjt 不解压",
            "this is an archive, which pjt does not unpack"
        )));
    } else if begins(&[b"ID3", b"OggS"]) || is_riff(b"WAVE") || is_riff(b"AVI ") || at(4, b"ftyp") {
        recording()
    } else if begins(&[b"MZ", b"\x7fELF"]) {
        program()
    } else if begins(&[b"SQLite format 3", b"\0\x01\0\0Standard "]) {
        database()
    } else if begins(&[b"Founder CEB", b"CAJ", b"HN\0", b"KDH ", b"%!PS"]) {
        other_pages()
    } else if is_unified_office(bytes) {
        unified_office()
    } else if is_mail(bytes) {
        mail()
    } else {
        return None;
    };
    Some(error(known))
}

/// A zip package that is no document with tables.
pub(super) fn package(package: &Package<'_>) -> Error {
    if package.has("ppt/presentation.xml") {
        error(slides())
    } else if package.has("xl/workbook.bin") {
        error(binary_workbook())
    } else {
        archive(text!("这个压缩包不是 Word 或 Excel 文件", "this zip file is no Word or Excel document"))
    }
}

/// A compound file that is neither workbook nor Word document.
pub(super) fn compound(file: &Compound<'_>) -> Error {
    if file.has("PowerPoint Document") {
        error(slides())
    } else if file.has("__properties_version1.0") {
        error(mail())
    } else {
        error((
            text!(
                "这是旧版 Office 一类的文件，里面没有 Word 文档或 Excel 表格",
                "this is a file of an old Office program, with no Word document and no Excel sheet in it"
            ),
            text!(
                "请用原来的程序打开，另存为 docx 或 xlsx 再导入",
                "open it in its own program, save it as docx or xlsx, and import that"
            ),
        ))
    }
}

/// What a file is, and what to do.
type Refusal = (Text, Text);

fn error((what, hint): Refusal) -> Error {
    Error::failed(what).named("file-format").hint(hint)
}

fn archive(what: Text) -> Error {
    Error::failed(what)
        .named("file-archive")
        .hint(text!("请先解压，再导入其中的文件", "unpack it and import the document in it"))
}

fn rich_text() -> Refusal {
    (
        text!("这是 RTF 文档，pjt 读不了", "this is an RTF document, which pjt can't read"),
        text!(
            "请用 Word 或 WPS 打开，另存为 docx 再导入",
            "open it in Word or WPS, save it as docx, and import that"
        ),
    )
}

fn image() -> Refusal {
    (
        text!("这是图片，pjt 读不了", "this is an image, which pjt can't read"),
        text!(
            "请先做文字识别（OCR），存成 docx 再导入",
            "recognise its text (OCR), save it as docx, and import that"
        ),
    )
}

fn recording() -> Refusal {
    (
        text!("这是音频或视频，pjt 读不了", "this is a recording, which pjt can't read"),
        text!("请确认没有拿错文件", "see whether it is the right file"),
    )
}

fn program() -> Refusal {
    (
        text!("这是可执行程序，不是文档或表格", "this is a program, no document"),
        text!("请确认没有拿错文件", "see whether it is the right file"),
    )
}

fn database() -> Refusal {
    (
        text!("这是数据库文件，pjt 读不了", "this is a database, which pjt can't read"),
        text!(
            "请在原来的程序中导出为 xlsx 或 csv，再导入",
            "export the table from its own program as xlsx or csv, and import that"
        ),
    )
}

fn other_pages() -> Refusal {
    (
        text!(
            "这是 CEB、CAJ 或 PostScript 版式文件，pjt 读不了",
            "this is a CEB, CAJ or PostScript file, which pjt can't read"
        ),
        text!(
            "请用阅读器打开，打印成 PDF 再导入；最好向发文单位要 docx 或 xlsx",
            "open it in its reader, print it as PDF and import that; better, ask its sender for docx or xlsx"
        ),
    )
}

fn mail() -> Refusal {
    (
        text!("这是一封邮件，pjt 不读邮件", "this is a mail, which pjt doesn't read"),
        text!("请把附件存下来，导入附件", "save what is attached to it, and import that"),
    )
}

fn slides() -> Refusal {
    (
        text!("这是演示文稿，pjt 读不了", "these are slides, which pjt can't read"),
        text!(
            "请把其中的表格复制到 Word 或 Excel，存成 docx 或 xlsx 再导入",
            "copy the table into Word or Excel, save it as docx or xlsx, and import that"
        ),
    )
}

fn binary_workbook() -> Refusal {
    (
        text!(
            "这是二进制的 Excel 表格（xlsb），pjt 读不了",
            "this is a binary Excel workbook (xlsb), which pjt can't read"
        ),
        text!(
            "请用 Excel 或 WPS 打开，另存为 xlsx 再导入",
            "open it in Excel or WPS, save it as xlsx, and import that"
        ),
    )
}

/// Whether a text is of the Unified Office Format, the older Chinese standard of office documents.
fn is_unified_office(bytes: &[u8]) -> bool {
    const HEAD: usize = 2048;
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    head.starts_with(b"<?xml") && memchr::memmem::find(head, b"schemas.uof.org").is_some()
}

fn unified_office() -> Refusal {
    (
        text!(
            "这是“标文通”（UOF）格式的文档，pjt 读不了",
            "this is a document in the Unified Office Format (UOF), which pjt can't read"
        ),
        text!(
            "请用 WPS 或 LibreOffice 打开，另存为 docx 或 xlsx 再导入",
            "open it in WPS or LibreOffice, save it as docx or xlsx, and import that"
        ),
    )
}

/// Whether a text begins with the lines of a mail: several fields of its head, and no other line in front of them.
fn is_mail(bytes: &[u8]) -> bool {
    const HEAD: usize = 4096;
    const FIELDS: [&str; 9] = [
        "received:",
        "return-path:",
        "delivered-to:",
        "from:",
        "to:",
        "subject:",
        "date:",
        "message-id:",
        "mime-version:",
    ];
    const SENT: [&str; 5] = ["received:", "return-path:", "delivered-to:", "to:", "message-id:"];
    const FEWEST: usize = 3;
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(HEAD)).unwrap_or_default()).to_lowercase();
    let mut lines = head.lines().take_while(|line| !line.trim().is_empty()).peekable();
    let is_field = |line: &str| FIELDS.iter().any(|field| line.starts_with(field));
    // browsers save pages like mails, which went to nobody
    let is_sent = |line: &str| SENT.iter().any(|field| line.starts_with(field));
    lines.peek().is_some_and(|first| is_field(first))
        && lines.clone().filter(|line| is_field(line)).count() >= FEWEST
        && (lines.any(is_sent) || !mht::is_archive(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_cant_be_read_are_known_by_their_first_bytes() {
        for (bytes, words) in [
            (&b"{\\rtf1"[..], "RTF"),
            (b"\x89PNG\r\n", "图片"),
            (b"RIFF\0\0\0\0WEBP", "图片"),
            (b"\0\0\0\x18ftypheic", "图片"),
            (b"\0\0\0\x18ftypisom", "视频"),
            (b"BM\0\0\0\0\0\0\0\0", "图片"),
            (b"Rar!\x1a\x07", "压缩包"),
            (b"7z\xbc\xaf\x27\x1c", "压缩包"),
            (b"\x1f\x8b\x08", "压缩包"),
            (b"MZ\x90", "程序"),
            (b"SQLite format 3\0", "数据库"),
            (b"Founder CEB 3.0", "CEB"),
            (b"<?xml version=\"1.0\"?><uof:UOF xmlns:uof=\"http://schemas.uof.org/cn/2003/uof\">", "标文通"),
            (b"From: a\r\nTo: b\r\nSubject: c\r\n\r\n1", "邮件"),
        ] {
            let error = refused(bytes).map(|error| error.message().in_lang(crate::text::Lang::Zh).to_owned());
            assert!(error.as_ref().is_some_and(|message| message.contains(words)), "{words}: {error:?}");
        }
        let page = "From: <Saved by Blink>\r\nSubject: c\r\nDate: d\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;";
        for text in ["BM任务", "From: a\n任务内容", "任务\nFrom: a\nTo: b\nSubject: c", page] {
            assert!(refused(text.as_bytes()).is_none(), "{text}");
        }
    }
}
