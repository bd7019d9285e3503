//! Days as they are typed for an option. What a word like 昨天 means is known only beside the day that counts as today,
//! which is itself an option: so the word is read with the command line, and the day is asked of the `Context`.

use chrono::NaiveDate;
use pjt::{
    Result,
    model::{NotADay, Side, TypedDay},
};

use super::words::{self, Misuse};

/// A day that was typed.
#[derive(Clone, Debug)]
pub(crate) struct Day {
    typed: TypedDay,
    side: Side,
}

impl Day {
    fn read(word: &str, side: Side) -> Result<Self, Misuse> {
        match TypedDay::read(word) {
            Ok(typed) => Ok(Self { typed, side }),
            Err(why) => Err(why.words(word).into()),
        }
    }

    /// The day that it means.
    ///
    /// # Errors
    /// When this year has no such day, or one of another year may be meant.
    pub(crate) fn on(&self, today: NaiveDate) -> Result<NaiveDate> {
        self.typed.on(today, self.side)
    }

    /// Whether it is the end of a month, quarter or year, and named as such.
    pub(crate) fn is_end(&self) -> bool {
        self.typed.is_end()
    }
}

/// A day on which something was.
pub(crate) fn past(word: &str) -> Result<Day, Misuse> {
    Day::read(word, Side::Past)
}

/// A day by which something is to be.
pub(crate) fn coming(word: &str) -> Result<Day, Misuse> {
    Day::read(word, Side::Coming)
}

/// A day, wherever it lies.
pub(crate) fn any(word: &str) -> Result<Day, Misuse> {
    Day::read(word, Side::Either)
}

/// A day, or a name that git may know. No name begins like an option.
pub(crate) fn or_revision(word: &str) -> Result<String, Misuse> {
    match TypedDay::read(word) {
        Err(why @ NotADay::NotWrittenSo) if word.starts_with('-') => Err(why.words(word).into()),
        _ => words::name(word),
    }
}
