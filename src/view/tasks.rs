//! A list of tasks in every format.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde_json::Value;

use super::{Column, Format, inert::Inert, json, table::Words};
use crate::{
    error::Finding,
    model::{Entry, cell},
    words::Lang,
};

/// What a list shows, and how.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    /// The tasks, in the order to show.
    pub entries: &'a [Entry<'a>],
    /// The columns; none stands for the default ones.
    pub columns: &'a [Column],
    /// How many tasks there are to choose from.
    pub total: usize,
    /// Records that could not be read.
    pub unreadable: &'a [Finding],
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The language of headers and statuses.
    pub lang: Lang,
    /// How many columns a line of the table may have.
    pub width: usize,
}

/// Writes a list. In formats that can't hold it, the gap of unreadable records is the caller's to tell.
///
/// # Errors
/// When `out` fails.
pub fn write(list: &List<'_>, format: Format, out: &mut dyn Write) -> io::Result<()> {
    let tasks = || list.entries.iter().map(|entry| json::task(*entry, list.today));
    match format {
        Format::Table => {
            list.table().write(list.width, out)?;
            writeln!(out, "{}", tally(list.entries.len(), list.total, list.unreadable.len(), list.lang))
        }
        Format::Json => {
            let tasks: Vec<Value> = tasks().collect();
            let document = json::document("tasks", [("tasks", Value::from(tasks))], list.unreadable);
            serde_json::to_writer(&mut *out, &document)?;
            writeln!(out)
        }
        Format::Jsonl => {
            for task in tasks() {
                serde_json::to_writer(&mut *out, &task)?;
                writeln!(out)?;
            }
            Ok(())
        }
        Format::Csv => csv(&list.words(list.columns()), out),
        Format::Tsv => tsv(&list.words(list.columns()), out),
        Format::Md => markdown(&list.words(list.columns()), out),
        Format::Yaml => {
            for task in tasks() {
                write!(out, "{}", crate::store::codec::yaml(&[task]))?;
            }
            Ok(())
        }
        Format::Html | Format::Xlsx => Err(io::Error::other("this format is for export")),
    }
}

impl List<'_> {
    fn columns(&self) -> &[Column] {
        if self.columns.is_empty() { &Column::DEFAULT } else { self.columns }
    }

    /// The words of a table; where it is narrow, what is said in brackets goes to a line of its own.
    fn table(&self) -> Words {
        const NARROW: usize = 120;
        let mut words = self.words(self.columns());
        let splits = |column: &Column| matches!(column, Column::Status | Column::Due | Column::Lead);
        for row in words.rows.iter_mut().filter(|_| self.width < NARROW) {
            for (cell, _) in row.iter_mut().zip(self.columns()).filter(|(_, column)| splits(column)) {
                *cell = cell.replace('（', "\n（").replace(" (", "\n(");
            }
        }
        words
    }

    fn words(&self, columns: &[Column]) -> Words {
        let is_number = |(index, column): (usize, &Column)| (*column == Column::Id).then_some(index);
        Words {
            headers: columns.iter().map(|column| column.header(self.lang).to_owned()).collect(),
            rows: self
                .entries
                .iter()
                .map(|entry| {
                    columns.iter().map(|column| column.cell(*entry, self.today, self.lang)).collect()
                })
                .collect(),
            right: columns.iter().enumerate().filter_map(is_number).collect(),
        }
    }
}

/// How many of how many: `43 项中的 12 项`.
pub fn tally(shown: usize, total: usize, unreadable: usize, lang: Lang) -> String {
    let count = match (lang, shown == total) {
        (Lang::Zh, true) => format!("共 {total} 项"),
        (Lang::Zh, false) => format!("{total} 项中的 {shown} 项"),
        (Lang::En, true) => format!("{total} tasks"),
        (Lang::En, false) => format!("{shown} of {total} tasks"),
    };
    match (lang, unreadable) {
        (_, 0) => count,
        (Lang::Zh, _) => format!("{count}（另有 {unreadable} 个文件读不了）"),
        (Lang::En, _) => format!("{count}; {unreadable} files could not be read"),
    }
}

/// Comma-separated values as RFC 4180 has them, with cells that can't act.
pub(crate) fn csv(words: &Words, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(&words.headers)?;
    for row in &words.rows {
        writer.write_record(row.iter().map(|cell| cell::guarded(cell)))?;
    }
    writer.flush()
}

/// One record a line; tabs and line ends inside a cell become `\t` and `\n`.
pub(crate) fn tsv(words: &Words, out: &mut dyn Write) -> io::Result<()> {
    let escaped = |cell: &String| {
        let cell = cell.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r");
        Inert(&cell).to_string()
    };
    for row in std::iter::once(&words.headers).chain(&words.rows) {
        writeln!(out, "{}", row.iter().map(escaped).collect::<Vec<_>>().join("\t"))?;
    }
    Ok(())
}

/// A Markdown table; what a cell holds is text, never markup.
pub(crate) fn markdown(words: &Words, out: &mut dyn Write) -> io::Result<()> {
    let row = |cells: &[String]| {
        format!("| {} |", cells.iter().map(|cell| plain_markdown(cell)).collect::<Vec<_>>().join(" | "))
    };
    writeln!(out, "{}", row(&words.headers))?;
    let rule = |index| if words.right.contains(&index) { "---:" } else { "---" };
    writeln!(out, "| {} |", (0..words.headers.len()).map(rule).collect::<Vec<_>>().join(" | "))?;
    for cells in &words.rows {
        writeln!(out, "{}", row(cells))?;
    }
    Ok(())
}

fn plain_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in Inert(text).to_string().chars() {
        match c {
            '\n' => out.push_str("<br>"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '~' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
