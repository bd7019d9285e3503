//! Everything that a commit, or what is staged, has in the whole repository: evidence and documents lie beside the store, and
//! so does what some disk takes for the store itself.

use std::collections::BTreeMap;

use super::{
    changed_files::EMPTY, git, objects::Object, process::output, repository::Repository, revision::is_hash,
    tree::Tree,
};
use crate::{error::Result, store::evidence::normal};

/// How many links are followed to a file, as systems do.
const MOST_LINKS: usize = 40;
/// The most bytes that the way of a link has.
const MOST_OF_WAY: u64 = 4096;

/// What stands at a path.
#[derive(Clone, Debug)]
enum Entry {
    /// A file, with something in it or not.
    File { holds: bool },
    /// A link, and where it leads as it is written; none where that can't be read.
    Link(Option<String>),
    /// Another repository.
    Other,
}

/// What a whole tree has, by paths from the top of the repository.
#[derive(Clone, Debug, Default)]
pub struct WholeTree {
    entries: BTreeMap<String, Entry>,
}

impl WholeTree {
    /// What the commit of a store has, or what is staged.
    ///
    /// # Errors
    /// When git can't list it.
    pub fn of(repository: &Repository, tree: &Tree) -> Result<Self> {
        let hash = tree.revision().hash();
        let listing = if hash.is_empty() {
            let mut command = repository.reader_of_index();
            let output = output(command.args(["ls-files", "-s", "-z", "--full-name"]))?;
            if !output.status.success() {
                return Err(git::explain(&output, repository.directory()));
            }
            output.stdout.into()
        } else {
            repository.read_unchanging(["ls-tree", "-r", "-z", "--full-tree", hash])?
        };
        let mut entries = BTreeMap::new();
        let mut links: Vec<(String, String)> = Vec::new();
        for line in listing.split(|byte| *byte == 0) {
            let line = String::from_utf8_lossy(line);
            let Some((facts, path)) = line.split_once('\t') else { continue };
            let Some(hash) = facts.split(' ').find(|word| is_hash(word)) else { continue };
            let entry = match facts.split(' ').next() {
                Some("120000") => {
                    links.push((path.to_owned(), hash.to_owned()));
                    Entry::Link(None)
                }
                Some(mode) if mode.starts_with("100") => Entry::File { holds: !EMPTY.contains(&hash) },
                _ => Entry::Other,
            };
            entries.insert(path.to_owned(), entry);
        }
        if !links.is_empty() {
            let ways = repository.contents(links.iter().map(|(_, hash)| hash.as_str()), MOST_OF_WAY)?;
            for ((path, _), way) in links.into_iter().zip(ways) {
                if let Object::Content(way) = way {
                    entries.insert(path, Entry::Link(String::from_utf8(way).ok()));
                }
            }
        }
        Ok(Self { entries })
    }

    /// Every path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Whether something stands at this path.
    pub fn has(&self, path: &str) -> bool {
        self.entries.contains_key(path)
    }

    /// Whether a path leads, by links or without, to a file with something in it.
    pub fn leads_to_content(&self, path: &str) -> bool {
        let end = self.end_of(path);
        end.is_some_and(|end| matches!(self.entries.get(&end), Some(Entry::File { holds: true })))
    }

    /// Where a path ends when its links are followed; none where it leaves the repository, or goes round.
    pub fn end_of(&self, path: &str) -> Option<String> {
        let mut path = path.to_owned();
        for _ in 0..MOST_LINKS {
            let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
            let link = ends.filter_map(|end| path.split_at_checked(end)).find_map(|(begin, rest)| match self
                .entries
                .get(begin)?
            {
                Entry::Link(way) => Some((begin, way.as_deref(), rest)),
                _ => None,
            });
            let Some((begin, way, rest)) = link else { return Some(path) };
            let folder = begin.rsplit_once('/').map_or("", |(folder, _)| folder);
            path = normal(folder, &format!("{}{rest}", way?))?;
        }
        None
    }
}
