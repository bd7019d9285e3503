//! The zip package that docx and xlsx are: parts read one by one as they are unpacked, never extracted, never
//! held as a whole, never trusted for the size that they claim.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use zip::ZipArchive;

use super::{decode, limits};
use crate::error::{Error, Result};
use crate::text::Text;
use crate::text::foreign::refusal;

/// A package of parts.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// What all parts together may still cost.
    left: u64,
}

/// A part while it is unpacked.
pub(super) struct PackagePart<'a> {
    name: &'a str,
    bytes: Box<dyn BufRead + 'a>,
    /// What of the current piece, a tag or a text, may still come.
    left: usize,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// When it is damaged, has too many parts, or holds one of them twice.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| limits::damaged("zip", Text::foreign(error)))?;
        if archive.len() > limits::PARTS {
            return Err(limits::exceeded("部件数", "parts", limits::PARTS));
        }
        Ok(Self { archive, left: limits::PART * 2 })
    }

    /// Whether it has a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// A part; none if the package has no such part.
    ///
    /// # Errors
    /// When the part is damaged, encrypted or too large.
    pub(super) fn part<'p>(&'p mut self, name: &'p str) -> Result<Option<PackagePart<'p>>> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let part = self.archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(_) => Error::failed(text!(
                "文件加了密码或用了少见的压缩方式",
                "the document is encrypted or packed in a rare way"
            ))
            .hint(text!("请去掉密码，另存后再导入", "save it without a password and import that")),
            other => limits::damaged(name, Text::foreign(other)),
        })?;
        let declared = part.size();
        let limit = self.left.min(limits::PART);
        if declared > limit {
            let megabytes = format!("{} MiB", limit / 1024 / 1024);
            return Err(limits::exceeded(&format!("{name} 解压后"), &format!("{name} unpacked"), megabytes));
        }
        self.left -= declared;
        // One byte more than declared: at the true end the checksum is compared, and what goes beyond it fails.
        PackagePart::read(name, BufReader::new(part.take(declared + 1))).map(Some)
    }

    /// A part that every package of its kind has.
    ///
    /// # Errors
    /// As [`Package::part`], and when there is none.
    pub(super) fn main_part<'p>(&'p mut self, name: &'p str) -> Result<PackagePart<'p>> {
        self.part(name)?.ok_or_else(|| limits::damaged(name, text!("缺少这一部分", "the part is missing")))
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
        Err(limits::damaged(name, text!("这一部分出现了 {count} 次", "the part is there {count} times")))
    }
}

impl<'a> PackagePart<'a> {
    /// A part with these bytes: UTF-8 in all but very old files.
    fn read(name: &'a str, mut bytes: impl BufRead + 'a) -> Result<Self> {
        let begin = bytes.fill_buf().map_err(|error| limits::damaged(name, &error))?;
        if !(begin.starts_with(b"\xff\xfe") || begin.starts_with(b"\xfe\xff")) {
            return Ok(Self { name, bytes: Box::new(bytes), left: 0 });
        }
        let too_large = || limits::exceeded(name, name, limits::TEXT_FILE);
        let wide =
            limits::read_capped(bytes, limits::TEXT_FILE).map_err(|error| limits::damaged(name, &error))?;
        let text = decode::text(&wide.ok_or_else(too_large)?, None)?;
        Ok(Self { name, bytes: Box::new(Cursor::new(text.into_bytes())), left: 0 })
    }

    /// What it is called.
    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    /// A new piece begins.
    pub(super) fn begin_piece(&mut self) {
        self.left = limits::XML_PIECE;
    }

    /// Whether the current piece has become too large.
    pub(super) fn is_beyond(&self) -> bool {
        self.left == 0
    }
}

#[cfg(test)]
impl<'a> From<&'a str> for PackagePart<'a> {
    fn from(text: &'a str) -> Self {
        Self { name: "part", bytes: Box::new(text.as_bytes()), left: 0 }
    }
}

impl Read for PackagePart<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for PackagePart<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.bytes.fill_buf()?;
        if self.left == 0 && !bytes.is_empty() {
            return Err(refusal(text!("其中有一段过大", "a piece of it is too large")));
        }
        Ok(bytes.get(..self.left.min(bytes.len())).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.bytes.consume(amount);
    }
}
