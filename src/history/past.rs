//! What is asked of a repository beside the store: whether a file stood in it once, and the document that a plan was
//! read from.

use std::path::{Path, PathBuf};

use super::{process::output, repository::Repository, revision::Revision, tree::Tree};
use crate::{
    error::Result,
    store::{Store, layout, load},
    text::digest::sha256,
};

/// Whether what a file holds now stood somewhere in the history up to `before`: then it comes back, and is not new.
pub(crate) fn has_stood(repository: &Repository, before: &Tree, after: &Tree, path: &Path) -> bool {
    let (Some(hash), begin) = (after.hash_of(path), before.revision().hash()) else { return false };
    if begin.is_empty() {
        return false;
    }
    let find = format!("--find-object={hash}");
    let words = ["log", "-1", "--no-show-signature", "--no-renames", "--format=%H", &find, begin, "--"];
    repository.ask(words).ok().flatten().is_some_and(|found| !found.is_empty())
}

/// A document beside the store, by its way from the directory that holds the store: as the commit has it, or as it is
/// staged or lies there now. Nothing where nobody put it into the repository, or it is not on this machine.
pub(crate) fn documents(repository: &Repository, tree: &Tree, name: &str, limit: u64) -> Vec<Vec<u8>> {
    let Some(store) = tree.prefix().strip_suffix('/') else { return Vec::new() };
    let above = store.rfind('/').map_or("", |end| store.get(..=end).unwrap_or_default());
    let path = format!("{above}{name}");
    let Revision(hash) = tree.revision();
    let is_staged = hash.is_empty();
    let git = |what: &str| {
        let mut command = if is_staged { repository.reader_of_index() } else { repository.reader() };
        command.args(["cat-file", what]).arg(format!("{hash}:{path}"));
        output(&mut command).ok().filter(|output| output.status.success()).map(|output| output.stdout)
    };
    let size = git("-s").and_then(|size| String::from_utf8_lossy(&size).trim().parse::<u64>().ok());
    let mut found: Vec<Vec<u8>> = Vec::new();
    if size.is_some_and(|size| size <= limit) {
        found.extend(git("blob"));
    }
    if is_staged {
        found.extend(load::read_document(&repository.top().join(path), limit).ok());
    }
    found
}

/// A document that a commit holds otherwise than a plan of that commit was read from it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OtherDocument {
    /// Where it lies.
    pub path: PathBuf,
    /// Whether what was read lies there now, and is only not committed.
    pub lies_there: bool,
}

/// The documents of the plans whose own files are among these, where the commit has others in their place.
///
/// # Errors
/// When git can't list the commit.
pub fn other_documents(
    repository: &Repository,
    store: &Store,
    made: &Revision,
    files: &[PathBuf],
    limit: u64,
) -> Result<Vec<OtherDocument>> {
    let slug = |path: &PathBuf| path.iter().next().and_then(|slug| slug.to_str()).map(str::to_owned);
    let is_plan = |path: &&PathBuf| slug(path).is_some_and(|slug| layout::plan_file(&slug) == **path);
    let plans: Vec<PathBuf> = files.iter().filter(is_plan).cloned().collect();
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    let tree = Tree::of_files(repository, made, &plans)?;
    let mut found = Vec::new();
    for source in plans.iter().filter_map(|path| load::plan(&tree, &slug(path)?).ok()?.source) {
        let committed = documents(repository, &tree, &source.file, limit);
        let is_it = |bytes: &Vec<u8>| is_document(bytes, &source.sha256);
        if committed.is_empty() || committed.iter().any(is_it) {
            continue;
        }
        let path = store.directory().parent().unwrap_or(Path::new("")).join(&source.file);
        let lies_there = load::read_document(&path, limit).is_ok_and(|bytes| is_it(&bytes));
        let document = OtherDocument { path, lies_there };
        if !found.contains(&document) {
            found.push(document);
        }
    }
    Ok(found)
}

/// Whether these are the bytes with this hash, or what git keeps of them.
pub(crate) fn is_document(bytes: &[u8], hash: &str) -> bool {
    // What a filter made of a document tells nothing of it.
    const FILTERED: [&[u8]; 2] = [b"version https://git-lfs", b"\0GITCRYPT"];
    if sha256(bytes) == hash || FILTERED.iter().any(|begin| bytes.starts_with(begin)) {
        return true;
    }
    // A text may have been imported with the line ends of another system.
    let with_returns = || {
        let mut text = Vec::with_capacity(bytes.len());
        for byte in bytes {
            if *byte == b'\n' && text.last() != Some(&b'\r') {
                text.push(b'\r');
            }
            text.push(*byte);
        }
        text
    };
    !bytes.contains(&0) && sha256(&with_returns()) == hash
}
