//! Days as they are written in files, typed by people, and read in papers.

use std::borrow::Cow;

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serializer};

use crate::text::{Text, fold::fold};

/// A date written `YYYY-MM-DD`, exactly; anything else is none.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else { return None };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let [y1, y2, y3, y4, m1, m2, d1, d2] = digits.map(|digit| u32::from(digit & 0x0f));
    let year = 1000 * y1 + 100 * y2 + 10 * y3 + y4;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, 10 * m1 + m2, 10 * d1 + d2)
}

/// Why what was typed is no day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotADay {
    /// It is written as a day, and the calendar has none such.
    NotInCalendar,
    /// It is written as something else.
    NotWrittenSo,
}

/// A day as people type it: `2026-12-25`, `2026/12/5`, `2026.12.5`, `20261205`, `2026年12月5日`, and the last day of
/// something: `2026年6月底`, `2026年二季度末`, `2026年上半年末`, `2026年底`; in digits of either width. Files hold what
/// [`parse_date`] reads.
///
/// # Errors
/// When it is no day.
pub fn read_date(typed: &str) -> Result<NaiveDate, NotADay> {
    let word = fold(typed);
    if let Some(day) = last_day(&word) {
        return day;
    }
    if word.len() == 8
        && let (Some(year), Some(month), Some(day)) = (word.get(..4), word.get(4..6), word.get(6..))
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && word.starts_with(['1', '2'])
    {
        return read_date(&format!("{year}-{month}-{day}"));
    }
    let parts: Vec<&str> = match word.strip_suffix(['日', '号']).and_then(|word| word.split_once('年')) {
        Some((year, rest)) => std::iter::once(year).chain(rest.split('月')).collect(),
        None => ['-', '/', '.']
            .into_iter()
            .map(|mark| word.split(mark).collect::<Vec<_>>())
            .find(|parts| parts.len() == 3)
            .unwrap_or_default(),
    };
    let [year, month, day] = parts.as_slice() else { return Err(NotADay::NotWrittenSo) };
    let number = |digits: &str, lengths: [usize; 2]| -> Result<u32, NotADay> {
        let is_number = lengths.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| is_number).ok_or(NotADay::NotWrittenSo)
    };
    let year = i32::try_from(number(year, [4, 4])?).map_err(|_| NotADay::NotWrittenSo)?;
    NaiveDate::from_ymd_opt(year, number(month, [1, 2])?, number(day, [1, 2])?).ok_or(NotADay::NotInCalendar)
}

/// The last day of a month, a quarter, a half or a year of which a word speaks (`2026年6月底`); none where it speaks of
/// something else.
fn last_day(word: &str) -> Option<Result<NaiveDate, NotADay>> {
    let (year, rest) = word.strip_suffix(['底', '末'])?.split_once('年')?;
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let year: i32 = year.parse().ok().filter(|_| is_year)?;
    let month = match (rest, quarter(rest)) {
        (_, Some(quarter)) => quarter * 3,
        ("" | "下半年", _) => 12,
        ("上半年", _) => 6,
        (month, _) => month.strip_suffix('月')?.parse::<u32>().ok()?,
    };
    let next = match month {
        12 => NaiveDate::from_ymd_opt(year + 1, 1, 1),
        1..12 => NaiveDate::from_ymd_opt(year, month + 1, 1),
        _ => None,
    };
    Some(next.and_then(|next| next.pred_opt()).ok_or(NotADay::NotInCalendar))
}

/// The quarter that a folded word names: `四季度`, `第4季度`, `四季`, `q4`.
pub(super) fn quarter(word: &str) -> Option<u32> {
    let word = word.strip_prefix('第').unwrap_or(word);
    let quarter = match word.strip_prefix('q') {
        Some(digit) => digit,
        None => word.strip_suffix("季度").or_else(|| word.strip_suffix('季'))?,
    };
    let known = [["一", "1"], ["二", "2"], ["三", "3"], ["四", "4"]];
    known.iter().zip(1..).find(|(words, _)| words.contains(&quarter)).map(|(_, number)| number)
}

/// A day as Chinese papers write it: `2025年9月30日`.
pub fn day_in_words(day: NaiveDate) -> String {
    day.format("%Y年%-m月%-d日").to_string()
}

fn no_date(text: &str) -> Text {
    let shown: String = text.chars().take(40).collect();
    text!("`{shown}` 不是日期；应写成 2025-09-30 这样", "`{shown}` is no date; write YYYY-MM-DD")
}

/// A day under a key of a file, as serde and schemars write and read it: `YYYY-MM-DD`, strictly.
pub(crate) struct Day;

/// The same where the key may be absent or null.
pub(crate) struct OptionalDay;

impl Day {
    pub(crate) fn serialize<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&day.format("%Y-%m-%d"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_date(&text).ok_or_else(|| serde::de::Error::custom(no_date(&text).joined()))
    }
}

impl OptionalDay {
    pub(crate) fn serialize<S: Serializer>(
        day: &Option<NaiveDate>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => Day::serialize(day, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<NaiveDate>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let day =
            |text: String| parse_date(&text).ok_or_else(|| serde::de::Error::custom(no_date(&text).joined()));
        text.map(day).transpose()
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
    }
}

impl JsonSchema for OptionalDay {
    fn schema_name() -> Cow<'static, str> {
        Day::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    /// A key that is absent needs no null.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Day::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_type_it() {
        for (typed, day) in [
            ("20250630", "2025-06-30"),
            ("2025年6月底", "2025-06-30"),
            ("２０２４年２月末", "2024-02-29"),
            ("2025年底", "2025-12-31"),
            ("2025年第三季度末", "2025-09-30"),
            ("2025年上半年末", "2025-06-30"),
            ("2025/6/3", "2025-06-03"),
        ] {
            assert_eq!(read_date(typed), Ok(parse_date(day).unwrap()), "{typed}");
        }
        for none in ["2025-06-31", "20250631", "2025年13月底"] {
            assert_eq!(read_date(none), Err(NotADay::NotInCalendar), "{none}");
        }
        for other in ["main", "12345678901", "abcdef12", "98765432", "年底", "6月底"] {
            assert_eq!(read_date(other), Err(NotADay::NotWrittenSo), "{other}");
        }
    }

    #[test]
    fn only_exact_calendar_dates_are_dates() {
        for good in ["2025-12-31", "2024-02-29"] {
            assert!(parse_date(good).is_some(), "{good}");
        }
        for bad in
            ["2025-2-3", " 2025-02-03", "2025-02-30", "2025/02/03", "+025-02-03", "20250203", "二〇二五", ""]
        {
            assert!(parse_date(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_day_is_read_as_an_office_types_it() {
        for typed in [
            "2026-12-05",
            "2026-12-5",
            "2026/12/5",
            "2026.12.05",
            "20261205",
            "2026年12月5日",
            "2026 年 12 月 5 号",
            "２０２６－１２－０５",
            "２０２６年１２月５日",
            "２０２６／１２／５",
        ] {
            assert_eq!(read_date(typed).ok(), parse_date("2026-12-05"), "{typed}");
        }
        for typed in ["2026-11-31", "2026年2月29日", "2026/13/1", "2026.0.1"] {
            assert_eq!(read_date(typed), Err(NotADay::NotInCalendar), "{typed}");
        }
        for typed in ["", "soon", "26-12-05", "2026-12", "2026/12-05", "2026年12月", "2026年5日", "+026-1-1"]
        {
            assert_eq!(read_date(typed), Err(NotADay::NotWrittenSo), "{typed}");
        }
    }
}
