//! Deadline phrases: the date that a phrase means, where it means one. Nothing is invented: a phrase
//! without a year gets one only from a year that the document states.

mod common;
mod date;
mod year;

use chrono::NaiveDate;

pub(super) use self::common::of_all;
pub(super) use self::date::in_digits;
use self::date::{dates, last_day};
pub(super) use self::year::{days_of, span_of, year_of};
use super::fold;
use crate::import::lexicon::words;

words! {
    RECURRING = DEADLINES["recurring"];
    RELATIVE = DEADLINES["relative"];
    PHRASES = DEADLINES["phrases"];
    STARTS = DEADLINES["starts"];
    DATE_SIGNS = DEADLINES["date signs"];
    BARE_ENDS = DEADLINES["bare ends"];
    NO_BARE_ENDS = DEADLINES["no bare ends"];
    PLAN_PERIODS = DEADLINES["plan periods"];
    LASTING = DEADLINES["lasting"];
    DEFAULTS = DEADLINES["unless stated"];
    EACH = DEADLINES["each"];
    LIMITS = DEADLINES["limits"];
    TASKS = DEADLINES["all tasks"];
}

/// What a deadline phrase means.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Meaning {
    /// The calendar date, where it can be known.
    pub(super) date: Option<NaiveDate>,
    /// Why a person is to look at it.
    pub(super) unclear: Option<Unclear>,
}

impl Meaning {
    /// No date, and what a person is to look at.
    fn unclear(why: Unclear) -> Self {
        Self { date: None, unclear: Some(why) }
    }
}

/// What is unclear about a deadline.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Unclear {
    /// No year is stated: 6月底前.
    Year,
    /// The day is none that can be known: 2026年汛期前, 印发后30日内, 另行通知.
    Day,
    /// It only says when something begins: 2026年7月1日起.
    Begins,
    /// By the letter the day before it begins, in usage its last one: 2026年6月前, 三季度前.
    BeforePeriod,
}

/// Reads a phrase; `year` is the year that the document states for phrases without one. What is no date and does not
/// say that it lasts (长期坚持, 每月) is unclear, never silent.
pub(super) fn read(phrase: &str, year: Option<i32>) -> Meaning {
    const LONGEST: usize = 80;
    let key = fold::key(phrase);
    if super::names::is_nobody(&key) {
        return Meaning::default();
    }
    // 印发后30日内 counts from a day that the table doesn't state
    if key.chars().count() > LONGEST || RELATIVE.matches(&key) {
        return Meaning::unclear(Unclear::Day);
    }
    let once = once(&key);
    let found = dates(&in_digits(&once.text), year);
    let ends = || found.iter().filter(|mention| !mention.begins);
    let Some(last) = ends().next_back() else {
        return match found.as_slice() {
            [] if once.is_in_doubt => Meaning::unclear(Unclear::Day),
            [] if once.recurs || LASTING.matches(&key) => Meaning::default(),
            [] => Meaning::unclear(Unclear::Day),
            _ => Meaning::unclear(Unclear::Begins),
        };
    };
    let date = last_day(last.parts);
    let unclear = match date {
        None if last.parts.year.is_none() => Some(Unclear::Year),
        None => Some(Unclear::Day),
        // 10月至3月, 年底前完成，其中6月底前完成一期: the last one named is not the last day
        Some(date)
            if ends().any(|other| other.parts.is_in_a_year() && last_day(other.parts) > Some(date)) =>
        {
            return Meaning::unclear(Unclear::Day);
        }
        Some(_) => last.before_period.then_some(Unclear::BeforePeriod),
    };
    Meaning { date, unclear }
}

/// What of a phrase happens once.
struct Once {
    /// Its words.
    text: String,
    /// Whether the others happen again and again.
    recurs: bool,
    /// Whether a day of the others may be one of these: 每年6月底前，12月底前.
    is_in_doubt: bool,
}

/// What of a phrase happens once, clause by clause: of 每季度推进，2025年9月底前完成 and 2025年9月底前首次发布，此后每年发布 the
/// clause with the date, of 每年3月底前 nothing.
fn once(key: &str) -> Once {
    let mut once = Once { text: String::new(), recurs: false, is_in_doubt: false };
    // Whether the clause before named a day of each year: one without a year may go on with it.
    let mut is_series = false;
    for clause in key.split_inclusive([',', ';', '。']) {
        let mut recurring =
            RECURRING.iter().filter_map(|word| Some((clause.find(word)?, word))).collect::<Vec<_>>();
        recurring.sort_unstable();
        if let Some((start, word)) = recurring.first() {
            let (before, again) = clause.split_at(*start);
            once.text.push_str(before);
            once.recurs = true;
            is_series = word.ends_with('年') && !dates(&in_digits(again), Some(2000)).is_empty();
        } else if is_series && dates(&in_digits(clause), None).iter().all(|day| day.parts.year.is_none()) {
            once.is_in_doubt |= !dates(&in_digits(clause), Some(2000)).is_empty();
        } else {
            once.text.push_str(clause);
        }
    }
    once
}

/// Whether a text says when, and nothing of what is done by then: 于10月底前完成, but not 10月底前完成一期建设.
pub(super) fn is_bare(text: &str) -> bool {
    let key = fold::key(text);
    let end = key.trim_end_matches(['。', ';', ',']);
    is_phrase(&key) && BARE_ENDS.matches(end) && !NO_BARE_ENDS.matches(end)
}

