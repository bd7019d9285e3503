//! Compound files, in which old Office programs keep their streams: the directory, and streams put together from
//! their sectors. Nothing in them is believed before it was counted.

use super::limits;
use crate::error::Result;

/// The first bytes of every compound file.
pub(super) const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Ends a chain of sectors; what is above it is no sector either.
const END: u32 = 0xffff_fffa;
const HEADER: usize = 512;
const ENTRY: usize = 128;
/// Streams below this size lie in the small sectors.
const SMALL: usize = 4096;
const SMALL_SECTOR: usize = 64;
/// The entries that a directory may have.
const MOST_ENTRIES: usize = 20_000;

/// The streams of a compound file that are not inside another document.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    next_small: Vec<u32>,
    small: Vec<u8>,
    streams: Vec<Stream>,
}

#[derive(Clone, Debug)]
struct Stream {
    name: String,
    start: u32,
    size: usize,
}

impl<'a> Compound<'a> {
    /// Opens a compound file.
    ///
    /// # Errors
    /// When its directory can't be read.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self> {
        let broken = || limits::damaged("OLE", text!("读不出内部的文件清单", "its directory can't be read"));
        let sector = match u16_at(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(broken()),
        };
        let (next, next_small) = (Vec::new(), Vec::new());
        let mut file = Self { bytes, sector, next, next_small, small: Vec::new(), streams: Vec::new() };
        file.next = file.sectors_of_table().iter().flat_map(|at| words(file.sector(*at))).collect();
        let directory = file.chain(u32_at(bytes, 48).ok_or_else(broken)?, MOST_ENTRIES * ENTRY);
        let small_table = file.chain(u32_at(bytes, 60).unwrap_or(END), bytes.len());
        file.next_small = words(&small_table).collect();
        let root = directory.get(..ENTRY).ok_or_else(broken)?;
        let size = u32_at(root, 120).map_or(0, |size| size as usize);
        file.small = file.chain(u32_at(root, 116).unwrap_or(END), size.min(limits::STREAM / 4));
        file.streams = streams(&directory);
        Ok(file)
    }

    /// Whether it has a stream of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.streams.iter().any(|stream| stream.name == name)
    }

    /// The bytes of a stream; as many as are there, where the file was cut short.
    ///
    /// # Errors
    /// When it is too large.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let Some(stream) = self.streams.iter().find(|stream| stream.name == name) else { return Ok(None) };
        if stream.size > limits::STREAM {
            let megabytes = format!("{} MiB", limits::STREAM / 1024 / 1024);
            return Err(limits::exceeded(name, name, megabytes));
        }
        if stream.size >= SMALL {
            return Ok(Some(self.chain(stream.start, stream.size)));
        }
        let at = |index: u32| {
            let begin = (index as usize).saturating_mul(SMALL_SECTOR);
            rest(&self.small, begin).get(..SMALL_SECTOR).unwrap_or_else(|| rest(&self.small, begin))
        };
        Ok(Some(chained(stream.start, &self.next_small, stream.size, at)))
    }

    fn sector(&self, index: u32) -> &'a [u8] {
        let begin = (index as usize).saturating_add(1).saturating_mul(self.sector).max(HEADER);
        let rest = rest(self.bytes, begin);
        rest.get(..self.sector).unwrap_or(rest)
    }

    fn chain(&self, start: u32, size: usize) -> Vec<u8> {
        chained(start, &self.next, size, |index| self.sector(index))
    }

    /// The sectors that hold the table of all sectors: 109 in the header, more in a chain of their own.
    fn sectors_of_table(&self) -> Vec<u32> {
        const IN_HEADER: usize = 109;
        let most = self.bytes.len() / self.sector / (self.sector / 4) + 2;
        let mut found: Vec<u32> = words(rest(self.bytes, 76)).take(IN_HEADER).collect();
        let mut more = u32_at(self.bytes, 68).unwrap_or(END);
        while more < END && found.len() < most {
            let list: Vec<u32> = words(self.sector(more)).collect();
            let Some((next, list)) = list.split_last() else { break };
            found.extend(list);
            more = *next;
        }
        found.retain(|sector| *sector < END);
        found.truncate(most);
        found
    }
}

/// The bytes of a chain of sectors, at most `size`; one that leads in a circle ends there.
fn chained<'s>(start: u32, next: &[u32], size: usize, sector: impl Fn(u32) -> &'s [u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut at = start;
    for _ in 0..=next.len() {
        let part = sector(at);
        if at >= END || bytes.len() >= size || part.is_empty() {
            break;
        }
        bytes.extend_from_slice(part.get(..part.len().min(size - bytes.len())).unwrap_or_default());
        at = next.get(at as usize).copied().unwrap_or(END);
    }
    bytes
}

/// The streams that lie in the root: those of documents inside this one are not its own.
fn streams(directory: &[u8]) -> Vec<Stream> {
    const STREAM: u8 = 2;
    let entry = |index: u32| {
        let begin = (index as usize).checked_mul(ENTRY)?;
        directory.get(begin..begin + ENTRY)
    };
    let mut streams = Vec::new();
    let mut seen = vec![false; directory.len() / ENTRY];
    let mut waiting: Vec<u32> = entry(0).and_then(|root| u32_at(root, 76)).into_iter().collect();
    while let Some(index) = waiting.pop() {
        let (Some(entry), Some(seen)) = (entry(index), seen.get_mut(index as usize)) else { continue };
        if std::mem::replace(seen, true) {
            continue;
        }
        waiting.extend([68, 72].iter().filter_map(|at| u32_at(entry, *at)));
        let length = usize::from(u16_at(entry, 64).unwrap_or(0)).clamp(2, 64) - 2;
        let name: Vec<u16> = entry
            .get(..length)
            .unwrap_or_default()
            .chunks_exact(2)
            .map(|two| u16_at(two, 0).unwrap_or(0))
            .collect();
        if entry.get(66) == Some(&STREAM) {
            streams.push(Stream {
                name: String::from_utf16_lossy(&name),
                start: u32_at(entry, 116).unwrap_or(END),
                size: u32_at(entry, 120).map_or(0, |size| size as usize),
            });
        }
    }
    streams
}

fn rest(bytes: &[u8], begin: usize) -> &[u8] {
    bytes.get(begin..).unwrap_or_default()
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|four| u32_at(four, 0).unwrap_or(0))
}

/// Two bytes as a number.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Four bytes as a number.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
