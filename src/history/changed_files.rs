//! Files of the repository beside the store's own, such as evidence: which of them a change takes away or
//! leaves without content.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::{repository::Repository, tree::Tree};
use crate::error::Result;

/// The object of a file without content, by SHA-1 and by SHA-256.
pub(super) const EMPTY: [&str; 2] = [
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
];

/// A file that differs.
#[derive(Clone, Debug)]
pub struct ChangedFile {
    /// Relative to the top of the repository.
    pub path: PathBuf,
    /// Whether it was there and held something.
    pub held: bool,
    /// Whether it is there now and holds something.
    pub holds: bool,
    /// Whether it was or is no regular file: a link, another repository.
    pub is_unusual: bool,
}

/// The files that differ between two commits.
///
/// # Errors
/// When git can't read the commits.
pub fn changed_files(repository: &Repository, from: &Tree, to: &Tree) -> Result<Vec<ChangedFile>> {
    let (from, to) = (from.revision().hash(), to.revision().hash());
    if from.is_empty() || to.is_empty() {
        return Ok(Vec::new());
    }
    Ok(listed(&repository.read([
        "diff-tree",
        "-r",
        "--raw",
        "-z",
        "--no-renames",
        "--no-abbrev",
        from,
        to,
    ])?))
}

/// The files that some commit between two took away or emptied, and that hold nothing at the later one: what came in between
/// and went again is among them.
///
/// # Errors
/// When git can't read the commits.
pub fn emptied_between(repository: &Repository, from: &Tree, to: &Tree) -> Result<Vec<ChangedFile>> {
    let (from, to) = (from.revision().hash(), to.revision().hash());
    if from.is_empty() || to.is_empty() {
        return Ok(Vec::new());
    }
    let since = format!("^{from}");
    let arguments =
        ["log", "-r", "-m", "--raw", "-z", "--format=", "--no-renames", "--no-abbrev", to, &since, "--"];
    let mut gone: BTreeSet<PathBuf> = BTreeSet::new();
    for file in listed(&repository.read(arguments)?) {
        if file.held && !file.holds {
            gone.insert(file.path);
        }
    }
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    let listing = repository.read(["ls-tree", "-r", "-z", "--full-tree", to])?;
    for entry in listing.split(|byte| *byte == 0) {
        let entry = String::from_utf8_lossy(entry);
        let Some((facts, path)) = entry.split_once('\t') else { continue };
        if !facts.rsplit(' ').next().is_some_and(|hash| EMPTY.contains(&hash)) {
            gone.remove(Path::new(path));
        }
    }
    Ok(gone
        .into_iter()
        .map(|path| ChangedFile { path, held: true, holds: false, is_unusual: false })
        .collect())
}

/// The files that git lists with their facts, `:100644 000000 HASH HASH D`.
pub(super) fn listed(differing: &[u8]) -> Vec<ChangedFile> {
    let mut words = differing.split(|byte| *byte == 0);
    let mut found = Vec::new();
    while let Some(facts) = words.next() {
        // Between commits stands nothing.
        if facts.is_empty() {
            continue;
        }
        let Some(path) = words.next() else { break };
        let facts = String::from_utf8_lossy(facts);
        let facts: Vec<&str> = facts.trim_start_matches(':').split(' ').collect();
        let [old_mode, mode, old, hash, _] = facts.as_slice() else { continue };
        let holds = |mode: &str, hash: &&str| mode.bytes().any(|byte| byte != b'0') && !EMPTY.contains(hash);
        found.push(ChangedFile {
            path: PathBuf::from(String::from_utf8_lossy(path).into_owned()),
            held: holds(old_mode, old),
            holds: holds(mode, hash),
            is_unusual: [old_mode, mode].iter().any(|mode| !mode.starts_with("100") && *mode != &"000000"),
        });
    }
    found
}
