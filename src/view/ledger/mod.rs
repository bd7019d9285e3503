//! The ledger for people without pjt, as files that open in Excel, Word, a browser, another program. What
//! the store's text holds is text there and can't act.

mod html;
mod xlsx;

use std::io::{self, Write};

use chrono::NaiveDate;

pub(super) use html::{STYLE, style_hash};

use super::{
    Column, Format,
    inert::on_one_line,
    json as contract,
    table::Words,
    tasks::{csv, markdown},
};
use crate::{model::Entry, words::Lang};

/// The formats of a ledger.
pub const FORMATS: [Format; 5] = [Format::Csv, Format::Xlsx, Format::Md, Format::Html, Format::Json];

/// What a ledger shows.
#[derive(Clone, Copy, Debug)]
pub struct Ledger<'a> {
    /// The tasks, in order.
    pub entries: &'a [Entry<'a>],
    /// How many records could not be read; stated in the ledger itself.
    pub unreadable: usize,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The language of headers and statuses.
    pub lang: Lang,
}

/// Writes a ledger.
///
/// # Errors
/// When `out` fails.
pub fn write(ledger: &Ledger<'_>, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Csv => {
            // Excel reads UTF-8 only behind a byte order mark.
            out.write_all("\u{feff}".as_bytes())?;
            csv(&ledger.head(), out)?;
            ledger.parts().try_for_each(|part| csv(&part, out))?;
            let Some(gap) = ledger.gap() else { return Ok(()) };
            let mut row = vec![gap];
            row.resize(Column::LEDGER.len(), String::new());
            csv(&Words { rows: vec![row], ..Words::default() }, out)
        }
        Format::Md => {
            writeln!(out, "# {}\n", on_one_line(&ledger.title()))?;
            if let Some(gap) = ledger.gap() {
                writeln!(out, "{gap}\n")?;
            }
            markdown(&ledger.head(), out)?;
            ledger.parts().try_for_each(|part| markdown(&part, out))
        }
        Format::Html => html::write(ledger, out),
        Format::Xlsx => xlsx::write(ledger, out),
        Format::Json | Format::Jsonl | Format::Table | Format::Tsv | Format::Yaml => {
            contract::begin("ledger", "tasks", out)?;
            contract::tasks(ledger.entries, ledger.today, out)?;
            contract::end(&[("unreadable", ledger.unreadable.into())], &[], out)
        }
    }
}

impl Ledger<'_> {
    /// The head of the table.
    fn head(&self) -> Words {
        let headers = Column::LEDGER.map(|column| column.header(self.lang).to_owned()).to_vec();
        Words { headers, right: vec![0], ..Words::default() }
    }

    /// Its rows without the head, some at a time: a long ledger is not held twice.
    fn parts(&self) -> impl Iterator<Item = Words> {
        const AT_A_TIME: usize = 1000;
        let cells = |entry: &Entry<'_>| {
            Column::LEDGER.map(|column| column.cell(*entry, self.today, self.lang)).to_vec()
        };
        let part =
            move |some: &[Entry<'_>]| Words { rows: some.iter().map(cells).collect(), ..Words::default() };
        self.entries.chunks(AT_A_TIME).map(part)
    }

    /// The plans' titles.
    fn title(&self) -> String {
        let mut titles: Vec<&str> = self.entries.iter().map(|entry| entry.plan.title.as_str()).collect();
        titles.dedup();
        match titles.as_slice() {
            [] => self.lang.pick("任务台账", "Task ledger").to_owned(),
            [one] => (*one).to_owned(),
            [first, ..] => match self.lang {
                Lang::Zh => format!("{first}等 {} 个方案", titles.len()),
                Lang::En => format!("{first} and {} more plans", titles.len() - 1),
            },
        }
    }

    /// What is missing, in words.
    fn gap(&self) -> Option<String> {
        (self.unreadable > 0).then(|| match self.lang {
            Lang::Zh => format!("缺口：{} 个文件读不了，未列入", self.unreadable),
            Lang::En => format!("gap: {} files could not be read and are not listed", self.unreadable),
        })
    }
}
