//! The part of YAML that nearly every file of a store is written in, read in one pass: mappings and lists
//! in lines, words in brackets, plain and quoted scalars on one line, blocks, comments. Of any other text
//! nothing is said here, and the full reader takes it.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

/// Beyond so many nodes, counted as the full reader counts them, a file is left to it: it may exceed its budget.
const MAX_NODES: usize = super::super::refusal::MAX_NODES * 4 / 5;
/// How deep mappings and lists may lie in one another.
const MAX_DEPTH: usize = 6;
/// More keys than this in one mapping are left to the full reader: they are compared pair by pair.
const MAX_KEYS: usize = 64;

/// A value.
#[derive(Debug)]
pub(super) enum Node<'a> {
    /// A key with nothing behind it.
    Nothing,
    /// A plain scalar, which may be a number; null is left to the full reader.
    Plain(&'a str),
    /// A scalar in quotes or in a block: text whatever it says.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Node<'a>>),
    /// A mapping; no key is there twice.
    Mapping(Vec<(&'a str, Node<'a>)>),
}

/// The mapping that `text` is; none where it is anything else, or written in any other way.
pub(super) fn read(text: &str) -> Option<Vec<(&str, Node<'_>)>> {
    if !text.ends_with('\n') || holds_special(text.as_bytes()) {
        return None;
    }
    let mut reader = Reader { rest: text, ahead: None, nodes: 0 };
    if reader.peek()?.text == "---" {
        reader.ahead = None;
    }
    let mapping = reader.mapping(0, 0)?;
    reader.peek().is_none().then_some(mapping)
}

/// A line that holds something: without its indent and its end.
#[derive(Clone, Copy)]
struct Line<'a> {
    indent: usize,
    text: &'a str,
}

struct Reader<'a> {
    /// What follows the line ahead.
    rest: &'a str,
    /// The next line that holds something, where it was looked at already.
    ahead: Option<Line<'a>>,
    nodes: usize,
}

