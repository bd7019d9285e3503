//! A store on disk: finding it, making it, listing its files.

use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
    fs, io,
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use super::{
    LeftOut,
    choice::{PlanChoice, choose},
    file, layout, leftovers,
    load::{self, FileReader, StoreSource},
    platform,
    yaml::{self, Config},
};
use crate::{
    error::{Error, Finding, Location, Result},
    model::{Snapshot, TaskId},
    text::{Lang, Text},
};

/// A directory that holds a store.
#[derive(Clone, Debug)]
pub struct Store {
    directory: PathBuf,
    /// What belongs to it and is elsewhere.
    left_out: Option<LeftOut>,
}

impl Store {
    /// The store in `directory`: the directory itself or its `data/`.
    ///
    /// # Errors
    /// When neither holds `pjt.yaml`.
    pub fn open(directory: &Path) -> Result<Self> {
        Self::in_directory(directory).ok_or_else(|| no_store(directory))
    }

    /// The store at or above `start`.
    ///
    /// # Errors
    /// When there is none up to the root.
    pub fn discover(start: &Path) -> Result<Self> {
        start.ancestors().find_map(Self::in_directory).ok_or_else(|| no_store(start))
    }

    fn in_directory(directory: &Path) -> Option<Self> {
        [directory.to_owned(), directory.join("data")]
            .into_iter()
            .find(|directory| is_there(&directory.join(layout::CONFIG)))
            .map(Self::at)
    }

    fn at(directory: PathBuf) -> Self {
        Self { directory, left_out: None }
    }

    /// The same store with files that are left out of its directory.
    #[must_use]
    pub fn with_left_out(self, left_out: LeftOut) -> Self {
        Self { left_out: Some(left_out), ..self }
    }

    /// Whether a file, given relative to the store, is left out of its directory on purpose.
    pub(crate) fn is_left_out(&self, path: &Path) -> bool {
        self.left_out.as_ref().is_some_and(|left_out| left_out.has(path))
            && self.directory.join(path).symlink_metadata().is_err()
    }

    /// Makes an empty store in `directory`, which may exist.
    ///
    /// # Errors
    /// When there is a store already, or the disk refuses.
    pub fn init(directory: &Path) -> Result<Self> {
        if let Some(store) = Self::in_directory(directory) {
            return Err(Error::conflict(text!("这里已经有一个台账", "there is a store here already"))
                .named("store-exists")
                .at(Location::file(store.directory.join(layout::CONFIG)))
                .hint(text!("可以直接导入：`pjt import 文件`", "import into it: `pjt import FILE`")));
        }
        fs::create_dir_all(directory).map_err(|error| {
            Error::io(text!("无法建立文件夹", "can't make the directory"), directory, &error)
        })?;
        let write = |name: &str, text: String| file::replace(&directory.join(name), None, text.as_bytes());
        if !directory.join(layout::REGISTRY).exists() {
            write(layout::REGISTRY, yaml::write_registry(&crate::model::Registry::default()))?;
        }
        write(layout::CONFIG, yaml::write_config(&Config::default()))?;
        Ok(Self::at(directory.to_owned()))
    }

