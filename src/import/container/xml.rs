//! XML of office documents, event by event, within the limits.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    limits::{self, Budget},
    package::PackagePart,
};
use crate::{
    error::{Error, Result},
    text::Text,
};

/// Reads the events of a part. What the last event says is asked of the reader, which holds it in one buffer.
pub(super) struct Xml<'a> {
    reader: Reader<PackagePart<'a>>,
    part: &'a str,
    piece: Vec<u8>,
    /// A tag without its brackets, the name of an end, or a text.
    content: String,
    /// How much of the content is the name of the element.
    name: usize,
    depth: usize,
    elements: Budget,
}

/// What happens in a part.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum XmlEvent {
    /// An element begins: [`Xml::name`], [`Xml::attribute`].
    Start,
    /// An element ends: [`Xml::name`].
    End,
    /// Text: [`Xml::text`].
    Text,
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
        let (piece, content) = (Vec::new(), String::new());
        Self { reader, part: name, piece, content, name: 0, depth: 0, elements }
    }

    /// The name of the element that began or ended, without its prefix.
    pub(super) fn name(&self) -> &str {
        local(self.content.get(..self.name).unwrap_or_default())
    }

    /// The text that was met.
    pub(super) fn text(&self) -> &str {
        &self.content
    }

    /// An attribute of the element that began, by its name without prefix.
    pub(super) fn attribute(&self, wanted: &str) -> Option<String> {
        self.find_attribute(|name| local(name) == wanted)
    }

    /// An attribute of the element that began, by its name as written.
    pub(super) fn find_attribute(&self, wanted: impl Fn(&str) -> bool) -> Option<String> {
        BytesStart::from_content(self.content.as_str(), self.name)
            .attributes()
            .with_checks(false)
            .take(limits::XML_ATTRIBUTES)
            .filter_map(std::result::Result::ok)
            .find(|attribute| wanted(attribute.key.as_ref()))
            .map(|attribute| unescaped(attribute.value.as_ref()))
    }

    /// An attribute that is a number.
    pub(super) fn number<T: std::str::FromStr>(&self, wanted: &str) -> Option<T> {
        self.attribute(wanted)?.trim().parse().ok()
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
                Err(error) => return Err(self.unreadable(error)),
            };
            if !matches!(event, Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_)) {
                self.content.clear();
            }
            return Ok(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    self.elements.spend(1)?;
                    if self.depth > limits::XML_DEPTH {
                        return Err(limits::exceeded("XML 嵌套层数", "XML nesting", limits::XML_DEPTH));
                    }
                    self.name = start.name().as_ref().len();
                    self.content.push_str(&start);
                    XmlEvent::Start
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    self.content.push_str(end.name().as_ref());
                    self.name = self.content.len();
                    XmlEvent::End
                }
                Event::Text(text) => {
                    self.content.push_str(text.as_ref());
                    XmlEvent::Text
                }
                Event::CData(text) => {
                    self.content.push_str(text.as_ref());
                    XmlEvent::Text
                }
                Event::GeneralRef(name) => {
                    self.content.push(character(name.as_ref(), self.part)?);
                    XmlEvent::Text
                }
                Event::DocType(_) => {
                    let why = text!("其中定义了文档类型", "it defines a document type");
                    return Err(limits::damaged(self.part, why));
                }
                Event::Eof if self.depth > 0 => {
                    let why = text!("在标记中间断开", "it ends inside an element");
                    return Err(limits::damaged(self.part, why));
                }
                Event::Eof => XmlEvent::Eof,
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            });
        }
    }

    /// Why the reader gave up: a piece beyond the limit, or XML that is not well-formed.
    fn unreadable(&self, error: quick_xml::Error) -> Error {
        if !self.reader.get_ref().is_beyond() {
            return limits::damaged(self.part, Text::of_document(error));
        }
        let (zh, en) = ("一个 XML 标记或一段文字的字节数", "bytes of one piece of XML");
        limits::exceeded(zh, en, limits::XML_PIECE)
    }

    /// Goes on to the next element that begins within the one that was entered; false at its end. `depth` is how many are
    /// open, that one among them: who goes into an element adds one, who reads it to its end does not.
    pub(super) fn begins_within(&mut self, depth: &mut usize) -> Result<bool> {
        while *depth > 0 {
            match self.next()? {
                XmlEvent::Eof => return Ok(false),
                XmlEvent::End => *depth -= 1,
                XmlEvent::Text => {}
                XmlEvent::Start => return Ok(true),
            }
        }
        Ok(false)
    }

    /// Reads to the end of the element that just began; `visit` sees each event in it.
    pub(super) fn rest_of_element(&mut self, mut visit: impl FnMut(&Self, XmlEvent)) -> Result<()> {
        let mut depth = 1;
        while depth > 0 {
            let event = self.next()?;
            match event {
                XmlEvent::Start => depth += 1,
                XmlEvent::End => depth -= 1,
                XmlEvent::Eof => return Ok(()),
                XmlEvent::Text => {}
            }
            visit(self, event);
        }
        Ok(())
    }

    /// Passes over the element that just began.
    pub(super) fn skip(&mut self) -> Result<()> {
        self.rest_of_element(|_, _| {})
    }
}

/// The character that a reference means; only the five of XML and numbers are known.
fn character(name: &str, part: &str) -> Result<char> {
    let number = |digits: &str, radix| {
        let sign = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32)?;
        // What XML allows; of C1 characters the text is cleaned later, where what was left out is said.
        (sign >= ' ' || matches!(sign, '\t' | '\n' | '\r')).then_some(sign)
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
    found.ok_or_else(|| limits::damaged(part, text!("不认识的实体 &{name};", "unknown entity &{name};")))
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Text with the five entities of XML replaced.
fn unescaped(text: &str) -> String {
    match quick_xml::escape::unescape(text) {
        Ok(text) => text.into_owned(),
        Err(_) => text.to_owned(),
    }
}
