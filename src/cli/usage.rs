//! Wrong usage in words and as data: clap's error, worded in the reader's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

use clap::Arg;
use pjt::{
    Error, Lang, Text,
    model::Status,
    query::{BadReference, TaskReferences},
    text,
    text::escape::{Escaped, as_typed},
};

use super::{chinese::Chinese, help, words::Misuse};

/// What people take for a status, and the filter that it is.
const NO_STATUS: [(&[&str], &str); 3] = [
    (&["滞后", "逾期", "超期", "overdue"], "--overdue"),
    (&["未办结", "在办", "未完成", "open"], "--open"),
    (&["临期", "到期"], "--due-within 30"),
];

/// The help that was asked for, or that comes where a command is missing, in `lang`; none where something else is
/// the matter.
pub(crate) fn help(
    error: &clap::Error,
    arguments: &[OsString],
    lang: Lang,
    width: usize,
) -> Option<clap::Error> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            help::with_help(lang, width).try_get_matches_from(arguments).err()
        }
        _ => None,
    }
}

/// Puts what was perhaps meant in order: what is spelled nearest comes first.
pub(crate) fn sort_near(error: &mut clap::Error) {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand).cloned() else {
        return;
    };
    let Some(ContextValue::Strings(mut near)) = error.get(ContextKind::SuggestedSubcommand).cloned() else {
        return;
    };
    near.sort_by_key(|known| strsim::damerau_levenshtein(&typed, known));
    error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(near));
}

/// What was wrong with the arguments, in `lang`. English is clap's own, with our hints.
pub(crate) fn words(error: &clap::Error, arguments: &[OsString], lang: Lang) -> String {
    let hints = hints(error, arguments);
    match lang {
        // What was typed may come from elsewhere, such as a file's name.
        Lang::En => {
            let mut said = error.render().to_string();
            for hint in hints.iter().rev() {
                let end = said.find("\n\n").unwrap_or(said.len());
                said.insert_str(end, &format!("\n\n  tip: {}", hint.in_lang(lang)));
            }
            Escaped(&said).to_string()
        }
        Lang::Zh => Escaped(&chinese(error, &hints)).to_string(),
    }
}

/// What would have been right, as far as a wrong word tells: the whole command.
fn hints(error: &clap::Error, arguments: &[OsString]) -> Vec<Text> {
    let part = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => word.as_str(),
        _ => "",
    };
    let (argument, given) = (part(ContextKind::InvalidArg), part(ContextKind::InvalidValue));
    let mut hints = Vec::new();
    let is_refused = matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation);
    if let Some((typed, option)) = in_other_dashes(arguments) {
        hints.push(text!(
            "`{typed}` 应写成 `{option}`：前面是两个半角减号",
            "`{typed}` is written `{option}`, with two hyphens"
        ));
    } else if argument.starts_with("--status")
        && let Some((_, option)) = NO_STATUS.iter().find(|(words, _)| words.contains(&given))
    {
        hints
            .push(text!("这不是办理状态，用 `{option}` 筛选", "this is no status; `{option}` is the filter"));
    } else if argument.starts_with("<ID>") && is_refused && given.parse::<Status>().is_ok() {
        let whole = instead(arguments, given, "--status");
        hints.push(text!(
            "状态写在 `--status` 后面：`{whole}`",
            "a status stands behind `--status`: `{whole}`"
        ));
    } else if error.kind() == ErrorKind::UnknownArgument && !argument.starts_with('-') {
        // Who names a task to a list wants to see it.
        if takes(arguments, "--keyword") && argument.parse::<TaskReferences>().is_ok() {
            hints.push(text!("看一项任务：`pjt show {argument}`", "to see a task: `pjt show {argument}`"));
        }
        for (option, zh, en) in [("--dept", "部门", "a department"), ("--keyword", "文字", "words")] {
            if takes(arguments, option) {
                let whole = instead(arguments, argument, option);
                hints.push(text!("按{zh}查：`{whole}`", "to look for {en}: `{whole}`"));
            }
        }
    }
    hints
}

/// A word that is an option but for what stands in front of it: one hyphen, or dashes as an input method makes them.
fn in_other_dashes(arguments: &[OsString]) -> Option<(&str, String)> {
    const DASHES: [char; 8] = ['-', '–', '—', '―', '－', '−', '‐', '﹣'];
    let words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    words.filter(|word| word.starts_with(DASHES) && !word.starts_with("--")).find_map(|word| {
        let name = word.trim_start_matches(DASHES).split('=').next().unwrap_or_default();
        let option = format!("--{name}");
        takes(arguments, &option).then(|| (word.split('=').next().unwrap_or(word), option))
    })
}

/// Whether the command that was typed has an option.
fn takes(arguments: &[OsString], option: &str) -> bool {
    let mut command = &help::commands(Lang::En);
    for word in arguments.iter().skip(1).filter_map(|word| word.to_str()) {
        command = command.find_subcommand(word).unwrap_or(command);
    }
    command.get_arguments().filter_map(Arg::get_long).any(|long| Some(long) == option.strip_prefix("--"))
}

