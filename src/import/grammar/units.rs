//! Lists of departments: a cell, or what stands inside a closing bracket. Who leads is said only by
//! a role word or a clause; the first of a list is never taken for the lead here.

use std::collections::HashSet;

use super::{
    columns::{self, ColumnRole},
    fold,
    names::{
        begins_unit, committee_level, has_sentence_marks, is_function, is_nobody, is_others, is_place,
        is_place_kind, is_unit, level_word,
    },
};

/// How a department takes part.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Part {
    /// 牵头
    Lead,
    /// 配合
    Support,
    /// 负责, with no word about who leads.
    All,
}

/// A list of departments as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Units {
    /// Every name with its part, as listed.
    pub(super) named: Vec<(Part, String)>,
    /// Whether the list closes with 等.
    pub(super) others: bool,
    /// The deadline that stands in the same bracket.
    pub(super) deadline: Option<String>,
    /// Whether it says that the first of each list leads (列第一位为牵头单位，下同).
    pub(super) first_leads: bool,
}

/// The departments of a task: leads first, each once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Assigned {
    /// Leads, then the others, each in printed order.
    pub(super) departments: Vec<String>,
    /// The leads, where they are stated.
    pub(super) lead: Option<Vec<String>>,
    /// Names that were listed more than once.
    pub(super) repeated: Vec<String>,
}

impl Units {
    /// Adds what another cell or line says.
    pub(super) fn extend(&mut self, other: Self) {
        self.named.extend(other.named);
        self.others |= other.others;
        self.first_leads |= other.first_leads;
        self.deadline = self.deadline.take().or(other.deadline);
    }

    /// Whether it says nothing at all.
    pub(super) fn is_silent(&self) -> bool {
        self.named.is_empty() && self.deadline.is_none() && !self.others
    }

    /// The departments in order, with `first_leads` where a rule of the document says so.
    pub(super) fn assigned(&self, first_leads: bool) -> Assigned {
        let mut assigned = Assigned::default();
        let mut seen = HashSet::new();
        let mut repeated = HashSet::new();
        let stated = self.named.iter().any(|(part, _)| *part == Part::Lead);
        for wanted in [true, false] {
            for (part, name) in &self.named {
                if (*part == Part::Lead) != wanted {
                    continue;
                }
                let key = fold::key(name);
                if seen.insert(key.clone()) {
                    assigned.departments.push(name.clone());
                } else if repeated.insert(key) {
                    assigned.repeated.push(name.clone());
                }
            }
            if wanted && stated {
                assigned.lead = Some(assigned.departments.clone());
            }
        }
        let group = |name: &String| super::names::is_group(name);
        if !stated
            && first_leads
            && !(assigned.departments.len() == 1 && assigned.departments.iter().all(group))
        {
            assigned.lead = assigned.departments.first().map(|first| vec![first.clone()]);
        }
        assigned
    }
}

/// A text as written beside its folded form, sign by sign.
#[derive(Clone, Copy)]
struct Span<'a> {
    raw: &'a [char],
    key: &'a [char],
    /// Where it starts in the whole text.
    at: usize,
}

impl<'a> Span<'a> {
    fn cut(self, from: usize, to: usize) -> Self {
        let to = to.min(self.key.len());
        let from = from.min(to);
        Self {
            raw: self.raw.get(from..to).unwrap_or(&[]),
            key: self.key.get(from..to).unwrap_or(&[]),
            at: self.at + from,
        }
    }

    fn len(self) -> usize {
        self.key.len()
    }

    fn trim(self, extra: &str) -> Self {
        let drop = |sign: &&char| **sign == ' ' || extra.contains(**sign);
        let start = self.key.iter().take_while(drop).count();
        let end = self.len() - self.key.iter().skip(start).rev().take_while(drop).count();
        self.cut(start, end)
    }

    fn key_text(self) -> String {
        self.key.iter().filter(|sign| **sign != ' ').collect()
    }

    fn raw_text(self) -> String {
        let mut text = String::new();
        for (index, sign) in self.raw.iter().enumerate() {
            let latin = |at: usize| self.key.get(at).is_some_and(char::is_ascii_alphanumeric);
            // a blank inside a Chinese name comes from justified type or a wrapped line
            if !fold::is_blank(*sign) || index > 0 && latin(index - 1) && latin(index + 1) {
                text.push(*sign);
            }
        }
        text
    }

    fn starts_with(self, word: &str) -> bool {
        self.key.len() >= word.chars().count() && self.key.iter().zip(word.chars()).all(|(a, b)| *a == b)
    }

