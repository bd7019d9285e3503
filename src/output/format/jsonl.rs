//! One JSON object a line: a task, or the whole of an answer that is no list.

use std::io::{self, Write};

use super::{Answer, Look, Writer, json::Json};
use crate::{
    model::Entry,
    output::{
        json,
        list::{List, ListPiece},
    },
};

/// The format.
pub(crate) struct Jsonl;

impl Writer for Jsonl {
    fn answer(&self, answer: &dyn Answer, look: Look, out: &mut dyn Write) -> io::Result<()> {
        Json.answer(answer, look, out)
    }

    fn tasks(&self, list: &List<'_>, entries: &[Entry<'_>]) -> io::Result<ListPiece> {
        ListPiece::text(entries, |text| {
            for entry in entries {
                serde_json::to_writer(&mut *text, &json::task(*entry, list.today))?;
                text.push(b'\n');
            }
            Ok(())
        })
    }
}
