//! What differs between two states of a store, as facts about its tasks, plans and departments. Only the
//! files that differ are read; comments, quoting and order are no difference.
#![expect(clippy::expect_used, reason = "a file that is compared has a name and a state before")]

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::{
    align,
    comparison::{Comparison, Detail},
    git::Repository,
    merged::{self, Taken},
    objects::{self, Object, Objects},
    record::{Record, Side},
    revision::{Revision, is_hash},
    tree::Tree,
};
use crate::{
    error::{Error, Finding, Location, Result},
    model::{Change, ChangedField, Field, Plan, Registry, Subject, Task, TaskId, change},
    store::{AT_ONCE, Store, layout, line_endings::is_same_text, load::StoreSource, yaml},
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
    /// Of a merge, for each fact what the merge took.
    taken: Vec<Taken>,
}

impl Difference {
    /// The facts, in the order of the file. Of a task that came or is gone it is one, which holds the whole
    /// task and is made when somebody asks: a commit may bring them by the thousand.
    pub fn changes(&self) -> Cow<'_, [Change]> {
        match (&self.before, &self.after) {
            _ if !self.taken.is_empty() => Cow::Borrowed(&self.facts),
            (None, Some(task)) => Cow::Owned(vec![change::added(&self.plan, task)]),
            (Some(task), None) => Cow::Owned(vec![change::removed(&self.plan, task)]),
            _ => Cow::Borrowed(&self.facts),
        }
    }

    /// The facts, each with what a merge took where it is one of a merge.
    pub fn facts(&self) -> impl Iterator<Item = (Change, Option<Taken>)> {
        let taken = self.taken.clone().into_iter().map(Some).chain(std::iter::repeat(None));
        self.changes().into_owned().into_iter().zip(taken)
    }

    /// Keeps the facts that `keep` wants, and whether any is left.
    pub fn retain(&mut self, keep: impl Fn(&Change) -> bool) -> bool {
        if self.before.is_none() || self.after.is_none() {
            let facts = self.changes().into_owned();
            return facts.iter().any(keep);
        }
        let mut kept = self.facts.iter().map(&keep).collect::<Vec<_>>().into_iter();
        self.taken.retain(|_| kept.next().unwrap_or(true));
        self.facts.retain(keep);
        !self.facts.is_empty()
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
    /// Whether git does not have some of them on this machine, as in a partial clone.
    pub is_partial: bool,
}

impl Differences {
    /// Keeps what no side of a merge had: what was written while they were merged.
    pub fn keep_own(&mut self) {
        self.tasks.retain_mut(|difference| {
            let own: Vec<bool> = difference
                .facts()
                .map(|(_, taken)| taken.is_none_or(|taken| taken == Taken::Neither))
                .collect();
            let mut keep = own.iter().copied();
            difference.facts.retain(|_| keep.next().unwrap_or(true));
            difference.taken.retain(|taken| *taken == Taken::Neither);
            own.contains(&true)
        });
    }

