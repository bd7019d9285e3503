//! Whether all that belongs to a page can be seen on it: text that cells are too small for and tables that the paper is
//! too small for are refused or said, since a part of them would be missing in silence.

use std::collections::HashMap;

use super::{
    Glyph, Page, Piece, squeezed,
    table::{Cell, Cut},
};
use crate::error::{Error, Finding, Result};

/// The codes of findings about pages.
const CODES: [&str; 4] = ["text-hidden", "table-cut", "columns-on-pages", "table-unruled"];

/// The code of a finding about pages, when it is one.
pub(in crate::import::container) fn known_code(code: &str) -> Option<&'static str> {
    CODES.into_iter().find(|known| *known == code)
}

/// Says what may not be seen of the pages.
///
/// # Errors
/// When much of a page, or a side of a table, is not there.
pub(super) fn check(kind: &str, pages: &[Page], pieces: &[Vec<Piece>]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let beside =
        |index: Option<usize>| index.and_then(|index| pieces.get(index)).map_or(&[][..], Vec::as_slice);
    for (index, (page, pieces)) in pages.iter().zip(pieces).enumerate() {
        let is_seen = is_seen(&page.hidden, beside(index.checked_sub(1)), beside(Some(index + 1)));
        findings.extend(hidden(kind, page, is_seen)?);
        let cuts = pieces.iter().filter_map(|piece| match piece {
            Piece::Table(table) => table.cut,
            Piece::Line(_) => None,
        });
        for cut in cuts {
            findings.push(cut_off(kind, page.number, cut)?);
        }
    }
    let mut said = Vec::new();
    findings.retain(|finding: &Finding| {
        let is_new = !said.contains(&finding.code);
        said.push(finding.code);
        is_new
    });
    Ok(findings)
}

fn hidden(kind: &str, page: &Page, is_seen: bool) -> Result<Option<Finding>> {
    /// One in so many characters of a page is no accident.
    const ONE_IN: usize = 50;
    const FEWEST: usize = 3;
    let hidden = if is_seen { 0 } else { page.hidden.chars().count() };
    let (number, count) = (page.number, hidden + overlapping(&page.glyphs));
    if count < FEWEST {
        return Ok(None);
    }
    if count * ONE_IN > page.glyphs.len() + hidden {
        return Err(Error::failed(text!(
            "这个 {kind} 第 {number} 页有 {count} 个字被裁掉或者互相压住，读不全",
            "on page {number} of this {kind} {count} characters are cut off or stand upon each other, so not all can be read"
        ))
        .hint(text!(
            "多半是表格的行高、列宽不够：请在 Excel 或 Word 里调大，再另存为 PDF；或直接导入 Excel、Word 原件",
            "rows or columns of the table are too small for their text: make them larger in Excel or Word and save the PDF anew, or import that file itself"
        )));
    }
    Ok(Some(
        Finding::new(
            "text-hidden",
            text!(
                "第 {number} 页有 {count} 个字被裁掉或者互相压住，可能没有读全",
                "on page {number} {count} characters are cut off or stand upon each other; text may be missing"
            ),
        )
        .fix(text!("请对照原文核对这一页", "check that page against the document")),
    ))
}

/// Whether hidden text is that of one cell at the end of the page before, or at the top of the next one: spreadsheets draw a
/// merged cell on each page that it goes over, and clip it there.
fn is_seen<'p>(hidden: &str, before: &'p [Piece], next: &'p [Piece]) -> bool {
    /// Below the titles that each page repeats.
    const LOWEST: usize = 4;
    let hidden = squeezed(hidden);
    let table = |piece: &'p Piece| match piece {
        Piece::Table(table) => Some(table),
        Piece::Line(_) => None,
    };
    let holds = |cell: &Cell| squeezed(&cell.text).contains(&hidden);
    let above = before.iter().rev().find_map(table).is_some_and(|table| {
        let mut last = table.cells.iter().filter(|cell| cell.rows.last + 1 == table.rows.len());
        last.any(holds)
    });
    let below = || {
        let table = next.iter().find_map(table);
        table.is_some_and(|table| table.cells.iter().filter(|cell| cell.rows.first <= LOWEST).any(holds))
    };
    !hidden.is_empty() && (above || below())
}

fn cut_off(kind: &str, number: usize, cut: Cut) -> Result<Finding> {
    match cut {
        Cut::Surely => Err(Error::failed(text!(
            "这个 {kind} 第 {number} 页的表格太宽，右边被裁掉了，读不全",
            "the table on page {number} of this {kind} is too wide: its right side is cut off"
        ))
        .hint(text!(
            "请把它缩印成一页宽再另存为 PDF（打印时选“调整为合适的页面大小”）；或导入 Excel、Word 原件",
            "print it one page wide (“fit to page”) and import that, or import the Excel or Word file itself"
        ))),
        Cut::Maybe => Ok(Finding::new(
            "table-cut",
            text!(
                "第 {number} 页的表格右边没有框线，可能有列被裁掉了",
                "the table on page {number} has no line on its right side; columns may be cut off there"
            ),
        )
        .fix(text!(
            "请对照原文；缺了列的，导入 Excel、Word 原件",
            "check it against the document; where columns are missing, import the Excel or Word file itself"
        ))),
    }
}

/// How many characters stand upon others of about their size: other ones, since false bold prints the same twice.
fn overlapping(glyphs: &[Glyph]) -> usize {
    const STEP: f64 = 12.0;
    const MOST_NEAR: usize = 64;
    #[expect(clippy::cast_possible_truncation, reason = "places on a page are small numbers")]
    let step = |value: f64| (value / STEP) as i64;
    let mut places: HashMap<(i64, i64), Vec<&Glyph>> = HashMap::new();
    let mut count = 0;
    // marks are drawn in boxes that are half empty, and pushed together
    let is_word = |glyph: &&Glyph| glyph.text.chars().all(char::is_alphanumeric);
    for glyph in glyphs.iter().filter(|glyph| glyph.turn == 0).filter(is_word) {
        let (x, y) = glyph.area.middle();
        let (x, y) = (step(x), step(y));
        let near = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let is_upon = near
            .filter_map(|place| places.get(&place))
            .flatten()
            .any(|other| other.text != glyph.text && stand_upon_each_other(glyph, other));
        count += usize::from(is_upon);
        let place = places.entry((x, y)).or_default();
        if place.len() < MOST_NEAR {
            place.push(glyph);
        }
    }
    count
}

fn stand_upon_each_other(one: &Glyph, other: &Glyph) -> bool {
    let across = one.area.right.min(other.area.right) - one.area.left.max(other.area.left);
    let down = one.area.bottom.min(other.area.bottom) - one.area.top.max(other.area.top);
    let narrower = one.area.width().min(other.area.width());
    let same_size = one.size < 1.4 * other.size && other.size < 1.4 * one.size;
    same_size && across > 0.4 * narrower && down > 0.4 * one.size.min(other.size)
}
