//! Options that take several values: in one word with 、 or commas between them, in the option once more, or both.

use std::ffi::OsStr;

use clap::{
    Arg, Command, Error,
    builder::{PossibleValue, TypedValueParser},
};

/// What stands between two values.
pub(crate) const SEPARATORS: [char; 5] = ['、', ',', '，', ';', '；'];

/// The values of one word.
#[derive(Clone, Debug)]
pub(crate) struct Several<T>(Vec<T>);

impl<T> From<T> for Several<T> {
    fn from(value: T) -> Self {
        Self(vec![value])
    }
}

/// A parser of words that hold several of the values that this one reads.
pub(crate) fn several<P>(parser: P) -> SeveralParser<P> {
    SeveralParser(parser)
}

/// See [`several`].
#[derive(Clone)]
pub(crate) struct SeveralParser<P>(P);

impl<P: TypedValueParser> TypedValueParser for SeveralParser<P> {
    type Value = Several<P::Value>;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        word: &OsStr,
    ) -> Result<Several<P::Value>, Error> {
        let typed = word.to_str().map(parts).unwrap_or_default();
        // A word without a value is refused as the value that it is.
        let parts = if typed.is_empty() { vec![word] } else { typed.iter().map(OsStr::new).collect() };
        let values = parts.into_iter().map(|part| self.0.parse_ref(command, arg, part));
        values.collect::<Result<_, _>>().map(Several)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.0.possible_values()
    }
}

/// All values of an option, in the order in which they were typed.
pub(crate) fn all<T: Clone>(words: &[Several<T>]) -> Vec<T> {
    words.iter().flat_map(|Several(values)| values.iter().cloned()).collect()
}

/// The values that a word holds, as they were typed.
pub(crate) fn parts(word: &str) -> Vec<&str> {
    word.split(SEPARATORS).map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// The values that a word holds, if each of them is a number; else the word, which may be a title with 、 in it.
pub(crate) fn numbers_or_words(word: &str) -> Vec<&str> {
    let parts = parts(word);
    let are_numbers = parts.len() > 1 && parts.iter().all(|part| pjt::query::heading_number(part).is_some());
    if are_numbers { parts } else { vec![word] }
}
