//! Git's own folder, looked at without git: where it lies, and whether git could read it at all.

use std::{
    fs,
    path::{Path, PathBuf},
};

use walkdir::WalkDir;

use crate::{
    error::{Error, Location, Result},
    store::{file, platform},
};

/// The files that git opens for whatever it is asked, beside its references.
const OPENED: [&str; 10] = [
    "HEAD",
    "config",
    "commondir",
    "index",
    "packed-refs",
    "shallow",
    "info/attributes",
    "info/exclude",
    "info/grafts",
    "objects/info/alternates",
];

/// The most bytes that a file which names a folder may have.
const MOST: u64 = 64 * 1024;

/// Where git keeps what it knows of the working files in a folder; none where nothing is kept there.
pub(super) fn of(top: &Path) -> Option<PathBuf> {
    let git = top.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    // A linked working tree has a file that names it.
    let named = file::read(&git, MOST).ok()?;
    Some(top.join(platform::path_of(named.strip_prefix(b"gitdir: ")?.trim_ascii_end())?))
}

/// Git opens these files whatever they are, and would wait for what comes out of a pipe.
///
/// # Errors
/// When one of them is a pipe or a device.
pub(super) fn ensure_nothing_is_waited_for(top: &Path) -> Result<()> {
    ensure_file(&top.join(".git"))?;
    let folder = of(top).unwrap_or_else(|| top.to_owned());
    for name in OPENED {
        ensure_file(&folder.join(name))?;
    }
    let common = file::read(&folder.join("commondir"), MOST).ok();
    let common = common.and_then(|named| Some(folder.join(platform::path_of(named.trim_ascii_end())?)));
    for folder in common.iter().chain([&folder]) {
        ensure_file(&folder.join("config"))?;
        ensure_file(&folder.join("packed-refs"))?;
        ensure_file(&folder.join("info/attributes"))?;
        ensure_file(&folder.join("info/grafts"))?;
        for entry in WalkDir::new(folder.join("refs")).into_iter().flatten() {
            if !entry.file_type().is_dir() {
                ensure_file(entry.path())?;
            }
        }
    }
    Ok(())
}

/// The user's own git reads what stands beside the files that it is given, wherever they lie: what they ignore and which
/// attributes they have.
///
/// # Errors
/// When one of these files is a pipe or a device.
pub(super) fn ensure_nothing_is_waited_for_at(top: &Path, store: &Path) -> Result<()> {
    let above = store.ancestors().take_while(|folder| folder.starts_with(top));
    let below = WalkDir::new(store).min_depth(1).max_depth(3).into_iter().flatten();
    let below = below.filter(|entry| entry.file_type().is_dir()).map(walkdir::DirEntry::into_path);
    for folder in above.map(Path::to_owned).chain(below) {
        for name in [".gitattributes", ".gitignore", ".mailmap", ".gitmodules"] {
            ensure_file(&folder.join(name))?;
        }
    }
    Ok(())
}

/// What is there is a file or a folder, or leads to one.
fn ensure_file(path: &Path) -> Result<()> {
    let is_sound = match fs::metadata(path) {
        Ok(metadata) => metadata.is_file() || metadata.is_dir(),
        // What is not there or can't be looked at, git says itself.
        Err(_) => true,
    };
    if is_sound {
        return Ok(());
    }
    Err(Error::failed(text!(
        "git 自己的文件是管道或设备，git 会一直等下去，所以没有读取",
        "a file of git's own is a pipe or a device, for which git would wait for ever; it was not read"
    ))
    .at(Location::file(path))
    .hint(text!(
        "这不是 git 建的；从可信的来源重新克隆这个仓库",
        "git does not make such a file; clone the repository anew from a place that you trust"
    )))
}
