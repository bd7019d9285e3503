//! The text of a part of a Word file as far as placeholders need it: rows of tables, paragraphs and the texts of runs. Text
//! boxes lie within paragraphs, and tables within text boxes.

use quick_xml::{Reader, events::Event};

/// The most rows, paragraphs and texts that may lie in each other.
const MAX_DEPTH: usize = 100;

/// What of a part counts here; the rest is written as it stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// A row of a table.
    Row,
    Paragraph,
    /// The words of a run.
    Text,
}

impl Kind {
    fn of(name: &str) -> Option<Self> {
        match name {
            "w:tr" => Some(Self::Row),
            "w:p" => Some(Self::Paragraph),
            "w:t" => Some(Self::Text),
            _ => None,
        }
    }
}

/// A piece of a part.
pub(super) enum Node<'a> {
    Rest(&'a str),
    Element(Element<'a>),
}

/// What counts, with what lies in it.
pub(super) struct Element<'a> {
    pub(super) kind: Kind,
    /// The tag that opens it.
    pub(super) open: &'a str,
    pub(super) inner: Vec<Node<'a>>,
    /// The tag that closes it.
    pub(super) close: &'a str,
}

impl<'a> Element<'a> {
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.inner.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Rest(_) => None,
        })
    }

    /// The words of its own texts, as they stand in the file.
    pub(super) fn texts(&self) -> Vec<&'a str> {
        let words = |text: &Self| match text.inner.as_slice() {
            [Node::Rest(words)] => *words,
            _ => "",
        };
        self.elements().filter(|inner| inner.kind == Kind::Text).map(words).collect()
    }
}

/// A part whose elements don't fit into each other, or lie too deep.
#[derive(Debug)]
pub(super) struct Broken;

/// The rows, paragraphs and texts of a part, each in what it lies in.
pub(super) fn parse(xml: &str) -> Result<Vec<Node<'_>>, Broken> {
    let place = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    let mut reader = Reader::from_str(xml);
    // The innermost element comes last; the first collects what is in none.
    let mut open = vec![Element { kind: Kind::Text, open: "", inner: Vec::new(), close: "" }];
    let (mut done, mut at) = (0, 0);
    loop {
        let event = reader.read_event().map_err(|_| Broken)?;
        let end = place(&reader);
        let kind = match &event {
            Event::Start(tag) => Kind::of(tag.name().as_ref()),
            Event::End(tag) => Kind::of(tag.name().as_ref()),
            Event::Eof => None,
            _ => {
                at = end;
                continue;
            }
        };
        let is_end = matches!(event, Event::Eof);
        if kind.is_some() || is_end {
            let rest = xml.get(done..at).ok_or(Broken)?;
            let inner = &mut open.last_mut().ok_or(Broken)?.inner;
            if !rest.is_empty() {
                inner.push(Node::Rest(rest));
            }
            done = end;
        }
        let tag = xml.get(at..end).unwrap_or_default();
        at = end;
        match (kind, event) {
            (_, Event::Eof) => break,
            (None, _) => {}
            (Some(_), Event::End(_)) => {
                let mut element = open.pop().ok_or(Broken)?;
                element.close = tag;
                open.last_mut().ok_or(Broken)?.inner.push(Node::Element(element));
            }
            (Some(kind), _) if open.len() <= MAX_DEPTH => {
                open.push(Element { kind, open: tag, inner: Vec::new(), close: "" });
            }
            _ => return Err(Broken),
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(all), true) => Ok(all.inner),
        _ => Err(Broken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_together_or_lies_too_deep_is_no_part() {
        let broken = |xml: &str| parse(xml).is_err();
        assert!(broken("<w:body><w:p></w:body>") && broken("<w:p><w:r>") && broken("<w:p a=<"));
        assert!(broken(&"<w:p>".repeat(100_000)));
        let deep = MAX_DEPTH - 1;
        assert!(!broken(&format!("{}{}", "<w:p>".repeat(deep), "</w:p>".repeat(deep))));
        assert!(!broken("<w:p><w:t>a</w:t><!-- <w:p> --><w:pPr x=\">\"/></w:p>"));
    }
}
