//! Errors and findings in words: what happened, where, the line with a caret, what to do next.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::{
    error::{Error, Finding, Location},
    text::escape::{Escaped, on_one_line},
    text::{Lang, Text},
};

/// The longest excerpt, in columns; a longer line is cut around the place.
const EXCERPT: usize = 76;

/// How a finding is introduced.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Weight {
    /// Something to look at; the work was done.
    Warning,
    /// A rule of the store is broken.
    Problem,
}

/// An error in words, ending in a line feed.
pub fn error(error: &Error, lang: Lang) -> String {
    let mut out = String::new();
    let head = label!(lang, "错误：", "error: ");
    heading(&mut out, head, error.message(), None, lang);
    if let Some(place) = error.place() {
        excerpt(&mut out, place);
    }
    if let Some(cause) = error.cause() {
        let _infallible =
            writeln!(out, "  = {}{}", label!(lang, "原因：", "cause: "), on_one_line(cause.in_lang(lang)));
    }
    for text in error.hints() {
        hint(&mut out, text, lang);
    }
    out
}

/// A finding in words, ending in a line feed.
pub fn finding(finding: &Finding, weight: Weight, lang: Lang) -> String {
    let mut out = String::new();
    let head = match weight {
        Weight::Warning => label!(lang, "注意：", "warning: "),
        Weight::Problem => label!(lang, "问题：", "problem: "),
    };
    heading(&mut out, head, &finding.message, Some(finding.code), lang);
    if let Some(place) = &finding.place {
        excerpt(&mut out, place);
    }
    if let Some(text) = &finding.fix {
        hint(&mut out, text, lang);
    }
    out
}

fn heading(out: &mut String, head: &str, message: &Text, code: Option<&str>, lang: Lang) {
    let code = code.map(|code| format!(" [{code}]")).unwrap_or_default();
    let _infallible = writeln!(out, "{head}{}{code}", Escaped(message.in_lang(lang)));
}

fn hint(out: &mut String, text: &Text, lang: Lang) {
    let _infallible =
        writeln!(out, "  = {}{}", label!(lang, "提示：", "hint: "), Escaped(text.in_lang(lang)));
}

fn excerpt(out: &mut String, place: &Location) {
    let numbers: String = [place.line, place.column]
        .into_iter()
        .map_while(|n| n)
        .fold(String::new(), |so_far, n| format!("{so_far}:{n}"));
    let _infallible = writeln!(out, "  --> {}{numbers}", on_one_line(&place.path.to_string_lossy()));
    let (Some(line), Some(text)) = (place.line, &place.excerpt) else { return };
    let column = place.column.unwrap_or(1).saturating_sub(1 + place.left_out);
    // A long line is shown from a little before the place.
    let skipped = if text.width() > EXCERPT { column.saturating_sub(20) } else { 0 };
    let mut shown = String::new();
    let mut caret = 0;
    for (index, c) in text.chars().enumerate().skip(skipped) {
        let seen = Escaped(c.encode_utf8(&mut [0; 4])).to_string().replace('\t', " ");
        if shown.width() + c.width().unwrap_or(1) > EXCERPT {
            break;
        }
        if index < column {
            caret += seen.width();
        }
        shown.push_str(&seen);
    }
    let gutter = line.to_string();
    let blank = " ".repeat(gutter.len());
    let _infallible = writeln!(out, "{gutter} | {shown}");
    if place.column.is_some() {
        let _infallible = writeln!(out, "{blank} | {}^", " ".repeat(caret));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_chinese_text() {
        let place = Location::at("data/p/tasks/014.yaml", "id: 14\n- 市教委 市教局\n", 2, 7);
        let error = super::error(
            &Error::not_found(text!("没有部门 `市教局`", "there is no department `市教局`"))
                .at(place)
                .hint(text!("是不是 `市教委`？", "did you mean `市教委`?")),
            Lang::Zh,
        );
        let expected = "\
错误：没有部门 `市教局`
  --> data/p/tasks/014.yaml:2:7
2 | - 市教委 市教局
  |          ^
  = 提示：是不是 `市教委`？
";
        assert_eq!(error, expected);
    }

    #[test]
    fn a_file_can_not_send_anything_to_the_terminal() {
        let place = Location::at("x\u{1b}[2J", "a\u{1b}]0;x\u{7}", 1, 1);
        let words = finding(&Finding::new("x", text!("坏", "bad")).at(place), Weight::Problem, Lang::En);
        assert!(!words.contains(|c: char| c.is_control() && c != '\n'), "{words:?}");
    }
}
