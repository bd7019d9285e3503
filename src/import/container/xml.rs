//! XML of office documents, event by event, within the limits.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    limits::{self, Budget},
    package::PackagePart,
};
use crate::error::Result;
use crate::text::Text;

/// Reads the events of a part.
pub(super) struct Xml<'a> {
    reader: Reader<PackagePart<'a>>,
    part: &'a str,
    piece: Vec<u8>,
    depth: usize,
    elements: Budget,
}

/// What happens in a part. Names are without their prefix.
#[derive(Debug)]
pub(super) enum XmlEvent {
    /// An element begins.
    Start(BytesStart<'static>),
    /// An element ends.
    End(String),
    /// Text.
    Text(String),
    /// The part is over.
    Eof,
}

impl<'a> Xml<'a> {
    /// Begins to read a part.
    pub(super) fn new(part: PackagePart<'a>) -> Self {
        let name = part.name();
        let mut reader = Reader::from_reader(part);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().check_end_names = true;
        let elements = Budget::new(limits::XML_ELEMENTS, ("XML 元素数", "XML elements"));
        Self { reader, part: name, piece: Vec::new(), depth: 0, elements }
    }

    /// The next event.
    ///
    /// # Errors
    /// When the XML is not well-formed, defines entities, or goes beyond a limit.
    pub(super) fn next(&mut self) -> Result<XmlEvent> {
        loop {
            self.piece.clear();
            self.reader.get_mut().begin_piece();
            let event = match self.reader.read_event_into(&mut self.piece) {
                Ok(event) => event,
                Err(_) if self.reader.get_ref().is_beyond() => {
                    return Err(limits::exceeded(
                        "一个 XML 标记或一段文字的字节数",
                        "bytes of one piece of XML",
                        limits::XML_PIECE,
                    ));
                }
                Err(error) => return Err(limits::damaged(self.part, Text::foreign(error))),
            };
            return Ok(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    self.elements.spend(1)?;
                    if self.depth > limits::XML_DEPTH {
                        return Err(limits::exceeded("XML 嵌套层数", "XML nesting", limits::XML_DEPTH));
                    }
                    XmlEvent::Start(start.into_owned())
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    XmlEvent::End(local(end.name().as_ref()).to_owned())
                }
                Event::Text(text) => XmlEvent::Text(text.as_ref().to_owned()),
                Event::CData(text) => XmlEvent::Text(text.as_ref().to_owned()),
                Event::GeneralRef(name) => XmlEvent::Text(character(name.as_ref(), self.part)?),
                Event::DocType(_) => {
                    return Err(limits::damaged(
                        self.part,
                        text!("其中有文档类型声明", "it defines a document type"),
                    ));
                }
                Event::Eof if self.depth > 0 => {
                    return Err(limits::damaged(
                        self.part,
                        text!("内容不完整，断在中间", "it ends inside an element"),
                    ));
                }
                Event::Eof => XmlEvent::Eof,
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            });
        }
    }
}

/// The character that a reference means; only the five of XML and numbers are known.
fn character(name: &str, part: &str) -> Result<String> {
    let number = |digits: &str, radix| {
        let sign = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32)?;
        (!sign.is_control() || matches!(sign, '\t' | '\n' | '\r')).then_some(sign)
    };
    let found = match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        other => match other.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix('x') {
                Some(hex) => number(hex, 16),
                None => number(digits, 10),
            },
            None => None,
        },
    };
    found
        .map(String::from)
        .ok_or_else(|| limits::damaged(part, text!("其中有不认识的符号 &{name};", "unknown entity &{name};")))
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// An attribute's value, by its name without prefix.
pub(super) fn attribute(start: &BytesStart<'_>, wanted: &str) -> Option<String> {
    start
        .attributes()
        .with_checks(false)
        .take(limits::XML_ATTRIBUTES)
        .filter_map(std::result::Result::ok)
        .find(|attribute| local(attribute.key.as_ref()) == wanted)
        .map(|attribute| unescaped(attribute.value.as_ref()))
}

/// Text with the five entities of XML replaced.
fn unescaped(text: &str) -> String {
    match quick_xml::escape::unescape(text) {
        Ok(text) => text.into_owned(),
        Err(_) => text.to_owned(),
    }
}
