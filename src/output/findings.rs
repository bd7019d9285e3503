//! Errors and findings in words: what happened, where, the line with a caret, what to do next.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::{
    error::{Error, Finding, Location},
    text::escape::{Escaped, on_one_line},
    text::{Lang, Text, width::wrap_sentence},
};

/// The longest excerpt, in columns; a longer line is cut around the place.
const EXCERPT: usize = 76;

/// How far in the further lines of a sentence stand.
const INDENT: usize = 4;

/// Who reads it, and where.
#[derive(Clone, Copy, Debug)]
pub struct Audience {
    /// The language.
    pub lang: Lang,
    /// How many columns the terminal has that shows it; none for a file or a pipe, where lines are as long as they are.
    pub terminal: Option<usize>,
}

impl Audience {
    /// Whether the codes of findings, and lines of YAML that show no more than their number, are kept from the reader: who
    /// works at a terminal in Chinese reads the sentence. What a hook, a server or a file keeps has the codes, by which the
    /// documentation explains them.
    pub fn wants_no_codes(self) -> bool {
        self.lang == Lang::Zh && self.terminal.is_some()
    }
}

/// How a finding is introduced.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Severity {
    /// Something to look at; the work was done.
    Warning,
    /// A rule of the store is broken.
    Problem,
}

/// An error in words, ending in a line feed.
pub fn error(error: &Error, audience: Audience) -> String {
    let mut out = String::new();
    let lang = audience.lang;
    let head = label!(lang, "错误：", "error: ");
    heading(&mut out, head, error.message(), None, audience);
    if let Some(place) = error.place() {
        excerpt(&mut out, place, audience);
    }
    if let Some(cause) = error.cause() {
        let words = on_one_line(cause.in_lang(lang));
        sentence(&mut out, &format!("  = {}{words}", label!(lang, "原因：", "cause: ")), audience);
    }
    for text in error.hints() {
        hint(&mut out, text, audience);
    }
    out
}

/// A finding in words, ending in a line feed.
pub fn finding(finding: &Finding, severity: Severity, audience: Audience) -> String {
    finding_of(finding, None, severity, audience)
}

/// The same, of a task that is said in words: a Chinese reader is told which one it is and not where its file says so.
pub fn finding_of(finding: &Finding, task: Option<&str>, severity: Severity, audience: Audience) -> String {
    let mut out = String::new();
    let lang = audience.lang;
    let head = match severity {
        Severity::Warning => label!(lang, "注意：", "warning: "),
        Severity::Problem => label!(lang, "问题：", "problem: "),
    };
    heading(&mut out, head, &finding.message, Some(finding.code), audience);
    let is_of_file = lang == Lang::En || finding.is_of_file();
    match (&finding.place, task) {
        (_, Some(task)) if !is_of_file => sentence(&mut out, &format!("  编号{}", Escaped(task)), audience),
        (Some(place), _) if is_of_file => excerpt(&mut out, place, audience),
        (Some(place), _) => place_of(&mut out, place),
        (None, _) => {}
    }
    if let Some(text) = &finding.fix {
        hint(&mut out, text, audience);
    }
    out
}

fn heading(out: &mut String, head: &str, message: &Text, code: Option<&str>, audience: Audience) {
    let code = code.filter(|_| !audience.wants_no_codes()).map(|code| format!(" [{code}]"));
    let words = Escaped(message.in_lang(audience.lang));
    sentence(out, &format!("{head}{words}{}", code.unwrap_or_default()), audience);
}

fn hint(out: &mut String, text: &Text, audience: Audience) {
    let words = Escaped(text.in_lang(audience.lang));
    sentence(out, &format!("  = {}{words}", label!(audience.lang, "提示：", "hint: ")), audience);
}

/// Lines of words as a terminal shows them whole.
pub fn fitted(words: &str, audience: Audience) -> String {
    let mut out = String::new();
    words.lines().for_each(|line| sentence(&mut out, line, audience));
    out
}

/// A sentence, broken where a terminal shows it; what follows its first line stands further in.
fn sentence(out: &mut String, words: &str, audience: Audience) {
    let Some(width) = audience.terminal else {
        let _infallible = writeln!(out, "{words}");
        return;
    };
    for (number, line) in wrap_sentence(words, width.saturating_sub(INDENT).max(20)).enumerate() {
        let (indent, line) = if number > 0 { (INDENT, line.trim()) } else { (0, line.trim_end()) };
        let _infallible = writeln!(out, "{:indent$}{line}", "");
    }
}

