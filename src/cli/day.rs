//! Days as they are typed for an option. What a word like 昨天 means is known only beside the day that counts as today,
//! which is itself an option: so the word is read with the command line, and the day is asked of the `Context`.

use chrono::NaiveDate;
use pjt::{
    Result,
    model::{Edge, NotADay, Side, TypedDay, TypedSpan},
    text,
};

use super::words::{self, Misuse};

/// A day that was typed.
#[derive(Clone, Debug)]
pub(crate) struct Day {
    typed: TypedDay,
    side: Side,
}

impl Day {
    fn of(word: &str, read: Result<TypedDay, NotADay>, side: Side) -> Result<Self, Misuse> {
        read.map(|typed| Self { typed, side }).map_err(|why| why.words(word).into())
    }

    /// The word and the day that is taken for it, where its year was not typed.
    pub(crate) fn taken(&self, today: NaiveDate) -> Option<(&str, NaiveDate)> {
        self.typed.taken(today)
    }

    /// The day that it means.
    ///
    /// # Errors
    /// When this year has no such day, or one of another year may be meant.
    pub(crate) fn on(&self, today: NaiveDate) -> Result<NaiveDate> {
        self.typed.on(today, self.side)
    }

    /// The word that was typed.
    pub(crate) fn word(&self) -> &str {
        self.typed.word()
    }

    /// Whether a month, a quarter or a year was typed, of which it is one end.
    pub(crate) fn is_of_period(&self) -> bool {
        self.typed.is_of_period()
    }

    /// Whether it is the end of a month, quarter or year, and named as such.
    pub(crate) fn is_end(&self) -> bool {
        self.typed.is_end()
    }
}

/// A day on which something was.
pub(crate) fn past(word: &str) -> Result<Day, Misuse> {
    Day::of(word, TypedDay::read(word), Side::Past)
}

/// A day by which something is to be; of a quarter, a month or a year the last one.
pub(crate) fn coming(word: &str) -> Result<Day, Misuse> {
    Day::of(word, TypedDay::read_edge(word, Edge::Last), Side::Coming)
}

/// A day, wherever it lies.
pub(crate) fn any(word: &str) -> Result<Day, Misuse> {
    Day::of(word, TypedDay::read(word), Side::Either)
}

/// The same, of a quarter, a month or a year the first one.
pub(crate) fn first(word: &str) -> Result<Day, Misuse> {
    Day::of(word, TypedDay::read_edge(word, Edge::First), Side::Either)
}

/// The same, of a quarter, a month or a year the last one.
pub(crate) fn last(word: &str) -> Result<Day, Misuse> {
    Day::of(word, TypedDay::read_edge(word, Edge::Last), Side::Either)
}

/// All days of a quarter, a month or a year, or one day.
#[derive(Clone, Debug)]
pub(crate) struct Days([Day; 2]);

impl Days {
    /// The first and the last of them.
    ///
    /// # Errors
    /// As [`Day::on`].
    pub(crate) fn on(&self, today: NaiveDate) -> Result<[NaiveDate; 2]> {
        let [first, last] = &self.0;
        Ok([first.on(today)?, last.on(today)?])
    }

    /// The word, and the first and the last day that are taken for it, where its year was not typed.
    pub(crate) fn taken(&self, today: NaiveDate) -> Option<(&str, [NaiveDate; 2])> {
        let [first, last] = &self.0;
        let ((word, first), (_, last)) = first.taken(today).zip(last.taken(today))?;
        Some((word, [first, last]))
    }
}

/// The days of a quarter, a month or a year, wherever they lie; one day alone, too.
pub(crate) fn days(word: &str) -> Result<Days, Misuse> {
    match (first(word), last(word)) {
        (Ok(first), Ok(last)) => Ok(Days([first, last])),
        _ => Err(text!(
            "应写一段时间，如 本月、下季度、12月、2027年一季度、2027年；也可写一天，如 2026-11-30、12月底",
            "write a period, as in 2027-q1, 2026-12, 2027, 本月, 下季度, 12月; or one day, as in 2026-11-30"
        )
        .into()),
    }
}

/// A day from which on something was; of a quarter, a month or a year the first one.
pub(crate) fn since(word: &str) -> Result<Day, Misuse> {
    Day::of(word, TypedDay::read_edge(word, Edge::First), Side::Past)
}

/// A day up to which something was; of a quarter, a month or a year the last one.
pub(crate) fn until(word: &str) -> Result<Day, Misuse> {
    Day::of(word, TypedDay::read_edge(word, Edge::Last), Side::Past)
}

/// A length of time from today on, as in `30`, `30天`, `两周` and `一个月`.
pub(crate) fn span(typed: &str) -> Result<TypedSpan, Misuse> {
    let read = TypedSpan::read(typed).filter(|_| !TypedSpan::may_be_a_month(typed));
    let most = TypedSpan::MOST_DAYS;
    read.ok_or_else(|| {
        text!(
            "应写天数或时长，如 30、10天、两周、一个月，不超过 {most} 天",
            "write a number of days, or as in 2w, 1m, 两周, 一个月; at most {most} days"
        )
        .into()
    })
}

/// A day, or a name that git may know. No name begins like an option.
pub(crate) fn or_revision(word: &str) -> Result<String, Misuse> {
    match TypedDay::read(word) {
        Err(why @ NotADay::NotWrittenSo) if word.starts_with('-') => Err(why.words(word).into()),
        _ => words::name(word),
    }
}
