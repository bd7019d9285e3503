//! Plain text and Markdown. Tables that are only laid out in lines are for the grammar to find; a
//! Markdown table is a grid.

use super::{
    limits,
    spans::{GridBuilder, Spanned, Spending, clean},
};
use crate::{
    error::Result,
    import::source::{Block, Document, Paragraph, SourceLocation},
};

/// Each line a paragraph, blank ones too: in a pasted table they separate cells.
///
/// # Errors
/// When there are too many.
pub(super) fn plain(text: &str) -> Result<Document> {
    let mut spending = Spending::new();
    let mut document = Document::default();
    for (index, line) in text.lines().enumerate() {
        spending.paragraph(line)?;
        let location = SourceLocation::Line(index + 1);
        let paragraph = Paragraph { text: line.to_owned(), location, heading: heading_level(line) };
        document.blocks.push(Block::Paragraph(paragraph));
    }
    Ok(document)
}

/// Whether a text holds a Markdown table: a row of cells above a row of hyphens.
pub(super) fn is_markdown(text: &str) -> bool {
    let mut before = "";
    text.lines().any(|line| {
        let found = is_rule(line) && before.contains('|');
        before = line;
        found
    })
}

/// Markdown: pipe tables become grids, the marks of headings and emphasis go.
///
/// # Errors
/// When its tables are too large.
pub(super) fn markdown(text: &str) -> Result<Document> {
    let lines: Vec<&str> = text.lines().collect();
    let mut document = Document::default();
    let mut spending = Spending::new();
    let mut tables = 0;
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let begins_table = line.contains('|') && lines.get(index + 1).is_some_and(|next| is_rule(next));
        let begins_table = begins_table || is_framed(line);
        if !begins_table {
            let words = unmarked(line);
            spending.paragraph(&words)?;
            let (location, heading) = (SourceLocation::Line(index + 1), heading_level(line));
            document.blocks.push(Block::Paragraph(Paragraph { text: words, location, heading }));
            index += 1;
            continue;
        }
        tables += 1;
        let mut builder = GridBuilder::default();
        while let Some(line) = lines.get(index).filter(|line| line.contains('|')) {
            if memchr::memchr_iter(b'|', line.as_bytes()).count() > limits::COLUMNS + 1 {
                return Err(limits::exceeded("表格的列数", "columns of a table", limits::COLUMNS));
            }
            if !is_rule(line) {
                let row = builder.len() + 1;
                let cells = cells(line).into_iter().map(|text| Spanned { text, columns: 1, rows: 1 });
                builder.row(cells, SourceLocation::Row { table: tables, row }, &mut spending)?;
            }
            index += 1;
        }
        document.blocks.push(Block::Grid(builder.finish(None, &mut spending)?));
    }
    Ok(document)
}

/// The level of a heading of Markdown: `##` and a blank in front of its words.
fn heading_level(line: &str) -> Option<u8> {
    const DEEPEST: u8 = 6;
    let words = line.trim_start().trim_start_matches('#');
    let level = u8::try_from(line.trim_start().len() - words.len()).ok()?;
    ((1..=DEEPEST).contains(&level) && words.starts_with(' ')).then_some(level)
}

/// Whether a line is a row between bars, as those of a table are that a blank line tears apart.
fn is_framed(line: &str) -> bool {
    const FEWEST: usize = 3;
    let line = unquoted(line);
    line.starts_with('|')
        && line.ends_with('|')
        && memchr::memchr_iter(b'|', line.as_bytes()).count() >= FEWEST
}

/// A line without its indent and the marks of a quotation.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>']).trim_end()
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn cells(line: &str) -> Vec<String> {
    let line = unquoted(line);
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.chars() {
        match c {
            '|' if !escaped => cells.push(String::new()),
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            c => {
                if let Some(cell) = cells.last_mut() {
                    if escaped && !c.is_ascii_punctuation() {
                        cell.push('\\');
                    }
                    cell.push(c);
                }
            }
        }
        escaped = false;
    }
    cells.iter().map(|cell| clean(&unmarked(&cell.replace("<br>", "\n").replace("<br/>", "\n")))).collect()
}

fn unmarked(line: &str) -> String {
    let line = match line.trim_start().strip_prefix('#') {
        Some(rest) => rest.trim_start_matches('#').trim(),
        None => line,
    };
    line.replace("**", "")
}
