//! The files that git leaves out of the working tree on purpose. They are as the index has them.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::{git_folder, repository::Repository, revision::is_hash, tree::Tree};
use crate::{
    error::{Error, Location, Result},
    store::{LeftOut, Store, layout},
};

/// Whether the working tree around a directory may be sparse. Asks no git, as most commands need none.
pub fn may_be_sparse(directory: &Path) -> bool {
    let Ok(directory) = directory.canonicalize() else { return false };
    let git_directory = directory.ancestors().find_map(git_folder::of);
    git_directory.is_some_and(|git| git.join("info/sparse-checkout").is_file())
}

/// That git leaves a whole store out of the working tree: the one at the place of the repository where that `is_named`,
/// else any.
///
/// # Errors
/// When git can't list the files.
pub fn store_left_out(repository: &Repository, is_named: bool) -> Result<Option<Error>> {
    let listing = repository.read(["ls-files", "-t", "-z"])?;
    let listing = String::from_utf8_lossy(&listing);
    let place = repository.prefix();
    let meant = [layout::CONFIG.to_owned(), format!("data/{}", layout::CONFIG)];
    let is_meant = |path: &&str| {
        !is_named || path.strip_prefix(place).is_some_and(|below| meant.iter().any(|file| file == below))
    };
    let files = listing.split('\0').filter_map(|line| line.strip_prefix("S ")).filter(is_meant);
    let mut places = files.filter_map(|path| match path.strip_suffix(layout::CONFIG)? {
        "" => Some("."),
        folder => folder.strip_suffix('/'),
    });
    Ok(places.next().map(|path| {
        let error = Error::not_found(text!(
            "git 仓库里有台账 {path}，但部分检出（sparse checkout）没有把它放进工作区",
            "git holds the store {path}, but the sparse checkout leaves it out of the working tree"
        ))
        .named("no-such-store")
        .at(Location::file(path));
        if path == "." {
            return error.hint(text!(
                "台账就在仓库的顶层：用 `git sparse-checkout disable` 检出全部文件，再重试",
                "the store is the whole repository: check all of it out with `git sparse-checkout disable`, then try again"
            ));
        }
        // A name that somebody chose in a repository is not put into a command to paste.
        error.hint(text!(
            "在仓库的顶层文件夹运行 `git sparse-checkout add`，后面写上这个文件夹，再重试",
            "run `git sparse-checkout add` with this directory at the top of the repository, then try again"
        ))
    }))
}

/// The store with the files that git leaves out of its directory.
///
/// # Errors
/// When git can't list them.
pub fn with_left_out(repository: &Repository, store: Store) -> Result<Store> {
    let listing = repository.read(["ls-files", "-t", "--stage", "-z"])?;
    let mut files = Vec::new();
    for line in listing.split(|byte| *byte == 0) {
        // `S 100644 HASH STAGE<TAB>path`; S is for skip-worktree.
        let line = String::from_utf8_lossy(line);
        let Some((facts, path)) = line.strip_prefix("S ").and_then(|rest| rest.split_once('\t')) else {
            continue;
        };
        let hash = facts.split(' ').nth(1).filter(|hash| is_hash(hash));
        let path = path.strip_prefix(repository.prefix()).map(PathBuf::from);
        if let (Some(hash), Some(path)) = (hash, path.filter(|path| layout::is_own(path))) {
            files.push((path, Some(Some(hash.to_owned()))));
        }
    }
    if files.is_empty() {
        return Ok(store);
    }
    let names: BTreeSet<PathBuf> = files.iter().map(|(path, _)| path.clone()).collect();
    Ok(store.with_left_out(LeftOut::new(names, Tree::empty(repository).with(files))))
}
