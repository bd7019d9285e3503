//! The help, the manual and the hints of completions, in the reader's language. English is what the arguments'
//! documentation says; Chinese is that of `chinese.txt`. Both are laid out here, because clap breaks lines at blanks,
//! has English titles of its own, and puts what every command has in front of what this one has.

mod page;

use clap::{Arg, ArgAction, Command, CommandFactory as _};
use pjt::{
    Lang,
    model::{LightState, Status},
};

use super::{
    Cli,
    chinese::{Chinese, Section},
};
use page::Page;

/// The commands by what a person wants, in the order of the help; each visible command is in one group.
const GROUPS: [(&str, &str, &[&str]); 7] = [
    ("日常", "Every day", &["list", "show", "update", "add", "edit", "stats"]),
    ("文件", "Documents", &["init", "import", "export"]),
    ("报送", "Reports of departments", &["period", "forms", "collect", "returns", "sendback"]),
    ("督办", "Supervision", &["lights", "why", "bulletin", "slips", "site", "year-end"]),
    ("名录", "Registries", &["plan", "dept", "departments", "office"]),
    (
        "留痕",
        "Audit trail",
        &["diff", "log", "blame", "commit", "undo", "redo", "resolve", "check", "doctor"],
    ),
    ("其他", "Others", &["completions", "man", "schema", "help"]),
];

/// All commands with the texts of a language, complete with what clap adds.
pub(crate) fn commands(lang: Lang) -> Command {
    dressed(Cli::command(), lang)
}

/// The same of commands that have more to them, such as candidates for their values.
pub(crate) fn dressed(mut whole: Command, lang: Lang) -> Command {
    whole.build();
    match lang {
        Lang::Zh => in_chinese(whole, "pjt", &Chinese::read()),
        Lang::En => whole,
    }
}

/// The same with their help laid out for lines of `width` columns.
pub(crate) fn with_help(lang: Lang, width: usize) -> Command {
    let page = Page { lang, width: width.min(100), chinese: Chinese::read() };
    page.laid_out(commands(lang))
}

/// Whether a key of `chinese.txt` is that of this argument, and which one.
fn key(arg: &Arg) -> String {
    match arg.get_long() {
        Some(long) => format!("--{long}"),
        None => format!("<{}>", name(arg)),
    }
}

/// The English name of what is to be filled in.
fn name(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    names.first().map_or_else(|| arg.get_id().as_str().to_uppercase(), ToString::to_string)
}

fn in_chinese(command: Command, path: &str, chinese: &Chinese) -> Command {
    let none = Section::default();
    let texts = chinese.command(path).unwrap_or(&none);
    let command = command
        .about(texts.about)
        .long_about(None::<&str>)
        .after_help(texts.examples.trim_end().to_owned())
        .mut_args(|arg| argument_in_chinese(arg, path, chinese))
        .mut_subcommands(|inner| {
            let name = inner.get_name().to_owned();
            // Below `help` stand all commands once more.
            let path = match path {
                "pjt" | "help" => name,
                _ => format!("{path} {name}"),
            };
            in_chinese(inner, &path, chinese)
        });
    if texts.more.trim().is_empty() {
        return command;
    }
    command.long_about(format!("{}\n\n{}", texts.about, texts.more.trim()))
}

fn argument_in_chinese(arg: Arg, path: &str, chinese: &Chinese) -> Arg {
    let help = explained(&arg, path, chinese);
    let names: Vec<String> =
        arg.get_value_names().unwrap_or_default().iter().map(|name| chinese.name(name).to_owned()).collect();
    let names = if names.is_empty() { vec![chinese.name(&name(&arg)).to_owned()] } else { names };
    let heading = arg.get_help_heading().map(|heading| chinese.heading(heading).to_owned());
    let takes_values = takes_values(&arg);
    let arg = arg.help(help).long_help(None::<&str>).hide_possible_values(true).hide_default_value(true);
    let arg = match heading {
        Some(heading) => arg.help_heading(heading),
        None => arg,
    };
    if takes_values { arg.value_names(names) } else { arg }
}

/// Whether an argument has a value.
pub(crate) fn takes_values(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Set | ArgAction::Append)
}

/// What an argument is for, the values that it takes, and the one that it has without.
fn explained(arg: &Arg, path: &str, chinese: &Chinese) -> String {
    let help = chinese.argument(path, &key(arg)).unwrap_or_default();
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|_| takes_values(arg))
        .map(|value| with_meaning(value.get_name(), chinese))
        .collect();
    let mut notes = Vec::new();
    if !values.is_empty() {
        notes.push(format!("可用：{}", values.join("、")));
    }
    let default: Vec<String> =
        arg.get_default_values().iter().map(|word| word.to_string_lossy().into_owned()).collect();
    if takes_values(arg) && !default.is_empty() {
        notes.push(format!("不写时为 {}", default.join(",")));
    }
    if notes.is_empty() { help.to_owned() } else { format!("{help}（{}）", notes.join("；")) }
}

