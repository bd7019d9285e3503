//! Values of `pjt update` as they are typed.

use chrono::NaiveDate;
use pjt::{
    Result, text,
    text::{clean::place, says_nothing},
};

use crate::cli::{
    day::{Day, coming, first},
    several::parts,
    words::{self, Misuse},
};

/// A value to set or to take away.
#[derive(Clone, Debug)]
pub(in crate::cli) struct OrNone<T>(pub(in crate::cli) Option<T>);

impl OrNone<Day> {
    /// The day that is meant, if it isn't taken away.
    ///
    /// # Errors
    /// As [`Day::on`].
    pub(in crate::cli) fn on(&self, today: NaiveDate) -> Result<Option<NaiveDate>> {
        self.0.as_ref().map(|day| day.on(today)).transpose()
    }
}

/// The word that takes a value away.
const NONE: [&str; 2] = ["none", "无"];

/// Departments, typed in one word.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Names(pub(in crate::cli) Vec<String>);

/// A department and the one that takes its place.
#[derive(Clone, Debug)]
pub(super) struct Replacement {
    pub(super) old: String,
    pub(super) new: String,
}

pub(super) fn due(word: &str) -> Result<OrNone<Day>, Misuse> {
    if NONE.contains(&word) { Ok(OrNone(None)) } else { coming(word).map(|day| OrNone(Some(day))) }
}

pub(in crate::cli) fn start(word: &str) -> Result<OrNone<Day>, Misuse> {
    if NONE.contains(&word) { Ok(OrNone(None)) } else { first(word).map(|day| OrNone(Some(day))) }
}

pub(super) fn line(word: &str) -> Result<OrNone<String>, Misuse> {
    if NONE.contains(&word) { Ok(OrNone(None)) } else { words::line(word).map(|words| OrNone(Some(words))) }
}

pub(super) fn lead(word: &str) -> Result<OrNone<Names>, Misuse> {
    if NONE.contains(&word) { Ok(OrNone(None)) } else { names(word).map(|names| OrNone(Some(names))) }
}

/// Several names with 、 or a comma between them.
pub(in crate::cli) fn names(word: &str) -> Result<Names, Misuse> {
    let line = words::line(word)?;
    let mut names: Vec<String> = Vec::new();
    for part in parts(&line) {
        if !names.iter().any(|known| known == part) {
            names.push(part.to_owned());
        }
    }
    if names.is_empty() {
        return Err(text!("没有写出部门", "it names no department").into());
    }
    Ok(Names(names))
}

/// Two names with an equals sign between them.
pub(super) fn replacement(word: &str) -> Result<Replacement, Misuse> {
    let line = words::line(word)?;
    let sides = line.split_once(['=', '＝']).map(|(old, new)| (old.trim(), new.trim()));
    match sides {
        Some((old, new)) if !old.is_empty() && !new.is_empty() && !new.contains(['=', '＝']) => {
            Ok(Replacement { old: old.to_owned(), new: new.to_owned() })
        }
        _ => Err(text!("写作“原部门=新部门”", "write OLD=NEW").into()),
    }
}

/// Words that give a reason: dots and dashes give none.
pub(in crate::cli) fn reason(word: &str) -> Result<String, Misuse> {
    let words = words::text(word)?;
    if says_nothing(&words) {
        return Err(text!("其中没有写明原因", "it gives no reason").into());
    }
    Ok(words)
}

/// The same, on one line.
pub(in crate::cli) fn reason_line(word: &str) -> Result<String, Misuse> {
    words::line(&reason(word)?)
}

/// Corrections of notes: each is a number, as `show` prints it, and the text that becomes of the note.
pub(super) fn corrections(typed: &[String]) -> Vec<(String, String)> {
    typed.chunks_exact(2).filter_map(|pair| Some((pair.first()?.clone(), pair.last()?.clone()))).collect()
}

/// A number that counts from 1.
pub(super) fn ordinal(word: &str) -> Result<usize, Misuse> {
    place(word).ok_or_else(|| {
        text!("写进展的序号，从 1 数起", "write the number of the note, counted from 1").into()
    })
}
