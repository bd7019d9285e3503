//! What of a text has room in a cell of a workbook, and where the rest begins.

use unicode_width::UnicodeWidthChar as _;

/// The longest text that Excel takes in one cell, in UTF-16 units.
pub(crate) const MAX_CELL: usize = 32_767;
/// The height of a line in points, with room for fonts of other systems, and that of the highest row that
/// Excel knows. Not every program finds the height of a row by itself.
const LINE: f64 = 16.5;
const MAX_HEIGHT: f64 = 409.0;
/// How many lines the highest row has.
const MAX_LINES: u32 = 24;

/// How many lines words take in a column of this width, in characters of the usual font.
pub(crate) fn lines_of(words: &str, width: f64) -> u32 {
    lines(words, width).last().map_or(1, |(_, line)| line)
}

/// Each character with its place and the line that it stands on, from 1.
fn lines(words: &str, width: f64) -> impl Iterator<Item = ((usize, char), u32)> {
    let (mut line, mut columns) = (1, 0.0);
    words.char_indices().map(move |(at, c)| {
        let wide = f64::from(u32::try_from(c.width().unwrap_or(0)).unwrap_or(0));
        if c == '\n' {
            (line, columns) = (line + 1, 0.0);
        } else if columns > 0.0 && columns + wide > width {
            (line, columns) = (line + 1, wide);
        } else {
            columns += wide;
        }
        ((at, c), line)
    })
}

/// The height of a row with so many lines, in points.
pub(crate) fn height(lines: u32) -> f64 {
    (LINE * f64::from(lines)).min(MAX_HEIGHT)
}

/// As much of a text as has this many units, and the rest.
pub(crate) fn split(words: &str, units: usize) -> (&str, &str) {
    let mut count = 0;
    let end = words.char_indices().find(|(_, c)| {
        count += c.len_utf16();
        count > units
    });
    words.split_at(end.map_or(words.len(), |(at, _)| at))
}

/// Whether a text is seen whole in a cell of a column of this width.
pub(crate) fn fits(words: &str, width: f64) -> bool {
    lines_of(words, width) <= MAX_LINES
        // No text has more units than bytes.
        && (words.len() <= MAX_CELL || words.encode_utf16().count() <= MAX_CELL)
}

/// As much of a text as is seen in a cell with `spare` lines left over, and the rest. Something always is.
pub(crate) fn seen(words: &str, width: f64, spare: u32) -> (&str, &str) {
    let most = MAX_LINES.saturating_sub(spare).max(1);
    let mut units = 0;
    for ((at, c), line) in lines(words, width) {
        units += c.len_utf16();
        if at > 0 && (line > most || units > MAX_CELL) {
            return words.split_at(at);
        }
    }
    (words, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_as_long_as_excel_counts_and_whole() {
        for units_of_piece in 1..7 {
            let (mut rest, mut all) = ("a𠮷况𠮷𠮷b", String::new());
            while !rest.is_empty() {
                let (piece, behind) = split(rest, units_of_piece.max(2));
                assert!((1..=units_of_piece.max(2)).contains(&piece.encode_utf16().count()));
                all.push_str(piece);
                rest = behind;
            }
            assert_eq!(all, "a𠮷况𠮷𠮷b");
        }
    }

    #[test]
    fn what_is_seen_fits_and_nothing_is_lost() {
        for text in [
            "况".repeat(5000),
            "a\n".repeat(100),
            "\n况".repeat(40),
            "x".repeat(40_000),
            "\u{300}".repeat(40_000),
        ] {
            for width in [1.0, 10.0, 100.0] {
                let (mut rest, mut all) = (text.as_str(), String::new());
                while !rest.is_empty() {
                    let (piece, behind) = seen(rest, width, 2);
                    assert!(!piece.is_empty() && (fits(piece, width) || piece.chars().count() == 1));
                    all.push_str(piece);
                    rest = behind;
                }
                assert_eq!(all, text);
            }
        }
    }
}
