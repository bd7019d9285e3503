//! The patterns of `.gitattributes`, as git matches them.

/// One step of a pattern.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Token {
    Byte(u8),
    /// `?`: one byte but a slash.
    One,
    /// `*`: any bytes but slashes.
    Within,
    /// `**/`: folders, or none.
    Folders,
    /// `/**` at the end: all that is below.
    All,
    /// `[a-z]`
    Class {
        is_negated: bool,
        ranges: Vec<(u8, u8)>,
    },
}

/// A pattern of a file of attributes.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    tokens: Vec<Token>,
    /// Whether it is held against the name of a file and not against its path.
    is_name: bool,
}

impl Pattern {
    /// A pattern as it is written; none for one that matches no file.
    pub(super) fn of(written: &[u8]) -> Option<Self> {
        let is_void = written.is_empty() || written.starts_with(b"!") || written.ends_with(b"/");
        let is_name = !written.contains(&b'/');
        let written = written.strip_prefix(b"/").unwrap_or(written);
        let tokens = (!is_void).then(|| tokens(written)).flatten()?;
        Some(Self { tokens, is_name })
    }

    /// Whether it matches a file, given relative to the folder of the file of attributes; with or without regard to
    /// upper and lower case, as git does on one disk and another.
    pub(super) fn matches(&self, path: &str, folds_case: bool) -> bool {
        let path = path.as_bytes();
        let name = path.iter().rposition(|byte| *byte == b'/').and_then(|at| path.get(at + 1..));
        let text = if self.is_name { name.unwrap_or(path) } else { path };
        // After each step, which beginnings of the text are matched.
        let mut reached = vec![false; text.len() + 1];
        if let Some(first) = reached.first_mut() {
            *first = true;
        }
        for token in &self.tokens {
            reached = token.step(&reached, text, folds_case);
        }
        reached.last() == Some(&true)
    }
}

impl Token {
    fn step(&self, reached: &[bool], text: &[u8], folds_case: bool) -> Vec<bool> {
        let mut next = vec![false; reached.len()];
        let mut is_open = false;
        for (at, now) in next.iter_mut().enumerate() {
            let was = |at: usize| reached.get(at).copied().unwrap_or_default();
            let last = at.checked_sub(1).and_then(|at| text.get(at).copied());
            *now = match (self, last) {
                (Self::Within, last) => {
                    is_open = was(at) || is_open && last != Some(b'/');
                    is_open
                }
                (Self::All, _) => {
                    is_open |= was(at);
                    is_open
                }
                (Self::Folders, last) => {
                    let here = was(at) || is_open && last == Some(b'/');
                    is_open |= was(at);
                    here
                }
                (_, None) => false,
                (token, Some(byte)) => was(at - 1) && token.takes(byte, folds_case),
            };
        }
        next
    }

    fn takes(&self, byte: u8, folds_case: bool) -> bool {
        match self {
            Self::Byte(own) => *own == byte || folds_case && own.eq_ignore_ascii_case(&byte),
            Self::One => byte != b'/',
            Self::Class { is_negated, ranges } => {
                let holds = |byte: u8| ranges.iter().any(|(from, to)| (*from..=*to).contains(&byte));
                let is_in = holds(byte)
                    || folds_case && (holds(byte.to_ascii_lowercase()) || holds(byte.to_ascii_uppercase()));
                byte != b'/' && is_in != *is_negated
            }
            Self::Within | Self::Folders | Self::All => false,
        }
    }
}

fn tokens(written: &[u8]) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = written;
    let mut is_at_folder = true;
    while let Some((first, behind)) = rest.split_first() {
        let token = match first {
            b'\\' => {
                let (escaped, behind) = behind.split_first()?;
                rest = behind;
                Token::Byte(*escaped)
            }
            b'?' => {
                rest = behind;
                Token::One
            }
            b'*' => {
                let stars = rest.iter().take_while(|byte| **byte == b'*').count();
                rest = rest.get(stars..).unwrap_or_default();
                match rest.first() {
                    None if stars > 1 && is_at_folder => Token::All,
                    Some(b'/') if stars > 1 && is_at_folder => {
                        rest = rest.get(1..).unwrap_or_default();
                        Token::Folders
                    }
                    _ => Token::Within,
                }
            }
            b'[' => {
                let (class, behind) = class(behind)?;
                rest = behind;
                class
            }
            byte => {
                rest = behind;
                Token::Byte(*byte)
            }
        };
        is_at_folder = matches!(token, Token::Byte(b'/') | Token::Folders);
        tokens.push(token);
    }
    Some(tokens)
}

