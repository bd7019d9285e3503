//! What of returns was refused, as a workbook to send back: who, where, what stands there, what to do. Everything in it is
//! written as text: nothing can act as a formula.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::fit;
use crate::{
    error::{Error, Result},
    returns::Remark,
    text::{Lang, Text},
};

/// The titles of its columns, with their widths.
const COLUMNS: [(&str, f64); 8] = [
    ("单位", 18.0),
    ("文件", 30.0),
    ("位置", 14.0),
    ("编号", 8.0),
    ("栏目", 12.0),
    ("原文", 40.0),
    ("说明", 50.0),
    ("代码", 20.0),
];

/// The workbook.
///
/// # Errors
/// When it can't be made, which says that it has more rows than a sheet.
pub fn workbook(refused: &[Remark]) -> Result<Vec<u8>> {
    build(refused).map_err(|error| {
        Error::failed(text!("未能生成退回清单", "the list of what was refused could not be made"))
            .caused_by(Text::foreign(error.to_string()))
    })
}

fn build(refused: &[Remark]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let titles = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap();
    let sheet = workbook.add_worksheet();
    sheet.set_name("未收")?;
    for (column, (title, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, title, &titles)?;
    }
    for (row, remark) in (1..).zip(refused) {
        let meaning = remark.reason.words();
        let cells = [
            remark.department.clone().unwrap_or_default(),
            remark.file.clone(),
            remark.place.clone(),
            remark.task.map(|id| id.to_string()).unwrap_or_default(),
            remark.field.map(|field| field.label(Lang::Zh).to_owned()).unwrap_or_default(),
            remark.text.clone(),
            meaning.in_lang(Lang::Zh).to_owned(),
            remark.reason.token().to_owned(),
        ];
        for (column, words) in (0..).zip(cells) {
            let (words, _) = fit::split(&words, fit::MAX_CELL);
            sheet.write_string_with_format(row, column, words, &wrapped)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}
