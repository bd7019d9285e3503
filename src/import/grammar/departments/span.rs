//! A stretch of a list of departments: the text as written beside its folded form, cut in step.

use crate::import::{grammar::fold, lexicon::Words};

/// A text as written beside its folded form, sign by sign.
#[derive(Clone, Copy)]
pub(super) struct Span<'a> {
    raw: &'a [char],
    pub(super) key: &'a [char],
    /// Where it starts in the whole text.
    pub(super) at: usize,
}

impl<'a> Span<'a> {
    /// A whole text; `raw` and `key` have the same length.
    pub(super) fn new(raw: &'a [char], key: &'a [char]) -> Self {
        Self { raw, key, at: 0 }
    }

    /// The signs `from..to`, as far as there are any.
    #[expect(clippy::indexing_slicing, reason = "cut to the length that raw and key share")]
    pub(super) fn cut(self, from: usize, to: usize) -> Self {
        let to = to.min(self.key.len());
        let from = from.min(to);
        Self { raw: &self.raw[from..to], key: &self.key[from..to], at: self.at + from }
    }

    pub(super) fn len(self) -> usize {
        self.key.len()
    }

    /// Without blanks and `extra` signs at both ends.
    pub(super) fn trim(self, extra: &str) -> Self {
        let drop = |sign: &&char| **sign == ' ' || extra.contains(**sign);
        let start = self.key.iter().take_while(drop).count();
        let end = self.len() - self.key.iter().skip(start).rev().take_while(drop).count();
        self.cut(start, end)
    }

    /// The folded text without blanks.
    pub(super) fn key_text(self) -> String {
        self.key.iter().filter(|sign| **sign != ' ').collect()
    }

    /// The text as written. A blank inside a Chinese name comes from justified type or a wrapped line: only
    /// those between Latin words stay.
    pub(super) fn raw_text(self) -> String {
        let mut text = String::new();
        for (index, sign) in self.raw.iter().enumerate() {
            let latin = |at: usize| self.key.get(at).is_some_and(char::is_ascii_alphanumeric);
            if !fold::is_blank(*sign) || index > 0 && latin(index - 1) && latin(index + 1) {
                text.push(*sign);
            }
        }
        text
    }

    pub(super) fn starts_with(self, word: &str) -> bool {
        word.chars().enumerate().all(|(index, sign)| self.key.get(index) == Some(&sign))
    }

    pub(super) fn ends_with(self, word: &str) -> bool {
        let length = word.chars().count();
        self.len() >= length && self.cut(self.len() - length, self.len()).starts_with(word)
    }

    /// The length of the longest of the words that it starts with.
    pub(super) fn word_at_start(self, words: &Words) -> Option<usize> {
        words.iter().find(|word| self.starts_with(word)).map(|word| word.chars().count())
    }

    /// The length of the longest of the words that it ends with.
    pub(super) fn word_at_end(self, words: &Words) -> Option<usize> {
        words.iter().find(|word| self.ends_with(word)).map(|word| word.chars().count())
    }

    /// Where `word` stands first outside of brackets.
    pub(super) fn find(self, word: &str) -> Option<usize> {
        let depth = depths(self.key);
        (0..self.len())
            .find(|index| depth.get(*index) == Some(&0) && self.cut(*index, self.len()).starts_with(word))
    }

    /// Every place where `word` stands outside of brackets.
    pub(super) fn find_each(self, word: &str) -> Vec<usize> {
        let depth = depths(self.key);
        (0..self.len())
            .filter(|index| depth.get(*index) == Some(&0) && self.cut(*index, self.len()).starts_with(word))
            .collect()
    }

    /// Splits outside of brackets wherever `at` says so.
    pub(super) fn split(self, at: impl Fn(char) -> bool) -> Vec<Self> {
        let depth = depths(self.key);
        let (mut parts, mut start) = (Vec::new(), 0);
        for (index, (sign, depth)) in self.key.iter().zip(depth).enumerate() {
            if depth == 0 && at(*sign) {
                parts.push(self.cut(start, index));
                start = index + 1;
            }
        }
        parts.push(self.cut(start, self.len()));
        parts
    }
}

/// How many brackets are open at each sign; the brackets themselves count as inside.
pub(in crate::import::grammar) fn depths(key: &[char]) -> Vec<usize> {
    let mut depth = 0_usize;
    key.iter()
        .map(|sign| match sign {
            '(' | '[' => {
                depth += 1;
                depth
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                depth + 1
            }
            _ => depth,
        })
        .collect()
}