/// A fixed value and what it means; of statuses and lights, which people type in their own words, these come first.
pub(crate) fn with_meaning(word: &str, chinese: &Chinese) -> String {
    let mut lights = LightState::JUDGED.iter().chain([&LightState::NotJudged]);
    let is_word_of_people =
        Status::ALL.iter().any(|one| one.token() == word) || lights.any(|one| one.token() == word);
    match chinese.value(word) {
        Some(meaning) if is_word_of_people => format!("{meaning} {word}"),
        Some(meaning) => format!("{word} {meaning}"),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Calls with every command and its path: `list`, `dept rename`.
    fn each(command: &Command, path: &str, see: &mut impl FnMut(&str, &Command)) {
        see(path, command);
        for inner in command.get_subcommands().filter(|_| path != "help") {
            let name = inner.get_name();
            let path = if path == "pjt" { name.to_owned() } else { format!("{path} {name}") };
            each(inner, &path, see);
        }
    }

    #[test]
    fn every_command_argument_and_value_has_a_chinese_text_and_no_text_is_left_over() {
        let chinese = Chinese::read();
        let mut missing = Vec::new();
        let mut used: BTreeSet<(String, String)> = BTreeSet::new();
        each(&commands(Lang::En), "pjt", &mut |path, command| {
            used.insert((path.to_owned(), String::new()));
            let section = chinese.command(path);
            if section.is_none_or(|section| section.about.is_empty()) {
                missing.push(format!("== {path}"));
            }
            let has_more = section.is_some_and(|section| !section.more.trim().is_empty());
            if command.get_long_about().is_some() != has_more && path != "pjt" {
                missing.push(format!("== {path}: the paragraphs after the first line"));
            }
            let has_examples = section.is_some_and(|section| !section.examples.is_empty());
            if command.get_after_help().is_some() != has_examples {
                missing.push(format!("== {path}: 例："));
            }
            for arg in command.get_arguments() {
                let key = key(arg);
                let own = section.is_some_and(|section| section.keys().any(|known| known == key));
                used.insert((if own { path } else { "*" }.to_owned(), key.clone()));
                if chinese.argument(path, &key).is_none() {
                    missing.push(format!("== {path}: {key}"));
                }
                if !takes_values(arg) {
                    continue;
                }
                used.insert(("names".to_owned(), name(arg)));
                if chinese.name(&name(arg)) == name(arg) {
                    missing.push(format!("== names: {}", name(arg)));
                }
                for value in arg.get_possible_values() {
                    used.insert(("values".to_owned(), value.get_name().to_owned()));
                    if chinese.value(value.get_name()).is_none() {
                        missing.push(format!("== values: {}", value.get_name()));
                    }
                }
                if let Some(heading) = arg.get_help_heading() {
                    used.insert(("headings".to_owned(), heading.to_owned()));
                    if chinese.heading(heading) == heading {
                        missing.push(format!("== headings: {heading}"));
                    }
                }
            }
        });
        assert!(missing.is_empty(), "add to src/cli/chinese.txt: {missing:#?}");
        let is_list = |section: &str| matches!(section, "*" | "names" | "values" | "headings");
        let is_used = |name: &str, key: &str| used.contains(&(name.to_owned(), key.to_owned()));
        let mut unused = Vec::new();
        for (name, section) in chinese.sections() {
            if !is_list(name) && !is_used(name, "") {
                unused.push(format!("== {name}"));
            }
            let keys = section.keys().filter(|key| !is_used(name, key));
            unused.extend(keys.map(|key| format!("== {name}: {key}")));
        }
        assert!(unused.is_empty(), "nothing uses these of src/cli/chinese.txt: {unused:#?}");
    }

    #[test]
    fn every_visible_command_is_in_one_group() {
        let whole = commands(Lang::En);
        for command in whole.get_subcommands().filter(|command| !command.is_hide_set()) {
            let groups = GROUPS.iter().filter(|(_, _, names)| names.contains(&command.get_name()));
            assert_eq!(groups.count(), 1, "{} is in one of GROUPS", command.get_name());
        }
    }

    /// Two English words in a row are a sentence, unless something is typed there.
    fn english(line: &str) -> Option<String> {
        let mut words = Vec::new();
        for word in line.split(' ') {
            if word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase()) {
                words.push(word);
            } else {
                words.clear();
            }
            if words.len() > 2 {
                return Some(words.join(" "));
            }
        }
        None
    }

    #[test]
    fn no_english_sentence_is_in_the_chinese_help() {
        each(&with_help(Lang::Zh, 80), "pjt", &mut |path, command| {
            let help = command.clone().render_help().to_string();
            for line in help.lines().filter(|line| !line.starts_with("  pjt ")) {
                assert_eq!(english(line), None, "in the help of `{path}`: {line}");
            }
            let has_clap_in_it = ["Usage", "Options", "Print help", "possible values", "default:"];
            assert!(!has_clap_in_it.iter().any(|words| help.contains(words)), "{path}: {help}");
        });
    }

    #[test]
    fn what_is_to_be_filled_in_is_named_in_chinese() {
        let chinese = Chinese::read();
        assert_eq!(chinese.named("--status <STATUS>"), "--status <状态>");
        assert_eq!(chinese.named("pjt show <ID>..."), "pjt show <编号>...");
        assert_eq!(chinese.named("pjt diff [选项] [REV[..REV]]"), "pjt diff [选项] [版本[..版本]]");
        assert_eq!(chinese.named("<OURS> <THEIRS>"), "<本方> <对方>");
    }
}
