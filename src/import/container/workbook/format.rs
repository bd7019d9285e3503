//! What a person sees of a number in a cell: its format makes it a day, a month, a percentage, or shows zeros in
//! front of it and behind it.

use chrono::{Datelike as _, Days, NaiveDate};

/// How a cell style shows a number.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Shown {
    /// As it is.
    #[default]
    Plain,
    /// As a day.
    Day,
    /// As a month of a year.
    Month,
    /// As a year.
    Year,
    /// With at least so many digits in front of the point and behind it.
    Digits {
        /// In front of the point.
        whole: usize,
        /// Behind it.
        decimals: usize,
        /// Whether it is shown in hundredths.
        percent: bool,
    },
}

impl Shown {
    /// What a format that Excel has of its own shows; those from 27 on are the Chinese ones.
    pub(super) fn built_in(id: u32) -> Self {
        match id {
            17 | 27 | 36 | 50 | 52 | 57 => Self::Month,
            14..=16 | 22 | 28..=31 | 51 | 53 | 54 | 58 => Self::Day,
            2 | 4 => Self::Digits { whole: 1, decimals: 2, percent: false },
            9 => Self::Digits { whole: 1, decimals: 0, percent: true },
            10 => Self::Digits { whole: 1, decimals: 2, percent: true },
            _ => Self::Plain,
        }
    }

    /// What a format shows that is written out.
    pub(super) fn of(code: &str) -> Self {
        const LONGEST: usize = 255;
        let mut shown = String::new();
        let (mut quoted, mut bracketed) = (false, false);
        let mut signs = code.chars().take(LONGEST);
        while let Some(sign) = signs.next() {
            match sign {
                '"' => quoted = !quoted,
                '[' if !quoted => bracketed = true,
                ']' if !quoted => bracketed = false,
                // the sign behind these is no part of the pattern
                '\\' | '_' | '*' if !quoted => {
                    signs.next();
                }
                ';' if !quoted => break,
                _ if quoted || bracketed => {}
                sign => shown.extend(sign.to_lowercase()),
            }
        }
        let has = |sign: char, han: char| shown.contains(sign) || code.contains(han);
        let (year, day) = (has('y', '年'), shown.contains('d') || code.contains('日'));
        // m stands for minutes where hours or seconds stand beside it
        let month = code.contains('月') || shown.contains('m') && !shown.contains(['h', 's']);
        match (year, month, day) {
            (_, _, true) => Self::Day,
            (true, false, false) => Self::Year,
            (_, true, false) => Self::Month,
            (false, false, false) => Self::digits(shown.trim()),
        }
    }

    fn digits(pattern: &str) -> Self {
        let (pattern, percent) = match pattern.strip_suffix('%') {
            Some(rest) => (rest, true),
            None => (pattern, false),
        };
        let (whole, decimals) = pattern.split_once('.').unwrap_or((pattern, ""));
        if !whole.contains('0')
            || !whole.chars().all(|sign| matches!(sign, '0' | '#' | ','))
            || !decimals.chars().all(|sign| sign == '0')
        {
            return Self::Plain;
        }
        let whole = whole.chars().filter(|sign| *sign == '0').count();
        Self::Digits { whole, decimals: decimals.len(), percent }
    }

    /// The number as the format shows it; never less than it says. `from_1904` is set for workbooks that count
    /// days from 1904 on.
    pub(super) fn number(self, number: f64, from_1904: bool) -> String {
        let pattern = match self {
            Self::Day => "%Y年%-m月%-d日",
            Self::Month => "%Y年%-m月",
            Self::Year => "%Y年",
            Self::Digits { whole, decimals, percent } => return digits(number, whole, decimals, percent),
            Self::Plain => return plain(number),
        };
        match day(number, from_1904) {
            Some(day) if day.year() >= 1900 => day.format(pattern).to_string(),
            _ => plain(number),
        }
    }
}

/// The day that is stored as a number.
pub fn day(number: f64, from_1904: bool) -> Option<NaiveDate> {
    const LAST: f64 = 2_958_466.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a small positive number"
    )]
    let days = (0.0..LAST).contains(&number).then_some(number as u64)?;
    let first = if from_1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)
    } else {
        // 1900 counts as a leap year: the days before its March are one off
        NaiveDate::from_ymd_opt(1899, 12, if days < 60 { 31 } else { 30 })
    };
    first.filter(|_| from_1904 || days > 0)?.checked_add_days(Days::new(days))
}

/// A number with the fifteen digits that Excel shows: what is stored as 1.1000000000000001 is 1.1, 3.0 is 3.
fn plain(number: f64) -> String {
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if shown == 0.0 { "0".to_owned() } else { shown.to_string() }
}

fn digits(number: f64, whole: usize, decimals: usize, percent: bool) -> String {
    let text = plain(if percent { number * 100.0 } else { number });
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.as_str()),
    };
    let (before, behind) = text.split_once('.').unwrap_or((text, ""));
    let percent = if percent { "%" } else { "" };
    let point = if decimals > 0 || !behind.is_empty() { "." } else { "" };
    format!("{sign}{before:0>whole$}{point}{behind:0<decimals$}{percent}")
}

/// A day as ISO 8601 has it, in the words of the others.
pub(super) fn iso(value: &str) -> String {
    let value = value.trim();
    let day = value.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    day.map_or_else(|| value.to_owned(), |day| day.format("%Y年%-m月%-d日").to_string())
}

#[cfg(test)]
mod tests {
    use super::{
        super::cells::{self, StoredCell},
        *,
    };

    #[test]
    fn numbers_read_as_excel_shows_them() {
        let written = |value: &str, shown, from_1904| {
            let value = cells::number(value);
            StoredCell { shown, ..StoredCell::new(1, 1, value) }.words(from_1904)
        };
        let digits = |whole, decimals, percent| Shown::Digits { whole, decimals, percent };
        for (code, value, text) in [
            ("General", "3.0", "3"),
            ("General", "3.25", "3.25"),
            ("General", "1.1000000000000001", "1.1"),
            ("General", "-0", "0"),
            ("0.00", "1.1000000000000001", "1.10"),
            ("000", "7", "007"),
            ("0", "1.5", "1.5"),
            ("0%", "0.95", "95%"),
            ("#,##0.0", "1234", "1234.0"),
            ("yyyy\"年\"m\"月\"d\"日\"", "45838", "2025年6月30日"),
            ("yyyy/m/d;@", "45838.75", "2025年6月30日"),
            ("yyyy\"年\"m\"月\"", "45838", "2025年6月"),
            ("[$-804]yyyy\"年\"m\"月\";@", "45838", "2025年6月"),
            ("yyyy\"年\"", "45838", "2025年"),
            ("m\"月\"d\"日\"", "45838", "2025年6月30日"),
            ("h:mm", "0.5", "0.5"),
            ("[Red]0", "7", "7"),
            ("@", "x", "x"),
        ] {
            assert_eq!(written(value, Shown::of(code), false), text, "{code} {value}");
        }
        assert_eq!(Shown::of("#,##0.0"), digits(1, 1, false));
        assert_eq!(written("44376", Shown::built_in(14), true), "2025年6月30日");
        assert_eq!(written("45838", Shown::built_in(57), false), "2025年6月");
        assert_eq!(written("59", Shown::Day, false), "1900年2月28日");
        assert_eq!(iso("2025-06-30T00:00:00"), "2025年6月30日");
    }
}
