//! The dates in a phrase, each as far as the phrase gives it.

use chrono::{Datelike, Days, NaiveDate};

use crate::{import::lexicon::words, text::numeral};

words! {
    BEGINS = DEADLINES["begins"];
    BEGINS_NOTHING = DEADLINES["begins nothing"];
    BEGINS_FROM = DEADLINES["begins from"];
    MONTH_3 = DEADLINES["month 3"];
    MONTH_6 = DEADLINES["month 6"];
    MONTH_9 = DEADLINES["month 9"];
    MONTH_12 = DEADLINES["month 12"];
    DAY_10 = DEADLINES["day 10"];
    DAY_20 = DEADLINES["day 20"];
    MONTH_END = DEADLINES["month end"];
    PARTS_OF_A_YEAR = DEADLINES["parts of a year"];
    PARTS_OF_A_MONTH = DEADLINES["parts of a month"];
    NO_PART = DEADLINES["no part"];
    THIS_YEAR = DEADLINES["this year"];
    NEXT_YEAR = DEADLINES["next year"];
    DONE_BEFORE = DEADLINES["done before"];
    NO_EVENTS = DEADLINES["no events"];
    UNITS_OF_TIME = DEADLINES["units of time"];
    WITHIN = DEADLINES["within"];
}

/// Characters that end a clause.
const ENDS: &str = ",;。(";

/// A date as far as a phrase gives it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PartialDate {
    pub(super) year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    /// Whether a part of the year or the month is named that ends on no known day (2025年汛期前, 6月初).
    vague: bool,
}

impl PartialDate {
    /// Whether it is more than the year that stands in front of another one (2025年前三季度).
    pub(super) fn is_in_a_year(self) -> bool {
        self.month.is_some()
    }
}

/// The years that a date without one may take.
#[derive(Clone, Copy)]
struct Years {
    /// That of the document.
    document: Option<i32>,
    /// That of the date in front of it.
    before: Option<i32>,
}

/// A phrase with the numbers of its dates in digits: 二〇二五年六月底 → 2025年6月底.
pub(in super::super) fn in_digits(key: &str) -> String {
    /// Signs of the longest number of a date. What is longer is none: looked at once, it takes no time.
    const LONGEST: usize = 6;
    let is_han = |sign: &char| "〇○零一二三四五六七八九十".contains(*sign);
    // 二0二五年 is written as well
    let is_year_sign = |sign: &char| is_han(sign) || matches!(sign, '0' | 'o');
    let signs: Vec<char> = key.chars().collect();
    let mut text = String::with_capacity(key.len());
    let mut rest = signs.as_slice();
    while let Some((sign, behind)) = rest.split_first() {
        let length = rest.iter().take_while(|sign| is_han(sign)).count();
        if length > LONGEST {
            let (passed, last) = rest.split_at(length - LONGEST);
            text.extend(passed);
            rest = last;
            continue;
        }
        if let Some(year) = rest.get(..4).filter(|year| length > 0 && year.iter().all(is_year_sign))
            && rest.get(4) == Some(&'年')
            && let Some(year) = year.iter().try_fold(0, |year, digit| {
                let digit = if matches!(digit, '0' | 'o') { '〇' } else { *digit };
                Some(year * 10 + numeral::chinese(digit.encode_utf8(&mut [0; 4]))?)
            })
        {
            text.push_str(&year.to_string());
            rest = rest.split_at(4).1;
            continue;
        }
        let numeral: String = rest.iter().take(length).collect();
        let value = match rest.get(length) {
            Some('月' | '日' | '号') if length > 0 => numeral::chinese(&numeral),
            _ => None,
        };
        match value {
            Some(value) => {
                text.push_str(&value.to_string());
                rest = rest.split_at(length).1;
            }
            // No part of a date is certain whose month or day is no number (一二月).
            None if length > 0 && matches!(rest.get(length), Some('月' | '日' | '号')) => {
                return key.to_owned();
            }
            None => {
                text.push(*sign);
                rest = behind;
            }
        }
    }
    text
}

/// A date met in a phrase.
pub(super) struct DateMention {
    pub(super) parts: PartialDate,
    /// Whether a bare 前 stands behind its month, quarter or year.
    pub(super) before_period: bool,
    /// Whether something begins on it: 自2026年7月1日起.
    pub(super) begins: bool,
}

