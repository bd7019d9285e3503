//! What interrupted commands left in a store. Finding it only reads; repairing it touches nothing that
//! pjt did not make itself.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use super::{
    Store, file, layout,
    load::StoreSource as _,
    operation::{self, Progress, Recovery},
    platform, transaction,
};
use crate::error::{Error, ErrorKind, Finding, Location, Result};
use crate::text::Lang;

/// The code of the finding that an operation was put in place only in part.
pub const INTERRUPTED: &str = "interrupted-operation";
/// The code of the finding that an operation came from elsewhere.
pub const FOREIGN: &str = "foreign-operation";
/// A temporary file that is younger may belong to somebody who is still at it.
pub(crate) const SETTLED: Duration = Duration::from_secs(60 * 60);

/// What was done about the leftovers of a store.
#[derive(Clone, Debug, Default)]
pub struct Repair {
    /// What became of an interrupted operation.
    pub recovery: Recovery,
    /// Where an operation that could not be understood is now.
    pub set_aside: Option<PathBuf>,
    /// Temporary files that were removed, relative to the store.
    pub removed: Vec<PathBuf>,
}

impl Repair {
    /// Whether there was nothing to repair.
    pub fn is_nothing(&self) -> bool {
        self.recovery == Recovery::Nothing && self.set_aside.is_none() && self.removed.is_empty()
    }
}

/// What lies in `store` that should not, while nobody is writing to it.
pub fn find(store: &Store) -> Vec<Finding> {
    if file::is_busy(store.directory()) {
        return Vec::new();
    }
    let mut findings: Vec<Finding> = operation(store).into_iter().collect();
    for relative in astray(store) {
        let name = relative.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (message, fix) = if name.starts_with(layout::ASIDE) {
            (
                text!(
                    "一个移开留存的中断操作（读不懂，或不是本机开始的）",
                    "an interrupted operation that was set aside (it made no sense, or was not begun here)"
                ),
                text!("核对后可以移走它", "move it away when you have looked at it"),
            )
        } else {
            (
                text!("中断的写入留下了临时文件", "an interrupted write left a temporary file"),
                text!(
                    "`pjt doctor --fix` 会移除一小时以前的、没有程序打开的临时文件",
                    "`pjt doctor --fix` removes it once it is an hour old and no program has it open"
                ),
            )
        };
        findings.push(
            Finding::new("leftover", message).at(Location::file(store.directory().join(relative))).fix(fix),
        );
    }
    findings
}

/// The finding that readers of a store need: an operation that was put in place only in part, so that what
/// they read is neither the old state nor the new one.
pub(super) fn half_done(store: &Store) -> Option<Finding> {
    let finding = operation(store)?;
    (finding.code == INTERRUPTED && !file::is_busy(store.directory())).then_some(finding)
}

fn operation(store: &Store) -> Option<Finding> {
    let directory = store.directory().join(layout::OPERATION);
    fs::symlink_metadata(&directory).ok()?;
    let fix = text!(
        "下一条写入命令或 `pjt doctor --fix` 会补完它",
        "the next command that writes finishes it, and so does `pjt doctor --fix`"
    );
    let steps = match operation::pending(store.directory()) {
        Ok(steps) => steps,
        Err(error) => {
            let Some(cause) = error.cause() else {
                return Some(error.into_finding(FOREIGN));
            };
            return Some(
                Finding::new(
                    INTERRUPTED,
                    text!(
                        "读不懂上次中断的操作，写入因此停用：{}",
                        "an interrupted operation can't be understood, and nothing is written meanwhile: {}",
                        (cause.in_lang(Lang::Zh)),
                        (cause.in_lang(Lang::En))
                    ),
                )
                .at(Location::file(directory))
                .fix(text!(
                    "`pjt doctor --fix` 把它移开留存；再用 `git diff` 核对台账",
                    "`pjt doctor --fix` sets it aside; then look at the store with `git diff`"
                )),
            );
        }
    };
    let list = |wanted: Progress| {
        let those = steps.iter().filter(|(_, progress)| *progress == wanted);
        those.map(|(path, _)| path.to_string_lossy()).collect::<Vec<_>>().join(", ")
    };
    let (waiting, overtaken) = (list(Progress::Waits), list(Progress::Overtaken));
    if waiting.is_empty() && overtaken.is_empty() {
        let message = text!(
            "上次中断的命令留下了没有用上的临时文件夹；台账本身是完整的",
            "an interrupted command left the directory of its preparations; the store itself is whole"
        );
        return Some(Finding::new("leftover", message).at(Location::file(directory)).fix(fix));
    }
    let message = if waiting.is_empty() {
        text!(
            "上次的命令在写到一半时中断；后来被别人改过、将保留原样的：{overtaken}",
            "a command was interrupted while it was writing; changed by someone else since and left alone: {overtaken}"
        )
    } else if overtaken.is_empty() {
        text!(
            "上次的命令在写到一半时中断，还没有写的：{waiting}",
            "a command was interrupted while it was writing; still to be written: {waiting}"
        )
    } else {
        text!(
            "上次的命令在写到一半时中断，还没有写的：{waiting}；后来被别人改过、将保留原样的：{overtaken}",
            "a command was interrupted while it was writing; still to be written: {waiting}; changed by someone else since and left alone: {overtaken}"
        )
    };
    Some(Finding::new(INTERRUPTED, message).at(Location::file(directory)).fix(fix))
}

