//! Deadline phrases: the date that a phrase means, where it means one. Nothing is invented: a phrase
//! without a year gets one only from a year that the document states.

use chrono::{Datelike, Days, NaiveDate};

use super::fold;
use crate::import::lexicon::words;

words! {
    RECURRING = DEADLINES["recurring"];
    RELATIVE = DEADLINES["relative"];
    PHRASES = DEADLINES["phrases"];
    STARTS = DEADLINES["starts"];
    DATE_SIGNS = DEADLINES["date signs"];
    MONTH_3 = DEADLINES["month 3"];
    MONTH_6 = DEADLINES["month 6"];
    MONTH_9 = DEADLINES["month 9"];
    MONTH_12 = DEADLINES["month 12"];
    DAY_10 = DEADLINES["day 10"];
    DAY_20 = DEADLINES["day 20"];
    MONTH_END = DEADLINES["month end"];
    PLAN_PERIODS = DEADLINES["plan periods"];
    PARTS_OF_A_YEAR = DEADLINES["parts of a year"];
}

/// What a deadline phrase means.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Meaning {
    /// The calendar date, where it can be known.
    pub(super) date: Option<NaiveDate>,
    /// Whether a date was meant and can't be known, or the letter and the usage differ.
    pub(super) unclear: bool,
}

/// A date as far as a phrase gives it.
#[derive(Clone, Copy, Debug, Default)]
struct PartialDate {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    /// Whether a part of the year is named that ends on no known day (2025年汛期前).
    vague: bool,
}

/// Reads a phrase; `year` is the year that the document states for phrases without one.
pub(super) fn read(phrase: &str, year: Option<i32>) -> Meaning {
    let key = fold::key(phrase);
    if super::names::is_nobody(&key) || key.chars().count() > 80 {
        return Meaning::default();
    }
    // 印发后30日内 counts from a day that the table doesn't state
    if RELATIVE.matches(&key) {
        return Meaning::default();
    }
    // 每年3月底前 has no one date; 2025年7月底前，以后每年… has that of its first time
    let once = RECURRING.iter().filter_map(|word| key.find(word)).min();
    let key = once.and_then(|end| key.get(..end)).unwrap_or(&key);
    let found = dates(key, year);
    let Some(last) = found.last() else { return Meaning::default() };
    // 2026年6月前: by the letter the end of May, in usage the end of June
    let unclear = last.before_month;
    match last.parts.year {
        Some(_) => {
            let date = last_day(last.parts);
            Meaning { date, unclear: unclear || date.is_none() }
        }
        None => Meaning { date: None, unclear: true },
    }
}

/// Whether a text is nothing but a deadline: how a cell is recognised that no column title explains.
pub(super) fn is_phrase(text: &str) -> bool {
    const LONGEST: usize = 24;
    /// No phrase is without one of them; asked of every name, this is the fast way out.
    const SIGNS: &str = "年月日季周期续常每时時立即适適按据據全当當底末後后";
    if !text.chars().any(|sign| sign.is_numeric() || SIGNS.contains(sign)) {
        return false;
    }
    let key = fold::key(text);
    let key = key.trim_end_matches(['。', ';']);
    let length = key.chars().count();
    if length <= LONGEST && PLAN_PERIODS.matches(key.trim_start_matches(['“', '"'])) {
        return true;
    }
    if length == 0 || length > LONGEST || key.contains(['。', ':', '、', '“']) {
        return false;
    }
    if PHRASES.matches(key) {
        return true;
    }
    let starts = key.starts_with(|sign: char| sign.is_ascii_digit()) || STARTS.matches(key);
    let dated = !dates(key, Some(2000)).is_empty() || key.contains("每") || key.contains("后");
    starts && dated && DATE_SIGNS.matches(key)
}

