//! What commits did to files, read: the contents that git names, understood, and put under the names that what
//! is followed has in each commit.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ffi::OsString,
    iter::{self, Flatten},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    ahead::{Ahead, ahead},
    git_stream::{ChangedFile, ChangedFiles, Commit, GitStream, Question},
    graph::{Graph, Place},
    merged::together,
    names::Name,
    objects::Objects,
    pair::Pair,
    record::{Record, Side},
    repository::Repository,
};
use crate::{
    error::Result,
    model::TaskId,
    store::{layout, yaml},
};

/// How many commits are read before their contents are asked for together.
const BATCH: usize = 256;

/// One commit and the files that it changed, each under the name that it has after the commit.
pub(super) struct Visit {
    pub(super) place: Place,
    pub(super) commit: Commit,
    pub(super) pairs: Vec<Pair>,
    /// The tasks that are followed, by what they are called here and in the parents; none where the store is.
    pub(super) tasks: Vec<(String, TaskId)>,
    /// Whether it brings files of an operation, which are nobody's but the machine's that began it.
    pub(super) brings_operation: bool,
    /// Where the store lay before, if the commit moved it, and where it lies.
    pub(super) moved: Option<(String, String)>,
}

/// One commit with the files that it changed, as they were read.
pub(super) struct ReadFiles {
    pub(super) place: Place,
    pub(super) commit: Commit,
    brings_operation: bool,
    pub(super) files: Vec<FileStates>,
}

/// What a file held; `path` is the one in the trees of the repository.
pub(super) struct FileStates {
    pub(super) path: String,
    bases: Vec<Side>,
    older: usize,
    pub(super) before: Vec<Side>,
    pub(super) after: Side,
}

/// What a commit calls something, and what each of its parents does.
pub(super) type Named = (Name, Vec<Name>);

impl ReadFiles {
    /// The files by what the commit calls them.
    pub(super) fn named(self, named: &[Named]) -> Visit {
        let mut pairs = Vec::new();
        // Several tasks of a plan share the returns.
        let mut returns = BTreeMap::new();
        let mut tasks = Vec::new();
        let mut moved = None;
        for (name, in_parents) in named {
            if let Some((slug, _)) = &name.task {
                pairs.extend(self.task(name, in_parents));
                let below = |name: &Name, path: &str| {
                    let path = path.strip_prefix(&name.returns()?)?;
                    let path = Path::new(slug).join(layout::RETURNS).join(path);
                    layout::return_of(&path).is_some().then_some(path)
                };
                returns.extend(self.files_of(name, in_parents, below).map(|pair| (pair.path.clone(), pair)));
                tasks.extend(in_parents.iter().chain([name]).filter_map(|name| name.task.clone()));
                continue;
            }
            pairs.extend(self.files_of(name, in_parents, |name, path| own_path(path, &name.prefix)));
            if let Some(before) = in_parents.first()
                && in_parents.iter().all(|before| before != name)
            {
                moved = Some((before.prefix.clone(), name.prefix.clone()));
            }
        }
        pairs.extend(returns.into_values());
        Visit {
            place: self.place,
            commit: self.commit,
            pairs,
            tasks,
            brings_operation: self.brings_operation,
            moved,
        }
    }

    /// Whether the plan of a task says other names than in this parent: then another plan may have had its name there.
    pub(super) fn renames_its_plan(&self, name: &Name, parent: usize) -> bool {
        let Some(path) = name.plan() else { return false };
        let Some(file) = self.files.iter().find(|file| file.path == path) else { return false };
        let former = |side: Option<&Side>| match side.and_then(Option::as_deref) {
            Some(Record::Plan(plan)) => Some(plan.former_slugs.clone()),
            _ => None,
        };
        let (before, after) = (former(file.before.get(parent)), former(Some(&file.after)));
        before.is_some() && after.is_some() && before != after
    }

    /// One task's file.
    fn task(&self, name: &Name, in_parents: &[Name]) -> Option<Pair> {
        let (slug, id) = name.task.as_ref()?;
        let path = name.path();
        let of = |path: &str| self.files.iter().find(|file| file.path == path);
        let own = of(&path);
        let file = own.or_else(|| in_parents.iter().find_map(|name| of(&name.path())))?;
        let before = (0..file.before.len()).map(|number| {
            let name = in_parents.get(number).unwrap_or(name);
            of(&name.path()).and_then(|file| file.before.get(number).cloned().flatten())
        });
        let bases = (0..file.bases.len()).map(|number| {
            let paths = iter::once(path.clone()).chain(in_parents.iter().map(Name::path));
            let files = paths.filter_map(|path| of(&path));
            files.filter_map(|file| file.bases.get(number).cloned().flatten()).next()
        });
        Some(Pair {
            path: layout::task_file(slug, *id),
            bases: bases.collect(),
            older: file.older,
            before: before.collect(),
            after: own.and_then(|file| file.after.clone()),
            is_moved: in_parents.iter().any(|before| before != name),
            ..Pair::default()
        })
    }