    fn ends_with(self, word: &str) -> bool {
        self.key.iter().rev().zip(word.chars().rev()).filter(|(a, b)| **a == *b).count()
            == word.chars().count()
    }

    fn find(self, word: &str) -> Option<usize> {
        let word: Vec<char> = word.chars().collect();
        let depth = depths(self.key);
        let mut windows = self.key.windows(word.len().max(1)).enumerate();
        windows
            .find(|(index, window)| depth.get(*index) == Some(&0) && *window == word.as_slice())
            .map(|(index, _)| index)
    }

    /// Splits at depth 0 of brackets wherever `at` says so.
    fn split(self, at: impl Fn(char) -> bool) -> Vec<Self> {
        let depth = depths(self.key);
        let (mut parts, mut start) = (Vec::new(), 0);
        for (index, (sign, depth)) in self.key.iter().zip(depth).enumerate() {
            if depth == 0 && at(*sign) {
                parts.push(self.cut(start, index));
                start = index + 1;
            }
        }
        parts.push(self.cut(start, self.len()));
        parts
    }
}

/// How many brackets are open at each sign; the brackets themselves count as inside.
fn depths(key: &[char]) -> Vec<usize> {
    let mut depth = 0_usize;
    key.iter()
        .map(|sign| match sign {
            '(' | '[' => {
                depth += 1;
                depth
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                depth + 1
            }
            _ => depth,
        })
        .collect()
}

/// Reads a list of departments; `part` is what the column or the role word says of it.
pub(super) fn read(text: &str, part: Part) -> Units {
    let raw: Vec<char> = text.chars().collect();
    let (raw, mut units) = without_notes(&raw);
    let key: Vec<char> =
        raw.iter().map(|sign| if *sign == '\n' { '\n' } else { fold::fold_char(*sign) }).collect();
    let span = Span { raw: &raw, key: &key, at: 0 };
    let heads = heads(span);
    if heads.is_empty() {
        clauses(span, part, &mut units);
        return units;
    }
    clauses(span.cut(0, heads.first().map_or(0, |head| head.start)), part, &mut units);
    let stated = part == Part::Lead || heads.iter().any(|head| head.role == ColumnRole::Lead);
    for (index, head) in heads.iter().enumerate() {
        let end = heads.get(index + 1).map_or(span.len(), |next| next.start);
        let body = span.cut(head.body, end).trim(",;。、\n");
        match head.role {
            ColumnRole::Deadline => units.deadline = Some(body.raw_text()),
            ColumnRole::Lead => clauses(body, Part::Lead, &mut units),
            ColumnRole::Support => clauses(body, Part::Support, &mut units),
            // persons are no departments
            ColumnRole::Other => {}
            _ => clauses(body, if stated { Part::Support } else { part }, &mut units),
        }
    }
    units
}

/// A role word with its colon: where the word starts, where the list behind it starts.
struct Head {
    role: ColumnRole,
    start: usize,
    body: usize,
}

fn heads(span: Span<'_>) -> Vec<Head> {
    const LONGEST: usize = 12;
    let depth = depths(span.key);
    let mut heads = Vec::new();
    for (index, sign) in span.key.iter().enumerate() {
        if *sign != ':' || depth.get(index) != Some(&0) {
            continue;
        }
        let from = index.saturating_sub(LONGEST);
        let start = span
            .key
            .get(from..index)
            .and_then(|before| {
                before.iter().rposition(|sign| matches!(sign, ',' | ';' | '。' | '、' | '\n' | ')' | ']'))
            })
            .map_or(from, |at| from + at + 1);
        // a blank may stand inside the word (责任 单位) or in front of it
        let word = span.cut(start, index);
        let late = word.key.iter().rposition(|sign| *sign == ' ').map_or(start, |at| start + at + 1);
        let found = [start, late].into_iter().find_map(|at| {
            columns::role_word(&span.cut(at, index).key_text()).map(|role| Head {
                role,
                start: at,
                body: index + 1,
            })
        });
        heads.extend(found);
    }
    heads
}

/// Whether words say that the first of a list leads.
pub(super) fn says_first_leads(key: &str) -> bool {
    let first = ["第一位", "首位", "排名第一", "排第一", "列第一", "第一个", "名列首", "排列第一", "第一家"]
        .iter()
        .any(|word| key.contains(word));
    first && ["牵头", "主办", "汇总", "主责"].iter().any(|word| key.contains(word))
}

