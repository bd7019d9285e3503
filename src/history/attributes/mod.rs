//! Attributes by which git gives a clone other bytes than a commit holds: `filter`, `ident`, `working-tree-encoding`.
//! What was checked in the commit is then not what somebody reads or edits. Line ends (`text`, `eol`) are none of them:
//! they change no value of a file of the store.

mod file;
mod pattern;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::ErrorKind::NotFound,
    path::Path,
};

use self::file::{AttributesFile, Given, Line, State};
use super::{commit::last_committed, objects::Object, process::output, repository::Repository, tree::Tree};
use crate::{
    error::{Error, Location, Result},
    store::{file as disk, layout, yaml},
};

const ENCODING: &str = "working-tree-encoding";
const FILTER: &str = "filter";
const IDENT: &str = "ident";

/// What turns files of the store.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Turning {
    /// The file of attributes, as it is shown.
    pub file: String,
    /// The line of it, as it is written.
    pub line: String,
    /// The attribute as it comes out: `filter=lfs`.
    pub attribute: String,
}

/// A line that turns files of the store: where it stands, and how many files it turns, the first among them.
#[derive(Clone, Debug)]
pub struct Turned {
    /// The line of the file of attributes, from 1.
    pub number: usize,
    /// The first file that it turns, from the top of the repository.
    pub first: String,
    /// How many files.
    pub count: usize,
}

/// What turns which files.
pub type Turnings = BTreeMap<Turning, Turned>;

/// What turns files of the store in a commit.
///
/// # Errors
/// When git can't read it.
pub fn of_commit(repository: &Repository, tree: &Tree) -> Result<Turnings> {
    if !tree.has_store() {
        return Ok(Turnings::new());
    }
    let mut found = Vec::new();
    for folder in above(tree.prefix()) {
        let mut arguments = vec!["ls-tree", "-z", "--full-tree", tree.revision().hash()];
        if !folder.is_empty() {
            arguments.extend(["--", folder]);
        }
        found.extend(listed(&repository.read_unchanging(arguments)?, "blob "));
    }
    evaluated(repository, tree, found)
}

/// What would turn files of the store in the commit of what is staged.
///
/// # Errors
/// When git can't read the index.
pub fn of_index(repository: &Repository, tree: &Tree) -> Result<Turnings> {
    if !tree.has_store() {
        return Ok(Turnings::new());
    }
    let mut command = repository.reader_of_index();
    let output = output(command.args(["ls-files", "-s", "-z", "--full-name"]))?;
    let mut found = listed(&output.stdout, "");
    let above: Vec<&str> = above(tree.prefix()).collect();
    found.retain(|(path, _)| {
        above
            .iter()
            .any(|folder| path.len() == folder.len() + layout::ATTRIBUTES.len() && path.starts_with(folder))
    });
    evaluated(repository, tree, found)
}

/// What turns files of the store in this clone: what its working files say, and its own `info/attributes`.
///
/// # Errors
/// When one of these files can't be read.
pub fn of_working_files(repository: &Repository) -> Result<Turnings> {
    if repository.is_bare() {
        return Ok(Turnings::new());
    }
    let tree = last_committed(repository)?;
    let own = own_files(&tree);
    let folders: BTreeSet<&str> = own.iter().flat_map(|path| folders_of(path)).collect();
    let mut files = Vec::new();
    let mut add = |path: &Path, folder: &str| -> Result<()> {
        match disk::read(path, yaml::MAX_FILE_BYTES) {
            Ok(bytes) => files.push(AttributesFile::of(&path.to_string_lossy(), folder, &bytes)),
            Err(error) if error.kind() == NotFound => {}
            // Git follows no link here.
            Err(_) if path.is_symlink() => {}
            Err(error) => {
                return Err(Error::io(text!("读不了这个文件", "can't read this file"), path, &error));
            }
        }
        Ok(())
    };
    for folder in folders {
        add(&repository.top().join(folder).join(layout::ATTRIBUTES), folder)?;
    }
    add(&repository.common_directory().join("info/attributes"), "")?;
    Ok(turnings(&files, &own))
}

/// The folders above a store, the top of the repository first: each empty or with a slash at its end.
fn above(prefix: &str) -> impl Iterator<Item = &str> {
    folders_of(prefix).filter(move |folder| folder.len() < prefix.len())
}

/// The folders in which a path lies, the top of the repository first.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).filter_map(|end| path.get(..end))
}

/// The files of attributes in a listing, `MODE WORD HASH REST<TAB>PATH`, each with its hash. Some disks take letters of
/// either case for the same.
fn listed(listing: &[u8], word: &str) -> Vec<(String, String)> {
    let lines = listing.split(|byte| *byte == 0).map(String::from_utf8_lossy);
    let of_line = |line: std::borrow::Cow<'_, str>| {
        let (facts, path) = line.split_once('\t')?;
        let (mode, rest) = facts.split_once(' ')?;
        let hash = rest.strip_prefix(word)?.split(' ').next()?;
        (mode.starts_with("100") && is_attributes(path)).then(|| (path.to_owned(), hash.to_owned()))
    };
    lines.filter_map(of_line).collect()
}

fn is_attributes(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case(layout::ATTRIBUTES))
}

