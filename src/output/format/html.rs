//! The ledger as one self-contained page that prints well on A4. No script; the template escapes all text.
#![expect(clippy::expect_used, reason = "six bits are an index")]

use std::io::{self, Write};

use askama::Template;
use sha2::{Digest as _, Sha256};

use super::LedgerText;
use crate::{
    model::Entry,
    output::{
        Column, TaskColumn,
        ledger::{Ledger, LedgerHead},
        sheet::{self, LedgerRow},
    },
    text::escape::EscapedWriter,
};

/// The only style of all pages; the policy in a page's head allows this text and nothing else.
pub(in crate::output) const STYLE: &str = concat!(
    include_str!("../../../templates/looks.css"),
    include_str!("../../../templates/office.css"),
    include_str!("../../../templates/cards.css")
);

#[derive(Template)]
#[template(path = "ledger.html")]
struct Page<'a> {
    lang: &'static str,
    title: &'a str,
    head: &'a LedgerHead,
    style: &'static str,
    style_hash: String,
    /// Whether its table needs more than A4.
    is_wide: bool,
    /// A section a plan, which are parts of a page already.
    sections: Vec<&'a str>,
}

#[derive(Template)]
#[template(path = "section.html")]
struct Section<'a> {
    /// The plan's title, where there are several plans.
    title: Option<&'a str>,
    figures: String,
    sheet: Sheet<'a>,
}

/// Tasks as a table with their headings as rows.
#[derive(Template)]
#[template(path = "sheet.html")]
pub(in crate::output) struct Sheet<'a> {
    caption: &'a str,
    columns: Vec<SheetColumn<'a>>,
    is_wide: bool,
    ledger: &'a Ledger<'a>,
    entries: &'a [Entry<'a>],
    /// Where a task is described in full, if it is.
    link: fn(Entry<'_>) -> Option<String>,
}

#[derive(Clone, Copy)]
struct SheetColumn<'a> {
    column: &'a TaskColumn,
    name: &'static str,
    title: &'a str,
}

struct SheetRow<'a> {
    /// The title, where it is a heading.
    heading: Option<String>,
    class: &'static str,
    cells: Vec<SheetCell<'a>>,
}

struct SheetCell<'a> {
    column: SheetColumn<'a>,
    tone: &'static str,
    lines: Vec<String>,
    link: Option<String>,
}

impl askama::filters::HtmlSafe for Sheet<'_> {}

impl<'a> Sheet<'a> {
    /// A table of these tasks.
    pub(in crate::output) fn new(
        caption: &'a str,
        columns: &'a [TaskColumn],
        ledger: &'a Ledger<'a>,
        entries: &'a [Entry<'a>],
        link: fn(Entry<'_>) -> Option<String>,
    ) -> Self {
        let column = |column: &'a TaskColumn| SheetColumn {
            column,
            name: column.known().as_ref().map_or("extra", Into::into),
            title: sheet::header(column, ledger.lang),
        };
        let is_wide = sheet::is_wide(columns);
        Self { caption, is_wide, columns: columns.iter().map(column).collect(), ledger, entries, link }
    }

    fn rows(&self) -> impl Iterator<Item = SheetRow<'a>> {
        let heading = |title, class| SheetRow { heading: Some(title), class, cells: Vec::new() };
        sheet::rows(self.entries, self.ledger.lang).into_iter().map(move |row| match row {
            LedgerRow::Pillar(title) => heading(title, "pillar"),
            LedgerRow::KeyTask(title) => heading(title, "key-task"),
            LedgerRow::Task(entry) => SheetRow { heading: None, class: "", cells: self.cells(entry) },
        })
    }

    fn cells(&self, entry: Entry<'_>) -> Vec<SheetCell<'a>> {
        let cell = |column: &SheetColumn<'a>| {
            let cell = sheet::cell(column.column, entry, self.ledger);
            let link = (self.link)(entry).filter(|_| column.column.known() == Some(Column::Id));
            SheetCell { column: *column, tone: cell.tone.class(), lines: cell.lines, link }
        };
        self.columns.iter().map(cell).collect()
    }
}

/// The format.
pub(crate) struct Html;

impl LedgerText for Html {
    /// Writes a section for each plan.
    fn tasks(&self, ledger: &Ledger<'_>, entries: &[Entry<'_>], text: &mut Vec<u8>) -> io::Result<()> {
        let title = entries.first().map_or("", |entry| entry.plan.title.as_str());
        let section = Section {
            title: ledger.has_several_plans.then_some(title),
            figures: ledger.figures(entries),
            sheet: Sheet::new(title, ledger.columns, ledger, entries, |_| None),
        };
        section.write_into(text)
    }

    fn whole(
        &self,
        ledger: &Ledger<'_>,
        head: &LedgerHead,
        tasks: &[Vec<u8>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let sections: Result<Vec<&str>, _> = tasks.iter().map(|text| std::str::from_utf8(text)).collect();
        let page = Page {
            lang: ledger.lang.pick("zh-CN", "en"),
            title: &head.title,
            head,
            style: STYLE,
            style_hash: style_hash(),
            is_wide: sheet::is_wide(ledger.columns),
            sections: sections.map_err(io::Error::other)?,
        };
        // The last step, so that no text of the store can be forgotten.
        let mut escaped = EscapedWriter::new(out);
        page.write_into(&mut escaped)?;
        escaped.flush()
    }
}

/// What the policy in a page's head calls the style.
pub(in crate::output) fn style_hash() -> String {
    hash_of(STYLE)
}

/// What a policy calls a text that it allows.
pub(in crate::output) fn hash_of(text: &str) -> String {
    base64(&Sha256::digest(text.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..4 {
            let sextet = usize::try_from(group >> (18 - 6 * position) & 63).expect("six bits fit");
            let letter = ALPHABET.get(sextet).filter(|_| position <= chunk.len());
            out.push(letter.map_or('=', |letter| char::from(*letter)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Lang,
        model::{Plan, Task, parse_date},
        output::{
            LedgerFormat,
            ledger::{Imprint, LedgerWriter},
        },
    };

    #[test]
    fn base64_is_as_the_standard_has_it() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn text_can_not_become_markup() {
        let evil = "</td><script>alert(1)</script>\" onload=\"x";
        let task = Task {
            content: evil.into(),
            departments: vec![evil.into()],
            evidence: vec!["javascript:x".into()],
            ..Task::default()
        };
        let plan = Plan { title: evil.into(), tasks: vec![task], ..Plan::default() };
        let ledger = Ledger {
            format: LedgerFormat::Html,
            columns: &[TaskColumn::Known(Column::Content)],
            has_several_plans: true,
            beside: parse_date("2026-01-01").unwrap().into(),
            lang: Lang::Zh,
        };
        let mut writer = LedgerWriter::begin(ledger, Imprint::default()).unwrap();
        writer.add(&plan).unwrap();
        let mut page = Vec::new();
        writer.end(1, &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(!page.contains("<script") && !page.contains("href") && page.contains("default-src 'none'"));
        assert!(page.contains("缺口：1 个文件"));
    }
}