/// Every date in a phrase, in order; a later one takes the year of the one before it.
pub(super) fn dates(key: &str, context: Option<i32>) -> Vec<DateMention> {
    let signs: Vec<char> = key.chars().collect();
    let mut found: Vec<DateMention> = Vec::new();
    let mut year = None;
    let mut index = 0;
    while let Some(rest) = signs.get(index..).filter(|rest| !rest.is_empty()) {
        // 两年内 ends on no known day
        if let Some(length) = length_of_time(rest) {
            index += length;
            continue;
        }
        let Some((mut parts, length)) = one(rest, Years { document: context, before: year }) else {
            // a number that starts no date is passed as a whole
            index += rest.iter().take_while(|sign| sign.is_ascii_digit()).count().max(1);
            continue;
        };
        year = parts.year.or(year);
        parts.year = year.or(context);
        let before: String = signs.iter().take(index).skip(index.saturating_sub(2)).collect();
        index += length;
        let after: String = signs.iter().skip(index).take(3).collect();
        let is_period = matches!(signs.get(index - 1), Some('月' | '度' | '年' | '0'..='9'));
        let before_period = parts.day.is_none() && is_period && {
            let after = signs.get(index..).unwrap_or_default();
            let joint = usize::from(matches!(after.first(), Some('之' | '以')));
            is_before(after.get(joint..).unwrap_or_default())
        };
        let begins =
            BEGINS_FROM.matches(&before) || BEGINS.matches(&after) && !BEGINS_NOTHING.matches(&after);
        found.push(DateMention { parts, before_period, begins });
    }
    found
}

/// The length of a stretch of time at the start of a text, which ends on no known day: 两年内, 六个月内, 3年后.
fn length_of_time(text: &[char]) -> Option<usize> {
    const MOST: usize = 3;
    let is_count =
        |sign: &&char| sign.is_ascii_digit() || "一二两三四五六七八九十百半几数多".contains(**sign);
    let count = text.iter().take_while(is_count).take(MOST + 1).count();
    let rest: String = text.iter().skip(count).take(2 * MOST).collect();
    let unit = UNITS_OF_TIME.find(&rest)?;
    let behind = rest.strip_prefix(unit)?;
    let within = WITHIN.find(behind)?;
    ((1..=MOST).contains(&count)).then(|| count + unit.chars().count() + within.chars().count())
}

/// Whether a text goes on with 前 and ends there, or goes on with what is done by then: 前, 前完成, but not 前三季度.
fn is_before(text: &[char]) -> bool {
    let Some(('前', behind)) = text.split_first() else { return false };
    let clause: String = behind.iter().take(4).collect();
    behind.first().is_none_or(|sign| ENDS.contains(*sign) || matches!(sign, ')' | ' '))
        || DONE_BEFORE.matches(&clause)
}

