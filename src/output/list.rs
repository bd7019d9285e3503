//! A list of tasks in every format.

use std::io::{self, Write};

use super::{
    ListFormat,
    columns::Beside,
    format::{Grid, Look, TaskWriter},
    task_column::TaskColumn,
};
use crate::{
    error::Finding,
    model::{Entry, Snapshot},
    text::Lang,
};

/// How a list looks.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    /// The columns.
    pub columns: &'a [TaskColumn],
    /// What cells are made of besides the task.
    pub beside: Beside<'a>,
    /// For whom it is.
    pub look: Look,
    /// The format.
    pub format: ListFormat,
}

/// What is known of a list at its end.
#[derive(Debug)]
pub(crate) struct ListEnd<'a> {
    /// How many tasks it holds.
    pub(crate) shown: usize,
    /// How many more fit, and were not to be shown.
    pub(crate) left_out: usize,
    /// How many there were to choose from.
    pub(crate) total: usize,
    /// How many records could not be read.
    pub(crate) missing: usize,
    /// What could not be read.
    pub(crate) unreadable: &'a [Finding],
    /// What else has to be said of the answer.
    pub(crate) notes: &'a [Finding],
}

/// A list while it is written: no list is held as a whole, only the rows of the aligned table are.
pub struct ListWriter<'a> {
    list: List<'a>,
    writer: Box<dyn TaskWriter>,
    out: &'a mut dyn Write,
    shown: usize,
    left_out: usize,
}

impl<'a> ListWriter<'a> {
    /// Begins a list.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn begin(list: List<'a>, out: &'a mut dyn Write) -> io::Result<Self> {
        let writer = list.format.writer();
        writer.begin(&list, out)?;
        Ok(Self { list, writer, out, shown: 0, left_out: 0 })
    }

    /// Goes on with these tasks.
    ///
    /// # Errors
    /// When the output fails.
    pub fn add(&mut self, entries: &[Entry<'_>]) -> io::Result<()> {
        self.shown += entries.len();
        self.writer.tasks(&self.list, entries, self.out)
    }

    /// Says that so many more tasks fit, which are not to be shown.
    pub fn leave_out(&mut self, count: usize) {
        self.left_out += count;
    }

    /// Ends the list of what was read, of which records may be missing. Formats that
    /// can't hold that leave it to the caller. Gives how many tasks the list holds.
    ///
    /// # Errors
    /// When the output fails.
    pub fn end(mut self, of: &Snapshot, notes: &[Finding]) -> io::Result<usize> {
        let (total, missing, unreadable) = (of.read(), of.missing(), of.unreadable.as_slice());
        let (shown, left_out) = (self.shown, self.left_out);
        let end = ListEnd { shown, left_out, total, missing, unreadable, notes };
        self.writer.end(&self.list, end, self.out)?;
        Ok(self.shown)
    }
}

impl List<'_> {
    /// The headers that people read, without rows.
    pub(super) fn head(&self) -> Grid {
        Grid {
            headers: self.columns.iter().map(|column| column.header(self.look.lang).to_owned()).collect(),
            rows: Vec::new(),
            right: TaskColumn::numbers(self.columns),
        }
    }

    /// The rows of these tasks for people, without headers.
    pub(super) fn grid(&self, entries: &[Entry<'_>]) -> Grid {
        let cells = |entry: &Entry<'_>| TaskColumn::row(self.columns, *entry, self.beside, self.look.lang);
        Grid { rows: entries.iter().map(cells).collect(), ..Grid::default() }
    }

    /// The titles of records for programs, without rows.
    pub(super) fn keys(&self) -> Grid {
        Grid { headers: self.columns.iter().map(|column| column.key()).collect(), ..Grid::default() }
    }

    /// The rows of these tasks for programs, without titles.
    pub(super) fn records(&self, entries: &[Entry<'_>]) -> Grid {
        let cells =
            |entry: &Entry<'_>| self.columns.iter().map(|column| column.value(*entry, self.beside)).collect();
        Grid { rows: entries.iter().map(cells).collect(), ..Grid::default() }
    }
}

/// How many of how many: `43 项中的 12 项`; where only the first were to be shown, how many fit.
pub(crate) fn tally(end: &ListEnd<'_>, lang: Lang) -> String {
    let &ListEnd { shown, left_out, total, missing, .. } = end;
    let fit = shown + left_out;
    let count = match (lang, fit == total) {
        (Lang::Zh, true) => format!("共 {total} 项"),
        (Lang::Zh, false) if left_out > 0 => format!("{total} 项中符合条件的有 {fit} 项"),
        (Lang::Zh, false) => format!("{total} 项中的 {shown} 项"),
        (Lang::En, true) => format!("{total} tasks"),
        (Lang::En, false) => format!("{fit} of {total} tasks"),
    };
    let count = match (lang, left_out) {
        (_, 0) => count,
        (Lang::Zh, _) => format!("{count}，这里只列前 {shown} 项"),
        (Lang::En, _) => format!("{count}; only the first {shown} are shown"),
    };
    match (lang, missing) {
        (_, 0) => count,
        (Lang::Zh, _) => format!("{count}（另有 {missing} 个文件读不了）"),
        (Lang::En, _) => format!("{count}; {missing} files could not be read"),
    }
}
