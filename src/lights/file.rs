//! `rules.yaml`: a preset by name, or an office's own rules.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AsOf, Rule, Rules, presets};
use crate::error::{Error, Result};

/// The file in a store's directory.
pub const FILE: &str = "rules.yaml";
/// What own rules are called where they say no name.
const OWN: &str = "rules.yaml";

/// What `rules.yaml` holds.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(title = "亮灯规则 / rules of lights", description = "")]
pub struct RuleFile {
    /// The name of a preset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "内置规则的名称 / name of a preset")]
    pub preset: Option<String>,
    /// The day that planned and actual progress are compared on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "比较进度的日期 / day that progress is compared on")]
    pub as_of: Option<AsOf>,
    /// The office's own rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "自定规则，先匹配者优先 / own rules, the first that matches counts")]
    pub rules: Option<Vec<Rule>>,
}

/// Rules with the name that reasons give.
#[derive(Clone, Debug)]
pub struct NamedRules {
    /// The preset, or the file.
    pub name: String,
    /// The rules.
    pub rules: Rules,
}

impl NamedRules {
    /// A preset.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn preset(name: &str) -> Result<Self> {
        let mut presets = presets()?;
        let known = presets.keys().cloned().collect::<Vec<_>>();
        presets.remove(name).map(|rules| Self { name: name.to_owned(), rules }).ok_or_else(|| {
            let (zh, en) = (known.join("、"), known.join(", "));
            Error::not_found(text!("没有名为 {name} 的内置亮灯规则", "there is no preset of rules {name}"))
                .hint(text!("内置规则有：{zh}", "the presets are: {en}"))
        })
    }
}

impl RuleFile {
    /// The rules that it means.
    ///
    /// # Errors
    /// When it names no preset and holds no rules, or both, or a preset that there is not.
    pub fn rules(self) -> Result<NamedRules> {
        match (self.preset, self.rules) {
            (Some(name), None) => {
                let mut named = NamedRules::preset(&name)?;
                named.rules.as_of = self.as_of.unwrap_or(named.rules.as_of);
                Ok(named)
            }
            (None, Some(rules)) if !rules.is_empty() => {
                let rules = Rules { as_of: self.as_of.unwrap_or_default(), rules };
                Ok(NamedRules { name: OWN.to_owned(), rules })
            }
            (Some(_), Some(_)) => Err(Error::failed(text!(
                "`preset` 与 `rules` 只能写一个",
                "only one of `preset` and `rules` can be given"
            ))
            .hint(text!("删去其中一个", "take one of them out"))),
            (None, _) => Err(Error::failed(text!(
                "没有写 `preset`，也没有写 `rules`",
                "there is neither `preset` nor `rules`"
            ))
            .hint(text!(
                "写 `preset: yinchuan-2025`，或写自己的 `rules`",
                "write `preset: yinchuan-2025`, or your own `rules`"
            ))),
        }
    }
}
