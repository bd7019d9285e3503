//! Several files changed as one: the new contents are laid down beside the store's files with a list of
//! what goes where, and only then put in their places. Where a command was interrupted, the next one that
//! writes finishes what was laid down completely, or throws away what was not.
//!
//! A file that somebody else changed in between is theirs: it is left alone and named.
//!
//! An operation that comes by another way, in a commit or a copied folder, is nobody's here: it would be done in the
//! name of whoever writes next. So the list names a file beside it that only the one who laid everything down can
//! know: by its number on this disk, and by a time long ago that git gives to no file.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fmt, fs,
    hash::{BuildHasher as _, Hasher as _, RandomState},
    io,
    path::{Path, PathBuf},
    rc::Rc,
    time::{Duration, UNIX_EPOCH},
};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    file::{self, Digest},
    layout, line_endings,
    placing::{self, Laid, ensure_inside, make_way, staged},
    platform,
};
use crate::error::{Error, Location, Result};
use crate::text::Text;

/// The list of an operation, in its directory.
const LIST: &str = "operation.json";
/// The file that the list is bound to.
const SEAL: &str = "begun";
/// The longest list, in bytes: some hundred for each file.
const MAX_LIST_BYTES: u64 = 64 * 1024 * 1024;

/// So many files are read ahead.
pub const AT_ONCE: usize = 500;
/// So few files are put in place one after the other; no thread is started for them.
const FEW: usize = 200;
/// Of more directories than these the whole file system is synced at once.
const MANY_DIRECTORIES: usize = 8;

/// A state of the store that can come back. Its contents are read when they are needed: there may be more than memory
/// should hold.
pub trait Past: fmt::Debug {
    /// Says that these files are going to be asked for now.
    ///
    /// # Errors
    /// When they can't be read.
    fn ahead(&self, paths: &[&Path]) -> Result<()>;

    /// What a file holds in it; none where it is not there.
    ///
    /// # Errors
    /// When it can't be read.
    fn content(&self, path: &Path) -> Result<Option<Vec<u8>>>;

    /// Whether a file is there in it.
    ///
    /// # Errors
    /// When it can't be read.
    fn has(&self, path: &Path) -> Result<bool> {
        Ok(self.content(path)?.is_some())
    }

    /// Whether a file holds this in it, but for line ends.
    ///
    /// # Errors
    /// When it can't be read.
    fn is(&self, path: &Path, content: Option<&[u8]>) -> Result<bool> {
        Ok(line_endings::is_same_text(self.content(path)?.as_deref(), content))
    }
}

/// What a file is going to hold.
#[derive(Debug)]
pub(super) enum After {
    /// This.
    Content(Vec<u8>),
    /// What it held in the past, with CRLF at the end of its lines or as it was.
    Past { past: Rc<dyn Past>, with_pairs: bool },
}

impl After {
    fn content(&self, path: &Path) -> Result<std::borrow::Cow<'_, [u8]>> {
        Ok(match self {
            Self::Content(content) => content.into(),
            Self::Past { past, with_pairs } => {
                let content = past.content(path)?.unwrap_or_default();
                if *with_pairs { line_endings::with_pairs(&content).into() } else { content.into() }
            }
        })
    }
}

/// What an operation is going to put in place.
#[derive(Debug)]
pub(super) enum Planned {
    /// A file: path relative to the store, the hash of its content before, and what it is to hold, none where it is not
    /// there.
    File { path: PathBuf, before: Option<Digest>, after: Option<After> },
    /// The directory of a new plan with its files; paths are relative to the store.
    Plan { slug: String, files: Vec<(PathBuf, Vec<u8>)> },
    /// The directory of a plan that gets another name, with all that it holds.
    Move { from: String, to: String },
}

/// The list of an operation.
#[derive(Debug, Deserialize, Serialize)]
struct List {
    /// What shows that it was laid down here.
    seal: Seal,
    steps: Vec<Step>,
}

/// What distinguishes a file from any copy of it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Seal {
    /// Its number on the disk, where the system has such.
    number: Option<u64>,
    /// Its time, in seconds since 1970.
    time: u64,
}

impl Seal {
    /// Makes the file. Its time is whole and even seconds, which every disk keeps, and so old that no file that is
    /// written today has it.
    fn make(operation: &Path) -> io::Result<Self> {
        let path = operation.join(SEAL);
        let file = fs::File::create_new(&path)?;
        // A hasher of the standard library has a secret of its own each time.
        let random = RandomState::new().build_hasher().finish();
        let time = YEAR_1981 + random % (YEAR_2000 - YEAR_1981) / 2 * 2;
        file.set_modified(UNIX_EPOCH + Duration::from_secs(time))?;
        Self::of(&file)
    }

