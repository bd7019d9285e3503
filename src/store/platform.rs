//! What differs by operating system: opening without following links, hard links, directory sync, the
//! handle that a lock is taken on, ownership. Nowhere else is there a `cfg` for a platform.

use crate::text::foreign::refusal;
use std::{
    borrow::Cow,
    ffi::{OsStr, OsString},
    fs::{File, Metadata},
    io,
    path::{Component, Path, PathBuf},
};

/// Opens a regular file for reading; a link, a directory, a pipe or a device is an error.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
    Directory::open(parent)?.file(Path::new(name))
}

/// Opens a regular file for reading, by whatever links lead to it; none when it is something else, which is never
/// waited for.
pub fn open_document(path: &Path) -> io::Result<Option<File>> {
    // Asked first, since opening alone can do something to a device.
    if !std::fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // Something else may have taken its place since.
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path)?;
    Ok(file.metadata()?.is_file().then_some(file))
}

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
        super::file::read_open(&file, limit, buffer)?;
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

/// Whether a file has more than one name.
pub fn has_other_names(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        metadata.is_file() && metadata.nlink() > 1
    }
    #[cfg(not(unix))]
    {
        // Windows gives the number of links only through an open handle; renaming over one name there
        // leaves the other as it was.
        let _ = metadata;
        false
    }
}

/// A path as another program prints it; none where it can't be one.
pub fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        Some(PathBuf::from(OsStr::from_bytes(bytes)))
    }
    #[cfg(not(unix))]
    {
        std::str::from_utf8(bytes).ok().map(PathBuf::from)
    }
}

/// The bytes of a path as another program takes it.
pub fn bytes_of(path: &OsStr) -> Cow<'_, [u8]> {
    #[cfg(unix)]
    {
        Cow::Borrowed(std::os::unix::ffi::OsStrExt::as_bytes(path))
    }
    #[cfg(not(unix))]
    {
        Cow::Owned(path.to_string_lossy().into_owned().into_bytes())
    }
}

/// The number that a file has on its disk, where the system says.
pub fn file_number(metadata: &Metadata) -> Option<u64> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        Some(metadata.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        None
    }
}

/// A temporary file in `directory`, with the mode that any new file gets.
pub fn temporary_file(prefix: &str, directory: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(directory)
}

/// Makes a new file that can be run as a program.
pub fn create_program(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o777);
    io::Write::write_all(&mut options.open(path)?, content)
}

/// A path without links and relative parts, as other programs can be given it.
pub fn real_path(path: &Path) -> std::path::PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    // Of Windows' own form of such paths git makes nothing.
    let real = if cfg!(unix) { path.canonicalize() } else { std::path::absolute(path) };
    real.unwrap_or_else(|_| path.to_owned())
}

/// Whether a file has the mode and the owner of the one that it is going to replace.
pub fn is_taken_after(own: &Metadata, replaced: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let facts = |of: &Metadata| (of.mode(), of.uid(), of.gid());
        facts(own) == facts(replaced)
    }
    #[cfg(not(unix))]
    {
        own.permissions() == replaced.permissions()
    }
}

/// Gives `file` the mode and, where allowed, the owner of the file that it is going to replace.
pub fn take_after(file: &File, path: &Path, replaced: &Metadata) -> io::Result<()> {
    file.set_permissions(replaced.permissions())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (replaced.uid(), replaced.gid()) {
            // Only the superuser can give files away; where it is refused the file stays the writer's.
            let _refused = chown(path, Some(replaced.uid()), Some(replaced.gid()));
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Makes a file durable that another program wrote.
pub fn sync_file(path: &Path) -> io::Result<()> {
    std::fs::OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Makes the names in a directory durable.
pub fn sync_directory(directory: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        File::open(directory)?.sync_all()
    }
    #[cfg(not(unix))]
    {
        // Windows has no such call; its file systems journal names.
        let _ = directory;
        Ok(())
    }
}

/// Makes everything below `directory` durable at once: for the many files of an import.
pub fn sync_tree(directory: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        rustix::fs::syncfs(File::open(directory)?).map_err(io::Error::from)
    }
    #[cfg(not(target_os = "linux"))]
    {
        for entry in std::fs::read_dir(directory)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                sync_tree(&entry.path())?;
            } else {
                std::fs::OpenOptions::new().write(true).open(entry.path())?.sync_all()?;
            }
        }
        sync_directory(directory)
    }
}

