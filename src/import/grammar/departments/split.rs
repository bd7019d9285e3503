//! One phrase becomes names: at 、, at blanks and conjunctions where a new department starts, without 等
//! and what follows it.

use super::{
    Departments, Mention, Role, restore, role,
    span::{Span, depths},
};
use crate::import::{
    grammar::deadline,
    grammar::names::{
        begins_department, is_department, is_group, is_nobody, is_others, is_person, is_place_kind,
        is_surely_department,
    },
    lexicon::words,
};

words! {
    CONJUNCTIONS = ROLES["conjunctions"];
    OTHERS_AND = ROLES["others and"];
    BEFORE_DENG = ROLES["before deng"];
    AFTER_DENG = ROLES["after deng"];
    NOT_BEFORE_CONJUNCTION = DEPARTMENTS["not before a conjunction"];
    LEVELS = DEPARTMENTS["levels"];
    PLACE_ORGANS = DEPARTMENTS["place organs"];
    TEAMS = DEPARTMENTS["teams"];
}

/// A name of a list, and what stands beside it says of its part.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) role: Option<Role>,
}

/// Splits a phrase into names.
pub(super) fn names(phrase: Span<'_>, names: &mut Vec<Named>, departments: &mut Departments) {
    list(behind_subject(role::without_assigning(phrase.trim("、.:"))), names, departments);
}

/// 日常工作由市教委: the names, without what it is that they do.
fn behind_subject(phrase: Span<'_>) -> Span<'_> {
    let by = phrase.key.iter().enumerate().rev().find(|(at, sign)| {
        // 自由贸易试验区管委会 is a name
        **sign == '由' && *at > 0 && phrase.key.get(at - 1) != Some(&'自')
    });
    let by = by.filter(|(at, _)| !phrase.key.iter().take(*at).any(|sign| *sign == ':'));
    let behind = by.map(|(at, _)| phrase.cut(at + 1, phrase.len()));
    let names_first = |behind: &Span<'_>| {
        behind.split(|sign| sign == '、').first().is_some_and(|first| is_department(&first.key_text()))
    };
    behind.filter(names_first).unwrap_or(phrase)
}

fn list(phrase: Span<'_>, names: &mut Vec<Named>, departments: &mut Departments) {
    let mut listed = Vec::new();
    let entries = phrase.split(|sign| matches!(sign, '、' | '/' | '|'));
    let entries = entries.into_iter().flat_map(at_signs).flat_map(at_conjunctions).collect::<Vec<_>>();
    for entry in join_groups(phrase, &entries) {
        for entry in at_blanks(entry) {
            name(entry, &mut listed, departments, 0);
        }
    }
    restore::government(&mut listed);
    names.append(&mut listed);
}

