//! The `cmap` table of an embedded TrueType font, read backwards: from glyph numbers to characters
//! (OpenType specification, "cmap", formats 4 and 12).

use std::collections::HashMap;

/// More groups than a font has.
const MOST_GROUPS: usize = 50_000;
/// More characters than there are in a plane.
const MOST_IN_A_GROUP: u32 = 0x1_1000;

/// Which character each glyph draws; nothing when the table is missing or damaged.
pub(super) fn characters_of_glyphs(font: &[u8]) -> HashMap<u16, char> {
    let mut found = HashMap::new();
    let _incomplete = collect(Bytes(font), &mut found);
    found
}

#[derive(Clone, Copy)]
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn u16(self, at: usize) -> Option<u16> {
        let bytes = self.0.get(at..at.checked_add(2)?)?;
        Some(u16::from_be_bytes(bytes.try_into().ok()?))
    }

    fn u32(self, at: usize) -> Option<u32> {
        let bytes = self.0.get(at..at.checked_add(4)?)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    }

    fn offset(self, at: usize) -> Option<usize> {
        self.u32(at).map(|offset| offset as usize)
    }
}

fn collect(font: Bytes<'_>, found: &mut HashMap<u16, char>) -> Option<()> {
    let tables = usize::from(font.u16(4)?);
    let record =
        (0..tables).map(|index| 12 + 16 * index).find(|at| font.0.get(*at..at + 4) == Some(b"cmap"))?;
    let cmap = font.offset(record + 8)?;
    for index in 0..usize::from(font.u16(cmap + 2)?) {
        let record = cmap + 4 + 8 * index;
        let (platform, encoding) = (font.u16(record)?, font.u16(record + 2)?);
        let is_unicode = platform == 0 || platform == 3 && (encoding == 1 || encoding == 10);
        let at = cmap.checked_add(font.offset(record + 4)?)?;
        let _incomplete = match font.u16(at)? {
            4 if is_unicode => segments(font, at, found),
            12 if is_unicode => groups(font, at, found),
            _ => None,
        };
    }
    Some(())
}

/// Format 4.
fn segments(font: Bytes<'_>, at: usize, found: &mut HashMap<u16, char>) -> Option<()> {
    let count = usize::from(font.u16(at + 6)?) / 2;
    for segment in 0..count {
        let end = font.u16(at + 14 + 2 * segment)?;
        let start = font.u16(at + 16 + 2 * count + 2 * segment)?;
        let delta = font.u16(at + 16 + 4 * count + 2 * segment)?;
        let range_at = at + 16 + 6 * count + 2 * segment;
        let range = usize::from(font.u16(range_at)?);
        for code in start..=end.min(0xfffe) {
            let glyph = if range == 0 {
                code.wrapping_add(delta)
            } else {
                match font.u16(range_at + range + 2 * usize::from(code - start)) {
                    None | Some(0) => continue,
                    Some(glyph) => glyph.wrapping_add(delta),
                }
            };
            if let Some(character) = char::from_u32(u32::from(code)).filter(|_| glyph != 0) {
                found.entry(glyph).or_insert(character);
            }
        }
    }
    Some(())
}

/// Format 12.
fn groups(font: Bytes<'_>, at: usize, found: &mut HashMap<u16, char>) -> Option<()> {
    for group in 0..font.offset(at + 12)?.min(MOST_GROUPS) {
        let record = at + 16 + 12 * group;
        let (start, end, first) = (font.u32(record)?, font.u32(record + 4)?, font.u32(record + 8)?);
        if end < start || end - start > MOST_IN_A_GROUP {
            continue;
        }
        for code in start..=end {
            let glyph = first.checked_add(code - start).and_then(|glyph| u16::try_from(glyph).ok());
            if let (Some(glyph), Some(character)) = (glyph, char::from_u32(code)) {
                found.entry(glyph).or_insert(character);
            }
        }
    }
    Some(())
}
