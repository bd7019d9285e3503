//! What differs by operating system: opening without following links, hard links, directory sync, the
//! handle that a lock is taken on, ownership. Nowhere else is there a `cfg` for a platform.

mod directory;
mod process;

use std::{
    borrow::Cow,
    ffi::OsStr,
    fs::{File, Metadata},
    io,
    path::{Path, PathBuf},
};

pub use directory::Directory;
pub use process::{git_runs_in, is_open, limit_process, lock_handle, lock_holder};

/// Opens a regular file for reading; a link, a directory, a pipe or a device is an error.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
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

/// Whether a file has more than one name.
pub(crate) fn has_other_names(metadata: &Metadata) -> bool {
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
pub(crate) fn path_of(bytes: &[u8]) -> Option<PathBuf> {
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
pub(crate) fn bytes_of(path: &OsStr) -> Cow<'_, [u8]> {
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
pub(crate) fn file_number(metadata: &Metadata) -> Option<u64> {
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
pub(crate) fn temporary_file(prefix: &str, directory: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(directory)
}

/// Makes a new file that can be run as a program.
pub(crate) fn create_program(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o777);
    io::Write::write_all(&mut options.open(path)?, content)
}

/// A path without links and relative parts, as other programs can be given it.
pub(crate) fn real_path(path: &Path) -> std::path::PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    // Of Windows' own form of such paths git makes nothing.
    let real = if cfg!(unix) { path.canonicalize() } else { std::path::absolute(path) };
    real.unwrap_or_else(|_| path.to_owned())
}

/// Whether a file has the mode and the owner of the one that it is going to replace.
pub(crate) fn is_taken_after(own: &Metadata, replaced: &Metadata) -> bool {
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
pub(crate) fn take_after(file: &File, path: &Path, replaced: &Metadata) -> io::Result<()> {
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
pub(crate) fn sync_file(path: &Path) -> io::Result<()> {
    std::fs::OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Makes the names in a directory durable.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
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
pub(crate) fn sync_tree(directory: &Path) -> io::Result<()> {
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
