//! How the cells of a form look, and how wide its columns are.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::model::{AskedField, form::FormColumn};

pub(super) fn body() -> Format {
    Format::new().set_font_name("仿宋_GB2312").set_font_size(11)
}

pub(super) fn lined(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(Color::Gray)
}

fn cell() -> Format {
    lined(body()).set_text_wrap().set_align(FormatAlign::VerticalCenter)
}

pub(super) fn locked() -> Format {
    cell().set_background_color(Color::RGB(0x00F2_F2F2))
}

pub(super) fn input() -> Format {
    cell().set_background_color(Color::RGB(0x00FF_F9D9)).set_unlocked()
}

/// The width of a column, in characters of the default font.
pub(super) fn width(column: FormColumn) -> f64 {
    match column {
        FormColumn::Key | FormColumn::Number => 6.0,
        FormColumn::Plan => 18.0,
        FormColumn::Content => 40.0,
        FormColumn::Lead => 14.0,
        FormColumn::Support => 20.0,
        FormColumn::Due => 16.0,
        FormColumn::Present => 10.0,
        FormColumn::Before => 28.0,
        FormColumn::Answer(AskedField::Status | AskedField::Percent) => 10.0,
        FormColumn::Answer(AskedField::Progress) => 40.0,
        FormColumn::Answer(AskedField::Expected) => 14.0,
        FormColumn::Answer(_) | FormColumn::SentBack => 24.0,
    }
}
