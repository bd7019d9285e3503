//! The one writer: every file that pjt replaces is replaced here. The new content is written beside the
//! old, made durable, and takes the old one's name in one step, so that a crash, a kill or a full disk
//! leaves the old or the new content and never half.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read as _, Write},
    path::Path,
    sync::mpsc,
    time::Duration,
};

use sha2::{Digest as _, Sha256};

use super::{layout, platform};
use crate::error::{Error, Location, Result};
use crate::text::foreign::refusal;

/// How much is written at a time.
const BUFFER: usize = 64 * 1024;

/// Puts `after` in the place of `before`; `before` is `None` for a file that must not exist yet.
///
/// # Errors
/// When the file is a link or has other names, when it is not what was read (nothing is written
/// then), or when the disk refuses.
pub fn replace(path: &Path, before: Option<&[u8]>, after: &[u8]) -> Result<()> {
    replace_known(path, before.map(digest), after)
}

/// The same, where of what was read only its hash is known.
pub(crate) fn replace_known(path: &Path, before: Option<Digest>, after: &[u8]) -> Result<()> {
    exchange(path, |out| out.write_all(after), || ensure_unchanged(path, before))
}

/// A SHA-256.
pub(crate) type Digest = [u8; 32];

/// The hash of some bytes.
pub(crate) fn digest(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// Puts what `write` writes in the place of whatever the file held. Nothing of it is held in memory.
///
/// # Errors
/// When the file is a link or has other names, when `write` fails (the old content stands then), or when the
/// disk refuses.
pub fn put(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    exchange(path, write, || Ok(()))
}

fn exchange(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ensure_ready: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let failed = |error: &io::Error| cannot_write(path, error);
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let existing = ensure_plain_file(path)?;
    let mut temporary =
        platform::temporary_file(layout::TEMPORARY, directory).map_err(|error| failed(&error))?;
    let written = Hashing::all(temporary.as_file_mut(), write).map_err(|error| failed(&error))?;
    if let Some(metadata) = &existing {
        platform::take_after(temporary.as_file(), temporary.path(), metadata)
            .map_err(|error| failed(&error))?;
    }
    temporary.as_file().sync_all().map_err(|error| failed(&error))?;
    ensure_ready()?;
    match existing {
        Some(_) => temporary.persist(path),
        None => temporary.persist_noclobber(path),
    }
    .map_err(|error| failed(&error.error))?;
    platform::sync_directory(directory).map_err(|error| failed(&error))?;
    let read_back = || {
        let mut file = platform::open_regular(path)?;
        Hashing::all(&mut io::sink(), |out| io::copy(&mut file, out).map(|_| ()))
    };
    if read_back().map_err(|error| failed(&error))? == written {
        return Ok(());
    }
    Err(Error::failed(text!("写入后读回的内容不一致", "what was written reads back differently"))
        .at(Location::file(path))
        .hint(text!(
            "请检查磁盘，再用 `git diff` 看这个文件",
            "check the disk, then look at this file with `git diff`"
        )))
}

/// A writer that remembers what went through it, as a hash.
struct Hashing<'a> {
    inner: &'a mut dyn Write,
    hash: Sha256,
}

impl Hashing<'_> {
    /// Writes what `write` writes and gives its hash.
    fn all(
        inner: &mut dyn Write,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Digest> {
        let mut out = BufWriter::with_capacity(BUFFER, Hashing { inner, hash: Sha256::new() });
        write(&mut out)?;
        let hashing = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(hashing.hash.finalize().into())
    }
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.hash.update(bytes.split_at(count).0);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The bytes of a regular file of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(4096);
    read_open(&platform::open_regular(path)?, limit, &mut bytes)?;
    Ok(bytes)
}

/// Reads an open file of at most `limit` bytes, also when it grows meanwhile, in place of what `buffer` held.
pub(crate) fn read_open(file: &File, limit: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.clear();
    file.take(limit.saturating_add(1)).read_to_end(buffer)?;
    if buffer.len() as u64 > limit {
        return Err(refusal(text!("这个文件超过 {limit} 字节", "the file has more than {limit} bytes")));
    }
    Ok(())
}

/// Writes a new file where nobody else writes: in a temporary directory that is made durable as a whole.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn create(path: &Path, content: &[u8]) -> Result<()> {
    let write = || File::create_new(path)?.write_all(content);
    write().map_err(|error| {
        // Nothing stood there before that could stand still.
        let error = Error::io(text!("无法写入文件", "can't write the file"), path, &error);
        error.hint(text!("请检查磁盘空间和权限", "check disk space and permissions"))
    })
}

/// The metadata of the file at `path`, or none if there is none. A link is refused: writing through it
/// could reach outside of the store, replacing it would part it from what it names.
fn ensure_plain_file(path: &Path) -> Result<Option<fs::Metadata>> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot_write(path, &error)),
    };
    if metadata.is_file() && !platform::has_other_names(&metadata) {
        return Ok(Some(metadata));
    }
    let message = if metadata.is_symlink() {
        text!(
            "这个文件是符号链接，pjt 不改写链接",
            "the file is a symbolic link; pjt does not write through links"
        )
    } else if metadata.is_file() {
        text!(
            "这个文件还有别的名字（硬链接），pjt 不改写",
            "the file has another name (a hard link); pjt does not change it"
        )
    } else {
        text!("这不是普通文件", "this is not a regular file")
    };
    let hint = text!("请用它的一份独立副本替换它", "put a copy of its own in its place");
    Err(Error::conflict(message).at(Location::file(path)).hint(hint))
}

