//! The containers: bytes of a file become a [`Document`], recognised by content and not by name. Every
//! limit on what a stranger's file may cost is kept in `limits`.

mod asides;
mod compound;
mod decode;
mod docx;
mod flat;
mod foreign;
mod html;
mod limits;
mod mht;
mod nested;
mod numbering;
mod ofd;
mod open_document;
mod package;
mod page;
mod pdf;
mod records;
mod spans;
mod text;
mod word97;
mod workbook;
mod written;
mod xml;

pub use limits::MAX_BYTES;
pub use pdf::child;
pub use workbook::{Area, CellSheet, CellValue, CellWorkbook, Shown, StoredCell, day, letters};

use std::path::PathBuf;

use super::{
    looks::Looks,
    source::{Block, Document, Grid, Merged, SourceLocation},
};
use crate::error::{Error, Finding, Location, Result};

/// What a person said about how to open a document.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// The sheet of a workbook to read.
    pub sheet: Option<String>,
    /// The program that reads a PDF in a process of its own; where there is none, it is read here, without a
    /// limit on memory and time.
    pub pdf_reader: Option<PathBuf>,
}

/// Opens a document. `name` only breaks ties between kinds of text.
///
/// # Errors
/// When it is no document that can be read; the message says how to convert it.
pub fn open(bytes: &[u8], name: &str, options: &OpenOptions) -> Result<Document> {
    let mut document = opened(bytes, name, options)?;
    written::clean(&mut document)?;
    Ok(document)
}

/// Opens a document once more, with a sign in front of the words that look as it says that leads do. None where how
/// words look can't be read.
///
/// # Errors
/// As [`open`].
pub(super) fn open_with_looks(bytes: &[u8], options: &OpenOptions, looks: Looks) -> Result<Option<Document>> {
    let mut document = if bytes.starts_with(b"PK\x03\x04") {
        let mut package = package::Package::open(bytes)?;
        let sheet = options.sheet.as_deref();
        match package.main(&[docx::USUAL, workbook::USUAL])? {
            Some(main) => match package.root(&main)?.as_str() {
                "document" => docx::read(&mut package, &main, looks)?,
                "workbook" => workbook::read_xlsx(&mut package, &main, sheet, looks)?,
                _ => return Ok(None),
            },
            None if package.has(open_document::CONTENT) && !package.has(ofd::ENTRY) => {
                open_document::read(&mut package, sheet, looks)?
            }
            None => return Ok(None),
        }
    } else if bytes.starts_with(compound::SIGNATURE) || bytes.starts_with(b"%PDF") || mht::is_archive(bytes) {
        return Ok(None);
    } else {
        let (text, mut findings) = decode::text_and_findings(bytes, html::declared(bytes).as_deref())?;
        let text = without_controls(text, &mut findings)?;
        if !html::is_page(&text) {
            return Ok(None);
        }
        let mut document = html::read(&text, looks)?;
        document.findings.splice(0..0, findings);
        document
    };
    written::clean(&mut document)?;
    Ok(Some(document))
}

/// Opens a workbook, or a document with tables, as the cells that are stored in it.
///
/// # Errors
/// As [`open`].
pub fn open_cells(bytes: &[u8], name: &str) -> Result<CellWorkbook> {
    if let Some(error) = foreign::refused(bytes) {
        return Err(error);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let mut package = package::Package::open(bytes)?;
        if let Some(main) = package.main(&[docx::USUAL, workbook::USUAL])?
            && package.root(&main)? == "workbook"
        {
            package::Package::ensure_single(bytes, &main)?;
            return workbook::cells_of_xlsx(&mut package, &main);
        }
        if package.has(ofd::ENTRY) || package.has(open_document::CONTENT) {
            return Err(not_as_workbook());
        }
    }
    if bytes.starts_with(compound::SIGNATURE)
        && let file = compound::Compound::open(bytes)?
        && !file.has("EncryptedPackage")
        && let Some(cells) = workbook::cells_of_xls(&file)?
    {
        return Ok(cells);
    }
    let document = opened(bytes, name, &OpenOptions::default())?;
    let cells = cells_of(document);
    if cells.sheets.is_empty() { Err(not_as_workbook()) } else { Ok(cells) }
}

