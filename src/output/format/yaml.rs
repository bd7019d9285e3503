//! YAML with the keys of the JSON.

use std::io::{self, Write};

use super::{Answer, Look, Writer};
use crate::{
    model::Entry,
    output::{json, list::List},
    store::yaml::to_yaml,
};

/// The format.
pub(crate) struct Yaml;

impl Writer for Yaml {
    fn answer(&self, answer: &dyn Answer, _look: Look, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}", to_yaml(&answer.document()))
    }

    fn tasks(&mut self, list: &List<'_>, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()> {
        for entry in entries {
            // A list of one: the lists of all tasks are one list.
            out.write_all(to_yaml(&[json::task(*entry, list.today)]).as_bytes())?;
        }
        Ok(())
    }
}
