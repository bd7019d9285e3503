//! When a task is expected to be finished: a day, or a phrase that means one. A year that nobody wrote is not guessed.

use chrono::{Datelike as _, NaiveDate};

use super::{
    reason::Reason,
    value::{AnswerValue, plain},
};
use crate::{
    import::{
        container::{CellValue, Shown, StoredCell, day},
        grammar,
    },
    text::fold::fold,
};

/// When an answer was given: what a day without its year goes by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    /// The year of the period, which a phrase without one means.
    pub(super) year: i32,
    /// The day on which it came.
    pub(super) received: NaiveDate,
}

/// Words for a year, and by how many it is later than the one in which they are written.
const YEARS: [(&str, i32); 9] = [
    ("今年", 0),
    ("本年", 0),
    ("当年", 0),
    ("明年", 1),
    ("来年", 1),
    ("次年", 1),
    ("翌年", 1),
    ("下一年", 1),
    ("下年", 1),
];
/// What may stand in front of such words.
const BEFORE_YEARS: [&str; 9] = ["", "于", "到", "至", "在", "拟", "预计", "计划", "力争"];
/// Other words for a year, of which none can be told for certain.
const OTHER_YEARS: [&str; 9] =
    ["去年", "上年", "前年", "后年", "第二年", "隔年", "下一季", "上一季", "后一季"];
/// Words with a year in them that say nothing of which it is.
const PARTS_OF_YEARS: [&str; 10] =
    ["上半年", "下半年", "半年", "年底", "年末", "年内", "年终", "年前", "全年", "年度"];

/// Reads a day, or a phrase that means one or none.
pub(super) fn read(
    cell: &StoredCell,
    words: &str,
    from_1904: bool,
    written: Written,
) -> Result<AnswerValue, Reason> {
    let on = |day: NaiveDate| AnswerValue::Expected { day: Some(day), words: None };
    let found = match (&cell.value, cell.shown) {
        (CellValue::Number(number), Shown::Day | Shown::Plain | Shown::Digits { .. }) => {
            return numbered(*number, from_1904).map(on).ok_or(Reason::DateUnclear);
        }
        (CellValue::Day(iso), _) => {
            return iso.get(..10).and_then(calendar_day).map(on).ok_or(Reason::DateUnclear);
        }
        (CellValue::Text(_), _) => calendar_day(words),
        _ => None,
    };
    if let Some(day) = found {
        return Ok(on(day));
    }
    // 12.31 and 12-31 are no phrases: which of the numbers is what is not said.
    let has_words = words.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let phrase = words.trim_end_matches(['。', '；']);
    // Nor is a day of which a number can't be read: a part of the number would be another day.
    let is_day = |c: char| c.is_ascii_digit() || "年月日号〇○零一二三四五六七八九十".contains(c);
    let is_broken_day =
        fold(phrase).chars().all(is_day) && phrase.contains('年') && phrase.contains(['日', '号']);
    if !has_words || is_broken_day || matches!(phrase, "尽快" | "立即" | "适时" | "即时") {
        return Err(Reason::DateUnclear);
    }
    let day = day_of_phrase(phrase, written)?;
    Ok(AnswerValue::Expected { day, words: Some(words.to_owned()) })
}

/// The day that a phrase means. A year that nobody wrote is known only where the day can't lie before the one on which the
/// phrase came; 明年 only where period and receipt are of one year.
fn day_of_phrase(phrase: &str, written: Written) -> Result<Option<NaiveDate>, Reason> {
    let meant = |phrase: &str, year: i32| grammar::deadline_of(phrase, year).ok_or(Reason::DateUnclear);
    let leading = YEARS.iter().find_map(|(word, later)| {
        let (before, behind) = phrase.split_once(word)?;
        BEFORE_YEARS.contains(&before.trim()).then_some((behind, later))
    });
    if let Some((behind, later)) = leading {
        let in_year = |year: i32| meant(&format!("{year}年{behind}"), year);
        let year = written.received.year() + later;
        let day = in_year(year)?;
        let is_certain = !names_a_year(behind) && in_year(year + 1)? != day;
        return if is_certain && written.year == written.received.year() {
            Ok(day)
        } else {
            Err(Reason::YearMissing)
        };
    }
    if goes_by_receipt(phrase) {
        return Err(Reason::YearMissing);
    }
    let day = meant(phrase, written.year)?;
    let is_said = grammar::deadline_of(phrase, written.year + 1) == Some(day);
    let is_open = || names_a_year(phrase) || day.is_some_and(|day| day < written.received);
    if !is_said && is_open() { Err(Reason::YearMissing) } else { Ok(day) }
}

/// Whether a phrase says its year by the one in which it was written.
pub(super) fn goes_by_receipt(phrase: &str) -> bool {
    YEARS.iter().any(|(word, _)| phrase.contains(word))
        || OTHER_YEARS.iter().any(|word| phrase.contains(word))
}

/// Whether a phrase names a year, or a part of time counted from another, besides those that are parts of any year.
fn names_a_year(phrase: &str) -> bool {
    let rest = PARTS_OF_YEARS.iter().fold(phrase.to_owned(), |rest, word| rest.replace(word, ""));
    rest.contains('年') || goes_by_receipt(phrase)
}

/// A number that means a day: a serial one, or eight digits.
fn numbered(number: f64, from_1904: bool) -> Option<NaiveDate> {
    let whole = number.trunc();
    if (10_000_000.0..100_000_000.0).contains(&whole) {
        return calendar_day(&plain(whole));
    }
    day(number, from_1904).filter(|day| (2000..2100).contains(&day.year()))
}

