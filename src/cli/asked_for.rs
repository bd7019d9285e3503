//! What the words of a call ask for before they are understood, be they right or wrong: an error is said in the language
//! and the form that were asked for, too, and a shell completes words that are not all there yet.

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
};

use pjt::Lang;

use super::context::{lang_of_environment, lang_of_locale};

/// The store that these words name.
pub(crate) fn store(arguments: &[OsString]) -> Option<PathBuf> {
    values(arguments, "--store").next().map(PathBuf::from)
}

/// Whether these words ask for JSON.
pub(crate) fn is_json(arguments: &[OsString]) -> bool {
    let options: Vec<&str> = arguments
        .iter()
        .map(|word| word.to_str().unwrap_or_default())
        .take_while(|word| *word != "--")
        .collect();
    options.iter().any(|word| matches!(*word, "--json" | "--format=json"))
        || options.windows(2).any(|pair| pair == ["--format", "json"])
}

/// The language that these words ask for, or else that of the environment.
pub(crate) fn lang(arguments: &[OsString]) -> Lang {
    let mut words = values(arguments, "--lang").filter_map(OsStr::to_str);
    words.find_map(lang_of_locale).unwrap_or_else(lang_of_environment)
}

/// What is given for an option, in the word after it or in its own.
fn values<'a>(arguments: &'a [OsString], option: &'a str) -> impl Iterator<Item = &'a OsStr> {
    let apart = arguments.windows(2).filter_map(move |pair| match pair {
        [name, value] if name == option => Some(value.as_os_str()),
        _ => None,
    });
    let joined = arguments
        .iter()
        .filter_map(move |word| word.to_str()?.strip_prefix(option)?.strip_prefix('=').map(OsStr::new));
    apart.chain(joined)
}
