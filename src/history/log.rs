//! The history of a store, from the newest commit to the oldest: what each commit did to which task.
//! Three gits work side by side – one walks the commits, one names the files that differ, one hands out
//! contents – and what they say is understood here as it comes.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, Read},
    path::PathBuf,
    process::Stdio,
    sync::{Arc, mpsc},
};

use super::{
    compare::{Difference, Differences, Pair, compare},
    git::{self, Repository},
    objects::Objects,
    record::{Record, Side},
    revision::{Revision, is_hash},
};
use crate::{
    error::{Error, Result},
    model::TaskId,
    store::{layout, yaml},
};

/// How many commits are read before their contents are asked for together.
const BATCH: usize = 256;

/// Who committed what when, in their own words: claims, not facts.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Commit {
    /// The full hash.
    pub hash: String,
    /// How many parents it has: none for the first commit, two and more for a merge.
    pub parents: usize,
    /// The author's name.
    pub author: String,
    /// The author's mail address.
    pub email: String,
    /// The author date, ISO 8601 with zone, as git has it.
    pub date: String,
    /// The first line of the message.
    pub subject: String,
}

/// One commit and what it did to the store.
#[derive(Clone, Debug)]
pub struct Step {
    /// The commit.
    pub commit: Commit,
    /// What differs from its parents.
    pub differences: Differences,
}

/// What of the store a walk is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Scope {
    /// Everything.
    Store,
    /// These tasks, through renames, each by plan and number.
    Tasks(Vec<(String, TaskId)>),
}

/// Walks the history from `from` back and hands over each commit that touches the store's files; `take` says
/// whether more is wanted.
///
/// # Errors
/// When git fails, or `take` does.
pub fn walk(
    repository: &Repository,
    from: &Revision,
    scope: &Scope,
    take: &mut dyn FnMut(Step) -> Result<bool>,
) -> Result<()> {
    let Scope::Tasks(tasks) = scope else {
        let store = [repository.prefix().to_owned()];
        return walk_paths(repository, &Reach::Back(from.clone()), &store, take).map(|_| ());
    };
    let mut paths: Vec<String> = tasks.iter().map(|(slug, id)| path_of(repository, slug, *id)).collect();
    let mut reach = Reach::Back(from.clone());
    // Each turn ends with the history of these files; where one of them took a task over from another file,
    // the next turn follows that file from there.
    loop {
        let mut earlier: Option<(String, Vec<String>)> = None;
        let mut watch = |mut step: Step| {
            let former = take_over(repository, &mut step, &paths)?;
            if !former.is_empty() && earlier.is_none() {
                earlier = Some((step.commit.hash.clone(), former));
            }
            take(step)
        };
        if !walk_paths(repository, &reach, &paths, &mut watch)? {
            return Ok(());
        }
        let Some((commit, former)) = earlier else { return Ok(()) };
        let parent = repository.ask(["rev-parse", "--verify", "--quiet", &format!("{commit}^")])?;
        let Some(parent) = parent.filter(|hash| is_hash(hash)) else { return Ok(()) };
        reach = Reach::Back(Revision(parent));
        paths = former;
    }
}

/// The same of the commits that `to` has and `from` has not.
///
/// # Errors
/// When git fails, or `take` does.
pub fn walk_between(
    repository: &Repository,
    from: &Revision,
    to: &Revision,
    take: &mut dyn FnMut(Step) -> Result<bool>,
) -> Result<()> {
    let (reach, store) = (Reach::Between(from.clone(), to.clone()), [repository.prefix().to_owned()]);
    walk_paths(repository, &reach, &store, take).map(|_| ())
}

/// A task's file in the trees of the repository.
fn path_of(repository: &Repository, slug: &str, id: TaskId) -> String {
    let file = layout::task_file(slug, id).to_string_lossy().replace('\\', "/");
    format!("{}{file}", repository.prefix())
}

/// Where a file came in a commit that took another one with the same task away, the task got a new number:
/// the step is told so. Gives the paths that it had before.
fn take_over(repository: &Repository, step: &mut Step, paths: &[String]) -> Result<Vec<String>> {
    let came = step.differences.tasks.iter().any(|difference| difference.before.is_none());
    let mut former = Vec::new();
    if !came || step.commit.parents == 0 {
        return Ok(former);
    }
    let commit = Reach::Only(Revision(step.commit.hash.clone()));
    let store = [repository.prefix().to_owned()];
    let mut renamed: Vec<Difference> = Vec::new();
    walk_paths(repository, &commit, &store, &mut |whole| {
        renamed = whole.differences.tasks;
        Ok(true)
    })?;
    renamed.retain(|difference| match (&difference.before, &difference.after) {
        (Some(before), Some(after)) => {
            before.id != after.id && paths.contains(&path_of(repository, &difference.plan, after.id))
        }
        _ => false,
    });
    for difference in renamed {
        let number = |difference: &Difference| difference.after.as_ref().map(|task| task.id);
        former.extend(difference.before.as_ref().map(|task| path_of(repository, &difference.plan, task.id)));
        let told = step.differences.tasks.iter_mut().find(|told| number(told) == number(&difference));
        if let Some(told) = told {
            *told = difference;
        }
    }
    Ok(former)
}

