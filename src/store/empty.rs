//! The store of a day on which there was none yet.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{
    layout,
    load::StoreSource,
    yaml::{self, Config},
};
use crate::error::{Error, Finding, Result};

/// A store that holds nothing: what was there before its first commit.
#[derive(Clone, Copy, Debug)]
pub struct EmptyStore {
    /// The day that it is of.
    pub day: NaiveDate,
    /// The first day on which there was a store; none where no commit has one.
    pub began: Option<NaiveDate>,
}

impl EmptyStore {
    /// Something of it was named.
    pub(super) fn has_nothing(self) -> Error {
        let Self { day, began } = self;
        let error = match began {
            Some(began) => Error::not_found(text!(
                "{day} 那天还没有台账，台账从 {began} 开始",
                "there was no store yet on {day}: it began on {began}"
            ))
            .hint(text!("日期改用 {began} 或以后的一天", "name {began} or a later day")),
            None => Error::not_found(text!("{day} 那天还没有台账", "there was no store yet on {day}")).hint(
                text!(
                    "台账还没有提交过：先提交一次，`pjt commit`",
                    "it was never committed: commit once with `pjt commit`"
                ),
            ),
        };
        error.named("before-store")
    }
}

impl StoreSource for EmptyStore {
    fn before_all(&self) -> Option<Self> {
        Some(*self)
    }

    fn plans(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn yaml_files(&self, _directory: &Path) -> Result<Vec<PathBuf>> {
        Ok(Vec::new())
    }

    fn directories(&self, _directory: &Path) -> Result<Vec<PathBuf>> {
        Ok(Vec::new())
    }

    fn read(&self, path: &Path, _limit: u64) -> Result<Option<Vec<u8>>, Finding> {
        let is_config = path == Path::new(layout::CONFIG);
        Ok(is_config.then(|| yaml::write_config(&Config::default()).into_bytes()))
    }

    fn shown(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}
