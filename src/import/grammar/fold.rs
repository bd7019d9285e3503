//! Folding for matching only: full-width forms, unusual blanks and the traditional characters of the
//! words that the grammar knows. What is stored is always the text as written.

use std::sync::LazyLock;

use crate::import::lexicon::{self, Words};

/// One character as it is compared. Never changes the number of characters, so positions in the
/// folded text are positions in the text.
pub(super) fn fold_char(sign: char) -> char {
    match sign {
        HAN_FIRST..=HAN_LAST => simplified(sign),
        '–' | '—' | '―' | '－' | '−' | '‐' | '‑' | '─' | '～' | '~' | '〜' => '-',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(sign as u32 - 0xff01 + 0x21).unwrap_or(sign).to_ascii_lowercase()
        }
        '﹙' => '(',
        '﹚' => ')',
        '〔' | '﹝' | '【' | '〖' => '[',
        '〕' | '﹞' | '】' | '〗' => ']',
        '｡' => '。',
        '﹕' | '︰' => ':',
        '､' => '、',
        '·' | '・' | '•' => '·',
        _ if is_blank(sign) => ' ',
        _ => sign.to_ascii_lowercase(),
    }
}

const HAN_FIRST: char = '\u{4e00}';
const HAN_LAST: char = '\u{9fff}';

/// The simplified form of a Chinese character. Asked of every character of a document, so it is one look
/// into a table.
fn simplified(sign: char) -> char {
    static FORMS: LazyLock<Vec<char>> = LazyLock::new(|| {
        let mut forms: Vec<char> = (HAN_FIRST..=HAN_LAST).collect();
        for (traditional, simplified) in traditional() {
            if let Some(form) = forms.get_mut(place(traditional)) {
                *form = simplified;
            }
        }
        forms
    });
    FORMS.get(place(sign)).copied().unwrap_or(sign)
}

/// Where a Chinese character stands in its block.
fn place(sign: char) -> usize {
    (sign as usize).saturating_sub(HAN_FIRST as usize)
}

/// Traditional characters that occur in markers, roles, column titles and names, with the simplified ones.
fn traditional() -> impl Iterator<Item = (char, char)> {
    lexicon::lines(include_str!("../lexicon/traditional.txt")).filter_map(|pair| {
        let (traditional, simplified) = pair.split_once(' ')?;
        Some((traditional.chars().next()?, simplified.chars().next()?))
    })
}

/// Blanks of every kind, those without width too.
pub(super) fn is_blank(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{180e}')
}

/// The text as it is compared, character by character.
pub(super) fn folded(text: &str) -> Vec<char> {
    text.chars().map(fold_char).collect()
}

/// The text as it is compared, without any blank.
pub(in crate::import) fn key(text: &str) -> String {
    text.chars().filter(|sign| !is_blank(*sign)).map(fold_char).collect()
}

/// Without blanks at both ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// A text without the longest of the words that it begins with as compared. None where it begins with none of them.
pub(super) fn without_first<'a>(text: &'a str, words: &Words) -> Option<&'a str> {
    const LONGEST: usize = 8;
    let start: String = text.chars().take(LONGEST).map(fold_char).collect();
    let word = words.find(&start)?;
    let length: usize = text.chars().take(word.chars().count()).map(char::len_utf8).sum();
    text.get(length..)
}

/// The text on one line, without the blanks around it and without Markdown's bold marks. A line
/// break between Chinese characters leaves nothing, between Latin words a blank.
pub(super) fn one_line(text: &str) -> String {
    let bold = text.matches("**").count();
    let plain;
    let text = if bold > 0 && bold.is_multiple_of(2) {
        plain = text.replace("**", "");
        &plain
    } else {
        text
    };
    let mut line = String::with_capacity(text.len());
    for part in text.split(['\n', '\r']) {
        join(&mut line, trim(part));
    }
    line.chars().map(|sign| if sign == '\t' { ' ' } else { sign }).collect()
}

/// Adds what stood in the next line.
pub(super) fn join(line: &mut String, next: &str) {
    let edges = (line.chars().next_back(), next.chars().next());
    if matches!(edges, (Some(last), Some(first)) if last.is_ascii_alphanumeric() && first.is_ascii_alphanumeric())
    {
        line.push(' ');
    }
    line.push_str(next);
}

/// The first characters of a text, for accounts and messages.
pub(super) fn head(text: &str) -> String {
    const LENGTH: usize = 24;
    let line = one_line(text);
    let mut signs = line.chars();
    let mut head: String = signs.by_ref().take(LENGTH).collect();
    if signs.next().is_some() {
        head.push('…');
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_traditional_character_stands_once_with_another_one() {
        let lines: Vec<&str> = lexicon::lines(include_str!("../lexicon/traditional.txt")).collect();
        assert!(lines.iter().all(|line| line.chars().count() == 3), "a pair with a blank between");
        let pairs: Vec<(char, char)> = traditional().collect();
        assert_eq!(pairs.len(), lines.len());
        for (index, (from, to)) in pairs.iter().enumerate() {
            assert!((HAN_FIRST..=HAN_LAST).contains(from) && from != to, "{from} {to}");
            assert!(pairs[..index].iter().all(|(known, _)| known != from), "{from} stands twice");
            assert!(pairs.iter().all(|(known, _)| known != to), "{to} is traditional itself");
        }
    }

    #[test]
    fn widths_blanks_and_traditional_forms_compare_equal() {
        for (written, compared) in [
            ("責任單位：", "责任单位:"),
            ("２０２５年　底\u{a0}前", "2025年底前"),
            ("分 管\n县领导", "分管县领导"),
            ("市教委\u{200b}", "市教委"),
            ("ＡＩ", "ai"),
            ("〔2022〕", "[2022]"),
        ] {
            assert_eq!(key(written), compared, "{written}");
        }
    }

    #[test]
    fn lines_are_joined_without_a_trace_between_chinese_characters() {
        assert_eq!(one_line(" 建立\n机制 "), "建立机制");
        assert_eq!(one_line("open\r\ndata"), "open data");
        assert_eq!(one_line("**（一）加强**领导"), "（一）加强领导");
        assert_eq!(one_line("a ** b"), "a ** b");
    }
}
