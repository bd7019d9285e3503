//! Finishing a merge: the store's files that two sides left in conflict, merged by what they say, with
//! decisions for what is a conflict in truth.

use std::path::{Path, PathBuf};

use super::{
    git,
    left_behind::{self, LeftBehind},
    merge::{Merged, Resolve, Side, Sides, merge},
    objects::Object,
    process::output,
    repository::Repository,
    revision::{Point, Revision, is_hash},
    tree::Tree,
};
use crate::{
    error::{Error, Finding, Location, Result},
    store::{
        Store,
        layout::{self, Kind},
        line_endings::is_same_text,
        load::StoreSource,
        yaml,
    },
};

/// A file of the store that a merge left to a person.
#[derive(Clone, Debug)]
pub struct ConflictedFile {
    /// Its path, relative to the store.
    pub path: PathBuf,
    /// What it waits for.
    pub cause: Cause,
    /// Whether git waits to hear that it is resolved.
    pub is_unmerged: bool,
    /// The file that a merge left in the folder which its plan had, where this is what becomes of it.
    pub left_behind: Option<LeftBehind>,
}

/// What a conflicted file waits for.
#[derive(Clone, Debug)]
pub enum Cause {
    /// It holds conflict markers, or git put lines together that don't belong together: ancestor, ours,
    /// theirs.
    Mergeable(Box<[String; 3]>),
    /// This side took it away, the other changed it.
    RemovedBy(Side),
    /// Nothing: one side added it to a plan to which the other gave another name, and git put it into the plan's
    /// new directory.
    AddedBy(Side),
    /// Nothing: it was left behind, and where it belongs there is none.
    LeftAlone,
    /// Nothing: it can be read as it is.
    Resolved,
    /// It can't be read, and not for its markers.
    Unreadable(Finding),
}

impl ConflictedFile {
    /// The text of a file that stays although one side took it away: git may have put the words of both into it, where
    /// each side gave it another name.
    pub fn kept(&self, present: &str, side: Side) -> Option<Merged> {
        let sides = Sides::of(present)?;
        let base = sides.base.unwrap_or_default();
        Some(merge(&self.path, [&base, &sides.ours, &sides.theirs], &|_| Some(side)))
    }

    /// The file merged, with these decisions; only where it has sides to merge.
    pub fn merged(&self, resolve: Resolve<'_>) -> Option<Merged> {
        let Cause::Mergeable(texts) = &self.cause else { return None };
        let [base, ours, theirs] = &**texts;
        Some(merge(&self.path, [base, ours, theirs], resolve))
    }
}

/// Every file of the store that waits, by path.
///
/// # Errors
/// When git or the store can't be read.
pub fn conflicted_files(repository: Option<&Repository>, store: &Store) -> Result<Vec<ConflictedFile>> {
    let unmerged = repository.map_or_else(|| Ok(Vec::new()), unmerged)?;
    let (marked, unreadable) = unreadable_files(store)?;
    let mut paths: Vec<PathBuf> = unmerged.iter().map(|stages| stages.path.clone()).collect();
    paths.extend(marked);
    paths.sort();
    paths.dedup();
    let added =
        |cause: Cause, by: Side| if matches!(cause, Cause::Resolved) { Cause::AddedBy(by) } else { cause };
    let mut found = Vec::new();
    for path in paths {
        let stages = unmerged.iter().find(|stages| stages.path == path);
        let cause = match stages.map(|stages| &stages.texts) {
            Some([None, Some(_), None]) if went_along(repository, &path, Side::Ours)? => {
                added(cause(store, &path, None)?, Side::Ours)
            }
            Some([None, None, Some(_)]) if went_along(repository, &path, Side::Theirs)? => {
                added(cause(store, &path, None)?, Side::Theirs)
            }
            Some([_, None, Some(_)]) => Cause::RemovedBy(Side::Ours),
            Some([_, Some(_), None]) => Cause::RemovedBy(Side::Theirs),
            texts => cause(store, &path, texts)?,
        };
        if let (Cause::RemovedBy(by), Some(stages)) = (&cause, stages)
            && let Some(moved) = left_behind::changed(store, &path, *by, &stages.texts)?
        {
            found.push(moved);
            continue;
        }
        found.push(ConflictedFile { is_unmerged: stages.is_some(), path, cause, left_behind: None });
    }
    let unreadable = unreadable.into_iter().filter(|path| found.iter().all(|file| file.path != *path));
    if let Some(repository) = repository {
        found.extend(badly_merged(repository, store, unreadable.collect())?);
    }
    let left_behind = left_behind::find(repository, store, &found)?.into_iter();
    let left_behind: Vec<_> =
        left_behind.filter(|left| found.iter().all(|file| file.path != left.path)).collect();
    found.extend(left_behind);
    Ok(found)
}