/// The files of the store, from the top of the repository.
fn own_files(tree: &Tree) -> Vec<String> {
    let own = tree.paths().filter(|path| layout::is_own(path));
    own.map(|path| format!("{}{}", tree.prefix(), slashes(path))).collect()
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// What these files of attributes above the store, and those in it, turn.
fn evaluated(repository: &Repository, tree: &Tree, mut found: Vec<(String, String)>) -> Result<Turnings> {
    let below = tree.files().map(|(path, hash)| (format!("{}{}", tree.prefix(), slashes(path)), hash));
    found.extend(below.filter(|(path, _)| is_attributes(path)).map(|(path, hash)| (path, hash.to_owned())));
    if found.is_empty() {
        return Ok(Turnings::new());
    }
    let mut files = Vec::new();
    let objects = repository.contents(found.iter().map(|(_, hash)| hash.as_str()), yaml::MAX_FILE_BYTES)?;
    for ((path, _), object) in found.iter().zip(objects) {
        let Object::Content(bytes) = object else { return Err(unread(path)) };
        let folder = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default();
        files.push(AttributesFile::of(path, folder, &bytes));
    }
    files.sort_by_key(|file| file.folder.len());
    Ok(turnings(&files, &own_files(tree)))
}

fn unread(path: &str) -> Error {
    Error::failed(text!(
        "读不了这个属性文件，不知道它让 git 怎样改写台账的文件",
        "this file of attributes can't be read, so nobody knows what git makes of the files of the store"
    ))
    .at(Location::file(path))
}

/// What these files of attributes, the weightiest last, turn of these files.
fn turnings(files: &[AttributesFile], own: &[String]) -> Turnings {
    let mut macros: HashMap<&str, &[Given]> = HashMap::new();
    // Only the top of a repository, and what is the clone's own, may say what a word stands for.
    for file in files.iter().filter(|file| file.folder.is_empty()) {
        macros.extend(file.macros.iter().map(|(name, gives)| (name.as_str(), gives.as_slice())));
    }
    let mut found = Turnings::new();
    if !files.iter().any(|file| says_something(file, &macros)) {
        return found;
    }
    for path in own {
        let mut of_path = BTreeMap::new();
        for folds_case in [false, true] {
            of_path.extend(turnings_of(files, &macros, path, folds_case));
        }
        for (turning, number) in of_path {
            let turned =
                found.entry(turning).or_insert_with(|| Turned { number, first: path.clone(), count: 0 });
            turned.count += 1;
        }
    }
    found
}

/// Whether a file names what turns: most say nothing of it.
fn says_something(file: &AttributesFile, macros: &HashMap<&str, &[Given]>) -> bool {
    let given = file.lines.iter().flat_map(|line| &line.gives);
    given.map(|(name, _)| name.as_str()).any(|name| acts(name) || macros.contains_key(name))
}

fn acts(name: &str) -> bool {
    [ENCODING, FILTER, IDENT].contains(&name)
}

/// What turns one file, each with the number of its line.
fn turnings_of(
    files: &[AttributesFile],
    macros: &HashMap<&str, &[Given]>,
    path: &str,
    folds_case: bool,
) -> BTreeMap<Turning, usize> {
    let mut known: HashMap<&str, &State> = HashMap::new();
    let mut found = BTreeMap::new();
    for file in files.iter().rev() {
        let Some(below) = below(path, &file.folder, folds_case) else { continue };
        for line in file.lines.iter().rev().filter(|line| line.pattern.matches(below, folds_case)) {
            let mut came = Vec::new();
            fill(&line.gives, macros, &mut known, &mut came);
            let turns = came.into_iter().filter_map(|(name, state)| turns(name, state));
            found.extend(turns.map(|attribute| (turning(file, line, attribute), line.number)));
        }
    }
    found
}

fn below<'p>(path: &'p str, folder: &str, folds_case: bool) -> Option<&'p str> {
    let (above, rest) = path.split_at_checked(folder.len())?;
    (above == folder || folds_case && above.eq_ignore_ascii_case(folder)).then_some(rest)
}

fn turning(file: &AttributesFile, line: &Line, attribute: String) -> Turning {
    Turning { file: file.shown.clone(), line: line.written.clone(), attribute }
}

/// The last that is said of an attribute counts; a macro that is set says all that it stands for.
fn fill<'a>(
    gives: &'a [Given],
    macros: &HashMap<&str, &'a [Given]>,
    known: &mut HashMap<&'a str, &'a State>,
    came: &mut Vec<(&'a str, &'a State)>,
) {
    for (name, state) in gives.iter().rev() {
        if known.contains_key(name.as_str()) {
            continue;
        }
        known.insert(name, state);
        came.push((name, state));
        if let (State::Set, Some(stands_for)) = (state, macros.get(name.as_str())) {
            fill(stands_for, macros, known, came);
        }
    }
}

/// The attribute as it is written, where it turns a file. Git ends with an error at an encoding that names none.
fn turns(name: &str, state: &State) -> Option<String> {
    match (name, state) {
        (ENCODING, State::Value(value)) => {
            let is_ours = ["", "utf8", "utf-8"].iter().any(|ours| value.eq_ignore_ascii_case(ours));
            (!is_ours).then(|| format!("{name}={value}"))
        }
        (ENCODING, State::Set) | (IDENT, State::Set) => Some(name.to_owned()),
        (ENCODING, State::Unset) => Some(format!("-{name}")),
        (FILTER, State::Value(value)) => Some(format!("{name}={value}")),
        _ => None,
    }
}