    /// Where it is.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Takes out the folders that are empty now that these files are gone.
    pub fn remove_empty_folders(&self, files: &[PathBuf]) {
        let folders: BTreeSet<&Path> = files.iter().flat_map(|path| path.ancestors().skip(1)).collect();
        for folder in folders.into_iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
            // One that holds anything is not removed by this.
            let _kept = fs::remove_dir(self.directory.join(folder));
        }
    }

    /// What the folder of a plan holds beside these files of it, relative to the store, in order.
    ///
    /// # Errors
    /// When a folder can't be read.
    pub fn besides(&self, slug: &str, files: &[PathBuf]) -> Result<Vec<PathBuf>> {
        let mut besides = Vec::new();
        for entry in WalkDir::new(self.directory.join(slug)).sort_by_file_name() {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(&self.directory).to_owned();
                Error::io(text!("读不了这个文件夹", "can't read this directory"), &path, &error.into())
            })?;
            let path = entry.path().strip_prefix(&self.directory).unwrap_or(entry.path());
            if !entry.file_type().is_dir() && !files.iter().any(|file| file == path) {
                besides.push(path.to_owned());
            }
        }
        Ok(besides)
    }

    /// The same store, by a path relative to `directory` where it lies below it: messages get shorter.
    #[must_use]
    pub fn relative_to(self, directory: &Path) -> Self {
        match self.directory.strip_prefix(directory) {
            Ok(below) if below.as_os_str().is_empty() => Self { directory: PathBuf::from("."), ..self },
            Ok(below) => Self { directory: below.to_owned(), ..self },
            Err(_) => self,
        }
    }

    /// What `pjt.yaml` says.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn config(&self) -> Result<Config> {
        Ok(load::config(self)?)
    }

    /// The names of the chosen plans.
    ///
    /// # Errors
    /// When a named plan does not exist, or no default is known.
    pub fn choose(&self, choice: &PlanChoice) -> Result<Vec<String>> {
        choose(self, choice)
    }

    /// Reads the chosen plans. Files that can't be read are findings in the snapshot.
    ///
    /// # Errors
    /// When the plans can't be chosen or listed.
    pub fn load(&self, choice: &PlanChoice) -> Result<Snapshot> {
        Ok(load::load(self, &self.choose(choice)?))
    }

    /// Whether a plan's files are here, readable or not. Tasks whose plan has lost its own file are records all the
    /// same, and that file is missed. A name that can't be a plan's counts where a plan is seen behind it: whoever
    /// reads it says so.
    fn is_plan(&self, name: &OsStr) -> bool {
        if layout::holds_no_plan(name) {
            return false;
        }
        if self.is_left_out(&Path::new(name).join(layout::PLAN)) {
            return true;
        }
        let place = self.directory.join(name);
        let holds = |name: &str| place.join(name).symlink_metadata();
        match holds(layout::PLAN) {
            // In a hidden folder a file of this name may be another program's; tasks are none of its.
            Ok(_) if layout::is_hidden(name) => {}
            Ok(_) => return true,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            // What is behind a folder that can't be opened, nobody knows; its name says whether to ask.
            Err(_) => return name.to_str().is_some_and(layout::is_slug),
        }
        match holds(layout::TASKS) {
            Ok(tasks) if tasks.is_dir() => self.holds_tasks(name),
            Ok(tasks) => tasks.is_symlink(),
            // A link that leads nowhere: a folder may have been there.
            Err(_) => {
                let is_link = place.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
                is_link && name.to_str().is_some_and(layout::is_slug) && fs::metadata(&place).is_err()
            }
        }
    }

    fn holds_tasks(&self, name: &OsStr) -> bool {
        let tasks = Path::new(name).join(layout::TASKS);
        let names = platform::Directory::open(&self.directory)
            .and_then(|store| store.directory(&tasks))
            .and_then(|directory| directory.names());
        names.map_or(true, |names| names.iter().any(|name| layout::is_meant_as_task(name)))
    }

    /// Where a task's file is, whether or not it exists.
    pub(crate) fn task_path(&self, slug: &str, id: TaskId) -> PathBuf {
        self.directory.join(layout::task_file(slug, id))
    }
}

/// Whether a store's configuration is at `path`. Where the disk fails it counts as there, so that reading it
/// says why; a directory that is closed to this user is no store of theirs.
fn is_there(path: &Path) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
    fs::metadata(path).map_or_else(
        |error| !matches!(error.kind(), NotFound | NotADirectory | PermissionDenied),
        |metadata| metadata.is_file(),
    )
}

fn no_store(directory: &Path) -> Error {
    Error::not_found(text!("这里没有台账（找不到 pjt.yaml）", "there is no store here (no pjt.yaml found)"))
        .named("no-such-store")
        .at(Location::file(directory))
        .hint(text!(
            "新建一个：`pjt init`；或用 `--store 文件夹` 指明",
            "make one with `pjt init`, or point to it with `--store DIR`"
        ))
}

/// These names in a directory as paths, sorted, each once.
fn paths(directory: &Path, mut names: Vec<OsString>) -> Vec<PathBuf> {
    names.sort();
    names.dedup();
    let path = |name: OsString| {
        let mut path = PathBuf::with_capacity(directory.as_os_str().len() + 1 + name.len());
        path.push(directory);
        path.push(name);
        path
    };
    names.into_iter().map(path).collect()
}

impl Store {
    /// The names in a directory of the store; none where it is not there.
    fn names_in(&self, directory: &Path) -> Result<Vec<OsString>> {
        let names = platform::Directory::open(&self.directory)
            .and_then(|store| if directory == Path::new("") { Ok(store) } else { store.directory(directory) })
            .and_then(|directory| directory.names());
        match names {
            Ok(names) => Ok(names),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => {
                let shown = self.directory.join(directory);
                Err(Error::io(text!("无法列出文件夹", "can't list the directory"), &shown, &error))
            }
        }
    }

    fn read_into(&self, path: &Path, limit: u64, buffer: &mut Vec<u8>) -> Result<bool, Finding> {
        let file = platform::Directory::open(&self.directory).and_then(|store| store.file(path));
        let is_there = self.ended(path, file.and_then(|file| file::read_open(&file, limit, buffer)))?;
        Ok(is_there || self.read_left_out(path, limit, buffer)?)
    }

