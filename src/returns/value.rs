//! What a cell says: a percentage, a day, a status, words. What may mean two things is not read.

use chrono::{Datelike as _, NaiveDate};

use super::reason::Reason;
use crate::{
    import::{
        container::{CellValue, Shown, StoredCell, day},
        grammar,
    },
    model::{AskedField, Status},
    text::{clean::visible, fold::fold, is_unsafe_char},
};

/// An answer that was understood.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum AnswerValue {
    Status(Status),
    Percent(u8),
    Words(String),
    Evidence(Vec<String>),
    Expected { day: Option<NaiveDate>, words: Option<String> },
}

/// What a cell shows, as it was typed but for blanks at its ends.
pub(super) fn typed(cell: &StoredCell, from_1904: bool) -> String {
    let text = match &cell.value {
        CellValue::Text(text) => text.replace("\r\n", "\n").replace('\r', "\n"),
        CellValue::Number(number) if cell.shown == Shown::Plain => plain(*number),
        _ => cell.words(from_1904),
    };
    let text = if text.contains(is_unsafe_char) { visible(&text) } else { text };
    text.trim().to_owned()
}

/// What stands in it where it was not understood: a percentage as the number that it is.
pub(super) fn kept(cell: &StoredCell, from_1904: bool) -> String {
    match (&cell.value, cell.shown) {
        (CellValue::Number(number), Shown::Digits { .. }) => plain(*number),
        _ => typed(cell, from_1904),
    }
}

fn plain(number: f64) -> String {
    StoredCell::new(1, 1, CellValue::Number(number)).words(false)
}

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

/// Reads what was answered.
pub(super) fn read(
    field: AskedField,
    cell: &StoredCell,
    from_1904: bool,
    written: Written,
) -> Result<AnswerValue, Reason> {
    match cell.value {
        CellValue::Error(_) => return Err(Reason::CellError),
        CellValue::Uncomputed => return Err(Reason::FormulaWithoutValue),
        _ => {}
    }
    let words = typed(cell, from_1904);
    match field {
        AskedField::Status => status(&words).map(AnswerValue::Status),
        AskedField::Percent => percent(cell, &words).map(AnswerValue::Percent).ok_or(Reason::PercentUnclear),
        AskedField::Expected => expected(cell, &words, from_1904, written),
        AskedField::Evidence => {
            let paths = words.lines().map(str::trim).filter(|line| !line.is_empty());
            Ok(AnswerValue::Evidence(paths.map(str::to_owned).collect()))
        }
        AskedField::Progress | AskedField::Problems | AskedField::Next => Ok(AnswerValue::Words(words)),
    }
}

/// The status that a word means when a department writes it.
pub(super) fn status(words: &str) -> Result<Status, Reason> {
    let folded = fold(words);
    let word = folded.trim_end_matches(['。', '.', ';', ',', '，', '、', '!']);
    match word {
        "未启动" | "未开始" | "尚未启动" | "尚未开始" | "没有启动" => {
            Ok(Status::NotStarted)
        }
        "推进中" | "进行中" | "正在推进" | "正在进行" | "办理中" | "正在办理" | "正在推进中"
        | "正在进行中" => Ok(Status::InProgress),
        "已完成" | "完成" | "已办结" | "办结" => Ok(Status::Done),
        "暂缓" | "已暂缓" | "申请暂缓" => Ok(Status::Suspended),
        "已销号" | "销号" | "已取消" | "取消" | "已撤销" => Err(Reason::StatusNotTheirs),
        _ => Err(Reason::StatusUnclear),
    }
}

fn percent(cell: &StoredCell, words: &str) -> Option<u8> {
    match (&cell.value, cell.shown) {
        (CellValue::Number(number), Shown::Digits { percent: true, .. }) if *number <= 1.0 => {
            whole(number * 100.0)
        }
        (CellValue::Number(_), Shown::Digits { percent: true, .. }) => None,
        (CellValue::Number(_), Shown::Day | Shown::Month | Shown::Year) => None,
        (CellValue::Number(number), _) => share(*number),
        (CellValue::Text(_), _) => percent_in_words(&fold(words)),
        _ => None,
    }
}

