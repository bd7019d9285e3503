//! The ledger for people without pjt, as files that open in Excel, Word, a browser, another program. What
//! the store's text holds is text there and can't act.

use std::io::{self, Write};

use chrono::NaiveDate;

pub(super) use super::format::html::{STYLE, style_hash};

use super::{
    Column, LedgerFormat,
    format::{Grid, LedgerText, xlsx::Book},
};
use crate::{
    model::{Entry, Plan, place},
    query::stats::Tally,
    text::Lang,
};

/// How a ledger looks.
#[derive(Clone, Copy, Debug)]
pub struct Ledger {
    /// The format.
    pub format: LedgerFormat,
    /// Whether there may be tasks of several plans: each has then its plan beside it.
    pub has_several_plans: bool,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The language of headers and statuses.
    pub lang: Lang,
}

impl Ledger {
    /// Its columns.
    pub(super) fn columns(&self) -> &'static [Column] {
        Column::of_ledger(self.has_several_plans)
    }

    /// The headers, without rows.
    pub(super) fn head(&self) -> Grid {
        Grid {
            headers: self.columns().iter().map(|column| column.header(self.lang).to_owned()).collect(),
            rows: Vec::new(),
            right: Column::numbers(self.columns()),
        }
    }

    /// The rows of these tasks, without headers.
    pub(super) fn grid(&self, entries: &[Entry<'_>]) -> Grid {
        let cells = |entry: &Entry<'_>| {
            self.columns().iter().map(|column| column.cell(*entry, self.today, self.lang)).collect()
        };
        Grid { rows: entries.iter().map(cells).collect(), ..Grid::default() }
    }

    /// How things stand, in one line.
    fn summary(&self, tally: &Tally) -> String {
        let percent = tally.rate().unwrap_or(0.0) * 100.0;
        let (tasks, completed, counted, overdue) =
            (tally.total(), tally.completed(), tally.counted(), tally.overdue);
        let day = self.today.format("%Y-%m-%d");
        match self.lang {
            Lang::Zh => format!(
                "截至 {day}：共 {tasks} 项，完成 {completed}/{counted}（{percent:.0}%），逾期 {overdue} 项"
            ),
            Lang::En => format!(
                "As of {day}: {tasks} tasks, {completed}/{counted} completed ({percent:.0}%), {overdue} overdue"
            ),
        }
    }
}

/// What stands above the tasks of a ledger.
#[derive(Debug)]
pub(crate) struct LedgerHead {
    /// The titles of the plans.
    pub(crate) title: String,
    /// How things stand, in one line.
    pub(crate) summary: String,
    /// What is missing, if anything is.
    pub(crate) gap: Option<String>,
    /// How many records could not be read.
    pub(crate) unreadable: usize,
}

/// A ledger while its plans come. Nothing of it is written before its end, when it is known whether it is
/// complete; what is held until then is text or cells and not the tasks.
pub struct LedgerWriter {
    ledger: Ledger,
    titles: Vec<String>,
    /// The conditions in words, where it shows only a part.
    part: Option<String>,
    tally: Tally,
    body: Body,
}

/// What the tasks are put into.
enum Body {
    Texts(Box<dyn LedgerText>, Vec<Vec<u8>>),
    Book(Box<Book>),
}

impl LedgerWriter {
    /// Begins a ledger.
    ///
    /// # Errors
    /// When a workbook can't be made.
    pub fn begin(ledger: Ledger) -> io::Result<Self> {
        let body = match ledger.format.text() {
            Some(format) => Body::Texts(format, Vec::new()),
            None => Body::Book(Box::new(Book::begin(&ledger)?)),
        };
        Ok(Self { ledger, titles: Vec::new(), part: None, tally: Tally::default(), body })
    }

    /// The same of a part of the tasks: title and figures say which.
    #[must_use]
    pub fn of_part(self, part: Option<String>) -> Self {
        Self { part, ..self }
    }

    /// Goes on with the tasks of this plan; a plan without any is left out.
    ///
    /// # Errors
    /// When one can't be written in the format, or a workbook can't hold it.
    pub fn add(&mut self, plan: &Plan) -> io::Result<()> {
        let mut entries: Vec<Entry<'_>> = plan.entries().collect();
        place::sort(&mut entries);
        if entries.is_empty() {
            return Ok(());
        }
        entries.iter().for_each(|entry| self.tally.add(*entry, self.ledger.today));
        self.titles.push(plan.title.clone());
        match &mut self.body {
            Body::Texts(format, texts) => {
                let mut text = Vec::new();
                format.tasks(&self.ledger, &entries, &mut text)?;
                texts.push(text);
            }
            Body::Book(book) => book.add(&self.ledger, &entries)?,
        }
        Ok(())
    }

    /// Writes it, and gives how many cells of a workbook go on in another sheet. What is missing, because
    /// `unreadable` records could not be read, is stated in it.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn end(self, unreadable: usize, out: &mut dyn Write) -> io::Result<usize> {
        let head = LedgerHead {
            title: self.title(),
            summary: self.summary(),
            gap: self.gap(unreadable),
            unreadable,
        };
        match self.body {
            Body::Texts(format, texts) => format.whole(&self.ledger, &head, &texts, out).map(|()| 0),
            Body::Book(book) => book.end(&head, out),
        }
    }

    /// How things stand; of a part, that it is one.
    fn summary(&self) -> String {
        let summary = self.ledger.summary(&self.tally);
        let only = self.ledger.lang.pick("（只计所选部分）", " (the chosen part only)");
        if self.part.is_some() { format!("{summary}{only}") } else { summary }
    }

    /// The plans' titles, and of a part which it is.
    fn title(&self) -> String {
        let title = self.titles();
        match (&self.part, self.ledger.lang) {
            (None, _) => title,
            (Some(part), Lang::Zh) => format!("{title}（部分：{part}）"),
            (Some(part), Lang::En) => format!("{title} (part: {part})"),
        }
    }

    fn titles(&self) -> String {
        match self.titles.as_slice() {
            [] => self.ledger.lang.pick("任务台账", "Task ledger").to_owned(),
            [one] => one.clone(),
            [first, ..] => match self.ledger.lang {
                Lang::Zh => format!("{first}等 {} 个方案", self.titles.len()),
                Lang::En => format!("{first} and {} more plans", self.titles.len() - 1),
            },
        }
    }

    /// What is missing, in words.
    fn gap(&self, unreadable: usize) -> Option<String> {
        (unreadable > 0).then(|| match self.ledger.lang {
            Lang::Zh => format!("缺口：{unreadable} 个文件读不了，未列入"),
            Lang::En => format!("gap: {unreadable} files could not be read and are not listed"),
        })
    }
}
