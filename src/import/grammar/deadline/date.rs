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
}

/// A date as far as a phrase gives it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PartialDate {
    pub(super) year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    /// Whether a part of the year is named that ends on no known day (2025年汛期前).
    vague: bool,
}

/// A phrase with the numbers of its dates in digits: 二〇二五年六月底 → 2025年6月底.
pub(in super::super) fn in_digits(key: &str) -> String {
    let is_han = |sign: &char| "〇○零一二三四五六七八九十".contains(*sign);
    let signs: Vec<char> = key.chars().collect();
    let mut text = String::with_capacity(key.len());
    let mut rest = signs.as_slice();
    while let Some((sign, behind)) = rest.split_first() {
        let length = rest.iter().take_while(|sign| is_han(sign)).count();
        let numeral: String = rest.iter().take(length).collect();
        let value = match rest.get(length) {
            Some('年') if length == 4 => numeral
                .chars()
                .map(|sign| numeral::chinese(sign.encode_utf8(&mut [0; 4])))
                .try_fold(0, |year, digit| Some(year * 10 + digit?)),
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
    /// Whether a bare 前 stands behind its month.
    pub(super) before_month: bool,
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
        let Some((mut parts, length)) = one(rest) else {
            // a number that starts no date is passed as a whole
            index += rest.iter().take_while(|sign| sign.is_ascii_digit()).count().max(1);
            continue;
        };
        year = parts.year.or(year);
        parts.year = year.or(context);
        let before: String = signs.iter().take(index).collect();
        index += length;
        let after: String = signs.iter().skip(index).take(2).collect();
        let before_month = parts.month.is_some()
            && parts.day.is_none()
            && after.starts_with('前')
            && signs.get(index - 1) == Some(&'月');
        let begins =
            BEGINS_FROM.matches(&before) || BEGINS.matches(&after) && !BEGINS_NOTHING.matches(&after);
        found.push(DateMention { parts, before_month, begins });
    }
    found
}

/// The date at the start of a text and its length.
fn one(text: &[char]) -> Option<(PartialDate, usize)> {
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
    if let Some((value, 4)) = number(0, 4) {
        if !(1990..=2099).contains(&value) {
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
        if let Some((day, length)) = number(end, 2) {
            if matches!(at(end + length), Some('日' | '号')) {
                parts.day = Some(day);
                end += length + 1;
            }
        } else if let Some(word) = MONTH_END.find(&rest) {
            end += word.chars().count();
        } else {
            for (words, day) in [(&DAY_10, 10), (&DAY_20, 20)] {
                if let Some(word) = words.find(&rest) {
                    parts.day = Some(day);
                    end += word.chars().count();
                }
            }
        }
        return Some((parts, end));
    }
    parts.vague = PARTS_OF_A_YEAR.matches(&rest) || is_before_something(text.get(end..).unwrap_or_default());
    parts.year.is_some().then_some((parts, end))
}

/// Whether a clause behind a year says before what, on no known day: 供暖季前.
fn is_before_something(text: &[char]) -> bool {
    const LONGEST: usize = 8;
    let ends = |sign: &char| sign.is_ascii_digit() || ",;。(".contains(*sign);
    let clause: String = text.iter().take_while(|sign| !ends(sign)).collect();
    clause.strip_suffix('前').is_some_and(|what| (2..LONGEST).contains(&what.chars().count()))
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
