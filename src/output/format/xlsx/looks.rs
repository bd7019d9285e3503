//! How the cells of a ledger's workbook look, and how its sheets are printed.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::{
    model::Fonts,
    output::{
        Column, TaskColumn,
        sheet::{self, Tone},
    },
    text::Lang,
};

/// How big letters are, in points.
const PLAN_SIZE: f64 = 12.0;
const TEXT_SIZE: f64 = 11.0;
/// The code for simplified Chinese by which a program knows which font to take instead.
const CHINESE: u8 = 134;
/// What Excel calls paper.
const A4: u8 = 9;
const A3: u8 = 8;
/// How much of a column's width words of these fonts may take, so that the lines counted here are enough.
pub(super) const USABLE: f64 = 0.9;

/// How cells look.
pub(super) struct Looks {
    tones: [Format; Tone::ALL.len()],
    pub(super) centred: Format,
    pub(super) plan: Format,
    pub(super) pillar: Format,
    pub(super) key_task: Format,
}

impl Looks {
    pub(super) fn new(fonts: &Fonts) -> Self {
        let band = |font: &str, colour| {
            wrapped(font).set_align(FormatAlign::VerticalCenter).set_background_color(Color::RGB(colour))
        };
        Self {
            tones: Tone::ALL.map(|tone| {
                let format = wrapped(&fonts.text).set_font_color(Color::RGB(tone.colour()));
                if tone.is_bold() { format.set_bold() } else { format }
            }),
            centred: wrapped(&fonts.text).set_align(FormatAlign::Center),
            plan: band(&fonts.heading, 0x00cc_d9e8).set_font_size(PLAN_SIZE),
            pillar: band(&fonts.heading, 0x00e1_e9f2),
            key_task: band(&fonts.subheading, 0x00f3_f6fa),
        }
    }

    pub(super) fn of(&self, column: &TaskColumn, tone: Tone) -> &Format {
        let marked = Tone::ALL.iter().zip(&self.tones).find(|(known, _)| **known == tone);
        match column.known() {
            Some(Column::Id) => &self.centred,
            _ => marked.map_or(&self.centred, |(_, format)| format),
        }
    }
}

/// Words in one cell over the whole table.
pub(super) fn merge(
    sheet: &mut Worksheet,
    row: u32,
    columns: &[TaskColumn],
    words: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    sheet.merge_range(row, 0, row, last(columns), words, format).map(drop)
}

pub(super) fn last(columns: &[TaskColumn]) -> u16 {
    u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

/// How wide a text over the whole table may be.
pub(super) fn all_columns(columns: &[TaskColumn]) -> f64 {
    columns.iter().map(width).sum::<f64>() * USABLE
}

/// A4 landscape, A3 for many columns, as wide as a page, its rows above the tasks and the pages' numbers on each.
pub(super) fn for_print(
    sheet: &mut Worksheet,
    titles: u32,
    columns: &[TaskColumn],
    lang: Lang,
) -> Result<(), XlsxError> {
    sheet.set_repeat_rows(titles, titles)?;
    sheet.set_landscape();
    sheet.set_paper_size(if sheet::is_wide(columns) { A3 } else { A4 });
    sheet.set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.35);
    sheet.set_print_center_horizontally(true);
    sheet.set_footer(lang.pick("&C第 &P 页，共 &N 页", "&CPage &P of &N"));
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

pub(super) fn wrapped(font: &str) -> Format {
    Format::new()
        .set_font_name(font)
        .set_font_size(TEXT_SIZE)
        .set_font_charset(CHINESE)
        .set_text_wrap()
        .set_align(FormatAlign::Top)
}

/// How the titles of columns look.
pub(super) fn titles(fonts: &Fonts) -> Format {
    lined(wrapped(&fonts.heading))
        .set_background_color(Color::RGB(0x00f0_f0f0))
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

pub(super) fn lined(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(Color::Gray)
}

/// Width in characters of the usual font.
pub(super) fn width(column: &TaskColumn) -> f64 {
    f64::from(sheet::width(column))
}
