//! Changes that were not committed: which there are, how they are kept when `undo` takes them back, and how `redo`
//! finds them again. They lie in the repository's own directory, each undo in a directory of its own.

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    before::{self, Before},
    commit,
    difference::Differences,
    listed::{Comparison, Detail},
    objects::{Object, is_name_of},
    pair::Pair,
    record::{Record, Side},
    repository::Repository,
    undo, undo_mark,
};
use crate::{
    error::{Error, Location, Result},
    store::{AT_ONCE, Past, Store, file, layout, line_endings, load::StoreSource, platform, yaml},
    text::{Text, digest::sha256},
};

/// Where undone changes are kept, in the repository's own directory.
const DIRECTORY: &str = "pjt-undone";
/// The list of the files that one undo took back; without it the rest is nothing but leftovers.
const LIST: &str = "list.json";

/// The store's own files that differ from the last commit, and that commit: what they become when they are taken back.
///
/// # Errors
/// When git or a file can't be read.
pub fn uncommitted(repository: &Repository, store: &Store) -> Result<(Vec<PathBuf>, Rc<dyn Past>)> {
    let files = commit::pending(repository, store, None)?.files;
    let past: Rc<dyn Past> = Rc::new(Before(Rc::new(commit::committed_so_far(repository)?)));
    let mut found = Vec::new();
    for path in files.into_iter().filter(|path| layout::is_own(path)) {
        // Where there was no commit, an empty store stays.
        let is_emptied = before::emptied(&path).is_some()
            && past.is(&path, StoreSource::read(store, &path, yaml::MAX_FILE_BYTES)?.as_deref())?;
        if !is_emptied {
            found.push(path);
        }
    }
    Ok((found, past))
}

/// What it changes when these files become what they were.
///
/// # Errors
/// When a file can't be read.
pub fn differences(store: &Store, files: &[PathBuf], past: &dyn Past) -> Result<Differences> {
    let mut comparison = Comparison::new(Detail::Facts, files.iter().any(|path| path.ends_with("plan.yaml")));
    each(files, past, |_, path, then| {
        let shown = StoreSource::shown(store, path).to_string_lossy().into_owned();
        let side = |bytes: Option<Vec<u8>>| -> Side {
            Some(Arc::new(Record::of(path, &shown, Object::Content(bytes?))))
        };
        let now = StoreSource::read(store, path, yaml::MAX_FILE_BYTES)?;
        comparison.add(Pair {
            path: path.to_owned(),
            before: vec![side(now)],
            after: side(then),
            ..Pair::default()
        });
        Ok(())
    })?;
    Ok(comparison.end())
}

/// Goes through files with their numbers, and what they hold in the past.
fn each(
    files: &[PathBuf],
    past: &dyn Past,
    mut visit: impl FnMut(usize, &Path, Option<Vec<u8>>) -> Result<()>,
) -> Result<()> {
    for (number, path) in files.iter().enumerate() {
        if number % AT_ONCE == 0 {
            let paths: Vec<&Path> = files.iter().skip(number).take(AT_ONCE).map(PathBuf::as_path).collect();
            past.ahead(&paths)?;
        }
        visit(number, path, past.content(path)?)?;
    }
    Ok(())
}

/// Changes that an undo took back, as they are kept.
#[derive(Debug)]
pub struct Kept {
    directory: PathBuf,
    list: List,
    /// Where each file stands in the list.
    by_path: HashMap<PathBuf, usize>,
}

impl Past for Kept {
    fn ahead(&self, _: &[&Path]) -> Result<()> {
        Ok(())
    }

    fn content(&self, path: &Path) -> Result<Option<Vec<u8>>> {
        let Some(number) = self.by_path.get(path) else { return Ok(None) };
        let held = self.list.files.get(*number).and_then(|file| file.held.as_deref());
        held.map(|held| self.held(*number, held)).transpose()
    }
}

#[derive(Debug, Deserialize, Eq, PartialEq, Serialize)]
struct List {
    /// Where the store lies in the trees of the repository.
    store: String,
    /// The branch, and the last commit, when they were taken back.
    branch: Option<String>,
    head: String,
    files: Vec<KeptFile>,
}

#[derive(Debug, Deserialize, Eq, PartialEq, Serialize)]
struct KeptFile {
    path: PathBuf,
    /// The SHA-256 of what it held, which is in the file of its number; none where it had been removed.
    held: Option<String>,
    /// The SHA-256 of what it holds since, but for line ends; none where it is gone.
    holds: Option<String>,
}

