//! What differs between two states of a store, as facts about its tasks, plans and departments. Only the
//! files that differ are read; comments, quoting and order are no difference.
#![expect(clippy::expect_used, reason = "a file that is compared has a name and a state before")]

use std::{
    borrow::Cow,
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::{
    git::Repository,
    objects::{self, Object, Objects},
    record::{Record, Side},
    tree::Tree,
};
use crate::{
    error::{Finding, Location, Result},
    model::{Change, Field, Plan, Registry, Subject, Task, TaskId, change},
    store::{Store, layout, line_endings::is_same_text, load::StoreSource, yaml},
    text::fold::fold,
};

/// One task that differs.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// The plan's slug.
    pub plan: String,
    /// The task before, if it was there.
    pub before: Option<Arc<Task>>,
    /// The task after, if it is there.
    pub after: Option<Arc<Task>>,
    /// What differs in it, where it was there and still is.
    facts: Vec<Change>,
}

impl Difference {
    /// The facts, in the order of the file. Of a task that came or is gone it is one, which holds the whole
    /// task and is made when somebody asks: a commit may bring them by the thousand.
    pub fn changes(&self) -> Cow<'_, [Change]> {
        match (&self.before, &self.after) {
            (None, Some(task)) => Cow::Owned(vec![change::added(&self.plan, task)]),
            (Some(task), None) => Cow::Owned(vec![change::removed(&self.plan, task)]),
            _ => Cow::Borrowed(&self.facts),
        }
    }
}

/// All that differs.
#[derive(Clone, Debug, Default)]
pub struct Differences {
    /// By plan and task.
    pub tasks: Vec<Difference>,
    /// Plans and departments, the store's settings, and keys in a task's file that are not pjt's.
    pub others: Vec<Change>,
    /// Tasks that name the same departments in another order: the first may lead.
    pub reordered: Vec<Difference>,
    /// How many files were written differently and say the same.
    pub reformatted: usize,
    /// Files that can't be read, before or after: what changed in them is not known.
    pub unreadable: Vec<Finding>,
}

impl Differences {
    /// Whether nothing differs, in the files that could be read.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.others.is_empty()
    }

    /// Whether nothing differs, not even an order.
    pub fn is_nothing(&self) -> bool {
        self.is_empty() && self.reordered.is_empty()
    }

    /// Whether a task of another plan than the default one differs: its number alone names another task.
    pub fn needs_plans(&self, default_plan: Option<&str>) -> bool {
        self.tasks.iter().any(|difference| Some(difference.plan.as_str()) != default_plan)
    }

    /// The same without the facts that are known.
    #[must_use]
    pub fn without(mut self, is_known: impl Fn(&Change) -> bool) -> Self {
        self.tasks.retain_mut(|difference| {
            difference.facts.retain(|change| !is_known(change));
            match (&difference.before, &difference.after) {
                (Some(_), Some(_)) => !difference.facts.is_empty(),
                _ => !difference.changes().iter().any(&is_known),
            }
        });
        self.others.retain(|change| !is_known(change));
        self
    }

    /// Every changed fact of a task.
    pub fn changes(&self) -> impl Iterator<Item = Change> {
        self.tasks.iter().flat_map(|difference| difference.changes().into_owned())
    }
}

/// One file before and after. A merge has several states before.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) path: PathBuf,
    pub(super) before: Vec<Side>,
    pub(super) after: Side,
}

/// What differs between two commits.
///
/// # Errors
/// When git can't read an object.
pub fn between(repository: &Repository, from: &Tree, to: &Tree) -> Result<Differences> {
    from_all(repository, &[from], to)
}

