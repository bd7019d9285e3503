//! The Chinese of the help, read from `chinese.txt`, which says how it is written. The English stands beside the
//! arguments, as their documentation.

use std::collections::BTreeMap;

/// The texts of a command.
#[derive(Debug, Default)]
pub(crate) struct Section {
    /// What it does, in one sentence.
    pub(crate) about: &'static str,
    /// What else is to be known, after a blank line.
    pub(crate) more: String,
    /// The explanation of each argument, by `--option` or `<NAME>`.
    arguments: BTreeMap<&'static str, &'static str>,
    /// The examples and what follows them.
    pub(crate) examples: String,
}

/// All texts.
#[derive(Debug)]
pub(crate) struct Chinese {
    /// By command: `list`, `dept rename`.
    commands: BTreeMap<&'static str, Section>,
}

impl Chinese {
    /// Reads the texts.
    pub(crate) fn read() -> Self {
        let mut commands: BTreeMap<&str, Section> = BTreeMap::new();
        let mut section = Section::default();
        let mut name = "";
        for line in include_str!("chinese.txt").lines() {
            if let Some(next) = line.strip_prefix("== ") {
                commands.insert(name, std::mem::take(&mut section));
                name = next;
            } else if !line.starts_with("# ") {
                section.add(line, matches!(name, "headings" | "names" | "values" | "*"));
            }
        }
        commands.insert(name, section);
        commands.remove("");
        Self { commands }
    }

    /// The texts of a command.
    pub(crate) fn command(&self, path: &str) -> Option<&Section> {
        self.commands.get(path)
    }

    /// The explanation of an argument: its own, or that of all commands.
    pub(crate) fn argument(&self, path: &str, key: &str) -> Option<&'static str> {
        let own = self.commands.get(path).and_then(|section| section.arguments.get(key));
        own.copied().or_else(|| self.entry("*", key))
    }

    /// What a fixed value means: `done` is 已完成.
    pub(crate) fn value(&self, word: &str) -> Option<&'static str> {
        self.entry("values", word)
    }

    /// The name of what is to be filled in: `FILE` is 文件.
    pub(crate) fn name<'a>(&self, name: &'a str) -> &'a str {
        self.entry("names", name).unwrap_or(name)
    }

    /// The heading of some options.
    pub(crate) fn heading<'a>(&self, heading: &'a str) -> &'a str {
        self.entry("headings", heading).unwrap_or(heading)
    }

    /// A text with the names of what is to be filled in: `--status <STATUS>` becomes `--status <状态>`.
    pub(crate) fn named(&self, words: &str) -> String {
        let named: Vec<String> = words.split(' ').map(|word| self.word(word)).collect();
        named.join(" ")
    }

    fn word(&self, word: &str) -> String {
        let in_brackets = |open: char, close: char| {
            let (inner, after) = word.strip_prefix(open)?.rsplit_once(close)?;
            Some(format!("{open}{}{close}{after}", self.name(inner)))
        };
        in_brackets('<', '>').or_else(|| in_brackets('[', ']')).unwrap_or_else(|| word.to_owned())
    }

    fn entry(&self, section: &str, key: &str) -> Option<&'static str> {
        self.commands.get(section)?.arguments.get(key).copied()
    }
}

impl Section {
    fn add(&mut self, line: &'static str, is_list: bool) {
        if !self.examples.is_empty() || line == "例：" {
            self.examples.push_str(line);
            self.examples.push('\n');
        } else if is_list || line.starts_with("--") || line.starts_with('<') {
            if let Some((key, words)) = line.split_once("  ") {
                self.arguments.insert(key, words.trim());
            } else if let Some((key, words)) = line.split_once(' ') {
                self.arguments.insert(key, words.trim());
            }
        } else if self.about.is_empty() {
            self.about = line;
        } else {
            self.more.push_str(line);
            self.more.push('\n');
        }
    }

    /// The names of the arguments that are explained here.
    #[cfg(test)]
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.arguments.keys().copied()
    }
}

#[cfg(test)]
impl Chinese {
    /// The names of all sections.
    pub(crate) fn sections(&self) -> impl Iterator<Item = (&'static str, &Section)> {
        self.commands.iter().map(|(name, section)| (*name, section))
    }
}
