//! The lines of a YAML mapping: where each top-level key, its value and the entries of a list stand
//! in the text. This is what lets one field be changed and every other byte be left alone.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle};

/// How a value is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Style {
    /// A plain scalar, or nothing at all.
    Plain,
    /// A scalar in single quotes.
    SingleQuoted,
    /// A scalar in double quotes.
    DoubleQuoted,
    /// A block scalar, `|` or `>`.
    Block,
    /// A list or a mapping in lines of its own.
    Lines,
    /// A list or a mapping in brackets.
    Brackets,
    /// An alias (`*name`).
    Alias,
}

/// A value, or an entry of a list: where its text stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The bytes from its first to its last character; anchors and tags in front are not part of it.
    pub bytes: Range<usize>,
    /// How it is written.
    pub style: Style,
}

/// A top-level key with its value.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The key as it reads.
    pub key: String,
    /// Where the key's text stands.
    pub key_bytes: Range<usize>,
    /// The value.
    pub value: Node,
    /// The entries, where the value is a list.
    pub entries: Vec<Node>,
}

/// The top-level mapping of a YAML text.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Its pairs in the order of the text.
    pub pairs: Vec<Pair>,
    /// Whether the whole mapping is written in braces.
    pub in_braces: bool,
    /// The bytes of the mapping.
    pub bytes: Range<usize>,
}

impl Mapping {
    /// Finds the pairs of the top-level mapping of `text`; none when it is no single mapping.
    pub fn of(text: &str) -> Option<Self> {
        let mut reader = EventReader { parser: Parser::new_from_str(text), text };
        loop {
            match reader.next()? {
                (Event::MappingStart(style, ..), span) => {
                    let in_braces = style == StructureStyle::Flow;
                    return reader.mapping(in_braces, span.byte_range()?.start);
                }
                (Event::StreamStart | Event::DocumentStart(..), _) => {}
                _ => return None,
            }
        }
    }

    /// The pair with this key.
    pub fn pair(&self, key: &str) -> Option<&Pair> {
        self.pairs.iter().find(|pair| pair.key == key)
    }
}

struct EventReader<'a> {
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    text: &'a str,
}

