//! Lights (亮灯): the colours, and what can be said of a task's light. How it comes about is the business of the rules.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::EnumCount as _;

use crate::text::Lang;

/// The colour of a light.
#[derive(
    Clone,
    Copy,
    Debug,
    Deserialize,
    Eq,
    Hash,
    JsonSchema,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    strum::EnumCount,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Light {
    /// 红灯
    Red,
    /// 黄灯
    Yellow,
    /// 蓝灯
    Blue,
    /// 绿灯
    Green,
}

impl Light {
    /// Every colour, the most urgent first.
    pub const ALL: [Self; Self::COUNT] = [Self::Red, Self::Yellow, Self::Blue, Self::Green];

    /// The word in files and in JSON.
    pub fn token(self) -> &'static str {
        self.into()
    }

    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Red => lang.pick("红灯", "red"),
            Self::Yellow => lang.pick("黄灯", "yellow"),
            Self::Blue => lang.pick("蓝灯", "blue"),
            Self::Green => lang.pick("绿灯", "green"),
        }
    }
}

impl FromStr for Light {
    type Err = ();

    /// Takes the token, what people call it, and the bare name of a colour (红).
    fn from_str(word: &str) -> Result<Self, ()> {
        match word.parse()? {
            LightState::Lit(light) => Ok(light),
            _ => Err(()),
        }
    }
}

/// What the rules say of a task.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum LightState {
    /// It has this light.
    Lit(Light),
    /// A rule could not be tried because its progress is not known (未判定).
    Undetermined,
    /// No rule applies.
    Unlit,
    /// Suspended or withdrawn: it is not judged.
    NotJudged,
}

impl LightState {
    /// Every one, in the order in which they are counted.
    pub const ALL: [Self; 7] = [
        Self::Lit(Light::Red),
        Self::Lit(Light::Yellow),
        Self::Lit(Light::Blue),
        Self::Lit(Light::Green),
        Self::Undetermined,
        Self::Unlit,
        Self::NotJudged,
    ];

    /// Those that a task which is judged can have.
    pub const JUDGED: [Self; 6] = [
        Self::Lit(Light::Red),
        Self::Lit(Light::Yellow),
        Self::Lit(Light::Blue),
        Self::Lit(Light::Green),
        Self::Undetermined,
        Self::Unlit,
    ];

    /// The word in JSON and on the command line.
    pub fn token(self) -> &'static str {
        match self {
            Self::Lit(light) => light.token(),
            Self::Undetermined => "undetermined",
            Self::Unlit => "no_light",
            Self::NotJudged => "not_judged",
        }
    }

    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Lit(light) => light.label(lang),
            Self::Undetermined => lang.pick("未判定", "undetermined"),
            Self::Unlit => lang.pick("不亮灯", "no light"),
            Self::NotJudged => lang.pick("不评", "not judged"),
        }
    }
}

impl From<&LightState> for &'static str {
    fn from(state: &LightState) -> Self {
        state.token()
    }
}

impl FromStr for LightState {
    type Err = ();

    /// Takes the token, what people call it, and the bare name of a colour (红).
    fn from_str(word: &str) -> Result<Self, ()> {
        let typed = word.trim().to_lowercase();
        let is_meant = |state: &&Self| {
            let zh = state.label(Lang::Zh);
            typed == state.token() || typed == zh || zh.strip_suffix('灯').is_some_and(|bare| typed == bare)
        };
        Self::ALL.iter().find(is_meant).copied().ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_light_goes_by_its_token_and_by_its_names() {
        for (word, state) in [
            ("red", LightState::Lit(Light::Red)),
            ("黄", LightState::Lit(Light::Yellow)),
            ("绿灯", LightState::Lit(Light::Green)),
            ("未判定", LightState::Undetermined),
            ("no_light", LightState::Unlit),
        ] {
            assert_eq!(word.parse(), Ok(state), "{word}");
        }
        assert_eq!("亮".parse::<LightState>(), Err(()));
        assert_eq!(LightState::ALL.map(|state| state.token().parse()), LightState::ALL.map(Ok));
    }
}
