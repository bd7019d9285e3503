//! The `cmap` table of an embedded TrueType font, read backwards: from glyph numbers to characters
//! (OpenType specification, "cmap", formats 4 and 12).

use std::collections::HashMap;

/// More tables of characters than a font has.
const MOST_TABLES: usize = 32;

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
    for index in 0..usize::from(font.u16(cmap + 2)?).min(MOST_TABLES) {
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

/// Format 4: stretches of characters, in order. One that goes back is damaged; to follow it could take for ever.
fn segments(font: Bytes<'_>, at: usize, found: &mut HashMap<u16, char>) -> Option<()> {
    let count = usize::from(font.u16(at + 6)?) / 2;
    let mut next = 0;
    for segment in 0..count {
        let end = font.u16(at + 14 + 2 * segment)?;
        let start = font.u16(at + 16 + 2 * count + 2 * segment)?;
        let delta = font.u16(at + 16 + 4 * count + 2 * segment)?;
        let range_at = at + 16 + 6 * count + 2 * segment;
        let range = usize::from(font.u16(range_at)?);
        if u32::from(start) < next {
            continue;
        }
        next = next.max(u32::from(end) + 1);
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

/// Format 12: the same with characters beyond the first plane.
fn groups(font: Bytes<'_>, at: usize, found: &mut HashMap<u16, char>) -> Option<()> {
    let mut next = 0;
    for group in 0..font.offset(at + 12)? {
        let record = at + 16 + 12 * group;
        let (start, end, first) = (font.u32(record)?, font.u32(record + 4)?, font.u32(record + 8)?);
        if start < next || end > u32::from(char::MAX) {
            continue;
        }
        next = next.max(end + 1);
        for code in start..=end {
            let glyph = first.checked_add(code - start).and_then(|glyph| u16::try_from(glyph).ok());
            if let (Some(glyph), Some(character)) = (glyph, char::from_u32(code)) {
                found.entry(glyph).or_insert(character);
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A font that is nothing but these subtables, all for Unicode.
    fn font(subtables: &[Vec<u8>]) -> Vec<u8> {
        let number = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
        let mut font =
            [&[0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0][..], b"cmap", &number(0), &number(28), &number(0)]
                .concat();
        font.extend([&[0, 0][..], &number(subtables.len())[2..]].concat());
        let mut at = 4 + 8 * subtables.len();
        for subtable in subtables {
            font.extend([&[0, 3, 0, 10][..], &number(at)].concat());
            at += subtable.len();
        }
        subtables.iter().for_each(|subtable| font.extend(subtable));
        font
    }

    fn words(words: &[u16]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    /// Groups of format 12: first and last character, first glyph.
    fn groups_of(groups: &[(u32, u32, u32)]) -> Vec<u8> {
        let head = [12 << 16, 0, 0, u32::try_from(groups.len()).unwrap()];
        let all =
            head.into_iter().chain(groups.iter().flat_map(|(start, end, glyph)| [*start, *end, *glyph]));
        all.flat_map(u32::to_be_bytes).collect()
    }

    #[test]
    fn both_formats_lead_from_glyphs_to_characters() {
        // Two segments and the last one: 一 to 三 by difference, 市 by a list of its own.
        let (one, city) = (0x4e00, 0x5e02);
        let by_segments = words(&[
            4,
            0,
            0,
            6,
            0,
            0,
            0,
            one + 2,
            city,
            0xffff,
            0,
            one,
            city,
            0xffff,
            5_u16.wrapping_sub(one),
            0,
            1,
            0,
            4,
            0,
            90,
        ]);
        let found = characters_of_glyphs(&font(&[by_segments]));
        let expected = [(5, '\u{4e00}'), (6, '\u{4e01}'), (7, '\u{4e02}'), (90, '市')];
        assert_eq!(found, HashMap::from(expected));
        let found = characters_of_glyphs(&font(&[groups_of(&[(0x5e02, 0x5e02, 7), (0x20bb7, 0x20bb8, 8)])]));
        assert_eq!(found, HashMap::from([(7, '市'), (8, '\u{20bb7}'), (9, '\u{20bb8}')]));
    }

    #[test]
    fn groups_that_repeat_or_have_no_end_cost_nothing() {
        let repeated = groups_of(&vec![(0, 0x10_ffff, 0); 40_000]);
        let segments = 4_000_u16;
        // Each segment holds all characters; between two of them one ends before it begins.
        let ends = [0xfffe, 0].into_iter().cycle().take(usize::from(segments));
        let starts = [0, 0xffff].into_iter().cycle().take(usize::from(segments));
        let mut again = words(&[4, 0, 0, segments * 2, 0, 0, 0]);
        again.extend(words(&ends.chain([0]).chain(starts).collect::<Vec<_>>()));
        for part in [1, 0] {
            again.extend(words(&vec![part; usize::from(segments)]));
        }
        let began = std::time::Instant::now();
        let found = characters_of_glyphs(&font(&[repeated, again, groups_of(&[(0, u32::MAX, 0)])]));
        assert!((0xf000..=0x1_0000).contains(&found.len()), "{}", found.len());
        assert!(began.elapsed() < std::time::Duration::from_secs(20));
        assert!(characters_of_glyphs(b"").is_empty() && characters_of_glyphs(&[0xff; 64]).is_empty());
    }
}
