//! The mark of an undo that is under way: the files are taken back first and then committed, and what was stopped in
//! between is finished by the next `undo` or `redo`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{
    repository::Repository,
    revision::{Point, Revision},
};
use crate::text::Text;
use crate::{
    error::{Error, ErrorKind, Result},
    store::file,
};

/// Its name, in the repository's own directory.
const NAME: &str = "pjt-undo.json";

/// What is under way.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct UndoMark {
    /// `undo` or `redo`.
    pub command: String,
    /// The commit that is being taken back; empty where it is changes that were not committed.
    pub undoes: String,
    /// The last commit when it began; empty where there was none.
    pub head: String,
    /// Where the store lies in the trees of the repository.
    pub store: String,
}

impl UndoMark {
    /// Marks that it begins.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn set(repository: &Repository, command: &str, undoes: &str) -> Result<()> {
        let mark = Self {
            command: command.to_owned(),
            undoes: undoes.to_owned(),
            head: head(repository)?,
            store: repository.prefix().to_owned(),
        };
        Self::clear(repository)?;
        let content = serde_json::to_vec(&mark).map_err(|error| {
            Error::failed(text!("无法写入撤销标记", "can't write the mark of an undo"))
                .caused_by(Text::of_json(&error))
        })?;
        file::replace(&path(repository), None, &content)
    }

    /// What an undo of this store that was stopped left; none where all were finished.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn read(repository: &Repository) -> Result<Option<Self>> {
        let path = path(repository);
        match file::read(&path, 1 << 16) {
            // A mark that a power cut made unreadable says nothing.
            Ok(bytes) => {
                let mark: Option<Self> = serde_json::from_slice(&bytes).ok();
                Ok(mark.filter(|mark| mark.store == repository.prefix()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => {
                Err(Error::io(text!("读不了撤销标记", "can't read the mark of an undo"), &path, &error))
            }
        }
    }

    /// Takes the mark away.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn clear(repository: &Repository) -> Result<()> {
        let path = path(repository);
        match std::fs::remove_file(&path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(Error::io(text!("无法删除这个文件", "can't remove this file"), &path, &error)),
        }
    }
}

/// The hash of the last commit; empty where there is none.
///
/// # Errors
/// When git fails.
pub fn head(repository: &Repository) -> Result<String> {
    match Point::head().resolve(repository) {
        Ok(Revision(hash)) => Ok(hash),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error),
    }
}

fn path(repository: &Repository) -> PathBuf {
    repository.git_directory().join(NAME)
}