    fn of(file: &fs::File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        let time = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Ok(Self { number: platform::file_number(&metadata), time })
    }

    /// Whether it is that of the file in this operation.
    fn holds(self, operation: &Path) -> bool {
        let present = platform::open_regular(&operation.join(SEAL)).and_then(|file| Self::of(&file));
        (YEAR_1981..YEAR_2000).contains(&self.time) && present.is_ok_and(|present| present == self)
    }
}

/// Between these times, in seconds since 1970, a seal has its own.
const YEAR_1981: u64 = 347_155_200;
const YEAR_2000: u64 = 946_684_800;

/// One thing that an operation puts in place, as its list has it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    /// A file, with the SHA-256 of its content before (none for one that comes) and after (none for one
    /// that goes).
    File { path: PathBuf, before: Option<String>, after: Option<String> },
    /// A directory.
    Plan { slug: String },
    /// A directory that gets another name.
    Move { from: String, to: String },
}

impl Step {
    /// The place that it changes, relative to the store.
    fn place(&self) -> PathBuf {
        match self {
            Self::File { path, .. } => path.clone(),
            Self::Plan { slug } => PathBuf::from(slug),
            Self::Move { to, .. } => PathBuf::from(to),
        }
    }

    /// Whether both are files of one directory.
    fn is_beside(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File { path, .. }, Self::File { path: other, .. }) => path.parent() == other.parent(),
            _ => false,
        }
    }
}

/// How far a step has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Progress {
    /// It waits.
    Waits,
    /// It was put in place.
    Done,
    /// Somebody else changed its place since.
    Overtaken,
}

/// What the next command found of an interrupted one, and did about it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Recovery {
    /// There was nothing.
    #[default]
    Nothing,
    /// It had not laid down everything: what it did lay down was thrown away, and nothing is changed.
    Undone,
    /// It was finished.
    Finished {
        /// Files that somebody else changed since, relative to the store; they were left alone.
        left: Vec<PathBuf>,
    },
}

/// Changes everything that is planned, or, when the machine stops in between, leaves it to the next
/// command. Gives the files that somebody else changed meanwhile and that were left alone.
pub(super) fn apply(store: &Path, planned: &[Planned]) -> Result<Vec<PathBuf>> {
    match planned {
        [] => return Ok(Vec::new()),
        [Planned::File { path, before, after: Some(after) }] => {
            make_way(store, path)?;
            return file::replace_known(&store.join(path), *before, &after.content(path)?)
                .map(|()| Vec::new());
        }
        _ => {}
    }
    let operation = store.join(layout::OPERATION);
    let laid_down = lay_down(store, &operation, planned);
    if laid_down.is_err() {
        // Nothing is in place yet; if even this fails, the next command does it.
        let _left = remove(&operation);
    }
    finish(store, &laid_down?, true)
}

fn lay_down(store: &Path, operation: &Path, planned: &[Planned]) -> Result<Vec<Step>> {
    let failed = |error: &io::Error| cannot_prepare(operation, error);
    fs::create_dir(operation).map_err(|error| failed(&error))?;
    let mut steps = Vec::new();
    // Many files stand in few directories.
    let mut inside = BTreeSet::new();
    for (number, planned_now) in planned.iter().enumerate() {
        if number % AT_ONCE == 0 {
            read_ahead(planned.iter().skip(number).take(AT_ONCE))?;
        }
        let staged = operation.join(number.to_string());
        steps.push(match planned_now {
            Planned::File { path, before, after } => {
                if inside.insert(path.parent()) {
                    ensure_inside(store, path)?;
                }
                let after = match after {
                    Some(after) => {
                        let content = after.content(path)?;
                        file::create(&staged, &content)?;
                        Some(hash(&content))
                    }
                    None => None,
                };
                Step::File { path: path.clone(), before: before.map(file::hex), after }
            }
            Planned::Plan { slug, files } => {
                for (path, content) in files {
                    let path = staged.join(path.strip_prefix(slug).unwrap_or(path));
                    let parent = path.parent().unwrap_or(&staged);
                    fs::create_dir_all(parent).map_err(|error| failed(&error))?;
                    file::create(&path, content)?;
                }
                Step::Plan { slug: slug.clone() }
            }
            Planned::Move { from, to } => Step::Move { from: from.clone(), to: to.clone() },
        });
    }
    let seal = Seal::make(operation).map_err(|error| failed(&error))?;
    platform::sync_tree(operation).map_err(|error| failed(&error))?;
    let list = List { seal, steps };
    let text = serde_json::to_vec(&list).map_err(|error| failed(&error.into()))?;
    file::replace(&operation.join(LIST), None, &text)?;
    platform::sync_directory(store).map_err(|error| failed(&error))?;
    Ok(list.steps)
}

