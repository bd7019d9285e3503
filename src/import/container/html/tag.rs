//! A tag of a web page: its name as it is compared, and what is asked of its attributes.

use std::{collections::HashSet, sync::LazyLock};

use crate::import::looks::{Looks, is_red};

/// An element with what is asked of its attributes.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    /// Its name, in lower case where it is a known one.
    pub(super) name: &'a str,
    /// Whether it is not shown.
    pub(super) hidden: bool,
    /// How its letters look by its name and its own style.
    pub(super) looks: Looks,
    /// How many columns it spans.
    pub(super) columns: u16,
    /// How many rows it spans.
    pub(super) rows: u16,
}

impl Default for Element<'_> {
    fn default() -> Self {
        Self { name: "", hidden: false, looks: Looks::default(), columns: 1, rows: 1 }
    }
}

/// A tag as it was written.
pub(super) struct Tag<'a> {
    pub(super) element: Element<'a>,
    /// Whether it ends an element.
    pub(super) is_end: bool,
    /// Whether it ends itself.
    pub(super) is_self_closing: bool,
}

/// Elements without an end.
pub(super) const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen",
    "link", "meta", "param", "source", "track", "wbr",
];
/// Elements whose content is no markup, and nothing to read.
pub(super) const RAW: &[&str] =
    &["script", "style", "title", "textarea", "iframe", "noembed", "noframes", "noscript", "xmp"];
/// What the page is in any case.
pub(super) const IMPLIED: &[&str] = &["html", "head", "body", "frameset", "colgroup"];
/// Elements that may close in any order.
pub(super) const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "span", "strike", "strong", "tt", "u",
    "sub", "sup", "ins", "del", "mark",
];
/// Elements that stand in lines of their own, and end a paragraph that is left open.
pub(super) const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Other elements whose names are asked for.
const OTHERS: &[&str] = &["button", "math", "object", "rp", "rt", "rtc", "ruby", "select", "svg", "template"];

/// The name of a tag as it is compared, if it is one that is asked for.
fn known(name: &str) -> Option<&'static str> {
    static KNOWN: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| [BLOCKS, FORMATTING, VOID, RAW, IMPLIED, OTHERS].concat().into_iter().collect());
    const LONGEST: usize = 10;
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        _ if name.len() > LONGEST => None,
        true => KNOWN.get(name.to_ascii_lowercase().as_str()).copied(),
        false => KNOWN.get(name).copied(),
    }
}

pub(super) fn is_cell(name: &str) -> bool {
    matches!(name, "td" | "th" | "caption")
}

pub(super) fn is_section(name: &str) -> bool {
    matches!(name, "tbody" | "thead" | "tfoot")
}

/// Parts of a table that hold no text themselves.
pub(super) fn is_frame(name: &str) -> bool {
    matches!(name, "table" | "tr") || is_section(name)
}

/// Reads a tag from its name on; none if it never ends.
pub(super) fn tag(text: &str, is_end: bool) -> Option<(Tag<'_>, &str)> {
    let ends_name = |sign: char| sign.is_ascii_whitespace() || matches!(sign, '/' | '>');
    let (name, mut rest) = text.split_at(text.find(ends_name)?);
    let name = known(name).unwrap_or(name);
    let mut element = Element { name, looks: by_name(name), ..Element::default() };
    let mut is_self_closing = false;
    loop {
        rest = rest.trim_start_matches(|sign: char| sign.is_ascii_whitespace());
        if let Some(after) = rest.strip_prefix('>') {
            return Some((Tag { element, is_end, is_self_closing }, after));
        }
        if let Some(after) = rest.strip_prefix('/') {
            is_self_closing = after.starts_with('>');
            rest = after;
            continue;
        }
        // a sign of equality in front is part of a name
        let skip = usize::from(rest.starts_with('='));
        let end = rest.get(skip..)?.find(|sign: char| ends_name(sign) || sign == '=')? + skip;
        let (key, behind) = rest.split_at(end);
        let behind = behind.trim_start_matches(|sign: char| sign.is_ascii_whitespace());
        let value;
        (value, rest) = match behind.strip_prefix('=') {
            None => ("", behind),
            Some(behind) => value_of(behind)?,
        };
        match key {
            _ if key.eq_ignore_ascii_case("hidden") => element.hidden = true,
            _ if key.eq_ignore_ascii_case("style") => {
                let style = squeezed(value);
                element.hidden |= style.contains("display:none");
                element.looks = element.looks.or(by_style(&style));
            }
            _ if key.eq_ignore_ascii_case("color") => element.looks.red |= is_red(value),
            _ if key.eq_ignore_ascii_case("colspan") => element.columns = span(value),
            _ if key.eq_ignore_ascii_case("rowspan") => element.rows = span(value),
            _ => {}
        }
    }
}

/// The value of an attribute and what stands behind it.
fn value_of(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(|sign: char| sign.is_ascii_whitespace());
    if let Some(quote) = text.chars().next().filter(|sign| matches!(sign, '"' | '\'')) {
        return text.get(1..)?.split_once(quote);
    }
    let end = text.find(|sign: char| sign.is_ascii_whitespace() || sign == '>')?;
    text.split_at_checked(end)
}

/// How many columns or rows an element spans: the digits that the value begins with.
fn span(value: &str) -> u16 {
    let value = value.trim_start();
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    match value.get(..digits) {
        None | Some("") => 1,
        Some(digits) => digits.parse().unwrap_or(u16::MAX),
    }
}

/// A style in small letters, without blanks.
fn squeezed(style: &str) -> String {
    const LONGEST: usize = 2000;
    let signs = style.chars().take(LONGEST).filter(|sign| !sign.is_whitespace());
    signs.map(|sign| sign.to_ascii_lowercase()).collect()
}

/// How the letters of an element look by its name.
fn by_name(name: &str) -> Looks {
    Looks { bold: matches!(name, "b" | "strong"), underlined: name == "u", red: false }
}

/// How letters look by a style.
fn by_style(style: &str) -> Looks {
    const BOLD: [&str; 5] = ["bold", "bolder", "700", "800", "900"];
    let mut looks = Looks::default();
    for (key, value) in style.split(';').filter_map(|rule| rule.split_once(':')) {
        match key {
            "font-weight" => looks.bold |= BOLD.contains(&value),
            "font-family" => looks.bold |= value.contains("黑体") || value.contains("simhei"),
            "color" => looks.red |= is_red(value),
            "text-decoration" => looks.underlined |= value.contains("underline"),
            _ => {}
        }
    }
    looks
}

/// What stands behind the end of an element that holds no markup.
pub(super) fn behind_raw<'t>(text: &'t str, name: &str) -> &'t str {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("</") {
        let is_end = behind.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name));
        let after = behind.get(name.len()..).unwrap_or_default();
        if is_end && after.starts_with(|sign: char| sign.is_ascii_whitespace() || matches!(sign, '/' | '>')) {
            return after.split_once('>').map_or("", |(_, after)| after);
        }
        rest = behind;
    }
    ""
}
