//! The help of a command as it is laid out: what it does, how it is typed, its commands and arguments by heading.

use clap::{Arg, Command};
use pjt::{
    Lang,
    text::width::{columns, wrap_sentence},
};

use super::{GROUPS, takes_values};
use crate::cli::chinese::Chinese;

/// The longest argument that has its explanation beside it, in columns.
const BESIDE: usize = 26;

/// How help is laid out.
pub(super) struct Page {
    pub(super) lang: Lang,
    /// The width of the lines, in columns.
    pub(super) width: usize,
    pub(super) chinese: Chinese,
}

impl Page {
    /// The commands with their help laid out.
    pub(super) fn laid_out(&self, command: Command) -> Command {
        let help = self.of(&command);
        command.override_help(help).mut_subcommands(|inner| self.laid_out(inner))
    }

    /// The help of a command, as it is typed.
    fn of(&self, command: &Command) -> String {
        let mut out = String::new();
        let about = command.get_long_about().or_else(|| command.get_about());
        self.paragraph(&mut out, &about.map(ToString::to_string).unwrap_or_default());
        let usage = command.clone().render_usage().to_string();
        let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
        let usage = match self.lang {
            Lang::Zh => self.chinese.named(&usage.replace("[OPTIONS]", "[选项]")),
            Lang::En => usage.to_owned(),
        };
        let usage = format!("{}{usage}", label(self.lang, "用法：", "Usage: "));
        out.push('\n');
        if usage.lines().any(|line| columns(line) > self.width) {
            out.push_str(&at_blanks(&usage, self.width.saturating_sub(6)).join("\n      "));
        } else {
            out.push_str(&usage);
        }
        out.push('\n');
        self.commands(&mut out, command);
        for (heading, args) in self.headings(command) {
            self.section(&mut out, &heading, args.iter().map(|arg| (spec(arg), help_of(arg))));
        }
        if let Some(after) = command.get_after_help() {
            out.push('\n');
            self.after(&mut out, after.to_string().trim_end());
        }
        out
    }

    fn commands(&self, out: &mut String, command: &Command) {
        let line = |inner: &Command| {
            (inner.get_name().to_owned(), inner.get_about().map(ToString::to_string).unwrap_or_default())
        };
        let visible = || command.get_subcommands().filter(|inner| !inner.is_hide_set());
        if command.get_name() != "pjt" {
            if command.has_subcommands() {
                self.section(out, label(self.lang, "命令", "Commands"), visible().map(line));
            }
            return;
        }
        for (zh, en, names) in GROUPS {
            let known = names.iter().filter_map(|name| visible().find(|inner| inner.get_name() == *name));
            self.section(out, label(self.lang, zh, en), known.map(line));
        }
    }

    /// The arguments by heading: what is to be named, then the options without a heading, then the others.
    fn headings<'a>(&self, command: &'a Command) -> Vec<(String, Vec<&'a Arg>)> {
        let arguments = label(self.lang, "参数", "Arguments");
        let options = label(self.lang, "选项", "Options");
        let common = label(self.lang, "通用选项", "Common options");
        let heading_of = |arg: &Arg| {
            let own = arg.get_help_heading();
            let own = own.filter(|_| !arg.is_positional());
            let is_of_clap = matches!(arg.get_id().as_str(), "help" | "version");
            let without = if arg.is_positional() { arguments } else { options };
            if is_of_clap { common } else { own.unwrap_or(without) }.to_owned()
        };
        let mut sorted: Vec<(String, Vec<&Arg>)> =
            [arguments, options].map(|heading| (heading.to_owned(), Vec::new())).into();
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let heading = heading_of(arg);
            match sorted.iter_mut().find(|(known, _)| *known == heading) {
                Some((_, args)) => args.push(arg),
                None => sorted.push((heading, vec![arg])),
            }
        }
        // What every command has comes last.
        sorted.sort_by_key(|(heading, _)| heading == common);
        sorted
    }

    fn section(&self, out: &mut String, heading: &str, lines: impl Iterator<Item = (String, String)>) {
        let lines: Vec<(String, String)> = lines.collect();
        if lines.is_empty() {
            return;
        }
        out.push_str(&format!("\n{heading}{}\n", label(self.lang, "：", ":")));
        let beside = lines.iter().map(|(spec, _)| columns(spec)).filter(|width| *width <= BESIDE);
        let indent = 4 + beside.max().unwrap_or(BESIDE);
        for (spec, help) in lines {
            let mut rest = self.lines(&help, self.width.saturating_sub(indent));
            let first = if columns(&spec) <= BESIDE { rest.next() } else { None };
            let gap = " ".repeat(indent.saturating_sub(2 + columns(&spec)));
            out.push_str(format!("  {spec}{gap}{}", first.unwrap_or_default()).trim_end());
            out.push('\n');
            for line in rest {
                out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
            }
        }
    }

    /// What stands behind the arguments: paragraphs, and commands as they are typed, each with what it does.
    fn after(&self, out: &mut String, text: &str) {
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            if line.is_empty() {
                out.push('\n');
                continue;
            }
            if !line.starts_with(' ') {
                let mut paragraph = line.to_owned();
                while let Some(next) = lines.next_if(|next| !next.is_empty() && !next.starts_with(' ')) {
                    let is_word = |c: char| c.is_ascii() || c == '·';
                    let ends = paragraph.chars().last().is_some_and(is_word);
                    if ends || next.starts_with(is_word) {
                        paragraph.push(' ');
                    }
                    paragraph.push_str(next);
                }
                self.paragraph(out, &paragraph);
                continue;
            }
            let example = line.trim_start();
            match example.split_once("  ") {
                Some((command, meaning)) if columns(line) > self.width => {
                    out.push_str(&format!("  {command}\n"));
                    for line in self.lines(meaning.trim(), self.width.saturating_sub(6)) {
                        out.push_str(&format!("      {line}\n"));
                    }
                }
                _ => out.push_str(&format!("{line}\n")),
            }
        }
    }

    fn paragraph(&self, out: &mut String, text: &str) {
        for line in self.lines(text, self.width) {
            out.push_str(&line);
            out.push('\n');
        }
    }

    fn lines(&self, text: &str, width: usize) -> std::vec::IntoIter<String> {
        let lines: Vec<String> = match self.lang {
            Lang::Zh => wrap_sentence(text, width).map(|line| line.trim().to_owned()).collect(),
            Lang::En => at_blanks(text, width),
        };
        lines.into_iter()
    }
}

/// Lines of English, which break at blanks only.
fn at_blanks(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && columns(&line) + 1 + columns(word) > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

fn label(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    lang.pick(zh, en)
}

/// An argument as it is typed: `-k, --keyword <文字>`.
fn spec(arg: &Arg) -> String {
    if arg.is_positional() {
        return arg.to_string();
    }
    let short = arg.get_short().map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
    let names: Vec<String> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .filter(|_| takes_values(arg))
        .map(|name| format!(" <{name}>"))
        .collect();
    format!("{short}--{}{}", arg.get_long().unwrap_or_default(), names.concat())
}

fn help_of(arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|_| takes_values(arg) && !arg.is_hide_possible_values_set())
        .map(|value| value.get_name().to_owned())
        .collect();
    let default: Vec<String> = arg
        .get_default_values()
        .iter()
        .filter(|_| takes_values(arg) && !arg.is_hide_default_value_set())
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let listed = |title: &str, words: &[String]| match words {
        [] => String::new(),
        words => format!(" [{title}: {}]", words.join(", ")),
    };
    format!("{help}{}{}", listed("default", &default), listed("possible values", &values))
}
