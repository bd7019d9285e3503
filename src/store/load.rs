//! Reading a whole store, from wherever its bytes come: the working files or a git revision. A record
//! that can't be read is kept as a finding; nothing is skipped in silence.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use super::{codec, layout};
use crate::{
    error::{Error, Finding, Place, Result},
    model::{Plan, Registry, Snapshot, Task},
};

/// Below this many files, starting threads costs more than it brings.
const WORTH_THREADS: usize = 256;

/// Where the bytes of a store's files come from. Paths are relative to the store.
pub trait Shelf: Sync {
    /// The names of the plans, sorted.
    ///
    /// # Errors
    /// When the store can't be listed.
    fn plans(&self) -> Result<Vec<String>>;

    /// The YAML files in a plan's directory of tasks, sorted; odd names among them.
    ///
    /// # Errors
    /// When the directory can't be listed.
    fn task_files(&self, slug: &str) -> Result<Vec<PathBuf>>;

    /// A file's bytes; none if there is no such file.
    ///
    /// # Errors
    /// A finding when it is there and can't be read, or has more than `limit` bytes.
    fn read(&self, path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Finding>;

    /// A path as a person can open it.
    fn shown(&self, path: &Path) -> PathBuf;

    /// An operation that was put in place only in part: what is read then is neither old nor new.
    fn interrupted(&self) -> Option<Finding> {
        None
    }
}

/// Reads the registry and the plans named in `slugs`. `may_match` is asked with the raw bytes of each
/// task file and may only say no where the task is of no interest; it is then read no further.
///
/// # Errors
/// When the store can't be listed. Files that can't be read are findings in the snapshot.
pub fn load(shelf: &dyn Shelf, slugs: &[String]) -> Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    match registry(shelf) {
        Ok(registry) => snapshot.registry = registry,
        Err(finding) => snapshot.unreadable.push(finding),
    }
    for slug in slugs {
        let mut plan = match plan(shelf, slug) {
            Ok(plan) => plan,
            Err(finding) => {
                snapshot.unreadable.push(finding);
                Plan { slug: slug.clone(), ..Plan::default() }
            }
        };
        let files = shelf.task_files(slug)?;
        let read: Vec<Result<Task, Finding>> = if files.len() < WORTH_THREADS {
            files.iter().map(|path| task(shelf, path)).collect()
        } else {
            files.par_iter().map(|path| task(shelf, path)).collect()
        };
        plan.tasks.reserve(read.len());
        for task in read {
            match task {
                Ok(task) => plan.tasks.push(task),
                Err(finding) => snapshot.unreadable.push(finding),
            }
        }
        plan.tasks.sort_by_key(|task| task.id);
        snapshot.plans.push(plan);
    }
    snapshot.unreadable.extend(shelf.interrupted());
    Ok(snapshot)
}

/// Reads `pjt.yaml`.
///
/// # Errors
/// A finding when it is not there or not readable.
pub fn config(shelf: &dyn Shelf) -> Result<codec::Config, Finding> {
    let path = Path::new(layout::CONFIG);
    let shown = shelf.shown(path);
    match shelf.read(path, codec::MAX_FILE_BYTES)? {
        Some(bytes) => codec::read_config(&shown, &bytes),
        None => Err(missing(shown)),
    }
}

/// Reads the registry; a store without one has an empty one.
///
/// # Errors
/// A finding when it is not readable.
pub fn registry(shelf: &dyn Shelf) -> Result<Registry, Finding> {
    let path = Path::new(layout::REGISTRY);
    match shelf.read(path, codec::MAX_FILE_BYTES)? {
        Some(bytes) => codec::read_registry(&shelf.shown(path), &bytes),
        None => Ok(Registry::default()),
    }
}

/// Reads a plan's own file.
///
/// # Errors
/// A finding when it is not there or not readable.
pub fn plan(shelf: &dyn Shelf, slug: &str) -> Result<Plan, Finding> {
    let path = layout::plan_file(slug);
    let shown = shelf.shown(&path);
    let bytes = shelf.read(&path, codec::MAX_FILE_BYTES)?.ok_or_else(|| missing(shown.clone()))?;
    let mut plan = codec::read_plan(&shown, &bytes)?;
    plan.slug = slug.to_owned();
    Ok(plan)
}

/// Reads a task file; its number and its name must agree.
///
/// # Errors
/// A finding when it is not there, not readable, or names another task.
pub fn task(shelf: &dyn Shelf, path: &Path) -> Result<Task, Finding> {
    let shown = shelf.shown(path);
    let Some(id) = path.file_name().and_then(|name| name.to_str()).and_then(layout::task_id) else {
        return Err(Finding::new(
            "file-name",
            text!("这个文件名不是任务编号", "the name of this file is no task number"),
        )
        .at(Place::file(shown))
        .fix(text!(
            "任务文件名是三位以上的编号，如 014.yaml",
            "a task file is named by its number, as in 014.yaml"
        )));
    };
    let bytes = shelf.read(path, codec::MAX_TASK_BYTES)?.ok_or_else(|| missing(shown.clone()))?;
    let task = codec::read_task(&shown, &bytes)?;
    if task.id == id {
        return Ok(task);
    }
    let inside = task.id;
    Err(Finding::new(
        "id-differs",
        text!(
            "文件名说是任务 {id}，内容说是任务 {inside}",
            "the name says task {id}, the content says task {inside}"
        ),
    )
    .at(Place::line(shown, 1))
    .fix(text!("请改正 id 或文件名，使二者一致", "correct the id or the name, so that they agree")))
}

/// The bytes of a document that somebody wants to import.
///
/// # Errors
/// When it can't be read or has more than `limit` bytes.
pub fn read_document(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let failed =
        |error: &std::io::Error| Error::io(text!("读不了这个文件", "can't read this file"), path, error);
    // A document may well be reached through a link; only the store's own files may not.
    let file = std::fs::File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Error::not_found(text!("没有这个文件", "there is no such file")).at(Place::file(path))
        }
        _ => failed(&error),
    })?;
    let metadata = file.metadata().map_err(|error| failed(&error))?;
    let mut bytes = Vec::new();
    if metadata.is_file() && metadata.len() <= limit {
        file.take(limit).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
        return Ok(bytes);
    }
    let megabytes = limit / 1024 / 1024;
    Err(Error::failed(text!(
        "不是 {megabytes} MiB 以内的普通文件",
        "not a regular file of at most {megabytes} MiB"
    ))
    .at(Place::file(path)))
}

fn missing(path: PathBuf) -> Finding {
    Finding::new("missing-file", text!("缺少这个文件", "this file is missing"))
        .at(Place::file(path))
        .fix(text!("请从 git 中恢复它", "bring it back from git"))
}