    /// The same, of a file that is left out of the directory.
    fn read_left_out(&self, path: &Path, limit: u64, buffer: &mut Vec<u8>) -> Result<bool, Finding> {
        let Some(left_out) = self.left_out.as_ref().filter(|left_out| left_out.has(path)) else {
            return Ok(false);
        };
        let bytes = left_out.kept_in().read(path, limit)?;
        Ok(bytes.map(|bytes| *buffer = bytes).is_some())
    }

    /// How the reading of a file ended: false where there is none.
    fn ended(&self, path: &Path, read: io::Result<()>) -> Result<bool, Finding> {
        match read {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => {
                let fix = if error.kind() == io::ErrorKind::PermissionDenied {
                    text!("请向它的主人要读取权限", "ask its owner for the right to read it")
                } else {
                    text!(
                        "台账的文件都是普通文件：任务文件在 256 KiB 以内，其他文件在 4 MiB 以内",
                        "files of a store are regular files: of a task at most 256 KiB, others at most 4 MiB"
                    )
                };
                let cause = Text::from(&error);
                let (zh, en) = (cause.in_lang(Lang::Zh), cause.in_lang(Lang::En));
                Err(Finding::new(
                    "unreadable-file",
                    text!("读不了这个文件：{zh}", "can't read this file: {en}"),
                )
                .at(Location::file(self.directory.join(path)))
                .fix(fix))
            }
        }
    }
}

impl StoreSource for Store {
    fn others(&self) -> Vec<PathBuf> {
        // What hides its folder is another program's; links are not followed.
        let is_entered = |entry: &DirEntry| {
            entry.depth() == 0 || !entry.file_type().is_dir() || !layout::is_hidden(entry.file_name())
        };
        let walk = WalkDir::new(&self.directory).sort_by_file_name().into_iter().filter_entry(is_entered);
        let files = walk.flatten().filter(|entry| !entry.file_type().is_dir());
        let relative =
            files.filter_map(|entry| Some(entry.path().strip_prefix(&self.directory).ok()?.to_owned()));
        relative.filter(|path| !layout::is_own(path)).collect()
    }

    fn plans(&self) -> Result<Vec<String>> {
        let names = platform::Directory::open(&self.directory).and_then(|store| store.names());
        let mut slugs: Vec<String> = names
            .map_err(|error| {
                Error::io(text!("无法列出文件夹", "can't list the directory"), &self.directory, &error)
            })?
            .into_iter()
            .filter(|name| self.is_plan(name))
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        if let Some(left_out) = &self.left_out {
            slugs.extend(left_out.kept_in().plans()?);
        }
        slugs.sort();
        slugs.dedup();
        Ok(slugs)
    }

    fn yaml_files(&self, directory: &Path) -> Result<Vec<PathBuf>> {
        let mut names = self.names_in(directory)?;
        names.retain(|name| layout::is_meant_as_task(name));
        if let Some(left_out) = &self.left_out {
            names.extend(
                left_out.in_directory(directory).filter_map(|path| path.file_name()).map(OsString::from),
            );
        }
        Ok(paths(directory, names))
    }

    fn directories(&self, directory: &Path) -> Result<Vec<PathBuf>> {
        let mut names = self.names_in(directory)?;
        let place = self.directory.join(directory);
        names.retain(|name| place.join(name).symlink_metadata().is_ok_and(|entry| entry.is_dir()));
        if let Some(left_out) = &self.left_out {
            names.extend(left_out.directories_in(directory));
        }
        Ok(paths(directory, names))
    }

    fn has_plan(&self, slug: &str) -> Result<bool> {
        Ok(self.is_plan(OsStr::new(slug)))
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Finding> {
        let mut bytes = Vec::with_capacity(4096);
        Ok(self.read_into(path, limit, &mut bytes)?.then_some(bytes))
    }

    fn reader<'a>(&'a self, slug: &str) -> FileReader<'a> {
        let tasks: PathBuf = [slug, layout::TASKS].iter().collect();
        // The way from the store to the file is gone once and not for every file.
        let directory =
            platform::Directory::open(&self.directory).and_then(|store| store.directory(&tasks)).ok();
        Box::new(move |path, limit, buffer| match (&directory, path.file_name()) {
            (Some(directory), Some(name)) => {
                let is_there = self.ended(path, directory.read(name, limit, buffer))?;
                Ok(is_there || self.read_left_out(path, limit, buffer)?)
            }
            _ => self.read_into(path, limit, buffer),
        })
    }

    fn shown(&self, path: &Path) -> PathBuf {
        self.directory.join(path)
    }

    fn interrupted(&self) -> Option<Finding> {
        leftovers::half_done(self)
    }
}