/// Whether words are a day of the calendar and no more.
pub(super) fn is_day(words: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    calendar_day(words).is_some() && !words.chars().all(is_digit)
}

/// A whole day of the calendar: 2025-12-31, 2025/12/31, 2025.12.31, 2025年12月31日, 二〇二五年十二月三十一日, 20251231,
/// 46022.
fn calendar_day(words: &str) -> Option<NaiveDate> {
    let folded = grammar::dates_in_digits(&fold(words));
    let word = folded.trim_end_matches('。').trim_end_matches("00:00:00");
    if word.chars().all(|c| c.is_ascii_digit()) {
        return match word.len() {
            8 => NaiveDate::parse_from_str(word, "%Y%m%d").ok(),
            5 => numbered(word.parse().ok()?, false),
            _ => None,
        };
    }
    let word = word.trim_end_matches(['日', '号']).replace(['年', '月', '/', '.'], "-");
    let parts: Vec<&str> = word.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let number = |word: &str, longest: usize| word.parse::<u32>().ok().filter(|_| word.len() <= longest);
    let year = i32::try_from(number(year, 4).filter(|_| year.len() == 4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(month, 2)?, number(day, 2)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::AskedField, returns::value};

    fn number(number: f64, shown: Shown) -> StoredCell {
        StoredCell { shown, ..StoredCell::new(1, 1, CellValue::Number(number)) }
    }

    fn text(words: &str) -> StoredCell {
        StoredCell::new(1, 1, CellValue::Text(words.to_owned()))
    }

    fn answer(cell: &StoredCell, from_1904: bool, received: &str) -> Result<AnswerValue, Reason> {
        let written = Written { year: 2025, received: received.parse().unwrap() };
        value::read(AskedField::Expected, cell, from_1904, written)
    }

    #[test]
    fn a_day_is_read_and_a_phrase_kept() {
        let day = |word: &str| NaiveDate::parse_from_str(word, "%Y-%m-%d").ok();
        let expected = |cell: &StoredCell| match answer(cell, false, "2025-09-24") {
            Ok(AnswerValue::Expected { day, words }) => Some((day, words.is_some())),
            other => {
                assert_eq!(other, Err(Reason::DateUnclear));
                None
            }
        };
        let end = day("2025-12-31");
        for cell in [
            number(46022.0, Shown::Plain),
            number(46022.0, Shown::Day),
            number(20_251_231.0, Shown::Plain),
            text("46022"),
            text("20251231"),
            text("2025.12.31"),
            text("２０２５－１２－３１"),
            text("2025/12/31"),
            text("2025年12月31日"),
            text("2025-12-31 00:00:00"),
            text("二〇二五年十二月三十一日"),
            text("二○二五年12月三十一日"),
        ] {
            assert_eq!(expected(&cell), Some((end, false)), "{cell:?}");
        }
        let cell = number(44560.0, Shown::Day);
        assert_eq!(answer(&cell, true, "2025-09-24"), Ok(AnswerValue::Expected { day: end, words: None }));
        for (word, wanted) in [
            ("年底前", Some((end, true))),
            ("2025年12月底前", Some((end, true))),
            ("12月底前", Some((end, true))),
            ("长期坚持", Some((None, true))),
            ("12.31", None),
            ("2025-13-01", None),
            ("二五年十二月三十一日", None),
            ("二〇二五年一二月三一日", None),
            ("尽快", None),
            ("2025", None),
            ("待定", None),
            ("√", None),
        ] {
            assert_eq!(expected(&text(word)), wanted, "{word}");
        }
    }

    #[test]
    fn a_year_that_nobody_wrote_is_not_guessed_into_the_past() {
        let missing = Err(Reason::YearMissing);
        for (word, received, wanted) in [
            ("明年一季度", "2025-11-27", Ok("2026-03-31")),
            ("明年3月底", "2025-11-27", Ok("2026-03-31")),
            ("预计明年3月底前", "2025-11-27", Ok("2026-03-31")),
            ("来年上半年", "2025-11-27", Ok("2026-06-30")),
            ("次年6月", "2025-11-27", Ok("2026-06-30")),
            ("明年年底前", "2025-11-27", Ok("2026-12-31")),
            ("今年底", "2025-11-27", Ok("2025-12-31")),
            ("本年度内", "2025-11-27", Ok("2025-12-31")),
            ("2026年一季度", "2025-11-27", Ok("2026-03-31")),
            ("2025年3月", "2025-11-27", Ok("2025-03-31")),
            ("12月底前", "2025-11-27", Ok("2025-12-31")),
            ("1月15日", "2025-11-27", missing),
            ("3月底", "2025-11-27", missing),
            ("一季度", "2025-11-27", missing),
            ("下一季度", "2025-02-27", missing),
            ("第二年3月", "2025-02-27", missing),
            ("后年3月", "2025-02-27", missing),
            ("3月底（明年）", "2025-11-27", missing),
            ("2025年底至明年3月", "2025-11-27", missing),
            // Written before the turn of the year, or behind it: nobody knows.
            ("明年一季度", "2026-01-08", missing),
            ("年底前", "2026-01-08", missing),
        ] {
            let found = answer(&text(word), false, received);
            let day = found.map(|value| match value {
                AnswerValue::Expected { day, .. } => day.unwrap_or_default().to_string(),
                other => panic!("{other:?}"),
            });
            assert_eq!(day, wanted.map(str::to_owned), "{word}");
        }
    }
}
