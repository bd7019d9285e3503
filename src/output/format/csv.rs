//! Comma-separated values as RFC 4180 has them, with cells that can't act as formulas.

use std::io::{self, Write};

use super::{Grid, LedgerText, RecordWriter};
use crate::{
    model::{Entry, cell},
    output::ledger::{Ledger, LedgerHead},
};

/// The format.
pub(crate) struct Csv;

impl RecordWriter for Csv {
    fn write(&self, grid: &Grid, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        // An error of the output keeps its kind: a closed pipe is no failure.
        let failed = |error: csv::Error| match error.into_kind() {
            csv::ErrorKind::Io(error) => error,
            other => io::Error::other(format!("{other:?}")),
        };
        // A title may be one that a document's table had.
        let headers = Some(&grid.headers).filter(|headers| !headers.is_empty());
        for row in headers.into_iter().chain(&grid.rows) {
            writer.write_record(row.iter().map(|cell| cell::guarded(cell))).map_err(failed)?;
        }
        writer.flush()
    }
}

impl LedgerText for Csv {
    fn tasks(&self, ledger: &Ledger<'_>, entries: &[Entry<'_>], text: &mut Vec<u8>) -> io::Result<()> {
        self.write(&ledger.grid(entries), text)
    }

    fn whole(
        &self,
        ledger: &Ledger<'_>,
        head: &LedgerHead,
        tasks: &[Vec<u8>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        // Excel reads UTF-8 only behind a byte order mark.
        out.write_all("\u{feff}".as_bytes())?;
        self.write(&ledger.head(), out)?;
        tasks.iter().try_for_each(|text| out.write_all(text))?;
        let Some(gap) = &head.gap else { return Ok(()) };
        self.write(&Grid::gap_row(gap, ledger.head().headers.len()), out)
    }
}
