//! Workbooks: xlsx and the old xls are read by readers of their own into the same sheets; which of those are
//! read, and what is said of the others, is decided here.

mod cells;
mod format;
mod sheet;
mod xls;
mod xls_records;
mod xls_text;
mod xlsx;
mod xlsx_sheet;

pub use cells::{Area, CellSheet, CellValue, CellWorkbook, StoredCell};
pub use format::{Shown, day};
pub use sheet::letters;
pub(super) use xls::{cells as cells_of_xls, read as read_xls};
pub(super) use xlsx::{USUAL, cells as cells_of_xlsx, read as read_xlsx};

use self::sheet::Sheet;
use super::{limits, spans::Spending};
use crate::{
    error::{Error, Finding, Result},
    import::source::{Block, Document},
};

/// A sheet as the workbook lists it.
#[derive(Debug)]
struct Listed<P> {
    name: String,
    /// Where its cells are.
    place: P,
    hidden: bool,
}

/// Reads the cells of every sheet.
fn read_cells<P>(sheets: &[Listed<P>], mut read: impl FnMut(&P) -> Result<Sheet>) -> Result<Vec<CellSheet>> {
    if sheets.len() > limits::SHEETS {
        return Err(limits::exceeded("工作表数", "sheets", limits::SHEETS));
    }
    let mut budget = limits::Budget::new(limits::CELLS, ("单元格数", "cells"));
    let mut all = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let cells = read(&sheet.place)?.stored(&sheet.name, sheet.hidden);
        budget.spend(cells.cells.len())?;
        all.push(cells);
    }
    Ok(all)
}

/// Reads the sheet called `wanted`, or every visible one.
fn read_sheets<P>(
    sheets: &[Listed<P>],
    wanted: Option<&str>,
    mut read: impl FnMut(&P) -> Result<Sheet>,
) -> Result<Document> {
    if sheets.len() > limits::SHEETS {
        return Err(limits::exceeded("工作表数", "sheets", limits::SHEETS));
    }
    let mut document = Document::default();
    let mut spending = Spending::new();
    let hidden = sheets.iter().filter(|sheet| wanted.is_none() && sheet.hidden);
    document.findings.extend(hidden.map(|sheet| {
        let name = &sheet.name;
        Finding::new(
            "hidden-sheet",
            text!("略过了隐藏的工作表“{name}”", "passed over the hidden sheet {name}"),
        )
        .fix(text!("要读它请加 `--sheet {name}`", "read it with `--sheet {name}`"))
    }));
    let is_wanted = |sheet: &&Listed<P>| match wanted {
        Some(name) => sheet.name == name,
        None => !sheet.hidden,
    };
    for (index, sheet) in sheets.iter().filter(is_wanted).enumerate() {
        let (grid, findings) = read(&sheet.place)?.grid(&mut spending, &sheet.name, index + 1)?;
        document.findings.extend(findings);
        if !grid.rows.is_empty() {
            document.blocks.push(Block::Grid(grid));
        }
    }
    if let Some(name) = wanted.filter(|_| !sheets.iter().any(|sheet| is_wanted(&sheet))) {
        let list = sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join("、");
        return Err(Error::not_found(text!("没有名为“{name}”的工作表", "there is no sheet {name}"))
            .named("no-such-sheet")
            .hint(text!("工作表有：{list}", "the sheets are: {list}")));
    }
    Ok(document)
}
