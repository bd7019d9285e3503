//! Tasks and returns that a merge left behind: they came or changed on one side while the other gave their plan another name.
//! Where git does not see that, it puts them beside each other, and nobody reads what stays in the old folder.

use std::path::{Path, PathBuf};

use super::{
    incoming::merge_bases,
    merge::Side,
    repository::Repository,
    resolve::{Cause, ConflictedFile},
    revision::Point,
    tree::Tree,
};
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
    /// What it holds; none where git did not put it there.
    pub bytes: Option<Vec<u8>>,
}

/// The tasks and returns that lie in a folder which is no plan's any more, each as a file that waits for a decision in its
/// plan's folder: where that has the same task, or a return of the same department, the two are merged by what they say.
///
/// # Errors
/// When the store can't be read.
pub(super) fn find(
    repository: Option<&Repository>,
    store: &Store,
    known: &[ConflictedFile],
) -> Result<Vec<ConflictedFile>> {
    let mut found = Vec::new();
    let mut base: Option<Option<Tree>> = None;
    for folder in store.directories(Path::new(""))? {
        let Some(old) = folder.to_str().filter(|name| layout::is_slug(name)) else { continue };
        let plan = layout::plan_file(old);
        let goes = |file: &ConflictedFile| file.left_behind.as_ref().is_some_and(|left| left.path == plan);
        let stays = store.read(&plan, yaml::MAX_FILE_BYTES).map_or(true, |bytes| bytes.is_some());
        if stays && !known.iter().any(goes) {
            continue;
        }
        let Some(now) = heir(store, old)? else { continue };
        for path in store.task_files(old)?.into_iter().chain(store.return_files(old)?) {
            let Some(target) = in_folder(&path, &now) else { continue };
            let Some(bytes) = store.read(&path, yaml::MAX_FILE_BYTES)? else { continue };
            let cause = match store.read(&target, yaml::MAX_FILE_BYTES)? {
                None => Cause::LeftAlone,
                Some(there) => {
                    let tree = base.get_or_insert_with(|| repository.and_then(parted_at));
                    let was = tree.as_ref().and_then(|tree| tree.read(&path, yaml::MAX_FILE_BYTES).ok()?);
                    Cause::Mergeable(Box::new([was.unwrap_or_default(), there, bytes.clone()].map(text)))
                }
            };
            let left_behind = Some(LeftBehind { path, bytes: Some(bytes) });
            found.push(ConflictedFile { path: target, cause, is_unmerged: false, left_behind });
        }
    }
    Ok(found)
}

/// A file that one side changed where the other gave its plan another name, which git did not see: what was changed goes to the
/// plan by its new name. `texts` are those of the ancestor, ours and theirs. None where it is something else.
pub(super) fn changed(
    store: &Store,
    path: &Path,
    removed_by: Side,
    texts: &[Option<String>; 3],
) -> Result<Option<ConflictedFile>> {
    let Some(old) = path.iter().next().and_then(|name| name.to_str()) else { return Ok(None) };
    let Some(target) = heir(store, old)?.and_then(|now| in_folder(path, &now)) else { return Ok(None) };
    let (there, bytes) =
        (store.read(&target, yaml::MAX_FILE_BYTES)?, store.read(path, yaml::MAX_FILE_BYTES)?);
    let [Some(base), ours, theirs] = texts else { return Ok(None) };
    let changed = match removed_by {
        Side::Ours => theirs,
        Side::Theirs => ours,
    };
    let (Some(there), Some(changed)) = (there.map(text), changed) else {
        return Ok(None);
    };
    let [ours, theirs] = match removed_by {
        Side::Ours => [there, changed.clone()],
        Side::Theirs => [changed.clone(), there],
    };
    let cause = Cause::Mergeable(Box::new([base.clone(), ours, theirs]));
    let left_behind = Some(LeftBehind { path: path.to_owned(), bytes });
    Ok(Some(ConflictedFile { path: target, cause, is_unmerged: true, left_behind }))
}

/// The same file of the plan that has this name.
fn in_folder(path: &Path, slug: &str) -> Option<PathBuf> {
    if let Some((_, period, code)) = layout::return_of(path) {
        return Some(layout::return_file(slug, period, code));
    }
    if let Some((_, id)) = layout::task_of(path) {
        return Some(layout::task_file(slug, id));
    }
    let old = path.iter().next()?.to_str()?;
    (path == layout::plan_file(old)).then(|| layout::plan_file(slug))
}

/// Where the two sides of the merge that is going on, or of the last one, parted.
fn parted_at(repository: &Repository) -> Option<Tree> {
    let named = |name: &str| Point::Name(name.to_owned()).resolve(repository).ok();
    let sides = match named("MERGE_HEAD") {
        Some(theirs) => named("HEAD").zip(Some(theirs)),
        None => named("HEAD^1").zip(named("HEAD^2")),
    };
    let (ours, theirs) = sides?;
    let base = merge_bases(repository, &ours, &theirs).ok()?.into_iter().next()?;
    Tree::open_or_empty(repository, &base, repository.prefix()).ok()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

/// The one plan that was called so; none where none or several were.
fn heir(store: &Store, old: &str) -> Result<Option<String>> {
    let mut plans = store.plans()?;
    plans.retain(|slug| {
        load::plan(store, slug).is_ok_and(|plan| plan.former_slugs.iter().any(|former| former == old))
    });
    Ok(plans.pop().filter(|_| plans.is_empty()))
}
