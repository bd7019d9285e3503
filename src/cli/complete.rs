//! What a shell asks when somebody types Tab: commands, options, fixed values with their meaning, and what the store
//! holds just now: plans, departments, headings, tasks with their words. The script of `pjt completions` asks for it.

use std::{ffi::OsStr, io::Write as _, path::PathBuf};

use clap::{Arg, ArgAction, Command, CommandFactory as _, ValueHint};
use clap_complete::{
    CompletionCandidate,
    engine::{ArgValueCompleter, PathCompleter, ValueCompleter as _},
    env::Shells,
};
use pjt::{
    Lang,
    model::{Department, Snapshot},
    store::{PlanChoice, Store, layout, load},
    text::{
        escape::{is_unsafe_char, on_one_line},
        fold::fold,
    },
};

use super::{
    Cli, asked_for,
    chinese::Chinese,
    context::{self, BashQuestion},
    help,
    several::SEPARATORS,
};

/// The variable by which a shell's script asks for candidates; its value names the shell.
pub(crate) const VARIABLE: &str = "PJT_COMPLETE";

/// How much of a task's text is shown beside its number, in characters.
const WORDS: usize = 24;

/// The script that makes a shell ask.
///
/// # Errors
/// When there is no such shell.
pub(crate) fn script(shell: &str) -> std::io::Result<Vec<u8>> {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let known = shells.completer(shell).ok_or(std::io::ErrorKind::NotFound)?;
    known.write_registration(VARIABLE, "pjt", "pjt", "pjt", &mut script)?;
    if shell == "zsh" {
        script = taking_what_is_meant(&script);
        // As a file of `fpath` it is run at the first Tab, which wants an answer already.
        writeln!(script, "[[ $funcstack[1] = _pjt ]] && _clap_dynamic_completer_pjt \"$@\"")?;
    }
    Ok(script)
}

/// The script for zsh, so that a department is completed from its alias, too: zsh lets pass what begins as typed, and
/// where there is one candidate it is what is meant, however it begins.
fn taking_what_is_meant(script: &[u8]) -> Vec<u8> {
    const DESCRIBED: &str = "_describe -V 'values' other\n";
    const TAKEN: &str = "{ local -a as_it_is=(); (( $#other == 1 )) && as_it_is=(-U); _describe -V 'values' other $as_it_is }\n";
    String::from_utf8_lossy(script).replace(DESCRIBED, TAKEN).into_bytes()
}

/// A word as it is meant, where the shell gives it with the quotation mark that begins it and that may not be closed yet.
fn unquoted(word: std::ffi::OsString) -> std::ffi::OsString {
    let Some(text) = word.to_str() else { return word };
    let Some(mark) = text.chars().next().filter(|first| matches!(first, '"' | '\'')) else { return word };
    let inner = text.get(1..).unwrap_or_default();
    inner.strip_suffix(mark).unwrap_or(inner).into()
}

/// The candidates for what `arguments` hold behind `--`, as a shell reads them.
///
/// # Errors
/// When there is no such shell.
pub(crate) fn answer(shell: &str, arguments: Vec<std::ffi::OsString>) -> std::io::Result<Vec<u8>> {
    let words: Vec<_> = arguments.into_iter().skip_while(|word| word != "--").skip(1).map(unquoted).collect();
    let lang = asked_for::lang(&words);
    let store = asked_for::store(&words);
    // Only a command that is built has its arguments.
    let mut commands = Cli::command();
    commands.build();
    let mut whole = help::dressed(with_candidates(commands, lang, store.as_ref()), lang);
    let mut answer = Vec::new();
    if shell == "bash" {
        let BashQuestion { index, separator, shows_list } = context::question_of_bash();
        let mut found = clap_complete::engine::complete(&mut whole, words, index, None)?;
        // What two of the same value have in common is their explanation, too, which is not to be inserted.
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|candidate| seen.insert(candidate.get_value().to_owned()));
        let shown = found.iter().map(|candidate| in_bash(candidate, shows_list && found.len() > 1));
        answer.extend(shown.collect::<Vec<_>>().join(&separator).into_bytes());
        return Ok(answer);
    }
    let shells = Shells::builtins();
    let known = shells.completer(shell).ok_or(std::io::ErrorKind::NotFound)?;
    known.write_complete(&mut whole, words, None, &mut answer)?;
    Ok(answer)
}

