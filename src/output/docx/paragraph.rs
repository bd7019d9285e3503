//! Paragraphs and what they are made of.

use std::fmt::Write as _;

use super::xml;
use crate::model::{Fonts, Light};

/// What a paragraph is, which says how it looks.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, strum::IntoStaticStr)]
pub enum Style {
    /// The title of a paper.
    Title,
    /// Whom it goes to: no indent.
    Flush,
    /// Text, its first line indented by two characters.
    #[default]
    Text,
    /// A heading of the first level: 一、
    Heading,
    /// A heading of the second level: （一）
    Subheading,
    /// At the right edge: who signs, and the day.
    Signature,
    /// The head of a column.
    CellHead,
    /// In a table.
    Cell,
    /// In a form with two columns.
    LargeCell,
    /// In a table with many columns.
    SmallCell,
}

impl Style {
    /// How big its letters are, in half points.
    pub(super) const fn size(self) -> u32 {
        match self {
            Self::Title => 44,
            Self::Flush | Self::Text | Self::Heading | Self::Subheading | Self::Signature => 32,
            Self::LargeCell => 28,
            Self::CellHead | Self::Cell => 21,
            Self::SmallCell => 18,
        }
    }
}

/// A colour, which never says alone what a word does not say, too. All can be read on white.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Colour {
    /// Of a red light, and what is overdue.
    Red,
    /// Of a yellow light.
    Yellow,
    /// Of a blue light.
    Blue,
    /// Of a green light.
    Green,
    /// Of what is less important.
    Grey,
}

impl Colour {
    /// Six digits.
    pub fn hex(self) -> &'static str {
        match self {
            Self::Red => "C00000",
            Self::Yellow => "946200",
            Self::Blue => "1F4E9E",
            Self::Green => "1E7B34",
            Self::Grey => "595959",
        }
    }
}

impl From<Light> for Colour {
    fn from(light: Light) -> Self {
        match light {
            Light::Red => Self::Red,
            Light::Yellow => Self::Yellow,
            Light::Blue => Self::Blue,
            Light::Green => Self::Green,
        }
    }
}

/// The background of a cell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shade {
    /// Of the heads of columns.
    Head,
    /// Of a row that groups others.
    Group,
}

impl Shade {
    pub(super) fn hex(self) -> &'static str {
        match self {
            Self::Head => "D9D9D9",
            Self::Group => "F2F2F2",
        }
    }
}

/// Where the lines of a paragraph stand.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Align {
    /// At the left edge.
    Left,
    /// In the middle.
    Center,
    /// At the right edge.
    Right,
}

/// Words of one look.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Run {
    text: String,
    is_in_heading_font: bool,
    colour: Option<Colour>,
    is_bold: bool,
}

impl Run {
    /// Words as the paragraph has them. A line feed in them is a new line.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// In the font of headings of the first level.
    #[must_use]
    pub(crate) fn in_heading_font(self) -> Self {
        Self { is_in_heading_font: true, ..self }
    }

    /// In a colour.
    #[must_use]
    pub fn colour(self, colour: impl Into<Colour>) -> Self {
        Self { colour: Some(colour.into()), ..self }
    }

    /// In bold letters.
    #[must_use]
    pub(crate) fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    fn push(&self, fonts: &Fonts, xml: &mut String) {
        if self.text.is_empty() {
            return;
        }
        xml.push_str("<w:r>");
        if self.is_in_heading_font || self.colour.is_some() || self.is_bold {
            xml.push_str("<w:rPr>");
            if self.is_in_heading_font {
                push_fonts(&fonts.heading, xml);
            }
            if self.is_bold {
                xml.push_str("<w:b/><w:bCs/>");
            }
            if let Some(colour) = self.colour {
                let _ = write!(xml, "<w:color w:val=\"{}\"/>", colour.hex());
            }
            xml.push_str("</w:rPr>");
        }
        for (number, line) in self.text.lines().enumerate() {
            if number > 0 {
                xml.push_str("<w:br/>");
            }
            xml.push_str("<w:t xml:space=\"preserve\">");
            xml::push(xml, line);
            xml.push_str("</w:t>");
        }
        xml.push_str("</w:r>");
    }
}

/// The fonts of a run, for all scripts one.
pub(super) fn push_fonts(name: &str, xml: &mut String) {
    let name = xml::escaped(name);
    // Writing to a string can't fail.
    let _ = write!(
        xml,
        "<w:rFonts w:hint=\"eastAsia\" w:ascii=\"{name}\" w:hAnsi=\"{name}\" w:eastAsia=\"{name}\" w:cs=\"{name}\"/>"
    );
}

/// A paragraph.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Paragraph {
    style: Style,
    runs: Vec<Run>,
    align: Option<Align>,
    /// Half characters that stay free at the right edge.
    right: u32,
    is_kept_with_next: bool,
}

impl Paragraph {
    /// A paragraph of these words.
    pub fn new(style: Style, text: impl Into<String>) -> Self {
        Self::of(style, vec![Run::new(text)])
    }

    /// A paragraph of several looks.
    pub fn of(style: Style, runs: Vec<Run>) -> Self {
        Self { style, runs, ..Self::default() }
    }

    /// With its lines elsewhere than the style has them.
    #[must_use]
    pub(crate) fn align(self, align: Align) -> Self {
        Self { align: Some(align), ..self }
    }

    /// With so many half characters free at the right edge.
    #[must_use]
    pub fn right(self, halves: u32) -> Self {
        Self { right: halves, ..self }
    }

    /// On the same page as what follows.
    #[must_use]
    pub(crate) fn keep_with_next(self) -> Self {
        Self { is_kept_with_next: true, ..self }
    }

    /// How many half characters it has; a character of Latin letters is a half.
    pub(crate) fn halves(&self) -> usize {
        self.runs.iter().map(|run| crate::text::width::columns(&run.text)).sum()
    }

    /// How many lines it takes in a cell of this width, about: a line break may leave a character's room free.
    pub(super) fn lines(&self, width: u32) -> usize {
        let half = self.style.size() * 5;
        let room = usize::try_from(width.saturating_sub(CELL_MARGINS) / half).unwrap_or(0);
        let breaks: usize = self.runs.iter().map(|run| run.text.matches('\n').count()).sum();
        self.halves().div_ceil(room.saturating_sub(1).max(1)).max(1) + breaks
    }

    pub(super) fn push(&self, fonts: &Fonts, xml: &mut String) {
        let style: &str = self.style.into();
        // Writing to a string can't fail.
        let _ = write!(xml, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>");
        if self.is_kept_with_next {
            xml.push_str("<w:keepNext/>");
        }
        if self.right > 0 {
            let right = self.right.saturating_mul(CHARACTER) / 2;
            let _ = write!(xml, "<w:ind w:right=\"{right}\"/>");
        }
        if let Some(align) = self.align {
            let align: &str = align.into();
            let _ = write!(xml, "<w:jc w:val=\"{align}\"/>");
        }
        xml.push_str("</w:pPr>");
        self.runs.iter().for_each(|run| run.push(fonts, xml));
        xml.push_str("</w:p>");
    }
}

/// What stays free left and right of the text of a cell, in twentieths of a point.
pub(super) const CELL_MARGINS: u32 = 114;
/// The width of a character of the text in twentieths of a point: 16 points less a quarter.
pub(super) const CHARACTER: u32 = 315;
