//! Which commit of pjt's own is to be taken back, and what stood before it.

use std::{collections::HashSet, path::PathBuf};

use super::{
    compare::differing,
    git::{self, Repository},
    git_stream::Commit,
    revision::{Point, Revision},
    tree::Tree,
};
use crate::error::{Error, ErrorKind, Result};

/// How many commits are looked at.
const MOST: &str = "--max-count=1000";

/// The last commit that pjt made and that was not undone yet. That pjt made it is what its trailers claim.
///
/// # Errors
/// When there is none.
pub fn last_own(repository: &Repository) -> Result<Commit> {
    last_own_by(repository, &Point::head().resolve(repository)?)
}

/// The same, as it was at a commit.
fn last_own_by(repository: &Repository, head: &Revision) -> Result<Commit> {
    let format = "--format=%x00%H%x00%an%x00%ae%x00%aI%x00%s%x00%(trailers:key=Pjt-Command,valueonly,separator=%x20)%x00%(trailers:key=Pjt-Undoes,valueonly,separator=%x20)%x00";
    let printed = repository.read(["rev-list", MOST, "--first-parent", format, head.hash()])?;
    let printed = String::from_utf8_lossy(&printed);
    let mut undone: HashSet<String> = HashSet::new();
    // Behind the fields of a commit stands the line that names the next one.
    let fields: Vec<String> = printed.split('\0').skip(1).map(|field| field.trim().to_owned()).collect();
    for fields in fields.chunks(8) {
        let [hash, author, email, date, subject, command, undoes, _header] = fields else {
            return Err(git::not_understood("rev-list", &fields.join(" ")));
        };
        if command == "undo" {
            undone.insert(undoes.clone());
        } else if !command.is_empty() && !undone.contains(hash) {
            let [hash, author, email, date, subject] =
                [hash, author, email, date, subject].map(String::clone);
            return Ok(Commit { hash, parents: 1, author, email, date, subject });
        }
    }
    Err(Error::not_found(text!("没有可以撤销的提交", "there is no commit to undo")).named("nothing-to-undo").hint(text!(
        "`pjt undo` 只撤销 pjt 自己的提交（`pjt commit`、`--commit`）；其余用 git revert",
        "`pjt undo` takes back commits that pjt made (`pjt commit`, `--commit`); for others there is git revert"
    )))
}

/// Whether what leads from one state to the next is an undo: the last commit that pjt had made by then, taken
/// back as a whole.
///
/// # Errors
/// When git can't read the history.
pub fn takes_back(repository: &Repository, before: &Tree, after: &Tree) -> Result<bool> {
    if before.revision().hash().is_empty() {
        return Ok(false);
    }
    let last = match last_own_by(repository, before.revision()) {
        Ok(last) => last,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let (now, then) = around(repository, &last)?;
    let is_taken_back = |path: &PathBuf| {
        before.hash_of(path) == now.hash_of(path) && after.hash_of(path) == then.hash_of(path)
    };
    Ok(differing(before, after).iter().all(is_taken_back))
}

/// The store with a commit and without it.
///
/// # Errors
/// When git can't read them.
pub fn around(repository: &Repository, commit: &Commit) -> Result<(Tree, Tree)> {
    let now = Revision(commit.hash.clone());
    let then = match now.parent(repository)? {
        Some(parent) => Tree::open_or_empty(repository, &parent, repository.prefix())?,
        None => Tree::empty(repository),
    };
    Ok((Tree::open_or_empty(repository, &now, repository.prefix())?, then))
}