/// bash knows no explanations: where it lists several candidates they stand behind the value. It inserts what all have
/// in common, which is never more than of the values.
fn in_bash(candidate: &CompletionCandidate, is_listed: bool) -> String {
    let value = candidate.get_value().to_string_lossy().into_owned();
    match candidate.get_help().map(ToString::to_string) {
        Some(help) if is_listed => {
            format!("{value}  （{}）", inert_in_bash(help.lines().next().unwrap_or_default()))
        }
        _ => value,
    }
}

/// Words of a store that mean nothing to bash: it may put in all candidates as they are listed, and Enter would run what
/// stands in them. Signs that mean something become those of full width.
fn inert_in_bash(words: &str) -> String {
    const TO_FULL_WIDTH: u32 = 0xfee0;
    let inert = |sign: char| match sign {
        '-' | ',' | '.' | '/' | ':' | '%' | '+' | '@' | '_' => sign,
        sign if sign.is_ascii_punctuation() => char::from_u32(u32::from(sign) + TO_FULL_WIDTH).unwrap_or(' '),
        sign => sign,
    };
    words.chars().map(inert).collect()
}

/// The commands with candidates for their values.
fn with_candidates(command: Command, lang: Lang, store: Option<&PathBuf>) -> Command {
    let name = command.get_name().to_owned();
    command
        .mut_args(|arg| {
            // A period that is there can't be opened once more.
            let is_new = name == "open" && arg.get_id() == "period";
            if is_new { arg } else { argument(arg, lang, store) }
        })
        .mut_subcommands(|inner| with_candidates(inner, lang, store))
}

fn argument(arg: Arg, lang: Lang, store: Option<&PathBuf>) -> Arg {
    let name = arg.get_value_names().unwrap_or_default().first().map(ToString::to_string);
    let store = store.cloned();
    let live: fn(&Store, &str) -> Vec<CompletionCandidate> = match name.as_deref() {
        Some("SLUG" | "SLUG|all") => plans,
        Some("ID") => tasks,
        Some("PERIOD") => periods,
        Some("OLD=NEW") => replacement,
        Some("N|WORDS") if arg.get_id() == "pillar" => pillars,
        Some("N|WORDS") => key_tasks,
        _ if is_department(&arg) => departments,
        _ if is_path(&arg) => return arg.add(ArgValueCompleter::new(paths)),
        _ => return with_meanings(arg, lang),
    };
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
        let store = context::store_at(store.as_ref()).ok();
        store.map(|store| live(&store, &typed.to_string_lossy())).unwrap_or_default()
    }))
}

/// Whether an argument names departments.
fn is_department(arg: &Arg) -> bool {
    match arg.get_id().as_str() {
        "dept" | "lead" | "support" | "add_dept" | "remove_dept" => true,
        // The departments that `pjt dept` changes, `sendback` sends back to, and who reports.
        "old" | "from" | "into" | "to" | "name" => {
            arg.is_positional() && names(arg).any(|name| matches!(name, "NAME" | "INTO" | "TO"))
        }
        "by" => true,
        _ => false,
    }
}

fn names(arg: &Arg) -> impl Iterator<Item = &str> {
    arg.get_value_names().unwrap_or_default().iter().map(clap::builder::Str::as_str)
}

