//! Where things stand in a file. Its text is read when a finding first asks, and once: one file may hold the
//! places of thousands of findings.

use std::{cell::OnceCell, collections::HashMap, path::PathBuf};

use crate::{
    error::Location,
    store::{
        document::{Content, Mapping, Node},
        load::StoreSource,
        yaml,
    },
    text::is_unsafe_char,
};

/// The places in a file of the store.
pub struct Places<'a> {
    source: &'a dyn StoreSource,
    relative: PathBuf,
    text: OnceCell<FileText>,
}

/// A step on the way to a value in a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step<'a> {
    /// To the value of a key.
    Key(&'a str),
    /// To an entry of a list.
    Entry(usize),
}

/// The keys on a way, as in `departments.people`.
pub(super) fn name_of(way: &[Step<'_>]) -> String {
    let keys = way.iter().filter_map(|step| match step {
        Step::Key(key) => Some(*key),
        Step::Entry(_) => None,
    });
    keys.collect::<Vec<_>>().join(".")
}

/// A text that places are looked up in.
struct FileText {
    text: String,
    /// Where each line begins.
    lines: Vec<usize>,
    mapping: Option<Mapping>,
    /// Where each value of a list first stands, those of the mappings in it among them.
    values: OnceCell<HashMap<String, usize>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(source: &'a dyn StoreSource, relative: PathBuf) -> Self {
        Self { source, relative, text: OnceCell::new() }
    }

    /// Its path, as a person can open it.
    pub fn path(&self) -> PathBuf {
        self.source.shown(&self.relative)
    }

    /// The place of a field.
    pub fn field(&self, key: &str) -> Location {
        self.at(|file| Some(file.mapping.as_ref()?.pair(key)?.key_bytes.start))
    }

    /// The place of an entry of a list.
    pub fn entry(&self, key: &str, index: usize) -> Location {
        self.at(|file| {
            let pair = file.mapping.as_ref()?.pair(key)?;
            Some(pair.entries().get(index).map_or(pair.key_bytes.start, |entry| entry.bytes.start))
        })
    }

    /// The place of a field's value in an entry of a list.
    pub fn entry_field(&self, key: &str, index: usize, field: &str) -> Location {
        self.at(|file| {
            let entry = file.mapping.as_ref()?.pair(key)?.entries().get(index)?;
            let Content::Pairs(pairs) = &entry.content else { return Some(entry.bytes.start) };
            let pair = pairs.iter().find(|pair| pair.key == field);
            Some(pair.map_or(entry.bytes.start, |pair| pair.value.bytes.start))
        })
    }

    /// The place where a way through the file ends, or as far along as it is known.
    pub fn along(&self, way: &[Step<'_>]) -> Location {
        self.at(|file| {
            let mut pairs = file.mapping.as_ref()?.pairs.as_slice();
            let mut entries: &[Node] = &[];
            let mut found = None;
            for step in way {
                let node = match step {
                    Step::Key(key) => pairs.iter().find(|pair| pair.key == *key).map(|pair| {
                        found = Some(pair.key_bytes.start);
                        &pair.value
                    }),
                    Step::Entry(index) => {
                        entries.get(*index).inspect(|entry| found = Some(entry.bytes.start))
                    }
                };
                let Some(node) = node else { break };
                (pairs, entries) = match &node.content {
                    Content::Pairs(pairs) => (pairs.as_slice(), &[][..]),
                    Content::Entries(entries) => (&[][..], entries.as_slice()),
                    Content::Whole => (&[][..], &[][..]),
                };
            }
            found
        })
    }

    /// The place where a value first stands in a list, or in a mapping of a list.
    pub fn value(&self, value: &str) -> Location {
        self.at(|file| file.values.get_or_init(|| file.values()).get(value).copied())
    }

    /// The place where `words` first stand.
    pub fn words(&self, words: &str) -> Location {
        let text = self.text();
        match text.lines.iter().position(|start| text.line(*start).contains(words)) {
            Some(index) => Location::at(self.path(), &text.text, index + 1, 1),
            None => Location::file(self.path()),
        }
    }

    /// The first character of its text, comments among it, that nobody sees or that acts, where there is one. Tabs, line
    /// ends and the mark at its beginning are none.
    pub fn unseen(&self) -> Option<(char, Location)> {
        let text = self.text().text.strip_prefix('\u{feff}').unwrap_or(&self.text().text);
        let skipped = self.text().text.len() - text.len();
        let mut signs = text.char_indices().peekable();
        while let Some((at, sign)) = signs.next() {
            let is_line_end = sign == '\r' && signs.peek().is_some_and(|(_, next)| *next == '\n');
            if is_unsafe_char(sign) && sign != '\t' && !is_line_end {
                return Some((sign, self.at(|_| Some(skipped + at))));
            }
        }
        None
    }

    fn text(&self) -> &FileText {
        self.text.get_or_init(|| {
            let bytes = self.source.read(&self.relative, yaml::MAX_FILE_BYTES).ok().flatten();
            FileText::new(String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default())
        })
    }

    fn at(&self, offset: impl Fn(&FileText) -> Option<usize>) -> Location {
        let file = self.text();
        let Some(offset) = offset(file) else { return Location::file(self.path()) };
        let line = file.lines.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|index| file.lines.get(index)).copied().unwrap_or_default();
        Location::in_line(self.path(), line, file.line(start), offset - start)
    }
}

impl FileText {
    fn new(text: String) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(feed, _)| feed + 1)).collect();
        let mapping = Mapping::of(&text);
        Self { text, lines, mapping, values: OnceCell::new() }
    }

    fn line(&self, start: usize) -> &str {
        let rest = self.text.get(start..).unwrap_or_default();
        rest.split('\n').next().unwrap_or_default()
    }

    fn values(&self) -> HashMap<String, usize> {
        let mut values = HashMap::new();
        for pair in self.mapping.iter().flat_map(|mapping| &mapping.pairs) {
            for entry in pair.entries() {
                self.add_values(entry, &mut values);
            }
        }
        values
    }

    fn add_values(&self, node: &Node, values: &mut HashMap<String, usize>) {
        match &node.content {
            Content::Whole => {
                let written = self.text.get(node.bytes.clone()).unwrap_or_default();
                let value = written.trim_matches(['"', '\'']).to_owned();
                values.entry(value).or_insert(node.bytes.start);
            }
            Content::Entries(entries) => entries.iter().for_each(|entry| self.add_values(entry, values)),
            Content::Pairs(pairs) => pairs.iter().for_each(|pair| self.add_values(&pair.value, values)),
        }
    }
}