/// The command as it was typed, with an option before one of its words, at its end.
fn instead(arguments: &[OsString], word: &str, option: &str) -> String {
    let others = arguments.iter().skip(1).filter_map(|typed| typed.to_str());
    let others = others.filter(|typed| *typed != word).map(as_typed);
    let mut words: Vec<String> = std::iter::once("pjt".to_owned()).chain(others).collect();
    words.extend([option.to_owned(), as_typed(word)]);
    words.join(" ")
}

/// What was wrong with the arguments, as an error: the first sentence of clap's words, and what it would have typed.
pub(crate) fn error(error: &clap::Error, arguments: &[OsString]) -> Error {
    let english = error.render().to_string();
    let sentence: Vec<&str> = english
        .lines()
        .map(str::trim)
        .take_while(|line| !line.is_empty() && !line.starts_with("tip:"))
        .collect();
    let sentence = sentence.join(" ");
    let wrong = Error::usage(Text::same(sentence.strip_prefix("error: ").unwrap_or(&sentence)))
        .named(code(error.kind()));
    let tips = english.lines().filter_map(|line| line.trim().strip_prefix("tip: "));
    let wrong = tips.fold(wrong, |wrong, tip| wrong.hint(Text::same(tip)));
    hints(error, arguments).into_iter().fold(wrong, Error::hint)
}

fn code(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::UnknownArgument => "unknown-argument",
        ErrorKind::InvalidSubcommand => "unknown-command",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "missing-command"
        }
        ErrorKind::MissingRequiredArgument => "missing-argument",
        ErrorKind::ArgumentConflict => "argument-conflict",
        _ => "invalid-value",
    }
}

fn chinese(error: &clap::Error, hints: &[Text]) -> String {
    let texts = Chinese::read();
    let part = |kind| error.get(kind).map(|value| words_of(value, &texts)).unwrap_or_default();
    let argument = part(ContextKind::InvalidArg);
    let given = part(ContextKind::InvalidValue);
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with('-') => format!("没有选项 `{argument}`"),
        ErrorKind::UnknownArgument => format!("这里不能写 `{argument}`"),
        ErrorKind::InvalidSubcommand => format!("没有命令 `{}`", part(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("还要写上 {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "没有写要执行的命令".to_owned()
        }
        ErrorKind::ArgumentConflict => {
            format!("`{argument}` 不能与 `{}` 同时使用", part(ContextKind::PriorArg))
        }
        ErrorKind::InvalidValue if given.is_empty() => format!("`{argument}` 后面没有写内容"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let cause = std::error::Error::source(error).map(|cause| format!("：{}", cause_words(cause)));
            let cause = cause.unwrap_or_default();
            format!("`{argument}` 不接受 `{given}`{cause}")
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("`{argument}` 后面写得不够"),
        ErrorKind::TooManyValues => format!("`{argument}` 后面写得太多：`{given}`"),
        ErrorKind::NoEquals => format!("`{argument}` 需要写成 选项=值"),
        ErrorKind::InvalidUtf8 => "命令里有不是 UTF-8 的文字".to_owned(),
        // What else clap can say is what it prints when asked: the version.
        _ => return error.render().to_string(),
    };
    let mut lines = vec![format!("错误：{sentence}")];
    if let Some(ContextValue::Strings(valid)) = error.get(ContextKind::ValidValue)
        && !valid.is_empty()
    {
        let valid: Vec<String> = valid.iter().map(|word| help::with_meaning(word, &texts)).collect();
        lines.push(format!("  = 可用的值：{}", valid.join("、")));
    }
    if let Some(ContextValue::Strings(valid)) = error.get(ContextKind::ValidSubcommand) {
        lines.push(format!("  = 可用的命令：{}", valid.join("、")));
    }
    lines.extend(hints.iter().map(|hint| format!("  = 提示：{}", hint.in_lang(Lang::Zh))));
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    for suggestion in near.into_iter().map(part).filter(|words| !words.is_empty()) {
        lines.push(format!("  = 提示：是不是 `{}`？", suggestion.replace('、', "`、`")));
    }
    lines.push("  = 提示：`--help` 显示用法\n".to_owned());
    lines.join("\n")
}

/// Why a value was refused.
fn cause_words(cause: &(dyn std::error::Error + 'static)) -> String {
    if let Some(misuse) = cause.downcast_ref::<Misuse>() {
        return misuse.words(Lang::Zh).to_owned();
    }
    if let Some(reference) = cause.downcast_ref::<BadReference>() {
        return reference.words().in_lang(Lang::Zh).to_owned();
    }
    // What is left are the readers of numbers, with a limit or without.
    "应当是一个数字，而且不能过大".to_owned()
}

fn words_of(value: &ContextValue, texts: &Chinese) -> String {
    match value {
        ContextValue::String(word) => texts.named(word),
        ContextValue::Strings(words) => {
            words.iter().map(|word| texts.named(word)).collect::<Vec<_>>().join("、")
        }
        ContextValue::StyledStr(words) => words.to_string(),
        ContextValue::Bool(_) | ContextValue::Number(_) | ContextValue::None => String::new(),
        other => other.to_string(),
    }
}