/// What comes from one state of the past is read in one go.
fn read_ahead<'a>(planned: impl Iterator<Item = &'a Planned>) -> Result<()> {
    let mut from: Option<&Rc<dyn Past>> = None;
    let mut paths = Vec::new();
    for planned in planned {
        if let Planned::File { path, after: Some(After::Past { past, .. }), .. } = planned
            && from.is_none_or(|from| Rc::ptr_eq(from, past))
        {
            from = Some(past);
            paths.push(path.as_path());
        }
    }
    from.map_or(Ok(()), |past| past.ahead(&paths))
}

/// Finishes or throws away what an interrupted command left.
///
/// # Errors
/// A conflict when it can't be understood; else the disk refuses.
pub(super) fn recover(store: &Path) -> Result<Recovery> {
    let operation = store.join(layout::OPERATION);
    match fs::symlink_metadata(&operation) {
        Ok(metadata) if metadata.is_dir() => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Recovery::Nothing),
        Ok(_) => return Err(not_understood(&operation, text!("不是目录", "not a directory"))),
        Err(error) => return Err(cannot_prepare(&operation, &error)),
    }
    match steps_of(&operation)? {
        Some(steps) => finish(store, &steps, false).map(|left| Recovery::Finished { left }),
        // The list is written last: without it nothing was put in place.
        None => remove(&operation).map(|()| Recovery::Undone),
    }
}

/// What an interrupted operation was to put in place, relative to the store, and how far it has come;
/// nothing where it was not laid down completely.
///
/// # Errors
/// As [`recover`].
pub(super) fn pending(store: &Path) -> Result<Vec<(PathBuf, Progress)>> {
    let steps = steps_of(&store.join(layout::OPERATION))?.unwrap_or_default();
    let progress = |(number, step): (usize, &Step)| Ok((step.place(), progress(store, number, step)?));
    steps.iter().enumerate().map(progress).collect()
}

fn steps_of(operation: &Path) -> Result<Option<Vec<Step>>> {
    let list = match file::read(&operation.join(LIST), MAX_LIST_BYTES) {
        Ok(list) => list,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return if is_only_prepared(operation) { Ok(None) } else { Err(not_begun_here(operation)) };
        }
        Err(error) => return Err(not_understood(operation, Text::from(&error))),
    };
    let List { seal, steps } =
        serde_json::from_slice(&list).map_err(|error| not_understood(operation, Text::foreign(error)))?;
    if !seal.holds(operation) {
        return Err(not_begun_here(operation));
    }
    let is_own = |step: &Step| match step {
        Step::File { path, .. } => layout::is_own(path),
        Step::Plan { slug } => layout::is_slug(slug),
        Step::Move { from, to } => layout::is_slug(from) && layout::is_slug(to),
    };
    if steps.iter().all(is_own) {
        return Ok(Some(steps));
    }
    Err(not_understood(operation, text!("其中有台账以外的文件", "it names a file outside of the store")))
}

/// Whether nothing is there but what is laid down before the list: that may be thrown away.
fn is_only_prepared(operation: &Path) -> bool {
    let is_prepared = |name: &OsString| {
        let name = name.to_string_lossy();
        name == SEAL || name.starts_with(layout::TEMPORARY) || name.bytes().all(|byte| byte.is_ascii_digit())
    };
    platform::Directory::open(operation)
        .and_then(|directory| directory.names())
        .is_ok_and(|names| names.iter().all(is_prepared))
}

/// It has no cause besides.
fn not_begun_here(operation: &Path) -> Error {
    Error::conflict(text!(
        "这个中断的操作不是本机的命令开始的（随提交或拷贝的文件夹而来），不会执行",
        "no command on this machine began this operation (it came with a commit or a copied folder); it is not carried out"
    ))
    .at(Location::file(operation))
    .hint(text!(
        "`pjt doctor --fix` 把它移开留存；若已提交到 git，请查明是谁提交的，并从 git 中移走它",
        "`pjt doctor --fix` sets it aside; if it was committed, find out by whom and take it out of git"
    ))
}

