//! What the files of a commit's store hold. Many are fetched in one go, because each question to git takes its time.
#![expect(clippy::expect_used, reason = "what was just fetched is there")]

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use super::Tree;
use crate::{
    error::{Error, Finding, Location, Result},
    history::objects::{self, Object},
    store::{layout, load::StoreSource, yaml},
};

/// What was read from git ahead and not asked for yet.
pub(super) type Contents = HashMap<PathBuf, Object>;

impl Tree {
    /// Reads files ahead, in one go.
    pub(in crate::history) fn fetch<'a>(&self, paths: impl Iterator<Item = &'a Path>) -> Result<()> {
        let files: Vec<(&Path, &str)> = paths.filter_map(|path| Some((path, self.hash_of(path)?))).collect();
        if files.is_empty() {
            return Ok(());
        }
        let hashes = files.iter().map(|(_, hash)| *hash);
        let objects = self.repository.contents(hashes, yaml::MAX_FILE_BYTES)?;
        self.contents().extend(files.iter().map(|(path, _)| (*path).to_owned()).zip(objects));
        Ok(())
    }

    fn contents(&self) -> std::sync::MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl StoreSource for Tree {
    fn links(&self) -> Vec<PathBuf> {
        let links = self.files.iter().filter(|(path, hash)| hash.is_none() && layout::is_place(path));
        links.map(|(path, _)| path.clone()).collect()
    }

    fn others(&self) -> Vec<PathBuf> {
        self.paths().filter(|path| !layout::is_own(path)).map(Path::to_owned).collect()
    }

    fn plans(&self) -> Result<Vec<String>> {
        let mut plans: Vec<String> = Vec::new();
        for (path, hash) in &self.files {
            let mut parts = path.iter();
            let (slug, below, name) = (parts.next(), parts.next(), parts.next());
            // Tasks whose plan has lost its own file are records all the same, and that file is missed.
            let is_plans = below == Some(layout::PLAN.as_ref()) && !slug.is_some_and(layout::is_hidden)
                || below == Some(layout::TASKS.as_ref())
                    && name.map_or(hash.is_none(), layout::is_meant_as_task);
            if let Some(slug) = slug.and_then(|slug| slug.to_str())
                && is_plans
                && !layout::holds_no_plan(slug.as_ref())
                && plans.last().is_none_or(|last| last != slug)
            {
                plans.push(slug.to_owned());
            }
        }
        Ok(plans)
    }

    fn yaml_files(&self, directory: &Path) -> Result<Vec<PathBuf>> {
        if self.files.get(directory).is_some_and(Option::is_none) {
            return Err(Error::failed(text!("这不是文件夹，是链接", "this is no folder but a link"))
                .at(Location::file(self.shown(directory)))
                .hint(text!("请用一份独立的副本替换它", "put a copy of its own in its place")));
        }
        let paths = self.yaml_paths(directory);
        self.fetch(paths.iter().map(PathBuf::as_path))?;
        Ok(paths)
    }

    fn directories(&self, directory: &Path) -> Result<Vec<PathBuf>> {
        let name = |path: &PathBuf| {
            let rest = path.strip_prefix(directory).ok()?;
            rest.iter().next().filter(|_| rest.iter().count() > 1).map(|name| directory.join(name))
        };
        let mut directories: Vec<PathBuf> = self.below(directory).filter_map(name).collect();
        directories.dedup();
        Ok(directories)
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Finding> {
        let Some(hash) = self.files.get(path) else { return Ok(None) };
        let refused = |message| {
            Finding::new("unreadable-file", message).at(Location::file(self.shown(path))).fix(text!(
                "可换一个版本，或看工作区里的文件",
                "look at another revision, or at the working file"
            ))
        };
        if hash.is_none() {
            return Err(refused(text!("这不是普通文件", "this is not a regular file")));
        }
        let ahead = self.contents().remove(path);
        let object = match ahead {
            Some(object) => object,
            None => {
                let failed = |error: &Error| refused(error.message().clone());
                self.fetch(std::iter::once(path)).map_err(|error| failed(&error))?;
                self.contents().remove(path).expect("it was just fetched")
            }
        };
        match object {
            Object::Content(bytes) if bytes.len() as u64 <= limit => Ok(Some(bytes)),
            Object::Content(_) | Object::TooLarge(_) => {
                Err(refused(text!("这个文件超过 {limit} 字节", "the file has more than {limit} bytes")))
            }
            Object::Missing => Err(refused(objects::missing())),
        }
    }

    fn shown(&self, path: &Path) -> PathBuf {
        if self.revision.hash().is_empty() {
            // It may lie below where it was asked from, or be moved elsewhere by what is staged.
            return match self.prefix.strip_prefix(self.repository.prefix()) {
                Some(below) => self.repository.directory().join(below).join(path),
                None => Path::new(&self.prefix).join(path),
            };
        }
        let short: String = self.revision.hash().chars().take(10).collect();
        PathBuf::from(format!("{short}:{}{}", self.prefix, path.to_string_lossy().replace('\\', "/")))
    }
}
