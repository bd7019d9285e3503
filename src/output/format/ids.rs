//! What a command line takes for each task, one a line. It always names the plan, so that a pipe can't hit another.

use std::io::{self, Write};

use super::TaskWriter;
use crate::{model::Entry, output::list::List};

/// The format.
pub(crate) struct Ids;

impl TaskWriter for Ids {
    fn tasks(&mut self, _list: &List<'_>, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()> {
        entries.iter().try_for_each(|entry| writeln!(out, "{}/{}", entry.plan.slug, entry.task.id))
    }
}
