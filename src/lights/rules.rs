//! Rules of lights as data: `rules.yaml` names a preset or holds rules of its own.

use chrono::{Datelike as _, NaiveDate};
use num_rational::Ratio;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pace::{Pace, Points};
use crate::{model::Light, text::Text};

/// The day that planned and actual progress are compared on.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AsOf {
    /// Today.
    #[default]
    Today,
    /// The last day of the month before.
    LastMonthEnd,
}

impl AsOf {
    /// The day, seen from `today`.
    pub fn day(self, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Today => today,
            Self::LastMonthEnd => today.with_day(1).and_then(|first| first.pred_opt()).unwrap_or(today),
        }
    }
}

/// The rules of an office, in the order in which they are tried.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The day that planned and actual progress are compared on.
    #[serde(default)]
    pub as_of: AsOf,
    /// The first that matches gives the light.
    pub rules: Vec<Rule>,
}

impl Rules {
    /// Whether some rule gives green: then what is done is green.
    pub(crate) fn have_green(&self) -> bool {
        self.rules.iter().any(|rule| rule.light() == Light::Green)
    }
}

/// One rule: a light and when it is lit.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// 红灯
    Red(Condition),
    /// 黄灯
    Yellow(Condition),
    /// 蓝灯
    Blue(Condition),
    /// 绿灯
    Green(Condition),
}

impl Rule {
    /// The light that it gives.
    pub fn light(&self) -> Light {
        match self {
            Self::Red(_) => Light::Red,
            Self::Yellow(_) => Light::Yellow,
            Self::Blue(_) => Light::Blue,
            Self::Green(_) => Light::Green,
        }
    }

    /// When it is lit.
    pub fn condition(&self) -> &Condition {
        match self {
            Self::Red(condition)
            | Self::Yellow(condition)
            | Self::Blue(condition)
            | Self::Green(condition) => condition,
        }
    }
}

/// What is wrong with a rule that can be read, and what to do about it.
type Fault = (Text, Text);

impl Rules {
    /// The first rule, from 0, that could never be lit or leaves nothing for those behind it: somebody meant another.
    pub fn fault(&self) -> Option<(usize, Fault)> {
        let last = self.rules.len().saturating_sub(1);
        let fault = self.rules.iter().enumerate().find_map(|(index, rule)| {
            let condition = rule.condition();
            let fault = if condition.says_nothing() && index < last {
                Some((
                    text!(
                        "这条规则没有条件，对每项任务都成立，后面的规则不起作用",
                        "this rule has no condition and matches every task: the rules behind it never count"
                    ),
                    text!("写上条件，或把它移到最后", "give it a condition, or move it to the end"),
                ))
            } else {
                condition.fault()
            };
            Some((index, fault?))
        });
        fault.or_else(|| {
            let (index, before) = self.unreachable()?;
            let number = before + 1;
            let what = text!(
                "第 {number} 条成立时总是先按它亮灯，这条规则永远轮不到",
                "rule {number} holds whenever this one does, and comes first: this one never counts"
            );
            let fix = text!(
                "改其中一条的数，或把更严的一条移到前面，或删去这一条",
                "change a figure of one of them, move the stricter one to the front, or take this one out"
            );
            Some((index, (what, fix)))
        })
    }
}

/// When a light is lit: every condition of it must be so.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// At least so many days past the due date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdue: Option<i64>,
    /// At least so many whole months not started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unstarted: Option<i64>,
    /// At most so many days until the due date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_within: Option<i64>,
    /// Lags by more than so many points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap_over: Option<i64>,
    /// Lags by at least so many points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap_from: Option<i64>,
    /// Lags by fewer points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap_under: Option<i64>,
    /// Lags by at most so many points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap_upto: Option<i64>,
    /// Lags by more than this share of what is planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio_over: Option<i64>,
    /// Lags by at least this share of what is planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio_from: Option<i64>,
    /// Lags by less than this share of what is planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio_under: Option<i64>,
    /// Lags by at most this share of what is planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio_upto: Option<i64>,
    /// An answer was sent back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_back: Option<bool>,
    /// One of these is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any: Option<Vec<Condition>>,
    /// The source of the rules does not say this; it is our reading.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ours: bool,
}

/// No plan runs longer than a century: days and months beyond it are met by no task, or by each.
const MOST_DAYS: i64 = 36_525;
const MOST_MONTHS: i64 = 1_200;

/// Whether something is so; where facts are missing it may be unknown.
type Known = Option<bool>;

impl Condition {
    /// Whether it says nothing of a task, so that it always holds.
    fn says_nothing(&self) -> bool {
        *self == Self { ours: self.ours, ..Self::default() }
    }