    /// Whether nothing differs, in the files that could be read.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.others.is_empty()
    }

    /// Whether nothing differs, not even an order.
    pub fn is_nothing(&self) -> bool {
        self.is_empty() && self.reordered.is_empty()
    }

    /// Refuses where git does not have all contents on this machine: nobody may take for checked what nobody looked at.
    ///
    /// # Errors
    /// When that is so.
    pub fn ensure_whole(&self) -> Result<()> {
        if !self.is_partial {
            return Ok(());
        }
        let place = self.unreadable.iter().find_map(|finding| finding.place.clone()).unwrap_or_default();
        Err(Error::failed(text!(
            "这次修改之前或之后的内容不在本机的 git 仓库里，看不出改了什么，不能检查",
            "git has not all of what stood before or after this change on this machine, so it can't be checked"
        ))
        .at(place)
        .hint(text!(
            "部分克隆用 `git fetch --refetch --no-filter` 取来全部内容，再检查",
            "get all of it in a partial clone with `git fetch --refetch --no-filter`, then check again"
        )))
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

/// One file before and after.
#[derive(Debug, Default)]
pub(super) struct Pair {
    pub(super) path: PathBuf,
    /// What the parents of a merge have in common: several states where they merged each other before.
    pub(super) bases: Vec<Side>,
    /// One state before, or one for each parent of a merge.
    pub(super) before: Vec<Side>,
    pub(super) after: Side,
    /// Whether it lay under another name before: that it is another file says nothing of how it is written.
    pub(super) is_moved: bool,
}

impl Pair {
    /// Its states before, those of what the parents have in common first.
    pub(super) fn sides_mut(&mut self) -> impl Iterator<Item = &mut Side> {
        self.bases.iter_mut().chain(&mut self.before)
    }

    /// Whatever is there of it.
    fn all(&self) -> impl Iterator<Item = &Record> {
        self.bases.iter().chain(&self.before).chain([&self.after]).flatten().map(|record| &**record)
    }
}

/// What differs between two commits.
///
/// # Errors
/// When git can't read an object.
pub fn between(repository: &Repository, from: &Tree, to: &Tree) -> Result<Differences> {
    compared(repository, &[from], to, Detail::Tasks)
}

/// The same for those who only list it.
///
/// # Errors
/// When git can't read an object.
pub fn listed_between(repository: &Repository, from: &Tree, to: &Tree) -> Result<Differences> {
    compared(repository, &[from], to, Detail::Facts)
}

/// What a commit with these parents makes itself: what differs from the one, or what several don't explain.
///
/// # Errors
/// When git can't read an object.
pub fn from_all(repository: &Repository, from: &[&Tree], to: &Tree) -> Result<Differences> {
    compared(repository, from, to, Detail::Tasks)
}

fn compared(repository: &Repository, from: &[&Tree], to: &Tree, detail: Detail) -> Result<Differences> {
    let bases = bases_of(repository, from)?;
    let trees: Vec<&Tree> = bases.iter().chain(from.iter().copied()).chain([to]).collect();
    let mut paths: Vec<PathBuf> = from.iter().flat_map(|tree| differing(tree, to)).collect();
    paths.sort_unstable();
    paths.dedup();
    let mut objects = Objects::open(repository)?;
    let hashes = paths.iter().flat_map(|path| trees.iter().filter_map(|tree| tree.hash_of(path)));
    let mut objects = objects.read(hashes, yaml::MAX_FILE_BYTES);
    let mut comparison = Comparison::new(detail);
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
        comparison.add(Pair { path: path.clone(), bases: sides, before, after, is_moved: false });
    }
    drop(objects);
    let mut differences = comparison.end();
    if let [from] = from {
        differences.others.extend(moved(from, to.prefix(), to.has_store()));
    }
    Ok(differences)
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
    /// Those of them that the commit does not have.
    pub new: Vec<PathBuf>,
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
    let (mut files, mut new) = (Vec::new(), Vec::new());
    let mut comparison = Comparison::new(detail);
    let mut unreadable = Vec::new();
    for (number, path) in paths.iter().enumerate() {
        if number % AT_ONCE == 0 {
            from.fetch(paths.iter().skip(number).take(AT_ONCE).map(PathBuf::as_path))?;
        }
        let path = path.clone();
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
                comparison.add(Pair { before: vec![before], after, path, ..Pair::default() });
            }
            (Err(finding), _) | (_, Err(finding)) => {
                unreadable.push(finding);
                files.push(path);
            }
        }
    }
    let mut differences = comparison.end();
    differences.unreadable.extend(unreadable);
    differences.others.extend(moved(from, from.working_prefix(), true));
    Ok(OnDisk { from: from.revision().hash().to_owned(), files, new, differences, is_known: false })
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
    let is_missing = |pair: &Pair| pair.all().any(|record| matches!(record, Record::Missing(_)));
    let mut found = Differences { is_partial: pairs.iter().any(is_missing), ..Differences::default() };
    let is_readable = |pair: &Pair| match pair.all().find_map(|record| record.trouble()) {
        Some(finding) => {
            found.unreadable.push(unknown_change(finding));
            false
        }
        None => true,
    };
    let pairs: Vec<Pair> = pairs.into_iter().filter(is_readable).collect();
    let (pairs, renamed) = align::aligned(pairs);
    found.others.extend(renamed);
    for pair in pairs {
        match layout::task_of(&pair.path) {
            Some((slug, _)) => add_task(&mut found, slug, &pair),
            None => add_other(&mut found, &pair),
        }
    }
    found.tasks.sort_by(|one, other| key(one).cmp(&key(other)));
    found
}

