//! Nothing of the program is without a transcript: each command, each code of a finding.

use std::{collections::BTreeSet, fs, path::Path};

use super::transcript::directory;
use crate::sandbox::{Sandbox, repository};

/// Codes that no transcript can show, and why.
const NOT_SHOWN: &[(&str, &str)] = &[];

/// Every command, hidden ones too: what `man` names when it is asked for one that is not there.
pub(super) fn commands() -> Vec<String> {
    let said = Sandbox::empty().pjt_with(&["man", "nothing"], &[("PJT_LANG", "en")]);
    let line = said.stderr.lines().next().unwrap();
    let (_, listed) = line.rsplit_once(": ").unwrap();
    let names: Vec<String> = listed.split(", ").map(str::to_owned).collect();
    assert!(names.len() > 15 && names.contains(&"merge-driver".to_owned()), "{line}");
    names
}

fn transcripts() -> String {
    let files = fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.filter(|path| path.extension().is_some_and(|end| end == "txt"));
    texts.map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_command_has_a_transcript_beside_its_help() {
    let transcripts = transcripts();
    let lines: Vec<&str> = transcripts.lines().filter(|line| line.starts_with("$ ")).collect();
    for command in commands() {
        let is_shown = |line: &&str| {
            line.split_once("pjt ").is_some_and(|(_, words)| words.split(' ').next() == Some(&command))
                && !line.ends_with("--help")
        };
        assert!(
            lines.iter().any(is_shown),
            "no transcript of `pjt {command}`; add one in tests/integration/snapshots"
        );
    }
}

/// The codes that the source gives to findings, by the forms in which it does.
fn codes(place: &Path, found: &mut BTreeSet<String>) {
    const FORMS: [&str; 8] = [
        "Finding::new(",
        "finding(",
        "into_finding(",
        "id: ",
        "INTERRUPTED: &str = ",
        "FOREIGN: &str = ",
        "INVISIBLE: &str = ",
        "report(&",
    ];
    for entry in fs::read_dir(place).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            codes(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        // A rule has its name as a constant, for itself and its findings.
        let is_rule = path.parent().is_some_and(|folder| folder.ends_with("src/check"));
        for form in FORMS.into_iter().chain(is_rule.then_some(": &str = ")) {
            for (at, _) in code.match_indices(form) {
                let rest = code[at + form.len()..].trim_start();
                let rest = if form == "report(&" {
                    rest.split_once(", ").map_or("", |(_, rest)| rest)
                } else {
                    rest
                };
                let name = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')).map(|(name, _)| name);
                let is_code = |name: &&str| {
                    name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                };
                found.extend(name.filter(is_code).map(str::to_owned));
            }
        }
    }
}

#[test]
fn every_code_of_a_finding_has_a_transcript() {
    let mut known = BTreeSet::new();
    codes(&repository().join("src"), &mut known);
    let transcripts = transcripts();
    let is_shown = |code: &str| {
        transcripts.contains(&format!("[{code}]\n")) || transcripts.contains(&format!("\"code\":\"{code}\""))
    };
    for (code, reason) in NOT_SHOWN {
        assert!(known.contains(*code), "{code} is gone; take it out of NOT_SHOWN ({reason})");
        assert!(!is_shown(code), "{code} has a transcript; take it out of NOT_SHOWN");
    }
    let unseen: Vec<&String> = known
        .iter()
        .filter(|code| !is_shown(code) && !NOT_SHOWN.iter().any(|(known, _)| known == code))
        .collect();
    assert!(unseen.is_empty(), "no transcript shows {unseen:?}; add one in tests/integration/snapshots");
    // The other way round: where the source writes codes in another form, this search has to learn it.
    // Why something of a return was not taken has its code from its variant.
    known.extend(reasons());
    for heading in transcripts.lines().filter(|line| is_heading(line)) {
        let code = heading.rsplit_once(" [").unwrap().1.trim_end_matches(']');
        assert!(known.contains(code), "the code {code} was not found in src: teach `codes` its form");
    }
}

/// The codes of reasons, as their enum spells them.
fn reasons() -> BTreeSet<String> {
    let source = fs::read_to_string(repository().join("src/returns/reason.rs")).unwrap();
    let body = source.split("pub enum Reason {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
    let variants = body.lines().filter_map(|line| line.trim().strip_suffix(','));
    let kebab = |name: &str| {
        let mut code = String::new();
        for c in name.chars() {
            if c.is_ascii_uppercase() && !code.is_empty() {
                code.push('-');
            }
            code.push(c.to_ascii_lowercase());
        }
        code
    };
    variants.map(kebab).collect()
}

/// Whether a line is that of a finding, which ends with its code.
fn is_heading(line: &str) -> bool {
    let heads = ["注意：", "问题：", "warning: ", "problem: "];
    heads.iter().any(|head| line.starts_with(head)) && line.ends_with(']') && line.contains(" [")
}

/// The parts of transcripts that a Chinese reader sees, with the command before each line.
fn seen_in_chinese() -> Vec<(String, String)> {
    let transcripts = transcripts();
    let (mut seen, mut command, mut is_chinese) = (Vec::new(), "", false);
    for line in transcripts.lines() {
        if line.starts_with("$ ") || line.starts_with("# ") {
            (command, is_chinese) = (line, line.starts_with("$ pjt") || line.starts_with("$ COLUMNS"));
        } else if line == "--- English" {
            is_chinese = false;
        } else if is_chinese {
            seen.push((command.to_owned(), line.to_owned()));
        }
    }
    seen
}

/// The English sentence of a line, if there is one: three words in a row that nobody types and that no code mark
/// holds.
fn english_in(line: &str) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for (index, part) in line.split('`').enumerate() {
        if index % 2 == 1 {
            words.clear();
            continue;
        }
        for word in part.split(' ') {
            let is_word = word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase() || c == '\'');
            if !is_word {
                words.clear();
                continue;
            }
            words.push(word);
            if words.len() > 2 {
                return Some(words.join(" "));
            }
        }
    }
    None
}

/// Answers for programs, and files of people, are shown as they are.
fn is_for_programs(command: &str, line: &str) -> bool {
    let commands = ["schema", "completions", "merge-driver", "textconv"];
    let is_command = |name: &&str| command.contains(&format!("pjt {name}"));
    commands.iter().any(is_command)
        || line.starts_with(['{', '[', ' ']) && line.contains("\":")
        || command.contains("--json")
        || command.contains("--format=json")
        || command.contains("--format yaml")
        // What the transcript itself says.
        || line.starts_with("(no line feed")
        // An example of what is typed.
        || line.trim_start().starts_with("pjt ")
        || line.trim_start().starts_with("git ")
}

#[test]
fn no_english_sentence_reaches_a_chinese_reader() {
    let found: Vec<String> = seen_in_chinese()
        .into_iter()
        .filter(|(command, line)| !is_for_programs(command, line))
        .filter_map(|(command, line)| Some(format!("{command}: {} ({line})", english_in(&line)?)))
        .collect();
    assert!(found.is_empty(), "say it in Chinese: {found:#?}");
}