/// A bare number: a part of 1, or of 100. 1 itself may be either.
fn share(number: f64) -> Option<u8> {
    if number > 0.0 && number < 1.0 {
        whole(number * 100.0)
    } else if number == 1.0 {
        None
    } else {
        whole(number)
    }
}

/// A whole percentage; what a float is off by doesn't count.
fn whole(number: f64) -> Option<u8> {
    let nearest = number.round();
    if (number - nearest).abs() > 1e-6 || !(0.0..=100.0).contains(&nearest) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be 0 to 100")]
    Some(nearest as u8)
}

fn percent_in_words(word: &str) -> Option<u8> {
    let word = word.trim_end_matches(['。', ';', ',']);
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    if let Some(number) = word.strip_suffix('%') {
        return if is_number(number) { whole(number.parse().ok()?) } else { None };
    }
    if is_number(word) {
        return share(word.parse().ok()?);
    }
    if let Some(number) = word.strip_prefix("百分之") {
        if number == "百" || number == "一百" {
            return Some(100);
        }
        return if is_number(number) { whole(number.parse().ok()?) } else { chinese(number) };
    }
    let (tens, ones) = word.split_once('成')?;
    let digit = |text: &str| match text {
        "" => Some(0),
        "半" => Some(5),
        text if text.chars().count() == 1 => chinese(text).filter(|number| *number < 10),
        _ => None,
    };
    let tens = if tens == "十" { 10 } else { digit(tens).filter(|tens| *tens > 0)? };
    let percent = tens * 10 + digit(ones)?;
    (percent <= 100).then_some(percent)
}

/// A Chinese number below a hundred: 八十五.
fn chinese(word: &str) -> Option<u8> {
    let digit = |text: &str| -> Option<u8> {
        let place =
            ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"].iter().position(|d| *d == text);
        place.and_then(|place| u8::try_from(place).ok()).or_else(|| (text == "两").then_some(2))
    };
    match word.split_once('十') {
        None => digit(word),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { digit(tens).filter(|tens| *tens > 0)? };
            let ones = if ones.is_empty() { 0 } else { digit(ones).filter(|ones| *ones > 0)? };
            Some(tens * 10 + ones)
        }
    }
}