pub(super) fn key(difference: &Difference) -> (&str, Option<TaskId>) {
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

/// What differs in one task.
pub(super) fn add_task(found: &mut Differences, slug: &str, pair: &Pair) {
    let after = pair.after.as_ref().and_then(|record| record.task().cloned());
    let tasks = |sides: &[Side]| -> Vec<Option<Arc<Task>>> {
        sides.iter().map(|side| side.as_ref().and_then(|record| record.task().cloned())).collect()
    };
    let befores = tasks(&pair.before);
    let before = befores.iter().flatten().next().filter(|_| pair.before.len() > 1).cloned();
    let before = befores.first().cloned().flatten().or(before);
    let is_same = match (befores.as_slice(), &before, &after) {
        ([_], Some(before), Some(after)) => !add_difference(found, slug, before, after),
        ([_], None, None) => return,
        // A task that came or is gone is one fact, which is made when somebody asks.
        ([_], ..) => {
            found.tasks.push(Difference { plan: slug.to_owned(), before, after, ..Difference::default() });
            return;
        }
        _ => {
            let made = merged::of_task(slug, &tasks(&pair.bases), &befores, after.as_deref());
            let is_whole = made.iter().find(|(fact, _)| fact.field == ChangedField::Whole);
            let before = before.filter(|_| !is_whole.is_some_and(|(fact, _)| fact.is_addition()));
            found.others.extend(foreign_changes(slug, pair));
            if !made.is_empty() {
                let (facts, taken) = made.into_iter().unzip();
                found.tasks.push(Difference { plan: slug.to_owned(), before, after, facts, taken });
            }
            return;
        }
    };
    let others = foreign_changes(slug, pair);
    found.reformatted += usize::from(is_same && others.is_empty() && !pair.is_moved);
    found.others.extend(others);
}

/// What differs between two states of one task.
pub fn of_task(slug: &str, before: Task, after: Task) -> Differences {
    let mut found = Differences::default();
    add_difference(&mut found, slug, &Arc::new(before), &Arc::new(after));
    found
}

/// Adds what differs between two states of one task, and says whether a fact does.
fn add_difference(found: &mut Differences, slug: &str, before: &Arc<Task>, after: &Arc<Task>) -> bool {
    let facts = change::compare(slug, before, after);
    let is_reordered = before.departments != after.departments
        && !facts.iter().any(|change| change.field == Field::Departments);
    let difference = |facts: Vec<Change>| Difference {
        plan: slug.to_owned(),
        before: Some(Arc::clone(before)),
        after: Some(Arc::clone(after)),
        facts,
        ..Difference::default()
    };
    if is_reordered {
        found.reordered.push(difference(facts.clone()));
    }
    let differs = !facts.is_empty();
    if differs {
        found.tasks.push(difference(facts));
    }
    differs
}

/// What differs under keys that are not pjt's.
fn foreign_changes(slug: &str, pair: &Pair) -> Vec<Change> {
    let keys =
        |side: &Side| side.as_ref().and_then(|record| record.foreign_keys().cloned()).unwrap_or_default();
    let Some((_, id)) = layout::task_of(&pair.path) else { return Vec::new() };
    let subject = Subject::Task { plan: slug.to_owned(), id };
    made(pair, |before, after| change::compare_keys(&subject, &keys(before), &keys(after)))
}

/// What a commit made of a file: what differs from before; of a merge, what its parents don't explain.
fn made(pair: &Pair, compared: impl Fn(&Side, &Side) -> Vec<Change>) -> Vec<Change> {
    match pair.before.as_slice() {
        [before] => compared(before, &pair.after),
        parents => merged::of_changes(&pair.bases, parents, &pair.after, compared),
    }
}

/// The store's settings as keys and values. The format's version is the program's business.
fn settings(config: &impl serde::Serialize) -> Map<String, Value> {
    let mut settings = match serde_json::to_value(config) {
        Ok(Value::Object(settings)) => settings,
        _ => Map::new(),
    };
    settings.remove("format");
    settings
}

fn add_other(found: &mut Differences, pair: &Pair) {
    let compared = |before: &Side, after: &Side| -> Vec<Change> {
        if pair.path == Path::new(layout::REGISTRY) {
            let registry = |side: &Side| match side.as_deref() {
                Some(Record::Registry(registry)) => registry.clone(),
                _ => Registry::default(),
            };
            return change::compare_registries(&registry(before), &registry(after));
        }
        if pair.path == Path::new(layout::CONFIG) {
            let settings = |side: &Side| match side.as_deref() {
                Some(Record::Config(config)) => settings(config),
                _ => Map::new(),
            };
            return change::compare_keys(&Subject::Store, &settings(before), &settings(after));
        }
        if pair.path == Path::new(layout::RULES) {
            let rules = |side: &Side| match side.as_deref() {
                Some(Record::Rules(rules)) => rules.clone(),
                _ => Map::new(),
            };
            return change::compare_keys(&Subject::Rules, &rules(before), &rules(after));
        }
        if pair.path == Path::new(layout::OFFICE) {
            let office = |side: &Side| match side.as_deref() {
                Some(Record::Office(office)) => settings(office),
                _ => Map::new(),
            };
            return change::compare_keys(&Subject::Store, &office(before), &office(after));
        }
        if let Some(id) = layout::period_of(&pair.path) {
            let period = |side: &Side| match side.as_deref() {
                Some(Record::Period(period)) => Some((**period).clone()),
                _ => None,
            };
            return change::compare_periods(id, period(before).as_ref(), period(after).as_ref());
        }
        if let Some((slug, id, _)) = layout::return_of(&pair.path) {
            let value = |side: &Side| match side.as_deref() {
                Some(Record::Return(value)) => Some((**value).clone()),
                _ => None,
            };
            return change::compare_returns(slug, id, value(before).as_ref(), value(after).as_ref());
        }
        let plan = |side: &Side| -> Option<Plan> {
            match side.as_deref() {
                Some(Record::Plan(plan)) => Some((**plan).clone()),
                _ => None,
            }
        };
        let slug = pair.path.iter().next().expect("a plan's file lies below the plan").to_string_lossy();
        change::compare_plans(&slug, plan(before).as_ref(), plan(after).as_ref())
    };
    let made = made(pair, compared);
    if made.is_empty() && pair.before.len() == 1 && !pair.is_moved {
        found.reformatted += 1;
    }
    found.others.extend(made);
}
