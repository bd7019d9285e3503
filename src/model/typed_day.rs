//! Days as people type them, which mean a day only beside today: `昨天`, `+30d`, `7月31日`, `上月底`.

mod form;

use chrono::{Datelike as _, Days, NaiveDate};

use form::{Form, form_of, in_days};

use super::{
    deadline::{NotADay, read_date},
    typed_period::TypedPeriod,
    typed_span::{Unit, away},
};
use crate::{
    error::Error,
    text::{Text, fold::fold},
};

/// A day as it was typed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TypedDay {
    /// The word, for what is said about it.
    word: String,
    form: Form,
}

/// Which day of a month, a quarter or a year is meant where only that was typed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Edge {
    /// Its first day, as what begins or comes before.
    First,
    /// Its last day, as what falls due or comes after.
    Last,
}

/// Where a day lies that an option asks for. It tells which year is meant where none was typed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Side {
    /// Not after today, as what was.
    Past,
    /// Not before today, as what falls due.
    Coming,
    /// Anywhere.
    Either,
}

impl TypedDay {
    /// A day as [`read_date`] reads it, or one that hangs on today:
    /// `today`, `昨天`, `+30d`, `-2w`, `3个月后`, `两周前`; `7月31日`, `12-20`, `6月底`, `三季度末`, `年底`; `去年12月31日`, `上月底`,
    /// `本月15日`, `本月初`, `上季度末`, `下周五`.
    ///
    /// # Errors
    /// When it is no day.
    pub fn read(typed: &str) -> Result<Self, NotADay> {
        let word = in_days(fold(typed));
        let form = match read_date(&word) {
            Err(NotADay::NotWrittenSo) => form_of(&word)?,
            read => Form::Day(read?),
        };
        Ok(Self { word: typed.trim().to_owned(), form })
    }

    /// Whether it names the last day of a span by saying that the span ends: `月底`, `三季度末`. Who says “before the end
    /// of the month” means all of the month.
    pub fn is_end(&self) -> bool {
        fold(&self.word).ends_with(['底', '末'])
    }

    /// The same, or a month, a quarter or a year, of which this day is meant: `四季度`, `2026年Q4`, `本月`.
    ///
    /// # Errors
    /// When it is no day.
    pub fn read_edge(typed: &str, edge: Edge) -> Result<Self, NotADay> {
        let period = |why| match why {
            NotADay::NotWrittenSo => TypedPeriod::read(typed).ok_or(why),
            NotADay::NotInCalendar => Err(why),
        };
        Self::read(typed).or_else(|why| {
            Ok(Self { word: typed.trim().to_owned(), form: Form::OfPeriod(period(why)?, edge) })
        })
    }

    /// The word.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// Whether a month, a quarter or a year was typed, of which it is one end.
    pub fn is_of_period(&self) -> bool {
        matches!(self.form, Form::OfPeriod(..))
    }

    /// The word and the day that is taken for it, where its year was not typed.
    pub fn taken(&self, today: NaiveDate) -> Option<(&str, NaiveDate)> {
        let is_open = matches!(self.form, Form::OfNoYear(_) | Form::OfPeriod(..));
        self.of_calendar(today).filter(|_| is_open).map(|day| (self.word.as_str(), day))
    }

    /// The day that it means.
    ///
    /// # Errors
    /// When the calendar has no such day, or the year was not typed and this year's lies on the wrong side of today.
    pub fn on(&self, today: NaiveDate, side: Side) -> Result<NaiveDate, Error> {
        let day = self.of_calendar(today).ok_or_else(|| {
            let word = &self.word;
            Error::usage(text!("没有 {word} 这一天", "there is no such day as {word}"))
                .named("no-such-day")
                .hint(text!(
                    "核对日期，如 2025-06-30",
                    "see what the last day of the month is, as in 2025-06-30"
                ))
        })?;
        // A quarter that has begun is one of the past, and one that is not over is to come.
        let (first, last) = match &self.form {
            Form::OfNoYear(_) => (day, day),
            Form::OfPeriod(period, _) if period.is_of_no_year() => period.on(today).days(),
            _ => return Ok(day),
        };
        let other = match side {
            Side::Past if first > today => -1,
            Side::Coming if last < today => 1,
            _ => return Ok(day),
        };
        let (word, year) = (&self.word, today.year());
        let mark = if fold(word).contains(['月', '季', '年', 'q']) { '年' } else { '-' };
        Err(Error::conflict(text!(
            "`{word}` 没有写年份，不能确定是哪一年",
            "`{word}` names no year, and it may be another than {year}"
        ))
        .named("ambiguous-day")
        .hint(text!(
            "写明年份，如 {}{mark}{word} 或 {year}{mark}{word}",
            "say which, as in {}{mark}{word} or {year}{mark}{word}",
            (year + other),
            (year + other)
        )))
    }

