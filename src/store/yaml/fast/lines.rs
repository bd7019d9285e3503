//! The part of YAML that nearly every file of a store is written in, as lines, keys and scalars: plain and
//! quoted scalars on one line, blocks, comments. Of any other text nothing is said here, and the full reader
//! takes it.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

/// Beyond so many nodes, counted as the full reader counts them, a file is left to it: it may exceed its budget.
const MAX_NODES: usize = crate::store::refusal::MAX_NODES * 4 / 5;
/// More keys than this in the mappings around a place are left to the full reader: they are compared pair by pair.
const MAX_KEYS: usize = 64;

/// A text that is read line by line, once.
pub(super) struct LineReader<'a> {
    /// What follows the line ahead.
    rest: &'a str,
    /// The next line that holds something, where it was looked at already.
    ahead: Option<Line<'a>>,
    /// The keys of the mappings that are being read, the outermost first.
    keys: Vec<&'a str>,
    nodes: usize,
    /// Whether a key came up that nobody asked for.
    pub(super) has_unknown_keys: bool,
}

/// A line that holds something: without its indent and its end.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) indent: usize,
    pub(super) text: &'a str,
}

/// A single value.
pub(super) enum Scalar<'a> {
    /// One that may be a number; null is left to the full reader.
    Plain(&'a str),
    /// One in quotes or in a block: text whatever it says.
    Text(Cow<'a, str>),
}

impl<'a> LineReader<'a> {
    /// A reader at the beginning of a text; none where the full reader has to see it.
    pub(super) fn new(text: &'a str) -> Option<Self> {
        if !text.ends_with('\n') || holds_special(text.as_bytes()) {
            return None;
        }
        let keys = Vec::with_capacity(16);
        let mut reader = Self { rest: text, ahead: None, keys, nodes: 0, has_unknown_keys: false };
        let Line { indent, text } = reader.peek()?;
        // Behind blanks it begins no document.
        if indent == 0 && text == "---" {
            reader.pass();
        }
        Some(reader)
    }

    /// The next line that holds something, which stays the next one.
    pub(super) fn peek(&mut self) -> Option<Line<'a>> {
        while self.ahead.is_none() {
            let line = self.raw_line()?;
            let text = behind_blanks(line);
            if !text.is_empty() && !text.starts_with('#') {
                self.ahead = Some(Line { indent: line.len() - text.len(), text });
            }
        }
        self.ahead
    }

    /// The same, where it stands at least as deep as `indent`: one that does not ends what stands there.
    pub(super) fn peek_within(&mut self, indent: usize) -> Option<Line<'a>> {
        self.peek().filter(|line| line.indent >= indent)
    }

    /// Goes behind the line that [`LineReader::peek`] gave.
    pub(super) fn pass(&mut self) {
        self.ahead = None;
    }

    /// Puts what is left of the line that [`LineReader::peek`] gave in its place.
    pub(super) fn go_on_with(&mut self, line: Line<'a>) {
        self.ahead = Some(line);
    }

    /// The next line as it is, without its end.
    fn raw_line(&mut self) -> Option<&'a str> {
        let end = memchr(b'\n', self.rest.as_bytes())?;
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest.get(1..)?;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }

    /// How many keys are known: those of a mapping that begins here stand behind them.
    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// Adds a key to the mapping whose keys begin at `first`; none where it is there already.
    pub(super) fn add_key(&mut self, key: &'a str, first: usize) -> Option<()> {
        let is_known = self.keys.get(first..)?.contains(&key);
        if is_known || self.keys.len() == MAX_KEYS {
            return None;
        }
        self.keys.push(key);
        self.count(2)
    }

    /// Forgets the keys of a mapping that has ended.
    pub(super) fn forget_keys(&mut self, first: usize) {
        self.keys.truncate(first);
    }

    /// None where the value on the line before does not end with it: something else than a comment stands
    /// `behind` it, or the next line stands deeper than `indent`.
    pub(super) fn ensure_end(&mut self, behind: &str, indent: usize) -> Option<()> {
        let is_end = behind.is_empty() || behind.starts_with(' ') && is_comment(behind_blanks(behind));
        // A line that stands deeper would go on with the value.
        let goes_on = self.peek().is_some_and(|line| line.indent > indent);
        (is_end && !goes_on).then_some(())
    }

    /// A scalar that ends with its line.
    pub(super) fn scalar(&mut self, value: &'a str, indent: usize) -> Option<Scalar<'a>> {
        let (scalar, behind) = match value.as_bytes().first()? {
            b'"' | b'\'' => {
                let (text, behind) = quoted(value)?;
                (Scalar::Text(Cow::Borrowed(text)), behind)
            }
            _ => (Scalar::Plain(plain(value)?), ""),
        };
        self.ensure_end(behind, indent)?;
        Some(scalar)
    }

    /// A block scalar: the lines below, as they are (`|`) or joined by blanks (`>`). `header` begins with that.
    pub(super) fn block(&mut self, header: &str, indent: usize) -> Option<Scalar<'a>> {
        let folds = header.starts_with('>');
        let header = header.get(1..)?;
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
            let is_unusual =
                line.trim().is_empty() || folds && (line.starts_with(' ') || line.ends_with(' '));
            if is_unusual || blank > 0 && (folds || text.is_empty()) {
                return None;
            }
            if !text.is_empty() {
                text.push(if folds { ' ' } else { '\n' });
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
        Some(Scalar::Text(Cow::Owned(text)))
    }

    /// Counts nodes; none beyond the limit.
    pub(super) fn count(&mut self, nodes: usize) -> Option<()> {
        self.nodes += nodes;
        (self.nodes <= MAX_NODES).then_some(())
    }
}