/// The one year that a text states: 2016年民生实事, 〔2022〕12号. A span of years is none.
pub(super) fn year_of(text: &str) -> Option<i32> {
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

/// The first and the last year of a span in a title: （2021-2025年）; of a single year: itself twice.
pub(super) fn span_of(text: &str) -> Option<(i32, i32)> {
    let key = fold::key(text);
    let signs: Vec<char> = key.chars().collect();
    let year_at = |at: usize| {
        let digits = signs.get(at..at + 4).filter(|digits| digits.iter().all(char::is_ascii_digit))?;
        digits.iter().collect::<String>().parse::<i32>().ok().filter(|year| (1990..=2099).contains(year))
    };
    let mut single = None;
    let mut index = 0;
    while index + 4 <= signs.len() {
        let Some(first) = year_at(index) else {
            index += 1;
            continue;
        };
        let mut next = index + 4;
        next += usize::from(signs.get(next) == Some(&'年'));
        let joined = matches!(signs.get(next), Some('-' | '至' | '到'));
        while joined && matches!(signs.get(next), Some('-' | '至' | '到')) {
            next += 1;
        }
        if let Some(last) = year_at(next).filter(|last| joined && *last >= first) {
            return Some((first, last));
        }
        if signs.get(index + 4) == Some(&'年') {
            single.get_or_insert(first);
        }
        index += 4;
    }
    single.map(|year| (year, year))
}

/// A date met in a phrase, and whether a bare 前 stands behind its month.
struct DateMention {
    parts: PartialDate,
    before_month: bool,
}

/// Every date in a phrase, in order; a later one takes the year of the one before it.
fn dates(key: &str, context: Option<i32>) -> Vec<DateMention> {
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
        index += length;
        let after: String = signs.iter().skip(index).take(2).collect();
        let before_month = parts.month.is_some()
            && parts.day.is_none()
            && after.starts_with('前')
            && signs.get(index - 1) == Some(&'月');
        found.push(DateMention { parts, before_month });
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
    parts.vague = PARTS_OF_A_YEAR.matches(&rest);
    parts.year.is_some().then_some((parts, end))
}

/// The last day that the parts allow.
fn last_day(parts: PartialDate) -> Option<NaiveDate> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_mean_the_dates_of_the_survey() {
        for (phrase, year, expected) in [
            ("2025年底前", None, "2025-12-31"),
            ("2025年底", None, "2025-12-31"),
            ("2025年末", None, "2025-12-31"),
            ("2025年内", None, "2025-12-31"),
            ("到2025年", None, "2025-12-31"),
            ("2025年", None, "2025-12-31"),
            ("2025年初", None, ""),
            ("2025年汛期前", None, ""),
            ("2025年国庆节前", None, ""),
            ("2025学年", None, ""),
            ("2025年Q3", None, "2025-09-30"),
            ("2025年前三季度", None, "2025-09-30"),
            ("2025年完成", None, "2025-12-31"),
            ("年底前", Some(2022), "2022-12-31"),
            ("年底前", None, ""),
            ("年内见成效", Some(2022), "2022-12-31"),
            ("当年", Some(2022), "2022-12-31"),
            ("2026年6月", None, "2026-06-30"),
            ("2026年6月底前", None, "2026-06-30"),
            ("2020年 3月底前", None, "2020-03-31"),
            ("2026年6月前", None, "2026-06-30"),
            ("6月底前", Some(2022), "2022-06-30"),
            ("6月底前", None, ""),
            ("9月投入使用", Some(2022), "2022-09-30"),
            ("5月底前动工", Some(2022), "2022-05-31"),
            ("2020年 3月10日前", None, "2020-03-10"),
            ("12月15日前", Some(2019), "2019-12-15"),
            ("2025年3月上旬", None, "2025-03-10"),
            ("2025年3月中旬", None, "2025-03-20"),
            ("2024年2月下旬", None, "2024-02-29"),
            ("2025年第一季度末", None, "2025-03-31"),
            ("三季度末前", Some(2025), "2025-09-30"),
            ("2020年 上半年", None, "2020-06-30"),
            ("下半年", Some(2020), "2020-12-31"),
            ("2024—2026年", None, "2026-12-31"),
            ("2024年至2026年", None, "2026-12-31"),
            ("2025-2027", None, "2027-12-31"),
            ("2024年1月至2025年6月", None, "2025-06-30"),
            ("2026年6月持续跟踪", None, "2026-06-30"),
            ("2025年底前取得阶段性成果，长期坚持", None, "2025-12-31"),
            ("2025年6月底前完成方案，12月底前全面完成", None, "2025-12-31"),
            ("每年", Some(2025), ""),
            ("每季度末月20日前", Some(2025), ""),
            ("每年3月底前", Some(2025), ""),
            ("2025年7月底前，以后每年6月底前持续实施", None, "2025-07-31"),
            ("2025年9月底前首次发布，此后每年发布", None, "2025-09-30"),
            ("持续推进", Some(2025), ""),
            ("长期坚持", Some(2025), ""),
            ("全年", Some(2025), "2025-12-31"),
            ("贯穿全程", Some(2025), ""),
            ("立行立改", Some(2025), ""),
            ("印发后30日内", Some(2025), ""),
            ("", Some(2025), ""),
            ("/", Some(2025), ""),
            ("—", Some(2025), ""),
            ("2026 年\n2 月", None, "2026-02-28"),
            ("２０２５年１２月", None, "2025-12-31"),
            ("2025-12-31", None, "2025-12-31"),
            ("2025/6/30", None, "2025-06-30"),
            ("2025.06", None, "2025-06-30"),
            ("2025年2月31日", None, ""),
            ("2025年13月", None, "2025-12-31"),
        ] {
            let date = read(phrase, year).date.map(|date| date.to_string()).unwrap_or_default();
            assert_eq!(date, expected, "{phrase} in {year:?}");
        }
    }

    #[test]
    fn what_can_not_be_known_is_reported() {
        for (phrase, unclear) in [
            ("6月底前", true),
            ("2026年6月前", true),
            ("2025年底前", false),
            ("持续推进", false),
            ("", false),
        ] {
            assert_eq!(read(phrase, None).unclear, unclear, "{phrase}");
        }
    }

    #[test]
    fn a_cell_that_is_a_deadline_is_no_task() {
        for text in [
            "年底前",
            "持续推进",
            "长期",
            "6月底前",
            "2022年底前",
            "9月底前",
            "2026年6月持续跟踪",
            "每年3月底前",
            "2024—2026年",
            "三季度末前",
        ] {
            assert!(is_phrase(text), "{text}");
        }
        for text in [
            "市教委",
            "3",
            "主动公开",
            "2025年底前，建成全市统一的平台，覆盖率达到百分之百以上。",
            "持续推动零磁医疗装备示范应用。",
            "一、总体要求",
            "1.2",
        ] {
            assert!(!is_phrase(text), "{text}");
        }
    }

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
            ("清单", None),
            ("2024年至2026年方案", Some((2024, 2026))),
        ] {
            assert_eq!(span_of(title), span, "{title}");
        }
    }
}