/// An editor or git may have written since the file was read; locks don't stop them.
fn ensure_unchanged(path: &Path, before: Option<Digest>) -> Result<()> {
    let now = match read(path, u64::MAX) {
        Ok(bytes) => Some(digest(&bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(cannot_write(path, &error)),
    };
    if now == before {
        return Ok(());
    }
    Err(Error::conflict(text!(
        "文件在读取之后被别人改动了；没有写入任何内容",
        "the file was changed by someone else since it was read; nothing was written"
    ))
    .named("changed-meanwhile")
    .at(Location::file(path))
    .hint(text!("请重新运行这条命令", "run the command again")))
}

pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Error {
    let error = Error::io(text!("无法写入文件", "can't write the file"), path, error);
    error.hint(text!(
        "原内容没有改变；请检查磁盘空间和权限",
        "the old content stands; check disk space and permissions"
    ))
}

/// The right to change a store. The kernel takes it back when its holder ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _handle: File,
}

impl Lock {
    /// Waits for the lock of the store at `directory`.
    ///
    /// # Errors
    /// When another process keeps it for longer than `wait`.
    pub fn take(directory: &Path, wait: Duration) -> Result<Self> {
        let failed = |error: &io::Error| {
            Error::io(text!("无法锁定台账文件夹", "can't lock the store"), directory, error)
        };
        let handle = platform::lock_handle(directory).map_err(|error| failed(&error))?;
        match handle.try_lock() {
            Ok(()) => return Ok(Self { _handle: handle }),
            Err(fs::TryLockError::Error(error)) => return Err(failed(&error)),
            Err(fs::TryLockError::WouldBlock) => {}
        }
        // The kernel serves those who wait in their order, where trying again and again is a lottery that
        // one of many writers loses. A thread waits, so that the wait can have an end.
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let locked = loop {
                match handle.lock() {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other.map(|()| handle),
                }
            };
            // Who gave up waiting lets the lock go at once.
            let _nobody = sender.send(locked);
        });
        match receiver.recv_timeout(wait) {
            Ok(Ok(handle)) => Ok(Self { _handle: handle }),
            Ok(Err(error)) => Err(failed(&error)),
            Err(_) => Err(busy(directory, wait)),
        }
    }
}

/// Whether some process is writing to the store at `directory` now. Takes nothing from anybody and
/// writes nothing.
pub(crate) fn is_busy(directory: &Path) -> bool {
    let shared = || platform::lock_handle(directory).ok().map(|handle| handle.try_lock_shared());
    matches!(shared(), Some(Err(fs::TryLockError::WouldBlock)))
}

fn busy(directory: &Path, waited: Duration) -> Error {
    let seconds = waited.as_secs();
    let error = Error::conflict(text!(
        "另一个程序正在写这个台账，等了 {seconds} 秒；没有写入任何内容",
        "another program is writing to this store; waited {seconds} s and wrote nothing"
    ))
    .named("store-busy")
    .at(Location::file(directory));
    let error = match platform::lock_holder(directory) {
        Some(process) => {
            error.hint(text!("占用者是进程 {process}", "process {process} holds the lock of the store"))
        }
        None => error,
    };
    error.hint(text!(
        "请稍后重试；锁由系统管理，进程结束即释放，不会残留",
        "try again later; the system frees the lock when its process ends, so none is ever left behind"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("001.yaml");
        replace(&path, None, b"a").unwrap();
        assert_eq!(replace(&path, Some(b"b"), b"c").unwrap_err().kind(), ErrorKind::Conflict);
        assert_eq!(replace(&path, None, b"c").unwrap_err().kind(), ErrorKind::Conflict);
        assert_eq!(fs::read(&path).unwrap(), b"a");
        replace(&path, Some(b"a"), b"c").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"c");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn what_could_not_be_written_to_its_end_leaves_the_old_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.csv");
        put(&path, |out| out.write_all(b"old")).unwrap();
        let broken = put(&path, |out| {
            out.write_all(&[b'x'; 2 * BUFFER])?;
            Err(io::Error::other("broken"))
        });
        assert!(broken.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
        let long = vec![b'y'; 3 * BUFFER + 1];
        put(&path, |out| out.write_all(&long)).unwrap();
        assert_eq!(fs::read(&path).unwrap(), long);
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_stays_and_links_are_refused_by_name() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("001.yaml");
        replace(&path, None, b"a").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        replace(&path, Some(b"a"), b"b").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);

        let link = folder.path().join("002.yaml");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert_eq!(replace(&link, Some(b"b"), b"c").unwrap_err().kind(), ErrorKind::Conflict);
        fs::hard_link(&path, folder.path().join("003.yaml")).unwrap();
        assert_eq!(replace(&path, Some(b"b"), b"c").unwrap_err().kind(), ErrorKind::Conflict);
        assert_eq!(fs::read(&path).unwrap(), b"b");
    }

    #[test]
    fn the_lock_excludes_a_second_holder_and_is_freed_with_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lock::take(folder.path(), Duration::ZERO).unwrap();
        assert_eq!(Lock::take(folder.path(), Duration::ZERO).unwrap_err().kind(), ErrorKind::Conflict);
        assert!(is_busy(folder.path()));
        if let Some(process) = platform::lock_holder(folder.path()) {
            assert_eq!(process, std::process::id());
        }
        drop(first);
        // A program that another test starts keeps the handle for the moment until it is that program.
        Lock::take(folder.path(), Duration::from_secs(10)).unwrap();
    }
}
