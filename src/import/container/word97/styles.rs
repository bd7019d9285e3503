//! Styles, as far as they say something of paragraphs: a heading may be numbered by its style ([MS-DOC] 2.9.271).

use super::{super::compound::u16_at, binary::Paragraph};

/// How many styles may be based on each other.
const DEEPEST: usize = 11;
/// No style.
const NONE: u16 = 0xfff;

/// The styles of a document, by number.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<Style>);

#[derive(Debug, Default)]
struct Style {
    base: Option<u16>,
    group: Vec<u8>,
}

impl Styles {
    /// Reads the sheet of styles; what can't be read says nothing.
    pub(super) fn read(sheet: &[u8]) -> Self {
        Self(all(sheet).unwrap_or_default())
    }

    /// What a style, and those that it is based on, say of a paragraph.
    pub(super) fn apply<'b>(&'b self, style: u16, paragraph: &mut Paragraph<'b>) {
        let mut chain: Vec<&Style> = Vec::new();
        let mut next = Some(style);
        while let Some(style) = next.and_then(|number| self.0.get(usize::from(number))) {
            if chain.len() == DEEPEST {
                break;
            }
            chain.push(style);
            next = style.base;
        }
        for style in chain.into_iter().rev() {
            paragraph.apply(&style.group);
        }
    }
}

fn all(sheet: &[u8]) -> Option<Vec<Style>> {
    let head = usize::from(u16_at(sheet, 0)?);
    let (count, fixed) = (u16_at(sheet, 2)?, usize::from(u16_at(sheet, 4)?));
    let mut rest = sheet.get(2 + head..)?;
    let mut found = Vec::new();
    for _ in 0..count {
        let Some(length) = u16_at(rest, 0).map(usize::from) else { break };
        let Some(style) = rest.get(2..2 + length) else { break };
        found.push(one(style, fixed).unwrap_or_default());
        // each begins at an even place
        rest = rest.get(2 + length + length % 2..).unwrap_or_default();
    }
    Some(found)
}

fn one(style: &[u8], fixed: usize) -> Option<Style> {
    const PARAGRAPH: u16 = 1;
    let kind_and_base = u16_at(style, 2)?;
    if kind_and_base & 0xf != PARAGRAPH {
        return None;
    }
    let base = Some(kind_and_base >> 4).filter(|base| *base != NONE);
    let name = usize::from(u16_at(style, fixed)?);
    let at = fixed + 2 + 2 * name + 2;
    let length = usize::from(u16_at(style, at)?);
    // the number of the style itself comes first
    let group = style.get(at + 4..at + 2 + length).unwrap_or_default().to_vec();
    Some(Style { base, group })
}