/// What differs from each of these states: what a commit with these parents made itself.
///
/// # Errors
/// When git can't read an object.
pub fn from_all(repository: &Repository, from: &[&Tree], to: &Tree) -> Result<Differences> {
    let trees: Vec<&Tree> = from.iter().copied().chain([to]).collect();
    let mut paths = from.first().map_or_else(Vec::new, |first| differing(first, to));
    paths.retain(|path| from.iter().all(|tree| tree.hash_of(path) != to.hash_of(path)));
    let mut wanted: Vec<(usize, usize)> = Vec::new();
    let mut hashes: Vec<String> = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        for (side, tree) in trees.iter().enumerate() {
            if let Some(hash) = tree.hash_of(path) {
                wanted.push((index, side));
                hashes.push(hash.to_owned());
            }
        }
    }
    let mut pairs: Vec<Pair> = paths
        .iter()
        .map(|path| Pair { path: path.clone(), before: vec![None; from.len()], after: None })
        .collect();
    let mut objects = Objects::open(repository)?;
    let objects = objects.read(hashes.iter().map(String::as_str), yaml::MAX_FILE_BYTES);
    for ((index, side), object) in wanted.iter().zip(objects) {
        let object = object?;
        let (Some(pair), Some(tree)) = (pairs.get_mut(*index), trees.get(*side)) else { continue };
        let shown = tree.shown(&pair.path).to_string_lossy().into_owned();
        let record = Some(Arc::new(Record::of(&pair.path, &shown, object)));
        match pair.before.get_mut(*side) {
            Some(before) => *before = record,
            None => pair.after = record,
        }
    }
    Ok(compare(pairs))
}

/// The store's own files that differ between two commits, relative to the store.
pub fn differing(from: &Tree, to: &Tree) -> Vec<PathBuf> {
    let mut paths: Vec<&Path> = from.files().chain(to.files()).map(|(path, _)| path).collect();
    paths.sort_unstable();
    paths.dedup();
    paths.retain(|path| layout::is_own(path) && from.hash_of(path) != to.hash_of(path));
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
    /// Those of them that the commit does not have.
    pub new: Vec<PathBuf>,
    /// What they say differently.
    pub differences: Differences,
}

/// What differs between a commit and the working files: of the whole store, or of `only` these files.
///
/// # Errors
/// When git can't read an object or the store can't be listed.
pub fn with_working_files(from: &Tree, store: &Store, only: Option<&[PathBuf]>) -> Result<OnDisk> {
    let mut paths = match only {
        Some(paths) => paths.to_vec(),
        None => candidates(from, store)?,
    };
    paths.sort();
    paths.dedup();
    from.fetch(paths.iter().map(PathBuf::as_path))?;
    let (mut files, mut new) = (Vec::new(), Vec::new());
    let mut pairs = Vec::new();
    let mut unreadable = Vec::new();
    for path in paths.into_iter().filter(|path| layout::is_own(path)) {
        let before = from.read(&path, yaml::MAX_FILE_BYTES);
        let after = StoreSource::read(store, &path, yaml::MAX_FILE_BYTES);
        match (before, after) {
            (Ok(before), Ok(after)) if is_same_text(before.as_deref(), after.as_deref()) => {}
            (Ok(before), Ok(after)) => {
                files.push(path.clone());
                if before.is_none() {
                    new.push(path.clone());
                }
                let side = |bytes: Option<Vec<u8>>, shown: PathBuf| {
                    bytes.map(|bytes| {
                        Arc::new(Record::of(&path, &shown.to_string_lossy(), Object::Content(bytes)))
                    })
                };
                let before = side(before, from.shown(&path));
                let after = side(after, StoreSource::shown(store, &path));
                pairs.push(Pair { before: vec![before], after, path });
            }
            (Err(finding), _) | (_, Err(finding)) => {
                unreadable.push(finding);
                files.push(path);
            }
        }
    }
    let mut differences = compare(pairs);
    differences.unreadable.extend(unreadable);
    Ok(OnDisk { from: from.revision().hash().to_owned(), files, new, differences })
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
        Ok(paths)
    };
    let of_plans: Vec<Vec<PathBuf>> = plans.par_iter().map(of_plan).collect::<Result<_>>()?;
    let mut paths = vec![PathBuf::from(layout::CONFIG), PathBuf::from(layout::REGISTRY)];
    paths.extend(of_plans.into_iter().flatten());
    Ok(paths)
}

