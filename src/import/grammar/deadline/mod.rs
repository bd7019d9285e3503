//! Deadline phrases: the date that a phrase means, where it means one. Nothing is invented: a phrase
//! without a year gets one only from a year that the document states.

mod date;
mod year;

use chrono::NaiveDate;

pub(super) use self::date::in_digits;
use self::date::{dates, last_day};
pub(super) use self::year::{span_of, year_of};
use super::fold;
use crate::import::lexicon::words;

words! {
    RECURRING = DEADLINES["recurring"];
    RELATIVE = DEADLINES["relative"];
    PHRASES = DEADLINES["phrases"];
    STARTS = DEADLINES["starts"];
    DATE_SIGNS = DEADLINES["date signs"];
    BARE_ENDS = DEADLINES["bare ends"];
    PLAN_PERIODS = DEADLINES["plan periods"];
}

/// What a deadline phrase means.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Meaning {
    /// The calendar date, where it can be known.
    pub(super) date: Option<NaiveDate>,
    /// Why a person is to look at it.
    pub(super) unclear: Option<Unclear>,
    /// Whether it only says when something begins (2026年7月1日起).
    begins: bool,
}

/// What is unclear about a deadline.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Unclear {
    /// No year is stated: 6月底前.
    Year,
    /// The year is stated, and the day is none that can be known: 2026年汛期前.
    Day,
    /// By the letter the end of May, in usage the end of June: 2026年6月前.
    BeforeMonth,
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
    let found = dates(&in_digits(key), year);
    let Some(last) = found.iter().rfind(|mention| !mention.begins) else {
        return Meaning { begins: !found.is_empty(), ..Meaning::default() };
    };
    let date = last_day(last.parts);
    let unclear = match date {
        None if last.parts.year.is_none() => Some(Unclear::Year),
        None => Some(Unclear::Day),
        Some(_) => last.before_month.then_some(Unclear::BeforeMonth),
    };
    Meaning { date, unclear, begins: false }
}

/// Whether a text says when, and nothing of what is done by then: 于10月底前完成, but not 10月底前完成一期建设.
pub(super) fn is_bare(text: &str) -> bool {
    let key = fold::key(text);
    is_phrase(&key) && BARE_ENDS.matches(key.trim_end_matches(['。', ';', ',']))
}

/// Whether a phrase means no one day, ever: 长期坚持, 每年.
pub(super) fn is_lasting(phrase: &str) -> bool {
    const ANY_YEAR: i32 = 2000;
    read(phrase, Some(ANY_YEAR)) == Meaning::default()
}

/// Whether a text is nothing but a deadline: how a cell is recognised that no column title explains.
pub(super) fn is_phrase(text: &str) -> bool {
    const LONGEST: usize = 24;
    /// No phrase is without one of them; asked of every name, this is the fast way out.
    const SIGNS: &str = "年月日季周期续常每时時立即适適按据據全当當底末後后";
    if !text.chars().any(|sign| sign.is_numeric() || SIGNS.contains(sign)) {
        return false;
    }
    let key = in_digits(&fold::key(text));
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
            ("2025年春节前", None, ""),
            ("2025年“五一”前", None, ""),
            ("2025年供暖季前", None, ""),
            ("2025年底之前", None, "2025-12-31"),
            ("2026年7月1日起", None, ""),
            ("自2027年7月1日起", None, ""),
            ("自2027年7月1日起施行", None, ""),
            ("2026年7月1日起实施", None, ""),
            ("7月1日起", Some(2026), ""),
            ("2027年以后", None, ""),
            ("2026年9月开始试运行", None, ""),
            ("自2026年7月1日至2027年6月30日", None, "2027-06-30"),
            ("2026年7月1日起至2027年6月30日", None, "2027-06-30"),
            ("2025年底前完成，2026年起长期坚持", None, "2025-12-31"),
            ("2026年7月起施行，年底前完成评估", None, "2026-12-31"),
            ("2026年6月起草方案", None, "2026-06-30"),
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
            ("二〇二五年六月底", None, "2025-06-30"),
            ("十二月十五日前", Some(2025), "2025-12-15"),
            ("20250630", None, "2025-06-30"),
            ("6.30前", Some(2025), "2025-06-30"),
        ] {
            let date = read(phrase, year).date.map(|date| date.to_string()).unwrap_or_default();
            assert_eq!(date, expected, "{phrase} in {year:?}");
        }
    }

    #[test]
    fn what_can_not_be_known_is_reported() {
        for (phrase, unclear) in [
            ("6月底前", Some(Unclear::Year)),
            ("2026年6月前", Some(Unclear::BeforeMonth)),
            ("2026年汛期前", Some(Unclear::Day)),
            ("2027年春节前", Some(Unclear::Day)),
            ("2026年2月31日", Some(Unclear::Day)),
            ("2025年底前", None),
            ("2026年7月1日起", None),
            ("持续推进", None),
            ("", None),
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
}
