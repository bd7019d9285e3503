//! Returns that a merge left behind: they came in on one side while the other gave their plan another name. git puts them
//! beside each other without a word, and nobody reads what stays in the old folder.

use std::path::{Path, PathBuf};

use super::resolve::{Cause, ConflictedFile};
use crate::{
    error::Result,
    store::{
        Store, layout,
        load::{self, StoreSource as _},
        yaml,
    },
};

/// A file in the folder that its plan had.
#[derive(Clone, Debug)]
pub struct LeftBehind {
    /// Where it lies, relative to the store.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The returns that lie in a folder which is no plan's any more, each as a file that waits for a decision in its plan's folder:
/// where the same department has a return there, the two are merged by what they say.
///
/// # Errors
/// When the store can't be read.
pub(super) fn find(store: &Store) -> Result<Vec<ConflictedFile>> {
    let mut found = Vec::new();
    for folder in store.directories(Path::new(""))? {
        let Some(old) = folder.to_str().filter(|name| layout::is_slug(name)) else { continue };
        if store.has_plan(old)? {
            continue;
        }
        let Some(now) = heir(store, old)? else { continue };
        for path in store.return_files(old)? {
            let Some((_, period, code)) = layout::return_of(&path) else { continue };
            let target = layout::return_file(&now, period, code);
            let Some(bytes) = store.read(&path, yaml::MAX_FILE_BYTES)? else { continue };
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap_or_default();
            let cause = match store.read(&target, yaml::MAX_FILE_BYTES)? {
                None => Cause::LeftAlone,
                Some(there) => Cause::Mergeable(Box::new([String::new(), text(there), text(bytes.clone())])),
            };
            let left_behind = Some(LeftBehind { path, bytes });
            found.push(ConflictedFile { path: target, cause, is_unmerged: false, left_behind });
        }
    }
    Ok(found)
}

/// The one plan that was called so; none where none or several were.
fn heir(store: &Store, old: &str) -> Result<Option<String>> {
    let mut plans = store.plans()?;
    plans.retain(|slug| {
        load::plan(store, slug).is_ok_and(|plan| plan.former_slugs.iter().any(|former| former == old))
    });
    Ok(plans.pop().filter(|_| plans.is_empty()))
}