/// Takes out what is no name: `（…下同）`, `列第一位者为牵头单位，下同`.
fn without_notes(raw: &[char]) -> (Vec<char>, Units) {
    let mut units = Units::default();
    let key: Vec<char> = raw.iter().map(|sign| fold::fold_char(*sign)).collect();
    let is_note = |text: &str| says_first_leads(text) || text.contains("下同");
    let whole: String = key.iter().collect();
    if !is_note(&whole) {
        return (raw.to_vec(), units);
    }
    units.first_leads = says_first_leads(&whole);
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
    (raw.iter().zip(keep).filter(|(_, keep)| *keep).map(|(sign, _)| *sign).collect(), units)
}

/// What the verb behind a list says of it; longest first where one ends with another.
const VERBS: &[(&str, Part)] = &[
    ("组织实施", Part::All),
    ("抓好落实", Part::All),
    ("具体落实", Part::All),
    ("牵头", Part::Lead),
    ("主办", Part::Lead),
    ("配合", Part::Support),
    ("参与", Part::Support),
    ("参加", Part::Support),
    ("协助", Part::Support),
    ("协办", Part::Support),
    ("会办", Part::Support),
    ("协同", Part::Support),
    ("负责", Part::All),
    ("落实", Part::All),
    ("实施", Part::All),
    ("承办", Part::All),
    ("推进", Part::All),
];
/// Words between a list and its verb.
const ADVERBS: &[&str] = &[
    "按照各自职责分工",
    "按各自职责分工",
    "根据职责分工",
    "按照职责分工",
    "依职责分工",
    "按职责分工",
    "按照各自职责",
    "按各自职责",
    "按照职责",
    "依据职责",
    "依职责",
    "按职责",
    "职责分工",
    "按照分工",
    "按分工",
    "分工",
    "分别",
    "共同",
    "具体",
    "各自",
    "联合",
    "组织",
    "积极",
    "密切",
    "总",
    "抓总",
    "负责",
    "落实",
    "推进",
];

/// Takes the verb off the end of a phrase: what it says and how long the list in front of it is.
fn verb(phrase: Span<'_>) -> Option<(Part, usize)> {
    let phrase = phrase.cut(0, phrase.len());
    let (word, part) = VERBS.iter().find(|(word, _)| phrase.ends_with(word))?;
    let mut part = *part;
    let mut length = phrase.len() - word.chars().count();
    while let Some(word) =
        ADVERBS.iter().chain(&["牵头", "配合", "参与"]).find(|word| phrase.cut(0, length).ends_with(word))
    {
        length -= word.chars().count();
        part = match *word {
            "牵头" => Part::Lead,
            "配合" | "参与" if part == Part::All => Part::Support,
            _ => part,
        };
    }
    Some((part, length))
}

/// Reads phrases between commas; a list waits for the verb that closes it.
fn clauses(span: Span<'_>, part: Part, units: &mut Units) {
    let mut waiting: Vec<String> = Vec::new();
    let close = |waiting: &mut Vec<String>, part: Part, units: &mut Units| {
        restore_level(waiting);
        units.named.extend(waiting.drain(..).map(|name| (part, name)));
    };
    for phrase in span.split(|sign| matches!(sign, ',' | ';' | '。' | '\n' | '\t')) {
        let mut phrase = phrase.trim("、.:");
        // A牵头B、C配合: no comma behind the first verb
        let mut guard = 0;
        while let Some(at) = phrase.find("牵头").filter(|at| *at > 0 && at + 2 < phrase.len()) {
            let rest = phrase.cut(at + 2, phrase.len());
            if guard > 8 || verb(phrase.cut(0, phrase.len())).is_some_and(|(_, length)| length <= at) {
                break;
            }
            guard += 1;
            let length = verb(phrase.cut(0, at + 2)).map_or(at, |(_, length)| length);
            split_names(phrase.cut(0, length), &mut waiting, units);
            close(&mut waiting, Part::Lead, units);
            phrase = rest.trim("、.:,");
        }
        match verb(phrase) {
            Some((said, length)) => {
                split_names(phrase.cut(0, length), &mut waiting, units);
                // a lead column says 牵头 of 按职责分工负责 too
                close(&mut waiting, if said == Part::All { part } else { said }, units);
            }
            None => split_names(phrase, &mut waiting, units),
        }
    }
    close(&mut waiting, part, units);
}