/// What the side that still has a plan holds of it, where the other side took the whole plan away: each of its files, and what
/// is in it. Nothing where the plan is on both sides.
///
/// # Errors
/// When git can't read it.
pub fn whole_plan(repository: &Repository, slug: &str, removed_by: Side) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let trees = [removed_by, removed_by.other()].map(|side| tree_of(repository, side));
    let [Some(without), Some(with)] = trees else { return Ok(Vec::new()) };
    let (without, with) = (without?, with?);
    let plan = layout::plan_file(slug);
    if without.hash_of(&plan).is_some() || with.hash_of(&plan).is_none() {
        return Ok(Vec::new());
    }
    let own = with.files().map(|(path, _)| path);
    let own: Vec<PathBuf> =
        own.filter(|path| path.starts_with(slug) && layout::is_own(path)).map(Path::to_owned).collect();
    let mut files = Vec::new();
    for path in own {
        if let Some(bytes) = with.read(&path, yaml::MAX_FILE_BYTES)? {
            files.push((path, bytes));
        }
    }
    Ok(files)
}

/// The store of a side of what is being merged.
pub(super) fn tree_of(repository: &Repository, side: Side) -> Option<Result<Tree>> {
    let revision = side_of(repository, side)?;
    Some(Tree::open_or_empty(repository, &revision, repository.prefix()))
}

/// The commit of a side of what is being merged, picked or rebased.
fn side_of(repository: &Repository, side: Side) -> Option<Revision> {
    const THEIRS: [&str; 4] = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD", "REVERT_HEAD"];
    let named = |name: &&str| Point::Name((*name).to_owned()).resolve(repository).ok();
    match side {
        Side::Ours => named(&"HEAD"),
        Side::Theirs => THEIRS.iter().find_map(named),
    }
}

/// Whether the side that alone has a file has no plan of that name: the other side renamed the plan, and git moved the
/// file along.
fn went_along(repository: Option<&Repository>, path: &Path, by: Side) -> Result<bool> {
    let (Some(repository), Some(slug)) = (repository, path.iter().next().and_then(|slug| slug.to_str()))
    else {
        return Ok(false);
    };
    let side = side_of(repository, by);
    let Some(side) = side else { return Ok(false) };
    let tree = Tree::of_files(repository, &side, &[layout::plan_file(slug)])?;
    Ok(tree.hash_of(&layout::plan_file(slug)).is_none())
}

