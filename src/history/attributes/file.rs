//! What a file of attributes says: which files get which, and what its macros stand for.

use std::collections::HashMap;

use super::pattern::Pattern;

/// What a line says of an attribute.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum State {
    Set,
    Unset,
    Unspecified,
    Value(String),
}

/// An attribute with its state.
pub(super) type Given = (String, State);

/// A line that gives attributes to files.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) written: String,
    pub(super) pattern: Pattern,
    pub(super) gives: Vec<Given>,
}

/// A file of attributes.
#[derive(Clone, Debug)]
pub(super) struct AttributesFile {
    /// Its path, as it is shown.
    pub(super) shown: String,
    /// The folder whose files it is about, from the top of the repository: empty, or with a slash at its end.
    pub(super) folder: String,
    pub(super) lines: Vec<Line>,
    pub(super) macros: HashMap<String, Vec<Given>>,
}

impl AttributesFile {
    pub(super) fn of(shown: &str, folder: &str, bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut file = Self {
            shown: shown.to_owned(),
            folder: folder.to_owned(),
            lines: Vec::new(),
            macros: HashMap::new(),
        };
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            file.add(index + 1, line.trim_ascii());
        }
        file
    }

    fn add(&mut self, number: usize, line: &[u8]) {
        if line.is_empty() || line.starts_with(b"#") {
            return;
        }
        let quoted = line.strip_prefix(b"\"").and_then(unquoted);
        let (name, rest) = quoted.unwrap_or_else(|| {
            let (name, rest) = line.split_at(word(line));
            (name.to_owned(), rest)
        });
        // The last macro of a name is what it stands for.
        if let Some(called) = line.strip_prefix(b"[attr]").filter(|rest| !starts_blank(rest)) {
            let (called, rest) = called.split_at(word(called));
            if let (Some(called), Some(gives)) = (attribute_name(called), given(rest)) {
                self.macros.insert(called, gives);
            }
            return;
        }
        let (Some(pattern), Some(gives)) = (Pattern::of(&name), given(rest)) else { return };
        let written = String::from_utf8_lossy(line).into_owned();
        self.lines.push(Line { number, written, pattern, gives });
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn starts_blank(bytes: &[u8]) -> bool {
    bytes.first().is_none_or(|byte| is_blank(*byte))
}

/// How long the first word is.
fn word(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| is_blank(*byte)).unwrap_or(bytes.len())
}

fn attribute_name(word: &[u8]) -> Option<String> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
    let fits = !word.is_empty() && !word.starts_with(b"-") && word.iter().all(is_name);
    fits.then(|| String::from_utf8_lossy(word).into_owned())
}

/// The attributes of a line; none where one has a name that git does not take: it passes the line by then.
fn given(rest: &[u8]) -> Option<Vec<Given>> {
    let words = rest.split(|byte| is_blank(*byte)).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let equals = word.iter().position(|byte| *byte == b'=');
            Some(match (word.split_first()?, equals) {
                ((b'-', name), _) => (attribute_name(until_equals(name))?, State::Unset),
                ((b'!', name), _) => (attribute_name(until_equals(name))?, State::Unspecified),
                (_, None) => (attribute_name(word)?, State::Set),
                (_, Some(at)) => {
                    let value = String::from_utf8_lossy(word.get(at + 1..)?).into_owned();
                    (attribute_name(word.get(..at)?)?, State::Value(value))
                }
            })
        })
        .collect()
}

fn until_equals(word: &[u8]) -> &[u8] {
    word.split(|byte| *byte == b'=').next().unwrap_or_default()
}

/// A quoted pattern without its quotes, and what stands behind it.
fn unquoted(written: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut pattern = Vec::new();
    let mut rest = written;
    loop {
        let (first, behind) = rest.split_first()?;
        rest = behind;
        match first {
            b'"' => return Some((pattern, rest)),
            b'\\' => {
                let (escaped, behind) = rest.split_first()?;
                rest = behind;
                pattern.push(match escaped {
                    b'a' => 7,
                    b'b' => 8,
                    b't' => b'\t',
                    b'n' => b'\n',
                    b'v' => 11,
                    b'f' => 12,
                    b'r' => b'\r',
                    b'\\' | b'"' => *escaped,
                    b'0'..=b'3' => {
                        let digits = [*escaped, *rest.first()?, *rest.get(1)?];
                        rest = rest.get(2..)?;
                        u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 8).ok()?
                    }
                    _ => return None,
                });
            }
            byte => pattern.push(*byte),
        }
    }
}