impl<'a> Reader<'a> {
    /// The next line that holds something, which stays the next one.
    fn peek(&mut self) -> Option<Line<'a>> {
        while self.ahead.is_none() {
            let line = self.raw_line()?;
            let text = behind_blanks(line);
            if !text.is_empty() && !text.starts_with('#') {
                self.ahead = Some(Line { indent: line.len() - text.len(), text });
            }
        }
        self.ahead
    }

    /// The next line as it is, without its end.
    fn raw_line(&mut self) -> Option<&'a str> {
        let end = memchr(b'\n', self.rest.as_bytes())?;
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest.get(1..)?;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }

    fn mapping(&mut self, indent: usize, depth: usize) -> Option<Vec<(&'a str, Node<'a>)>> {
        let mut pairs: Vec<(&str, Node<'_>)> = Vec::with_capacity(if depth == 0 { 12 } else { 3 });
        while let Some(line) = self.peek().filter(|line| line.indent >= indent) {
            let (key, value) = key_and_value(line.text)?;
            let is_known = pairs.iter().any(|(known, _)| *known == key);
            if line.indent > indent || is_known || pairs.len() == MAX_KEYS {
                return None;
            }
            self.ahead = None;
            self.count(2)?;
            let node = match value.as_bytes().first() {
                None | Some(b'#') => self.lines_below(indent, depth + 1)?,
                Some(style @ (b'|' | b'>')) => self.block(value.get(1..)?, *style, indent)?,
                Some(_) => self.on_one_line(value, indent)?,
            };
            pairs.push((key, node));
        }
        (!pairs.is_empty()).then_some(pairs)
    }

    /// What stands in the lines below a key.
    fn lines_below(&mut self, indent: usize, depth: usize) -> Option<Node<'a>> {
        let Some(line) = self.peek().filter(|line| line.indent >= indent) else { return Some(Node::Nothing) };
        let is_item = line.text.starts_with("- ");
        if is_item && depth < MAX_DEPTH {
            self.list(line.indent, depth)
        } else if line.indent == indent {
            Some(Node::Nothing)
        } else if depth < MAX_DEPTH {
            self.mapping(line.indent, depth).map(Node::Mapping)
        } else {
            None
        }
    }

    fn list(&mut self, indent: usize, depth: usize) -> Option<Node<'a>> {
        let mut items = Vec::with_capacity(4);
        while let Some(line) = self.peek().filter(|line| line.indent >= indent) {
            let Some(item) = line.text.strip_prefix("- ").filter(|_| line.indent == indent) else {
                // A key of the mapping around it; anything else is found out there.
                break;
            };
            let item = behind_blanks(item);
            let node = if key_and_value(item).is_some() {
                // The first pair of a mapping whose other pairs stand below it.
                let indent = indent + line.text.len() - item.len();
                self.ahead = Some(Line { indent, text: item });
                self.mapping(indent, depth + 1).map(Node::Mapping)?
            } else {
                self.ahead = None;
                self.on_one_line(item, indent)?
            };
            self.count(1)?;
            items.push(node);
        }
        Some(Node::List(items))
    }

    /// A value that ends with its line.
    fn on_one_line(&mut self, value: &'a str, indent: usize) -> Option<Node<'a>> {
        let (node, behind) = match value.as_bytes().first()? {
            b'"' | b'\'' => {
                let (text, behind) = quoted(value)?;
                (Node::Text(Cow::Borrowed(text)), behind)
            }
            b'[' => self.brackets(value.get(1..)?)?,
            _ => (Node::Plain(plain(value)?), ""),
        };
        let is_end = behind.is_empty() || behind.starts_with(' ') && is_comment(behind_blanks(behind));
        // A line that stands deeper would go on with the value.
        let goes_on = self.peek().is_some_and(|line| line.indent > indent);
        (is_end && !goes_on).then_some(node)
    }

    /// A list in brackets, on one line; and what stands behind it.
    fn brackets(&mut self, mut rest: &'a str) -> Option<(Node<'a>, &'a str)> {
        let mut items = Vec::new();
        loop {
            rest = behind_blanks(rest);
            if let (Some(behind), true) = (rest.strip_prefix(']'), items.is_empty()) {
                return Some((Node::List(items), behind));
            }
            let behind = if rest.starts_with(['"', '\'']) {
                let (text, behind) = quoted(rest)?;
                items.push(Node::Text(Cow::Borrowed(text)));
                behind
            } else {
                let (word, behind) = rest.split_at(memchr2(b',', b']', rest.as_bytes())?);
                if word.contains(['[', '{', '}', ':', '#', '"', '\'']) {
                    return None;
                }
                items.push(Node::Plain(plain(word)?));
                behind
            };
            self.count(1)?;
            let behind = behind_blanks(behind);
            match behind.split_at_checked(1)? {
                (",", next) => rest = next,
                ("]", behind) => return Some((Node::List(items), behind)),
                _ => return None,
            }
        }
    }

    /// A block scalar: the lines below, as they are (`|`) or joined by blanks (`>`).
    fn block(&mut self, header: &str, style: u8, indent: usize) -> Option<Node<'a>> {
        let (ends_bare, header) = match header.strip_prefix('-') {
            Some(header) => (true, header),
            None => (false, header),
        };
        if !(header.is_empty() || header.starts_with(' ') && is_comment(behind_blanks(header))) {
            return None;
        }
        let depth = self.rest.bytes().take_while(|byte| *byte == b' ').count();
        let mut text = String::new();
        let mut blank = 0;
        loop {
            let before = self.rest;
            let Some(line) = self.raw_line() else { break };
            if line.is_empty() {
                blank += 1;
                continue;
            }
            let indented = line.bytes().take_while(|byte| *byte == b' ').count();
            if indented < depth || depth <= indent {
                self.rest = before;
                // Anything between the two depths is no text and no key either.
                if indented > indent || text.is_empty() {
                    return None;
                }
                break;
            }
            let line = line.get(depth..)?;
            let is_odd =
                line.trim().is_empty() || style == b'>' && (line.starts_with(' ') || line.ends_with(' '));
            if is_odd || blank > 0 && (style == b'>' || text.is_empty()) {
                return None;
            }
            if !text.is_empty() {
                text.push(if style == b'>' { ' ' } else { '\n' });
            }
            text.extend(std::iter::repeat_n('\n', std::mem::take(&mut blank)));
            text.push_str(line);
        }
        if text.is_empty() {
            return None;
        }
        if !ends_bare {
            text.push('\n');
        }
        Some(Node::Text(Cow::Owned(text)))
    }

    fn count(&mut self, nodes: usize) -> Option<()> {
        self.nodes += nodes;
        (self.nodes <= MAX_NODES).then_some(())
    }
}

