//! Lengths of time as people type them: `30`, `10天`, `两周`, `一个月`, `半年`.

use chrono::{Days, Months, NaiveDate};

use crate::text::{Lang, clean::number, fold::fold, numeral};

/// Days, weeks, months and years that can be counted from a day: a hundred years of days.
const MOST: u32 = 36_500;

/// What is counted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

/// The words for what is counted, a longer one before its end.
const UNITS: [(&str, Unit); 23] = [
    ("days", Unit::Days),
    ("day", Unit::Days),
    ("d", Unit::Days),
    ("天", Unit::Days),
    ("日", Unit::Days),
    ("weeks", Unit::Weeks),
    ("week", Unit::Weeks),
    ("w", Unit::Weeks),
    ("个星期", Unit::Weeks),
    ("星期", Unit::Weeks),
    ("个礼拜", Unit::Weeks),
    ("礼拜", Unit::Weeks),
    ("个周", Unit::Weeks),
    ("周", Unit::Weeks),
    ("months", Unit::Months),
    ("month", Unit::Months),
    ("m", Unit::Months),
    ("个月", Unit::Months),
    ("月", Unit::Months),
    ("years", Unit::Years),
    ("year", Unit::Years),
    ("y", Unit::Years),
    ("年", Unit::Years),
];

/// A length of time as it was typed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TypedSpan {
    pub(super) count: u32,
    pub(super) unit: Unit,
}

impl TypedSpan {
    /// The longest one, in days.
    pub const MOST_DAYS: u32 = MOST;

    /// A number of days, or a number of whatever is named behind it.
    pub fn read(typed: &str) -> Option<Self> {
        let word = fold(typed);
        match word.as_str() {
            "半年" => return Some(Self { count: 6, unit: Unit::Months }),
            "半个月" | "半月" => return Some(Self { count: 15, unit: Unit::Days }),
            _ => {}
        }
        let counted = |digits: &str, unit: Unit| {
            let count = number(digits).or_else(|| numeral::chinese(digits))?;
            Some(Self { count, unit }).filter(|_| count <= MOST)
        };
        if number(&word).is_some() {
            return counted(&word, Unit::Days);
        }
        let quarters = ["个季度", "个季"].iter().find_map(|end| word.strip_suffix(end));
        if let Some(months) = quarters.and_then(|digits| counted(digits, Unit::Months)) {
            return Some(Self { count: months.count * 3, unit: Unit::Months });
        }
        UNITS.iter().find_map(|(end, unit)| counted(word.strip_suffix(end)?, *unit))
    }

    /// Whether a number stands before the name of a month and may be that month: `3月`.
    pub fn may_be_a_month(typed: &str) -> bool {
        let word = fold(typed);
        word.ends_with('月') && !word.ends_with("个月") && !word.starts_with('半')
    }

    /// How many days it is always; none where that hangs on the month.
    pub fn days(self) -> Option<u32> {
        match self.unit {
            Unit::Days => Some(self.count),
            Unit::Weeks => self.count.checked_mul(7),
            Unit::Months | Unit::Years => None,
        }
    }

    /// The day that lies so far behind another one.
    pub fn after(self, day: NaiveDate) -> Option<NaiveDate> {
        away(day, self.unit, i32::try_from(self.count).ok()?)
    }

    /// `30 天`, `2 weeks`
    pub fn words(self, lang: Lang) -> String {
        let (zh, en) = match self.unit {
            Unit::Days => ("天", "day"),
            Unit::Weeks => ("周", "week"),
            Unit::Months => ("个月", "month"),
            Unit::Years => ("年", "year"),
        };
        let (count, several) = (self.count, if self.count == 1 { "" } else { "s" });
        lang.pick(format!("{count} {zh}"), format!("{count} {en}{several}"))
    }
}

/// The day that lies so many units behind another one, or before it.
pub(super) fn away(from: NaiveDate, unit: Unit, count: i32) -> Option<NaiveDate> {
    let size = count.unsigned_abs();
    let (days, months) = match unit {
        Unit::Days => (size, 0),
        Unit::Weeks => (size.checked_mul(7)?, 0),
        Unit::Months => (0, size),
        Unit::Years => (0, size.checked_mul(12)?),
    };
    let (days, months) = (Days::new(days.into()), Months::new(months));
    match count < 0 {
        true => from.checked_sub_months(months)?.checked_sub_days(days),
        false => from.checked_add_months(months)?.checked_add_days(days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_date;

    #[test]
    fn a_length_of_time_is_read_as_people_say_it() {
        let today = parse_date("2026-01-31").unwrap();
        for (word, day, days) in [
            ("30", "2026-03-02", Some(30)),
            ("０", "2026-01-31", Some(0)),
            ("10天", "2026-02-10", Some(10)),
            ("十天", "2026-02-10", Some(10)),
            ("30 日", "2026-03-02", Some(30)),
            ("两周", "2026-02-14", Some(14)),
            ("2个星期", "2026-02-14", Some(14)),
            ("1w", "2026-02-07", Some(7)),
            ("一个月", "2026-02-28", None),
            ("1 month", "2026-02-28", None),
            ("三个月", "2026-04-30", None),
            ("一个季度", "2026-04-30", None),
            ("半个月", "2026-02-15", Some(15)),
            ("半年", "2026-07-31", None),
            ("一年", "2027-01-31", None),
        ] {
            let span = TypedSpan::read(word).expect(word);
            assert_eq!(span.after(today).unwrap().to_string(), day, "{word}");
            assert_eq!(span.days(), days, "{word}");
        }
        for word in ["", "天", "月", "-1", "36501", "一二天", "soon", "几天", "1.5年"] {
            assert_eq!(TypedSpan::read(word), None, "{word}");
        }
        assert!(TypedSpan::may_be_a_month("3月") && !TypedSpan::may_be_a_month("3个月"));
    }

    #[test]
    fn a_length_of_time_is_said_in_both_languages() {
        for (typed, zh, en) in [
            ("1", "1 天", "1 day"),
            ("两周", "2 周", "2 weeks"),
            ("1个月", "1 个月", "1 month"),
            ("3年", "3 年", "3 years"),
        ] {
            let span = TypedSpan::read(typed).unwrap();
            assert_eq!([Lang::Zh, Lang::En].map(|lang| span.words(lang)), [zh, en]);
        }
    }
}
