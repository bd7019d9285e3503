//! Text that can't act: what a store or a document holds reaches a terminal as characters to see.

use std::fmt;

/// Whether a character does something besides standing there: control, bidi and zero-width characters.
pub fn is_unsafe_char(c: char) -> bool {
    // Nearly every character of a Chinese text lies here, where nothing acts.
    if matches!(c, ' '..='~' | '\u{2e80}'..='\u{d7ff}' | '\u{ff01}'..='\u{ffee}') {
        return false;
    }
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}' | '\u{ad}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// Shows text on a terminal: control, bidi and zero-width characters become visible as ⟨U+202E⟩. Line
/// feeds stay.
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'a>(pub &'a str);

impl Escaped<'_> {
    /// Whether the text is shown as it is.
    pub fn is_plain(&self) -> bool {
        !self.0.chars().any(is_unsafe_char)
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_unsafe_char(*c)) {
            let (before, behind) = rest.split_at(at);
            write!(f, "{before}⟨U+{:04X}⟩", u32::from(c))?;
            rest = behind.strip_prefix(c).unwrap_or_default();
        }
        f.write_str(rest)
    }
}

/// Text for one line of a terminal: as [`Escaped`], with line ends and tabs as blanks.
pub fn on_one_line(text: &str) -> String {
    let joined = text.split(['\n', '\r', '\t']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    Escaped(&joined).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_act_on_a_terminal_is_shown() {
        assert_eq!(Escaped("甲\u{1b}[31m\u{202e}乙\n").to_string(), "甲⟨U+001B⟩[31m⟨U+202E⟩乙\n");
        assert_eq!(on_one_line("a\n\tb\u{7}"), "a b⟨U+0007⟩");
    }
}