/// Whether a file is there and can't be read.
pub fn is_unreadable(tree: &Tree, path: &Path) -> bool {
    if !layout::is_own(path) {
        return false;
    }
    match tree.read(path, yaml::MAX_FILE_BYTES) {
        Ok(None) => false,
        Ok(Some(bytes)) => matches!(Record::of(path, "", Object::Content(bytes)), Record::Unreadable(_)),
        Err(_) => true,
    }
}

/// What the pairs of files say.
pub(super) fn compare(pairs: Vec<Pair>) -> Differences {
    let mut found = Differences::default();
    let mut whole: BTreeMap<(String, TaskId), Pair> = BTreeMap::new();
    for pair in pairs {
        let unreadable = pair.before.iter().chain([&pair.after]).flatten().find_map(|side| match &**side {
            Record::Unreadable(finding) => Some(finding),
            Record::Task(..) | Record::Plan(_) | Record::Registry(_) | Record::Config(_) => None,
        });
        if let Some(finding) = unreadable {
            found.unreadable.push(unknown_change(finding));
        } else if let Some((slug, id)) = layout::task_of(&pair.path) {
            let is_whole = pair.after.is_none() || pair.before.iter().all(Option::is_none);
            if is_whole && pair.before.len() == 1 {
                whole.insert((slug.to_owned(), id), pair);
            } else {
                add_task(&mut found, slug, &pair);
            }
        } else {
            add_other(&mut found, &pair);
        }
    }
    add_whole(&mut found, whole);
    found.tasks.sort_by(|one, other| key(one).cmp(&key(other)));
    found
}

fn key(difference: &Difference) -> (&str, Option<TaskId>) {
    let task = difference.after.as_ref().or(difference.before.as_ref());
    (&difference.plan, task.map(|task| task.id))
}

/// A file that can't be read hides what changed in it.
fn unknown_change(finding: &Finding) -> Finding {
    let line = finding.place.as_ref().and_then(|place| place.line);
    let path = finding.place.as_ref().map(|place| place.path.clone()).unwrap_or_default();
    let (zh, en) = (
        finding.message.in_lang(crate::Lang::Zh).to_owned(),
        finding.message.in_lang(crate::Lang::En).to_owned(),
    );
    Finding::new(
        "untold-change",
        crate::Text::new(
            format!("读不懂这个版本的文件，看不出改了什么：{zh}"),
            format!("this version of the file can't be read, so what changed in it can't be told: {en}"),
        ),
    )
    .at(Location { line, ..Location::file(path) })
    .fix(text!(
        "看原文：`git log -p` 或 `git diff`",
        "see the lines themselves with `git log -p` or `git diff`"
    ))
}

/// Tasks that came or are gone. One that is gone and one that came with the same words are the same task
/// in another file.
fn add_whole(found: &mut Differences, whole: BTreeMap<(String, TaskId), Pair>) {
    let task_of = |side: &Side| side.as_ref().and_then(|record| record.task().cloned());
    let mut gone: Vec<(String, Arc<Task>)> = Vec::new();
    let mut come: Vec<(String, Arc<Task>)> = Vec::new();
    for ((slug, _), pair) in whole {
        gone.extend(pair.before.first().and_then(task_of).map(|task| (slug.clone(), task)));
        come.extend(task_of(&pair.after).map(|task| (slug, task)));
    }
    for (slug, before) in gone {
        let words = fold(&before.content);
        let partner = come.iter().position(|(_, task)| {
            task.former_ids.contains(&before.id) && task.id != before.id || fold(&task.content) == words
        });
        let (slug, after) = match partner.map(|index| come.remove(index)) {
            Some((slug, task)) => (slug, Some(task)),
            None => (slug, None),
        };
        let facts = after.as_ref().map(|after| change::compare(&slug, &before, after)).unwrap_or_default();
        found.tasks.push(Difference { plan: slug, before: Some(before), after, facts });
    }
    for (slug, task) in come {
        found.tasks.push(Difference { plan: slug, before: None, after: Some(task), facts: Vec::new() });
    }
}

