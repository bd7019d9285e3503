//! Several files changed as one: the new contents are laid down beside the store's files with a list of
//! what goes where, and only then put in their places. Where a command was interrupted, the next one that
//! writes finishes what was laid down completely, or throws away what was not.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{codec, layout, platform, write};
use crate::error::{Error, Place, Result};

/// The list of an operation, in its directory.
const LIST: &str = "operation.json";

/// One file of an operation.
#[derive(Debug, Deserialize, Serialize)]
struct Step {
    /// The file, relative to the store.
    path: PathBuf,
    /// The SHA-256 of its content before; none for a new file.
    before: Option<String>,
    /// The SHA-256 of its content after; none for a file that goes.
    after: Option<String>,
}

/// A file that is to be changed: path relative to the store, content before and after.
pub(super) type Planned<'a> = (&'a Path, Option<&'a [u8]>, Option<&'a [u8]>);

/// Changes all the files, or, when the machine stops in between, leaves it to the next command.
pub(super) fn apply(store: &Path, planned: &[Planned<'_>]) -> Result<()> {
    if let [(path, before, Some(after))] = planned {
        return write::replace(&store.join(path), *before, after);
    }
    if planned.is_empty() {
        return Ok(());
    }
    let operation = store.join(layout::OPERATION);
    let failed =
        |error: &io::Error| Error::io(text!("无法准备写入", "can't prepare to write"), &operation, error);
    fs::create_dir(&operation).map_err(|error| failed(&error))?;
    let mut steps = Vec::new();
    for (number, (path, before, after)) in planned.iter().enumerate() {
        if let Some(after) = after {
            write::create(&operation.join(number.to_string()), after)?;
        }
        steps.push(Step { path: (*path).to_owned(), before: before.map(hash), after: after.map(hash) });
    }
    platform::sync_tree(&operation).map_err(|error| failed(&error))?;
    let list = serde_json::to_vec_pretty(&steps).map_err(|error| failed(&error.into()))?;
    write::replace(&operation.join(LIST), None, &list)?;
    platform::sync_directory(store).map_err(|error| failed(&error))?;
    finish(store, &steps)
}

/// Finishes or throws away what an interrupted command left; tells whether it was finished.
///
/// # Errors
/// When a file was changed by somebody else since; nothing of it is overwritten.
pub(super) fn recover(store: &Path) -> Result<bool> {
    let operation = store.join(layout::OPERATION);
    match fs::symlink_metadata(&operation) {
        Ok(metadata) if metadata.is_dir() => {}
        _ => return Ok(false),
    }
    let Ok(list) = write::read(&operation.join(LIST), codec::MAX_FILE_BYTES) else {
        // The list is written last: without it nothing was put in place.
        remove(&operation)?;
        return Ok(false);
    };
    let steps: Vec<Step> = serde_json::from_slice(&list).map_err(|error| {
        Error::failed(text!("读不懂上次中断的操作", "can't read the interrupted operation"))
            .at(Place::file(operation.join(LIST)))
            .caused_by(error.to_string())
    })?;
    finish(store, &steps)?;
    Ok(true)
}

fn finish(store: &Path, steps: &[Step]) -> Result<()> {
    let operation = store.join(layout::OPERATION);
    for (number, step) in steps.iter().enumerate() {
        if !layout::is_own(&step.path) {
            return Err(Error::failed(text!(
                "中断的操作指向台账之外的文件",
                "the interrupted operation names a file outside of the store"
            ))
            .at(Place::file(operation.join(LIST))));
        }
        let target = store.join(&step.path);
        let staged = operation.join(number.to_string());
        let present = read_if_there(&target)?;
        if present.as_deref().map(hash) == step.after {
            continue;
        }
        let after = match &step.after {
            Some(_) => Some(write::read(&staged, codec::MAX_FILE_BYTES).map_err(|error| {
                Error::io(text!("读不了准备好的内容", "can't read the prepared content"), &staged, &error)
            })?),
            None => None,
        };
        if present.as_deref().map(hash) != step.before || after.as_deref().map(hash) != step.after {
            return Err(Error::conflict(text!(
                "上次中断的操作要改这个文件，而它已被别人改动",
                "an interrupted operation was to change this file, and somebody else changed it since"
            ))
            .at(Place::file(&target))
            .hint(text!("请用 `pjt doctor` 看详情", "`pjt doctor` tells more")));
        }
        match after {
            Some(after) => write::replace(&target, present.as_deref(), &after)?,
            None => write::remove(&target, present.as_deref())?,
        }
    }
    remove(&operation)
}

/// What an interrupted operation was to change, relative to the store.
pub fn pending(store: &Path) -> Option<Vec<PathBuf>> {
    let operation = store.join(layout::OPERATION);
    operation.is_dir().then(|| {
        let list = write::read(&operation.join(LIST), codec::MAX_FILE_BYTES).unwrap_or_default();
        let steps: Vec<Step> = serde_json::from_slice(&list).unwrap_or_default();
        steps.into_iter().map(|step| step.path).collect()
    })
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>> {
    match write::read(path, codec::MAX_FILE_BYTES) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(text!("读不了这个文件", "can't read this file"), path, &error)),
    }
}

