//! How words look, where a document says that this tells who leads (加粗的为牵头单位). It is no text, so it is only read
//! where it is asked for: a sign then stands in front of the words that look so.

/// Which looks mean something.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Looks {
    /// In bold letters, or in those of headings (黑体).
    pub(super) bold: bool,
    pub(super) red: bool,
    pub(super) underlined: bool,
}

/// The sign in front of words that look so: one that no document has, as nobody gave it a meaning.
pub(super) const SIGN: char = '\u{e0b1}';

impl Looks {
    /// What one or the other asks for.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            bold: self.bold || other.bold,
            red: self.red || other.red,
            underlined: self.underlined || other.underlined,
        }
    }

    /// What both have.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            bold: self.bold && other.bold,
            red: self.red && other.red,
            underlined: self.underlined && other.underlined,
        }
    }

    /// Whether nothing is asked for.
    pub(super) fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// Puts the sign in front of what was added to a text behind `from`, and in front of each name that begins in it: names are
/// listed in one run of letters.
pub(super) fn mark(text: &mut String, from: usize) {
    let added = text.split_off(from);
    let mut begins = true;
    for sign in added.chars() {
        let parts = parts_names(sign);
        if begins && !parts {
            text.push(SIGN);
        }
        begins = parts;
        text.push(sign);
    }
}

/// Whether a colour of six digits is red: much of it, and little of the others.
pub(super) fn is_red(colour: &str) -> bool {
    const MUCH: u8 = 0x90;
    const LITTLE: u8 = 0x60;
    let digits = colour.trim().trim_start_matches('#');
    let part = |at: usize| digits.get(at..at + 2).and_then(|part| u8::from_str_radix(part, 16).ok());
    match (digits.len(), part(0), part(2), part(4)) {
        (6, Some(red), Some(green), Some(blue)) => red >= MUCH && green < LITTLE && blue < LITTLE,
        _ => matches!(digits.to_ascii_lowercase().as_str(), "red" | "f00"),
    }
}

/// Whether a sign stands between names, or in front of the first of them.
pub(super) fn parts_names(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(
            sign,
            '、' | '，' | ',' | '；' | ';' | '/' | '（' | '(' | '）' | ')' | '：' | ':' | '。' | '|'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_of_a_run_is_marked() {
        let mut text = "牵头：".to_owned();
        mark(&mut text, "牵头：".len());
        text.push_str("市教委、");
        mark(&mut text, "牵头：".len());
        assert_eq!(text, format!("牵头：{SIGN}市教委、"));
        let mut text = "市教委、市科委".to_owned();
        mark(&mut text, 0);
        assert_eq!(text, format!("{SIGN}市教委、{SIGN}市科委"));
    }

    #[test]
    fn red_is_told_from_other_colours() {
        for (colour, red) in [
            ("FF0000", true),
            ("#c00000", true),
            ("red", true),
            ("000000", false),
            ("FFC000", false),
            ("auto", false),
        ] {
            assert_eq!(is_red(colour), red, "{colour}");
        }
    }
}