/// Which commits a walk sees.
enum Reach {
    /// A commit and all before it.
    Back(Revision),
    /// One commit alone.
    Only(Revision),
    /// What the second has and the first has not.
    Between(Revision, Revision),
}

/// One commit as the gits tell it.
#[derive(Debug, Default)]
struct Raw {
    commit: Commit,
    files: Vec<RawFile>,
}

/// A file with what git calls its contents; none for no file.
#[derive(Debug)]
struct RawFile {
    path: PathBuf,
    before: Vec<Option<String>>,
    after: Option<String>,
}

/// Walks the commits that touch `paths`; false if `take` wanted no more.
fn walk_paths(
    repository: &Repository,
    reach: &Reach,
    paths: &[String],
    take: &mut dyn FnMut(Step) -> Result<bool>,
) -> Result<bool> {
    let named: Vec<&String> = paths.iter().filter(|path| !path.is_empty()).collect();
    let is_narrow = named.iter().any(|path| !path.ends_with('/'));
    let mut lister = repository.reader();
    match reach {
        Reach::Back(from) => lister.args(["rev-list", "--date-order", from.hash()]),
        Reach::Only(commit) => lister.args(["rev-list", "--no-walk", commit.hash()]),
        Reach::Between(from, to) => {
            lister.args(["rev-list", "--date-order", to.hash(), "--not", from.hash()])
        }
    };
    if is_narrow {
        // Every commit of a side branch counts, also where the merge took the other side.
        lister.args(["--full-history", "--"]).args(&named);
    }
    let mut lister = git::start(lister.stderr(Stdio::null()))?;
    let mut differ = repository.reader();
    differ.args(["diff-tree", "--stdin", "-r", "--raw", "-z", "--root", "-c", "--no-renames", "--no-abbrev"]);
    differ.args(["--encoding=UTF-8", "--format=%x01%H%x00%P%x00%an%x00%ae%x00%aI%x00%s", "--"]).args(&named);
    if let Some(commits) = lister.stdout.take() {
        differ.stdin(Stdio::from(commits));
    }
    let mut differ = git::start(&mut differ)?;
    let output = differ.stdout.take();
    let (sender, receiver) = mpsc::sync_channel::<Vec<Raw>>(4);
    let prefix = repository.prefix().to_owned();
    let parser = std::thread::spawn(move || output.map(|output| parse(output, &prefix, &sender)));

    // Contents are read while the caller still takes what was read before.
    let mut contents = Contents { objects: Objects::open(repository)?, known: HashMap::new() };
    let (teller, told) = mpsc::sync_channel::<Result<Vec<Step>>>(2);
    let reader = std::thread::spawn(move || {
        for batch in receiver {
            let steps = contents.tell(batch);
            let failed = steps.is_err();
            if teller.send(steps).is_err() || failed {
                break;
            }
        }
        contents.objects.close()
    });
    let mut goes_on = true;
    'walk: for steps in told {
        for step in steps? {
            if !take(step)? {
                goes_on = false;
                break 'walk;
            }
        }
    }
    // Who stops early leaves the gits writing into closed pipes; they end by that.
    let parsed = parser.join().ok().flatten();
    if !goes_on {
        let _killed = differ.kill();
        let _ended = (differ.wait(), lister.wait());
        return Ok(false);
    }
    reader.join().unwrap_or_else(|_| Err(cut("cat-file")))?;
    git::finish(differ, repository)?;
    let listed = lister.wait().map_err(|error| cut(&error.to_string()))?;
    match parsed {
        Some(Ok(())) if listed.success() => Ok(true),
        Some(Err(error)) => Err(cut(&error.to_string())),
        _ => Err(cut("rev-list")),
    }
}

/// What the commits of a batch made: older commits have other contents.
fn reached(batch: &[Raw]) -> Vec<(PathBuf, String)> {
    let files = batch.iter().flat_map(|raw| &raw.files);
    files.filter_map(|file| Some((file.path.clone(), file.after.clone()?))).collect()
}

fn cut(cause: &str) -> Error {
    Error::failed(text!("历史没有读完", "the history could not be read to its end"))
        .caused_by(cause.to_owned())
        .hint(text!("用 `git fsck` 检查仓库是否完好", "see with `git fsck` whether the repository is sound"))
}

