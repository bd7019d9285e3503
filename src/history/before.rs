//! What stood before a commit, and what comes back of it when the commit is taken back.

use std::{
    path::{Path, PathBuf},
    rc::Rc,
};

use super::{compare::OnDisk, difference::Differences, objects::is_name_of, tree::Tree};
use crate::{
    error::Result,
    model::Registry,
    store::{
        Past, layout,
        line_endings::{is_same_text, with_line_feeds},
        load::StoreSource as _,
        yaml,
    },
};

/// Whether a file is again what it was before a commit.
pub fn is_back(after: &Tree, then: &Tree, path: &Path) -> bool {
    match (after.hash_of(path), then.hash_of(path)) {
        (Some(hash), None) => emptied(path).is_some_and(|content| is_name_of(hash, &content)),
        (is, was) => is == was,
    }
}

/// Whether taking these files from what they were with a commit back to what they were without it is all that the next
/// commit will hold, and can be told before it is done: since then the `last` one changed none of them, and no plan comes,
/// goes or becomes the default one.
pub fn is_as_listed(files: &[PathBuf], last: &Tree, now: &Tree, then: &Tree) -> bool {
    let is_plain = |path: &PathBuf| {
        let stays = now.hash_of(path).is_some() == then.hash_of(path).is_some();
        last.hash_of(path) == now.hash_of(path)
            && (layout::task_of(path).is_some() || stays && path != Path::new(layout::CONFIG))
    };
    files.iter().all(is_plain)
}

/// What there is to commit after the `last` commit when these files have been taken back, of which these are gone, and
/// that is all that was told.
pub fn taken_back(files: &[PathBuf], gone: Vec<PathBuf>, last: &Tree, differences: Differences) -> OnDisk {
    let from = last.revision().hash().to_owned();
    OnDisk { from, files: files.to_vec(), gone, differences, is_known: true }
}

/// The files that go when they become what they were `then`.
pub fn going(files: &[PathBuf], then: &Tree) -> Vec<PathBuf> {
    let is_going = |path: &&PathBuf| then.hash_of(path).is_none() && emptied(path).is_none();
    files.iter().filter(is_going).cloned().collect()
}

/// A commit's store, to come back as far as undoing goes: before its first commit the store stays, and is empty.
#[derive(Debug)]
pub struct Before(pub Rc<Tree>);

impl Past for Before {
    fn ahead(&self, paths: &[&Path]) -> Result<()> {
        self.0.fetch(paths.iter().copied())
    }

    fn content(&self, path: &Path) -> Result<Option<Vec<u8>>> {
        Ok(self.0.read(path, yaml::MAX_FILE_BYTES)?.or_else(|| emptied(path)))
    }

    fn has(&self, path: &Path) -> Result<bool> {
        // What is there and no regular file is an error.
        Ok(self.0.hash_of(path).is_some() || self.content(path)?.is_some())
    }

    fn is(&self, path: &Path, content: Option<&[u8]>) -> Result<bool> {
        match emptied(path).filter(|_| self.0.hash_of(path).is_none()) {
            Some(emptied) => Ok(is_same_text(Some(&emptied), content)),
            None => self.was(path, content),
        }
    }
}

impl Before {
    /// Whether a file held this in that commit, but for line ends.
    ///
    /// # Errors
    /// When git can't read it.
    pub fn was(&self, path: &Path, content: Option<&[u8]>) -> Result<bool> {
        let is_named = |hash: &str, content: &[u8]| {
            is_name_of(hash, content) || is_name_of(hash, &with_line_feeds(content))
        };
        if let (Some(hash), Some(content)) = (self.0.hash_of(path), content)
            && is_named(hash, content)
        {
            return Ok(true);
        }
        Ok(is_same_text(self.0.read(path, yaml::MAX_FILE_BYTES)?.as_deref(), content))
    }
}

/// What a file holds where the store was there before its first commit: it becomes an empty one. None for files that
/// go.
pub(crate) fn emptied(path: &Path) -> Option<Vec<u8>> {
    if path == Path::new(layout::CONFIG) {
        Some(yaml::write_config(&yaml::Config::default()).into_bytes())
    } else if path == Path::new(layout::REGISTRY) {
        Some(yaml::write_registry(&Registry::default()).into_bytes())
    } else {
        None
    }
}
