//! Text that can't act: what a store or a document holds reaches a terminal as characters to see.

use std::fmt;

use crate::words::acts;

/// Shows text on a terminal: control, bidi and zero-width characters become visible as ⟨U+202E⟩. Line
/// feeds stay.
#[derive(Clone, Copy, Debug)]
pub struct Inert<'a>(pub &'a str);

impl Inert<'_> {
    /// Whether the text is shown as it is.
    pub fn is_plain(&self) -> bool {
        !self.0.chars().any(acts)
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_act_on_a_terminal_is_shown() {
        assert_eq!(Inert("甲\u{1b}[31m\u{202e}乙\n").to_string(), "甲⟨U+001B⟩[31m⟨U+202E⟩乙\n");
        assert_eq!(on_one_line("a\n\tb\u{7}"), "a b⟨U+0007⟩");
    }
}