    /// A number that no task can have, with its key and what it may be.
    pub(super) fn out_of_range(&self) -> Option<(&'static str, i64, i64, i64)> {
        let numbers = [
            ("overdue", self.overdue, 1, MOST_DAYS),
            ("unstarted", self.unstarted, 1, MOST_MONTHS),
            ("due_within", self.due_within, 0, MOST_DAYS),
            ("gap_over", self.gap_over, -100, 99),
            ("gap_from", self.gap_from, -99, 100),
            ("gap_under", self.gap_under, -99, 100),
            ("gap_upto", self.gap_upto, -100, 99),
            ("ratio_over", self.ratio_over, i64::MIN, 99),
            ("ratio_from", self.ratio_from, i64::MIN, 100),
            ("ratio_under", self.ratio_under, i64::MIN, 100),
            ("ratio_upto", self.ratio_upto, i64::MIN, 99),
        ];
        let own = numbers.into_iter().find_map(|(name, number, least, most)| {
            let number = number.filter(|number| *number < least || *number > most)?;
            Some((name, number, least, most))
        });
        own.or_else(|| self.any.iter().flatten().find_map(Self::out_of_range))
    }

    /// A number that no task can have, figures that exclude each other, or alternatives of which there is none.
    fn fault(&self) -> Option<Fault> {
        if let Some((name, number, least, most)) = self.out_of_range() {
            let fix = match (least, most) {
                (i64::MIN, most) => text!("最大写 {most}", "write at most {most}"),
                (least, most) => {
                    text!("写 {least} 到 {most} 之间的整数", "write a whole number from {least} to {most}")
                }
            };
            let what = text!(
                "`{name}: {number}` 超出范围，不起作用",
                "`{name}: {number}` is out of range: it would tell no task from another"
            );
            return Some((what, fix));
        }
        if self.contradicts_itself() {
            return Some((
                text!(
                    "这条规则的条件互相矛盾，没有任务能满足",
                    "the conditions of this rule contradict each other: no task can meet them"
                ),
                text!("改其中一个数，或分成两条规则", "change one of the figures, or make two rules of it"),
            ));
        }
        let any = self.any.as_ref()?;
        if any.is_empty() || any.iter().any(Self::says_nothing) {
            return Some((
                text!("`any` 里有空的条件", "an alternative of `any` is empty"),
                text!(
                    "写成 `any: [{{gap_over: 10}}, {{sent_back: true}}]`",
                    "write `any: [{{gap_over: 10}}, {{sent_back: true}}]`"
                ),
            ));
        }
        any.iter().find_map(Self::fault)
    }

    /// Whether it is so, or unknown because the progress is not known.
    pub fn holds(&self, pace: &Pace) -> Known {
        let (gap, ratio) = (pace.gap(), pace.ratio());
        let compared = |value: Option<Points>, limit: Option<i64>, holds: fn(&Points, &Points) -> bool| {
            limit.map(|limit| value.map(|value| holds(&value, &Ratio::from(limit))))
        };
        let conditions: [Option<Known>; 13] = [
            self.overdue.map(|days| Some(pace.overdue >= days)),
            self.unstarted.map(|months| Some(pace.unstarted >= months)),
            self.due_within.map(|days| Some(pace.due_within.is_some_and(|left| left <= days))),
            self.sent_back.map(|sent_back| Some(pace.is_sent_back == sent_back)),
            compared(gap, self.gap_over, |gap, limit| gap > limit),
            compared(gap, self.gap_from, |gap, limit| gap >= limit),
            compared(gap, self.gap_under, |gap, limit| gap < limit),
            compared(gap, self.gap_upto, |gap, limit| gap <= limit),
            compared(ratio, self.ratio_over, |ratio, limit| ratio > limit),
            compared(ratio, self.ratio_from, |ratio, limit| ratio >= limit),
            compared(ratio, self.ratio_under, |ratio, limit| ratio < limit),
            compared(ratio, self.ratio_upto, |ratio, limit| ratio <= limit),
            self.any.as_ref().map(|any| any_of(any.iter().map(|condition| condition.holds(pace)))),
        ];
        all_of(conditions.into_iter().flatten())
    }
}

/// Whether all hold: one that does not decides, whatever is not known.
fn all_of(known: impl Iterator<Item = Known>) -> Known {
    let mut all = Some(true);
    for one in known {
        match one {
            Some(true) => {}
            Some(false) => return Some(false),
            None => all = None,
        }
    }
    all
}

/// Whether any holds: one that does decides, whatever is not known.
fn any_of(known: impl Iterator<Item = Known>) -> Known {
    all_of(known.map(|one| one.map(|holds| !holds))).map(|none| !none)
}
