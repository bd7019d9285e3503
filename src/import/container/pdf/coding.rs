//! From the codes of a font's text to characters, for the ways in which a font says nothing about it itself.

use std::collections::HashMap;

use encoding_rs::Encoding;
use hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use hayro_syntax::object::{self, Array, Dict, Name, Object, Stream};

use super::{packing, truetype};

/// The characters of a font with codes of one byte.
pub(super) type Table = Box<[Option<String>; 256]>;

/// A predefined character map that is built in.
pub(super) fn built_in(name: CMapName<'_>) -> Option<&'static [u8]> {
    hayro_cmap::load_embedded(name)
}

/// The bytes of a stream of a dictionary.
pub(super) fn stream(dict: &Dict<'_>, key: &str) -> Option<Vec<u8>> {
    packing::unpacked(&dict.get::<Stream<'_>>(key)?).map(std::borrow::Cow::into_owned)
}

fn name(dict: &Dict<'_>, key: &str) -> Option<String> {
    dict.get::<Name<'_>>(key).map(|name| name.as_str().to_owned())
}

/// The characters of a simple font: its base encoding with its differences. An embedded font of symbols that
/// says neither has none.
pub(super) fn table(font: &Dict<'_>) -> Table {
    const SYMBOLIC: i32 = 4;
    let mut table: Table = Box::new(std::array::from_fn(|_| None));
    let encoding = font.get::<Dict<'_>>("Encoding");
    let base = name(font, "Encoding")
        .or_else(|| encoding.as_ref().and_then(|encoding| name(encoding, "BaseEncoding")));
    let descriptor = font.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
    let is_symbolic = descriptor.get::<i32>("Flags").is_some_and(|flags| flags & SYMBOLIC != 0);
    let is_embedded = ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| descriptor.contains_key(key));
    let is_type3 = name(font, "Subtype").as_deref() == Some("Type3");
    if base.is_some() || !(is_symbolic && is_embedded || is_type3) {
        let is_mac = base.as_deref() == Some("MacRomanEncoding");
        let encoding = if is_mac { encoding_rs::MACINTOSH } else { encoding_rs::WINDOWS_1252 };
        for (code, character) in (0_u8..=255).zip(table.iter_mut()).skip(32) {
            *character = Some(encoding.decode_without_bom_handling(&[code]).0.into_owned());
        }
    }
    let differences = encoding.and_then(|encoding| encoding.get::<Array<'_>>("Differences"));
    let mut code = 0_usize;
    for object in differences.iter().flat_map(Array::iter::<Object<'_>>) {
        match object {
            Object::Number(number) => code = usize::try_from(number.as_i64()).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(character) = table.get_mut(code) {
                    *character = named(name.as_str());
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    table
}

/// The character of a glyph's name (Adobe Glyph List, as far as Chinese documents use it).
fn named(name: &str) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("space", " "),
        ("comma", ","),
        ("period", "."),
        ("colon", ":"),
        ("semicolon", ";"),
        ("hyphen", "-"),
        ("parenleft", "("),
        ("parenright", ")"),
        ("slash", "/"),
        ("zero", "0"),
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("percent", "%"),
        ("plus", "+"),
        ("equal", "="),
        ("asterisk", "*"),
        ("quotedblleft", "“"),
        ("quotedblright", "”"),
        ("quoteleft", "‘"),
        ("quoteright", "’"),
        ("emdash", "—"),
        ("endash", "–"),
        ("ellipsis", "…"),
        ("bullet", "•"),
        ("periodcentered", "·"),
        ("multiply", "×"),
        ("degree", "°"),
        ("bracketleft", "["),
        ("bracketright", "]"),
        ("less", "<"),
        ("greater", ">"),
        ("underscore", "_"),
        ("ampersand", "&"),
        ("at", "@"),
        ("quotesingle", "'"),
    ];
    let from_hex =
        |digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).map(String::from);
    if let Some(digits) = name.strip_prefix("uni").and_then(|digits| digits.get(..4)) {
        return from_hex(digits);
    }
    if let Some(digits) = name.strip_prefix('u').filter(|digits| (4..=6).contains(&digits.len())) {
        return from_hex(digits);
    }
    let known = NAMES.iter().find(|(known, _)| *known == name).map(|(_, character)| (*character).to_owned());
    known.or_else(|| (name.chars().count() == 1).then(|| name.to_owned()))
}

/// How the text of a composite font is coded.
pub(super) struct Wide {
    /// From codes to the glyph numbers (CIDs) of the font's collection.
    cmap: Option<CMap>,
    kind: Kind,
    pub(super) is_vertical: bool,
}

enum Kind {
    /// Codes are glyph numbers: what they mean is known by the font file.
    Glyphs(Glyphs),
    /// Codes are UTF-16.
    Utf16,
    /// Codes are bytes of an older encoding.
    Bytes(&'static Encoding),
    /// A character map gives CIDs, the collection gives the characters.
    Collection(Option<CMap>),
}

/// What glyph numbers of two bytes mean.
struct Glyphs {
    characters: HashMap<u16, char>,
    /// From CIDs to the glyphs of the font file, two bytes each.
    map: Option<Vec<u8>>,
    collection: Option<CMap>,
}

impl Wide {
    /// The coding of a composite font; `needs_characters` when the font has no map to Unicode.
    pub(super) fn new(font: &Dict<'_>, descendant: &Dict<'_>, needs_characters: bool) -> Self {
        let encoding = name(font, "Encoding");
        let cmap = match &encoding {
            Some(name) => {
                built_in(CMapName::from_bytes(name.as_bytes())).and_then(|map| CMap::parse(map, built_in))
            }
            None => stream(font, "Encoding").and_then(|map| CMap::parse(&map, built_in)),
        };
        let encoding = encoding.unwrap_or_default();
        let collection = || needs_characters.then(|| collection(descendant)).flatten();
        let kind = if encoding.starts_with("Identity") {
            let descriptor = descendant.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
            let file = needs_characters.then(|| stream(&descriptor, "FontFile2")).flatten();
            Kind::Glyphs(Glyphs {
                characters: file.map(|file| truetype::characters_of_glyphs(&file)).unwrap_or_default(),
                map: needs_characters.then(|| stream(descendant, "CIDToGIDMap")).flatten(),
                collection: collection(),
            })
        } else if encoding.contains("UCS2") || encoding.contains("UTF16") {
            Kind::Utf16
        } else if let Some(encoding) = older(&encoding) {
            Kind::Bytes(encoding)
        } else {
            Kind::Collection(collection())
        };
        let is_vertical = encoding.ends_with("-V") || encoding == "V";
        Self { cmap, kind, is_vertical }
    }

    /// How many bytes the first code takes.
    pub(super) fn length(&self, bytes: &[u8]) -> usize {
        let (first, second) =
            (bytes.first().copied().unwrap_or_default(), bytes.get(1).copied().unwrap_or_default());
        match &self.kind {
            Kind::Glyphs(_) => 2,
            Kind::Utf16 if (0xd8..0xdc).contains(&first) => 4,
            Kind::Utf16 => 2,
            Kind::Bytes(encoding) => {
                let is_kana = *encoding == encoding_rs::SHIFT_JIS && (0xa1..0xe0).contains(&first);
                let is_four = *encoding == encoding_rs::GB18030 && (0x30..0x3a).contains(&second);
                match first {
                    ..0x81 => 1,
                    _ if is_kana => 1,
                    _ if is_four => 4,
                    _ => 2,
                }
            }
            Kind::Collection(_) => {
                let is_code = |length: &usize| {
                    bytes.get(..*length).is_some_and(|bytes| self.cid(code(bytes), bytes.len()).is_some())
                };
                (1..=4).find(is_code).unwrap_or(2)
            }
        }
    }

    /// The glyph number of a code, by which widths are known.
    pub(super) fn cid(&self, code: u32, length: usize) -> Option<u32> {
        match &self.kind {
            Kind::Glyphs(_) => Some(code),
            _ => self.cmap.as_ref()?.lookup_cid_code(code, u8::try_from(length).ok()?),
        }
    }

    /// What a code means.
    pub(super) fn text(&self, code: u32, bytes: &[u8]) -> Option<String> {
        match &self.kind {
            Kind::Utf16 => {
                let unit = |pair: &[u8]| pair.iter().fold(0_u16, |unit, byte| unit << 8 | u16::from(*byte));
                String::from_utf16(&bytes.chunks(2).map(unit).collect::<Vec<_>>()).ok()
            }
            Kind::Bytes(encoding) => {
                let (text, is_wrong) = encoding.decode_without_bom_handling(bytes);
                (!is_wrong).then(|| text.into_owned())
            }
            Kind::Collection(collection) => {
                let cid = self.cid(code, bytes.len())?;
                characters(collection.as_ref()?, cid)
            }
            Kind::Glyphs(glyphs) => {
                let known = glyphs.collection.as_ref().and_then(|collection| characters(collection, code));
                known.or_else(|| glyphs.text(code))
            }
        }
    }
}

impl Glyphs {
    fn text(&self, code: u32) -> Option<String> {
        let glyph = match &self.map {
            Some(map) => {
                let at = usize::try_from(code).ok()?.checked_mul(2)?;
                u16::from_be_bytes(map.get(at..at.checked_add(2)?)?.try_into().ok()?)
            }
            None => u16::try_from(code).ok()?,
        };
        self.characters.get(&glyph).map(char::to_string)
    }
}

/// The number that some bytes are.
pub(super) fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

/// The characters of a code by a map to Unicode; none where it says nothing that can be read.
pub(super) fn characters(map: &CMap, code: u32) -> Option<String> {
    const LONGEST: usize = 64;
    match map.lookup_bf_string(code)? {
        BfString::Char('\0' | '\u{fffd}') => None,
        BfString::Char(character) => Some(character.to_string()),
        BfString::String(text) => (text.len() <= LONGEST).then_some(text),
    }
}

/// The encodings of Asian character maps whose codes are bytes of an encoding in use before Unicode.
fn older(name: &str) -> Option<&'static Encoding> {
    match name {
        _ if name.starts_with("GB") => Some(encoding_rs::GB18030),
        _ if name.contains("B5") || name.starts_with("ETen") => Some(encoding_rs::BIG5),
        _ if name.contains("RKSJ") => Some(encoding_rs::SHIFT_JIS),
        _ if name.starts_with("KSC") => Some(encoding_rs::EUC_KR),
        _ if name.starts_with("EUC") => Some(encoding_rs::EUC_JP),
        _ => None,
    }
}

/// The map from a collection's glyph numbers (Adobe-GB1 and its like) to characters.
fn collection(descendant: &Dict<'_>) -> Option<CMap> {
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let ordering = info.get::<object::String<'_>>("Ordering")?;
    let family = CidFamily::from_registry_ordering(b"Adobe", ordering.as_bytes());
    family.ucs2_cmap().and_then(built_in).and_then(|map| CMap::parse(map, built_in))
}
