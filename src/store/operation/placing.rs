//! Files that were laid down take their places in the store: each only where its place holds what was read, and each
//! is read back.
//!
//! Many files stand in few directories, so the way to a directory is gone once for some of its files. They are compared and
//! renamed through its handle, which no link that comes meanwhile turns elsewhere; they are read back by the way that
//! everybody goes, so that a directory that was moved meanwhile is noticed.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use super::not_understood;
use crate::{
    error::{Error, Result},
    store::{file, layout, platform, platform::Directory, yaml},
    text::{Text, digest::sha256},
};

/// So many files of one directory are put in place before they are read back.
pub(super) const TOGETHER: usize = 64;

/// How far a step has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::store) enum Progress {
    /// It waits.
    Waits,
    /// It was put in place.
    Done,
    /// Somebody else changed its place since.
    Overtaken,
}

/// A file of an operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Laid<'a> {
    /// Its number in the operation.
    pub number: usize,
    /// Its place, relative to the store.
    pub path: &'a Path,
    /// The hash of what its place held, none where nothing was there.
    pub before: Option<&'a str>,
    /// The hash of what is to be there, none where it goes.
    pub after: Option<&'a str>,
}

impl Laid<'_> {
    fn name(&self) -> &OsStr {
        self.path.file_name().unwrap_or_default()
    }

    fn place(&self, store: &Path) -> PathBuf {
        store.join(self.path)
    }

    /// How far it has come, by the hash of what its place holds now.
    fn progress(&self, present: Option<&str>) -> Progress {
        if present == self.after {
            Progress::Done
        } else if present == self.before {
            Progress::Waits
        } else {
            Progress::Overtaken
        }
    }
}

/// Where a file of an operation is to stand.
enum Place {
    Open(Directory),
    /// There is no such directory.
    Missing,
    /// A link or something else stands there, and nothing is done through it.
    Closed,
}

impl Place {
    fn of(store: &Path, laid: &Laid<'_>) -> Result<Self> {
        let opened = Directory::open(store).and_then(|store| match parent(laid.path) {
            Some(parent) => store.directory(parent),
            None => Ok(store),
        });
        match opened {
            Ok(directory) => Ok(Self::Open(directory)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::Missing),
            // The disk has nothing against it.
            Err(error) if error.raw_os_error().is_none() => Ok(Self::Closed),
            Err(error) => Err(cannot_read(&laid.place(store), &error)),
        }
    }

