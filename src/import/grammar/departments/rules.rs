//! What a document says about who leads, for all of its lists: the first of each, a mark, how a name looks.

use super::Role;
use crate::import::{
    grammar::{
        columns::ColumnRole,
        fold,
        legend::{self, Marks},
    },
    lexicon::words,
    looks::{Looks, SIGN},
};

words! {
    FIRST = ROLES["first"];
    FIRST_LEADS = ROLES["first leads"];
    SOLE = ROLES["sole"];
    NO_LEAD = ROLES["no lead"];
    BOLD = ROLES["bold looks"];
    RED = ROLES["red looks"];
    UNDERLINED = ROLES["underlined looks"];
    OTHER_LOOKS = ROLES["other looks"];
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
    pub(in crate::import::grammar) lead_marks: Marks,
    /// 标▲的为配合单位
    pub(in crate::import::grammar) support_marks: Marks,
    /// 加粗的为牵头单位: how words look tells it
    pub(in crate::import::grammar) styled: bool,
    /// In which way they look so, as far as that can be read.
    pub(in crate::import::grammar) looks: Looks,
}

impl LeadRules {
    /// The rules that a paragraph, a note or a title states.
    pub(in crate::import::grammar) fn stated(text: &str) -> Self {
        let marks = Self::of_legend(&legend::explained(text));
        // few paragraphs say anything about leads
        if !text.contains(['牵', '牽', '主', '汇', '匯']) {
            return marks;
        }
        let key = fold::key(text);
        // what a rule is about stands in one sentence
        key.split(['。', ';']).map(Self::of_sentence).fold(marks, Self::or)
    }

    fn of_sentence(key: &str) -> Self {
        let says_who = ["为", "是", "表示", "系", "指", "代表"].iter().any(|word| key.contains(word));
        let leads = FIRST_LEADS.matches(key) && says_who;
        let mut marks: Vec<char> = key.chars().filter(|sign| legend::is_mark(*sign)).collect();
        marks.dedup();
        let looks =
            Looks { bold: BOLD.matches(key), red: RED.matches(key), underlined: UNDERLINED.matches(key) };
        Self {
            first: says_first_leads(key),
            sole: leads && SOLE.matches(key),
            unstated: leads && NO_LEAD.matches(key),
            styled: FIRST_LEADS.matches(key) && (!looks.is_empty() || OTHER_LOOKS.matches(key)),
            looks: if FIRST_LEADS.matches(key) { looks } else { Looks::default() },
            // one mark in other words than those of a legend
            lead_marks: match marks.as_slice() {
                [mark] if leads => Marks::one(*mark),
                _ => Marks::default(),
            },
            support_marks: Marks::default(),
        }
    }

    fn of_legend(legend: &[(char, ColumnRole)]) -> Self {
        Self {
            lead_marks: Marks::of(legend, ColumnRole::Lead),
            support_marks: Marks::of(legend, ColumnRole::Support),
            ..Self::default()
        }
    }

    /// How a department takes part that carries a mark, where the document explains marks. Where it explains but those of
    /// leads, any mark is one.
    pub(in crate::import::grammar) fn meaning(self, mark: Option<char>) -> Option<Role> {
        let mark = mark?;
        if self.styled && mark == SIGN {
            return Some(Role::Lead);
        }
        if self.lead_marks.hold(mark) || self.is_likely(mark) {
            Some(Role::Lead)
        } else {
            self.support_marks.hold(mark).then_some(Role::Support)
        }
    }

    /// Whether a mark is taken for one of leads though it is not the one that the document explains.
    pub(in crate::import::grammar) fn is_likely(self, mark: char) -> bool {
        mark != SIGN
            && !self.lead_marks.is_empty()
            && !self.lead_marks.hold(mark)
            && self.support_marks.is_empty()
    }

    /// These rules, with or without that of the first of a list.
    pub(in crate::import::grammar) fn with_first(self, first: bool) -> Self {
        Self { first, ..self }
    }

    /// What one or the other says.
    pub(in crate::import::grammar) fn or(self, other: Self) -> Self {
        Self {
            first: self.first || other.first,
            sole: self.sole || other.sole,
            unstated: self.unstated || other.unstated,
            lead_marks: self.lead_marks.or(other.lead_marks),
            support_marks: self.support_marks.or(other.support_marks),
            styled: self.styled || other.styled,
            looks: self.looks.or(other.looks),
        }
    }
}

/// Whether words say that the first of a list leads.
pub(in crate::import::grammar) fn says_first_leads(key: &str) -> bool {
    FIRST.matches(key) && FIRST_LEADS.matches(key)
}
