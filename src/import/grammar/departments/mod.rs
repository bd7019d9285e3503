//! Lists of departments: a cell, or what stands inside a closing bracket. Who leads is said only by
//! a role word or a clause; the first of a list is never taken for the lead here.
//!
//! [`rules`] is what the document says of all lists, [`role`] finds the words about who does what, [`split`] cuts what stands between them into names,
//! [`restore`] completes shortened names; [`span`] is the text that all of them cut.

mod broken;
mod common;
mod restore;
mod role;
mod rules;
mod span;
mod split;

use std::{borrow::Cow, collections::HashSet};

pub(super) use common::{Holds, of_all};
pub(super) use role::assigned;
pub(super) use rules::{LeadRules, says_first_leads};
pub(super) use span::depths;

use self::{role::Together, span::Span, split::Named};
use super::{
    columns::ColumnRole,
    deadline, fold, label, legend,
    names::{
        begins_kind, has_sentence_marks, is_department, is_group, is_others, is_person, person_behind,
        section_behind,
    },
};
use crate::text::numeral;

/// How a department takes part.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Role {
    /// 牵头
    Lead,
    /// 配合
    Support,
    /// 负责, with no word about who leads.
    Unstated,
}

/// A department as a list names it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mention {
    /// How it takes part.
    pub(super) role: Role,
    /// Its name as written.
    pub(super) name: String,
    /// The mark that stands at it (★市教委): what it means, a legend says.
    pub(super) mark: Option<char>,
    /// The section of it that a bracket behind it names: 县司法局（法规股）.
    pub(super) section: Option<String>,
}

impl Mention {
    /// A department as listed, without the mark at it.
    fn new(role: Role, name: &str) -> Self {
        let is_mark = |sign: char| legend::is_mark(fold::fold_char(sign));
        let bare = name.trim_matches(is_mark);
        let mark = name.chars().map(fold::fold_char).find(|sign| legend::is_mark(*sign));
        let mark = mark.filter(|_| bare.len() < name.len());
        match section_behind(bare) {
            Some((name, section)) => {
                Self { role, name: name.to_owned(), mark, section: Some(section.to_owned()) }
            }
            None => Self { role, name: bare.to_owned(), mark, section: None },
        }
    }
}

/// A list of departments as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Departments {
    /// Every name, as listed.
    pub(super) mentions: Vec<Mention>,
    /// Whether the list closes with 等.
    pub(super) and_others: bool,
    /// The deadline that stands in the same bracket.
    pub(super) deadline: Option<String>,
    /// Whether it says that the first of each list leads (列第一位为牵头单位，下同).
    pub(super) first_leads: bool,
    /// Whether a role word or a verb says that it is one (责任单位：, 负责).
    pub(super) spoken: bool,
    /// The teams of which it names the members: 项目专班（市文旅局牵头，市财政局配合）.
    pub(super) teams: Vec<String>,
    /// Who takes part in all tasks below it or above it, as a sentence in it says (以下均需各区政府落实).
    pub(super) common: Vec<(Holds, Mention)>,
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

impl Departments {
    /// Adds what another cell or line says.
    pub(super) fn extend(&mut self, other: Self) {
        self.mentions.extend(other.mentions);
        self.and_others |= other.and_others;
        self.first_leads |= other.first_leads;
        self.spoken |= other.spoken;
        self.common.extend(other.common);
        self.teams.extend(other.teams);
        self.deadline = self.deadline.take().or(other.deadline);
    }

    /// Whether it says who leads.
    pub(super) fn names_lead(&self) -> bool {
        self.mentions.iter().any(|mention| mention.role == Role::Lead)
    }

    /// Puts in front of it what a heading gives: who is named there leads who is named here.
    pub(super) fn led_by(&mut self, given: Self) {
        let own = std::mem::replace(self, given);
        self.extend(own);
    }

    /// Leaves out the persons of a column of both (牵头部门（责任人）): in the bracket behind a department, and alone.
    pub(super) fn leave_out_persons(&mut self) {
        self.mentions.retain(|mention| !is_person(&mention.name));
        for mention in &mut self.mentions {
            if let Some((department, _)) = person_behind(&mention.name) {
                mention.name = department.to_owned();
            }
        }
    }

    /// Adds a phrase about when: 2025年6月底前，以后每年一次 are two.
    fn due(&mut self, phrase: &str) {
        match &mut self.deadline {
            Some(known) => {
                known.push('，');
                known.push_str(phrase);
            }
            None => self.deadline = Some(phrase.to_owned()),
        }
    }

    /// Whether it says nothing at all.
    pub(super) fn is_silent(&self) -> bool {
        self.mentions.is_empty() && self.deadline.is_none() && !self.and_others
    }

    /// Whether it has names and each is at least free of what no name holds.
    pub(super) fn is_plausible(&self) -> bool {
        const LONGEST: usize = 40;
        !self.mentions.is_empty()
            && self.mentions.iter().all(|mention| {
                let key: Vec<char> = fold::key(&mention.name).chars().collect();
                (2..=LONGEST).contains(&key.len()) && !has_sentence_marks(&key)
            })
    }

