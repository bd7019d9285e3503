//! Tab-separated values: one record a line; tabs and line ends inside a cell become `\t` and `\n`.

use std::io::{self, Write};

use super::{Answer, Grid, Look, Writer};
use crate::{model::Entry, output::list::List, text::escape::Escaped};

/// The format.
pub(crate) struct Tsv;

impl Writer for Tsv {
    fn answer(&self, answer: &dyn Answer, look: Look, out: &mut dyn Write) -> io::Result<()> {
        write(&answer.grid(look.lang).with_gap(answer.gap(look.lang)), out)
    }

    fn begin(&self, list: &List<'_>, out: &mut dyn Write) -> io::Result<()> {
        write(&list.head(), out)
    }

    fn tasks(&mut self, list: &List<'_>, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()> {
        write(&list.grid(entries), out)
    }
}

/// Writes the headers, where there are any, and the rows.
fn write(grid: &Grid, out: &mut dyn Write) -> io::Result<()> {
    let headers = Some(&grid.headers).filter(|headers| !headers.is_empty());
    for row in headers.into_iter().chain(&grid.rows) {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                out.write_all(b"\t")?;
            }
            if cell.contains(['\\', '\t', '\n', '\r']) {
                let escaped = cell.replace('\\', "\\\\").replace('\t', "\\t");
                write!(out, "{}", Escaped(&escaped.replace('\n', "\\n").replace('\r', "\\r")))?;
            } else {
                write!(out, "{}", Escaped(cell))?;
            }
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}
