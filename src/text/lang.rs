//! What people read, in both languages: a sentence is written once, in Chinese and in English side
//! by side, and the shell picks one at its exit. Tokens, JSON keys and YAML never pass through here.

/// A language that people read.
#[derive(
    Clone, Copy, Debug, Default, Eq, PartialEq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "lowercase")]
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

/// A sentence for people, in both languages. Made with [`text!`](macro@crate::text).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Text {
    pub(super) zh: String,
    pub(super) en: String,
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

/// A [`Text`] from a Chinese and an English format string with inline arguments:
/// `text!("没有任务 {id}", "there is no task {id}")`. Where the two need different arguments, they follow
/// in two groups of parentheses.
#[macro_export]
macro_rules! text {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::text::Text::new(format!($zh), format!($en))
    };
    ($zh:literal, $en:literal, ($($zh_arg:expr),+), ($($en_arg:expr),+) $(,)?) => {
        $crate::text::Text::new(format!($zh, $($zh_arg),+), format!($en, $($en_arg),+))
    };
}

/// Chinese or English by `lang`, as a `&'static str`: for labels and headers.
#[macro_export]
macro_rules! label {
    ($lang:expr, $zh:literal, $en:literal $(,)?) => {
        $lang.pick($zh, $en)
    };
}
