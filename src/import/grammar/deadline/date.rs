//! The dates in a phrase, each as far as the phrase gives it.

use std::ops::ControlFlow;

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

/// A text, sign by sign.
#[derive(Clone, Copy)]
struct Signs<'a>(&'a [char]);

impl Signs<'_> {
    fn at(self, index: usize) -> Option<char> {
        self.0.get(index).copied()
    }

    /// The number that begins there and its length, where it has at most so many digits.
    fn number(self, from: usize, most: usize) -> Option<(u32, usize)> {
        let signs = self.0.iter().skip(from);
        let digits: String = signs.take_while(|sign| sign.is_ascii_digit()).take(most + 1).collect();
        let is_number = (1..=most).contains(&digits.len());
        digits.parse().ok().filter(|_| is_number).map(|value| (value, digits.len()))
    }

    /// So many signs from there.
    fn words(self, from: usize, most: usize) -> String {
        self.0.iter().skip(from).take(most).collect()
    }
}

/// The date at the start of a text and its length.
fn one(text: &[char], years: Years) -> Option<(PartialDate, usize)> {
    let signs = Signs(text);
    if let Some((value, 8)) = signs.number(0, 8) {
        return eight_digits(value);
    }
    if let Some(found) = month_dot_day(signs) {
        return Some(found);
    }
    let (year, end) = match year(signs, years) {
        ControlFlow::Continue(year) => year,
        ControlFlow::Break(found) => return found,
    };
    let parts = PartialDate { year, ..PartialDate::default() };
    let rest = signs.words(end, 6);
    for (words, month) in [(&MONTH_3, 3), (&MONTH_6, 6), (&MONTH_9, 9), (&MONTH_12, 12)] {
        let length = words.find(&rest).map_or(0, |word| word.chars().count());
        // 底 alone is the end of a year only behind a year
        if length > 1 || length == 1 && year.is_some() {
            return Some((PartialDate { month: Some(month), ..parts }, end + length));
        }
    }
    if let Some((month, length)) = signs.number(end, 2)
        && signs.at(end + length) == Some('月')
        && (1..=12).contains(&month)
    {
        return Some(in_month(PartialDate { month: Some(month), ..parts }, signs, end + length + 1));
    }
    let vague = PARTS_OF_A_YEAR.matches(&rest) && !NO_PART.matches(&rest)
        || is_before_something(text.get(end..).unwrap_or_default());
    year.is_some().then_some((PartialDate { vague, ..parts }, end))
}

/// 20250630.
fn eight_digits(value: u32) -> Option<(PartialDate, usize)> {
    let year = i32::try_from(value / 10_000).ok().filter(|year| (1990..=2099).contains(year))?;
    let month = Some(value / 100 % 100).filter(|month| (1..=12).contains(month))?;
    let day = Some(value % 100);
    Some((PartialDate { year: Some(year), month: Some(month), day, ..PartialDate::default() }, 8))
}

/// 6.30前.
fn month_dot_day(signs: Signs<'_>) -> Option<(PartialDate, usize)> {
    let (month, length) = signs.number(0, 2).filter(|(month, _)| (1..=12).contains(month))?;
    signs.at(length).filter(|sign| *sign == '.')?;
    let (day, more) = signs.number(length + 1, 2).filter(|(day, _)| (1..=31).contains(day))?;
    let end = length + 1 + more;
    let parts = PartialDate { month: Some(month), day: Some(day), ..PartialDate::default() };
    matches!(signs.at(end), Some('前' | '止')).then_some((parts, end))
}

/// What was read of a date so far: its year, where it names one, and how long that is. It breaks off where nothing of the
/// date can follow, or where it is none.
type YearRead = ControlFlow<Option<(PartialDate, usize)>, (Option<i32>, usize)>;

/// The year at the start of a text: 今年6月, 明年, 25年底, 2025年6月, 2025-12-31.
fn year(signs: Signs<'_>, years: Years) -> YearRead {
    let start = signs.words(0, 3);
    if let Some(word) = THIS_YEAR.find(&start) {
        return ControlFlow::Continue((years.document, word.chars().count()));
    }
    if let Some(word) = NEXT_YEAR.find(&start) {
        let year = years.before.or(years.document).map(|year| year + 1);
        return ControlFlow::Continue((year, word.chars().count()));
    }
    if let Some((value @ 15..=45, 2)) = signs.number(0, 2)
        && signs.at(2) == Some('年')
        && signs.at(3).is_some_and(|sign| sign.is_ascii_digit() || "底末上下第一二三四全".contains(sign))
    {
        return ControlFlow::Continue((i32::try_from(2000 + value).ok(), 3));
    }
    match signs.number(0, 4) {
        Some((value, 4)) if is_year(value) => behind_year(i32::try_from(value).ok(), signs),
        Some((_, 4)) => ControlFlow::Break(None),
        _ => ControlFlow::Continue((None, 0)),
    }
}

/// What follows a year of four digits.
fn behind_year(year: Option<i32>, signs: Signs<'_>) -> YearRead {
    const END: usize = 4;
    let mut parts = PartialDate { year, ..PartialDate::default() };
    ControlFlow::Break(match signs.at(END) {
        Some('年') => return ControlFlow::Continue((year, END + 1)),
        // 2025-12-31, 2025.12, 2025/12/31, but 2024-2026 is a span
        Some('-' | '.' | '/') if let Some((month, length)) = signs.number(END + 1, 2) => {
            parts.month = Some(month).filter(|month| (1..=12).contains(month));
            let mut end = END + 1 + length;
            if let (Some('-' | '.' | '/'), Some((day, length))) = (signs.at(end), signs.number(end + 1, 2)) {
                parts.day = Some(day);
                end += 1 + length;
            }
            parts.month.is_some().then_some((parts, end))
        }
        // 2026-001 is a number
        Some('-')
            if signs.number(END + 1, 9).is_some_and(|(value, length)| length > 2 && !is_year(value)) =>
        {
            None
        }
        next => {
            parts.vague = next == Some('学');
            Some((parts, END))
        }
    })
}

/// What follows a month: its day, its end, a third of it, or a part that is none of these.
fn in_month(mut parts: PartialDate, signs: Signs<'_>, end: usize) -> (PartialDate, usize) {
    let rest = signs.words(end, 3);
    let ten_days = [(&DAY_10, 10), (&DAY_20, 20)]
        .into_iter()
        .find_map(|(words, day)| Some((words.find(&rest)?.chars().count(), day)));
    if let Some((day, length)) = signs.number(end, 2) {
        if matches!(signs.at(end + length), Some('日' | '号')) {
            parts.day = Some(day);
            return (parts, end + length + 1);
        }
    } else if let Some(word) = MONTH_END.find(&rest) {
        return (parts, end + word.chars().count());
    } else if let Some((length, day)) = ten_days {
        parts.day = Some(day);
        return (parts, end + length);
    } else {
        parts.vague = PARTS_OF_A_MONTH.matches(&rest) && !NO_PART.matches(&rest)
            || is_before_something(signs.0.get(end..).unwrap_or_default());
    }
    (parts, end)
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
