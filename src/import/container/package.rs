//! The zip package that docx and xlsx are: parts read one by one, never extracted, never trusted for
//! the size that they claim.

use std::io::Cursor;

use zip::ZipArchive;

use super::limits;
use crate::error::{Error, Result};

/// A package of parts.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// What all parts together may still cost.
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// When it is damaged, has too many parts, or holds one of them twice.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| limits::damaged("zip", error))?;
        if archive.len() > limits::PARTS {
            return Err(limits::exceeded("部件数", "parts", limits::PARTS));
        }
        Ok(Self { archive, left: limits::PART * 2 })
    }

    /// Whether it has a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// A part's bytes; none if it has no such part. They are counted while they are read.
    ///
    /// # Errors
    /// When the part is damaged, encrypted or too large.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let part = self.archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(_) => Error::failed(text!(
                "文件加了密码或用了少见的压缩方式",
                "the document is encrypted or packed in a rare way"
            ))
            .hint(text!("请去掉密码，另存后再导入", "save it without a password and import that")),
            other => limits::damaged(name, other),
        })?;
        let limit = self.left.min(limits::PART);
        let too_large = || {
            let megabytes = format!("{} MiB", limit / 1024 / 1024);
            limits::exceeded(&format!("{name} 解压后"), &format!("{name} unpacked"), megabytes)
        };
        let declared = part.size();
        if declared > limit {
            return Err(too_large());
        }
        match limits::read_capped(part, declared) {
            Ok(Some(bytes)) => {
                self.left -= u64::try_from(bytes.len()).unwrap_or(self.left);
                Ok(Some(bytes))
            }
            Ok(None) => Err(limits::damaged(name, "it is larger than the package says")),
            Err(error) => Err(limits::damaged(name, error)),
        }
    }

    /// How often a name of a part occurs: more than once is a trick.
    pub(super) fn ensure_single(bytes: &[u8], name: &str) -> Result<()> {
        // The local headers, since the directory of a package keeps the last of two equal names only.
        let header = b"PK\x01\x02";
        let count = memchr::memmem::find_iter(bytes, header)
            .filter(|offset| {
                let length = bytes.get(offset + 28..offset + 30).and_then(|two| two.try_into().ok());
                let length = usize::from(u16::from_le_bytes(length.unwrap_or_default()));
                bytes.get(offset + 46..offset + 46 + length) == Some(name.as_bytes())
            })
            .count();
        if count <= 1 {
            return Ok(());
        }
        Err(limits::damaged(name, format!("the part is there {count} times")))
    }
}