/// Everything whose name says that pjt made it for a moment, relative to the store.
fn astray(store: &Store) -> Vec<PathBuf> {
    let mut places = vec![PathBuf::new(), layout::PERIODS.into(), layout::TEMPLATES.into()];
    for slug in store.plans().unwrap_or_default() {
        let plan = PathBuf::from(slug);
        let returns = plan.join(layout::RETURNS);
        places.extend(names(store, &returns).into_iter().map(|period| returns.join(period)));
        places.extend([plan.join(layout::TASKS), returns, plan]);
    }
    let is_passing = |name: &str| name.starts_with(layout::TEMPORARY) || name.starts_with(layout::ASIDE);
    let mut found = Vec::new();
    for place in places {
        for name in names(store, &place) {
            if name.to_str().is_some_and(is_passing) {
                found.push(place.join(name));
            }
        }
    }
    found.sort();
    found
}

/// What stands in a directory of the store; nothing where it is none, or a link.
fn names(store: &Store, place: &Path) -> Vec<OsString> {
    let root = platform::Directory::open(store.directory());
    root.and_then(|root| if place == Path::new("") { Ok(root) } else { root.directory(place) })
        .and_then(|directory| directory.names())
        .unwrap_or_default()
}

/// Finishes or sets aside an interrupted operation, and removes temporary files of pjt that are old and
/// that no process has open.
///
/// # Errors
/// When another process is writing, or the disk refuses.
pub fn repair(store: &Store, now: SystemTime) -> Result<Repair> {
    let _lock = file::Lock::take(store.directory(), transaction::PATIENCE)?;
    let mut repair = Repair::default();
    match operation::recover(store.directory()) {
        Ok(recovery) => repair.recovery = recovery,
        Err(error) if error.kind() == ErrorKind::Conflict => repair.set_aside = Some(set_aside(store)?),
        Err(error) => return Err(error),
    }
    for relative in astray(store) {
        let path = store.directory().join(&relative);
        let is_settled = fs::symlink_metadata(&path).is_ok_and(|metadata| {
            let age = metadata.modified().ok().and_then(|then| now.duration_since(then).ok());
            metadata.is_file() && age.is_some_and(|age| age >= SETTLED)
        });
        let is_temporary =
            relative.file_name().is_some_and(|name| name.to_string_lossy().starts_with(layout::TEMPORARY));
        if is_temporary && is_settled && platform::is_open(&path) != Some(true) {
            fs::remove_file(&path).map_err(|error| {
                Error::io(text!("无法移除临时文件", "can't remove the temporary file"), &path, &error)
            })?;
            repair.removed.push(relative);
        }
    }
    Ok(repair)
}

fn set_aside(store: &Store) -> Result<PathBuf> {
    let operation = store.directory().join(layout::OPERATION);
    let mut number = 1;
    let free = loop {
        let name = PathBuf::from(format!("{}{number}", layout::ASIDE));
        if fs::symlink_metadata(store.directory().join(&name)).is_err() {
            break name;
        }
        number += 1;
    };
    fs::rename(&operation, store.directory().join(&free)).map_err(|error| {
        Error::io(text!("无法移开中断的操作", "can't set the operation aside"), &operation, &error)
    })?;
    Ok(free)
}
