//! Markdown tables; what a cell holds is text, never markup.

use std::io::{self, Write};

use super::{Answer, AnswerWriter, Grid, LedgerText, Look, TaskWriter};
use crate::{
    model::Entry,
    output::{
        ledger::{Ledger, LedgerHead},
        list::List,
    },
    text::escape::{Escaped, on_one_line},
};

/// The format.
pub(crate) struct Md;

impl AnswerWriter for Md {
    fn answer(&self, answer: &dyn Answer, look: Look, out: &mut dyn Write) -> io::Result<()> {
        write(&answer.grid(look.lang), out)?;
        answer.gap(look.lang).map_or(Ok(()), |gap| writeln!(out, "\n{gap}"))
    }
}

impl TaskWriter for Md {
    fn begin(&self, list: &List<'_>, out: &mut dyn Write) -> io::Result<()> {
        write(&list.head(), out)
    }

    fn tasks(&mut self, list: &List<'_>, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()> {
        write(&list.grid(entries), out)
    }
}

impl LedgerText for Md {
    fn tasks(&self, ledger: &Ledger<'_>, entries: &[Entry<'_>], text: &mut Vec<u8>) -> io::Result<()> {
        write(&ledger.grid(entries), text)
    }

    fn whole(
        &self,
        ledger: &Ledger<'_>,
        head: &LedgerHead,
        tasks: &[Vec<u8>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let plain = |words: &str| without_markup(&on_one_line(words));
        let part = head.part.as_deref().map(plain).unwrap_or_default();
        writeln!(out, "# {}{part}\n", plain(&head.title))?;
        if let Some(gap) = &head.gap {
            writeln!(out, "{}\n", plain(gap))?;
        }
        write(&ledger.head(), out)?;
        tasks.iter().try_for_each(|text| out.write_all(text))
    }
}

/// Writes the head of a table, where there are headers, and the rows.
pub(in crate::output) fn write(grid: &Grid, out: &mut dyn Write) -> io::Result<()> {
    let row = |cells: &[String]| {
        format!("| {} |", cells.iter().map(|cell| without_markup(cell)).collect::<Vec<_>>().join(" | "))
    };
    if !grid.headers.is_empty() {
        let rule = |index| if grid.right.contains(&index) { "---:" } else { "---" };
        writeln!(out, "{}", row(&grid.headers))?;
        writeln!(out, "| {} |", (0..grid.headers.len()).map(rule).collect::<Vec<_>>().join(" | "))?;
    }
    for cells in &grid.rows {
        writeln!(out, "{}", row(cells))?;
    }
    Ok(())
}

pub(in crate::output) fn without_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in Escaped(text).to_string().chars() {
        match c {
            '\n' => out.push_str("<br>"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '~' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