    /// Files by the paths that `below` gives them under what something is called, if they are meant.
    fn files_of(
        &self,
        name: &Name,
        in_parents: &[Name],
        below: impl Fn(&Name, &str) -> Option<PathBuf>,
    ) -> impl Iterator<Item = Pair> {
        let mut pairs: BTreeMap<PathBuf, Pair> = BTreeMap::new();
        for file in &self.files {
            let mut pair = |path: PathBuf, set: &dyn Fn(&mut Pair)| {
                let pair = pairs.entry(path.clone()).or_insert_with(|| Pair {
                    path,
                    bases: vec![None; file.bases.len()],
                    older: file.older,
                    before: vec![None; file.before.len()],
                    is_moved: in_parents.iter().any(|before| before != name),
                    ..Pair::default()
                });
                set(pair);
            };
            if let Some(path) = below(name, &file.path) {
                pair(path, &|pair| pair.after.clone_from(&file.after));
            }
            for (number, state) in file.before.iter().enumerate() {
                let before = in_parents.get(number).unwrap_or(name);
                if let Some(path) = below(before, &file.path) {
                    pair(path, &|pair| {
                        pair.before.iter_mut().skip(number).take(1).for_each(|side| side.clone_from(state));
                    });
                }
            }
            let names = in_parents.iter().chain([name]);
            let paths: BTreeSet<PathBuf> = names.filter_map(|name| below(name, &file.path)).collect();
            for path in paths {
                pair(path, &|pair| {
                    for (side, state) in pair.bases.iter_mut().zip(&file.bases) {
                        if side.is_none() {
                            side.clone_from(state);
                        }
                    }
                });
            }
        }
        pairs.into_values()
    }
}

/// The path of one of the store's own files below it.
fn own_path(path: &str, prefix: &str) -> Option<PathBuf> {
    path.strip_prefix(prefix).map(PathBuf::from).filter(|path| layout::is_own(path))
}

/// What each commit did.
pub(super) type Visits = Flatten<Ahead<Vec<Result<ReadFiles>>>>;

/// What each commit did to files, from a place in the graph on. While the caller takes it, the next contents
/// are read, and while those are read, the next commits.
pub(super) fn visits(
    repository: &Repository,
    graph: &Arc<Graph>,
    paths: &BTreeSet<String>,
    from: Place,
) -> Result<Visits> {
    let paths: Vec<String> = paths.iter().cloned().collect();
    let is_whole = paths.iter().all(|path| path.is_empty() || path.ends_with('/'));
    let questions = questions(repository, graph, (!is_whole).then_some(&paths), from)?;
    let mut commits = GitStream::open(repository, questions, &paths)?;
    let batches = ahead(
        4,
        iter::from_fn(move || {
            let batch: Vec<_> = commits.by_ref().take(BATCH).collect();
            (!batch.is_empty()).then_some(batch)
        }),
    );
    let objects = Objects::open(repository)?;
    let mut contents = Contents { objects, known: HashMap::new(), asked: Asked { paths, is_whole } };
    Ok(ahead(2, batches.map(move |batch| contents.understand(batch))).flatten())
}

/// The commits that git is asked about: those that changed one of `files`, if only these matter, and every merge.
fn questions(
    repository: &Repository,
    graph: &Graph,
    files: Option<&Vec<String>>,
    from: Place,
) -> Result<Vec<Question>> {
    let changing: Option<HashSet<Place>> = match files {
        None => None,
        Some(files) => {
            // Every commit of a side branch counts, also where the merge took the other side.
            let words = ["rev-list", "--full-history", graph.hash(graph.newest()), "--"];
            let files = files.iter().map(|path| repository.argument(path));
            let arguments: Vec<OsString> = words.iter().map(OsString::from).chain(files).collect();
            let printed = repository.read(arguments)?;
            Some(String::from_utf8_lossy(&printed).lines().filter_map(|hash| graph.place(hash)).collect())
        }
    };
    let is_asked = |place: &Place| {
        let is_merge = graph.parents(*place).len() > 1;
        let is_changing = changing.as_ref().is_none_or(|changing| changing.contains(place));
        (graph.is_meant(*place) || graph.is_later(*place))
            && !graph.is_cut(*place)
            && (is_merge || is_changing)
    };
    let question = |place: Place| {
        let hash = graph.hash(place).to_owned();
        let parents = graph.parents(place);
        if parents.len() < 2 {
            return Question { place, hash, against: Vec::new(), bases: 0, older: 0 };
        }
        let bases = graph.merge_bases(parents);
        let older = if bases.len() > 1 { graph.merge_bases(&bases) } else { Vec::new() };
        let against = bases.iter().chain(&older).chain(parents);
        let against = against.map(|place| graph.hash(*place).to_owned()).collect();
        Question { place, hash, against, bases: bases.len() + older.len(), older: older.len() }
    };
    Ok((from..graph.len()).filter(is_asked).map(question).collect())
}

/// Contents by hash. From newest to oldest, what a file was before is what an older commit made of it, so
/// each content is read once and kept until then.
struct Contents {
    objects: Objects,
    known: HashMap<(String, String), Arc<Record>>,
    asked: Asked,
}

