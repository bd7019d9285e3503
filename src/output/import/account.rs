//! The account of a document: what every row and column was taken for.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::{
    import::{
        draft::{Account, RowRole},
        grammar::ColumnRole,
    },
    output::findings::{Audience, fitted},
    text::Lang,
    text::escape::on_one_line,
    text::width::columns,
};

/// Writes what every row and column was taken for and why, and whether that adds up.
///
/// # Errors
/// When `out` fails.
pub fn account(account: &Account, audience: Audience, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Vec::new();
    write(account, audience.lang, &mut lines)?;
    let Some(width) = audience.terminal else { return out.write_all(&lines) };
    // Columns behind tabs are for other programs; a terminal is too narrow for them. The reason stays in one piece.
    let lines = String::from_utf8_lossy(&lines);
    let laid_out = lines.lines().map(|line| {
        let whole = line.replace('\t', "  ");
        match line.rsplit_once('\t') {
            Some((row, reason)) if columns(&whole) + INDENT > width => {
                format!("{}\n{:INDENT$}{reason}\n", row.replace('\t', "  "), "")
            }
            _ => whole + "\n",
        }
    });
    out.write_all(fitted(&laid_out.collect::<String>(), audience).as_bytes())
}

/// How far in the reason stands where it has no room behind the row.
const INDENT: usize = 4;

fn write(account: &Account, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for column in &account.columns {
        let title = on_one_line(&column.title);
        let place = match (column.table, column.column) {
            (Some(table), Some(number)) => {
                text!("表 {table} 第 {number} 栏", "table {table} column {number}")
            }
            (None, Some(number)) => text!("第 {number} 栏", "column {number}"),
            (_, None) => text!("栏", "column"),
        };
        let role = column.role.unwrap_or(ColumnRole::Other).words();
        let role = role.in_lang(lang);
        let reason = match (column.role, column.guessed) {
            (None, _) => label!(lang, "栏里有内容，没有读入", "it holds something that was not read"),
            (Some(ColumnRole::Kept), _) => label!(lang, "按 --keep-columns", "by --keep-columns"),
            (_, true) => label!(lang, "按栏里的内容认出", "told by what it holds"),
            (_, false) => label!(lang, "按栏名认出", "told by its title"),
        };
        writeln!(out, "{}\t{role}\t{title}\t{reason}", place.in_lang(lang))?;
    }
    for taken in &account.rows {
        let role = match taken.role {
            RowRole::Title => label!(lang, "标题", "title"),
            RowRole::Header => label!(lang, "表头", "header"),
            RowRole::Pillar => label!(lang, "板块", "pillar"),
            RowRole::KeyTask => label!(lang, "重点任务", "key task"),
            RowRole::Task => label!(lang, "任务", "task"),
            RowRole::Continuation => label!(lang, "接上一项", "continued"),
            RowRole::Rule => label!(lang, "说明", "rule"),
            RowRole::Note => label!(lang, "略过", "passed over"),
            RowRole::Dropped => label!(lang, "未导入", "not imported"),
        };
        let (text, reason) = (on_one_line(&taken.text), on_one_line(taken.reason.in_lang(lang)));
        let place = taken.location.words();
        writeln!(out, "{}\t{role}\t{text}\t{reason}", place.in_lang(lang))?;
    }
    // Each row is counted once, so that they add up; columns, and what is among the tasks and doubtful, stand apart.
    let count = |roles: &[RowRole]| account.rows.iter().filter(|row| roles.contains(&row.role)).count();
    let rows = account.rows.len();
    let [tasks, more] = [RowRole::Task, RowRole::Continuation].map(|role| count(&[role]));
    let headings = count(&[RowRole::Pillar, RowRole::KeyTask]);
    let titles = count(&[RowRole::Title, RowRole::Header, RowRole::Rule]);
    let [passed, left] = [RowRole::Note, RowRole::Dropped].map(|role| count(&[role]));
    let columns = account.columns.iter().filter(|column| column.role.is_none()).count();
    let doubtful = account.doubtful.len();
    let sum = text!(
        "合计 {rows} 处：任务 {tasks}，接上一项 {more}，板块和重点任务 {headings}，标题、表头和说明 {titles}，略过 {passed}，未导入 {left}；没有读入的栏 {columns}；读入了但存疑的 {doubtful}",
        "{rows} in all: {tasks} tasks, {more} continued, {headings} headings, {titles} titles and rules, {passed} passed over, {left} not imported; columns not read: {columns}; read, but doubtful: {doubtful}"
    );
    writeln!(out, "{}", sum.in_lang(lang))
}

/// How many rows became tasks, headings, notes.
fn counts(account: &Account) -> [usize; 3] {
    let count = |roles: &[RowRole]| account.rows.iter().filter(|row| roles.contains(&row.role)).count();
    [
        count(&[RowRole::Task]),
        count(&[RowRole::Pillar, RowRole::KeyTask]),
        count(&[RowRole::Title, RowRole::Header, RowRole::Rule, RowRole::Note]),
    ]
}

/// What was not taken over: rows that look like tasks, and columns with something in them.
fn not_taken_over(account: &Account) -> impl Iterator<Item = Value> {
    let rows = account.rows.iter().filter(|row| row.role == RowRole::Dropped).map(|row| {
        json!({"source": row.location.to_string(), "column": null, "text": row.text, "reason": row.reason.in_lang(Lang::En)})
    });
    let columns = account.columns.iter().filter(|column| column.role.is_none()).map(|column| {
        json!({"source": null, "column": column.column, "text": column.title, "reason": "it holds something that was not read"})
    });
    rows.chain(columns)
}

/// The account as JSON has it.
pub(super) fn account_json(account: &Account) -> Value {
    let [read, headings, notes] = counts(account);
    let doubtful = account.doubtful.iter().map(|doubt| {
        json!({"source": doubt.location.to_string(), "column": null, "text": doubt.text, "reason": doubt.reason.in_lang(Lang::En)})
    });
    json!({
        "read": read,
        "headings": headings,
        "notes": notes,
        "not_taken_over": not_taken_over(account).collect::<Vec<_>>(),
        "doubtful": doubtful.collect::<Vec<_>>(),
    })
}
