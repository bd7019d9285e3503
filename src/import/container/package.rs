//! The zip package that docx and xlsx are: parts read one by one as they are unpacked, never extracted, never
//! held as a whole, never trusted for the size that they claim.

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Cursor, Read},
};

use zip::ZipArchive;

use super::{
    decode,
    limits::{self, Budget},
    xml::{Xml, XmlEvent},
};
use crate::{
    error::{Error, Result},
    text::Text,
};

/// A package of parts.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The parts by their names as they are compared: in any case, whatever separates folders.
    names: HashMap<String, usize>,
    /// What all parts together may still cost.
    left: u64,
}

/// How each entry of the directory begins.
const ENTRY: &[u8] = b"PK\x01\x02";

/// What a part says of another one.
#[derive(Debug)]
pub(super) struct Relation {
    /// How the part itself names it.
    pub(super) id: String,
    /// The last word of its type: `styles`, `worksheet`.
    pub(super) kind: String,
    /// The part.
    pub(super) target: String,
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
        // The whole directory is held before anybody can ask how large it is; documents inside have their own.
        let entries = memchr::memmem::find_iter(bytes, ENTRY).take(limits::PARTS * 10 + 1).count();
        if entries > limits::PARTS * 10 {
            return Err(limits::exceeded("部件数", "parts", limits::PARTS));
        }
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| limits::incomplete(Text::of_document(error)))?;
        if archive.len() > limits::PARTS {
            return Err(limits::exceeded("部件数", "parts", limits::PARTS));
        }
        let names = archive.file_names().enumerate();
        let names = names.filter_map(|(index, name)| Some((compared(&name.ok()?), index))).collect();
        Ok(Self { archive, names, left: limits::PART * 2 })
    }

    /// The part that the package is about, as its relations say, or one of the `usual` names.
    pub(super) fn main(&mut self, usual: &[&str]) -> Result<Option<String>> {
        let related = self.relations("")?.into_iter().find(|relation| relation.kind == "officeDocument");
        let related = related.map(|relation| relation.target).filter(|part| self.has(part));
        Ok(related.or_else(|| usual.iter().find(|name| self.has(name)).map(|name| (*name).to_owned())))
    }

    /// The other parts that a part is related to; "" asks of the package itself.
    pub(super) fn relations(&mut self, of: &str) -> Result<Vec<Relation>> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let part = format!("{folder}/_rels/{file}.rels");
        let Some(part) = self.part(part.trim_start_matches('/'))? else { return Ok(Vec::new()) };
        let mut budget = Budget::new(limits::RELATIONS, ("部件之间的关系数", "relations of parts"));
        let mut relations = Vec::new();
        let mut xml = Xml::new(part);
        loop {
            match xml.next()? {
                XmlEvent::Eof => return Ok(relations),
                XmlEvent::Start if xml.attribute("TargetMode").as_deref() != Some("External") => {
                    let (Some(id), Some(target)) = (xml.attribute("Id"), xml.attribute("Target")) else {
                        continue;
                    };
                    let kind = xml.attribute("Type").unwrap_or_default();
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    budget.spend(id.len() + target.len() + kind.len())?;
                    relations.push(Relation { id, kind, target: resolved(folder, &target) });
                }
                XmlEvent::Start | XmlEvent::End | XmlEvent::Text => {}
            }
        }
    }

    /// The name of the first element of a part.
    pub(super) fn root(&mut self, part: &str) -> Result<String> {
        let left = self.left;
        let mut xml = Xml::new(self.main_part(part)?);
        let name = loop {
            match xml.next()? {
                XmlEvent::Start => break xml.name().to_owned(),
                XmlEvent::Eof => break String::new(),
                XmlEvent::End | XmlEvent::Text => {}
            }
        };
        drop(xml);
        self.left = left;
        Ok(name)
    }

    /// Whether it has a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&compared(name))
    }

    /// A part; none if the package has no such part.
    ///
    /// # Errors
    /// When the part is damaged, encrypted or too large.
    pub(super) fn part<'p>(&'p mut self, name: &'p str) -> Result<Option<PackagePart<'p>>> {
        let Some(index) = self.names.get(&compared(name)).copied() else { return Ok(None) };
        let part = self.archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(_) => Error::failed(text!(
                "文件加了密码或用了少见的压缩方式",
                "the document is encrypted or packed in a rare way"
            ))
            .named("file-encrypted")
            .hint(text!("请去掉密码，另存后再导入", "save it without a password and import that")),
            other => limits::damaged(name, Text::of_document(other)),
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
        self.part(name)?.ok_or_else(|| limits::damaged(name, text!("缺少这个部件", "the part is missing")))
    }

    /// How often a name of a part occurs: more than once is a trick.
    pub(super) fn ensure_single(bytes: &[u8], name: &str) -> Result<()> {
        // All entries, since the directory of a package keeps the last of two equal names only.
        let count = memchr::memmem::find_iter(bytes, ENTRY)
            .filter(|offset| {
                let length = bytes.get(offset + 28..offset + 30).and_then(|two| two.try_into().ok());
                let length = usize::from(u16::from_le_bytes(length.unwrap_or_default()));
                bytes
                    .get(offset + 46..offset + 46 + length)
                    .is_some_and(|own| own.eq_ignore_ascii_case(name.as_bytes()))
            })
            .count();
        if count <= 1 {
            return Ok(());
        }
        Err(limits::damaged(name, text!("这个部件有 {count} 份", "the part is there {count} times")))
    }
}

/// A name of a part as it is compared.
fn compared(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_ascii_lowercase()
}

/// The part that a relation of a part in `folder` leads to.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

impl<'a> PackagePart<'a> {
    /// A part with these bytes: UTF-8 in all but very old files.
    fn read(name: &'a str, mut bytes: impl BufRead + 'a) -> Result<Self> {
        let begin = bytes.fill_buf().map_err(|error| limits::damaged(name, Text::from(&error)))?;
        if !(begin.starts_with(b"\xff\xfe") || begin.starts_with(b"\xfe\xff")) {
            return Ok(Self { name, bytes: Box::new(bytes), left: 0 });
        }
        let too_large = || limits::exceeded(name, name, limits::TEXT_FILE);
        let wide = limits::read_capped(bytes, limits::TEXT_FILE)
            .map_err(|error| limits::damaged(name, Text::from(&error)))?;
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
            return Err(io::Error::other("a piece of it is too large"));
        }
        Ok(bytes.get(..self.left.min(bytes.len())).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.bytes.consume(amount);
    }
}