fn remove(operation: &Path) -> Result<()> {
    let failed = |error: &io::Error| {
        Error::io(text!("无法清理准备目录", "can't clear away the prepared files"), operation, error)
    };
    // The list goes first: without it the rest is nothing but leftovers.
    match fs::remove_file(operation.join(LIST)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&error)),
        _ => {}
    }
    fs::remove_dir_all(operation).map_err(|error| failed(&error))
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_laid_down_is_finished_and_what_was_not_is_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path();
        let (one, two) = (Path::new("p/tasks/001.yaml"), Path::new("p/tasks/002.yaml"));
        fs::create_dir_all(store.join("p/tasks")).unwrap();
        write::create(&store.join(one), b"a").unwrap();
        // Interrupted before the list was written.
        fs::create_dir(store.join(layout::OPERATION)).unwrap();
        write::create(&store.join(layout::OPERATION).join("0"), b"b").unwrap();
        assert!(!recover(store).unwrap());
        assert_eq!(fs::read(store.join(one)).unwrap(), b"a");
        // Interrupted after the first file was put in place.
        fs::create_dir(store.join(layout::OPERATION)).unwrap();
        let steps = [
            Step { path: one.into(), before: Some(hash(b"x")), after: Some(hash(b"a")) },
            Step { path: two.into(), before: None, after: Some(hash(b"c")) },
        ];
        write::create(&store.join(layout::OPERATION).join("1"), b"c").unwrap();
        write::create(&store.join(layout::OPERATION).join(LIST), &serde_json::to_vec(&steps).unwrap())
            .unwrap();
        assert!(recover(store).unwrap());
        assert_eq!(fs::read(store.join(two)).unwrap(), b"c");
        assert!(!store.join(layout::OPERATION).exists());
    }

    #[test]
    fn a_file_that_somebody_else_changed_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path();
        let path = Path::new("p/tasks/001.yaml");
        fs::create_dir_all(store.join("p/tasks")).unwrap();
        write::create(&store.join(path), b"theirs").unwrap();
        fs::create_dir(store.join(layout::OPERATION)).unwrap();
        let outside = Step { path: "../x".into(), before: None, after: Some(hash(b"b")) };
        let step = Step { path: path.into(), before: Some(hash(b"a")), after: Some(hash(b"b")) };
        write::create(&store.join(layout::OPERATION).join("0"), b"b").unwrap();
        for steps in [[step], [outside]] {
            let list = store.join(layout::OPERATION).join(LIST);
            let _gone = fs::remove_file(&list);
            write::create(&list, &serde_json::to_vec(&steps).unwrap()).unwrap();
            assert!(recover(store).is_err());
        }
        assert_eq!(fs::read(store.join(path)).unwrap(), b"theirs");
    }
}