/// A fixed value with what it means. Of several in one word (`编号、`) the last is completed; whoever types Chinese is
/// offered the Chinese words that are taken, too.
fn with_meanings(arg: Arg, lang: Lang) -> Arg {
    let values = arg.get_possible_values();
    if values.is_empty() || !help::takes_values(&arg) {
        return arg;
    }
    let tokens: Vec<String> = values.iter().map(|value| value.get_name().to_owned()).collect();
    let takes_several = matches!(arg.get_action(), ArgAction::Append);
    let plain = arg.clone();
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let (before, last) = if takes_several { last_of(&typed) } else { ("", &*typed) };
        let chinese = Chinese::read();
        let meaning = |token: &String| match lang {
            Lang::Zh => chinese.value(token).unwrap_or_default().to_owned(),
            Lang::En => String::new(),
        };
        // Behind a Chinese word another one follows.
        let wants_chinese =
            lang == Lang::Zh && if last.is_empty() { !before.is_ascii() } else { !last.is_ascii() };
        let named: Vec<&str> = before.split(SEPARATORS).map(str::trim).collect();
        let offered = tokens.iter().map(|token| (token, meaning(token)));
        let offered = offered.filter(|(token, meaning)| {
            !takes_several || !(named.contains(&token.as_str()) || named.contains(&meaning.as_str()))
        });
        let (last, typed_reverse) =
            match last.strip_prefix('-').filter(|_| plain.is_allow_hyphen_values_set()) {
                Some(last) => (last, "-"),
                None => (last, ""),
            };
        let candidates = offered.filter_map(|(token, meaning)| {
            let (word, help) =
                if wants_chinese { (meaning, token.clone()) } else { (token.clone(), meaning) };
            let is_meant = word.starts_with(last) && (!wants_chinese || is_taken(&plain, &word));
            is_meant.then(|| candidate(&format!("{before}{typed_reverse}{word}"), &help))
        });
        candidates.collect()
    }))
}

/// Whether an option takes this word.
fn is_taken(arg: &Arg, word: &str) -> bool {
    let Some(long) = arg.get_long() else { return false };
    let command = Command::new("pjt").no_binary_name(true).arg(arg.clone());
    command.try_get_matches_from([format!("--{long}={word}")]).is_ok()
}

/// What stands in front of the last of several values, its separator with it, and the last.
fn last_of(typed: &str) -> (&str, &str) {
    let last = typed.rsplit(SEPARATORS).next().unwrap_or_default();
    (typed.strip_suffix(last).unwrap_or_default(), last)
}

fn candidate(value: &str, help: &str) -> CompletionCandidate {
    let help: String = on_one_line(help).chars().take(WORDS).collect();
    CompletionCandidate::new(value).help((!help.is_empty()).then(|| help.into()))
}

/// Whether a shell takes a name of the store for nothing but a word. It inserts a candidate as it stands, and whoever types
/// Enter behind it runs what a name would do: no sign that means something to a shell is offered.
fn is_harmless(name: &str) -> bool {
    let is_word = |c: char| {
        !is_unsafe_char(c)
            && !c.is_whitespace()
            && (!c.is_ascii() || c.is_ascii_alphanumeric() || "-_./:+@%".contains(c))
            // What PowerShell takes for quotes and dashes.
            && !('\u{2010}'..='\u{201f}').contains(&c)
    };
    !name.starts_with('-') && name.chars().all(is_word)
}

/// A name as it is offered behind what was typed `before` it: none that a shell would take for more than a word.
fn offered(before: &str, name: &str, help: &str) -> Option<CompletionCandidate> {
    is_harmless(name).then(|| candidate(&format!("{before}{name}"), help))
}

/// Whether an argument names a file or a folder.
fn is_path(arg: &Arg) -> bool {
    matches!(arg.get_value_hint(), ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath)
}

/// Files and folders. Where none can be offered as it stands a shell offers its own, in quotes.
fn paths(typed: &OsStr) -> Vec<CompletionCandidate> {
    let mut found = PathCompleter::any().complete(typed);
    found.retain(|path| {
        let name = std::path::Path::new(path.get_value()).file_name().unwrap_or_default();
        name.to_str().is_some_and(is_harmless)
    });
    found
}

fn loaded(store: &Store, choice: &PlanChoice) -> Snapshot {
    store.load(choice).unwrap_or_default()
}

fn plans(store: &Store, typed: &str) -> Vec<CompletionCandidate> {
    let mut slugs = store.choose(&PlanChoice::All).unwrap_or_default();
    slugs.retain(|slug| layout::is_slug(slug));
    let snapshot = load::headings(store, &slugs);
    let (before, last) = last_of(typed);
    let plans = snapshot.plans.iter().filter(|plan| plan.slug.starts_with(last));
    plans.filter_map(|plan| offered(before, &plan.slug, &plan.title)).collect()
}

