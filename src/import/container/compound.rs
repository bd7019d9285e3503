//! Compound files of old Office: xls is read by a library; doc and encrypted files are told apart and
//! refused with the way to convert them.

use std::io::Cursor;

use calamine::{Data, Dimensions, Reader as _, Xls};

use super::{
    limits,
    spans::{GridBuilder, Spending, clean},
};
use crate::text::Text;
use crate::{
    error::{Error, Finding, Result},
    import::source::{Block, Cell, Document, Merged, SourceLocation},
};

/// The first bytes of every compound file.
pub(super) const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Reads an xls workbook.
///
/// # Errors
/// When the file is something else, damaged, or too large.
pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Document> {
    if has_stream(bytes, "EncryptedPackage") {
        return Err(Error::failed(text!("文件加了密码", "the document is encrypted"))
            .hint(text!("请去掉密码，另存后再导入", "save it without a password and import that")));
    }
    if !has_stream(bytes, "Workbook") && !has_stream(bytes, "Book") {
        return Err(Error::failed(text!(
            "这是旧版 Word（.doc）等文件，pjt 读不了",
            "this is an old Word (.doc) or similar file, which pjt can't read"
        ))
        .hint(text!(
            "请用 Word 或 WPS 打开，另存为 docx 后再导入",
            "open it in Word or WPS, save it as docx, and import that"
        )));
    }
    let mut workbook: Xls<_> =
        Xls::new(Cursor::new(bytes)).map_err(|error| limits::damaged("Workbook", Text::foreign(error)))?;
    let mut document = Document::default();
    let mut spending = Spending::new();
    let sheets: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible == calamine::SheetVisible::Visible))
        .collect();
    if let Some(name) = wanted.filter(|name| !sheets.iter().any(|(known, _)| known == name)) {
        let list = sheets.iter().map(|(known, _)| known.as_str()).collect::<Vec<_>>().join("、");
        return Err(Error::not_found(text!("没有名为“{name}”的工作表", "there is no sheet {name}"))
            .named("no-such-sheet")
            .hint(text!("工作表有：{list}", "the sheets are: {list}")));
    }
    for (index, (name, visible)) in sheets.iter().enumerate() {
        if wanted.is_some_and(|wanted| wanted != name) {
            continue;
        }
        if wanted.is_none() && !visible {
            document.findings.push(Finding::new(
                "hidden-sheet",
                text!("略过了隐藏的工作表“{name}”", "passed over the hidden sheet {name}"),
            ));
            continue;
        }
        let merges = workbook.merge_cells_by_sheet_name(name).unwrap_or_default();
        let range =
            workbook.worksheet_range(name).map_err(|error| limits::damaged(name, Text::foreign(error)))?;
        let Some((top, left)) = range.start() else { continue };
        let mut builder = GridBuilder::default();
        for (offset, row) in range.rows().enumerate() {
            let number = top as usize + offset;
            let cells = row.iter().enumerate().map(|(column, value)| {
                cell(value, number, left as usize + column, &merges, |row, column| {
                    range.get_value((row, column)).map(words).unwrap_or_default()
                })
            });
            builder.placed_row(
                cells.collect(),
                SourceLocation::Row { table: index + 1, row: number + 1 },
                &mut spending,
            )?;
        }
        document.blocks.push(Block::Grid(builder.finish(Some(name.clone()), &mut spending)?));
    }
    Ok(document)
}

fn cell(
    value: &Data,
    row: usize,
    column: usize,
    merges: &[Dimensions],
    at: impl Fn(u32, u32) -> String,
) -> Cell {
    let (row32, column32) =
        (u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
    let Some(area) = merges.iter().find(|area| area.contains(row32, column32)) else {
        return Cell { text: words(value), merged: Merged::No };
    };
    let merged = match (column32 == area.start.1, row32 == area.start.0) {
        (true, true) => Merged::No,
        (true, false) => Merged::Above,
        (false, _) => Merged::Left,
    };
    Cell { text: at(area.start.0, area.start.1), merged }
}

fn words(value: &Data) -> String {
    match value {
        Data::String(words) => clean(words),
        Data::DateTime(day) => super::xlsx::date(&day.as_f64().to_string()).unwrap_or_default(),
        Data::Float(number) => super::xlsx::plain_number(&number.to_string()),
        Data::Int(number) => number.to_string(),
        Data::Bool(value) => (if *value { "是" } else { "否" }).to_owned(),
        Data::DateTimeIso(words) | Data::DurationIso(words) => words.clone(),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

/// Whether the directory of a compound file names a stream; names are UTF-16.
fn has_stream(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(bytes, &wide).is_some()
}
