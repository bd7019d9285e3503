//! Who leads and who supports: labels in front of a list, the verb behind it, a bracket beside a name, and
//! notes such as 列第一位的为牵头单位.

use super::{
    Departments, Role,
    span::{Span, depths},
};
use crate::import::{
    grammar::{
        columns::{self, ColumnRole},
        fold,
    },
    lexicon::words,
};

words! {
    LEAD_VERBS = ROLES["lead verbs"];
    SUPPORT_VERBS = ROLES["support verbs"];
    OTHER_VERBS = ROLES["other verbs"];
    ADVERBS = ROLES["adverbs"];
    LEAD_IN_BRACKETS = ROLES["lead in brackets"];
    FIRST = ROLES["first"];
    FIRST_LEADS = ROLES["first leads"];
}

/// A role word with its colon: where the word starts, where the list behind it starts.
pub(super) struct Label {
    pub(super) role: ColumnRole,
    pub(super) start: usize,
    pub(super) body: usize,
}

/// The labels in a text, in order.
pub(super) fn labels(span: Span<'_>) -> Vec<Label> {
    const LONGEST: usize = 12;
    let depth = depths(span.key);
    let mut labels = Vec::new();
    for (index, sign) in span.key.iter().enumerate() {
        if *sign != ':' || depth.get(index) != Some(&0) {
            continue;
        }
        let before = span.cut(index.saturating_sub(LONGEST), index);
        let edge = before
            .key
            .iter()
            .rposition(|sign| matches!(sign, ',' | ';' | '。' | '、' | '\n' | ')' | ']'))
            .map_or(0, |at| at + 1);
        let start = before.at - span.at + edge;
        // a blank may stand inside the word (责任 单位) or in front of it
        let word = span.cut(start, index);
        let late = word.key.iter().rposition(|sign| *sign == ' ').map_or(start, |at| start + at + 1);
        labels.extend([start, late].into_iter().find_map(|start| {
            let role = columns::role_word(&span.cut(start, index).key_text())?;
            Some(Label { role, start, body: index + 1 })
        }));
    }
    labels
}

/// The verb at the end of a phrase: what it says, and how long the list in front of it is.
pub(super) fn verb(phrase: Span<'_>) -> Option<(Role, usize)> {
    let verbs = [(&LEAD_VERBS, Role::Lead), (&SUPPORT_VERBS, Role::Support), (&OTHER_VERBS, Role::Unstated)];
    let (length, mut role) = verbs
        .into_iter()
        .filter_map(|(words, role)| Some((phrase.word_at_end(words)?, role)))
        .max_by_key(|(length, _)| *length)?;
    let mut list = phrase.cut(0, phrase.len() - length);
    loop {
        let length = if let Some(length) = list.word_at_end(&ADVERBS) {
            length
        } else if list.ends_with("牵头") {
            role = Role::Lead;
            2
        } else if list.ends_with("配合") || list.ends_with("参与") {
            role = if role == Role::Unstated { Role::Support } else { role };
            2
        } else {
            return Some((role, list.len()));
        };
        list = list.cut(0, list.len() - length);
    }
}

/// 市教委（牵头）: what the bracket behind a name or in front of it says, and the name.
pub(super) fn in_bracket(piece: Span<'_>) -> Option<(Role, Span<'_>)> {
    let role = |inner: Span<'_>| {
        let word = inner.trim("").key_text();
        if LEAD_IN_BRACKETS.matches(&word) {
            return Some(Role::Lead);
        }
        match columns::role_word(&word)? {
            ColumnRole::Lead => Some(Role::Lead),
            ColumnRole::Support => Some(Role::Support),
            _ => None,
        }
    };
    if piece.key.last() == Some(&')') {
        let open = piece.key.iter().rposition(|sign| *sign == '(').filter(|open| *open > 1)?;
        return role(piece.cut(open + 1, piece.len() - 1)).map(|role| (role, piece.cut(0, open)));
    }
    if piece.key.first() == Some(&'(') {
        let close = piece.key.iter().position(|sign| *sign == ')').filter(|close| close + 2 < piece.len())?;
        return role(piece.cut(1, close)).map(|role| (role, piece.cut(close + 1, piece.len())));
    }
    None
}

/// Whether words say that the first of a list leads.
pub(in crate::import::grammar) fn says_first_leads(key: &str) -> bool {
    FIRST.matches(key) && FIRST_LEADS.matches(key)
}

/// Takes out what is no name: `（…下同）`, `列第一位者为牵头单位，下同`.
pub(super) fn without_notes(raw: Vec<char>, departments: &mut Departments) -> Vec<char> {
    let key: Vec<char> = raw.iter().map(|sign| fold::fold_char(*sign)).collect();
    let is_note = |text: &str| says_first_leads(text) || text.contains("下同");
    let whole: String = key.iter().collect();
    if !is_note(&whole) {
        return raw;
    }
    departments.first_leads = says_first_leads(&whole);
    let depth = depths(&key);
    let mut keep = vec![true; raw.len()];
    let mut drop = |from: usize, to: usize| {
        let left = key.iter().zip(&keep).take(to).skip(from).filter(|(_, keep)| **keep);
        let text: String = left.map(|(sign, _)| *sign).collect();
        if is_note(&text) || text.trim_start_matches(',').starts_with('除') {
            keep.iter_mut().take(to).skip(from).for_each(|keep| *keep = false);
        }
    };
    let (mut start, mut open) = (0, None);
    for (index, (sign, depth)) in key.iter().zip(&depth).enumerate() {
        match (sign, depth) {
            ('(' | '[', 1) => open = Some(index),
            (')' | ']', 1) => {
                if let Some(open) = open.take() {
                    drop(open, index + 1);
                }
            }
            // 。 and ； close a sentence; a comma does when the note follows it
            ('。' | ';' | ',', 0) => {
                drop(start, index);
                start = index + usize::from(*sign != ',');
            }
            _ => {}
        }
    }
    drop(start, raw.len());
    raw.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(sign, _)| sign).collect()
}
