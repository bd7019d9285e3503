//! Brackets of a text as its grammar needs them: the one that closes it, the one that it is, those behind its parts.

use super::fold;

/// The last bracket of a text that it closes with: what stands before it and inside it.
pub(super) fn last(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 900;
    let text = fold::trim(text).trim_end_matches(['。', '；', ';', '.', '，', ',']);
    let text = fold::trim(text);
    // round ones and square ones are counted apart: one of the other kind may have lost its mate (［…不再列出)］)
    let (mut round, mut square) = (0_usize, 0_usize);
    let (mut is_round, mut end) = (true, text.len());
    for (index, (offset, sign)) in text.char_indices().rev().take(LONGEST).enumerate() {
        let folded = fold::fold_char(sign);
        match folded {
            ')' | ']' => {
                if index == 0 {
                    (is_round, end) = (folded == ')', offset);
                }
                *(if folded == ')' { &mut round } else { &mut square }) += 1;
            }
            '(' | '[' if index > 0 => {
                let is_own = is_round == (folded == '(');
                let depth = if folded == '(' { &mut round } else { &mut square };
                match depth.checked_sub(1) {
                    Some(left) => *depth = left,
                    None if is_own => return None,
                    None => {}
                }
                if is_own && *depth == 0 {
                    return Some((text.get(..offset)?, text.get(offset + sign.len_utf8()..end)?));
                }
            }
            _ if index == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The bracket that a text begins with: what stands inside it and behind it.
pub(super) fn first(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 900;
    let text = fold::trim(text);
    let mut depth = 0_usize;
    let mut start = 0;
    for (index, (offset, sign)) in text.char_indices().take(LONGEST).enumerate() {
        match fold::fold_char(sign) {
            '(' | '[' => {
                if depth == 0 {
                    start = offset + sign.len_utf8();
                }
                depth += 1;
            }
            _ if index == 0 => return None,
            ')' | ']' => {
                depth -= 1;
                if depth == 0 {
                    return Some((text.get(start..offset)?, text.get(offset + sign.len_utf8()..)?));
                }
            }
            _ => {}
        }
    }
    None
}

/// What stands in the one bracket that a whole line is.
pub(super) fn whole(text: &str) -> &str {
    match last(text) {
        Some(("", inside)) => inside,
        _ => text,
    }
}

/// What stands in the brackets that close a part of a text, or a sentence of it.
pub(super) fn inner(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    let (mut before, mut behind_stop) = (' ', false);
    let mut signs = text.char_indices().peekable();
    while let Some((offset, sign)) = signs.next() {
        match fold::fold_char(sign) {
            '(' | '[' => {
                if depth == 0 {
                    start = offset + sign.len_utf8();
                    behind_stop = before == '。';
                }
                depth += 1;
            }
            ')' | ']' if depth == 1 => {
                depth = 0;
                let next = signs.peek().map(|(_, sign)| fold::fold_char(*sign));
                let closes = next.is_none_or(|sign| matches!(sign, '。' | ';' | ',' | '.' | '、' | ' '));
                if closes || behind_stop {
                    found.extend(text.get(start..offset));
                }
            }
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = sign;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_of_the_other_kind_without_its_mate_is_text_of_the_last_one() {
        for (text, inside) in [
            ("推进改造。（市教委负责）", "市教委负责"),
            (
                "推进改造。[市水务局牵头，各县(市)区政府负责，不再列出)]",
                "市水务局牵头，各县(市)区政府负责，不再列出)",
            ),
            ("推进改造（一期）。［市水务局（市节水办）牵头］", "市水务局（市节水办）牵头"),
        ] {
            assert_eq!(last(text).map(|(_, inside)| inside), Some(inside), "{text}");
        }
        assert_eq!(last("推进改造）"), None);
        assert_eq!(first("（各县（市、区）政府负责）新建管网"), Some(("各县（市、区）政府负责", "新建管网")));
        assert_eq!(first("新建（二期）管网"), None);
    }
}