/// Puts together again what is one entry in spite of its 、: 各区、县级市; 各市、县政府.
fn join_groups<'a>(phrase: Span<'a>, entries: &[Span<'a>]) -> Vec<Span<'a>> {
    let without_bracket = |text: &str| text.split(['(', '[']).next().unwrap_or(text).to_owned();
    let mut joined: Vec<(usize, usize, bool)> = Vec::new();
    for entry in entries {
        let start = entry.at - phrase.at;
        let end = start + entry.len();
        let key = entry.key_text();
        let bare = key.strip_prefix('各').unwrap_or(&key);
        // 区人民政府（管委会）: the bracket explains the organ
        let outside = without_bracket(bare);
        let ended = PLACE_ORGANS.find(&outside).and_then(|organ| outside.strip_suffix(organ));
        // 有关部门、单位 is one group
        let is_kind = matches!(&*key, "单位" | "各单位" | "部门" | "机构" | "企业");
        match joined.last_mut() {
            Some((first, last, _))
                if is_kind
                    && phrase.key.get(*last..start) == Some(&['、'])
                    && is_kind_of_groups(&phrase.cut(*first, *last).key_text()) =>
            {
                *last = end;
            }
            Some((_, last, open))
                if *open
                    && phrase.key.get(*last..start) == Some(&['、'])
                    && !key.starts_with('各')
                    && is_place_kind(ended.unwrap_or(&outside)) =>
            {
                *last = end;
                *open = ended.is_none();
            }
            _ => joined.push((start, end, key.starts_with('各') && is_place_kind(bare))),
        }
    }
    joined.into_iter().map(|(start, end, _)| phrase.cut(start, end)).collect()
}

/// Whether words stand for departments of all kinds, with which 单位 goes on: 市直有关部门.
fn is_kind_of_groups(key: &str) -> bool {
    key.ends_with("部门") && (is_group(key) || is_others(key))
}

/// Splits at blanks when every part is a department (法规科 各相关科室), or the person beside it.
fn at_blanks(entry: Span<'_>) -> Vec<Span<'_>> {
    let entry = entry.trim("");
    let parts: Vec<_> = entry.split(|sign| sign == ' ').into_iter().filter(|part| part.len() > 0).collect();
    if parts.len() < 2 {
        return vec![entry];
    }
    // 思政处 赵某某: the person is no department
    let (departments, others): (Vec<_>, Vec<_>) =
        parts.into_iter().partition(|part| is_department(&part.key_text()));
    let persons = others.iter().all(|part| is_person(&part.key_text()));
    if persons && departments.len() + others.len() > 1 && !departments.is_empty() {
        departments
    } else {
        vec![entry]
    }
}

/// Splits at signs that stand between two departments as 、 does, and behind the bracket of one: 市教委（牵头）市科委.
fn at_signs(entry: Span<'_>) -> Vec<Span<'_>> {
    const SIGNS: [char; 5] = ['\\', '&', '+', '·', '或'];
    /// Signs of a name; what is longer is none, and not looked at again and again.
    const LONGEST: usize = 60;
    let depth = depths(entry.key);
    // where a part ends, and where the next one begins
    let edges: Vec<(usize, usize)> = (0..entry.len())
        .filter_map(|index| match (entry.key.get(index)?, depth.get(index)?) {
            (')', 1) => Some((index + 1, index + 1)),
            ('或', 0) if entry.key.get(index + 1) == Some(&'者') => Some((index, index + 2)),
            (sign, 0) if SIGNS.contains(sign) => Some((index, index + 1)),
            _ => None,
        })
        .collect();
    let (mut parts, mut start) = (Vec::new(), 0);
    for (number, (end, next)) in edges.iter().enumerate() {
        let left = entry.cut(start, *end).trim("");
        let until = edges.get(number + 1).map_or(entry.len(), |(end, _)| *end);
        let right = entry.cut(*next, until).trim("");
        if left.len() > LONGEST || right.len() > LONGEST {
            continue;
        }
        let is_named =
            if end == next { role::in_bracket(left).is_some() } else { is_department(&left.key_text()) };
        if is_named && is_department(&right.key_text()) {
            parts.push(left);
            start = *next;
        }
    }
    parts.push(entry.cut(start, entry.len()).trim(""));
    parts
}

/// Splits at 和, 及 and their like where a new department starts behind them, and only there.
fn at_conjunctions(entry: Span<'_>) -> Vec<Span<'_>> {
    const MOST: usize = 60;
    let mut parts = Vec::new();
    let mut rest = entry;
    if entry.len() > MOST {
        return vec![entry];
    }
    'again: loop {
        let depth = depths(rest.key);
        for index in 2..rest.len().saturating_sub(2) {
            let behind = rest.cut(index, rest.len());
            let Some(length) = behind.word_at_start(&CONJUNCTIONS) else { continue };
            let left = rest.cut(0, index);
            let right = behind.cut(length, behind.len());
            if depth.get(index) == Some(&0)
                && (ends_department(&left.key_text()) && begins_department(&right.key_text())
                    || goes_on(&left.key_text(), &right.key_text()))
            {
                parts.push(left);
                rest = right;
                continue 'again;
            }
        }
        parts.push(rest);
        return parts;
    }
}

/// Whether what stands on either side of a conjunction is a name by how they begin, whatever the first ends with: 县供销社 and
/// 县林业局, 县供销社 and 各乡镇; or by how they end: 市教育局 and 国网某市供电公司.
fn goes_on(left: &str, right: &str) -> bool {
    const SHORTEST: usize = 4;
    let level = LEVELS.find(left);
    let is_next = right.starts_with('各') || level.is_some() && level == LEVELS.find(right);
    let is_whole = |name: &str| {
        let stem =
            name.strip_suffix(')').and_then(|name| name.split_once('(')).map_or(name, |(stem, _)| stem);
        is_surely_department(stem) && stem.chars().nth(SHORTEST - 1).is_some()
    };
    is_department(left)
        && is_department(right)
        && (is_next && begins_department(right) || is_whole(left) && is_whole(right))
}

fn ends_department(key: &str) -> bool {
    key.ends_with('等') || is_department(key) && !NOT_BEFORE_CONJUNCTION.matches(key)
}

/// Adds one name, without 等 and what follows it.
fn name(entry: Span<'_>, names: &mut Vec<Named>, departments: &mut Departments, depth: usize) {
    const DEEPEST: usize = 4;
    let entry = role::without_post(role::without_person(without_number(entry.trim("、,;.。:"))));
    if is_nobody(&entry.key_text()) || role::is_bracketed_remark(entry) {
        return;
    }
    if let Some(said) = role::in_bracket(entry) {
        let role = Some(said.role).filter(|role| *role != Role::Unstated);
        if said.of_all {
            names.iter_mut().filter(|named| named.role.is_none()).for_each(|named| named.role = role);
        }
        names.push(Named { name: said.name.raw_text(), role });
        return;
    }
    if let Some((team, list)) = role::members(entry).filter(|_| depth < DEEPEST) {
        if TEAMS.matches(&team.key_text()) {
            departments.teams.push(team.raw_text());
        } else {
            names.push(Named { name: team.raw_text(), role: None });
        }
        let role = |mention: &Mention| Some(mention.role).filter(|role| *role != Role::Unstated);
        names.extend(list.mentions.iter().map(|one| Named { name: one.name.clone(), role: role(one) }));
        return;
    }
    if let Some((phrase, rest)) = role::deadline_in_bracket(entry) {
        departments.due(&phrase);
        return name(rest, names, departments, depth);
    }
    if deadline::is_phrase(&entry.raw_text()) {
        departments.due(&entry.raw_text());
        return;
    }
    let Some(at) = others(entry).filter(|_| depth < DEEPEST) else {
        let text = entry.raw_text();
        if !is_nobody(&text) {
            names.push(Named { name: text, role: None });
        }
        return;
    };
    departments.and_others = true;
    name(entry.cut(0, at), names, departments, DEEPEST);
    let right = entry.cut(at + 1, entry.len());
    let key = right.key_text();
    if is_others(&key) {
        return;
    }
    let rest = right.word_at_start(&OTHERS_AND).map(|length| right.cut(length, right.len()));
    if let Some(rest) = rest.filter(|rest| begins_department(&rest.key_text())) {
        name(rest, names, departments, depth + 1);
    } else if is_department(&key) && key.chars().count() > 3 {
        name(right, names, departments, depth + 1);
    }
}

/// 1.市教委: the number of a name is no part of it.
fn without_number(entry: Span<'_>) -> Span<'_> {
    let digits = entry.key.iter().take_while(|sign| sign.is_ascii_digit()).count();
    let is_numbered = digits > 0 && matches!(entry.key.get(digits), Some('.' | ')' | '、'));
    let rest = entry.cut(digits + 1, entry.len()).trim("");
    if is_numbered && is_department(&rest.key_text()) { rest } else { entry }
}

/// Where the 等 stands that means "and others".
fn others(entry: Span<'_>) -> Option<usize> {
    let depth = depths(entry.key);
    let is = |at: usize, words: &crate::import::lexicon::Words| {
        entry.key.get(at).is_some_and(|sign| words.contains(sign.encode_utf8(&mut [0; 4])))
    };
    (1..entry.len()).find(|index| {
        entry.key.get(*index) == Some(&'等')
            && depth.get(*index) == Some(&0)
            && !is(*index - 1, &BEFORE_DENG)
            && !is(*index + 1, &AFTER_DENG)
    })
}