    fn of_calendar(&self, today: NaiveDate) -> Option<NaiveDate> {
        let found = match &self.form {
            Form::Day(day) => Some(*day),
            Form::Away(unit, count) => away(today, *unit, *count),
            Form::OfWeek(weeks, weekday) => {
                let monday =
                    today.checked_sub_days(Days::new(today.weekday().num_days_from_monday().into()))?;
                away(monday, Unit::Weeks, *weeks)?
                    .checked_add_days(Days::new(weekday.num_days_from_monday().into()))
            }
            Form::OfMonth(months, rest) => {
                let month = away(today.with_day(1)?, Unit::Months, *months)?;
                read_date(&format!("{:04}年{}月{rest}", month.year(), month.month())).ok()
            }
            Form::OfQuarter(quarters, edge) => {
                let first = today.with_day(1)?.with_month(today.month().div_ceil(3) * 3 - 2)?;
                let first = away(first, Unit::Months, quarters * 3)?;
                match edge {
                    Edge::First => Some(first),
                    Edge::Last => away(first, Unit::Months, 3)?.pred_opt(),
                }
            }
            Form::OfPeriod(period, edge) => {
                let (first, last) = period.on(today).days();
                Some(if *edge == Edge::First { first } else { last })
            }
            Form::OfYear(years, rest) => read_date(&format!("{:04}年{rest}", today.year() + years)).ok(),
            Form::OfNoYear(rest) => read_date(&format!("{:04}年{rest}", today.year())).ok(),
        };
        found.filter(|day| (0..=9999).contains(&day.year()))
    }
}

