//! What is asked of a repository beside the store: whether a file stood in it once, and the document that a plan was
//! read from.

use std::path::Path;

use super::{process::output, repository::Repository, revision::Revision, tree::Tree};
use crate::store::load;

/// Whether what a file holds now stood somewhere in the history up to `before`: then it comes back, and is not new.
pub(crate) fn has_stood(repository: &Repository, before: &Tree, after: &Tree, path: &Path) -> bool {
    let (Some(hash), begin) = (after.hash_of(path), before.revision().hash()) else { return false };
    if begin.is_empty() {
        return false;
    }
    let find = format!("--find-object={hash}");
    let words = ["log", "-1", "--no-show-signature", "--no-renames", "--format=%H", &find, begin, "--"];
    repository.ask(words).ok().flatten().is_some_and(|found| !found.is_empty())
}

/// A document beside the store, by its way from the directory that holds the store: as the commit has it, or as it is
/// staged or lies there now. Nothing where nobody put it into the repository, or it is not on this machine.
pub(crate) fn documents(repository: &Repository, tree: &Tree, name: &str, limit: u64) -> Vec<Vec<u8>> {
    let Some(store) = tree.prefix().strip_suffix('/') else { return Vec::new() };
    let above = store.rfind('/').map_or("", |end| store.get(..=end).unwrap_or_default());
    let path = format!("{above}{name}");
    let Revision(hash) = tree.revision();
    let is_staged = hash.is_empty();
    let git = |what: &str| {
        let mut command = if is_staged { repository.reader_of_index() } else { repository.reader() };
        command.args(["cat-file", what]).arg(format!("{hash}:{path}"));
        output(&mut command).ok().filter(|output| output.status.success()).map(|output| output.stdout)
    };
    let size = git("-s").and_then(|size| String::from_utf8_lossy(&size).trim().parse::<u64>().ok());
    let mut found: Vec<Vec<u8>> = Vec::new();
    if size.is_some_and(|size| size <= limit) {
        found.extend(git("blob"));
    }
    if is_staged {
        found.extend(load::read_document(&repository.top().join(path), limit).ok());
    }
    found
}
