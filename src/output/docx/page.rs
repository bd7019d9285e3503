//! The pages of a Word file: paper, margins, the grid of lines, where page numbers stand.

use std::fmt::Write as _;

/// The line of a paper in twentieths of a point: 22 of them on a page of an official paper.
pub(super) const LINE: u32 = 579;

/// A kind of page; lengths in twentieths of a point.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Page {
    width: u32,
    height: u32,
    top: u32,
    right: u32,
    bottom: u32,
    left: u32,
    number: PageNumber,
}

/// Where the number of a page stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum PageNumber {
    /// On the outer side, as official papers have it.
    Outer,
    /// In the middle.
    Middle,
}

impl Page {
    /// A4 upright as GB/T 9704 has it: 22 lines of 28 characters.
    pub const PAPER: Self = Self {
        width: 11_906,
        height: 16_838,
        top: 2_098,
        right: 1_474,
        bottom: 1_984,
        left: 1_587,
        number: PageNumber::Outer,
    };

    /// The same page turned, for a wide table that belongs to an official paper: its head is at the binding.
    pub const PAPER_ACROSS: Self = Self {
        width: 16_838,
        height: 11_906,
        top: 1_587,
        right: 2_098,
        bottom: 1_474,
        left: 1_984,
        number: PageNumber::Outer,
    };

    /// A4 across with narrow margins, for a table on its own.
    pub const A4_ACROSS: Self = Self::sheet(16_838, 11_906);

    /// A3 across with narrow margins, for a table on its own.
    pub const A3_ACROSS: Self = Self::sheet(23_811, 16_838);

    const fn sheet(width: u32, height: u32) -> Self {
        Self { width, height, top: 1_020, right: 850, bottom: 1_020, left: 850, number: PageNumber::Middle }
    }

    /// How wide the text is, in twentieths of a point: what the columns of a table share.
    pub const fn text_width(&self) -> u32 {
        self.width.saturating_sub(self.left).saturating_sub(self.right)
    }

    /// The properties of a section with such pages, which are the last thing in it.
    pub(super) fn push(&self, xml: &mut String) {
        let Self { width, height, top, right, bottom, left, number } = self;
        let (odd, even, footer) = match number {
            PageNumber::Outer => ("rIdOdd", "rIdEven", 1_304),
            PageNumber::Middle => ("rIdMiddle", "rIdMiddle", 567),
        };
        let across = if width > height { " w:orient=\"landscape\"" } else { "" };
        // Writing to a string can't fail.
        let _ = write!(
            xml,
            "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"{odd}\"/>\
             <w:footerReference w:type=\"even\" r:id=\"{even}\"/>\
             <w:pgSz w:w=\"{width}\" w:h=\"{height}\"{across}/>\
             <w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" \
             w:header=\"850\" w:footer=\"{footer}\" w:gutter=\"0\"/>\
             <w:cols w:space=\"425\"/><w:docGrid w:type=\"lines\" w:linePitch=\"{LINE}\"/></w:sectPr>"
        );
    }
}