/// What git was asked for.
struct Asked {
    paths: Vec<String>,
    /// Whether that are directories.
    is_whole: bool,
}

impl Asked {
    /// A file's path below the store, wherever that lay.
    fn path_of(&self, path: &str) -> PathBuf {
        let of_directories = || self.paths.iter().find_map(|prefix| own_path(path, prefix));
        let of_file = || {
            let task = layout::task_at_end_of(Path::new(path)).map(|(slug, id)| layout::task_file(slug, id));
            task.or_else(|| layout::return_at_end_of(Path::new(path)).map(Path::to_path_buf))
        };
        if self.is_whole { of_directories() } else { of_file() }.unwrap_or_else(|| PathBuf::from(path))
    }
}

impl Contents {
    /// What the commits of a batch did.
    fn understand(&mut self, mut batch: Vec<Result<ChangedFiles>>) -> Vec<Result<ReadFiles>> {
        if self.asked.is_whole {
            // What a clean merge gives need not be read.
            for commit in batch.iter_mut().flatten() {
                let prefixes = &self.asked.paths;
                commit.brings_operation = commit.files.iter().any(|file| is_of_operation(file, prefixes));
                commit
                    .files
                    .retain(|file| prefixes.iter().any(|prefix| own_path(&file.path, prefix).is_some()));
                drop_clean(&mut commit.files);
            }
        }
        if let Err(error) = self.read(batch.iter().flatten()) {
            return vec![Err(error)];
        }
        let files = batch.iter().flatten().flat_map(|commit| &commit.files);
        let made: Vec<(String, String)> =
            files.filter_map(|file| Some((file.path.clone(), file.after.clone()?))).collect();
        let read = batch.into_iter().map(|commit| Ok(self.states(commit?))).collect();
        // Older commits have other contents.
        for content in made {
            self.known.remove(&content);
        }
        read
    }

    fn read<'a>(&mut self, batch: impl Iterator<Item = &'a ChangedFiles>) -> Result<()> {
        let mut asked = HashSet::new();
        let mut wanted = Vec::new();
        for commit in batch {
            for file in &commit.files {
                for hash in file.bases.iter().chain(&file.before).chain([&file.after]).flatten() {
                    let content = (file.path.clone(), hash.clone());
                    if !self.known.contains_key(&content) && asked.insert(content) {
                        wanted.push((&commit.commit, &file.path, hash));
                    }
                }
            }
        }
        let hashes = wanted.iter().map(|(_, _, hash)| hash.as_str());
        let own = &self.asked;
        let objects = self.objects.read(hashes, yaml::MAX_FILE_BYTES);
        for (&(commit, path, hash), object) in wanted.iter().zip(objects) {
            let short: String = commit.hash.chars().take(10).collect();
            let own = own.path_of(path);
            let record = Record::of(&own, &format!("{short}:{path}"), object?);
            self.known.insert((path.clone(), hash.clone()), Arc::new(record));
        }
        Ok(())
    }

    fn states(&self, changed: ChangedFiles) -> ReadFiles {
        let states = |file: ChangedFile| {
            let content = |hash: &Option<String>| -> Side {
                self.known.get(&(file.path.clone(), hash.clone()?)).cloned()
            };
            let all = |hashes: &[Option<String>]| hashes.iter().map(content).collect();
            let (bases, before, after) = (all(&file.bases), all(&file.before), content(&file.after));
            FileStates { bases, older: file.older, before, after, path: file.path }
        };
        let files = changed.files.into_iter().map(states).collect();
        ReadFiles {
            place: changed.place,
            commit: changed.commit,
            brings_operation: changed.brings_operation,
            files,
        }
    }
}

/// Whether a commit brings a file of an operation into a store that lies at one of these places.
fn is_of_operation(file: &ChangedFile, prefixes: &[String]) -> bool {
    let is_below = |prefix: &String| {
        file.path.strip_prefix(prefix.as_str()).is_some_and(|path| layout::is_of_operation(Path::new(path)))
    };
    file.after.is_some()
        && file.before.iter().all(|before| *before != file.after)
        && prefixes.iter().any(is_below)
}

/// Drops the files of a merge that are what a clean merge gives. Where one came or is gone, all that did stay:
/// they may be one file under two names.
fn drop_clean(files: &mut Vec<ChangedFile>) {
    let is_clean = |file: &ChangedFile| {
        let (bases, older) = file.bases.split_at(file.bases.len().saturating_sub(file.older));
        let Some(base) = together(bases, older) else { return false };
        let mut changed = file.before.iter().filter(|hash| **hash != base);
        changed.next().is_some_and(|one| *one == file.after && changed.all(|other| other == one))
    };
    let is_everywhere = |file: &ChangedFile| file.after.is_some() && file.before.iter().all(Option::is_some);
    if files.iter().all(|file| file.before.len() < 2) {
        return;
    }
    let keeps_whole = files.iter().any(|file| !is_clean(file) && !is_everywhere(file));
    files.retain(|file| !is_clean(file) || keeps_whole && !is_everywhere(file));
}
