//! Directories by their handles: what lies below one is reached name by name and through no link.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io,
    path::{Component, Path},
};

use super::has_other_names;
use crate::{store::file, text::foreign::refusal};

/// An open directory. What lies below it is reached through this handle, name by name and through no
/// link, so that no name and no link in a store leads out of it.
#[derive(Debug)]
pub struct Directory {
    #[cfg(unix)]
    handle: std::os::fd::OwnedFd,
    #[cfg(not(unix))]
    path: std::path::PathBuf,
}

impl Directory {
    /// Opens the directory that everything else is relative to; it may be reached through links.
    pub fn open(path: &Path) -> io::Result<Self> {
        #[cfg(unix)]
        {
            let flags = rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::CLOEXEC;
            Ok(Self { handle: rustix::fs::open(path, flags, rustix::fs::Mode::empty())? })
        }
        #[cfg(not(unix))]
        {
            std::fs::read_dir(path)?;
            Ok(Self { path: path.to_owned() })
        }
    }

    /// Opens a directory below this one.
    pub fn directory(&self, relative: &Path) -> io::Result<Self> {
        let mut names = names_of(relative)?.into_iter();
        let first = names.next().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
        names.try_fold(self.child(first)?, |directory, name| directory.child(name))
    }

    /// Opens a regular file below this directory for reading; a link, a file that has another name, a
    /// directory, a pipe or a device is an error and is never waited for.
    pub fn file(&self, relative: &Path) -> io::Result<File> {
        let names = names_of(relative)?;
        let Some((name, parents)) = names.split_last() else {
            return Err(io::ErrorKind::InvalidFilename.into());
        };
        let file = match parents {
            [] => self.open_file(name)?,
            [first, rest @ ..] => {
                let parent = rest.iter().try_fold(self.child(first)?, |parent, name| parent.child(name))?;
                parent.open_file(name)?
            }
        };
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(refusal(text!("不是普通文件", "not a regular file")));
        }
        if has_other_names(&metadata) {
            return Err(refusal(text!(
                "这个文件在别处还有一个名称（硬链接）",
                "the file has another name elsewhere (a hard link)"
            )));
        }
        Ok(file)
    }

    /// Reads the regular file of this name in place of what `buffer` held; what is longer than `limit` bytes
    /// or no regular file is an error.
    pub fn read(&self, name: &OsStr, limit: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
        let file = self.open_file(name)?;
        file::read_open(&file, limit, buffer)?;
        // A directory can't be read and a pipe without a writer is empty: only of the empty one has to be
        // asked what it is.
        if buffer.is_empty() && !file.metadata()?.is_file() {
            return Err(refusal(text!("不是普通文件", "not a regular file")));
        }
        Ok(())
    }

    /// Gives a file, on the same disk, this name here in place of what has it.
    pub fn put(&self, file: &Path, name: &OsStr) -> io::Result<()> {
        #[cfg(unix)]
        {
            Ok(rustix::fs::renameat(rustix::fs::CWD, file, &self.handle, name)?)
        }
        #[cfg(not(unix))]
        std::fs::rename(file, self.path.join(name))
    }

    /// Takes the file of this name away.
    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        #[cfg(unix)]
        {
            Ok(rustix::fs::unlinkat(&self.handle, name, rustix::fs::AtFlags::empty())?)
        }
        #[cfg(not(unix))]
        std::fs::remove_file(self.path.join(name))
    }

    /// The names in this directory, in no order.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            let mut names = Vec::new();
            for entry in rustix::fs::Dir::read_from(&self.handle)? {
                let entry = entry?;
                let name = entry.file_name().to_bytes();
                if name != b"." && name != b".." {
                    names.push(OsStr::from_bytes(name).to_owned());
                }
            }
            Ok(names)
        }
        #[cfg(not(unix))]
        std::fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    #[cfg(unix)]
    fn child(&self, name: &OsStr) -> io::Result<Self> {
        use rustix::fs::OFlags;
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let handle = rustix::fs::openat(&self.handle, name, flags, rustix::fs::Mode::empty())
            .map_err(|error| self.explain(name, error))?;
        Ok(Self { handle })
    }

    #[cfg(unix)]
    fn open_file(&self, name: &OsStr) -> io::Result<File> {
        use rustix::fs::OFlags;
        // Without NONBLOCK the opening of a pipe waits for a writer.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let handle = rustix::fs::openat(&self.handle, name, flags, rustix::fs::Mode::empty())
            .map_err(|error| self.explain(name, error))?;
        Ok(File::from(handle))
    }

    /// What the system says of a link that must not be followed is hard to understand.
    #[cfg(unix)]
    fn explain(&self, name: &OsStr, error: rustix::io::Errno) -> io::Error {
        use rustix::fs::{AtFlags, FileType, statat};
        let is_link = statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW)
            .is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Symlink);
        if is_link { linked() } else { error.into() }
    }

    #[cfg(not(unix))]
    fn child(&self, name: &OsStr) -> io::Result<Self> {
        let path = self.path.join(name);
        if std::fs::symlink_metadata(&path)?.is_symlink() {
            return Err(linked());
        }
        Self::open(&path)
    }

    #[cfg(not(unix))]
    fn open_file(&self, name: &OsStr) -> io::Result<File> {
        let path = self.path.join(name);
        if std::fs::symlink_metadata(&path)?.is_symlink() {
            return Err(linked());
        }
        File::open(path)
    }
}

fn linked() -> io::Error {
    refusal(text!("这是一个链接；台账内的链接不予采用", "a link; inside of a store no link is followed"))
}

/// The names that a relative path is made of; one that leads upward or elsewhere is an error.
fn names_of(relative: &Path) -> io::Result<Vec<&OsStr>> {
    relative
        .components()
        .map(|part| match part {
            Component::Normal(name) => Ok(name),
            _ => Err(io::ErrorKind::InvalidFilename.into()),
        })
        .collect()
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::symlink};

    use super::super::open_regular;

    use super::*;

    #[test]
    fn nothing_is_reached_through_a_link_or_an_upward_name() {
        let folder = tempfile::tempdir().unwrap();
        let (store, outside) = (folder.path().join("store"), folder.path().join("outside"));
        fs::create_dir_all(store.join("p/tasks")).unwrap();
        fs::create_dir_all(outside.join("tasks")).unwrap();
        for file in [store.join("p/tasks/001.yaml"), outside.join("secret"), outside.join("tasks/secret")] {
            crate::store::file::create(&file, b"x").unwrap();
        }
        symlink(&outside, store.join("linked")).unwrap();
        symlink(outside.join("secret"), store.join("p/tasks/002.yaml")).unwrap();
        symlink(&store, folder.path().join("alias")).unwrap();
        // The way to the store itself may be a link.
        let directory = Directory::open(&folder.path().join("alias")).unwrap();
        assert!(directory.file(Path::new("p/tasks/001.yaml")).is_ok());
        assert_eq!(directory.directory(Path::new("p/tasks")).unwrap().names().unwrap().len(), 2);
        for path in [
            "p/tasks/002.yaml",
            "linked/secret",
            "linked/tasks/secret",
            "../outside/secret",
            "p/../linked/secret",
            "p/tasks",
            "/etc/passwd",
            "",
        ] {
            assert!(directory.file(Path::new(path)).is_err(), "{path}");
        }
        assert!(directory.directory(Path::new("linked")).is_err());
        assert!(directory.directory(Path::new("linked/tasks")).is_err());
    }

    #[test]
    fn a_pipe_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status();
        assert!(made.unwrap().success());
        assert!(open_regular(&folder.path().join("pipe")).is_err());
    }
}
