//! Text in records of xls: one or two bytes a character, which may change where a record is continued; before
//! Excel 97 in the code page of its time.

use encoding_rs::Encoding;

use crate::import::container::{compound::u16_at, limits};

/// How a workbook writes its texts.
#[derive(Default)]
pub(super) struct Words {
    /// Whether they are Unicode (Excel 97 and later).
    pub(super) wide: bool,
    /// The code page of older ones.
    pub(super) codepage: u16,
}

/// The data of a record that is continued in others.
pub(super) struct Segments<'a> {
    parts: std::vec::IntoIter<&'a [u8]>,
    here: &'a [u8],
}

impl<'a> Segments<'a> {
    /// The parts in order.
    pub(super) fn new(parts: Vec<&'a [u8]>) -> Self {
        Self { parts: parts.into_iter(), here: &[] }
    }

    /// Goes on to the next part where this one is over.
    fn fill(&mut self) -> Option<()> {
        while self.here.is_empty() {
            self.here = self.parts.next()?;
        }
        Some(())
    }

    fn u8(&mut self) -> Option<u8> {
        self.fill()?;
        let (byte, rest) = self.here.split_first()?;
        self.here = rest;
        Some(*byte)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    /// The next four bytes.
    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            self.fill()?;
            let step = bytes.min(self.here.len());
            self.here = self.here.get(step..)?;
            bytes -= step;
        }
        Some(())
    }

    /// So many characters; where a part ends among them, the next begins with how it writes them.
    fn characters(&mut self, count: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        while units.len() < count {
            if self.here.is_empty() {
                wide = self.u8()? & 1 == 1;
            }
            let size = if wide { 2 } else { 1 };
            let step = (count - units.len()).min(self.here.len() / size);
            let (own, rest) = self.here.split_at_checked(step * size)?;
            // half a character at the end of a part is none
            self.here = if step == 0 { &[] } else { rest };
            match wide {
                true => units.extend(own.chunks_exact(2).map(|two| u16_at(two, 0).unwrap_or(0))),
                false => units.extend(own.iter().map(|byte| u16::from(*byte))),
            }
            if units.len() > limits::SHARED_TEXT {
                return None;
            }
        }
        Some(String::from_utf16_lossy(&units))
    }
}

impl Words {
    /// A text whose length is one byte.
    pub(super) fn short(&self, data: &[u8]) -> String {
        let count = usize::from(data.first().copied().unwrap_or(0));
        self.behind_length(count, data.get(1..).unwrap_or_default())
    }

    /// A text whose length is two bytes.
    pub(super) fn long(&self, data: &[u8]) -> String {
        self.long_in(&mut Segments::new(vec![data]))
    }

    /// The same, in a record that may be continued.
    pub(super) fn long_in(&self, segments: &mut Segments<'_>) -> String {
        let Some(count) = segments.u16().map(usize::from) else { return String::new() };
        if self.wide {
            return self.unicode(count, segments).unwrap_or_default();
        }
        let data = segments.here;
        self.old(data.get(..count.min(data.len())).unwrap_or_default())
    }

    /// A text of the table of shared ones, with all that stands behind it.
    pub(super) fn shared(&self, segments: &mut Segments<'_>) -> Option<String> {
        let count = usize::from(segments.u16()?);
        self.unicode(count, segments)
    }

    fn behind_length(&self, count: usize, data: &[u8]) -> String {
        if self.wide {
            return self.unicode(count, &mut Segments::new(vec![data])).unwrap_or_default();
        }
        self.old(data.get(..count.min(data.len())).unwrap_or_default())
    }

    fn unicode(&self, count: usize, segments: &mut Segments<'_>) -> Option<String> {
        let flags = segments.u8()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(segments.u16()?) };
        let guide = if flags & 4 == 0 { 0 } else { segments.u32()? as usize };
        let text = if count == 0 { String::new() } else { segments.characters(count, flags & 1 == 1)? };
        segments.skip(runs * 4)?;
        segments.skip(guide)?;
        Some(text)
    }

    fn old(&self, bytes: &[u8]) -> String {
        let encoding: &'static Encoding = match self.codepage {
            936 => encoding_rs::GBK,
            950 => encoding_rs::BIG5,
            932 => encoding_rs::SHIFT_JIS,
            949 => encoding_rs::EUC_KR,
            _ => encoding_rs::WINDOWS_1252,
        };
        encoding.decode_without_bom_handling(bytes).0.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_change_its_width_where_the_record_is_continued() {
        let words = Words { wide: true, codepage: 0 };
        // three characters of two bytes, the last one in the next part, then one of one byte with a guide
        let first: &[u8] = &[4, 0, 1, 0x02, 0x5e, 0x59, 0x65];
        let second: &[u8] = &[1, 0xd4, 0x59, b'A', 0];
        let third: &[u8] = &[1, 0, 4, 2, 0, 0, 0, b'B', 9, 9, 1, 0, 0, b'C'];
        let mut segments = Segments::new(vec![first, second, third]);
        let texts: Vec<_> = std::iter::from_fn(|| words.shared(&mut segments)).collect();
        assert_eq!(texts, ["市教委A", "B", "C"]);
        let old = Words { wide: false, codepage: 936 };
        assert_eq!(old.short(&[4, 0xca, 0xd0, 0xbd, 0xcc]), "市教");
    }
}
