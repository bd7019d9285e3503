//! The files that `pjt collect` takes in: which ones, whose they are, and how each is read.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use pjt::{
    Error, Result, Text,
    error::Location,
    import::container::MAX_BYTES,
    model::{PeriodId, Snapshot},
    query::department,
    returns::{Delivery, Records},
    store::load,
    text,
};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::{CollectArgs, UnitFile};
use crate::cli::{Context, Ui, progress::Progress, reporter::report_guesses};

impl CollectArgs {
    /// Reads all files that were named or lie in the folders that were.
    pub(super) fn deliveries<'a>(
        &self,
        snapshot: &Snapshot,
        records: &'a Records<'a>,
        received: NaiveDate,
        context: &Context,
        ui: &mut Ui,
    ) -> Result<Vec<Delivery<'a>>> {
        let from = self.owners(snapshot)?;
        let typed: Vec<String> = self.from.iter().map(|from| from.department.clone()).collect();
        report_guesses(&typed, &snapshot.registry, ui);
        let files = self.files(&from)?;
        let what = text!("正在读取文件", "reading files");
        let bar = Progress::counting(files.len(), &what, context.lang, context.json);
        let period = self.period.as_ref().map(|typed| typed.on(context.today));
        let read = |path: &PathBuf| {
            let delivery = self.delivery(path, &from, records, period, received);
            bar.add_one();
            delivery
        };
        Ok(files.par_iter().map(read).collect())
    }

    /// The files of which a person said whose they are.
    fn owners(&self, snapshot: &Snapshot) -> Result<HashMap<PathBuf, String>> {
        let mut owners = HashMap::new();
        for UnitFile { department, file } in &self.from {
            let known = department::registered_in_part(department, &snapshot.registry)?;
            let near = || self.paths.iter().map(|path| path.join(file)).find(|path| path.is_file());
            let path = if file.is_file() { file.clone() } else { near().unwrap_or_else(|| file.clone()) };
            owners.insert(path, known.name.clone());
        }
        Ok(owners)
    }

    /// All files, sorted, each once.
    fn files(&self, from: &HashMap<PathBuf, String>) -> Result<Vec<PathBuf>> {
        let mut files: Vec<PathBuf> = Vec::new();
        for path in self.paths.iter().chain(from.keys()) {
            // A hidden folder, such as a repository's own, holds nobody's return.
            let is_hidden = |entry: &DirEntry| {
                entry.depth() > 0
                    && entry.file_type().is_dir()
                    && entry.file_name().as_encoded_bytes().starts_with(b".")
            };
            for entry in WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(|e| !is_hidden(e)) {
                let entry = entry.map_err(|error| cannot_list(path, error))?;
                if !entry.file_type().is_dir() {
                    files.push(entry.into_path());
                }
            }
        }
        files.sort();
        files.dedup();
        Ok(files)
    }

    fn delivery<'a>(
        &self,
        path: &Path,
        from: &HashMap<PathBuf, String>,
        records: &'a Records<'a>,
        period: Option<PeriodId>,
        received: NaiveDate,
    ) -> Delivery<'a> {
        let shown = self.shown(path);
        if let Some(why) = passed_over(path).or_else(|| self.not_a_file(path, from)) {
            return Delivery::ignored(shown, why);
        }
        match load::read_document(path, MAX_BYTES) {
            Ok(bytes) => {
                let owner = from.get(path).map(String::as_str);
                records.read(&shown, &bytes, owner, period, received)
            }
            Err(error) => Delivery::unreadable(shown, error.cause().unwrap_or(error.message()).clone()),
        }
    }

    /// Why what lies in a directory is not read though it has a name: it leads out of it, or is no file. One that a person
    /// named is theirs to choose.
    fn not_a_file(&self, path: &Path, from: &HashMap<PathBuf, String>) -> Option<Text> {
        let is_named = from.contains_key(path) || self.paths.iter().any(|named| named == path);
        let is_file = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
        let why = || {
            text!(
                "链接或特殊文件，不会读取；请换成文件本身",
                "a link or a special file, which is not read; put the file itself there"
            )
        };
        (!is_named && !is_file).then(why)
    }

    /// A file as it stands in the directory that was named.
    fn shown(&self, path: &Path) -> String {
        let below = self.paths.iter().find_map(|named| path.strip_prefix(named).ok());
        let name = below.filter(|below| !below.as_os_str().is_empty());
        let name = name.or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
        name.display().to_string()
    }
}

fn cannot_list(named: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(named).to_owned();
    let cause = error.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into());
    match cause.kind() {
        std::io::ErrorKind::NotFound => {
            Error::not_found(text!("没有这个文件或文件夹", "there is no such file or folder"))
                .named("no-such-file")
                .at(Location::file(path))
                .hint(load::missing_file())
        }
        _ => Error::io(text!("读不了", "can't be read"), &path, &cause),
    }
}

/// Why a file is nobody's return: a lock of a program that has it open, what a system leaves, a scan.
fn passed_over(path: &Path) -> Option<Text> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    if name.starts_with("~$") || name.starts_with(".~") {
        return Some(text!("程序打开时的临时文件", "a temporary file of a program"));
    }
    if name.starts_with('.') || matches!(name.as_str(), "thumbs.db" | "desktop.ini") {
        return Some(text!("系统文件", "a file of the system"));
    }
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    if matches!(end, "pdf" | "ofd" | "jpg" | "jpeg" | "png" | "gif" | "bmp" | "tif" | "tiff" | "heic") {
        return Some(text!("扫描件", "a scan"));
    }
    None
}
