//! Fonts: what a code of a text shows, and how far it moves on.

use std::{cell::RefCell, collections::HashMap};

use hayro_cmap::CMap;
use hayro_syntax::object::{Array, Dict, Name, Number, Object};

use super::coding::{self, Table, Wide};

/// More widths than a font has characters.
const MOST_WIDTHS: usize = 200_000;
/// The highest glyph number with some to spare.
const HIGHEST_CID: i64 = 70_000;

/// A font of a page.
pub(super) struct Font {
    to_unicode: Option<CMap>,
    coding: Coding,
    widths: HashMap<u32, f64>,
    default_width: f64,
    /// From the units of its widths to the size of one.
    scale: f64,
    /// What the map to Unicode said: damaged ones are slow to ask.
    known: RefCell<HashMap<u32, Option<String>>>,
}

enum Coding {
    Bytes(Table),
    Wide(Box<Wide>),
}

/// A code of a text.
pub(super) struct Code {
    /// How many bytes it takes.
    pub(super) length: usize,
    /// What it means, when that is known.
    pub(super) text: Option<String>,
    /// How far it moves on, for a size of one.
    pub(super) width: f64,
    /// Whether it is the blank that word spacing makes wider.
    pub(super) is_space: bool,
}

impl Font {
    /// A font of the resources of a page.
    pub(super) fn new(font: &Dict<'_>) -> Self {
        let to_unicode =
            coding::stream(font, "ToUnicode").and_then(|map| CMap::parse(&map, coding::built_in));
        let subtype = font.get::<Name<'_>>("Subtype");
        match subtype.as_ref().map(Name::as_str) {
            Some("Type0") => Self::composite(font, to_unicode),
            subtype => Self::simple(font, to_unicode, subtype == Some("Type3")),
        }
    }

    fn simple(font: &Dict<'_>, to_unicode: Option<CMap>, is_type3: bool) -> Self {
        let first = font.get::<u32>("FirstChar").unwrap_or_default();
        let widths: HashMap<u32, f64> = font
            .get::<Array<'_>>("Widths")
            .map(|widths| {
                (first..).zip(widths.iter::<Number>().take(256).map(|width| width.as_f64())).collect()
            })
            .unwrap_or_default();
        let matrix = font.get::<Array<'_>>("FontMatrix").filter(|_| is_type3);
        let scale = matrix
            .and_then(|matrix| matrix.iter::<Number>().next())
            .map_or(0.001, |number| number.as_f64().abs());
        let missing =
            font.get::<Dict<'_>>("FontDescriptor").and_then(|font| font.get::<Number>("MissingWidth"));
        let default_width =
            missing.map_or(if widths.is_empty() { 500.0 } else { 0.0 }, |width| width.as_f64());
        let coding = Coding::Bytes(coding::table(font));
        Self { to_unicode, coding, widths, default_width, scale, known: RefCell::default() }
    }

    fn composite(font: &Dict<'_>, to_unicode: Option<CMap>) -> Self {
        let descendants = font.get::<Array<'_>>("DescendantFonts");
        let descendant = descendants.and_then(|fonts| fonts.iter::<Dict<'_>>().next()).unwrap_or_default();
        let coding = Coding::Wide(Box::new(Wide::new(font, &descendant, to_unicode.is_none())));
        let default_width = descendant.get::<Number>("DW").map_or(1000.0, |width| width.as_f64());
        let widths =
            descendant.get::<Array<'_>>("W").map(|widths| composite_widths(&widths)).unwrap_or_default();
        Self { to_unicode, coding, widths, default_width, scale: 0.001, known: RefCell::default() }
    }

    /// Whether its text runs downwards.
    pub(super) fn is_vertical(&self) -> bool {
        matches!(&self.coding, Coding::Wide(wide) if wide.is_vertical)
    }

    /// The first code of some bytes, which are not empty.
    pub(super) fn code(&self, bytes: &[u8]) -> Code {
        let length = match &self.coding {
            Coding::Bytes(_) => 1,
            Coding::Wide(wide) => wide.length(bytes).clamp(1, bytes.len().max(1)),
        };
        let bytes = bytes.get(..length).unwrap_or_default();
        let code = coding::code(bytes);
        let text = self.by_unicode_map(code).or_else(|| match &self.coding {
            Coding::Bytes(table) => table.get(usize::try_from(code).ok()?).cloned().flatten(),
            Coding::Wide(wide) => wide.text(code, bytes),
        });
        let cid = match &self.coding {
            Coding::Bytes(_) => Some(code),
            Coding::Wide(wide) => wide.cid(code, length),
        };
        let width = match cid {
            Some(cid) => self.widths.get(&cid).copied().unwrap_or(self.default_width),
            None if text.as_deref().is_some_and(str::is_ascii) => 500.0,
            None => self.default_width,
        };
        Code { length, text, width: width * self.scale, is_space: length == 1 && code == 32 }
    }

    fn by_unicode_map(&self, code: u32) -> Option<String> {
        let map = self.to_unicode.as_ref()?;
        let mut known = self.known.borrow_mut();
        known.entry(code).or_insert_with(|| coding::characters(map, code)).clone()
    }
}

/// `W` of a composite font: `first [w w …]` or `first last w`.
fn composite_widths(widths: &Array<'_>) -> HashMap<u32, f64> {
    let mut found = HashMap::new();
    let mut left = MOST_WIDTHS;
    let mut add = |widths: &mut dyn Iterator<Item = (u32, f64)>| {
        for (cid, width) in widths.take(left) {
            left -= 1;
            found.insert(cid, width);
        }
    };
    let mut objects = widths.iter::<Object<'_>>().take(MOST_WIDTHS);
    let cid = |number: Number| u32::try_from(number.as_i64().clamp(0, HIGHEST_CID)).unwrap_or_default();
    while let Some(first) = objects.next() {
        let Object::Number(first) = first else { continue };
        let first = cid(first);
        match objects.next() {
            Some(Object::Array(widths)) => {
                add(&mut (first..).zip(widths.iter::<Number>().map(|width| width.as_f64())));
            }
            Some(Object::Number(last)) => {
                let Some(Object::Number(width)) = objects.next() else { continue };
                add(&mut (first..=cid(last)).map(|code| (code, width.as_f64())));
            }
            _ => {}
        }
    }
    found
}