fn add_task(found: &mut Differences, slug: &str, pair: &Pair) {
    let task_of = |side: &Side| side.as_ref().and_then(|record| record.task().cloned());
    let after = task_of(&pair.after);
    let compared = |before: Option<&Task>| match (before, &after) {
        (Some(before), Some(after)) => change::compare(slug, before, after),
        (None, Some(after)) => vec![change::added(slug, after)],
        (Some(before), None) => vec![change::removed(slug, before)],
        (None, None) => Vec::new(),
    };
    let befores: Vec<Option<Arc<Task>>> = pair.before.iter().map(task_of).collect();
    let mut compared = befores.iter().map(|before| compared(before.as_deref()));
    let mut facts = compared.next().expect("a file has a state before");
    // A merge made only what differs from each of its parents.
    for other in compared {
        facts.retain(|change| other.iter().any(|known| is_same_fact(change, known)));
    }
    let others = foreign_changes(slug, pair);
    let is_rewritten = pair.before.len() == 1 && facts.is_empty() && others.is_empty();
    found.others.extend(others);
    let before = befores.into_iter().next().flatten();
    if let (Some(before), Some(after)) = (&before, &after)
        && before.departments != after.departments
        && !facts.iter().any(|change| change.field == Field::Departments)
    {
        let (before, after) = (Some(Arc::clone(before)), Some(Arc::clone(after)));
        found.reordered.push(Difference { plan: slug.to_owned(), before, after, facts: facts.clone() });
    }
    if !facts.is_empty() {
        found.tasks.push(Difference { plan: slug.to_owned(), before, after, facts });
    } else if is_rewritten {
        found.reformatted += 1;
    }
}

/// What differs under keys that are not pjt's, from every state before.
fn foreign_changes(slug: &str, pair: &Pair) -> Vec<Change> {
    let keys =
        |side: &Side| side.as_ref().and_then(|record| record.foreign_keys().cloned()).unwrap_or_default();
    let Some((_, id)) = layout::task_of(&pair.path) else { return Vec::new() };
    let subject = Subject::Task { plan: slug.to_owned(), id };
    let after = keys(&pair.after);
    common(pair.before.iter().map(|before| change::compare_keys(&subject, &keys(before), &after)))
}

/// The changes from every state before.
fn common(mut lists: impl Iterator<Item = Vec<Change>>) -> Vec<Change> {
    let mut common = lists.next().expect("a file has a state before");
    for other in lists {
        common.retain(|change| other.contains(change));
    }
    common
}

fn is_same_fact(one: &Change, other: &Change) -> bool {
    one.field == other.field && one.to == other.to && (!one.to.is_null() || one.from == other.from)
}

/// The store's settings as keys and values. The format's version is the program's business.
fn settings(config: &yaml::Config) -> Map<String, Value> {
    let mut settings = match serde_json::to_value(config) {
        Ok(Value::Object(settings)) => settings,
        _ => Map::new(),
    };
    settings.remove("format");
    settings
}

fn add_other(found: &mut Differences, pair: &Pair) {
    let compared = |before: &Side| -> Vec<Change> {
        if pair.path == Path::new(layout::REGISTRY) {
            let registry = |side: &Side| match side.as_deref() {
                Some(Record::Registry(registry)) => registry.clone(),
                _ => Registry::default(),
            };
            return change::compare_registries(&registry(before), &registry(&pair.after));
        }
        if pair.path == Path::new(layout::CONFIG) {
            let settings = |side: &Side| match side.as_deref() {
                Some(Record::Config(config)) => settings(config),
                _ => Map::new(),
            };
            return change::compare_keys(&Subject::Store, &settings(before), &settings(&pair.after));
        }
        let plan = |side: &Side| -> Option<Plan> {
            match side.as_deref() {
                Some(Record::Plan(plan)) => Some((**plan).clone()),
                _ => None,
            }
        };
        let slug = pair.path.iter().next().expect("a plan's file lies below the plan").to_string_lossy();
        change::compare_plans(&slug, plan(before).as_ref(), plan(&pair.after).as_ref())
    };
    let common = common(pair.before.iter().map(compared));
    if common.is_empty() && pair.before.len() == 1 {
        found.reformatted += 1;
    }
    found.others.extend(common);
}