    /// The departments in order; who leads is said by the list, else by the rules of the document.
    pub(super) fn assigned(&self, rules: LeadRules) -> Assigned {
        let mut assigned = Assigned::default();
        let (mut seen, mut repeated) = (HashSet::new(), HashSet::new());
        // a mark leaves a name where it stands in its list
        let (leads, others): (Vec<_>, Vec<_>) =
            self.mentions.iter().partition(|mention| mention.role == Role::Lead);
        let is_led = !leads.is_empty();
        let mut first: Vec<String> = Vec::new();
        for mention in leads.into_iter().chain(others) {
            let key = fold::key(&mention.name);
            if mention.role == Role::Lead || !is_led && rules.meaning(mention.mark) == Some(Role::Lead) {
                first.push(mention.name.clone());
            }
            if seen.insert(key.clone()) {
                assigned.departments.push(mention.name.clone());
            } else if repeated.insert(key) {
                assigned.repeated.push(mention.name.clone());
            }
        }
        let mut named = HashSet::new();
        first.retain(|name| named.insert(fold::key(name)));
        assigned.lead = Some(first).filter(|first| !first.is_empty());
        // a group that stands alone has no first member
        let is_one_group = matches!(assigned.departments.as_slice(), [only] if is_group(only));
        let supports = |mention: &Mention| {
            mention.role == Role::Support || rules.meaning(mention.mark) == Some(Role::Support)
        };
        let is_alike = !self.mentions.iter().any(supports);
        let by_rule = rules.unstated || rules.sole && assigned.departments.len() == 1;
        if assigned.lead.is_none() && rules.first && !is_one_group {
            // who is said to support leads no list
            let first = self.mentions.iter().find(|mention| mention.role != Role::Support);
            assigned.lead = first.map(|first| vec![first.name.clone()]);
        } else if assigned.lead.is_none() && !is_one_group && is_alike && by_rule {
            assigned.lead = Some(assigned.departments.clone()).filter(|names| !names.is_empty());
        }
        assigned
    }
}

/// Reads a list of departments; `role` is what the column or the role word says of it.
pub(super) fn read(text: &str, role: Role) -> Departments {
    let text = label::with_colons(text);
    // bold words of Markdown
    let text = if text.contains("**") { Cow::Owned(text.replace("**", "")) } else { text };
    let mut departments = Departments::default();
    let text = broken::rejoined(&text);
    let text = common::without_common(&text, &mut departments);
    let enumerated = |sign: char| if numeral::circled(sign).is_some() { '、' } else { sign };
    let raw = role::without_notes(text.chars().map(enumerated).collect(), &mut departments);
    let key: Vec<char> =
        raw.iter().map(|sign| if *sign == '\n' { '\n' } else { fold::fold_char(*sign) }).collect();
    let span = Span::new(&raw, &key);
    let labels = role::labels(span);
    clauses(span.cut(0, labels.first().map_or(span.len(), |label| label.start)), role, &mut departments);
    let stated = role == Role::Lead || labels.iter().any(|label| label.role == ColumnRole::Lead);
    departments.spoken |= !labels.is_empty();
    for (index, label) in labels.iter().enumerate() {
        let end = labels.get(index + 1).map_or(span.len(), |next| next.start);
        let before = departments.mentions.len();
        let body = span.cut(label.body, end).trim(",;。、-|\n");
        match label.role {
            ColumnRole::Deadline => {
                departments.deadline = None;
                departments.due(&body.raw_text());
            }
            ColumnRole::Lead => clauses(body, Role::Lead, &mut departments),
            ColumnRole::Support => clauses(body, Role::Support, &mut departments),
            // persons are no departments
            ColumnRole::Other => {}
            _ => clauses(body, if stated { Role::Support } else { role }, &mut departments),
        }
        if label.persons {
            let named = departments.mentions.split_off(before);
            departments.mentions.extend(named.into_iter().filter(|mention| is_department(&mention.name)));
            departments.leave_out_persons();
        }
    }
    departments
}

