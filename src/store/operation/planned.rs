//! What an operation is going to put in place, before it is laid down: contents that are at hand, or a state of the past
//! that is read when it is needed.

use std::{
    borrow::Cow,
    fmt,
    path::{Path, PathBuf},
    rc::Rc,
};

use crate::{
    error::Result,
    store::{file::Digest, line_endings},
};

/// A state of the store that can come back. Its contents are read when they are needed: there may be more than memory
/// should hold.
pub trait Past: fmt::Debug {
    /// Says that these files are going to be asked for now.
    ///
    /// # Errors
    /// When they can't be read.
    fn ahead(&self, paths: &[&Path]) -> Result<()>;

    /// What a file holds in it; none where it is not there.
    ///
    /// # Errors
    /// When it can't be read.
    fn content(&self, path: &Path) -> Result<Option<Vec<u8>>>;

    /// Whether a file is there in it.
    ///
    /// # Errors
    /// When it can't be read.
    fn has(&self, path: &Path) -> Result<bool> {
        Ok(self.content(path)?.is_some())
    }

    /// Whether a file holds this in it, but for line ends.
    ///
    /// # Errors
    /// When it can't be read.
    fn is(&self, path: &Path, content: Option<&[u8]>) -> Result<bool> {
        Ok(line_endings::is_same_text(self.content(path)?.as_deref(), content))
    }
}

/// What a file is going to hold.
#[derive(Debug)]
pub(in crate::store) enum After {
    /// This.
    Content(Vec<u8>),
    /// What it held in the past, with CRLF at the end of its lines or as it was.
    Past { past: Rc<dyn Past>, with_pairs: bool },
}

impl After {
    /// The bytes for this file.
    ///
    /// # Errors
    /// When the past can't be read.
    pub(super) fn content(&self, path: &Path) -> Result<Cow<'_, [u8]>> {
        Ok(match self {
            Self::Content(content) => content.into(),
            Self::Past { past, with_pairs } => {
                let content = past.content(path)?.unwrap_or_default();
                if *with_pairs { line_endings::with_pairs(&content).into() } else { content.into() }
            }
        })
    }
}

/// What an operation is going to put in place.
#[derive(Debug)]
pub(in crate::store) enum Planned {
    /// A file: path relative to the store, the hash of its content before, and what it is to hold, none where it is not
    /// there.
    File { path: PathBuf, before: Option<Digest>, after: Option<After> },
    /// The directory of a new plan with its files; paths are relative to the store.
    Plan { slug: String, files: Vec<(PathBuf, Vec<u8>)> },
    /// The directory of a plan that gets another name, with all that it holds.
    Move { from: String, to: String },
}

/// What comes from one state of the past is read in one go.
pub(super) fn read_ahead<'a>(planned: impl Iterator<Item = &'a Planned>) -> Result<()> {
    let mut from: Option<&Rc<dyn Past>> = None;
    let mut paths = Vec::new();
    for planned in planned {
        if let Planned::File { path, after: Some(After::Past { past, .. }), .. } = planned
            && from.is_none_or(|from| Rc::ptr_eq(from, past))
        {
            from = Some(past);
            paths.push(path.as_path());
        }
    }
    from.map_or(Ok(()), |past| past.ahead(&paths))
}
