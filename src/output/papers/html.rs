//! A bulletin as one self-contained page. No script; the template escapes all text.

use std::io::{self, Write};

use askama::Template;

use super::{heading, title_parts};
use crate::{
    output::{format::html::hash_of, ledger::Basis},
    papers::{TableColumn, Words},
    text::{Lang, escape::EscapedWriter},
};

/// The page's only style; the policy in its head allows this text and nothing else.
const STYLE: &str = concat!(
    include_str!("../../../templates/looks.css"),
    include_str!("../../../templates/bulletin.css"),
    include_str!("../../../templates/cards.css")
);

#[derive(Template)]
#[template(path = "bulletin.html")]
struct Page<'a> {
    words: &'a Words,
    /// The title in the parts between which a line may end.
    title: Vec<&'a str>,
    origin: Option<String>,
    /// That it is a draft, where it is one.
    remark: Option<String>,
    parts: Vec<HtmlPart<'a>>,
    rows: Vec<Vec<Cell<'a>>>,
    style: &'static str,
    style_hash: String,
}

struct HtmlPart<'a> {
    heading: String,
    lines: Vec<&'a str>,
}

struct Cell<'a> {
    words: &'a str,
    column: TableColumn,
    /// How its light is marked.
    tone: &'static str,
}

pub(super) fn bulletin(words: &Words, basis: Option<&Basis>, out: &mut dyn Write) -> io::Result<()> {
    let parts = words.parts.iter().enumerate().map(|(number, part)| HtmlPart {
        heading: format!("{}。", heading(number, &part.heading)),
        lines: part.text.lines().collect(),
    });
    let rows = words.table.iter().flat_map(|table| {
        table.rows.iter().map(|(cells, light)| {
            let cells = cells.iter().zip(&table.columns).map(|(words, column)| Cell {
                words,
                column: *column,
                tone: light.filter(|_| column.is_light()).map_or("", |light| light.token()),
            });
            cells.collect()
        })
    });
    let page = Page {
        words,
        title: title_parts(&words.title),
        origin: basis.map(|basis| basis.origin(Lang::Zh)),
        remark: basis.and_then(|basis| basis.remark(Lang::Zh)),
        parts: parts.collect(),
        rows: rows.collect(),
        style: STYLE,
        style_hash: hash_of(STYLE),
    };
    // The last step, so that no text of the store can be forgotten.
    let mut escaped = EscapedWriter::new(out);
    page.write_into(&mut escaped)?;
    escaped.write_all(b"\n")?;
    escaped.flush()
}