/// The date at the start of a text and its length.
fn one(text: &[char], years: Years) -> Option<(PartialDate, usize)> {
    let number = |from: usize, most: usize| {
        let digits: String =
            text.iter().skip(from).take_while(|sign| sign.is_ascii_digit()).take(most + 1).collect();
        let length = digits.len();
        (length > 0 && length <= most)
            .then(|| digits.parse::<u32>().ok())
            .flatten()
            .map(|value| (value, length))
    };
    let at = |index: usize| text.get(index).copied();
    let mut parts = PartialDate::default();
    let mut end = 0;
    // 20250630, 6.30前
    if let Some((value, 8)) = number(0, 8) {
        parts.year = i32::try_from(value / 10_000).ok().filter(|year| (1990..=2099).contains(year));
        (parts.month, parts.day) =
            (Some(value / 100 % 100).filter(|month| (1..=12).contains(month)), Some(value % 100));
        return (parts.year.is_some() && parts.month.is_some()).then_some((parts, 8));
    }
    if let Some((month, length)) = number(0, 2).filter(|(month, _)| (1..=12).contains(month))
        && at(length) == Some('.')
        && let Some((day, more)) = number(length + 1, 2).filter(|(day, _)| (1..=31).contains(day))
        && matches!(at(length + 1 + more), Some('前' | '止'))
    {
        (parts.month, parts.day) = (Some(month), Some(day));
        return Some((parts, length + 1 + more));
    }
    // 今年6月, 明年, 25年底
    let start: String = text.iter().take(3).collect();
    if let Some(word) = THIS_YEAR.find(&start) {
        parts.year = years.document;
        end = word.chars().count();
    } else if let Some(word) = NEXT_YEAR.find(&start) {
        parts.year = years.before.or(years.document).map(|year| year + 1);
        end = word.chars().count();
    } else if let Some((value @ 15..=45, 2)) = number(0, 2)
        && at(2) == Some('年')
        && at(3).is_some_and(|sign| sign.is_ascii_digit() || "底末上下第一二三四全".contains(sign))
    {
        parts.year = i32::try_from(2000 + value).ok();
        end = 3;
    } else if let Some((value, 4)) = number(0, 4) {
        if !is_year(value) {
            return None;
        }
        parts.year = i32::try_from(value).ok();
        end = 4;
        match at(end) {
            Some('年') => end += 1,
            // 2025-12-31, 2025.12, 2025/12/31, but 2024-2026 is a span
            Some('-' | '.' | '/') if number(end + 1, 2).is_some() => {
                let (month, length) = number(end + 1, 2)?;
                parts.month = Some(month).filter(|month| (1..=12).contains(month));
                end += 1 + length;
                if let (Some('-' | '.' | '/'), Some((day, length))) = (at(end), number(end + 1, 2)) {
                    parts.day = Some(day);
                    end += 1 + length;
                }
                return parts.month.is_some().then_some((parts, end));
            }
            // 2026-001 is a number
            Some('-') if number(end + 1, 9).is_some_and(|(value, length)| length > 2 && !is_year(value)) => {
                return None;
            }
            _ => {
                parts.vague = at(end) == Some('学');
                return Some((parts, end));
            }
        }
    }
    let rest: String = text.iter().skip(end).take(6).collect();
    for (words, month) in [(&MONTH_3, 3), (&MONTH_6, 6), (&MONTH_9, 9), (&MONTH_12, 12)] {
        let length = words.find(&rest).map_or(0, |word| word.chars().count());
        // 底 alone is the end of a year only behind a year
        if length > 1 || length == 1 && parts.year.is_some() {
            parts.month = Some(month);
            return Some((parts, end + length));
        }
    }
    if let Some((month, length)) = number(end, 2)
        && at(end + length) == Some('月')
        && (1..=12).contains(&month)
    {
        parts.month = Some(month);
        end += length + 1;
        let rest: String = text.iter().skip(end).take(3).collect();
        let ten_days = [(&DAY_10, 10), (&DAY_20, 20)]
            .into_iter()
            .find_map(|(words, day)| Some((words.find(&rest)?.chars().count(), day)));
        if let Some((day, length)) = number(end, 2) {
            if matches!(at(end + length), Some('日' | '号')) {
                parts.day = Some(day);
                end += length + 1;
            }
        } else if let Some(word) = MONTH_END.find(&rest) {
            end += word.chars().count();
        } else if let Some((length, day)) = ten_days {
            parts.day = Some(day);
            end += length;
        } else {
            parts.vague = PARTS_OF_A_MONTH.matches(&rest) && !NO_PART.matches(&rest)
                || is_before_something(text.get(end..).unwrap_or_default());
        }
        return Some((parts, end));
    }
    parts.vague = PARTS_OF_A_YEAR.matches(&rest) && !NO_PART.matches(&rest)
        || is_before_something(text.get(end..).unwrap_or_default());
    parts.year.is_some().then_some((parts, end))
}

fn is_year(value: u32) -> bool {
    (1990..=2099).contains(&value)
}

/// Whether a clause behind a year or a month says before what, on no known day: 供暖季前, 春节前完成.
fn is_before_something(text: &[char]) -> bool {
    const LONGEST: usize = 30;
    let ends = |sign: &&char| sign.is_ascii_digit() || ENDS.contains(**sign);
    let clause = text.iter().take(LONGEST).take_while(|sign| !ends(sign)).count();
    // 之前, 以前: of the date itself
    let first = if matches!(text.first(), Some('之' | '以')) { 2 } else { 1 };
    (first..clause).any(|at| {
        let what = || text.iter().take(at + 1).collect::<String>();
        is_before(text.get(at..).unwrap_or_default()) && !NO_EVENTS.matches(&what())
    })
}

/// The last day that the parts allow.
pub(super) fn last_day(parts: PartialDate) -> Option<NaiveDate> {
    let year = parts.year.filter(|_| !parts.vague)?;
    let month = parts.month.unwrap_or(12);
    if let Some(day) = parts.day {
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    let next = if month == 12 {
        NaiveDate::from_ymd_opt(year + 1, 1, 1)
    } else {
        NaiveDate::from_ymd_opt(year, month + 1, 1)
    };
    next.and_then(|next| next.checked_sub_days(Days::new(1))).filter(|date| date.year() == year)
}
