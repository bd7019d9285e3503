//! A list of tasks in every format.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::{Column, Format, format::Grid};
use crate::{error::Finding, model::Entry, text::Lang};

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

/// Some tasks of a list, ready to be written. Pieces of one list can be made side by side.
#[derive(Debug, Default)]
pub struct ListPiece {
    /// How many tasks it holds.
    tasks: usize,
    /// What is written as it is.
    text: Vec<u8>,
    /// Rows of the aligned table, whose widths the last of them may decide.
    rows: Vec<Vec<String>>,
}

impl ListPiece {
    /// Tasks as a text, which `write` makes.
    pub(super) fn text(
        entries: &[Entry<'_>],
        write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
    ) -> io::Result<Self> {
        let mut text = Vec::new();
        write(&mut text)?;
        Ok(Self { tasks: entries.len(), text, rows: Vec::new() })
    }

    /// Tasks as rows of the aligned table.
    pub(super) fn rows(rows: Vec<Vec<String>>) -> Self {
        Self { tasks: rows.len(), text: Vec::new(), rows }
    }
}

/// What is known of a list at its end.
#[derive(Debug)]
pub(crate) struct ListEnd<'a> {
    /// The rows of the aligned table.
    pub(crate) rows: Vec<Vec<String>>,
    /// How many tasks it holds.
    pub(crate) shown: usize,
    /// How many there were to choose from.
    pub(crate) total: usize,
    /// Records that could not be read.
    pub(crate) unreadable: &'a [Finding],
}

/// A list while it is written piece by piece: no list is held as a whole, only the rows of the aligned table
/// are.
pub struct ListWriter<'a> {
    list: List<'a>,
    out: &'a mut dyn Write,
    rows: Vec<Vec<String>>,
    shown: usize,
}

impl<'a> ListWriter<'a> {
    /// Begins a list.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn begin(list: List<'a>, out: &'a mut dyn Write) -> io::Result<Self> {
        list.format.writer().begin(&list, out)?;
        Ok(Self { list, out, rows: Vec::new(), shown: 0 })
    }

    /// Goes on with this piece.
    ///
    /// # Errors
    /// When the output fails.
    pub fn add(&mut self, piece: ListPiece) -> io::Result<()> {
        if self.shown > 0 && piece.tasks > 0 {
            self.out.write_all(self.list.format.writer().separator().as_bytes())?;
        }
        self.shown += piece.tasks;
        self.rows.extend(piece.rows);
        self.out.write_all(&piece.text)
    }

    /// Ends the list: there were `total` tasks to choose from, and records that could not be read. Formats that
    /// can't hold that leave it to the caller. Gives how many tasks the list holds.
    ///
    /// # Errors
    /// When the output fails.
    pub fn end(self, total: usize, unreadable: &[Finding]) -> io::Result<usize> {
        let end = ListEnd { rows: self.rows, shown: self.shown, total, unreadable };
        self.list.format.writer().end(&self.list, end, self.out)?;
        Ok(self.shown)
    }
}

impl List<'_> {
    /// Whether the notes of a task are in it.
    pub fn shows_notes(&self) -> bool {
        matches!(self.format, Format::Json | Format::Jsonl | Format::Yaml)
            || self.columns.iter().any(|column| matches!(column, Column::Notes | Column::LastNote))
    }

    /// These tasks as a piece of the list.
    ///
    /// # Errors
    /// When one can't be written in the format.
    pub fn piece(&self, entries: &[Entry<'_>]) -> io::Result<ListPiece> {
        self.format.writer().tasks(self, entries)
    }

    /// The headers, without rows.
    pub(super) fn head(&self) -> Grid {
        Grid {
            headers: self.columns.iter().map(|column| column.header(self.lang).to_owned()).collect(),
            rows: Vec::new(),
            right: Column::numbers(self.columns),
        }
    }

    /// The rows of these tasks, without headers.
    pub(super) fn grid(&self, entries: &[Entry<'_>]) -> Grid {
        let cells = |entry: &Entry<'_>| {
            self.columns.iter().map(|column| column.cell(*entry, self.today, self.lang)).collect()
        };
        Grid { rows: entries.iter().map(cells).collect(), ..Grid::default() }
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
