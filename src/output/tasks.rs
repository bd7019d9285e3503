//! A list of tasks in every format.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::{Column, Format, json, table::Words};
use crate::{
    error::Finding,
    model::{Entry, cell},
    text::Lang,
    text::escape::Escaped,
};

/// How a list looks.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    /// The columns.
    pub columns: &'a [Column],
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The language of headers and statuses.
    pub lang: Lang,
    /// How many columns a line of the table may have.
    pub width: usize,
    /// The format.
    pub format: Format,
}

/// A part of a list, ready to be written. Pieces of one list can be made side by side.
#[derive(Debug)]
pub struct Piece {
    tasks: usize,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Text(Vec<u8>),
    /// Rows of the aligned table, whose width the last of them may decide.
    Rows(Vec<Vec<String>>),
}

/// A list while it is written piece by piece, so that no list has to be held as a whole; only the aligned
/// table is.
pub struct ListWriter<'a> {
    list: List<'a>,
    out: &'a mut dyn Write,
    table: Words,
    shown: usize,
}

impl<'a> ListWriter<'a> {
    /// Begins a list.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn begin(list: List<'a>, out: &'a mut dyn Write) -> io::Result<Self> {
        let headers = Words { headers: list.headers(), ..list.words(&[]) };
        match list.format {
            Format::Table | Format::Jsonl | Format::Yaml => {}
            Format::Json => json::begin("tasks", &[], "tasks", out)?,
            Format::Csv => csv(&headers, out)?,
            Format::Tsv => tsv(&headers, out)?,
            Format::Md => markdown(&headers, out)?,
        }
        Ok(Self { list, out, table: headers, shown: 0 })
    }

    /// Goes on with this piece.
    ///
    /// # Errors
    /// When the output fails.
    pub fn add(&mut self, piece: Piece) -> io::Result<()> {
        let is_first = self.shown == 0;
        self.shown += piece.tasks;
        match piece.form {
            Form::Rows(rows) => self.table.rows.extend(rows),
            Form::Text(text) => {
                if self.list.format == Format::Json && !is_first && piece.tasks > 0 {
                    self.out.write_all(b",")?;
                }
                self.out.write_all(&text)?;
            }
        }
        Ok(())
    }

    /// Ends the list: there were `total` tasks to choose from, and records that could not be read. In
    /// formats that can't hold it, the gap is the caller's to tell. Gives how many tasks it holds.
    ///
    /// # Errors
    /// When the output fails.
    pub fn end(self, total: usize, unreadable: &[Finding]) -> io::Result<usize> {
        match self.list.format {
            Format::Table => {
                self.table.write(self.list.width, self.out)?;
                writeln!(self.out, "{}", tally(self.shown, total, unreadable.len(), self.list.lang))?;
            }
            Format::Json => json::end(&[], unreadable, self.out)?,
            _ => {}
        }
        Ok(self.shown)
    }
}

impl List<'_> {
    /// Whether what the notes of a task say is in it.
    pub fn tells_notes(&self) -> bool {
        matches!(self.format, Format::Json | Format::Jsonl | Format::Yaml)
            || self.columns.iter().any(|column| matches!(column, Column::Notes | Column::LastNote))
    }

    /// The piece of the list that these tasks are.
    ///
    /// # Errors
    /// When one can't be written in the format.
    pub fn piece(&self, entries: &[Entry<'_>]) -> io::Result<Piece> {
        let mut text = Vec::new();
        match self.format {
            Format::Table => {
                return Ok(Piece { tasks: entries.len(), form: Form::Rows(self.table_rows(entries)) });
            }
            Format::Json => json::tasks(entries, self.today, &mut text)?,
            Format::Jsonl => {
                for entry in entries {
                    serde_json::to_writer(&mut text, &json::task(*entry, self.today))?;
                    text.push(b'\n');
                }
            }
            Format::Yaml => {
                for entry in entries {
                    let yaml = crate::store::yaml::to_yaml(&[json::task(*entry, self.today)]);
                    text.extend_from_slice(yaml.as_bytes());
                }
            }
            Format::Csv => csv(&self.words(entries), &mut text)?,
            Format::Tsv => tsv(&self.words(entries), &mut text)?,
            Format::Md => markdown(&self.words(entries), &mut text)?,
        }
        Ok(Piece { tasks: entries.len(), form: Form::Text(text) })
    }

    fn headers(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.header(self.lang).to_owned()).collect()
    }

    /// The rows of a table; where it is narrow, what is said in brackets goes to a line of its own.
    fn table_rows(&self, entries: &[Entry<'_>]) -> Vec<Vec<String>> {
        const NARROW: usize = 120;
        let mut rows = self.words(entries).rows;
        let splits = |column: &Column| matches!(column, Column::Status | Column::Due | Column::Lead);
        for row in rows.iter_mut().filter(|_| self.width < NARROW) {
            for (cell, _) in row.iter_mut().zip(self.columns).filter(|(_, column)| splits(column)) {
                *cell = cell.replace('（', "\n（").replace(" (", "\n(");
            }
        }
        rows
    }

    /// Rows without headers.
    fn words(&self, entries: &[Entry<'_>]) -> Words {
        let columns = self.columns;
        let is_number = |(index, column): (usize, &Column)| (*column == Column::Id).then_some(index);
        let row = |entry: &Entry<'_>| {
            columns.iter().map(|column| column.cell(*entry, self.today, self.lang)).collect()
        };
        Words {
            headers: Vec::new(),
            rows: entries.iter().map(row).collect(),
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

/// Comma-separated values as RFC 4180 has them, with cells that can't act; headers where there are any.
pub(crate) fn csv(words: &Words, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    // What the output said must stay what it is: a closed pipe is no failure.
    let failed = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    };
    if !words.headers.is_empty() {
        writer.write_record(&words.headers).map_err(failed)?;
    }
    for row in &words.rows {
        writer.write_record(row.iter().map(|cell| cell::guarded(cell))).map_err(failed)?;
    }
    writer.flush()
}

/// One record a line, headers first where there are any; tabs and line ends inside a cell become `\t` and
/// `\n`.
pub(crate) fn tsv(words: &Words, out: &mut dyn Write) -> io::Result<()> {
    let headers = Some(&words.headers).filter(|headers| !headers.is_empty());
    for row in headers.into_iter().chain(&words.rows) {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                out.write_all(b"\t")?;
            }
            if cell.contains(['\\', '\t', '\n', '\r']) {
                let escaped = cell.replace('\\', "\\\\").replace('\t', "\\t");
                write!(out, "{}", Escaped(&escaped.replace('\n', "\\n").replace('\r', "\\r")))?;
            } else {
                write!(out, "{}", Escaped(cell))?;
            }
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// A Markdown table, its head where there are headers; what a cell holds is text, never markup.
pub(crate) fn markdown(words: &Words, out: &mut dyn Write) -> io::Result<()> {
    let row = |cells: &[String]| {
        format!("| {} |", cells.iter().map(|cell| plain_markdown(cell)).collect::<Vec<_>>().join(" | "))
    };
    if !words.headers.is_empty() {
        let rule = |index| if words.right.contains(&index) { "---:" } else { "---" };
        writeln!(out, "{}", row(&words.headers))?;
        writeln!(out, "| {} |", (0..words.headers.len()).map(rule).collect::<Vec<_>>().join(" | "))?;
    }
    for cells in &words.rows {
        writeln!(out, "{}", row(cells))?;
    }
    Ok(())
}

fn plain_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in Escaped(text).to_string().chars() {
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
