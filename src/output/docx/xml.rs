//! Text in XML: nothing of it is markup, and characters that do something or that XML can't hold are shown.

use std::fmt::Write as _;

use crate::text::escape::Escaped;

/// Appends `text` as it stands in an attribute or between tags. Line ends and tabs become blanks.
pub(super) fn push(xml: &mut String, text: &str) {
    let flat = text.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ");
    let mut shown = String::with_capacity(flat.len());
    // Writing to a string can't fail.
    let _ = write!(shown, "{}", Escaped(&flat));
    for c in shown.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            // The last code points of a plane are no characters of XML.
            c if u32::from(c) & 0xfffe == 0xfffe => xml.push('\u{fffd}'),
            c => xml.push(c),
        }
    }
}

/// `text` as [`push`] has it.
pub(super) fn escaped(text: &str) -> String {
    let mut xml = String::new();
    push(&mut xml, text);
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text_and_what_acts_is_shown() {
        assert_eq!(
            escaped("<w:r>&\"甲\"\u{1}\u{202e}\r\n乙\t\u{ffff}"),
            "&lt;w:r&gt;&amp;&quot;甲&quot;⟨U+0001⟩⟨U+202E⟩ 乙 \u{fffd}"
        );
    }
}