/// Whether a git process works below `directory`; none where the system does not say, or there is one of
/// another user, whose place it keeps to itself.
pub fn git_runs_in(directory: &Path) -> Option<bool> {
    #[cfg(target_os = "linux")]
    {
        let works_there = |process: &Path| {
            let name = std::fs::read_to_string(process.join("comm")).unwrap_or_default();
            if !name.starts_with("git") || is_own_child(process) {
                return Some(false);
            }
            match std::fs::read_link(process.join("cwd")) {
                Ok(place) => Some(place.starts_with(directory)),
                // It has ended meanwhile, or waits for its parent to notice that it has.
                Err(error) if error.kind() == io::ErrorKind::NotFound => Some(false),
                Err(_) => None,
            }
        };
        let processes = std::fs::read_dir("/proc").ok()?.flatten();
        let answers: Vec<_> = processes.map(|process| works_there(&process.path())).collect();
        if answers.contains(&Some(true)) {
            Some(true)
        } else {
            answers.into_iter().collect::<Option<Vec<_>>>().map(|_| false)
        }
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = directory;
        None
    }
}

/// Whether this very process started it: the git that reads for us holds no lock.
#[cfg(target_os = "linux")]
fn is_own_child(process: &Path) -> bool {
    let status = std::fs::read_to_string(process.join("status")).unwrap_or_default();
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"));
    parent.and_then(|parent| parent.trim().parse().ok()) == Some(std::process::id())
}

/// The handle that a store's lock is taken on: the directory itself where that can be locked, so that
/// no lock file is ever left behind.
pub fn lock_handle(store: &Path) -> io::Result<File> {
    #[cfg(unix)]
    {
        File::open(store)
    }
    #[cfg(not(unix))]
    {
        std::fs::OpenOptions::new().create(true).truncate(false).write(true).open(store.join(".pjt-lock"))
    }
}

/// The process that holds the lock on `path`, where the system says.
pub fn lock_holder(path: &Path) -> Option<u32> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::MetadataExt as _;
        let metadata = std::fs::metadata(path).ok()?;
        let device = metadata.dev();
        let (major, minor) = (rustix::fs::major(device), rustix::fs::minor(device));
        let place = format!("{major:02x}:{minor:02x}:{}", metadata.ino());
        // `1: FLOCK  ADVISORY  WRITE 708 fe:00:131 0 EOF`; those who wait have a `->` in front.
        let locks = std::fs::read_to_string("/proc/locks").ok()?;
        let words = locks.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        words.into_iter().find_map(|words| match words.as_slice() {
            [_, "FLOCK", _, "WRITE", process, file, ..] if *file == place => process.parse().ok(),
            _ => None,
        })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        None
    }
}

/// Whether some process has the file open, where the system says.
pub fn is_open(path: &Path) -> Option<bool> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::MetadataExt as _;
        let wanted = std::fs::symlink_metadata(path).ok()?;
        let is_it = |metadata: Metadata| (metadata.dev(), metadata.ino()) == (wanted.dev(), wanted.ino());
        let processes = std::fs::read_dir("/proc").ok()?.flatten();
        let mut handles = processes
            .filter_map(|process| std::fs::read_dir(process.path().join("fd")).ok())
            .flat_map(Iterator::flatten);
        Some(handles.any(|handle| std::fs::metadata(handle.path()).is_ok_and(is_it)))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        None
    }
}

/// Limits the memory (in bytes of addresses) and the computing time (in seconds) of this process, and lets it leave
/// no dump of its memory. Where the system has no such limits, nothing is limited.
pub fn limit_process(memory: u64, seconds: u64) -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let both = |limit: u64| Rlimit { current: Some(limit), maximum: Some(limit) };
        setrlimit(Resource::As, both(memory))?;
        setrlimit(Resource::Cpu, both(seconds))?;
        setrlimit(Resource::Core, both(0))?;
    }
    #[cfg(not(unix))]
    let _unlimited = (memory, seconds);
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::symlink};

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
