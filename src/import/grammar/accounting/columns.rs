//! Every column with something in it was taken over, or is named.

use super::super::{
    ColumnRole::{Content, Deadline, Departments, Kept, Other, Remark},
    header::Header,
};
use crate::{
    error::Finding,
    import::{draft::ColumnOutcome, source::Row},
    text::{Lang, Text},
};

/// What became of each column that holds something; `used_remark` says whether a deadline was read out of the remarks.
pub(in crate::import::grammar) fn outcomes(
    header: &Header,
    body: &[&Row],
    used_remark: bool,
) -> Vec<ColumnOutcome> {
    let column = |index: usize| {
        let role = header.roles.get(index).copied().flatten();
        let taken = role.filter(|role| match role {
            Other => false,
            Remark => used_remark,
            _ => true,
        });
        let is_kept = header.kept.iter().any(|(kept, _)| *kept == index);
        let taken = if is_kept { Some(Kept) } else { taken };
        ColumnOutcome {
            column: header.printed(index),
            title: header.title_of(index),
            role: taken,
            guessed: header.guessed.contains(&index),
            looks_like: if taken.is_none() { header.looks_like(index, body) } else { None },
        }
    };
    (0..header.roles.len()).filter(|index| header.is_filled(*index, body)).map(column).collect()
}

/// Names the columns that were not taken over, and those that were known by what they hold.
pub(super) fn check(columns: &[ColumnOutcome], findings: &mut Vec<Finding>) {
    let left: Vec<&ColumnOutcome> = columns.iter().filter(|column| column.role.is_none()).collect();
    if !left.is_empty() {
        let names = named(&left);
        let (zh, en) = (names.in_lang(Lang::Zh), names.in_lang(Lang::En));
        let mut finding = Finding::new(
            "column-not-read",
            text!("没有导入的栏：{zh}", "columns that are not taken over: {en}"),
        );
        let keep = text!(
            "要按栏名保留，用 `--keep-columns`",
            "to keep them under their titles, use `--keep-columns`"
        );
        if let Some(option) = left.iter().find_map(|column| option(column)) {
            let [zh, en] = [keep.in_lang(Lang::Zh), keep.in_lang(Lang::En)];
            finding = finding.fix(text!("要读入，用 `{option}`；{zh}", "to read it, use `{option}`; {en}"));
        } else {
            finding = finding.fix(keep);
        }
        findings.push(finding);
    }
    let guessed: Vec<&ColumnOutcome> = columns
        .iter()
        .filter(|column| {
            column.guessed
                && column
                    .role
                    .is_some_and(|role| role.names_departments() || role == Deadline || role == Content)
        })
        .collect();
    if !guessed.is_empty() {
        let names = named(&guessed);
        let (zh, en) = (names.in_lang(Lang::Zh), names.in_lang(Lang::En));
        let mut finding = Finding::new(
            "column-guessed",
            text!(
                "栏名不认识，按栏里的内容认出的：{zh}，请核对",
                "columns whose titles are not known, told by what they hold: {en}; check them"
            ),
        );
        if let Some(number) = guessed.iter().find_map(|column| column.column) {
            finding = finding.fix(text!(
                "不对的话，用 `--columns` 指明，如 `--columns ignore={number}`",
                "if that is wrong, say what they hold: `--columns ignore={number}`"
            ));
        }
        findings.push(finding);
    }
}

/// The option that reads a column as what it looks like.
fn option(column: &ColumnOutcome) -> Option<String> {
    let role = match column.looks_like? {
        Departments => "departments",
        Deadline => "due",
        Content => "content",
        _ => return None,
    };
    let number = column.column?;
    Some(format!("--columns {role}={number}"))
}

/// The columns with number and title.
fn named(columns: &[&ColumnOutcome]) -> Text {
    let list = |words: &dyn Fn(&ColumnOutcome) -> String, joint: &str| {
        columns.iter().map(|column| words(column)).collect::<Vec<_>>().join(joint)
    };
    let role = |column: &ColumnOutcome, lang: Lang| {
        column.role.map_or_else(String::new, |role| role.words().in_lang(lang).to_owned())
    };
    let place = |column: &ColumnOutcome, lang: Lang| match column.column {
        Some(number) => text!("第 {number} 栏", "{number} ").in_lang(lang).to_owned(),
        None => String::new(),
    };
    let words = |column: &ColumnOutcome, lang: Lang| {
        let (place, title, role) = (place(column, lang), &column.title, role(column, lang));
        match (role.is_empty(), lang) {
            (true, _) => format!("{place}“{title}”"),
            (false, Lang::Zh) => format!("{place}“{title}”为{role}"),
            (false, Lang::En) => format!("{place}“{title}” as {role}"),
        }
    };
    Text::new(list(&|column| words(column, Lang::Zh), "、"), list(&|column| words(column, Lang::En), ", "))
}
