//! Blank cells below filled ones: whether they may go on with what stands above, and what is said of them.

use super::super::{fold, reading::finding};
use crate::{
    error::Finding,
    import::source::{Merged, Row, SourceLocation},
};

/// Whether the merged areas of a table were undone: no cell is merged with the one above, and columns of groups
/// have blanks below their names.
pub(super) fn merges_undone(rows: &[&Row], groups: &[usize]) -> bool {
    let is_above = |row: &&&Row| row.cells.iter().any(|cell| cell.merged == Merged::Above);
    let is_blank = |row: &Row, column: usize| {
        row.cells.get(column).is_some_and(|cell| fold::trim(&cell.text).is_empty())
    };
    !rows.iter().any(|row| is_above(&row))
        && groups.iter().any(|column| {
            rows.windows(2).any(|pair| {
                matches!(pair, [above, below] if !is_blank(above, *column) && is_blank(below, *column))
            })
        })
}

/// What is said of blank cells that may have been meant to go on with what stands above.
pub(super) fn finding_of(rows: &[SourceLocation], undone: bool) -> Option<Finding> {
    const MOST: usize = 12;
    let first = rows.first()?;
    let list = rows.iter().take(MOST).map_while(|location| match (first, location) {
        (SourceLocation::Row { table: first, .. }, SourceLocation::Row { table, row }) if first == table => {
            Some(row.to_string())
        }
        (SourceLocation::Line(_), SourceLocation::Line(line)) => Some(line.to_string()),
        _ => None,
    });
    let list = list.collect::<Vec<_>>();
    let (mut zh, mut en) = (list.join("、"), list.join(", "));
    if let Some(more) = rows.len().checked_sub(list.len()).filter(|more| *more > 0) {
        zh.push_str(" 等");
        en.push_str(&format!(" and {more} more"));
    }
    let count = rows.len();
    let (message, fix) = if !first.states_merges() {
        (
            text!(
                "有 {count} 行的责任部门是空白；文字里看不出合并的单元格，按与上一行相同读入：第 {zh} 行",
                "{count} rows have blank cells for departments; text does not show which cells are merged, so they are \
                 read as the row above: line {en}"
            ),
            text!(
                "若本来就没有责任部门，请填“无”；最好从原文件（Word、Excel、PDF）导入",
                "if nobody is meant, write 无 there; better still, import the Word, Excel or PDF file itself"
            ),
        )
    } else if undone {
        (
            text!(
                "有 {count} 行的责任部门是空白；表里没有合并单元格，分组一栏也只在首行填写，按与上一行相同读入：第 {zh} 行",
                "{count} rows have blank cells for departments; no cell of the table is merged and groups are named \
                 in their first row only, so they are read as the row above: row {en}"
            ),
            text!(
                "若本来就没有责任部门，请在这些单元格里填“无”，再导入",
                "if nobody is meant, write 无 into those cells and import that"
            ),
        )
    } else {
        (
            text!(
                "有 {count} 行的责任部门是空白，没有与上一行合并，按空白读入，时限也不沿用上一行：第 {zh} 行",
                "{count} rows have blank cells for departments that are not merged with those above; read as blank, \
                 and no deadline is taken from above: row {en}"
            ),
            text!(
                "若表示同上，请在原表中合并这些单元格或填上单位，再导入",
                "if they mean the same as above, merge or fill those cells in the document, and import that"
            ),
        )
    };
    Some(finding("blank-cells", *first, message).fix(fix))
}
