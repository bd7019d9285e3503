//! `rules.yaml`: a preset by name, or an office's own rules.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AsOf, PRESETS, Rule, Rules, presets};
use crate::{
    error::{Error, Finding, Location, Result},
    store::{layout, load::StoreSource, yaml},
    text::Text,
};

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
    /// Whether an office wrote them itself.
    pub fn is_own(&self) -> bool {
        self.name == layout::RULES
    }

    /// The preset that they are; none where an office wrote them itself.
    pub fn preset_name(&self) -> Option<&str> {
        (!self.is_own()).then_some(self.name.as_str())
    }

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
                .named("no-such-preset")
                .hint(text!("内置规则有：{zh}", "the presets are: {en}"))
        })
    }
}

/// The rules of a store, as its `rules.yaml` has them; none where there is no such file.
///
/// # Errors
/// A finding when the file can't be read, or means no rules.
pub fn rules_of(source: &dyn StoreSource) -> Result<Option<NamedRules>, Finding> {
    let path = Path::new(layout::RULES);
    let Some(bytes) = source.read(path, yaml::MAX_FILE_BYTES)? else { return Ok(None) };
    let shown = source.shown(path);
    let file: RuleFile = yaml::read_as(&shown, &bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let line = |key: &str| text.lines().position(|line| line.starts_with(key)).map_or(1, |at| at + 1);
    let place = Location::line(&shown, line(if file.preset.is_some() { "preset" } else { "rules" }));
    let named = file.rules().map_err(|finding| finding.at(place))?;
    match named.rules.fault() {
        Some((rule, (message, fix))) => {
            let place = Location::line(&shown, line_of_rule(&text, rule));
            Err(Finding::new("light-rules", message).at(place).fix(fix))
        }
        None => Ok(Some(named)),
    }
}

/// The line of a rule: the items of the list that are as far to the right as its first one.
pub(super) fn line_of_rule(text: &str, rule: usize) -> usize {
    let begin = text.lines().position(|line| line.starts_with("rules")).unwrap_or(0);
    let depth = |line: &str| line.trim_start().starts_with('-').then(|| line.len() - line.trim_start().len());
    let items: Vec<_> =
        text.lines().enumerate().skip(begin + 1).filter_map(|(at, line)| Some((at, depth(line)?))).collect();
    let first = items.first().map(|(_, depth)| *depth);
    let own = items.iter().filter(|(_, depth)| Some(*depth) == first).nth(rule);
    own.map_or(begin, |(at, _)| *at) + 1
}

/// The text of a preset, as it would stand in a `rules.yaml` of its own.
///
/// # Errors
/// When there is none of this name.
pub fn preset_text(name: &str) -> Result<String> {
    NamedRules::preset(name)?;
    let mut lines = PRESETS.lines().peekable();
    let mut text = String::new();
    while let Some(line) = lines.next() {
        // What stands above a name says where its rules are from.
        if lines.peek().is_some_and(|next| *next == format!("{name}:")) {
            text = format!("{line}\n");
            lines.next();
            while let Some(rule) = lines.next_if(|line| line.starts_with("  ")) {
                text.push_str(rule.strip_prefix("  ").unwrap_or(rule));
                text.push('\n');
            }
        }
    }
    Ok(text)
}

impl RuleFile {
    /// The rules that it means.
    ///
    /// # Errors
    /// A finding when it names no preset and holds no rules, or both, or a preset that there is not.
    pub fn rules(self) -> Result<NamedRules, Finding> {
        let wrong = |message: Text, fix: Text| Err(Finding::new("light-rules", message).fix(fix));
        match (self.preset, self.rules) {
            (Some(name), None) => {
                let mut named =
                    NamedRules::preset(&name).map_err(|error| error.into_finding("light-rules"))?;
                named.rules.as_of = self.as_of.unwrap_or(named.rules.as_of);
                Ok(named)
            }
            (None, Some(rules)) if !rules.is_empty() => {
                let rules = Rules { as_of: self.as_of.unwrap_or_default(), rules };
                Ok(NamedRules { name: layout::RULES.to_owned(), rules })
            }
            (Some(_), Some(_)) => wrong(
                text!("`preset` 与 `rules` 只能写一个", "only one of `preset` and `rules` can be given"),
                text!("删去其中一个", "take one of them out"),
            ),
            (None, Some(_)) => wrong(
                text!("`rules` 里没有一条规则", "there is no rule in `rules`"),
                text!(
                    "写上规则，如 `- red: {{overdue: 1}}`，或改写 `preset: yinchuan-2025`",
                    "write one, as `- red: {{overdue: 1}}`, or `preset: yinchuan-2025` instead"
                ),
            ),
            (None, None) => wrong(
                text!("没有写 `preset`，也没有写 `rules`", "there is neither `preset` nor `rules`"),
                text!(
                    "写 `preset: yinchuan-2025`，或写自己的 `rules`",
                    "write `preset: yinchuan-2025`, or your own `rules`"
                ),
            ),
        }
    }
}
