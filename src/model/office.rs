//! The office whose store it is: what its papers say of it and look like.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

/// What `office.yaml` holds. A store without the file has an office of which nothing is known.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(title = "本单位 / the office", description = "")]
pub struct Office {
    /// Who signs its papers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "发文单位署名 / who signs papers")]
    pub name: Option<String>,
    /// Whom to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "联系人 / whom to ask")]
    pub contact: Option<String>,
    /// Where to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "联系电话 / where to call")]
    pub phone: Option<String>,
    /// The fonts of its papers.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(description = "公文字体 / fonts of papers")]
    pub fonts: Fonts,
    /// Within how many days something falls due soon.
    #[serde(default, deserialize_with = "deserialize_days", skip_serializing_if = "Option::is_none")]
    #[schemars(
        description = "临期天数，默认 30 / days within which something falls due soon (30)",
        range(max = 366)
    )]
    pub near_days: Option<u16>,
}

/// Reads a number of days that somebody can have meant.
fn deserialize_days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    let Some(days) = Option::<i64>::deserialize(deserializer)? else { return Ok(None) };
    let fits = u16::try_from(days).ok().filter(|days| *days <= Office::MOST_DAYS);
    let most = Office::MOST_DAYS;
    fits.map(Some).ok_or_else(|| {
        serde::de::Error::custom(
            text!(
                "临期天数（near_days）应在 0 到 {most} 之间，不是 {days}",
                "`near_days` is from 0 to {most}, not {days}"
            )
            .joined(),
        )
    })
}

impl Office {
    /// The most days that `near_days` may say.
    pub const MOST_DAYS: u16 = 366;

    /// Within how many days something falls due soon.
    pub fn near_days(&self) -> u16 {
        self.near_days.unwrap_or(30)
    }
}

fn is_default(fonts: &Fonts) -> bool {
    *fonts == Fonts::default()
}

/// The fonts of papers, by default those of GB/T 9704. Where one is not installed, a program takes one of the same
/// kind.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
#[schemars(description = "")]
pub struct Fonts {
    /// Of the title of a paper.
    #[schemars(description = "标题 / title")]
    pub title: String,
    /// Of headings of the first level (一、).
    #[schemars(description = "一级标题 / headings (一、)")]
    pub heading: String,
    /// Of headings of the second level (（一）).
    #[schemars(description = "二级标题 / headings of the second level (（一）)")]
    pub subheading: String,
    /// Of everything else.
    #[schemars(description = "正文 / text")]
    pub text: String,
}

impl Default for Fonts {
    fn default() -> Self {
        Self {
            title: "方正小标宋简体".to_owned(),
            heading: "黑体".to_owned(),
            subheading: "楷体_GB2312".to_owned(),
            text: "仿宋_GB2312".to_owned(),
        }
    }
}
