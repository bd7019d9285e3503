//! Places of running text where it is in doubt whether a line begins a paragraph: those that touch a task are said.

use std::collections::BTreeMap;

use super::reading::finding;
use crate::{
    error::Finding,
    import::{
        draft::{Account, RowOutcome, RowRole},
        source::{Seam, SourceLocation},
    },
    text::{Lang, Text},
};

/// Says where a task may have lost text or taken in what is not its own.
pub(super) fn of_tasks(seams: &[Seam], account: &Account) -> Option<Finding> {
    if !account.columns.is_empty() {
        return None;
    }
    let rows = of_lines(&account.rows);
    let touching: Vec<&Seam> = seams.iter().filter(|seam| touches(seam, &rows)).collect();
    let first = touching.first()?;
    let (zh, en) = (list(&touching, Lang::Zh), list(&touching, Lang::En));
    let count = touching.len();
    let message = text!(
        "有 {count} 处从排版上看不准上一行的话说完没有，任务的文字可能断开，也可能多接了，请对照原文（{zh}）",
        "at {count} places the layout does not tell whether the line above ends a paragraph; text of tasks may be torn \
         there, or joined that is not one, check it against the document ({en})"
    );
    Some(finding("uncertain-paragraph", first.line, message).fix(text!(
        "请导入 Word 原件；没有原件，导入后用 `pjt update 编号 --content 文字 --reason 原因` 改正",
        "import the Word file itself; without it, correct the tasks after the import: `pjt update ID --content TEXT --reason WHY`"
    )))
}

/// The rows of running text, and whether they are of tasks.
fn of_lines(rows: &[RowOutcome]) -> BTreeMap<SourceLocation, bool> {
    let is_line = |row: &&RowOutcome| matches!(row.location, SourceLocation::PageLine { .. });
    let is_task =
        |row: &RowOutcome| matches!(row.role, RowRole::Task | RowRole::Continuation | RowRole::Dropped);
    rows.iter().filter(is_line).map(|row| (row.location, is_task(row))).collect()
}

/// Whether the rows on both sides of a line hold a task: one row, where it was joined.
fn touches(seam: &Seam, rows: &BTreeMap<SourceLocation, bool>) -> bool {
    let above = rows.range(..seam.line).next_back().is_some_and(|(_, is_task)| *is_task);
    match (seam.is_joined, rows.get(&seam.line)) {
        // the lines were joined by their widths later
        (false, None) => false,
        (false, Some(is_task)) => *is_task || above,
        (true, _) => above,
    }
}

/// The places, with how each was read.
fn list(seams: &[&Seam], lang: Lang) -> String {
    const MOST: usize = 6;
    let place = |seam: &&Seam| {
        let words = seam.line.words();
        let (zh, en) = (words.in_lang(Lang::Zh), words.in_lang(Lang::En));
        let said: Text = if seam.is_joined {
            text!("{zh}，接在上一行后", "{en}, read on from the line above")
        } else {
            text!("{zh}，另起一段", "{en}, read as a new paragraph")
        };
        said.in_lang(lang).to_owned()
    };
    let more = if seams.len() > MOST { "…" } else { "" };
    seams.iter().take(MOST).map(place).collect::<Vec<_>>().join(if lang == Lang::Zh { "；" } else { "; " })
        + more
}
