//! What a cell says: a percentage, a day, a status, words. What may mean two things is not read.

use chrono::NaiveDate;

use super::{
    expected::{self, Written},
    reason::Reason,
};
use crate::{
    import::{
        container::{CellValue, Shown, StoredCell},
        grammar,
    },
    model::{AskedField, Status},
    text::{clean::visible, fold::fold, is_blank, is_unsafe_char, numeral},
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
    // Signs of which nothing is seen are no words, either.
    if is_blank(&text) { String::new() } else { text.trim().to_owned() }
}

/// Whether an answer only says that there is none (无, —, /). Words are kept as they were typed, but such a one is no
/// percentage, no day, and proves nothing.
pub(super) fn says_none(field: AskedField, words: &str) -> bool {
    const STROKES: &str = "-–—―─－/／\\";
    let is_none = |line: &str| {
        let is_stroke = |c: char| c.is_whitespace() || STROKES.contains(c);
        !line.trim().is_empty() && (line.chars().all(is_stroke) || grammar::says_none(line))
    };
    match field {
        AskedField::Percent | AskedField::Expected => is_none(words),
        AskedField::Evidence => {
            let mut lines = words.lines().filter(|line| !line.trim().is_empty()).peekable();
            lines.peek().is_some() && lines.all(is_none)
        }
        _ => false,
    }
}

/// Whether it has characters that nobody sees, which are not kept.
pub(super) fn has_invisible(cell: &StoredCell) -> bool {
    let shows_nothing = |text: &str| is_blank(text) && !text.trim().is_empty();
    matches!(&cell.value, CellValue::Text(text) if text.contains(is_invisible) || shows_nothing(text))
}

/// A sign that makes other text look different or is not seen at all; blanks and ends of lines are none.
fn is_invisible(c: char) -> bool {
    is_unsafe_char(c) && !c.is_whitespace()
}

/// What stands in it where it was not understood: a percentage as the number that it is, a formula that was never computed
/// as it was typed.
pub(super) fn kept(cell: &StoredCell, from_1904: bool) -> String {
    match (&cell.value, cell.shown) {
        (CellValue::Number(number), Shown::Digits { .. }) => plain(*number),
        (CellValue::Uncomputed(formula), _) => {
            let formula = formula.trim();
            format!("={}", if formula.is_empty() { "…" } else { formula })
        }
        _ => typed(cell, from_1904),
    }
}

/// The same as it was seen, where a number is shown in hundredths: `40%`, not `0.4`.
pub(super) fn seen(cell: &StoredCell, from_1904: bool) -> String {
    match (&cell.value, cell.shown) {
        (CellValue::Number(_), Shown::Digits { percent: true, .. }) => typed(cell, from_1904),
        _ => kept(cell, from_1904),
    }
}

pub(super) fn plain(number: f64) -> String {
    StoredCell::new(1, 1, CellValue::Number(number)).words(false)
}

/// Reads what was answered.
pub(super) fn read(
    field: AskedField,
    cell: &StoredCell,
    from_1904: bool,
    written: Written,
) -> Result<AnswerValue, Reason> {
    match cell.value {
        CellValue::Error(_) => return Err(Reason::CellError),
        CellValue::Uncomputed(_) => return Err(Reason::FormulaWithoutValue),
        _ => {}
    }
    let words = typed(cell, from_1904);
    match field {
        AskedField::Status => status(&words).map(AnswerValue::Status),
        AskedField::Percent => percent(cell, &words).map(AnswerValue::Percent).ok_or(Reason::PercentUnclear),
        AskedField::Expected => expected::read(cell, &words, from_1904, written),
        AskedField::Evidence => {
            let paths = words.lines().map(str::trim).filter(|line| !is_blank(line));
            let paths = paths.filter(|line| !says_none(AskedField::Evidence, line));
            Ok(AnswerValue::Evidence(paths.map(str::to_owned).collect()))
        }
        AskedField::Progress | AskedField::Problems | AskedField::Next => Ok(AnswerValue::Words(words)),
    }
}

/// Reads what was typed as a cell is read.
pub(super) fn of_words(field: AskedField, words: &str, written: Written) -> Result<AnswerValue, Reason> {
    read(field, &StoredCell::new(1, 1, CellValue::Text(words.to_owned())), false, written)
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
        return if is_number(number) { whole(number.parse().ok()?) } else { in_words(number) };
    }
    let (tens, ones) = word.split_once('成')?;
    let digit = |text: &str| match text {
        "" => Some(0),
        "半" => Some(5),
        text if text.chars().count() == 1 => in_words(text).filter(|number| *number < 10),
        _ => None,
    };
    let tens = if tens == "十" { 10 } else { digit(tens).filter(|tens| *tens > 0)? };
    let percent = tens * 10 + digit(ones)?;
    (percent <= 100).then_some(percent)
}

/// A Chinese numeral up to a hundred.
fn in_words(word: &str) -> Option<u8> {
    numeral::chinese(word).and_then(|number| u8::try_from(number).ok()).filter(|number| *number <= 100)
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
            (number(9500.0, PERCENT), None),
            (number(2.0, PERCENT), None),
            (number(1.2, PERCENT), None),
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
    fn a_sign_that_there_is_none_is_no_answer_where_a_value_is_asked() {
        for (field, words, wanted) in [
            (AskedField::Percent, "无", true),
            (AskedField::Percent, "／", true),
            (AskedField::Percent, "√", false),
            (AskedField::Percent, "", false),
            (AskedField::Expected, "——", true),
            (AskedField::Expected, "长期", false),
            (AskedField::Evidence, "暂无。", true),
            (AskedField::Evidence, "无\n-", true),
            (AskedField::Evidence, "无\n验收报告.pdf", false),
            (AskedField::Problems, "无", false),
        ] {
            assert_eq!(says_none(field, words), wanted, "{words}");
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
