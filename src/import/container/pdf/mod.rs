//! PDF: its syntax, fonts and lines become placed characters and ruling lines, and those become paragraphs and
//! grids. The library that reads the syntax has no limits, so a child process with limits of its own reads a
//! stranger's file (`child`).

pub mod child;
mod coding;
mod content;
mod font;
mod packing;
mod truetype;

use std::path::PathBuf;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::{limits, page};
use crate::{
    error::{Error, Result},
    import::source::Document,
    text::Text,
};

/// Reads a PDF: by running `program` for it, or here where there is none.
///
/// # Errors
/// When it can't be read; the message says what to ask for.
pub(super) fn read(bytes: &[u8], program: Option<&PathBuf>) -> Result<Document> {
    match program {
        Some(program) => child::read(program, bytes),
        None => read_here(bytes.to_vec()),
    }
}

fn read_here(bytes: Vec<u8>) -> Result<Document> {
    packing::ensure_sane_tables(&bytes)?;
    let pdf = Pdf::new(bytes).map_err(unreadable)?;
    let pages = pdf.pages();
    if pages.len() > limits::PAGES {
        return Err(limits::exceeded("PDF 的页数", "pages of the PDF", limits::PAGES));
    }
    let mut reader = content::ContentReader::new();
    let pages = pages.iter().map(|page| reader.page(page)).collect::<Result<Vec<_>>>()?;
    ensure_text(reader.characters)?;
    page::document("PDF", pages)
}

fn unreadable(error: LoadPdfError) -> Error {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            Error::failed(text!("这个 PDF 设了打开密码", "this PDF wants a password to be opened"))
                .named("file-encrypted")
                .hint(text!(
                    "请用密码打开，去掉密码另存后再导入",
                    "open it with the password, save it without one, and import that"
                ))
        }
        LoadPdfError::Decryption(_) => Error::failed(text!(
            "这个 PDF 的加密方式 pjt 读不了",
            "this PDF is encrypted in a way that pjt can't read"
        ))
        .named("file-encrypted")
        .hint(text!(
            "请打开后另存（打印）为新的 PDF，再导入",
            "open it, save or print it as a new PDF, and import that"
        )),
        LoadPdfError::Invalid => {
            damaged(text!("PDF 文件已损坏，读不出页面", "the PDF is damaged: it holds no pages"))
        }
    }
}

fn damaged(what: Text) -> Error {
    Error::failed(what).named("file-damaged").hint(text!(
        "请重新下载，或打开后另存（打印）为新的 PDF，再导入",
        "download it again, or open it and save or print it as a new PDF, and import that"
    ))
}

/// How many characters were met, and how many of them have no known text.
#[derive(Clone, Copy, Debug, Default)]
struct Characters {
    all: usize,
    unknown: usize,
    /// European letters with accents right behind Chinese characters: what damaged maps make of Chinese ones.
    strange: usize,
    is_behind_chinese: bool,
}

impl Characters {
    fn count(&mut self, text: Option<&str>) {
        self.all += 1;
        let sign = text.and_then(|text| text.chars().next());
        let is_strange = sign.is_some_and(|sign| matches!(sign, 'À'..='ɏ') && !matches!(sign, '×' | '÷'));
        self.unknown += usize::from(text.is_none());
        self.strange += usize::from(is_strange && self.is_behind_chinese);
        self.is_behind_chinese = sign.is_some_and(|sign| matches!(sign, '⼀'..='⿕' | '一'..='鿿'));
    }
}

fn ensure_text(Characters { all, unknown, strange, .. }: Characters) -> Result<()> {
    /// One unknown character in so many is a sign of its own, more are a font.
    const ONE_IN: usize = 50;
    /// The same for letters that can't stand where they do.
    const ONE_STRANGE_IN: usize = 200;
    if all == 0 {
        return Err(Error::failed(text!(
            "这个 PDF 里没有文字，可能是扫描件，或者文字已转成曲线",
            "this PDF holds no text; it may be a scan, or its text was turned into outlines"
        ))
        .hint(text!(
            "请先做文字识别（OCR），存成 docx 后再导入；或向发文单位要 Word 原件",
            "recognise its text (OCR), save it as docx and import that; or ask the office that issued it for the Word file"
        )));
    }
    if unknown * ONE_IN > all {
        return Err(Error::failed(text!(
            "这个 PDF 的字体没有文字对照表：{all} 个字中有 {unknown} 个认不出",
            "a font of this PDF does not say which characters it draws: {unknown} of {all} are unknown"
        ))
        .hint(text!(
            "请向发文单位要 Word 原件，或做文字识别（OCR），存成 docx 后再导入",
            "ask the office that issued it for the Word file, or recognise its text (OCR), save it as docx and import that"
        )));
    }
    if strange * ONE_STRANGE_IN > all {
        return Err(Error::failed(text!(
            "这个 PDF 的字体写错了文字对照表：{all} 个字中有 {strange} 处是夹在汉字后面的外文字母，其他字也可能是错的",
            "a font of this PDF says wrong characters: {strange} of {all} are foreign letters right behind Chinese ones, and others may be wrong, too"
        ))
        .hint(text!(
            "请向发文单位要 Word 原件，或做文字识别（OCR），存成 docx 后再导入",
            "ask the office that issued it for the Word file, or recognise its text (OCR), save it as docx and import that"
        )));
    }
    Ok(())
}
