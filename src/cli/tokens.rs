//! Options whose value is one of a few words. The core knows the words and what else it takes for them; clap
//! lists them in the help and in completions, and words the error.
#![expect(clippy::expect_used, reason = "the names and the reader of a value belong together")]

use std::{ffi::OsStr, str::FromStr};

use clap::{
    Arg, Command, Error,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
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
            // clap words the error.
            let refused = PossibleValuesParser::new(&self.names).parse_ref(command, arg, word);
            refused.expect_err("whatever is listed can be read")
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.names.iter().map(PossibleValue::new)))
    }
}

#[cfg(test)]
mod tests {
    use pjt::{
        Lang,
        model::{AskedField, LeadRule, Status},
        output::{Column, DiffFormat, Format, LedgerFormat, ListFormat},
        query::{Order, stats::By},
    };
    use strum::VariantArray as _;

    use super::*;

    fn every_name_is_read<T>(parser: &OneOf<T>)
    where
        for<'a> &'a T: Into<&'static str>,
    {
        for name in &parser.names {
            let value = (parser.parse)(name).expect(name);
            assert_eq!(Into::<&str>::into(&value), *name);
        }
    }

    #[test]
    fn whatever_is_listed_can_be_read() {
        every_name_is_read(&one_of(Lang::VARIANTS));
        every_name_is_read(&one_of(LeadRule::VARIANTS));
        every_name_is_read(&one_of(AskedField::VARIANTS));
        every_name_is_read(&one_of(&Status::ALL));
        every_name_is_read(&one_of(Column::VARIANTS));
        every_name_is_read(&one_of(Format::VARIANTS));
        every_name_is_read(&one_of(&ListFormat::all()));
        every_name_is_read(&one_of(LedgerFormat::VARIANTS));
        every_name_is_read(&one_of(DiffFormat::VARIANTS));
        every_name_is_read(&one_of(&Order::KEYS));
        every_name_is_read(&one_of(By::VARIANTS));
    }
}
