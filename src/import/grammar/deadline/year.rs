//! The years that a title states: one, or a span of them.

use chrono::{Months, NaiveDate};

use super::super::fold;

/// The one year that a text states: 2016年民生实事, 〔2022〕12号. A span of years is none.
pub(in crate::import::grammar) fn year_of(text: &str) -> Option<i32> {
    let key = fold::key(text);
    let signs: Vec<char> = key.chars().collect();
    let mut years = Vec::new();
    for (index, window) in signs.windows(4).enumerate() {
        let alone = !signs.get(index.wrapping_sub(1)).is_some_and(char::is_ascii_digit) || index == 0;
        if !alone || !window.iter().all(char::is_ascii_digit) {
            continue;
        }
        let year =
            window.iter().collect::<String>().parse::<i32>().ok().filter(|year| (1990..=2099).contains(year));
        let after: String = signs.iter().skip(index + 4).take(2).collect();
        if after.starts_with('-')
            || after.starts_with('至')
            || after.starts_with("年-")
            || after.starts_with("年至")
        {
            return None;
        }
        if after.starts_with(['年', ']', ')']) {
            years.extend(year);
        }
    }
    years.dedup();
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

/// A year, and the month in it where one is named.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Moment {
    year: i32,
    month: Option<u32>,
}

/// The first and the last year of a span in a title: （2021-2025年）; of a single year: itself twice.
pub(in crate::import::grammar) fn span_of(text: &str) -> Option<(i32, i32)> {
    moments(text).map(|span| (span.first.year, span.last.year))
}

/// The days that a text states.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::import::grammar) struct StatedDays {
    pub(in crate::import::grammar) start: NaiveDate,
    pub(in crate::import::grammar) end: NaiveDate,
    /// The words that say so, as compared: without blanks, digits of half width.
    pub(in crate::import::grammar) words: String,
    /// Whether only one year is named, which is taken as a whole.
    pub(in crate::import::grammar) is_one_year: bool,
}

/// The first and the last day of such a span, months counting where they are named: （2026年1月—2027年6月）.
pub(in crate::import::grammar) fn days_of(text: &str) -> Option<StatedDays> {
    let Span { first, last, words, is_one_year } = moments(text)?;
    let start = NaiveDate::from_ymd_opt(first.year, first.month.unwrap_or(1), 1)?;
    let end = NaiveDate::from_ymd_opt(last.year, last.month.unwrap_or(12), 1)?;
    let end = end.checked_add_months(Months::new(1))?.pred_opt()?;
    Some(StatedDays { start, end, words, is_one_year })
}

struct Span {
    first: Moment,
    last: Moment,
    words: String,
    is_one_year: bool,
}

fn moments(text: &str) -> Option<Span> {
    let key = fold::key(text);
    let signs: Vec<char> = key.chars().collect();
    let mut single = None;
    let mut index = 0;
    while index + 4 <= signs.len() {
        let Some((first, mut next)) = moment_at(&signs, index) else {
            index += 1;
            continue;
        };
        let is_joint = |at: usize| matches!(signs.get(at), Some('-' | '至' | '到'));
        let joined = is_joint(next);
        while is_joint(next) {
            next += 1;
        }
        let later = || {
            // 2026年3月至12月: the year is said once.
            let in_the_year = |(month, _)| Moment { year: first.year, month: Some(month) };
            let month_alone = || month_at(&signs, next).filter(|_| first.month.is_some());
            moment_at(&signs, next).or_else(|| month_alone().map(|month| (in_the_year(month), month.1)))
        };
        let is_later = |(last, _): &(Moment, usize)| {
            (last.year, last.month.unwrap_or(12)) >= (first.year, first.month.unwrap_or(1))
        };
        if let Some((last, end)) = joined.then(later).flatten().filter(is_later) {
            let words = signs.get(index..end)?.iter().collect();
            return Some(Span { first, last, words, is_one_year: false });
        }
        // 2035年远景目标: what a plan looks forward to is not its time
        let looks_forward = signs.iter().skip(index + 5).take(2).eq(['远', '景'].iter());
        if signs.get(index + 4) == Some(&'年') && !looks_forward {
            single.get_or_insert(first.year);
        }
        index += 4;
    }
    let year = Moment { year: single?, month: None };
    Some(Span { first: year, last: year, words: format!("{}年", year.year), is_one_year: true })
}

/// The year at a place, with the month behind it, and where they end.
fn moment_at(signs: &[char], at: usize) -> Option<(Moment, usize)> {
    let digits = signs.get(at..at + 4).filter(|digits| digits.iter().all(char::is_ascii_digit))?;
    let year = digits.iter().collect::<String>().parse().ok().filter(|year| (1990..=2099).contains(year))?;
    if signs.get(at + 4) != Some(&'年') {
        return Some((Moment { year, month: None }, at + 4));
    }
    Some(match month_at(signs, at + 5) {
        Some((month, next)) => (Moment { year, month: Some(month) }, next),
        None => (Moment { year, month: None }, at + 5),
    })
}

/// The month at a place, and where it ends.
fn month_at(signs: &[char], at: usize) -> Option<(u32, usize)> {
    let digits = signs.iter().skip(at).take(2).take_while(|sign| sign.is_ascii_digit());
    let digits: String = digits.collect();
    let month = digits.parse().ok().filter(|month| (1..=12).contains(month))?;
    let next = at + digits.len();
    (signs.get(next) == Some(&'月')).then_some((month, next + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_come_from_titles_that_state_one() {
        for (title, year) in [
            ("2016年民生实事", Some(2016)),
            ("云政办发〔2022〕12号", Some(2022)),
            ("行动计划（2021-2025年）", None),
            ("任务清单", None),
            ("12345热线", None),
        ] {
            assert_eq!(year_of(title), year, "{title}");
        }
        for (title, span) in [
            ("行动计划（2021-2025年）", Some((2021, 2025))),
            ("方案（2026—2027年）", Some((2026, 2027))),
            ("2023年重点工作", Some((2023, 2023))),
            ("第十四个五年规划和2035年远景目标纲要分工方案", None),
            ("2026年重点工作和2035年远景目标", Some((2026, 2026))),
            ("清单", None),
            ("2024年至2026年方案", Some((2024, 2026))),
        ] {
            assert_eq!(span_of(title), span, "{title}");
        }
        for (title, days) in [
            ("行动计划（2021-2025年）", "2021-01-01 2025-12-31"),
            ("任务清单（2026年1月—2027年6月）", "2026-01-01 2027-06-30"),
            ("方案（2025年9月至12月）", "2025-09-01 2025-12-31"),
            ("方案（2024年2月-2028年2月）", "2024-02-01 2028-02-29"),
            ("2026年3月工作安排", "2026-01-01 2026-12-31"),
            ("方案（2024年至2026年）", "2024-01-01 2026-12-31"),
            // What ends before it begins is no span.
            ("方案（2026年9月至3月）", "2026-01-01 2026-12-31"),
        ] {
            let found = days_of(title).map(|days| format!("{} {}", days.start, days.end));
            assert_eq!(found.as_deref(), Some(days), "{title}");
        }
        // Which words it was is told, and that one year was taken as a whole.
        for (title, words, is_one_year) in [
            ("行动计划（２０２１—2025 年）", "2021-2025年", false),
            ("方案（2025年9月至12月）", "2025年9月至12月", false),
            ("2026年3月工作安排", "2026年", true),
        ] {
            let found = days_of(title).map(|days| (days.words, days.is_one_year));
            assert_eq!(found, Some((words.to_owned(), is_one_year)), "{title}");
        }
    }
}
