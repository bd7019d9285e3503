//! The store as the next commit would have it: what is staged in git's index. The working files are not
//! looked at.

use std::path::{Path, PathBuf};

use super::{
    changed_files::{self, ChangedFile},
    commit::last_committed,
    compare, git,
    incoming::{Own, own_changes},
    names::{place_after_staged, place_before_staged},
    process::output,
    repository::Repository,
    revision::{Point, Revision, is_hash},
    tree::Tree,
};
use crate::error::{Error, Location, Result};

/// What is staged.
#[derive(Debug)]
pub struct Staged {
    /// What the next commit would hold.
    pub after: Tree,
    /// What differs below the store from the last commit, relative to the store.
    pub files: Vec<PathBuf>,
    /// What differs in the whole repository.
    pub changed_files: Vec<ChangedFile>,
    /// What the next commit would do itself, seen from the last commit, and where it ends a merge, also from
    /// what is merged.
    pub own: Vec<Own>,
    /// Whether it would bring files of an interrupted operation, which no commit may.
    pub brings_operation: bool,
}

impl Staged {
    /// Reads the index.
    ///
    /// # Errors
    /// When git can't, or while a merge left files to resolve.
    pub fn read(repository: &Repository) -> Result<Self> {
        let mut before = last_committed(repository)?;
        let differing = differing(repository, &before)?;
        let mut after = before.with(changes(repository, before.prefix(), &differing)?);
        // The store is looked for where it lies now; what is staged may bring it there, or take it away from there.
        if after.has_store()
            && !before.has_store()
            && let Some(prefix) = place_before_staged(repository, &differing)
        {
            before = Tree::open(repository, before.revision(), &prefix)?;
        } else if before.has_store()
            && !after.has_store()
            && let Some(prefix) = place_after_staged(before.prefix(), &differing)
        {
            let committed = Tree::open_or_empty(repository, before.revision(), &prefix)?;
            after = committed.with(changes(repository, &prefix, &differing)?);
        }
        let files = compare::touched(&before, &after);
        let brings_operation = after.brings_operation(std::slice::from_ref(&before));
        let mut parents = vec![before];
        for other in merged(repository)? {
            // It may have been moved on either side, or by the merge.
            let mut parent = Tree::open_or_empty(repository, &other, repository.prefix())?;
            if let Some(first) = parents.first().filter(|_| !parent.has_store()) {
                parent = Tree::open_or_empty(repository, &other, first.prefix())?;
            }
            parents.push(parent);
        }
        let changed_files = changed_files::listed(&differing);
        Ok(Self {
            own: own_changes(repository, parents, &after)?,
            files,
            changed_files,
            after,
            brings_operation,
        })
    }
}

/// The commits that a merge which is not finished brings, one a line.
fn merged(repository: &Repository) -> Result<Vec<Revision>> {
    let heads = std::fs::read_to_string(repository.git_directory().join("MERGE_HEAD")).unwrap_or_default();
    heads.lines().map(|hash| Point::Name(hash.trim().to_owned()).resolve(repository)).collect()
}

type Entry = (PathBuf, Option<Option<String>>);

/// What git says of each file that the index has otherwise than the commit.
fn differing(repository: &Repository, before: &Tree) -> Result<Vec<u8>> {
    let commit = match before.revision().hash() {
        "" => empty_tree(repository)?,
        hash => hash.to_owned(),
    };
    let mut command = repository.reader_of_index();
    command.args(["diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", &commit]);
    let output = output(&mut command)?;
    if !output.status.success() {
        return Err(git::explain(&output, repository.directory()));
    }
    Ok(output.stdout)
}

/// Those of these files that lie below the store at this place.
fn changes(repository: &Repository, prefix: &str, differing: &[u8]) -> Result<Vec<Entry>> {
    let mut words = differing.split(|byte| *byte == 0);
    let mut found = Vec::new();
    while let (Some(facts), Some(path)) = (words.next(), words.next()) {
        let (facts, path) = (String::from_utf8_lossy(facts), String::from_utf8_lossy(path));
        let Some(path) = path.strip_prefix(prefix).map(PathBuf::from) else { continue };
        // `:100644 100644 HASH HASH M`
        let facts: Vec<&str> = facts.trim_start_matches(':').split(' ').collect();
        let [_, mode, _, hash, state] = facts.as_slice() else { continue };
        if *state == "U" {
            return Err(unresolved(repository, &path));
        }
        let is_gone = mode.bytes().all(|byte| byte == b'0');
        let regular = (mode.starts_with("100") && is_hash(hash)).then(|| (*hash).to_owned());
        found.push((path, (!is_gone).then_some(regular)));
    }
    Ok(found)
}

/// What git calls a tree without files.
fn empty_tree(repository: &Repository) -> Result<String> {
    let hash = repository.read(["hash-object", "-t", "tree", "--stdin"])?;
    Ok(String::from_utf8_lossy(&hash).trim_end().to_owned())
}

fn unresolved(repository: &Repository, path: &Path) -> Error {
    Error::conflict(text!("这个文件的合并冲突还没有处理", "this file's merge is not settled yet"))
        .named("unmerged-file")
        .at(Location::file(repository.directory().join(path)))
        .hint(text!("处理冲突：`pjt resolve`", "settle it with `pjt resolve`"))
}