/// The file, and where in it.
fn place_of(out: &mut String, place: &Location) {
    let numbers: String = [place.line, place.column]
        .into_iter()
        .map_while(|n| n)
        .fold(String::new(), |so_far, n| format!("{so_far}:{n}"));
    let _infallible = writeln!(out, "  --> {}{numbers}", on_one_line(&place.path.to_string_lossy()));
}

fn excerpt(out: &mut String, place: &Location, audience: Audience) {
    place_of(out, place);
    let (Some(line), Some(text)) = (place.line, &place.excerpt) else { return };
    // Where it points at no character, the number of the line says as much.
    if audience.wants_no_codes() && place.column.is_none_or(|column| column <= 1) {
        return;
    }
    let gutter = line.to_string();
    let most =
        audience.terminal.map_or(EXCERPT, |width| width.saturating_sub(gutter.len() + 4).clamp(20, EXCERPT));
    let column = place.column.unwrap_or(1).saturating_sub(1 + place.left_out);
    // A long line is shown from a little before the place.
    let skipped = if text.width() > most { column.saturating_sub(20) } else { 0 };
    let mut shown = String::new();
    let mut caret = 0;
    for (index, c) in text.chars().enumerate().skip(skipped) {
        let seen = Escaped(c.encode_utf8(&mut [0; 4])).to_string().replace('\t', " ");
        if shown.width() + seen.width() > most {
            break;
        }
        if index < column {
            caret += seen.width();
        }
        shown.push_str(&seen);
    }
    let blank = " ".repeat(gutter.len());
    let _infallible = writeln!(out, "{gutter} | {shown}");
    if place.column.is_some() {
        let _infallible = writeln!(out, "{blank} | {}^", " ".repeat(caret));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Audience = Audience { lang: Lang::En, terminal: None };

    #[test]
    fn a_terminal_has_no_line_too_long_and_a_chinese_reader_gets_no_code() {
        let text = text!(
            "市教委 报送的第 1 项完成率没有读懂：“约八成”（完成率要写成带百分号的整数，如 80%；请与单位核对）",
            "what 市教委 reported as the percent of task 1 could not be read: “约八成” (it wants a whole number)"
        );
        let found = Finding::new("unread-cell", text)
            .at(Location::at("data/p/returns/2025-q3/d01.yaml", "tasks:\n  - place: 填报表!J5\n", 2, 1))
            .fix(text!(
                "问清后用 `pjt collect --settle` 处理；不收的写明原因，加 `--drop 原因`",
                "settle it with `pjt collect --settle`, or drop it for a reason with `--drop REASON`"
            ));
        for (lang, terminal, has_code) in [
            (Lang::Zh, Some(60), false),
            (Lang::En, Some(60), true),
            (Lang::Zh, None, false),
            (Lang::En, None, true),
        ] {
            let words = finding(&found, Severity::Problem, Audience { lang, terminal });
            assert_eq!(words.contains("[unread-cell]") && words.contains("2 |"), has_code, "{words}");
            let widest = words.lines().map(|line| line.width()).max().unwrap();
            assert!(terminal.is_none_or(|width| widest <= width), "{words}");
            let is_broken = words.lines().any(|line| line.starts_with("    "));
            assert_eq!(terminal.is_some(), is_broken, "{words}");
        }
    }

    #[test]
    fn the_caret_stands_under_chinese_text() {
        let place = Location::at("data/p/tasks/014.yaml", "id: 14\n- 市教委 市教局\n", 2, 7);
        let error = super::error(
            &Error::not_found(text!("没有部门 `市教局`", "there is no department `市教局`"))
                .at(place)
                .hint(text!("是不是 `市教委`？", "did you mean `市教委`?")),
            Audience { lang: Lang::Zh, terminal: None },
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
        let words = finding(&Finding::new("x", text!("坏", "bad")).at(place), Severity::Problem, EN);
        assert!(!words.contains(|c: char| c.is_control() && c != '\n'), "{words:?}");
    }
}