/// Reads what `diff-tree` prints, and hands it on in batches.
fn parse(output: impl Read, prefix: &str, sender: &mpsc::SyncSender<Vec<Raw>>) -> std::io::Result<()> {
    let mut output = BufReader::with_capacity(1 << 16, output);
    let mut word = Vec::new();
    let mut next = |word: &mut Vec<u8>| -> std::io::Result<bool> {
        word.clear();
        let length = output.read_until(0, word)?;
        word.pop();
        Ok(length > 0)
    };
    let mut batch: Vec<Raw> = Vec::with_capacity(BATCH);
    while next(&mut word)? {
        let trimmed = word.strip_prefix(b"\n").unwrap_or(&word);
        if let Some(hash) = trimmed.strip_prefix(&[1]) {
            if batch.len() == BATCH && sender.send(std::mem::take(&mut batch)).is_err() {
                return Ok(());
            }
            let hash = String::from_utf8_lossy(hash).into_owned();
            let mut field = || -> std::io::Result<String> {
                next(&mut word)?;
                Ok(String::from_utf8_lossy(&word).into_owned())
            };
            let parents = field()?.split_ascii_whitespace().count();
            let (author, email, date, subject) = (field()?, field()?, field()?, field()?);
            let commit = Commit { hash, parents, author, email, date, subject };
            batch.push(Raw { commit, files: Vec::new() });
        } else if trimmed.first() == Some(&b':') {
            let facts = String::from_utf8_lossy(trimmed).into_owned();
            next(&mut word)?;
            let path = String::from_utf8_lossy(&word).into_owned();
            let file = path.strip_prefix(prefix).map(PathBuf::from).filter(|path| layout::is_own(path));
            if let (Some(raw), Some(path)) = (batch.last_mut(), file) {
                raw.files.extend(raw_file(path, &facts));
            }
        }
    }
    // The reader may have seen enough.
    let _closed = sender.send(batch);
    Ok(())
}

/// `:100644 100644 HASH HASH M`; a merge has one colon, mode and hash more for each parent.
fn raw_file(path: PathBuf, facts: &str) -> Option<RawFile> {
    let parents = facts.bytes().take_while(|byte| *byte == b':').count();
    let words: Vec<&str> = facts.trim_start_matches(':').split(' ').collect();
    let side = |index: usize| -> Option<String> {
        let (mode, hash) = (words.get(index)?, words.get(parents + 1 + index)?);
        (mode.starts_with("100") && is_hash(hash)).then(|| (*hash).to_owned())
    };
    (words.len() > 2 * parents + 1).then(|| RawFile {
        path,
        before: (0..parents).map(side).collect(),
        after: side(parents),
    })
}

/// Contents by hash. From newest to oldest, what a file was before is what an older commit made of it, so
/// each content is read once and kept until then.
struct Contents {
    objects: Objects,
    known: HashMap<(PathBuf, String), Arc<Record>>,
}

impl Contents {
    /// What the commits of a batch did.
    fn tell(&mut self, batch: Vec<Raw>) -> Result<Vec<Step>> {
        self.read_ahead(&batch)?;
        let reached = reached(&batch);
        let steps = batch.into_iter().map(|raw| self.understand(raw)).collect();
        self.forget(&reached);
        Ok(steps)
    }

    fn read_ahead(&mut self, batch: &[Raw]) -> Result<()> {
        let mut wanted: Vec<(PathBuf, String, String)> = Vec::new();
        let mut asked = std::collections::HashSet::new();
        for raw in batch {
            let short: String = raw.commit.hash.chars().take(10).collect();
            for file in &raw.files {
                for hash in file.before.iter().chain([&file.after]).flatten() {
                    let key = (file.path.clone(), hash.clone());
                    if !self.known.contains_key(&key) && asked.insert(key) {
                        wanted.push((file.path.clone(), hash.clone(), short.clone()));
                    }
                }
            }
        }
        let hashes: Vec<String> = wanted.iter().map(|(_, hash, _)| hash.clone()).collect();
        let known = &mut self.known;
        self.objects.read(&hashes, yaml::MAX_FILE_BYTES, |index, object| {
            if let Some((path, hash, short)) = wanted.get(index) {
                let shown = format!("{short}:{}", path.to_string_lossy());
                let record = Record::of(path, &shown, object);
                known.insert((path.clone(), hash.clone()), Arc::new(record));
            }
        })
    }

    fn forget(&mut self, contents: &[(PathBuf, String)]) {
        for content in contents {
            self.known.remove(content);
        }
    }

    fn understand(&self, raw: Raw) -> Step {
        let pairs = raw
            .files
            .into_iter()
            .map(|file| {
                let known = |hash: &Option<String>| -> Side {
                    let key = (file.path.clone(), hash.clone()?);
                    self.known.get(&key).cloned()
                };
                let before = file.before.iter().map(known).collect();
                let after = known(&file.after);
                Pair { path: file.path, before, after }
            })
            .collect();
        Step { commit: raw.commit, differences: compare(pairs) }
    }
}
