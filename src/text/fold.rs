//! Comparing text as people mean it: full-width and half-width forms, case and blanks don't matter.

use super::clean::is_unseen;

/// The form in which two texts are compared: full-width forms made half-width, lower case, no blanks
/// and no invisible characters. For matching only, never stored.
pub fn fold(text: &str) -> String {
    folded(text).collect()
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|c| !c.is_whitespace() && !is_unseen(*c))
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '〔' | '【' => '[',
            '〕' | '】' => ']',
            other => other,
        })
        .flat_map(char::to_lowercase)
}

/// Whether `text` says `word`, which is folded.
pub fn contains_folded(text: &str, word: &str) -> bool {
    match word.chars().next().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)) {
        // No other character is folded to a Chinese one: the word begins where that character stands.
        Some(first) => {
            let mut buffer = [0; 4];
            let first = first.encode_utf8(&mut buffer);
            memchr::memmem::find_iter(text.as_bytes(), first.as_bytes()).any(|at| {
                let mut from_here = folded(text.get(at..).unwrap_or_default());
                word.chars().all(|c| from_here.next() == Some(c))
            })
        }
        None => fold(text).contains(word),
    }
}

/// Whether the characters of `short` stand in `long` in the same order (经信委 in 经济信息化委): how
/// Chinese abbreviations are made.
pub(crate) fn abbreviates(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    !short.is_empty() && short.chars().all(|wanted| rest.any(|c| c == wanted))
}

/// How near two names are, from 0 to 1; an abbreviation is near whatever its length.
fn nearness(one: &str, other: &str) -> f64 {
    let spelled = strsim::jaro_winkler(one, other);
    if abbreviates(one, other) || abbreviates(other, one) { spelled.max(0.9) } else { spelled }
}

/// The names nearest to `typed`, best first: at most three, none that is far.
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let typed = fold(typed);
    let mut near: Vec<(f64, &str)> = names
        .into_iter()
        .map(|name| (nearness(&typed, &fold(name)), name))
        .filter(|(score, _)| *score >= 0.65)
        .collect();
    near.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.len().cmp(&other.1.len())));
    near.dedup_by_key(|(_, name)| *name);
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn width_case_and_blanks_do_not_matter() {
        assert_eq!(fold("ＡＩ ２０２５　（Ａ）"), "ai2025(a)");
        for sign in ["\u{200b}", "\u{200e}", "\u{202e}", "\u{2800}", "\u{3164}", "\u{ad}", "\u{e0100}"] {
            assert_eq!(fold(&format!("平{sign}台")), "平台");
        }
    }

    proptest! {
        #[test]
        fn what_a_text_says_is_what_its_folded_form_holds(
            text in "[平台 　ＡａA信息\u{200b}〔\\[]{0,12}", word in "[平台 Ａa信〔]{0,3}",
        ) {
            let word = fold(&word);
            prop_assert_eq!(contains_folded(&text, &word), fold(&text).contains(&word));
        }
    }

    #[test]
    fn the_nearest_names_come_first() {
        let names = ["市总工会", "市科委", "市教委", "市经济信息化委"];
        assert_eq!(nearest("市教局", names).first(), Some(&"市教委"));
        assert_eq!(nearest("市经信委", names).first(), Some(&"市经济信息化委"));
        assert!(nearest("abc", names).is_empty());
    }
}