impl Kept {
    /// Keeps what these files hold now, before they become what they were in the past. Done when it is on the disk.
    ///
    /// # Errors
    /// When a file can't be read, or the disk refuses.
    pub fn keep(repository: &Repository, store: &Store, files: &[PathBuf], past: &dyn Past) -> Result<()> {
        let place = repository.git_directory().join(DIRECTORY);
        let failed = |error: &io::Error| {
            Error::io(
                text!(
                    "无法保存要撤销的改动；没有撤销",
                    "can't keep what is to be undone; nothing was undone"
                ),
                &place,
                error,
            )
        };
        fs::create_dir_all(&place).map_err(|error| failed(&error))?;
        let directory = place.join(format!("{:06}", numbers(&place).into_iter().max().unwrap_or(0) + 1));
        fs::create_dir(&directory).map_err(|error| failed(&error))?;
        let mut kept = Vec::new();
        each(files, past, |number, path, then| {
            let now = StoreSource::read(store, path, yaml::MAX_FILE_BYTES)?;
            if let Some(now) = &now {
                file::create(&directory.join(number.to_string()), now)?;
            }
            kept.push(KeptFile {
                path: path.to_owned(),
                held: now.as_deref().map(sha256),
                holds: then.as_deref().map(sha256_of_text),
            });
            Ok(())
        })?;
        let list = List {
            store: repository.prefix().to_owned(),
            branch: repository.branch()?.map(str::to_owned),
            head: undo_mark::head(repository)?,
            files: kept,
        };
        if Self::all(repository)?.last().is_some_and(|last| last.list == list) {
            // An undo that was stopped kept the same already.
            return fs::remove_dir_all(&directory).map_err(|error| failed(&error));
        }
        platform::sync_tree(&directory).map_err(|error| failed(&error))?;
        let bytes = serde_json::to_vec(&list).map_err(|error| failed(&error.into()))?;
        file::replace(&directory.join(LIST), None, &bytes)?;
        for directory in [place.as_path(), repository.git_directory()] {
            platform::sync_directory(directory).map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// What was kept of this store, the newest last. What was not laid down completely is none.
    fn all(repository: &Repository) -> Result<Vec<Self>> {
        let place = repository.git_directory().join(DIRECTORY);
        let mut numbers = numbers(&place);
        numbers.sort_unstable();
        let mut found = Vec::new();
        for number in numbers {
            let directory = place.join(format!("{number:06}"));
            let list = match file::read(&directory.join(LIST), 64 << 20) {
                Ok(list) => list,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(unreadable(&directory, Text::from(&error))),
            };
            let list: List = serde_json::from_slice(&list)
                .map_err(|error| unreadable(&directory, Text::of_json(&error)))?;
            if !list.files.iter().all(|file| layout::is_own(&file.path)) {
                return Err(unreadable(
                    &directory,
                    text!("其中有台账以外的文件", "it names a file outside of the store"),
                ));
            }
            if list.store == repository.prefix() {
                let numbered = list.files.iter().enumerate();
                let by_path = numbered.map(|(number, file)| (file.path.clone(), number)).collect();
                found.push(Self { directory, list, by_path });
            }
        }
        Ok(found)
    }

    /// The last that was kept of this store on this branch.
    ///
    /// # Errors
    /// When what is kept can't be read.
    pub fn last(repository: &Repository) -> Result<Option<Self>> {
        let (branch, head) = (repository.branch()?, undo_mark::head(repository)?);
        for kept in Self::all(repository)?.into_iter().rev() {
            let List { branch: its_branch, head: its_head, .. } = &kept.list;
            let is_here = branch.is_some() && branch == its_branch.as_deref();
            if is_here || its_head.is_empty() || undo::is_ancestor(repository, its_head, &head)? {
                return Ok(Some(kept));
            }
        }
        Ok(None)
    }

    /// The last commit when they were taken back; empty where there was none.
    pub fn head(&self) -> &str {
        &self.list.head
    }

    /// Where they are kept.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The files, relative to the store.
    pub fn files(&self) -> Vec<PathBuf> {
        self.list.files.iter().map(|file| file.path.clone()).collect()
    }

    /// Whether a file is what it was given when it was taken back.
    pub fn is_untouched(&self, path: &Path, now: Option<&[u8]>) -> bool {
        let file = self.by_path.get(path).and_then(|number| self.list.files.get(*number));
        file.is_some_and(|file| file.holds == now.map(sha256_of_text))
    }

    fn held(&self, number: usize, held: &str) -> Result<Vec<u8>> {
        let path = self.directory.join(number.to_string());
        match file::read(&path, yaml::MAX_FILE_BYTES) {
            Ok(content) if sha256(&content) == held => Ok(content),
            Ok(_) => Err(unreadable(&path, text!("内容与保存时不同", "not what was kept"))),
            Err(error) => Err(unreadable(&path, Text::from(&error))),
        }
    }

    /// They are brought back: nothing is kept of them any more.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn forget(&self) -> Result<()> {
        let failed = |error: &io::Error| {
            Error::io(
                text!("无法清理已恢复的改动", "can't clear away what was brought back"),
                &self.directory,
                error,
            )
        };
        // The list goes first: without it the rest is nothing but leftovers.
        fs::remove_file(self.directory.join(LIST)).map_err(|error| failed(&error))?;
        platform::sync_directory(&self.directory).map_err(|error| failed(&error))?;
        fs::remove_dir_all(&self.directory).map_err(|error| failed(&error))
    }
}

fn numbers(place: &Path) -> Vec<u32> {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn sha256_of_text(bytes: &[u8]) -> String {
    sha256(&line_endings::with_line_feeds(bytes))
}

fn unreadable(path: &Path, cause: Text) -> Error {
    Error::conflict(text!("撤销时保存的改动读不出来", "what an undo kept can't be read"))
        .at(Location::file(path))
        .caused_by(cause)
        .hint(text!(
            "没有改动任何文件；核对后可以移走这个文件夹",
            "no file was changed; move the directory away when you have looked at it"
        ))
}

/// What git has staged of the store, files that it has taken out among it. `undo` takes back what the files hold: refused
/// is what only git's index has.
///
/// # Errors
/// When something is staged that neither the last commit nor the file holds.
pub fn staged(repository: &Repository, store: &Store) -> Result<Vec<PathBuf>> {
    let head = commit::committed_so_far(repository)?;
    let listing = repository.read(["ls-files", "--stage", "-z"])?;
    let mut known: HashSet<PathBuf> = HashSet::new();
    let mut staged = Vec::new();
    for line in listing.split(|byte| *byte == 0) {
        // `100644 HASH STAGE<TAB>path`
        let line = String::from_utf8_lossy(line);
        let Some((facts, path)) = line.split_once('\t') else { continue };
        let Some(path) = path.strip_prefix(repository.prefix()).map(Path::new) else { continue };
        if !layout::is_own(path) {
            continue;
        }
        known.insert(path.to_owned());
        let hash = facts.split(' ').nth(1).unwrap_or_default();
        if head.hash_of(path) == Some(hash) {
            continue;
        }
        let is_held =
            |bytes: &[u8]| is_name_of(hash, bytes) || is_name_of(hash, &line_endings::with_line_feeds(bytes));
        // Of a file that git only heard of it has no content.
        let is_staged_alone = !is_name_of(hash, b"")
            && !StoreSource::read(store, path, yaml::MAX_FILE_BYTES)?.as_deref().is_some_and(is_held);
        if is_staged_alone {
            return Err(staged_alone(store, path));
        }
        staged.push(path.to_owned());
    }
    let taken_out =
        head.files().map(|(path, _)| path).filter(|path| layout::is_own(path) && !known.contains(*path));
    for path in taken_out {
        if StoreSource::read(store, path, yaml::MAX_FILE_BYTES)?.is_some() {
            return Err(staged_alone(store, path));
        }
        staged.push(path.to_owned());
    }
    Ok(staged)
}

/// What git has staged of a file is not what the file holds.
fn staged_alone(store: &Store, path: &Path) -> Error {
    Error::conflict(text!(
        "git 暂存的内容与这个文件不同，不能一并撤销；没有改动任何文件",
        "git has staged something else than the file holds, which can't be undone with it; nothing was changed"
    ))
    .at(Location::file(StoreSource::shown(store, path)))
    .hint(text!("先用 git 处理暂存的内容：`git status`", "settle what is staged with git first: `git status`"))
}
