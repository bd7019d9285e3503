//! The list of an operation: what goes where, and the seal that shows that it was laid down on this machine.
//!
//! An operation that comes by another way, in a commit or a copied folder, is nobody's here: it would be done in the
//! name of whoever writes next. So the list names a file beside it that only the one who laid everything down can
//! know: by its number on this disk, and by a time long ago that git gives to no file.

use std::{
    ffi::OsString,
    fs,
    hash::{BuildHasher as _, Hasher as _, RandomState},
    io,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

use super::{cannot_prepare, not_understood};
use crate::{
    error::{Error, Location, Result},
    store::{file, layout, platform},
    text::Text,
};

/// The list of an operation, in its directory.
pub(super) const LIST: &str = "operation.json";
/// The file that the list is bound to.
pub(super) const SEAL: &str = "begun";
/// The longest list, in bytes: some hundred for each file.
const MAX_LIST_BYTES: u64 = 64 * 1024 * 1024;

/// The list of an operation.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct List {
    /// What shows that it was laid down here.
    pub seal: Seal,
    /// In the order in which they are taken.
    pub steps: Vec<Step>,
}

impl List {
    /// Writes it as the last thing of an operation: from now on the operation is finished, by whomever.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn write(&self, operation: &Path) -> Result<()> {
        let text = serde_json::to_vec(self).map_err(|error| cannot_prepare(operation, &error.into()))?;
        file::replace(&operation.join(LIST), None, &text)
    }

    /// Takes it away first of all: without it the rest is nothing but leftovers.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn remove(operation: &Path) -> io::Result<()> {
        match fs::remove_file(operation.join(LIST)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// What distinguishes a file from any copy of it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Seal {
    /// Its number on the disk, where the system has such.
    number: Option<u64>,
    /// Its time, in seconds since 1970.
    time: u64,
}

impl Seal {
    /// Makes the file. Its time is whole and even seconds, which every disk keeps, and so old that no file that is
    /// written today has it.
    pub(super) fn make(operation: &Path) -> io::Result<Self> {
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
pub(super) enum Step {
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
    pub(super) fn place(&self) -> PathBuf {
        match self {
            Self::File { path, .. } => path.clone(),
            Self::Plan { slug } => PathBuf::from(slug),
            Self::Move { to, .. } => PathBuf::from(to),
        }
    }

    /// Whether both are files of one directory.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File { path, .. }, Self::File { path: other, .. }) => path.parent() == other.parent(),
            _ => false,
        }
    }
}

/// The steps of an operation; none where it was not laid down completely.
///
/// # Errors
/// When its list can't be read or understood, or nobody here laid it down.
pub(super) fn steps_of(operation: &Path) -> Result<Option<Vec<Step>>> {
    let list = match file::read(&operation.join(LIST), MAX_LIST_BYTES) {
        Ok(list) => list,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return if is_only_prepared(operation) { Ok(None) } else { Err(not_begun_here(operation)) };
        }
        Err(error) => return Err(not_understood(operation, Text::from(&error))),
    };
    let List { seal, steps } =
        serde_json::from_slice(&list).map_err(|error| not_understood(operation, Text::of_json(&error)))?;
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
