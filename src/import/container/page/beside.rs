//! Pages whose text stands side by side without ruling lines: which words are of one row can't be told.

use super::{Piece, line::Line};
use crate::error::{Error, Result};

/// Refuses pages without a ruled table whose text stands in columns.
///
/// # Errors
/// When more than one in `PAGES_TO_ONE` of the pages with text is one.
pub(super) fn ensure_no_columns(kind: &str, pages: &[Vec<Piece>]) -> Result<()> {
    const PAGES_TO_ONE: usize = 2;
    let mut lines_of: Vec<(usize, Vec<&Line>)> = Vec::new();
    for (number, pieces) in (1..).zip(pages) {
        let is_ruled = pieces.iter().any(|piece| matches!(piece, Piece::Table(_)));
        let lines = pieces.iter().filter_map(|piece| match piece {
            Piece::Line(line) if !is_ruled => Some(line),
            _ => None,
        });
        lines_of.push((number, lines.collect()));
    }
    let written = pages.iter().filter(|pieces| !pieces.is_empty()).count();
    lines_of.retain(|(_, lines)| stand_beside(lines));
    let Some((number, _)) = lines_of.first().filter(|_| lines_of.len() * PAGES_TO_ONE > written) else {
        return Ok(());
    };
    Err(Error::failed(text!(
        "这个 {kind} 第 {number} 页起文字分栏并排，却没有框线：读不出哪些字属于同一行",
        "from page {number} on the text of this {kind} stands side by side in columns without ruling lines: which words belong to one row can't be told"
    ))
    .hint(text!(
        "请向发文单位要 Word 或 Excel 原件；或给表格加上框线，另存为 PDF 后再导入",
        "ask the office that issued it for the Word or Excel file; or give the table ruling lines, save it as PDF, and import that"
    )))
}

/// Whether hardly a line crosses some upright strip, many have text on both its sides, and many on one side only: cells
/// whose text takes several lines. (A row in each line can be read without ruling lines.)
fn stand_beside(lines: &[&Line]) -> bool {
    /// So many lines have text on both sides.
    const FEWEST: usize = 5;
    /// One of so many lines may cross.
    const LINES_TO_ONE: usize = 8;
    /// One of so many lines has text on one side only.
    const ONE_SIDED: usize = 5;
    /// So many strips are tried.
    const MOST: usize = 500;
    let rooms = lines.iter().flat_map(|line| line.pieces.iter().zip(line.pieces.iter().skip(1)));
    rooms.take(MOST).map(|(left, right)| (left.1 + right.0) / 2.0).any(|x| {
        let (mut crossing, mut both, mut one) = (0, 0, 0);
        for line in lines {
            let has_left = line.pieces.iter().any(|(_, to)| *to <= x);
            let has_right = line.pieces.iter().any(|(from, _)| *from >= x);
            if line.pieces.iter().any(|(from, to)| *from < x && *to > x) {
                crossing += 1;
            } else if has_left && has_right {
                both += 1;
            } else {
                one += 1;
            }
        }
        both >= FEWEST && crossing * LINES_TO_ONE <= lines.len() && one * ONE_SIDED >= lines.len()
    })
}