impl NotADay {
    /// What is wrong with a word, and what can be typed.
    pub fn words(self, word: &str) -> Text {
        match self {
            Self::NotInCalendar => text!("没有 {word} 这一天", "there is no such day"),
            Self::NotWrittenSo => text!(
                "应写成 年-月-日，如 2026-11-30；也可写 11月30日、11-30、11月底、本月初、三季度末、上月底、今天、昨天、+30d、两周前",
                "write YYYY-MM-DD, as in 2026-11-30; or 11-30, 11月30日, 三季度末, today, yesterday, +30d, -7d"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Lang, model::parse_date};

    fn on(word: &str, today: &str, side: Side) -> String {
        let day = TypedDay::read(word).unwrap().on(parse_date(today).unwrap(), side);
        day.map_or_else(|error| error.code().to_owned(), |day| day.to_string())
    }

    #[test]
    fn a_word_means_a_day_beside_today() {
        for (word, day) in [
            ("2025-06-30", "2025-06-30"),
            ("today", "2026-05-15"),
            ("今天", "2026-05-15"),
            ("昨天", "2026-05-14"),
            ("Yesterday", "2026-05-14"),
            ("明天", "2026-05-16"),
            ("+30d", "2026-06-14"),
            ("-7d", "2026-05-08"),
            ("＋30天", "2026-06-14"),
            ("7天前", "2026-05-08"),
            ("7 days ago", "2026-05-08"),
            ("2周后", "2026-05-29"),
            ("3个月后", "2026-08-15"),
            ("-1y", "2025-05-15"),
            ("7月31日", "2026-07-31"),
            ("7 月 31 号", "2026-07-31"),
            ("6月底", "2026-06-30"),
            ("三季度末", "2026-09-30"),
            ("上半年末", "2026-06-30"),
            ("年底", "2026-12-31"),
            ("去年底", "2025-12-31"),
            ("去年12月31日", "2025-12-31"),
            ("明年2月末", "2027-02-28"),
            ("上月底", "2026-04-30"),
            ("月底", "2026-05-31"),
            ("本月15日", "2026-05-15"),
            ("下个月1号", "2026-06-01"),
            ("本季度末", "2026-06-30"),
            ("上季度末", "2026-03-31"),
            ("下季末", "2026-09-30"),
            ("本周五", "2026-05-15"),
            ("上周日", "2026-05-10"),
            ("下周一", "2026-05-18"),
            ("12-20", "2026-12-20"),
            ("１２－２０", "2026-12-20"),
            ("6/1", "2026-06-01"),
            ("两周前", "2026-05-01"),
            ("一个月后", "2026-06-15"),
            ("十天后", "2026-05-25"),
            ("半年后", "2026-11-15"),
            ("月初", "2026-05-01"),
            ("本月初", "2026-05-01"),
            ("上月初", "2026-04-01"),
            ("12月初", "2026-12-01"),
            ("2026年12月初", "2026-12-01"),
            ("本季度初", "2026-04-01"),
            ("四季度初", "2026-10-01"),
            ("去年四季度初", "2025-10-01"),
            ("年初", "2026-01-01"),
            ("明年初", "2027-01-01"),
            ("Q4末", "2026-12-31"),
            ("第四季度末", "2026-12-31"),
        ] {
            assert_eq!(on(word, "2026-05-15", Side::Either), day, "{word}");
        }
        assert_eq!(on("上月底", "2026-01-31", Side::Past), "2025-12-31");
        assert_eq!(on("上季度末", "2026-02-28", Side::Past), "2025-12-31");
        assert_eq!(on("下月底", "2025-12-31", Side::Coming), "2026-01-31");
        assert_eq!(on("+1m", "2026-01-31", Side::Coming), "2026-02-28");
    }

    #[test]
    fn of_a_month_a_quarter_or_a_year_the_first_or_the_last_day_is_taken_and_said() {
        let today = parse_date("2026-05-15").unwrap();
        for (word, first, last, is_said) in [
            ("四季度", "2026-10-01", "2026-12-31", true),
            ("第四季度", "2026-10-01", "2026-12-31", true),
            ("Q4", "2026-10-01", "2026-12-31", true),
            ("2027年Q4", "2027-10-01", "2027-12-31", true),
            ("本季度", "2026-04-01", "2026-06-30", true),
            ("下季度", "2026-07-01", "2026-09-30", true),
            ("本月", "2026-05-01", "2026-05-31", true),
            ("2026-05-15", "2026-05-15", "2026-05-15", false),
            ("12-20", "2026-12-20", "2026-12-20", true),
        ] {
            for (edge, day) in [(Edge::First, first), (Edge::Last, last)] {
                let typed = TypedDay::read_edge(word, edge).unwrap();
                assert_eq!(typed.on(today, Side::Either).unwrap().to_string(), day, "{word}");
                assert_eq!(typed.taken(today).is_some(), is_said, "{word}");
            }
        }
        let passed = TypedDay::read_edge("一季度", Edge::Last).unwrap().on(today, Side::Coming).unwrap_err();
        assert!(passed.hints()[0].in_lang(Lang::Zh).contains("2027年一季度 或 2026年一季度"));
        let passed = TypedDay::read("1-20").unwrap().on(today, Side::Coming).unwrap_err();
        assert!(passed.hints()[0].in_lang(Lang::Zh).contains("2027-1-20 或 2026-1-20"));
        assert_eq!(TypedDay::read_edge("soon", Edge::Last), Err(NotADay::NotWrittenSo));
    }

    #[test]
    fn a_day_without_its_year_is_of_this_year_or_it_is_asked_which() {
        assert_eq!(on("12月31日", "2026-01-15", Side::Past), "ambiguous-day");
        assert_eq!(on("12月31日", "2026-01-15", Side::Coming), "2026-12-31");
        assert_eq!(on("1月31日", "2026-12-15", Side::Coming), "ambiguous-day");
        assert_eq!(on("1月31日", "2026-12-15", Side::Either), "2026-01-31");
        assert_eq!(on("今年12月31日", "2026-01-15", Side::Past), "2026-12-31");
        assert_eq!(on("2月29日", "2026-01-15", Side::Either), "no-such-day");
        assert_eq!(on("2月29日", "2028-01-15", Side::Either), "2028-02-29");
        assert_eq!(on("+36500d", "9999-12-31", Side::Either), "no-such-day");
    }

    #[test]
    fn other_words_are_no_days() {
        for word in [
            "",
            "soon",
            "main",
            "月",
            "底",
            "30d",
            "+d",
            "+40000d",
            "+30x",
            "-",
            "上",
            "季度",
            "下周",
            "年",
            "HEAD~1",
            "初",
            "3月前",
            "+30",
            "四季度",
            "1-2-3",
            "12-",
            "最初",
        ] {
            assert_eq!(TypedDay::read(word), Err(NotADay::NotWrittenSo), "{word}");
        }
        for word in ["2026-02-30", "2月30日", "去年13月底"] {
            assert_eq!(TypedDay::read(word), Err(NotADay::NotInCalendar), "{word}");
        }
    }
}
