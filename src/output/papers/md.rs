//! A bulletin as a Markdown page.

use std::io::{self, Write};

use super::heading;
use crate::{
    output::{
        format::{Grid, md},
        ledger::Basis,
    },
    papers::Words,
    text::{Lang, escape::EscapedWriter},
};

pub(super) fn bulletin(words: &Words, basis: Option<&Basis>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = EscapedWriter::new(out);
    let plain = md::without_markup;
    writeln!(out, "# {}\n\n{}\n\n{}", plain(&words.title), plain(&words.to), plain(&words.opening))?;
    for (number, part) in words.parts.iter().enumerate() {
        write!(out, "\n**{}**。", plain(&heading(number, &part.heading)))?;
        for (line, text) in part.text.lines().enumerate() {
            write!(out, "{}{}", if line > 0 { "\n\n" } else { "" }, plain(text))?;
        }
        writeln!(out)?;
    }
    writeln!(out)?;
    if !words.office.is_empty() {
        writeln!(out, "{}\n", plain(&words.office))?;
    }
    writeln!(out, "{}\n\n{}", words.day, plain(&words.contact))?;
    if let Some(remark) = basis.and_then(|basis| basis.remark(Lang::Zh)) {
        writeln!(out, "\n{remark}")?;
    }
    if let Some(table) = &words.table {
        writeln!(out, "\n## {}\n", table.title)?;
        let grid = Grid {
            headers: table.columns.iter().map(|column| column.head.to_owned()).collect(),
            rows: table.rows.iter().map(|(cells, _)| cells.clone()).collect(),
            ..Grid::default()
        };
        md::write(&grid, &mut out)?;
        if let Some(note) = &table.note {
            writeln!(out, "\n{note}")?;
        }
    }
    out.flush()
}
