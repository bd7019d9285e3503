//! YAML with the keys of the JSON.

use std::io::{self, Write};

use super::{Answer, AnswerWriter, Look, TaskWriter};
use crate::{
    model::Entry,
    output::{
        json,
        list::{List, ListEnd},
    },
    store::yaml::to_yaml,
};

/// The format.
#[derive(Default)]
pub(crate) struct Yaml {
    /// Whether a list has tasks already.
    has_tasks: bool,
}

impl AnswerWriter for Yaml {
    fn answer(&self, answer: &dyn Answer, _look: Look, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}", to_yaml(&answer.document()))
    }
}

impl TaskWriter for Yaml {
    fn tasks(&mut self, list: &List<'_>, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()> {
        self.has_tasks |= !entries.is_empty();
        for entry in entries {
            // A list of one: the lists of all tasks are one list.
            out.write_all(to_yaml(&[json::task(*entry, list.today)]).as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, _list: &List<'_>, _end: ListEnd<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.has_tasks { Ok(()) } else { writeln!(out, "[]") }
    }
}