/// The first item of a list in brackets, and what stands behind it.
pub(super) fn item(rest: &str) -> Option<(Scalar<'_>, &str)> {
    if rest.starts_with(['"', '\'']) {
        let (text, behind) = quoted(rest)?;
        return Some((Scalar::Text(Cow::Borrowed(text)), behind));
    }
    let (word, behind) = rest.split_at(memchr2(b',', b']', rest.as_bytes())?);
    let is_unusual = word.contains(['[', '{', '}', ':', '#', '"', '\'']);
    Some((Scalar::Plain(plain(word).filter(|_| !is_unusual)?), behind))
}

pub(super) fn behind_blanks(text: &str) -> &str {
    let blanks = text.bytes().take_while(|byte| *byte == b' ').count();
    text.get(blanks..).unwrap_or_default()
}

/// Whether a line begins like `key:`; keys are words of ASCII letters.
pub(super) fn begins_with_key(line: &str) -> bool {
    matches!(line.as_bytes().get(length_of_word(line)..), Some([b':'] | [b':', b' ', ..]))
}

/// `key: value`, or `key:` with nothing behind it.
pub(super) fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = line.split_at_checked(length_of_word(line))?;
    let value = match rest.as_bytes() {
        [b':'] => "",
        [b':', b' ', ..] => behind_blanks(rest.get(2..)?),
        _ => return None,
    };
    let is_key = key.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && !is_null(key);
    is_key.then_some((key, value))
}

fn length_of_word(line: &str) -> usize {
    line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
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

pub(super) fn is_comment(behind: &str) -> bool {
    behind.is_empty() || behind.starts_with('#')
}

/// Whether a text holds a character that YAML treats in a way of its own, that does something besides standing
/// there ([`is_unsafe_char`](crate::text::is_unsafe_char)) or that is none; CR LF is a line end like LF. It may say
/// yes to others that are rare in Chinese. Looks at every byte without a branch, so that the compiler looks at many at
/// once.
fn holds_special(text: &[u8]) -> bool {
    let [first, second] = [1, 2].map(|ahead| text.get(ahead..).unwrap_or_default());
    let mut special = false;
    for ((one, two), three) in text.iter().zip(first).zip(second) {
        let (one, two, three) = (*one, *two, *three);
        special |= (one < b' ') & (one != b'\n') & ((one != b'\r') | (two != b'\n'));
        special |= one == 0x7f;
        // U+0080 to U+00A0; U+00AD.
        special |= (one == 0xc2) & ((two <= 0xa0) | (two == 0xad));
        // U+0340 to U+037F; U+0600 to U+063F; U+1000 to U+1FFF; U+E0000 and beyond.
        special |= (one == 0xcd) | (one == 0xd8) | (one == 0xe1) | (one >= 0xf3);
        // U+1B000 to U+1BFFF; U+1D000 to U+1DFFF.
        special |= (one == 0xf0) & ((two == 0x9b) | (two == 0x9d));
        // U+3164; U+FFA0.
        special |= (one == 0xe3) & (two == 0x85) & (three == 0xa4);
        special |= (one == 0xef) & (two == 0xbe) & (three == 0xa0);
        // U+2008 to U+200F, U+2028 to U+202F; U+2060 to U+207F.
        special |= (one == 0xe2) & (two == 0x80) & ((three & 0b1101_1000) == 0b1000_1000);
        special |= (one == 0xe2) & (two == 0x81) & (three >= 0xa0);
        // U+2800.
        special |= (one == 0xe2) & (two == 0xa0) & (three == 0x80);
        // U+FEFF; U+FFF0 to U+FFFF.
        special |= (one == 0xef) & (two == 0xbb) & (three == 0xbf);
        special |= (one == 0xef) & (two == 0xbf) & (three >= 0xb0);
    }
    // No character that is special ends in the last two bytes: the text ends in a line feed.
    let tail = text.get(text.len().saturating_sub(2)..).unwrap_or_default();
    special | tail.iter().any(|byte| *byte < b' ' && !matches!(byte, b'\n' | b'\r') || *byte == 0x7f)
}

#[cfg(test)]
mod tests {
    use super::holds_special;
    use crate::text::is_unsafe_char;

    #[test]
    fn no_unsafe_character_goes_unseen() {
        let more = ['\u{85}', '\u{a0}', '\u{2028}', '\u{2029}', '\u{feff}', '\u{fffe}', '\u{ffff}'];
        let all = ('\0'..=char::MAX).filter(|c| is_unsafe_char(*c) && *c != '\r').chain(more);
        for c in all {
            assert!(holds_special(format!("甲{c}\n").as_bytes()), "{c:?}");
            assert!(holds_special(format!("{c}甲\n").as_bytes()), "{c:?}");
        }
        let common = "第１４项：“建设”《平台》—— ·…、 ①②③ ％℃ № § → 〔2025〕 ﹝〕﹏ 𠮷\r\n\n";
        assert!(!holds_special(common.as_bytes()));
    }
}