/// Whether a phrase means no one day of the calendar, ever: 长期坚持, 每年, 印发后30日内.
pub(super) fn is_lasting(phrase: &str) -> bool {
    let key = fold::key(phrase);
    RELATIVE.matches(&key) || dates(&in_digits(&once(&key).text), None).is_empty()
}

/// Whether a text has a word that no one day is meant: 分阶段推进, 滚动实施.
pub(super) fn says_lasting(text: &str) -> bool {
    LASTING.matches(&fold::key(text))
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
    if key.chars().count() > 2 * LONGEST {
        return false;
    }
    let key = in_digits(&key);
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
    fn hostile_phrases_end_in_linear_time() {
        for sign in ["一", "二年", "年内", "前", "6月", "2025年", "每"] {
            let text = sign.repeat(60_000);
            assert_eq!(read(&text, None), Meaning::unclear(Unclear::Day));
            assert!(!is_phrase(&text) && !is_bare(&text));
            assert!(in_digits(&text).len() <= text.len());
            let _ = is_lasting(&sign.repeat(2_000));
        }
    }

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
            ("一季度、二季度、四季度", Some(2025), "2025-12-31"),
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
            ("每季度推进，2025年9月底前完成", None, "2025-09-30"),
            ("每月推进，9月30日前完成", Some(2025), "2025-09-30"),
            ("每半年报告一次；2026年7月底前总结", None, "2026-07-31"),
            ("每月25日前报送，年底前完成", Some(2025), "2025-12-31"),
            ("每年6月底前报告，2027年底前完成", None, "2027-12-31"),
            ("每年6月底前，12月底前", Some(2025), ""),
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
            ("2025H1", None, "2025-06-30"),
            // it goes on, is looked at or built from then on
            ("2025年6月后续推进", None, ""),
            ("2026年6月后期验收", None, ""),
            ("2026年9月底后评估", None, ""),
            ("2025年6月起动工建设", None, ""),
            ("2026年12月起算两年", None, ""),
            ("自2024年起", None, ""),
            ("2025年始", None, ""),
            ("2025年6月底开始", None, ""),
            ("2023年至今", None, ""),
            ("2025年6月—长期", None, ""),
            ("2025年底前，2026年后转入常态化", None, "2025-12-31"),
            ("2025年起至2027年底", None, "2027-12-31"),
            ("2025年6月起步，12月底前见效", None, "2025-12-31"),
            // before what
            ("2026年全市重点工程开工前", None, ""),
            ("2025年春节前完成", None, ""),
            ("2025年6月高考前", None, ""),
            ("2025年提前完成", None, "2025-12-31"),
            ("2025年完成前期工作", None, "2025-12-31"),
            ("2025年前11个月", None, "2025-12-31"),
            ("2025年进入全省前列", None, "2025-12-31"),
            ("2025年6月初", None, ""),
            ("2025年年中", None, ""),
            ("2025年6月初步建成", None, "2025-06-30"),
            ("2026年1月上中旬", None, "2026-01-20"),
            ("2026年1月中下旬", None, "2026-01-31"),
            // stretches of time
            ("两年内", Some(2025), ""),
            ("半年内", Some(2025), ""),
            ("3个月内完成", Some(2025), ""),
            ("2025年内", None, "2025-12-31"),
            // years told from another one
            ("明年6月底前", Some(2025), "2026-06-30"),
            ("次年3月底前", Some(2025), "2026-03-31"),
            ("2025年12月至次年3月", None, "2026-03-31"),
            ("2024年启动，今年6月底前完成", Some(2025), "2025-06-30"),
            ("明年底前", None, ""),
            ("24年6月底前", Some(2025), "2024-06-30"),
            ("二0二五年六月", None, "2025-06-30"),
            // the last one named is not the last day
            ("2025年10月至3月", None, ""),
            ("2025年底前完成，其中6月底前完成一期", None, ""),
        ] {
            let date = read(phrase, year).date.map(|date| date.to_string()).unwrap_or_default();
            assert_eq!(date, expected, "{phrase} in {year:?}");
        }
    }

    #[test]
    fn what_can_not_be_known_is_reported() {
        for (phrase, unclear) in [
            ("6月底前", Some(Unclear::Year)),
            ("2026年6月前", Some(Unclear::BeforePeriod)),
            ("2026年汛期前", Some(Unclear::Day)),
            ("2027年春节前", Some(Unclear::Day)),
            ("2026年2月31日", Some(Unclear::Day)),
            ("2025年底前", None),
            ("2026年7月1日起", Some(Unclear::Begins)),
            ("自2024年起长期坚持", Some(Unclear::Begins)),
            ("2025年9月之后", Some(Unclear::Begins)),
            ("2026年三季度前", Some(Unclear::BeforePeriod)),
            ("2030年前", Some(Unclear::BeforePeriod)),
            ("2026年6月以前", Some(Unclear::BeforePeriod)),
            ("2026年前三季度", None),
            ("党的二十一大前", Some(Unclear::Day)),
            ("春节前", Some(Unclear::Day)),
            ("印发后30日内", Some(Unclear::Day)),
            ("一个月内", Some(Unclear::Day)),
            ("另行通知", Some(Unclear::Day)),
            ("持续推进", None),
            ("每季度末", None),
            ("每年6月底前", None),
            ("每年6月底前，12月底前", Some(Unclear::Day)),
            ("立行立改", None),
            ("“十五五”期间", None),
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
