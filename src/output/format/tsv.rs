//! Tab-separated values: one record a line; tabs and line ends inside a cell become `\t` and `\n`.

use std::io::{self, Write};

use super::{Grid, RecordWriter};
use crate::text::escape::Escaped;

/// The format.
pub(crate) struct Tsv;

impl RecordWriter for Tsv {
    fn write(&self, grid: &Grid, out: &mut dyn Write) -> io::Result<()> {
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
}