/// Puts in place what was laid down: by this very process, where it `is_known`.
fn finish(store: &Path, steps: &[Step], is_known: bool) -> Result<Vec<PathBuf>> {
    let mut left = Vec::new();
    // Many files stand in few directories: each is synced once, while the list of steps is still there.
    let mut touched = BTreeSet::new();
    for step in steps {
        if let Step::File { path, .. } = step {
            touched.extend(store.join(path).parent().map(Path::to_owned));
        }
    }
    // Files have nothing to do with each other; a directory comes or moves before what is changed in it.
    let are_files = steps.iter().all(|step| matches!(step, Step::File { .. }));
    let numbered: Vec<(usize, &Step)> = steps.iter().enumerate().collect();
    let together = |(_, one): &(usize, &Step), (_, next): &(usize, &Step)| one.is_beside(next);
    let groups: Vec<_> =
        numbered.chunk_by(together).flat_map(|beside| beside.chunks(placing::TOGETHER)).collect();
    let put = |group: &&[(usize, &Step)]| put_together(store, group, is_known);
    let progress: Vec<Vec<Progress>> = if are_files && steps.len() > FEW {
        groups.par_iter().map(put).collect::<Result<_>>()?
    } else {
        groups.iter().map(put).collect::<Result<_>>()?
    };
    let progress = progress.into_iter().flatten();
    for (step, progress) in steps.iter().zip(progress) {
        match progress {
            Progress::Done => {}
            Progress::Waits | Progress::Overtaken => left.push(step.place()),
        }
    }
    let failed = |directory: &Path, error: &io::Error| {
        Error::io(
            text!("没能确认改动已落盘", "the changes are not known to be on the disk"),
            directory,
            error,
        )
    };
    touched.retain(|directory| directory.is_dir());
    if touched.len() > MANY_DIRECTORIES {
        platform::sync_tree(store).map_err(|error| failed(store, &error))?;
    } else {
        for directory in &touched {
            platform::sync_directory(directory).map_err(|error| failed(directory, &error))?;
        }
    }
    remove(&store.join(layout::OPERATION))?;
    Ok(left)
}

/// Puts files of one directory in place, or one thing that is no file.
fn put_together(store: &Path, group: &[(usize, &Step)], is_known: bool) -> Result<Vec<Progress>> {
    let files: Vec<Laid<'_>> = group
        .iter()
        .filter_map(|(number, step)| match step {
            Step::File { path, before, after } => Some(laid(*number, path, before, after)),
            Step::Plan { .. } | Step::Move { .. } => None,
        })
        .collect();
    if files.is_empty() {
        group.iter().map(|(number, step)| put_in_place(store, *number, step)).collect()
    } else {
        placing::put(store, &files, is_known)
    }
}

fn laid<'a>(
    number: usize,
    path: &'a Path,
    before: &'a Option<String>,
    after: &'a Option<String>,
) -> Laid<'a> {
    Laid { number, path, before: before.as_deref(), after: after.as_deref() }
}

fn progress(store: &Path, number: usize, step: &Step) -> Result<Progress> {
    match step {
        Step::File { path, before, after } => placing::progress(store, &laid(number, path, before, after)),
        Step::Plan { slug } => {
            let is_there = |path: PathBuf| fs::symlink_metadata(path).is_ok();
            let is_staged = is_there(staged(store, number));
            Ok(match (is_there(store.join(slug)), is_staged) {
                (false, _) => Progress::Waits,
                (true, false) => Progress::Done,
                (true, true) => Progress::Overtaken,
            })
        }
        Step::Move { from, to } => {
            let is_there = |slug: &str| fs::symlink_metadata(store.join(slug)).is_ok();
            Ok(match (is_there(from), is_there(to)) {
                (true, false) => Progress::Waits,
                (false, true) => Progress::Done,
                _ => Progress::Overtaken,
            })
        }
    }
}

