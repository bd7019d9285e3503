//! Text that can't act: what a store or a document holds reaches a terminal as characters to see, and a
//! spreadsheet as words to read.

use std::fmt;

use crate::words::acts;

/// Shows text on a terminal: control, bidi and zero-width characters become visible as ⟨U+202E⟩. Line
/// feeds stay.
#[derive(Clone, Copy, Debug)]
pub struct Inert<'a>(pub &'a str);

impl fmt::Display for Inert<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| acts(*c)) {
            let (before, behind) = rest.split_at(at);
            write!(f, "{before}⟨U+{:04X}⟩", u32::from(c))?;
            rest = behind.strip_prefix(c).unwrap_or_default();
        }
        f.write_str(rest)
    }
}

/// Text for one line of a terminal: as [`Inert`], with line ends and tabs as blanks.
pub fn on_one_line(text: &str) -> String {
    let joined = text.split(['\n', '\r', '\t']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    Inert(&joined).to_string()
}

/// A CSV cell that no spreadsheet takes for a formula. A cell that could act gets a leading `'`, and so
/// does one that begins with `'` already: [`cell_meant`] takes exactly one away again. Plain numbers stay.
pub fn inert_cell(text: &str) -> String {
    if text.starts_with('\'') || (!is_plain_number(text) && text.split(['\n', '\r']).any(begins_formula)) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// What [`inert_cell`] was given.
pub fn cell_meant(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

fn begins_formula(line: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || c == '"' || acts(c);
    line.starts_with(['\t', '\r'])
        || line.trim_start_matches(blank).starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠'])
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.matches('.').count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_could_act_on_a_terminal_is_shown() {
        assert_eq!(Inert("甲\u{1b}[31m\u{202e}乙\n").to_string(), "甲⟨U+001B⟩[31m⟨U+202E⟩乙\n");
        assert_eq!(on_one_line("a\n\tb\u{7}"), "a b⟨U+0007⟩");
    }

    #[test]
    fn formulas_are_words_and_numbers_stay_numbers() {
        for acting in ["=1+1", "+x", "-x", "@x", " =x", "\u{3000}＝x", "a\n=b", "\t=x", "'x", "%x"] {
            assert!(inert_cell(acting).starts_with('\''), "{acting:?}");
        }
        for plain in ["-5", "3.14", "市教委", "a=b", "2025-12-31", ""] {
            assert_eq!(inert_cell(plain), plain);
        }
    }

    proptest! {
        #[test]
        fn a_cell_comes_back_exactly(text in any::<String>()) {
            let cell = inert_cell(&text);
            prop_assert_eq!(cell_meant(&cell), text);
        }
    }
}
