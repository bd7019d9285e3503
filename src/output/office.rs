//! The office whose store it is, in words.

use std::io::{self, Write};

use serde_json::json;

use super::json as contract;
use crate::{
    model::Office,
    text::{Lang, escape::Escaped, width::columns},
};

/// Writes what is set, and what goes where nothing is.
///
/// # Errors
/// When `out` fails.
pub fn write(office: &Office, is_json: bool, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if is_json {
        return contract::write(&contract::document("office", [("office", json!(office))], &[]), out);
    }
    let set = |value: &Option<String>| {
        value.clone().unwrap_or_else(|| label!(lang, "（未设）", "(not set)").to_owned())
    };
    let days = office.near_days();
    let near = match (lang, office.near_days) {
        (Lang::Zh, Some(_)) => format!("{days} 天"),
        (Lang::Zh, None) => format!("{days} 天（未设，按默认）"),
        (Lang::En, Some(_)) => format!("{days} days"),
        (Lang::En, None) => format!("{days} days (not set)"),
    };
    let lines = [
        (label!(lang, "署名单位", "Signs papers"), set(&office.name)),
        (label!(lang, "联系人", "Whom to ask"), set(&office.contact)),
        (label!(lang, "联系电话", "Where to call"), set(&office.phone)),
        (label!(lang, "临期天数", "Due soon within"), near),
        (label!(lang, "标题字体", "Font of titles"), office.fonts.title.clone()),
        (label!(lang, "一级标题字体", "Font of headings"), office.fonts.heading.clone()),
        (label!(lang, "二级标题字体", "Font of subheadings"), office.fonts.subheading.clone()),
        (label!(lang, "正文字体", "Font of text"), office.fonts.text.clone()),
    ];
    let widest = lines.iter().map(|(label, _)| columns(label)).max().unwrap_or_default();
    for (label, value) in lines {
        let blanks = " ".repeat(widest - columns(label) + 2);
        writeln!(out, "{label}{blanks}{}", Escaped(&value))?;
    }
    Ok(())
}