/// Files that the last merge, or the one that is going on, put together cleanly by lines into something
/// that can't be read: two people who added the same field.
fn badly_merged(
    repository: &Repository,
    store: &Store,
    unreadable: Vec<PathBuf>,
) -> Result<Vec<ConflictedFile>> {
    if unreadable.is_empty() {
        return Ok(Vec::new());
    }
    let named = |name: &str| Point::Name(name.to_owned()).resolve(repository).ok();
    let (is_unmerged, sides) = match named("MERGE_HEAD") {
        Some(theirs) => (true, named("HEAD").zip(Some(theirs))),
        None => (false, named("HEAD^1").zip(named("HEAD^2"))),
    };
    let Some((ours, theirs)) = sides else { return Ok(Vec::new()) };
    let base = repository.ask(["merge-base", ours.hash(), theirs.hash()])?.filter(|hash| is_hash(hash));
    let Some(base) = base.map(Revision) else { return Ok(Vec::new()) };
    let mut trees = Vec::new();
    for revision in [base, ours, theirs] {
        trees.push(Tree::open_or_empty(repository, &revision, repository.prefix())?);
    }
    let mut found = Vec::new();
    for path in unreadable {
        let text = |source: &dyn StoreSource| {
            let bytes = source.read(&path, yaml::MAX_FILE_BYTES).ok().flatten();
            String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
        };
        let present = text(store);
        let texts: Vec<String> = trees.iter().map(|tree| text(tree)).collect();
        let Ok(texts) = <[String; 3]>::try_from(texts) else { continue };
        if can_start_over(&path, &present, &texts) {
            let cause = Cause::Mergeable(Box::new(texts));
            found.push(ConflictedFile { path, cause, is_unmerged, left_behind: None });
        }
    }
    Ok(found)
}

fn is_readable(path: &Path, text: &str) -> bool {
    Kind::of(path).is_some_and(|kind| yaml::ensure_readable(kind, path, text.as_bytes()).is_ok())
}

/// Whether a file can be merged anew from its sides: they can be read, and every line of the file is theirs.
/// Where one is not, somebody works on it by hand.
fn can_start_over(path: &Path, present: &str, texts: &[String; 3]) -> bool {
    let [_, ours, theirs] = texts;
    let is_known = |line: &str| {
        Sides::is_marker(line) || texts.iter().any(|text| text.lines().any(|known| known == line))
    };
    is_readable(path, ours) && is_readable(path, theirs) && present.lines().all(is_known)
}

fn cause(store: &Store, path: &Path, stages: Option<&[Option<String>; 3]>) -> Result<Cause> {
    let Some(bytes) = store.read(path, yaml::MAX_FILE_BYTES)? else { return Ok(Cause::Resolved) };
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    if let Some(sides) = Sides::of(text) {
        let [base, ours, theirs] = stages.cloned().unwrap_or_default();
        let is_base = |base: &String| is_readable(path, base) || Sides::of(base).is_some();
        let base = base.into_iter().chain(sides.base).find(is_base).unwrap_or_default();
        let whole = [base.clone(), ours.unwrap_or_default(), theirs.unwrap_or_default()];
        // By lines, git can also put together a side that nobody wrote.
        let is_marked_well = is_readable(path, &sides.ours) && is_readable(path, &sides.theirs);
        let texts = if !is_marked_well && can_start_over(path, text, &whole) {
            whole
        } else {
            [base, sides.ours, sides.theirs]
        };
        return Ok(Cause::Mergeable(Box::new(texts)));
    }
    // A git that merges such files by no lines at all leaves one side as it is.
    if let Some([base, Some(ours), Some(theirs)]) = stages
        && [ours, theirs].iter().all(|side| is_readable(path, side))
        && !is_same_text(Some(ours.as_bytes()), Some(theirs.as_bytes()))
        && [ours, theirs].iter().any(|side| is_same_text(Some(&bytes), Some(side.as_bytes())))
    {
        let base = base.clone().unwrap_or_default();
        return Ok(Cause::Mergeable(Box::new([base, ours.clone(), theirs.clone()])));
    }
    let (kind, shown) = (Kind::of(path), store.shown(path));
    let read = kind.map_or(Ok(()), |kind| yaml::ensure_readable(kind, &shown, &bytes));
    Ok(read.map_or_else(Cause::Unreadable, |()| Cause::Resolved))
}

