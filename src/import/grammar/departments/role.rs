//! Who leads and who supports: labels in front of a list, the verb behind it, a bracket beside a name, and
//! notes such as 列第一位的为牵头单位.

use super::{
    Departments, Role,
    span::{Span, depths},
};
use crate::import::{
    grammar::{
        columns::{self, ColumnRole},
        deadline, fold,
        names::is_department,
    },
    lexicon::words,
};

words! {
    LEAD_VERBS = ROLES["lead verbs"];
    SUPPORT_VERBS = ROLES["support verbs"];
    OTHER_VERBS = ROLES["other verbs"];
    ADVERBS = ROLES["adverbs"];
    JOINED_BY = ROLES["joined by"];
    LEAD_IN_BRACKETS = ROLES["lead in brackets"];
    FIRST = ROLES["first"];
    FIRST_LEADS = ROLES["first leads"];
    SOLE = ROLES["sole"];
    NO_LEAD = ROLES["no lead"];
    LOOKS = ROLES["looks"];
    POSTS = ROLES["posts"];
}

/// A role word with its colon: where the word starts, where the list behind it starts.
pub(super) struct Label {
    pub(super) role: ColumnRole,
    pub(super) start: usize,
    pub(super) body: usize,
    /// Whether persons stand among the departments (责任单位及责任人：).
    pub(super) persons: bool,
}

/// What a document says about who leads, beside the lists themselves.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(in crate::import::grammar) struct LeadRules {
    /// 列第一位的为牵头单位
    pub(in crate::import::grammar) first: bool,
    /// 只有一个责任单位的，该单位为牵头单位
    pub(in crate::import::grammar) sole: bool,
    /// 无牵头单位的，责任单位即为牵头单位
    pub(in crate::import::grammar) unstated: bool,
    /// 标★的为牵头单位
    pub(in crate::import::grammar) marked: bool,
    /// 加粗的为牵头单位: how words look is not read
    pub(in crate::import::grammar) styled: bool,
}

impl LeadRules {
    /// The rules that a paragraph, a note or a title states.
    pub(in crate::import::grammar) fn stated(text: &str) -> Self {
        // few paragraphs say anything about leads
        if !text.contains(['牵', '牽', '主', '汇', '匯']) {
            return Self::default();
        }
        let key = fold::key(text);
        // what a rule is about stands in one sentence
        key.split(['。', ';']).map(Self::of_sentence).fold(Self::default(), Self::or)
    }

    fn of_sentence(key: &str) -> Self {
        let says_who = ["为", "是", "表示", "系", "指", "代表"].iter().any(|word| key.contains(word));
        let leads = FIRST_LEADS.matches(key) && says_who;
        Self {
            first: says_first_leads(key),
            sole: leads && SOLE.matches(key),
            unstated: leads && NO_LEAD.matches(key),
            styled: leads && LOOKS.matches(key),
            marked: leads && key.chars().any(|sign| super::MARKS.contains(&sign)),
        }
    }

    /// What one or the other says.
    pub(in crate::import::grammar) fn or(self, other: Self) -> Self {
        Self {
            first: self.first || other.first,
            sole: self.sole || other.sole,
            unstated: self.unstated || other.unstated,
            marked: self.marked || other.marked,
            styled: self.styled || other.styled,
        }
    }
}

/// 市教委（2025年底前）: the deadline in the bracket behind a name, and the name.
pub(super) fn deadline_in_bracket(piece: Span<'_>) -> Option<(String, Span<'_>)> {
    let open = piece.key.iter().rposition(|sign| *sign == '(').filter(|open| *open > 1)?;
    let inside = piece.cut(open + 1, piece.len().checked_sub(1)?).raw_text();
    let is_last = piece.key.last() == Some(&')');
    (is_last && deadline::is_phrase(&inside)).then(|| (inside, piece.cut(0, open)))
}