/// The tables of a document as sheets.
fn cells_of(document: Document) -> CellWorkbook {
    let mut cells = CellWorkbook::default();
    for block in document.blocks {
        match block {
            Block::Paragraph(paragraph) => cells.lines.push(paragraph.text),
            Block::Grid(grid) => {
                let number = cells.sheets.len() + 1;
                cells.sheets.push(cells_of_grid(grid, number));
            }
        }
    }
    cells
}

fn cells_of_grid(grid: Grid, number: usize) -> CellSheet {
    let name = grid.name.unwrap_or_else(|| format!("表{number}"));
    let mut sheet = CellSheet { name, ..CellSheet::default() };
    let mut last = 0;
    for row in grid.rows {
        let stated = match row.location {
            SourceLocation::Row { row, .. } => u32::try_from(row).unwrap_or(u32::MAX),
            _ => 0,
        };
        let number = if stated > last { stated } else { last + 1 };
        last = number;
        // What goes on stands in the first cell of its area, which is looked up by the area.
        let mut first = (number, 1);
        for (column, cell) in (1..).zip(row.cells) {
            let area = |(top, left): (u32, u32)| Area { top, left, bottom: number, right: column };
            match cell.merged {
                Merged::No => {
                    first = (number, column);
                    if !cell.text.trim().is_empty() {
                        let value = CellValue::Text(cell.text);
                        sheet.cells.push(StoredCell::new(number, column, value));
                    }
                }
                Merged::Left => sheet.merged.push(area(first)),
                Merged::Above => {
                    let above = sheet.merged.iter().rev().find(|area| area.has(number - 1, column));
                    first = above.map_or((number - 1, column), |above| (above.top, above.left));
                    sheet.merged.push(area(first));
                }
            }
        }
    }
    sheet
}

/// The refusal of what can be read and is no workbook.
fn not_as_workbook() -> Error {
    Error::failed(text!("不是可以收取的表格文件", "this is no kind of workbook that can be taken"))
        .named("file-format")
        .hint(text!("请用 Excel 或 WPS 打开，另存为 xlsx", "open it in Excel or WPS and save it as xlsx"))
}

fn opened(bytes: &[u8], name: &str, options: &OpenOptions) -> Result<Document> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::failed(text!("文件是空的", "the file is empty")).named("file-empty").hint(text!(
            "请检查文件是否完整下载或另存",
            "see whether it was saved or downloaded completely"
        )));
    }
    if let Some(error) = foreign::refused(bytes) {
        return Err(error);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return read_package(bytes, options);
    }
    if bytes.starts_with(compound::SIGNATURE) {
        return read_compound(bytes, options);
    }
    if bytes.starts_with(b"%PDF") {
        return pdf::read(bytes, options.pdf_reader.as_ref());
    }
    if mht::is_archive(bytes) {
        return mht::read(bytes);
    }
    if bytes.len() > limits::TEXT_FILE {
        let megabytes = format!("{} MiB", limits::TEXT_FILE / 1024 / 1024);
        return Err(limits::exceeded("文本", "the text", megabytes));
    }
    let (text, mut findings) = decode::text_and_findings(bytes, html::declared(bytes).as_deref())?;
    let mut text = without_controls(text, &mut findings)?;
    if !text.contains('\n') {
        // line ends of old: a text with these alone would be one line
        text = text.replace('\r', "\n");
    }
    let mut document = read_text(&text, name, options.sheet.as_deref())?;
    document.findings.splice(0..0, findings);
    Ok(document)
}

