//! Line ends. Where a user's git is set to (`core.autocrlf`), working files have CRLF and commits LF; nobody
//! changed anything by that.

/// Whether two contents are the same but for their line ends.
pub fn is_same_text(one: Option<&[u8]>, other: Option<&[u8]>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other || with_line_feeds(one) == with_line_feeds(other),
        (None, None) => true,
        _ => false,
    }
}

/// `text` with the line ends of `model`.
pub(crate) fn as_in(model: &[u8], text: Vec<u8>) -> Vec<u8> {
    if has_pairs(model) { with_pairs(&text) } else { text }
}

/// Whether every line of `text` ends with CRLF.
pub(crate) fn has_pairs(text: &[u8]) -> bool {
    let feeds = text.iter().filter(|byte| **byte == b'\n').count();
    let pairs = text.windows(2).filter(|pair| pair == b"\r\n").count();
    pairs > 0 && pairs >= feeds
}

/// `text` with CRLF at the end of each line.
pub(crate) fn with_pairs(text: &[u8]) -> Vec<u8> {
    let mut converted = Vec::with_capacity(text.len() + text.len() / 16);
    for byte in with_line_feeds(text) {
        if byte == b'\n' {
            converted.push(b'\r');
        }
        converted.push(byte);
    }
    converted
}

/// `text` with line feeds alone.
pub(crate) fn with_line_feeds(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    for (index, byte) in text.iter().enumerate() {
        let before_feed = *byte == b'\r' && text.get(index + 1) == Some(&b'\n');
        if !before_feed {
            plain.push(*byte);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_no_difference_and_are_kept() {
        assert!(is_same_text(Some(b"a\r\nb\r\n"), Some(b"a\nb\n")));
        assert!(!is_same_text(Some(b"a\rb"), Some(b"ab")));
        assert!(!is_same_text(Some(b""), None));
        assert_eq!(as_in(b"x\r\ny\r\n", b"a\nb\r\n".to_vec()), b"a\r\nb\r\n");
        assert_eq!(as_in(b"x\ny\n", b"a\nb\n".to_vec()), b"a\nb\n");
    }
}
