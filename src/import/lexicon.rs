//! The words of the grammar, kept as data: `lexicon/*.txt`, one word a line, in sections. Who reads Chinese
//! and no Rust adds words there; each file says how. Words stand in the code only where a rule is about that
//! very word (等, 会同, 牵头).

use std::sync::LazyLock;

use super::grammar::fold;

/// Words for how deadlines are written.
pub(super) static DEADLINES: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("lexicon/deadlines.txt")));
/// Words for names of departments.
pub(super) static DEPARTMENTS: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("lexicon/departments.txt")));
/// Titles of columns in Chinese.
pub(super) static COLUMNS: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("lexicon/columns.txt")));
/// Titles of columns in Latin letters.
pub(super) static COLUMNS_LATIN: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("lexicon/columns-latin.txt")));
/// Words for who leads and who supports.
pub(super) static ROLES: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("lexicon/roles.txt")));
/// Words of document titles and of the text around tables.
pub(super) static TITLES: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("lexicon/titles.txt")));

/// Names the sections of a lexicon that a module uses: `words! { VERBS = ROLES["verbs"]; }`.
macro_rules! words {
    ($($name:ident = $lexicon:ident[$section:literal];)*) => {
        $(static $name: std::sync::LazyLock<&$crate::import::lexicon::Words> =
            std::sync::LazyLock::new(|| $crate::import::lexicon::$lexicon.section($section));)*
    };
}
pub(super) use words;

/// One file: its sections in the order in which they stand.
pub(super) struct Lexicon(Vec<Words>);

/// One section: words that serve one purpose.
#[derive(Debug)]
pub(super) struct Words {
    name: &'static str,
    usage: Usage,
    /// Folded, the longest first.
    words: Vec<String>,
}

/// Where in a text a word must stand. The head of each section says it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Usage {
    /// It is the whole text.
    Whole,
    /// The text starts with it.
    Start,
    /// The text ends with it.
    End,
    /// It stands anywhere.
    Inside,
}

impl Lexicon {
    fn parse(text: &'static str) -> Self {
        let mut sections: Vec<Words> = Vec::new();
        for line in lines(text) {
            if let Some(head) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                let (name, usage) = head.split_once(", ").unwrap_or((head, ""));
                let usage = match usage {
                    "start" | "strip start" => Usage::Start,
                    "end" | "strip end" => Usage::End,
                    "inside" | "title" => Usage::Inside,
                    _ => Usage::Whole,
                };
                sections.push(Words { name, usage, words: Vec::new() });
            } else if let Some(section) = sections.last_mut() {
                section.words.push(fold::key(line));
            }
        }
        for section in &mut sections {
            section.words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        Self(sections)
    }

    /// The section of that name.
    #[expect(
        clippy::expect_used,
        reason = "the files are part of the program, and a test asks for each name"
    )]
    pub(super) fn section(&self, name: &str) -> &Words {
        self.0.iter().find(|section| section.name == name).expect("a section that the lexicon has")
    }

    /// All sections with their names.
    pub(super) fn sections(&self) -> impl Iterator<Item = (&'static str, &Words)> {
        self.0.iter().map(|section| (section.name, section))
    }
}

impl Words {
    /// Whether one of the words stands in the folded text `key`, where the section wants it.
    pub(super) fn matches(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// The longest word that stands in the folded text `key`, where the section wants it.
    pub(super) fn find(&self, key: &str) -> Option<&str> {
        let stands = |word: &&String| match self.usage {
            Usage::Whole => key == word.as_str(),
            Usage::Start => key.starts_with(word.as_str()),
            Usage::End => key.ends_with(word.as_str()),
            Usage::Inside => key.contains(word.as_str()),
        };
        self.words.iter().find(stands).map(String::as_str)
    }

    /// The words, the longest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Whether the folded text `key` is one of the words, whatever the section wants.
    pub(super) fn contains(&self, key: &str) -> bool {
        self.words.iter().any(|word| word == key)
    }
}

/// The lines of a file that hold something: no comment, not blank.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, fs, path::Path};

    use super::*;

    const FILES: [(&str, &str); 6] = [
        ("columns", include_str!("lexicon/columns.txt")),
        ("columns-latin", include_str!("lexicon/columns-latin.txt")),
        ("deadlines", include_str!("lexicon/deadlines.txt")),
        ("departments", include_str!("lexicon/departments.txt")),
        ("roles", include_str!("lexicon/roles.txt")),
        ("titles", include_str!("lexicon/titles.txt")),
    ];
    const USAGES: [&str; 7] = ["whole", "start", "end", "inside", "strip start", "strip end", "title"];

    /// Each section of a file: name, usage, its words as compared.
    fn sections(text: &'static str) -> Vec<(&'static str, &'static str, Vec<String>)> {
        let mut sections: Vec<(_, _, Vec<String>)> = Vec::new();
        for line in lines(text) {
            match line.strip_prefix('[') {
                Some(head) => {
                    let (name, usage) = head.strip_suffix(']').unwrap().split_once(", ").unwrap();
                    sections.push((name, usage, Vec::new()));
                }
                None => sections.last_mut().expect("a word before any section").2.push(fold::key(line)),
            }
        }
        sections
    }

    #[test]
    fn every_section_says_how_its_words_are_used() {
        for (file, text) in FILES {
            let mut names = HashSet::new();
            for (name, usage, words) in sections(text) {
                assert!(names.insert(name), "{file}: two sections [{name}]");
                assert!(USAGES.contains(&usage), "{file}: [{name}, {usage}] is no usage");
                assert!(!words.is_empty(), "{file}: nothing in [{name}]");
            }
        }
    }

    #[test]
    fn every_word_stands_once_and_none_is_out_of_reach() {
        for (file, text) in FILES {
            for (name, usage, words) in sections(text) {
                for (index, word) in words.iter().enumerate() {
                    assert!(!word.is_empty(), "{file}: a word of blanks in [{name}]");
                    assert!(!words[..index].contains(word), "{file}: {word} stands twice in [{name}]");
                    let covers = |other: &&String| match usage {
                        "start" => word.starts_with(other.as_str()),
                        "end" => word.ends_with(other.as_str()),
                        "inside" => word.contains(other.as_str()),
                        _ => false,
                    };
                    let other = words.iter().find(|other| *other != word && covers(other));
                    assert!(other.is_none(), "{file}: {word} in [{name}] is covered by {}", other.unwrap());
                }
            }
        }
    }

    #[test]
    fn every_section_is_asked_for() {
        let mut code = String::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/import/grammar")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    code += &fs::read_to_string(entry.path()).unwrap();
                }
            }
        }
        for (file, text) in FILES {
            for (name, ..) in sections(text) {
                // sections of columns are named by the token of their role
                let name = ["alone", "initials", "at last"]
                    .iter()
                    .find_map(|end| name.strip_suffix(end))
                    .unwrap_or(name)
                    .trim_end();
                assert!(code.contains(&format!("\"{name}\"")), "{file}: nobody asks for [{name}]");
            }
        }
    }

    #[test]
    fn the_longest_word_is_found_whatever_the_order() {
        let lexicon = Lexicon::parse("# a\n[one, strip end]\n落实\n抓好落实\n\n[two, start]\n＃市\n");
        assert_eq!(lexicon.section("one").find("市教委抓好落实"), Some("抓好落实"));
        assert!(lexicon.section("two").matches("#市教委"));
        assert!(!lexicon.section("two").matches("市教委"));
    }
}