/// Splits one phrase into names.
fn split_names(phrase: Span<'_>, names: &mut Vec<String>, units: &mut Units) {
    let mut phrase = phrase.trim("、.:");
    for word in ["会同", "由", "各由"] {
        if phrase.starts_with(word) && phrase.len() > word.chars().count() + 1 {
            phrase = phrase.cut(word.chars().count(), phrase.len());
            if word == "会同" && is_others(&phrase.key_text()) {
                units.others = true;
                return;
            }
        }
    }
    if let Some(at) = phrase.find("会同").filter(|at| *at > 1 && is_unit(&phrase.cut(0, *at).key_text())) {
        split_names(phrase.cut(0, at), names, units);
        let rest = phrase.cut(at + 2, phrase.len());
        if is_others(&rest.key_text()) {
            units.others = true;
        } else {
            list(rest, names, units);
        }
        return;
    }
    list(phrase, names, units);
}

fn list(phrase: Span<'_>, names: &mut Vec<String>, units: &mut Units) {
    let first = names.len();
    let pieces = phrase.split(|sign| matches!(sign, '、' | '/' | '|'));
    let pieces = pieces.into_iter().flat_map(at_conjunctions).collect::<Vec<_>>();
    for piece in join_groups(phrase, &pieces) {
        for part in at_blanks(piece) {
            name(part, names, units, 0);
        }
    }
    restore_government(names.get_mut(first..).unwrap_or(&mut []));
}

