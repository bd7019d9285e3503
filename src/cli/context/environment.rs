//! What the environment says: the words of the call, the shell that completes, the pager, the editor, the language.
#![expect(clippy::disallowed_methods, reason = "with its parent, this is what reads the environment")]

use std::{ffi::OsString, path::Path};

use pjt::Lang;

use crate::cli::{command_line::words_of, complete};

/// The words that the program was called with.
pub(crate) fn arguments() -> Vec<OsString> {
    std::env::args_os().collect()
}

/// The shell whose script asks for candidates, where one does.
pub(crate) fn shell_that_asks() -> Option<String> {
    std::env::var(complete::VARIABLE).ok().filter(|shell| !shell.is_empty())
}

/// What bash's script says about the words.
pub(crate) struct BashQuestion {
    /// The number of the word that is completed.
    pub(crate) index: usize,
    /// What stands between two candidates.
    pub(crate) separator: String,
    /// Whether the candidates are shown rather than put in one after the other.
    pub(crate) shows_list: bool,
}

/// See [`BashQuestion`].
pub(crate) fn question_of_bash() -> BashQuestion {
    let set = |name: &str| std::env::var(name).ok();
    BashQuestion {
        index: set("_CLAP_COMPLETE_INDEX").and_then(|index| index.parse().ok()).unwrap_or_default(),
        separator: set("_CLAP_IFS").unwrap_or_else(|| "\n".to_owned()),
        // `%` is a menu that puts in one candidate after the other, `*` puts in all of them.
        shows_list: set("_CLAP_COMPLETE_COMP_TYPE").is_none_or(|kind| !["37", "42"].contains(&&*kind)),
    }
}

/// The pager that is wanted, and its arguments; none where `cat` or nothing is.
pub(crate) fn pager() -> Vec<String> {
    let set = ["PJT_PAGER", "PAGER"].into_iter().find_map(|name| std::env::var(name).ok());
    let words = set.unwrap_or_else(|| "less -FRX".to_owned());
    let words = words_of(&words);
    if words.first().is_some_and(|program| program == "cat") { Vec::new() } else { words }
}

/// An editor, and whether nobody named one.
pub(crate) struct ChosenEditor {
    /// The program and its arguments.
    pub(crate) words: Vec<String>,
    pub(crate) is_usual: bool,
}

/// The editor that is wanted; where nobody named one, one that says on its screen how to leave it comes first.
pub(crate) fn editor() -> ChosenEditor {
    let set = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| std::env::var(name).ok());
    let set = set.into_iter().find(|words| !words.trim().is_empty());
    let is_usual = set.is_none();
    let words = set.unwrap_or_else(|| {
        let is_there = |program: &str| {
            let path = std::env::var_os("PATH").unwrap_or_default();
            std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
        };
        let usual = if is_there("nano") { "nano" } else { "vi" };
        (if cfg!(windows) { "notepad" } else { usual }).to_owned()
    });
    // A path may have blanks in it.
    let words = if Path::new(&words).is_file() { vec![words] } else { words_of(&words) };
    ChosenEditor { words, is_usual }
}

/// Whether less knows how text is encoded.
pub(crate) fn has_encoding_for_less() -> bool {
    ["LESSCHARSET", "LESS"].into_iter().any(|name| std::env::var_os(name).is_some())
}

/// The language of the environment alone.
pub(crate) fn lang_of_environment() -> Lang {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(lang) = set("PJT_LANG").and_then(|locale| lang_of_locale(&locale)) {
        return lang;
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).unwrap_or_default();
    if locale.starts_with("zh") { Lang::Zh } else { Lang::En }
}

/// The width that the environment asks for.
pub(crate) fn columns_of_environment() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| (20..=1000).contains(columns))
}

/// The language of a locale: `zh`, `zh_CN.UTF-8`.
pub(crate) fn lang_of_locale(locale: &str) -> Option<Lang> {
    locale.split(['_', '-', '.']).next()?.parse().ok()
}