/// Reads phrases between commas; a list waits for the verb that closes it.
#[expect(
    clippy::too_many_lines,
    reason = "what a phrase means hangs on the phrases before it, so its steps share what waits"
)]
fn clauses(span: Span<'_>, role: Role, departments: &mut Departments) {
    const MOST_LEADS: usize = 9;
    let mut waiting: Vec<Named> = Vec::new();
    let first = departments.mentions.len();
    // who is named with 负责, where others are named with 配合
    let mut in_charge: Vec<usize> = Vec::new();
    let close = |waiting: &mut Vec<Named>, role: Role, departments: &mut Departments| {
        restore::level(waiting);
        let named = waiting.drain(..);
        departments.mentions.extend(named.map(|named| Mention::new(named.role.unwrap_or(role), &named.name)));
    };
    let phrases = span.split(|sign| matches!(sign, ',' | ';' | '。' | '\n' | '\t'));
    for phrase in phrases.into_iter().flat_map(role::behind_verbs) {
        let mut phrase = role::without_remark(phrase.trim("、.:"));
        // a phrase about when is no name, nor is what goes on with it (6月底完成，并长期坚持)
        let text = phrase.raw_text();
        let after = departments.deadline.is_some() && !text.is_empty() && is_no_name(&text);
        // 分阶段推进 says when, roughly
        let is_vague = || !text.is_empty() && deadline::says_lasting(&text) && is_no_name(&text);
        if deadline::is_phrase(&text) || after || is_vague() {
            departments.due(&text);
            continue;
        }
        // A牵头B、C配合: no comma behind the first verb
        for _ in 0..MOST_LEADS {
            let Some(at) = phrase.find("牵头").filter(|at| *at > 0 && at + 2 < phrase.len()) else { break };
            // 各牵头处室 is a name
            if begins_kind(&phrase.cut(at + 2, phrase.len()).key_text()) {
                break;
            }
            if role::verb(phrase).is_some_and(|(_, length)| length <= at) {
                break;
            }
            let length = role::verb(phrase.cut(0, at + 2)).map_or(at, |(_, length)| length);
            split::names(phrase.cut(0, length), &mut waiting, departments);
            departments.spoken = true;
            close(&mut waiting, Role::Lead, departments);
            phrase = phrase.cut(at + 2, phrase.len()).trim("、.:,");
        }
        // 市教委会同市财政局; 市教委负责，会同市财政局: who is named in front leads the others
        let mut role = role;
        match role::together(phrase) {
            Some(Together::Lists(leads, others)) => {
                split::names(leads, &mut waiting, departments);
                let verb = role::verb(others);
                if is_others(&others.cut(0, verb.map_or(others.len(), |(_, length)| length)).key_text()) {
                    departments.and_others = true;
                    departments.spoken |= verb.is_some();
                    close(&mut waiting, role, departments);
                    continue;
                }
                close(&mut waiting, Role::Lead, departments);
                let plain = departments.mentions.iter_mut().skip(first);
                plain
                    .filter(|mention| mention.role == Role::Unstated)
                    .for_each(|mention| mention.role = Role::Lead);
                (phrase, role) = (others, Role::Support);
            }
            Some(Together::Deed(named)) => {
                split::names(named, &mut waiting, departments);
                departments.spoken = true;
                close(&mut waiting, role, departments);
                continue;
            }
            None => {}
        }
        // 市司法局，配合市委编办
        if let Some(others) = role::behind_support(phrase) {
            close(&mut waiting, role, departments);
            split::names(others, &mut waiting, departments);
            departments.spoken = true;
            close(&mut waiting, Role::Support, departments);
            continue;
        }
        match role::verb(phrase) {
            Some((said, length)) => {
                departments.spoken = true;
                split::names(phrase.cut(0, length), &mut waiting, departments);
                // a lead column says 牵头 of 按职责分工负责 too
                let before = departments.mentions.len();
                close(&mut waiting, if said == Role::Unstated { role } else { said }, departments);
                if said == Role::Unstated && role == Role::Unstated && !phrase.key_text().contains("分工") {
                    in_charge.extend(before..departments.mentions.len());
                }
            }
            None if role == Role::Support => {
                split::names(phrase, &mut waiting, departments);
                close(&mut waiting, role, departments);
            }
            None => split::names(phrase, &mut waiting, departments),
        }
    }
    close(&mut waiting, role, departments);
    let own = departments.mentions.get_mut(first..).unwrap_or_default();
    let is = |role: Role| own.iter().any(|mention| mention.role == role);
    if is(Role::Support) && !is(Role::Lead) {
        let named = own.iter_mut().enumerate().filter(|(index, _)| in_charge.contains(&(first + index)));
        named.for_each(|(_, mention)| mention.role = Role::Lead);
    }
}

/// Whether words can't be read as names at all.
fn is_no_name(text: &str) -> bool {
    !read_plain(text).iter().any(|mention| is_department(&mention.name))
}

/// The names of a phrase that says nothing about when.
fn read_plain(text: &str) -> Vec<Mention> {
    let raw: Vec<char> = text.chars().collect();
    let key = fold::folded(text);
    let span = Span::new(&raw, &key);
    let length = role::verb(span).map_or(span.len(), |(_, length)| length);
    let (mut names, mut departments) = (Vec::new(), Departments::default());
    split::names(span.cut(0, length), &mut names, &mut departments);
    departments.mentions.extend(names.iter().map(|named| Mention::new(Role::Unstated, &named.name)));
    departments.mentions
}

/// Whether a text is nothing but a list of departments: how a cell is recognised that no column title
/// explains.
pub(super) fn is_list(text: &str) -> bool {
    const LONGEST: usize = 600;
    let key = fold::folded(fold::trim(text).trim_end_matches(['。', '；', ';', '.']));
    if key.len() > LONGEST || key.is_empty() || key.iter().any(|sign| matches!(sign, '。' | '?' | '!' | '《'))
    {
        return false;
    }
    let mentions = read(text, Role::Unstated).mentions;
    !mentions.is_empty() && mentions.iter().all(|mention| is_department(&mention.name))
}

#[cfg(test)]
mod tests;
