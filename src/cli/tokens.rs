//! Options whose value is one of a few words. The core knows the words and what else it takes for them; clap
//! lists them in the help and in completions, and words the error.

use std::{ffi::OsStr, str::FromStr};

use clap::{
    Arg, Command, Error,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
    error::ErrorKind,
};

/// A parser that takes these values and no other ones, by any word that the core knows for them.
pub(crate) fn one_of<T: FromStr>(values: &[T]) -> OneOf<T>
where
    for<'a> &'a T: Into<&'static str>,
{
    OneOf { names: values.iter().map(Into::into).collect(), parse: |word| word.parse().ok() }
}

/// See [`one_of`].
#[derive(Clone)]
pub(crate) struct OneOf<T> {
    names: Vec<&'static str>,
    parse: fn(&str) -> Option<T>,
}

impl<T> OneOf<T> {
    /// The same values, read by another rule than that of the core.
    pub(crate) fn read_by(self, parse: fn(&str) -> Option<T>) -> Self {
        Self { parse, ..self }
    }
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for OneOf<T>
where
    for<'a> &'a T: Into<&'static str>,
{
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, word: &OsStr) -> Result<T, Error> {
        let known = word.to_str().and_then(self.parse).filter(|value| self.names.contains(&value.into()));
        known.ok_or_else(|| {
            // What clap says of a word that is none of its own.
            let refused = PossibleValuesParser::new(&self.names).parse_ref(command, arg, word);
            refused.err().unwrap_or_else(|| Error::new(ErrorKind::InvalidValue).with_cmd(command))
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.names.iter().map(PossibleValue::new)))
    }
}
