//! The ledger for people without pjt, as files that open in Excel, Word, a browser, another program. What
//! the store's text holds is text there and can't act.

mod html;
mod xlsx;

use std::io::{self, Write};

use chrono::NaiveDate;

pub(super) use html::{STYLE, style_hash};

use super::{
    Column, LedgerFormat, json as contract,
    table::Words,
    tasks::{csv, markdown},
};
use crate::{
    model::{Entry, Plan},
    query::stats::Tally,
    text::Lang,
    text::escape::on_one_line,
};

/// How a ledger looks.
#[derive(Clone, Copy, Debug)]
pub struct Ledger {
    /// The format.
    pub format: LedgerFormat,
    /// Whether there may be tasks of several plans: each says then which it is of.
    pub has_several_plans: bool,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The language of headers and statuses.
    pub lang: Lang,
}

/// The tasks of one plan, ready to be written. Pieces of one ledger can be made side by side.
#[derive(Debug)]
pub struct Piece {
    /// The plan's title.
    title: String,
    tally: Tally,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Text(Vec<u8>),
    Rows(Vec<xlsx::Row>),
}

impl Ledger {
    /// The piece of the ledger that the tasks of this plan are.
    ///
    /// # Errors
    /// When one can't be written in the format.
    pub fn piece(&self, plan: &Plan) -> io::Result<Piece> {
        let entries: Vec<Entry<'_>> = plan.entries().collect();
        let mut tally = Tally::default();
        entries.iter().for_each(|entry| tally.add(*entry, self.today));
        let mut text = Vec::new();
        match self.format {
            LedgerFormat::Csv => csv(&self.words(&entries), &mut text)?,
            LedgerFormat::Md => markdown(&self.words(&entries), &mut text)?,
            LedgerFormat::Html => html::groups(self, &entries, &mut text)?,
            LedgerFormat::Xlsx => {
                let rows = entries.iter().map(|entry| xlsx::row(self, *entry)).collect();
                return Ok(Piece { title: plan.title.clone(), tally, form: Form::Rows(rows) });
            }
            LedgerFormat::Json => {
                contract::tasks(&entries, self.today, &mut text)?;
            }
        }
        Ok(Piece { title: plan.title.clone(), tally, form: Form::Text(text) })
    }

    fn columns(&self) -> &'static [Column] {
        Column::of_ledger(self.has_several_plans)
    }

    /// The head of the table.
    fn head(&self) -> Words {
        let headers = self.columns().iter().map(|column| column.header(self.lang).to_owned()).collect();
        let is_number = |column: &Column| *column == Column::Id;
        Words {
            headers,
            right: self.columns().iter().position(is_number).into_iter().collect(),
            ..Words::default()
        }
    }

    /// Its rows.
    fn words(&self, entries: &[Entry<'_>]) -> Words {
        let cells = |entry: &Entry<'_>| {
            self.columns().iter().map(|column| column.cell(*entry, self.today, self.lang)).collect()
        };
        Words { rows: entries.iter().map(cells).collect(), ..Words::default() }
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

/// A ledger while its pieces come. Nothing of it is written before its end, when it is known whether it is
/// complete; what is held until then is text or cells and not the tasks.
pub struct LedgerWriter {
    ledger: Ledger,
    titles: Vec<String>,
    tally: Tally,
    body: Body,
}

/// What the pieces are put into.
enum Body {
    Texts(Vec<Vec<u8>>),
    Book(Box<xlsx::Book>),
}

impl LedgerWriter {
    /// Begins a ledger.
    ///
    /// # Errors
    /// When a workbook can't be made.
    pub fn begin(ledger: Ledger) -> io::Result<Self> {
        let body = match ledger.format {
            LedgerFormat::Xlsx => Body::Book(Box::new(xlsx::Book::begin(&ledger)?)),
            _ => Body::Texts(Vec::new()),
        };
        Ok(Self { ledger, titles: Vec::new(), tally: Tally::default(), body })
    }

    /// Goes on with this piece.
    ///
    /// # Errors
    /// When a workbook can't hold it.
    pub fn add(&mut self, piece: Piece) -> io::Result<()> {
        if piece.tally.total() == 0 {
            return Ok(());
        }
        self.tally += piece.tally;
        self.titles.push(piece.title);
        match (&mut self.body, piece.form) {
            (Body::Texts(texts), Form::Text(text)) => texts.push(text),
            (Body::Book(book), Form::Rows(rows)) => book.add(rows)?,
            _ => {}
        }
        Ok(())
    }

    /// Writes it. What is missing, because `unreadable` records could not be read, is stated in it.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn end(self, unreadable: usize, out: &mut dyn Write) -> io::Result<()> {
        let (title, gap) = (self.title(), self.gap(unreadable));
        let summary = self.ledger.summary(&self.tally);
        let Self { ledger, body, .. } = self;
        let texts = match body {
            Body::Book(book) => return book.end(&title, &summary, gap.as_deref(), out),
            Body::Texts(texts) => texts,
        };
        let mut parts = texts.iter();
        match ledger.format {
            LedgerFormat::Csv => {
                // Excel reads UTF-8 only behind a byte order mark.
                out.write_all("\u{feff}".as_bytes())?;
                csv(&ledger.head(), out)?;
                parts.try_for_each(|part| out.write_all(part))?;
                let Some(gap) = gap else { return Ok(()) };
                let mut row = vec![gap];
                row.resize(ledger.columns().len(), String::new());
                csv(&Words { rows: vec![row], ..Words::default() }, out)
            }
            LedgerFormat::Md => {
                writeln!(out, "# {}\n", on_one_line(&title))?;
                if let Some(gap) = gap {
                    writeln!(out, "{gap}\n")?;
                }
                markdown(&ledger.head(), out)?;
                parts.try_for_each(|part| out.write_all(part))
            }
            LedgerFormat::Html => html::write(ledger.lang, &title, &summary, gap, &texts, out),
            _ => {
                contract::begin("ledger", &[], "tasks", out)?;
                for (index, part) in parts.enumerate() {
                    out.write_all(if index > 0 { b"," } else { b"" })?;
                    out.write_all(part)?;
                }
                contract::end(&[("unreadable", unreadable.into())], &[], out)
            }
        }
    }

    /// The plans' titles.
    fn title(&self) -> String {
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