    /// How far a file has come, and the metadata of what is in its place now.
    fn look(&self, store: &Path, laid: &Laid<'_>) -> Result<(Progress, Option<fs::Metadata>)> {
        let directory = match self {
            Self::Open(directory) => directory,
            Self::Missing => return Ok((laid.progress(None), None)),
            Self::Closed => return Ok((Progress::Overtaken, None)),
        };
        let read = directory.file(Path::new(laid.name())).and_then(|file| {
            let mut bytes = Vec::with_capacity(4096);
            file::read_open(&file, yaml::MAX_FILE_BYTES, &mut bytes)?;
            Ok((sha256(&bytes), file.metadata()?))
        });
        match read {
            Ok((hash, metadata)) => Ok((laid.progress(Some(&hash)), Some(metadata))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((laid.progress(None), None)),
            Err(error) if error.raw_os_error().is_none() => Ok((Progress::Overtaken, None)),
            Err(error) => Err(cannot_read(&laid.place(store), &error)),
        }
    }
}

/// How far a file has come.
pub(super) fn progress(store: &Path, laid: &Laid<'_>) -> Result<Progress> {
    Ok(Place::of(store, laid)?.look(store, laid)?.0)
}

/// Puts files of one directory in place, unless they are there already or somebody else saved another one, and reads
/// them back. What this very process laid down and made durable `is_known` and is not read once more before.
pub(super) fn put(store: &Path, files: &[Laid<'_>], is_known: bool) -> Result<Vec<Progress>> {
    let Some(first) = files.first() else { return Ok(Vec::new()) };
    let mut place = Place::of(store, first)?;
    let put = |laid| put_one(store, &mut place, laid, is_known);
    let put: Vec<(Progress, bool)> = files.iter().map(put).collect::<Result<_>>()?;
    let place = Place::of(store, first)?;
    for (laid, _) in files.iter().zip(&put).filter(|(_, (_, is_new))| *is_new) {
        let path = laid.place(store);
        let read = match &place {
            Place::Open(directory) => directory.file(Path::new(laid.name())),
            Place::Missing | Place::Closed => Err(io::ErrorKind::NotFound.into()),
        };
        ensure_holds(&path, laid, read)?;
    }
    Ok(put.into_iter().map(|(progress, _)| progress).collect())
}

/// The same of one file, which is still to be read back where the answer says so.
fn put_one(store: &Path, place: &mut Place, laid: &Laid<'_>, is_known: bool) -> Result<(Progress, bool)> {
    let staged = staged(store, laid.number);
    // What was put in place before has left.
    let laid_down = fs::symlink_metadata(&staged).ok();
    if laid.after.is_some() && laid_down.is_some() && !is_known {
        ensure_holds(&staged, laid, platform::open_regular(&staged))?;
    }
    // Between this look at the file and its new name lies nothing that takes time.
    let (progress, present) = place.look(store, laid)?;
    if progress != Progress::Waits {
        return Ok((progress, false));
    }
    if laid.after.is_none() {
        if let Place::Open(directory) = place {
            directory.remove(laid.name()).map_err(|error| cannot_remove(&laid.place(store), &error))?;
        }
        return Ok((Progress::Done, false));
    }
    let Some(laid_down) = laid_down else {
        return Err(not_understood(&staged, Text::from(&io::Error::from(io::ErrorKind::NotFound))));
    };
    if matches!(place, Place::Missing) {
        make_way(store, laid.path)?;
        *place = Place::of(store, laid)?;
    }
    let Place::Open(directory) = place else { return Ok((Progress::Overtaken, false)) };
    let take = || {
        if let Some(present) = present.filter(|present| !platform::is_taken_after(&laid_down, present)) {
            platform::take_after(&fs::File::open(&staged)?, &staged, &present)?;
        }
        directory.put(&staged, laid.name())
    };
    take().map_err(|error| file::cannot_write(&laid.place(store), &error))?;
    Ok((Progress::Done, true))
}

/// A file must hold what the list says, before it is put in place and after.
fn ensure_holds(path: &Path, laid: &Laid<'_>, opened: io::Result<fs::File>) -> Result<()> {
    let mut bytes = Vec::with_capacity(4096);
    match opened.and_then(|file| file::read_open(&file, yaml::MAX_FILE_BYTES, &mut bytes)) {
        Ok(()) if Some(sha256(&bytes).as_str()) == laid.after => Ok(()),
        Ok(()) => Err(not_understood(path, text!("内容与准备时不同", "not the content that was laid down"))),
        Err(error) => Err(not_understood(path, Text::from(&error))),
    }
}

/// Where a file or a directory of an operation waits.
pub(super) fn staged(store: &Path, number: usize) -> PathBuf {
    store.join(layout::OPERATION).join(number.to_string())
}

/// The directory of a file, none where it stands in the store's own.
fn parent(path: &Path) -> Option<&Path> {
    path.parent().filter(|parent| !parent.as_os_str().is_empty())
}

/// No directory on the way to a file of the store is a link, so that nothing outside is written. One that is not there
/// leads nowhere. Says whether it is there.
pub(super) fn ensure_inside(store: &Path, path: &Path) -> Result<bool> {
    let Some(parent) = parent(path) else { return Ok(true) };
    match Directory::open(store).and_then(|store| store.directory(parent)) {
        Ok(_directory) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(cannot_enter(&store.join(parent), &error)),
    }
}

/// Makes the directories that a file is to stand in: those of a plan that comes back.
pub(super) fn make_way(store: &Path, path: &Path) -> Result<()> {
    if ensure_inside(store, path)? {
        return Ok(());
    }
    let mut directory = store.to_owned();
    for name in path.parent().into_iter().flatten() {
        let above = directory.clone();
        directory.push(name);
        if fs::symlink_metadata(&directory).is_err() {
            let made = match fs::create_dir(&directory) {
                // It was made for another file of it meanwhile.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
                made => made,
            };
            made.and_then(|()| platform::sync_directory(&above))
                .map_err(|error| cannot_enter(&directory, &error))?;
        }
    }
    ensure_inside(store, path).map(|_is_there| ())
}

fn cannot_enter(directory: &Path, error: &io::Error) -> Error {
    Error::io(text!("无法写入这个文件夹", "can't write into this directory"), directory, error)
}

fn cannot_read(path: &Path, error: &io::Error) -> Error {
    Error::io(text!("读不了这个文件", "can't read this file"), path, error)
}

fn cannot_remove(path: &Path, error: &io::Error) -> Error {
    Error::io(text!("无法删除这个文件", "can't remove this file"), path, error)
        .hint(text!("文件没有改变；请检查权限", "the file is as it was; check permissions"))
}
