//! Two states of a store side by side: commits, the parents of a merge, the working files. Only the files that differ
//! are read.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;
use serde_json::json;

use super::{
    align,
    difference::Differences,
    listed::{Comparison, Detail},
    objects::{self, Object, Objects},
    pair::Pair,
    record::{Record, Side},
    repository::Repository,
    revision::{Revision, is_hash},
    tree::Tree,
};
use crate::{
    error::Result,
    model::{Change, ChangedField, Subject, TaskId},
    store::{
        AT_ONCE, Held, Store, layout,
        line_endings::is_same_text,
        load::{self, StoreSource},
        yaml,
    },
};

/// What differs between two commits.
///
/// # Errors
/// When git can't read an object.
pub fn between(repository: &Repository, from: &Tree, to: &Tree) -> Result<Differences> {
    compared(repository, &[from], to, Detail::Tasks, |_| true)
}

/// The same, where of the tasks that both have only these are of interest: the others are not read.
///
/// # Errors
/// When git can't read an object.
pub fn between_in(
    repository: &Repository,
    from: &Tree,
    to: &Tree,
    tasks: &BTreeSet<TaskId>,
) -> Result<Differences> {
    let is_of_interest = |path: &Path| match layout::task_of(path) {
        // One that came or is gone may be another one under a new number.
        Some((_, id)) => tasks.contains(&id) || from.hash_of(path).is_none() || to.hash_of(path).is_none(),
        None => true,
    };
    compared(repository, &[from], to, Detail::Tasks, is_of_interest)
}

/// The same for those who only list it.
///
/// # Errors
/// When git can't read an object.
pub fn listed_between(repository: &Repository, from: &Tree, to: &Tree) -> Result<Differences> {
    compared(repository, &[from], to, Detail::Facts, |_| true)
}

/// What a commit with these parents makes itself: what differs from the one, or what several don't explain.
///
/// # Errors
/// When git can't read an object.
pub(crate) fn from_all(repository: &Repository, from: &[&Tree], to: &Tree) -> Result<Differences> {
    compared(repository, from, to, Detail::Tasks, |_| true)
}

fn compared(
    repository: &Repository,
    from: &[&Tree],
    to: &Tree,
    detail: Detail,
    is_of_interest: impl Fn(&Path) -> bool,
) -> Result<Differences> {
    let bases = bases_of(repository, from)?;
    let trees: Vec<&Tree> = bases.iter().chain(from.iter().copied()).chain([to]).collect();
    let mut paths: Vec<PathBuf> = from.iter().flat_map(|tree| differing(tree, to)).collect();
    let mut same: Vec<PathBuf> = Vec::new();
    for tree in bases.iter().chain(from.iter().copied()) {
        same.extend(of_names_used_again(tree, to, &paths)?);
    }
    paths.sort_unstable();
    paths.dedup();
    let uses_names_again = !same.is_empty();
    same.retain(|path| paths.binary_search(path).is_err());
    let same: BTreeSet<PathBuf> = same.into_iter().collect();
    paths.extend(same.iter().cloned());
    paths.sort_unstable();
    // Which plan is which is told by all that they hold.
    paths.retain(|path| uses_names_again || is_of_interest(path));
    let mut objects = Objects::open(repository)?;
    let hashes = paths.iter().flat_map(|path| trees.iter().filter_map(|tree| tree.hash_of(path)));
    let mut objects = objects.read(hashes, yaml::MAX_FILE_BYTES);
    let mut comparison = Comparison::new(detail, uses_names_again);
    for path in &paths {
        let mut sides: Vec<Side> = Vec::new();
        for tree in &trees {
            let object = match tree.hash_of(path) {
                Some(_) => objects.next().transpose()?,
                None => None,
            };
            let shown = || tree.shown(path).to_string_lossy().into_owned();
            sides.push(object.map(|object| Arc::new(Record::of(path, &shown(), object))));
        }
        let after = sides.pop().flatten();
        let before = sides.split_off(bases.len());
        let is_moved = same.contains(path);
        comparison.add(Pair { path: path.clone(), bases: sides, before, after, is_moved, ..Pair::default() });
    }
    drop(objects);
    let mut differences = comparison.end();
    if let [from] = from {
        differences.others.extend(moved(from, to.prefix(), to.has_store()));
    }
    Ok(differences)
}

/// The files of plans whose names went from one to another, where these are among the plans that differ: that files are the
/// same under their names says nothing then.
fn of_names_used_again(
    from: &dyn StoreSource,
    to: &dyn StoreSource,
    differing: &[PathBuf],
) -> Result<Vec<PathBuf>> {
    let slug = |path: &PathBuf| {
        let slug = path.parent()?.to_str()?.to_owned();
        (*path == layout::plan_file(&slug)).then_some(slug)
    };
    let mut plans: BTreeSet<String> = differing.iter().filter_map(slug).collect();
    let mut is_again = false;
    for slug in plans.clone() {
        // What can't be read is found as that.
        let Ok(after) = load::plan(to, &slug) else { continue };
        let before = load::plan(from, &slug).ok();
        let is_there = |former: &str| to.has_plan(former).unwrap_or(false);
        if align::uses_names_again(before.as_ref(), &after, is_there) {
            is_again = true;
            plans.extend(after.former_slugs);
        }
    }
    let mut paths = Vec::new();
    for slug in plans.iter().filter(|_| is_again) {
        for source in [from, to] {
            paths.push(layout::plan_file(slug));
            paths.extend(source.task_files(slug)?);
            paths.extend(source.return_files(slug)?);
        }
    }
    Ok(paths)
}

