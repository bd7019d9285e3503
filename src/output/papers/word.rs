//! A bulletin as a Word file by GB/T 9704.

use std::io;

use super::{heading, title_parts};
use crate::{
    model::Fonts,
    output::{
        docx::{Align, Cell, Docx, Page, Paragraph, Row, Run, Shade, Style, widths},
        ledger::Basis,
    },
    papers::{Table, TableColumn, Words},
    text::{Lang, width::columns},
};

/// How many half characters stay free right of the day.
const BESIDE_DAY: u32 = 8;
/// The half characters of a paragraph, some eight lines, that may move to the next page as a whole.
const MOST_TO_MOVE: usize = 448;
/// The half characters of a title that fit on a line.
const MOST_OF_TITLE: usize = 38;
/// The bytes of the file.
///
/// # Errors
/// When the package can't be written.
pub fn bulletin(words: &Words, fonts: &Fonts, basis: Option<&Basis>) -> io::Result<Vec<u8>> {
    let mut docx = Docx::begin(&words.title, Page::PAPER, fonts.clone())?;
    docx.made_from(basis, Lang::Zh);
    docx.paragraph(&Paragraph::new(Style::Title, title(&words.title)))?;
    docx.paragraph(&Paragraph::default())?;
    docx.paragraph(&Paragraph::new(Style::Flush, &words.to))?;
    let mut text = vec![Paragraph::new(Style::Text, &words.opening)];
    for (number, part) in words.parts.iter().enumerate() {
        let mut lines = part.text.lines();
        let first = lines.next().unwrap_or_default();
        let runs = vec![
            Run::new(format!("{}。", heading(number, &part.heading))).in_heading_font(),
            Run::new(first),
        ];
        let rest = lines.map(|line| Paragraph::new(Style::Text, line));
        text.extend([Paragraph::of(Style::Text, runs)].into_iter().chain(rest));
    }
    // Nobody signs a page on which nothing stands. A long paragraph reaches over to it by itself, and some programs would
    // move it there as a whole.
    if let Some(last) = text.pop() {
        let is_long = last.halves() > MOST_TO_MOVE;
        text.push(if is_long { last } else { last.keep_with_next() });
    }
    text.iter().try_for_each(|paragraph| docx.paragraph(paragraph))?;
    docx.paragraph(&Paragraph::default().keep_with_next())?;
    sign(&mut docx, &words.office, &words.day)?;
    docx.paragraph(&Paragraph::new(Style::Text, &words.contact))?;
    draft(&mut docx, basis)?;
    if let Some(rows) = &words.table {
        docx.section(Page::PAPER_ACROSS)?;
        table(&mut docx, rows)?;
    }
    docx.end()
}

/// The title, which is parted where it has a meaning, should it take two lines.
fn title(title: &str) -> String {
    match columns(title) > MOST_OF_TITLE {
        true => title_parts(title).join("\n"),
        false => title.to_owned(),
    }
}

/// That it is a draft, where it is one.
pub(super) fn draft(docx: &mut Docx, basis: Option<&Basis>) -> io::Result<()> {
    match basis.and_then(|basis| basis.remark(Lang::Zh)) {
        Some(remark) => docx.paragraph(&Paragraph::new(Style::Cell, remark)),
        None => Ok(()),
    }
}

/// Who signs, centred on the day below.
pub(super) fn sign(docx: &mut Docx, office: &str, day: &str) -> io::Result<()> {
    let day = Paragraph::new(Style::Signature, day).right(BESIDE_DAY);
    if !office.is_empty() {
        let office = Paragraph::new(Style::Signature, office).keep_with_next();
        let beside = (i64::from(BESIDE_DAY) * 2 + halves(&day) - halves(&office)) / 2;
        docx.paragraph(&office.right(u32::try_from(beside).unwrap_or(0)))?;
    }
    docx.paragraph(&day.keep_with_next())
}

fn halves(paragraph: &Paragraph) -> i64 {
    i64::try_from(paragraph.halves()).unwrap_or(i64::MAX / 4)
}

fn table(docx: &mut Docx, table: &Table) -> io::Result<()> {
    let title = Run::new(&table.title).in_heading_font();
    docx.paragraph(&Paragraph::of(Style::Flush, vec![title]).align(Align::Center).keep_with_next())?;
    let shares: Vec<u32> = table.columns.iter().map(|column| column.share).collect();
    docx.table(&widths(&shares, Page::PAPER_ACROSS.text_width()))?;
    let head =
        |column: &TableColumn| Cell::new(Paragraph::new(Style::CellHead, column.head)).shade(Shade::Head);
    docx.row(&Row::head(table.columns.iter().map(head).collect()))?;
    for (cells, light) in &table.rows {
        let cells = cells.iter().zip(&table.columns).map(|(words, column)| {
            let run = Run::new(words);
            let run = match light.filter(|_| column.is_light()) {
                Some(light) => run.colour(light).bold(),
                None => run,
            };
            let paragraph = Paragraph::of(Style::Cell, vec![run]);
            Cell::new(if column.is_short() { paragraph.align(Align::Center) } else { paragraph })
        });
        docx.row(&Row::new(cells.collect()))?;
    }
    match &table.note {
        Some(note) => docx.paragraph(&Paragraph::new(Style::Cell, note)),
        None => Ok(()),
    }
}
