//! Who leads and who supports: labels in front of a list, the verb behind it, a bracket beside a name, and
//! notes such as 列第一位的为牵头单位. These are the places where one decision can come from, and each looks at what the
//! others leave; that makes it long.

use super::{
    Departments, Role, says_first_leads,
    span::{Span, depths},
};
use crate::import::{
    grammar::{
        columns::{self, ColumnRole},
        deadline, fold,
        names::{
            begins_department, begins_task, ends_as_office, is_department, is_nobody, starts_with_place,
        },
    },
    lexicon::words,
};

words! {
    LEAD_VERBS = ROLES["lead verbs"];
    SUPPORT_VERBS = ROLES["support verbs"];
    OTHER_VERBS = ROLES["other verbs"];
    ADVERBS = ROLES["adverbs"];
    MANNER = ROLES["manner"];
    JOINED_BY = ROLES["joined by"];
    JOINED_BY_OR_IN_A_NAME = ROLES["joined by or in a name"];
    DONE_TOGETHER = ROLES["done together"];
    ASSIGNED_BY = ROLES["assigned by"];
    OF_ALL = ROLES["of all"];
    REMARKS = ROLES["remarks in brackets"];
    LEAD_IN_BRACKETS = ROLES["lead in brackets"];
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

/// 市教委（2025年底前）: the deadline in the bracket behind a name, and the name.
pub(super) fn deadline_in_bracket(piece: Span<'_>) -> Option<(String, Span<'_>)> {
    let open = piece.key.iter().rposition(|sign| *sign == '(').filter(|open| *open > 1)?;
    let inside = piece.cut(open + 1, piece.len().checked_sub(1)?).raw_text();
    let is_last = piece.key.last() == Some(&')');
    (is_last && deadline::is_phrase(&inside)).then(|| (inside, piece.cut(0, open)))
}

/// 项目专班（市文旅局牵头，市财政局配合）, 市财政局（市国资委配合）: the name, and the list that the bracket behind it says.
pub(super) fn members(piece: Span<'_>) -> Option<(Span<'_>, Departments)> {
    const FEWEST: usize = 2;
    let is_last = matches!(piece.key.last(), Some(')' | ']'));
    let depth = depths(piece.key);
    let open =
        (0..piece.len()).find(|at| depth.get(*at) == Some(&1)).filter(|at| is_last && *at >= FEWEST)?;
    let inside = piece.cut(open + 1, piece.len() - 1);
    let list = super::read(&inside.raw_text(), Role::Unstated);
    let are_named =
        !list.mentions.is_empty() && list.mentions.iter().all(|mention| is_department(&mention.name));
    // 市财政局（市国资委配合）: who supports it
    let supports = || list.mentions.iter().all(|mention| mention.role == Role::Support);
    let is_said = list.spoken && are_named && (list.names_lead() || supports());
    is_said.then(|| (piece.cut(0, open), list))
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
        // 牵头单位为市教委
        if !matches!(sign, ':' | '为' | '是') || depth.get(index) != Some(&0) {
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
        let hard = edge(&[',', ';', '。', '.', '\n', ')', ']', '-', '|', ':']).unwrap_or(first);
        let blank = edge(&[' ', '、']).unwrap_or(hard).max(hard);
        // 责任科室:门诊部 配合科室: the name in front of the blank is no part of the label
        let before = span.cut(hard, blank).trim("、").key_text();
        let last = before.rsplit('、').next().unwrap_or_default();
        let is_listed = blank > hard && is_department(last) && columns::role_word(&before).is_none();
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
    if let Some(said) = named_as(phrase) {
        return Some(said);
    }
    let verbs = [(&LEAD_VERBS, Role::Lead), (&SUPPORT_VERBS, Role::Support), (&OTHER_VERBS, Role::Unstated)];
    let (length, mut role) = verbs
        .into_iter()
        .filter_map(|(words, role)| Some((phrase.word_at_end(words)?, role)))
        .max_by_key(|(length, _)| *length)?;
    let mut list = phrase.cut(0, phrase.len() - length);
    loop {
        let length = if let Some(length) = list.word_at_end(&ADVERBS).or_else(|| list.word_at_end(&MANNER)) {
            length
        } else if let Some(length) = list.word_at_end(&LEAD_VERBS) {
            role = Role::Lead;
            length
        } else if let Some(length) = list.word_at_end(&SUPPORT_VERBS).or_else(|| list.word_at_end(&JOINED_BY))
        {
            role = if role == Role::Unstated { Role::Support } else { role };
            length
        } else {
            return Some((role, list.len()));
        };
        list = list.cut(0, list.len() - length);
    }
}

/// The list behind a verb that says of it that it supports: 配合市委编办. A name that only begins so is none (配合单位).
pub(super) fn behind_support(phrase: Span<'_>) -> Option<Span<'_>> {
    let verb = SUPPORT_VERBS.iter().find(|verb| phrase.key_text().starts_with(verb))?;
    let others = phrase.cut(verb.chars().count(), phrase.len());
    let names = others.split(|sign| sign == '、');
    let all = names.iter().all(|name| begins_department(&name.key_text()));
    (all && !names.is_empty()).then_some(others)
}

/// The clauses of a phrase that only 、 parts: 市教委负责、市科委配合.
pub(super) fn behind_verbs(phrase: Span<'_>) -> Vec<Span<'_>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for entry in phrase.split(|sign| sign == '、') {
        let end = entry.at + entry.len() - phrase.at;
        let closes = end < phrase.len()
            && verb(entry).is_some_and(|(_, length)| {
                is_department(&without_assigning(entry.cut(0, length)).key_text())
            });
        if closes {
            clauses.push(phrase.cut(start, end));
            start = end + 1;
        }
    }
    clauses.push(phrase.cut(start, phrase.len()));
    clauses
}

/// 市教委为牵头单位, 市科委作为配合单位: what the title behind 为 says, and how long the list in front of it is.
fn named_as(phrase: Span<'_>) -> Option<(Role, usize)> {
    const LONGEST: usize = 10;
    let depth = depths(phrase.key);
    let at = (0..phrase.len())
        .rev()
        .take(LONGEST + 1)
        .find(|at| depth.get(*at) == Some(&0) && matches!(phrase.key.get(*at), Some('为' | '是')))?;
    let title = phrase.cut(at + 1, phrase.len());
    let role = match columns::role_word(&title.key_text())? {
        ColumnRole::Lead => Role::Lead,
        ColumnRole::Support => Role::Support,
        ColumnRole::Departments => Role::Unstated,
        _ => return None,
    };
    let list = phrase.cut(0, at);
    let list = if list.ends_with("作") { list.cut(0, list.len() - 1) } else { list };
    let adverb = list.word_at_end(&ADVERBS).unwrap_or(0);
    Some((role, list.len() - adverb))
}

/// Without the word that hands a task over in front of a list: 由市教委, 请市教委.
pub(super) fn without_assigning(list: Span<'_>) -> Span<'_> {
    let length = list.word_at_start(&ASSIGNED_BY).filter(|length| list.len() > length + 1);
    length.map_or(list, |length| list.cut(length, list.len()))
}

/// What a sentence goes on with behind the word that hands a task over: 由市住建局牵头. None where it begins with none.
pub(in crate::import::grammar) fn assigned(sentence: &str) -> Option<&str> {
    fold::without_first(sentence, &ASSIGNED_BY)
}

/// Two lists that a word joins, or one list and what its members do together.
pub(super) enum Together<'a> {
    /// 市教委会同市财政局: who is named in front, and the rest of the phrase.
    Lists(Span<'a>, Span<'a>),
    /// 市公安局、市交通局联合执法: who is named.
    Deed(Span<'a>),
}

/// What stands in front of 会同 and behind it, where it joins two lists or begins with the second.
pub(super) fn together(phrase: Span<'_>) -> Option<Together<'_>> {
    /// Occurrences of a word that are looked at in a phrase.
    const MOST: usize = 8;
    let is_enumerated = |sign| matches!(sign, '、' | '/' | ' ');
    let words = JOINED_BY.iter().map(|word| (word, false));
    words.chain(JOINED_BY_OR_IN_A_NAME.iter().map(|word| (word, true))).find_map(|(word, is_in_names)| {
        phrase.find_each(word).into_iter().take(MOST).find_map(|at| {
            let before = phrase.cut(0, at);
            let named = without_assigning(before.trim("、.:"));
            let others = phrase.cut(at + word.chars().count(), phrase.len()).trim("、.:");
            let listed = others.cut(0, verb(others).map_or(others.len(), |(_, length)| length));
            let is_led = named.len() == 0 || is_department(&named.split(is_enumerated).last()?.key_text());
            if !is_led {
                return None;
            }
            let first = listed.split(is_enumerated).first()?.trim("").key_text();
            let joins = if is_in_names {
                begins_department(&first) || is_department(&first) && starts_with_place(&first)
            } else {
                listed.len() > 1
            };
            if joins {
                return Some(Together::Lists(named, others));
            }
            let key = others.key_text();
            let is_deed = is_in_names
                && !before.ends_with("、")
                && (DONE_TOGETHER.matches(&key) || begins_task(&key))
                && !is_department(&first)
                && !ends_as_office(&key);
            is_deed.then_some(Together::Deed(named))
        })
    })
}

/// What the bracket at a name says of its part.
pub(super) struct Bracket<'a> {
    pub(super) role: Role,
    /// The name.
    pub(super) name: Span<'a>,
    /// Whether it says it of those in front of it in the list, too (均为牵头单位).
    pub(super) of_all: bool,
}

/// 市教委（牵头）: what the bracket behind a name or in front of it says, and the name.
pub(super) fn in_bracket(piece: Span<'_>) -> Option<Bracket<'_>> {
    let role = |inner: Span<'_>| {
        let word = inner.trim("").key_text();
        if LEAD_IN_BRACKETS.matches(&word) {
            return Some((Role::Lead, false));
        }
        let own = OF_ALL.find(&word).and_then(|of_all| word.strip_prefix(of_all));
        let of_all = own.is_some();
        match columns::role_word(own.unwrap_or(&word))? {
            ColumnRole::Lead => Some((Role::Lead, of_all)),
            // 市公安局、市司法局（配合）: what stands in front of it supports as well
            ColumnRole::Support => Some((Role::Support, true)),
            _ => None,
        }
    };
    let (inner, name) = if piece.key.last() == Some(&')') {
        let open = piece.key.iter().rposition(|sign| *sign == '(').filter(|open| *open > 1)?;
        (piece.cut(open + 1, piece.len() - 1), piece.cut(0, open))
    } else if piece.key.first() == Some(&'(') {
        let close = piece.key.iter().position(|sign| *sign == ')').filter(|close| close + 2 < piece.len())?;
        (piece.cut(1, close), piece.cut(close + 1, piece.len()))
    } else {
        return None;
    };
    let said = role(inner).or_else(|| is_remark(inner).then_some((Role::Unstated, false)));
    said.map(|(role, of_all)| Bracket { role, name, of_all })
}

/// Whether what stands in a bracket says something of the list, and names nobody: 按职责分工, 以上单位按职责分工负责,
/// 排名不分先后.
fn is_remark(inner: Span<'_>) -> bool {
    let names_nobody = |length: usize| length == 0 || is_nobody(&inner.cut(0, length).key_text());
    let says_so = |(role, length): (Role, usize)| role == Role::Unstated && names_nobody(length);
    verb(inner).is_some_and(says_so) || REMARKS.matches(&inner.key_text())
}

/// A phrase without such a bracket behind it: 市财政局配合（以上单位按职责分工负责）.
pub(super) fn without_remark(phrase: Span<'_>) -> Span<'_> {
    let open = phrase.key.iter().rposition(|sign| *sign == '(').filter(|open| *open > 1);
    let Some(open) = open.filter(|_| phrase.key.last() == Some(&')')) else { return phrase };
    if is_remark(phrase.cut(open + 1, phrase.len() - 1)) { phrase.cut(0, open) } else { phrase }
}

/// Whether a piece is nothing but such a bracket.
pub(super) fn is_bracketed_remark(piece: Span<'_>) -> bool {
    let is_bracket = matches!(piece.key, ['(', inner @ .., ')'] if !inner.contains(&'('));
    is_bracket && is_remark(piece.cut(1, piece.len() - 1))
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