/// What the parents of a merge have in common.
fn bases_of(repository: &Repository, parents: &[&Tree]) -> Result<Vec<Tree>> {
    if parents.len() < 2 {
        return Ok(Vec::new());
    }
    let hashes = parents.iter().map(|tree| tree.revision().hash());
    let found = repository.ask(["merge-base", "--all"].into_iter().chain(hashes))?.unwrap_or_default();
    let hashes = found.lines().filter(|hash| is_hash(hash)).map(|hash| Revision(hash.to_owned()));
    hashes.map(|base| Tree::open_or_empty(repository, &base, repository.prefix())).collect()
}

/// That the store was moved, where it lay in a commit and lies elsewhere now.
fn moved(from: &Tree, prefix: &str, is_there: bool) -> Option<Change> {
    (is_there && from.has_store() && from.prefix() != prefix).then(|| place_change(from.prefix(), prefix))
}

/// The fact that a store was moved.
pub(super) fn place_change(from: &str, to: &str) -> Change {
    let place = |prefix: &str| json!(if prefix.is_empty() { "./" } else { prefix });
    let field = ChangedField::Key("place".to_owned());
    Change { subject: Subject::Store, field, from: place(from), to: place(to) }
}

/// The store's own files that differ between two commits, relative to the store.
pub fn differing(from: &Tree, to: &Tree) -> Vec<PathBuf> {
    let mut paths: Vec<&Path> = from.files().chain(to.files()).map(|(path, _)| path).collect();
    paths.sort_unstable();
    paths.dedup();
    paths.retain(|path| layout::is_own(path) && from.hash_of(path) != to.hash_of(path));
    paths.into_iter().map(Path::to_owned).collect()
}

/// All that differs below the store between two commits, relative to the store: also links, and files that have a name
/// or a place which is none of the store's.
pub fn touched(from: &Tree, to: &Tree) -> Vec<PathBuf> {
    let mut paths: Vec<&Path> = from.paths().chain(to.paths()).collect();
    paths.sort_unstable();
    paths.dedup();
    paths.retain(|path| !from.has_same(to, path));
    paths.into_iter().map(Path::to_owned).collect()
}

/// What differs between a commit and the working files.
#[derive(Debug)]
pub struct OnDisk {
    /// The commit's hash; empty where there is none yet.
    pub from: String,
    /// The store's own files that differ in more than the line ends that git puts into working files,
    /// relative to the store.
    pub files: Vec<PathBuf>,
    /// Those of them that are gone from the disk.
    pub gone: Vec<PathBuf>,
    /// What they say differently.
    pub differences: Differences,
    /// Whether git has all of their contents already, as those of an earlier commit.
    pub is_known: bool,
}

/// What differs between a commit and the working files: of the whole store, or of `only` these files.
///
/// # Errors
/// When git can't read an object or the store can't be listed.
pub fn with_working_files(
    from: &Tree,
    store: &Store,
    only: Option<&[PathBuf]>,
    detail: Detail,
) -> Result<OnDisk> {
    let mut paths = match only {
        Some(paths) => paths.to_vec(),
        None => candidates(from, store)?,
    };
    paths.sort();
    paths.dedup();
    paths.retain(|path| layout::is_own(path));
    let mut again = Vec::new();
    if only.is_none() {
        again = of_names_used_again(from, store, &paths)?;
        paths.extend(again.iter().cloned());
        paths.sort();
        paths.dedup();
    }
    let (mut files, mut gone) = (Vec::new(), Vec::new());
    let mut comparison = Comparison::new(detail, !again.is_empty());
    let mut unreadable = Vec::new();
    for (number, path) in paths.iter().enumerate() {
        if number % AT_ONCE == 0 {
            from.fetch(paths.iter().skip(number).take(AT_ONCE).map(PathBuf::as_path))?;
        }
        let path = path.clone();
        let before = from.read(&path, yaml::MAX_FILE_BYTES);
        let after = StoreSource::read(store, &path, yaml::MAX_FILE_BYTES);
        match (before, after) {
            (Ok(before), Ok(after)) => {
                let is_same = is_same_text(before.as_deref(), after.as_deref());
                if is_same && !again.contains(&path) {
                    continue;
                }
                if !is_same {
                    files.push(path.clone());
                    gone.extend(after.is_none().then(|| path.clone()));
                }
                let side = |bytes: Option<Vec<u8>>, shown: PathBuf| {
                    bytes.map(|bytes| {
                        Arc::new(Record::of(&path, &shown.to_string_lossy(), Object::Content(bytes)))
                    })
                };
                let before = side(before, from.shown(&path));
                let after = side(after, StoreSource::shown(store, &path));
                let is_moved = is_same;
                comparison.add(Pair { before: vec![before], after, path, is_moved, ..Pair::default() });
            }
            (Err(finding), _) | (_, Err(finding)) => {
                unreadable.push((path.clone(), finding));
                files.push(path);
            }
        }
    }
    let mut differences = comparison.end();
    for (path, finding) in unreadable {
        differences.count_unreadable(&path);
        differences.unreadable.push(finding);
    }
    differences.others.extend(moved(from, from.working_prefix(), true));
    Ok(OnDisk { from: from.revision().hash().to_owned(), files, gone, differences, is_known: false })
}

