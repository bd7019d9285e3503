//! One JSON object a line: a task, or the whole of an answer that is no list.

use std::io::{self, Write};

use super::{Answer, AnswerWriter, Look, TaskWriter, json::Json};
use crate::{
    model::Entry,
    output::{json, list::List},
};

/// The format.
pub(crate) struct Jsonl;

impl AnswerWriter for Jsonl {
    fn answer(&self, answer: &dyn Answer, look: Look, out: &mut dyn Write) -> io::Result<()> {
        Json::default().answer(answer, look, out)
    }
}

impl TaskWriter for Jsonl {
    fn tasks(&mut self, list: &List<'_>, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()> {
        for entry in entries {
            json::write(&json::task(*entry, list.beside.today), out)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}