/// Puts one thing in place that is no file, unless it is there already or somebody else made another one.
fn put_in_place(store: &Path, number: usize, step: &Step) -> Result<Progress> {
    let progress = progress(store, number, step)?;
    if progress != Progress::Waits {
        return Ok(progress);
    }
    let staged = staged(store, number);
    match step {
        Step::File { .. } => Ok(progress),
        Step::Plan { slug } => {
            let target = store.join(slug);
            fs::rename(&staged, &target)
                .and_then(|()| platform::sync_directory(store))
                .map(|()| Progress::Done)
                .map_err(|error| Error::io(text!("无法写入方案", "can't write the plan"), &target, &error))
        }
        Step::Move { from, to } => {
            let (from, target) = (store.join(from), store.join(to));
            if !fs::symlink_metadata(&from).is_ok_and(|metadata| metadata.is_dir()) {
                return Ok(Progress::Overtaken);
            }
            fs::rename(&from, &target)
                .and_then(|()| platform::sync_directory(store))
                .map(|()| Progress::Done)
                .map_err(|error| {
                    Error::io(
                        text!("无法给方案的目录改名", "can't rename the plan's directory"),
                        &from,
                        &error,
                    )
                })
        }
    }
}

fn remove(operation: &Path) -> Result<()> {
    let failed = |error: &io::Error| {
        Error::io(text!("无法清理准备目录", "can't clear away the prepared files"), operation, error)
    };
    // The list goes first: without it the rest is nothing but leftovers.
    match fs::remove_file(operation.join(LIST)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&error)),
        _ => {}
    }
    fs::remove_dir_all(operation).map_err(|error| failed(&error))
}

fn cannot_prepare(operation: &Path, error: &io::Error) -> Error {
    Error::io(
        text!("无法准备写入；没有改动任何文件", "can't prepare to write; no file was changed"),
        operation,
        error,
    )
    .hint(text!("请检查磁盘空间和权限", "check disk space and permissions"))
}

pub(super) fn not_understood(operation: &Path, cause: Text) -> Error {
    Error::conflict(text!("读不懂上次中断的操作", "can't understand what an interrupted operation left"))
        .named("interrupted-operation")
        .at(Location::file(operation))
        .caused_by(cause)
        .hint(text!("`pjt doctor` 会说明情况", "`pjt doctor` explains it"))
}

