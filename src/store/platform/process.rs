//! What the system knows of processes: whether a git works below a directory, who holds the lock of a store, whether a
//! file is open, how much this one may take. Where it doesn't know, the answer is none.

use std::{fs::File, io, path::Path};

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
        let is_it =
            |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino()) == (wanted.dev(), wanted.ino());
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
