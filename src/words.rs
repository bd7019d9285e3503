//! What people read, in both languages: a sentence is written once, in Chinese and in English side
//! by side, and the shell picks one at its exit. Tokens, JSON keys and YAML never pass through here.

/// A language that people read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    #[default]
    En,
}

impl Lang {
    /// The one of two texts that this language shows.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// A sentence for people, in both languages. Made with [`text!`](crate::text).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Text {
    zh: String,
    en: String,
}

impl Text {
    /// The same sentence in Chinese and in English.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// Words that are the same in every language: a name, a message of the operating system.
    pub fn same(words: impl Into<String>) -> Self {
        let words = words.into();
        Self { zh: words.clone(), en: words }
    }

    /// The sentence in `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// Whether a character does something besides standing there: control, bidi and zero-width characters.
pub fn acts(c: char) -> bool {
    // Nearly every character of a Chinese text lies here, where nothing acts.
    if matches!(c, ' '..='~' | '\u{2e80}'..='\u{d7ff}' | '\u{ff01}'..='\u{ffee}') {
        return false;
    }
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}' | '\u{ad}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// A [`Text`] from a Chinese and an English format string with inline arguments:
/// `text!("没有任务 {id}", "there is no task {id}")`. Where the two need different arguments, they follow
/// in two groups of parentheses.
#[macro_export]
macro_rules! text {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::words::Text::new(format!($zh), format!($en))
    };
    ($zh:literal, $en:literal, ($($zh_arg:expr),+), ($($en_arg:expr),+) $(,)?) => {
        $crate::words::Text::new(format!($zh, $($zh_arg),+), format!($en, $($en_arg),+))
    };
}

/// Chinese or English by `lang`, as a `&'static str`: for labels and headers.
#[macro_export]
macro_rules! label {
    ($lang:expr, $zh:literal, $en:literal $(,)?) => {
        $lang.pick($zh, $en)
    };
}