pub(super) fn hash(bytes: &[u8]) -> String {
    file::hex(file::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    const ONE: &str = "p/tasks/001.yaml";
    const TWO: &str = "p/tasks/002.yaml";

    /// A store with a task 1 that reads "a", and an operation with these steps.
    fn interrupted(staged: &[&str], steps: &[Step]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("p/tasks")).unwrap();
        file::create(&folder.path().join(ONE), b"a").unwrap();
        let operation = folder.path().join(layout::OPERATION);
        fs::create_dir(&operation).unwrap();
        for (number, content) in staged.iter().enumerate() {
            file::create(&operation.join(number.to_string()), content.as_bytes()).unwrap();
        }
        if !steps.is_empty() {
            let list = serde_json::json!({ "seal": Seal::make(&operation).unwrap(), "steps": steps });
            file::create(&operation.join(LIST), &serde_json::to_vec(&list).unwrap()).unwrap();
        }
        folder
    }

    fn step(path: &str, before: Option<&[u8]>, after: &[u8]) -> Step {
        Step::File { path: path.into(), before: before.map(hash), after: Some(hash(after)) }
    }

    #[test]
    fn what_was_not_laid_down_completely_is_thrown_away() {
        let folder = interrupted(&["b"], &[]);
        assert_eq!(recover(folder.path()).unwrap(), Recovery::Undone);
        assert_eq!(fs::read(folder.path().join(ONE)).unwrap(), b"a");
        assert_eq!(recover(folder.path()).unwrap(), Recovery::Nothing);
    }

    #[test]
    fn what_was_laid_down_is_finished() {
        let steps = [step(ONE, Some(b"x"), b"a"), step(TWO, None, b"c"), Step::Plan { slug: "q".into() }];
        let folder = interrupted(&["a", "c"], &steps);
        fs::create_dir(folder.path().join(layout::OPERATION).join("2")).unwrap();
        let found = pending(folder.path()).unwrap();
        let progress: Vec<_> = found.into_iter().map(|(_, progress)| progress).collect();
        assert_eq!(progress, [Progress::Done, Progress::Waits, Progress::Waits]);
        assert_eq!(recover(folder.path()).unwrap(), Recovery::Finished { left: vec![] });
        assert_eq!(fs::read(folder.path().join(TWO)).unwrap(), b"c");
        assert!(folder.path().join("q").is_dir());
        assert!(!folder.path().join(layout::OPERATION).exists());
    }

    #[test]
    fn a_file_that_somebody_else_changed_is_left_alone_and_named() {
        let folder = interrupted(&["b", "c"], &[step(ONE, Some(b"x"), b"b"), step(TWO, None, b"c")]);
        assert_eq!(recover(folder.path()).unwrap(), Recovery::Finished { left: vec![ONE.into()] });
        assert_eq!(fs::read(folder.path().join(ONE)).unwrap(), b"a");
        assert_eq!(fs::read(folder.path().join(TWO)).unwrap(), b"c");
    }

    #[test]
    fn what_is_put_in_place_is_read_back_even_where_it_was_laid_down_just_now() {
        let folder = interrupted(&["b", "x"], &[step(ONE, Some(b"a"), b"b"), step(TWO, None, b"c")]);
        let steps = steps_of(&folder.path().join(layout::OPERATION)).unwrap().unwrap();
        assert_eq!(finish(folder.path(), &steps, true).unwrap_err().kind(), ErrorKind::Conflict);
        assert!(folder.path().join(layout::OPERATION).join(LIST).exists());
        // what somebody else laid down is read before, and does not get so far
        let folder = interrupted(&["b", "x"], &[step(ONE, Some(b"a"), b"b"), step(TWO, None, b"c")]);
        assert!(recover(folder.path()).is_err());
        assert!(!folder.path().join(TWO).exists());
    }

    #[test]
    fn nothing_is_written_where_a_file_took_the_place_of_a_directory() {
        let folder = interrupted(&["b", "c"], &[step(ONE, Some(b"a"), b"b"), step(TWO, None, b"c")]);
        let tasks = folder.path().join("p/tasks");
        let steps = steps_of(&folder.path().join(layout::OPERATION)).unwrap().unwrap();
        fs::remove_dir_all(&tasks).unwrap();
        file::create(&tasks, b"no directory").unwrap();
        assert!(finish(folder.path(), &steps, true).is_err());
        assert_eq!(fs::read(&tasks).unwrap(), b"no directory");
    }

    #[test]
    fn a_list_that_leads_elsewhere_or_makes_no_sense_is_refused() {
        let folder = interrupted(&["b"], &[step("../x", None, b"b")]);
        assert!(recover(folder.path()).is_err());
        let list = folder.path().join(layout::OPERATION).join(LIST);
        fs::remove_file(&list).unwrap();
        file::create(&list, b"[").unwrap();
        assert!(recover(folder.path()).is_err());
        assert!(list.exists());
    }

    #[test]
    fn what_came_from_elsewhere_is_never_finished_nor_thrown_away() {
        let folder = interrupted(&["b", "c"], &[step(ONE, Some(b"a"), b"b"), step(TWO, None, b"c")]);
        let operation = folder.path().join(layout::OPERATION);
        let (seal, own) = (operation.join(SEAL), operation.join("own"));
        let is_refused = || {
            recover(folder.path()).is_err_and(|error| error.kind() == ErrorKind::Conflict)
                && fs::read(folder.path().join(ONE)).unwrap() == b"a"
                && operation.join("1").exists()
        };
        // a checkout: the same names and contents, written now
        fs::rename(&seal, &own).unwrap();
        file::create(&seal, b"").unwrap();
        assert!(is_refused());
        // a copy that keeps the times
        let then = fs::metadata(&own).unwrap().modified().unwrap();
        fs::File::options().write(true).open(&seal).unwrap().set_modified(then).unwrap();
        assert!(is_refused() || cfg!(not(unix)));
        // no seal, a link to one, a list without one, no list beside what pjt never makes
        fs::remove_file(&seal).unwrap();
        assert!(is_refused());
        let list = fs::read(operation.join(LIST)).unwrap();
        let steps = serde_json::from_slice::<serde_json::Value>(&list).unwrap()["steps"].to_string();
        fs::remove_file(operation.join(LIST)).unwrap();
        assert!(is_refused(), "{own:?} is there");
        file::create(&operation.join(LIST), steps.as_bytes()).unwrap();
        assert!(is_refused());
        fs::rename(&own, &seal).unwrap();
        fs::remove_file(operation.join(LIST)).unwrap();
        file::create(&operation.join(LIST), &list).unwrap();
        assert_eq!(recover(folder.path()).unwrap(), Recovery::Finished { left: vec![] });
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_linked_directory() {
        let folder = interrupted(&["b", "c"], &[step("q/tasks/001.yaml", None, b"b")]);
        let outside = tempfile::tempdir().unwrap();
        fs::create_dir(outside.path().join("tasks")).unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("q")).unwrap();
        assert_eq!(
            recover(folder.path()).unwrap(),
            Recovery::Finished { left: vec!["q/tasks/001.yaml".into()] }
        );
        assert_eq!(fs::read_dir(outside.path().join("tasks")).unwrap().count(), 0);
    }
}