/// The store's own files that hold conflict markers, and those that can't be read otherwise.
fn unreadable_files(store: &Store) -> Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let mut paths: Vec<PathBuf> = layout::OF_STORE.iter().map(PathBuf::from).collect();
    for slug in store.plans()? {
        paths.push(layout::plan_file(&slug));
        paths.extend(store.task_files(&slug)?);
    }
    let text = |path: &Path| {
        let bytes = store.read(path, yaml::MAX_FILE_BYTES).ok().flatten();
        bytes.and_then(|bytes| String::from_utf8(bytes).ok())
    };
    let unfit =
        |path: &PathBuf| layout::is_own(path) && text(path).is_some_and(|text| !is_readable(path, &text));
    let is_marked = |path: &PathBuf| text(path).is_some_and(|text| text.lines().any(Sides::is_beginning));
    Ok(paths.into_iter().filter(unfit).partition(is_marked))
}

/// A file that git has in more than one state.
struct Stages {
    path: PathBuf,
    /// Ancestor, ours, theirs; none where there was no file.
    texts: [Option<String>; 3],
}

/// What git has not merged of the store.
fn unmerged(repository: &Repository) -> Result<Vec<Stages>> {
    let listing = repository.read(["ls-files", "--unmerged", "-z"])?;
    let mut found: Vec<Stages> = Vec::new();
    let (mut hashes, mut places) = (Vec::new(), Vec::new());
    for line in listing.split(|byte| *byte == 0) {
        // `100644 HASH STAGE<TAB>path`
        let line = String::from_utf8_lossy(line);
        let Some((facts, path)) = line.split_once('\t') else { continue };
        let Some(path) = path.strip_prefix(repository.prefix()).map(PathBuf::from) else { continue };
        let facts: Vec<&str> = facts.split(' ').collect();
        let [_, hash, stage] = facts.as_slice() else { continue };
        let stage = stage.parse::<usize>().ok().and_then(|stage| stage.checked_sub(1));
        let (Some(stage), true) = (stage, layout::is_own(&path) && is_hash(hash)) else { continue };
        if found.last().is_none_or(|last| last.path != path) {
            found.push(Stages { path, texts: Default::default() });
        }
        hashes.push((*hash).to_owned());
        places.push((found.len() - 1, stage));
    }
    if hashes.is_empty() {
        return Ok(found);
    }
    let objects = repository.contents(hashes.iter().map(String::as_str), yaml::MAX_FILE_BYTES)?;
    for ((at, stage), object) in places.iter().zip(objects) {
        let text = match object {
            Object::Content(bytes) => String::from_utf8(bytes).unwrap_or_default(),
            Object::TooLarge(_) | Object::Missing => String::new(),
        };
        if let Some(place) = found.get_mut(*at).and_then(|stages| stages.texts.get_mut(*stage)) {
            *place = Some(text);
        }
    }
    Ok(found)
}

/// Tells git that these files of the store are resolved, and no others.
///
/// # Errors
/// When git refuses.
pub fn mark_resolved(repository: &Repository, files: &[PathBuf]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    repository.ensure_nothing_is_waited_for()?;
    let mut command = repository.actor();
    command.args(["add", "--all", "--"]);
    command.args(files.iter().map(|file| repository.named_for_actor(file)));
    let output = output(&mut command)?;
    if output.status.success() {
        return Ok(());
    }
    Err(git::explain(&output, repository.directory()))
}

/// Files of the repository, not only of the store, that git has not merged yet.
///
/// # Errors
/// When git fails.
pub fn is_anything_unmerged(repository: &Repository) -> Result<bool> {
    Ok(!repository.read(["ls-files", "--unmerged", "-z"])?.is_empty())
}

/// A conflict that a person has to look at in an editor.
pub fn by_hand(store: &Store, path: &Path) -> Error {
    Error::conflict(text!(
        "冲突标记不成对，或两边有一边读不懂",
        "the conflict markers don't pair, or one of the sides can't be read"
    ))
    .at(Location::file(store.shown(path)))
    .hint(text!("请在编辑器中处理这个文件", "settle this file in an editor"))
}
