//! Files that become what they were, in a transaction: for undo and redo.

use std::{path::Path, rc::Rc};

use super::Transaction;
use crate::{
    error::{Error, Location, Result},
    store::{
        layout, line_endings, load,
        operation::{After, Past},
        yaml,
    },
};

impl Transaction<'_> {
    /// Prepares one of the store's files to become what it was: `then`, or nothing where it was not there.
    /// Nothing may have changed it since: what it holds must be what `is_expected`.
    ///
    /// # Errors
    /// When it was changed, or can't be read.
    pub fn restore(
        &mut self,
        path: &Path,
        is_expected: impl FnOnce(Option<&[u8]>) -> bool,
        then: Option<Vec<u8>>,
    ) -> Result<()> {
        let present = load::StoreSource::read(self.store, path, yaml::MAX_FILE_BYTES)?;
        // It may have become so already, by an undo that was interrupted before its commit.
        let is_done = line_endings::is_same_text(present.as_deref(), then.as_deref());
        if !is_done && !is_expected(present.as_deref()) {
            return Err(self.changed_since(path));
        }
        let then = match &present {
            Some(present) => then.map(|then| line_endings::as_in(present, then)),
            None => then,
        };
        if layout::is_own(path) && present != then {
            self.plan(path.to_owned(), present, then)?;
        }
        Ok(())
    }

    /// The same of a state that is read when it is written, file by file. Says whether there is anything to write.
    ///
    /// # Errors
    /// As [`Transaction::restore`].
    pub fn restore_from(
        &mut self,
        past: &Rc<dyn Past>,
        path: &Path,
        is_expected: impl FnOnce(Option<&[u8]>) -> Result<bool>,
    ) -> Result<bool> {
        let present = load::StoreSource::read(self.store, path, yaml::MAX_FILE_BYTES)?;
        if !is_expected(present.as_deref())? {
            // It may have become so already, by an undo that was interrupted before its commit.
            return if past.is(path, present.as_deref())? {
                Ok(false)
            } else {
                Err(self.changed_since(path))
            };
        }
        let is_there = past.has(path)?;
        if !layout::is_own(path) || !is_there && present.is_none() {
            return Ok(false);
        }
        let with_pairs = present.as_deref().is_some_and(line_endings::has_pairs);
        let after = is_there.then(|| After::Past { past: Rc::clone(past), with_pairs });
        self.plan_file(path.to_owned(), present.as_deref(), after)?;
        Ok(true)
    }

    fn changed_since(&self, path: &Path) -> Error {
        Error::conflict(text!(
            "这个文件后来又改过，不能整体写回；没有改动任何文件",
            "this file was changed since, so the whole can't be put back; no file was changed"
        ))
        .named("changed-meanwhile")
        .at(Location::file(self.store.directory().join(path)))
        .hint(text!(
            "可用 `pjt diff` 查看，再用 `pjt update` 逐项改回",
            "see the changes with `pjt diff`, then set the fields back with `pjt update`"
        ))
    }
}