/// The periods that there are, the newest first.
fn periods(store: &Store, typed: &str) -> Vec<CompletionCandidate> {
    let (periods, _) = load::periods(store);
    let named = periods.iter().rev().map(|(id, period)| (id.to_string(), period.due.to_string()));
    let meant = named.filter(|(id, _)| id.starts_with(typed));
    meant.filter_map(|(id, due)| offered("", &id, &due)).collect()
}

/// A department, and the one that takes its place.
fn replacement(store: &Store, typed: &str) -> Vec<CompletionCandidate> {
    let (before, last) = match typed.split_once(['=', '＝']) {
        Some((old, new)) => (format!("{old}="), new),
        None => (String::new(), typed),
    };
    let found = departments(store, last).into_iter();
    found.map(|found| found.add_prefix(before.clone())).collect()
}

/// Tasks of the default plan by their number, and those of another one as `plan/14`.
fn tasks(store: &Store, typed: &str) -> Vec<CompletionCandidate> {
    let (choice, prefix) = match typed.split_once('/') {
        Some((plan, _)) => (PlanChoice::Named(vec![plan.to_owned()]), format!("{plan}/")),
        None => (PlanChoice::Default, String::new()),
    };
    let snapshot = loaded(store, &choice);
    let names = snapshot.entries().map(|entry| (format!("{prefix}{}", entry.task.id), &entry.task.content));
    let meant = names.filter(|(name, _)| name.starts_with(typed));
    meant.filter_map(|(name, words)| offered("", &name, words)).collect()
}

/// Departments by what was typed of their name, full name or an alias. Of several in one word (`市教委、市`) the last is
/// completed, and those in front of it are not offered again.
fn departments(store: &Store, typed: &str) -> Vec<CompletionCandidate> {
    let registry = load::registry(store).unwrap_or_default();
    let (before, last) = last_of(typed);
    let named: Vec<String> = before.split(SEPARATORS).map(fold).collect();
    let last = fold(last);
    let is_meant = |department: &&Department| {
        let names: Vec<String> = department.names().map(fold).collect();
        names.iter().any(|name| name.starts_with(&last)) && !names.iter().any(|name| named.contains(name))
    };
    let meant = registry.departments.iter().filter(is_meant);
    let offer = |found: &Department| offered(before, &found.name, found.full.as_deref().unwrap_or_default());
    meant.filter_map(offer).collect()
}

fn pillars(store: &Store, typed: &str) -> Vec<CompletionCandidate> {
    let snapshot = loaded(store, &PlanChoice::Default);
    let headings = snapshot.plans.iter().flat_map(|plan| &plan.pillars);
    numbered(headings.map(|pillar| (pillar.id, pillar.title.as_str())), typed)
}

fn key_tasks(store: &Store, typed: &str) -> Vec<CompletionCandidate> {
    let snapshot = loaded(store, &PlanChoice::Default);
    let headings = snapshot.plans.iter().flat_map(|plan| &plan.key_tasks);
    numbered(headings.map(|key_task| (key_task.id, key_task.title.as_str())), typed)
}

fn numbered<'a>(headings: impl Iterator<Item = (u32, &'a str)>, typed: &str) -> Vec<CompletionCandidate> {
    let named = headings.map(|(id, title)| (id.to_string(), title));
    named.filter(|(id, _)| id.starts_with(typed)).filter_map(|(id, title)| offered("", &id, title)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_offered_that_a_shell_would_run() {
        for bad in [
            "jy$(touch PWN)",
            "`id`",
            "a;id",
            "x y",
            "a\u{1b}b",
            "a\nb",
            "a|b",
            "a&b",
            "-a",
            "a'b",
            "a\u{2019}b",
        ] {
            assert!(offered("", bad, "").is_none(), "{bad:?}");
        }
        for good in ["jy", "市教委", "jy/14", "2025-q3"] {
            assert!(offered("", good, "").is_some(), "{good}");
        }
    }
}
