//! Every column with something in it was taken over, or is named.

use super::super::{
    ColumnRole::{Content, Deadline, Departments, Kept, Lead, Other, Remark, Support},
    columns,
    departments::Role,
    header::Header,
    reading::{Item, Reading, finding},
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
            table: None,
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
        if let Some(option) = left.iter().find_map(|column| option(column, columns)) {
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
        if let Some((column, number)) = guessed.iter().find_map(|column| Some((column, column.column?))) {
            let table = column.table.map_or_else(String::new, |table| format!("--table {table} "));
            finding = finding.fix(text!(
                "不对的话，用 `--columns` 指明，如 `{table}--columns ignore={number}`",
                "if that is wrong, say what they hold: `{table}--columns ignore={number}`"
            ));
        }
        findings.push(finding);
    }
}

/// That nobody is said to lead where some are responsible and others support: 责任部门 beside 配合部门.
pub(super) fn nobody_leads(reading: &Reading) -> Option<Finding> {
    let all: Vec<&ColumnOutcome> =
        reading.columns.iter().filter(|column| column.role == Some(Departments)).collect();
    let supports = reading.columns.iter().any(|column| column.role == Some(Support));
    // 实施主体 beside 主管部门
    let supervisor = all.iter().find(|column| columns::supervises(&column.title));
    let doer = all.iter().find(|column| !columns::supervises(&column.title));
    let rules = reading.rules;
    let is_said = rules.first || rules.unstated || reading.first_leads_from.is_some();
    let has_lead = reading.items.iter().any(|item| item.departments.assigned(rules).lead.is_some());
    if is_said || has_lead {
        return None;
    }
    let message = match (all.first(), supervisor.zip(doer)) {
        (Some(responsible), _) if supports => {
            let title = &responsible.title;
            text!(
                "“{title}”一栏旁边另有配合单位，文件没有写明谁牵头，牵头单位留空",
                "beside “{title}” stands a column of those who support, and the document does not say who leads; no lead is set"
            )
        }
        (_, Some((supervisor, doer))) => {
            let (supervisor, doer) = (&supervisor.title, &doer.title);
            text!(
                "“{doer}”和“{supervisor}”两栏都读作责任部门，文件没有写明谁牵头，牵头单位留空",
                "both “{doer}” and “{supervisor}” are read as departments, and the document does not say who leads; no lead is set"
            )
        }
        _ => return None,
    };
    Some(Finding::new("lead-not-stated", message).fix(text!(
        "以其中第一个单位牵头的，用 `--lead-rule first_listed`",
        "if the first of them leads, use `--lead-rule first_listed`"
    )))
}

/// That tasks have nobody in the column of leads, though others have: a blank cell is not filled from the one beside it.
pub(super) fn blank_leads(reading: &Reading) -> Option<Finding> {
    if !reading.columns.iter().any(|column| column.role == Some(Lead)) {
        return None;
    }
    let is_led = |item: &&Item| item.departments.assigned(reading.rules).lead.is_some();
    let is_supported = |item: &&Item| item.departments.mentions.iter().any(|one| one.role == Role::Support);
    let (led, others): (Vec<_>, Vec<_>) = reading.items.iter().partition(is_led);
    let lacking: Vec<&Item> = others.into_iter().filter(is_supported).collect();
    let first = lacking.first().filter(|_| !led.is_empty())?;
    let places = super::places(&lacking.iter().map(|item| item.location).collect::<Vec<_>>());
    let (zh, en, count) = (places.in_lang(Lang::Zh), places.in_lang(Lang::En), lacking.len());
    let message = text!(
        "牵头单位一栏空白的 {count} 项，牵头单位留空（{zh}）",
        "the cell for the lead is blank in {count} of the tasks; no lead is set ({en})"
    );
    Some(finding("lead-not-stated", first.location, message).fix(text!(
        "请与发文单位核对；导入后用 `pjt update 编号 --lead 单位` 补上",
        "ask who issued the document; after the import set it with `pjt update ID --lead NAME`"
    )))
}

/// The option that reads a column as what it looks like, and all others as they were read: what is not named there goes by its
/// title alone.
fn option(column: &ColumnOutcome, all: &[ColumnOutcome]) -> Option<String> {
    let wanted = (column.column?, column.looks_like?.token()?);
    let read = all.iter().filter(|other| other.table == column.table);
    let read = read.filter_map(|other| Some((other.column?, other.role?.token()?)));
    let mut named: Vec<(usize, &str)> = read.chain([wanted]).collect();
    named.sort_unstable();
    let list: Vec<String> = named.iter().map(|(number, role)| format!("{role}={number}")).collect();
    let table = column.table.map_or_else(String::new, |table| format!("--table {table} "));
    Some(format!("{table}--columns {}", list.join(",")))
}

/// The columns with number and title.
fn named(columns: &[&ColumnOutcome]) -> Text {
    let list = |words: &dyn Fn(&ColumnOutcome) -> String, joint: &str| {
        columns.iter().map(|column| words(column)).collect::<Vec<_>>().join(joint)
    };
    let role = |column: &ColumnOutcome, lang: Lang| {
        column.role.map_or_else(String::new, |role| role.words().in_lang(lang).to_owned())
    };
    let place = |column: &ColumnOutcome, lang: Lang| match (column.table, column.column) {
        (Some(table), Some(number)) => {
            text!("表 {table} 第 {number} 栏", "table {table} column {number} ").in_lang(lang).to_owned()
        }
        (None, Some(number)) => text!("第 {number} 栏", "{number} ").in_lang(lang).to_owned(),
        (_, None) => String::new(),
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