/// What stands in brackets, and what behind them; none where they don't close: such a pattern matches nothing.
fn class(written: &[u8]) -> Option<(Token, &[u8])> {
    let negated = written.strip_prefix(b"!").or_else(|| written.strip_prefix(b"^"));
    let mut rest = negated.unwrap_or(written);
    let mut ranges = Vec::new();
    let mut is_first = true;
    loop {
        let (first, behind) = rest.split_first()?;
        if *first == b']' && !is_first {
            return Some((Token::Class { is_negated: negated.is_some(), ranges }, behind));
        }
        is_first = false;
        if let Some(named) = rest.strip_prefix(b"[:") {
            let end = named.windows(2).position(|two| two == b":]")?;
            ranges.extend(of_name(named.get(..end)?)?);
            rest = named.get(end + 2..)?;
            continue;
        }
        let (from, behind) = literal(rest)?;
        rest = behind;
        let mut to = from;
        if let Some(range) = rest.strip_prefix(b"-")
            && range.first() != Some(&b']')
        {
            (to, rest) = literal(range)?;
        }
        ranges.push((from, to));
    }
}

fn literal(written: &[u8]) -> Option<(u8, &[u8])> {
    let (first, behind) = written.split_first()?;
    if *first == b'\\' {
        behind.split_first().map(|(byte, rest)| (*byte, rest))
    } else {
        Some((*first, behind))
    }
}

fn of_name(name: &[u8]) -> Option<Vec<(u8, u8)>> {
    Some(match name {
        b"alnum" => vec![(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')],
        b"alpha" => vec![(b'A', b'Z'), (b'a', b'z')],
        b"blank" => vec![(b' ', b' '), (b'\t', b'\t')],
        b"cntrl" => vec![(0, 31), (127, 127)],
        b"digit" => vec![(b'0', b'9')],
        b"graph" => vec![(33, 126)],
        b"lower" => vec![(b'a', b'z')],
        b"print" => vec![(32, 126)],
        b"punct" => vec![(33, 47), (58, 64), (91, 96), (123, 126)],
        b"space" => vec![(9, 13), (32, 32)],
        b"upper" => vec![(b'A', b'Z')],
        b"xdigit" => vec![(b'0', b'9'), (b'A', b'F'), (b'a', b'f')],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_git_matches_them() {
        const TASK: &str = "data/p/tasks/014.yaml";
        for (pattern, expected) in [
            ("*", true),
            ("*.yaml", true),
            ("014.yaml", true),
            ("tasks", false),
            ("data", false),
            ("data/", false),
            ("!*", false),
            ("data/**", true),
            ("/data/**", true),
            ("data/*", false),
            ("data/*/*/*", true),
            ("**/tasks/*.yaml", true),
            ("data/**/014.yaml", true),
            ("data/p/**/tasks/014.yaml", true),
            ("**/data/p/tasks/014.yaml", true),
            ("p/tasks/*", false),
            ("data/p/task?/0[0-9]4.yaml", true),
            ("data/p/tasks/[!1]14.yaml", true),
            ("data/p/tasks/[[:digit:]]14.yaml", true),
            ("data/p/tasks/[0", false),
            ("data?p/tasks/014.yaml", false),
            ("data[!x]p/tasks/014.yaml", false),
            ("data/p**/014.yaml", false),
            ("data/p/tasks/\\014.yaml", true),
            ("DATA/**", false),
        ] {
            let pattern_of = Pattern::of(pattern.as_bytes());
            let matches = |folds| pattern_of.as_ref().is_some_and(|pattern| pattern.matches(TASK, folds));
            assert_eq!(matches(false), expected, "{pattern}");
            assert!(!expected || matches(true), "{pattern}");
        }
        assert!(Pattern::of(b"DATA/**").unwrap().matches(TASK, true));
    }
}
