//! The forms in which people write a day that hangs on today.

use chrono::{NaiveDate, Weekday};

use super::{
    super::{
        deadline::{NotADay, quarter, read_date},
        typed_period::TypedPeriod,
        typed_span::{TypedSpan, Unit},
    },
    Edge,
};
use crate::text::clean::number;

/// How a word means a day.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Form {
    /// A day of the calendar.
    Day(NaiveDate),
    /// So many units before or after today.
    Away(Unit, i32),
    /// A day of this week or one near it.
    OfWeek(i32, Weekday),
    /// A day of this month or one near it: `15日`, `底`.
    OfMonth(i32, String),
    /// The first or the last day of this quarter or one near it.
    OfQuarter(i32, Edge),
    /// A day of this year or one near it: `7月31日`, `三季度末`, `底`.
    OfYear(i32, String),
    /// The same where nobody said of which year.
    OfNoYear(String),
    /// The first or the last day of a month, a quarter or a year.
    OfPeriod(TypedPeriod, Edge),
}

/// A folded word in which the first day of something is written as a day, and a month with its day as Chinese does: `本月初` is
/// `本月1日`, `12-20` is `12月20日`.
pub(super) fn in_days(word: String) -> String {
    let is_number = |digits: &str| matches!(digits.len(), 1 | 2) && number(digits).is_some();
    if let Some((month, day)) =
        word.split_once(['-', '/']).filter(|(month, day)| is_number(month) && is_number(day))
    {
        return format!("{month}月{day}日");
    }
    let Some(rest) = word.strip_suffix('初') else { return word };
    let (year, part) =
        rest.rsplit_once('年').map_or(("", rest), |(year, part)| (year, part.trim_start_matches('度')));
    let year = if year.is_empty() { String::new() } else { format!("{year}年") };
    match (rest, quarter(part)) {
        ("年", _) => "今年1月1日".to_owned(),
        ("月", _) => "本月1日".to_owned(),
        (_, Some(quarter)) => format!("{year}{}月1日", quarter * 3 - 2),
        (whole, _) if whole.ends_with('月') => format!("{whole}1日"),
        _ if part.is_empty() && !year.is_empty() => format!("{year}1月1日"),
        _ => word,
    }
}

/// How a folded word means a day beside today.
pub(super) fn form_of(word: &str) -> Result<Form, NotADay> {
    let near = match word {
        "today" | "今天" | "今日" | "当天" => Some(0),
        "yesterday" | "昨天" | "昨日" => Some(-1),
        "前天" => Some(-2),
        "tomorrow" | "明天" | "明日" => Some(1),
        "后天" => Some(2),
        _ => None,
    };
    if let Some(days) = near {
        return Ok(Form::Away(Unit::Days, days));
    }
    let found =
        counted(word).or_else(|| of_week(word)).or_else(|| of_month(word)).or_else(|| of_quarter(word));
    if let Some(form) = found {
        return Ok(form);
    }
    let (years, rest) = match word {
        "年底" | "年末" => return Ok(Form::OfYear(0, "底".into())),
        _ => beginning(word, &[("今年", 0), ("本年", 0), ("去年", -1), ("上年", -1), ("明年", 1)])
            .map_or((None, word), |(years, rest)| (Some(years), rest.trim_start_matches('度'))),
    };
    if years.is_none() && matches!(rest, "底" | "末") {
        return Err(NotADay::NotWrittenSo);
    }
    // A leap year has every day that some year has.
    read_date(&format!("2024年{rest}"))?;
    let rest = rest.to_owned();
    Ok(match years {
        Some(years) => Form::OfYear(years, rest),
        None => Form::OfNoYear(rest),
    })
}

/// `+30d`, `-2w`, `3个月后`, `两周前`.
fn counted(word: &str) -> Option<Form> {
    let (sign, rest, is_signed) = if let Some(rest) = word.strip_prefix('+') {
        (1, rest, true)
    } else if let Some(rest) = word.strip_prefix(['-', '−']) {
        (-1, rest, true)
    } else if let Some(rest) = ["以后", "之后", "后"].iter().find_map(|end| word.strip_suffix(end)) {
        (1, rest, false)
    } else {
        let ends = ["以前", "之前", "前", "ago"];
        (-1, ends.iter().find_map(|end| word.strip_suffix(end))?, false)
    };
    // A bare number counts nothing, and 3月前 is before March.
    if number(rest).is_some() || !is_signed && TypedSpan::may_be_a_month(rest) {
        return None;
    }
    let TypedSpan { count, unit } = TypedSpan::read(rest)?;
    Some(Form::Away(unit, sign * i32::try_from(count).ok()?))
}

/// `下周五`, `本周日`.
fn of_week(word: &str) -> Option<Form> {
    let (weeks, rest) = beginning(word, &[("本周", 0), ("这周", 0), ("上周", -1), ("下周", 1)])?;
    let weekday = match rest {
        "一" => Weekday::Mon,
        "二" => Weekday::Tue,
        "三" => Weekday::Wed,
        "四" => Weekday::Thu,
        "五" => Weekday::Fri,
        "六" => Weekday::Sat,
        "日" | "天" => Weekday::Sun,
        _ => return None,
    };
    Some(Form::OfWeek(weeks, weekday))
}

/// `上月底`, `本月15日`.
fn of_month(word: &str) -> Option<Form> {
    const BEGINNINGS: [(&str, i32); 8] = [
        ("本月", 0),
        ("这个月", 0),
        ("当月", 0),
        ("上月", -1),
        ("上个月", -1),
        ("下月", 1),
        ("下个月", 1),
        ("月", 0),
    ];
    let (months, rest) = beginning(word, &BEGINNINGS)?;
    let is_end = matches!(rest, "底" | "末");
    // January has every day that some month has.
    let is_day = !word.starts_with('月') && read_date(&format!("2024年1月{rest}")).is_ok();
    (is_end || is_day).then(|| Form::OfMonth(months, rest.to_owned()))
}

/// `本季度末`, `上季末`, `下季度初`.
fn of_quarter(word: &str) -> Option<Form> {
    let begins =
        [("本季", 0), ("这个季", 0), ("上季", -1), ("上个季", -1), ("下季", 1), ("下个季", 1), ("季", 0)];
    let (quarters, rest) = beginning(word, &begins)?;
    let edge = match rest.trim_start_matches('度') {
        "末" | "底" => Edge::Last,
        "初" => Edge::First,
        _ => return None,
    };
    Some(Form::OfQuarter(quarters, edge))
}

fn beginning<'a>(word: &'a str, known: &[(&str, i32)]) -> Option<(i32, &'a str)> {
    known.iter().find_map(|(begins, away)| Some((*away, word.strip_prefix(begins)?)))
}
