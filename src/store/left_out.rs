//! Files of a store that are left out of its directory on purpose, as in a sparse checkout. They are records all
//! the same: they are read from where they are kept, and not written.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::load::StoreSource;
use crate::error::{Error, Location};

/// The files, relative to the store, and where they are read from.
#[derive(Clone)]
pub struct LeftOut {
    files: Arc<BTreeSet<PathBuf>>,
    kept_in: Arc<dyn StoreSource + Send + Sync>,
}

impl LeftOut {
    /// These files, which `kept_in` can read.
    pub fn new(files: BTreeSet<PathBuf>, kept_in: impl StoreSource + Send + 'static) -> Self {
        Self { files: Arc::new(files), kept_in: Arc::new(kept_in) }
    }

    /// Whether it is one of them.
    pub fn has(&self, path: &Path) -> bool {
        self.files.contains(path)
    }

    /// Where they are read from.
    pub(super) fn kept_in(&self) -> &dyn StoreSource {
        &*self.kept_in
    }

    /// Those in a directory.
    pub(super) fn in_directory(&self, directory: &Path) -> impl Iterator<Item = &PathBuf> {
        self.files.iter().filter(move |path| path.parent() == Some(directory))
    }
}

impl LeftOut {
    /// The directories in a directory that hold some of them.
    pub(super) fn directories_in(&self, directory: &Path) -> impl Iterator<Item = OsString> {
        let below = self.files.iter().filter_map(move |path| path.strip_prefix(directory).ok());
        below.filter(|rest| rest.iter().count() > 1).filter_map(|rest| rest.iter().next().map(OsString::from))
    }
}

impl fmt::Debug for LeftOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("LeftOut").field(&self.files).finish()
    }
}

/// Such a file is to be written.
pub(super) fn not_here(shown: &Path) -> Error {
    Error::conflict(text!(
        "这个文件不在本工作区内（部分检出），没有写入任何内容",
        "this file is left out of the working tree (sparse checkout); nothing was written"
    ))
    .at(Location::file(shown))
    .hint(text!(
        "先用 `git sparse-checkout add` 把它的文件夹检出，再重试",
        "check its directory out with `git sparse-checkout add` first, then try again"
    ))
}
