//! Tables: columns of fixed width, heads that are repeated on each page, cells that reach over others.

use std::fmt::Write as _;

use super::paragraph::{Paragraph, Shade};
use crate::model::Fonts;

/// The lines above which a row may be parted between pages: a row that has no room on one page would be cut. They
/// take a third of the smallest page.
const MAY_SPLIT: usize = 12;

/// How a cell belongs to those below it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Merge {
    /// It stands alone.
    #[default]
    None,
    /// Cells below it go on with it.
    Begin,
    /// It goes on with the cell above it.
    Continue,
}

/// A cell.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Cell {
    paragraphs: Vec<Paragraph>,
    /// How many columns more than one it takes.
    more: usize,
    merge: Merge,
    shade: Option<Shade>,
}

impl Cell {
    /// A cell of one paragraph.
    pub fn new(paragraph: Paragraph) -> Self {
        Self::of(vec![paragraph])
    }

    /// A cell of several paragraphs.
    pub fn of(paragraphs: Vec<Paragraph>) -> Self {
        Self { paragraphs, ..Self::default() }
    }

    /// Over so many columns.
    #[must_use]
    pub fn span(self, columns: usize) -> Self {
        Self { more: columns.saturating_sub(1), ..self }
    }

    /// One with cells below or above it.
    #[must_use]
    pub fn merge(self, merge: Merge) -> Self {
        Self { merge, ..self }
    }

    /// On a background.
    #[must_use]
    pub(crate) fn shade(self, shade: Shade) -> Self {
        Self { shade: Some(shade), ..self }
    }
}

/// A row.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Row {
    cells: Vec<Cell>,
    is_head: bool,
}

impl Row {
    /// A row of these cells, which together take all columns.
    pub fn new(cells: Vec<Cell>) -> Self {
        Self { cells, is_head: false }
    }

    /// A row that is repeated on each page; such rows come first.
    pub fn head(cells: Vec<Cell>) -> Self {
        Self { cells, is_head: true }
    }

    /// Whether it may be parted between two pages, with columns of these widths.
    fn may_split(&self, widths: &[u32]) -> bool {
        self.parted(widths).any(|(cell, own)| cell.lines(own.iter().sum()) > MAY_SPLIT)
    }

    /// Each cell with the widths of the columns that it takes.
    fn parted<'a>(&'a self, mut left: &'a [u32]) -> impl Iterator<Item = (&'a Cell, &'a [u32])> {
        self.cells.iter().map(move |cell| {
            let (own, rest) = left.split_at((cell.more + 1).min(left.len()));
            left = rest;
            (cell, own)
        })
    }

    pub(super) fn push(&self, widths: &[u32], fonts: &Fonts, xml: &mut String) {
        let whole = if self.may_split(widths) { "" } else { "<w:cantSplit/>" };
        let head = if self.is_head { "<w:tblHeader/>" } else { "" };
        xml.push_str("<w:tr>");
        // Properties of which there are none must not be there.
        if !whole.is_empty() || !head.is_empty() {
            xml.push_str(&format!("<w:trPr>{whole}{head}</w:trPr>"));
        }
        self.parted(widths).for_each(|(cell, own)| cell.push(own, fonts, xml));
        xml.push_str("</w:tr>");
    }
}

impl Cell {
    /// How many lines it takes, about.
    fn lines(&self, width: u32) -> usize {
        self.paragraphs.iter().map(|paragraph| paragraph.lines(width)).sum()
    }

    fn push(&self, widths: &[u32], fonts: &Fonts, xml: &mut String) {
        let (width, columns) = (widths.iter().sum::<u32>(), widths.len());
        // Writing to a string can't fail.
        let _ = write!(xml, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>");
        if columns > 1 {
            let _ = write!(xml, "<w:gridSpan w:val=\"{columns}\"/>");
        }
        match self.merge {
            Merge::None => {}
            Merge::Begin => xml.push_str("<w:vMerge w:val=\"restart\"/>"),
            Merge::Continue => xml.push_str("<w:vMerge/>"),
        }
        if let Some(shade) = self.shade {
            let _ = write!(xml, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{}\"/>", shade.hex());
        }
        xml.push_str("<w:vAlign w:val=\"center\"/></w:tcPr>");
        if self.paragraphs.is_empty() {
            // A cell without a paragraph is no cell.
            xml.push_str("<w:p><w:pPr><w:pStyle w:val=\"Cell\"/></w:pPr></w:p>");
        }
        self.paragraphs.iter().for_each(|paragraph| paragraph.push(fonts, xml));
        xml.push_str("</w:tc>");
    }
}

/// What stands in front of the rows.
pub(super) fn push_begin(widths: &[u32], xml: &mut String) {
    let width: u32 = widths.iter().sum();
    // Writing to a string can't fail.
    let _ = write!(
        xml,
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"{width}\" w:type=\"dxa\"/>\
         <w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/>\
         <w:tblLook w:val=\"0420\"/></w:tblPr><w:tblGrid>"
    );
    widths.iter().for_each(|width| {
        let _ = write!(xml, "<w:gridCol w:w=\"{width}\"/>");
    });
    xml.push_str("</w:tblGrid>");
}

/// Parts `total` by shares, so that nothing is left over.
pub fn widths(shares: &[u32], total: u32) -> Vec<u32> {
    let all = u64::from(shares.iter().sum::<u32>().max(1));
    let (mut done, mut taken) = (0_u64, 0_u32);
    shares
        .iter()
        .map(|share| {
            done += u64::from(*share);
            let end = u32::try_from(u64::from(total) * done / all).unwrap_or(total);
            let width = end - taken;
            taken = end;
            width
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_parted_between_pages_only_where_it_is_tall() {
        let row = |characters: usize| {
            let words = Paragraph::new(super::super::Style::SmallCell, "项".repeat(characters));
            let mut xml = String::new();
            Row::new(vec![Cell::new(words)]).push(&[2_000], &Fonts::default(), &mut xml);
            xml
        };
        assert!(row(100).contains("<w:cantSplit/>"));
        assert!(!row(200).contains("<w:cantSplit/>"));
    }

    #[test]
    fn columns_share_the_whole_width() {
        assert_eq!(widths(&[1, 1, 1], 100), [33, 33, 34]);
        assert_eq!(widths(&[1, 3], 8_845).iter().sum::<u32>(), 8_845);
        assert_eq!(widths(&[0, 0], 10), [0, 0]);
    }
}
