//! Two points of the history whose stores are compared: where the store lies in each. A commit in which it does not lie,
//! and never did, has nothing to compare: that is no plan that was removed.

use super::{
    incoming::{merge_bases, stores},
    repository::Repository,
    revision::{Point, Range, Revision},
    tree::{Tree, no_store},
};
use crate::error::Result;

/// The repository at the store that a range is about, where none is on disk: the only one that its newer end has, or else
/// its older one.
///
/// # Errors
/// When git can't list a commit, or a point means none.
pub fn at_only_store(repository: Repository, range: &Range) -> Result<Repository> {
    for point in range.to.iter().chain([&range.from]) {
        let Some(revision) = point.find(&repository)? else { continue };
        let found = stores(&repository, &revision)?;
        let own = repository.prefix();
        if found.iter().any(|prefix| prefix == own || *prefix == format!("{own}data/")) {
            return Ok(repository);
        }
        if let [only] = found.as_slice() {
            return Ok(repository.at(only));
        }
    }
    Ok(repository)
}

/// The stores at the two ends of a range; none for the working files.
///
/// # Errors
/// When a point means no commit, or one that has nothing to do with a store; when git can't list it.
pub fn ends(repository: &Repository, range: &Range) -> Result<(Tree, Option<Tree>)> {
    let from = Tree::at_point(repository, &range.from)?;
    let Some(to) = &range.to else {
        let committed = Tree::at_point(repository, &Point::head()).ok();
        let from = match &committed {
            Some(committed) => found(repository, &range.from, from, committed)?,
            None => from,
        };
        return Ok((from, None));
    };
    let to_tree = Tree::at_point(repository, to)?;
    let from = found(repository, &range.from, from, &to_tree)?;
    let to = found(repository, to, to_tree, &from)?;
    Ok((from, Some(to)))
}

/// A state of the store; where there is none at its place, one that was moved from the place of the other end, or one that
/// had not begun by then or was taken away since. Of a day, the branch had none then.
fn found(repository: &Repository, point: &Point, tree: Tree, other: &Tree) -> Result<Tree> {
    let is_known = [&tree, other].iter().all(|tree| !tree.revision().hash().is_empty());
    if tree.has_store() || !other.has_store() || !is_known || point.day().is_some() {
        return Ok(tree);
    }
    for prefix in stores(repository, tree.revision())? {
        let place = repository.clone().at(&prefix);
        let was = Tree::of_history_or_empty(&place, tree.revision(), other.revision())?;
        if was.has_store() && was.prefix() == other.prefix() {
            return Tree::open(repository, tree.revision(), &prefix);
        }
    }
    let had_store = |base: &Revision| -> Result<bool> {
        Ok(Tree::of_history_or_empty(repository, other.revision(), base)?.has_store())
    };
    for base in merge_bases(repository, tree.revision(), other.revision())? {
        if base == *tree.revision() || had_store(&base)? {
            return Ok(tree);
        }
    }
    Err(no_store(tree.revision(), tree.prefix()))
}
