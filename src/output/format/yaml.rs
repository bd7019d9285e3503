//! YAML with the keys of the JSON.

use std::io::{self, Write};

use super::{Answer, Look, Writer};
use crate::{
    model::Entry,
    output::{
        json,
        list::{List, ListPiece},
    },
    store::yaml::to_yaml,
};

/// The format.
pub(crate) struct Yaml;

impl Writer for Yaml {
    fn answer(&self, answer: &dyn Answer, _look: Look, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}", to_yaml(&answer.document()))
    }

    fn tasks(&self, list: &List<'_>, entries: &[Entry<'_>]) -> io::Result<ListPiece> {
        ListPiece::text(entries, |text| {
            for entry in entries {
                // A list of one: the lists of all tasks are one list.
                text.extend_from_slice(to_yaml(&[json::task(*entry, list.today)]).as_bytes());
            }
            Ok(())
        })
    }
}
