//! A cell of separated values that no spreadsheet takes for a formula, and what it means. Whoever writes such
//! cells and whoever reads them use the same rule, so that every value comes back exactly.

use crate::text::is_unsafe_char;

/// The cell for `text`. Each of its lines that could act gets a leading `'`, and so does each that begins with
/// `'` already: [`meant`] takes exactly one away again. A plain number stays one.
pub fn guarded(text: &str) -> String {
    if is_plain_number(text) {
        return text.to_owned();
    }
    let mut cell = String::with_capacity(text.len() + 1);
    // Some programs look at what stands behind a blank or an empty line.
    if text.starts_with(['\t', '\r', '\n']) {
        cell.push('\'');
    }
    for (index, line) in text.split_inclusive(LINE_ENDS).enumerate() {
        let is_marked = index == 0 && !cell.is_empty();
        if !is_marked && (line.starts_with('\'') || begins_formula(line)) {
            cell.push('\'');
        }
        cell.push_str(line);
    }
    cell
}

/// What [`guarded`] was given; a cell that it would never write means what it says.
pub fn meant(cell: &str) -> String {
    let text: String =
        cell.split_inclusive(LINE_ENDS).map(|line| line.strip_prefix('\'').unwrap_or(line)).collect();
    if guarded(&text) == cell { text } else { cell.to_owned() }
}

const LINE_ENDS: [char; 2] = ['\n', '\r'];

fn begins_formula(line: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || c == '"' || is_unsafe_char(c);
    line.trim_start_matches(blank).starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠'])
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.matches('.').count() <= 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_words_and_numbers_stay_numbers() {
        for acting in [
            "=1+1",
            "+x",
            "-x",
            "@x",
            " =x",
            "\u{3000}＝x",
            "\t=x",
            "'x",
            "%x",
            "\r=x",
            "\n",
            "\tx",
            "\u{a0}=x",
        ] {
            assert!(guarded(acting).starts_with('\''), "{acting:?}");
        }
        assert_eq!(guarded("a\n=b\n'c\nd"), "a\n'=b\n''c\nd");
        for plain in ["-5", "3.14", "市教委", "a=b", "2025-12-31", "", "a\nb"] {
            assert_eq!(guarded(plain), plain);
        }
        for foreign in ["it's", "'", "'tis so", "'甲"] {
            assert_eq!(meant(foreign), foreign, "a quote that was not put there by the rule stays");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn no_line_of_a_cell_acts_and_every_text_comes_back(text in prop_oneof![
            any::<String>(),
            "[=+@|%'\"\t\r\n \u{a0}\u{3000}＝＋－＠a1.\\-]{0,8}",
        ]) {
            let cell = guarded(&text);
            prop_assert_eq!(meant(&cell), text.clone());
            if cell != text || !is_plain_number(&text) {
                for line in cell.split(LINE_ENDS) {
                    prop_assert!(!begins_formula(line), "{:?}", cell);
                }
                prop_assert!(!cell.starts_with(['\t', '\r', '\n']));
            }
        }
    }
}
