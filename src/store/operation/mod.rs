//! Several files changed as one: the new contents are laid down beside the store's files with a list of
//! what goes where, and only then put in their places. Where a command was interrupted, the next one that
//! writes finishes what was laid down completely, or throws away what was not.
//!
//! A file that somebody else changed in between is theirs: it is left alone and named.

mod finishing;
mod list;
mod placing;
mod planned;

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use self::{
    finishing::{finish, remove},
    list::{List, Seal, Step},
    placing::{ensure_inside, make_way},
};
use super::{file, layout, platform};
use crate::{
    error::{Error, Location, Result},
    text::{
        Text,
        digest::{hex, sha256},
    },
};

pub(super) use placing::Progress;
pub use planned::Past;
pub(super) use planned::{After, Planned};

/// So many files are read ahead.
pub const AT_ONCE: usize = 500;

/// What the next command found of an interrupted one, and did about it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Recovery {
    /// There was nothing.
    #[default]
    Nothing,
    /// It had not laid down everything: what it did lay down was thrown away, and nothing is changed.
    Undone,
    /// It was finished.
    Finished {
        /// Files that somebody else changed since, relative to the store; they were left alone.
        left: Vec<PathBuf>,
    },
}

/// Changes everything that is planned, or, when the machine stops in between, leaves it to the next
/// command. Gives the files that somebody else changed meanwhile and that were left alone.
pub(super) fn apply(store: &Path, planned: &[Planned]) -> Result<Vec<PathBuf>> {
    match planned {
        [] => return Ok(Vec::new()),
        [Planned::File { path, before, after: Some(after) }] => {
            make_way(store, path)?;
            return file::replace_known(&store.join(path), *before, &after.content(path)?)
                .map(|()| Vec::new());
        }
        _ => {}
    }
    let operation = store.join(layout::OPERATION);
    let laid_down = lay_down(store, &operation, planned);
    if laid_down.is_err() {
        // Nothing is in place yet; if even this fails, the next command does it.
        let _left = remove(&operation);
    }
    finish(store, &laid_down?, true)
}

fn lay_down(store: &Path, operation: &Path, planned: &[Planned]) -> Result<Vec<Step>> {
    let failed = |error: &io::Error| cannot_prepare(operation, error);
    fs::create_dir(operation).map_err(|error| failed(&error))?;
    let mut steps = Vec::new();
    // Many files stand in few directories.
    let mut inside = BTreeSet::new();
    for (number, planned_now) in planned.iter().enumerate() {
        if number % AT_ONCE == 0 {
            planned::read_ahead(planned.iter().skip(number).take(AT_ONCE))?;
        }
        let staged = operation.join(number.to_string());
        steps.push(match planned_now {
            Planned::File { path, before, after } => {
                if inside.insert(path.parent()) {
                    ensure_inside(store, path)?;
                }
                let after = match after {
                    Some(after) => {
                        let content = after.content(path)?;
                        file::create(&staged, &content)?;
                        Some(sha256(&content))
                    }
                    None => None,
                };
                Step::File { path: path.clone(), before: before.map(|digest| hex(&digest)), after }
            }
            Planned::Plan { slug, files } => {
                for (path, content) in files {
                    let path = staged.join(path.strip_prefix(slug).unwrap_or(path));
                    let parent = path.parent().unwrap_or(&staged);
                    fs::create_dir_all(parent).map_err(|error| failed(&error))?;
                    file::create(&path, content)?;
                }
                Step::Plan { slug: slug.clone() }
            }
            Planned::Move { from, to } => Step::Move { from: from.clone(), to: to.clone() },
        });
    }
    let seal = Seal::make(operation).map_err(|error| failed(&error))?;
    platform::sync_tree(operation).map_err(|error| failed(&error))?;
    let list = List { seal, steps };
    list.write(operation)?;
    platform::sync_directory(store).map_err(|error| failed(&error))?;
    Ok(list.steps)
}

/// Finishes or throws away what an interrupted command left.
///
/// # Errors
/// A conflict when it can't be understood; else the disk refuses.
pub(super) fn recover(store: &Path) -> Result<Recovery> {
    let operation = store.join(layout::OPERATION);
    match fs::symlink_metadata(&operation) {
        Ok(metadata) if metadata.is_dir() => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Recovery::Nothing),
        Ok(_) => return Err(not_understood(&operation, text!("不是文件夹", "not a directory"))),
        Err(error) => return Err(cannot_prepare(&operation, &error)),
    }
    match list::steps_of(&operation)? {
        Some(steps) => finish(store, &steps, false).map(|left| Recovery::Finished { left }),
        // The list is written last: without it nothing was put in place.
        None => remove(&operation).map(|()| Recovery::Undone),
    }
}

/// What an interrupted operation was to put in place, relative to the store, and how far it has come;
/// nothing where it was not laid down completely.
///
/// # Errors
/// As [`recover`].
pub(super) fn pending(store: &Path) -> Result<Vec<(PathBuf, Progress)>> {
    let steps = list::steps_of(&store.join(layout::OPERATION))?.unwrap_or_default();
    let progress =
        |(number, step): (usize, &Step)| Ok((step.place(), finishing::progress(store, number, step)?));
    steps.iter().enumerate().map(progress).collect()
}

fn cannot_prepare(operation: &Path, error: &io::Error) -> Error {
    Error::io(
        text!("无法准备写入；没有改动任何文件", "can't prepare to write; no file was changed"),
        operation,
        error,
    )
    .hint(text!("请检查磁盘空间和权限", "check disk space and permissions"))
}

fn not_understood(operation: &Path, cause: Text) -> Error {
    Error::conflict(text!("读不懂上次中断的操作", "can't understand what an interrupted operation left"))
        .named("interrupted-operation")
        .at(Location::file(operation))
        .caused_by(cause)
        .hint(text!("`pjt doctor` 会说明情况", "`pjt doctor` explains it"))
}

#[cfg(test)]
mod tests;
