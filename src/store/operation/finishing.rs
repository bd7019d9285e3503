//! What was laid down takes its place, by the command that laid it down or by the next one that writes.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use super::{
    list::{List, Step},
    placing::{self, Laid, Progress, staged},
};
use crate::{
    error::{Error, Result},
    store::{layout, platform},
};

/// So few files are put in place one after the other; no thread is started for them.
const FEW: usize = 200;
/// Of more directories than these the whole file system is synced at once.
const MANY_DIRECTORIES: usize = 8;

/// Puts in place what was laid down: by this very process, where it `is_known`.
///
/// # Errors
/// When what was laid down is not what its list says, or the disk refuses.
pub(super) fn finish(store: &Path, steps: &[Step], is_known: bool) -> Result<Vec<PathBuf>> {
    let mut left = Vec::new();
    // Many files stand in few directories: each is synced once, while the list of steps is still there.
    let mut touched = BTreeSet::new();
    for step in steps {
        if let Step::File { path, .. } = step {
            touched.extend(store.join(path).parent().map(Path::to_owned));
        }
    }
    // Files have nothing to do with each other; a directory comes or moves before what is changed in it.
    let are_files = steps.iter().all(|step| matches!(step, Step::File { .. }));
    let numbered: Vec<(usize, &Step)> = steps.iter().enumerate().collect();
    let together = |(_, one): &(usize, &Step), (_, next): &(usize, &Step)| one.is_beside(next);
    let groups: Vec<_> =
        numbered.chunk_by(together).flat_map(|beside| beside.chunks(placing::TOGETHER)).collect();
    let put = |group: &&[(usize, &Step)]| put_together(store, group, is_known);
    let progress: Vec<Vec<Progress>> = if are_files && steps.len() > FEW {
        groups.par_iter().map(put).collect::<Result<_>>()?
    } else {
        groups.iter().map(put).collect::<Result<_>>()?
    };
    let progress = progress.into_iter().flatten();
    for (step, progress) in steps.iter().zip(progress) {
        match progress {
            Progress::Done => {}
            Progress::Waits | Progress::Overtaken => left.push(step.place()),
        }
    }
    let failed = |directory: &Path, error: &io::Error| {
        Error::io(
            text!("没能确认改动已落盘", "the changes are not known to be on the disk"),
            directory,
            error,
        )
    };
    touched.retain(|directory| directory.is_dir());
    if touched.len() > MANY_DIRECTORIES {
        platform::sync_tree(store).map_err(|error| failed(store, &error))?;
    } else {
        for directory in &touched {
            platform::sync_directory(directory).map_err(|error| failed(directory, &error))?;
        }
    }
    remove(&store.join(layout::OPERATION))?;
    Ok(left)
}

/// Puts files of one directory in place, or one thing that is no file.
fn put_together(store: &Path, group: &[(usize, &Step)], is_known: bool) -> Result<Vec<Progress>> {
    let files: Vec<Laid<'_>> = group
        .iter()
        .filter_map(|(number, step)| match step {
            Step::File { path, before, after } => Some(laid(*number, path, before, after)),
            Step::Plan { .. } | Step::Move { .. } => None,
        })
        .collect();
    if files.is_empty() {
        group.iter().map(|(number, step)| put_in_place(store, *number, step)).collect()
    } else {
        placing::put(store, &files, is_known)
    }
}

fn laid<'a>(
    number: usize,
    path: &'a Path,
    before: &'a Option<String>,
    after: &'a Option<String>,
) -> Laid<'a> {
    Laid { number, path, before: before.as_deref(), after: after.as_deref() }
}

/// How far a step has come.
///
/// # Errors
/// When its place can't be read.
pub(super) fn progress(store: &Path, number: usize, step: &Step) -> Result<Progress> {
    match step {
        Step::File { path, before, after } => placing::progress(store, &laid(number, path, before, after)),
        Step::Plan { slug } => {
            let is_there = |path: PathBuf| fs::symlink_metadata(path).is_ok();
            let is_staged = is_there(staged(store, number));
            Ok(match (is_there(store.join(slug)), is_staged) {
                (false, _) => Progress::Waits,
                (true, false) => Progress::Done,
                (true, true) => Progress::Overtaken,
            })
        }
        Step::Move { from, to } => {
            let is_there = |slug: &str| fs::symlink_metadata(store.join(slug)).is_ok();
            Ok(match (is_there(from), is_there(to)) {
                (true, false) => Progress::Waits,
                (false, true) => Progress::Done,
                _ => Progress::Overtaken,
            })
        }
    }
}

/// Puts one thing in place that is no file, unless it is there already or somebody else made another one.
fn put_in_place(store: &Path, number: usize, step: &Step) -> Result<Progress> {
    let progress = progress(store, number, step)?;
    if progress != Progress::Waits {
        return Ok(progress);
    }
    let staged = staged(store, number);
    match step {
        Step::File { .. } => Ok(progress),
        Step::Plan { slug } => {
            let target = store.join(slug);
            fs::rename(&staged, &target)
                .and_then(|()| platform::sync_directory(store))
                .map(|()| Progress::Done)
                .map_err(|error| Error::io(text!("无法写入方案", "can't write the plan"), &target, &error))
        }
        Step::Move { from, to } => {
            let (from, target) = (store.join(from), store.join(to));
            if !fs::symlink_metadata(&from).is_ok_and(|metadata| metadata.is_dir()) {
                return Ok(Progress::Overtaken);
            }
            fs::rename(&from, &target)
                .and_then(|()| platform::sync_directory(store))
                .map(|()| Progress::Done)
                .map_err(|error| {
                    Error::io(
                        text!("无法给方案的文件夹改名", "can't rename the plan's directory"),
                        &from,
                        &error,
                    )
                })
        }
    }
}

/// Clears an operation away.
///
/// # Errors
/// When the disk refuses.
pub(super) fn remove(operation: &Path) -> Result<()> {
    let failed = |error: &io::Error| {
        Error::io(
            text!("无法清理上次没有写完的内容", "can't clear away the prepared files"),
            operation,
            error,
        )
    };
    List::remove(operation).and_then(|()| fs::remove_dir_all(operation)).map_err(|error| failed(&error))
}
