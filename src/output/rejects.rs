//! What of returns was refused, as a workbook to send back: who, where, what stands there, what to do. Everything in it is
//! written as text: nothing can act as a formula.

use rust_xlsxwriter::XlsxError;

use super::{format::Grid, grid_book};
use crate::{
    error::{Error, Result},
    model::{Snapshot, TaskId, TaskNumber},
    returns::Remark,
    text::{Lang, Text},
};

/// The titles of its columns, with their widths.
const COLUMNS: [(&str, f64); 8] = [
    ("单位", 18.0),
    ("文件", 30.0),
    ("位置", 14.0),
    ("编号", 16.0),
    ("栏目", 12.0),
    ("原文", 40.0),
    ("说明", 50.0),
    ("类别", 12.0),
];

/// The workbook; tasks of several plans are named with the titles of theirs, which units know.
///
/// # Errors
/// When it can't be made, which says that it has more rows than a sheet.
pub fn workbook(refused: &[Remark], snapshot: &Snapshot) -> Result<Vec<u8>> {
    build(refused, snapshot).map_err(|error| {
        Error::failed(text!("未能生成退回清单", "the list of what was refused could not be made"))
            .caused_by(Text::foreign(error.to_string()))
    })
}

fn build(refused: &[Remark], snapshot: &Snapshot) -> Result<Vec<u8>, XlsxError> {
    let name = |(slug, id): (&str, TaskId)| {
        let number = TaskNumber::in_snapshot(snapshot, slug, id, slug).cell(Lang::Zh);
        let plan = snapshot.plans.iter().find(|plan| plan.slug == slug).filter(|_| snapshot.plans.len() > 1);
        plan.map_or_else(|| number.clone(), |plan| format!("{number}（{}）", plan.title))
    };
    let row = |remark: &Remark| {
        let meaning = remark.meaning();
        vec![
            remark.department.clone().unwrap_or_default(),
            remark.file.clone(),
            remark.place.clone(),
            remark.plan.as_deref().zip(remark.task).map(name).unwrap_or_default(),
            remark.field.map(|field| field.label(Lang::Zh).to_owned()).unwrap_or_default(),
            remark.text.clone(),
            meaning.in_lang(Lang::Zh).to_owned(),
            remark.reason.kind().to_owned(),
        ]
    };
    let grid = Grid {
        headers: COLUMNS.map(|(title, _)| title.to_owned()).to_vec(),
        rows: refused.iter().map(row).collect(),
        ..Grid::default()
    };
    grid_book::workbook("未收", None, &grid, &COLUMNS.map(|(_, width)| width))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};

    use super::*;
    use crate::{model::AskedField, returns::Reason, text::escape::in_cell};

    #[test]
    fn each_thing_that_was_refused_is_a_row_of_text_with_what_to_do() {
        let remark = Remark {
            reason: Reason::PercentUnclear,
            file: "a.xlsx".to_owned(),
            place: "填报表!H3".to_owned(),
            department: Some("市教委".to_owned()),
            plan: Some("plan".to_owned()),
            task: Some(TaskId(14)),
            field: Some(AskedField::Percent),
            text: "=1+1".to_owned(),
            row: Default::default(),
            detail: None,
        };
        let bytes = workbook(std::slice::from_ref(&remark), &Snapshot::default()).unwrap();
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range("未收").unwrap();
        let rows: Vec<Vec<&str>> = range
            .rows()
            .map(|row| {
                row.iter().map(|cell| if let Data::String(words) = cell { words } else { "" }).collect()
            })
            .collect();
        let [titles, row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(titles.as_slice(), COLUMNS.map(|(title, _)| title));
        assert_eq!(row[..3], ["市教委", "a.xlsx", "填报表!H3"]);
        assert_eq!([row[3], row[5], row[7]], ["14", &*in_cell("=1+1"), "填报内容"]);
        assert!(row[6].contains("完成率"), "{row:?}");
    }
}
