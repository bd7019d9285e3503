//! Rules of lights as data: `rules.yaml` names a preset or holds rules of its own.

use chrono::{Datelike as _, NaiveDate};
use num_rational::Ratio;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pace::{Pace, Points};
use crate::model::Light;

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
    pub fn have_green(&self) -> bool {
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

/// When a light is lit: everything that is said must be so.
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

/// Whether something is so; where facts are missing it may be unknown.
type Known = Option<bool>;

impl Condition {
    /// Whether it is so, or unknown because the progress is not known.
    pub fn holds(&self, pace: &Pace) -> Known {
        let (gap, ratio) = (pace.gap(), pace.ratio());
        let compared = |value: Option<Points>, limit: Option<i64>, holds: fn(&Points, &Points) -> bool| {
            limit.map(|limit| value.map(|value| holds(&value, &Ratio::from(limit))))
        };
        let said: [Option<Known>; 13] = [
            self.overdue.map(|days| Some(pace.overdue >= days.max(1))),
            self.unstarted.map(|months| Some(pace.unstarted >= months.max(1))),
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
        all_of(said.into_iter().flatten())
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
