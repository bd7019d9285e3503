//! Where the lines of a text begin and end.

/// Where the line that holds `offset` begins; a byte order mark is in front of the first line.
pub(crate) fn line_start(text: &str, offset: usize) -> usize {
    match text.as_bytes().iter().take(offset).rposition(|byte| *byte == b'\n') {
        Some(feed) => feed + 1,
        None if text.starts_with('\u{feff}') && offset > 0 => '\u{feff}'.len_utf8(),
        None => 0,
    }
}

/// Where the line that holds `offset` ends: in front of its line end.
pub(crate) fn line_end(text: &str, offset: usize) -> usize {
    let feed = text.bytes().skip(offset).position(|byte| byte == b'\n');
    let end = feed.map_or(text.len(), |feed| offset + feed);
    let ends_in_cr = end > offset && text.as_bytes().get(end - 1) == Some(&b'\r');
    if ends_in_cr { end - 1 } else { end }
}

/// Where the line after the one that ends at `end` begins.
pub(crate) fn next_line(text: &str, end: usize) -> usize {
    text.bytes().skip(end).position(|byte| byte == b'\n').map_or(text.len(), |feed| end + feed + 1)
}

/// How the lines of a text end.
pub(super) fn line_feed(text: &str) -> &'static str {
    let feed = text.find('\n').unwrap_or(0);
    if feed > 0 && text.as_bytes().get(feed - 1) == Some(&b'\r') { "\r\n" } else { "\n" }
}
