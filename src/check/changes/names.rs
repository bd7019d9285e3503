//! Names by which a disk of Windows or macOS would show something else in the place of the store, of its attributes, or of what
//! it names beside it: there two of them are one file, and which of the two a clone holds was not checked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::{
    check::{Subject as StoreSubject, files::COLLIDING_NAME},
    error::{Finding, Location, Result},
    history::{Repository, Tree, WholeTree, commit::last_committed},
    store::{
        PlanChoice, astray, evidence, layout,
        load::{self, StoreSource as _},
    },
    text::disk_name,
};

/// What collides in a later state, and did not in the one before.
pub(super) fn new(
    repository: &Repository,
    before: Option<&Tree>,
    after: &Tree,
    today: NaiveDate,
) -> Result<Vec<Finding>> {
    let mut found = of(repository, after, today)?;
    if !found.is_empty()
        && let Some(before) = before
    {
        let known = of(repository, before, today)?;
        found.retain(|path, _| !known.contains_key(path));
    }
    Ok(found.into_iter().map(|(path, own)| finding(&path, &own)).collect())
}

/// What collides in the last commit of this clone.
///
/// # Errors
/// When git can't read it.
pub fn colliding(repository: &Repository, today: NaiveDate) -> Result<Vec<Finding>> {
    new(repository, None, &last_committed(repository)?, today)
}

/// The paths that collide, each with what is meant to stand there.
fn of(repository: &Repository, tree: &Tree, today: NaiveDate) -> Result<BTreeMap<String, String>> {
    if !tree.has_store() {
        return Ok(BTreeMap::new());
    }
    let whole = WholeTree::of(repository, tree)?;
    let store: Vec<&str> = tree.prefix().split('/').filter(|name| !name.is_empty()).collect();
    let mut found = BTreeMap::new();
    for path in whole.paths().filter(|path| !path.starts_with(tree.prefix()) || store.is_empty()) {
        if let Some(begin) = taken_for_folder(path, &store) {
            found.insert(begin, tree.prefix().to_owned());
        } else if is_attributes_above(path, &store) {
            found.insert(path.to_owned(), layout::ATTRIBUTES.to_owned());
        }
    }
    let twins = twins(&whole);
    // nobody gives such a name, so that few stores have to be read for it
    let short: Vec<&str> = whole.paths().filter(|path| path.contains('~')).collect();
    if !twins.is_empty() || !short.is_empty() {
        let named = named_beside(tree, today)?;
        for path in short {
            if let Some(own) = named.iter().find(|own| is_short_path(path, own)) {
                found.entry(path.to_owned()).or_insert_with(|| own.clone());
            }
        }
        for (one, other) in twins {
            let own = [one, other].into_iter().find(|path| named.contains(*path));
            if let Some(own) = own {
                let path = if own == one { other } else { one };
                found.entry(path.to_owned()).or_insert_with(|| own.to_owned());
            }
        }
    }
    Ok(found)
}

/// The beginning of a path that a disk takes for the store's folder, or one above it, where the path leads there.
fn taken_for_folder(path: &str, store: &[&str]) -> Option<String> {
    let names: Vec<&str> = path.split('/').take(store.len()).collect();
    let is_alike = |(name, own): (&&str, &&str)| {
        name == own || disk_name::folded(name) == disk_name::folded(own) || disk_name::is_short_for(name, own)
    };
    let pairs = || names.iter().zip(store);
    let is_it = !names.is_empty() && pairs().any(|(name, own)| name != own) && pairs().all(is_alike);
    is_it.then(|| names.join("/"))
}

/// Whether a path is taken for the attributes of a folder above the store, and is not called so.
fn is_attributes_above(path: &str, store: &[&str]) -> bool {
    let mut names: Vec<&str> = path.split('/').collect();
    let Some(last) = names.pop() else { return false };
    let is_above = names.len() < store.len() && names.iter().zip(store).all(|(name, own)| name == own);
    is_above && last != layout::ATTRIBUTES && astray::is_like_attributes(last.as_ref())
}

/// Each two paths that are one to some disk.
fn twins(whole: &WholeTree) -> Vec<(&str, &str)> {
    let mut known: HashMap<String, &str> = HashMap::new();
    let paths = whole.paths().filter_map(|path| {
        let first = *known.entry(disk_name::folded(path)).or_insert(path);
        (first != path).then_some((first, path))
    });
    paths.collect()
}

/// Whether a path ends with the short name that Windows gives to the file of the other one, in the same folder.
fn is_short_path(path: &str, own: &str) -> bool {
    let [(folder, name), (own_folder, own_name)] =
        [path, own].map(|path| path.rsplit_once('/').unwrap_or(("", path)));
    path != own
        && disk_name::folded(folder) == disk_name::folded(own_folder)
        && disk_name::is_short_for(name, own_name)
}

/// Where the evidence and the documents lie that the store names.
fn named_beside(tree: &Tree, today: NaiveDate) -> Result<BTreeSet<String>> {
    let subject = StoreSubject::new(tree, &PlanChoice::All, today)?;
    let evidence = subject.tasks().flat_map(|(entry, _)| entry.task.evidence.clone());
    let sources =
        tree.plans()?.into_iter().filter_map(|slug| Some(load::plan(tree, &slug).ok()?.source?.file));
    let named: BTreeSet<String> = evidence.chain(sources).collect();
    Ok(named.iter().flat_map(|name| evidence::places(tree.prefix(), name)).collect())
}

fn finding(path: &str, own: &str) -> Finding {
    Finding::new(
        COLLIDING_NAME,
        text!(
            "`{path}` 与 `{own}` 在 Windows 或 macOS 上是同一个名称，那里的克隆会只剩其中一个",
            "`{path}` and `{own}` are one name on Windows or macOS, where a clone holds one of the two"
        ),
    )
    .at(Location::file(path))
    .fix(text!("把它改名或移走（`git mv`）", "give it another name, or take it away (`git mv`)"))
}
