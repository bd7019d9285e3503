//! Whether a document is a ledger or a list that pjt itself wrote. It holds tasks, but is no edition of the
//! document that they come from.

use super::{
    Draft,
    source::{Block, Document, Grid, Row},
};
use crate::{
    error::{Error, Finding, Result},
    model::{Status, form::FormColumn},
    text::{Lang, fold::fold},
};

/// The titles that such a table has in every format, in each language and as keys: of the numbers, the contents
/// and the statuses.
const TITLES: [[&str; 3]; 3] =
    [["编号", "任务内容", "状态"], ["no.", "content", "status"], ["id", "content", "status"]];
/// Above the titles there may be that of the plan, the day and what is missing.
const MOST_ROWS_ABOVE: usize = 12;

impl Draft {
    /// The form of a reporting period is for `collect`.
    ///
    /// # Errors
    /// When it is one.
    pub fn ensure_no_form(&self) -> Result<()> {
        if !self.is_form {
            return Ok(());
        }
        Err(Error::conflict(text!(
            "这是下发给单位的填报表，不是方案文件；没有写入任何内容",
            "this is the form of a reporting period, and no document of a plan; nothing was written"
        ))
        .named("form-to-collect")
        .hint(text!(
            "收回的填报表用 `pjt collect 文件` 收取",
            "what came back of it is taken in with `pjt collect FILE`"
        )))
    }

    /// What people added to a ledger is in the store already, or belongs there: it is no edition of the document.
    ///
    /// # Errors
    /// When it is one.
    pub fn ensure_no_ledger(&self) -> Result<()> {
        if !self.is_ledger {
            return Ok(());
        }
        Err(Error::conflict(text!(
            "这是 pjt 导出的台账，不是方案文件，也不是它的新版；没有写入任何内容",
            "this is a ledger that pjt wrote, neither the document of a plan nor its next edition; nothing was written"
        ))
        .hint(text!(
            "状态和进展用 `pjt update` 记入；如果它确实是新版文件，请先删去状态一列",
            "record statuses and notes with `pjt update`; if it is an edition in truth, take its column of statuses out first"
        )))
    }

    /// That a ledger is read as if it were a document: what people added to its tasks does not come along.
    pub fn ledger_finding(&self) -> Option<Finding> {
        let message = text!(
            "这像是 pjt 导出的台账：状态、进展和佐证不会导入",
            "this looks like a ledger that pjt wrote: statuses, notes and evidence are not imported"
        );
        self.is_ledger.then(|| {
            Finding::new("ledger", message).fix(text!(
                "请导入原文件；已有的台账文件夹从 git 取回",
                "import the document itself; a store that exists already comes back from git"
            ))
        })
    }
}

/// Whether some table has these titles, and pjt's own words in each cell of the statuses.
pub(super) fn is_one(document: &Document) -> bool {
    document.blocks.iter().any(|block| match block {
        Block::Grid(grid) => is_ledger(grid),
        Block::Paragraph(_) => false,
    })
}

/// Whether some table has titles that only a form has: the status with which it goes out, and what was reported before.
pub(super) fn is_form(document: &Document) -> bool {
    let titles = [FormColumn::Number, FormColumn::Content, FormColumn::Present, FormColumn::Before];
    let is_titles = |row: &Row| {
        let cells: Vec<String> = row.cells.iter().map(|cell| fold(&cell.text)).collect();
        titles.iter().all(|title| cells.iter().any(|cell| cell == title.title()))
    };
    document.blocks.iter().any(|block| match block {
        Block::Grid(grid) => grid.rows.iter().take(MOST_ROWS_ABOVE).any(is_titles),
        Block::Paragraph(_) => false,
    })
}

fn is_ledger(grid: &Grid) -> bool {
    let status_column = |(number, row): (usize, &Row)| Some((number, status_column(row)?));
    let Some((head, column)) = grid.rows.iter().enumerate().take(MOST_ROWS_ABOVE).find_map(status_column)
    else {
        return false;
    };
    let is_task = |row: &&Row| self::status_column(row).is_none() && !is_heading(row);
    let rows = grid.rows.iter().skip(head + 1).filter(is_task);
    let mut statuses = rows.filter_map(|row| row.cells.get(column)).map(|cell| cell.text.trim());
    let mut statuses = statuses.by_ref().filter(|words| !words.is_empty()).peekable();
    statuses.peek().is_some() && statuses.all(is_status)
}

/// Whether a row is one text across the table: a heading above its tasks.
fn is_heading(row: &Row) -> bool {
    let mut texts = row.cells.iter().map(|cell| cell.text.trim()).filter(|text| !text.is_empty());
    let first = texts.next();
    texts.all(|text| Some(text) == first)
}

/// Where the statuses stand, if this is the row of titles.
fn status_column(row: &Row) -> Option<usize> {
    let cells: Vec<String> = row.cells.iter().map(|cell| fold(&cell.text)).collect();
    let [.., status] =
        TITLES.iter().find(|titles| titles.iter().all(|title| cells.iter().any(|cell| cell == title)))?;
    cells.iter().position(|cell| cell == status)
}

/// A status as pjt writes it, with the days that the task is overdue behind it.
fn is_status(words: &str) -> bool {
    let words = words.split(['（', '(']).next().unwrap_or_default().trim();
    Status::ALL
        .iter()
        .any(|status| [status.token(), status.label(Lang::Zh), status.label(Lang::En)].contains(&words))
}