/// 市教委（责任人：王某）: the name without the bracket that names a person behind it.
pub(super) fn without_person(piece: Span<'_>) -> Span<'_> {
    let open = piece.key.iter().rposition(|sign| *sign == '(').filter(|open| *open > 1);
    let Some(open) = open.filter(|_| piece.key.last() == Some(&')')) else { return piece };
    let inside = piece.cut(open + 1, piece.len() - 1);
    let label = inside.key.iter().position(|sign| *sign == ':').map(|colon| inside.cut(0, colon).key_text());
    let is_person = label.is_some_and(|label| columns::role_word(&label) == Some(ColumnRole::Other));
    if is_person { piece.cut(0, open) } else { piece }
}

/// 市教委主要负责同志: the department without the words for who of it answers for the task.
pub(super) fn without_post(entry: Span<'_>) -> Span<'_> {
    let stem = entry.word_at_end(&POSTS).map(|length| entry.cut(0, entry.len() - length).trim("的"));
    stem.filter(|stem| !stem.key.contains(&' ') && is_department(&stem.key_text())).unwrap_or(entry)
}

/// The labels in a text, in order.
pub(super) fn labels(span: Span<'_>) -> Vec<Label> {
    const LONGEST: usize = 16;
    const MOST_OF_A_WORD: usize = 6;
    let depth = depths(span.key);
    let mut labels: Vec<Label> = Vec::new();
    for (index, sign) in span.key.iter().enumerate() {
        if *sign != ':' || depth.get(index) != Some(&0) {
            continue;
        }
        // 责任单位（排名不分先后）：a remark between word and colon
        let remark = span.key.get(..index).filter(|before| before.last() == Some(&')'));
        let open = remark.and_then(|before| {
            (0..before.len())
                .rev()
                .take(80)
                .find(|at| depth.get(*at) == Some(&1) && before.get(*at) == Some(&'('))
        });
        let end = open.unwrap_or(index);
        let first = end.saturating_sub(LONGEST);
        // a comma or a line ends what stands before; 、 and a blank may stand inside of the label (责任 单位)
        let edge = |hard: &[char]| {
            let before = span.key.get(first..end)?;
            before.iter().rposition(|sign| hard.contains(sign)).map(|at| first + at + 1)
        };
        let hard = edge(&[',', ';', '。', '\n', ')', ']', '-', '|', ':']).unwrap_or(first);
        let blank = edge(&[' ', '、']).unwrap_or(hard).max(hard);
        // 责任科室:门诊部 配合科室: the name in front of the blank is no part of the label
        let is_listed = blank > hard && is_department(&span.cut(hard, blank).trim("、").key_text());
        let starts = [if is_listed { blank } else { hard }, edge(&['、']).unwrap_or(hard).max(hard), blank];
        let label = starts.into_iter().find_map(|start| {
            let word = span.cut(start, end).key_text();
            let role = columns::role_word(&word)?;
            Some(Label { role, start, body: index + 1, persons: columns::has_persons(&word) })
        });
        // 责任单位：市教委；适用范围：市区: behind a label another word with a colon begins something else
        let other = || {
            const SHORTEST: usize = 2;
            let word = span.cut(hard, end).key_text();
            let stands_apart = hard > 0 && matches!(span.key.get(hard - 1), Some(',' | ';' | '。' | '\n'));
            let is_word =
                (SHORTEST..=MOST_OF_A_WORD).contains(&word.chars().count()) && !is_department(&word);
            (!labels.is_empty() && stands_apart && is_word && word.chars().all(|sign| !sign.is_ascii()))
                .then_some(Label { role: ColumnRole::Other, start: hard, body: index + 1, persons: false })
        };
        labels.extend(label.or_else(other));
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

/// What stands in front of 会同 and behind it, where it joins two lists or begins with the second.
pub(super) fn together(phrase: Span<'_>) -> Option<(Span<'_>, Span<'_>)> {
    JOINED_BY.iter().find_map(|word| {
        let at = phrase.find(word)?;
        let leads = phrase.cut(0, at).trim("、.:");
        let others = phrase.cut(at + word.chars().count(), phrase.len()).trim("、.:");
        let named = if leads.starts_with("由") { leads.cut(1, leads.len()) } else { leads };
        let joins = named.len() == 0 || is_department(&named.key_text());
        let listed = verb(others).map_or(others.len(), |(_, length)| length);
        (joins && listed > 1).then_some((named, others))
    })
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