/// Puts together again what is one entry in spite of its 、: 各区、县级市; 各市、县政府.
fn join_groups<'a>(phrase: Span<'a>, pieces: &[Span<'a>]) -> Vec<Span<'a>> {
    let mut joined: Vec<(usize, usize, bool)> = Vec::new();
    for piece in pieces {
        let start = piece.at - phrase.at;
        let end = start + piece.len();
        let key = piece.key_text();
        let bare = key.strip_prefix('各').unwrap_or(&key);
        let body = bare.find(['(', '[']).map_or(bare, |at| bare.get(..at).unwrap_or(bare));
        let ended = ["人民政府", "政府", "管委会", "党委"].iter().find_map(|end| bare.strip_suffix(end));
        let kind = ended.unwrap_or(body);
        let kind = kind.find(['(', '[']).map_or(kind, |at| kind.get(..at).unwrap_or(kind));
        match joined.last_mut() {
            Some((_, last, open))
                if *open
                    && phrase.key.get(*last..start) == Some(&['、'])
                    && !key.starts_with('各')
                    && is_place_kind(kind) =>
            {
                *last = end;
                *open = ended.is_none();
            }
            _ => joined.push((start, end, key.starts_with('各') && is_place_kind(bare))),
        }
    }
    joined.into_iter().map(|(start, end, _)| phrase.cut(start, end)).collect()
}

/// Splits at blanks when every part is a unit (法规科 各相关科室).
fn at_blanks(piece: Span<'_>) -> Vec<Span<'_>> {
    let piece = piece.trim("");
    let parts: Vec<_> = piece.split(|sign| sign == ' ').into_iter().filter(|part| part.len() > 0).collect();
    if parts.len() > 1 && parts.iter().all(|part| is_unit(&part.key_text())) { parts } else { vec![piece] }
}

/// Splits at 和, 及 and their like where a new unit starts behind them, and only there.
fn at_conjunctions(piece: Span<'_>) -> Vec<Span<'_>> {
    const MOST: usize = 60;
    let mut parts = Vec::new();
    let mut rest = piece;
    if piece.len() > MOST {
        return vec![piece];
    }
    'again: loop {
        let depth = depths(rest.key);
        for index in 2..rest.len().saturating_sub(2) {
            let Some(word) = ["以及", "和", "及", "与", "暨"]
                .iter()
                .find(|word| rest.cut(index, rest.len()).starts_with(word))
            else {
                continue;
            };
            let left = rest.cut(0, index);
            let right = rest.cut(index + word.chars().count(), rest.len());
            if depth.get(index) == Some(&0) && ends_unit(&left.key_text()) && begins_unit(&right.key_text()) {
                parts.push(left);
                rest = right;
                continue 'again;
            }
        }
        parts.push(rest);
        return parts;
    }
}

fn ends_unit(key: &str) -> bool {
    key.ends_with('等') || is_unit(key) && !key.ends_with(['业', '社', '场', '户', '地', '道', '科', '网'])
}

/// Adds one name, without 等 and what follows it.
fn name(piece: Span<'_>, names: &mut Vec<String>, units: &mut Units, depth: usize) {
    const DEEPEST: usize = 4;
    let piece = piece.trim("、,;.。:");
    let key = piece.key_text();
    if is_nobody(&key) {
        return;
    }
    if let Some((part, rest)) = role_in_bracket(piece) {
        let text = rest.raw_text();
        units.named.push((part, text));
        return;
    }
    let inside = depths(piece.key);
    let others = piece.key.iter().enumerate().skip(1).find(|(index, sign)| {
        let before = piece.key.get(index - 1).copied().unwrap_or(' ');
        let after = piece.key.get(index + 1).copied().unwrap_or(' ');
        **sign == '等'
            && inside.get(*index) == Some(&0)
            && !"高平同初中优均对".contains(before)
            && !"级离奖候式".contains(after)
    });
    let Some((at, _)) = others.filter(|_| depth < DEEPEST) else {
        let text = piece.raw_text();
        if !is_nobody(&text) {
            names.push(text);
        }
        return;
    };
    let left = piece.cut(0, at);
    let right = piece.cut(at + 1, piece.len());
    let tail = right.key_text();
    units.others = true;
    name(left, names, units, DEEPEST);
    if is_others(&tail) {
        return;
    }
    for word in [
        "和",
        "及",
        "以及",
        "与",
        "部门和",
        "部门及",
        "单位和",
        "单位及",
        "有关部门和",
        "有关部门及",
        "相关部门和",
        "相关部门及",
    ] {
        if right.starts_with(word) {
            let rest = right.cut(word.chars().count(), right.len());
            if begins_unit(&rest.key_text()) {
                name(rest, names, units, depth + 1);
                return;
            }
        }
    }
    if is_unit(&tail) && tail.chars().count() > 3 {
        name(right, names, units, depth + 1);
    }
}

/// 市教委（牵头）: what the bracket behind a name or in front of it says, and the name.
fn role_in_bracket(piece: Span<'_>) -> Option<(Part, Span<'_>)> {
    let part = |inner: Span<'_>| {
        let word = inner.trim("").key_text();
        if matches!(word.as_str(), "总牵头" | "第一责任" | "牵头负责") {
            return Some(Part::Lead);
        }
        match columns::role_word(&word)? {
            ColumnRole::Lead => Some(Part::Lead),
            ColumnRole::Support => Some(Part::Support),
            _ => None,
        }
    };
    if piece.key.last() == Some(&')') {
        let open = piece.key.iter().rposition(|sign| *sign == '(').filter(|open| *open > 1)?;
        return part(piece.cut(open + 1, piece.len() - 1)).map(|part| (part, piece.cut(0, open)));
    }
    if piece.key.first() == Some(&'(') {
        let close = piece.key.iter().position(|sign| *sign == ')').filter(|close| close + 2 < piece.len())?;
        return part(piece.cut(1, close)).map(|part| (part, piece.cut(close + 1, piece.len())));
    }
    None
}

/// 杭州市、嘉兴市人民政府 names two governments.
fn restore_government(names: &mut [String]) {
    for index in (1..names.len()).rev() {
        let (before, from) = names.split_at_mut(index);
        let (Some(place), Some(full)) = (before.last_mut(), from.first()) else { continue };
        let suffix =
            ["人民政府", "政府"].into_iter().find(|end| full.strip_suffix(end).is_some_and(is_place));
        if let Some(suffix) = suffix.filter(|_| is_place(&fold::key(place))) {
            place.push_str(suffix);
        }
    }
}

/// 省科技厅、工业和信息化厅: the level word of the first name that has one holds for plain names behind it.
fn restore_level(names: &mut [String]) {
    let mut level = None;
    for name in names.iter_mut() {
        let key = fold::key(name);
        match level {
            Some(level) if is_function(&key) => name.insert_str(0, level),
            Some(_) => {}
            None => level = level_word(&key).or_else(|| committee_level(&key)),
        }
    }
}

/// Whether a text is nothing but a list of departments: how a cell is recognised that no column title
/// explains.
pub(super) fn is_list(text: &str) -> bool {
    const LONGEST: usize = 600;
    let key = folded_without_end(text);
    if key.len() > LONGEST || key.is_empty() || key.iter().any(|sign| matches!(sign, '。' | '?' | '!' | '《'))
    {
        return false;
    }
    let units = read(text, Part::All);
    !units.named.is_empty() && units.named.iter().all(|(_, name)| is_unit(name))
}

/// Whether every name of a list is at least free of what no name holds.
pub(super) fn is_plausible(units: &Units) -> bool {
    const LONGEST: usize = 40;
    !units.named.is_empty()
        && units.named.iter().all(|(_, name)| {
            let key: Vec<char> = fold::key(name).chars().collect();
            key.len() <= LONGEST && key.len() >= 2 && !has_sentence_marks(&key)
        })
}

fn folded_without_end(text: &str) -> Vec<char> {
    fold::folded(fold::trim(text).trim_end_matches(['。', '；', ';', '.']))
}

#[cfg(test)]
#[path = "units_tests.rs"]
mod tests;