/// What differs between a commit and what files held.
pub(super) fn with_held(from: &Tree, held: &[Held]) -> Result<Differences> {
    from.fetch(held.iter().map(|(path, _)| path.as_path()))?;
    let mut comparison = Comparison::new(Detail::Facts, false);
    for (path, held) in held {
        let before = from.read(path, yaml::MAX_FILE_BYTES)?;
        if !is_same_text(before.as_deref(), held.as_deref()) {
            let side = |bytes: Option<Vec<u8>>| -> Side {
                bytes.map(|bytes| Arc::new(Record::of(path, "", Object::Content(bytes))))
            };
            let (before, after) = (vec![side(before)], side(held.clone()));
            comparison.add(Pair { before, after, path: path.clone(), ..Pair::default() });
        }
    }
    Ok(comparison.end())
}

/// The store's own files that may differ: of the tasks, which are many, only those whose bytes are not what
/// the commit has. To know that, git need not unpack anything.
fn candidates(from: &Tree, store: &Store) -> Result<Vec<PathBuf>> {
    let mut plans = from.plans()?;
    plans.extend(StoreSource::plans(store)?);
    plans.sort();
    plans.dedup();
    let of_plan = |slug: &String| -> Result<Vec<PathBuf>> {
        let mut paths = from.task_paths(slug);
        paths.extend(StoreSource::task_files(store, slug)?);
        paths.sort_unstable();
        paths.dedup();
        let (reader, mut buffer) = (StoreSource::reader(store, slug), Vec::new());
        paths.retain(|path| {
            // One that can't be read may differ, too.
            let is_there = reader(path, yaml::MAX_TASK_BYTES, &mut buffer).unwrap_or(false);
            !from.hash_of(path).is_some_and(|hash| is_there && objects::is_name_of(hash, &buffer))
        });
        paths.push(layout::plan_file(slug));
        paths.extend(from.return_files(slug)?);
        paths.extend(StoreSource::return_files(store, slug)?);
        Ok(paths)
    };
    let of_plans: Vec<Vec<PathBuf>> = plans.par_iter().map(of_plan).collect::<Result<_>>()?;
    let mut paths: Vec<PathBuf> = layout::OF_STORE.iter().map(PathBuf::from).collect();
    paths.extend(from.period_files()?);
    paths.extend(StoreSource::period_files(store)?);
    paths.extend(of_plans.into_iter().flatten());
    Ok(paths)
}

/// Whether a file is there and can't be read.
pub(crate) fn is_unreadable(tree: &Tree, path: &Path) -> bool {
    if !layout::is_own(path) {
        return false;
    }
    match tree.read(path, yaml::MAX_FILE_BYTES) {
        Ok(None) => false,
        Ok(Some(bytes)) => matches!(Record::of(path, "", Object::Content(bytes)), Record::Unreadable(_)),
        Err(_) => true,
    }
}

/// What differs between two states of a store, wherever they are.
#[cfg(test)]
pub(crate) fn between_sources(before: &dyn StoreSource, after: &dyn StoreSource) -> Differences {
    let mut paths: Vec<PathBuf> = layout::OF_STORE.iter().map(PathBuf::from).collect();
    for source in [before, after] {
        for slug in source.plans().unwrap_or_default() {
            paths.push(layout::plan_file(&slug));
            paths.extend(source.task_files(&slug).unwrap_or_default());
        }
    }
    paths.sort_unstable();
    paths.dedup();
    let read = |source: &dyn StoreSource, path: &Path| source.read(path, yaml::MAX_FILE_BYTES).ok().flatten();
    let differing: Vec<PathBuf> =
        paths.iter().filter(|path| read(before, path) != read(after, path)).cloned().collect();
    let again = of_names_used_again(before, after, &differing).unwrap_or_default();
    let mut comparison = Comparison::new(Detail::Tasks, !again.is_empty());
    for path in paths {
        let is_moved = !differing.contains(&path);
        if is_moved && !again.contains(&path) {
            continue;
        }
        let side = |source: &dyn StoreSource| -> Side {
            read(source, &path).map(|bytes| Arc::new(Record::of(&path, "", Object::Content(bytes))))
        };
        let (before, after) = (vec![side(before)], side(after));
        comparison.add(Pair { before, after, path, is_moved, ..Pair::default() });
    }
    comparison.end()
}
