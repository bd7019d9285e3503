//! Text as it comes in: what is there to be read stays, what nobody sees goes, and nothing at all is not taken for
//! something.

use super::{fold::fold, is_unsafe_char};

/// Whether there is nothing to read: blanks of any width, characters without width, control characters.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_unseen(c))
}

/// Words that are written where there is nothing to say, folded.
const NOTHING: [&str; 9] = ["无", "没有", "暂无", "略", "none", "nil", "null", "n/a", "na"];

/// Whether a text says nothing: there is nothing in it to read, or a word for nothing alone (无, N/A).
pub fn says_nothing(text: &str) -> bool {
    /// Bytes of such a word with signs and blanks around it.
    const LONGEST: usize = 60;
    if has_nothing_to_read(text) {
        return true;
    }
    if text.len() > LONGEST {
        return false;
    }
    let folded = fold(text);
    NOTHING.contains(&folded.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Whether a text has no letter, digit or character of a script that a person could see.
fn has_nothing_to_read(text: &str) -> bool {
    // Fillers of the Korean script count as letters and show nothing.
    !text
        .chars()
        .any(|c| c.is_alphanumeric() && !matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'))
}

/// What people write where evidence belongs and that names none, folded: there is something beside the form.
const NAMES_NO_EVIDENCE: [&str; 14] = [
    "附件",
    "见附件",
    "详见附件",
    "见附",
    "附后",
    "见附后",
    "另附",
    "另报",
    "已附",
    "同上",
    "已报",
    "材料已报",
    "材料另报",
    "材料另附",
];

/// Whether a text names evidence: a file, a paper, or an address that has a host. `见附件` alone names none.
pub fn is_evidence(text: &str) -> bool {
    let folded = fold(text);
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    if NAMES_NO_EVIDENCE.contains(&bare) {
        return false;
    }
    let is_address = |(scheme, rest): (&str, &str)| {
        scheme.ends_with(|c: char| c.is_ascii_alphanumeric()) && is_host(host_of(rest))
    };
    !says_nothing(text) && text.split_once("://").is_none_or(is_address)
}

/// Whether this can be the name or number of a machine, also where its signs are given by their numbers (`%20`).
fn is_host(host: &str) -> bool {
    let mut bytes = Vec::new();
    let mut rest = host.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let number = behind.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        let given = number.and_then(|number| u8::from_str_radix(number, 16).ok());
        bytes.push(given.unwrap_or(*first));
        rest = if given.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    let host = String::from_utf8_lossy(&bytes);
    !has_nothing_to_read(&host) && !host.chars().any(|c| c.is_whitespace() || is_unseen(c))
}

/// The host in what follows `://` in an address, without the user before it and the port behind it.
fn host_of(rest: &str) -> &str {
    let place = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let place = place.rsplit('@').next().unwrap_or_default();
    // A host of version 6 stands in brackets and has colons itself.
    match place.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((host, _)) => host,
        None => place.split(':').next().unwrap_or_default(),
    }
}

/// Whether a character shows nothing of its own: one that acts or has no width, a filler, a selector of variants.
pub fn is_unseen(c: char) -> bool {
    is_unsafe_char(c) || is_selector(c)
}

/// Selectors of variants, which say how the character before them is drawn.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// What somebody typed or pasted, as it is kept: every line end a line feed, a tab a blank, no character without
/// width, no blanks around it.
///
/// # Errors
/// The first character that does something to the text around it: it was hardly meant, and what it hides should
/// be looked at.
pub fn cleaned(text: &str) -> Result<String, char> {
    let text = text.replace("\r\n", "\n");
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\t' => clean.push(' '),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => {}
            c if is_unsafe_char(c) => return Err(c),
            c => clean.push(c),
        }
    }
    Ok(clean.trim().to_owned())
}

/// The text of a document without what nobody sees in it; its line ends stay, and a tab is a blank.
pub fn visible(text: &str) -> String {
    text.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !is_unsafe_char(*c)).collect()
}

