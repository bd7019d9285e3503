//! What differs by operating system: opening without following links, hard links, directory sync, the
//! handle that a lock is taken on, ownership. Nowhere else is there a `cfg` for a platform.

use std::{
    fs::{File, Metadata, OpenOptions},
    io,
    path::Path,
};

/// Opens a regular file for reading; a link, a directory, a pipe or a device is an error.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // A FIFO must not block, a link must not lead out of the store.
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    #[cfg(not(unix))]
    if std::fs::symlink_metadata(path)?.is_symlink() {
        return Err(io::Error::other("a link"));
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a regular file")) }
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
        // Windows tells the number of links only through an open handle; renaming over one name there
        // leaves the other as it was.
        let _ = metadata;
        false
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

/// A temporary directory in `directory`, with the mode that any new directory gets.
pub fn temporary_directory(prefix: &str, directory: &Path) -> io::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder.tempdir_in(directory)
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
        for entry in walkdir::WalkDir::new(directory) {
            let entry = entry?;
            if entry.file_type().is_file() {
                OpenOptions::new().write(true).open(entry.path())?.sync_all()?;
            } else {
                sync_directory(entry.path())?;
            }
        }
        Ok(())
    }
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
        OpenOptions::new().create(true).truncate(false).write(true).open(store.join(".pjt-lock"))
    }
}
