//! Lists: the numbers that Word writes before paragraphs ([MS-DOC] 2.9.131 LFO, 2.9.147 LSTF, 2.9.150 LVL).

use std::collections::HashMap;

use super::super::{
    compound::{u16_at, u32_at},
    numbering::{Level, NumberedBy, Numbering},
};

/// The size of a list's head, of a level's head, and of what paragraphs refer to.
const LIST: usize = 28;
const LEVEL: usize = 28;
const OVERRIDE: usize = 16;
/// The formats of numbers, by their codes: those of Word 2007 in the order of its standard (ECMA-376, 17.18.59).
const FORMATS: [&str; 40] = [
    "decimal",
    "upperRoman",
    "lowerRoman",
    "upperLetter",
    "lowerLetter",
    "ordinal",
    "cardinalText",
    "ordinalText",
    "hex",
    "chicago",
    "ideographDigital",
    "japaneseCounting",
    "aiueo",
    "iroha",
    "decimalFullWidth",
    "decimalHalfWidth",
    "japaneseLegal",
    "japaneseDigitalTenThousand",
    "decimalEnclosedCircle",
    "decimalFullWidth2",
    "aiueoFullWidth",
    "irohaFullWidth",
    "decimalZero",
    "bullet",
    "ganada",
    "chosung",
    "decimalEnclosedFullstop",
    "decimalEnclosedParen",
    "decimalEnclosedCircleChinese",
    "ideographEnclosedCircle",
    "ideographTraditional",
    "ideographZodiac",
    "ideographZodiacTraditional",
    "taiwaneseCounting",
    "ideographLegalTraditional",
    "taiwaneseCountingThousand",
    "taiwaneseDigital",
    "chineseCounting",
    "chineseLegalSimplified",
    "chineseCountingThousand",
];

/// The lists of a document, and how far they have counted.
pub(super) struct Lists(Numbering);

impl Lists {
    /// Reads the lists and what paragraphs make of them, which begin at these places of the table stream. What can't
    /// be read numbers nothing.
    pub(super) fn read(table: &[u8], lists: usize, overrides: usize) -> Self {
        let mut numbering = Numbering::default();
        let _incomplete = define_lists(Cursor { bytes: table, at: lists }, &mut numbering);
        let _incomplete = define_overrides(Cursor { bytes: table, at: overrides }, &mut numbering);
        Self(numbering)
    }

    /// The number of the next paragraph of a list, with what stands around it.
    pub(super) fn label(&mut self, list: usize, level: usize) -> Option<String> {
        self.0.label(&NumberedBy { style: None, number: Some(list.to_string()), level: Some(level) })
    }
}

/// A place in the table stream.
struct Cursor<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Cursor<'t> {
    fn take(&mut self, length: usize) -> Option<&'t [u8]> {
        let end = self.at.checked_add(length)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }
}

/// The heads of all lists, and behind them the levels of each.
fn define_lists(mut table: Cursor<'_>, numbering: &mut Numbering) -> Option<()> {
    const SIMPLE: u8 = 1;
    const LEVELS: usize = 9;
    let count = usize::from(u16_at(table.take(2)?, 0)?);
    let heads = table.take(count * LIST)?;
    for head in heads.chunks_exact(LIST) {
        let is_simple = head.get(26)? & SIMPLE != 0;
        let count = if is_simple { 1 } else { LEVELS };
        let levels = (0..count).map(|_| level(&mut table)).collect::<Option<Vec<Level>>>()?;
        numbering.define(u32_at(head, 0)?.to_string(), levels);
    }
    Some(())
}

fn level(table: &mut Cursor<'_>) -> Option<Level> {
    let head = table.take(LEVEL)?;
    let format = FORMATS.get(usize::from(*head.get(4)?)).copied().unwrap_or("none");
    let (characters, paragraphs) = (usize::from(*head.get(24)?), usize::from(*head.get(25)?));
    table.take(paragraphs + characters)?;
    let length = usize::from(u16_at(table.take(2)?, 0)?);
    let units = table.take(2 * length)?.chunks_exact(2).map(|two| u16_at(two, 0).unwrap_or_default());
    let mut text = String::new();
    for character in
        char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
    {
        // the place of a level's number is its index
        match u32::from(character) {
            index @ 0..9 => text.push_str(&format!("%{}", index + 1)),
            _ => text.push(character),
        }
    }
    Some(Level { start: u32_at(head, 0)?, format: format.to_owned(), text, style: None })
}

/// What paragraphs refer to: a list, some of whose levels begin elsewhere.
fn define_overrides(mut table: Cursor<'_>, numbering: &mut Numbering) -> Option<()> {
    const STARTS: u32 = 0x10;
    const FORMATS: u32 = 0x20;
    let count = u32_at(table.take(4)?, 0)? as usize;
    let heads = table.take(count.checked_mul(OVERRIDE)?)?;
    for (index, head) in heads.chunks_exact(OVERRIDE).enumerate() {
        let mut starts = HashMap::new();
        let changed = usize::from(*head.get(12)?);
        let has_data = table.take(4).is_some();
        for _ in 0..if has_data { changed } else { 0 } {
            let Some(change) = table.take(8) else { break };
            let flags = u32_at(change, 4)?;
            if flags & STARTS != 0 {
                starts.insert((flags & 0xf) as usize, u32_at(change, 0)?);
            }
            if flags & FORMATS != 0 && level(&mut table).is_none() {
                break;
            }
        }
        numbering.refer((index + 1).to_string(), u32_at(head, 0)?.to_string(), starts);
    }
    Some(())
}
