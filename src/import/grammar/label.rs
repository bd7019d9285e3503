//! The label in front of a list in running text: its word, what stands in the place of its colon, and who is named
//! behind it.

use std::borrow::Cow;

use super::{ColumnRole, columns, deadline, departments, fold, names};

/// Whether a paragraph begins with a word for persons: `责任领导：…`.
pub(super) fn names_persons(text: &str) -> bool {
    head_role(unwrapped(&with_colons(fold::trim(text).trim_matches('*')))) == Some(ColumnRole::Other)
}

/// `（责任单位：市教委）` without its bracket.
pub(super) fn unwrapped(text: &str) -> &str {
    let inner = text
        .strip_prefix(['（', '(', '【', '[', '〔', '〖'])
        .and_then(|rest| rest.strip_suffix(['）', ')', '】', ']', '〕', '〗']));
    match inner {
        Some(inner) if head_role(inner).is_some() => inner,
        _ => text,
    }
}

/// A line without the mark of a list that it begins with, whatever sign that is: `- 牵头单位：…`, `—完成时限：…`, and the letters
/// that are left of the signs of a font (`l 责任单位：…`).
pub(super) fn without_mark(text: &str) -> &str {
    let is_mark = |sign: char| !sign.is_alphanumeric() && !"（(【[〔〖「《〈“\"".contains(sign);
    let rest = text.trim_start_matches(is_mark);
    let mut letters = rest.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), Some(blank))
            if letter.is_alphabetic() && letter < '\u{100}' && fold::is_blank(blank) =>
        {
            fold::trim(letters.as_str())
        }
        _ => rest,
    }
}

/// The role word that a text begins with: `责任单位：`, `责任处室、单位（…，下同）：`.
pub(super) fn head_role(text: &str) -> Option<ColumnRole> {
    const LONGEST: usize = 16;
    const LONGEST_REMARK: usize = 60;
    let (mut depth, mut outside) = (0_usize, 0);
    let mut word = String::new();
    for (offset, sign) in text.char_indices().take(LONGEST + LONGEST_REMARK) {
        match fold::fold_char(sign) {
            ':' if depth == 0 && is_behind_text(&word) => return None,
            ':' if depth == 0 => {
                // 单位：万元 names nobody
                let rest = text.get(offset + sign.len_utf8()..).unwrap_or_default();
                return columns::role_word(&word).filter(|_| !names::is_measure(rest));
            }
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => {
                word.push(sign);
                outside += 1;
            }
            _ => {}
        }
        if outside > LONGEST {
            return None;
        }
    }
    None
}

/// `深化支付改革 责任单位`: words of a task stand in front of the role word. 责任 单位 is one word.
fn is_behind_text(word: &str) -> bool {
    const SHORTEST: usize = 4;
    fold::trim(word).rsplit_once(fold::is_blank).is_some_and(|(text, label)| {
        text.chars().count() >= SHORTEST
            && label.chars().count() >= SHORTEST
            && columns::role_word(label).is_some()
            && columns::role_word(text).is_none()
    })
}

/// `责任部门  市教委`: a label with a blank in the place of its colon, and a list behind it.
pub(super) fn with_blank_for_colon(text: &str) -> Option<String> {
    let (word, rest) = text.split_once(fold::is_blank)?;
    let rest = fold::trim(rest);
    let role = columns::role_word(word)?;
    let is_told = match role {
        ColumnRole::Deadline => deadline::is_phrase(rest),
        role => role.names_departments() && departments::is_list(rest),
    };
    (is_told && word.chars().count() >= 4).then(|| format!("{word}：{rest}"))
}

/// `【责任单位】市教委`, `责任单位—市教委` say the same as `责任单位：市教委`.
pub(super) fn with_colons(text: &str) -> Cow<'_, str> {
    let text = with_colon_for_dash(text);
    match with_colon_for_bracket(&text) {
        Cow::Owned(changed) => Cow::Owned(changed),
        Cow::Borrowed(_) => text,
    }
}

/// Signs that stand in the place of a colon.
const DASHES: [char; 6] = ['-', '—', '–', '―', '－', '─'];

fn with_colon_for_dash(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 16;
    const SHORTEST: usize = 4;
    if !text.contains(DASHES) {
        return Cow::Borrowed(text);
    }
    let mut changed = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(DASHES) {
        changed.push_str(before);
        let list = behind.trim_start_matches(DASHES);
        let edge = |sign: char| {
            fold::is_blank(sign) || "。；;，,、（(【[|｜：:".contains(sign) || DASHES.contains(&sign)
        };
        let word = fold::trim(before).rsplit(edge).next().unwrap_or_default();
        let is_label = (SHORTEST..=LONGEST).contains(&word.chars().count())
            && !fold::trim(list).is_empty()
            && columns::role_word(word)
                .is_some_and(|role| role.names_departments() || role == ColumnRole::Deadline);
        if is_label {
            changed.push('：');
        } else {
            changed.push_str(rest.get(before.len()..rest.len() - list.len()).unwrap_or_default());
        }
        rest = list;
    }
    Cow::Owned(changed + rest)
}

fn with_colon_for_bracket(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 60;
    let mut changed: Option<String> = None;
    let mut rest = text;
    while let Some(open) = rest.find(['【', '[', '〔', '〖', '［']) {
        let (before, inside) = rest.split_at(open);
        let mut inside = inside.chars();
        let Some(bracket) = inside.next() else { break };
        let inside = inside.as_str();
        let whole = changed.get_or_insert_default();
        whole.push_str(before);
        // only so far is looked for the end: a text may be brackets throughout
        let near = inside.get(..inside.floor_char_boundary(LONGEST)).unwrap_or_default();
        let word = near.find(['】', ']', '〕', '〗', '］']).and_then(|end| inside.get(..end));
        if let Some(word) = word.filter(|word| columns::role_word(word).is_some()) {
            whole.push_str(word);
            whole.push('：');
            let mut after = inside.get(word.len()..).unwrap_or_default().chars();
            let _closing = after.next();
            rest = after.as_str().trim_start_matches(['：', ':']);
        } else {
            whole.push(bracket);
            rest = inside;
        }
    }
    match changed {
        Some(whole) => Cow::Owned(whole + rest),
        None => Cow::Borrowed(text),
    }
}
