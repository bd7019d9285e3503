//! Deadlines (完成时限): a calendar date, the phrase as printed, or both.

use chrono::NaiveDate;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serializer};

use crate::text::Text;

/// When something is to be finished: the phrase as printed and the date that it means.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Deadline {
    /// The calendar date, where the phrase means one.
    pub due: Option<NaiveDate>,
    /// The phrase as printed (`2025年底前`, `持续推进`).
    pub due_text: Option<String>,
}

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

fn no_date(text: &str) -> Text {
    let shown: String = text.chars().take(40).collect();
    text!("`{shown}` 不是日期；应写成 2025-09-30 这样", "`{shown}` is no date; write YYYY-MM-DD")
}

/// Reads a date field strictly.
pub(crate) fn deserialize_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_date(&text).ok_or_else(|| serde::de::Error::custom(no_date(&text).joined()))
}

/// Reads a date field that may be absent or null.
pub(crate) fn deserialize_optional_date<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NaiveDate>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    parse_date(&text).map(Some).ok_or_else(|| serde::de::Error::custom(no_date(&text).joined()))
}

/// The JSON Schema of a date in a file.
pub(super) fn date_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
}

/// Writes a date as `YYYY-MM-DD`.
pub(crate) fn serialize_date<S: Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&date.format("%Y-%m-%d"))
}

/// Writes a date as `YYYY-MM-DD`, or null.
pub(crate) fn serialize_optional_date<S: Serializer>(
    date: &Option<NaiveDate>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => serialize_date(date, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse_date;

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
}
