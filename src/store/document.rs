//! The lines of a YAML mapping: where each key, its value and the entries of a list stand in the text, and where
//! the comments are. This is what lets one field be changed and every other byte be left alone.

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

/// What a value is made of.
#[derive(Clone, Debug)]
pub enum Content {
    /// Nothing further.
    Whole,
    /// The entries of a list.
    Entries(Vec<Node>),
    /// The pairs of a mapping whose keys are plain words.
    Pairs(Vec<Pair>),
}

/// A value, or an entry of a list: where its text stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The bytes from its first to its last character; anchors and tags in front are not part of it.
    pub bytes: Range<usize>,
    /// How it is written.
    pub style: Style,
    /// What it is made of.
    pub content: Content,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The key as it reads.
    pub key: String,
    /// Where the key's text stands.
    pub key_bytes: Range<usize>,
    /// The value.
    pub value: Node,
}

impl Pair {
    /// The entries, where the value is a list.
    pub fn entries(&self) -> &[Node] {
        match &self.value.content {
            Content::Entries(entries) => entries,
            Content::Whole | Content::Pairs(_) => &[],
        }
    }

    /// Where it ends.
    pub fn end(&self) -> usize {
        self.value.bytes.end.max(self.key_bytes.end)
    }
}

/// The top-level mapping of a YAML text.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Its pairs in the order of the text.
    pub pairs: Vec<Pair>,
    /// Whether the whole mapping is written in braces.
    pub in_braces: bool,
    /// Where comments stand, each from its `#` to the end of its line.
    pub comments: Vec<Range<usize>>,
}

impl Mapping {
    /// Finds the pairs of the top-level mapping of `text`; none when it is no single mapping.
    pub fn of(text: &str) -> Option<Self> {
        let mut reader = EventReader { parser: Parser::new_from_str(text), text, scalars: Vec::new() };
        loop {
            match reader.next()? {
                (Event::MappingStart(style, ..), span) => {
                    let start = span.byte_range()?.start;
                    let node = reader.collection(style, start, true)?;
                    let Content::Pairs(pairs) = node.content else { return None };
                    let comments = comments(text, &reader.scalars);
                    let in_braces = style == StructureStyle::Flow;
                    return Some(Self { pairs, in_braces, comments });
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

/// The comments of a text: what stands between its scalars has no other `#` behind a blank.
fn comments(text: &str, scalars: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let behind = text.len()..text.len();
    for scalar in scalars.iter().chain([&behind]) {
        let gap = text.get(start..scalar.start).unwrap_or_default();
        let mut at = 0;
        while let Some(sign) = gap.get(at..).and_then(|rest| rest.find('#')).map(|sign| at + sign) {
            let before = text.get(..start + sign).unwrap_or_default();
            let is_comment = before.is_empty() || before.ends_with([' ', '\t', '\n', '\u{feff}']);
            let line = gap.get(sign..).and_then(|rest| rest.find('\n')).map_or(gap.len(), |feed| sign + feed);
            if is_comment {
                let words = gap.get(sign..line).unwrap_or_default();
                found.push(start + sign..start + sign + words.trim_end().len());
            }
            at = if is_comment { line } else { sign + 1 };
        }
        start = start.max(scalar.end);
    }
    found
}

struct EventReader<'a> {
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    text: &'a str,
    /// The scalars in the order of the text; of a block scalar without its header.
    scalars: Vec<Range<usize>>,
}

impl<'a> EventReader<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Span)> {
        self.parser.next_event()?.ok()
    }

    /// Reads the node that begins with an event; in front of it, from `behind` on, stands nothing else.
    fn node(&mut self, event: &Event<'_>, span: Span, behind: usize) -> Option<Node> {
        let bytes = span.byte_range()?;
        let whole = |bytes, style| Node { bytes, style, content: Content::Whole };
        Some(match event {
            Event::Scalar(value, style, ..) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::SingleQuoted,
                    ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => {
                        // The parser's span begins behind the header (`|+`), which is part of the value.
                        let start = sign(self.text, behind..bytes.start, &['|', '>'])?;
                        let end = self.end_of_block(value, &bytes)?;
                        let line = self.text.get(start..)?.find('\n').map_or(end, |feed| start + feed);
                        self.scalars.push(line.min(end)..end);
                        return Some(whole(start..end, Style::Block));
                    }
                };
                self.scalars.push(bytes.clone());
                whole(bytes, style)
            }
            Event::Alias(_) => whole(bytes, Style::Alias),
            Event::SequenceStart(style, ..) => self.collection(*style, bytes.start, false)?,
            Event::MappingStart(style, ..) => self.collection(*style, bytes.start, true)?,
            _ => return None,
        })
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
    fn collection(&mut self, style: StructureStyle, start: usize, is_mapping: bool) -> Option<Node> {
        let (mut entries, mut pairs) = (Vec::new(), Vec::new());
        let mut has_plain_keys = true;
        let mut end = start;
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd | Event::MappingEnd) {
                let (style, end) = match style {
                    StructureStyle::Flow => (Style::Brackets, span.byte_range()?.end),
                    StructureStyle::Block => (Style::Lines, end),
                };
                let content = match (is_mapping, has_plain_keys) {
                    (false, _) => Content::Entries(entries),
                    (true, true) => Content::Pairs(pairs),
                    (true, false) => Content::Whole,
                };
                return Some(Node { bytes: start..end, style, content });
            }
            let node = self.node(&event, span, end)?;
            end = end.max(node.bytes.end);
            if !is_mapping {
                entries.push(node);
                continue;
            }
            let (following, span) = self.next()?;
            let value = self.node(&following, span, end)?;
            end = end.max(value.bytes.end);
            match event {
                Event::Scalar(key, ..) => {
                    pairs.push(Pair { key: key.into_owned(), key_bytes: node.bytes, value });
                }
                _ => has_plain_keys = false,
            }
        }
    }
}

/// Where one of these signs first stands in a part of a text, outside of comments.
pub(super) fn sign(text: &str, part: Range<usize>, signs: &[char]) -> Option<usize> {
    let mut is_comment = false;
    let mut before = text.get(..part.start)?.chars().next_back().unwrap_or('\n');
    for (at, c) in text.get(part.clone())?.char_indices() {
        if c == '\n' {
            is_comment = false;
        } else if c == '#' && before.is_whitespace() {
            is_comment = true;
        } else if !is_comment && signs.contains(&c) {
            return Some(part.start + at);
        }
        before = c;
    }
    None
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
            .map(|pair| (pair.key.clone(), slice(&pair.value), pair.entries().iter().map(slice).collect()))
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
    fn comments_are_found_and_nothing_else() {
        let text = "\u{feff}# 头\nid: 14 # 号\na: \"x # y\"\nb: 'x # y'\nc: x#y\nd: |  # 块\n  x # y\n  # z\ne: [a, # 一\n  b] # 二\n\n  # 尾\n";
        let mapping = Mapping::of(text).unwrap();
        let found: Vec<_> = mapping.comments.into_iter().map(|bytes| text.get(bytes).unwrap()).collect();
        assert_eq!(found, ["# 头", "# 号", "# 块", "# 一", "# 二", "# 尾"]);
    }

    #[test]
    fn what_is_no_single_mapping_has_no_pairs() {
        for text in ["- a\n", "just words\n", "", "{a: 1", "a: 1\n b: 2\n"] {
            assert!(Mapping::of(text).is_none(), "{text:?}");
        }
    }
}