/// A zip package is known by the part that it is about.
fn read_package(bytes: &[u8], options: &OpenOptions) -> Result<Document> {
    let mut package = package::Package::open(bytes)?;
    if let Some(main) = package.main(&[docx::USUAL, workbook::USUAL])? {
        package::Package::ensure_single(bytes, &main)?;
        // what it is called says nothing: what it is shows in its first element
        return match package.root(&main)?.as_str() {
            "document" => docx::read(&mut package, &main, Looks::default()),
            "workbook" => {
                workbook::read_xlsx(&mut package, &main, options.sheet.as_deref(), Looks::default())
            }
            _ => Err(foreign::package(&package)),
        };
    }
    if package.has(ofd::ENTRY) {
        return ofd::read(&mut package);
    }
    if package.has(open_document::CONTENT) {
        return open_document::read(&mut package, options.sheet.as_deref(), Looks::default());
    }
    Err(foreign::package(&package))
}

/// A compound file is known by the stream that it holds.
fn read_compound(bytes: &[u8], options: &OpenOptions) -> Result<Document> {
    let file = compound::Compound::open(bytes)?;
    if file.has("EncryptedPackage") {
        return Err(Error::failed(text!("文件加了密码", "the document is encrypted"))
            .named("file-encrypted")
            .hint(text!("请去掉密码，另存后再导入", "save it without a password and import that")));
    }
    if let Some(document) = workbook::read_xls(&file, options.sheet.as_deref())? {
        return Ok(document);
    }
    if file.has(word97::MAIN) {
        return word97::read(&file);
    }
    Err(foreign::compound(&file))
}

fn read_text(text: &str, name: &str, sheet: Option<&str>) -> Result<Document> {
    if text.contains("urn:schemas-microsoft-com:office:spreadsheet") && text.trim_start().starts_with("<?xml")
    {
        return Err(Error::failed(text!(
            "这是 XML 格式的 Excel 表格（2003），pjt 读不了",
            "this is an Excel sheet in XML (2003), which pjt can't read"
        ))
        .named("file-format")
        .hint(text!(
            "请用 Excel 或 WPS 打开，另存为 xlsx 再导入",
            "open it in Excel or WPS, save it as xlsx, and import that"
        )));
    }
    if let Some(flat) = flat::Flat::of(text) {
        return flat.read(text, sheet);
    }
    if html::is_page(text) {
        return html::read(text, Looks::default());
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
    text::plain(text)
}

/// Control characters say nothing in a table, and act on a terminal: they are taken out and counted. A file
/// with many of them is no text.
fn without_controls(text: String, findings: &mut Vec<Finding>) -> Result<String> {
    const MOST_IN_A_HUNDRED: usize = 30;
    let is_control =
        |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{85}');
    let Some(first) = text.find(is_control) else { return Ok(text) };
    let line = 1 + memchr::memchr_iter(b'\n', text.get(..first).unwrap_or_default().as_bytes()).count();
    let kept: String = text.chars().filter(|c| !is_control(*c)).collect();
    let (all, count) = (text.chars().count(), text.chars().filter(|c| is_control(*c)).count());
    if count * 100 > all * MOST_IN_A_HUNDRED {
        return Err(Error::failed(text!(
            "{all} 个字符中有 {count} 个控制字符（第一个在第 {line} 行），不像文本文件",
            "{count} of {all} characters are control characters, the first in line {line}; this is no text"
        ))
        .hint(text!(
            "请确认文件没有损坏；从原来的程序中另存为 docx、xlsx 或 txt，再导入",
            "see whether the file is whole; save it as docx, xlsx or txt in its own program and import that"
        )));
    }
    findings.push(
        Finding::new(
            "control-characters",
            text!(
                "去掉了 {count} 个控制字符，第一个在这一行",
                "{count} control characters were taken out, the first in this line"
            ),
        )
        .at(Location::line("", line))
        .fix(text!("请核对这一行的内容", "check the words of that line")),
    );
    Ok(kept)
}
