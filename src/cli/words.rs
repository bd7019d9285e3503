//! Text that is typed: cleaned of what nobody sees, and refused where nothing is left. A script whose variable is
//! not set has then said something wrong, and not nothing.

use std::fmt;

use pjt::{
    Lang, Text, text,
    text::{clean::cleaned, is_blank},
};

/// What is wrong with a value, in both languages.
#[derive(Debug)]
pub(crate) struct Misuse(Text);

impl Misuse {
    /// The words in a language.
    pub(crate) fn words(&self, lang: Lang) -> &str {
        self.0.in_lang(lang)
    }
}

impl From<Text> for Misuse {
    fn from(words: Text) -> Self {
        Self(words)
    }
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words(Lang::En))
    }
}

impl std::error::Error for Misuse {}

/// A value in another form than this one.
pub(crate) fn not_of_form(zh: &str, en: &str) -> Misuse {
    Misuse(text!("应写成 {zh}", "{en}"))
}

/// A value that is none of these.
pub(crate) fn none_of(zh: &str, en: &str) -> Misuse {
    Misuse(text!("可用的有 {zh}", "{en}"))
}

/// A text that is kept, of one line or several.
pub(crate) fn text(typed: &str) -> Result<String, Misuse> {
    let clean = cleaned(typed).map_err(|c| {
        let code = format!("U+{:04X}", u32::from(c));
        Misuse(text!(
            "里面有看不见的控制字符 {code}，请删去",
            "it holds the control character {code}; take it out"
        ))
    })?;
    name(&clean)
}

/// A text that is kept, on one line.
pub(crate) fn line(typed: &str) -> Result<String, Misuse> {
    Ok(text(typed)?.split('\n').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

/// A word that is looked for, as it was typed.
pub(crate) fn name(typed: &str) -> Result<String, Misuse> {
    if is_blank(typed) {
        return Err(Misuse(text!(
            "它是空白的；脚本里的变量可能没有赋值",
            "it is blank; perhaps a variable of a script is not set"
        )));
    }
    Ok(typed.to_owned())
}