fn behind_blanks(text: &str) -> &str {
    let blanks = text.bytes().take_while(|byte| *byte == b' ').count();
    text.get(blanks..).unwrap_or_default()
}

/// `key: value`, or `key:` with nothing behind it; keys are words of ASCII letters.
fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let (key, rest) = line.split_at(line.bytes().position(|byte| !is_word(byte))?);
    let value = rest.strip_prefix(':').filter(|value| value.is_empty() || value.starts_with(' '))?;
    let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_null(key);
    is_key.then(|| (key, behind_blanks(value)))
}

/// A scalar in quotes without anything that stands for something else; and what stands behind it.
fn quoted(value: &str) -> Option<(&str, &str)> {
    let (quote, inside) = value.split_at_checked(1)?;
    let end = if quote == "\"" {
        memchr2(b'"', b'\\', inside.as_bytes())?
    } else {
        memchr(b'\'', inside.as_bytes())?
    };
    let (text, behind) = inside.split_at(end);
    let behind = behind.strip_prefix(quote)?;
    (!behind.starts_with(quote)).then_some((text, behind))
}

/// A plain scalar without the comment behind it.
fn plain(value: &str) -> Option<&str> {
    let first = *value.as_bytes().first()?;
    if !(first.is_ascii_alphanumeric() || first >= 0x80 || matches!(first, b'/' | b'.' | b'(' | b'_')) {
        return None;
    }
    let bytes = value.as_bytes();
    let mut end = value.len();
    let mut at = 0;
    while let Some(found) = memchr2(b':', b'#', bytes.get(at..)?) {
        let mark = at + found;
        if bytes.get(mark) == Some(&b':') {
            if matches!(bytes.get(mark + 1), None | Some(b' ')) {
                return None;
            }
        } else if mark > 0 && bytes.get(mark - 1) == Some(&b' ') {
            end = mark;
            break;
        }
        at = mark + 1;
    }
    let word = value.get(..end)?.trim_end_matches(' ');
    (!word.ends_with(':') && !is_null(word)).then_some(word)
}

fn is_null(word: &str) -> bool {
    matches!(word, "null" | "Null" | "NULL")
}

fn is_comment(behind: &str) -> bool {
    behind.is_empty() || behind.starts_with('#')
}

/// Whether a text holds a character that YAML or pjt treats in a way of its own: control characters, line
/// ends besides LF and CR LF, the no-break space, the byte order mark, what is no character. Looks at every
/// byte without a branch, so that the compiler looks at many at once.
fn holds_special(text: &[u8]) -> bool {
    let [first, second] = [1, 2].map(|ahead| text.get(ahead..).unwrap_or_default());
    let mut special = false;
    for ((one, two), three) in text.iter().zip(first).zip(second) {
        let pair = (*two, *three);
        special |= (*one < b' ') & (*one != b'\n') & ((*one != b'\r') | (*two != b'\n'));
        special |= *one == 0x7f;
        special |= (*one == 0xc2) & (*two <= 0xa0);
        special |= (*one == 0xe2) & (pair.0 == 0x80) & ((pair.1 == 0xa8) | (pair.1 == 0xa9));
        special |= (*one == 0xef) & (pair.0 == 0xbb) & (pair.1 == 0xbf);
        special |= (*one == 0xef) & (pair.0 == 0xbf) & (pair.1 >= 0xbe);
    }
    // No character that is special ends in the last two bytes: the text ends in a line feed.
    let tail = text.get(text.len().saturating_sub(2)..).unwrap_or_default();
    special | tail.iter().any(|byte| *byte < b' ' && !matches!(byte, b'\n' | b'\r') || *byte == 0x7f)
}