/// The number that a word is, in digits of either width. A word with a blank in it is none.
pub fn number(word: &str) -> Option<u32> {
    let digit = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
        c => Some(c).filter(char::is_ascii_digit),
    };
    let digits: Option<String> = word.chars().map(digit).collect();
    digits.filter(|digits| !digits.is_empty())?.parse().ok()
}

/// The place in a list that a number means, counted from 1.
pub fn place(word: &str) -> Option<usize> {
    usize::try_from(number(word.trim())?).ok()?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blanks_signs_and_what_nobody_sees_say_nothing() {
        for text in [
            "",
            " ",
            "\u{3000}\u{a0}",
            "\u{200b}",
            "。",
            "—— ……",
            "\u{3164}",
            ".",
            "无",
            "（无）",
            "无。",
            "N/A",
            "ｎｏｎｅ",
            "暂无",
        ] {
            assert!(says_nothing(text), "{text:?}");
        }
        assert!(
            ["验收", "a", " 3。", "无法按期完成", "没有场地", "0"].iter().all(|text| !says_nothing(text))
        );
    }

    #[test]
    fn evidence_is_a_name_or_an_address_with_a_host() {
        for bad in [
            "",
            ".",
            "..",
            "/",
            "http://",
            "https:///a",
            "file://?x",
            "https://@:80/",
            "https://:80",
            "https://user@",
            "https://u:p@/x",
            "http://[]:80/",
            "见附件",
            "（另附）",
            "附后。",
            "无",
            "略",
            "材料已报",
        ] {
            assert!(!is_evidence(bad), "{bad}");
        }
        for good in [
            "验收.pdf",
            "./a",
            "https://example.org/a",
            "https://u:p@a.cn:80/",
            "http://[::1]:80/",
            "档案室第3柜",
            "见附件3验收报告",
            "附件.pdf",
        ] {
            assert!(is_evidence(good), "{good}");
        }
    }

    #[test]
    fn what_shows_nothing_is_blank() {
        for blank in
            ["", "  ", "\u{3000}", "\u{200b}\u{feff}", "\t\r\n", "\u{1}", "\u{a0}\u{2800}\u{3164}\u{fe0f}"]
        {
            assert!(is_blank(blank), "{blank:?}");
        }
        for text in ["0", "　。", "-", "\u{200b}a"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }

    #[test]
    fn a_number_has_no_blank_in_it() {
        for (word, expected) in [("12", Some(12)), ("１２", Some(12)), ("012", Some(12))] {
            assert_eq!(number(word), expected, "{word}");
        }
        for word in [" 12", "1 2", "1\u{3000}2", "1\u{200b}2", "", "+1", "-1", "1.0", "十", "99999999999"] {
            assert_eq!(number(word), None, "{word}");
        }
    }

    #[test]
    fn a_place_is_counted_from_one() {
        for (word, expected) in [("1", Some(0)), (" １２ ", Some(11)), ("0", None), ("-1", None), ("", None)]
        {
            assert_eq!(place(word), expected, "{word}");
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_in_holds_nothing_that_acts_and_is_taken_in_again_as_it_is(
            text in "[甲a \t\r\n\u{b}\u{85}\u{200b}\u{feff}\u{2028}\u{202e}\u{7}]{0,12}",
        ) {
            if let Ok(clean) = cleaned(&text) {
                prop_assert!(!clean.chars().any(is_unsafe_char));
                prop_assert_eq!(cleaned(&clean), Ok(clean.clone()));
                prop_assert_eq!(is_blank(&clean), clean.is_empty());
                let seen = |text: &str| text.chars().filter(|c| matches!(c, '甲' | 'a')).collect::<String>();
                prop_assert_eq!(seen(&clean), seen(&text));
            } else {
                let acts = text.contains(['\u{202e}', '\u{7}']);
                prop_assert!(acts);
            }
        }
    }
}
