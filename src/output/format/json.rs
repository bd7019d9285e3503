//! One JSON document; `output::json` has its keys.

use std::io::{self, Write};

use super::{Answer, AnswerWriter, LedgerText, Look, TaskWriter};
use crate::{
    error::Finding,
    model::Entry,
    output::{
        json,
        ledger::{Ledger, LedgerHead},
        list::{List, ListEnd},
    },
};

/// The format.
#[derive(Default)]
pub(crate) struct Json {
    /// Whether a list has tasks already.
    has_tasks: bool,
}

impl AnswerWriter for Json {
    fn answer(&self, answer: &dyn Answer, _look: Look, out: &mut dyn Write) -> io::Result<()> {
        json::write(&answer.document(), out)?;
        writeln!(out)
    }
}

impl TaskWriter for Json {
    fn begin(&self, _list: &List<'_>, out: &mut dyn Write) -> io::Result<()> {
        json::begin("tasks", &[], "tasks", out)
    }

    fn tasks(&mut self, list: &List<'_>, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()> {
        if self.has_tasks && !entries.is_empty() {
            out.write_all(b",")?;
        }
        self.has_tasks |= !entries.is_empty();
        json::tasks(entries, list.beside.today, out)
    }

    fn end(&mut self, _list: &List<'_>, end: ListEnd<'_>, out: &mut dyn Write) -> io::Result<()> {
        let warnings: Vec<Finding> = end.unreadable.iter().chain(end.notes).cloned().collect();
        json::end(&[], &warnings, out)
    }
}

impl LedgerText for Json {
    fn tasks(&self, ledger: &Ledger<'_>, entries: &[Entry<'_>], text: &mut Vec<u8>) -> io::Result<()> {
        json::tasks(entries, ledger.beside.today, text)
    }

    fn whole(
        &self,
        _ledger: &Ledger<'_>,
        head: &LedgerHead,
        tasks: &[Vec<u8>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        json::begin("ledger", &[], "tasks", out)?;
        for (index, text) in tasks.iter().enumerate() {
            out.write_all(if index > 0 { b"," } else { b"" })?;
            out.write_all(text)?;
        }
        json::end(&[("unreadable", head.unreadable.into())], &[], out)
    }
}