fn expected(
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
        (CellValue::Text(_), _) => calendar_day(&fold(words)),
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
    let read = |phrase: &str, year: i32| grammar::deadline_of(phrase, year).ok_or(Reason::DateUnclear);
    let leading = YEARS.iter().find_map(|(word, later)| {
        let (before, behind) = phrase.split_once(word)?;
        BEFORE_YEARS.contains(&before.trim()).then_some((behind, later))
    });
    if let Some((behind, later)) = leading {
        let in_year = |year: i32| read(&format!("{year}年{behind}"), year);
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
    let day = read(phrase, written.year)?;
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

/// A whole day of the calendar, folded: 2025-12-31, 2025/12/31, 2025.12.31, 2025年12月31日, 二〇二五年十二月三十一日,
/// 20251231, 46022.
fn calendar_day(word: &str) -> Option<NaiveDate> {
    let word = word.trim_end_matches('。').trim_end_matches("00:00:00");
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
    let part = |word: &str| match word.parse::<u32>() {
        Ok(number) => (word.len() <= 2).then_some(number),
        Err(_) => chinese(word).map(u32::from),
    };
    let year = match year.parse::<i32>() {
        Ok(number) => (year.len() == 4).then_some(number)?,
        Err(_) => year_in_words(year)?,
    };
    NaiveDate::from_ymd_opt(year, part(month)?, part(day)?)
}

/// A year as it stands at the end of an official letter: 二〇二五.
fn year_in_words(word: &str) -> Option<i32> {
    let digits = word.chars().map(|sign| match sign {
        '〇' | '○' => Some(0),
        sign => chinese(&sign.to_string()).filter(|digit| *digit < 10),
    });
    let digits: Option<Vec<u8>> = digits.collect();
    let digits = digits.filter(|digits| digits.len() == 4)?;
    Some(digits.into_iter().fold(0, |year, digit| year * 10 + i32::from(digit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERCENT: Shown = Shown::Digits { whole: 1, decimals: 0, percent: true };

    fn number(number: f64, shown: Shown) -> StoredCell {
        StoredCell { shown, ..StoredCell::new(1, 1, CellValue::Number(number)) }
    }

    fn text(words: &str) -> StoredCell {
        StoredCell::new(1, 1, CellValue::Text(words.to_owned()))
    }

    fn written(received: &str) -> Written {
        Written { year: 2025, received: received.parse().unwrap() }
    }

    fn answer(field: AskedField, cell: &StoredCell) -> Result<AnswerValue, Reason> {
        read(field, cell, false, written("2025-09-24"))
    }

    #[test]
    fn a_percentage_is_read_where_it_can_mean_one_thing() {
        let percent = |cell: &StoredCell| match answer(AskedField::Percent, cell) {
            Ok(AnswerValue::Percent(percent)) => Some(percent),
            other => {
                assert_eq!(other, Err(Reason::PercentUnclear));
                None
            }
        };
        for (cell, wanted) in [
            (number(0.8, PERCENT), Some(80)),
            (number(0.29, PERCENT), Some(29)),
            (number(1.0, PERCENT), Some(100)),
            (number(0.0, PERCENT), Some(0)),
            (number(80.0, PERCENT), None),
            (number(0.8, Shown::Plain), Some(80)),
            (number(80.0, Shown::Plain), Some(80)),
            (number(0.0, Shown::Plain), Some(0)),
            (number(1.0, Shown::Plain), None),
            (number(120.0, Shown::Plain), None),
            (number(66.5, Shown::Plain), None),
            (number(-5.0, Shown::Plain), None),
        ] {
            assert_eq!(percent(&cell), wanted, "{cell:?}");
        }
        for (word, wanted) in [
            ("80%", Some(80)),
            ("８０％", Some(80)),
            (" 80 % ", Some(80)),
            ("0.8", Some(80)),
            ("80", Some(80)),
            ("八成", Some(80)),
            ("七成五", Some(75)),
            ("八成半", Some(85)),
            ("百分之八十", Some(80)),
            ("百分之八十五", Some(85)),
            ("百分之80", Some(80)),
            ("百分之百", Some(100)),
            ("1%", Some(1)),
            ("1", None),
            ("8000%", None),
            ("约八成", None),
            ("八成左右", None),
            ("120", None),
            ("8十", None),
            ("80-90", None),
            ("八九成", None),
        ] {
            assert_eq!(percent(&text(word)), wanted, "{word}");
        }
    }

    #[test]
    fn a_day_is_read_and_a_phrase_kept() {
        let day = |word: &str| NaiveDate::parse_from_str(word, "%Y-%m-%d").ok();
        let expected = |cell: &StoredCell| match answer(AskedField::Expected, cell) {
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
        assert_eq!(
            read(AskedField::Expected, &cell, true, written("2025-09-24")),
            Ok(AnswerValue::Expected { day: end, words: None })
        );
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
            let found = read(AskedField::Expected, &text(word), false, written(received));
            let day = found.map(|value| match value {
                AnswerValue::Expected { day, .. } => day.unwrap_or_default().to_string(),
                other => panic!("{other:?}"),
            });
            assert_eq!(day, wanted.map(str::to_owned), "{word}");
        }
    }

    #[test]
    fn a_status_is_one_of_theirs() {
        for (word, wanted) in [
            ("进行中", Ok(Status::InProgress)),
            ("正在推进", Ok(Status::InProgress)),
            ("完成", Ok(Status::Done)),
            ("已完成。", Ok(Status::Done)),
            (" 推 进 中 ", Ok(Status::InProgress)),
            ("暂缓", Ok(Status::Suspended)),
            ("基本完成", Err(Reason::StatusUnclear)),
            ("√", Err(Reason::StatusUnclear)),
            ("已销号", Err(Reason::StatusNotTheirs)),
        ] {
            assert_eq!(status(word), wanted, "{word}");
        }
    }

    #[test]
    fn words_stay_as_they_were_typed() {
        let words = |cell: &StoredCell| match answer(AskedField::Progress, cell) {
            Ok(AnswerValue::Words(words)) => words,
            other => panic!("{other:?}"),
        };
        assert_eq!(words(&text(" 一、上线。\r\n\r\n  二、培训。 \u{3000}\n")), "一、上线。\n\n  二、培训。");
        assert_eq!(words(&number(120.0, Shown::Plain)), "120");
    }
}