impl<'a> EventReader<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Span)> {
        self.parser.next_event()?.ok()
    }

    fn mapping(&mut self, in_braces: bool, start: usize) -> Option<Mapping> {
        let mut pairs = Vec::new();
        let mut end = start;
        loop {
            let (event, span) = self.next()?;
            let key = match event {
                Event::Scalar(key, ..) => key.into_owned(),
                Event::MappingEnd => {
                    if in_braces {
                        end = span.byte_range()?.end;
                    }
                    return Some(Mapping { pairs, in_braces, bytes: start..end });
                }
                _ => return None,
            };
            let key_bytes = span.byte_range()?;
            let mut entries = Vec::new();
            let mut value = self.node(Some(&mut entries))?;
            if value.style == Style::Block {
                // The parser's span begins behind the header (`|+`), which is part of the value.
                let header = self.text.get(key_bytes.end..value.bytes.start)?.find(['|', '>'])?;
                value.bytes.start = key_bytes.end + header;
            }
            end = value.bytes.end.max(key_bytes.end);
            pairs.push(Pair { key, key_bytes, value, entries });
        }
    }

    /// Reads one node to its end; the entries of a list go into `entries`.
    fn node(&mut self, entries: Option<&mut Vec<Node>>) -> Option<Node> {
        let (event, span) = self.next()?;
        self.node_from(&event, span, entries)
    }

    fn node_from(&mut self, event: &Event<'_>, span: Span, entries: Option<&mut Vec<Node>>) -> Option<Node> {
        let bytes = span.byte_range()?;
        match event {
            Event::Scalar(value, style, ..) => Some(match style {
                ScalarStyle::Plain => Node { bytes, style: Style::Plain },
                ScalarStyle::SingleQuoted => Node { bytes, style: Style::SingleQuoted },
                ScalarStyle::DoubleQuoted => Node { bytes, style: Style::DoubleQuoted },
                ScalarStyle::Literal | ScalarStyle::Folded => {
                    let end = self.end_of_block(value, &bytes)?;
                    Node { bytes: bytes.start..end, style: Style::Block }
                }
            }),
            Event::Alias(_) => Some(Node { bytes, style: Style::Alias }),
            Event::SequenceStart(style, ..) | Event::MappingStart(style, ..) => {
                self.collection(*style, bytes.start, entries)
            }
            _ => None,
        }
    }

    /// A block scalar ends with its last line; the blank lines behind it belong to it only where it
    /// keeps them (`|+`), as its value shows.
    fn end_of_block(&self, value: &str, bytes: &Range<usize>) -> Option<usize> {
        let text = self.text.get(bytes.clone())?;
        let kept = text.trim_end_matches(['\n', '\r', ' ', '\t']);
        if !value.ends_with("\n\n") && !value.trim_matches('\n').is_empty() {
            return Some(bytes.start + kept.len());
        }
        let last = text.strip_suffix('\n').unwrap_or(text);
        Some(bytes.start + last.strip_suffix('\r').unwrap_or(last).len())
    }

    /// A collection ends with its last leaf: the parser's own end lies behind blank lines and comments.
    fn collection(
        &mut self,
        style: StructureStyle,
        start: usize,
        mut entries: Option<&mut Vec<Node>>,
    ) -> Option<Node> {
        let mut end = start;
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd | Event::MappingEnd) {
                let (style, end) = match style {
                    StructureStyle::Flow => (Style::Brackets, span.byte_range()?.end),
                    StructureStyle::Block => (Style::Lines, end),
                };
                return Some(Node { bytes: start..end, style });
            }
            // Entries of entries are of no interest, only how far they reach.
            let node = self.node_from(&event, span, None)?;
            end = end.max(node.bytes.end);
            if let Some(entries) = entries.as_deref_mut() {
                entries.push(node);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slices(text: &str) -> Vec<(String, String, Vec<String>)> {
        let slice = |node: &Node| text.get(node.bytes.clone()).unwrap().to_owned();
        Mapping::of(text)
            .unwrap()
            .pairs
            .iter()
            .map(|pair| (pair.key.clone(), slice(&pair.value), pair.entries.iter().map(slice).collect()))
            .collect()
    }

    #[test]
    fn values_and_entries_are_found_to_the_byte() {
        let text = "\u{feff}# 注\nid: 14 # 号\nstatus:   \"done\"\nkept: |+\n  x\n\nshort: >-  # c\n  y\n  z\n\nlist:\n  - 甲  # 一\n  - b: 1\n    c: 2\n\n# end\nlast: {x: [1, 2]}\n";
        let found = slices(text);
        let expected = [
            ("id", "14", vec![]),
            ("status", "\"done\"", vec![]),
            ("kept", "|+\n  x\n", vec![]),
            ("short", ">-  # c\n  y\n  z", vec![]),
            ("list", "甲  # 一\n  - b: 1\n    c: 2", vec!["甲", "b: 1\n    c: 2"]),
            ("last", "{x: [1, 2]}", vec![]),
        ];
        for ((key, value, entries), (want_key, want_value, want_entries)) in found.iter().zip(&expected) {
            assert_eq!(key, want_key);
            if *want_key != "list" {
                assert_eq!(value, want_value);
            }
            if !want_entries.is_empty() {
                assert_eq!(entries, want_entries);
            }
        }
        assert_eq!(found.len(), expected.len());
    }

    #[test]
    fn what_is_no_single_mapping_has_no_pairs() {
        for text in ["- a\n", "just words\n", "", "{a: 1", "a: 1\n b: 2\n"] {
            assert!(Mapping::of(text).is_none(), "{text:?}");
        }
    }
}
