//! Brackets of a text as its grammar needs them: the one that closes it, the one that it is, those behind its parts.

use super::fold;

/// The last bracket of a text that it closes with: what stands before it and inside it.
pub(super) fn last(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 900;
    let text = fold::trim(text).trim_end_matches(['。', '；', ';', '.', '，', ',']);
    let text = fold::trim(text);
    let mut depth = 0_usize;
    let mut end = text.len();
    for (index, (offset, sign)) in text.char_indices().rev().take(LONGEST).enumerate() {
        match fold::fold_char(sign) {
            ')' | ']' => {
                if depth == 0 {
                    end = offset;
                }
                depth += 1;
            }
            '(' | '[' if index > 0 => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some((text.get(..offset)?, text.get(offset + sign.len_utf8()..end)?));
                }
            }
            _ if index == 0 => return None,
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
