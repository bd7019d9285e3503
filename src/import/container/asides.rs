//! Texts of office documents that stand in parts of their own: notes, heads and feet of pages, comments. They are only looked
//! at: one that can't be read is none.

use super::{
    package::PackagePart,
    xml::{Xml, XmlEvent},
};
use crate::import::source::{Aside, Asides};

/// Keeps the lines of a part, in which the element `words` holds text.
pub(super) fn keep(part: PackagePart<'_>, words: &str, kind: Aside, asides: &mut Asides) {
    let mut xml = Xml::new(part);
    let mut line = String::new();
    let (mut inside, mut cells) = (0_usize, 0_usize);
    loop {
        match xml.next() {
            Err(_) | Ok(XmlEvent::Eof) => break,
            Ok(XmlEvent::Start) => match xml.name() {
                "del" | "moveFrom" | "Fallback" | "creator" | "date" => {
                    if xml.skip().is_err() {
                        break;
                    }
                }
                name => {
                    inside += usize::from(name == words);
                    cells += usize::from(is_cell(name));
                    if is_cell(name) || name == "tab" {
                        line.push('\t');
                    }
                }
            },
            Ok(XmlEvent::Text) if inside > 0 => line.push_str(xml.text()),
            Ok(XmlEvent::Text) => {}
            Ok(XmlEvent::End) => {
                let name = xml.name();
                inside = inside.saturating_sub(usize::from(name == words));
                cells = cells.saturating_sub(usize::from(is_cell(name)));
                let is_end = matches!(name, "p" | "h" | "comment" | "threadedComment") && cells == 0;
                if is_end || matches!(name, "tr" | "table-row") || line.len() > LONGEST {
                    asides.push(kind, &std::mem::take(&mut line));
                }
            }
        }
        if asides.is_full() {
            return;
        }
    }
    asides.push(kind, &line);
}

/// Bytes of a line at which it is cut.
const LONGEST: usize = 4096;

fn is_cell(name: &str) -> bool {
    matches!(name, "tc" | "table-cell")
}
